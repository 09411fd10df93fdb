"""The jobs: each can be asked again, says what it has done, and has a result to compare."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

from studio.adapters.folder import check_adapter, export_adapter
from studio.adapters.vector_files import export_vectors
from studio.data.readers import read_table
from studio.data.table import ReadOptions
from studio.events import Finished
from studio.inference.answer_file import predict_table
from studio.inference.predictor import Predictor
from studio.store import database
from studio.store.datasets import read_version, version_folders
from studio.store.notes import read_notes
from studio.store.store import DATABASE
from studio.training.run import train_run
from tests.torture.children import Say
from tests.torture.job import NEWER, NEWER_REVISION, ROWS, SOURCE, Job, digest, finished_adapter, opened, run_of

WINDOW = 16  # rows that `predict` writes at once
_EXPORTS, _ANSWERS = "out", "answers.csv"


# --- a training -------------------------------------------------------------------------------------------------------


def _train(folder: Path, say: Say) -> None:
    project = opened(folder)
    run_dir = run_of(project, "waits")
    if isinstance(train_run(run_dir, resume=True, threads=1), Finished):
        say("finished")
    project.sync()
    say("filed")
    project.close()


def _training_holds(folder: Path, said: list[str]) -> None:
    project = opened(folder)
    run_dir = run_of(project, "waits")
    row = project.store.run(run_dir.name)
    if "finished" in said:
        check_adapter(run_dir / "adapter")
        assert row.state == "finished", row.state
    steps = [step.step for step in project.store.steps(run_dir.name)]
    assert len(steps) == len(set(steps)), "a step was filed twice"
    if (run_dir / "adapter").exists():
        check_adapter(run_dir / "adapter")
    project.close()


def _training_result(folder: Path) -> Any:
    project = opened(folder)
    run_dir = run_of(project, "waits")
    row = project.store.run(run_dir.name)
    files = [run_dir / "adapter" / "adapter_model.safetensors", *sorted((run_dir / "predictions").glob("*.csv"))]
    steps = {step.step: step.loss for step in project.store.steps(run_dir.name)}
    project.close()
    return {
        "state": row.state,
        "metrics": row.metrics,
        "files": {file.name: digest(file) for file in files},
        "steps": steps,
        "left": sorted(path.name for path in run_dir.rglob("*.new")),
    }


# --- tables -----------------------------------------------------------------------------------------------------------


def _import(folder: Path, say: Say) -> None:
    project = opened(folder)
    first = project.import_table(folder / SOURCE, name="imported")
    say("imported/v1")
    if len([name for name, _ in version_folders(project.folder / "data") if name == "imported"]) < 2:
        table = read_table(first.path, ReadOptions())
        project.change_table(table, {3: {"text": 'another "text"'}})
    say("imported/v2")
    shutil.copyfile(folder / SOURCE, folder / "copy.csv")
    project.import_table(folder / "copy.csv", name="other")
    say("other/v1")
    project.close()


def _tables_hold(folder: Path, said: list[str]) -> None:
    data = folder / "project" / "data"
    there = {f"{name}/v{number}" for name, number in version_folders(data)}
    assert set(said) <= there, f"{set(said) - there} are gone"
    for version in there:
        found = read_version(data / version)
        assert digest(found.path) == found.card.sha256, f"{version} is not what its card says"
        assert len(read_table(found.path, found.card.options)) == found.card.rows
    opened(folder).close()


def _tables_result(folder: Path) -> Any:
    data = folder / "project" / "data"
    project = opened(folder)
    listed = sorted((row.name, row.version) for row in project.store.data_sets())
    project.close()
    versions = {f"{name}/v{number}": read_version(data / name / f"v{number}") for name, number in version_folders(data)}
    return listed, {name: (version.card.sha256, version.card.rows) for name, version in sorted(versions.items())}


# --- notes, deleting, adapters ----------------------------------------------------------------------------------------


def _keep(folder: Path, say: Say) -> None:
    project = opened(folder)
    run_id = json.loads((folder / "ids.json").read_text())["done"]
    if project._trash.origin(run_id) is not None:
        project.restore_run(run_id)
    project.rename_run(run_id, "renamed")
    say("renamed")
    project.set_run_notes(run_id, notes="Line one.\nLine two: ü.", tags=["a", "b"])
    say("noted")
    project.delete_run(run_id)
    say("deleted")
    project.restore_run(run_id)
    say("restored")
    adapters = project.folder / "adapters"
    if not (adapters / "mine").exists():
        project.add_adapter(project.run_dir(run_id) / "adapter", "mine")
    say("added")
    project.set_adapter_notes(adapters / "mine", notes="kept")
    say("adapter noted")
    project.close()


def _keeping_holds(folder: Path, said: list[str]) -> None:
    project = opened(folder)
    project.reindex()
    run_id = json.loads((folder / "ids.json").read_text())["done"]
    places = [project.folder / "runs" / run_id, project.folder / ".trash" / run_id]
    [run_dir] = [place for place in places if place.exists()]
    check_adapter(run_dir / "adapter")
    notes = read_notes(run_dir)
    assert notes.name == "renamed" or "renamed" not in said
    assert notes.tags == ("a", "b") or "noted" not in said
    if "deleted" not in said or "restored" in said:
        assert run_dir == places[0] or "noted" in said
    if run_dir == places[1]:
        project.restore_run(run_id)
    for adapter in (project.folder / "adapters").glob("[!.]*"):
        check_adapter(adapter)
    if "added" in said:
        assert (project.folder / "adapters" / "mine").exists()
    if "adapter noted" in said:
        assert read_notes(project.folder / "adapters" / "mine").notes == "kept"
    project.close()


def _keeping_result(folder: Path) -> Any:
    project = opened(folder)
    rows = sorted((row.name, row.state, row.notes, tuple(row.tags)) for row in project.store.runs())
    adapters = sorted((row.folder.name, row.notes) for row in project.store.adapters())
    project.close()
    return rows, adapters


# --- export, evaluate and predict -------------------------------------------------------------------------------------


def _export(folder: Path, say: Say) -> None:
    adapter = finished_adapter(folder)
    out = folder / "project" / _EXPORTS
    for name, write in (
        ("folder", lambda to: export_adapter(adapter, to)),
        ("archive.zip", lambda to: export_adapter(adapter, to)),
        ("vectors.npy", lambda to: export_vectors(adapter, to, "npy")),
    ):
        if not (out / name).exists():
            write(out / name)
        say(name)


def _exports_hold(folder: Path, said: list[str]) -> None:
    out = folder / "project" / _EXPORTS
    there = {path.name for path in out.glob("[!.]*")}
    assert set(said) <= there
    check_adapter(finished_adapter(folder))
    if "folder" in there:
        check_adapter(out / "folder")
    if "archive.zip" in there:
        with zipfile.ZipFile(out / "archive.zip") as archive:
            assert archive.testzip() is None


def _exports_result(folder: Path) -> Any:
    out = folder / "project" / _EXPORTS
    with zipfile.ZipFile(out / "archive.zip") as archive:
        inside = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in sorted(archive.namelist())}
    plain = {file.name: digest(file) for file in sorted((out / "folder").iterdir())}
    return inside, plain, digest(out / "vectors.npy"), sorted(path.name for path in out.iterdir())


def _evaluate(folder: Path, say: Say) -> None:
    _measured(folder)
    say("measured")


def _adapter_holds(folder: Path, _: list[str]) -> None:
    check_adapter(finished_adapter(folder))


def _measured(folder: Path) -> Any:
    return Predictor.open(finished_adapter(folder), threads=1).evaluate(read_table(folder / SOURCE, ReadOptions()))


def _predict(folder: Path, say: Say) -> None:
    out = folder / "project" / _ANSWERS
    if not out.exists():
        predictor = Predictor.open(finished_adapter(folder), threads=1)
        predict_table({"": predictor}, read_table(folder / SOURCE, ReadOptions()), out, window_rows=WINDOW)
    say("predicted")


def _answers_hold(folder: Path, said: list[str]) -> None:
    out = folder / "project" / _ANSWERS
    assert out.exists() or "predicted" not in said
    if out.exists():
        assert len(read_table(out, ReadOptions())) == ROWS


def _answers_result(folder: Path) -> Any:
    return digest(folder / "project" / _ANSWERS), (folder / "project" / f"{_ANSWERS}.part").exists()


# --- the index --------------------------------------------------------------------------------------------------------


def _reindex(folder: Path, say: Say) -> None:
    project = opened(folder)
    project.reindex()
    say("indexed")
    project.close()
    for file in project.folder.glob("studio.db*"):
        with suppress(OSError):
            file.unlink()
    say("gone")
    opened(folder).close()
    say("made again")


def _index_holds(folder: Path, _: list[str]) -> None:
    project = opened(folder)
    assert sorted(row.name for row in project.store.runs()) == ["done", "waits"]
    project.close()


def _index_result(folder: Path) -> Any:
    project = opened(folder)
    rows = sorted((row.name, row.state, row.step, str(row.metrics)) for row in project.store.runs())
    steps = [len(project.store.steps(row.run)) for row in project.store.runs()]
    found = rows, sorted(steps), sorted(row.name for row in project.store.data_sets())
    project.close()
    return found


@contextmanager
def _newer_program(folder: Path) -> Iterator[None]:
    """One migration ahead of the project."""
    with (
        patch.object(database, "MIGRATIONS", folder / NEWER),
        patch.object(database, "REVISION", NEWER_REVISION),
    ):
        yield


def _migrate(folder: Path, say: Say) -> None:
    with _newer_program(folder):
        opened(folder).close()
        say("migrated")


def _migrated_holds(folder: Path, said: list[str]) -> None:
    with closing(sqlite3.connect(folder / "project" / DATABASE)) as connection:
        [(revision,)] = connection.execute("SELECT version_num FROM alembic_version")
    assert revision == NEWER_REVISION or "migrated" not in said
    with _newer_program(folder):
        _index_holds(folder, said)


def _migrated_result(folder: Path) -> Any:
    with _newer_program(folder):
        found = _index_result(folder)
    with closing(sqlite3.connect(folder / "project" / DATABASE)) as connection:
        extra = connection.execute("SELECT DISTINCT extra FROM runs").fetchall()
        wrong = connection.execute("PRAGMA foreign_key_check").fetchall()
    return found, extra, wrong, sorted(file.name for file in (folder / "project").glob(".*"))


JOBS = {
    job.name: job
    for job in (
        Job("train", _train, _training_holds, _training_result),
        Job("import", _import, _tables_hold, _tables_result),
        Job("keep", _keep, _keeping_holds, _keeping_result),
        Job("export", _export, _exports_hold, _exports_result),
        Job("evaluate", _evaluate, _adapter_holds, _measured, writes=False),
        Job("predict", _predict, _answers_hold, _answers_result),
        Job("reindex", _reindex, _index_holds, _index_result),
        Job("migrate", _migrate, _migrated_holds, _migrated_result),
    )
}
