"""One SQLite file: opened, brought to the newest revision, replaced, and its errors told in sentences.

Several programs may have it open. Who writes takes the write lock first (BEGIN IMMEDIATE), so that what a transaction
reads is what it changes. When another program has put a new file in its place, the next use opens that one.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from studio.errors import ProjectError, StorageError, StudioError
from studio.files import aside_of, remove_leftovers, writing
from studio.store.schema import REVISION

BUSY_MS = 5000
MIGRATIONS = Path(__file__).parent / "migrations"
Journal = Literal["WAL", "DELETE"]
_COMPANIONS = ("-wal", "-shm", "-journal")
_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_NETWORK_FILESYSTEMS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smbfs",
        "smb2",
        "smb3",
        "afpfs",
        "webdav",
        "davfs",
        "9p",
        "afs",
        "fuse.sshfs",
        "fuse.davfs",
    }
)
_migrating = threading.Lock()  # Alembic keeps its environment in globals


class Database:
    """A pool of connections to one file. Use from any thread.

    journal: None for WAL, or a plain journal on a network drive.
    """

    def __init__(self, path: Path, *, journal: Journal | None = None) -> None:
        self.path = path
        self._journal: Journal = journal or ("DELETE" if is_on_network_drive(path) else "WAL")
        self._opening = threading.Lock()
        self._engine: Engine | None = None
        self._identity: tuple[int, int] | None = None

    def open(self) -> bool:
        """Make the file or bring it to the newest revision. True where it was made just now, and is empty.

        Raises ProjectError for a damaged, locked or newer database, StorageError where it cannot be written.
        """
        remove_leftovers(self.path)
        with self._opening, told(self.path):
            return self._open()

    def close(self) -> None:
        """Let go of the file."""
        with self._opening:
            self._dispose()

    def replace(self, new: Path) -> None:
        """Take the content of another database, which must be closed and is removed."""
        with self._opening, told(self.path), writing(self.path):
            self._dispose()
            replace(new, self.path)
            self._open()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one moment."""
        with told(self.path), self._current().connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the write lock from its beginning."""
        with (
            told(self.path),
            self._current().connect().execution_options(immediate=True) as connection,
            connection.begin(),
        ):
            yield connection

    def _current(self) -> Engine:
        with self._opening:
            if self._engine is None or self._identity != _identity(self.path):
                self._open()
            assert self._engine is not None
            return self._engine

    def _open(self) -> bool:
        self._dispose()
        engine = _engine(self.path, self._journal)
        try:
            was_made = _bring_up(engine, self.path)
        except BaseException:
            engine.dispose()
            raise
        self._engine, self._identity = engine, _identity(self.path)
        return was_made

    def _dispose(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None


def replace(new: Path, path: Path) -> None:
    """Give a database the content of another one, as a whole, and remove that one.

    SQLite copies the pages in one transaction, so that programs that have it open go on, and read the new content. Only
    a file that is no database any more is swapped for the new one.
    """
    try:
        if path.exists():
            _copy_pages(new, path)
            new.unlink()
        else:
            _swap(new, path)
    except sqlite3.DatabaseError as error:
        if not str(getattr(error, "sqlite_errorname", "")).startswith(_DAMAGE):
            raise
        _swap(new, path)


def _copy_pages(new: Path, path: Path) -> None:
    until = time.monotonic() + BUSY_MS / 1000

    def progress(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise locked(path)

    with closing(sqlite3.connect(new)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target, progress=progress)


def _swap(new: Path, path: Path) -> None:
    """What stands beside the old file goes first: a journal of the old would be played into the new."""
    try:
        for companion in _COMPANIONS:
            Path(f"{path}{companion}").unlink(missing_ok=True)
        os.replace(new, path)
    except PermissionError as error:
        if os.name != "nt":
            raise
        raise locked(path) from error


def is_on_network_drive(path: Path) -> bool:
    """Whether a file stands on a drive of another machine, where WAL's shared memory does not work."""
    import psutil

    resolved = path.resolve()
    if str(resolved).startswith("\\\\"):
        return True
    with suppress(OSError, psutil.Error):
        mounts = [
            (len(mount.mountpoint), mount)
            for mount in psutil.disk_partitions(all=True)
            if resolved.is_relative_to(mount.mountpoint)
        ]
        if mounts:
            mount = max(mounts, key=lambda found: found[0])[1]
            return mount.fstype.lower() in _NETWORK_FILESYSTEMS or "remote" in mount.opts.split(",")
    return False


# --- connections ---------------------------------------------------------------------------------------------------


