"""Tables that are no delimited text: JSON lines, JSON, Parquet, Excel; and several files that are one table."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from studio.data.columns import guess_columns
from studio.data.readers import read_table
from studio.data.rewriting import rewritten
from studio.data.table import ReadOptions, Table
from studio.errors import TableError

ROWS = [
    {"text": "Grüße, “you” said\nand more", "label": "gut"},
    {"text": "bad, very bad", "label": "schlecht"},
    {"text": "a\u0085b\u2028c", "label": "gut"},
]


def rows(table: Table) -> list[dict[str, str]]:
    return [table.row(i) for i in range(len(table))]


def write_json_lines(path: Path) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")


def write_json(path: Path) -> None:
    path.write_text(json.dumps(ROWS, ensure_ascii=False, indent=1), encoding="utf-8")


def write_named_json(path: Path) -> None:
    path.write_text(json.dumps({"version": "1.1", "data": ROWS}), encoding="utf-8")


def write_json_by_column(path: Path) -> None:
    path.write_text(json.dumps({name: [row[name] for row in ROWS] for name in ROWS[0]}), encoding="utf-8")


def write_parquet(path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(ROWS), path)


def write_excel(path: Path) -> None:
    book = Workbook()
    book.active.append(list(ROWS[0]))
    for row in ROWS:
        book.active.append(list(row.values()))
    book.save(path)


WRITERS = {
    "json_lines": write_json_lines,
    "json": write_json,
    "json of a name": write_named_json,
    "json by column": write_json_by_column,
    "parquet": write_parquet,
    "excel": write_excel,
}


ENDINGS = {"json_lines": ".jsonl", "parquet": ".parquet", "excel": ".xlsx"}


@pytest.mark.parametrize("ending", ["right", ".csv", ""])
@pytest.mark.parametrize("kind", WRITERS)
def test_a_table_is_known_by_what_is_in_it_whatever_its_name(tmp_path: Path, kind: str, ending: str) -> None:
    path = tmp_path / f"table{ENDINGS.get(kind, '.json') if ending == 'right' else ending}"
    WRITERS[kind](path)
    table = read_table(path)
    assert table.format.kind == kind.split(" ")[0]
    assert rows(table) == ROWS
    assert table.bad_rows == ()
    assert guess_columns(table).label == "label"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("write", [write_json_lines, write_json])
def test_json_may_be_in_another_encoding(tmp_path: Path, encoding: str, write: Callable[[Path], None]) -> None:
    write(tmp_path / "plain")
    (tmp_path / "table").write_bytes((tmp_path / "plain").read_text("utf-8").encode(encoding))
    assert rows(read_table(tmp_path / "table")) == ROWS


def test_lines_of_json_that_are_no_rows_are_told_with_their_line(tmp_path: Path) -> None:
    lines = [
        '{"text": "good", "label": 1, "words": ["a", "b"]}',
        "",
        '{"text": "bad", "label": 0.5}\r',
        "[1, 2]",
        '{"text": "cut off',
        '{"text": "one", "text": "two", "label": 1}',
        r'{"text": "a\u0000b", "label": true}',
        r'{"text": "half a \ud800", "label": true}',
        '{"text": "", "label": null}',
        '{"text": "last", "label": true, "words": {"deep": [1.5, null]}}',
    ]
    path = tmp_path / "table.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8", newline="")
    table = read_table(path)
    assert table.line_numbers == [1, 3, 10]
    assert table.column("label") == ["1", "0.5", "true"]
    assert table.column("words") == ['["a", "b"]', "", '{"deep": [1.5, null]}']
    assert [(bad.line, bad.reason) for bad in table.bad_rows] == [
        (4, "The line holds no object, { ... }."),
        (5, "The line is not JSON."),
        (6, 'An object names "text" twice.'),
        (7, "A NUL byte stands in the row."),
        (8, "Bytes that the encoding does not have."),
        (9, "Every cell is empty."),
    ]
    assert len(table) + len(table.bad_rows) + 1 == len(lines)
    assert "1 blank line passed over." in table.format.found
    json.dumps([bad.text for bad in table.bad_rows], ensure_ascii=False).encode()


def test_text_that_only_begins_like_json_is_text(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    path.write_text('{"a": 1}\tgood\n[1]\tbad\n' * 5, encoding="utf-8")
    assert read_table(path).format.delimiter == "\t"
    lines = tmp_path / "lines"
    write_json_lines(lines)
    assert read_table(lines, ReadOptions(delimiter="", header=False)).format.kind == "delimited"


def test_what_parquet_holds_beside_text_is_written_out(tmp_path: Path) -> None:
    values: dict[str, list[Any]] = {
        "text": ["a", "b", None],
        "number": [1, None, None],
        "share": [0.1, 2.0, None],
        "yes": [True, False, None],
        "tags": [["O", "B-PER"], [], None],
        "price": [Decimal("1.50"), None, None],
        "day": [date(2026, 1, 31), None, None],
        "at": [datetime(2026, 1, 31, 12, 30), None, None],
        "raw": [b"bytes", b"\xff\xfe", None],
    }
    pq.write_table(pa.table(values), tmp_path / "table.parquet", row_group_size=1)
    table = read_table(tmp_path / "table.parquet")
    assert list(table.row(0).values()) == [
        "a", "1", "0.1", "true", '["O", "B-PER"]', "1.50", "2026-01-31", "2026-01-31T12:30:00", "bytes",
    ]  # fmt: skip
    assert table.row(1)["share"] == "2.0"
    assert [(bad.line, bad.reason) for bad in table.bad_rows] == [(3, "Every cell is empty.")]
    assert table.place(1) == "table.parquet, row 2"


def test_a_workbook_gives_its_first_sheet_with_rows_and_any_other_that_is_named(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Empty"
    hidden, first, second = (book.create_sheet(name) for name in ("Hidden", "Reviews", "More"))
    hidden.sheet_state = "hidden"
    hidden.append(["not", "shown"])
    for line in (
        ["Our reviews of 2026"],
        [],
        [None, "text", "stars", "seen", "on"],
        [None, "good film", 5.0, True, datetime(2026, 1, 31)],
        [None, "  "],
        [None, "no film", 0.5, None, "=1+1"],
    ):
        first.append(line)
    second.append(["other", "table"])
    book.save(tmp_path / "book.xlsx")
    table = read_table(tmp_path / "book.xlsx")
    assert table.columns == ("text", "stars", "seen", "on")
    assert rows(table) == [
        {"text": "good film", "stars": "5", "seen": "TRUE", "on": "2026-01-31"},
        {"text": "no film", "stars": "0.5", "seen": "", "on": ""},  # what a formula comes to was never worked out
    ]
    assert table.line_numbers == [4, 6]
    assert [(bad.line, bad.reason, bad.text) for bad in table.bad_rows] == [
        (1, "It stands above the table.", "Our reviews of 2026")
    ]
    assert 'Excel: the sheet "Reviews".' in table.format.found
    other = read_table(tmp_path / "book.xlsx", ReadOptions(sheet="More", header=False))
    assert rows(other) == [{"column_1": "other", "column_2": "table"}]
    with pytest.raises(TableError, match=r'no sheet "Mor"\. Its sheets are: Empty, Hidden, Reviews, More'):
        read_table(tmp_path / "book.xlsx", ReadOptions(sheet="Mor"))


@pytest.mark.parametrize("kind", WRITERS)
def test_a_damaged_file_is_an_error_that_says_so(tmp_path: Path, kind: str) -> None:
    WRITERS[kind](tmp_path / "table")
    whole = (tmp_path / "table").read_bytes()
    path = tmp_path / f"cut{ENDINGS.get(kind, '.json')}"
    for size in (len(whole) // 3, len(whole) * 2 // 3, len(whole) - 2):
        path.write_bytes(whole[:size])
        if kind == "json_lines" and size > len(whole) // 2:
            assert [bad.reason for bad in read_table(path).bad_rows] == ["The line is not JSON."]
            continue
        with pytest.raises(TableError, match=r"cut\."):
            read_table(path)


@pytest.mark.parametrize("kind", WRITERS)
def test_a_table_of_any_kind_that_is_changed_becomes_a_csv_file(tmp_path: Path, kind: str) -> None:
    WRITERS[kind](tmp_path / "table")
    table = read_table(tmp_path / "table")
    changed = {0: {"label": "schlecht"}}
    content = rewritten(table, changed, ReadOptions(), removed=[1], added=[{"text": 'new, "one"', "label": "gut"}])
    (tmp_path / "table.csv").write_bytes(content)
    expected = [ROWS[0] | {"label": "schlecht"}, ROWS[2], {"text": 'new, "one"', "label": "gut"}]
    assert rows(read_table(tmp_path / "table.csv")) == expected


# --- several files ----------------------------------------------------------------------------------------------------


@pytest.fixture
def shards(tmp_path: Path) -> Path:
    """A folder of two tables and their description."""
    folder = tmp_path / "films"
    folder.mkdir()
    (folder / "train-0.csv").write_text("text,label\na film,good\nno film,bad\ntoo,many,cells\n", encoding="utf-8")
    (folder / "train-1.csv").write_text("label,text\nbad,“dull”\n", encoding="utf-16")
    (folder / "dataset_info.json").write_text("{}", encoding="utf-8")
    return folder


def test_a_folder_of_tables_is_one_table(shards: Path) -> None:
    table = read_table(shards)
    assert rows(table) == [
        {"text": "a film", "label": "good"},
        {"text": "no film", "label": "bad"},
        {"text": "“dull”", "label": "bad"},
    ]
    assert [table.place(row) for row in range(3)] == [
        "train-0.csv, line 2",
        "train-0.csv, line 3",
        "train-1.csv, line 2",
    ]
    assert [(bad.file, bad.line) for bad in table.bad_rows] == [("train-0.csv", 4)]
    assert "2 files as one table: train-0.csv (2 rows), train-1.csv (1 row)." in table.format.found
    assert "Other files of the folder are passed over: dataset_info.json." in table.format.found
    assert table.part(2, 3).place(0) == "train-1.csv, line 2"


def test_files_of_any_kind_are_one_table(shards: Path, tmp_path: Path) -> None:
    write_parquet(tmp_path / "more.parquet")
    table = read_table([shards / "train-0.csv", tmp_path / "more.parquet"])
    assert rows(table)[2:] == ROWS


def test_files_with_other_columns_are_no_part_of_a_table(shards: Path) -> None:
    (shards / "train-2.csv").write_text("text,stars\na film,5\nno film,1\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"train-2.csv has the columns text, stars, and train-0.csv has text, label"):
        read_table(shards)
