"""Files and folders that are never half: written aside, flushed, then renamed. And names that any system takes."""

from __future__ import annotations

import errno
import glob
import hashlib
import os
import re
import shutil
import threading
from collections import deque
from collections.abc import Container, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from studio.errors import StorageError

_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
_LONGEST_NAME = 60
_BLOCK = 1 << 20
_BLOCKS_AHEAD = 8  # that are in memory until they are hashed
# Names that Windows keeps for devices, with any ending.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}


def storage_error(error: OSError, path: Path) -> StorageError:
    """The sentence for a file that could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        said = f"{path} cannot be written: the disk is full. Make room on it, then try again."
    elif error.errno in _READ_ONLY:
        said = (
            f"{path} cannot be written: its folder is read-only for you. "
            "Change its permissions, or choose another folder."
        )
    else:
        why = error.strerror or str(error)
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


def copy_file(source: Path, target: Path) -> str:
    """Copy byte for byte, flushed to disk. Returns the SHA-256. Raises StorageError where `target` cannot be made."""
    digest = hashlib.sha256()
    hashed: deque[Future[None]] = deque()
    with source.open("rb") as reader, writing(target), target.open("xb") as writer, ThreadPoolExecutor(1) as beside:
        while block := reader.read(_BLOCK):
            hashed.append(beside.submit(digest.update, block))  # while the disk writes
            writer.write(block)
            if len(hashed) > _BLOCKS_AHEAD:
                hashed.popleft().result()
        writer.flush()
        os.fsync(writer.fileno())
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
    """A name for a file or folder on any system: letters of any language, digits, `_`, `-` and `.`."""
    name = re.sub(r"[^\w.-]+", "_", text).strip("._")[:_LONGEST_NAME].strip("._") or otherwise
    return f"{name}_" if name.split(".")[0].casefold() in _DEVICES else name


def free_name(wanted: str, taken: Container[str]) -> str:
    """`wanted`, or `wanted-2`, `wanted-3`, ... where it is taken.

    Case does not tell names apart; `taken` is casefolded.
    """
    name, number = wanted, 2
    while name.casefold() in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name
