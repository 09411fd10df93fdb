"""What one run or several answered to rows of a table. All rows are at hand, so they are sorted here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from ui import numbers
from ui.language import tr
from ui.models.rows import Column, RowsModel
from ui.predictions import Answer
from ui.theme import colors

_SHOWN = 300  # characters of a cell; more is in the tool tip
_TIP = 2000
Row = tuple[Answer, ...]  # what each run answered to the same row


class AnswersModel(RowsModel[Row]):
    """texts: columns of the table, as answers have them. runs: a heading for the answers of each run.

    Wrong answers are coloured. One run alone also says how sure it was.
    """

    def __init__(self, texts: Sequence[str], runs: Sequence[str], rows: Sequence[Row], parent: QObject) -> None:
        orders: list[Callable[[Row], Any]] = [
            lambda row: row[0].line,
            *(partial(_text, number) for number in range(len(texts))),
            lambda row: row[0].true,
            *(partial(_said, number) for number in range(len(runs))),
            lambda row: row[0].probability or 0.0,
        ]
        columns: list[Column[Row]] = [
            Column(tr("Line"), lambda row: f"{row[0].line:,}", tr("Line of the file."), "0", number=True),
            *(_text_column(name, number) for number, name in enumerate(texts)),
            Column(tr("True"), lambda row: _short(row[0].true), tr("What the table says."), str(1 + len(texts))),
            *(_said_column(name, number, str(2 + len(texts) + number)) for number, name in enumerate(runs)),
        ]
        if len(runs) == 1:
            sure = Column[Row](
                tr("Probability"),
                lambda row: numbers.percent(row[0].probability),
                tr("How sure it was."),
                str(len(columns)),
                number=True,
            )
            columns.append(sure)
        super().__init__(columns, id, parent)
        self.text_columns = range(1, 1 + len(texts))
        self._orders = orders
        self.sort_wanted.connect(self._sort_by)
        self.set_rows(rows)

    def _sort_by(self, name: str, descending: bool) -> None:
        self.set_rows(sorted(self.rows(), key=self._orders[int(name)], reverse=descending))


def _text_column(name: str, number: int) -> Column[Row]:
    return Column(
        name,
        lambda row: _short(_text(number, row)),
        tr("A column of the table."),
        str(1 + number),
        whole=lambda row: _text(number, row)[:_TIP],
    )


def _said_column(name: str, number: int, sort: str) -> Column[Row]:
    return Column(
        name,
        lambda row: _short(_said(number, row)),
        tr("{run}: what was answered. Wrong answers are coloured.", run=name),
        sort,
        color=lambda row: None if _said(number, row) == row[0].true else colors().danger,
        whole=lambda row: _said(number, row)[:_TIP],
    )


def _text(number: int, row: Row) -> str:
    return row[0].texts[number]


def _said(number: int, row: Row) -> str:
    return row[number].said


def _short(text: str) -> str:
    return " ".join(text[:_SHOWN].split())
