"""Settings of multitask prompt tuning. No torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import BaseModel, Field, model_validator

from studio.architecture import ModelKind
from studio.data_spec import DataSpec
from studio.methods.settings import Product, StartSettings, without_effect


class SourceTask(DataSpec):
    """One more table to learn from, as [data] describes one."""

    name: str = Field(pattern=r"^[A-Za-z0-9_-]{1,40}$", title="Name", description="Letters, digits, - and _.")


class MultitaskPromptTuningSettings(StartSettings):
    title: ClassVar[str] = "Multitask prompt tuning"
    summary: ClassVar[str] = "One prompt that several tables share, and a small part of its own for each of them."
    product: ClassVar[Product] = "input"
    kinds: ClassVar[tuple[ModelKind, ...]] = ("decoder", "encoder_decoder")
    peft_type: ClassVar[str | None] = "MULTITASK_PROMPT_TUNING"
    recommended_learning_rate: ClassVar[float] = 0.1
    recommended_epochs: ClassVar[int] = 3

    name: Literal["multitask_prompt_tuning"] = "multitask_prompt_tuning"
    stage: Literal["source", "target"] = Field(
        default="target",
        title="Stage",
        description="Source: learn from several tables at once. Target: learn one table, from a source run's adapter.",
    )
    tasks: tuple[SourceTask, ...] = Field(
        default=(), title="Further tables", description="Of the source stage, beside [data], which is the first."
    )
    task_learning_rate: float | None = Field(
        default=None,
        gt=0.0,
        le=100.0,
        title="Task learning rate",
        description="Of each table's own part; empty: as for the shared prompt.",
    )
    num_ranks: int = Field(
        default=1,
        ge=1,
        le=64,
        title="Rank",
        description="Of each table's own part; at least that of the adapter that it starts from.",
    )
    teacher_epochs: int = Field(
        default=3, ge=1, le=10_000, title="Teacher epochs", description="Each table's own prompt is trained first."
    )
    teacher_learning_rate: float = Field(default=0.1, gt=0.0, le=100.0, title="Teacher learning rate")
    distillation: float = Field(
        default=0.9,
        ge=0.0,
        le=1000.0,
        title="Distillation",
        description="What being like its teacher counts for beside being right.",
    )
    largest_table: int = Field(
        default=10_000,
        ge=1,
        title="Largest table",
        description="In an epoch a table gives as many rows as it has, but no more than this.",
    )

    @model_validator(mode="after")
    def _tables_belong_to_the_source(self) -> MultitaskPromptTuningSettings:
        if self.stage == "source" and not self.tasks:
            raise ValueError('stage = "source" learns from several tables: name at least one further table in tasks.')
        if self.stage == "target" and self.tasks:
            raise ValueError('stage = "target" learns from one table: take tasks away, or write stage = "source".')
        names = [task.name.casefold() for task in self.tasks]  # some disks know no case, and folders are named so
        if len(set(names)) < len(names):
            raise ValueError("tasks: two have the same name. Name each of them differently.")
        if "data" in names:
            raise ValueError('tasks: "data" is the name of the first table. Name a further one differently.')
        return self

    @property
    def further_tables(self) -> tuple[DataSpec, ...]:
        return self.tasks

    def with_further_tables(self, tables: Sequence[BaseModel]) -> MultitaskPromptTuningSettings:
        return self.model_copy(update={"tasks": tuple(tables)})

    def begun_at(self, adapter: Path) -> MultitaskPromptTuningSettings:
        """In the target stage: one table is learned, from what the adapter has of it."""
        own = super().begun_at(adapter)
        return self.model_validate({**own.model_dump(), "stage": "target", "tasks": ()})

    def beside(self, folder: Path) -> MultitaskPromptTuningSettings:
        def absolute(path: str | None) -> str | None:
            return None if path is None else str((folder / Path(path).expanduser()).absolute())

        tasks = tuple(
            task.model_copy(update={"file": absolute(task.file), "test_file": absolute(task.test_file)})
            for task in self.tasks
        )
        return self.model_copy(update={"start_file": absolute(self.start_file), "tasks": tasks})

    def idle(self) -> list[str]:
        if self.stage == "source":
            return []
        of_the_source = ("teacher_epochs", "teacher_learning_rate", "distillation", "largest_table")
        return without_effect(self, of_the_source, 'it is for stage = "source", and this is the target. Take it out.')
