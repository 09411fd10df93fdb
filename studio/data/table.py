"""Delimited text files, read to the row: what the file is, its cells, and every row that could not be read.

Nothing is dropped silently: a row with too few or too many cells, a quote that never closes, bytes that are no text
become bad rows with a line number and a reason. Encoding, delimiter, quoting and header can each be overruled alone.

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

from pydantic import BaseModel, ConfigDict, Field

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
    delimiter, quoting, layout_found = _layout(lines, options)
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
    many_nuls = sample.count(0) > len(sample) * 0.05
    try:
        if not many_nuls:
            return data.decode("utf-8"), "utf-8", ("Plain ASCII text." if data.isascii() else "UTF-8 text.",)
    except UnicodeDecodeError:
        pass
    if many_nuls or odd > len(sample) * 0.02:
        raise TableError(f"{path.name} is a binary file, not a text table. {_SAVE_AS}", path=str(path), kind="binary")
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
    telling = b"\n".join(line for line in data[: 50 * _SAMPLE_BYTES].split(b"\n") if not line.isascii())
    telling = telling[:_SAMPLE_BYTES].rpartition(b"\n")[0] if len(telling) > _SAMPLE_BYTES else telling
    encoding = _japanese(telling)
    if encoding is None:
        best = from_bytes(telling).best()
        encoding = "cp1252" if best is None or _is_western(str(best), telling) else best.encoding
    if encoding == "cp1252":
        # Western guesses (mac_roman, cp437, cp1250 ...) differ in a few letters only: take what people really use.
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            encoding = "latin-1"
    text, _, found = _decoded_as(path, data, encoding)
    return (
        text,
        encoding,
        (f"Not UTF-8; read as {encoding}. If letters look wrong, choose another encoding.", *found[1:]),
    )


def _japanese(data: bytes) -> str | None:
    """Short Japanese text passes for Korean; its kana give it away."""
    for encoding in ("cp932", "euc_jp"):
        try:
            beyond = [character for character in data.decode(encoding) if character > "\x7f"]
        except UnicodeDecodeError:
            continue
        if sum(1 for character in beyond if "\u3040" <= character <= "\u30ff") > len(beyond) * 0.3:
            return encoding
    return None


def _is_western(guessed: str, data: bytes) -> bool:
    """Whether cp1252 is the likelier reading. guessed: the text as charset-normalizer reads it."""
    letters = [character for character in guessed if character > "\x7f" and character.isalpha()]
    if sum(1 for character in letters if character > "\u024f") > len(letters) * 0.5:
        return False  # another script
    if not any(
        "\u0100" <= character <= "\u024f" and character not in "\u0152\u0153\u0160\u0161\u0178\u017d\u017e"
        for character in letters
    ):
        return True
    # Polish read as cp1252 has signs within words; Czech and Hungarian have letters that no western language joins.
    western = data.decode("cp1252", "replace")
    signs = len(
        re.findall(
            r"(?<=[^\W\d_])[\u00a5\u00b3\u00b9\u00bf\u0178\ufffd]|[\u00a5\u00b3\u00b9\u00bf\ufffd](?=[^\W\d_])", western
        )
    )
    joined = any(
        pair <= set(western) for pair in ({"\u00f8", "\u00ec"}, {"\u00f5", "\u00fb"}, {"\u00f0", "\u00fe", "\u00fd"})
    )
    return signs < max(2, len(letters) * 0.1) and not joined


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
    # A lone CR outside quotes is an error to csv.reader; a private character stands in for it, and is put back.
    lone_returns = any("\r" in line.rstrip("\r\n") for line in lines if "\r" in line)
    done = 0
    while done < len(lines):
        base = done
        reader = csv.reader(_from(lines, base, hide_returns=lone_returns), delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                start, done = done + 1, base + reader.line_num
                if lone_returns:
                    cells = [cell.replace(_RETURN, "\r") for cell in cells]
                yield start, done, cells
        except csv.Error:
            # The cell may have run through many lines before it failed. Only the line where it began is lost.
            failed_at = base + reader.line_num
            done += 1
            yield (
                done,
                done,
                _QUOTE_INSIDE if failed_at == done and not _runs_on(lines[done - 1], delimiter) else _RUNS_ON,
            )
        else:
            return


_RETURN = "\ue00d"
_RUNS_ON = "A quote opens a cell and does not close where the cell ends."
_QUOTE_INSIDE = 'A quote stands inside a quoted cell. Write it twice ("").'


def _from(lines: Sequence[str], first: int, *, hide_returns: bool) -> Iterator[str]:
    for i in range(first, len(lines)):
        line = lines[i]
        if hide_returns and "\r" in line:
            body = line.rstrip("\r\n")
            line = body.replace("\r", _RETURN) + line[len(body) :]
        yield line


def _runs_on(line: str, delimiter: str) -> bool:
    """Whether a quoted cell is still open at the end of this one line."""
    try:
        list(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


# --- delimiter and quoting ------------------------------------------------------------------------------------------


def _layout(lines: Sequence[str], options: ReadOptions) -> tuple[str, Quoting, tuple[str, ...]]:
    """Delimiter, quoting, and the sentences about them."""
    if options.delimiter is not None:
        delimiter = _chosen_delimiter(options.delimiter)
        delimiter_found = f"{_delimiter_name(delimiter)}, as you chose."
    else:
        delimiter, delimiter_found = _delimiter(lines, options.quoting)
    if options.quoting is not None:
        quoting: Quoting = options.quoting
        said = "Quotes may wrap cells" if quoting == "minimal" else "Quotes are part of the text"
        return delimiter, quoting, (delimiter_found, f"{said}, as you chose.")
    if not delimiter:
        return delimiter, "none", (delimiter_found,)
    quoting, quoting_found = _quoting(lines, delimiter)
    return delimiter, quoting, (delimiter_found, quoting_found)


def _chosen_delimiter(delimiter: str) -> str:
    # A shell or a form hands over the two characters of \\t rather than a tab.
    delimiter = "\t" if delimiter.casefold() in {"\\t", "tab"} else delimiter
    if len(delimiter) > 1 or delimiter in {"\n", "\r", '"', "\0"}:
        raise TableError(
            f"{delimiter!r} cannot be a delimiter. Give one character that is no quote and no line break.",
            delimiter=delimiter,
        )
    return delimiter


def _delimiter_name(delimiter: str) -> str:
    if not delimiter:
        return "One column, a row a line"
    return f"{_DELIMITER_NAMES.get(delimiter, repr(delimiter))} between cells"


def _delimiter(lines: Sequence[str], quoting: Quoting | None) -> tuple[str, str]:
    quotings: tuple[Quoting, ...] = ("minimal", "none") if quoting is None else (quoting,)
    shares = {delimiter: max(_agreement(lines, delimiter, q) for q in quotings) for delimiter in _DELIMITERS}
    # Within a hundredth it is the order of _DELIMITERS that decides.
    best = max(_DELIMITERS, key=lambda delimiter: (round(shares[delimiter][0], 2), -_DELIMITERS.index(delimiter)))
    share, cells = shares[best]
    if share < _CERTAIN:
        second = _second_opinion(lines)
        if second and second not in shares:
            shares[second] = max(_agreement(lines, second, q) for q in quotings)
        if second and shares[second][0] >= max(0.5, share):
            best, (share, cells) = second, shares[second]
    name = _delimiter_name(best)
    if share >= 0.995:
        return best, f"{name}: every row has {_count(cells, 'cell')}."
    if share >= _CERTAIN:
        return best, f"{name}: {share:.0%} of the rows have {_count(cells, 'cell')}."
    if share >= 0.5:
        return best, f"{name}, probably: {share:.0%} of the rows have {_count(cells, 'cell')}. If not, choose another."
    if quoting != "none" and _is_one_quoted_column(lines):
        return ",", "One column, quoted."
    return "", "One column, a row a line: no delimiter divides the rows alike."


def _agreement(lines: Sequence[str], delimiter: str, quoting: Quoting) -> tuple[float, int]:
    """Share of the sample's rows that have the commonest number of cells (two or more), and that number."""
    sample = lines[:_SAMPLE_LINES]
    parsed = _parse(sample, delimiter, quoting)
    broken = len(parsed.broken)
    if broken and len(sample) < len(lines) and parsed.broken[-1][0] == len(sample):
        broken -= 1  # the sample ends inside a cell
    counts = Counter(len(row) for row in parsed.rows)
    total = counts.total() + broken
    cells, rows = max(((n, k) for n, k in counts.items() if n > 1), key=lambda pair: pair[1], default=(1, 0))
    return (rows / total if total else 0.0), cells


