"""Prompt tuning: vectors in front of (or among) the word embeddings, nothing else."""

from __future__ import annotations

from torch import Tensor, nn

from studio.methods.base import ClassificationHead, InputPrompt, PromptContext, SoftPrompt, make_head
from studio.methods.initializers import start_vectors
from studio.methods.prompt_tuning.settings import PromptTuningSettings


class PromptTuning(SoftPrompt):
    """[P; E(x)], only P trained (Lester, Al-Rfou and Constant 2021, "The Power of Scale").

    Differs from the paper: virtual tokens may stand anywhere in the template, and a head may tell classes
    apart instead of label words.
    """

    def __init__(self, vectors: Tensor, head: ClassificationHead | None = None) -> None:
        super().__init__()
        self.head = head
        self.vectors = nn.Parameter(vectors.clone())  # [P, H]

    def forward(self) -> InputPrompt:
        return InputPrompt(self.vectors.unsqueeze(0))  # [1, P, H]


def build(settings: PromptTuningSettings, context: PromptContext) -> PromptTuning:
    return PromptTuning(start_vectors(settings, context), make_head(settings, context))
