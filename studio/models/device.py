"""Where a model computes, and how precisely."""

from __future__ import annotations

import os
from typing import Literal

import torch

from studio.errors import SetupError
from studio.spec import Precision

_TYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
PRECISION = "SOFTPROMPT_PRECISION"  # environment: what "auto" means on this machine


def device_and_dtype(
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto", precision: Precision = "auto"
) -> tuple[torch.device, torch.dtype]:
    """The device asked for (auto: the best there is) and the type of the frozen weights on it.

    auto precision: what PRECISION says, else bfloat16 where the hardware computes in it, float16 on other CUDA devices,
    and float32 elsewhere.
    Raises SetupError for a device that the machine lacks, or a PRECISION that is none.
    """
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if device == "auto":
        chosen = "cuda" if there["cuda"] else "mps" if there["mps"] else "cpu"
    elif there[device]:
        chosen = device
    else:
        raise SetupError(f'[training] device: this machine has no "{device}" that torch can use. Set it to "auto".')
    place = torch.device(chosen)
    if precision == "auto":
        precision = _wished() or ("bf16" if computes_in_bf16(place) else "fp16" if chosen == "cuda" else "fp32")
    return place, _TYPES[precision]


def computes_in_bf16(device: torch.device) -> bool:
    """Whether the hardware itself does, and not slower code in its place."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    known = torch.cpu.get_capabilities() if device.type == "cpu" else {}
    return any(value is True for name, value in known.items() if "bf16" in name)


def precision_of(dtype: torch.dtype) -> str:
    """The type of weights by its name among the settings."""
    return next(name for name, one in _TYPES.items() if one == dtype)


def _wished() -> Literal["fp32", "bf16", "fp16"] | None:
    match os.environ.get(PRECISION, ""):
        case "":
            return None
        case "fp32" | "bf16" | "fp16" as wished:
            return wished
        case other:
            raise SetupError(f'{PRECISION} is "{other}" in the environment. Set it to fp32, bf16 or fp16.')
