"""The tables of studio.db. A change here needs a migration; `tests/store/test_migrations.py` compares the two."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# The revision that the newest migration makes; a database of this revision opens without importing Alembic.
REVISION = "0001"
Json = dict[str, Any]


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {Json: JSON, list[Any]: JSON}  # noqa: RUF012  (SQLAlchemy reads it from the class)


class DataSet(Base):
    """One version of a table that was imported. number: of the version, 1 for "v1". file: its name in its folder."""

    __tablename__ = "data_sets"

    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str]
    rows: Mapped[int]
    columns: Mapped[list[Any]]
    imported: Mapped[float]
    sha256: Mapped[str] = mapped_column(index=True)


class Run(Base):
    """A run. said: the state its own events say, None before the first; state: that, and whether its trainer lives.

    read_to: the byte of events.jsonl up to which events are filed.
    attempt_began, seconds_before: the clock of this attempt, and what earlier attempts took.
    adapter: relative to the run's folder.
    """

    __tablename__ = "runs"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    tags: Mapped[list[Any]]
    created: Mapped[float] = mapped_column(index=True)
    method: Mapped[str]
    model: Mapped[str]
    data_set: Mapped[str]
    settings: Mapped[Json]
    said: Mapped[str | None]
    state: Mapped[str] = mapped_column(index=True)
    read_to: Mapped[int] = mapped_column(default=0)
    attempt_began: Mapped[float | None]
    seconds_before: Mapped[float] = mapped_column(default=0.0)
    seconds: Mapped[float] = mapped_column(default=0.0)
    step: Mapped[int] = mapped_column(default=0)
    total_steps: Mapped[int] = mapped_column(default=0)
    best_step: Mapped[int] = mapped_column(default=0)
    trainable_parameters: Mapped[int] = mapped_column(default=0)
    examples_per_second: Mapped[float] = mapped_column(default=0.0)
    metrics: Mapped[Json]
    baselines: Mapped[Json]
    adapter: Mapped[str | None]
    error: Mapped[str] = mapped_column(default="")


def _of_a_run() -> Mapped[str]:
    return mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)


class Step(Base):
    """One optimizer update. SQLite keeps NaN as NULL, so each figure may be NULL."""

    __tablename__ = "steps"

    run: Mapped[str] = _of_a_run()
    step: Mapped[int] = mapped_column(primary_key=True)
    loss: Mapped[float | None]
    learning_rate: Mapped[float | None]
    gradient_norm: Mapped[float | None]
    examples_per_second: Mapped[float | None]


class Evaluation(Base):
    """Metrics of the adapter or a baseline on a split."""

    __tablename__ = "evaluations"

    run: Mapped[str] = _of_a_run()
    step: Mapped[int] = mapped_column(primary_key=True)
    split: Mapped[str] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(primary_key=True)
    metrics: Mapped[Json]
    labels: Mapped[list[Any]]
    confusion: Mapped[list[Any]]
    best: Mapped[bool]
    rows: Mapped[int]


class Checkpoint(Base):
    """path: relative to the run's folder."""

    __tablename__ = "checkpoints"

    run: Mapped[str] = _of_a_run()
    step: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    best: Mapped[bool]


class Adapter(Base):
    """folder: relative to the project. run: NULL for an imported one. name: NULL where the user gave none."""

    __tablename__ = "adapters"

    folder: Mapped[str] = mapped_column(primary_key=True)
    run: Mapped[str | None] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), index=True)
    name: Mapped[str | None]
    notes: Mapped[str] = mapped_column(default="")
    tags: Mapped[list[Any]]
    method: Mapped[str]
    model: Mapped[str]
    num_virtual_tokens: Mapped[int]
    size_bytes: Mapped[int]
    created: Mapped[float]
    scores: Mapped[Json]
