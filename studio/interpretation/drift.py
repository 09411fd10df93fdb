"""How virtual tokens moved while they were trained."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from studio.interpretation.findings import Drift
from studio.interpretation.similarity import token_vectors
from studio.methods.base import GatedPrompt, InputPrompt, KeyValuePrompt, Prompt


def drift_of(prompt: Prompt, trail: Mapping[int, Prompt], member: int) -> Drift | None:
    """trail: the prompt by step, oldest first. None where it is empty."""
    if not trail:
        return None
    start = next(iter(trail.values()))
    raw, first = [_numbers(one, member) for one in trail.values()], _numbers(start, member)
    units = [token_vectors(one)[member] for one in trail.values()]
    like_start, like_end = units[0], token_vectors(prompt)[member]
    return Drift(
        norms=tuple(_plain(one.norm(dim=1)) for one in raw),
        moved=tuple(_plain((one - first).norm(dim=1)) for one in raw),
        like_start=tuple(_plain((one * like_start).sum(1)) for one in units),
        like_end=tuple(_plain((one * like_end).sum(1)) for one in units),
    )


def fitting(trail: Mapping[int, Prompt], prompt: Prompt) -> dict[int, Prompt]:
    """Those of the steps whose prompt is of the same shape: a folder may hold another run's by now."""
    shape = token_vectors(prompt).shape
    return {step: one for step, one in trail.items() if type(one) is type(prompt) and token_vectors(one).shape == shape}


def _numbers(prompt: Prompt, member: int) -> Tensor:
    """[P, F], float32 on the CPU: all numbers of each virtual token."""
    match prompt:
        case InputPrompt(vectors):
            flat = vectors[member]
        case GatedPrompt(vectors, _):
            flat = vectors[member].transpose(0, 1).flatten(1)
        case KeyValuePrompt(parts):
            every = [one[member] for own in parts.values() for one in (own.keys, own.values)]  # [L, K, P, D] each
            flat = torch.cat([one.permute(2, 0, 1, 3).flatten(1) for one in every], dim=1)
    return flat.detach().float().cpu()


def _plain(values: Tensor) -> tuple[float, ...]:
    return tuple(values.tolist())
