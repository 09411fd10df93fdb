"""Delimited text files, read to the row: what the file is, its cells, and every row that could not be read.

Nothing is dropped silently: a row with too few or too many cells, a quote that never closes, bytes that are no text
become bad rows with a line number and a reason. Encoding, delimiter, quoting and header can each be overruled alone.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from studio.data.cells import Parsed, Quoting, lines_of, parse
from studio.data.encoding import UNDECODED, bytes_of, decoded, refuse_other_text
from studio.data.header import column_names, header_of
from studio.data.layout import layout_of
from studio.errors import TableError
from studio.wording import counted

_BAD_TEXT = 200  # characters of a bad row that are kept
_PROBLEM = re.compile("[\0\udc80-\udcff]")


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


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be read. line: counted from 1, where the row starts; text: its first 200 characters."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class TableFormat:
    """What the file turned out to be, or was said to be. found: one sentence a decision, for the window to show.

    delimiter is "" for a table of one column whose rows are whole lines.
    """

    encoding: str
    delimiter: str
    quoting: Quoting
    header: bool
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The readable rows of one file, by column, and its bad rows. Row numbers count readable rows from 0."""

    name: str
    path: Path
    format: TableFormat
    columns: tuple[str, ...]
    bad_rows: tuple[BadRow, ...]
    sha256: str
    _cells: tuple[list[str], ...] = field(repr=False)
    _lines: array[int] = field(repr=False)

    def __len__(self) -> int:
        return len(self._lines)

    @property
    def line_numbers(self) -> list[int]:
        """For each row the line of the file, counted from 1, where it starts."""
        return self._lines.tolist()

    def line_number(self, i: int) -> int:
        """The line of the file where row i starts. All of them as a list, for one of a million, are slow."""
        return self._lines[i]

    def column(self, name: str) -> list[str]:
        """All cells of one column, as a list of its own.

        Raises TableError naming the nearest column when there is none of this name.
        """
        return list(self._column(name))

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
        return replace(self, _cells=tuple(cells[start:stop] for cells in self._cells), _lines=self._lines[start:stop])

    def with_cells(self, changes: Mapping[int, Mapping[str, str]]) -> Table:
        """The table with other texts in some cells. changes: row number to column to text"""
        columns = {name: list(cells) for name, cells in zip(self.columns, self._cells, strict=True)}
        for row, cells in changes.items():
            for name, text in cells.items():
                columns[name][row] = text
        return replace(self, _cells=tuple(columns.values()))

    def rows_with_empty(self, name: str) -> list[int]:
        """Row numbers whose cell in this column is empty or holds white space only."""
        return [i for i, cell in enumerate(self._column(name)) if not cell or cell.isspace()]

    def _column(self, name: str) -> list[str]:
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


def read_table(path: str | Path, options: ReadOptions = ReadOptions()) -> Table:  # noqa: B008  (frozen)
    """Read a delimited text file; find out what the options leave open.

    Raises TableError when there is no table to read: no file, a folder, a binary file, no text, no rows.
    A row that cannot be read is no error; it stands in `bad_rows`.
    """
    path = Path(path)
    data = bytes_of(path)
    text, encoding, encoding_found = decoded(path, data, options.encoding)
    refuse_other_text(path, text, is_delimited=options.delimiter is not None)
    lines, sha256 = lines_of(text), hashlib.sha256(data).hexdigest()
    del data, text  # as large as the file
    delimiter, quoting, layout_found = layout_of(lines, options.delimiter, options.quoting)
    parsed = parse(lines, delimiter, quoting)
    return _table(path, sha256, parsed, lines, delimiter, quoting, encoding,
                  (*encoding_found, *layout_found), options)  # fmt: skip


