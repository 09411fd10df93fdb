"""Files and folders that are never half: written aside, flushed, then renamed. And names that any system takes."""

from __future__ import annotations

import errno
import glob
import hashlib
import os
import re
import shutil
import sys
import threading
import unicodedata
from collections.abc import Container, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue

import psutil

from studio.errors import StorageError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FULL = (errno.ENOSPC, errno.EDQUOT)
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO)
_DEAF = {
    getattr(errno, name, None)  # not every system has all
    for name in (
        *("EIO", "ESTALE", "ENOTCONN", "ETIMEDOUT", "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH"),
        *("EREMOTEIO", "ENOLINK", "ECONNABORTED", "ECONNRESET", "ENOMEDIUM"),
    )
} - {None}
# What a drive can do to a program, by the system's number.
OF_DISKS = frozenset({*_FULL, *_READ_ONLY, *_GONE, *_DEAF, errno.EFBIG, errno.EBUSY, errno.EMFILE, errno.ENFILE})
_LONGEST_NAME = 60
_BLOCK = 1 << 20
# Names that Windows keeps for devices, with any ending.
_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"}
_DEVICES |= {f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"}


def storage_error(error: OSError, path: Path) -> StorageError:
    """The sentence for a file that could not be written."""
    why = error.strerror or str(error)
    if error.errno in _FULL:
        said = f"{path} cannot be written: the disk is full. Make room on it, then try again."
    elif error.errno in _READ_ONLY:
        said = (
            f"{path} cannot be written: its folder is read-only for you. "
            "Change its permissions, or choose another folder."
        )
    elif error.errno in _GONE:
        said = (
            f"{path} cannot be written: its folder is gone, or its drive ({why}). Bring it back, then try again; what "
            "was written before is as it was."
        )
    elif error.errno in _DEAF:
        said = (
            f"{path} cannot be written: its drive does not answer ({why}). Check that it is connected, then try again; "
            "what was written before is as it was."
        )
    else:
        said = f"{path} cannot be written: {why}. Check that its disk is there and that you may write to it."
    return StorageError(said, path=str(path), errno=error.errno)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns an OSError on the way into a StorageError about `path`."""
    try:
        yield
    except OSError as error:
        raise storage_error(error, path) from error


def write_text(path: Path, text: str) -> None:
    """Replace a small file as a whole. Raises StorageError."""
    with replacing(path) as aside:
        aside.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Where to write a file that is to stand at `path`, whole or not at all. Raises StorageError."""
    aside = aside_of(path)
    with writing(path):
        try:
            yield aside
            flush_file(aside)
            os.replace(aside, path)
        finally:
            with suppress(OSError):
                aside.unlink()
        flush_folder(path.parent)


@contextmanager
def replacing_folder(folder: Path) -> Iterator[Path]:
    """Where to write the files of a folder that is to stand at `folder`, all or none. Raises StorageError.

    One program at a time: what a killed one left aside is removed.
    """
    aside = folder.with_name(f".{folder.name}.new")
    with writing(folder):
        remove_folder(aside)
        aside.mkdir(parents=True)
        try:
            yield aside
            flush_all(aside)
            remove_folder(folder)
            os.replace(aside, folder)
        finally:
            remove_folder(aside)
        flush_folder(folder.parent)


def aside_of(path: Path) -> Path:
    """Where a file or folder is made before it takes its place. Two programs, or two threads of one, do not share it.

    What killed programs left there goes.
    """
    remove_leftovers(path)
    return path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.new")


def remove_leftovers(path: Path) -> None:
    """Delete what killed programs left aside of a file or folder, and what SQLite wrote beside that."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*-*.new*"):
        program = left.name.removeprefix(f".{path.name}.").partition("-")[0]
        if program.isdigit() and not psutil.pid_exists(int(program)):
            with suppress(OSError):
                remove_folder(left) if left.is_dir() else left.unlink()


def flush_file(file: Path) -> None:
    """Make what was written into a file last, also where it may only be read now."""
    if os.name == "nt" and not os.access(file, os.W_OK):
        return  # Windows flushes nothing that may only be read
    handle = os.open(file, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_all(path: Path) -> None:
    """Make a file last, or a folder with all that is in it."""
    for file in path.rglob("*") if path.is_dir() else [path]:
        if file.is_file():
            flush_file(file)
    if path.is_dir():
        flush_folder(path)


def flush_folder(folder: Path) -> None:
    """Make a rename in this folder last. Not every system can; there it is left to the system."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def only_one(path: Path, busy: str) -> Iterator[None]:
    """While inside, no other program is inside with the same `path`, a file that is made for it and gone afterwards.

    The system lets go of it however a program ends. busy: the sentence where another one is inside
    Raises StorageError with that, and where the file cannot be made.
    """
    with writing(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not locked(handle) or not _is_at(handle, path):
            raise StorageError(busy, path=str(path))
        try:
            yield
        finally:
            with suppress(OSError):  # Windows keeps a file that is open; it is empty
                path.unlink()
    finally:
        os.close(handle)


def locked(handle: int, *, wait: bool = False) -> bool:
    """Whether an open file is this program's alone until it is closed; True also where the drive knows no locks.

    wait: for another program to close it, on Windows for ten seconds
    """
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
    return True


def _is_at(handle: int, path: Path) -> bool:
    """Whether the open file is still the one of this name: another program may have ended and removed it."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def copy_file(source: Path, target: Path) -> str:
    """Copy byte for byte, flushed to disk. Returns the SHA-256. Raises StorageError where `target` cannot be made."""
    written: SimpleQueue[int] = SimpleQueue()
    with source.open("rb") as reader, writing(target), target.open("xb") as writer, ThreadPoolExecutor(1) as beside:
        hashed = beside.submit(_sha256_as_written, target, written)  # while the disk writes
        try:
            while block := reader.read(_BLOCK):
                writer.write(block)
                writer.flush()
                written.put(len(block))
            os.fsync(writer.fileno())
        finally:
            written.put(0)
        return hashed.result()


def _sha256_as_written(file: Path, written: SimpleQueue[int]) -> str:
    """Of a file that grows. written: how many bytes it has grown by, and 0 at its end"""
    digest = hashlib.sha256()
    with file.open("rb") as reader:
        while size := written.get():
            digest.update(reader.read(size))
    return digest.hexdigest()


def sha256_of(path: Path, stop: threading.Event | None = None) -> str:
    """Of a file's bytes, as hex. Raises CancelledError once `stop` is set."""
    digest, block = hashlib.sha256(), memoryview(bytearray(_BLOCK))
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(block):
            if stop is not None and stop.is_set():
                raise CancelledError
            digest.update(block[:size])
    return digest.hexdigest()


def remove_folder(folder: Path) -> None:
    """Delete a folder that nobody needs; what cannot be deleted stays."""
    shutil.rmtree(folder, ignore_errors=True)


def folder_size(folder: Path, *, without: str = "") -> int:
    """Bytes of all its files, but those named `without`; links are not followed."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and path.name != without)
    return sum(path.lstat().st_size for path in files)


def folders_in(folder: Path) -> list[str]:
    """Names of the folders directly inside, but hidden ones, sorted. None are in a folder that is not there."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir() and not entry.name.startswith("."))
    except FileNotFoundError:
        return []


def safe_name(text: str, otherwise: str) -> str:
    """A name for a file or folder on any system: letters of any language, digits, `_`, `-` and `.`.

    It is at most 60 characters and 180 bytes long.
    """
    name = unicodedata.normalize("NFC", text)  # as most systems write it; macOS takes letters and their marks apart
    name = re.sub(r"[^\w.-]+", "_", name).lstrip("._-")[:_LONGEST_NAME]  # "-" in front makes an option of it
    name = name.encode("utf-8", "ignore")[: 3 * _LONGEST_NAME].decode("utf-8", "ignore").rstrip("._") or otherwise
    stem, dot, rest = name.partition(".")
    return f"{stem}_{dot}{rest}" if stem.casefold() in _DEVICES else name


def free_name(wanted: str, taken: Container[str]) -> str:
    """`wanted`, or `wanted-2`, `wanted-3`, ... where it is taken.

    Case does not tell names apart; `taken` is casefolded.
    """
    name, number = wanted, 2
    while name.casefold() in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name
