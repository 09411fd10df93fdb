"""Delimited files of many rows, read by Arrow piece by piece into a file that is mapped into memory.

Arrow reads a piece where it is plain that it cuts it into cells as `studio.data.cells` does. Where that is not plain (a
stray quote, a row of another length, a NUL byte, a lone CR, an empty line, ...) a little of the file is read there.
"""

from __future__ import annotations

import hashlib
import io
import os
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from pathlib import Path
from threading import Event
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from numpy.typing import NDArray

from studio import __version__
from studio.data.cells import ends_at_returns, lines_of, lone_returns, parse, records, runs_on
from studio.data.encoding import UNDECODED
from studio.data.gathering import fault, record_beginning, with_counts
from studio.data.header import column_names, header_of, width_of
from studio.data.layout import layout_of
from studio.data.stored_cells import CellsFile, stored_table
from studio.data.table import BadRow, Progress, ReadOptions, Table, TableFormat
from studio.files import sha256_of
from studio.paths import user_cache_dir

_SAMPLE = 150_000
_PIECE = 2_000_000
_STRIDE = 1 << 16
_LITTLE = 60_000  # of a piece that is not plain
_AHEAD = 4  # pieces that are being read while one is written
_LONGEST = 1 << 26  # a quote that is open for longer never closes
_MOST_ODD = 0.01  # of the rows; beyond it what the beginning says does not hold
_MOST_STORED = 4_000_000_000  # bytes of all tables that are kept
_A_DAY = 24 * 60 * 60  # seconds
_BOM = b"\xef\xbb\xbf"
_QUOTE, _FEED, _RETURN = b'"\n\r'


class _OtherwiseError(Exception):
    """The file is not what its beginning says, or of an encoding that Arrow does not read."""


def read_large(path: Path, options: ReadOptions, progress: Progress) -> Table | None:
    """The table; None where the whole file has to be looked at to be told what it is."""
    if options.encoding not in (None, "utf-8", "utf-8-sig"):
        return None
    try:
        with (
            path.open("rb") as file,
            ThreadPoolExecutor(1 + min(_AHEAD, os.cpu_count() or 1)) as pool,
            ExitStack() as stack,
        ):
            begun_with = _stamp(os.fstat(file.fileno()))
            stack.callback((stop := Event()).set)  # else the pool waits for the checksum of a table that nobody wants
            known = pool.submit(_read_before, path, options, stop)
            reading = _Reading(path, file, _begun(path, file, options))
            with CellsFile(tables_dir(), reading.begun.columns) as cells:
                for at in reading.read_into(cells, pool):  # while it is still told whether there is a need to
                    if known.done() and known.result().table is not None:
                        break
                    progress(at, reading.size)
                before = known.result()
                if _stamp(path.stat()) != begun_with:
                    raise _OtherwiseError  # its cells and its checksum may be of different times
                if before.table is None:
                    _make_room(tables_dir(), reading.size)
                    cells.close(before.cells, reading.form(cells.rows), reading.bad)
            return before.table or stored_table(before.cells, path, before.sha256)
    except (_OtherwiseError, OSError):
        return None


def _stamp(found: os.stat_result) -> tuple[int, ...]:
    """Another one once a file was written to or replaced."""
    return found.st_ino, found.st_size, found.st_mtime_ns


@dataclass(frozen=True)
class _Before:
    """What is known of a file. table: as it was read before, or None    cells: where its cells lie then"""

    sha256: str
    cells: Path
    table: Table | None


def _read_before(path: Path, options: ReadOptions, stop: Event) -> _Before:
    digest = sha256_of(path, stop)
    key = hashlib.sha256(f"{__version__} {digest} {options.model_dump_json()}".encode()).hexdigest()
    cells = tables_dir() / f"{key[:40]}.arrow"
    return _Before(digest, cells, stored_table(cells, path, digest))


def tables_dir() -> Path:
    """Where the cells of large tables lie; all of it can be thrown away."""
    return user_cache_dir() / "tables"


def _make_room(folder: Path, size: int) -> None:
    """Take away what was read longest ago, so that there is room for so many bytes, and what killed programs left."""
    with suppress(OSError):  # Windows keeps what is open
        for left in folder.glob(".*.new"):
            if time.time() - left.stat().st_mtime > _A_DAY:
                left.unlink()
        for file in sorted(folder.glob("*.arrow"), key=lambda file: file.stat().st_mtime, reverse=True):
            size += file.stat().st_size
            if size > _MOST_STORED:
                file.with_suffix(".json").unlink(missing_ok=True)
                file.unlink()


