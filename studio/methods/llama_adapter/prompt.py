"""LLaMA-Adapter: vectors that the upper layers read beside the text, through gates that start shut."""

from __future__ import annotations

import torch
from torch import nn

from studio.errors import MethodError
from studio.methods.base import GatedPrompt, PromptContext, SoftPrompt
from studio.methods.llama_adapter.settings import LlamaAdapterSettings


class LlamaAdapter(SoftPrompt):
    """In each of the upper layers, softmax(q K^T) V + tanh(g) * softmax(q K_P^T) V_P before the output projection.

    K_P and V_P are P by the layer's own frozen weights, not rotated; g is one number a head, 0 at the start, so that
    step 0 is the base model itself (Zhang et al. 2023, "LLaMA-Adapter", section 3.2, and the authors' code).
    Differs from the paper: text only, without its image prefix; any decoder whose attention can be reached, where
    grouped heads share K_P and V_P and a layer that norms or caps its keys and scores does so here too.
    """

    def __init__(self, vectors: torch.Tensor, num_heads: int) -> None:
        """vectors: [L', P, H]"""
        super().__init__()
        self.vectors = nn.Parameter(vectors.clone())
        self.gates = nn.Parameter(torch.zeros(len(vectors), num_heads))  # [L', A]

    def forward(self) -> GatedPrompt:
        return GatedPrompt(self.vectors.unsqueeze(0), self.gates.tanh().unsqueeze(0))  # [1, L', P, H], [1, L', A]


def build(settings: LlamaAdapterSettings, context: PromptContext) -> LlamaAdapter:
    """Raises MethodError for more layers than the model has."""
    there = context.num_layers
    layers = settings.layers or there - min(2, there // 16)
    if layers > there:
        raise MethodError(f"layers: {layers} are asked for, and this base model has {there}. Ask for fewer.")
    shape = (layers, settings.num_virtual_tokens, context.output_size)
    # N(0, 1) as the authors have it: what an attention layer reads has been normed to about that size.
    return LlamaAdapter(torch.randn(shape, generator=context.generator), context.num_heads)
