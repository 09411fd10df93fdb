"""The figures of a chart as a table: to be read by keyboard and voice, and copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from studio.data.spreadsheet import csv_text
from ui.charts.picture import Cell
from ui.language import tr
from ui.models.rows import Column, RowsModel
from ui.theme import SPACE_2, SPACE_3, SPACE_4, figures_font
from ui.widgets import button, label, named

_Line = tuple[int, Sequence[Cell]]  # its number, and its cells


class FiguresDialog(QDialog):
    """rows: headings first    summary: the main facts, above the table"""

    def __init__(self, name: str, summary: str, rows: Sequence[Sequence[Cell]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self.setWindowTitle(name)
        self.resize(640, 440)
        self.summary = label(summary, "muted", wrap=True)
        self.summary.setVisible(bool(summary))
        self.table = named(QTableView(), tr("Figures: {chart}", chart=name), tr("One line a row; arrow keys move."))
        self.table.setFont(figures_font())
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.model = self._make_model()
        self.table.setModel(self.model)
        self.table.resizeColumnsToContents()
        self.copy = button(tr("Copy"), tr("Copy the whole table, for a spreadsheet."), icon_name="copy")
        self.close_button = button(tr("Close"), tr("Close the table (Esc)."))
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_2)
        foot.addWidget(self.copy)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_3)
        column.addWidget(self.summary)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.copy.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.close)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_model(self) -> RowsModel[_Line]:
        headings, *lines = self._rows
        columns = [self._column(str(title), number, lines) for number, title in enumerate(headings)]
        model: RowsModel[_Line] = RowsModel(columns, lambda line: line[0], self)
        model.set_rows(list(enumerate(lines)))
        return model

    def _column(self, title: str, number: int, lines: Sequence[Sequence[Cell]]) -> Column[_Line]:
        is_number = any(isinstance(line[number], int | float) for line in lines if number < len(line))
        return Column(title, lambda line: _words(line[1], number), number=is_number)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(csv_text(self._rows, line_end="\n", delimiter="\t"))


def _words(cells: Sequence[Cell], number: int) -> str:
    if number >= len(cells):
        return ""
    cell = cells[number]
    return f"{cell:.6g}" if isinstance(cell, float) else f"{cell:,}" if isinstance(cell, int) else cell
