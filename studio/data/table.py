"""Delimited text files, read to the row: what the file is, its cells, and every row that could not be read.

Nothing is dropped silently: a row with too few or too many cells, a quote that never closes, bytes that are no text
become bad rows with a line number and a reason. Each guess (encoding, delimiter, quoting, header) can be overruled alone.

Surprises: lines end at LF, CRLF or CR only. `str.splitlines` also cuts at U+0085 and U+2028, which stand inside cells.
A lone CR in a file whose lines end in LF is part of its cell.
"""

from __future__ import annotations

import codecs
import csv
import difflib
import hashlib
import io
import json
import re
import string
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from studio.errors import TableError

Quoting = Literal["minimal", "none"]

# Tie order: a tab is hardly ever text, a comma often is (and is the decimal sign of tables that use a semicolon).
_DELIMITERS = ("\t", ";", "|", ",")
_DELIMITER_NAMES = {"\t": "Tab", ";": "Semicolon", "|": "Bar", ",": "Comma", " ": "Space", ":": "Colon"}
_SAMPLE_LINES = 4000
_SAMPLE_BYTES = 200_000
_BAD_TEXT = 200  # characters of a bad row that are kept
_CERTAIN = 0.8  # share of rows that must agree before a cheap guess counts as certain
_LARGEST_CELL = 2**31 - 1  # the largest limit that the csv module takes on every platform


class ReadOptions(BaseModel):
    """What the user overrules; None means: find out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    encoding: str | None = Field(default=None, title="Encoding", description="For example utf-8 or cp1252.")
    delimiter: str | None = Field(
        default=None, title="Delimiter", description="The character between cells; empty text: one column, a row a line."
    )
    quoting: Quoting | None = Field(
        default=None, title="Quoting", description="minimal: quotes may wrap cells; none: a quote is part of the text."
    )
    header: bool | None = Field(default=None, title="Header", description="Whether the first row names the columns.")
    columns: tuple[str, ...] | None = Field(
        default=None, title="Column names", description="Names to use, first column first."
    )

    @field_validator("delimiter")
    @classmethod
    def _one_character(cls, value: str | None) -> str | None:
        if value is not None and (len(value) > 1 or value in {"\n", "\r", '"', "\0"}):
            raise ValueError(f"a delimiter is one character, and no quote or line break; {value!r} is not")
        return value


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
    """The readable rows of one file, by column, and the bad rows beside them. Row numbers count readable rows from 0."""

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

    def column(self, name: str) -> list[str]:
        """All cells of one column, as a list of its own.

        Raises TableError naming the nearest column when there is none of this name.
        """
        return list(self._column(name))

    def row(self, i: int) -> dict[str, str]:
        """Row i (0-based; negative counts from the end) by column name. Raises TableError outside the table."""
        if not -len(self) <= i < len(self):
            raise TableError(
                f"{self.name} has {_count(len(self), 'row')}, so there is no row {i}. Count rows from 0.",
                table=self.name,
                row=i,
                rows=len(self),
            )
        return {name: cells[i] for name, cells in zip(self.columns, self._cells, strict=True)}

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
    data = _bytes_of(path)
    text, encoding, encoding_found = _decoded(path, data, options.encoding)
    _refuse_other_text(path, text, options)
    lines = _lines_of(text)
    delimiter, quoting, layout_found = _layout(path, lines, options)
    parsed = _parse(lines, delimiter, quoting)
    return _table(path, hashlib.sha256(data).hexdigest(), parsed, lines, delimiter, quoting, encoding,
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


# --- the file -----------------------------------------------------------------------------------------------------

_SIGNATURES = (
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_SAVE_AS = "Save or unpack it as CSV or TSV text, then open that."


def _bytes_of(path: Path) -> bytes:
    """The file's bytes, once it is sure that they are text of some kind."""
    if path.is_dir():
        raise TableError(f"{path.name} is a folder, not a table. Choose a file inside it.", path=str(path))
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise TableError(f"There is no file {path}. Check the name and the folder.", path=str(path)) from None
    except OSError as error:
        why = error.strerror or str(error)
        raise TableError(f"{path.name} cannot be read: {why}. Check that you may open it.", path=str(path)) from error
    if not data.strip():
        raise TableError(f"{path.name} is empty. Choose a file with rows in it.", path=str(path))
    kind = next((kind for start, kind in _SIGNATURES if data.startswith(start)), None)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        kind = "an Excel workbook" if b"xl/workbook" in data else "a zip archive"
    if kind is not None:
        raise TableError(f"{path.name} is {kind}, not a text table. {_SAVE_AS}", path=str(path), kind=kind)
    return data


