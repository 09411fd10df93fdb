"""What every method's settings share. No torch: forms and run.toml read this."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from studio.architecture import CLOSED_FAMILIES, KIND_NAMES, Architecture, ModelKind
from studio.errors import MethodError
from studio.wording import phrase

WordStart = Literal["random", "sampled_vocabulary", "class_labels", "text"]
Start = Literal["random", "sampled_vocabulary", "class_labels", "text", "file"]
TaskKind = Literal["classification", "generation", "tagging"]
Product = Literal["input", "key_value", "gated", "none"]
Pooling = Literal["first", "mean", "last", "pooler"]
Result = Literal["adapter", "hard_prompt", "base_model", "scores"]


class TokenType(StrEnum):
    """Whose a token of a demonstration is: the row's own text, the template's words, or the answer."""

    INPUT = "input"
    FORMAT = "format"
    LABEL = "label"


class ShownTokens(BaseModel):
    """Training rows shown with their answers, as tokens. ids, types, examples: of each token.

    examples: which of the shown rows a token is of, from 0    rows: of the table, in the order in which they are shown
    """

    model_config = ConfigDict(frozen=True)

    ids: tuple[int, ...] = ()
    types: tuple[TokenType, ...] = ()
    examples: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)


NOTHING_SHOWN = ShownTokens()


@dataclass(frozen=True)
class ExamplesWanted:
    """Which training rows are to be shown. rows: by number; empty: `count` are sampled with the seed"""

    count: int
    rows: tuple[int, ...]
    seed: int


def without_effect(settings: BaseModel, names: Sequence[str], why: str) -> list[str]:
    """A sentence where some of these settings are not as they are by default, which changes nothing. why: ends it"""
    fields = type(settings).model_fields
    changed = [name for name in names if getattr(settings, name) != fields[name].get_default()]
    return [phrase(f"{', '.join(changed)}: without effect, since {why}")] if changed else []


# Names of T5 models that learned to go on with a text, or to follow instructions, after their pre-training.
_TRAINED_FURTHER = re.compile(r"lm[-_]?adapt|lm\d+k|flan|tk-instruct|aya|(^|[/_-])m?t0([_-]|$)", re.IGNORECASE)


class MethodSettings(BaseModel):
    """Settings of a method; each method's own class adds its `name` and its fields.

    title, summary: for cards and lists. product: what it gives the model. kinds: of base models that it fits.
    peft_type: the name PEFT knows it by. learning_rate, epochs: what is recommended where a run says nothing.
    moves_words: whether its parameters are vectors of a word embedding's size, so that the rate follows that size.
    result: what a run of it leaves: an adapter, a hard prompt, a base model of its own, or scores alone.
    uses_seed: whether another seed of training can give another result.
    not_from_adapter: why a run of it cannot begin at an adapter, as half a sentence; "" where it can.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: ClassVar[str]
    summary: ClassVar[str]
    product: ClassVar[Product]
    kinds: ClassVar[tuple[ModelKind, ...]] = ("decoder", "encoder", "encoder_decoder")
    peft_type: ClassVar[str | None]
    recommended_learning_rate: ClassVar[float]
    recommended_epochs: ClassVar[int]
    moves_words: ClassVar[bool] = False
    result: ClassVar[Result] = "adapter"
    uses_seed: ClassVar[bool] = True
    not_from_adapter: ClassVar[str] = "its start is not made of vectors that an adapter holds"

    name: str
    num_virtual_tokens: int = Field(
        default=20,
        ge=1,
        le=1000,
        title="Virtual tokens",
        description="How many learned vectors. More can say more, take longer and use up context.",
    )

    @property
    def has_head(self) -> bool:
        """Whether classes are told by a head of their own instead of by label words."""
        return False

    @property
    def trains(self) -> bool:
        """Whether there is anything to learn."""
        return self.result in ("adapter", "base_model")

    def learning_rate_for(self, num_parameters: int) -> float:  # noqa: ARG002 -- for those whose rate depends on it
        """What is recommended for a base model of so many weights."""
        return self.recommended_learning_rate

    @property
    def shown_examples(self) -> int:
        """How many training rows stand, as text, in front of every row."""
        return 0

    @property
    def examples_wanted(self) -> ExamplesWanted | None:
        """The training rows whose tokens are the prompt; None where a prompt is made of numbers."""
        return None

    @property
    def further_tables(self) -> tuple[BaseModel, ...]:
        """Tables that are learned from beside the run's own, each described as [data] describes one."""
        return ()

    def with_further_tables(self, tables: Sequence[BaseModel]) -> MethodSettings:  # noqa: ARG002 -- of those that have them
        """The settings with other tables, in the order of `further_tables`, in their place."""
        return self

    @property
    def size(self) -> tuple[int, str]:
        """How large the prompt is to be, and of what: (20, "virtual token")."""
        return self.num_virtual_tokens, "virtual token"

    def misfit(self, architecture: Architecture, task: TaskKind) -> str:
        """Why the method does not fit a base model or a task, in one sentence; empty where it does."""
        kind, family = architecture.kind, architecture.family
        if kind is None:
            this = family or phrase("This")
            return f"{this} is no model of text. Choose a decoder, an encoder or an encoder-decoder."
        if family in CLOSED_FAMILIES:
            return (
                f"Nothing can be put into the attention of {family}. Choose a base model of another family, such as "
                "Llama, Qwen3, GPT-2, RoBERTa or T5."
            )
        if kind not in self.kinds:
            first, *others = (KIND_NAMES[one] for one in self.kinds)
            here = KIND_NAMES[kind]
            if others:
                return f"{self.title} needs {first} or {others[0]} as its base model, and this is {here} ({family})."
            return f"{self.title} needs {first} as its base model, and this is {here} ({family})."
        remedy = phrase("a method with a classification head, such as P-tuning v2")
        if "head" in type(self).model_fields:
            remedy = phrase("a classification head in the method's settings")
        if task == "tagging" and kind != "encoder":
            return (
                f"Tags of words need a base model that reads both sides of a word, and this is {KIND_NAMES[kind]} "
                f"({family}). Choose an encoder, such as BERT."
            )
        if task == "tagging" and not self.has_head:
            return f"{self.title} answers in words, and tags are told apart by a head. Choose {remedy}."
        if task == "generation" and kind == "encoder":
            return f"This base model is an encoder ({family}), which writes no text. Choose a decoder, such as Qwen3."
        if task == "generation" and self.has_head:
            return f"{self.title} tells classes apart by a head, and this table is for generation."
        if kind == "encoder" and not self.has_head and not architecture.guesses_words:
            return f"This {family} has no head that guesses words. Choose {remedy}."
        return ""

    def warnings(self, architecture: Architecture, model: str) -> list[str]:
        """What speaks against the method on a base model that it fits, a sentence each. model: its name or folder."""
        family, window = architecture.family, architecture.sliding_window
        found = []
        if self.product == "key_value" and window is not None:
            found.append(
                f"Layers of this {family} read no further than {window:,} tokens, and in longer texts they lose sight "
                "of the prefix. Keep texts shorter, or choose prompt tuning."
            )
        if self.product == "input" and architecture.fills_gaps and not _TRAINED_FURTHER.search(model):
            found.append(
                f"This {family} looks pre-trained to fill gaps in text and nothing else, and virtual tokens work badly "
                "on such a model (Lester 2021). Choose one that was trained further, such as "
                "google/t5-base-lm-adapt or google/flan-t5-base, unless this one was."
            )
        return found

    def begun_at(self, adapter: Path) -> MethodSettings:
        """The settings of a run that begins at an adapter of this method.

        Raises MethodError with the reason where none can begin so.
        """
        raise MethodError(
            f"{self.title} cannot begin at an adapter: {self.not_from_adapter}. Train anew on the new version instead.",
            adapter=str(adapter),
        )

    def idle(self) -> list[str]:
        """Settings that are chosen and change nothing, a sentence each."""
        return []

    def beside(self, folder: Path) -> MethodSettings:  # noqa: ARG002 -- for those that have paths
        """The settings with paths that were relative to `folder` made absolute."""
        return self


