"""What the numbers of an adapter tell: rows and layers that do nothing, and prompts that are no size of words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.adapters.card import WEIGHTS_FILE
from studio.adapters.findings import Finding, FoundAdapter
from studio.models.stored import Numbers, WordMatrix
from studio.wording import phrase

_MUCH_LARGER = 20.0  # times the usual norm of a word: more than training makes of words in a few epochs
_SAME_DIRECTION = 1 - 1e-6  # cosine of a row and the word that it still is
_MOST_NAMED = 8  # rows named one by one
_TINY = float(np.finfo(np.float32).tiny)


def number_findings(adapter: FoundAdapter) -> Iterator[Finding]:
    """All that is wrong with an adapter's numbers."""
    for look in (_numbers, _rows, _layers, _gates, _beside_words):
        yield from look(adapter)


def _numbers(adapter: FoundAdapter) -> Iterator[Finding]:
    for name, numbers in adapter.tensors.items():
        bad = ~np.isfinite(numbers)
        if bad.any():
            rows = np.flatnonzero(bad.reshape(len(numbers), -1).any(1)) if numbers.ndim else np.array([0])
            yield Finding(
                what=f"Not numbers (NaN or infinite): in {_named(rows)}.",
                where=f"{WEIGHTS_FILE}: {name}",
                remedy="The training fell apart. Train with a lower learning rate, or take an earlier checkpoint.",
            )


def _rows(adapter: FoundAdapter) -> Iterator[Finding]:
    """Virtual tokens that do nothing of their own."""
    prompts = {name: own for name, own in adapter.tensors.items() if name.endswith("prompt_embeddings")}
    for name, vectors in (prompts | adapter.input_vectors).items():
        if vectors.ndim != 2 or not len(vectors):
            continue
        vectors = vectors[: adapter.num_virtual_tokens or None]  # others are never read
        where = f"{WEIGHTS_FILE}: {name}"
        zeros, same = _idle(vectors)
        if len(zeros):
            yield Finding(
                what=f"All zeros: {_named(zeros)}. Never trained, or dead.",
                where=where,
                remedy="Train again, or leave them out: with fewer virtual tokens the adapter is as good.",
            )
        if len(same):
            yield Finding(
                what=f"Exact copies of one another: {_named(same)}. Trained rows drift apart.",
                where=where,
                remedy="They started from the same word, or the file was put together wrongly, and they did not learn. "
                "Train again with a higher learning rate or for longer.",
            )


def _layers(adapter: FoundAdapter) -> Iterator[Finding]:
    """Layers of a prefix whose keys or values are nothing, or another layer's."""
    prefix, count = adapter.tensors.get("prompt_embeddings"), adapter.config.get("num_layers")
    if adapter.peft_type != "PREFIX_TUNING" or prefix is None or prefix.ndim != 2:
        return
    if type(count) is not int or count < 1 or not prefix.size or prefix.shape[1] % (2 * count):
        return
    layers = prefix.reshape(len(prefix), count, -1).transpose(1, 0, 2).reshape(count, -1)  # [L, P * 2KD]
    where = f"{WEIGHTS_FILE}: prompt_embeddings"
    zeros, same = _idle(layers)
    if len(zeros):
        yield Finding(
            what=f"All zeros: {_layers_named(zeros)} of the prefix.",
            where=where,
            remedy="They were never trained. Train again.",
        )
    if len(same):
        yield Finding(
            what=f"The same keys and values in {_layers_named(same)} of the prefix.",
            where=where,
            remedy="Each layer should have its own. Train a prefix here.",
        )


