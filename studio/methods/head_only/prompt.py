"""A classification head on the frozen model, without a prompt."""

from __future__ import annotations

from studio.methods.base import ClassificationHead, PromptContext, SoftPrompt, make_head
from studio.methods.head_only.settings import HeadOnlySettings


class HeadOnly(SoftPrompt):
    """p(y) = softmax(W pool(h)), only W trained: a linear probe (Alain and Bengio 2016).

    Differs from the paper: it reads the last layer alone, and with dropout.
    """

    def __init__(self, head: ClassificationHead) -> None:
        super().__init__()
        self.head = head

    def forward(self) -> None:
        return None


def build(settings: HeadOnlySettings, context: PromptContext) -> HeadOnly:
    head = make_head(settings, context)
    assert head is not None
    return HeadOnly(head)
