"""Fills an index from a project's folders: the whole of it, or what changed since."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from studio.engine.launch import trainer_of
from studio.engine.protocol import LOCK_FILE
from studio.errors import ProjectError
from studio.events import EVENTS_FILE, Event, EventFollower
from studio.files import folders_in
from studio.store.datasets import read_version, version_folders
from studio.store.notes import NOTES_FILE, are_notes_damaged
from studio.store.run_folder import RUN_FILE, columns_of_index, is_run_folder
from studio.store.store import Known, Store, settled

_MOST_EVENTS = 10_000  # in one transaction, and in memory
_NEW = Known(read_to=0, said=None, state="waiting")


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """How many there are now. problems: a sentence for each file that could not be read."""

    runs: int
    data_sets: int
    adapters: int
    problems: tuple[str, ...] = ()


def fill(store: Store) -> ReindexReport:
    """Put everything that stands in the folders into an empty index."""
    problems = list(_file_data_sets(store))
    for run_id in run_ids(store):
        file_run(store, run_id)
        file_news(store, run_id, _NEW)
        problems += _run_problems(store, run_id)
    problems += _file_adapters(store)
    return ReindexReport(len(store.known_runs()), len(store.data_sets()), len(store.adapters()), tuple(problems))


def catch_up(store: Store) -> set[str]:
    """File what is new in the folders, and forget what is gone. Returns the ids of runs that changed."""
    known = store.known_runs()
    there = run_ids(store)
    gone = known.keys() - set(there)
    for run_id in gone:
        store.forget_run(run_id)
    changed = set(gone)
    for run_id in there:
        if run_id not in known:
            file_run(store, run_id)
            changed.add(run_id)
        if file_news(store, run_id, known.get(run_id, _NEW)):
            changed.add(run_id)
    _catch_up_data_sets(store)
    _catch_up_adapters(store)
    return changed


def run_ids(store: Store) -> list[str]:
    """Ids of the runs whose folders are there."""
    runs = store.project / "runs"
    return [run_id for run_id in folders_in(runs) if is_run_folder(runs / run_id)]


def file_run(store: Store, run_id: str) -> None:
    """Put the run's own files, but its events, into the index."""
    store.file_run(run_id, columns_of_index(store.project / "runs" / run_id))


def file_news(store: Store, run_id: str, known: Known) -> bool:
    """File the run's new events and settle its state. True where something changed."""
    run_dir = store.project / "runs" / run_id
    if events_size(run_dir) == known.read_to and known.said not in (None, "running"):
        return False
    # The trainer is looked for first: what it wrote before it went is read below.
    trainer_lives = trainer_of(run_dir) is not None
    was_begun = (run_dir / LOCK_FILE).exists()
    is_another_file = not _is_same_file(run_dir, known.read_to)
    if is_another_file:
        store.forget_events(run_id)
    was_filed = False
    after = 0 if is_another_file else known.read_to
    unread = EventFollower(run_dir, after).new_events()
    while news := list(itertools.islice(unread, _MOST_EVENTS)):  # read before the write lock is taken: nobody waits
        was_filed = store.file_events(run_id, news, after=after) or was_filed
        after = news[-1][0]
    settled_state = settled(known.said, trainer_lives=trainer_lives, was_begun=was_begun)
    if not was_filed and not is_another_file and settled_state == known.state:
        return False
    store.settle_run(run_id, trainer_lives=trainer_lives, was_begun=was_begun)
    return True


def events_size(run_dir: Path) -> int:
    try:
        return (run_dir / EVENTS_FILE).stat().st_size
    except FileNotFoundError:
        return 0


def _is_same_file(run_dir: Path, offset: int) -> bool:
    """Whether a line of the run's events ends at the offset up to which they were read.

    Not so where the power failed before the disk had them, and where others were written in their place since.
    """
    if not offset:
        return True
    try:
        with (run_dir / EVENTS_FILE).open("rb") as file:
            file.seek(offset - 1)
            return file.read(1) == b"\n"
    except FileNotFoundError:
        return False


def events_after(run_dir: Path, offset: int) -> list[tuple[int, Event]]:
    """Whole lines after an offset; from the beginning where the file is another one than was read up to there."""
    return list(EventFollower(run_dir, offset if _is_same_file(run_dir, offset) else 0).new_events())


# --- data sets and adapters ----------------------------------------------------------------------------------------


def _file_data_sets(store: Store) -> Iterator[str]:
    """Yields what could not be read."""
    for name, number in version_folders(store.project / "data"):
        problem = _file_data_set(store, name, number)
        if problem:
            yield problem
            continue
        version = read_version(store.project / "data" / name / f"v{number}")
        if not version.is_as_imported():
            yield f"{version.path} is not as it was imported. Import it again, or bring back what was there."


def _file_data_set(store: Store, name: str, number: int) -> str:
    """What is wrong with it, "" for nothing."""
    try:
        store.file_data_set(read_version(store.project / "data" / name / f"v{number}").columns_of_index)
    except ProjectError as error:
        return error.message
    return ""


def _catch_up_data_sets(store: Store) -> None:
    there = set(version_folders(store.project / "data"))
    known = {(row.name, int(row.version.removeprefix("v"))) for row in store.data_sets()}
    for version in known - there:
        store.forget_data_set(*version)
    for version in there - known:
        _file_data_set(store, *version)


def _file_adapters(store: Store) -> Iterator[str]:
    """Yields what could not be read."""
    for name in folders_in(store.project / "adapters"):
        folder = store.project / "adapters" / name
        if not store.file_adapter(folder, run_id=None):
            yield f"{folder} holds no adapter: it has neither studio.json nor adapter_config.json that can be read."
        elif are_notes_damaged(folder):
            yield _damaged_notes(folder)


def _catch_up_adapters(store: Store) -> None:
    adapters = store.adapters()
    for row in adapters:
        if not row.folder.is_dir():
            store.forget_adapter(row.folder)
    known = {row.folder.name for row in adapters if row.source == "imported"}
    for name in set(folders_in(store.project / "adapters")) - known:
        store.file_adapter(store.project / "adapters" / name, run_id=None)


def _run_problems(store: Store, run_id: str) -> list[str]:
    run_dir = store.project / "runs" / run_id
    row = store.run(run_id)
    problems = [f"{run_dir / RUN_FILE}: {row.error}"] if not row.method else []
    return problems + ([_damaged_notes(run_dir)] if are_notes_damaged(run_dir) else [])


def _damaged_notes(folder: Path) -> str:
    return f"{folder / NOTES_FILE} is damaged; its name, tags and notes are left out. Mend it or delete it."