_BOMS = (  # UTF-32 before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_NOT_TEXT = frozenset(range(0x20)) - set(b"\t\n\v\f\r\x1a\x1b") - {0}
_UNDECODED = re.compile("[\udc80-\udcff]")
_PROBLEM = re.compile("[\0\udc80-\udcff]")


def _decoded(path: Path, data: bytes, chosen: str | None) -> tuple[str, str, tuple[str, ...]]:
    """Text, encoding, sentences. Bytes that the encoding lacks stay in the text as U+DC80..U+DCFF."""
    if chosen is not None:
        return _decoded_as(path, data, chosen)
    for mark, encoding, name in _BOMS:
        if data.startswith(mark):
            text, _, found = _decoded_as(path, data, encoding)
            return text, encoding, (f"{name} with a byte order mark.", *found[1:])
    wide = _utf16_without_mark(data)
    if wide is not None:
        text, _, found = _decoded_as(path, data, wide)
        return text, wide, ("UTF-16 without a byte order mark: every other byte is empty.", *found[1:])
    sample = data[:_SAMPLE_BYTES]
    odd = sum(sample.count(byte) for byte in _NOT_TEXT)
    if sample.count(0) > len(sample) * 0.05 or odd > len(sample) * 0.02:
        raise TableError(f"{path.name} is a binary file, not a text table. {_SAVE_AS}", path=str(path), kind="binary")
    try:
        return data.decode("utf-8"), "utf-8", ("Plain ASCII text." if data.isascii() else "UTF-8 text.",)
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    broken = len(_UNDECODED.findall(text))
    whole = sum(1 for character in text if character > "\x7f") - broken
    if whole >= 10 * broken:  # one damaged spot in UTF-8 is no reason to misread all the rest
        return text, "utf-8", (f"UTF-8 text, but {_count(broken, 'byte')} in it {_are(broken)} not.",)
    return _legacy(path, data)


def _decoded_as(path: Path, data: bytes, encoding: str) -> tuple[str, str, tuple[str, ...]]:
    try:
        codecs.lookup(encoding)
        found: tuple[str, ...] = (f"Read as {encoding}, as you chose.",)
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            text = data.decode(encoding, "surrogateescape")
            broken = len(_UNDECODED.findall(text))
            found += (f"{_count(broken, 'byte')} {_are(broken)} not {encoding}.",)
    except LookupError:
        raise TableError(
            f"There is no encoding named {encoding!r}. Try utf-8, utf-16, cp1252 or latin-1.", encoding=encoding
        ) from None
    except (UnicodeError, TypeError):
        raise TableError(
            f"{path.name} cannot be read as {encoding}. Leave the encoding open, or choose another.",
            path=str(path),
            encoding=encoding,
        ) from None
    return text.removeprefix("\ufeff"), encoding, found


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:_SAMPLE_BYTES]
    half = len(sample) // 2
    if len(data) % 2 or half == 0:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return None


