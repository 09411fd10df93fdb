"""Settings of prefix tuning. No torch."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from studio.methods.settings import Product, WordStartSettings, without_effect


class PrefixTuningSettings(WordStartSettings):
    title: ClassVar[str] = "Prefix tuning"
    summary: ClassVar[str] = (
        "Learned keys and values in front of every layer's own. Stronger, still thousands of times smaller."
    )
    product: ClassVar[Product] = "key_value"
    peft_type: ClassVar[str | None] = "PREFIX_TUNING"
    recommended_learning_rate: ClassVar[float] = 1e-2
    recommended_epochs: ClassVar[int] = 3
    not_from_adapter: ClassVar[str] = "its keys and values are made anew, from words or at random"

    name: Literal["prefix_tuning"] = "prefix_tuning"
    reparameterization: bool = Field(
        default=False,
        title="Reparameterization",
        description="Make the prefix by a small network while training; the network is dropped afterwards.",
    )
    reparameterization_size: int = Field(
        default=512, ge=1, le=8192, title="Network width", description="Hidden size of that network."
    )
    dropout: float = Field(
        default=0.0, ge=0.0, lt=1.0, title="Dropout", description="Share of prefix entries dropped in a training step."
    )

    def idle(self) -> list[str]:
        if self.reparameterization:
            return []
        why = "there is no such network. Set reparameterization to true, or take it out."
        return without_effect(self, ["reparameterization_size"], why)
