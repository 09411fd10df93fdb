"""Every question that is asked of a project's index, a method each. Answers are frozen rows, never database objects.

Use from any thread. Folders are the truth: whoever changes a project writes them first and tells the store then.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.adapters.card import OWN_FOLDER
from studio.errors import RunError
from studio.events import Event, RunState
from studio.store.late import Late
from studio.store.notes import Notes
from studio.store.rows import AdapterRow, CheckpointRow, DataSetRow, EvalRow, RunRow, StepRow
from studio.store.run_folder import ADAPTER
from studio.store.run_orders import LEADING_SCORES, RUN_ORDERS, RUN_SORTS, searched

if TYPE_CHECKING:
    import sqlalchemy as sql

    from studio.store import database, filing, schema
else:
    sql, database, filing, schema = map(
        Late, ("sqlalchemy", "studio.store.database", "studio.store.filing", "studio.store.schema")
    )

__all__ = [
    "LEADING_SCORES",
    "RUN_SORTS",
    "AdapterRow",
    "CheckpointRow",
    "DataSetRow",
    "EvalRow",
    "Known",
    "RunRow",
    "StepRow",
    "Store",
]

DATABASE = "studio.db"
_AT_ONCE = 1000  # rows of steps
_UNSAID: dict[str, Any] = {"said": None, "state": "waiting", "metrics": {}, "baselines": {}}


@dataclass(frozen=True, slots=True)
class Known:
    """How far a run is in the index. read_to: bytes of events.jsonl. said: what its events say, None before any."""

    read_to: int
    said: RunState | None
    state: RunState


def settled(said: RunState | None, *, trainer_lives: bool, was_begun: bool) -> RunState:
    """A run's state. A run that says it trains, or was begun and says nothing, does so only while its trainer lives.

    was_begun: a trainer has left its lock, so that it did not end by itself.
    """
    if said == "running" or (said is None and (trainer_lives or was_begun)):
        return "running" if trainer_lives else "interrupted"
    return said or "waiting"


class Store:
    """The index of one project.

    Each method may raise ProjectError for a database that is damaged or in use, StorageError for a disk that is full or
    read-only.
    """

    def __init__(self, project: Path, *, file: Path | None = None) -> None:
        """project: its folder. file: a database aside, while the index is made anew."""
        self.project = project
        self._database = database.Database(file or project / DATABASE)

    def open(self) -> bool:
        """Make or upgrade the database. True where it was made just now and is empty."""
        return self._database.open()

    def close(self) -> None:
        """Let go of the file; the next question opens it again."""
        self._database.close()

    def replace(self, file: Path) -> None:
        """Take the content of another database, which must be closed and is removed."""
        self._database.replace(file)

    # --- runs ---------------------------------------------------------------------------------------------------------

    def runs(
        self,
        *,
        search: str = "",
        state: RunState | None = None,
        method: str | None = None,
        sort: str = "created",
        descending: bool = True,
        limit: int | None = None,
    ) -> list[RunRow]:
        """Runs in which every word of `search` is found (id, name, notes, tags, method, model or data set).

        sort: one of `RUN_SORTS`. Runs that lack what is sorted by come last, descending or not. limit: no more than so
        many.
        """
        found = _wanted(sql.select(schema.Run), search, state, method, sort, descending).limit(limit)
        with self._database.reading() as connection:
            return [self._run_row(row) for row in connection.execute(found).mappings()]

    def run_ids(
        self,
        *,
        search: str = "",
        state: RunState | None = None,
        method: str | None = None,
        sort: str = "created",
        descending: bool = True,
    ) -> list[str]:
        """The ids of `runs`, in their order: some thousands in a moment."""
        found = _wanted(sql.select(schema.Run.id), search, state, method, sort, descending)
        with self._database.reading() as connection:
            return list(connection.scalars(found))

    def runs_of(self, ids: Sequence[str]) -> dict[str, RunRow]:
        """Runs by their ids; those that are not there are left out."""
        found = sql.select(schema.Run).where(schema.Run.id.in_(ids))
        with self._database.reading() as connection:
            return {row["id"]: self._run_row(row) for row in connection.execute(found).mappings()}

    def run(self, run_id: str) -> RunRow:
        """Raises RunError, naming near ones, for a run that is not there."""
        with self._database.reading() as connection:
            row = connection.execute(sql.select(schema.Run).where(schema.Run.id == run_id)).mappings().one_or_none()
            if row is None:
                raise unknown_run(run_id, connection.scalars(sql.select(schema.Run.id)))
        return self._run_row(row)

    def known_runs(self, run_id: str | None = None) -> dict[str, Known]:
        """How far each run is in the index, or one of them, if it is there."""
        found = sql.select(schema.Run.id, schema.Run.read_to, schema.Run.said, schema.Run.state)
        if run_id is not None:
            found = found.where(schema.Run.id == run_id)
        with self._database.reading() as connection:
            return {row.id: Known(row.read_to, row.said, row.state) for row in connection.execute(found)}

    def steps(self, run_id: str) -> list[StepRow]:
        """The run's optimizer updates in order; those that a resumption superseded are left out."""
        columns = (
            schema.Step.step,
            schema.Step.loss,
            schema.Step.learning_rate,
            schema.Step.gradient_norm,
            schema.Step.examples_per_second,
        )
        with self._database.reading() as connection:
            asked = sql.select(*columns).where(schema.Step.run == run_id).order_by(schema.Step.step)
            found = connection.execute(asked.execution_options(yield_per=_AT_ONCE))  # a long run has 100,000
            return [StepRow(row[0], *map(_number, row[1:])) for row in found]

    def evaluations(self, run_id: str) -> list[EvalRow]:
        """The run's metrics, the adapter's and the baselines', in the order of steps."""
        found = sql.select(schema.Evaluation).where(schema.Evaluation.run == run_id)
        found = found.order_by(schema.Evaluation.step, schema.Evaluation.split.desc(), schema.Evaluation.who)
        with self._database.reading() as connection:
            return [_eval_row(row) for row in connection.execute(found).mappings()]

    def checkpoints(self, run_id: str) -> list[CheckpointRow]:
        """The run's checkpoints that are still on disk; the trainer keeps the newest ones and the best."""
        found = (
            sql.select(schema.Checkpoint)
            .where(schema.Checkpoint.run == run_id)
            .order_by(schema.Checkpoint.step, schema.Checkpoint.path)
        )
        with self._database.reading() as connection:
            rows = connection.execute(found).mappings().all()
        made = [CheckpointRow(row["step"], self._of_run(run_id, row["path"]), bool(row["best"])) for row in rows]
        return [checkpoint for checkpoint in made if checkpoint.path.exists()]

    # --- data sets and adapters ---------------------------------------------------------------------------------------

    def data_sets(self) -> list[DataSetRow]:
        """Every version of every data set, by name, the oldest version first."""
        found = sql.select(schema.DataSet).order_by(
            sql.func.casefold(schema.DataSet.name), schema.DataSet.name, schema.DataSet.number
        )
        with self._database.reading() as connection:
            return [self._data_set_row(row) for row in connection.execute(found).mappings()]

    def adapters(self) -> list[AdapterRow]:
        """The adapters of finished runs and the imported ones, the newest first."""
        found = sql.select(*schema.Adapter.__table__.columns, schema.Run.name.label("run_name"))
        found = found.outerjoin(schema.Run, schema.Run.id == schema.Adapter.run).order_by(
            schema.Adapter.created.desc(), schema.Adapter.folder
        )
        with self._database.reading() as connection:
            return [self._adapter_row(row) for row in connection.execute(found).mappings()]

    # --- filing -------------------------------------------------------------------------------------------------------

    def file_events(self, run_id: str, events: Iterable[tuple[int, Event]], *, after: int = 0) -> bool:
        """File what a run said, all or nothing. True where something was new.

        events: (offset of the byte after the line, event), in order. What was filed before is passed over.
        after: the byte from which on they were read; nothing is filed where some before it are not.
        """
        with self._database.writing() as connection:
            return filing.file_events(connection, self.project, run_id, events, after=after)

    def forget_events(self, run_id: str) -> None:
        """As if the run had said nothing yet: its events.jsonl is another file now."""
        with self._database.writing() as connection:
            filing.forget_events(connection, run_id)

    def settle_run(self, run_id: str, *, trainer_lives: bool, was_begun: bool) -> bool:
        """Set the state that follows from what the run said and from its trainer. True where it is another one now."""
        with self._database.writing() as connection:
            row = connection.execute(
                sql.select(schema.Run.said, schema.Run.state).where(schema.Run.id == run_id)
            ).one_or_none()
            if row is None:
                return False
            state = settled(row.said, trainer_lives=trainer_lives, was_begun=was_begun)
            is_another = bool(state != row.state)
            if is_another:
                connection.execute(sql.update(schema.Run).where(schema.Run.id == run_id).values(state=state))
            return is_another

    def file_run(self, run_id: str, columns: dict[str, Any]) -> None:
        """Put a run into the index, or bring up to date what its own files say; what its events said stays."""
        with self._database.writing() as connection:
            if connection.scalar(sql.select(schema.Run.id).where(schema.Run.id == run_id)) is None:
                filing.upsert(connection, schema.Run, [{"id": run_id, **columns, **_UNSAID}], key=("id",))
            else:
                kept = {name: value for name, value in columns.items() if name != "error"}
                connection.execute(sql.update(schema.Run).where(schema.Run.id == run_id).values(kept))

    def set_run_notes(self, run_id: str, notes: Notes) -> None:
        """Name, tags and notes, as they stand in the run's notes.json."""
        with self._database.writing() as connection:
            connection.execute(sql.update(schema.Run).where(schema.Run.id == run_id).values(filing.run_notes(notes)))

    def read_notes_again(self) -> None:
        """All notes, from their files; nobody can file others between the reading and the writing."""
        with self._database.writing() as connection:
            filing.read_notes_again(connection, self.project)

    def set_run_adapter(self, run_id: str, adapter: str | None) -> None:
        """adapter: its folder, relative to the run's; None: it was taken away."""
        with self._database.writing() as connection:
            connection.execute(sql.update(schema.Run).where(schema.Run.id == run_id).values(adapter=adapter))

    def forget_run(self, run_id: str) -> None:
        """Take a run out of the index, with its steps, its adapter and the like."""
        with self._database.writing() as connection:
            connection.execute(sql.delete(schema.Run).where(schema.Run.id == run_id))

    def file_data_set(self, columns: dict[str, Any]) -> None:
        """Put a version of a data set into the index."""
        with self._database.writing() as connection:
            filing.upsert(connection, schema.DataSet, [columns], key=("name", "number"))

    def forget_data_set(self, name: str, number: int) -> None:
        with self._database.writing() as connection:
            connection.execute(
                sql.delete(schema.DataSet).where(schema.DataSet.name == name, schema.DataSet.number == number)
            )

    def file_adapter(self, folder: Path, *, run_id: str | None) -> bool:
        """Put an adapter and its notes into the index. run_id: None for an imported one. False where there is none."""
        with self._database.writing() as connection:
            return filing.file_adapter(connection, self.project, folder, run_id=run_id)

    def set_adapter_notes(self, folder: Path, notes: Notes) -> None:
        """Name, tags and notes, as they stand in the adapter's notes.json."""
        which = schema.Adapter.folder == folder.relative_to(self.project).as_posix()
        with self._database.writing() as connection:
            connection.execute(sql.update(schema.Adapter).where(which).values(filing.adapter_notes(notes)))

    def forget_adapter(self, folder: Path) -> None:
        """Take an adapter out of the index."""
        which = schema.Adapter.folder == folder.relative_to(self.project).as_posix()
        with self._database.writing() as connection:
            connection.execute(sql.delete(schema.Adapter).where(which))

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _of_run(self, run_id: str, path: str) -> Path:
        return self.project / "runs" / run_id / path

    def _run_row(self, row: Mapping[Any, Any]) -> RunRow:
        return RunRow(
            run=row["id"],
            name=row["name"],
            state=row["state"],
            method=row["method"],
            model=row["model"],
            data_set=row["data_set"],
            created=row["created"],
            seconds=row["seconds"],
            step=row["step"],
            total_steps=row["total_steps"],
            best_step=row["best_step"],
            trainable_parameters=row["trainable_parameters"],
            examples_per_second=row["examples_per_second"],
            metrics={split: filing.readable(scores) for split, scores in row["metrics"].items()},
            baselines={
                who: {split: filing.readable(scores) for split, scores in splits.items()}
                for who, splits in row["baselines"].items()
            },
            adapter=self._of_run(row["id"], row["adapter"]) if row["adapter"] else None,
            error=row["error"],
            settings=row["settings"],
            notes=row["notes"],
            tags=tuple(row["tags"]),
        )

    def _data_set_row(self, row: Mapping[Any, Any]) -> DataSetRow:
        version = f"v{row['number']}"
        folder = self.project / "data" / row["name"] / version
        return DataSetRow(
            name=row["name"],
            version=version,
            folder=folder,
            file=folder / row["file"],
            rows=row["rows"],
            columns=tuple(row["columns"]),
            imported=row["imported"],
            sha256=row["sha256"],
        )

    def _adapter_row(self, row: Mapping[Any, Any]) -> AdapterRow:
        folder = self.project / row["folder"]
        return AdapterRow(
            name=row["name"] or (_name_in_run(row, folder) if row["run"] else folder.name),
            folder=folder,
            source="run" if row["run"] else "imported",
            run=row["run"],
            method=row["method"],
            model=str(folder) if row["model"] == OWN_FOLDER else row["model"],
            num_virtual_tokens=row["num_virtual_tokens"],
            size_bytes=row["size_bytes"],
            created=row["created"],
            scores=row["scores"],
            notes=row["notes"],
            tags=tuple(row["tags"]),
        )


