"""A table that is fetched or read: how far it is, and its first rows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QProgressBar, QTableView, QVBoxLayout, QWidget

from studio.data.table import Table
from ui.language import counted, tr
from ui.models.table_rows import TableRows
from ui.theme import SPACE_2
from ui.widgets import button, label, named, row_of

_STEPS = 1000
_COLUMN = 160


class ReadingPane(QWidget):
    """cancel_wanted: stop it."""

    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = label("", "hint")
        self.bar = named(QProgressBar(), tr("Reading"), tr("How much of it is here."))
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.cancel = button(tr("Cancel"), tr("Stop; the table that was open stays."))
        self.cancel.clicked.connect(self.cancel_wanted)
        self.model = TableRows(self)
        self.view = named(QTableView(), tr("First rows"), tr("The first rows of the table, while the rest is read."))
        self.view.setModel(self.model)
        self.view.setShowGrid(False)
        self.view.setTabKeyNavigation(False)
        self.view.setWordWrap(False)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        row = row_of(self.words)
        row.addWidget(self.cancel)
        column.addLayout(row)
        column.addWidget(self.bar)
        column.addWidget(self.view, 1)

    def show_reading(self, name: str, first: Table | None, *, is_fetched: bool = False) -> None:
        """name: of the file or the data set    first: its first rows, None while they are not there"""
        if first is None:
            self.bar.setValue(0)
            self.words.setText(tr("Fetching {name} …", name=name) if is_fetched else tr("Reading {name} …", name=name))
        else:
            rows = len(first)
            self.words.setText(
                counted(rows, "Reading {name} … Its first row:", "Reading {name} … Its first {n} rows:", name=name)
            )
        self.model.set_table(first)
        self.view.setVisible(first is not None)
        if first is not None:
            self._set_widths(first)

    def show_share(self, share: float) -> None:
        """So much is read."""
        self.bar.setValue(round(share * _STEPS))

    def _set_widths(self, first: Table) -> None:
        longest = max(range(len(first.columns)), key=lambda place: sum(map(len, first.cells(first.columns[place]))))
        header = self.view.horizontalHeader()
        for place in range(len(first.columns)):
            is_longest = place == longest
            header.setSectionResizeMode(
                place, QHeaderView.ResizeMode.Stretch if is_longest else QHeaderView.ResizeMode.Interactive
            )
            if not is_longest:
                self.view.setColumnWidth(place, _COLUMN)
