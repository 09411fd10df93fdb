"""A run's folder: made from a spec, and read for the index. Its events are read elsewhere."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from studio.data_spec import DataSpec
from studio.errors import SpecError
from studio.files import free_name, remove_folder, write_text, writing
from studio.spec import RunSpec, read_run_spec, run_toml
from studio.store.notes import Notes, read_notes, write_notes

RUN_FILE = "run.toml"
ADAPTER = "adapter"  # the folder of a run's adapter; that of a further table is "adapter-<table>"
_TIME = "%Y%m%d-%H%M%S"
_BEGINS_WITH_TIME = re.compile(r"\d{8}-\d{6}")


def make_run_folder(runs: Path, spec: RunSpec, *, name: str | None, taken: Iterable[str]) -> Path:
    """A new run's folder with its run.toml, in which data files are relative to it. Raises StorageError.

    taken: ids that must not be given again.
    """
    taken = list(taken)
    wanted = f"{_stamp(taken)}-{spec.method.name}"
    not_free = {run_id.casefold() for run_id in taken}
    with writing(runs):
        runs.mkdir(parents=True, exist_ok=True)
        while True:
            run_dir = runs / free_name(wanted, not_free)
            try:
                run_dir.mkdir()
                break
            except FileExistsError:  # another program made one in the same second
                not_free.add(run_dir.name.casefold())
    try:
        if name:
            write_notes(run_dir, Notes(name=name))
        write_text(run_dir / RUN_FILE, run_toml(_with_files(spec, lambda file: _relative(file, run_dir))))
    except BaseException:
        remove_folder(run_dir)
        raise
    return run_dir


def _stamp(taken: Iterable[str]) -> str:
    """The time for a new run's id, later than that of all others, so that runs stay in the order they were made in.

    A clock that was set back (summer time, another country's) is followed by a second. Not so by more than a day: then
    the clock was wrong before, and the right time says more than the order.
    """
    now = datetime.now().replace(microsecond=0)
    newest = max((begun for run_id in taken if (begun := _begun(run_id)) is not None), default=now)
    if now < newest < now + timedelta(days=1):
        now = newest + timedelta(seconds=1)
    return now.strftime(_TIME)


def is_run_folder(run_dir: Path) -> bool:
    """Whether a run was made here, wholly."""
    return (run_dir / RUN_FILE).is_file()


def columns_of_index(run_dir: Path) -> dict[str, Any]:
    """What the run's own files say, as columns of `runs`. A run.toml that cannot be used becomes the run's error."""
    settings, error = _settings(run_dir / RUN_FILE)
    notes = read_notes(run_dir)
    return {
        "name": notes.name,
        "notes": notes.notes,
        "tags": list(notes.tags),
        "created": _created(run_dir),
        "method": _text(settings, "method", "name"),
        "model": _text(settings, "model", "name"),
        "data_set": _data_set(_text(settings, "data", "file")),
        "settings": settings,
        "error": error,
    }


def with_absolute_files(spec: RunSpec, base: Path) -> RunSpec:
    """The spec with its tables and its method's files as absolute paths; relative ones are taken from `base`."""
    spec = spec.model_copy(update={"method": spec.method.beside(base.absolute())})
    return _with_files(spec, lambda file: os.path.normpath(base.absolute() / Path(file).expanduser()))


def with_tables(spec: RunSpec, change: Callable[[DataSpec], DataSpec]) -> RunSpec:
    """The spec with its table, and those that its method learns from beside it, changed alike."""
    method = spec.method
    further = [change(table) for table in method.further_tables if isinstance(table, DataSpec)]
    return spec.model_copy(update={"data": change(spec.data), "method": method.with_further_tables(further)})


def with_files(data: DataSpec, change: Callable[[str], str]) -> DataSpec:
    """The table with its files' paths changed."""
    files = {key: change(file) for key in ("file", "test_file") if (file := getattr(data, key)) is not None}
    return data.model_copy(update=files)


def _with_files(spec: RunSpec, change: Callable[[str], str]) -> RunSpec:
    return with_tables(spec, lambda data: with_files(data, change))


def _relative(file: str, run_dir: Path) -> str:
    return Path(os.path.relpath(file, run_dir)).as_posix()


def _settings(path: Path) -> tuple[dict[str, Any], str]:
    """Everything that run.toml sets, with defaults; as written where it is another program's; and what is wrong."""
    try:
        return read_run_spec(path).model_dump(mode="json"), ""
    except SpecError as error:
        try:
            written = tomllib.loads(path.read_text(encoding="utf-8"))
            return {name: section for name, section in written.items() if isinstance(section, dict)}, error.message
        except (OSError, ValueError, RecursionError):
            return {}, error.message


def _text(settings: dict[str, Any], section: str, key: str) -> str:
    values = settings.get(section)
    return str(values.get(key, "")) if isinstance(values, dict) else ""


def _data_set(file: str) -> str:
    """`../../data/reviews/v2/reviews.csv` is "reviews/v2"; a file elsewhere is its name."""
    parts = Path(file).parts
    return "/".join(parts[-3:-1]) if parts[:3] == ("..", "..", "data") and len(parts) == 6 else Path(file).name


def _created(run_dir: Path) -> float:
    """When the run was made: its id says so, and copying a project does not change that."""
    begun = _begun(run_dir.name)
    return begun.timestamp() if begun else (run_dir / RUN_FILE).stat().st_mtime


def _begun(run_id: str) -> datetime | None:
    stamp = _BEGINS_WITH_TIME.match(run_id)
    try:
        return datetime.strptime(stamp[0], _TIME) if stamp else None
    except ValueError:
        return None
