"""Files a run's events: what they say of the run, its steps, evaluations and checkpoints, in the caller's transaction.

Each event is filed once: the run's row keeps the byte of events.jsonl up to which it was read.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from studio.events import (
    CheckpointSaved,
    EvalDone,
    Event,
    Failed,
    Finished,
    Paused,
    Resumed,
    Scores,
    Started,
    StepDone,
    Stopped,
    TrainingPlanned,
)
from studio.store.adapter_facts import read_adapter_facts
from studio.store.notes import Notes, read_notes
from studio.store.schema import Adapter, Base, Checkpoint, Evaluation, Run, Step

_OF_A_STEP: tuple[type[Step] | type[Evaluation] | type[Checkpoint], ...] = (Step, Evaluation, Checkpoint)
_BEFORE_ALL = -1
_FRESH: dict[str, Any] = {
    "step": 0,
    "total_steps": 0,
    "best_step": 0,
    "trainable_parameters": 0,
    "examples_per_second": 0.0,
    "seconds": 0.0,
    "seconds_before": 0.0,
    "metrics": {},
    "baselines": {},
    "adapter": None,
    "error": "",
}


def file_events(
    connection: Connection, project: Path, run_id: str, events: Iterable[tuple[int, Event]], *, after: int = 0
) -> bool:
    """File the events whose offset lies after what was filed already. True where there were any.

    events: (offset of the byte after the line, event), in the order of lines. Nothing is filed for an unknown run.
    after: the byte from which on they were read. Where not all before it is filed nothing is: some would be missing.
    """
    row = connection.execute(select(Run).where(Run.id == run_id)).mappings().one_or_none()
    if row is None or row["read_to"] < after:
        return False
    news = [(offset, event) for offset, event in events if offset > row["read_to"]]
    if not news:
        return False
    filing = _Filing(connection, project, run_id, row)
    for _, event in news:
        filing.take(event)
    filing.end(read_to=news[-1][0])
    return True


def forget_events(connection: Connection, run_id: str) -> None:
    """As if none had been filed: the file is another one now."""
    _supersede(connection, run_id, _BEFORE_ALL)
    connection.execute(delete(Adapter).where(Adapter.run == run_id))
    fresh = {**_FRESH, "said": None, "state": "waiting", "read_to": 0, "attempt_began": None}
    connection.execute(update(Run).where(Run.id == run_id).values(fresh))


def file_adapter(connection: Connection, project: Path, folder: Path, *, run_id: str | None) -> bool:
    """Put an adapter's folder into the index, with the notes that stand in it. False where it holds no adapter."""
    facts = read_adapter_facts(folder)
    if facts is None:
        return False
    values = {
        "folder": folder.relative_to(project).as_posix(),
        "run": run_id,
        "method": facts.method,
        "model": facts.model,
        "num_virtual_tokens": facts.num_virtual_tokens,
        "size_bytes": facts.size_bytes,
        "created": facts.created,
        "scores": facts.scores,
        **adapter_notes(read_notes(folder)),
    }
    upsert(connection, Adapter, [values], key=("folder",))
    return True


def run_notes(notes: Notes) -> dict[str, Any]:
    """Notes as columns of `runs`."""
    return {"name": notes.name, "notes": notes.notes, "tags": list(notes.tags)}


def read_notes_again(connection: Connection, project: Path) -> None:
    """Take the notes of every run and adapter from their files."""
    for run_id in connection.scalars(select(Run.id)).all():
        notes = read_notes(project / "runs" / run_id)
        gone = {"adapter": None} if notes.adapter_deleted else {}
        connection.execute(update(Run).where(Run.id == run_id).values(run_notes(notes) | gone))
    for folder in connection.scalars(select(Adapter.folder)).all():
        notes = read_notes(project / folder)
        connection.execute(update(Adapter).where(Adapter.folder == folder).values(adapter_notes(notes)))


