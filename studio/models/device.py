"""Where a model computes, and how precisely."""

from __future__ import annotations

import os
from typing import Any, get_args

import torch

from studio.errors import SetupError
from studio.preferences import DEVICE, PRECISION
from studio.spec import Device, Precision

TYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


def device_and_dtype(device: Device = "auto", precision: Precision = "auto") -> tuple[torch.device, torch.dtype]:
    """The device and the type of the frozen weights on it.

    auto: what `studio.preferences` says in the environment; else the best device that there is, and bfloat16 where it
    computes in that, float16 on other CUDA devices, float32 elsewhere.
    Raises SetupError for a device that the machine lacks, or an environment that says something else.
    """
    if device == "auto":
        device = _wished(DEVICE, get_args(Device))
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if device == "auto":
        device = "cuda" if there["cuda"] else "mps" if there["mps"] else "cpu"
    elif not there[device]:
        raise SetupError(f'Device: this machine has no "{device}" that torch can use. Set it to "auto".')
    place = torch.device(device)
    if precision == "auto":
        precision = _wished(PRECISION, get_args(Precision))
    if precision == "auto":
        precision = "bf16" if computes_in_bf16(place) else "fp16" if device == "cuda" else "fp32"
    return place, TYPES[precision]


def computes_in_bf16(device: torch.device) -> bool:
    """Whether the hardware itself does, and not slower code in its place."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    known = torch.cpu.get_capabilities() if device.type == "cpu" else {}
    return any(value is True for name, value in known.items() if "bf16" in name)


def precision_of(dtype: torch.dtype) -> str:
    """The type of weights by its name among the settings."""
    return next(name for name, one in TYPES.items() if one == dtype)


def _wished(name: str, choices: tuple[str, ...]) -> Any:
    """What the environment says under a name, one of the choices; "auto" where it says nothing."""
    said = os.environ.get(name) or "auto"
    if said not in choices:
        *others, last = [choice for choice in choices if choice != "auto"]
        raise SetupError(f'{name} is "{said}" in the environment. Set it to {", ".join(others)} or {last}.')
    return said