class WordStartSettings(MethodSettings):
    """Where virtual tokens start from, of what there are words for."""

    start: WordStart = Field(
        default="sampled_vocabulary",
        title="Start from",
        description="Random numbers of a word's size, frequent words, the label words, or a text of yours.",
    )
    start_text: str | None = Field(
        default=None, title="Start text", description='The words to start from when "Start from" is text.'
    )

    @model_validator(mode="after")
    def _text_is_there(self) -> WordStartSettings:
        if self.start == "text" and not (self.start_text or "").strip():
            raise ValueError('start = "text" needs start_text: write the words to start from.')
        if self.start != "text" and self.start_text:
            raise ValueError(f'start_text is used only with start = "text", and start is "{self.start}".')
        return self


class StartSettings(WordStartSettings):
    """Where vectors among the input embeddings start from."""

    not_from_adapter: ClassVar[str] = ""

    start: Start = Field(  # type: ignore[assignment]
        default="sampled_vocabulary",
        title="Start from",
        description="Random vectors of a word's size, frequent words, the label words, a text of yours, or a file.",
    )
    start_file: str | None = Field(
        default=None,
        title="Start file",
        description="Another adapter's folder, or a .npy file of [tokens, hidden size], to start from.",
    )

    @model_validator(mode="after")
    def _file_is_there(self) -> StartSettings:
        if (self.start == "file") != bool(self.start_file):
            raise ValueError('start = "file" and start_file belong together: name the adapter or .npy file.')
        return self

    def begun_at(self, adapter: Path) -> StartSettings:
        return self.model_copy(update={"start": "file", "start_file": str(adapter.absolute()), "start_text": None})

    def beside(self, folder: Path) -> StartSettings:
        if self.start_file is None:
            return self
        return self.model_copy(update={"start_file": str((folder / Path(self.start_file).expanduser()).absolute())})


