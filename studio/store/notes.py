"""What the user says of a run or an adapter: name, tags, notes. It stands in notes.json in the folder it is about."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from studio.files import write_text

NOTES_FILE = "notes.json"


class Notes(BaseModel):
    """name: "" where the user gave none. adapter_deleted: of a run, that its adapter was taken away."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""
    adapter_deleted: bool = False


def read_notes(folder: Path) -> Notes:
    """The notes of a run's or adapter's folder; empty ones where there are none or they cannot be read."""
    return _read(folder / NOTES_FILE) or Notes()


def are_notes_damaged(folder: Path) -> bool:
    """Whether there is a notes.json that cannot be read."""
    return (folder / NOTES_FILE).exists() and _read(folder / NOTES_FILE) is None


def write_notes(folder: Path, notes: Notes) -> None:
    """Replace the notes. A damaged file, edited by hand maybe, is kept beside them. Raises StorageError."""
    path = folder / NOTES_FILE
    if are_notes_damaged(folder):
        with suppress(OSError):
            os.replace(path, path.with_suffix(".damaged"))
    write_text(path, notes.model_dump_json(indent=1, exclude_defaults=True) + "\n")


def _read(path: Path) -> Notes | None:
    if not path.is_file():
        return None
    try:
        return Notes.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