def _second_opinion(lines: Sequence[str]) -> str:
    """clevercsv's delimiter, or "" when it has none that could be one."""
    from clevercsv.detect import Detector

    sample = "".join(lines[:200])[:20_000]
    try:
        dialect = Detector().detect(sample)
    except Exception:  # a second opinion that fails is none
        return ""
    delimiter = dialect.delimiter if dialect is not None else None
    if not isinstance(delimiter, str) or len(delimiter) != 1:
        return ""
    return delimiter if delimiter in string.punctuation.replace('"', "").replace("'", "") + "\t" else ""


def _is_one_quoted_column(lines: Sequence[str]) -> bool:
    sample = lines[:_SAMPLE_LINES]
    opening = sum(1 for line in sample if line.startswith('"'))
    parsed = _parse(sample, ",", "minimal")
    single = sum(1 for row in parsed.rows if len(row) == 1)
    return opening * 2 >= len(parsed.rows) and single >= 0.95 * (len(parsed.rows) + len(parsed.broken))


def _quoting(lines: Sequence[str], delimiter: str) -> tuple[Quoting, str]:
    """Whether quotes wrap cells, by what each answer would leave unexplained in the whole file.

    If they wrap: rows of another length (twice), rows that break, and, weighing little, single quotes inside a cell.
    If they are text: rows of another length (twice), cells like "a ""b"" c", columns in which most cells are wrapped.
    """
    text = "".join(lines)
    if '"' not in text:
        return "minimal", "No cell is quoted."
    if re.search(rf'(?:^|[\r\n{re.escape(delimiter)}])"', text) is None:
        return "none", "Quotes are part of the text: no cell opens with one."
    if_wrapping = _parse(lines, delimiter, "minimal")
    if_text = _parse(lines, delimiter, "none")
    edge = re.escape(delimiter)
    single_inside = len(re.findall(rf'(?<=[^"\r\n{edge}])"(?=[^"\r\n{edge}])', text))
    against_wrapping = 2 * _odd_lengths(if_wrapping.rows) + len(if_wrapping.broken) + 0.1 * single_inside
    doubled, needless, wrapped_columns = 0, 0, 0
    for column in _ragged_columns(if_text.rows):
        wrapped = [cell for cell in column if len(cell) > 1 and cell[0] == '"' == cell[-1]]
        in_pairs = sum(1 for cell in wrapped if '"' in cell[1:-1] and '"' not in cell[1:-1].replace('""', ""))
        doubled += in_pairs
        if len(wrapped) * 2 > sum(1 for cell in column if cell):
            wrapped_columns += len(wrapped) - in_pairs
        else:
            needless += len(wrapped) - in_pairs
    against_text = 2 * _odd_lengths(if_text.rows) + doubled + wrapped_columns
    is_text = against_text < against_wrapping or (
        against_text == against_wrapping and delimiter == "\t" and needless > 0
    )
    if is_text:
        return "none", "Quotes are part of the text: they do not wrap cells throughout."
    return "minimal", "Quotes wrap cells."