def inspect_table(path: str | Path, options: ReadOptions = ReadOptions()) -> dict[str, Any]:  # noqa: B008  (frozen)
    """What read_table finds, as plain values that json.dumps takes. Raises TableError as read_table does."""
    table = read_table(path, options)
    return {
        "encoding": table.format.encoding,
        "delimiter": table.format.delimiter,
        "quoting": table.format.quoting,
        "header": table.format.header,
        "rows": len(table),
        "columns": list(table.columns),
        "bad_rows": [{"line": bad.line, "reason": bad.reason, "text": bad.text} for bad in table.bad_rows],
        "found": list(table.format.found),
    }


def _table(
    path: Path,
    sha256: str,
    parsed: Parsed,
    lines: Sequence[str],
    delimiter: str,
    quoting: Quoting,
    encoding: str,
    found: tuple[str, ...],
    options: ReadOptions,
) -> Table:
    rows, starts = parsed.rows, parsed.starts
    if not rows and not parsed.broken:
        raise TableError(f"{path.name} has no rows, only empty lines. Choose a file with rows in it.", path=str(path))
    if not rows:
        start, _, reason = parsed.broken[0]
        raise TableError(f"No row of {path.name} can be read. Line {start}: {reason}", path=str(path), line=start)
    header, header_found = header_of(rows, options.header, options.columns)
    first = 1 if header else 0
    if len(rows) == first and not parsed.broken:
        raise TableError(
            f"{path.name} has a header and no rows. Choose a file with rows in it, or say that it has no header.",
            path=str(path),
            columns=tuple(rows[0]),
        )
    width = _width(rows, first)
    names, names_found = column_names(path, rows[0] if header else None, width, options.columns)

    def raw(start: int, end: int) -> str:
        text = "".join(lines[start - 1 : min(end, start + _BAD_TEXT)])[: _BAD_TEXT + 2].rstrip("\r\n")[:_BAD_TEXT]
        return UNDECODED.sub("\ufffd", text.replace("\0", "\u2400"))

    bad = [BadRow(start, reason, raw(start, end)) for start, end, reason in parsed.broken]
    kept: list[int] = []
    for i in range(first, len(rows)):
        fault = _fault(rows[i], width)
        if fault is None:
            kept.append(i)
        else:
            bad.append(BadRow(starts[i], fault, raw(starts[i], parsed.ends[i])))
    bad.sort(key=lambda row: row.line)
    if not kept:
        raise TableError(
            f"No row of {path.name} can be read. Line {bad[0].line}: {bad[0].reason} "
            "If all rows are like this, choose another delimiter, quoting or header.",
            path=str(path),
            line=bad[0].line,
            reason=bad[0].reason,
        )
    found = (*found, *header_found, *names_found)
    if parsed.blank:
        found += (f"{counted(parsed.blank, 'blank line')} passed over.",)
    if bad:
        found += (f"{counted(len(bad), 'row')} cannot be read; the first is on line {bad[0].line}.",)
    return Table(
        name=path.name,
        path=path,
        format=TableFormat(encoding, delimiter, quoting, header, found),
        columns=names,
        bad_rows=tuple(bad),
        sha256=sha256,
        _cells=tuple(_shared([rows[i][j] for i in kept]) for j in range(width)),
        _lines=array("l", (starts[i] for i in kept)),
    )


def _width(rows: Sequence[Sequence[str]], first: int) -> int:
    """How many cells a row should have: as many as the header, unless nearly all rows agree on more."""
    counts = Counter(map(len, rows[first:]))
    if not counts:
        return len(rows[0])
    most = max(counts.values())
    usual = next(n for n, k in counts.items() if k == most)
    if not first:
        return usual
    named = len(rows[0])
    return usual if usual > named and most >= 0.9 * counts.total() else named


def _fault(row: Sequence[str], width: int) -> str | None:
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


def _shared(cells: list[str]) -> list[str]:
    """The same cells; where values repeat (labels), equal ones are one object in memory."""
    if len(set(cells[:1000])) * 2 > min(len(cells), 1000):
        return cells
    seen: dict[str, str] = {}
    return [seen.setdefault(cell, cell) for cell in cells]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(repr(name) for name in names)