@dataclass(frozen=True)
class _Begun:
    """What the beginning of a file says. at: where its rows begin, in bytes    line: the line there, from 1

    named: how many cells its first row has    blank: lines before the header that hold nothing
    has_no_quotes: so that nobody knows what a later one would mean
    """

    form: TableFormat
    columns: tuple[str, ...]
    named: int
    at: int
    line: int
    blank: int
    has_no_quotes: bool


def _begun(path: Path, file: BinaryIO, options: ReadOptions) -> _Begun:
    """Raises _OtherwiseError where more of the file has to be seen, TableError as for small files."""
    file.seek(0)
    data = file.read(_SAMPLE)
    mark = len(_BOM) if data.startswith(_BOM) else 0
    data = data[mark : data.rfind(b"\n") + 1]
    try:
        lines = lines_of(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise _OtherwiseError from None
    if not data or b"\0" in data or not lines[0].endswith("\n"):
        raise _OtherwiseError
    delimiter, quoting, layout_found = layout_of(lines, options.delimiter, options.quoting)
    if len(delimiter.encode()) != 1:
        raise _OtherwiseError  # one column
    parsed = parse(lines, delimiter, quoting)
    if len(parsed.rows) < 2 or (parsed.broken and parsed.broken[0][0] < parsed.starts[0]):
        raise _OtherwiseError
    rows = parsed.rows[:-1]  # the sample may end inside a cell
    header, header_found = header_of(rows, options.header, options.columns)
    first = 1 if header else 0
    width = width_of(Counter(map(len, rows[first:])), len(rows[0]), header=header)
    names, names_found = column_names(path, rows[0] if header else None, width, options.columns)
    encoding = options.encoding or ("utf-8-sig" if mark else "utf-8")
    said = "UTF-8 with a byte order mark." if mark else "UTF-8 text."
    if options.encoding is not None:
        said = f"Read as {encoding}, as you chose."
    form = TableFormat(encoding, delimiter, quoting, header, (said, *layout_found, *header_found, *names_found))
    before = parsed.ends[0] if header else 0
    at = mark + len("".join(lines[:before]).encode())
    blank = parsed.starts[0] - 1 if header else 0
    has_no_quotes = options.quoting is None and b'"' not in data
    return _Begun(form, names, len(rows[0]), at, before + 1, blank, has_no_quotes)


class _Reading:
    """How far a file is read, and what was found in it beside good rows. bad: those that cannot be read"""

    def __init__(self, path: Path, file: BinaryIO, begun: _Begun) -> None:
        self.begun = begun
        self.size = os.fstat(file.fileno()).st_size
        self.bad: list[BadRow] = []
        self._path = path
        self._file = file
        self._at = begun.at
        self._line = begun.line
        self._blank = begun.blank
        self._broken = 0
        self._lone_returns = 0
        self._counts: Counter[int] = Counter()  # of rows with so many cells

    def read_into(self, cells: CellsFile, pool: ThreadPoolExecutor) -> Iterator[int]:
        """Tells how far it is, in bytes. Raises _OtherwiseError for what is not UTF-8, OSError."""
        while self._at < self.size:
            for end, future in _in_order(pool, self.begun, self._pieces()):
                yield self._at
                rows = future.result()
                if rows is not None:
                    self._take(rows, end, cells)
                    continue
                while self._at < end:
                    self._read_less(end, cells)
                if self._at > end:  # its last row runs on, so that the pieces behind it begin elsewhere
                    break
            else:
                if self._at < self.size:
                    self._read_a_little(cells)  # quotes are not in order, and nobody knows where rows begin

    def _take(self, rows: _Rows, end: int, cells: CellsFile) -> None:
        cells.write(rows.cells, rows.starts + self._line)
        self._counts[len(rows.cells)] += len(rows.starts)
        self._at, self._line = end, self._line + rows.lines

    def _read_less(self, end: int, cells: CellsFile) -> None:
        """A small part of a piece that is not plain as a whole: most of its parts are."""
        self._file.seek(self._at)
        data = self._file.read(min(_LITTLE, end - self._at))
        cut = len(data) if self._at + len(data) == end else _cut(data, is_quoted=self.begun.form.quoting == "minimal")
        rows = _rows_in(self.begun, data, cut) if cut else None
        if rows is not None:
            self._take(rows, self._at + cut, cells)
        else:
            self._read_a_little(cells)

    def form(self, rows: int) -> TableFormat:
        """What the file turned out to be. Raises _OtherwiseError where its beginning told it wrong."""
        width = width_of(self._counts, self.begun.named, header=self.begun.form.header)
        odd = self._counts.total() - self._counts[width] + self._broken
        is_as_said = width == len(self.begun.columns) and odd <= _MOST_ODD * rows
        if not rows or not is_as_said or ends_at_returns(self._lone_returns, self._line):
            raise _OtherwiseError
        return with_counts(self.begun.form, self.bad, self._blank)

    def _pieces(self) -> Iterator[tuple[int, bytes, int]]:
        """What is left of the file in whole rows, as far as quotes are in order.

        Where each piece ends, bytes that begin with it, and how many of them it has.
        """
        is_quoted, at = self.begun.form.quoting == "minimal", self._at
        while at < self.size:
            self._file.seek(at)
            data = self._file.read(_PIECE)
            cut = len(data) if at + len(data) >= self.size else _cut(data, is_quoted=is_quoted)
            if not cut:
                return
            at += cut
            yield at, data, cut

    def _read_a_little(self, cells: CellsFile) -> None:
        """Rows that are not plain: those that begin in the next few thousand characters."""
        data, lines, found = self._a_little()
        done, is_all = found[-1][1], self._at + len(data) >= self.size
        text = "".join(lines[:done])
        _refuse_other_encodings(text)
        if self.begun.has_no_quotes and '"' in text:
            raise _OtherwiseError
        self._lone_returns += lone_returns(text)
        good: list[list[str]] = []
        starts: list[int] = []
        for start, end, row in found:
            if isinstance(row, str):
                self._broken += 1
                reason: str | None = row
            elif not row or (len(row) == 1 and not row[0].strip()):
                self._blank += 1
                continue
            else:
                self._counts[len(row)] += 1
                reason = fault(row, len(self.begun.columns))
                if reason is None:
                    good.append(row)
                    starts.append(self._line + start - 1)
            if reason is not None:
                self.bad.append(BadRow(self._line + start - 1, reason, record_beginning(lines, start, end)))
        if good:
            columns = [_strings(column) for column in zip(*good, strict=True)]
            cells.write(columns, np.array(starts, np.int64))
        ends = np.flatnonzero(np.frombuffer(data, np.uint8) == _FEED)
        self._at += len(data) if is_all and done == len(lines) else int(ends[done - 1]) + 1
        self._line += done

    def _a_little(self) -> tuple[bytes, list[str], list[tuple[int, int, list[str] | str]]]:
        """What comes next, in bytes and in lines, and the records that begin in the first of it."""
        form, ahead = self.begun.form, 4 * _LITTLE
        while ahead <= _LONGEST:
            self._file.seek(self._at)
            data = self._file.read(ahead)
            is_all = self._at + len(data) >= self.size
            lines = list(io.StringIO(data.decode("utf-8", "surrogateescape"), newline="\n"))
            del lines[len(lines) if is_all else -1 :]  # the last is cut off
            last = 1 + data.count(b"\n", 0, _LITTLE)
            found = list(takewhile(partial(_begins_by, last), records(lines, form.delimiter, form.quoting)))
            torn = (start for start, _, row in found if isinstance(row, str))
            if is_all or (found and not any(runs_on(lines[start - 1 :], form.delimiter) for start in torn)):
                return data, lines, found
            ahead *= 4
        raise _OtherwiseError


def _begins_by(line: int, record: tuple[int, int, list[str] | str]) -> bool:
    return record[0] <= line


@dataclass(frozen=True)
class _Rows:
    """Rows of a piece, which has so many lines. starts: the line of each row, from 0"""

    cells: Sequence[pa.Array]
    starts: NDArray[np.int64]
    lines: int


def _in_order(
    pool: ThreadPoolExecutor, begun: _Begun, pieces: Iterator[tuple[int, bytes, int]]
) -> Iterator[tuple[int, Future[_Rows | None]]]:
    """Where each piece ends, and its rows, some pieces ahead."""
    waiting: deque[tuple[int, Future[_Rows | None]]] = deque()
    for end, data, size in pieces:
        waiting.append((end, pool.submit(_rows_in, begun, data, size)))
        if len(waiting) > _AHEAD:
            yield waiting.popleft()
    yield from waiting


def _rows_in(begun: _Begun, data: bytes, size: int) -> _Rows | None:
    """The rows of a piece; None where Arrow may cut it in another way, or where a row is bad or blank.

    Raises _OtherwiseError for the first quote of a file.
    """
    if begun.has_no_quotes and b'"' in data:
        raise _OtherwiseError
    delimiter, is_quoted = begun.form.delimiter, begun.form.quoting == "minimal" and b'"' in data
    signs = np.frombuffer(data, np.uint8, size)
    if b"\0" in data or data.startswith(_BOM) or (b"\r" in data and _has_lone_return(signs)):
        return None
    if is_quoted and not _is_plain(signs, ord(delimiter)):
        return None
    try:
        read = pyarrow.csv.read_csv(
            pa.BufferReader(pa.py_buffer(data).slice(0, size)),
            pyarrow.csv.ReadOptions(use_threads=False, block_size=size + 1, column_names=begun.columns),
            pyarrow.csv.ParseOptions(delimiter=delimiter, quote_char='"' if is_quoted else False),
            pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(begun.columns, pa.string())),
        )
    except pa.ArrowInvalid:
        return None
    cells = [column.chunk(0) for column in read.columns]  # a piece is one block
    lines = int(sum(np.count_nonzero(some == _FEED) for some in _strides(signs))) + int(signs[-1] != _FEED)
    starts = np.arange(read.num_rows, dtype=np.int64)
    if read.num_rows != lines:
        inside = sum(_numbers(pc.count_substring(column, "\n")) for column in cells)
        starts[1:] += np.cumsum(inside)[:-1]
        if read.num_rows + np.sum(inside) != lines:
            return None
    return None if _has_blank(cells) else _Rows(cells, starts, lines)


