"""Settings of context-aware prompt tuning. No torch."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from studio.architecture import ModelKind
from studio.methods.settings import ExamplesWanted, MethodSettings, Product, without_effect


class CptSettings(MethodSettings):
    title: ClassVar[str] = "Context-aware prompt tuning"
    summary: ClassVar[str] = "Examples from your table stand before every row, and are tuned a little where they stand."
    product: ClassVar[Product] = "input"
    kinds: ClassVar[tuple[ModelKind, ...]] = ("decoder",)
    peft_type: ClassVar[str | None] = "CPT"
    recommended_learning_rate: ClassVar[float] = 0.1
    recommended_epochs: ClassVar[int] = 3
    not_from_adapter: ClassVar[str] = "its tokens are those of its examples, and begin where these stand"

    moves_words: ClassVar[bool] = True

    name: Literal["cpt"] = "cpt"
    num_virtual_tokens: Literal[0] = Field(
        default=0,
        title="Virtual tokens",
        description="What the examples need; known once they are chosen.",
    )
    num_examples: int = Field(
        default=10, ge=1, le=200, title="Examples", description="At most so many training rows; half of the context."
    )
    examples: tuple[int, ...] = Field(
        default=(), title="Chosen rows", description="Row numbers, counted from 0; empty: sampled."
    )
    examples_seed: int = Field(default=0, ge=0, title="Sampling seed", description="Which rows are sampled.")
    epsilon_text: float = Field(
        default=0.5,
        ge=0.0,
        le=100.0,
        title="Reach of the texts",
        description="How far a token of an example's text may move, in lengths of a word. Large models: 0.1 to 0.2.",
    )
    epsilon_format: float = Field(
        default=0.5,
        ge=0.0,
        le=100.0,
        title="Reach of the template",
        description="How far a token of the template's own words may move, likewise. Answers stay where they are.",
    )
    loss_decay: float = Field(
        default=0.95,
        gt=0.0,
        le=1.0,
        title="Loss decay",
        description="How much less each example's answer counts than that of the next one, which is nearer to the row.",
    )
    context_weight: float = Field(
        default=1.0,
        ge=0.0,
        le=1000.0,
        title="Weight of the examples",
        description="What predicting the examples' own answers counts for beside the row's; 0: nothing.",
    )

    @model_validator(mode="after")
    def _something_moves(self) -> CptSettings:
        if not (self.epsilon_text or self.epsilon_format):
            raise ValueError("epsilon_text and epsilon_format are both 0, so nothing could be learned. Raise one.")
        return self

    @model_validator(mode="after")
    def _each_row_once(self) -> CptSettings:
        twice = next((row for row in self.examples if self.examples.count(row) > 1), None)
        if twice is not None:
            raise ValueError(f"examples: row {twice} stands there twice. Choose each row once.")
        return self

    @property
    def examples_wanted(self) -> ExamplesWanted:
        return ExamplesWanted(self.num_examples, self.examples, self.examples_seed)

    @property
    def size(self) -> tuple[int, str]:
        return len(self.examples) or self.num_examples, "example"

    def idle(self) -> list[str]:
        if not self.examples:
            return []
        why = "rows are chosen in examples, and none are sampled. Take it out, or leave examples empty."
        return without_effect(self, ["num_examples", "examples_seed"], why)