def adapter_notes(notes: Notes) -> dict[str, Any]:
    """Notes as columns of `adapters`."""
    return {"name": notes.name or None, "notes": notes.notes, "tags": list(notes.tags)}


def upsert(connection: Connection, table: type[Base], rows: list[dict[str, Any]], *, key: tuple[str, ...]) -> None:
    """Insert rows; where the key is there already, replace the rest."""
    statement = insert(table)
    rest = {name: statement.excluded[name] for name in rows[0] if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=rest), rows)


class _Filing:
    """One batch of events. Steps and the like are collected and written together; the run's row at the end."""

    def __init__(self, connection: Connection, project: Path, run_id: str, row: Mapping[Any, Any]) -> None:
        self._connection = connection
        self._project = project
        self._run_id = run_id
        self._row = dict(row)
        self._changed: dict[str, Any] = {}
        self._steps: dict[int, dict[str, Any]] = {}
        self._evaluations: dict[tuple[int, str, str], dict[str, Any]] = {}
        self._checkpoints: dict[tuple[int, str], dict[str, Any]] = {}
        self._scores_are_stale = False

    def take(self, event: Event) -> None:
        self._tick(event)
        match event:
            case Started():
                self._supersede(_BEFORE_ALL)
                self._connection.execute(delete(Adapter).where(Adapter.run == self._run_id))
                self._set(**_FRESH, said="running", attempt_began=event.time)
            case Resumed():
                self._supersede(event.from_step)
                self._set(said="running", error="", step=event.from_step, best_step=0, metrics={})
                self._set(seconds_before=self._row["seconds"], attempt_began=event.time)
            case TrainingPlanned():
                self._set(total_steps=event.total_steps, trainable_parameters=event.trainable_parameters)
            case StepDone():
                self._take_step(event)
            case EvalDone():
                self._take_evaluation(event)
            case CheckpointSaved():
                values = {"step": event.step, "path": event.path, "best": event.best}
                self._checkpoints[event.step, event.path] = self._mine(values)
            case Finished() | Paused() | Stopped() | Failed():
                self._take_end(event)

    def end(self, *, read_to: int) -> None:
        """Write all that was collected."""
        self._write()
        if self._scores_are_stale:
            self._read_scores()
        state = self._row["said"] or "waiting"
        values = {**self._changed, "state": state, "read_to": read_to}
        self._connection.execute(update(Run).where(Run.id == self._run_id).values(values))

    # --- kinds of events ---------------------------------------------------------------------------------------------

    def _take_step(self, event: StepDone) -> None:
        figures = {name: getattr(event, name) for name in _FIGURES}
        self._steps[event.step] = self._mine({"step": event.step, **figures})
        self._set(step=event.step)
        if math.isfinite(event.examples_per_second):
            self._set(examples_per_second=event.examples_per_second)

    def _take_evaluation(self, event: EvalDone) -> None:
        values = event.model_dump(include={"step", "split", "who", "labels", "confusion", "best", "rows"})
        values["metrics"] = writable(event.metrics)
        self._evaluations[event.step, event.split, event.who] = self._mine(values)
        self._scores_are_stale = True

    def _take_end(self, event: Finished | Paused | Stopped | Failed) -> None:
        match event:
            case Finished():
                self._finish(event)
            case Failed():
                self._set(said="failed", error=event.message)
            case Paused():
                self._set(said="paused")
            case Stopped():
                self._set(said="stopped")

    def _finish(self, event: Finished) -> None:
        self._write()
        self._read_scores()
        baselines = {**self._row["baselines"]}
        for who, splits in event.baselines.items():
            baselines[who] = {**baselines.get(who, {}), **_writable_splits(splits)}
        self._set(
            said="finished",
            error=event.remark,
            adapter=event.adapter,
            metrics={**self._row["metrics"], **_writable_splits(event.metrics)},
            baselines=baselines,
            best_step=event.best_step,
            trainable_parameters=event.trainable_parameters,
            examples_per_second=event.examples_per_second,
            seconds=self._row["seconds_before"] + event.seconds,  # it counts its own attempt
        )
        if event.adapter is None:
            return
        run_dir = self._project / "runs" / self._run_id
        if not self._file_adapter(run_dir / event.adapter) and read_notes(run_dir).adapter_deleted:
            self._set(adapter=None)
        for folder in sorted(run_dir.glob(f"{event.adapter}-*")):  # of a run that learned several tables
            self._file_adapter(folder)

    def _file_adapter(self, folder: Path) -> bool:
        return file_adapter(self._connection, self._project, folder, run_id=self._run_id)

    # --- the run's row ----------------------------------------------------------------------------------------------

    def _set(self, **values: Any) -> None:
        self._row.update(values)
        self._changed.update(values)

    def _mine(self, values: dict[str, Any]) -> dict[str, Any]:
        return {"run": self._run_id, **values}

    def _tick(self, event: Event) -> None:
        """How long the run has trained: this attempt, and those before it."""
        began = self._row["attempt_began"]
        if began is None or self._row["said"] != "running" or isinstance(event, Started | Resumed):
            return
        if event.elapsed is not None:
            self._set(seconds=self._row["seconds_before"] + event.elapsed)
        elif not isinstance(event, Stopped):  # who stops a run by force knows its time no better than what is filed
            self._set(seconds=self._row["seconds_before"] + max(0.0, event.time - began))  # of an older program

    def _supersede(self, step: int) -> None:
        """What earlier attempts said of later steps counts no longer."""
        self._write()
        _supersede(self._connection, self._run_id, step)
        self._scores_are_stale = True

    def _write(self) -> None:
        collected: tuple[tuple[type[Base], dict[Any, dict[str, Any]], tuple[str, ...]], ...] = (
            (Step, self._steps, ("run", "step")),
            (Evaluation, self._evaluations, ("run", "step", "split", "who")),
            (Checkpoint, self._checkpoints, ("run", "step", "path")),
        )
        for table, rows, key in collected:
            if rows:
                upsert(self._connection, table, list(rows.values()), key=key)
                rows.clear()

    def _read_scores(self) -> None:
        """Scores as they stand: the adapter's best so far on each split, and each baseline's."""
        self._scores_are_stale = False
        found = select(Evaluation.step, Evaluation.split, Evaluation.who, Evaluation.metrics, Evaluation.best)
        metrics: dict[str, Scores] = {}
        baselines: dict[str, dict[str, Scores]] = {}
        is_best: dict[str, bool] = {}
        for row in self._connection.execute(found.where(Evaluation.run == self._run_id).order_by(Evaluation.step)):
            if row.who != "adapter":
                baselines.setdefault(row.who, {})[row.split] = row.metrics
            elif row.best or not is_best.get(row.split):
                metrics[row.split], is_best[row.split] = row.metrics, row.best
                if row.best and row.split == "validation":
                    self._set(best_step=row.step)
        self._set(metrics={**self._row["metrics"], **metrics}, baselines={**self._row["baselines"], **baselines})


_FIGURES = ("loss", "learning_rate", "gradient_norm", "examples_per_second")


def _supersede(connection: Connection, run_id: str, step: int) -> None:
    for table in _OF_A_STEP:
        connection.execute(delete(table).where(table.run == run_id, table.step > step))


def writable(scores: Scores) -> dict[str, float | None]:
    """Scores for a JSON column. JSON has no NaN, and SQLite would not read it."""
    return {name: value if math.isfinite(value) else None for name, value in scores.items()}


def readable(scores: Mapping[str, float | None]) -> Scores:
    """Scores out of a JSON column."""
    return {name: math.nan if value is None else value for name, value in scores.items()}


def _writable_splits(splits: Mapping[str, Scores]) -> dict[str, dict[str, float | None]]:
    return {split: writable(scores) for split, scores in splits.items()}
