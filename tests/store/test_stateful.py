"""A project beside a simple model of it, through any sequence of what people do: both always say the same."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from studio.store.project import Project
from tests.store.conftest import say, spec_of, whole_run, write_adapter

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20)
EXAMPLES = int(os.environ.get("SOFTPROMPT_STATEFUL_EXAMPLES", "8"))


@dataclass
class Run:
    name: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()
    steps: int = 0
    state: str = "waiting"


@dataclass
class Model:
    """What the project holds, by id, version or folder."""

    runs: dict[str, Run] = field(default_factory=dict)
    deleted: dict[str, Run] = field(default_factory=dict)
    tables: set[tuple[str, str]] = field(default_factory=set)
    adapters: dict[str, str] = field(default_factory=dict)  # notes


class ProjectMachine(RuleBasedStateMachine):
    runs: Bundle[str] = Bundle("runs")
    deleted: Bundle[str] = Bundle("deleted")
    adapters: Bundle[str] = Bundle("adapters")

    @initialize()
    def create(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="stateful ü "))
        self.project = Project.create(self.folder / "project")
        self.model = Model()
        self.table = self.folder / "table.csv"
        self.table.write_text("text,label\n" + "".join(f"text {n},{n % 2}\n" for n in range(20)))
        self.project.import_table(self.table, name="table")
        self.model.tables.add(("table", "v1"))

    def teardown(self) -> None:
        if hasattr(self, "project"):
            self.project.close()
            shutil.rmtree(self.folder)

    # --- what people do ---------------------------------------------------------------------------------------------

    @rule(target=runs, name=TEXTS)
    def new_run(self, name: str) -> str:
        table = self.project.folder / "data" / "table" / "v1" / "table.csv"
        run = self.project.create_run(self.project.import_spec_data(spec_of(table), table.parent), name=name).name
        assert run not in self.model.runs
        assert run not in self.model.deleted
        self.model.runs[run] = Run(name=name)
        return run

    @rule(run=runs, steps=st.integers(1, 5))
    def train(self, run: str, steps: int) -> None:
        found = self.model.runs.get(run)
        if found is None or found.state != "waiting":
            return
        say(self.project.run_dir(run), *whole_run(steps))
        write_adapter(self.project.run_dir(run) / "adapter", name=run)
        found.state, found.steps = "finished", steps

    @rule(run=runs)
    def a_torn_line(self, run: str) -> None:
        if run in self.model.runs and self.model.runs[run].state == "finished":
            with (self.project.run_dir(run) / "events.jsonl").open("ab") as file:
                file.write(b'{"kind":"st')
            say(self.project.run_dir(run))  # a trainer that comes after ends the half line

    @rule(run=runs, name=TEXTS)
    def rename(self, run: str, name: str) -> None:
        if run in self.model.runs:
            self.project.rename_run(run, name)
            self.model.runs[run].name = name.strip()

    @rule(run=runs, notes=TEXTS, tags=st.lists(TEXTS.map(str.strip).filter(bool), max_size=3, unique=True))
    def note(self, run: str, notes: str, tags: list[str]) -> None:
        if run in self.model.runs:
            self.project.set_run_notes(run, notes=notes, tags=tags)
            self.model.runs[run].notes, self.model.runs[run].tags = notes, tuple(tags)

    @rule(target=deleted, run=consumes(runs))
    def delete(self, run: str) -> str:
        self.project.delete_run(run)
        self.model.deleted[run] = self.model.runs.pop(run)
        return run

    @rule(target=runs, run=consumes(deleted))
    def restore(self, run: str) -> str:
        self.project.restore_run(run)
        self.model.runs[run] = self.model.deleted.pop(run)
        return run

    @rule(word=st.sampled_from(("one", "two", "three")))
    def import_table(self, word: str) -> None:
        file = self.folder / f"{word}.csv"
        file.write_text(f"text,label\n{word},x\nother,y\n")
        self.project.import_table(file, name=word)
        self.model.tables.add((word, "v1"))

    @rule(target=adapters)
    def add_adapter(self) -> str:
        source = write_adapter(self.folder / "given", name="given")
        name = self.project.add_adapter(source, "given").name
        assert name not in self.model.adapters
        self.model.adapters[name] = ""
        return name

    @rule(adapter=adapters, notes=TEXTS)
    def note_adapter(self, adapter: str, notes: str) -> None:
        self.project.set_adapter_notes(self.project.folder / "adapters" / adapter, notes=notes)
        self.model.adapters[adapter] = notes

    @rule(adapter=adapters)
    def delete_an_adapter_and_bring_it_back(self, adapter: str) -> None:
        key = self.project.delete_adapter(self.project.folder / "adapters" / adapter)
        self.project.restore_adapter(key)

    # --- what programs and machines do -------------------------------------------------------------------------------

    @rule()
    def sync(self) -> None:
        self.project.sync()

    @rule()
    def open_again(self) -> None:
        self.project.close()
        self.project = Project.open(self.folder / "project")

    @rule()
    def reindex(self) -> None:
        assert not self.project.reindex().problems

    @rule()
    def the_index_is_gone(self) -> None:
        self.project.close()
        for file in (self.folder / "project").glob("studio.db*"):
            file.unlink()
        self.project = Project.open(self.folder / "project")

    @rule()
    def another_window_works(self) -> None:
        other = Project.open(self.folder / "project")
        other.sync()
        other.close()

    # --- what holds --------------------------------------------------------------------------------------------------

    @invariant()
    def both_say_the_same(self) -> None:
        if not hasattr(self, "project"):
            return
        self.project.sync()
        store = self.project.store
        said = {
            row.run: Run(row.name, row.notes, tuple(row.tags), len(store.steps(row.run)), row.state)
            for row in store.runs()
        }
        assert said == self.model.runs
        assert {(row.name, row.version) for row in store.data_sets()} == self.model.tables
        own = {row.folder.name: row.notes for row in store.adapters() if row.source == "imported"}
        assert own == self.model.adapters


ProjectMachine.TestCase.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="SOFTPROMPT_STATEFUL_EXAMPLES" not in os.environ,
)


class TestProject(ProjectMachine.TestCase):
    """Found by pytest."""


def test_the_model_finds_a_project_that_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Project, "set_run_notes", lambda *_, **__: None)
    machine = ProjectMachine()
    machine.create()
    run = machine.new_run("a")
    machine.note(run, "kept", [])
    with pytest.raises(AssertionError):
        machine.both_say_the_same()
    machine.teardown()
