"""What a run learns from: a table, its columns, its template and its splits. No torch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from studio.architecture import ModelKind
from studio.methods.settings import TaskKind

# Where each task's answers stand: the field of DataSpec that names their column.
ANSWER_COLUMNS: dict[TaskKind, str] = {"classification": "label", "generation": "target", "tagging": "tags"}


def task_of(data: Mapping[str, Any]) -> TaskKind:
    """What a table is to teach, from values of a DataSpec that need not be whole; classes where nothing tells."""
    return next((task for task, column in ANSWER_COLUMNS.items() if data.get(column)), "classification")


class Frozen(BaseModel):
    """A settings model: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DataSpec(Frozen):
    """The table, its columns, how it is written for the model, and how it is split."""

    file: str = Field(
        title="Table",
        description="CSV, TSV, JSON, Parquet or Excel, or a folder of such files that are one table; relative to "
        "run.toml.",
    )
    test_file: str | None = Field(
        default=None, title="Test table", description="A second table that is the test split."
    )
    text: str | None = Field(default=None, title="Text column")
    text_pair: str | None = Field(
        default=None,
        title="Second text column",
        description="For pairs, as a question and a passage; without a template it stands below the first.",
    )
    template: str | None = Field(
        default=None,
        title="Template",
        description="Text with columns in braces and virtual tokens as {soft:20}; empty: made from the text column.",
    )
    label: str | None = Field(default=None, title="Label column", description="For classification.")
    merge_labels: bool = Field(
        default=False,
        title="Merge spellings of a label",
        description="Labels that differ in case or white space alone, or as 1 and 1.0 do, count as one.",
    )
    target: str | None = Field(default=None, title="Target column", description="For generation.")
    tags: str | None = Field(
        default=None,
        title="Tags column",
        description="For tagging: a tag for each word of the text column. Words and tags have spaces between, or are "
        "JSON lists.",
    )
    label_words: dict[str, str] | None = Field(
        default=None,
        title="Label words",
        description="The word the model answers for each label; empty: the label itself.",
    )
    validation: float = Field(default=0.1, ge=0.0, lt=1.0, title="Validation share")
    test: float = Field(default=0.1, ge=0.0, lt=1.0, title="Test share")
    seed: int = Field(default=0, ge=0, title="Split seed")
    balance: Literal["none", "class_weights", "balanced_sampling"] = Field(
        default="none",
        title="Balance",
        description="For lopsided tables: weigh rare classes more, or show each class equally often.",
    )
    max_tokens: int | None = Field(
        default=None,
        ge=8,
        title="Longest example",
        description="In tokens; longer texts are cut. Empty: the model's context.",
    )
    cut: Literal["end", "start", "middle"] = Field(
        default="end", title="Cut long texts", description="Where texts are cut that are longer than the model reads."
    )
    columns: tuple[str, ...] | None = Field(
        default=None, title="Column names", description="For a table without a header."
    )
    encoding: str | None = Field(default=None, title="Encoding", description="Empty: found out.")
    delimiter: str | None = Field(default=None, title="Delimiter", description="Empty: found out.")
    quoting: Literal["minimal", "none"] | None = Field(default=None, title="Quoting", description="Empty: found out.")
    header: bool | None = Field(default=None, title="First row is a header", description="Empty: found out.")
    sheet: str | None = Field(
        default=None, title="Sheet", description="Of an Excel workbook; empty: the first with rows."
    )
    exclude: tuple[int, ...] = Field(default=(), title="Excluded rows", description="Row numbers, counted from 0.")

    @model_validator(mode="after")
    def _says_what_to_learn(self) -> DataSpec:
        if sum(column is not None for column in (self.label, self.target, self.tags)) != 1:
            raise ValueError(
                "name either a label column (classification), a target column (generation) or a tags column (tagging)."
            )
        if self.text is None and self.template is None:
            raise ValueError("name a text column, or write a template with columns in braces.")
        if self.tags is not None and self.text is None:
            raise ValueError("name the text column, whose words the tags belong to.")
        if self.label is None and (self.label_words or self.merge_labels or self.balance != "none"):
            raise ValueError(
                f"label_words, merge_labels and balance belong to classification; a {self.task} table has none of them."
            )
        if self.tags is not None and (self.text_pair is not None or self.cut != "end"):
            raise ValueError("words with tags stand in one text column, and are cut at its end.")
        if self.text_pair is not None and self.text_pair in (self.text, self.label, self.target):
            raise ValueError(f'"{self.text_pair}" has another part already; name another second text column.')
        if self.text_pair is not None and self.text is None:
            raise ValueError("name the text column, too, which the second one goes with.")
        if self.validation + self.test >= 1.0:
            raise ValueError("validation and test together must leave rows to train on; their sum must be below 1.")
        return self

    @property
    def task(self) -> TaskKind:
        return task_of({"label": self.label, "target": self.target, "tags": self.tags})

    @property
    def answers(self) -> str:
        """The column that is to be learned."""
        return self.label or self.target or self.tags or ""

    @property
    def template_text(self) -> str:
        """The template as written, or the plain one for a decoder."""
        return self.template_for("decoder", head=False)

    def template_for(self, kind: ModelKind | None, *, head: bool) -> str:
        """The template as written, or the plain one for the task and the kind of base model, a decoder if not known."""
        if self.template is not None:
            return self.template
        column = "\n".join("{" + name + "}" for name in (self.text or "", self.text_pair) if name is not None)
        if head or kind == "encoder_decoder":
            return column
        if kind == "encoder":
            return column + " It was {mask}."
        return column + ("\nAnswer:" if self.task == "classification" else "\n")
