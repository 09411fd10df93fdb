"""A base model without weights, and the memory that a step with it would take.

Whole numbers (tokens, places, masks) are real; everything else is a shape. So a step runs as it is written, in a second
or two for 7 billion weights, and what is alive at a time is counted.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeGuard

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_iter, tree_map_only
from transformers.pytorch_utils import Conv1D
from transformers.quantizers.base import get_keys_to_not_convert
from transformers.quantizers.quantizers_utils import should_convert_module

from studio.architecture import read_architecture
from studio.models import shared_attention
from studio.models.base_model import BaseModel, frozen_model, network_without_weights
from studio.models.quantization import read_whole
from studio.spec import Quantization

_BLOCK, _BLOCKS_A_SCALE = 64, 256  # of NF4, doubly quantized
_FUSED = "scaled_dot_product_attention"
_PAPER = torch.device("meta")
_INDEXING = {
    torch.ops.aten.index.Tensor,
    torch.ops.aten.index_put.default,
    torch.ops.aten.index_put_.default,
    torch.ops.aten._index_put_impl_.default,
    torch.ops.aten._unsafe_index.Tensor,
    torch.ops.aten._unsafe_index_put.default,
}

# What asks for numbers that are not there: a loss of 0, so that what is fitted fits; tensors differ, and are nowhere 0.
_ASKING: dict[Any, Callable[[Tensor], Any]] = {
    torch.ops.aten._local_scalar_dense.default: lambda asked: 0.0 if asked.is_floating_point() else 0,
    torch.ops.aten.equal.default: lambda _: False,
    torch.ops.aten.nonzero.default: lambda asked: torch.ones(asked.shape).nonzero(),
}


def base_on_paper(name: str, folder: Path, dtype: torch.dtype) -> BaseModel:
    """A base model from its config.json alone, whose passes run within `Ledger.open`.

    Raises ModelError as loading does.
    """
    with torch.device(_PAPER):
        network = network_without_weights(name, folder, dtype)
        if dtype == torch.float16:  # as loading keeps them (T5)
            in_fp32 = [*(network._keep_in_fp32_modules or ())]
            for own, module in network.named_modules():
                if not should_convert_module(own, in_fp32):
                    module.to(torch.float32)
    with Ledger().open():
        return frozen_model(name, folder, network, read_architecture(folder))


def quantize_on_paper(network: Any, quantization: Quantization) -> None:
    """Put the shapes of few bits in the places of the weights that bitsandbytes would quantize."""
    if quantization == "none":
        return
    kept = [*get_keys_to_not_convert(network), *(network._keep_in_fp32_modules or ())]
    for name, module in network.named_modules():
        if isinstance(module, nn.Linear | Conv1D) and should_convert_module(name, kept):
            shape = tuple(module.weight.T.shape if isinstance(module, Conv1D) else module.weight.shape)
            with torch.device(_PAPER):
                module.weight = _few_bits(shape, quantization)
            read_whole(module, partial(_whole, shape))


def _few_bits(shape: tuple[int, ...], quantization: Quantization) -> nn.Parameter:
    """As bitsandbytes has them, with their scales. shape: [out, in]"""
    numbers = math.prod(shape)
    weight: Any
    if quantization == "8bit":
        weight = nn.Parameter(torch.empty(shape, dtype=torch.int8), requires_grad=False)
        weight.SCB = torch.empty(shape[0])
        return weight  # type: ignore[no-any-return]
    weight = nn.Parameter(torch.empty(-(-numbers // 2), 1, dtype=torch.uint8), requires_grad=False)
    blocks = -(-numbers // _BLOCK)
    outer = SimpleNamespace(absmax=torch.empty(-(-blocks // _BLOCKS_A_SCALE)))
    scales = torch.empty(blocks, dtype=torch.uint8)
    weight.quant_state = SimpleNamespace(nested=True, absmax=scales, state2=outer)
    return weight  # type: ignore[no-any-return]


def _whole(shape: tuple[int, ...], _weight: Tensor, dtype: torch.dtype) -> Tensor:
    return torch.empty(shape, dtype=dtype, device=_PAPER)


class Ledger:
    """Bytes of tensors that were made while it was open and are alive, and the most that there were at a time."""

    def __init__(self) -> None:
        self.alive = self.most = 0
        self._known: set[int] = set()

    @contextmanager
    def open(self) -> Iterator[None]:
        with _Counting(self), _fused_attention():
            yield

    def count(self, tensor: Tensor) -> None:
        storage = tensor.untyped_storage()
        place, size = storage._cdata, storage.nbytes()
        if place in self._known:
            return
        self._known.add(place)
        self.alive += size
        self.most = max(self.most, self.alive)
        weakref.finalize(storage, self._gone, place, size)

    def _gone(self, place: int, size: int) -> None:
        self._known.discard(place)
        self.alive -= size


class _Counting(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Does what is asked on shapes as soon as one of the tensors is one, and for real otherwise."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._ledger = ledger

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = dict(kwargs or {})
        on_paper = any(isinstance(one, Tensor) and one.device == _PAPER for one in tree_iter((args, kwargs)))
        if on_paper and func in _ASKING:
            return _ASKING[func](args[0])
        if on_paper:
            if func in _INDEXING:
                args = (args[0], [place for one in args[1] for place in _places(one)], *args[2:])
            args, kwargs = tree_map_only(Tensor, _shape_of, (args, kwargs))
            if kwargs.get("device") is not None:
                kwargs["device"] = _PAPER
        if on_paper or kwargs.get("device") == _PAPER:
            said = func(*args, **kwargs | ({"generator": None} if "generator" in kwargs else {}))
            if not on_paper and not said.is_floating_point():
                said = func(*args, **{**kwargs, "device": torch.device("cpu")})
        else:
            said = func(*args, **kwargs)
        given = {one.untyped_storage()._cdata for one in tree_iter((args, kwargs)) if _is_counted(one)}
        for one in tree_iter(said):
            if _is_counted(one) and one.untyped_storage()._cdata not in given:  # else it is a view of what was
                self._ledger.count(one)
        return said


def _is_counted(value: object) -> TypeGuard[Tensor]:
    """Not weights that are laid out for few rows, which a GPU does without."""
    return isinstance(value, Tensor) and not value.is_mkldnn


def _shape_of(tensor: Tensor) -> Tensor:
    return tensor if tensor.device == _PAPER or not tensor.dim() else tensor.to(_PAPER)


def _places(index: Tensor | None) -> list[Tensor | None]:
    """A mask as the numbers of its places, which alone have a shape that is known."""
    if index is None or index.dtype != torch.bool:
        return [index]
    return list(index.nonzero(as_tuple=True))


@contextmanager
def _fused_attention() -> Iterator[None]:
    """Attention as a GPU has it, which writes no scores down; on shapes alone torch would take it apart.

    No mode of torch's: those are off in a backward pass, where layers that are checkpointed are read again.
    """
    with ExitStack() as swapped:
        for module in (nn.functional, shared_attention):
            real = getattr(module, _FUSED)
            swapped.callback(setattr, module, _FUSED, real)
            setattr(module, _FUSED, partial(_attention, real))
        yield


def _attention(real: Callable[..., Tensor], query: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    return (_fused if query.device == _PAPER else real)(query, *args, **kwargs)


def _fused(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    if enable_gqa:
        groups = query.shape[1] // key.shape[1]
        key, value = (one.repeat_interleave(groups, 1) for one in (key, value))
    if attn_mask is not None:
        attn_mask = attn_mask.to(query.dtype).expand(*query.shape[:3], key.shape[2])
    out: Tensor = torch.ops.aten._scaled_dot_product_efficient_attention(
        query, key, value, attn_mask, True, dropout_p, is_causal, scale=scale
    )[0]
    return out
