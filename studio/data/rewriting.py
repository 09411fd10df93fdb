"""A table's file with other texts in some cells, rows taken out and rows added at its end.

Every other line of a delimited file, bad rows among them, stays as it is. Another kind of file, and several files,
become one CSV file of the rows that can be read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence

from studio.data.cells import lines_of, parse
from studio.data.encoding import bytes_of, decoded
from studio.data.table import ReadOptions, Table, TableFormat
from studio.errors import TableError
from studio.wording import phrase

_LINE_END = "\r\n"  # a cell is quoted where one of these stands in it
Changes = Mapping[int, Mapping[str, str]]  # row number, from 0, to column to the new text


def stays_delimited(table: Table) -> bool:
    """Whether a changed table is the same file with other lines; else it becomes a CSV file."""
    return table.format.kind == "delimited" and not table.files


def check_changes(
    table: Table,
    changes: Changes,
    options: ReadOptions = ReadOptions(),  # noqa: B008  (frozen)
) -> None:
    """Raises TableError for a text that the table's file cannot hold, or a row without any text.

    options: those that the file will be read with
    """
    form = _written_form(table, options)
    for row, cells in changes.items():
        where = f"{table.place(row)}: "
        for text in cells.values():
            _check_cell(where, text, form)
        if not any(text.strip() for text in (table.row(row) | dict(cells)).values()):
            raise TableError(where + "every cell would be empty. Exclude the row instead.", row=row)


def rewritten(
    table: Table,
    changes: Changes,
    options: ReadOptions,
    *,
    removed: Collection[int] = (),
    added: Sequence[Mapping[str, str]] = (),
) -> bytes:
    """The bytes of the file with these changes. table: as its file has it    options: those it was read with

    removed: rows to leave out    added: rows for its end, every column of each
    Raises TableError as `check_changes` does, and where no row would be left.
    """
    check_changes(table, changes, options)
    form = _written_form(table, options)
    for new in added:
        for cell in new.values():
            _check_cell(f"{table.name}, a new row: ", cell, form)
    if len(removed) >= len(table) + len(added):
        raise TableError(f"{table.name}: every row would be taken out, and none is left. Keep some of them.")
    if not stays_delimited(table):
        return _as_csv(table.with_cells(changes), form, removed, added)
    text, encoding, _ = decoded(table.path, bytes_of(table.path), options.encoding)
    lines = lines_of(text)
    parsed = parse(lines, form.delimiter, form.quoting)
    ends = dict(zip(parsed.starts, parsed.ends, strict=True))
    gone = set(removed)
    for row in sorted({*changes, *gone}, reverse=True):  # from the end, so that lines before keep their numbers
        start = table.line_number(row)
        end = ends[start]
        cells = list((table.row(row) | dict(changes.get(row, {}))).values())
        # Where a quote does not close in a bad row, those of the rows behind it tell so.
        is_quoted = bool(parsed.broken) and any('"' in line for line in lines[start - 1 : end])
        line = _line(cells, form, is_quoted=is_quoted) + _ending(lines[end - 1])
        lines[start - 1 : end] = [] if row in gone else [line]
    if added and lines:
        ending = _ending(lines[0]) or "\n"
        if not _ending(lines[-1]):
            lines[-1] += ending
        lines += [_line([new[name] for name in table.columns], form) + ending for new in added]
    return "".join(lines).encode(encoding, "surrogateescape")


def _written_form(table: Table, options: ReadOptions) -> TableFormat:
    """How a changed table stands in its file."""
    if stays_delimited(table):
        return table.format
    encoding, delimiter = options.encoding or "utf-8", options.delimiter or ","
    return TableFormat(encoding, delimiter, options.quoting or "minimal", options.header is not False, found=())


def _as_csv(table: Table, form: TableFormat, removed: Collection[int], added: Sequence[Mapping[str, str]]) -> bytes:
    """All rows in a file of their own."""
    gone = set(removed)
    rows = zip(*map(table.cells, table.columns), strict=True)
    lines = [list(table.columns)] if form.header else []
    lines += [list(cells) for row, cells in enumerate(rows) if row not in gone]
    lines += [[new[name] for name in table.columns] for new in added]
    return "".join(_line(cells, form) + "\n" for cells in lines).encode(form.encoding)


def _ending(line: str) -> str:
    """Its line break, if it has one."""
    return line[len(line.rstrip("\r\n")) :]


def _check_cell(where: str, text: str, form: TableFormat) -> None:
    if "\0" in text:
        raise TableError(where + "a NUL character cannot stand in a table. Take it out.")
    if form.quoting == "none" or not form.delimiter:
        held = [phrase("line breaks") for sign in "\n\r" if sign in text]
        held += [phrase("its delimiter")] if form.delimiter and form.delimiter in text else []
        if held:
            raise TableError(where + f"a cell of this file cannot hold {held[0]}, since its cells are not quoted.")
    try:
        text.encode(form.encoding)
    except UnicodeEncodeError as error:
        raise TableError(
            where + f'the file is in {form.encoding}, which has no "{text[error.start : error.start + 1]}". Write '
            "something else, or save the file as UTF-8 and import it again."
        ) from None


def _line(cells: list[str], form: TableFormat, *, is_quoted: bool = False) -> str:
    """A row as it stands in the file. is_quoted: every cell, whether it needs to be or not"""
    if form.quoting == "none" or not form.delimiter:
        return form.delimiter.join(cells)
    written = io.StringIO()
    csv.writer(
        written,
        delimiter=form.delimiter,
        lineterminator=_LINE_END,
        quoting=csv.QUOTE_ALL if is_quoted else csv.QUOTE_MINIMAL,
    ).writerow(cells)
    return written.getvalue().removesuffix(_LINE_END)
