"""What is told of a soft prompt, as plain values: for programs, the report, and the window. Imports no torch.

Shapes: P virtual tokens, S steps of which the prompt was kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from studio.events import Scores

Place = tuple[float, float]
MapKind = Literal["distance", "direction"]
Split = Literal["validation", "test"]


@dataclass(frozen=True)
class NearWord:
    """value: the cosine, or the Euclidean distance."""

    word: str
    id: int
    value: float


@dataclass(frozen=True)
class Spread:
    """What is usual: the median, and between what nine tenths lie."""

    low: float
    median: float
    high: float


@dataclass(frozen=True)
class Yardstick:
    """How near the nearest word is. cosine: higher is nearer    distance: lower is nearer"""

    cosine: Spread
    distance: Spread


@dataclass(frozen=True)
class TokenWords:
    """norm_deviations: how many standard deviations the norm lies above the mean of words' norms
    nearer_than_chance: whether its nearest word by cosine is nearer than that of 95 of 100 random vectors
    """

    token: int
    norm: float
    norm_deviations: float
    by_cosine: tuple[NearWord, ...]
    by_distance: tuple[NearWord, ...]
    nearer_than_chance: bool


@dataclass(frozen=True)
class NearWords:
    """norm_mean, norm_spread: of all words' vectors

    words: how near real words are to others    chance: how near random vectors are to words
    """

    vocabulary: int
    norm_mean: float
    norm_spread: float
    words: Yardstick
    chance: Yardstick
    tokens: tuple[TokenWords, ...]


@dataclass(frozen=True)
class Size:
    """Norms of one kind of vector in one layer: their mean and spread, the same of real words', and the mean cosine
    between two virtual tokens (None for one alone)."""

    mean: float
    spread: float
    words_mean: float | None
    words_spread: float | None
    likeness: float | None


@dataclass(frozen=True)
class Layer:
    """layer: counted from 1    sizes: by "keys" and "values", or "vectors"    gates: one a head, of a gated prompt"""

    part: Literal["encoder", "decoder", "cross"]
    layer: int
    sizes: dict[str, Size]
    gates: tuple[float, ...] | None = None


@dataclass(frozen=True)
class MapWord:
    """near: whether it is among the nearest of a virtual token; the others are common words, drawn at random"""

    word: str
    place: Place
    near: bool


@dataclass(frozen=True)
class PromptMap:
    """Virtual tokens, and words where there are any to be near, in the plane in which they differ most.

    by: "distance" of the vectors as they are, "direction" of the vectors at length 1
    tokens: [P] places    trail: [S][P] places at the steps of Explanation.steps
    tokens_shown, words_shown: which share of the variance among them the plane shows, None for one alone
    """

    by: MapKind
    tokens: tuple[Place, ...]
    words: tuple[MapWord, ...]
    trail: tuple[tuple[Place, ...], ...]
    tokens_shown: float | None
    words_shown: float | None


@dataclass(frozen=True)
class Drift:
    """How virtual tokens moved, [S][P] each, at the steps of Explanation.steps.

    norms: of all the numbers of a token    moved: distance from where it stood at the first step
    like_start, like_end: likeness to itself at the first step, and in the adapter, as in MemberReport.similarity
    """

    norms: tuple[tuple[float, ...], ...]
    moved: tuple[tuple[float, ...], ...]
    like_start: tuple[tuple[float, ...], ...]
    like_end: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class MemberReport:
    """One prompt; an ensemble has several.

    words: None where nearest words do not apply    similarity: [P][P] between its tokens    likeness: their mean
    layers: of a prompt that stands in layers    drift: None where no step was kept
    """

    words: NearWords | None
    similarity: list[list[float]]
    likeness: float | None
    layers: tuple[Layer, ...]
    maps: tuple[PromptMap, ...]
    drift: Drift | None


@dataclass(frozen=True)
class Between:
    """Two prompts beside each other.

    similarity: [tokens of one][tokens of the other]
    best: mean over tokens of one of their likeness to the nearest of the other, and the other way
    same_place: mean likeness of tokens at the same place, as far as both go
    """

    one: str
    other: str
    similarity: list[list[float]]
    best: tuple[float, float]
    same_place: float


@dataclass(frozen=True)
class WithoutToken:
    """change: what the scores are more (or less) than with the whole prompt
    answers_changed: rows that are answered otherwise; None where text is written
    """

    token: int
    metrics: Scores
    change: Scores
    answers_changed: int | None


@dataclass(frozen=True)
class FirstTokens:
    """kept: how many, from the first    answers_changed: as above"""

    kept: int
    metrics: Scores
    answers_changed: int | None


@dataclass(frozen=True)
class Ablation:
    """rows: how many were asked, of `of_rows` that there are    whole: the scores of the whole prompt on them"""

    data: str
    rows: int
    of_rows: int
    seed: int
    left_out: str
    whole: Scores
    without: tuple[WithoutToken, ...]
    first: tuple[FirstTokens, ...]


@dataclass(frozen=True)
class Explanation:
    """why_no_words: empty where nearest words apply    ablation: None without a table

    steps: those of its training at which the prompt was kept, oldest first
    """

    adapter: str
    method: str
    product: str
    base_model: str
    num_virtual_tokens: int
    why_no_words: str
    steps: tuple[int, ...]
    members: tuple[MemberReport, ...]
    between: tuple[Between, ...]
    ablation: Ablation | None


@dataclass(frozen=True)
class UnsureRow:
    """row: of the table, from 0; line: of its file, from 1. cells: by column. probabilities: by label"""

    row: int
    line: int
    cells: dict[str, str]
    probabilities: dict[str, float]


@dataclass(frozen=True)
class Unsure:
    """asked: rows that were    rows: the least certain first"""

    table: str
    asked: int
    rows: tuple[UnsureRow, ...]


@dataclass(frozen=True)
class Suspect:
    """A row whose label is likely wrong. texts: by column, of those that the model reads

    was_learned: whether the prompt was trained on it, so that it looks more certain than it is
    """

    row: int
    line: int
    texts: dict[str, str]
    given: str
    likely: str
    given_probability: float
    likely_probability: float
    was_learned: bool


@dataclass(frozen=True)
class LabelErrors:
    """rows, learned: asked, and how many of them the prompt was trained on

    found: suspects in all; the likeliest errors of them are `suspects`, these first
    """

    table: str
    rows: int
    learned: int
    found: int
    suspects: tuple[Suspect, ...]
