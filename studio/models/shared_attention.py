"""Attention of many rows that all read the same keys first: what stands in front of them, kept once.

Scores against the shared keys are one matrix product a head over the queries of all rows; they share a softmax with the
scores against a row's own keys. Nothing is copied B times, forwards or backwards.

Shapes: N prompts, B rows of each, T tokens of a row (the longest), n tokens of all rows, S shared keys, A query heads,
K key-value heads, G = A / K, D head size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention
from transformers.integrations.sdpa_attention import repeat_kv

from studio.methods.base import KeyValues

# From here on scores kept for the gradient would take more memory than they save time.
_LONG = 192

# Added to scores, 0 where a key is read and the smallest number elsewhere: of a row's own keys [N, B, T, T], and of the
# shared ones [N, B, T, S], None where every token reads them all.
Masks = tuple[Tensor, Tensor | None]


@dataclass(frozen=True)
class Layout:
    """Where the tokens of ragged rows lie. places: [n] in [N * B * T], None where every row is T long."""

    prompts: int
    rows: int
    length: int
    places: Tensor | None = None

    @property
    def grid(self) -> tuple[int, int, int]:
        return self.prompts, self.rows, self.length

    def spread(self, tokens: Tensor) -> Tensor:
        """[n, heads, D] to [N, B, T, heads, D], 0 at padding."""
        if self.places is not None:
            spread = tokens.new_zeros(self.prompts * self.rows * self.length, *tokens.shape[1:])
            tokens = spread.index_copy(0, self.places, tokens)
        return tokens.reshape(*self.grid, *tokens.shape[1:])

    def gathered(self, spread: Tensor) -> Tensor:
        """[N, B, T, heads, D] to [n, heads, D]."""
        tokens = spread.reshape(-1, *spread.shape[3:])
        return tokens if self.places is None else tokens.index_select(0, self.places)


def attend_with_shared(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    shared: KeyValues | None,
    layout: Layout,
    masks: Masks,
    *,
    scaling: float,
    softcap: float | None,
) -> Tensor:
    """What rows read of the shared keys and of their own.

    query: [n, A, D]    key, value: [n, K, D]    shared: keys and values [N, K, S, D]
    Returns [n, A, D].
    """
    mask, shared_mask = masks
    if shared is None:
        shared = KeyValues(*(key.new_zeros(layout.prompts, key.shape[1], 0, key.shape[2]) for _ in range(2)))
    if layout.length > _LONG and softcap is None:
        return _long(query, key, value, shared, layout, mask, shared_mask, scaling)
    out: Tensor = _Attention.apply(  # type: ignore[no-untyped-call]
        query, key, value, shared.keys, shared.values, layout, mask, shared_mask, scaling, softcap
    )
    return out


class _Attention(torch.autograd.Function):
    """o = softmax(cap([q k_s, q k]) + mask) [v_s, v], and its gradient, a few products of matrices each."""

    @staticmethod
    def forward(
        ctx: Any,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        shared_key: Tensor,
        shared_value: Tensor,
        layout: Layout,
        mask: Tensor,
        shared_mask: Tensor | None,
        scaling: float,
        softcap: float | None,
    ) -> Tensor:
        heads = key.shape[1]
        q = _by_head(layout.spread(query * scaling), heads)  # [N K, B, G T, D]
        k, v = (_by_head(layout.spread(one), heads) for one in (key, value))  # [N K, B, T, D]
        shared_k, shared_v = (one.flatten(0, 1) for one in (shared_key, shared_value))  # [N K, S, D]
        size = shared_k.shape[1]
        scores = q.new_empty(*q.shape[:3], size + layout.length)  # [N K, B, G T, S + T]
        if size:
            scores[..., :size] = (q.flatten(1, 2) @ shared_k.mT).view(*q.shape[:3], size)
        scores[..., size:] = q @ k.mT
        squeezed = None
        if softcap is not None:
            squeezed = scores.div_(softcap).tanh_()
            scores = squeezed * softcap
        seen = scores.view(layout.prompts, heads, layout.rows, -1, layout.length, size + layout.length)
        seen[..., size:] += mask[:, None, :, None]
        if shared_mask is not None:
            seen[..., :size] += shared_mask[:, None, :, None]
        weights = scores.softmax(-1)
        out = weights[..., size:] @ v  # [N K, B, G T, D]
        if size:
            out = out.flatten(1, 2).baddbmm(weights[..., :size].flatten(1, 2), shared_v).view(out.shape)
        ctx.save_for_backward(q, k, v, shared_k, shared_v, weights, squeezed)
        ctx.layout, ctx.heads, ctx.scaling = layout, heads, scaling
        return layout.gathered(_by_token(out, layout, heads))

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        q, k, v, shared_k, shared_v, weights, squeezed = ctx.saved_tensors
        layout, heads, size = ctx.layout, ctx.heads, shared_k.shape[1]
        gradient = _by_head(layout.spread(gradients[0]), heads)  # [N K, B, G T, D]
        all_rows = gradient.flatten(1, 2)
        back = torch.empty_like(weights)
        back[..., size:] = gradient @ v.mT
        d_shared_v = d_shared_k = None
        if size:
            back[..., :size] = (all_rows @ shared_v.mT).view(*back.shape[:3], size)
            d_shared_v = weights[..., :size].flatten(1, 2).mT @ all_rows
        d_value = weights[..., size:].mT @ gradient
        back = torch._softmax_backward_data(back, weights, -1, weights.dtype)
        if squeezed is not None:
            back *= 1 - squeezed.square()
        own = back[..., size:]
        d_query = own @ k
        if size:
            common = back[..., :size].flatten(1, 2)
            d_query = d_query.flatten(1, 2).baddbmm(common, shared_k).view(d_query.shape)
            d_shared_k = common.mT @ q.flatten(1, 2)
        d_key = own.mT @ q
        d_q, d_k, d_v = (layout.gathered(_by_token(one, layout, heads)) for one in (d_query, d_key, d_value))
        d_shared = [
            None if one is None else one.view(layout.prompts, heads, *one.shape[1:]) for one in (d_shared_k, d_shared_v)
        ]
        return d_q * ctx.scaling, d_k, d_v, *d_shared, None, None, None, None, None


def _by_head(spread: Tensor, heads: int) -> Tensor:
    """[N, B, T, K G, D] to [N K, B, G T, D]."""
    prompts, rows, length, _, size = spread.shape
    apart = spread.reshape(prompts, rows, length, heads, -1, size).permute(0, 3, 1, 4, 2, 5)
    return apart.reshape(prompts * heads, rows, -1, size)


def _by_token(by_head: Tensor, layout: Layout, heads: int) -> Tensor:
    """[N K, B, G T, D] to [N, B, T, K G, D]."""
    size = by_head.shape[-1]
    apart = by_head.reshape(layout.prompts, heads, layout.rows, -1, layout.length, size)
    return apart.permute(0, 2, 4, 1, 3, 5).reshape(*layout.grid, -1, size)


def _long(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    shared: KeyValues,
    layout: Layout,
    mask: Tensor,
    shared_mask: Tensor | None,
    scaling: float,
) -> Tensor:
    """The same for long rows: the shared keys are copied, and scores are never written down."""
    rows = layout.prompts * layout.rows
    q, k, v = (layout.spread(one).flatten(0, 1).transpose(1, 2) for one in (query, key, value))  # [N B, heads, T, D]
    every = [
        torch.cat([one.repeat_interleave(layout.rows, 0), own], dim=2)
        for one, own in ((shared.keys, k), (shared.values, v))
    ]
    groups = query.shape[1] // key.shape[1]
    k, v = (repeat_kv(one, groups) for one in every)
    size = shared.keys.shape[2]
    own_mask = mask.flatten(0, 1)  # [N B, T, T]
    before = own_mask.new_zeros(rows, layout.length, size) if shared_mask is None else shared_mask.flatten(0, 1)
    masks = torch.cat([before, own_mask], dim=2).unsqueeze(1)
    out = scaled_dot_product_attention(q, k, v, attn_mask=masks, scale=scaling)  # [N B, A, T, D]
    return layout.gathered(out.transpose(1, 2).view(*layout.grid, *query.shape[1:]))
