"""Changed cells are read back as they were written, and every other line stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.data.readers import read_table
from studio.data.rewriting import check_changes, rewritten
from studio.data.table import ReadOptions, Table
from studio.errors import TableError

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=("Cs",)), max_size=12)


def table_of(folder: Path, content: bytes, options: ReadOptions = ReadOptions()) -> Table:  # noqa: B008  (frozen)
    path = folder / "table.csv"
    path.write_bytes(content)
    return read_table(path, options)


def written_again(table: Table, changes: dict[int, dict[str, str]], options: ReadOptions = ReadOptions()) -> Table:  # noqa: B008
    """The table as it is read from the changed file, which takes the place of the first."""
    table.path.write_bytes(rewritten(table, changes, options))
    return read_table(table.path, options)


COMMA = ReadOptions(delimiter=",", quoting="minimal", header=True, encoding="utf-8")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.tuples(CELLS, CELLS.filter(str.strip)), min_size=1, max_size=4))
def test_whatever_is_written_is_read_back(tmp_path: Path, cells: list[tuple[str, str]]) -> None:
    lines = b"".join(b'"a\n%d",b\r\n' % row for row in range(len(cells) + 1))
    table = table_of(tmp_path, b"x,y\n" + lines, COMMA)
    changes = {row: {"x": x, "y": y} for row, (x, y) in enumerate(cells)}
    again = written_again(table, changes, COMMA)
    assert [(row["x"], row["y"]) for row in map(again.row, range(len(cells)))] == cells
    assert again.row(len(cells)) == table.row(len(cells))
    assert again.bad_rows == ()


def test_other_lines_stay_as_they_are_bad_rows_among_them(tmp_path: Path) -> None:
    content = b'x,y\r\n"a, quoted",1\r\nonly one\r\n"two\r\nlines",2\r\n\r\nlast,"3"'
    table = table_of(tmp_path, content)
    changed = rewritten(table, {1: {"x": 'say "hi"'}}, ReadOptions())
    assert changed == b'x,y\r\n"a, quoted",1\r\nonly one\r\n"say ""hi""",2\r\n\r\nlast,"3"'
    again = written_again(table, {1: {"x": 'say "hi"'}})
    assert [bad.reason for bad in again.bad_rows] == [bad.reason for bad in table.bad_rows]


def test_a_row_behind_a_quote_that_does_not_close_stays_a_row(tmp_path: Path) -> None:
    """Without its own quotes it would be text of the bad row, up to the next quote."""
    content = b'a;b;c\n1;"open;x\n2;"two";"zwei"\n3;bad"";"x"\n4;"four";"vier"\n'
    table = table_of(tmp_path, content)
    again = written_again(table, {0: {"a": "=1"}})
    assert again.column("a") == ["=1", *table.column("a")[1:]]
    assert [bad.line for bad in again.bad_rows] == [bad.line for bad in table.bad_rows]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "shift_jis"])
def test_the_encoding_stays(tmp_path: Path, encoding: str) -> None:
    text = "x,y\n" + "".join(f"word {i},tail\n" for i in range(30))
    table = table_of(tmp_path, text.encode(encoding), ReadOptions(encoding=encoding))
    again = written_again(table, {3: {"y": "other"}}, ReadOptions(encoding=encoding))
    assert again.column("y")[2:5] == ["tail", "other", "tail"]
    assert again.column("x") == table.column("x")


def test_byte_order_marks_are_no_text_however_many_stand_at_the_beginning(tmp_path: Path) -> None:
    table = table_of(tmp_path, b"\xef\xbb\xbf" * 3 + b"x,y\n1,2\n3,4\n")
    assert table.columns == ("x", "y")
    assert written_again(table, {0: {"y": "5"}}).column("y") == ["5", "4"]


def test_bytes_that_are_no_text_stay(tmp_path: Path) -> None:
    content = b"x,y\n" + "".join(f"größe {i},ä\n" for i in range(30)).encode() + b"bad \xff,1\ngood,2\n"
    table = table_of(tmp_path, content)
    assert len(table.bad_rows) == 1
    assert rewritten(table, {30: {"y": "3"}}, ReadOptions()) == content.replace(b"good,2", b"good,3")


@pytest.mark.parametrize("text", ["0\n", "\n0", "a\r", "a\nb", '"', 'a"\n', ","])
def test_a_cell_may_hold_line_breaks_quotes_and_delimiters(tmp_path: Path, text: str) -> None:
    table = table_of(tmp_path, b"x,y\n1,2\n3,4\n")
    (tmp_path / "again.csv").write_bytes(rewritten(table, {0: {"y": text}}, ReadOptions()))
    again = read_table(tmp_path / "again.csv")
    assert again.column("y") == [text, "4"]
    assert again.column("x") == ["1", "3"]


def test_a_table_of_whole_lines_is_changed(tmp_path: Path) -> None:
    options = ReadOptions(delimiter="", header=False)
    table = table_of(tmp_path, b"one\ntwo\n", options)
    assert rewritten(table, {1: {table.columns[0]: "2, really"}}, options) == b"one\n2, really\n"


@pytest.mark.parametrize(
    ("content", "options", "text", "why"),
    [
        (b"a\tb\nc\td\n", ReadOptions(quoting="none", delimiter="\t"), "x\ty", "cannot hold its delimiter"),
        (b"a\tb\nc\td\n", ReadOptions(quoting="none", delimiter="\t"), "x\ny", "cannot hold line breaks"),
        (b"a,b\nc,d\n", ReadOptions(encoding="cp1252"), "日本", 'cp1252, which has no "日"'),
        (b"a,b\nc,d\n", ReadOptions(), "x\0y", "NUL"),
    ],
)
def test_what_the_file_cannot_hold_is_refused(
    tmp_path: Path, content: bytes, options: ReadOptions, text: str, why: str
) -> None:
    table = table_of(tmp_path, content, options.model_copy(update={"header": True}))
    with pytest.raises(TableError, match=why) as caught:
        check_changes(table, {0: {"a": text}})
    assert "line 2" in caught.value.message


def test_rows_are_taken_out_and_added_and_all_other_lines_stay(tmp_path: Path) -> None:
    table = table_of(tmp_path, b'a,b\r\n"1\r\n2",x\r\nbad\r\n\r\n3,y\r\n4,z')
    made = rewritten(
        table, {1: {"b": "Y"}}, ReadOptions(), removed=[0], added=[{"b": "w", "a": "5, 6"}, {"a": "7", "b": ""}]
    )
    assert made == b'a,b\r\nbad\r\n\r\n3,Y\r\n4,z\r\n"5, 6",w\r\n7,\r\n'


def test_a_table_without_rows_is_not_made(tmp_path: Path) -> None:
    table = table_of(tmp_path, b"a,b\n1,x\n")
    with pytest.raises(TableError, match="none is left"):
        rewritten(table, {}, ReadOptions(), removed=[0])
    assert rewritten(table, {}, ReadOptions(), removed=[0], added=[{"a": "2", "b": "y"}]) == b"a,b\n2,y\n"


def test_a_new_row_that_the_file_cannot_hold_is_refused(tmp_path: Path) -> None:
    table = table_of(tmp_path, b"a\tb\nc\td\n")
    table = read_table(table.path, ReadOptions(quoting="none", delimiter="\t", header=True))
    with pytest.raises(TableError, match="a new row: a cell of this file cannot hold line breaks"):
        rewritten(table, {}, ReadOptions(), added=[{"a": "x\ny", "b": "z"}])