def _idle(parts: Numbers) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which of the parts [N, ...] are all zeros, and which others are copies of one another."""
    zeros = np.flatnonzero(~parts.any(axis=1))
    _, which, counts = np.unique(parts, axis=0, return_inverse=True, return_counts=True)
    return zeros, np.setdiff1d(np.flatnonzero(counts[which.reshape(-1)] > 1), zeros)


def _gates(adapter: FoundAdapter) -> Iterator[Finding]:
    gates = {name: own for name, own in adapter.tensors.items() if name.endswith(("adaption_gate", "gated.gates"))}
    if gates and not any(own.any() for own in gates.values()):
        yield Finding(
            what="All gates are 0, as at the start: the adapter changes nothing.",
            where=f"{WEIGHTS_FILE}: {', '.join(gates)}",
            remedy="It was not trained. Train it, or take another checkpoint.",
        )


def _beside_words(adapter: FoundAdapter) -> Iterator[Finding]:
    """An input prompt beside the vectors of words."""
    inputs, words = adapter.input_vectors, adapter.words
    if words is None:
        for name, vectors in inputs.items():
            if vectors.size > 200 and abs(float(vectors.std()) - 1) < 0.05 and abs(float(vectors.mean())) < 0.05:
                yield Finding(
                    what="Its numbers look like PEFT's random start, N(0, 1), which is about 50 times the size of "
                    "words in most models.",
                    where=f"{WEIGHTS_FILE}: {name}",
                    remedy="Start from words instead, and train with a higher learning rate.",
                )
        return
    wide = {name: own for name, own in inputs.items() if own.shape[1] != words.width}
    for name, own in wide.items():
        yield Finding(
            what=f"Its vectors are {own.shape[1]} numbers wide, and the words of {adapter.model_name or adapter.model} "
            f"are {words.width}.",
            where=f"{WEIGHTS_FILE}: {name}",
            remedy="It was made for another base model. Name that one with --model.",
        )
    fitting = {
        name: own[: adapter.num_virtual_tokens or None]
        for name, own in inputs.items()
        if name not in wide and len(own) and np.isfinite(own).all()
    }
    if fitting:
        usual, alike = _measured(np.concatenate(list(fitting.values())), words)
        begin = 0
        for name, own in fitting.items():
            yield from _sized(name, own, usual)
            yield from _unmoved(name, alike[begin : begin + len(own)], adapter)
            begin += len(own)


def _measured(vectors: Numbers, words: WordMatrix) -> tuple[float, Numbers]:
    """(median norm of words, cosine [Q] of each vector to the word nearest by it)."""
    norms, best = [], np.full(len(vectors), -1, np.float32)
    units = (vectors / np.maximum(_lengths(vectors), _TINY)[:, None]).astype(np.float32)
    for chunk in words.chunks():
        lengths = np.linalg.norm(chunk, axis=1)
        norms.append(lengths)
        cosines = units @ (chunk / np.maximum(lengths, _TINY)[:, None]).T  # [Q, n]
        best = np.maximum(best, cosines.max(axis=1))
    return float(np.median(np.concatenate(norms))), best


def _lengths(vectors: Numbers) -> NDArray[np.float64]:
    """Norms of rows, also of numbers whose squares float32 cannot hold."""
    squares: NDArray[np.float64] = np.square(vectors.astype(np.float64)).sum(axis=1)
    return np.sqrt(squares)


def _sized(name: str, vectors: Numbers, usual: float) -> Iterator[Finding]:
    times = float(np.median(_lengths(vectors))) / max(usual, _TINY)
    if times > _MUCH_LARGER:
        yield Finding(
            what=f"Its vectors are {times:.0f} times the size of the base model's words, as after a random start, "
            "N(0, 1).",
            where=f"{WEIGHTS_FILE}: {name}",
            remedy="Such a prompt learns slowly, if at all. Start from words, or at random in their size.",
        )


def _unmoved(name: str, alike: Numbers, adapter: FoundAdapter) -> Iterator[Finding]:
    still = np.flatnonzero(alike > _SAME_DIRECTION)
    if not len(still) or adapter.peft_type == "CPT" or (adapter.card and adapter.card.method == "cpt"):
        return  # the labels of a context of examples are words and stay so
    whole = len(still) == len(alike)
    yield Finding(
        what="Still vectors of words, as at the start: the whole prompt. Nothing was learned."
        if whole
        else f"Still vectors of words, as at the start: {_named(still)}.",
        where=f"{WEIGHTS_FILE}: {name}",
        remedy="Train again with a higher learning rate (0.1 for prompt tuning here), and see that the loss falls.",
    )


def _named(rows: Any) -> str:
    """Rows as people count them, from 1."""
    first, n = _numbers_of(rows)
    if not first:
        return phrase(f"row {n}")
    if n:
        return phrase(f"rows {first} and {n}")
    return phrase(f"{len(rows)} rows ({first}, ...)")


def _layers_named(layers: Any) -> str:
    first, n = _numbers_of(layers)
    if not first:
        return phrase(f"layer {n}")
    if n:
        return phrase(f"layers {first} and {n}")
    return phrase(f"{len(layers)} layers ({first}, ...)")


def _numbers_of(parts: Any) -> tuple[str, str]:
    """(those before the last, the last); of too many the first ones, and "" """
    numbers = [str(int(part) + 1) for part in parts]
    if len(numbers) > _MOST_NAMED:
        return ", ".join(numbers[:_MOST_NAMED]), ""
    return ", ".join(numbers[:-1]), numbers[-1]
