"""Large tables are read by Arrow, into a file, exactly as small ones are read; the first rows are there at once."""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path
from threading import Event

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from studio.data import delimited, encoding, large, readers
from studio.data.readers import first_rows, read_table, takes_long
from studio.data.stored_cells import StoredCells
from studio.data.table import ReadOptions, Table
from studio.files import sha256_of
from studio.paths import user_cache_dir

READING = ReadOptions(encoding="utf-8", delimiter=",", quoting="minimal", header=True)


@pytest.fixture(autouse=True)
def _small_is_large(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Pieces of some rows, so that small files have many of them."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(large, "_SAMPLE", 3000)
    monkeypatch.setattr(large, "_PIECE", 700)
    monkeypatch.setattr(large, "_LITTLE", 60)
    monkeypatch.setattr(large, "_MOST_ODD", 100.0)


def tables(path: Path, options: ReadOptions, monkeypatch: pytest.MonkeyPatch) -> tuple[Table, Table]:
    """As a large file, and as a small one."""
    monkeypatch.setattr(delimited, "LARGE", 1)
    by_arrow = read_table(path, options)
    monkeypatch.setattr(delimited, "LARGE", sys.maxsize)
    return by_arrow, read_table(path, options)


def assert_equal(by_arrow: Table, at_once: Table) -> None:
    assert isinstance(by_arrow.cells(by_arrow.columns[0]), StoredCells)
    assert by_arrow.columns == at_once.columns
    for name in at_once.columns:
        assert by_arrow.column(name) == at_once.column(name)
    assert by_arrow.line_numbers == at_once.line_numbers
    assert by_arrow.bad_rows == at_once.bad_rows
    assert by_arrow.sha256 == at_once.sha256
    assert by_arrow.format.found[1:] == at_once.format.found[1:]
    last = len(at_once) - 1
    assert [by_arrow.row(row) for row in (0, last, -1)] == [at_once.row(row) for row in (0, last, -1)]
    assert by_arrow.part(3, 9).column(at_once.columns[0]) == at_once.part(3, 9).column(at_once.columns[0])


PIECES = (
    '"quoted, with a comma"', '"say ""hi"" now"', '"two\nlines"', '"three\r\nlines\nof it"', '""', "plain", "größe",
    "5\" pipe", "日本語 text", "a\u0085b", "\u2028", " ", "", '"open', 'shut"', "a\rb", "a\0b", '"a"b', "\ufeffmark",
)  # fmt: skip
MANY = tuple(piece for piece in PIECES if piece not in ("a\rb", "a\0b"))  # many of these are another kind of file
PLAIN = ('"quoted, with a comma"', '"say ""hi"" now"', '"two\nlines"', "plain words", "größe", "日本語 text", "x" * 300)
ROWS: dict[str, Callable[[random.Random], str]] = {
    "plain": lambda draw: f"{draw.choice(PLAIN)},{draw.choice(('good', 'bad'))}",
    "a mess now and then": lambda draw: (
        f"{draw.choice(PIECES)},{draw.choice(PIECES)}"
        if draw.random() < 0.05
        else f"{draw.choice(PLAIN)},{draw.choice(('good', 'bad'))}"
    ),
    "a mess": lambda draw: ",".join(draw.choice(MANY) for _ in range(draw.choice((2, 2, 2, 1, 3)))),
}


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("kind", ROWS)
def test_a_large_table_is_read_as_a_small_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, ending: str
) -> None:
    by_arrow_alone = 0
    for seed in range(12):
        draw = random.Random(f"{kind} {seed}")
        rows = [ROWS[kind](draw) for _ in range(draw.randrange(20, 400))]
        text = ending.join(["text,label", "first,good", *rows]) + draw.choice(("", ending))
        path = tmp_path / f"{seed}.csv"
        path.write_bytes(text.encode())
        by_arrow, at_once = tables(path, READING, monkeypatch)
        if isinstance(by_arrow.cells("text"), StoredCells):  # else it was not what its beginning said
            assert_equal(by_arrow, at_once)
            by_arrow_alone += 1
    assert by_arrow_alone > {"plain": 11, "a mess now and then": 5, "a mess": 0}[kind]


def test_tables_of_tabs_and_stray_quotes_are_read_as_small_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(0)
    words = (
        '"Great" they said',
        'a 5" screen',
        '"unclosed',
        "plain words",
        "größe, länge",
        'ends"',
        "a\u0085b",
        "NA",
        "null",
        "1e5",
    )
    rows = "".join(f"{draw.choice(('ham', 'spam'))}\t{draw.choice(words)} {number}\n" for number in range(900))
    path = tmp_path / "messages.tsv"
    path.write_text(rows, encoding="utf-8-sig")
    by_arrow, at_once = tables(path, ReadOptions(), monkeypatch)
    assert by_arrow.format.quoting == "none"
    assert by_arrow.format.encoding == "utf-8-sig"
    assert_equal(by_arrow, at_once)


