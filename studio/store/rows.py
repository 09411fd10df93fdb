"""What the store answers: plain, frozen, and safe to hand from thread to thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from studio.events import RunState, Scores


@dataclass(frozen=True, slots=True)
class DataSetRow:
    """One version of a data set. file: absolute path of the table. imported: seconds since 1970."""

    name: str
    version: str
    folder: Path
    file: Path
    rows: int
    columns: tuple[str, ...]
    imported: float
    sha256: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run as it stands. name: "" where the user gave none. created: seconds since 1970. seconds: spent training.

    metrics: by split. baselines: by who, then split. adapter: absolute, None where there is none (any more).
    settings: the whole run.toml with its defaults.
    """

    run: str
    name: str
    state: RunState
    method: str
    model: str
    data_set: str
    created: float
    seconds: float
    step: int
    total_steps: int
    best_step: int
    trainable_parameters: int
    examples_per_second: float
    metrics: dict[str, Scores]
    baselines: dict[str, dict[str, Scores]]
    adapter: Path | None
    error: str
    settings: dict[str, Any]
    notes: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepRow:
    """One optimizer update."""

    step: int
    loss: float
    learning_rate: float
    gradient_norm: float
    examples_per_second: float


@dataclass(frozen=True, slots=True)
class EvalRow:
    """confusion: [true][predicted], in the order of labels."""

    step: int
    split: str
    who: str
    metrics: Scores
    labels: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    best: bool
    rows: int


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """path: absolute."""

    step: int
    path: Path
    best: bool


@dataclass(frozen=True, slots=True)
class AdapterRow:
    """run: the run that made it, None for an imported one. scores: by split."""

    name: str
    folder: Path
    source: Literal["run", "imported"]
    run: str | None
    method: str
    model: str
    num_virtual_tokens: int
    size_bytes: int
    created: float
    scores: dict[str, Scores]
    notes: str
    tags: tuple[str, ...]
