"""Tables, read to the row: what a file is, its cells, and every row that could not be read.

Nothing is dropped silently: a row with too few or too many cells, a quote that never closes, bytes that are no text
become bad rows with a line number and a reason. What was found out of a file can be overruled, each finding alone.
Each kind of file has a reader of its own, and `studio.data.readers` knows them all.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from studio.data.cells import Quoting
from studio.data.kinds import TableKind
from studio.errors import TableError
from studio.wording import counted, phrase

LARGE = 8_000_000  # bytes; smaller files are read at once
Progress = Callable[[int, int], None]  # how much is done, of how much; may raise to stop


def unheard(_done: int, _total: int) -> None:
    """The progress that nobody wants to hear of."""


class ReadOptions(BaseModel):
    """What the user overrules; None means: find out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    encoding: str | None = Field(default=None, title="Encoding", description="For example utf-8 or cp1252.")
    delimiter: str | None = Field(
        default=None,
        title="Delimiter",
        description="The character between cells; empty text: one column, a row a line.",
    )
    quoting: Quoting | None = Field(
        default=None, title="Quoting", description="minimal: quotes may wrap cells; none: a quote is part of the text."
    )
    header: bool | None = Field(default=None, title="Header", description="Whether the first row names the columns.")
    columns: tuple[str, ...] | None = Field(
        default=None, title="Column names", description="Names to use, first column first."
    )
    sheet: str | None = Field(default=None, title="Sheet", description="Of an Excel workbook.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> ReadOptions:
        """What [data] of a run.toml, or a draft of it, overrules."""
        return cls.model_validate({key: data[key] for key in cls.model_fields if data.get(key) is not None})


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be read. text: its first 200 characters    file: which of several

    line: counted from 1, where the row starts; in a file without lines, which row it is
    """

    line: int
    reason: str
    text: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class TableFormat:
    """What the file turned out to be, or was said to be. found: one sentence a decision, for the window to show.

    delimiter is "" for a table of one column whose rows are whole lines, and for files that need none.
    sheets: of a workbook, the one that was read first
    """

    encoding: str
    delimiter: str
    quoting: Quoting
    header: bool
    found: tuple[str, ...]
    kind: TableKind = "delimited"
    sheets: tuple[str, ...] = ()

    @property
    def unit(self) -> Literal["line", "row"]:
        """What a row's number counts."""
        return "line" if self.kind in ("delimited", "json_lines") else "row"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The readable rows of one file, by column, and its bad rows. Row numbers count readable rows from 0.

    _files: of several files the number of the first row, and the name; none where there is one file
    """

    name: str
    path: Path
    format: TableFormat
    columns: tuple[str, ...]
    bad_rows: tuple[BadRow, ...]
    sha256: str
    _cells: tuple[Sequence[str], ...] = field(repr=False)
    _lines: Sequence[int] = field(repr=False)
    _files: tuple[tuple[int, str], ...] = field(default=(), repr=False)

    def __len__(self) -> int:
        return len(self._lines)

    @property
    def line_numbers(self) -> list[int]:
        """For each row the line of the file, counted from 1, where it starts."""
        return list(self._lines)

    def line_number(self, i: int) -> int:
        """The line of the file where row i starts. All of them as a list, for one of a million, are slow."""
        return int(self._lines[i])

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the files that are one table here; none where it is one file."""
        return tuple(name for _, name in self._files)

    def place(self, i: int) -> str:
        """Where row i stands, for a sentence: "films.csv, line 41"."""
        file = self.file_of(i)
        n = self.line_number(i)
        return phrase(f"{file}, line {n}" if self.format.unit == "line" else f"{file}, row {n}")

    def file_of(self, i: int) -> str:
        """Name of the file that row i stands in."""
        return next((name for first, name in reversed(self._files) if first <= i), self.name)

    def column(self, name: str) -> list[str]:
        """All cells of one column, as a list of its own.

        Raises TableError naming the nearest column when there is none of this name.
        """
        return list(self.cells(name))

    def row(self, i: int) -> dict[str, str]:
        """Row i (0-based; negative counts from the end) by column name. Raises TableError outside the table."""
        if not -len(self) <= i < len(self):
            raise TableError(
                f"{self.name} has {counted(len(self), 'row')}, so there is no row {i}. Count rows from 0.",
                table=self.name,
                row=i,
                rows=len(self),
            )
        return {name: cells[i] for name, cells in zip(self.columns, self._cells, strict=True)}

    def part(self, start: int, stop: int) -> Table:
        """Rows start to stop - 1, or to the end, as a table of their own."""
        files = tuple((max(0, first - start), name) for first, name in self._files)
        cells = tuple(cells[start:stop] for cells in self._cells)
        return replace(self, _cells=cells, _lines=self._lines[start:stop], _files=files)

    def with_cells(self, changes: Mapping[int, Mapping[str, str]]) -> Table:
        """The table with other texts in some cells. changes: row number to column to text"""
        columns = dict(zip(self.columns, self._cells, strict=True))
        changed = {name: list(columns[name]) for name in {name for cells in changes.values() for name in cells}}
        for row, cells in changes.items():
            for name, text in cells.items():
                changed[name][row] = text
        return self.with_columns(changed)

    def with_columns(self, columns: Mapping[str, Sequence[str]]) -> Table:
        """The table with other cells in some columns, as many as it has rows."""
        cells = zip(self.columns, self._cells, strict=True)
        return replace(self, _cells=tuple(columns.get(name, own) for name, own in cells))

    def is_changed_copy_of(self, other: Table) -> bool:
        """Whether a table is another one with other texts in some cells: as many rows, from the same lines."""
        same = self._lines is other._lines or self._lines == other._lines
        return self.columns == other.columns and len(self) == len(other) and same

    def rows_with_empty(self, name: str) -> list[int]:
        """Row numbers whose cell in this column is empty or holds white space only."""
        return [i for i, cell in enumerate(self.cells(name)) if not cell or cell.isspace()]

    def cells(self, name: str) -> Sequence[str]:
        """All cells of one column, to be looked at: a million of them may lie in a file.

        Raises TableError naming the nearest column when there is none of this name.
        """
        if name in self.columns:
            return self._cells[self.columns.index(name)]
        folded = {column.casefold(): column for column in self.columns}
        near = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.5)
        hint = f"Did you mean {folded[near[0]]!r}?" if near else f"Its columns are {_listed(self.columns)}."
        raise TableError(
            f"{self.name} has no column {name!r}. {hint}",
            table=self.name,
            column=name,
            nearest=folded[near[0]] if near else None,
            columns=self.columns,
        )


def inspected(table: Table) -> dict[str, Any]:
    """What was found of a table, as plain values that json.dumps takes."""
    form = table.format
    return {
        "kind": form.kind,
        "encoding": form.encoding,
        "delimiter": form.delimiter,
        "quoting": form.quoting,
        "header": form.header,
        "rows": len(table),
        "columns": list(table.columns),
        "bad_rows": [
            {"line": bad.line, "reason": bad.reason, "text": bad.text} | ({"file": bad.file} if bad.file else {})
            for bad in table.bad_rows
        ],
        "found": list(form.found),
    }


def _listed(names: Sequence[str]) -> str:
    return ", ".join(repr(name) for name in names)
