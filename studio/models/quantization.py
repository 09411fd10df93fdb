"""Frozen weights in 8 or 4 bits, by bitsandbytes. Embeddings and what says words keep the model's precision.

A layer's weights are made whole again where it computes, forwards and backwards, so gradients pass through to a prompt
in front, and nothing but the few bits is kept.
"""

from __future__ import annotations

import logging
import math
import sys
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from studio.architecture import read_config
from studio.errors import ModelError, SetupError
from studio.spec import Quantization

EXTRA = "few-bits"
Whole = Callable[[Any, torch.dtype], Tensor]


def check_quantization(name: str, folder: Path, quantization: Quantization, device: torch.device) -> None:
    """Before anything is loaded. Raises SetupError or ModelError where these weights cannot be quantized here.

    Of weights that were stored in few bits by bitsandbytes, transformers 5.23 leaves out the scales (8 bits), or does
    not load them (4 bits), without saying so in the first case.
    """
    if "quantization_config" in read_config(folder):
        raise ModelError(
            f"{name}: its weights are quantized already, and whole ones are needed here: they can be quantized as they "
            "load. Choose the model that it was made from."
        )
    if quantization == "none":
        return
    what = f'quantization = "{quantization}"'
    if find_spec("bitsandbytes") is None:
        raise SetupError(
            f'{what} needs bitsandbytes, which is not installed. Ask for "none", or install it with: '
            f"{Path(sys.executable).name} -m pip install 'softprompt-studio[{EXTRA}]'."
        )
    if device.type not in ("cpu", "cuda"):
        raise SetupError(f'{what} does not work on "{device.type}". Ask for "none", or for the device "cpu".')


def loading_config(quantization: Quantization, dtype: torch.dtype) -> Any:
    """What tells transformers to quantize while it loads; None where it shall not.

    4bit: NF4 in blocks of 64, whose scales are quantized themselves (Dettmers and others 2023,
    https://arxiv.org/abs/2305.14314)    8bit: whole numbers, one scale a row
    """
    from transformers import BitsAndBytesConfig

    match quantization:
        case "none":
            return None
        case "8bit":
            logging.getLogger("bitsandbytes").setLevel(logging.ERROR)  # it says on CPUs what it would rather have
            return BitsAndBytesConfig(load_in_8bit=True)
        case "4bit":
            logging.getLogger("bitsandbytes").setLevel(logging.ERROR)
            return BitsAndBytesConfig(
                load_in_4bit=True,
                bnb_4bit_quant_type="nf4",
                bnb_4bit_use_double_quant=True,
                bnb_4bit_compute_dtype=dtype,
            )


def let_gradients_pass(network: nn.Module) -> None:
    """Mend what bitsandbytes' layers do, of a network that was loaded by `loading_config`.

    In 8 bits they round what goes in, in float16, and keep it for a gradient of the weights that nobody asks for. In 4
    bits on CPUs they pack weights anew at the first pass without a gradient and let none through from then on, and make
    wrong weights of rows that are no multiple of a block (0.50.2). In 4 bits on CUDA they are as they should be.
    """
    import bitsandbytes

    for module in network.modules():
        if isinstance(module, bitsandbytes.nn.Linear8bitLt):
            read_whole(module, _of_8_bits)
        elif isinstance(module, bitsandbytes.nn.Linear4bit) and module.weight.device.type == "cpu":
            read_whole(module, _of_4_bits)


def read_whole(layer: Any, whole: Whole) -> None:
    """Let a layer make its weights [out, in] anew whenever it reads them, and keep nothing for a gradient of them."""
    layer.forward = partial(_read, layer, whole)


def weights_bytes(network: nn.Module) -> int:
    """Of all weights, with the scales of those that are quantized."""
    found = 0
    for weight in network.parameters():
        scales, state = getattr(weight, "SCB", None), getattr(weight, "quant_state", None)
        found += weight.nbytes + (0 if scales is None else scales.nbytes)
        if state is not None:
            found += state.absmax.nbytes + (state.state2.absmax.nbytes if state.nested else 0)
    return found


def _read(layer: Any, whole: Whole, inputs: Tensor) -> Tensor:
    said: Tensor = _FrozenProduct.apply(inputs, layer.weight, whole, layer.bias)  # type: ignore[no-untyped-call]
    return said


class _FrozenProduct(torch.autograd.Function):
    """y = W x + b with W made where it is read. Gives no gradient to the frozen W and b."""

    @staticmethod
    def forward(ctx: Any, inputs: Tensor, weight: Tensor, whole: Whole, bias: Tensor | None) -> Tensor:
        """inputs: [..., in]. Returns [..., out]."""
        ctx.weight, ctx.whole = weight, whole
        return nn.functional.linear(inputs, whole(weight, inputs.dtype), bias)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:
        return gradients[0] @ ctx.whole(ctx.weight, gradients[0].dtype), None, None, None


def _of_8_bits(weight: Any, dtype: torch.dtype) -> Tensor:
    """[out, in] of whole numbers and a scale [out], what the largest of them stands for."""
    whole: Tensor = weight.data * (weight.SCB / 127).to(dtype).unsqueeze(1)
    return whole


def _of_4_bits(weight: Any, dtype: torch.dtype) -> Tensor:
    """[out, in] of 16 values in blocks, two in a byte, the first one's number in the upper half."""
    from bitsandbytes.functional import dequantize_blockwise

    state = weight.quant_state
    scales = dequantize_blockwise(state.absmax, state.state2) + state.offset if state.nested else state.absmax
    packed = weight.data.flatten()
    values = state.code[torch.stack([packed >> 4, packed & 15], dim=1).flatten().int()]
    count, missing = math.prod(state.shape), len(scales) * state.blocksize - len(values)
    blocks = nn.functional.pad(values, (0, missing)).view(-1, state.blocksize)
    whole: Tensor = (blocks * scales.unsqueeze(1)).flatten()[:count].view(state.shape).to(dtype)
    return whole
