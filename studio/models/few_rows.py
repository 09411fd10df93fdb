"""Products of few rows with frozen weights, as where text is written a token at a time.

oneDNN multiplies with weights that lie in blocks. Where they do not, it lays them out anew for each product, which
takes longer than a product of a few rows. Here they are laid out once, at the first such product, and lie in memory
twice from then on. Products of many rows, and those that gradients go through, are torch's own.
"""

from __future__ import annotations

import platform
from typing import Any

import psutil
import torch
from torch import Tensor, nn
from transformers.pytorch_utils import Conv1D

from studio.models.device import computes_in_bf16

MOST_ROWS = 64
_USUAL_ROWS = 16  # that the blocks are chosen for
_SHARE = 8  # weights of more than this part of the machine's memory stay as they are


class _Blocks:
    """A layer's weight in blocks, laid out again where it was changed. A copy of the layer has its own."""

    def __init__(self) -> None:
        self._laid_out: Tensor | None = None
        self._of: tuple[int, int, torch.dtype] | None = None

    def __deepcopy__(self, _: object) -> _Blocks:
        return _Blocks()

    def product(self, rows: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        """rows: [..., in]    weight: [out, in]. Returns [..., out]."""
        of = (weight.data_ptr(), weight._version, weight.dtype)
        if self._of != of:
            self._laid_out = torch.ops.mkldnn._reorder_linear_weight(weight.detach().contiguous(), _USUAL_ROWS)
            self._of = of
        product: Tensor = torch.ops.mkldnn._linear_pointwise(rows, self._laid_out, bias, "none", [], "")
        return product


class _Linear(nn.Linear):
    blocks: _Blocks

    def forward(self, input: Tensor) -> Tensor:
        if _pays(input, self.weight):
            return self.blocks.product(input, self.weight, self.bias)
        return super().forward(input)


class _Conv1D(Conv1D):  # type: ignore[misc]  # GPT-2's linear layer, whose weight is [in, out]
    blocks: _Blocks

    def forward(self, x: Tensor) -> Any:
        if _pays(x, self.weight):
            return self.blocks.product(x, self.weight.T, self.bias)
        return super().forward(x)


def quicken_few_rows(network: nn.Module) -> None:
    """Let a frozen network's linear layers multiply so, where the machine and its torch can and memory suffices."""
    layers: list[Any] = [module for module in network.modules() if type(module) in (nn.Linear, Conv1D)]
    size = sum(layer.weight.numel() * layer.weight.element_size() for layer in layers)
    if size * _SHARE <= psutil.virtual_memory().total and all(_can_be_laid_out(layer.weight) for layer in layers):
        for layer in layers:
            layer.__class__ = _Linear if type(layer) is nn.Linear else _Conv1D
            layer.blocks = _Blocks()


def _can_be_laid_out(weight: Tensor) -> bool:
    """On an x86 processor that computes in the weight's type itself, by a torch that has oneDNN."""
    if weight.device.type != "cpu" or platform.machine().lower() not in ("x86_64", "amd64"):
        return False
    if not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]
        return False
    return weight.dtype == torch.float32 or (weight.dtype == torch.bfloat16 and computes_in_bf16(weight.device))


def _pays(rows: Tensor, weight: Tensor) -> bool:
    count = rows.numel() // max(1, rows.shape[-1])
    least = 1 if rows.dtype == torch.bfloat16 else 2  # one row of float32 comes as fast as memory gives the weights
    has_gradient = torch.is_grad_enabled() and (rows.requires_grad or weight.requires_grad)
    return least <= count <= MOST_ROWS and not has_gradient and rows.dtype == weight.dtype