class HeadSettings(MethodSettings):
    """A method whose classes are told apart by a classification head, beside its prompt or alone."""

    pooling: Pooling | None = Field(
        default=None,
        title="Pooling",
        description="What the head reads: the first token, the mean of the text's tokens, its last token, or what "
        "the base model's own pooler makes of the first. Empty: the mean of an encoder, the last token of a decoder.",
    )
    head_dropout: float = Field(
        default=0.1,
        ge=0.0,
        lt=1.0,
        title="Head dropout",
        description="Share of what the head reads that is dropped in a training step.",
    )

    @property
    def has_head(self) -> bool:
        return True

    @property
    def own_rate(self) -> float | None:
        """The head's learning rate; None for that of the run."""
        return None

    def misfit(self, architecture: Architecture, task: TaskKind) -> str:
        reason = super().misfit(architecture, task)
        if not reason and task == "tagging" and self.pooling is not None:
            return (
                f'pooling = "{self.pooling}": each word of this table has a tag, so the head reads every word and '
                "pools nothing. Leave pooling empty."
            )
        if not reason and self.has_head and self.pooling == "pooler" and not architecture.has_pooler:
            return (
                f'pooling = "pooler": this base model ({architecture.family}) has no pooler of its own. '
                'Choose "mean", "first" or "last".'
            )
        return reason


class PromptHeadSettings(HeadSettings):
    """A head beside a prompt: it begins at nothing and the prompt does not, so each has a rate of its own."""

    head_learning_rate: float = Field(
        default=1e-2,
        gt=0.0,
        le=100.0,
        title="Head's learning rate",
        description="Of the head alone; the run's learning rate is the prompt's.",
    )

    @property
    def own_rate(self) -> float | None:
        return self.head_learning_rate


class HeadChoiceSettings(PromptHeadSettings):
    """A method that can tell classes by label words or by a head."""

    head: bool = Field(
        default=False,
        title="Classification head",
        description="Tell classes apart by a small layer of their own instead of by label words.",
    )

    @property
    def has_head(self) -> bool:
        return self.head

    def idle(self) -> list[str]:
        if self.head:
            return super().idle()
        of_a_head = ("pooling", "head_dropout", "head_learning_rate")
        why = "there is no classification head. Set head to true, or take it out."
        return [*super().idle(), *without_effect(self, of_a_head, why)]
