"""A project: a folder with tables, runs and adapters, and an index of them. Use from any thread.

The folders are the truth. Each change is written there first, and then to the index (`store`), which can be made again.
"""

from __future__ import annotations

import difflib
import json
import threading
import tomllib
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from studio.data.hub_tables import HubSource
from studio.data.placing import check_run
from studio.data.rewriting import Changes
from studio.data.run_tables import Tables, read_data
from studio.data.table import ReadOptions, Table
from studio.data_spec import DataSpec
from studio.engine.launch import trainer_of
from studio.errors import AdapterError, ProjectError, RunError, StorageError
from studio.events import Event, EventWriter, Stopped
from studio.files import aside_of, folders_in, write_text, writing
from studio.spec import RunSpec
from studio.store import index
from studio.store.archive import put_adapter
from studio.store.datasets import DataSetVersion, changed_version, import_table, is_as_imported, newest_version
from studio.store.index import ReindexReport
from studio.store.notes import read_notes, write_notes
from studio.store.run_folder import (
    ADAPTER,
    is_run_folder,
    make_run_folder,
    with_absolute_files,
    with_files,
    with_tables,
)
from studio.store.store import DATABASE, Known, Store
from studio.store.trash import Trash

__all__ = ["DataSetVersion", "Project", "ReindexReport"]

PROJECT_FILE = "project.toml"
FORMAT = 1


