"""Several programs with one project open: nothing is filed twice, nothing is lost, a replaced index is found."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from studio.events import CheckpointSaved, EvalDone, EventWriter, Finished, Resumed, Started, StepDone
from studio.spec import RunSpec, run_spec_from
from studio.store import index
from studio.store.project import Project
from studio.store.store import Store
from tests.store.conftest import write_adapter

ROOT = Path(__file__).resolve().parents[2]
STEPS = 400


def spec_of(table: Path) -> RunSpec:
    table.write_text("text,label\n" + "\n".join(f"text {number},{number % 2}" for number in range(20)) + "\n")
    return run_spec_from(
        {
            "data": {"file": str(table), "text": "text", "label": "label"},
            "method": {"name": "prompt_tuning"},
        }
    )


def step(number: int, attempt: int = 0) -> StepDone:
    numbers = {"loss": 1 / (number + attempt), "learning_rate": 0.1, "gradient_norm": 0.5, "examples_per_second": 40.0}
    return StepDone(step=number, attempt=attempt, **numbers)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = Project.create(tmp_path / "project")
    yield made
    made.close()


def start(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Another program, which says a line when it is there and waits for one before it begins."""
    head = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom pathlib import Path\n"
    command = [sys.executable, "-W", "error", "-c", head + code, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)