def _engine(path: Path, journal: Journal, *, foreign_keys: bool = True) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False),  # so that a search finds "ö" in a tag
    )

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # this module says BEGIN, not the driver
        connection.create_function("casefold", 1, _casefold, deterministic=True)
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        _set_journal(connection, journal)
        connection.execute("PRAGMA synchronous=NORMAL")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _set_journal(connection: sqlite3.Connection, journal: Journal) -> None:
    """WAL where the drive can; SQLite answers with what it took."""
    try:
        (taken,) = connection.execute(f"PRAGMA journal_mode={journal}").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname not in (
            "SQLITE_BUSY",
            "SQLITE_LOCKED",
            "SQLITE_IOERR_SHMOPEN",
            "SQLITE_IOERR_SHMMAP",
        ):
            raise
        if error.sqlite_errorname.startswith("SQLITE_IOERR"):
            connection.execute("PRAGMA journal_mode=DELETE")
        return
    if journal == "WAL" and taken != "wal":
        connection.execute("PRAGMA journal_mode=DELETE")


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _casefold(value: str | None) -> str | None:
    return None if value is None else str(value).casefold()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


# --- revisions -----------------------------------------------------------------------------------------------------


def _bring_up(engine: Engine, path: Path) -> bool:
    """True where the database was made."""
    while True:
        with engine.connect() as connection, connection.begin():
            revision = _revision(connection, path)
        if revision == REVISION:
            return False
        if revision is None:
            return _make(engine, path)
        engine.dispose()
        _upgrade(path)


def _revision(connection: Connection, path: Path) -> str | None:
    """None for an empty file. Raises ProjectError for a database that is not ours."""
    tables = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise damaged(path)
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if not isinstance(revision, str):
        raise damaged(path)
    return revision


def _make(engine: Engine, path: Path) -> bool:
    """In one transaction: a program that is killed meanwhile leaves an empty file, and the next one begins again."""
    with engine.connect().execution_options(immediate=True) as connection, connection.begin():
        if _revision(connection, path) is not None:  # another program was quicker
            return False
        migrate(connection)
    return True


def _upgrade(path: Path) -> None:
    """Upgrade a copy, then put it in place. Other programs wait meanwhile."""
    aside = aside_of(path)
    before = _identity(path)
    with closing(sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        if _identity(path) != before:  # another program has replaced the file
            return
        with writing(path):
            aside.unlink(missing_ok=True)
        try:
            with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(aside)) as copy:
                source.backup(copy)
            migrate_file(aside, path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        holder.execute("ROLLBACK")
    with writing(path):
        replace(aside, path)


def migrate_file(file: Path, shown: Path) -> None:
    """Bring a database that nobody else has open to the newest revision. shown: the path that an error names."""
    # A migration that makes a table anew drops the old one, which must not take the rows that point to it along.
    engine = _engine(file, "DELETE", foreign_keys=False)
    try:
        with engine.connect() as connection, connection.begin():
            migrate(connection, shown)
    finally:
        engine.dispose()


def migrate(connection: Connection, shown: Path | None = None) -> None:
    """Run the migrations that are missing, in the connection's transaction. Raises ProjectError for a newer one."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        with _migrating:
            command.upgrade(config, "head")
    except CommandError as error:
        if "locate revision" not in str(error):
            raise
        raise ProjectError(
            f"{shown} was made by a newer Softprompt Studio. Update the program to open it.", path=str(shown)
        ) from error


# --- errors --------------------------------------------------------------------------------------------------------


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns what SQLite says into a sentence, where it is the user's to mend."""
    try:
        yield
    except DBAPIError as error:
        raise (_sentence(error.orig, path) or error) from error
    except sqlite3.Error as error:
        raise (_sentence(error, path) or error) from error


def damaged(path: Path) -> ProjectError:
    """A database that cannot be used any more. Its field `damaged` tells it from other errors."""
    return ProjectError(f"{path} is damaged. {_remedy(path)}", path=str(path), damaged=True)


def locked(path: Path) -> ProjectError:
    """A database that another program does not let go of."""
    return ProjectError(
        f"{path} is locked by another program. Close it and try again. If none has it open: {_remedy(path)}",
        path=str(path),
    )


def _remedy(path: Path) -> str:
    return f'Nothing is lost: softprompt-studio reindex --project "{path.parent}" builds it again from the folders.'


def _sentence(error: Any, path: Path) -> StudioError | None:
    name = str(getattr(error, "sqlite_errorname", ""))
    words = str(error)
    if name.startswith(_DAMAGE) or words.startswith(("no such table", "no such column")):
        return damaged(path)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")):
        return locked(path)
    if name.startswith("SQLITE_FULL"):
        return StorageError(
            f"{path} cannot be written: the disk is full. Make room on it, then try again.", path=str(path)
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return StorageError(
            f"{path} cannot be written: the project's folder is read-only for you, or gone. "
            "Change its permissions, or copy the project to another folder.",
            path=str(path),
        )
    if name.startswith("SQLITE_IOERR"):
        return StorageError(
            f"{path} cannot be read or written ({words}). Check that its disk is there and has room.", path=str(path)
        )
    return None