def _odd_lengths(rows: Sequence[Sequence[str]]) -> int:
    counts = Counter(map(len, rows))
    return counts.total() - max(counts.values(), default=0)


def _ragged_columns(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The first row is left out: it may be a header, which is quoted or not at its writer's whim."""
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    return [[row[j] for row in rows[1:] if len(row) > j] for j in range(width)]


# --- header -----------------------------------------------------------------------------------------------------------

# What people call columns.
_NAMES = (
    "answer answers article author body category categories class comment comments content context date description "
    "dialog dialogue document domain emotion example feedback headline hypothesis id idx index input instruction "
    "intent intention item key label labels lang language message meaning mr name notes number output paragraph "
    "passage polarity post premise prompt query question rating ref reference response review score sentence "
    "sentiment source split stars status subject summary tag target task text time title tone topic translation "
    "tweet type url user utterance value kategorie klasse satz nachricht frage antwort texto etiqueta categoria "
    "texte etiquette"
)
_KNOWN_NAMES = frozenset(_NAMES.split())
_HEADER_SAMPLE = 2000


def _name_parts(cell: str) -> list[str]:
    """Words of a column name: "answer_from_user", "textId" -> ["answer", "from", "user"], ["text", "id"]."""
    return re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cell).casefold())


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"\s*[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?\s*%?\s*", cell) is not None


