"""What was found of a soft prompt, as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from studio.interpretation.findings import Ablation, Drift, Explanation, MapKind, MemberReport, PromptMap
from ui.charts.heat_map import HeatMap
from ui.charts.prompt_map import PromptMapPicture, WordDot
from ui.charts.step_lines import StepLine, StepLines
from ui.charts.token_bars import Band, BarGroup, TokenBars
from ui.numbers import percent

DRIFTS = {
    "moved": "Distance from the start",
    "like_start": "Likeness to the start",
    "like_end": "Likeness to the adapter",
    "norms": "Length",
}
SCORES = {
    "loss": "Loss",
    "accuracy": "Accuracy",
    "macro_f1": "Macro F1",
    "entity_f1": "Entity F1",
}


def sizes(member: MemberReport, name: str) -> TokenBars:
    """Lengths beside those of words: a bar a token, or, of a prompt that stands in layers, bars for each layer."""
    words = member.words
    if words is not None:
        bars = tuple(BarGroup(str(token.token), (token.norm,)) for token in words.tokens)
        return TokenBars(
            f"Lengths of virtual tokens: {name}",
            "The length (norm) of each vector. The band is what is usual of words: their mean, and one standard "
            "deviation above and below.",
            "Token",
            "Length",
            ("Length",),
            bars,
            Band("Words", words.norm_mean, words.norm_spread),
        )
    kinds = tuple(member.layers[0].sizes)
    several = len({layer.part for layer in member.layers}) > 1
    groups = tuple(
        BarGroup(
            f"{layer.part} {layer.layer}" if several else str(layer.layer),
            tuple(size.mean for size in layer.sizes.values()),
            tuple(size.words_mean for size in layer.sizes.values()),
        )
        for layer in member.layers
    )
    has_words = any(mark is not None for group in groups for mark in group.marks)
    about = "The mean length (norm) over virtual tokens in each layer."
    if has_words:
        about += " The line across a bar is what real words have there."
    titles = tuple(kind.capitalize() for kind in kinds)
    return TokenBars(
        f"Lengths in the layers: {name}",
        about,
        "Layer",
        "Mean length",
        titles,
        groups,
        mark="words" if has_words else "",
    )


def gates(member: MemberReport, name: str) -> HeatMap | None:
    """How far each head of a layer lets the prompt in; None where there are no gates."""
    rows = [(layer.layer, layer.gates) for layer in member.layers if layer.gates is not None]
    if not rows:
        return None
    heads = tuple(str(number) for number in range(1, len(rows[0][1]) + 1))
    return HeatMap(
        f"Gates: {name}",
        "How far each attention head lets the prompt in: 0 is not at all, as training began.",
        "layer",
        "head",
        tuple(str(layer) for layer, _ in rows),
        heads,
        [list(own) for _, own in rows],
        reach=max((abs(gate) for _, own in rows for gate in own), default=1.0) or 1.0,
        what="gate",
    )


def likeness(similarity: Sequence[Sequence[float]], name: str, other: str, mean: float | None) -> HeatMap:
    """Of each virtual token to each, of one prompt or of two."""
    about = "1 (full colour) is the same direction, 0 nothing in common, -1 the opposite."
    if mean is not None:
        about += f" Two different tokens are alike by {mean:.2f} on average."
    return HeatMap(
        f"Likeness of virtual tokens: {name}" if other == name else f"Likeness of {name} to {other}",
        about,
        "token",
        "token",
        tuple(str(number) for number in range(1, len(similarity) + 1)),
        tuple(str(number) for number in range(1, len(similarity[0]) + 1)),
        similarity,
    )


def plane(
    member: MemberReport, name: str, kind: MapKind, *, until: int | None, with_words: bool, with_trail: bool
) -> PromptMapPicture:
    """Virtual tokens among words. until: how many of the kept steps are past; None: all, and the adapter is shown"""
    found = next((one for one in member.maps if one.by == kind), member.maps[0])
    if until is None:
        tokens, before = found.tokens, found.trail
    else:
        tokens, before = found.trail[until], found.trail[:until]
    every = (*found.tokens, *(place for places in found.trail for place in places))
    return PromptMapPicture(
        f"Virtual tokens in a plane: {name}",
        _shown(found),
        tokens,
        tuple(WordDot(word.word, word.place, word.near) for word in found.words) if with_words else (),
        before if with_trail else (),
        every,
    )


def _shown(found: PromptMap) -> str:
    if found.tokens_shown is None:
        return "One token alone has nothing to be told apart from."
    tokens = f"It shows {percent(found.tokens_shown, 0)} of how virtual tokens differ"
    words = f" and {percent(found.words_shown, 0)} of how words do" if found.words_shown is not None else ""
    what = "vectors" if found.by == "distance" else "their directions"
    return f"The plane in which {what} differ most (PCA). {tokens}{words}; the rest is not seen here."


def drift(
    member: MemberReport, steps: Sequence[int], name: str, what: str, marks: Sequence[tuple[int, str]]
) -> StepLines:
    """How far each token moved, over the steps that were kept. The member has a drift."""
    found = member.drift
    assert found is not None
    numbers = _numbers(found, what)
    tokens = [
        StepLine(f"token {token + 1}", tuple(step[token] for step in numbers)) for token in range(len(numbers[0]))
    ]
    mean = StepLine("mean of all tokens", tuple(fmean(step) for step in numbers), strong=True)
    return StepLines(
        f"{DRIFTS[what]} over training: {name}",
        f"At the {len(steps)} steps at which the prompt was kept.",
        "Step",
        DRIFTS[what],
        tuple(steps),
        (*tokens, mean),
        tuple(marks),
    )


def _numbers(found: Drift, what: str) -> tuple[tuple[float, ...], ...]:
    every = {
        "moved": found.moved,
        "like_start": found.like_start,
        "like_end": found.like_end,
        "norms": found.norms,
    }
    return every[what]


def without(found: Ablation, name: str, score: str) -> TokenBars:
    """What the score changes by when a token is left out."""
    return TokenBars(
        f"{SCORES[score]} without a token: {name}",
        f"How much {SCORES[score].lower()} changes when one virtual token is left out, on {found.rows:,} of "
        f"{found.of_rows:,} rows of {found.data}. With all tokens it is {found.whole[score]:.4f}.",
        "Token",
        f"Change of {SCORES[score].lower()}",
        ("Change",),
        tuple(BarGroup(str(one.token), (one.change[score],)) for one in found.without),
    )


def first_tokens(found: Ablation, name: str, score: str) -> StepLines:
    """The score with the first few tokens alone."""
    return StepLines(
        f"{SCORES[score]} with the first tokens alone: {name}",
        "How many virtual tokens it takes, kept from the first.",
        "Tokens kept",
        SCORES[score],
        tuple(one.kept for one in found.first),
        (StepLine(SCORES[score].lower(), tuple(one.metrics[score] for one in found.first), strong=True),),
    )


def name_of(found: Explanation, member: int) -> str:
    """The adapter, and which of its prompts where it has several."""
    return found.adapter if len(found.members) == 1 else f"{found.adapter} {member + 1}"
