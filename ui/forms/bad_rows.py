"""Rows that could not be read, each with its line and the reason."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from studio.data.table import BadRow
from ui.language import said, tr
from ui.models.rows import Column, RowsModel
from ui.widgets import hint, named

_COLUMNS: tuple[Column[BadRow], ...] = (
    Column(
        tr("Line"),
        lambda bad: tr("{file}, {line:,}", file=bad.file, line=bad.line) if bad.file else f"{bad.line:,}",
        tr("Of the file, counted from 1."),
        number=True,
    ),
    Column(tr("Reason"), lambda bad: said(bad.reason)),
    Column(tr("Text"), lambda bad: bad.text),
)


class BadRows(QWidget):
    """A list of them; none is dropped silently."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            hint(tr("These rows are not used. Mend them in the file and import it again, or choose other options."))
        )
        self.model: RowsModel[BadRow] = RowsModel(_COLUMNS, lambda bad: (bad.file, bad.line), self)
        self.view = named(QTableView(), tr("Bad rows"), tr("Rows that could not be read, with the reason."))
        self.view.setModel(self.model)
        self.view.verticalHeader().hide()
        self.view.setShowGrid(False)
        self.view.setTabKeyNavigation(False)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.setStretchLastSection(True)
        self.view.setColumnWidth(0, 64)
        self.view.setColumnWidth(1, 160)
        column.addWidget(self.view, 1)

    def show_rows(self, rows: tuple[BadRow, ...]) -> None:
        self.model.set_rows(rows)
