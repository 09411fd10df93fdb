"""Context-aware prompt tuning: the embeddings of examples, each moved within a ball around where it stood."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from studio.methods.base import InputPrompt, PromptContext, SoftPrompt
from studio.methods.cpt.settings import CptSettings
from studio.methods.settings import ShownTokens, TokenType

_WIDTH = 2048  # the hidden size that an epsilon is meant for; others scale it by the square root (Blau 2024, PEFT)


class ContextAwarePrompt(SoftPrompt):
    """[E(c) + delta; E(x)], |delta_p| <= epsilon of p's type (Blau et al. 2024, "Context-aware Prompt Tuning").

    c are training rows with their answers. After every step delta is projected to the ball of each token; answers do
    not move. The loss adds that of the examples' own answers, older ones less.
    Differs from PEFT: delta is kept for the tokens that may move alone, and the examples' loss is a weighted mean, so
    that its weight beside the row's is a setting of its own.
    """

    context: Tensor
    movable: Tensor
    radius: Tensor
    targets: Tensor
    weights: Tensor

    def __init__(self, context: Tensor, shown: ShownTokens, settings: CptSettings) -> None:
        """context: [P, H], the embeddings of the shown tokens"""
        super().__init__()
        reach = {TokenType.INPUT: settings.epsilon_text, TokenType.FORMAT: settings.epsilon_format}
        radius = torch.tensor([reach.get(type_, 0.0) for type_ in shown.types]) * (context.shape[1] / _WIDTH) ** 0.5
        movable = radius.nonzero().squeeze(1)  # [M]
        targets, weights = answer_targets(shown, decay=settings.loss_decay)
        self.delta = nn.Parameter(torch.zeros(len(movable), context.shape[1]))  # [M, H]
        self.register_buffer("context", context)  # [P, H]
        self.register_buffer("movable", movable)
        self.register_buffer("radius", radius[movable])  # [M]
        self.register_buffer("targets", targets)  # [P]
        self.register_buffer("weights", settings.context_weight * weights)  # [P]

    def forward(self) -> InputPrompt:
        return InputPrompt(self.context.index_add(0, self.movable, self.delta).unsqueeze(0))  # [1, P, H]

    @torch.no_grad()
    def after_step(self) -> None:
        """Every delta back to its ball."""
        norms = self.delta.norm(dim=1)
        shrink = (self.radius / norms.clamp(min=torch.finfo(norms.dtype).tiny)).clamp(max=1.0)  # [M]
        self.delta.mul_(shrink.unsqueeze(1))

    def prompt_targets(self) -> tuple[Tensor, Tensor] | None:
        return (self.targets, self.weights) if self.weights.any() else None


def answer_targets(shown: ShownTokens, *, decay: float) -> tuple[Tensor, Tensor]:
    """What each position is to predict [P], -100 but before an answer's tokens, and what it weighs [P].

    An example's answer weighs `decay` times that of the example behind it; all weights together are 1.
    """
    targets, weights = torch.full((len(shown),), -100), torch.zeros(len(shown))
    newest = max(shown.examples, default=0)
    for place in range(1, len(shown)):
        if shown.types[place] is TokenType.LABEL:
            targets[place - 1] = shown.ids[place]
            weights[place - 1] = decay ** (newest - shown.examples[place])
    return targets, weights / weights.sum().clamp(min=torch.finfo(weights.dtype).tiny)


def build(settings: CptSettings, context: PromptContext) -> ContextAwarePrompt:
    return ContextAwarePrompt(context.embed(torch.tensor(context.shown.ids)), context.shown, settings)