def _is_plain(signs: NDArray[np.uint8], delimiter: int) -> bool:
    """Whether every quote opens a cell, closes one, or is one of two: then Arrow cuts as the standard reader does."""
    found = [np.flatnonzero(some == _QUOTE) + number * _STRIDE for number, some in enumerate(_strides(signs))]
    places = np.concatenate(found)
    if len(places) % 2:
        return False
    if not len(places):
        return True
    before, after = signs[places[::2] - 1], signs[np.minimum(places[1::2] + 1, len(signs) - 1)]
    if places[0] == 0:
        before[0] = _FEED
    if places[-1] == len(signs) - 1:
        after[-1] = _FEED
    opens = (before == delimiter) | (before == _FEED) | (before == _QUOTE)
    closes = (after == delimiter) | (after == _FEED) | (after == _RETURN) | (after == _QUOTE)
    return bool(opens.all() and closes.all())


def _has_lone_return(signs: NDArray[np.uint8]) -> bool:
    if signs[-1] == _RETURN:
        return True
    for begin in range(0, len(signs) - 1, _STRIDE):
        some = signs[begin : begin + _STRIDE + 1]
        if ((some[:-1] == _RETURN) > (some[1:] == _FEED)).any():
            return True
    return False


def _strides(signs: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    """A little at a time: what comes of it stays in the processor's cache."""
    return (signs[begin : begin + _STRIDE] for begin in range(0, len(signs), _STRIDE))


def _has_blank(cells: Sequence[pa.Array]) -> bool:
    """Whether a row holds nothing but white space."""
    blank = None
    for column in sorted(cells, key=lambda column: column.nbytes):
        here = pc.or_(pc.equal(pc.binary_length(column), 0), pc.utf8_is_space(column))
        blank = here if blank is None else pc.and_(blank, here)
        if not pc.any(blank).as_py():
            return False
    return True


def _cut(data: bytes, *, is_quoted: bool) -> int:
    """Behind the last line that ends outside quotes; 0 where none does."""
    end = data.rfind(b"\n") + 1
    signs = np.frombuffer(data, np.uint8, end)
    is_open = is_quoted and sum(np.count_nonzero(some == _QUOTE) for some in _strides(signs)) % 2 == 1
    while end and is_open:
        earlier = data.rfind(b"\n", 0, end - 1) + 1
        is_open = data.count(b'"', earlier, end) % 2 == 0
        end = earlier
    return end


def _refuse_other_encodings(text: str) -> None:
    """One damaged spot in UTF-8 costs its row; more of them are another encoding. Raises _OtherwiseError."""
    broken = len(UNDECODED.findall(text))
    if broken and sum(character > "\x7f" for character in text) < 11 * broken:
        raise _OtherwiseError


def _strings(texts: Sequence[str]) -> pa.Array:
    builder = pa.lib.StringBuilder()  # pa.array would import pandas
    builder.append_values(texts)
    return builder.finish()


def _numbers(column: pa.Array) -> NDArray[np.int32]:
    return np.frombuffer(column.buffers()[1], np.int32, len(column), 4 * column.offset)
