"""Rows of any kind of file become a table: which of them can be used, and what is said of the others."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from studio.data.encoding import NO_TEXT
from studio.data.table import BadRow, Table, TableFormat
from studio.errors import TableError
from studio.wording import counted

_BAD_TEXT = 200  # characters of a bad row that are kept
_BAD_LINES = 200  # of a bad record, at most, that are looked at to show how it begins
_MOST_CELLS = 50_000_000  # that are held one by one, some 400 MB before any text
_PROBLEM = re.compile("[\0\ud800-\udfff]")


class Gathered:
    """Rows as they are read. width: how many cells each should have"""

    def __init__(self, width: int) -> None:
        self.width = width
        self.columns: list[list[str]] = [[] for _ in range(width)]
        self.numbers = array("l")
        self.bad: list[BadRow] = []

    def add(self, number: int, cells: Sequence[str]) -> None:
        """A row that may be good. number: its line, or which row it is, from 1"""
        reason = fault(cells, self.width)
        if reason is not None:
            self.refuse(number, reason, " | ".join(cells))
            return
        for column, cell in zip(self.columns, cells, strict=True):
            column.append(cell)
        self.numbers.append(number)

    def refuse(self, number: int, reason: str, text: str) -> None:
        self.bad.append(BadRow(number, reason, beginning(text)))

    def table(
        self, path: Path, sha256: str, form: TableFormat, names: Sequence[str], *, blank: int = 0, hint: str = ""
    ) -> Table:
        """hint: what to do where no row can be read. Raises TableError there."""
        columns = [shared(cells) for cells in self.columns]
        return finished(path, sha256, form, names, columns, self.numbers, self.bad, blank=blank, hint=hint)


def check_size(path: Path, rows: int, width: int) -> None:
    """Raises TableError for more cells than memory is for; a file of a few bytes can ask for any number of them."""
    if rows * width > _MOST_CELLS:
        raise TableError(
            f"{path.name} holds {rows:,} rows of {width:,} columns, more than can be read from a file of this kind. "
            "Leave out columns that are not needed, or save it as CSV.",
            path=str(path),
        )


def finished(
    path: Path,
    sha256: str,
    form: TableFormat,
    names: Sequence[str],
    columns: Sequence[Sequence[str]],
    numbers: Sequence[int],
    bad: Sequence[BadRow],
    *,
    blank: int = 0,
    hint: str = "",
) -> Table:
    """The table of good rows, with what is to be said of the others.

    numbers: of the good rows    blank: lines or rows that hold nothing    hint: what to do where no row is good
    Raises TableError where none is.
    """
    bad = sorted(bad, key=lambda row: row.line)
    if not len(numbers):
        if not bad:
            raise TableError(f"{path.name} has no rows. Choose a file with rows in it.", path=str(path))
        n = bad[0].line
        first = f"{'Line' if form.unit == 'line' else 'Row'} {n}: {bad[0].reason}"
        raise TableError(
            f"No row of {path.name} can be read. {first} {hint}".strip(),
            path=str(path),
            line=bad[0].line,
            reason=bad[0].reason,
        )
    return Table(
        name=path.name,
        path=path,
        format=with_counts(form, bad, blank),
        columns=tuple(names),
        bad_rows=tuple(bad),
        sha256=sha256,
        _cells=tuple(columns),
        _lines=numbers,
    )


def with_counts(form: TableFormat, bad: Sequence[BadRow], blank: int) -> TableFormat:
    """What was found, with how many rows cannot be read and how many lines hold nothing."""
    found = form.found
    if blank:
        lines = counted(blank, "blank line") if form.unit == "line" else counted(blank, "blank row")
        found += (f"{lines} passed over.",)
    if bad:
        found += (
            f"{counted(len(bad), 'row')} cannot be read; the first is on {'line' if form.unit == 'line' else 'row'} "
            f"{bad[0].line}.",
        )
    return replace(form, found=found)


def fault(row: Sequence[str], width: int) -> str | None:
    """Why a row cannot be used, or None."""
    if len(row) != width:
        return f"{counted(len(row), 'cell')} instead of {width}: too {'many' if len(row) > width else 'few'}."
    cells = "".join(row)
    if not cells or cells.isspace():
        return "Every cell is empty."
    # isprintable is quick and true of most rows.
    if not cells.isprintable() and (match := _PROBLEM.search(cells)):
        return "A NUL byte stands in the row." if match.group() == "\0" else "Bytes that the encoding does not have."
    return None


def shared(cells: list[str], seen: dict[str, str] | None = None) -> list[str]:
    """The same cells; where values repeat (labels), equal ones are one object in memory.

    seen: those of earlier parts of the column, to which these are added
    """
    if len(set(cells[:1000])) * 2 > min(len(cells), 1000):
        return cells
    seen = {} if seen is None else seen
    return [seen.setdefault(cell, cell) for cell in cells]


def record_beginning(lines: Sequence[str], start: int, end: int) -> str:
    """How a bad record begins that stands on lines `start` to `end` of these, from 1."""
    return beginning("".join(lines[start - 1 : min(end, start + _BAD_LINES)]).rstrip("\r\n"))


def beginning(text: str) -> str:
    """Of a bad row, to be shown."""
    return NO_TEXT.sub("\ufffd", text[:_BAD_TEXT].replace("\0", "\u2400"))
