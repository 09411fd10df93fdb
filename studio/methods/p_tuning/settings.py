"""Settings of P-tuning. No torch."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from studio.methods.settings import HeadChoiceSettings, Product, StartSettings, without_effect


class PTuningSettings(HeadChoiceSettings, StartSettings):
    title: ClassVar[str] = "P-tuning"
    summary: ClassVar[str] = "Virtual tokens made by a small network while training, anywhere in the template."
    product: ClassVar[Product] = "input"
    peft_type: ClassVar[str | None] = "P_TUNING"
    recommended_learning_rate: ClassVar[float] = 1e-3
    recommended_epochs: ClassVar[int] = 3

    name: Literal["p_tuning"] = "p_tuning"
    encoder: Literal["lstm", "mlp"] = Field(
        default="lstm",
        title="Prompt encoder",
        description="What makes the virtual tokens: a bidirectional LSTM with an MLP behind it, or an MLP alone.",
    )
    encoder_size: int | None = Field(
        default=None,
        ge=2,
        le=16384,
        title="Encoder width",
        description="Hidden size of the encoder; empty: the model's own.",
    )
    encoder_layers: int = Field(
        default=2, ge=1, le=8, title="Encoder layers", description="Layers of the LSTM or the MLP."
    )
    encoder_dropout: float = Field(default=0.0, ge=0.0, lt=1.0, title="Encoder dropout")

    def idle(self) -> list[str]:
        if self.encoder != "lstm" or self.encoder_layers > 1:
            return super().idle()
        why = "an LSTM drops between its layers and has one. Give it two, or take it out."
        return [*super().idle(), *without_effect(self, ["encoder_dropout"], why)]
