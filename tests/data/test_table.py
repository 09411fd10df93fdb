"""Tables are read to the row, from real files and from every mess that a file can be in."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from studio.data.columns import ColumnGuess, class_counts, guess_columns, is_lopsided
from studio.data.readers import read_table
from studio.data.table import ReadOptions, Table, inspected
from studio.errors import TableError

ROOT = Path(__file__).parents[2]
PROJECTS = ROOT / "projects"
FILES = Path(__file__).parent / "files"

SMS = PROJECTS / "sms_spam/data/sms_spam.tsv"
AMAZON = PROJECTS / "amazon_reviews/data/amazon_cells_labelled.tsv"
BANKING = PROJECTS / "banking77/data/train.csv"
RESTAURANTS = PROJECTS / "e2e_restaurants/data/devset.csv"


def written(tmp_path: Path, content: str | bytes, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(tmp_path: Path, content: str | bytes, **options: Any) -> Table:
    return read_table(written(tmp_path, content), ReadOptions(**options))


def rows(table: Table) -> list[tuple[str, ...]]:
    return [tuple(table.row(i).values()) for i in range(len(table))]


# --- real files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "count", "delimiter", "quoting", "header", "columns"),
    [
        (SMS, 5574, "\t", "none", False, ("column_1", "column_2")),
        (AMAZON, 1000, "\t", "none", False, ("column_1", "column_2")),
        (BANKING, 10003, ",", "minimal", True, ("text", "category")),
        (PROJECTS / "banking77/data/test.csv", 3080, ",", "minimal", True, ("text", "category")),
        (RESTAURANTS, 4672, ",", "minimal", True, ("mr", "ref")),
        (FILES / "sib200_deu_test.tsv", 204, "\t", "minimal", True, ("index_id", "category", "text")),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else None,
)
def test_a_published_file_is_read_to_the_row(
    path: Path, count: int, delimiter: str, quoting: str, header: bool, columns: tuple[str, ...]
) -> None:
    table = read_table(path)
    assert len(table) == count
    assert (table.format.delimiter, table.format.quoting, table.format.header) == (delimiter, quoting, header)
    assert table.columns == columns
    assert table.bad_rows == ()
    assert table.format.encoding == "utf-8"
    assert not any("\r" in cell for name in table.columns for cell in table.column(name))


@pytest.mark.parametrize(
    ("name", "count"),
    [("hwu64_audio_volume_down.csv", 72), ("hwu64_datetime_query.csv", 175), ("hwu64_calendar_set.csv", 19)],
)
def test_a_semicolon_file_with_quotes_is_read_to_the_row(name: str, count: int) -> None:
    table = read_table(FILES / name)
    assert len(table) == count
    assert table.format.delimiter == ";"
    assert table.columns[-1] == "answer_from_user"
    assert not any(cell.startswith('"') for cell in table.column("answer_from_user"))


@pytest.mark.parametrize("path", [BANKING, RESTAURANTS], ids=lambda path: path.name)
def test_quoted_files_hold_the_cells_that_the_standard_reader_finds(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        expected = [tuple(row) for row in csv.reader(file)][1:]
    assert rows(read_table(path)) == expected


@pytest.mark.parametrize("path", [SMS, AMAZON], ids=lambda path: path.name)
def test_unquoted_files_hold_the_cells_between_tabs(path: Path) -> None:
    lines = path.read_bytes().decode().removesuffix("\n").split("\n")
    assert rows(read_table(path)) == [tuple(line.split("\t")) for line in lines]


def test_a_message_that_opens_with_a_quote_stays_one_row() -> None:
    table = read_table(SMS, ReadOptions(columns=("label", "message")))
    opening = [message for message in table.column("message") if message.startswith('"')]
    assert len(opening) == 54
    assert table.line_numbers == list(range(1, 5575))
    assert class_counts(table.column("label")) == {"ham": 4827, "spam": 747}


def test_quoting_can_be_overruled_where_it_is_wrong_and_loses_no_row_silently() -> None:
    table = read_table(SMS, ReadOptions(quoting="minimal"))
    assert table.bad_rows
    assert all(bad.text.startswith(("ham\t", "spam\t")) for bad in table.bad_rows)
    covered = set(table.line_numbers) | {bad.line for bad in table.bad_rows}
    assert len(covered) == len(table) + len(table.bad_rows)


def test_line_numbers_point_at_the_line_where_a_row_starts() -> None:
    table = read_table(BANKING)
    lines = BANKING.read_bytes().decode().split("\n")
    assert len(lines) > len(table) + 2  # cells with line breaks
    texts = table.column("text")
    for i, line in enumerate(table.line_numbers):
        first = texts[i].split("\n")[0].split("\r")[0]
        assert lines[line - 1].lstrip('"').startswith(first[:5].replace('"', '""')[:5])


def test_the_hash_is_that_of_the_bytes() -> None:
    assert read_table(SMS).sha256 == hashlib.sha256(SMS.read_bytes()).hexdigest()


def test_an_inspection_is_plain_json() -> None:
    found = inspected(read_table(AMAZON))
    assert json.loads(json.dumps(found)) == found
    assert list(found) == ["kind", "encoding", "delimiter", "quoting", "header", "rows", "columns", "bad_rows", "found"]
    assert found["rows"] == 1000
    assert "Tab between cells: every row has 2 cells." in found["found"]


# --- encodings --------------------------------------------------------------------------------------------------------

GERMAN = "text,label\nMüller grüßt schön,gut\nÄrgerlich war’s,schlecht\nÖde,schlecht\n"
RUSSIAN = "text,label\n" + "Это очень хороший телефон,хорошо\nПлохая камера и плохой звук,плохо\n" * 5
POLISH = "text,label\n" + "Zażółć gęślą jaźń proszę państwa,dobry\nŹle się dzieje że ach,zły\n" * 5
FRENCH = "text,label\nCafé “fermé” aujourd’hui,mal\nTrès bien,bon\nNaïve garçon,bon\n"
JAPANESE = "text,label\n" + "この電話はとても良いです,良い\nカメラが悪い,悪い\n" * 5


@pytest.mark.parametrize(
    ("text", "written_as", "found_as"),
    [
        (GERMAN, "utf-8", "utf-8"),
        (GERMAN, "utf-8-sig", "utf-8-sig"),
        (GERMAN, "utf-16", "utf-16"),
        (GERMAN, "utf-16-le", "utf-16-le"),
        (GERMAN, "utf-16-be", "utf-16-be"),
        (GERMAN, "utf-32", "utf-32"),
        (GERMAN, "cp1252", "cp1252"),
        (GERMAN.replace("’", "'"), "latin-1", "cp1252"),
        (FRENCH, "cp1252", "cp1252"),
        (RUSSIAN, "cp1251", "cp1251"),
        (POLISH, "cp1250", "cp1250"),
        (JAPANESE, "cp932", "cp932"),
        (JAPANESE, "euc_jp", "euc_jp"),
    ],
)
def test_an_encoding_is_found_out(tmp_path: Path, text: str, written_as: str, found_as: str) -> None:
    table = read(tmp_path, text.encode(written_as))
    assert table.format.encoding == found_as
    assert table.columns == ("text", "label")
    assert rows(table) == [tuple(line.split(",")) for line in text.splitlines()[1:]]


def test_an_encoding_can_be_overruled(tmp_path: Path) -> None:
    data = "text,label\nşık,iyi\nçok,kötü\n".encode("cp1254")
    assert read(tmp_path, data, encoding="cp1254").column("text") == ["şık", "çok"]


def test_an_unknown_encoding_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="klingon"):
        read(tmp_path, "text,label\na,b\n", encoding="klingon")


def test_an_encoding_that_cannot_be_is_told(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="cannot be read as utf-16"):
        read(tmp_path, "text,label\na,b\n", encoding="utf-16-le")


@pytest.mark.parametrize("encoding", [None, "utf-8"])
def test_a_damaged_byte_costs_its_row_and_not_the_encoding(tmp_path: Path, encoding: str | None) -> None:
    table = read(tmp_path, b"text,label\n" + "größe,a\n".encode() * 20 + b"gr\xf6\xdfe,b\n", encoding=encoding)
    assert table.format.encoding == "utf-8"
    assert len(table) == 20
    assert [(bad.line, bad.text) for bad in table.bad_rows] == [(22, "gr��e,b")]
    assert "Bytes" in table.bad_rows[0].reason


# --- lines ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
@pytest.mark.parametrize("last", [True, False], ids=["closed", "open"])
def test_every_line_ending_is_one(tmp_path: Path, end: str, last: bool) -> None:
    table = read(tmp_path, end.join(["text,label", "a b,x", "c d,y"]) + (end if last else ""))
    assert table.columns == ("text", "label")
    assert rows(table) == [("a b", "x"), ("c d", "y")]
    assert table.line_numbers == [2, 3]


def test_unicode_line_separators_are_part_of_a_cell(tmp_path: Path) -> None:
    table = read(tmp_path, "one\x85two\t1\nthree\u2028four\t0\nfive\x0bsix\x0cseven\t1\n")
    assert table.column("column_1") == ["one\x85two", "three\u2028four", "five\x0bsix\x0cseven"]


def test_line_breaks_in_quoted_cells_are_kept(tmp_path: Path) -> None:
    table = read(tmp_path, 'text,label\r\n"a\r\nb",x\r\n"c\nd",y\r\n')
    assert table.column("text") == ["a\r\nb", "c\nd"]
    assert table.line_numbers == [2, 4]


def test_a_lone_return_among_line_feeds_is_part_of_its_cell(tmp_path: Path) -> None:
    table = read(tmp_path, "text,label\n" + "a,b\n" * 40 + 'x\ry,b\n"q\rr, s",b\n')
    assert table.column("text")[-2:] == ["x\ry", "q\rr, s"]
    assert table.bad_rows == ()


def test_blank_lines_are_told(tmp_path: Path) -> None:
    table = read(tmp_path, "text,label\n\na,b\n  \nc,d\n\n")
    assert rows(table) == [("a", "b"), ("c", "d")]
    assert table.line_numbers == [3, 5]
    assert "3 blank lines passed over." in table.format.found


# --- rows that cannot be read -----------------------------------------------------------------------------------------


def test_ragged_rows_are_bad_rows_with_line_and_reason(tmp_path: Path) -> None:
    table = read(tmp_path, "text,label\na,b\nonly this\nd,e,f\ng,h\n")
    assert rows(table) == [("a", "b"), ("g", "h")]
    assert table.line_numbers == [2, 5]
    assert [(bad.line, bad.reason, bad.text) for bad in table.bad_rows] == [
        (3, "1 cell instead of 2: too few.", "only this"),
        (4, "3 cells instead of 2: too many.", "d,e,f"),
    ]
    assert "2 rows cannot be read; the first is on line 3." in table.format.found


def test_an_unclosed_quote_costs_one_row(tmp_path: Path) -> None:
    table = read(tmp_path, 'text,label\n"Hello, you",a\n"Never closed,b\nfine,c\n"yes, it is",d\n')
    assert table.column("text") == ["Hello, you", "fine", "yes, it is"]
    assert [bad.line for bad in table.bad_rows] == [3]
    assert "does not close" in table.bad_rows[0].reason


def test_an_unclosed_quote_in_the_last_row_costs_one_row(tmp_path: Path) -> None:
    table = read(tmp_path, 'text,label\n"Hello, you",a\nfine,b\n"Never closed,c\n')
    assert table.column("text") == ["Hello, you", "fine"]
    assert [bad.line for bad in table.bad_rows] == [4]


def test_a_quote_inside_a_quoted_cell_costs_one_row(tmp_path: Path) -> None:
    table = read(tmp_path, 'text,label\n"Hello, you",a\n"He said "hi" to me",b\nfine,c\n')
    assert table.column("text") == ["Hello, you", "fine"]
    assert "Write it twice" in table.bad_rows[0].reason


def test_an_inch_sign_needs_no_quoting(tmp_path: Path) -> None:
    table = read(tmp_path, 'text,label\n5" screen,a\n"big, 6"" screen",b\nsmall,a\n')
    assert table.column("text") == ['5" screen', 'big, 6" screen', "small"]


def test_a_row_with_a_nul_byte_is_a_bad_row(tmp_path: Path) -> None:
    table = read(tmp_path, "text,label\na\0b,x\ngood,y\n")
    assert table.column("text") == ["good"]
    assert (table.bad_rows[0].line, table.bad_rows[0].text) == (2, "a␀b,x")
    assert "NUL" in table.bad_rows[0].reason


def test_a_row_of_empty_cells_is_a_bad_row(tmp_path: Path) -> None:
    table = read(tmp_path, "text,label\na,x\n,\nb,y\n")
    assert [(bad.line, bad.reason) for bad in table.bad_rows] == [(3, "Every cell is empty.")]


def test_a_bad_row_shows_only_its_beginning(tmp_path: Path) -> None:
    table = read(tmp_path, "text,label\na,x\nb,y\n" + "long " * 1000 + "\n")
    assert len(table.bad_rows[0].text) == 200


def test_a_very_long_cell_is_read(tmp_path: Path) -> None:
    table = read(tmp_path, 'text,label\n"' + "x, " * 100_000 + '",a\nshort,b\n')
    assert len(table.column("text")[0]) == 300_000


def test_when_no_row_can_be_read_the_error_says_why(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"No row .* Line 2: 2 cells instead of 3") as caught:
        read(tmp_path, "text,label,note\na,b\nc,d\n")
    assert caught.value.fields["line"] == 2


# --- what is no table -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \r\n\n", "is empty"),
        (b"\xef\xbb\xbf", "only white space"),
        (b"text,label\n", "a header and no rows"),
        (b"text,label", "a header and no rows"),
        (b"PAR1\x15\x04\x15", "cannot be read as Parquet"),
        (b"PK\x03\x04\x14\0 xl/workbook.xml", "an Excel workbook"),
        (b"PK\x03\x04\x14\0 data.csv", "a zip archive"),
        (gzip.compress(b"text,label\na,b\n", mtime=0), "a gzip archive"),
        (b"%PDF-1.7\n", "a PDF"),
        (bytes(range(256)) * 20, "a binary file"),
        (b"<!DOCTYPE html>\n<html></html>", "a web page"),
        (b'[\n  {"text": "a"},\n]\n', "line 3: it is not JSON"),
        (b'{"a": [1, 2]', "No row|is not JSON|a header and no rows"),
        (b"[1, 2, 3]\n", "holds no list of objects"),
    ],
)
def test_what_is_no_table_says_what_it_is(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(TableError, match=said) as caught:
        read(tmp_path, content)
    assert "table.csv" in caught.value.message
    assert caught.value.message.endswith(".")


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="There is no file"):
        read_table(tmp_path / "nothing.csv")
    with pytest.raises(TableError, match="is a folder without a table"):
        read_table(tmp_path)


# --- delimiters -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", ["\t", ";", "|", ",", ":", "^"])
def test_a_delimiter_is_found_out(tmp_path: Path, delimiter: str) -> None:
    lines = [("text", "label"), ("good phone", "yes"), ("weak sound and light", "no"), ("fine", "yes")]
    table = read(tmp_path, "".join(delimiter.join(line) + "\n" for line in lines))
    assert table.format.delimiter == delimiter
    assert rows(table) == lines[1:]


def test_decimal_commas_do_not_hide_the_semicolon(tmp_path: Path) -> None:
    table = read(tmp_path, "weight;height\n1,5;2,5\n3,5;2,7\n")
    assert rows(table) == [("1,5", "2,5"), ("3,5", "2,7")]


def test_plain_lines_are_one_column(tmp_path: Path) -> None:
    table = read(tmp_path, "Hello, you there\nHow are you\nThis, that, and more\nfine\n")
    assert table.format.delimiter == ""
    assert table.column("column_1") == ["Hello, you there", "How are you", "This, that, and more", "fine"]


def test_one_quoted_column_loses_its_quotes(tmp_path: Path) -> None:
    table = read(tmp_path, 'text\n"Hello, you there"\nHow are you\n"This, that, and more"\n')
    assert table.column("text") == ["Hello, you there", "How are you", "This, that, and more"]


@pytest.mark.parametrize("written_as", ["\t", "\\t", "tab"])
def test_a_chosen_tab_may_be_spelled(tmp_path: Path, written_as: str) -> None:
    assert rows(read(tmp_path, "text\tlabel\na,b\tc\n", delimiter=written_as)) == [("a,b", "c")]


@pytest.mark.parametrize("delimiter", [",,", '"', "\n"])
def test_an_impossible_delimiter_is_refused(tmp_path: Path, delimiter: str) -> None:
    with pytest.raises(TableError, match="cannot be a delimiter"):
        read(tmp_path, "text,label\na,b\n", delimiter=delimiter)


def test_each_guess_can_be_overruled_alone(tmp_path: Path) -> None:
    content = 'text;label\n"a";b,c\n"d";e,f\n'
    guessed = read(tmp_path, content)
    assert rows(guessed) == [("a", "b,c"), ("d", "e,f")]
    assert rows(read(tmp_path, content, quoting="none")) == [('"a"', "b,c"), ('"d"', "e,f")]
    assert rows(read(tmp_path, content, header=False))[0] == ("text", "label")
    assert read(tmp_path, content, delimiter=",").bad_rows == ()
    assert read(tmp_path, content, columns=("x", "y")).columns == ("x", "y")
    assert "No header, as you chose." in read(tmp_path, content, header=False).format.found


@pytest.mark.parametrize("path", [SMS, BANKING, FILES / "sib200_deu_test.tsv"], ids=lambda path: path.name)
def test_what_was_found_given_back_as_options_reads_the_same(path: Path) -> None:
    first = read_table(path)
    form = first.format
    options = ReadOptions(
        encoding=form.encoding,
        delimiter=form.delimiter,
        quoting=form.quoting,
        header=form.header,
        columns=first.columns,
    )
    assert rows(read_table(path, options)) == rows(first)


def test_an_unknown_option_is_an_error() -> None:
    with pytest.raises(ValidationError, match="delimeter"):
        ReadOptions(delimeter=";")  # type: ignore[call-arg]


# --- headers and names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "header"),
    [
        ("text,label\nI like it,good\nBad one,bad\nGreat,good\n", True),
        ("Movie,Feeling\nI like it,good\nBad one,bad\nGreat,good\n", True),
        ("I like it,good\nBad one,bad\nGreat,good\n", False),
        ("text,label\na,b\n", True),
        (",text,label\n0,hello there,x\n1,good bye,y\n", True),
        ("word,count\napple,3\nplum,4\n", True),
        ("apple,3\nplum,4\npear,3\n", False),
        ("0,1\nI like it very much indeed,good\nThis is a bad one I say,bad\nGreat phone for the money,good\n", True),
        ("How happy are you with our service?,Age\nvery,33\nnot at all,54\n", True),
        ("I was very happy with it.,Me too.\nIt broke after a day.,What a pity.\n", False),
        ("text,label\nI sent a text,x\ntext,y\nNo idea,x\n", True),
    ],
)
def test_a_header_is_told_from_data(tmp_path: Path, content: str, header: bool) -> None:
    table = read(tmp_path, content)
    assert table.format.header is header
    assert len(table) == content.count("\n") - header


def test_without_a_header_given_names_are_used(tmp_path: Path) -> None:
    table = read(tmp_path, "a\tb\nc\td\n", columns=("text", "label"))
    assert rows(table) == [("a", "b"), ("c", "d")]
    assert table.column("label") == ["b", "d"]


def test_given_names_that_stand_in_the_first_row_are_the_header(tmp_path: Path) -> None:
    assert len(read(tmp_path, "a\tb\nc\td\n", columns=("a", "b"))) == 1


@pytest.mark.parametrize("columns", [("a",), ("a", "b", "c"), ("a", "a"), ("a", " ")])
def test_names_that_do_not_fit_are_refused(tmp_path: Path, columns: tuple[str, ...]) -> None:
    with pytest.raises(TableError, match=r"Give 2|a name of its own"):
        read(tmp_path, "text,label\na,b\n", columns=columns)


def test_repeated_names_are_made_unique_and_told(tmp_path: Path) -> None:
    table = read(tmp_path, "text,text,text_2,text\na,b,c,d\ne,f,g,h\n")
    assert table.columns == ("text", "text_3", "text_2", "text_4")
    assert "Two columns are named text; column 2 is called text_3." in table.format.found
    assert read(tmp_path, "text,text,label\na,b,c\nd,e,f\n").columns == ("text", "text_2", "label")


def test_names_lose_stray_white_space(tmp_path: Path) -> None:
    assert read(tmp_path, " text ,label\r\r\na,b\r\nc,d\r\n").columns == ("text", "label")
    assert read(tmp_path, 'text,"the\r\nlabel \r"\r\na,b\r\n', header=True).columns == ("text", "the label")


def test_a_column_without_a_name_gets_one(tmp_path: Path) -> None:
    table = read(tmp_path, "text,label\na,b,c\nd,e,f\n")
    assert table.columns == ("text", "label", "column_3")
    assert any("column_3" in sentence for sentence in table.format.found)


def test_an_unknown_column_names_the_nearest(tmp_path: Path) -> None:
    table = read(tmp_path, "text,label\na,b\n")
    with pytest.raises(TableError, match="Did you mean 'label'") as caught:
        table.column("Lable")
    assert caught.value.fields["nearest"] == "label"
    with pytest.raises(TableError, match="Its columns are 'text', 'label'"):
        table.column("zzz")
    with pytest.raises(TableError, match="no row 7"):
        table.row(7)


def test_empty_cells_are_found(tmp_path: Path) -> None:
    table = read(tmp_path, "text,label\na,x\n,y\n  ,z\nb,\n")
    assert table.rows_with_empty("text") == [1, 2]
    assert table.rows_with_empty("label") == [3]


def test_a_column_is_a_list_of_its_own(tmp_path: Path) -> None:
    table = read(tmp_path, "text,label\na,b\n")
    table.column("text").append("more")
    assert table.column("text") == ["a"]


# --- as a whole -------------------------------------------------------------------------------------------------------

cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\ue00d\ufeff", exclude_categories=["Cs"]), max_size=12
).filter(lambda cell: cell.strip() != "")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=8),
    delimiter=st.sampled_from(",;\t|"),
    quote_all=st.booleans(),
)
def test_what_the_csv_module_writes_is_read_back(
    tmp_path: Path, content: list[tuple[str, str, str]], delimiter: str, quote_all: bool
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL)
    writer.writerows([("one", "two", "three"), *content])
    table = read(tmp_path, out.getvalue(), encoding="utf-8", delimiter=delimiter, quoting="minimal", header=True)
    assert rows(table) == content
    assert table.bad_rows == ()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.one_of(st.binary(max_size=300), st.text('ab ",;\t\n\r\0ä\x85', max_size=200).map(str.encode)))
def test_no_bytes_make_it_crash_or_lose_a_line(tmp_path: Path, data: bytes) -> None:
    try:
        table = read(tmp_path, data)
    except TableError:
        return
    json.dumps(inspected(read_table(tmp_path / "table.csv"))).encode()
    assert all(len(bad.text) <= 200 and bad.line >= 1 and bad.reason for bad in table.bad_rows)
    assert table.line_numbers == sorted(set(table.line_numbers))
    assert not {bad.line for bad in table.bad_rows} & set(table.line_numbers)
    assert all(len(table.column(name)) == len(table) for name in table.columns)


def test_reading_a_table_loads_neither_pyarrow_nor_pandas_nor_torch() -> None:
    program = (
        "import sys; from studio.data.readers import read_table; import studio.data.columns, studio.data.split; "
        f"read_table({str(AMAZON)!r}); "
        "heavy = {'pyarrow', 'pandas', 'torch', 'PySide6', 'clevercsv', 'charset_normalizer', 'openpyxl'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


# --- columns ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "guess"),
    [
        (SMS, ColumnGuess("column_2", "column_1", None, "classification")),
        (AMAZON, ColumnGuess("column_1", "column_2", None, "classification")),
        (BANKING, ColumnGuess("text", "category", None, "classification")),
        (RESTAURANTS, ColumnGuess("mr", None, "ref", "generation")),
        (FILES / "sib200_deu_test.tsv", ColumnGuess("text", "category", None, "classification")),
        (FILES / "hwu64_datetime_query.csv", ColumnGuess("answer_from_user", "intent", None, "classification")),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else None,
)
def test_the_columns_of_published_files_are_guessed(path: Path, guess: ColumnGuess) -> None:
    assert guess_columns(read_table(path)) == guess


@pytest.mark.parametrize(
    ("content", "guess"),
    [
        ("text,label\nI like it,good\nBad one,bad\nGreat,good\n", ("text", "label", None, "classification")),
        ("id,review,stars\n1,I like it,5\n2,Bad one,1\n3,Fine I say,5\n", ("review", "stars", None, "classification")),
        (
            "prompt,response\nWhat is it?,A dog it is\nWho are you?,I am Eve\n",
            ("prompt", None, "response", "generation"),
        ),
        (
            "response,prompt\nA dog it is,What is it?\nI am Eve,Who are you?\n",
            ("prompt", None, "response", "generation"),
        ),
        ("text\nWhat is it?\nWho are you?\n", ("text", None, None, "classification")),
    ],
)
def test_the_columns_of_small_tables_are_guessed(tmp_path: Path, content: str, guess: tuple[Any, ...]) -> None:
    assert guess_columns(read(tmp_path, content)) == ColumnGuess(*guess)


def test_classes_are_counted_commonest_first() -> None:
    assert list(class_counts(["a", "b", "b", "c", "b", "c"]).items()) == [("b", 3), ("c", 2), ("a", 1)]


@pytest.mark.parametrize(
    ("counts", "lopsided"),
    [
        ({"ham": 4827, "spam": 747}, True),
        ({"0": 500, "1": 500}, False),
        ({"a": 60, "b": 40}, False),
        ({"a": 80, "b": 10, "c": 10}, True),
        ({"a": 5}, False),
        ({"a": 5, "b": 0}, False),
        ({}, False),
    ],
)
def test_lopsided_classes_are_told(counts: dict[str, int], lopsided: bool) -> None:
    assert is_lopsided(counts) is lopsided


# --- the sample projects ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sms_spam", "amazon_reviews", "banking77", "e2e_restaurants"])
def test_a_sample_project_is_whole(name: str) -> None:
    folder = PROJECTS / name
    about = tomllib.loads((folder / "project.toml").read_text(encoding="utf-8"))
    assert set(about) == {"title", "description", "base_model_advice", "licence", "source"}
    assert all(isinstance(value, str) and value and "\n" not in value for value in about.values())
    assert (folder / "LICENSE").stat().st_size > 1000
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert all(word in readme for word in ("**Source.**", "**Attribution.**", "**Licence.**", "**Changes.**"))

    data = tomllib.loads((folder / "run.toml").read_text(encoding="utf-8"))["data"]
    options = {key: data[key] for key in ("columns", "header", "encoding", "delimiter", "quoting") if key in data}
    for file in (data["file"], data.get("test_file", data["file"])):
        table = read_table(folder / file, ReadOptions(**options))
        assert table.bad_rows == ()
        assert table.rows_with_empty(data["text"]) == []
        if "label" in data:
            assert set(table.column(data["label"])) == set(data["label_words"])
        else:
            assert table.rows_with_empty(data["target"]) == []
    if "label" in data:
        words = data["label_words"].values()
        assert len(set(words)) == len(words)


def test_a_copied_table_reads_the_same_anywhere(tmp_path: Path) -> None:
    copy = tmp_path / "ä b.txt"
    shutil.copy(AMAZON, copy)
    assert read_table(copy).sha256 == read_table(AMAZON).sha256
    assert read_table(copy).name == "ä b.txt"