def line_of(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    return program.stdout.readline().strip()


def go(program: subprocess.Popen[str]) -> None:
    assert program.stdin is not None
    program.stdin.write("go\n")


SYNC = """
from studio.store.project import Project
project = Project.open(Path(sys.argv[1]))
print("here"); sys.stdin.readline()
seen = 0
while project.store.run(sys.argv[2]).state != "finished":
    seen += len(project.sync_run(sys.argv[2]))
seen += len(project.sync_run(sys.argv[2]))
print(seen)
project.close()
"""


def test_what_two_programs_file_at_once_is_filed_once_and_each_is_told_all(project: Project, tmp_path: Path) -> None:
    run_dir = project.create_run(spec_of(tmp_path / "reviews.csv"))
    programs = [start(SYNC, project.folder, run_dir.name) for _ in range(2)]
    for program in programs:
        assert line_of(program) == "here"
    for program in programs:
        go(program)
    count = 0
    with EventWriter(run_dir) as writer:
        for event in _whole_run(run_dir.name):
            writer.write(event)
            count += 1
            if count % 20 == 0:
                time.sleep(0.01)
    assert [line_of(program) for program in programs] == [str(count), str(count)]
    for program in programs:
        program.communicate()
        assert program.returncode == 0
    steps = project.store.steps(run_dir.name)
    assert [row.step for row in steps] == list(range(1, STEPS + 1))
    assert [row.loss for row in steps[:300]] == [1 / number for number in range(1, 301)]
    assert steps[300].loss == 1 / 302  # of the second attempt
    assert len(project.store.evaluations(run_dir.name)) == STEPS // 50
    row = project.store.run(run_dir.name)
    assert (row.state, row.step, row.best_step) == ("finished", STEPS, STEPS)


def _whole_run(run: str) -> Iterator[Started | Resumed | StepDone | EvalDone | CheckpointSaved | Finished]:
    yield Started(run=run, pid=1)
    for number in range(1, 351):
        yield step(number)
        if number % 50 == 0:
            yield EvalDone(step=number, split="validation", metrics={"accuracy": number / STEPS}, best=True)
            yield CheckpointSaved(step=number, path=f"checkpoints/step-{number}")
    yield Resumed(from_step=300, step=300, attempt=1, pid=2)
    for number in range(301, STEPS + 1):
        yield step(number, attempt=1)
        if number % 50 == 0:
            yield EvalDone(step=number, attempt=1, split="validation", metrics={"accuracy": number / STEPS}, best=True)
    yield Finished(
        step=STEPS,
        adapter="adapter",
        metrics={},
        best_step=STEPS,
        trainable_parameters=1,
        examples_per_second=1.0,
        seconds=1.0,
    )


OPEN = """
from studio.store.project import Project
print("here"); sys.stdin.readline()
project = Project.open(Path(sys.argv[1]))
print(len(project.store.runs()), len(project.store.data_sets()))
project.close()
"""


def test_programs_that_find_no_index_at_once_make_one_together(project: Project, tmp_path: Path) -> None:
    spec = spec_of(tmp_path / "reviews.csv")
    for _ in range(3):
        project.create_run(spec)
    project.close()
    for file in project.folder.glob("studio.db*"):
        file.unlink()
    programs = [start(OPEN, project.folder) for _ in range(3)]
    for program in programs:
        assert line_of(program) == "here"
    for program in programs:
        go(program)
    for program in programs:
        line_of(program)  # one that was not the first may see the others' work half done
        program.communicate()
        assert program.returncode == 0
    assert len(project.store.runs()) == 3
    assert len(project.store.data_sets()) == 1


NAMES = """
from studio.store.project import Project
project = Project.open(Path(sys.argv[1]))
print("here"); sys.stdin.readline()
for number in range(40):
    project.set_run_notes(sys.argv[2], notes=f"{sys.argv[3]} {number}")
    project.sync()
project.close()
"""


def test_programs_that_write_at_once_wait_for_each_other(project: Project, tmp_path: Path) -> None:
    spec = spec_of(tmp_path / "reviews.csv")
    runs = [project.create_run(spec) for _ in range(3)]
    programs = [start(NAMES, project.folder, run.name, number) for number, run in enumerate(runs)]
    for program in programs:
        assert line_of(program) == "here"
    for program in programs:
        go(program)
    for program in programs:
        program.communicate()
        assert program.returncode == 0
    assert [project.store.run(run.name).notes for run in runs] == ["0 39", "1 39", "2 39"]


AGAIN = """
from studio.store.project import Project
project = Project.open(Path(sys.argv[1]))
print("here"); sys.stdin.readline()
print(len(project.store.runs()))
project.rename_run(sys.argv[2], "named by the other")
print(project.store.run(sys.argv[2]).name)
project.close()
"""


def test_what_others_do_while_the_index_is_made_again_is_in_it(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = spec_of(tmp_path / "reviews.csv")
    noted, deleted = (project.create_run(spec).name for _ in range(2))
    adapter = project.add_adapter(write_adapter(tmp_path / "given", name="x"), "gone")
    other = Project.open(project.folder)
    fill = index.fill

    def interrupted(store: Store) -> index.ReindexReport:
        report = fill(store)
        other.set_run_notes(noted, notes="meanwhile")
        other.delete_run(deleted)
        other.delete_adapter(adapter)
        other.create_run(spec, name="new")
        return report

    monkeypatch.setattr(index, "fill", interrupted)
    project.reindex()
    other.close()
    assert {row.run: row.notes for row in project.store.runs() if row.name != "new"} == {noted: "meanwhile"}
    assert len(project.store.runs()) == 2
    assert project.store.adapters() == []


def _reindex(project: Project) -> None:
    project.reindex()


def _delete_and_open(project: Project) -> None:
    project.close()
    for file in project.folder.glob("studio.db*"):
        file.unlink()
    Project.open(project.folder).close()


@pytest.mark.parametrize("make_again", [_reindex, _delete_and_open], ids=["reindexed", "deleted and made again"])
def test_a_program_goes_on_with_an_index_that_another_made_again(
    project: Project, tmp_path: Path, make_again: Callable[[Project], None]
) -> None:
    run_dir = project.create_run(spec_of(tmp_path / "reviews.csv"))
    other = start(AGAIN, project.folder, run_dir.name)
    assert line_of(other) == "here"
    make_again(project)
    go(other)
    assert line_of(other) == "1"
    assert line_of(other) == "named by the other"
    other.communicate()
    assert other.returncode == 0
    assert project.store.run(run_dir.name).name == "named by the other"
