"""Where a model computes, and how precisely."""

from __future__ import annotations

from typing import Literal

import torch

from studio.errors import SetupError


def device_and_dtype(
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto", precision: Literal["auto", "fp32", "bf16"] = "auto"
) -> tuple[torch.device, torch.dtype]:
    """The device asked for (auto: the best there is) and the type of the frozen weights on it.

    auto precision: bfloat16 on CUDA devices that compute in it, float32 elsewhere.
    Raises SetupError for a device that the machine lacks.
    """
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if device == "auto":
        chosen = "cuda" if there["cuda"] else "mps" if there["mps"] else "cpu"
    elif there[device]:
        chosen = device
    else:
        raise SetupError(f'[training] device: this machine has no "{device}" that torch can use. Set it to "auto".')
    if precision == "auto":
        precision = "bf16" if chosen == "cuda" and torch.cuda.is_bf16_supported() else "fp32"
    return torch.device(chosen), torch.bfloat16 if precision == "bf16" else torch.float32