def test_what_its_beginning_tells_wrong_is_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = "".join(f"text number {number},good\n" for number in range(400))
    for name, content in {
        "quotes that come late": f'text,label\n{plain}"one, two",bad\n'.encode(),
        "another encoding": f"text,label\n{plain}größe,bad\n".encode("cp1252"),
        "three columns": f"text,label\n{plain}{plain.replace('good', 'good,more') * 20}".encode(),
        "utf-16": f"text,label\n{plain}".encode("utf-16"),
        "one column": plain.replace(",", " ").encode(),
    }.items():
        (tmp_path / name).write_bytes(content)
        by_arrow, at_once = tables(tmp_path / name, ReadOptions(), monkeypatch)
        assert not isinstance(by_arrow.cells(by_arrow.columns[0]), StoredCells), name
        assert by_arrow.format == at_once.format, name


def test_a_table_that_was_read_is_found_again_and_a_damaged_one_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "LARGE", 1)
    path = tmp_path / "films.csv"
    path.write_text("text,label\n" + "".join(f"film {i},{'good' if i % 3 else 'bad'}\n" for i in range(500)))
    once = read_table(path, READING)
    [stored] = (user_cache_dir() / "tables").glob("*.arrow")
    monkeypatch.setattr(large.CellsFile, "close", None)  # would fail
    again = read_table(path, READING)
    assert again.column("text") == once.column("text")
    assert again.format == once.format
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(delimited, "LARGE", 1)
    stored.write_bytes(stored.read_bytes()[:-200])
    assert read_table(path, READING).column("text") == [f"film {i}" for i in range(500)]


def test_what_was_read_longest_ago_and_what_killed_programs_left_makes_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "LARGE", 1)
    monkeypatch.setattr(large, "_MOST_STORED", 60_000)
    folder = user_cache_dir() / "tables"
    folder.mkdir(parents=True)
    left = folder / ".films.arrow.1-2.new"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    for number in range(5):
        path = tmp_path / f"{number}.csv"
        lines = (f"film {i} of {number},{'good' if i % 3 else 'bad'}\n" for i in range(500))
        path.write_text("text,label\n" + "".join(lines))
        assert isinstance(read_table(path, READING).cells("text"), StoredCells)
    assert not left.exists()
    sizes = [file.stat().st_size for file in folder.glob("*.arrow")]
    assert 0 < sum(sizes) <= 60_000 + max(sizes)
    assert len(sizes) == len(list(folder.glob("*.json"))) < 5


def test_reading_tells_how_far_it_is_and_can_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "LARGE", 1)
    path = tmp_path / "films.csv"
    path.write_text("text,label\n" + "".join(f"film {i},{'good' if i % 3 else 'bad'}\n" for i in range(500)))
    said: list[tuple[int, int]] = []

    class StoppedError(Exception):
        pass

    def progress(done: int, total: int) -> None:
        said.append((done, total))
        if len(said) == 4:
            raise StoppedError

    with pytest.raises(StoppedError):
        read_table(path, READING, progress=progress)
    assert [done for done, _ in said] == sorted({done for done, _ in said})
    assert {total for _, total in said} == {path.stat().st_size}
    assert list((user_cache_dir() / "tables").iterdir()) == []


def test_a_reading_that_is_stopped_does_not_wait_for_its_checksum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "LARGE", 1)
    path = tmp_path / "films.csv"
    path.write_text("text,label\n" + "a film,good\na dull film,bad\n" * 500)
    ended: list[type] = []

    def slowly(path: Path, stop: Event) -> str:
        assert stop.wait(60)
        try:
            return sha256_of(path, stop)
        except CancelledError:
            ended.append(CancelledError)
            raise

    def progress(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(large, "sha256_of", slowly)
    with pytest.raises(KeyboardInterrupt):
        read_table(path, READING, progress=progress)
    assert ended == [CancelledError]


def test_a_full_disk_does_not_keep_a_table_from_being_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "films.csv"
    path.write_text("text,label\n" + "".join(f"film {i},{'good' if i % 3 else 'bad'}\n" for i in range(500)))
    monkeypatch.setattr(large.CellsFile, "write", full)
    by_arrow, at_once = tables(path, READING, monkeypatch)
    assert by_arrow.column("text") == at_once.column("text")


def test_a_full_disk_keeps_nothing_of_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def write_batch(self, _batch: object) -> None:
            raise OSError(28, "No space left on device")

        def close(self) -> None:
            self.write_batch(None)

    monkeypatch.setattr(pa.ipc, "new_file", lambda *_: Full())
    path = tmp_path / "films.csv"
    path.write_text("text,label\n" + "a film,good\na dull film,bad\n" * 500)
    monkeypatch.setattr(delimited, "LARGE", 1)
    assert len(read_table(path, READING)) == 1000
    assert list((user_cache_dir() / "tables").iterdir()) == []


@pytest.mark.parametrize("write", [Path.write_bytes, lambda path, data: path.write_bytes(path.read_bytes() + data)])
def test_a_file_that_changes_while_it_is_read_is_not_kept_under_another_checksum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path, bytes], object]
) -> None:
    path = tmp_path / "films.csv"
    path.write_text("text,label\n" + "a film,good\na dull film,bad\n" * 500)

    def change(_done: int, total: int) -> None:
        if path.stat().st_size == total:
            write(path, b"text,label\n" + b"another film,good\none more,bad\n" * 400)

    monkeypatch.setattr(delimited, "LARGE", 1)
    read = read_table(path, READING, progress=change)
    assert read.sha256 == sha256_of(path)
    assert read.column("text") == read_table(path, READING).column("text")


