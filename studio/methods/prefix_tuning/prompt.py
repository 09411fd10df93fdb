"""Prefix tuning: keys and values in front of every layer's own."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from studio.methods.base import KeyValuePrompt, PromptContext, SoftPrompt
from studio.methods.initializers import fit, start_key_values, start_token_ids
from studio.methods.prefix_tuning.settings import PrefixTuningSettings


class PrefixTuning(SoftPrompt):
    """K = [P_K; K], V = [P_V; V] in every layer (Li and Liang 2021).

    key_values: [2, L, K, P, D], trained directly.
    Differs from the paper: starts from the keys and values of real words unless told otherwise.
    """

    def __init__(self, key_values: Tensor, *, dropout: float) -> None:
        super().__init__()
        self.key_values = nn.Parameter(key_values.clone())
        self.dropout = nn.Dropout(dropout)

    def forward(self) -> KeyValuePrompt:
        keys, values = self.dropout(self.key_values).unsqueeze(1)  # [1, L, K, P, D] each
        return KeyValuePrompt(keys, values)


class ReparameterizedPrefix(SoftPrompt):
    """P = MLP(E), H to width to 2LKD with tanh between; the network is dropped after training (Li and Liang 2021).

    Fitted to the keys and values of real words first, the paper's start for little data. Where the fit is not perfect,
    what is left over stands in a fixed offset, so that step 0 is exactly those words.
    """

    offset: Tensor

    def __init__(self, embeddings: Tensor, key_values: Tensor, *, width: int, dropout: float) -> None:
        super().__init__()
        two, layers, heads, tokens, size = key_values.shape
        self.shape = (tokens, two, layers, heads, size)
        self.embeddings = nn.Parameter(embeddings.clone())  # [P, H]
        outputs = two * layers * heads * size
        self.network = nn.Sequential(nn.Linear(embeddings.shape[1], width), nn.Tanh(), nn.Linear(width, outputs))
        self.dropout = nn.Dropout(dropout)
        target = key_values.permute(3, 0, 1, 2, 4).reshape(tokens, outputs)  # [P, 2LKD]
        fit(self._made, list(self.parameters()), target)
        self.register_buffer("offset", target - self._made().detach())

    def _made(self) -> Tensor:
        made: Tensor = self.network(self.embeddings)  # [P, 2LKD]
        return made

    def forward(self) -> KeyValuePrompt:
        made = self.dropout(self._made() + self.offset).view(self.shape)
        keys, values = made.permute(1, 2, 3, 0, 4).unsqueeze(1)  # [1, L, K, P, D] each
        return KeyValuePrompt(keys, values)


def build(settings: PrefixTuningSettings, context: PromptContext) -> SoftPrompt:
    key_values = torch.stack(start_key_values(settings, context))  # [2, L, K, P, D]
    if not settings.reparameterization:
        return PrefixTuning(key_values, dropout=settings.dropout)
    ids = start_token_ids(settings, context)
    if ids is None:
        ids = torch.tensor(context.frequent_token_ids[:1]).repeat(settings.num_virtual_tokens)
    embeddings = context.embed(ids)
    embeddings = embeddings + embeddings.std() * torch.randn(embeddings.shape, generator=context.generator)
    return ReparameterizedPrefix(
        embeddings, key_values, width=settings.reparameterization_size, dropout=settings.dropout
    )