def _is_header(first: Sequence[str], rest: Sequence[Sequence[str]]) -> tuple[bool, str]:
    """Whether the first row names the columns, and why, as the end of a sentence ("" when it is plain).

    A cell that comes again in its own column speaks for data, most of all where the column has few values; so do
    numbers and whole sentences. Names that people give columns, a word above a column of numbers, and a cell that is
    not among the few values of its column speak for a header.
    """
    score = 0.0
    why_data = "the first row is like the others"
    sample = rest[:_HEADER_SAMPLE]
    counted = [cell.strip() for cell in first] == [str(j) for j in range(len(first))]
    for j, raw in enumerate(first):
        cell = raw.strip()
        values = [row[j].strip() for row in sample if len(row) > j and row[j].strip()]
        distinct = len(set(values))
        words = len(cell.split())
        if not cell:
            score -= 0.5
            continue
        if words >= 3 and cell[-1] in ".!?":
            score -= 2
        if words >= 8 or len(cell) > 80:
            score -= 2
        numbers = sum(map(_is_number, values))
        if _is_number(cell):
            score += 6 if counted and len(values) >= 3 and numbers == 0 else -3
        elif values and numbers == len(values):
            score += 3
        parts = _name_parts(cell)
        if len(parts) <= 4 and not _KNOWN_NAMES.isdisjoint(parts):
            score += 2
        few = distinct <= max(2, len(values) // 2)
        if cell in values:
            score -= 5 if few else 1
            why_data = f"{_short(cell)!r} in the first row comes again below it"
        elif distinct * 3 <= len(values) and len(values) >= 6:
            score += 2
        if values and words <= 3 and sum(map(len, values)) / len(values) >= max(20, 3 * len(cell)):
            score += 1
    if score > 0:
        return True, ""
    names_only = all(cell.strip() and len(cell.split()) <= 2 and not _is_number(cell) for cell in first)
    if score == 0 and names_only and len(set(first)) == len(first) > 1:
        return True, "nothing tells for sure; if it is data, say so"
    return False, why_data


# --- the table --------------------------------------------------------------------------------------------------------


def _table(
    path: Path,
    sha256: str,
    parsed: _Parsed,
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
    header, header_found = _header(rows, options)
    first = 1 if header else 0
    if len(rows) == first and not parsed.broken:
        raise TableError(
            f"{path.name} has a header and no rows. Choose a file with rows in it, or say that it has no header.",
            path=str(path),
            columns=tuple(rows[0]),
        )
    width = _width(rows, first)
    names, names_found = _column_names(path, rows[0] if header else None, width, options)

    def raw(start: int, end: int) -> str:
        text = "".join(lines[start - 1 : min(end, start + _BAD_TEXT)])[: _BAD_TEXT + 2].rstrip("\r\n")[:_BAD_TEXT]
        return _UNDECODED.sub("\ufffd", text.replace("\0", "\u2400"))

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
        found += (f"{_count(parsed.blank, 'blank line')} passed over.",)
    if bad:
        found += (f"{_count(len(bad), 'row')} cannot be read; the first is on line {bad[0].line}.",)
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


def _header(rows: Sequence[Sequence[str]], options: ReadOptions) -> tuple[bool, tuple[str, ...]]:
    if options.header is not None:
        said = "The first row names the columns" if options.header else "No header"
        return options.header, (f"{said}, as you chose.",)
    if options.columns is not None and tuple(cell.strip() for cell in rows[0]) == options.columns:
        return True, ("The first row holds the names that you gave: it is the header.",)
    header, why = _is_header(rows[0], rows[1:])
    if header and why and options.columns is not None:
        return False, ("No header: nothing tells for sure, and you gave the names.",)
    if not header:
        return False, (f"No header: {why}.",)
    return True, ("The first row names the columns" + (f" ({why})." if why else "."),)


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
        return f"{_count(len(row), 'cell')} instead of {width}: too {'many' if len(row) > width else 'few'}."
    if not any(row) or all(not cell or cell.isspace() for cell in row):
        return "Every cell is empty."
    for cell in row:
        # isprintable is quick and true of most cells.
        if not cell.isprintable() and (match := _PROBLEM.search(cell)):
            return (
                "A NUL byte stands in the row." if match.group() == "\0" else "Bytes that the encoding does not have."
            )
    return None


def _column_names(
    path: Path, header: Sequence[str] | None, width: int, options: ReadOptions
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names, each of them once, and sentences on what was changed."""
    if options.columns is not None:
        names = options.columns
        if len(names) != width:
            raise TableError(
                f"{path.name} has {_count(width, 'column')}, but {_count(len(names), 'name')} "
                f"{_are(len(names))} given. Give {width}.",
                path=str(path),
                columns=names,
                width=width,
            )
        again = [name for name, times in Counter(names).items() if times > 1 or not name.strip()]
        if again:
            raise TableError(
                f"Each column of {path.name} needs a name of its own; {again[0]!r} is given twice or is empty.",
                path=str(path),
                columns=names,
            )
        return names, ()
    if header is None:
        return tuple(f"column_{j + 1}" for j in range(width)), ()
    wanted = [_clean_name(header[j]) if j < len(header) else "" for j in range(width)]
    taken = {name for name in wanted if name}
    made: list[str] = []
    found: list[str] = []
    for j, name in enumerate(wanted):
        if not name:
            new = _free(f"column_{j + 1}", taken)
            found.append(f"Column {j + 1} has no name in the header; it is called {new}.")
        elif name in made:
            new = _free(f"{name}_2", taken)
            found.append(f"Two columns are named {name}; column {j + 1} is called {new}.")
        else:
            new = name
        taken.add(new)
        made.append(new)
    return tuple(made), tuple(found)


def _clean_name(cell: str) -> str:
    """A name as people see it: no control or zero-width characters, white space at most one blank."""
    kept = re.sub("[\0\u200b\ufeff]", "", _UNDECODED.sub("\ufffd", cell))
    return " ".join(kept.split())


def _free(name: str, taken: set[str]) -> str:
    """name, or name_2 with the first number that is free ("text_2" goes on to "text_3")."""
    stem, number = name, 2
    if (match := re.fullmatch(r"(.+)_(\d+)", name)) is not None:
        stem, number = match[1], int(match[2])
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    return name


def _shared(cells: list[str]) -> list[str]:
    """The same cells; where values repeat (labels), equal ones are one object in memory."""
    if len(set(cells[:1000])) * 2 > min(len(cells), 1000):
        return cells
    seen: dict[str, str] = {}
    return [seen.setdefault(cell, cell) for cell in cells]


# --- words ------------------------------------------------------------------------------------------------------------


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(repr(name) for name in names)


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "\u2026"
