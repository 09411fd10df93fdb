"""CSV for people, who open it in a spreadsheet: no cell of it is computed.

A spreadsheet takes a cell for a formula that begins with one of a few signs, also in a file of somebody else's texts
(OWASP, "CSV Injection"). An apostrophe in front makes it text. What this program writes for itself to read back, the
versions of a data set and a run's predictions, is not written here: a cell there is the cell, and nothing else.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]?(\d[\d.,]*|\.\d+)([eE][+-]?\d+)?\s?%?", re.ASCII)

Cell = str | int | float


def harmless(cell: Cell) -> Cell:
    """The cell, a text that would be computed with an apostrophe in front. Numbers, also as text, stay as they are."""
    is_formula = isinstance(cell, str) and cell.startswith(_SIGNS) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if is_formula else cell


def csv_text(rows: Iterable[Sequence[Cell]], *, line_end: str = "\r\n", delimiter: str = ",") -> str:
    """Rows as the text of a CSV file that a spreadsheet may open."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator=line_end)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return written.getvalue()
