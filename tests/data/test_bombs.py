"""Tables of a few bytes that ask for memory without end."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from studio.data import gathering, workbooks
from studio.data.readers import first_rows, read_table
from studio.errors import TableError

_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def _row(number: int, *columns: str, text: str = "x") -> str:
    cells = "".join(f'<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for column in columns)
    return f'<row r="{number}">{cells}</row>'


def _workbook(to: Path, *rows: str) -> Path:
    plain = to.with_name("plain.xlsx")
    openpyxl.Workbook().save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            made.writestr(name, _SHEET.format("".join(rows)) if is_sheet else source.read(name))
    return to


def _a_row_far_below(to: Path) -> Path:
    return _workbook(to / "a.xlsx", _row(1, "A", "B"), _row(900_000_000, "A", "B"))


def _cells_far_right(to: Path) -> Path:
    return _workbook(to / "a.xlsx", *(_row(number, "A", "XFD") for number in range(1, 60)))


def _a_key_a_row(to: Path) -> Path:
    (to / "a.jsonl").write_text("\n".join(json.dumps({"text": "a", f"k{number}": 1}) for number in range(1100)))
    return to / "a.jsonl"


def _one_value_many_times(to: Path) -> Path:
    pq.write_table(pa.table({"text": pa.array(["a"] * 1_000_001)}), to / "a.parquet")
    return to / "a.parquet"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (_a_row_far_below, "more than 5,000 rows"),
        (_cells_far_right, "rows of 16,384 columns"),
        (_a_key_a_row, "1,100 rows of 1,101 columns"),
        (_one_value_many_times, "1,000,001 rows of 1 columns"),
    ],
)
def test_more_cells_than_memory_is_for_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], Path], says: str
) -> None:
    monkeypatch.setattr(gathering, "_MOST_CELLS", 900_000)  # as with the real bounds, but at once
    monkeypatch.setattr(workbooks, "_MOST_ROWS", 5_000)
    with pytest.raises(TableError, match=says):
        read_table(make(tmp_path))


def test_a_workbook_that_unpacks_to_more_than_any_does_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "_SMALL", 1_000_000)
    file = _workbook(tmp_path / "a.xlsx", _row(1, "A", "B"), _row(2, "A", "B", text="x" * 2_000_000))
    for read in (lambda: read_table(file), lambda: first_rows(file, rows=5)):
        with pytest.raises(TableError, match="made to fill memory"):
            read()


@pytest.mark.skipif(os.name == "nt", reason="neither is there")
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_pipe_and_a_device_are_no_tables(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "a.csv"
    os.mkfifo(file) if kind == "pipe" else file.symlink_to("/dev/zero")
    with pytest.raises(TableError, match="which may never end"):
        read_table(file)
