"""Casual copies of a sentence: the spelling of hurried people, which edited text lacks.

Everything here is made by rule from a sentence of the corpus. No collection of messages was read.
"""

import random
import re
import string

SHORT_FORMS = {
    "you": "u", "your": "ur", "are": "r", "for": "4", "to": "2", "too": "2", "be": "b", "see": "c",
    "and": "n", "great": "gr8", "please": "pls", "thanks": "thx", "because": "cos", "with": "w",
    "what": "wat", "tomorrow": "tmrw", "tonight": "2nite", "before": "b4", "people": "ppl",
    "really": "rly", "about": "abt", "have": "hv", "though": "tho", "love": "luv", "okay": "k",
    "the": "d", "that": "dat", "this": "dis", "going": "goin", "want": "wanna", "know": "kno",
}  # fmt: skip
INTERJECTIONS = ["lol", "haha", "ok", "hey", "hmm", "oh", "yeah", "wow", ":)", ";-)", "xx", "..."]
LETTERS = ["usual", "lowercase", "capitals"]


def casual(sentence: str, rng: random.Random) -> str:
    """The sentence as someone might type it: other letters, short forms, numbers, loose dots."""
    words = sentence.split()
    if rng.random() < 0.5:
        words = [SHORT_FORMS.get(w.lower(), w) if rng.random() < 0.6 else w for w in words]
    if rng.random() < 0.4:
        words.insert(rng.randint(0, len(words)), number(rng))
    if rng.random() < 0.3:
        words.insert(rng.choice([0, len(words)]), rng.choice(INTERJECTIONS))
    if rng.random() < 0.15:
        at = rng.randrange(len(words))
        words[at] = words[at].upper()
    text = " ".join(words)
    if rng.random() < 0.4:
        text = text.translate(str.maketrans("", "", string.punctuation.replace("$", "")))
    if rng.random() < 0.2:
        text = re.sub(r"[.,;] ?", lambda _: rng.choice(["...", "!", ". ", ", ", "!! "]), text)
    return in_letters(" ".join(text.split()), rng.choices(LETTERS, [3, 5, 2])[0])


def in_letters(text: str, letters: str) -> str:
    """The text in "lowercase", in "capitals" or as "usual"."""
    match letters:
        case "lowercase":
            return text.lower()
        case "capitals":
            return text.upper()
        case _:
            return text


def number(rng: random.Random) -> str:
    """A number as people write them: a price, a time, a date, a telephone number, a count."""
    currency = rng.choice("$£€")
    match rng.randrange(7):
        case 0:
            return f"{currency}{rng.choice([5, 10, 20, 50, 100, 250, 500, 1000, 2000])}"
        case 1:
            return f"{currency}{rng.randint(0, 99)}.{rng.randint(0, 99):02d}"
        case 2:
            return f"{rng.randint(1, 12)}{rng.choice(['am', 'pm', ':30', ':15', ' o clock'])}"
        case 3:
            return f"{rng.randint(1, 31)}/{rng.randint(1, 12):02d}/{rng.randint(1990, 2025)}"
        case 4:
            return "0" + "".join(rng.choice(string.digits) for _ in range(10))
        case 5:
            return f"{rng.randint(10_000, 99_999)}"
        case _:
            return f"{rng.randint(2, 400)}"
