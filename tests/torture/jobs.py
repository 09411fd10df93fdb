"""Jobs that may be broken off anywhere: each can be asked again, says what it has done, and has a result to compare.

What a job has said stays true, whatever happens after it; what is there is whole; a job that was broken off and is
asked again ends with the result of one that was not.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.adapters.folder import check_adapter, export_adapter
from studio.adapters.vector_files import export_vectors
from studio.data.table import ReadOptions, read_table
from studio.events import Finished
from studio.inference.answer_file import predict_table
from studio.inference.predictor import Predictor
from studio.spec import run_spec_from
from studio.store.datasets import read_version, version_folders
from studio.store.notes import read_notes
from studio.store.project import Project
from studio.training.run import train_run
from tests.torture.children import Say

WINDOW = 16  # rows that `predict` writes at once
SOURCE = "source.csv"
_EXPORTS, _ANSWERS = "out", "answers.csv"
_ROWS, _STEPS = 48, 24


@dataclass(frozen=True)
class Job:
    """work: in the project's folder    holds: raises AssertionError where what was said is not so

    result: of work that came to its end
    """

    name: str
    work: Callable[[Path, Say], None]
    holds: Callable[[Path, list[str]], None]
    result: Callable[[Path], Any]


def prepare(folder: Path, model: Path) -> None:
    """A project with a table, a run that has finished, one that waits, and one whose folder is to be renamed."""
    lines = ["text,label"]
    for number in range(_ROWS):
        word, label = ("bad", "no") if number % 3 == 0 else ("great", "yes")
        lines.append(f'"the film {number}, was {word}",{label}')
    folder.mkdir(parents=True)
    (folder / SOURCE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    project = Project.open(folder / "project", create=True)
    spec = run_spec_from(
        {
            "model": {"name": str(model)},
            "data": {"file": str(folder / SOURCE), "text": "text", "label": "label", "validation": 0.2, "test": 0.2},
            "method": {"name": "prompt_tuning", "num_virtual_tokens": 4},
            "training": {
                "max_steps": _STEPS,
                "epochs": 9,
                "batch_size": 4,
                "eval_every_steps": 6,
                "learning_rate": 0.03,
            },
        }
    )
    done = project.create_run(spec, name="done")
    train_run(done, threads=1)
    project.create_run(spec, name="waits")
    project.sync()
    project.close()
    (folder / "ids.json").write_text(json.dumps({"done": done.name}), encoding="utf-8")


def _opened(folder: Path) -> Project:
    project = Project.open(folder / "project")
    project.sync()
    return project


def _run(project: Project, name: str) -> Path:
    [row] = [row for row in project.store.runs() if row.name == name]
    return project.run_dir(row.run)


# --- a training -------------------------------------------------------------------------------------------------------


def _train(folder: Path, say: Say) -> None:
    project = _opened(folder)
    run_dir = _run(project, "waits")
    if isinstance(train_run(run_dir, resume=True, threads=1), Finished):
        say("finished")
    project.sync()
    say("filed")
    project.close()


def _training_holds(folder: Path, said: list[str]) -> None:
    project = _opened(folder)
    run_dir = _run(project, "waits")
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
    project = _opened(folder)
    run_dir = _run(project, "waits")
    row = project.store.run(run_dir.name)
    files = [run_dir / "adapter" / "adapter_model.safetensors", *sorted((run_dir / "predictions").glob("*.csv"))]
    steps = {step.step: step.loss for step in project.store.steps(run_dir.name)}
    project.close()
    return {
        "state": row.state,
        "metrics": row.metrics,
        "files": {file.name: _digest(file) for file in files},
        "steps": steps,
        "left": sorted(path.name for path in run_dir.rglob("*.new")),
    }


# --- tables -----------------------------------------------------------------------------------------------------------


def _import(folder: Path, say: Say) -> None:
    project = _opened(folder)
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
        assert _digest(found.path) == found.card.sha256, f"{version} is not what its card says"
        assert len(read_table(found.path, found.card.options)) == found.card.rows
    _opened(folder).close()


def _tables_result(folder: Path) -> Any:
    data = folder / "project" / "data"
    project = _opened(folder)
    listed = sorted((row.name, row.version) for row in project.store.data_sets())
    project.close()
    versions = {f"{name}/v{number}": read_version(data / name / f"v{number}") for name, number in version_folders(data)}
    return listed, {name: (version.card.sha256, version.card.rows) for name, version in sorted(versions.items())}


# --- notes, deleting, adapters ----------------------------------------------------------------------------------------


def _keep(folder: Path, say: Say) -> None:
    project = _opened(folder)
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
    project = _opened(folder)
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
    project = _opened(folder)
    rows = sorted((row.name, row.state, row.notes, tuple(row.tags)) for row in project.store.runs())
    adapters = sorted((row.folder.name, row.notes) for row in project.store.adapters())
    project.close()
    return rows, adapters


# --- export and predict -----------------------------------------------------------------------------------------------


def _export(folder: Path, say: Say) -> None:
    adapter = _finished_adapter(folder)
    out = folder / "project" / _EXPORTS
    for name, write in (
        ("folder", lambda to: export_adapter(adapter, to)),
        ("archive.zip", lambda to: export_adapter(adapter, to)),
        ("vectors.npy", lambda to: export_vectors(adapter, to, "npy")),
    ):
        if not (out / name).exists():
            write(out / name)
        say(name)


def _finished_adapter(folder: Path) -> Path:
    run_id = json.loads((folder / "ids.json").read_text())["done"]
    return folder / "project" / "runs" / run_id / "adapter"


def _exports_hold(folder: Path, said: list[str]) -> None:
    out = folder / "project" / _EXPORTS
    there = {path.name for path in out.glob("[!.]*")}
    assert set(said) <= there
    check_adapter(_finished_adapter(folder))
    if "folder" in there:
        check_adapter(out / "folder")
    if "archive.zip" in there:
        with zipfile.ZipFile(out / "archive.zip") as archive:
            assert archive.testzip() is None


def _exports_result(folder: Path) -> Any:
    out = folder / "project" / _EXPORTS
    with zipfile.ZipFile(out / "archive.zip") as archive:
        inside = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in sorted(archive.namelist())}
    plain = {file.name: _digest(file) for file in sorted((out / "folder").iterdir())}
    return inside, plain, _digest(out / "vectors.npy"), sorted(path.name for path in out.iterdir())


def _predict(folder: Path, say: Say) -> None:
    out = folder / "project" / _ANSWERS
    if not out.exists():
        predictor = Predictor.open(_finished_adapter(folder), threads=1)
        predict_table({"": predictor}, read_table(folder / SOURCE, ReadOptions()), out, window_rows=WINDOW)
    say("predicted")


def _answers_hold(folder: Path, said: list[str]) -> None:
    out = folder / "project" / _ANSWERS
    assert out.exists() or "predicted" not in said
    if out.exists():
        assert len(read_table(out, ReadOptions())) == _ROWS


def _answers_result(folder: Path) -> Any:
    return _digest(folder / "project" / _ANSWERS), (folder / "project" / f"{_ANSWERS}.part").exists()


# --- the index --------------------------------------------------------------------------------------------------------


def _reindex(folder: Path, say: Say) -> None:
    project = _opened(folder)
    project.reindex()
    say("indexed")
    project.close()
    for file in project.folder.glob("studio.db*"):
        with suppress(OSError):
            file.unlink()
    say("gone")
    _opened(folder).close()
    say("made again")


def _index_holds(folder: Path, _: list[str]) -> None:
    project = _opened(folder)
    assert sorted(row.name for row in project.store.runs()) == ["done", "waits"]
    project.close()


def _index_result(folder: Path) -> Any:
    project = _opened(folder)
    rows = sorted((row.name, row.state, row.step, str(row.metrics)) for row in project.store.runs())
    steps = [len(project.store.steps(row.run)) for row in project.store.runs()]
    found = rows, sorted(steps), sorted(row.name for row in project.store.data_sets())
    project.close()
    return found


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


JOBS = {
    job.name: job
    for job in (
        Job("train", _train, _training_holds, _training_result),
        Job("import", _import, _tables_hold, _tables_result),
        Job("keep", _keep, _keeping_holds, _keeping_result),
        Job("export", _export, _exports_hold, _exports_result),
        Job("predict", _predict, _answers_hold, _answers_result),
        Job("reindex", _reindex, _index_holds, _index_result),
    )
}
