"""How alike virtual tokens are, and how large, layer by layer where they stand in layers.

A virtual token of a prefix is many vectors: a key and a value in each layer. Its likeness to another is the mean of
their cosines, each vector counting alike, so that no layer with large numbers speaks for all.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from studio.interpretation.findings import Layer, Size
from studio.methods.base import GatedPrompt, InputPrompt, KeyValuePrompt, KeyValues, Part, Prompt
from studio.models.base_model import BaseModel


def token_vectors(prompt: Prompt) -> Tensor:
    """[N, P, F], float32 on the CPU: rows whose products are the likeness of two virtual tokens, in -1 to 1."""
    match prompt:
        case InputPrompt(vectors):
            blocks = [vectors]
        case KeyValuePrompt(parts):
            blocks = [_of_tokens(own) for part in parts.values() for own in (part.keys, part.values)]
            blocks = [layer for block in blocks for layer in block.unbind(2)]
        case GatedPrompt(vectors, _):
            blocks = list(vectors.unbind(1))
    units = [torch.nn.functional.normalize(block.detach().float().cpu(), dim=-1) for block in blocks]  # [N, P, F'] each
    return torch.cat(units, dim=-1) / math.sqrt(len(units))


def layers_of(prompt: Prompt, member: int, base: BaseModel, words: Tensor) -> tuple[Layer, ...]:
    """What stands in each layer; nothing for an input prompt. words: ids [n], which the model reads for comparison."""
    match prompt:
        case KeyValuePrompt(parts):
            real = base.key_values_of(words)
            return tuple(
                layer for part, own in parts.items() for layer in _prefix_layers(part, own, member, real[part])
            )
        case GatedPrompt(vectors, gates):
            first = base.num_layers - vectors.shape[1] + 1
            return tuple(
                Layer("decoder", first + number, {"vectors": _size(own, None)}, tuple(gate.tolist()))
                for number, (own, gate) in enumerate(zip(vectors[member], gates[member], strict=True))
            )
        case _:
            return ()


def _prefix_layers(part: Part, own: KeyValues, member: int, real: KeyValues) -> list[Layer]:
    return [
        Layer(
            part,
            number + 1,
            {
                "keys": _size(_one(own.keys[member, number]), _one(real.keys[number])),
                "values": _size(_one(own.values[member, number]), _one(real.values[number])),
            },
        )
        for number in range(own.keys.shape[1])
    ]


def _size(vectors: Tensor, real: Tensor | None) -> Size:
    """vectors: [P, F]    real: [n, F], of words"""
    vectors = vectors.detach().float().cpu()
    norms = vectors.norm(dim=1)
    words = real.norm(dim=1) if real is not None else None
    return Size(
        float(norms.mean()),
        float(norms.std(unbiased=False)),
        float(words.mean()) if words is not None else None,
        float(words.std(unbiased=False)) if words is not None else None,
        mean_likeness(torch.nn.functional.normalize(vectors, dim=1)),
    )


def mean_likeness(units: Tensor) -> float | None:
    """Mean cosine between two different rows of `units` [P, F]; None for one row."""
    count = len(units)
    if count < 2:
        return None
    products = units @ units.T
    return float((products.sum() - products.diagonal().sum()) / (count * (count - 1)))


def _of_tokens(own: Tensor) -> Tensor:
    """[N, L, K, P, D] to [N, P, L, KD]."""
    return own.permute(0, 3, 1, 2, 4).flatten(3)


def _one(own: Tensor) -> Tensor:
    """[K, P, D] to [P, KD]."""
    return own.transpose(0, 1).flatten(1)
