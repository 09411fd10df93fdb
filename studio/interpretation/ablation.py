"""What each virtual token does: the scores without it, and with the first few alone.

A token that is left out is gone: the prompt is one shorter, and what follows moves up. It is not set to zero, which
would leave a token in its place that the model still reads. The rows' text stays as it was cut for the whole prompt.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from studio.data.examples import NOT_READ, VIRTUAL, Example
from studio.data.table import Table
from studio.events import Scores
from studio.inference.predictor import Predictor
from studio.interpretation.findings import Ablation, FirstTokens, WithoutToken
from studio.methods.base import GatedPrompt, InputPrompt, KeyValuePrompt, KeyValues, Learned, Prompt

Progress = Callable[[int, int], None]
LEFT_OUT = "removed: the prompt is one token shorter; nothing is set to zero"


def ablate(
    predictor: Predictor,
    table: Table,
    *,
    rows: int,
    seed: int,
    progress: Progress,
    among: Sequence[int] | None = None,
) -> Ablation:
    """Leave out each virtual token in turn, and keep the first 0, 1, 2, 4, ... of them, on `rows` rows drawn by `seed`.

    among: numbers of the rows to draw from; None: all of the table
    progress(done, total) counts measurements, is called before each of their batches and may raise to stop.
    """
    prompt = predictor.learned.prompt
    assert prompt is not None
    table = predictor.fitting(table)
    there = range(len(table)) if among is None else among
    numbers = sorted(random.Random(seed).sample(there, min(rows, len(there))))
    examples, _ = predictor.labelled(table, numbers)
    count = prompt.num_virtual_tokens
    kept = first_counts(count)
    total, done = count + len(kept), 0  # the last of `kept` is the whole prompt

    def scores(keep: Sequence[int]) -> tuple[Scores, dict[int, int | str]]:
        nonlocal done
        before = done
        progress(before, total)
        done += 1
        said = replace(predictor, learned=only(predictor.learned, keep)).measured(
            [_with_tokens(example, set(keep)) for example in examples], progress=lambda *_: progress(before, total)
        )
        return said.metrics, dict(said.predicted or said.answers)

    everything = range(count)
    whole, answers = scores(everything)

    def changed(others: dict[int, int | str]) -> int | None:
        return sum(others[row] != answer for row, answer in answers.items()) if answers else None

    without = []
    for token in everything:
        metrics, others = scores([one for one in everything if one != token])
        change = {name: value - whole[name] for name, value in metrics.items()}
        without.append(WithoutToken(token + 1, metrics, change, changed(others)))
    first = []
    for number in kept:
        metrics, others = (whole, answers) if number == count else scores(everything[:number])
        first.append(FirstTokens(number, metrics, changed(others)))
    return Ablation(table.name, len(examples), len(there), seed, LEFT_OUT, whole, tuple(without), tuple(first))


def first_counts(count: int) -> list[int]:
    """0, 1, 2, 4, ... and `count` itself."""
    return [0, *(2**power for power in range(count.bit_length()) if 2**power < count), count]


def only(learned: Learned, keep: Sequence[int]) -> Learned:
    """What was learned with these virtual tokens of its prompt alone, in every member of an ensemble."""
    assert learned.prompt is not None
    return replace(learned, prompt=_only(learned.prompt, list(keep)) if keep else None)


def _only(prompt: Prompt, keep: list[int]) -> Prompt:
    match prompt:
        case InputPrompt(vectors):
            return InputPrompt(vectors[:, keep])
        case KeyValuePrompt(parts):
            return KeyValuePrompt(
                {part: KeyValues(own.keys[..., keep, :], own.values[..., keep, :]) for part, own in parts.items()}
            )
        case GatedPrompt(vectors, gates):
            return GatedPrompt(vectors[:, :, keep], gates)


def _with_tokens(example: Example, keep: set[int]) -> Example:
    """The example with these virtual tokens alone."""
    ids = tuple(_kept(example.ids, keep))
    places = [
        place if place == NOT_READ else len(list(_kept(example.ids[:place], keep))) for place in example.word_places
    ]
    return replace(example, ids=ids, source_ids=tuple(_kept(example.source_ids, keep)), word_places=tuple(places))


def _kept(ids: Sequence[int], keep: set[int]) -> Iterator[int]:
    place = 0
    for number in ids:
        if number != VIRTUAL:
            yield number
            continue
        if place in keep:
            yield number
        place += 1
