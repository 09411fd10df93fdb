"""Answers beside the rows that they are to."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from studio.data.table import read_table
from studio.inference.predictor import write_answers


def _header(table: Path, out: Path, *names: str) -> list[str]:
    """What the written columns are called when each of these adapters answers; the rows stay what they were."""
    read = read_table(table)
    write_answers(read, {name: [("pos", 0.5)] * len(read) for name in names}, out)
    with out.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert [tuple(row[: len(read.columns)]) for row in rows] == [
        tuple(read.row(number).values()) for number in range(len(read))
    ]
    assert len(set(header)) == len(header)
    return header[len(read.columns) :]


@pytest.mark.parametrize(
    ("columns", "names", "new"),
    [
        ("text,label", ("",), ["prediction", "probability"]),
        ("text,prediction", ("",), ["prediction 2", "probability 2"]),
        ("probability,prediction 2", ("",), ["prediction 3", "probability 3"]),
        ("text,b prediction", ("a", "b"), ["a prediction", "a probability", "b prediction 2", "b probability 2"]),
        ("text,label", ("a", "a 2"), ["a prediction", "a probability", "a 2 prediction", "a 2 probability"]),
    ],
)
def test_a_new_column_never_bears_a_name_that_is_taken(
    tmp_path: Path, columns: str, names: tuple[str, ...], new: list[str]
) -> None:
    (tmp_path / "in.csv").write_text(f"{columns}\none,two\nthree,four\n", encoding="utf-8")

    assert _header(tmp_path / "in.csv", tmp_path / "out.csv", *names) == new
