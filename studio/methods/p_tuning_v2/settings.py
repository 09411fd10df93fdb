"""Settings of P-tuning v2. No torch."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from studio.architecture import ModelKind
from studio.methods.settings import Product, PromptHeadSettings, WordStartSettings


class PTuningV2Settings(PromptHeadSettings, WordStartSettings):
    title: ClassVar[str] = "P-tuning v2"
    summary: ClassVar[str] = (
        "Learned keys and values in every layer of an encoder, and a head that tells classes apart."
    )
    product: ClassVar[Product] = "key_value"
    kinds: ClassVar[tuple[ModelKind, ...]] = ("encoder", "decoder")
    peft_type: ClassVar[str | None] = "PREFIX_TUNING"
    recommended_learning_rate: ClassVar[float] = 2e-3
    recommended_epochs: ClassVar[int] = 8
    not_from_adapter: ClassVar[str] = "its keys and values are made anew, from words or at random"

    name: Literal["p_tuning_v2"] = "p_tuning_v2"
    dropout: float = Field(
        default=0.1, ge=0.0, lt=1.0, title="Dropout", description="Share of prefix entries dropped in a training step."
    )
