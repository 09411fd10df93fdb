"""Corrections speak of texts, so that they hold for whatever version of a table they become part of."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.data.corrections import Correction, Settled, carried, label_key, settled, with_correction
from studio.data.readers import read_table
from studio.data.table import Table
from studio.errors import TableError

ROWS = "text,label,source\na,x,web\nb,y,web\na,x,book\na,y,web\n"


def table_of(tmp_path: Path, text: str = ROWS, name: str = "t.csv") -> Table:
    path = tmp_path / name
    path.write_text(text)
    return read_table(path)


def say(text: str, label: str | None, *, given: str | None = None, **others: str) -> Correction:
    return Correction(texts={"text": text}, column="label", label=label, given=given, others=others)


def test_a_taught_text_is_added_where_the_table_lacks_it(tmp_path: Path) -> None:
    found = settled([say("new", "x", source="me"), say("newer", "y")], table_of(tmp_path))
    added = ({"text": "new", "label": "x", "source": "me"}, {"text": "newer", "label": "y", "source": ""})
    assert found == Settled({}, (), added, 0)


def test_a_taught_text_that_the_table_has_is_relabelled_wherever_it_stands(tmp_path: Path) -> None:
    found = settled([say("a", "y")], table_of(tmp_path))
    assert found == Settled({0: {"label": "y"}, 2: {"label": "y"}}, (), (), 0)
    assert settled([say("b", "y")], table_of(tmp_path)).is_nothing


def test_a_row_is_told_by_its_text_and_its_label(tmp_path: Path) -> None:
    table = table_of(tmp_path)
    assert settled([say("a", "z", given="y")], table) == Settled({3: {"label": "z"}}, (), (), 0)
    assert settled([say("a", None, given="x")], table) == Settled({}, (0, 2), (), 0)
    assert settled([say("a", "z", given="gone")], table) == Settled({}, (), (), 1)


def test_a_row_that_is_taken_out_is_not_relabelled_as_well(tmp_path: Path) -> None:
    found = settled([say("b", "x"), say("b", None, given="y")], table_of(tmp_path))
    assert found == Settled({}, (1,), (), 0)


def test_a_column_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="no column 'text'"):
        settled([say("a", "x")], table_of(tmp_path, "words,label\na,x\n"))


def test_the_later_of_two_corrections_of_the_same_rows_holds() -> None:
    first, second = say("a", "x"), say("a", "y")
    assert with_correction([first], second) == (second,)
    assert with_correction([first], say("a", "y", given="x")) == (first, say("a", "y", given="x"))


def test_rows_are_found_again_in_another_version(tmp_path: Path) -> None:
    old = table_of(tmp_path)
    new = table_of(tmp_path, "text,label,source\nb,y,web\na,x,book\na,x,web\na,x,web\n", "u.csv")
    assert carried([0, 1, 3], old, new) == (0, 2)  # row 3, a/y/web, is there no longer
    assert carried([0], new, new) == (0,)


def test_equal_rows_are_found_again_in_their_order(tmp_path: Path) -> None:
    table = table_of(tmp_path, "text,label\nsame,x\nsame,x\nsame,x\n")
    assert carried([0, 2], table, table) == (0, 1)


def test_a_label_is_known_by_text_and_label_whatever_the_order_of_columns() -> None:
    key = label_key({"a": "1", "b": "2"}, "x")
    assert key == label_key({"b": "2", "a": "1"}, "x")
    assert key != label_key({"a": "1", "b": "2"}, "y")
    assert key != label_key({"a": "1"}, "x")
