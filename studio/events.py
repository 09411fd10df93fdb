"""What a run says: one event a line in events.jsonl. No torch.

Every event carries the attempt (0, then one more each time the run is resumed) and the step, counted from the run's
start. `Resumed(from_step)` supersedes what earlier attempts said of later steps.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from studio.errors import StorageError

RunState = Literal["waiting", "running", "paused", "finished", "stopped", "failed", "interrupted"]
Phase = Literal[
    "fetching", "loading", "reading", "tokenizing", "baselines", "teachers", "training", "evaluating", "saving"
]
Scores = dict[str, float]
Count = Annotated[int, Field(ge=0, lt=2**63)]  # what an index can hold


class EventBase(BaseModel):
    """time: seconds since 1970, for people; order is the order of lines.

    elapsed: seconds that this attempt has worked, by a clock that nobody sets; None where nobody measured it
    """

    # A loss may be NaN or infinite; JSON has neither, so they are written as strings.
    model_config = ConfigDict(frozen=True, ser_json_inf_nan="strings")

    time: float = Field(default_factory=time.time)
    elapsed: float | None = None
    attempt: int = 0
    step: Count = 0


class Started(EventBase):
    """The process has begun; what it will do is known."""

    kind: Literal["started"] = "started"
    run: str
    pid: int
    device: str = ""
    precision: str = ""


class Resumed(EventBase):
    """Training goes on from a checkpoint; later steps of earlier attempts no longer count."""

    kind: Literal["resumed"] = "resumed"
    from_step: Count
    pid: int


class PhaseChanged(EventBase):
    """What the process is busy with; done and total where they are known, of what is fetched in bytes."""

    kind: Literal["phase"] = "phase"
    phase: Phase
    done: int = 0
    total: int = 0


class DataReady(EventBase):
    """The table as it will be used. shown_examples: training rows that stand, as text, in front of every row."""

    kind: Literal["data_ready"] = "data_ready"
    rows: Count
    train: int
    validation: int
    test: int
    bad_rows: int = 0
    excluded_rows: int = 0
    cut_texts: int = 0
    labels: list[str] = []
    longest_tokens: int = 0
    shown_examples: int = 0


class TrainingPlanned(EventBase):
    """What training will be, before its first step.

    learned_from: SHA-256 sums of the tables, by their files as run.toml has them, and of the base model's parts
    """

    kind: Literal["planned"] = "planned"
    total_steps: Count
    steps_per_epoch: Count
    trainable_parameters: Count
    model_parameters: Count
    learned_from: dict[str, str] = {}


class StepDone(EventBase):
    """One optimizer update."""

    kind: Literal["step"] = "step"
    loss: float
    learning_rate: float
    gradient_norm: float
    examples_per_second: float
    examples: int = 0


class EvalDone(EventBase):
    """Metrics on a split. who: "adapter", or the name of a baseline ("majority", "zero_shot")."""

    kind: Literal["eval"] = "eval"
    split: Literal["train", "validation", "test"]
    who: str = "adapter"
    metrics: Scores
    rows: Count = 0
    labels: list[str] = []
    confusion: list[list[int]] = []  # [true][predicted]
    best: bool = False


class CheckpointSaved(EventBase):
    """path: relative to the run's folder."""

    kind: Literal["checkpoint"] = "checkpoint"
    path: str
    best: bool = False


class Warned(EventBase):
    """Something the user should know that stops nothing."""

    kind: Literal["warning"] = "warning"
    message: str


class Finished(EventBase):
    """The run has its scores and, but for the majority class, its adapter.

    stopped_early: by patience, by "stop and keep", or since the loss exploded, which `remark` says
    adapter: relative to the run's folder
    """

    kind: Literal["finished"] = "finished"
    adapter: str | None
    metrics: dict[str, Scores]
    baselines: dict[str, dict[str, Scores]] = {}
    best_step: Count
    stopped_early: bool = False
    trainable_parameters: Count
    examples_per_second: float
    seconds: float
    remark: str = ""


class Paused(EventBase):
    """All memory is given back; resuming goes on from the checkpoint."""

    kind: Literal["paused"] = "paused"


class Stopped(EventBase):
    """The user stopped the run; there is no adapter."""

    kind: Literal["stopped"] = "stopped"


class Failed(EventBase):
    """error: the StudioError's name, or "crash". message: for the user. detail: the traceback of a crash."""

    kind: Literal["failed"] = "failed"
    error: str
    message: str
    detail: str = ""


Event = Annotated[
    Started
    | Resumed
    | PhaseChanged
    | DataReady
    | TrainingPlanned
    | StepDone
    | EvalDone
    | CheckpointSaved
    | Warned
    | Finished
    | Paused
    | Stopped
    | Failed,
    Field(discriminator="kind"),
]

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
EVENTS_FILE = "events.jsonl"


def parse_event(line: str | bytes) -> Event | None:
    """The event of one line, or None where the line is torn or from a newer program."""
    try:
        return _EVENT.validate_json(line)
    except ValidationError:
        return None


class EventWriter:
    """Appends events to a run's file, a line each, at once so that a follower sees whole lines.

    What is said often may be lost with the power, and is said again when the run goes on; all else waits for the disk.
    """

    def __init__(self, run_dir: Path) -> None:
        self._path = path = run_dir / EVENTS_FILE
        if path.is_symlink():  # of a project of somebody else's: it would be written behind a file of the user's
            raise StorageError(f"{path} is a link, and no other file is written. Put the file itself there.")
        torn = path.exists() and path.stat().st_size > 0 and not path.read_bytes().endswith(b"\n")
        self._file = path.open("ab")
        if torn:  # a killed writer's half line: end it, so that it spoils nothing after it
            self._file.write(b"\n")

    def write(self, event: Event) -> None:
        self._file.write(event.model_dump_json().encode() + b"\n")
        self._file.flush()
        if not isinstance(event, StepDone | PhaseChanged):
            os.fsync(self._file.fileno())
        # What is written into a deleted file is lost. Some drives count no links, so the name is looked at, too.
        if os.fstat(self._file.fileno()).st_nlink == 0 and not self._path.exists():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self._path))

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> EventWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class EventFollower:
    """Reads a run's events as they come. `offset` is the byte after the last whole line that was read."""

    def __init__(self, run_dir: Path, offset: int = 0) -> None:
        self.path = run_dir / EVENTS_FILE
        self.offset = offset

    def new_events(self) -> Iterator[tuple[int, Event]]:
        """(offset after the line, event) for each whole new line.

        A half line waits; an unreadable one is passed over.
        """
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            file.seek(self.offset)
            for line in file:
                if not line.endswith(b"\n"):
                    return
                self.offset += len(line)
                event = parse_event(line)
                if event is not None:
                    yield self.offset, event
