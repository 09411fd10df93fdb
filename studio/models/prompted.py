"""The one place that puts a prompt into the frozen model.

Shapes: B batch, T positions of text (virtual tokens of an input prompt among them), P virtual tokens, H hidden,
V vocabulary.
"""

from __future__ import annotations

import torch
from torch import Tensor
from transformers import DynamicCache

from studio.methods.base import InputPrompt, KeyValuePrompt, Prompt
from studio.models.base_model import BaseModel


class PromptedModel:
    """A frozen base model that reads prompts. Rows of one batch may take different prompts."""

    def __init__(self, base: BaseModel) -> None:
        self.base = base
        self._body = base.network.base_model
        self._head = base.network.get_output_embeddings()
        self._embed = base.network.get_input_embeddings()
        self._soft_cap = getattr(base.config, "final_logit_softcapping", None)

    def hidden_states(
        self,
        prompt: Prompt | None,
        *,
        input_ids: Tensor,
        prompt_mask: Tensor,
        position_ids: Tensor,
        attends: Tensor,
        prompt_index: Tensor,
        cache: DynamicCache | None = None,
    ) -> Tensor:
        """What the last layer says of every position: [B, T, H].

        input_ids: [B, T]    prompt_mask: [B, T], True where an input prompt's vectors go
        position_ids: [B, T], counted without the prefix    prompt_index: [B]
        attends: [B, T, S], S the positions that `cache` holds of the rows' own text (without the prefix), then T
        cache: filled with what is read; with a prefix, `cache_for` made it and holds the prefix already
        """
        vectors = self._embed(input_ids)  # [B, T, H]
        prefix = 0
        match prompt:
            case InputPrompt(given):
                if prompt_mask.any():
                    chosen = _each_row(given.to(vectors.dtype), prompt_index)  # [B, P, H]
                    vectors = vectors.clone()
                    vectors[prompt_mask] = chosen.flatten(0, 1)
            case KeyValuePrompt():
                prefix = prompt.num_virtual_tokens
                if cache is None:
                    cache = self.cache_for(prompt, prompt_index)
        hidden: Tensor = self._body(
            inputs_embeds=vectors,
            attention_mask=self._mask(attends, prefix, vectors.dtype),
            position_ids=position_ids + prefix,
            past_key_values=cache,
            use_cache=cache is not None,
        ).last_hidden_state
        return hidden

    def cache_for(self, prompt: Prompt | None, prompt_index: Tensor) -> DynamicCache:
        """A fresh cache for rows that take these prompts: empty, or with each row's prefix.

        Its layers change in place, so one cache serves one use.
        """
        cache = DynamicCache()
        if isinstance(prompt, KeyValuePrompt):
            keys = _each_row(prompt.keys.to(self.base.dtype), prompt_index)  # [B, L, K, P, D]
            values = _each_row(prompt.values.to(self.base.dtype), prompt_index)
            for layer in range(keys.shape[1]):
                cache.update(keys[:, layer], values[:, layer], layer)
        return cache

    def logits(self, hidden: Tensor) -> Tensor:
        """Hidden states [..., H] to logits [..., V], float32. Give it only the positions that count."""
        logits: Tensor = self._head(hidden).float()
        if self._soft_cap:
            logits = torch.tanh(logits / self._soft_cap) * self._soft_cap
        return logits

    def _mask(self, attends: Tensor, prefix: int, dtype: torch.dtype) -> Tensor:
        """[B, 1, T, prefix + S]: 0 where a query attends to a key, the smallest number elsewhere."""
        if prefix:
            attends = torch.cat([attends.new_ones(*attends.shape[:2], prefix), attends], dim=2)
        mask = torch.zeros(attends.shape, dtype=dtype, device=attends.device)
        return mask.masked_fill(~attends, torch.finfo(dtype).min).unsqueeze(1)


def _each_row(prompts: Tensor, prompt_index: Tensor) -> Tensor:
    """[N, ...] to [B, ...], each row's own.

    One prompt for all is a view: nothing is copied, and its gradient is a plain sum.
    """
    if prompts.shape[0] == 1:
        return prompts.expand(len(prompt_index), *prompts.shape[1:])
    return prompts[prompt_index]
