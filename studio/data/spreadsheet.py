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

_SIGNS = (*"=+-@＝＋－＠", "\t", "\r", "\n")  # the wide ones are the same in East Asia
# Where a spreadsheet that cuts at other signs than we do (";" in much of Europe) finds a cell that is computed. What
# begins with a dash is one only if it calls something: lists of items are to stay as they are.
_INSIDE = re.compile(r"([;\t\r\n]\"*)(?=[=@＝＠]|[+\-＋－][^;\t\r\n]*[|(!])")
_NUMBER = re.compile(r"[+-]?(\d[\d.,]*|\.\d+)([eE][+-]?\d+)?\s?%?", re.ASCII)

Cell = str | int | float


def harmless(cell: Cell) -> Cell:
    """The cell, what would be computed of a text with an apostrophe in front. Numbers stay, also as text."""
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell):
        return cell
    text = _INSIDE.sub(r"\1'", cell)
    return f"'{text}" if text.startswith(_SIGNS) else text


def csv_text(rows: Iterable[Sequence[Cell]], *, line_end: str = "\r\n", delimiter: str = ",") -> str:
    """Rows as the text of a CSV file that a spreadsheet may open."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator=line_end)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return written.getvalue()
