"""An explanation as people read it. Knows nothing of torch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean

from rich.console import RenderableType
from rich.table import Table

from studio.events import Scores
from studio.interpretation.findings import (
    Ablation,
    Between,
    Drift,
    Explanation,
    Layer,
    MemberReport,
    NearWord,
    NearWords,
)
from studio.terminal import table

_DRIFT_ROWS = 8


def report(found: Explanation) -> list[RenderableType]:
    """Tables, each with a line that says how far to trust it."""
    lines: list[RenderableType] = [
        f"{found.adapter}: {found.method}, {found.num_virtual_tokens} virtual tokens on {found.base_model}."
    ]
    if found.why_no_words:
        lines.append(f"Nearest words do not apply. {found.why_no_words}")
    for number, member in enumerate(found.members, start=1):
        if len(found.members) > 1:
            lines.append(f"Member {number} of {len(found.members)}")
        lines += _member(member, found.steps)
    if found.between:
        lines.append(_between(found.between))
    if found.ablation is not None:
        lines += _ablation(found.ablation)
    return lines


def _member(member: MemberReport, steps: Sequence[int]) -> Iterator[RenderableType]:
    if member.words is not None:
        yield _words(member.words, member.similarity)
        yield from _how_near(member.words)
    if member.layers:
        yield _layers(member.layers)
        if member.layers[0].gates is None:
            yield "Norms are means over virtual tokens; in brackets, those of real words in the same layer."
    if member.likeness is not None:
        yield f"Virtual tokens are alike by {member.likeness:.3f} on average (1: the same, 0: nothing in common)."
    if member.drift is not None:
        yield _drift(member.drift, steps)


def _words(words: NearWords, similarity: list[list[float]]) -> Table:
    drawn = table(">token", "near by cosine", "", "near by distance", "", ">norm", ">deviations", ">most like")
    for token, likeness in zip(words.tokens, similarity, strict=True):
        others = {number: value for number, value in enumerate(likeness, start=1) if number != token.token}
        alike = max(others, key=lambda number: others[number]) if others else None
        drawn.add_row(
            str(token.token),
            _list(token.by_cosine),
            f"{token.by_cosine[0].value:.2f}" + ("" if token.nearer_than_chance else "?"),
            _list(token.by_distance),
            f"{token.by_distance[0].value:.3g}",
            f"{token.norm:.3g}",
            f"{token.norm_deviations:+.1f}",
            "" if alike is None else f"{alike}: {others[alike]:.2f}",
        )
    return drawn


def _how_near(words: NearWords) -> Iterator[str]:
    near, real, chance = sum(token.nearer_than_chance for token in words.tokens), words.words, words.chance
    yield (
        f"A nearest word explains little: every vector has one among {words.vocabulary:,}. Cosine to the nearest: of a "
        f"real word to another {real.cosine.median:.2f} ({real.cosine.low:.2f} to {real.cosine.high:.2f}), of a random "
        f"vector {chance.cosine.median:.2f} (to {chance.cosine.high:.2f}). {near} of {len(words.tokens)} tokens are "
        "nearer to a word than random vectors are; the others bear a question mark."
    )
    yield (
        f"Distance to the nearest: of a real word to another {real.distance.median:.3g}, of a random vector "
        f"{chance.distance.median:.3g}. Words' norms are {words.norm_mean:.3g} with a spread of "
        f"{words.norm_spread:.3g}; deviations are counted in it."
    )


def _list(words: Sequence[NearWord]) -> str:
    return ", ".join(word.word.strip() or repr(word.word) for word in words[:2])


def _layers(layers: tuple[Layer, ...]) -> Table:
    kinds = list(layers[0].sizes)
    headings = [heading for kind in kinds for heading in (f">{kind}' norm", ">alike")]
    drawn = table("part", ">layer", *headings, *(["gates by head"] if layers[0].gates is not None else []))
    for layer in layers:
        cells = [layer.part, str(layer.layer)]
        for size in layer.sizes.values():
            words = "" if size.words_mean is None else f" ({size.words_mean:.3g})"
            cells += [f"{size.mean:.3g}{words}", "" if size.likeness is None else f"{size.likeness:.2f}"]
        if layer.gates is not None:
            cells.append(" ".join(f"{gate:+.2f}" for gate in layer.gates))
        drawn.add_row(*cells)
    return drawn


def _drift(drift: Drift, steps: Sequence[int]) -> Table:
    """Means over virtual tokens, at some of the steps."""
    drawn = table(">step", ">norm", ">moved", ">like the start", ">like the adapter")
    every = -(-len(steps) // _DRIFT_ROWS)
    for place in sorted({*range(0, len(steps), every), len(steps) - 1}):
        numbers = (drift.norms, drift.moved, drift.like_start, drift.like_end)
        norm, moved, like_start, like_end = (fmean(one[place]) for one in numbers)
        drawn.add_row(f"{steps[place]:,}", f"{norm:.3g}", f"{moved:.3g}", f"{like_start:.2f}", f"{like_end:.2f}")
    return drawn


def _between(pairs: Sequence[Between]) -> Table:
    drawn = table("adapter", "beside", ">nearest tokens alike", ">and back", ">same places alike")
    for pair in pairs:
        drawn.add_row(pair.one, pair.other, *(f"{value:.3f}" for value in (*pair.best, pair.same_place)))
    return drawn


def _ablation(found: Ablation) -> Iterator[RenderableType]:
    names = _shown(found.whole)
    yield (
        f"On {found.rows:,} of {found.of_rows:,} rows of {found.data}: "
        + ", ".join(f"{name.replace('_', ' ')} {found.whole[name]:.4f}" for name in names)
        + "."
    )
    drawn = table(">without token", *(f">{name.replace('_', ' ')}" for name in names), ">answers changed")
    for one in sorted(found.without, key=lambda one: -one.change["loss"]):
        changes = (f"{one.change[name]:+.4f}" for name in names)
        drawn.add_row(str(one.token), *changes, "" if one.answers_changed is None else str(one.answers_changed))
    yield drawn
    yield (
        f"A token that is left out is {found.left_out}. The one that is missed most stands on top. "
        f"One row more or less is {1 / max(1, found.rows):.4f} of accuracy; believe no smaller difference."
    )
    drawn = table(">first tokens kept", *(f">{name.replace('_', ' ')}" for name in names), ">answers changed")
    for first in found.first:
        cells = (f"{first.metrics[name]:.4f}" for name in names)
        drawn.add_row(str(first.kept), *cells, "" if first.answers_changed is None else str(first.answers_changed))
    yield drawn


def _shown(scores: Scores) -> list[str]:
    return [name for name in ("accuracy", "macro_f1", "loss") if name in scores]