class Project:
    """Make one with `create` or `open`."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self.store = Store(folder)
        self._trash = Trash(folder)
        self._lock = threading.RLock()
        self._told: dict[str, int] = {}  # for each run, the byte up to which sync_run has given its events

    # --- open and close -----------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, folder: Path, *, name: str | None = None) -> Project:
        """Make a project in a new or empty folder. Raises ProjectError where the folder holds something else."""
        folder = Path(folder).absolute()
        if (folder / PROJECT_FILE).exists():
            raise ProjectError(f"{folder} is a project already. Open it, or choose another folder.", folder=str(folder))
        if folder.exists() and not folder.is_dir():
            raise ProjectError(f"{folder} is a file, not a folder. Choose another place.", folder=str(folder))
        with writing(folder):
            if folder.exists() and any(not path.name.startswith(".") for path in folder.iterdir()):
                raise ProjectError(
                    f"{folder} holds other files. Choose an empty folder, or a new one.", folder=str(folder)
                )
            folder.mkdir(parents=True, exist_ok=True)
        name = name or folder.name
        created = datetime.now(UTC).isoformat(timespec="seconds")
        facts = {"name": name, "created": created, "format": FORMAT}
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in facts.items()]
        write_text(folder / PROJECT_FILE, "\n".join(lines).replace("\x7f", "\\u007f") + "\n")
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Project:
        """Open a project; with `create`, make it where there is none. A missing index is made again.

        Raises ProjectError for a folder that is no project, and for an index that is locked or of a newer program. One
        that is damaged says so when it is first asked, so that `reindex` can mend it.
        """
        folder = Path(folder).absolute()
        if create and not (folder / PROJECT_FILE).exists():
            return cls.create(folder)
        project = cls(folder, _project_name(folder))
        try:
            if project.store.open():
                index.fill(project.store)
        except ProjectError as error:
            if not error.fields.get("damaged"):
                raise
        return project

    def close(self) -> None:
        """Let go of the index. Runs that train go on."""
        self.store.close()

    # --- the index ----------------------------------------------------------------------------------------------------

    def sync(self) -> set[str]:
        """File what is new in the folders. Returns the ids of runs that changed; a dead trainer's is interrupted."""
        self._check_that_it_is_there()
        with self._lock:
            return index.catch_up(self.store)

    def sync_run(self, run_id: str) -> list[Event]:
        """File a run's new events. Returns those that this call is the first of this object's calls to return.

        The first call returns what nobody had filed. Raises RunError for an unknown run.
        """
        run_dir = self.run_dir(run_id)
        with self._lock:
            known = self._known(run_id)
            told = self._told.get(run_id, known.read_to)
            news = index.events_after(run_dir, told)
            index.file_news(self.store, run_id, known)
            self._told[run_id] = news[-1][0] if news else min(told, index.events_size(run_dir))
        return [event for _, event in news]

    def reindex(self) -> ReindexReport:
        """Build the index again from the folders, and put it in place when it is whole."""
        self._check_that_it_is_there()
        aside = aside_of(self.folder / DATABASE)
        with self._lock, writing(aside):
            aside.unlink(missing_ok=True)
            fresh = Store(self.folder, file=aside)
            try:
                fresh.open()
                report = index.fill(fresh)
                fresh.close()
                self.store.replace(aside)
                # What other programs filed meanwhile went into the index of before; the folders have it.
                index.catch_up(self.store)
                self.store.read_notes_again()
            finally:
                fresh.close()
                for left in (aside, Path(f"{aside}-wal"), Path(f"{aside}-shm")):
                    left.unlink(missing_ok=True)
        return report

    # --- tables -------------------------------------------------------------------------------------------------------

    def import_table(
        self,
        source: Path | Sequence[Path],
        options: ReadOptions = ReadOptions(),  # noqa: B008  (frozen)
        *,
        name: str | None = None,
        table: Table | None = None,
        hub: HubSource | None = None,
    ) -> DataSetVersion:
        """Copy a table into the project; the same bytes read in the same way are the version that is there.

        source: a file, a folder of tables, or several files that are one table
        table: as it was read from there a moment ago with these options    hub: where the files were fetched from
        Raises TableError for what is no table, StorageError where it cannot be written.
        """
        version = import_table(self.folder / "data", source, options, name=name, table=table, hub=hub)
        self.store.file_data_set(version.columns_of_index)
        return version

    def change_table(
        self,
        table: Table,
        changes: Changes,
        options: ReadOptions = ReadOptions(),  # noqa: B008  (frozen)
        *,
        removed: Collection[int] = (),
        added: Sequence[Mapping[str, str]] = (),
    ) -> tuple[DataSetVersion, Table]:
        """A table of this project with other cells and rows, as its next version; the one it comes from stays.

        table: as its file has it    options: those it was read with
        removed: rows to leave out    added: rows for its end, every column of each
        Raises TableError for what its file cannot hold, ProjectError for a table that is not this project's,
        StorageError where it cannot be written.
        """
        version, made = changed_version(table, changes, options, removed=removed, added=added)
        self.store.file_data_set(version.columns_of_index)
        return version, made

    def newest_version(self, name: str) -> DataSetVersion:
        """Of a data set. Raises ProjectError where there is none."""
        return newest_version(self.folder / "data", name)

    def data_set_of(self, file: str | Path) -> str:
        """The name of the data set that a table's file is a version of. Raises ProjectError for a file elsewhere."""
        data, path = (self.folder / "data").resolve(), Path(file).resolve()
        if not path.is_relative_to(data) or len(path.relative_to(data).parts) != 3:
            raise ProjectError(f"{path} is no table of this project. Import it on the Data page.", path=str(path))
        return path.relative_to(data).parts[0]

    def import_spec_data(self, spec: RunSpec, base_dir: Path) -> RunSpec:
        """The spec with all its tables in the project, as absolute paths. Relative ones are taken from `base_dir`.

        A version that was changed on the disk is taken as the next one, so that a version is always the same rows.
        """

        def take_in(data: DataSpec) -> DataSpec:
            options = ReadOptions.of(dict(data))

            def own(file: str) -> str:
                is_here = Path(file).is_relative_to(self.folder / "data") and Path(file).exists()
                is_known = is_here and is_as_imported(Path(file))
                return file if is_known else str(self.import_table(Path(file), options).path)

            return with_files(data, own)

        return with_tables(with_absolute_files(spec, base_dir), take_in)

    # --- runs ---------------------------------------------------------------------------------------------------------

    def create_run(self, spec: RunSpec, *, name: str | None = None, tables: Tables | None = None) -> Path:
        """A new run's folder with its run.toml; the run waits. Tables that are not in the project yet are imported.

        tables: the run's, where they were read already
        Raises what `check_run` raises, before anything is made.
        """
        spec = with_absolute_files(spec, self.folder)
        check_run(spec, read_data(spec.data, self.folder) if tables is None else tables)
        spec = self.import_spec_data(spec, self.folder)
        runs = self.folder / "runs"
        with self._lock:
            run_dir = make_run_folder(runs, spec, name=name, taken=[*folders_in(runs), *self._trash.keys()])
            index.file_run(self.store, run_dir.name)
        return run_dir

    def run_dir(self, run_id: str) -> Path:
        """A run's folder. Raises RunError, naming runs near to it, for an unknown id."""
        run_dir = self.folder / "runs" / run_id
        if run_id == Path(run_id).name and is_run_folder(run_dir):
            return run_dir
        there = index.run_ids(self.store)
        near = difflib.get_close_matches(run_id, there, n=3, cutoff=0.5)
        hint = (
            f"Did you mean {' or '.join(near)}?" if near else "It has no runs yet." if not there else "List its runs."
        )
        raise RunError(f"The project {self.name} has no run {run_id}. {hint}", run=run_id, near=near)

    def give_up(self, run_id: str) -> None:
        """Write down that a run which never began is not to begin. Others stay as they are."""
        if self.store.run(run_id).state == "waiting" and trainer_of(self.run_dir(run_id)) is None:
            with writing(self.run_dir(run_id)), EventWriter(self.run_dir(run_id)) as writer:
                writer.write(Stopped(step=0))
            self.sync_run(run_id)

    def rename_run(self, run_id: str, name: str) -> None:
        """Give a run a name for people; its id stays. "" takes the name away."""
        self._change_run_notes(run_id, name=name.strip())

    def set_run_notes(self, run_id: str, *, notes: str | None = None, tags: Sequence[str] | None = None) -> None:
        """Replace a run's notes or tags; None leaves them."""
        self._change_run_notes(run_id, **_changed(notes, tags))

    def delete_run(self, run_id: str) -> None:
        """Take a run away, with its adapter. `restore_run` brings it back until the trash is emptied."""
        run_dir = self.run_dir(run_id)
        if trainer_of(run_dir) is not None:
            raise RunError(f"Run {run_id} is being trained. Stop it, then delete it.", run=run_id)
        with self._lock:
            self._trash.take(run_dir, run_id)
            self.store.forget_run(run_id)
            self._told.pop(run_id, None)

    def restore_run(self, run_id: str) -> Path:
        """Bring a deleted run back. Raises RunError where it is not in the trash. Returns its folder."""
        run_dir = self.folder / "runs" / run_id
        if self._trash.origin(run_id) != run_dir or run_dir.exists():
            raise RunError(f"Run {run_id} cannot be brought back: it is not in the project's trash.", run=run_id)
        with self._lock:
            self._trash.bring_back(run_id, run_dir)
            index.file_run(self.store, run_id)
            index.file_news(self.store, run_id, self._known(run_id))
        return run_dir

    # --- adapters -----------------------------------------------------------------------------------------------------

    def add_adapter(self, source: Path, name: str) -> Path:
        """Copy an adapter, a folder or a zip that was checked, into the project. Returns its folder.

        Where the name is taken the folder becomes `name-2`. Raises AdapterError where `source` holds no adapter.
        """
        folder = put_adapter(self.folder / "adapters", Path(source), name)
        self.store.file_adapter(folder, run_id=None)
        return folder

    def rename_adapter(self, folder: Path, name: str) -> None:
        """Give an adapter a name for people; its folder stays. "" takes the name away."""
        self._change_adapter_notes(folder, name=name.strip())

    def set_adapter_notes(self, folder: Path, *, notes: str | None = None, tags: Sequence[str] | None = None) -> None:
        """Replace an adapter's notes or tags; None leaves them."""
        self._change_adapter_notes(folder, **_changed(notes, tags))

    def delete_adapter(self, folder: Path) -> str:
        """Take an adapter away. Returns the key by which `restore_adapter` brings it back."""
        folder = self._adapter_dir(folder)
        run_id = self._run_of(folder)
        with self._lock:
            wanted = f"adapter-{folder.name}" if run_id is None else f"{folder.name}-{run_id}"
            key = self._trash.take(folder, wanted)
            self.store.forget_adapter(folder)
            if run_id is not None and folder.name == ADAPTER:
                self._mark_adapter(run_id, is_deleted=True)
        return key

    def restore_adapter(self, key: str) -> Path:
        """Bring a deleted adapter back. Raises AdapterError where that cannot be. Returns its folder."""
        folder = self._trash.origin(key)
        if folder is None or folder.exists():
            raise AdapterError("The adapter cannot be brought back: it is not in the project's trash.", key=key)
        run_id = self._run_of(folder)
        if run_id is not None and not is_run_folder(folder.parent):
            raise AdapterError(
                f"The adapter belongs to run {run_id}, which was deleted. Bring the run back first.", run=run_id
            )
        with self._lock:
            self._trash.bring_back(key, folder)
            if run_id is not None and folder.name == ADAPTER:
                self._mark_adapter(run_id, is_deleted=False)
            self.store.file_adapter(folder, run_id=run_id)
        return folder

    def empty_trash(self) -> int:
        """Delete for good what was deleted. Returns the bytes that are free now."""
        return self._trash.empty()

    # --- inside -------------------------------------------------------------------------------------------------------

    def _known(self, run_id: str) -> Known:
        """What the index knows of a run, which is put there if it is missing."""
        known = self.store.known_runs(run_id)
        if run_id not in known:
            index.file_run(self.store, run_id)
            known = self.store.known_runs(run_id)
        return known[run_id]

    def _change_run_notes(self, run_id: str, **values: object) -> None:
        run_dir = self.run_dir(run_id)
        with self._lock:
            notes = read_notes(run_dir).model_copy(update=values)
            write_notes(run_dir, notes)
            self.store.set_run_notes(run_id, notes)

    def _mark_adapter(self, run_id: str, *, is_deleted: bool) -> None:
        """Say in the run's folder that its adapter was taken away, or that it is back; its events tell of it still."""
        run_dir = self.folder / "runs" / run_id
        write_notes(run_dir, read_notes(run_dir).model_copy(update={"adapter_deleted": is_deleted}))
        self.store.set_run_adapter(run_id, None if is_deleted else ADAPTER)

    def _change_adapter_notes(self, folder: Path, **values: object) -> None:
        folder = self._adapter_dir(folder)
        with self._lock:
            notes = read_notes(folder).model_copy(update=values)
            write_notes(folder, notes)
            self.store.set_adapter_notes(folder, notes)

    def _adapter_dir(self, folder: Path) -> Path:
        folder = Path(folder).absolute()
        is_ours = folder.parent == self.folder / "adapters" or self._run_of(folder) is not None
        if not is_ours or not folder.is_dir():
            raise AdapterError(
                f"{folder} is no adapter of the project {self.name}. Choose one from its list.", folder=str(folder)
            )
        return folder

    def _run_of(self, folder: Path) -> str | None:
        """The run whose adapter stands in this folder."""
        return folder.parent.name if folder.parent.parent == self.folder / "runs" else None

    def _check_that_it_is_there(self) -> None:
        # A drive that was unplugged must not look like a project whose runs were all deleted.
        if not (self.folder / PROJECT_FILE).is_file():
            raise StorageError(
                f"The project's folder {self.folder} is gone. Is its drive connected?", folder=str(self.folder)
            )


def _changed(notes: str | None, tags: Sequence[str] | None) -> dict[str, object]:
    values: dict[str, object] = {}
    if notes is not None:
        values["notes"] = notes
    if tags is not None:
        values["tags"] = tuple(tags)
    return values


def _project_name(folder: Path) -> str:
    """Raises ProjectError for a folder that is no project, or one of a newer program."""
    path = folder / PROJECT_FILE
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ProjectError(
            f"{folder} is no project: it has no {PROJECT_FILE}. Open another folder, or make a new project.",
            folder=str(folder),
        ) from None
    except (OSError, ValueError, RecursionError) as error:
        raise ProjectError(f"{path} cannot be read ({error}). Mend it or its permissions.", path=str(path)) from error
    made_by = facts.get("format", FORMAT)
    if not isinstance(made_by, int) or made_by > FORMAT:
        raise ProjectError(
            f"{folder} was made by a newer Softprompt Studio. Update the program to open it.", path=str(path)
        )
    return str(facts.get("name") or folder.name)