def _legacy(path: Path, data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """Not UTF-8: cp1252 unless the letters speak clearly for another script."""
    from charset_normalizer import from_bytes

    # Lines with letters beyond ASCII say the most, and a sample of them is quick.
    telling = b"\n".join(line for line in data[: 50 * _SAMPLE_BYTES].split(b"\n") if not line.isascii())[:_SAMPLE_BYTES]
    best = from_bytes(telling).best()
    encoding = best.encoding if best is not None else "cp1252"
    if best is None or not _another_script(str(best)):
        # Western guesses (mac_roman, cp437, cp1250 ...) differ in a few letters only: take what people really use.
        encoding = "cp1252"
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            encoding = "latin-1"
    text, _, found = _decoded_as(path, data, encoding)
    return text, encoding, (f"Not UTF-8; read as {encoding}. If letters look wrong, choose another encoding.", *found[1:])


def _another_script(text: str) -> bool:
    """Whether most letters beyond ASCII lie outside the Latin blocks, or are Latin letters that cp1252 lacks."""
    letters = [character for character in text if character > "\x7f" and character.isalpha()]
    if len(letters) < 5:
        return False
    foreign = sum(1 for character in letters if character > "\u024f")
    # Polish, Czech, Hungarian, Turkish letters; read as cp1252 they would be signs rather than letters.
    central = sum(1 for character in letters if "\u0100" <= character <= "\u024f" and character not in "ŒœŠšŸŽž")
    return foreign > len(letters) * 0.5 or central > len(letters) * 0.25


def _refuse_other_text(path: Path, text: str, options: ReadOptions) -> None:
    """Text that is no table of cells: a web page, JSON."""
    start = text[:1000].lstrip()
    if not start:
        start = text.lstrip()[:1000]
        if not start:
            raise TableError(f"{path.name} holds only white space. Choose a file with rows in it.", path=str(path))
    if options.delimiter is not None:
        return
    if re.match(r"<(!doctype html|html)\b", start, re.IGNORECASE):
        raise TableError(
            f"{path.name} is a web page, not a table. Download the file itself, not the page that shows it.",
            path=str(path),
            kind="html",
        )
    if start[0] in "{[":
        first = text.lstrip().split("\n", 1)[0]
        whole = _json_or_none(first)
        if isinstance(whole, (dict, list)) or start[:2] in {"{\n", "[\n", "{\r", "[\r"}:
            raise TableError(
                f"{path.name} is JSON, not a table of cells. Save it as CSV or TSV, one row a line.",
                path=str(path),
                kind="json",
            )


def _json_or_none(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


# --- lines and cells ------------------------------------------------------------------------------------------------


def _lines_of(text: str) -> list[str]:
    """Physical lines, ends kept."""
    feeds = text.count("\n")
    lone = len(re.findall(r"\r(?!\r*\n)", text)) if "\r" in text else 0
    # Newline "" also ends lines at a lone CR, as old Mac programs write them. A few in a file of LF lines are text.
    ends_at_returns = lone > 0 and lone * 20 >= feeds
    return list(io.StringIO(text, newline="" if ends_at_returns else "\n"))


@dataclass(frozen=True, slots=True)
class _Parsed:
    """One way to cut the lines into cells. Blank lines are counted, and are neither rows nor bad."""

    rows: list[list[str]]
    starts: array[int]  # [rows], line counted from 1
    ends: array[int]
    broken: list[tuple[int, int, str]]  # start, end, reason
    blank: int


def _parse(lines: Sequence[str], delimiter: str, quoting: Quoting) -> _Parsed:
    rows: list[list[str]] = []
    starts, ends = array("l"), array("l")
    broken: list[tuple[int, int, str]] = []
    blank = 0
    for start, end, cells in _records(lines, delimiter, quoting):
        if isinstance(cells, str):
            broken.append((start, end, cells))
        elif not cells or (len(cells) == 1 and not cells[0].strip()):
            blank += 1
        else:
            rows.append(cells)
            starts.append(start)
            ends.append(end)
    return _Parsed(rows, starts, ends, broken, blank)


def _records(lines: Sequence[str], delimiter: str, quoting: Quoting) -> Iterator[tuple[int, int, list[str] | str]]:
    """First line, last line, and cells, or in place of cells the reason why there are none."""
    if quoting == "none" or not delimiter:
        for number, line in enumerate(lines, 1):
            bare = line.rstrip("\r\n")
            yield number, number, bare.split(delimiter) if delimiter else [bare]
        return
    if csv.field_size_limit() < _LARGEST_CELL:
        csv.field_size_limit(_LARGEST_CELL)
    done = 0
    while done < len(lines):
        base = done
        # A lone CR outside quotes is an error to csv.reader; U+E00D stands in for it, and is put back below.
        reader = csv.reader(_from(lines, base), delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                start, done = done + 1, base + reader.line_num
                yield start, done, [cell.replace("\ue00d", "\r") if "\ue00d" in cell else cell for cell in cells]
        except csv.Error:
            # The cell may have run through many lines before it failed. Only the line where it began is lost.
            start = done + 1
            never_closes = base + reader.line_num >= len(lines) and _is_open(lines, done, delimiter)
            done = start
            yield start, start, _NEVER_CLOSES if never_closes or reader.line_num + base > start else _QUOTE_INSIDE
        else:
            return


_NEVER_CLOSES = "A quote opens a cell and does not close where the cell ends."
_QUOTE_INSIDE = 'A quote stands inside a quoted cell. Write it twice ("").'


def _from(lines: Sequence[str], first: int) -> Iterator[str]:
    for i in range(first, len(lines)):
        line = lines[i]
        if "\r" in line:
            body = line.rstrip("\r\n")
            if "\r" in body:
                line = body.replace("\r", "\ue00d") + line[len(body) :]
        yield line


def _is_open(lines: Sequence[str], index: int, delimiter: str) -> bool:
    try:
        list(csv.reader([lines[index]], delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False
