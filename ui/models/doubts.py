"""Rows whose label is doubted, and corrections that are in no version yet. All are at hand, so they are sorted here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from studio.data.corrections import Correction
from studio.interpretation.findings import Suspect
from ui import numbers
from ui.models.rows import Column, RowsModel

_SHOWN = 300  # characters of a cell; more is in the tool tip
_TIP = 2000


class SuspectsModel(RowsModel[Suspect]):
    """texts: columns of the table that the model reads. The likeliest error first."""

    def __init__(self, texts: Sequence[str], rows: Sequence[Suspect], parent: QObject) -> None:
        self._orders: dict[str, Callable[[Suspect], Any]] = {
            "line": lambda row: row.line,
            "given": lambda row: row.given,
            "likely": lambda row: row.likely,
            "of given": lambda row: row.given_probability,
            "of likely": lambda row: row.likely_probability,
            "learned": lambda row: row.was_learned,
            **{f"text {name}": partial(_text_of, name) for name in texts},
        }
        columns: list[Column[Suspect]] = [
            Column("Line", lambda row: f"{row.line:,}", "Line of the file.", "line", number=True),
            *(_suspect_text(name) for name in texts),
            Column("Given", lambda row: _short(row.given), "The label that the table gives.", "given"),
            Column("Likely", lambda row: _short(row.likely), "The label that is likely right.", "likely"),
            Column(
                "Given is",
                lambda row: numbers.percent(row.given_probability),
                "How likely the adapter finds the given label.",
                "of given",
                number=True,
            ),
            Column(
                "Likely is",
                lambda row: numbers.percent(row.likely_probability),
                "How likely the adapter finds the likely label.",
                "of likely",
                number=True,
            ),
            Column(
                "Learned",
                lambda row: "yes" if row.was_learned else "no",
                "Whether the prompt was trained on this row, so that it looks more certain than it is.",
                "learned",
            ),
        ]
        super().__init__(columns, lambda row: row.row, parent)
        self.text_columns = range(1, 1 + len(texts))
        self.sort_wanted.connect(self._sort_by)
        self.set_rows(rows)

    def _sort_by(self, name: str, descending: bool) -> None:
        self.set_rows(sorted(self.rows(), key=self._orders[name], reverse=descending))


class CorrectionsModel(RowsModel[Correction]):
    """What is to be done to which text."""

    def __init__(self, rows: Sequence[Correction], parent: QObject) -> None:
        columns: list[Column[Correction]] = [
            Column("What", what_is_done, "Taught: the text gets this label, and is added where the table lacks it."),
            Column(
                "Text",
                lambda row: _short(" · ".join(row.texts.values())),
                "What the model reads of the row.",
                whole=lambda row: "\n".join(row.texts.values())[:_TIP],
            ),
            Column("Given", lambda row: _short(row.given or "–"), "The label that the table gives."),
            Column("Right", lambda row: _short(row.label or "–"), "The label that is right."),
        ]
        super().__init__(columns, lambda row: (tuple(row.texts.items()), row.column, row.given), parent)
        self.text_columns = range(1, 2)
        self.set_rows(rows)


def what_is_done(row: Correction) -> str:
    """In one word or two."""
    return "Taken out" if row.label is None else "Taught" if row.is_taught else "Relabelled"


def waiting_words(data_set: str, rows: Sequence[Correction]) -> str:
    """How many corrections wait: "12 taught rows, 1 row to take out, in no version of reviews yet."."""
    done = [what_is_done(row) for row in rows]
    counts = (
        numbers.count(done.count("Taught"), "taught row"),
        numbers.count(done.count("Relabelled"), "relabelled row"),
        numbers.count(done.count("Taken out"), "row to take out", "rows to take out"),
    )
    said = ", ".join(count for count in counts if not count.startswith("0 "))
    return f"{said}, in no version of {data_set} yet." if said else ""


def _suspect_text(name: str) -> Column[Suspect]:
    return Column(
        name,
        lambda row: _short(_text_of(name, row)),
        "A column of the table.",
        f"text {name}",
        whole=lambda row: _text_of(name, row)[:_TIP],
    )


def _text_of(name: str, row: Suspect) -> str:
    return row.texts[name]


def _short(text: str) -> str:
    return " ".join(text[:_SHOWN].split())
