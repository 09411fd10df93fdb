"""What was found of a soft prompt, as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from studio.interpretation.findings import Ablation, Drift, Explanation, Layer, MapKind, MemberReport, PromptMap
from ui.charts.heat_map import HeatMap
from ui.charts.picture import Term
from ui.charts.prompt_map import PromptMapPicture, WordDot
from ui.charts.step_lines import StepLine, StepLines
from ui.charts.token_bars import Band, BarGroup, TokenBars
from ui.language import counted, sentences, tr
from ui.numbers import percent
from ui.score_words import SCORES, SCORES_INSIDE

DRIFTS = {
    "moved": tr("Distance from the start"),
    "like_start": tr("Likeness to the start"),
    "like_end": tr("Likeness to the adapter"),
    "norms": tr("Length"),
}
_KINDS = {
    "keys": Term(tr("Keys"), "Keys"),
    "values": Term(tr("Values"), "Values"),
    "vectors": Term(tr("Vectors"), "Vectors"),
}
_PARTS = {"encoder": tr("encoder"), "decoder": tr("decoder"), "cross": tr("cross")}
_TOKEN, _LAYER = Term(tr("Token"), "Token"), Term(tr("Layer"), "Layer")


def sizes(member: MemberReport, name: str) -> TokenBars:
    """Lengths beside those of words: a bar a token, or, of a prompt that stands in layers, bars for each layer."""
    words = member.words
    if words is not None:
        bars = tuple(BarGroup(str(token.token), (token.norm,)) for token in words.tokens)
        return TokenBars(
            tr("Lengths of virtual tokens: {adapter}", adapter=name),
            tr(
                "The length (norm) of each vector. The band is what is usual of words: their mean, and one standard "
                "deviation above and below."
            ),
            _TOKEN,
            tr("Length"),
            (Term(tr("Length"), "Length"),),
            bars,
            Band(Term(tr("Words"), "Words"), words.norm_mean, words.norm_spread),
        )
    kinds = tuple(member.layers[0].sizes)
    several = len({layer.part for layer in member.layers}) > 1
    groups = tuple(
        BarGroup(
            _layer_name(layer) if several else str(layer.layer),
            tuple(size.mean for size in layer.sizes.values()),
            tuple(size.words_mean for size in layer.sizes.values()),
        )
        for layer in member.layers
    )
    has_words = any(mark is not None for group in groups for mark in group.marks)
    about = tr("The mean length (norm) over virtual tokens in each layer.")
    if has_words:
        about = tr(
            "The mean length (norm) over virtual tokens in each layer. The line across a bar is what real words have "
            "there."
        )
    titles = tuple(_KINDS.get(kind, kind) for kind in kinds)
    return TokenBars(
        tr("Lengths in the layers: {adapter}", adapter=name),
        about,
        _LAYER,
        tr("Mean length"),
        titles,
        groups,
        mark=Term(tr("words"), "words") if has_words else "",
    )


def _layer_name(layer: Layer) -> Term:
    """Of a layer in a model of two stacks."""
    shown = tr("{part} {layer}", part=_PARTS[layer.part], layer=layer.layer)
    return Term(shown, f"{layer.part} {layer.layer}")


def gates(member: MemberReport, name: str) -> HeatMap | None:
    """How far each head of a layer lets the prompt in; None where there are no gates."""
    rows = [(layer.layer, layer.gates) for layer in member.layers if layer.gates is not None]
    if not rows:
        return None
    heads = tuple(str(number) for number in range(1, len(rows[0][1]) + 1))
    return HeatMap(
        tr("Gates: {adapter}", adapter=name),
        tr("How far each attention head lets the prompt in: 0 is not at all, as training began."),
        Term(tr("layer"), "layer"),
        tr("head"),
        tuple(str(layer) for layer, _ in rows),
        heads,
        [list(own) for _, own in rows],
        reach=max((abs(gate) for _, own in rows for gate in own), default=1.0) or 1.0,
        what=tr("gate"),
    )


def likeness(similarity: Sequence[Sequence[float]], name: str, other: str, mean: float | None) -> HeatMap:
    """Of each virtual token to each, of one prompt or of two."""
    about = tr("1 (full colour) is the same direction, 0 nothing in common, -1 the opposite.")
    if mean is not None:
        about = tr(
            "1 (full colour) is the same direction, 0 nothing in common, -1 the opposite. Two different tokens are "
            "alike by {mean:.2f} on average.",
            mean=mean,
        )
    return HeatMap(
        tr("Likeness of virtual tokens: {adapter}", adapter=name)
        if other == name
        else tr("Likeness of {one} to {other}", one=name, other=other),
        about,
        Term(tr("token"), "token"),
        tr("token"),
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
        tr("Virtual tokens in a plane: {adapter}", adapter=name),
        _shown(found),
        tokens,
        tuple(WordDot(word.word, word.place, word.near) for word in found.words) if with_words else (),
        before if with_trail else (),
        every,
    )


def _shown(found: PromptMap) -> str:
    if found.tokens_shown is None:
        return tr("One token alone has nothing to be told apart from.")
    plane = (
        tr("The plane in which vectors differ most (PCA).")
        if found.by == "distance"
        else tr("The plane in which their directions differ most (PCA).")
    )
    tokens = percent(found.tokens_shown, 0)
    if found.words_shown is None:
        share = tr("It shows {tokens} of how virtual tokens differ; the rest is not seen here.", tokens=tokens)
    else:
        share = tr(
            "It shows {tokens} of how virtual tokens differ and {words} of how words do; the rest is not seen here.",
            tokens=tokens,
            words=percent(found.words_shown, 0),
        )
    return sentences(plane, share)


def drift(
    member: MemberReport, steps: Sequence[int], name: str, what: str, marks: Sequence[tuple[int, str]]
) -> StepLines:
    """How far each token moved, over the steps that were kept. The member has a drift."""
    found = member.drift
    assert found is not None
    numbers = _numbers(found, what)
    tokens = [
        StepLine(_token_name(token + 1), tuple(step[token] for step in numbers)) for token in range(len(numbers[0]))
    ]
    mean = StepLine(
        Term(tr("mean of all tokens"), "mean of all tokens"), tuple(fmean(step) for step in numbers), strong=True
    )
    return StepLines(
        tr("{what} over training: {adapter}", what=DRIFTS[what], adapter=name),
        counted(
            len(steps),
            "At the {n} step at which the prompt was kept.",
            "At the {n} steps at which the prompt was kept.",
        ),
        Term(tr("Step"), "Step"),
        DRIFTS[what],
        tuple(steps),
        (*tokens, mean),
        tuple(marks),
    )


def _token_name(number: int) -> Term:
    return Term(tr("token {number}", number=number), f"token {number}")


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
    inside = SCORES_INSIDE[score]
    return TokenBars(
        tr("{score} without a token: {adapter}", score=SCORES[score], adapter=name),
        tr(
            "How much {score} changes when one virtual token is left out, on {rows:,} of {of_rows:,} rows of {data}. "
            "With all tokens it is {whole:.4f}.",
            score=inside,
            rows=found.rows,
            of_rows=found.of_rows,
            data=_asked(found.data),
            whole=found.whole[score],
        ),
        _TOKEN,
        tr("Change of {score}", score=inside),
        (Term(tr("Change"), "Change"),),
        tuple(BarGroup(str(one.token), (one.change[score],)) for one in found.without),
    )


def _asked(data: str) -> str:
    """A table, and which rows of it, as an Ablation names them, in the words of the window."""
    table, _, rows = data.rpartition(", ")
    if rows == "test rows":
        return tr("{table}, test rows", table=table)
    if rows == "validation rows":
        return tr("{table}, validation rows", table=table)
    return data


def first_tokens(found: Ablation, name: str, score: str) -> StepLines:
    """The score with the first few tokens alone."""
    return StepLines(
        tr("{score} with the first tokens alone: {adapter}", score=SCORES[score], adapter=name),
        tr("How many virtual tokens it takes, kept from the first."),
        Term(tr("Tokens kept"), "Tokens kept"),
        SCORES[score],
        tuple(one.kept for one in found.first),
        (StepLine(Term(SCORES_INSIDE[score], score), tuple(one.metrics[score] for one in found.first), strong=True),),
    )


def name_of(found: Explanation, member: int) -> str:
    """The adapter, and which of its prompts where it has several."""
    return found.adapter if len(found.members) == 1 else f"{found.adapter} {member + 1}"
