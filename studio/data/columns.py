"""Which column is the text, which the label, and how the classes are spread."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from studio.data.table import Table

_SAMPLE_ROWS = 5000
_LABEL_LENGTH = 40  # mean characters; a label is a word or two, not a sentence
_LOPSIDED_EVENNESS = 0.85

# What people call columns, words apart by blanks.
_LABEL_NAMES = (
    "label labels category class intent sentiment emotion topic spam polarity tag type stars rating "
    "kategorie klasse categoria etiqueta"
)
_TEXT_NAMES = (
    "text message sentence review question utterance tweet comment content body input prompt mr document article "
    "source query instruction premise headline user satz nachricht frage texto texte"
)
_PAIRS = {
    "premise": "hypothesis",
    "question": "context passage paragraph sentence document answer",
    "query": "passage document product title",
    "headline": "body article",
    "claim": "evidence",
    "context": "response",
}
_TARGET_NAMES = "ref reference target output response answer completion summary translation highlights reply antwort"
# Columns that speak about a text instead of being it.
_BESIDE_NAMES = "id idx index key anno annotation annotated annotator suggested url date time source lang language"


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """A first proposal, for the user to confirm. A role that no column fits is None. text_pair: what goes with text"""

    text: str | None
    label: str | None
    target: str | None
    task: Literal["classification", "generation"]
    text_pair: str | None = None


@dataclass(frozen=True, slots=True)
class _Profile:
    name: str
    place: int
    distinct: int
    filled: int
    mean_length: float
    mean_words: float
    numbers: bool
    nested: bool

    def named(self, names: str) -> bool:
        """Whether a word of the column's name is among these."""
        return not set(_words(self.name)).isdisjoint(names.split())

    @property
    def could_be_label(self) -> bool:
        """Short cells that come again and again; in a small table the name may speak for them."""
        short = self.filled > 0 and self.mean_length <= _LABEL_LENGTH and self.mean_words <= 5
        repeated = self.distinct < self.filled and self.distinct <= max(2, self.filled // 4)
        named = self.named(_LABEL_NAMES) and (self.filled <= 20 or self.distinct * 2 <= self.filled)
        return short and (repeated or named)

    @property
    def could_be_text(self) -> bool:
        return self.filled > 0 and not self.numbers and not self.nested and self.distinct > 1


def guess_columns(table: Table) -> ColumnGuess:
    """Text and label (classification), or text and target (generation), by names, lengths and repetition.

    A label has few distinct values and short cells. Without one, two columns of running text make a generation table.
    """
    profiles = [_profile(name, place, table.cells(name)[:_SAMPLE_ROWS]) for place, name in enumerate(table.columns)]
    texts = sorted((p for p in profiles if p.could_be_text), key=_text_score, reverse=True)
    labels = sorted((p for p in profiles if p.could_be_label), key=_label_score, reverse=True)
    targets = [p for p in texts if p.named(_TARGET_NAMES) and not p.could_be_label]
    pair_is_named = bool(targets) and any(p.named(_TEXT_NAMES) and p is not targets[0] for p in texts)
    if labels and not (pair_is_named and not labels[0].named(_LABEL_NAMES)):
        # With a single column of two values the text matters more than the label.
        text = next((p for p in texts if p is not labels[0] and not p.could_be_label), None)
        text = text or next((p for p in texts if p is not labels[0]), None)
        if text is not None:
            name, other = _pair(text, [p for p in texts if p is not labels[0]])
            return ColumnGuess(name, labels[0].name, None, "classification", other)
    running = [p for p in texts if not p.could_be_label] or texts
    if len(running) >= 2:
        target = targets[0] if targets else None
        if target is None:
            # No name tells: what is asked stands before what is answered.
            first, second = sorted(running[:2], key=lambda p: p.place)
            return ColumnGuess(first.name, None, second.name, "generation")
        text = next((p for p in running if p is not target), None)
        if text is not None:
            name, other = _pair(text, [p for p in running if p is not target])
            return ColumnGuess(name, None, target.name, "generation", other)
    return ColumnGuess(running[0].name if running else None, None, None, "classification")


def _pair(text: _Profile, texts: Sequence[_Profile]) -> tuple[str, str | None]:
    """The text's column and one that goes with it, in their order, where names say that two make a pair."""
    for other in texts:
        for first, second in ((text, other), (other, text)):
            if first is not second and _is_pair(first.name, second.name):
                return first.name, second.name
    return text.name, None


def _is_pair(first: str, second: str) -> bool:
    """ "premise" and "hypothesis", "sentence1" and "sentence2", "text_a" and "text_b"."""
    numbered = [re.fullmatch(r"(.*[^\W\d_])[_ ]?([12AB])", name, re.IGNORECASE) for name in (first, second)]
    if numbered[0] and numbered[1] and numbered[0][1].casefold() == numbered[1][1].casefold():
        return (numbered[0][2] + numbered[1][2]).casefold() in ("12", "ab")
    words = [set(_words(name)) for name in (first, second)]
    return any(one in words[0] and not words[1].isdisjoint(others.split()) for one, others in _PAIRS.items())


def class_counts(values: Sequence[str]) -> dict[str, int]:
    """How many rows each class has, the commonest first; equal counts in the order of first appearance."""
    return dict(Counter(values).most_common())


def is_lopsided(counts: Mapping[str, int]) -> bool:
    """Whether the classes are so uneven that always saying the commonest looks better than it is.

    The rule: the entropy of the class shares is below 0.85 of what even classes would have (Pielou's evenness).
    For two classes that is beyond about 72 to 28: .866 to .134 has .57 and is lopsided; 60 to 40 has .97 and is not.
    Classes without rows do not count; fewer than two classes are never lopsided.
    """
    filled = [count for count in counts.values() if count > 0]
    if len(filled) < 2:
        return False
    total = sum(filled)
    entropy = -sum(count / total * math.log(count / total) for count in filled)
    return entropy / math.log(len(filled)) < _LOPSIDED_EVENNESS


def _profile(name: str, place: int, cells: Sequence[str]) -> _Profile:
    filled = [cell.strip() for cell in cells if cell and not cell.isspace()]
    n = max(1, len(filled))
    return _Profile(
        name=name,
        place=place,
        distinct=len(set(filled)),
        filled=len(filled),
        mean_length=sum(map(len, filled)) / n,
        mean_words=sum(len(cell.split()) for cell in filled) / n,
        numbers=bool(filled)
        and all(re.fullmatch(r"[-+]?[\d.,]+%?|null|nan|none", cell, re.IGNORECASE) for cell in filled),
        nested=bool(filled) and all(cell[0] + cell[-1] == "{}" for cell in filled),  # objects of JSON
    )


def _text_score(profile: _Profile) -> tuple[float, int]:
    score = min(profile.mean_length, 200) / 20 + 4 * profile.distinct / max(1, profile.filled)
    score += 5 * profile.named(_TEXT_NAMES) - 4 * (profile.named(_BESIDE_NAMES) and not profile.named("text"))
    return score, -profile.place


def _label_score(profile: _Profile) -> tuple[float, int]:
    """Names first; then a column with at least two values, and fewer of them rather than more; then the last column."""
    score = 5.0 * profile.named(_LABEL_NAMES) + 2.0 * (profile.distinct > 1) - profile.distinct / max(1, profile.filled)
    return score - 5.0 * profile.named(_BESIDE_NAMES), profile.place


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).casefold())