def _name_in_run(row: Mapping[Any, Any], folder: Path) -> str:
    """After its run; where that learned several tables, a further one's after its table too."""
    return f"{row['run_name'] or row['run']}{folder.name.removeprefix(ADAPTER)}"


def _wanted(
    found: sql.Select[Any], search: str, state: RunState | None, method: str | None, sort: str, descending: bool
) -> sql.Select[Any]:
    """Of these runs those that are wanted, in the order that is wanted."""
    for word in search.casefold().split():
        found = found.where(sql.func.instr(sql.func.casefold(searched()), word) > 0)
    if state is not None:
        found = found.where(schema.Run.state == state)
    if method is not None:
        found = found.where(schema.Run.method == method)
    # Runs made in the same moment: "x-2" before "x-10".
    order = [RUN_ORDERS[sort](), schema.Run.created, sql.func.length(schema.Run.id), schema.Run.id]
    return found.order_by(*((by.desc() if descending else by.asc()).nulls_last() for by in order))


def unknown_run(run_id: str, known: Iterable[str]) -> RunError:
    """The error for a run that is not there, with those near to it."""
    near = difflib.get_close_matches(run_id, list(known), n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}?" if near else "The list of runs shows those that are there."
    return RunError(f'There is no run "{run_id}" in this project. {hint}', run=run_id, near=near)


def _number(value: float | None) -> float:
    """SQLite keeps NaN as NULL."""
    return math.nan if value is None else value


def _eval_row(row: Mapping[Any, Any]) -> EvalRow:
    return EvalRow(
        step=row["step"],
        split=row["split"],
        who=row["who"],
        metrics=filing.readable(row["metrics"]),
        labels=tuple(row["labels"]),
        confusion=tuple(tuple(line) for line in row["confusion"]),
        best=bool(row["best"]),
        rows=row["rows"],
    )
