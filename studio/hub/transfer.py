"""A file of the hub on its way to this disk: gone on with where it broke off, and taken only with its checksum.

The hub's own library throws away what is broken off (2.4.0), so files are fetched here.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from studio.errors import StorageError
from studio.files import writing
from studio.hub.client import HubFile, Kind, error_of, streaming

_TRIES = 5  # in a row that bring nothing
_BLOCK = 2**20  # bytes that a checksum takes at once
_SPARE = 50_000_000  # bytes that a disk should keep


@dataclass(frozen=True, slots=True)
class Transfer:
    """How far a download is, in bytes."""

    name: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Repository:
    """Where files come from. commit: of the revision"""

    kind: Kind
    name: str
    commit: str


def part_of(target: Path) -> Path:
    """What has come of a file so far."""
    return target.with_name(f"{target.name}.part")


def check_room(name: str, folder: Path, missing: int, remedy: str) -> None:
    """Raises StorageError where so many bytes more do not fit. remedy: a sentence"""
    free = shutil.disk_usage(folder).free
    if missing + _SPARE > free:
        raise StorageError(
            f"{name} needs {missing / 1e9:.2f} GB more, and the disk of {folder} has {free / 1e9:.2f} GB free. {remedy}"
        )


def fetch(source: Repository, file: HubFile, target: Path, came: Callable[[int], None]) -> None:
    """One file, from where it was broken off; its checksum decides whether it is taken.

    came: called with how many bytes came, or with less than 0 where some are thrown away; what it raises breaks off
    Raises what `asking` makes sentences of, and the kind's error for another checksum.
    """
    from huggingface_hub import errors as hub

    part, left = part_of(target), _TRIES
    part.touch()
    while True:
        before = part.stat().st_size
        try:
            _append(source, file, part, came)
            break
        except hub.HfHubHTTPError:  # the hub's answer
            raise
        except hub.HTTPError:  # type: ignore[attr-defined]  # the connection's
            left = _TRIES if part.stat().st_size > before else left - 1
            if not left:
                raise
            came(0)
            time.sleep(_TRIES - left)
    _accept(source, file, target, came)


def _append(source: Repository, file: HubFile, part: Path, came: Callable[[int], None]) -> None:
    begin = part.stat().st_size
    if begin >= file.size > 0:
        return
    asked = streaming(source.name, source.commit, file.path, begin=begin, kind=source.kind)
    with asked as response, writing(part), part.open("ab") as opened:
        if begin and response.status_code != 206:  # the whole file comes anew
            opened.truncate(0)
            came(-begin)
        for block in response.iter_bytes():
            opened.write(block)
            came(len(block))
            if opened.tell() > file.size:
                return


def _accept(source: Repository, file: HubFile, target: Path, came: Callable[[int], None]) -> None:
    part = part_of(target)
    with part.open("rb") as opened:
        is_right = _checksum(opened, file, came) == file.blob
    if is_right:
        os.replace(part, target)
        return
    came(-part.stat().st_size)
    part.unlink()
    raise error_of(
        source.kind,
        f"{source.name}: {file.path} came otherwise than the hub describes it (another checksum), and was thrown away. "
        "Download again; where it happens again, something between here and the hub changes files.",
        name=source.name,
    )


def _checksum(opened: BinaryIO, file: HubFile, came: Callable[[int], None]) -> str:
    """SHA-256, or git's own, by what the hub names."""
    digest = hashlib.sha256() if len(file.blob) == 64 else hashlib.sha1(usedforsecurity=False)
    if len(file.blob) != 64:
        digest.update(f"blob {os.fstat(opened.fileno()).st_size}\0".encode())
    while block := opened.read(_BLOCK):
        digest.update(block)
        came(0)
    return digest.hexdigest()
