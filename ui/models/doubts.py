"""Rows whose label is doubted, and corrections that are in no version yet. All are at hand, so they are sorted here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal

from PySide6.QtCore import QObject

from studio.data.corrections import Correction
from studio.interpretation.findings import Suspect
from ui import numbers
from ui.language import counted, tr
from ui.models.rows import Column, RowsModel

_SHOWN = 300  # characters of a cell; more is in the tool tip
_TIP = 2000
_DONE = {"taught": tr("Taught"), "relabelled": tr("Relabelled"), "removed": tr("Taken out")}


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
            Column(tr("Line"), lambda row: f"{row.line:,}", tr("Line of the file."), "line", number=True),
            *(_suspect_text(name) for name in texts),
            Column(tr("Given"), lambda row: _short(row.given), tr("The label that the table gives."), "given"),
            Column(tr("Likely"), lambda row: _short(row.likely), tr("The label that is likely right."), "likely"),
            Column(
                tr("Given is"),
                lambda row: numbers.percent(row.given_probability),
                tr("How likely the adapter finds the given label."),
                "of given",
                number=True,
            ),
            Column(
                tr("Likely is"),
                lambda row: numbers.percent(row.likely_probability),
                tr("How likely the adapter finds the likely label."),
                "of likely",
                number=True,
            ),
            Column(
                tr("Learned"),
                lambda row: tr("yes") if row.was_learned else tr("no"),
                tr("Whether the prompt was trained on this row, so that it looks more certain than it is."),
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
            Column(
                tr("What"),
                lambda row: _DONE[_what(row)],
                tr("Taught: the text gets this label, and is added where the table lacks it."),
            ),
            Column(
                tr("Text"),
                lambda row: _short(" · ".join(row.texts.values())),
                tr("What the model reads of the row."),
                whole=lambda row: "\n".join(row.texts.values())[:_TIP],
            ),
            Column(tr("Given"), lambda row: _short(row.given or "–"), tr("The label that the table gives.")),
            Column(tr("Right"), lambda row: _short(row.label or "–"), tr("The label that is right.")),
        ]
        super().__init__(columns, lambda row: (tuple(row.texts.items()), row.column, row.given), parent)
        self.text_columns = range(1, 2)
        self.set_rows(rows)


def _what(row: Correction) -> Literal["taught", "relabelled", "removed"]:
    return "removed" if row.label is None else "taught" if row.is_taught else "relabelled"


def waiting_words(data_set: str, rows: Sequence[Correction]) -> str:
    """How many corrections wait: "12 taught rows, 1 row to take out, in no version of reviews yet."."""
    counts = Counter(map(_what, rows))
    taught, relabelled, removed = counts["taught"], counts["relabelled"], counts["removed"]
    said = [
        counted(taught, "{n} taught row", "{n} taught rows") if taught else "",
        counted(relabelled, "{n} relabelled row", "{n} relabelled rows") if relabelled else "",
        counted(removed, "{n} row to take out", "{n} rows to take out") if removed else "",
    ]
    listed = tr(", ").join(filter(None, said))
    return tr("{rows}, in no version of {data_set} yet.", rows=listed, data_set=data_set) if listed else ""


def _suspect_text(name: str) -> Column[Suspect]:
    return Column(
        name,
        lambda row: _short(_text_of(name, row)),
        tr("A column of the table."),
        f"text {name}",
        whole=lambda row: _text_of(name, row)[:_TIP],
    )


def _text_of(name: str, row: Suspect) -> str:
    return row.texts[name]


def _short(text: str) -> str:
    return " ".join(text[:_SHOWN].split())