def test_the_first_rows_are_those_of_the_whole_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "_BEGINNING", 12_000)
    lines = "".join(f'"film {i}\nof ""{i}""",{"good" if i % 3 else "bad"}\n' for i in range(500))
    for name in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        path = tmp_path / f"{name}.csv"
        path.write_bytes(f"text,label\ngröße,good\n{lines}".encode(name))
        assert _first_hundred(path).bad_rows == ()
    short = tmp_path / "short.csv"
    short.write_text("text,label\na,b\nc,d\n")
    first = first_rows(short, rows=100)
    assert first is not None
    assert len(first) == 2


def test_the_first_rows_are_there_for_every_kind_but_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "_BEGINNING", 12_000)
    rows = [{"text": f"film {i}\nof größe", "label": i % 2} for i in range(1000)]
    features = {"label": {"names": ["bad", "good"], "_type": "ClassLabel"}}
    metadata = {"huggingface": json.dumps({"info": {"features": features}})}
    pq.write_table(pa.Table.from_pylist(rows).replace_schema_metadata(metadata), tmp_path / "a.parquet")
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), "utf-8")
    (tmp_path / "wide.jsonl").write_text("\n".join(lines), "utf-16")
    (tmp_path / "a.json").write_text(json.dumps(rows))
    book = Workbook()
    book.active.append(["A table of films"])
    for cells in (["text", "label"], *(list(row.values()) for row in rows)):
        book.active.append(cells)
    book.save(tmp_path / "a.xlsx")
    for file in ("a.parquet", "a.jsonl", "wide.jsonl", "a.xlsx"):
        _first_hundred(tmp_path / file)
    assert first_rows(tmp_path / "a.json", rows=100) is None

    (tmp_path / "parts").mkdir()
    for number in range(2):
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / "parts" / f"{number}.parquet")
    _first_hundred(tmp_path / "parts")
    several = sorted((tmp_path / "parts").iterdir())
    first, whole = first_rows(several, rows=100), read_table(several)
    assert first is not None
    assert [first.row(row) for row in range(100)] == [whole.row(row) for row in range(100)]


def _first_hundred(path: Path) -> Table:
    """The first rows, which are those of the whole table."""
    first, whole = first_rows(path, rows=100), read_table(path)
    assert first is not None
    assert (len(first), first.columns) == (100, whole.columns)
    assert [first.row(row) for row in range(100)] == [whole.row(row) for row in range(100)]
    return first


def test_how_far_several_files_are_is_told_over_all_of_them(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"{number}.csv").write_text("text,label\na,b\n")
        pq.write_table(pa.table({"text": ["a"] * 30_000, "label": ["b"] * 30_000}), tmp_path / f"{number}.parquet")
    told: list[float] = []
    read_table(sorted(tmp_path.glob("*.parquet")), progress=lambda done, total: told.append(done / total))
    assert told == sorted(told)
    assert {0.0, 0.25, 0.5, 0.75} < set(told)
    assert max(told) > 0.9


def test_what_takes_long_is_told_by_kind_and_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "LARGE", 1000)
    for name, size in (("a.csv", 600), ("a.xlsx", 600), ("b.csv", 600), ("c.csv", 1000)):
        (tmp_path / name).write_bytes(b"x" * size)
    told = {name: takes_long([tmp_path / name]) for name in ("a.csv", "a.xlsx", "b.csv", "c.csv")}
    assert told == {"a.csv": False, "a.xlsx": True, "b.csv": False, "c.csv": True}
    assert takes_long([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert takes_long([tmp_path])
    assert not takes_long([tmp_path / "none.csv"])


def test_arrow_and_python_agree_on_white_space() -> None:
    signs = [chr(code) for code in range(1, 0x3100)]
    arrow = pc.utf8_is_space(pa.array(signs, pa.string())).to_pylist()
    assert [sign for sign, is_space in zip(signs, arrow, strict=True) if sign.isspace() and not is_space] == []
