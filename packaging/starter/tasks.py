"""Task-shaped texts: read a text, then answer after a cue, often after a few solved examples.

They teach the habit that soft prompts and in-context examples rely on.
Their answers are the published labels of train files, or facts that the corpus itself holds:
where a passage comes from, how it is written, whether a number stands in it.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from casual import LETTERS, casual, in_letters, number
from corpus import Document, LabelledRow, sentences

KINDS = {
    "Polarity Dataset 2.0": "film review",
    "Sentence Polarity 1.0": "film review",
    "Customer product reviews": "product review",
    "Pros and Cons": "product review",
    "State of the Union": "president's speech",
    "Inaugural addresses": "president's speech",
    "WikiText-2": "encyclopedia",
    "WikiSplit": "encyclopedia",
    "banking77": "question to a bank",
    "hwu64": "command at home",
}
CUES = ["Answer", "Label", "Topic", "Intent", "Category", "Class", "Type", "Kind", "Output", "Tag"]
OPENINGS = ["", "", "", "Text: ", "Question: ", "Message: ", "Input: ", "Sentence: ", "Review: "]
NUMBER = re.compile(r" ?[$£€]?\d[\d.,:/]*")


@dataclass(frozen=True)
class Task:
    """The answers that a task knows, and a function that draws a text for one of them."""

    answers: list[str]
    text_for: Callable[[str, random.Random], str]


class TaskMaker:
    """Draws packs of one to twelve solved examples, all of one task and in one layout."""

    def __init__(self, documents: list[Document], rows: list[LabelledRow]):
        self._passages: dict[str, list[str]] = {}
        for document in documents:
            kind = _kind(document.source)
            if kind:
                self._passages.setdefault(kind, []).extend(sentences(document.text))
        self._intents: dict[str, list[str]] = {}
        labels: dict[str, set[str]] = {}
        for row in rows:
            self._passages.setdefault(KINDS[row.source], []).append(row.text)
            self._intents.setdefault(row.label, []).append(row.text)
            labels.setdefault(row.source, set()).add(row.label)
        self._label_words = label_words(documents)
        intents = [Task(sorted(some), self._intent) for some in labels.values()]
        forms = [
            Task(LETTERS, self._letters),
            Task(["number", "no number"], self._with_or_without_number),
            Task(["long", "short"], self._long_or_short),
        ]
        self._tasks = [
            (intents, 5),
            ([Task(sorted(self._passages), self._kind_text)], 3),
            (forms, 2),
        ]

    def packs(self, rng: random.Random, characters: int) -> Iterator[str]:
        """Packs until they hold about this many characters."""
        while characters > 0:
            pack = self.pack(rng)
            characters -= len(pack)
            yield pack

    def pack(self, rng: random.Random) -> str:
        """One pack: `<text>\\n<cue>: <answer>`, a few times over.

        In half of them two or three answers recur, mostly under made-up names that only the
        pack itself tells: the model has to learn from the examples before it.
        """
        groups, shares = zip(*self._tasks, strict=True)
        task = rng.choice(rng.choices(groups, shares)[0])
        if rng.random() < 0.5:
            answers = rng.sample(task.answers, min(len(task.answers), rng.choice([2, 2, 2, 3])))
            names = dict(zip(answers, rng.sample(self._label_words, len(answers)), strict=True))
            if rng.random() < 0.3:
                names = {answer: answer for answer in answers}
            drawn = answers + [rng.choice(answers) for _ in range(rng.randint(2, 8))]
            rng.shuffle(drawn)
        else:
            names = {answer: answer for answer in task.answers}
            drawn = [rng.choice(task.answers) for _ in range(rng.choice([1, 1, 2, 3, 4]))]
        opening, cue = rng.choice(OPENINGS), rng.choice(CUES)
        return rng.choice(["\n\n", "\n\n", "\n"]).join(
            f"{opening}{task.text_for(answer, rng)}\n{cue}: {names[answer]}" for answer in drawn
        )

    def _intent(self, label: str, rng: random.Random) -> str:
        return _sometimes_casual(rng.choice(self._intents[label]), rng)

    def _kind_text(self, kind: str, rng: random.Random) -> str:
        return _sometimes_casual(self._passage(kind, rng), rng)

    def _letters(self, letters: str, rng: random.Random) -> str:
        return in_letters(self._any_passage(rng), letters)

    def _with_or_without_number(self, answer: str, rng: random.Random) -> str:
        text = NUMBER.sub("", self._any_passage(rng))
        if answer == "no number":
            return text
        words = text.split()
        words.insert(rng.randint(0, len(words)), number(rng))
        return " ".join(words)

    def _long_or_short(self, answer: str, rng: random.Random) -> str:
        passages = [self._any_passage(rng) for _ in range(4)]
        return max(passages, key=len) if answer == "long" else min(passages, key=len)

    def _any_passage(self, rng: random.Random) -> str:
        return _sometimes_casual(self._passage(rng.choice(list(self._passages)), rng), rng)

    def _passage(self, kind: str, rng: random.Random) -> str:
        """One or two sentences of a kind, 240 characters at most."""
        lines = self._passages[kind]
        at = rng.randrange(len(lines))
        passage = lines[at] if len(lines[at]) > 60 else " ".join(lines[at : at + rng.randint(1, 2)])
        return passage if len(passage) <= 240 else passage[:240].rsplit(" ", 1)[0]


def label_words(documents: list[Document], count: int = 400) -> list[str]:
    """The commonest lowercase words of four letters or more: made-up labels for packs."""
    counts = Counter(w for d in documents for w in re.findall(r"\b[a-z]{4,9}\b", d.text))
    return [word for word, _ in counts.most_common(count)]


def _sometimes_casual(text: str, rng: random.Random) -> str:
    return casual(text, rng) if rng.random() < 0.25 else text


def _kind(source: str) -> str | None:
    return next((kind for start, kind in KINDS.items() if source.startswith(start)), None)
