"""What every method's settings share. No torch: forms and run.toml read this."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Start = Literal["random", "sampled_vocabulary", "class_labels", "text"]


class MethodSettings(BaseModel):
    """Settings of a method; each method's own class adds its `name` and its fields.

    title, summary: for cards and lists. product: what it gives the model ("input" or "key_value").
    peft_type: the name PEFT knows it by. learning_rate, epochs: what is recommended where a run says nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: ClassVar[str]
    summary: ClassVar[str]
    product: ClassVar[Literal["input", "key_value"]]
    peft_type: ClassVar[str | None]
    recommended_learning_rate: ClassVar[float]
    recommended_epochs: ClassVar[int]

    name: str
    num_virtual_tokens: int = Field(
        default=20,
        ge=1,
        le=1000,
        title="Virtual tokens",
        description="How many learned vectors. More can say more, take longer and use up context.",
    )


class StartSettings(MethodSettings):
    """Where virtual tokens start from."""

    start: Start = Field(
        default="sampled_vocabulary",
        title="Start from",
        description="Random vectors the size of word embeddings, frequent words, the label words, or a text of yours.",
    )
    start_text: str | None = Field(
        default=None, title="Start text", description='The words to start from when "Start from" is text.'
    )

    @model_validator(mode="after")
    def _text_is_there(self) -> StartSettings:
        if self.start == "text" and not (self.start_text or "").strip():
            raise ValueError('start = "text" needs start_text: write the words to start from.')
        if self.start != "text" and self.start_text:
            raise ValueError(f'start_text is used only with start = "text", and start is "{self.start}".')
        return self
