"""Full fine-tuning: no prompt at all; what is learned lies in the base model's own weights."""

from __future__ import annotations

from torch import nn

from studio.methods.base import ClassificationHead, PromptContext, SoftPrompt, make_head
from studio.methods.full_finetune.settings import FullFinetuneSettings


class FullFinetune(SoftPrompt):
    """Every weight W of the base model becomes W + dW: the yardstick of all methods that leave it frozen.

    It alone lifts the frozen flag, on the network that its run has loaded; the files of the base model stay as they
    are. Differs from common recipes: the base model's own dropout stays off, so that a run can be repeated exactly.
    """

    def __init__(self, network: nn.Module, head: ClassificationHead | None = None) -> None:
        super().__init__()
        self.head = head
        self.weights = nn.ParameterList(network.parameters())  # the very same ones; those that are tied once
        self.weights.requires_grad_(True)

    def forward(self) -> None:
        return None


def build(settings: FullFinetuneSettings, context: PromptContext) -> FullFinetune:
    assert context.network is not None
    return FullFinetune(context.network, make_head(settings, context))
