"""DeBERTa-v2 and v3, whose attention transformers keeps to itself, led to the one attention function.

A score is content to content, content to position (c2p) and position to content (p2c), all over the root of the head
size times their number (He et al. 2021, equation 4). The last two hang on how far a key is from its query alone: they
are the one attention function's position bias, between the positions that the reading says. A prefix has no place in
the text, so it is heard by content alone; this is our definition, as for T5.

Shapes: B rows, A heads, D head size, T queries, S keys, N distances that have a vector, H hidden.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import torch
from torch import Tensor
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS
from transformers.models.deberta_v2.modeling_deberta_v2 import make_log_bucket_position

from studio.models.attention import IMPLEMENTATION, Sites

FAMILY = "deberta-v2"  # of v3 too


def lead_attention(body: Any, sites: Sites) -> None:
    """Let every layer of a DebertaV2Model ask the one attention function, and take positions from its readings."""
    encoder = body.encoder
    encoder.get_rel_pos = partial(_distances, encoder, sites)  # once a pass, for all layers
    for layer in encoder.layer:
        layer.attention.self.forward = partial(_attention, layer.attention.self)
    if encoder.conv is not None:
        encoder.conv.register_forward_pre_hook(partial(_without_padding, sites))


def _distances(encoder: Any, sites: Sites, hidden: Tensor, *_: Any, **__: Any) -> Tensor | None:
    """Which vector stands for the way from a key to its query, counted from the middle: [B, T, S]."""
    if not encoder.relative_attention:
        return None
    if sites.reading is None:  # the model is only listened to
        return torch.zeros(1, hidden.shape[1], hidden.shape[1], dtype=torch.long, device=hidden.device)
    view = sites.reading.views["encoder"]
    distance = view.query_positions.unsqueeze(2) - view.key_positions.unsqueeze(1)
    if encoder.position_buckets > 0:
        distance = make_log_bucket_position(distance, encoder.position_buckets, encoder.max_relative_positions)
    return distance.long()


def _attention(
    module: Any,
    hidden_states: Tensor,
    attention_mask: Tensor | None,  # noqa: ARG001 -- the reading's own counts
    output_attentions: bool = False,  # noqa: ARG001 -- nobody asks for them
    query_states: Tensor | None = None,
    relative_pos: Tensor | None = None,
    rel_embeddings: Tensor | None = None,
) -> tuple[Tensor, None]:
    """In place of DisentangledSelfAttention.forward. hidden_states: [B, S, H]. Returns [B, T, A * D]."""
    query = _heads(module, module.query_proj(hidden_states if query_states is None else query_states))
    key, value = (_heads(module, project(hidden_states)) for project in (module.key_proj, module.value_proj))
    kinds = 1 + sum(kind in module.pos_att_type for kind in ("c2p", "p2c"))
    scaling = (query.shape[3] * kinds) ** -0.5
    bias = None
    if relative_pos is not None and rel_embeddings is not None and kinds > 1:
        bias = _bias(module, query, key, relative_pos, rel_embeddings) * scaling
    attend = ALL_ATTENTION_FUNCTIONS[IMPLEMENTATION]
    out, _none = attend(module, query, key, value, None, scaling=scaling, position_bias=bias)  # [B, T, A, D]
    return out.flatten(2), None


def _bias(module: Any, query: Tensor, key: Tensor, relative_pos: Tensor, rel_embeddings: Tensor) -> Tensor:
    """c2p and p2c, not scaled: [B, A, T, S].

    relative_pos: [B, T, S]    rel_embeddings: [N, H], of all distances, the middle one in the middle
    """
    span = module.pos_ebd_size
    vectors = rel_embeddings[: 2 * span].unsqueeze(0)  # [1, N, H]
    # The way back has the same number on the other side of the middle, so one index serves both kinds.
    place = (relative_pos + span).clamp(0, 2 * span - 1).unsqueeze(1)  # [B, 1, T, S]
    place = place.expand(query.shape[0], query.shape[1], -1, -1)
    bias = query.new_zeros(())
    if "c2p" in module.pos_att_type:
        own = module.key_proj if module.share_att_key else module.pos_key_proj
        bias = (query @ _heads(module, own(vectors)).transpose(2, 3)).gather(3, place)
    if "p2c" in module.pos_att_type:
        own = module.query_proj if module.share_att_key else module.pos_query_proj
        heard = key @ _heads(module, own(vectors)).transpose(2, 3)  # [B, A, S, N]
        bias = bias + heard.gather(3, place.transpose(2, 3)).transpose(2, 3)
    return bias


def _heads(module: Any, vectors: Tensor) -> Tensor:
    """[B, T, A * D] to [B, A, T, D]"""
    return vectors.view(*vectors.shape[:2], module.num_attention_heads, -1).transpose(1, 2)


def _without_padding(sites: Sites, _module: Any, inputs: tuple[Tensor, Tensor, Tensor]) -> tuple[Tensor, ...]:
    """What the convolution behind the first layer reads: it mixes neighbours, and padding must not be one of them."""
    words, residual, mask = inputs  # [B, T, H], [B, T, H], [B, T]
    if sites.reading is None:
        return inputs
    real = sites.reading.views["encoder"].readable.sum(1) > 1  # [B, T]; padding is read by itself alone
    real[:, 0] |= ~real.any(1)  # and so is a text of one token, which stands in front
    mask = real.to(words.dtype)
    return words * mask.unsqueeze(2), residual, mask
