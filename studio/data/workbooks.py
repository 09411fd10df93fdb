"""Excel workbooks (.xlsx): one sheet is a table. A formula is what it came to when the workbook was saved."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from studio.data.gathering import Gathered, check_size
from studio.data.header import column_names, header_of
from studio.data.table import Progress, ReadOptions, Table, TableFormat, unheard
from studio.errors import TableError
from studio.files import sha256_of
from studio.wording import counted

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_SAID_EVERY = 1000  # rows
_ABOVE = "It stands above the table."
_SMALL, _TIGHTEST = 100_000_000, 100  # bytes that may be packed in any way; of more, to how many one is unpacked
_MOST_ROWS = 2**20  # of a sheet, as Excel has it
_MOST_ABOVE = 50  # rows, where only the first ones are looked at


def read_workbook(path: Path, options: ReadOptions, progress: Progress) -> Table:
    """The sheet that is named, or the first that holds rows. Raises TableError where there is none."""
    return _read(path, options, progress)


def read_top(path: Path, options: ReadOptions, rows: int) -> Table:
    """The first rows of the sheet. Raises TableError as the whole would."""
    return _read(path, options, unheard, most=rows + _MOST_ABOVE).part(0, rows)


def _read(path: Path, options: ReadOptions, progress: Progress, *, most: int | None = None) -> Table:
    """most: so many rows of the sheet, and no more"""
    from openpyxl import load_workbook

    try:
        digest = sha256_of(path) if most is None else ""
        _refuse_bomb(path)
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that say nothing of cells
            book = load_workbook(file, read_only=True, data_only=True)
            sheet, rows = _sheet(path, book, options.sheet, progress, most)
    except (OSError, KeyError, ValueError, TypeError, SyntaxError, BadZipFile) as error:
        raise TableError(
            f"{path.name} cannot be read as an Excel workbook. Save it again as .xlsx, or as CSV.", path=str(path)
        ) from error
    others = tuple(name for name in book.sheetnames if name != sheet)
    found: tuple[str, ...] = (f'Excel: the sheet "{sheet}".',)
    if others:
        found += (f"Other sheets are passed over: {', '.join(others)}.",)
    return _table(path, digest, rows, (sheet, *others), found, options)


def _refuse_bomb(path: Path) -> None:
    """Raises TableError for a workbook that is made to fill memory when it is unpacked."""
    with ZipFile(path) as archive:
        size, packed = (
            sum(getattr(info, key) for info in archive.infolist()) for key in ("file_size", "compress_size")
        )
    if size > _SMALL and size > _TIGHTEST * packed:
        raise TableError(
            f"{path.name} unpacks to {size:,} bytes from {packed:,}, which no workbook does but one that is made to "
            "fill memory. Ask for its rows as CSV.",
            path=str(path),
        )


def _sheet(
    path: Path, book: Workbook, wanted: str | None, progress: Progress, most: int | None
) -> tuple[str, list[list[str]]]:
    """The sheet's name and all its rows, empty ones too. Raises TableError where there is none of that name."""
    if wanted is not None and wanted not in book.sheetnames:
        names = ", ".join(book.sheetnames)
        raise TableError(f'{path.name} has no sheet "{wanted}". Its sheets are: {names}.', path=str(path), sheet=wanted)
    shown = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for name in [wanted] if wanted is not None else shown or book.sheetnames:
        sheet = book[name]
        if not hasattr(sheet, "iter_rows"):  # a chart on a sheet of its own
            continue
        total = sheet.max_row or 0
        sheet.reset_dimensions()  # what a program wrote down of them may be wrong
        rows, width = [], 1
        for row in islice(_rows(sheet.iter_rows(values_only=True)), most):
            rows.append(row)
            width = max(width, len(row))
            check_size(path, len(rows), width)
            if len(rows) > _MOST_ROWS:
                raise TableError(
                    f"{path.name} has more than {_MOST_ROWS:,} rows, and no sheet of Excel's has. Save it as CSV.",
                    path=str(path),
                )
            if len(rows) % _SAID_EVERY == 0:
                progress(min(len(rows), total), total)
        if any(map(any, rows)):
            return name, rows
    raise TableError(f"{path.name} has no sheet with cells in it. Choose a file with rows.", path=str(path))


def _rows(rows: Iterator[Sequence[Any]]) -> Iterator[list[str]]:
    for values in rows:
        cells = [_cell(value) for value in values]
        while cells and not cells[-1].strip():
            cells.pop()
        yield cells


def _table(
    path: Path,
    digest: str,
    rows: Sequence[Sequence[str]],
    sheets: tuple[str, ...],
    found: tuple[str, ...],
    options: ReadOptions,
) -> Table:
    filled = [(number, list(cells)) for number, cells in enumerate(rows, 1) if cells]
    first = next((place for place, (_, cells) in enumerate(filled) if sum(map(bool, cells)) > 1), 0)
    above, under = filled[:first], filled[first:]
    left = min(next(place for place, cell in enumerate(cells) if cell.strip()) for _, cells in under)
    width = max(len(cells) for _, cells in under) - left
    whole = [(number, cells[left:] + [""] * (width + left - len(cells))) for number, cells in under]
    header, header_found = header_of([cells for _, cells in whole], options.header, options.columns)
    names, names_found = column_names(path, whole[0][1] if header else None, width, options.columns)
    gathered = Gathered(width)
    for number, cells in whole[1 if header else 0 :]:
        gathered.add(number, cells)
    for number, cells in above:
        gathered.refuse(number, _ABOVE, " ".join(filter(None, cells)))
    said = f"{counted(len(gathered.numbers), 'row')}, {counted(width, 'column')}."
    form = TableFormat("", "", "none", header, (*found, said, *header_found, *names_found), "excel", sheets)
    hint = "" if not header else "If the first row is no header, say so."
    return gathered.table(path, digest, form, names, blank=len(rows) - len(filled), hint=hint)


def _cell(value: Any) -> str:
    """As a person reads it in the sheet: 3 for 3.0, 2026-01-31 for a day."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)
