"""Delimited text files, read to the row. Encoding, delimiter, quoting and header can each be overruled alone."""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from studio.data.cells import Parsed, lines_of, parse
from studio.data.encoding import beginning_of, bytes_of, decoded, refuse_other_text
from studio.data.gathering import fault, finished, record_beginning, shared
from studio.data.header import column_names, header_of, width_of
from studio.data.layout import layout_of
from studio.data.table import LARGE, BadRow, Progress, ReadOptions, Table, TableFormat
from studio.errors import TableError


def read_delimited(path: Path, options: ReadOptions, progress: Progress) -> Table:
    """Raises TableError for what is no text, and where no row can be read."""
    if path.is_file() and path.stat().st_size >= LARGE:
        from studio.data.large import read_large  # brings Arrow, which small files do without

        table = read_large(path, options, progress)
        if table is not None:
            return table
    return _read(path, bytes_of(path), options)


def read_beginning(path: Path, options: ReadOptions, rows: int) -> Table:
    """The first rows of a table, found out from its beginning. Raises TableError as the whole would."""
    data, is_all = beginning_of(path)
    table = _read(path, data, options)
    if not is_all:  # the last row may be cut off
        table = table.part(0, max(1, len(table) - 1))
    table = table.part(0, rows)
    last = table.line_number(-1)
    return table if is_all else replace(table, bad_rows=tuple(bad for bad in table.bad_rows if bad.line < last))


def _read(path: Path, data: bytes, options: ReadOptions) -> Table:
    text, encoding, encoding_found = decoded(path, data, options.encoding)
    refuse_other_text(path, text, is_delimited=options.delimiter is not None)
    lines, sha256 = lines_of(text), hashlib.sha256(data).hexdigest()
    del data, text  # as large as the file
    delimiter, quoting, layout_found = layout_of(lines, options.delimiter, options.quoting)
    parsed = parse(lines, delimiter, quoting)
    form = TableFormat(encoding, delimiter, quoting, header=False, found=(*encoding_found, *layout_found))
    return _table(path, sha256, parsed, lines, form, options)


def _table(
    path: Path, sha256: str, parsed: Parsed, lines: Sequence[str], form: TableFormat, options: ReadOptions
) -> Table:
    """form: as far as it is known, with all but the header"""
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
    width = width_of(Counter(map(len, rows[first:])), len(rows[0]), header=header)
    names, names_found = column_names(path, rows[0] if header else None, width, options.columns)

    bad = [BadRow(start, reason, record_beginning(lines, start, end)) for start, end, reason in parsed.broken]
    kept: list[int] = []
    for i in range(first, len(rows)):
        why = fault(rows[i], width)
        if why is None:
            kept.append(i)
        else:
            bad.append(BadRow(starts[i], why, record_beginning(lines, starts[i], parsed.ends[i])))
    return finished(
        path,
        sha256,
        TableFormat(form.encoding, form.delimiter, form.quoting, header, (*form.found, *header_found, *names_found)),
        names,
        [shared([rows[i][j] for i in kept]) for j in range(width)],
        array("l", (starts[i] for i in kept)),
        bad,
        blank=parsed.blank,
        hint="If all rows are like this, choose another delimiter, quoting or header.",
    )
