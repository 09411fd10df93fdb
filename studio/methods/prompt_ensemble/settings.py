"""Settings of a prompt ensemble. No torch."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from studio.architecture import Architecture
from studio.methods.settings import MethodSettings, Product, TaskKind


class PromptEnsembleSettings(MethodSettings):
    title: ClassVar[str] = "Prompt ensemble"
    summary: ClassVar[str] = "Several soft prompts trained side by side, which answer together."
    product: ClassVar[Product] = "input"
    peft_type: ClassVar[str | None] = None
    recommended_learning_rate: ClassVar[float] = 0.1
    recommended_epochs: ClassVar[int] = 3
    not_from_adapter: ClassVar[str] = "each of its prompts begins at words of its own, drawn by the seed"
    moves_words: ClassVar[bool] = True

    name: Literal["prompt_ensemble"] = "prompt_ensemble"
    members: int = Field(
        default=5,
        ge=2,
        le=50,
        title="Members",
        description="How many prompts. Each takes as long as prompt tuning alone; an odd number leaves fewer ties.",
    )
    combine: Literal["vote", "mean"] = Field(
        default="vote",
        title="Answer by",
        description="Vote: the class that most members choose. Mean: the class with the highest mean probability.",
    )
    start: Literal["random", "sampled_vocabulary", "class_labels"] = Field(
        default="sampled_vocabulary",
        title="Start from",
        description="Each member from random vectors of a word's size, or frequent words of its own; or all from the "
        "label words, with frequent words of their own behind.",
    )

    def misfit(self, architecture: Architecture, task: TaskKind) -> str:
        if task == "generation":
            return f"{self.title}: members vote on classes, and this table is for generation. Choose prompt tuning."
        return super().misfit(architecture, task)
