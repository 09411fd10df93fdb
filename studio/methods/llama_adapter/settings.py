"""Settings of LLaMA-Adapter. No torch."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from studio.architecture import Architecture, ModelKind
from studio.methods.settings import MethodSettings, Product, TaskKind

# Its attention does not go through transformers' attention interface, where a gated prompt enters.
_CLOSED = {"bloom"}


class LlamaAdapterSettings(MethodSettings):
    title: ClassVar[str] = "LLaMA-Adapter"
    summary: ClassVar[str] = "Learned vectors that upper layers read beside the text, through gates that start shut."
    product: ClassVar[Product] = "gated"
    kinds: ClassVar[tuple[ModelKind, ...]] = ("decoder",)
    peft_type: ClassVar[str | None] = "ADAPTION_PROMPT"
    recommended_learning_rate: ClassVar[float] = 3e-2  # the authors' for 7 billion weights: 9e-3
    recommended_epochs: ClassVar[int] = 3
    not_from_adapter: ClassVar[str] = "its gates begin closed, so nothing of the adapter would be heard"

    name: Literal["llama_adapter"] = "llama_adapter"
    num_virtual_tokens: int = Field(
        default=10,
        ge=1,
        le=1000,
        title="Virtual tokens",
        description="How many learned vectors each layer reads.",
    )
    layers: int | None = Field(
        default=None,
        ge=1,
        le=1000,
        title="Layers",
        description="How many of the upper layers read them; empty: all but the lowest sixteenth, at most two.",
    )

    def misfit(self, architecture: Architecture, task: TaskKind) -> str:
        if architecture.family in _CLOSED:
            return (
                f"{self.title} cannot reach the attention of {architecture.family}. Choose prompt tuning or prefix "
                "tuning, or a base model of another family, such as Llama, Qwen3, Gemma or GPT-2."
            )
        there = architecture.num_layers
        if self.layers is not None and there is not None and self.layers > there:
            return f"{self.title} is to stand in {self.layers} layers, and this base model has {there}. Ask for fewer."
        return super().misfit(architecture, task)
