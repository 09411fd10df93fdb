"""Several programs write one project at once, each keeping account of what it did; then everything is there."""

from __future__ import annotations

import multiprocessing
import random
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from studio.events import EvalDone, EventWriter, Finished, Started, StepDone, TrainingPlanned
from studio.spec import run_spec_from
from studio.store.project import Project
from tests.store.conftest import write_adapter

_REINDEXES = 0.02  # of all that a writer does


@dataclass
class Account:
    """What one program did, and what is there because of it.

    runs, deleted: id to (name, notes, steps)    tables: name and version    adapters: name to notes
    """

    done: int = 0
    runs: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    deleted: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    tables: set[tuple[str, str]] = field(default_factory=set)
    adapters: dict[str, str] = field(default_factory=dict)
    crashed: str = ""


def writers(folder: Path, programs: int, minutes: float, draw: random.Random) -> Iterator[tuple[str, str, list[str]]]:
    """A round for each program and one for the project."""
    Project.create(folder / "project").close()
    until, seeds = time.time() + minutes * 60, [draw.randrange(2**31) for _ in range(programs)]
    with ProcessPoolExecutor(programs, mp_context=multiprocessing.get_context("fork")) as pool:
        accounts = list(pool.map(_written, [folder] * programs, range(programs), seeds, [until] * programs))
    for number, account in enumerate(accounts):
        yield f"writer {number}", f"{account.done} changes", [account.crashed] if account.crashed else []
    print(f"{sum(account.done for account in accounts):,} changes by {programs} programs in {minutes:g} minutes")
    whole = Account()
    for account in accounts:
        whole.runs |= account.runs
        whole.deleted |= account.deleted
        whole.tables |= account.tables
        whole.adapters |= account.adapters
    project = Project.open(folder / "project")
    project.sync()
    yield "project", "as it was left", list(differences(project, whole))
    report = project.reindex()
    yield "project", "made again from its folders", [*map(str, report.problems), *differences(project, whole)]
    project.close()


def differences(project: Project, whole: Account) -> Iterator[str]:
    rows = {row.run: (row.name, row.notes, len(project.store.steps(row.run))) for row in project.store.runs()}
    tables = {(row.name, row.version) for row in project.store.data_sets()}
    adapters = {row.folder.name: row.notes for row in project.store.adapters() if row.source == "imported"}
    for what, found, expected in (
        ("runs", set(rows.items()), set(whole.runs.items())),
        ("tables", tables, whole.tables),
        ("adapters", set(adapters.items()), set(whole.adapters.items())),
        ("deleted runs", set(project._trash.keys()), set(whole.deleted)),
    ):
        if found != expected:
            yield f"{what}: {sorted(expected - found)[:5]} are missing, {sorted(found - expected)[:5]} were never made"


def _written(folder: Path, number: int, seed: int, until: float) -> Account:
    account = Account()
    try:
        program = _Program(folder, number, random.Random(seed), account)
        while time.time() < until:
            program.do_something()
            account.done += 1
        program.project.close()
    except BaseException:
        account.crashed = traceback.format_exc()[-3000:]
    return account


class _Program:
    """Does what people do with a project. No two of them touch the same run or adapter, but all share the index."""

    def __init__(self, folder: Path, number: int, draw: random.Random, account: Account) -> None:
        self.project = Project.open(folder / "project")
        self._mine, self._name, self._draw, self._account = folder / f"writer {number}", f"w{number}", draw, account
        self._mine.mkdir()
        self._table = self._import()

    def do_something(self) -> None:
        if self._draw.random() < _REINDEXES:
            self.project.reindex()
        else:
            self._draw.choice(
                (self._import, self._train, self._train, self._note, self._note, self._delete, self._restore,
                 self._add_adapter, self._open_again)
            )()  # fmt: skip

    def _import(self) -> Path:
        count = len(self._account.tables)
        name = f"{self._name} {count}"
        file = self._mine / f"{name}.csv"
        file.write_text("text,label\n" + "".join(f"{name} {row},{row % 2}\n" for row in range(20)), encoding="utf-8")
        version = self.project.import_table(file, name=name)
        self._account.tables.add((version.path.parent.parent.name, version.path.parent.name))
        return version.path

    def _train(self) -> None:
        """As a trainer and whoever follows it: some events, filed while they come."""
        data = {"file": str(self._table), "text": "text", "label": "label"}
        spec = run_spec_from({"data": data, "method": {"name": "prompt_tuning"}})
        run_dir = self.project.create_run(spec, name=self._name)
        steps = self._draw.randrange(1, 60)
        scores = {"accuracy": 0.9, "loss": 0.2}
        with EventWriter(run_dir) as writer:
            writer.write(Started(run=run_dir.name, pid=1))
            planned = {"steps_per_epoch": steps, "trainable_parameters": 1, "model_parameters": 2}
            writer.write(TrainingPlanned(total_steps=steps, **planned))
            for step in range(1, steps + 1):
                figures = {"learning_rate": 0.1, "gradient_norm": 0.5, "examples_per_second": 40.0}
                writer.write(StepDone(step=step, loss=1 / step, **figures))
                if self._draw.random() < 0.1:
                    self.project.sync_run(run_dir.name)
            writer.write(EvalDone(step=steps, split="validation", metrics=scores, rows=4, best=True))
            ended = {"trainable_parameters": 1, "examples_per_second": 1.0, "seconds": 1.0}
            writer.write(Finished(step=steps, adapter="adapter", metrics={}, best_step=steps, **ended))
        self.project.sync_run(run_dir.name)
        self._account.runs[run_dir.name] = (self._name, "", steps)

    def _note(self) -> None:
        if self._account.adapters and self._draw.random() < 0.3:
            adapter = self._draw.choice(sorted(self._account.adapters))
            self._account.adapters[adapter] = notes = f"ü {self._draw.random()}"
            self.project.set_adapter_notes(self.project.folder / "adapters" / adapter, notes=notes)
        elif self._account.runs:
            run = self._draw.choice(sorted(self._account.runs))
            name, _, steps = self._account.runs[run]
            self._account.runs[run] = (name, f"ü {self._draw.random()}", steps)
            self.project.set_run_notes(run, notes=self._account.runs[run][1])

    def _delete(self) -> None:
        if self._account.runs:
            run = self._draw.choice(sorted(self._account.runs))
            self.project.delete_run(run)
            self._account.deleted[run] = self._account.runs.pop(run)

    def _restore(self) -> None:
        if self._account.deleted:
            run = self._draw.choice(sorted(self._account.deleted))
            self.project.restore_run(run)
            self._account.runs[run] = self._account.deleted.pop(run)

    def _add_adapter(self) -> None:
        source = write_adapter(self._mine / "given", name=self._name)
        folder = self.project.add_adapter(source, self._name)
        self._account.adapters[folder.name] = ""

    def _open_again(self) -> None:
        self.project.close()
        self.project = Project.open(self.project.folder)
        self.project.sync()
