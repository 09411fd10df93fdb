"""Settings of prompt tuning. No torch."""

from __future__ import annotations

from typing import ClassVar, Literal

from studio.methods.settings import HeadChoiceSettings, Product, StartSettings


class PromptTuningSettings(HeadChoiceSettings, StartSettings):
    title: ClassVar[str] = "Prompt tuning"
    summary: ClassVar[str] = "Learned vectors among the words of the input. The smallest adapter there is."
    product: ClassVar[Product] = "input"
    peft_type: ClassVar[str | None] = "PROMPT_TUNING"
    recommended_learning_rate: ClassVar[float] = 0.1
    recommended_epochs: ClassVar[int] = 3
    moves_words: ClassVar[bool] = True

    name: Literal["prompt_tuning"] = "prompt_tuning"
