"""Settings of full fine-tuning. No torch."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from studio.methods.settings import HeadChoiceSettings, Product, Result

_MEASURED_ON = 7_000_000  # about the weights of the bundled model, on which the recommended rate was found


class FullFinetuneSettings(HeadChoiceSettings):
    title: ClassVar[str] = "Full fine-tuning"
    summary: ClassVar[str] = (
        "All weights of the base model, trained on the same rows. "
        "Leaves a base model of its own: what soft prompts are held against."
    )
    product: ClassVar[Product] = "none"
    result: ClassVar[Result] = "base_model"
    peft_type: ClassVar[str | None] = None
    recommended_learning_rate: ClassVar[float] = 5e-4
    recommended_epochs: ClassVar[int] = 2
    not_from_adapter: ClassVar[str] = "it leaves a base model, which is chosen as one on the Model page"

    name: Literal["full_finetune"] = "full_finetune"
    num_virtual_tokens: Literal[0] = Field(
        default=0, title="Virtual tokens", description="Weights are trained, and no virtual tokens."
    )
    smaller_rate_for_larger_models: bool = Field(
        default=True,
        title="Smaller rate for larger models",
        description="Where no learning rate is given: 5e-4 for the bundled model, and for one of n times its weights "
        "that by the cube root of n squared (8e-5 at 110 million, 5e-6 at 7 billion). A step at one rate moves every "
        "weight about equally far, so the more weights there are, the further it moves the model's answers.",
    )

    def learning_rate_for(self, num_parameters: int) -> float:
        rate = self.recommended_learning_rate
        if not self.smaller_rate_for_larger_models or num_parameters <= _MEASURED_ON:
            return rate
        return float(f"{rate * (_MEASURED_ON / num_parameters) ** (2 / 3):.2g}")
