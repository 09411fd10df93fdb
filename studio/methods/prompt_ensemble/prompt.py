"""A prompt ensemble: several prompts for one task in one batch, which answer together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Literal

import torch
from torch import Tensor, nn

from studio.errors import MethodError
from studio.methods.base import InputPrompt, PromptContext, SoftPrompt
from studio.methods.initializers import start_vectors
from studio.methods.prompt_ensemble.settings import PromptEnsembleSettings
from studio.methods.prompt_tuning.settings import PromptTuningSettings

_APART = 1_000_003  # between the members' seeds, so that theirs and those of other runs seldom meet


class PromptEnsemble(SoftPrompt):
    """[P_n; E(x)] for n = 1..N, each P_n trained as if alone; they vote (Lester 2021, section 6, "Prompt Ensembling").

    Differs from the paper: members see the same batches in the same order and differ by their starts alone; the mean of
    their probabilities may answer instead of a vote, and it breaks a vote's ties.
    """

    def __init__(self, members: Sequence[Tensor], combine: Literal["mean", "vote"]) -> None:
        """members: [P, H] each"""
        super().__init__()
        self.combine = combine
        self.members = nn.ParameterList([nn.Parameter(member.clone()) for member in members])

    def forward(self) -> InputPrompt:
        vectors = torch.stack(list(self.members))  # [N, P, H]
        if vectors.requires_grad:
            # The loss is the mean over the members, and the gradient of each is to be that of its own loss.
            vectors.register_hook(lambda gradient: gradient * len(self.members))  # type: ignore[no-untyped-call]
        return InputPrompt(vectors)

    def clip_gradients(self, largest: float) -> float:
        """Each member's on its own. Returns the largest norm that one had."""
        return float(torch.stack([nn.utils.clip_grad_norm_(member, largest) for member in self.members]).max())


def build(settings: PromptEnsembleSettings, context: PromptContext) -> PromptEnsemble:
    """The first member starts as prompt tuning with the run's seed does.

    Raises MethodError where members would start alike, and so stay.
    """
    alone = PromptTuningSettings(num_virtual_tokens=settings.num_virtual_tokens, start=settings.start)
    seed = context.generator.initial_seed()
    starts = [
        start_vectors(alone, replace(context, generator=torch.Generator().manual_seed(seed + number * _APART)))
        for number in range(settings.members)
    ]
    if any(torch.equal(one, other) for one, other in combinations(starts, 2)):
        raise MethodError(
            f'start = "{settings.start}" leaves nothing to draw for {settings.num_virtual_tokens} virtual tokens, so '
            "that members would be the same. Use more virtual tokens or another start."
        )
    return PromptEnsemble(starts, settings.combine)
