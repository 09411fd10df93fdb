"""Settings of the baselines. No torch.

They take the same table, splits and metrics as every method and make no optimizer step. All but the majority class
leave a hard prompt: the template, with the examples written in.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from studio.architecture import Architecture
from studio.methods.settings import MethodSettings, Product, Result, TaskKind


class BaselineSettings(MethodSettings):
    """What needs no training."""

    product: ClassVar[Product] = "none"
    result: ClassVar[Result] = "hard_prompt"
    peft_type: ClassVar[str | None] = None
    recommended_learning_rate: ClassVar[float] = 0.0
    recommended_epochs: ClassVar[int] = 0
    not_from_adapter: ClassVar[str] = "it learns nothing"

    num_virtual_tokens: Literal[0] = Field(default=0, title="Virtual tokens", description="A baseline has none.")

    def misfit(self, architecture: Architecture, task: TaskKind) -> str:
        if architecture.kind == "encoder" and not self.has_head and not architecture.guesses_words:
            return (
                f"{self.title} asks the base model for a word, and this {architecture.family} has no head that guesses "
                "words. Choose another base model."
            )
        return super().misfit(architecture, task)


class MajoritySettings(BaselineSettings):
    title: ClassVar[str] = "Majority class"
    summary: ClassVar[str] = "Always the commonest answer of the training rows. What any method has to beat."
    result: ClassVar[Result] = "scores"
    uses_seed: ClassVar[bool] = False

    name: Literal["majority"] = "majority"

    @property
    def has_head(self) -> bool:
        return True  # it counts labels and asks no model for words

    def misfit(self, architecture: Architecture, task: TaskKind) -> str:
        if task == "generation":
            return "The majority class is for tables with labels, and this table is for generation. Choose zero-shot."
        return super().misfit(architecture, task)


class ZeroShotSettings(BaselineSettings):
    title: ClassVar[str] = "Zero-shot"
    summary: ClassVar[str] = "The base model, asked by the template's words alone."
    uses_seed: ClassVar[bool] = False

    name: Literal["zero_shot"] = "zero_shot"


class OneShotSettings(BaselineSettings):
    title: ClassVar[str] = "One-shot"
    summary: ClassVar[str] = (
        "The base model, asked in words behind one training row with its answer. "
        "Chance picks the class and four of its rows; the shortest is shown."
    )

    name: Literal["one_shot"] = "one_shot"

    @property
    def shown_examples(self) -> int:
        return 1


class FewShotSettings(BaselineSettings):
    title: ClassVar[str] = "Few-shot"
    summary: ClassVar[str] = "The base model, asked in words behind training rows with their answers."

    name: Literal["few_shot"] = "few_shot"
    num_examples: int = Field(
        default=8,
        ge=1,
        le=200,
        title="Examples",
        description="Training rows in front of each row, the same for all: every class in turn, the shortest of four "
        "times as many drawn by the run's seed. As many as fit into half of the base model's context.",
    )

    @property
    def shown_examples(self) -> int:
        return self.num_examples
