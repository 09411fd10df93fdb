"""Every mess that a table comes in, read right to the row: a file of its own for each, named after it, in messes/."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.data.columns import guess_columns
from studio.data.readers import read_table
from studio.data.table import ReadOptions

MESSES = Path(__file__).parent / "messes"
TEXTS = (
    "Größe passt, Farbe nicht",
    "Très bon café à Paris",
    "Der Akku hält nur einen Tag",
    "Señor Núñez war höflich",
    "kaputt nach zwei Wochen",
    "würde ich wieder kaufen",
    "zu laut für die Küche",
    "so schön wie auf dem Bild",
)
LABELS = ("gemischt", "gut", "schlecht", "gut", "schlecht", "gut", "schlecht", "gut")
ROWS = tuple(zip(TEXTS, LABELS, strict=True))
QUOTES = (
    '"Great" they said',
    'the 5" screen is small',
    '"unclosed from here on',
    'ends with a quote"',
    'a "b" c "',
    "plain",
    '""',
    'says "yes" and, "no"',
)
SEMICOLONS = (
    'said "no"; then left',
    "price 3,50; too much",
    "good, really good",
    'a ""quote""',
    "line; one",
    "two, three",
    "four",
    "five; six; seven",
)
WITH_QUOTES = ("gemischt", "schlecht", "gut", "schlecht", "gut", "gut", "schlecht", "gut")
WITH_SEMICOLONS = ("schlecht", "schlecht", "gut", "gut", "gut", "schlecht", "gut", "schlecht")


def broken(text: str, number: int) -> str:
    return text.replace(" ", "\n" if number % 2 else "\r\n", 1)


GOOD = {
    "at-signs.csv": ROWS,
    "bars.csv": tuple((text.replace(",", ", and"), label) for text, label in ROWS),
    "bom.csv": ROWS,
    "crlf.csv": ROWS,
    "latin-1.csv": ROWS,
    "line-breaks-in-cells.csv": tuple((broken(text, number), label) for number, (text, label) in enumerate(ROWS)),
    "lone-cr.csv": ROWS,
    "no-header.csv": ROWS[1:],
    "nul-bytes.csv": tuple(row for number, row in enumerate(ROWS) if number not in (1, 4)),
    "ragged-rows.csv": tuple(row for number, row in enumerate(ROWS) if number not in (2, 6)),
    "repeated-header-names.csv": tuple((*row, f"note {number}") for number, row in enumerate(ROWS)),
    "semicolon-with-quotes.csv": tuple(zip(SEMICOLONS, WITH_SEMICOLONS, strict=True)),
    "u0085-in-cells.csv": tuple(
        (text.replace(" ", "\u0085", 1).replace(" ", "\u2028", 1), label) for text, label in ROWS
    ),
    "unquoted-quotes.tsv": tuple(zip(QUOTES, WITH_QUOTES, strict=True)),
    "utf-16.csv": ROWS,
}
BAD = {
    "nul-bytes.csv": [(3, "A NUL byte stands in the row."), (6, "A NUL byte stands in the row.")],
    "ragged-rows.csv": [
        (4, "3 cells instead of 2: too many."),
        (7, "1 cell instead of 2: too few."),
        (9, "4 cells instead of 2: too many."),
    ],
}
COLUMNS = {
    "no-header.csv": ("column_1", "column_2"),
    "repeated-header-names.csv": ("text", "label", "text_2"),
}
DELIMITERS = {"at-signs.csv": "@", "bars.csv": "|", "semicolon-with-quotes.csv": ";", "unquoted-quotes.tsv": "\t"}


def test_every_mess_has_a_file_and_every_file_is_read() -> None:
    assert {file.name for file in MESSES.iterdir() if not file.name.startswith(".")} == GOOD.keys()


@pytest.mark.parametrize("name", GOOD)
def test_a_mess_is_read_right_to_the_row(name: str) -> None:
    table = read_table(MESSES / name)
    assert [tuple(table.row(number).values()) for number in range(len(table))] == list(GOOD[name])
    assert [(bad.line, bad.reason) for bad in table.bad_rows] == BAD.get(name, [])
    assert table.columns == COLUMNS.get(name, ("text", "label"))
    assert table.format.delimiter == DELIMITERS.get(name, ",")
    guess = guess_columns(table)
    assert (guess.text, guess.label) == table.columns[:2]


@pytest.mark.parametrize("name", GOOD)
def test_a_guess_about_a_mess_can_be_overruled(name: str) -> None:
    table, form = read_table(MESSES / name), read_table(MESSES / name).format
    other = read_table(MESSES / name, ReadOptions(delimiter=form.delimiter, header=not form.header))
    assert len(other) == len(table) + (1 if form.header else -1)
    whole_lines = read_table(MESSES / name, ReadOptions(delimiter="", header=False))
    assert len(whole_lines.columns) == 1
    found = {name: getattr(form, name) for name in ("encoding", "delimiter", "quoting", "header")}
    said = ReadOptions.model_validate({**found, "columns": table.columns})
    assert [read_table(MESSES / name, said).row(0)] == [table.row(0)]


def test_a_cell_of_a_million_characters_is_read_and_counts_as_one_row(tmp_path: Path) -> None:
    long = "so long, “it” never ends\n" * 40_000
    lines = ["text,label", *(f'"{text}",{label}' for text, label in ROWS)]
    lines.insert(4, f'"{long}",gut')
    (tmp_path / "million-character-cell.csv").write_text("\n".join(lines), encoding="utf-8")
    table = read_table(tmp_path / "million-character-cell.csv")
    assert len(long) == 1_000_000
    assert table.column("text") == [*TEXTS[:3], long, *TEXTS[3:]]
    assert table.line_numbers == [2, 3, 4, 5, *range(40_006, 40_011)]
    assert table.bad_rows == ()
