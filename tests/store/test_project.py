"""A project's folder and its index: tables, runs, notes, adapters, the trash, and an index made again from nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import psutil
import pytest

from studio.data.readers import read_table
from studio.data.run_tables import read_data
from studio.data.table import ReadOptions
from studio.engine.launch import remove_lock, write_lock
from studio.engine.protocol import LOCK_FILE, Lock
from studio.errors import AdapterError, ProjectError, RunError, StorageError, StudioError, TableError
from studio.events import EvalDone, Event, EventWriter, Finished, Paused, Started, StepDone
from studio.spec import RunSpec, read_run_spec, run_spec_from
from studio.store import run_folder
from studio.store.project import Project
from studio.store.trash import Trash

ROWS = "text,label\n" + "\n".join(f"text {number},{number % 2}" for number in range(20)) + "\n"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = Project.create(tmp_path / "project", name="Sprüche & more")
    yield made
    made.close()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.csv"
    path.write_text(ROWS)
    return path


def spec_for(table: Path | str, **data: Any) -> RunSpec:
    values = {"file": str(table), "text": "text", "label": "label", **data}
    return run_spec_from({"data": values, "method": {"name": "prompt_tuning"}})


def say(run_dir: Path, *events: Event) -> None:
    with EventWriter(run_dir) as writer:
        for event in events:
            writer.write(event)


def step(number: int) -> StepDone:
    return StepDone(step=number, loss=1.0 / number, learning_rate=0.1, gradient_norm=0.5, examples_per_second=40.0)


def finished(**values: Any) -> Finished:
    whole: dict[str, Any] = {"step": 3, "adapter": "adapter", "metrics": {"test": {"accuracy": 0.9}}, "best_step": 3}
    return Finished(**whole | {"trainable_parameters": 100, "examples_per_second": 1.0, "seconds": 2.0} | values)


def make_adapter(folder: Path, **card: Any) -> Path:
    """An adapter's folder with weights of 8 virtual tokens. card: what studio.json says, which a foreign one lacks."""
    folder.mkdir(parents=True)
    peft = {"peft_type": "PROMPT_TUNING", "base_model_name_or_path": "org/model", "num_virtual_tokens": 8}
    (folder / "adapter_config.json").write_text(json.dumps(peft))
    header = json.dumps({"prompt_embeddings": {"dtype": "F32", "shape": [8, 32], "data_offsets": [0, 1024]}}).encode()
    (folder / "adapter_model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + bytes(1024))
    if card:
        (folder / "studio.json").write_text(json.dumps(card))
    return folder


def finished_run(project: Project, table: Path) -> str:
    """A run with an adapter."""
    run_dir = project.create_run(spec_for(table))
    say(run_dir, Started(run=run_dir.name, pid=1), step(1), step(2), step(3))
    metrics = {"test": {"accuracy": 0.9}}
    make_adapter(run_dir / "adapter", model={"name": "starter"}, method="prompt_tuning", metrics=metrics)
    say(run_dir, finished())
    project.sync()
    return run_dir.name


def everything(project: Project) -> list[Any]:
    """All that the index answers."""
    runs = project.store.runs()
    inside = [(project.store.steps(run.run), project.store.evaluations(run.run)) for run in runs]
    return [runs, inside, project.store.data_sets(), project.store.adapters()]


# --- open and create -------------------------------------------------------------------------------------------------


def test_changed_cells_are_a_new_version_that_says_where_it_comes_from(project: Project, table: Path) -> None:
    first = project.import_table(table)
    read = read_table(first.path)
    version, made = project.change_table(read, {3: {"text": "another, really"}, 4: {"label": "1"}})
    assert (version.name, version.number) == ("reviews", 2)
    assert version.card.notes == "2 cells changed from v1"
    assert version.card.original == str(table)
    assert made.row(3) == {"text": "another, really", "label": "1"}
    assert first.path.read_text() == ROWS
    assert [row.version for row in project.store.data_sets()] == ["v1", "v2"]
    again, _ = project.change_table(made, {3: {"text": "once more"}})
    assert again.card.notes == "1 cell changed from v2"


def test_changes_that_would_be_read_as_another_table_are_refused(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_text("one\ntwo\nthree\n")
    first = project.import_table(path)
    read = read_table(first.path)
    name = read.columns[0]
    with pytest.raises(TableError, match="read in another way"):
        project.change_table(read, {row: {name: f"{row},x"} for row in range(len(read))})
    assert [row.version for row in project.store.data_sets()] == ["v1"]
    assert [folder.name for folder in first.folder.parent.iterdir()] == ["v1"]


def test_a_project_is_made_and_opened_again(project: Project) -> None:
    project.close()
    again = Project.open(project.folder)
    assert (again.name, again.folder) == ("Sprüche & more", project.folder)
    assert again.store.runs() == []
    again.close()


def test_opening_with_create_makes_a_project_where_there_is_none(tmp_path: Path) -> None:
    first = Project.open(tmp_path / "deep" / "new", create=True)
    second = Project.open(tmp_path / "deep" / "new", create=True)
    assert first.name == second.name == "new"
    first.close()
    second.close()


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "to mum.txt").write_text("Dear mum")
    with pytest.raises(ProjectError, match="Choose an empty folder"):
        Project.create(tmp_path / "letters")
    with pytest.raises(ProjectError, match=r"has no project\.toml"):
        Project.open(tmp_path / "letters")
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["to mum.txt"]


def test_a_project_is_not_made_over_another(project: Project) -> None:
    with pytest.raises(ProjectError, match="Open it"):
        Project.create(project.folder)


@pytest.mark.parametrize(
    ("text", "words"),
    [('name = "x"\nformat = 2\n', "Update the program"), ("name = [", "cannot be read"), ("\udcff", "cannot be read")],
)
def test_a_project_file_that_cannot_be_used_is_told(project: Project, text: str, words: str) -> None:
    project.close()
    (project.folder / "project.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ProjectError, match=words):
        Project.open(project.folder)


def test_opening_imports_neither_torch_nor_alembic_nor_pyarrow(project: Project) -> None:
    project.close()
    code = (
        "import sys; from pathlib import Path; from studio.store.project import Project\n"
        "project = Project.open(Path(sys.argv[1])); project.sync(); project.store.runs(); project.close()\n"
        "print(sorted({'torch', 'alembic', 'pyarrow', 'transformers', 'datasets'} & sys.modules.keys()))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, project.folder], capture_output=True, text=True, cwd=root, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_read_only_folder_is_told_when_a_project_is_made(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StorageError, match="read-only"):
            Project.create(tmp_path / "new")
    finally:
        tmp_path.chmod(0o700)


def test_a_project_whose_drive_is_gone_keeps_its_runs_in_mind(project: Project, table: Path) -> None:
    finished_run(project, table)
    away = project.folder.rename(project.folder.with_name("unplugged"))
    with pytest.raises(StorageError, match="gone"):
        project.sync()
    away.rename(project.folder)
    assert project.sync() == set()
    assert len(project.store.runs()) == 1


# --- tables ----------------------------------------------------------------------------------------------------------


def test_a_table_is_copied_byte_for_byte_and_described(project: Project, tmp_path: Path) -> None:
    original = tmp_path / "Meine Sätze.csv"
    original.write_bytes("text;label\r\ngrün;ja\r\n".encode("cp1252"))
    version = project.import_table(original, ReadOptions(encoding="cp1252"))
    assert version.path.read_bytes() == original.read_bytes()
    assert version.folder == project.folder / "data" / "Meine_Sätze" / "v1"
    card = json.loads((version.folder / "dataset.json").read_text())
    assert (card["rows"], card["columns"], card["options"]["encoding"]) == (1, ["text", "label"], "cp1252")
    [row] = project.store.data_sets()
    assert (row.name, row.version, row.file, row.rows) == ("Meine_Sätze", "v1", version.path, 1)
    assert row.columns == ("text", "label")
    assert row.sha256 == version.card.sha256


def test_several_files_are_copied_as_one_table_and_changed_as_one_file(project: Project, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    first, second = tmp_path / "films-1.csv", tmp_path / "there" / "films-2.jsonl"
    first.write_text("text,label\na film,good\nno film,bad\n", encoding="utf-8")
    second.write_text('{"text": "dull", "label": "bad"}\n', encoding="utf-8")
    version = project.import_table([first, second])
    assert (version.name, version.card.rows) == ("films", 3)
    assert sorted(file.name for file in version.path.iterdir()) == ["films-1.csv", "films-2.jsonl"]
    table = read_table(version.path)
    assert table.sha256 == version.card.sha256
    assert project.data_set_of(version.path) == "films"
    assert project.import_table([first, second]).folder == version.folder
    assert project.import_table(version.path).folder == version.folder
    changed, made = project.change_table(table, {2: {"label": "good"}})
    assert (changed.number, changed.card.file) == (2, "films.csv")
    assert made.column("label") == ["good", "bad", "good"]
    second.write_text('{"text": "dull", "label": "good"}\n', encoding="utf-8")
    assert project.import_table([first, second]).folder == version.folder.parent / "v3"


def test_the_same_table_read_in_the_same_way_is_the_version_that_is_there(project: Project, table: Path) -> None:
    first = project.import_table(table)
    assert project.import_table(table).folder == first.folder
    assert project.import_table(first.path).folder == first.folder
    elsewhere = table.with_name("copy of it.csv")
    shutil.copy(table, elsewhere)
    assert project.import_table(elsewhere).folder == first.folder
    assert len(project.store.data_sets()) == 1


def test_a_changed_table_or_another_way_to_read_it_is_the_next_version(project: Project, table: Path) -> None:
    project.import_table(table)
    table.write_text(ROWS + "one more,1\n")
    second = project.import_table(table)
    third = project.import_table(second.path, ReadOptions(header=False))
    assert [second.folder.name, third.folder.name] == ["v2", "v3"]
    assert [row.rows for row in project.store.data_sets()] == [20, 21, 22]


def test_a_version_that_was_changed_on_the_disk_is_never_taken_for_what_was_imported(
    project: Project, table: Path
) -> None:
    first = project.import_table(table)
    run_dir = project.create_run(spec_for(table))
    assert project.reindex().problems == ()
    first.path.write_text(first.path.read_text().replace("text 3", "text 33"))

    again = project.import_table(table)
    as_it_is = project.create_run(spec_for(first.path))

    assert (again.name, again.number) == (first.name, 2)
    assert again.path.read_bytes() == table.read_bytes()
    rows = {row.run: row.data_set for row in project.store.runs()}
    assert rows == {run_dir.name: "reviews/v1", as_it_is.name: "reviews/v3"}
    assert (first.folder.with_name("v3") / first.card.file).read_bytes() == first.path.read_bytes()
    [problem] = project.reindex().problems
    assert problem.startswith(f"{first.path} is not as it was imported.")


def test_another_table_of_the_same_name_is_another_data_set(project: Project, table: Path, tmp_path: Path) -> None:
    project.import_table(table)
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "Reviews.csv"
    other.write_text("text,label\nhello,1\n")
    assert project.import_table(other).name == "Reviews-2"
    assert project.import_table(other, name="reviews").folder == project.folder / "data" / "reviews" / "v2"


@pytest.mark.parametrize("content", [b"", b"PAR1....", None])
def test_what_is_no_table_leaves_nothing_behind(project: Project, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "table.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TableError, match=r"table\.csv"):
        project.import_table(path)
    assert project.store.data_sets() == []
    assert [path for path in (project.folder / "data").rglob("*") if path.is_file()] == []


def test_a_full_disk_is_told_and_leaves_nothing_behind(
    project: Project, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="the disk is full"):
        project.import_table(table)
    monkeypatch.undo()
    assert project.store.data_sets() == []
    assert [path for path in (project.folder / "data").rglob("*") if path.is_file()] == []
    spec = project.import_spec_data(spec_for(table), table.parent)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="the disk is full"):
        project.create_run(spec)
    assert list((project.folder / "runs").iterdir()) == []


def test_a_spec_is_taken_in_with_its_tables(project: Project, table: Path) -> None:
    (table.parent / "test.csv").write_text("text,label\nhello,1\n")
    spec = project.import_spec_data(spec_for("reviews.csv", test_file="test.csv", header=True), table.parent)
    assert Path(spec.data.file) == project.folder / "data" / "reviews" / "v1" / "reviews.csv"
    assert Path(spec.data.test_file or "") == project.folder / "data" / "test" / "v1" / "test.csv"
    assert project.import_spec_data(spec, Path("/nowhere")) == spec
    assert len(project.store.data_sets()) == 2


# --- runs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"text": "txt"}, 'no column "txt"'),
        ({"label": "labl"}, "no column 'labl'"),
        ({"label_words": {"0": "no"}}, 'no word for the label "1"'),
        ({"template": "{soft:1}{text}"}, "slots hold 1 virtual tokens"),
        ({"test_file": "none.csv"}, "There is no file"),
    ],
    ids=str,
)
def test_a_run_with_a_mistake_is_not_made_and_its_table_not_imported(
    project: Project, table: Path, wrong: dict[str, Any], says: str
) -> None:
    with pytest.raises(StudioError, match=says):
        project.create_run(spec_for(table, **wrong))
    assert not (project.folder / "runs").exists()
    assert not (project.folder / "data").exists()
    assert project.store.runs() == []


def test_a_table_that_was_read_already_is_not_read_again_to_check_a_run(
    project: Project, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = project.import_spec_data(spec_for(table), table.parent)
    tables = read_data(spec.data, project.folder)

    def read(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr("studio.data.run_tables.read_table", read)
    assert project.create_run(spec, tables=tables).is_dir()


def test_a_new_run_waits_and_finds_its_table_wherever_the_project_is(
    project: Project, table: Path, tmp_path: Path
) -> None:
    run_dir = project.create_run(spec_for(table), name="first try")
    spec = read_run_spec(run_dir / "run.toml")
    assert spec.data.file == "../../data/reviews/v1/reviews.csv"
    row = project.store.run(run_dir.name)
    assert (row.state, row.name, row.method, row.model) == ("waiting", "first try", "prompt_tuning", "starter")
    assert (row.data_set, row.step, row.adapter, row.error) == ("reviews/v1", 0, None, "")
    assert row.settings["training"]["batch_size"] == 16
    project.close()
    project.folder.rename(tmp_path / "moved")
    moved = Project.open(tmp_path / "moved")
    assert (moved.run_dir(run_dir.name) / spec.data.file).resolve().read_text() == ROWS
    [data_set] = moved.store.data_sets()
    assert data_set.file == tmp_path / "moved" / "data" / "reviews" / "v1" / "reviews.csv"
    moved.close()


def test_runs_made_in_the_same_second_have_ids_of_their_own(project: Project, table: Path) -> None:
    spec = project.import_spec_data(spec_for(table), table.parent)
    ids = [project.create_run(spec).name for _ in range(4)]
    assert len(set(ids)) == 4
    assert [run.run for run in project.store.runs(sort="created", descending=False)] == ids


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(hours=23), timedelta(seconds=2)])
def test_runs_stay_in_their_order_when_the_clock_is_set_back(
    project: Project, table: Path, monkeypatch: pytest.MonkeyPatch, back: timedelta
) -> None:
    """As at the end of summer time, or in an aeroplane."""
    spec = project.import_spec_data(spec_for(table), table.parent)
    ids = [project.create_run(spec).name for _ in range(2)]
    _set_clock(monkeypatch, datetime.now() - back)
    ids += [project.create_run(spec).name for _ in range(2)]
    assert ids == sorted(ids)
    assert [run.run for run in project.store.runs(sort="created", descending=False)] == ids


def test_a_clock_that_was_a_year_ahead_does_not_make_runs_of_the_future(
    project: Project, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = project.import_spec_data(spec_for(table), table.parent)
    with monkeypatch.context() as patch:
        _set_clock(patch, datetime.now() + timedelta(days=365))
        project.create_run(spec)
    run = project.create_run(spec).name
    assert abs(project.store.run(run).created - time.time()) < 120


def _set_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            assert tz is None
            return now

    monkeypatch.setattr(run_folder, "datetime", Clock)


def test_an_unknown_run_is_told_with_those_near_to_it(project: Project, table: Path) -> None:
    run_id = project.create_run(spec_for(table)).name
    with pytest.raises(RunError, match=f"Did you mean {run_id}"):
        project.run_dir(run_id[:-1])
    for wrong in ("", "..", "../runs/" + run_id, str(project.folder / "runs" / run_id)):
        with pytest.raises(RunError):
            project.run_dir(wrong)


def test_new_events_are_filed_and_told_once(project: Project, table: Path) -> None:
    run_dir = project.create_run(spec_for(table))
    assert project.sync() == set()
    write_lock(run_dir)
    say(run_dir, Started(run=run_dir.name, pid=1), step(1))
    assert [event.kind for event in project.sync_run(run_dir.name)] == ["started", "step"]
    assert project.sync_run(run_dir.name) == []
    assert project.sync() == set()
    say(run_dir, step(2))
    assert project.sync() == {run_dir.name}
    assert [event.step for event in project.sync_run(run_dir.name)] == [2]  # filed by sync, and news here all the same
    row = project.store.run(run_dir.name)
    assert (row.state, row.step) == ("running", 2)
    remove_lock(run_dir)


def test_a_half_line_waits_until_it_is_whole(project: Project, table: Path) -> None:
    run_dir = project.create_run(spec_for(table))
    line = step(1).model_dump_json().encode() + b"\n"
    with (run_dir / "events.jsonl").open("ab") as file:
        file.write(line + line[:20])
        file.flush()
        assert len(project.sync_run(run_dir.name)) == 1
        file.write(line[20:])
        file.flush()
        assert len(project.sync_run(run_dir.name)) == 1


def test_a_run_made_by_another_program_is_found(project: Project, table: Path) -> None:
    run_dir = project.create_run(spec_for(table))
    shutil.copytree(run_dir, run_dir.with_name("20250101-000000-p_tuning"))
    (run_dir.parent / "not a run").mkdir()
    assert project.sync() == {"20250101-000000-p_tuning"}
    assert len(project.store.runs()) == 2
    shutil.rmtree(run_dir)
    assert project.sync() == {run_dir.name}
    assert [run.run for run in project.store.runs()] == ["20250101-000000-p_tuning"]


def test_a_run_whose_trainer_died_is_interrupted(project: Project, table: Path) -> None:
    run_dir = project.create_run(spec_for(table))
    write_lock(run_dir)
    say(run_dir, Started(run=run_dir.name, pid=1), step(1))
    project.sync()
    assert project.store.run(run_dir.name).state == "running"
    (run_dir / LOCK_FILE).write_text(Lock(pid=os.getpid(), started=1.0).model_dump_json())
    assert project.sync() == {run_dir.name}
    assert project.store.run(run_dir.name).state == "interrupted"
    assert project.sync() == set()
    write_lock(run_dir)  # it is resumed, and has not said so yet
    project.sync_run(run_dir.name)
    assert project.store.run(run_dir.name).state == "running"
    say(run_dir, Paused(step=1))
    remove_lock(run_dir)
    project.sync_run(run_dir.name)
    assert project.store.run(run_dir.name).state == "paused"


def test_a_run_that_died_before_it_said_anything_is_interrupted(project: Project, table: Path) -> None:
    run_dir = project.create_run(spec_for(table))
    (run_dir / LOCK_FILE).write_text(Lock(pid=os.getpid(), started=1.0).model_dump_json())
    project.sync()
    assert project.store.run(run_dir.name).state == "interrupted"


def test_a_run_that_was_begun_anew_in_its_folder_is_filed_anew(project: Project, table: Path) -> None:
    run_dir = project.create_run(spec_for(table))
    say(run_dir, Started(run=run_dir.name, pid=1), *(step(number) for number in range(1, 9)))
    project.sync_run(run_dir.name)
    (run_dir / "events.jsonl").unlink()
    say(run_dir, Started(run=run_dir.name, pid=1), step(1))
    assert len(project.sync_run(run_dir.name)) == 2
    assert [row.step for row in project.store.steps(run_dir.name)] == [1]


def test_a_damaged_run_file_is_told_in_the_list(project: Project, table: Path) -> None:
    run_dir = project.create_run(spec_for(table))
    other = run_dir.with_name("20250101-000000-p_tuning")
    other.mkdir()
    (other / "run.toml").write_text('[method]\nname = "of_the_future"\n[data]\nfile = "x.csv"\n')
    broken = run_dir.with_name("20250101-000001-p_tuning")
    broken.mkdir()
    (broken / "run.toml").write_text("[method\n")
    project.sync()
    assert "of_the_future" in project.store.run(other.name).error
    assert project.store.run(other.name).method == "of_the_future"
    assert "not valid TOML" in project.store.run(broken.name).error
    report = project.reindex()
    assert report.runs == 3
    assert len(report.problems) >= 1


# --- names and notes -------------------------------------------------------------------------------------------------


def test_names_and_notes_stand_in_the_runs_folder_and_in_the_index(project: Project, table: Path) -> None:
    run_id = project.create_run(spec_for(table)).name
    project.rename_run(run_id, "  Größer ")
    project.set_run_notes(run_id, notes="better", tags=("a", "ö"))
    project.set_run_notes(run_id, tags=("ö",))
    row = project.store.run(run_id)
    assert (row.name, row.notes, row.tags) == ("Größer", "better", ("ö",))
    said = json.loads((project.run_dir(run_id) / "notes.json").read_text())
    assert said == {"name": "Größer", "notes": "better", "tags": ["ö"]}
    assert [run.run for run in project.store.runs(search="GRÖSSER ö better")] == [run_id]
    assert project.store.runs(search="grösser missing") == []
    project.rename_run(run_id, "")
    assert project.store.run(run_id).name == ""


def test_notes_that_were_damaged_by_hand_are_kept_beside_the_new_ones(project: Project, table: Path) -> None:
    run_dir = project.create_run(spec_for(table))
    (run_dir / "notes.json").write_text('{"notes": "my precious",}')
    assert any("notes.json" in problem for problem in project.reindex().problems)
    project.rename_run(run_dir.name, "new")
    assert "my precious" in (run_dir / "notes.damaged").read_text()


# --- adapters --------------------------------------------------------------------------------------------------------


def test_a_finished_run_has_an_adapter_that_bears_its_name(project: Project, table: Path) -> None:
    run_id = finished_run(project, table)
    [row] = project.store.adapters()
    assert (row.name, row.source, row.run, row.folder) == (run_id, "run", run_id, project.run_dir(run_id) / "adapter")
    assert (row.method, row.model, row.num_virtual_tokens) == ("prompt_tuning", "starter", 8)
    assert row.scores == {"test": {"accuracy": 0.9}}
    assert row.size_bytes > 1000
    project.rename_run(run_id, "the run")
    assert project.store.adapters()[0].name == "the run"
    project.rename_adapter(row.folder, "my own")
    project.set_adapter_notes(row.folder, notes="good", tags=("x",))
    [row] = project.store.adapters()
    assert (row.name, row.notes, row.tags) == ("my own", "good", ("x",))
    assert project.store.run(run_id).adapter == row.folder


def test_a_foreign_adapter_is_imported_from_a_folder(project: Project, tmp_path: Path) -> None:
    source = make_adapter(tmp_path / "theirs")
    folder = project.add_adapter(source, "theirs")
    again = project.add_adapter(source, "Theirs")
    assert (folder, again) == (project.folder / "adapters" / "theirs", project.folder / "adapters" / "Theirs-2")
    weights = "adapter_model.safetensors"
    assert (folder / weights).read_bytes() == (source / weights).read_bytes()
    rows = {row.name: row for row in project.store.adapters()}
    assert rows.keys() == {"theirs", "Theirs-2"}
    row = rows["theirs"]
    assert (row.source, row.run, row.method, row.model) == ("imported", None, "prompt_tuning", "org/model")
    assert (row.num_virtual_tokens, row.scores) == (8, {})


def test_an_adapter_is_imported_from_a_zip_with_a_folder_around_it(project: Project, tmp_path: Path) -> None:
    source = make_adapter(tmp_path / "theirs")
    with zipfile.ZipFile(tmp_path / "theirs.zip", "w") as archive:
        for file in source.iterdir():
            archive.write(file, f"download/{file.name}")
    folder = project.add_adapter(tmp_path / "theirs.zip", "theirs")
    assert sorted(file.name for file in folder.iterdir()) == ["adapter_config.json", "adapter_model.safetensors"]
    assert [row.folder for row in project.store.adapters()] == [folder]


@pytest.mark.parametrize("name", ["../../evil.py", "/evil.py", "C:\\evil.py", "a\\..\\..\\evil.py"])
def test_nothing_in_a_zip_reaches_out_of_its_folder(project: Project, tmp_path: Path, name: str) -> None:
    source = make_adapter(tmp_path / "theirs")
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        for file in source.iterdir():
            archive.write(file, file.name)
        archive.writestr(name, "print('evil')")
    with suppress(AdapterError):
        project.add_adapter(tmp_path / "evil.zip", "evil")
    assert not list(tmp_path.rglob("*evil.py"))


def test_what_holds_no_adapter_is_refused(project: Project, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters.zip").write_bytes(b"no zip")
    for source in (tmp_path / "letters", tmp_path / "letters.zip", tmp_path / "gone"):
        with pytest.raises(AdapterError):
            project.add_adapter(source, "letters")
    assert list((project.folder / "adapters").iterdir()) == []


# --- trash -----------------------------------------------------------------------------------------------------------


def test_a_deleted_run_comes_back_with_all_it_had(project: Project, table: Path) -> None:
    run_id = finished_run(project, table)
    project.rename_run(run_id, "dear")
    before = everything(project)
    project.delete_run(run_id)
    assert project.store.runs() == []
    assert project.store.adapters() == []
    assert not (project.folder / "runs" / run_id).exists()
    assert project.sync() == set()
    with pytest.raises(RunError):
        project.sync_run(run_id)
    project.restore_run(run_id)
    assert everything(project) == before
    with pytest.raises(RunError, match="not in the project's trash"):
        project.restore_run(run_id)


def test_a_run_comes_back_also_after_a_program_was_killed_while_it_brought_it_back(
    project: Project, table: Path
) -> None:
    run_id = finished_run(project, table)
    project.delete_run(run_id)
    origin = project.folder / ".trash" / f"{run_id}.json"
    left = origin.read_bytes()
    project.restore_run(run_id)
    origin.write_bytes(left)  # killed between the folder's move and this

    project.delete_run(run_id)
    assert project.restore_run(run_id).is_dir()


def test_a_run_comes_back_also_where_the_trash_keeps_a_file(
    project: Project, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = finished_run(project, table)
    before = everything(project)
    project.delete_run(run_id)

    def broken(path: Path, **_: object) -> None:
        raise OSError(5, "Input/output error", str(path))

    with monkeypatch.context() as drive:
        drive.setattr(Path, "unlink", broken)
        project.restore_run(run_id)
    assert everything(project) == before
    project.delete_run(run_id)
    assert project.restore_run(run_id).is_dir()


def test_a_run_that_trains_is_not_deleted(project: Project, table: Path) -> None:
    run_dir = project.create_run(spec_for(table))
    write_lock(run_dir)
    with pytest.raises(RunError, match="Stop it"):
        project.delete_run(run_dir.name)
    assert run_dir.is_dir()
    remove_lock(run_dir)


def test_the_id_of_a_deleted_run_is_not_given_again(project: Project, table: Path) -> None:
    spec = project.import_spec_data(spec_for(table), table.parent)
    first = project.create_run(spec).name
    project.delete_run(first)
    ids = {project.create_run(spec).name for _ in range(3)}
    assert first not in ids
    project.restore_run(first)
    assert len(project.store.runs()) == 4


def test_a_deleted_adapter_stays_away_until_it_is_brought_back(project: Project, table: Path, tmp_path: Path) -> None:
    run_id = finished_run(project, table)
    imported = project.add_adapter(make_adapter(tmp_path / "theirs"), "theirs")
    project.set_adapter_notes(imported, notes="mind this")
    before = everything(project)
    keys = [project.delete_adapter(row.folder) for row in project.store.adapters()]
    assert project.store.adapters() == []
    assert project.store.run(run_id).adapter is None
    project.sync()
    project.reindex()
    assert project.store.adapters() == []
    assert project.store.run(run_id).adapter is None
    for key in keys:
        project.restore_adapter(key)
    assert everything(project) == before
    with pytest.raises(AdapterError, match="not in the project's trash"):
        project.restore_adapter(keys[0])


def test_an_emptied_trash_gives_its_room_back(project: Project, table: Path) -> None:
    run_id = finished_run(project, table)
    project.delete_run(run_id)
    assert project.empty_trash() > 1000
    with pytest.raises(RunError):
        project.restore_run(run_id)
    assert project.empty_trash() == 0


def test_only_a_projects_own_adapter_is_deleted(project: Project, tmp_path: Path) -> None:
    outside = make_adapter(tmp_path / "outside")
    with pytest.raises(AdapterError, match="no adapter of the project"):
        project.delete_adapter(outside)
    assert outside.is_dir()


# --- the index made again --------------------------------------------------------------------------------------------


@pytest.fixture
def full(project: Project, table: Path, tmp_path: Path) -> Project:
    """A project with something of everything."""
    first = finished_run(project, table)
    project.rename_run(first, "the first")
    project.set_run_notes(first, notes="fine", tags=("x", "y"))
    project.rename_adapter(project.run_dir(first) / "adapter", "an adapter")
    table.write_text(ROWS + "one more,1\n")
    second = project.create_run(spec_for(table), name="second")
    say(second, Started(run=second.name, pid=1), step(1))
    say(second, EvalDone(step=1, split="validation", metrics={"loss": 1.0}, rows=2, labels=["0", "1"]))
    project.create_run(spec_for(table))
    imported = project.add_adapter(make_adapter(tmp_path / "theirs"), "theirs")
    project.set_adapter_notes(imported, tags=("foreign",))
    project.sync()
    return project


def test_an_index_made_again_says_the_same(full: Project) -> None:
    before = everything(full)
    report = full.reindex()
    assert (report.runs, report.data_sets, report.adapters, report.problems) == (3, 2, 2, ())
    assert everything(full) == before
    assert sorted(path.name for path in full.folder.iterdir() if "studio.db" in path.name and "-" not in path.name) == [
        "studio.db"
    ]


def test_a_missing_index_is_made_again_when_the_project_is_opened(full: Project) -> None:
    before = everything(full)
    full.close()
    for file in full.folder.glob("studio.db*"):
        file.unlink()
    again = Project.open(full.folder)
    assert everything(again) == before
    again.close()


def test_an_index_that_is_deleted_while_the_project_is_open_is_made_again_by_sync(full: Project) -> None:
    before = everything(full)
    for file in full.folder.glob("studio.db*"):
        file.unlink()
    full.sync()
    assert everything(full) == before


@pytest.mark.parametrize("damage", [b"no database at all, " * 500, b"SQLite format 3\0" + b"\xff" * 8000])
def test_a_damaged_index_is_told_and_made_again(full: Project, damage: bytes) -> None:
    before = everything(full)
    full.close()
    for file in full.folder.glob("studio.db*"):
        file.unlink()
    (full.folder / "studio.db").write_bytes(damage)
    opened = Project.open(full.folder)
    with pytest.raises(ProjectError, match=r"damaged.*reindex --project"):
        opened.store.runs()
    opened.reindex()
    assert everything(opened) == before
    opened.close()


def test_an_index_that_fails_half_way_leaves_the_old_one(full: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything(full)
    monkeypatch.setattr(full.store.__class__, "file_data_set", lambda *_: (_ for _ in ()).throw(StorageError("full")))
    with pytest.raises(StudioError, match="full"):
        full.reindex()
    assert everything(full) == before
    assert not list(full.folder.glob("*.new*"))
    assert not list(full.folder.glob(".*.new*"))


def test_no_file_stays_open_after_closing(full: Project) -> None:
    full.close()
    assert not [file.path for file in psutil.Process().open_files() if file.path.startswith(str(full.folder))]


def test_a_table_that_is_none_leaves_nothing_in_the_project(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "project")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(TableError):
        project.import_table(tmp_path / "empty.csv")
    assert not list((project.folder / "data").glob("*"))
    project.close()


@pytest.mark.parametrize("origin", ["../../outside", "/outside", "runs/../../outside", "[" * 100_000])
def test_the_trash_of_a_stranger_leads_nowhere_else(tmp_path: Path, origin: str) -> None:
    trash = Trash(tmp_path / "project")
    (trash.folder / "key").mkdir(parents=True)
    said = origin if origin.startswith("[[") else json.dumps({"from": origin})
    (trash.folder / "key.json").write_text(said)
    assert trash.origin("key") is None
    (trash.folder / "key.json").write_text(json.dumps({"from": "adapters/mine"}))
    assert trash.origin("key") == tmp_path / "project" / "adapters" / "mine"


@pytest.mark.parametrize("settings", ["a = " + "[" * 50_000, 'method = 5\ndata = "x"\n'])
def test_a_run_toml_of_a_stranger_keeps_no_project_shut(tmp_path: Path, settings: str) -> None:
    Project.create(tmp_path / "project").close()
    run_dir = tmp_path / "project" / "runs" / "20260101-000000-strange"
    run_dir.mkdir(parents=True)
    (run_dir / "run.toml").write_text(settings)
    project = Project.open(tmp_path / "project")
    project.sync()
    row = project.store.run(run_dir.name)
    assert row.error
    assert all(isinstance(section, dict) for section in row.settings.values())
    project.close()
    (tmp_path / "project" / "project.toml").write_text("a = " + "[" * 50_000)
    with pytest.raises(ProjectError, match="cannot be read"):
        Project.open(tmp_path / "project")
