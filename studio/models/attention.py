"""The one attention function of every base model: masks, prefixes and gated prompts enter here.

A base model is loaded with its attention set to IMPLEMENTATION, so transformers hands every attention layer's queries,
keys and values to `_attend`. What one pass of the model carries is a `Reading`; the layers find it through `Sites`.

Shapes: B rows, A query heads, K key-value heads, D head size, T queries, S keys of the row's own, P virtual tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from inspect import getattr_static
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AttentionInterface
from transformers.integrations.sdpa_attention import repeat_kv, sdpa_attention_forward

from studio.methods.base import KeyValues, Part
from studio.models.packed import Pack

IMPLEMENTATION = "softprompt"
# What some families hand to their attention beside queries, keys and values, and what is not done here: a key that
# takes weight and gives nothing, and a choice of keys.
_NOT_DONE = ("s_aux", "sinks", "indices", "block_indices")
_SITE = "softprompt_site"


@dataclass(frozen=True)
class Site:
    """One attention layer's place in the model."""

    sites: Sites
    part: Part
    layer: int


@dataclass(frozen=True)
class View:
    """What the queries of one part may read.

    readable: [B, T, S]    query_positions: [B, T]    key_positions: [B, S], both counted with a prefix before them
    """

    readable: Tensor
    query_positions: Tensor
    key_positions: Tensor


@dataclass(frozen=True)
class Gated:
    """A gated prompt in one layer: keys, values [B, K, P, D]; gate [B, A, 1, 1], 0 where the prompt is not heard."""

    keys: Tensor
    values: Tensor
    gate: Tensor


@dataclass
class Reading:
    """What one pass carries: views and prefixes by part, gated prompts by layer.

    prefixes: keys and values [B, L, K, P, D], of a packed pass [N, L, K, P, D] by prompt
    pack: how the rows of a decoder lie side by side, where they do
    asked: [a] places in the long row whose last states are asked for; None: all
    recorded: where it is there, filled with each layer's keys and values
    """

    views: Mapping[Part, View]
    prefixes: Mapping[Part, KeyValues] = field(default_factory=dict)
    gated: Mapping[int, Gated] = field(default_factory=dict)
    pack: Pack | None = None
    asked: Tensor | None = None
    recorded: dict[tuple[Part, int], KeyValues] | None = None
    _masks: dict[tuple[Part, int | None], Tensor] = field(default_factory=dict)

    def prefix(self, site: Site) -> KeyValues | None:
        """What stands in front of a layer's own keys and values: [B, K, P, D]."""
        prefix = self.prefixes.get(site.part)
        return prefix and KeyValues(prefix.keys[:, site.layer], prefix.values[:, site.layer])

    def mask(self, part: Part, window: int | None, dtype: torch.dtype) -> Tensor:
        """[B, 1, T, P + S]: 0 where a query reads a key, the smallest number elsewhere. window: of a sliding window."""
        if (part, window) not in self._masks:
            view = self.views[part]
            readable, positions = view.readable, view.key_positions
            prefix = self.prefixes[part].keys.shape[3] if part in self.prefixes else 0
            if prefix:
                readable = torch.cat([readable.new_ones(*readable.shape[:2], prefix), readable], dim=2)
                before = torch.arange(prefix, device=positions.device).expand(len(positions), prefix)
                positions = torch.cat([before, positions], dim=1)
            if window is not None:
                distance = view.query_positions.unsqueeze(2) - positions.unsqueeze(1)  # [B, T, P + S]
                readable = readable & (distance.abs() < window)
            mask = torch.zeros(readable.shape, dtype=dtype, device=readable.device)
            self._masks[part, window] = mask.masked_fill(~readable, torch.finfo(dtype).min).unsqueeze(1)
        return self._masks[part, window]


class Sites:
    """The attention layers of a model, found by letting it read a few tokens and listening.

    Empty where the model's attention does not go through transformers' attention interface.
    """

    def __init__(self) -> None:
        self.reading: Reading | None = None
        self.shapes: dict[Part, list[tuple[int, int]]] = {}  # (K, D) of each layer
        self.modules: dict[Part, list[nn.Module]] = {}
        self.rotary_size = 0  # width of the rotation that a layer is given, 0 where there is none

    @contextmanager
    def read(self, reading: Reading | None) -> Iterator[None]:
        """While inside, passes of the model carry this reading."""
        before, self.reading = self.reading, reading
        try:
            yield
        finally:
            self.reading = before

    def heard(self, module: nn.Module, part: Part, key: Tensor) -> None:
        """Take a layer in, in the order in which the model runs through its layers."""
        layers = self.modules.setdefault(part, [])
        setattr(module, _SITE, Site(self, part, len(layers)))
        layers.append(module)
        self.shapes.setdefault(part, []).append((key.shape[1], key.shape[3]))
        if getattr(module, "has_relative_attention_bias", False):
            # T5 counts places of queries and keys from 0; positions are data here.
            module.compute_bias = partial(_relative_bias, module)  # type: ignore[assignment]


_listeners: list[Any] = []


@contextmanager
def listening(listener: Any) -> Iterator[None]:
    """While inside, layers that have no site yet are told to listener(module, key, names).

    names: of what the layer hands on that is not done here
    """
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.pop()


def capture(module: nn.Module, **inputs: Any) -> KeyValues:
    """Keys and values [n, K, P, D] that an attention layer makes of what it is given, by its own frozen weights."""
    site: Site = getattr(module, _SITE)
    reading = Reading(views={}, recorded={})
    with site.sites.read(reading):
        module(**inputs)
    assert reading.recorded is not None
    return reading.recorded[site.part, site.layer]


