"""What is said of a data set's rows and not saved as a version yet: `data/<name>/teaching.json`.

Corrections wait there until they become a version. What was found right, and how far labelling is, stays.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from studio.data.corrections import Correction
from studio.data.table import ReadOptions
from studio.data_spec import Frozen
from studio.errors import ProjectError
from studio.files import write_text
from studio.interpretation.findings import UnsureRow

TEACHING_FILE = "teaching.json"


class Labelling(Frozen):
    """The rows of a table that an adapter was least certain of.

    columns: those that the model reads    asked: rows that were
    done: rows of the table that have a label now, or were passed over
    """

    adapter: str
    file: str
    columns: tuple[str, ...]
    asked: int
    rows: tuple[UnsureRow, ...]
    done: tuple[int, ...] = ()

    @property
    def left(self) -> list[UnsureRow]:
        """The rows that are still to be labelled."""
        return [row for row in self.rows if row.row not in self.done]


class Teaching(Frozen):
    """options: how the table is to be read

    confirmed: by `label_key`, labels that need no second look: they are right, or a version has them corrected
    """

    options: ReadOptions = ReadOptions()
    corrections: tuple[Correction, ...] = ()
    confirmed: tuple[str, ...] = ()
    labelling: Labelling | None = None


def read_teaching(data_set: Path) -> Teaching:
    """Of the folder of a data set. Raises ProjectError where it is damaged."""
    path = data_set / TEACHING_FILE
    try:
        return Teaching.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Teaching()
    except (OSError, ValidationError) as error:
        raise ProjectError(
            f"{path} cannot be read, so the corrections in it are not known. Mend or remove it.", path=str(path)
        ) from error


def write_teaching(data_set: Path, teaching: Teaching) -> None:
    """Raises StorageError."""
    write_text(data_set / TEACHING_FILE, teaching.model_dump_json(indent=1) + "\n")
