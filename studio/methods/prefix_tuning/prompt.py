"""Prefix tuning: keys and values in front of every layer's own."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from studio.methods.base import KeyValuePrompt, KeyValues, Part, PromptContext, SoftPrompt
from studio.methods.initializers import fit, start_key_values, start_token_ids
from studio.methods.prefix_tuning.settings import PrefixTuningSettings


class PrefixTuning(SoftPrompt):
    """K = [P_K; K], V = [P_V; V] in every layer (Li and Liang 2021).

    key_values: [2, L, K, P, D] by part, trained directly; an encoder-decoder has a prefix for its encoder, its decoder
    and the decoder's attention to the encoder.
    Differs from the paper: starts from the keys and values of real words unless told otherwise.
    """

    def __init__(self, key_values: Mapping[Part, Tensor], *, dropout: float) -> None:
        super().__init__()
        self.key_values = nn.ParameterDict({part: nn.Parameter(own.clone()) for part, own in key_values.items()})
        self.dropout = nn.Dropout(dropout)

    def forward(self) -> KeyValuePrompt:
        return _prompt({part: self.dropout(own) for part, own in self.key_values.items()})  # type: ignore[misc]


class ReparameterizedPrefix(SoftPrompt):
    """P = MLP(E), H to width to 2LKD with tanh between; the network is dropped after training (Li and Liang 2021).

    Each part of the model has an embedding and a network of its own. They are fitted to the keys and values of real
    words first, the paper's start for little data. Where the fit is not perfect, what is left over stands in a fixed
    offset, so that step 0 is exactly those words.
    """

    def __init__(self, embeddings: Tensor, key_values: Mapping[Part, Tensor], *, width: int, dropout: float) -> None:
        super().__init__()
        self.parts = nn.ModuleDict({part: _MadePart(embeddings, own, width=width) for part, own in key_values.items()})
        self.dropout = nn.Dropout(dropout)

    def forward(self) -> KeyValuePrompt:
        return _prompt({part: self.dropout(made()) for part, made in self.parts.items()})  # type: ignore[misc]


class _MadePart(nn.Module):
    """The prefix of one part, made by a network."""

    offset: Tensor

    def __init__(self, embeddings: Tensor, key_values: Tensor, *, width: int) -> None:
        super().__init__()
        two, layers, heads, tokens, size = key_values.shape
        self.shape = (tokens, two, layers, heads, size)
        self.embeddings = nn.Parameter(embeddings.clone())  # [P, H]
        outputs = two * layers * heads * size
        self.network = nn.Sequential(nn.Linear(embeddings.shape[1], width), nn.Tanh(), nn.Linear(width, outputs))
        target = key_values.permute(3, 0, 1, 2, 4).reshape(tokens, outputs)  # [P, 2LKD]
        fit(self._made, list(self.parameters()), target)
        self.register_buffer("offset", target - self._made().detach())

    def _made(self) -> Tensor:
        made: Tensor = self.network(self.embeddings)  # [P, 2LKD]
        return made

    def forward(self) -> Tensor:
        """[2, L, K, P, D]"""
        return (self._made() + self.offset).view(self.shape).permute(1, 2, 3, 0, 4)


def _prompt(key_values: Mapping[Part, Tensor]) -> KeyValuePrompt:
    return KeyValuePrompt({part: KeyValues(*own.unsqueeze(1)) for part, own in key_values.items()})  # [1, L, K, P, D]


def build(settings: PrefixTuningSettings, context: PromptContext) -> SoftPrompt:
    key_values = start_key_values(settings, context)  # [2, L, K, P, D] by part
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
