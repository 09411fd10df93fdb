"""Settings of a head alone. No torch."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from studio.architecture import ModelKind
from studio.methods.settings import HeadSettings, Product


class HeadOnlySettings(HeadSettings):
    title: ClassVar[str] = "Head only"
    summary: ClassVar[str] = "A classification head on the base model as it is: the yardstick for methods with prompts."
    product: ClassVar[Product] = "none"
    kinds: ClassVar[tuple[ModelKind, ...]] = ("encoder", "decoder")
    peft_type: ClassVar[str | None] = None
    recommended_learning_rate: ClassVar[float] = 1e-2
    recommended_epochs: ClassVar[int] = 15
    not_from_adapter: ClassVar[str] = "its head always begins at nothing, and it has no virtual tokens"

    name: Literal["head_only"] = "head_only"
    num_virtual_tokens: Literal[0] = Field(default=0, title="Virtual tokens", description="A head alone has none.")