def _attend(
    module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    _mask: Tensor | None,  # the reading's own counts
    *,
    scaling: float | None = None,
    dropout: float = 0.0,
    position_bias: Tensor | None = None,
    softcap: float | None = None,
    sliding_window: int | None = None,
    **more: Any,
) -> tuple[Tensor, None]:
    """query: [B, A, T, D], key and value: [B, K, S, D]. Returns [B, T, A, D]."""
    site: Site | None = getattr(module, _SITE, None)
    if site is None and _listeners:
        _listeners[-1](module, key, [name for name in _NOT_DONE if more.get(name) is not None])
    reading = site.sites.reading if site else None
    if site is None or reading is None:
        return _silence(query, value), None  # the model is only listened to
    if reading.recorded is not None:
        reading.recorded[site.part, site.layer] = KeyValues(key, value)
        if site.part not in reading.views and reading.pack is None:
            return _silence(query, value), None
    gated = reading.gated.get(site.layer) if site.part == "decoder" else None
    if reading.pack is not None:
        prefix = reading.prefix(site)
        scale = scaling or query.shape[3] ** -0.5
        out = reading.pack.attend(query, key, value, prefix, scaling=scale, softcap=softcap, window=sliding_window)
        return out if gated is None else out + _gated(query, gated, scaling=scaling, softcap=softcap), None
    mask = reading.mask(site.part, sliding_window, query.dtype)
    prefix = reading.prefix(site)
    if prefix is not None:
        key = torch.cat([prefix.keys, key], dim=2)  # [B, K, P + S, D]
        value = torch.cat([prefix.values, value], dim=2)
    if position_bias is not None:
        if prefix is not None:  # a prefix has no place in the text, so nothing is near it or far
            position_bias = nn.functional.pad(position_bias, (key.shape[2] - position_bias.shape[3], 0))
        mask = mask + position_bias
    if softcap is None and query.shape[2] == 1 and query.device.type == "cpu":
        out = _of_one_query(query, key, value, mask, scaling=scaling)
    elif softcap is None:
        out, _none = sdpa_attention_forward(module, query, key, value, mask, dropout=dropout, scaling=scaling)
    else:
        out = _capped(query, key, value, mask, scaling=scaling, softcap=softcap)
    return out if gated is None else out + _gated(query, gated, scaling=scaling, softcap=softcap), None


def _silence(query: Tensor, value: Tensor) -> Tensor:
    """What a layer says where nothing is asked of it: [B, T, A, D]."""
    return query.new_zeros(query.shape[0], query.shape[2], query.shape[1], value.shape[3])


def _of_one_query(query: Tensor, key: Tensor, value: Tensor, mask: Tensor, *, scaling: float | None) -> Tensor:
    """Attention where a text grows by a token: torch lays keys out as for many queries, which takes longer by far."""
    size, heads = key.shape[:2]
    queries = query.reshape(size, heads, -1, query.shape[3])  # [B, K, A / K, D]
    if mask.shape[1] > 1:
        mask = mask.reshape(size, heads, queries.shape[2], -1)
    scores = queries @ key.transpose(2, 3) * (scaling or query.shape[3] ** -0.5) + mask
    weights = scores.softmax(-1, dtype=torch.float32).to(query.dtype)
    return (weights @ value).reshape(size, 1, query.shape[1], value.shape[3])


def _capped(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor, *, scaling: float | None, softcap: float
) -> Tensor:
    """Attention whose scores are squeezed below a cap before the softmax (Gemma 2)."""
    groups = query.shape[1] // key.shape[1]
    scores = _scores(query, key, scaling=scaling, softcap=softcap) + mask
    weights = scores.softmax(-1, dtype=torch.float32).to(query.dtype)
    out: Tensor = weights @ repeat_kv(value, groups)  # [B, A, T, D]
    return out.transpose(1, 2).contiguous()


def _scores(query: Tensor, key: Tensor, *, scaling: float | None, softcap: float | None) -> Tensor:
    """[B, A, T, S], squeezed below the cap where there is one."""
    groups = query.shape[1] // key.shape[1]
    scores = query @ repeat_kv(key, groups).transpose(2, 3) * (scaling or query.shape[3] ** -0.5)
    return scores if softcap is None else softcap * torch.tanh(scores / softcap)


def _gated(query: Tensor, gated: Gated, *, scaling: float | None, softcap: float | None) -> Tensor:
    """gate * softmax(q k^T) v, its own softmax, read as the layer reads its own keys: [B, T, A, D]."""
    groups = query.shape[1] // gated.keys.shape[1]
    scores = _scores(query, gated.keys, scaling=scaling, softcap=softcap)
    weights = scores.softmax(-1, dtype=torch.float32).to(query.dtype)  # [B, A, T, P]
    out: Tensor = gated.gate.to(query.dtype) * (weights @ repeat_kv(gated.values, groups))
    return out.transpose(1, 2)


def _relative_bias(module: Any, *_: Any, **__: Any) -> Tensor:
    """T5's bias [B, A, T, S] between the positions that the reading says. UMT5 has one of its own in each layer."""
    site: Site = getattr(module, _SITE)
    reading = site.sites.reading
    assert reading is not None
    view = reading.views[site.part]
    distance = view.key_positions.unsqueeze(1) - view.query_positions.unsqueeze(2)  # [B, T, S]
    told: dict[str, Any] = {}
    if isinstance(getattr_static(module, "_relative_position_bucket"), staticmethod):  # UMT5's knows all that itself
        told["bidirectional"] = not module.is_decoder
        told["num_buckets"] = module.relative_attention_num_buckets
        told["max_distance"] = module.relative_attention_max_distance
    buckets = module._relative_position_bucket(distance, **told)
    bias: Tensor = module.relative_attention_bias(buckets)  # [B, T, S, A]
    return bias.permute(0, 3, 1, 2)


AttentionInterface.register(IMPLEMENTATION, _attend)
