"""All rows of a table, with a filter; rows can be taken out of the next run and put back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTableView, QVBoxLayout, QWidget

from studio.data.table import Table
from ui import numbers
from ui.models.table_rows import TableRows, matching_rows, sorted_rows
from ui.theme import SPACE_2
from ui.widgets import button, label, named, row_of
from ui.workers.background import run_in_background

_FILTER_MS = 150  # after the last key
_NARROW, _WIDE = 110, 440
_CHARACTER = 7  # pixels, about
_SAMPLED = 200  # rows whose cells say how wide a column should be


class TableView(QWidget):
    """excluded_changed: the row numbers that the next run leaves out, ascending."""

    excluded_changed = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._excluded: set[int] = set()
        self._asked = 0  # counts filterings, so that a late one does not replace a newer one
        self._sort: tuple[str, bool] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        self.filter = named(QLineEdit(), "Filter rows", "Show only rows that hold this text (Ctrl+F).")
        self.filter.setPlaceholderText("Filter rows")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(120)
        self.filter.setMaximumWidth(280)
        self.shown = label("", "hint")
        self.exclude = button("Exclude", "Leave the selected rows out of the next run, or take them in again (Del).")
        self.exclude.setEnabled(False)
        row = row_of(self.filter, self.shown)
        row.addWidget(self.exclude)
        column.addLayout(row)
        self.model = TableRows(self)
        self.view = self._make_view()
        column.addWidget(self.view, 1)
        self._timer = QTimer(self, singleShot=True, interval=_FILTER_MS)
        self._timer.timeout.connect(self._ask)
        self.filter.textChanged.connect(lambda _text: self._timer.start())
        self.exclude.clicked.connect(self._toggle_selected)
        self._add_shortcuts()

    def _make_view(self) -> QTableView:
        view = named(QTableView(), "Rows of the table", "All rows. The numbers are lines of the file.")
        view.setModel(self.model)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(28)
        view.horizontalHeader().setMinimumSectionSize(_NARROW)
        view.horizontalHeader().setHighlightSections(False)
        view.horizontalHeader().setSortIndicatorShown(True)
        view.horizontalHeader().setSortIndicatorClearable(True)
        view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        view.setCornerButtonEnabled(False)
        view.horizontalHeader().setSectionsClickable(True)
        view.horizontalHeader().sortIndicatorChanged.connect(self._sort_by)
        view.selectionModel().selectionChanged.connect(lambda *_: self._name_exclude())
        return view

    def _add_shortcuts(self) -> None:
        from PySide6.QtGui import QShortcut

        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WindowShortcut)
        find.activated.connect(self.filter.setFocus)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.view)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._toggle_selected)

    # --- what is shown --------------------------------------------------------------------------------------------

    def show_table(self, table: Table | None, excluded: Sequence[int]) -> None:
        """A table's rows; the same table keeps its place and its filter."""
        if table is not self.model.table:
            self._asked += 1
            self._sort = None
            self.filter.blockSignals(True)
            self.filter.clear()
            self.filter.blockSignals(False)
            self.model.set_table(table)
            self.view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self._set_widths()
        if set(excluded) != self._excluded:
            self._excluded = set(excluded)
            self.model.set_excluded(sorted(self._excluded))
        self._count()

    def _set_widths(self) -> None:
        table = self.model.table
        if table is None:
            return
        lengths = [sum(map(len, table.column(name)[:_SAMPLED])) / _SAMPLED for name in table.columns]
        longest = max(range(len(lengths)), key=lengths.__getitem__)
        header = self.view.horizontalHeader()
        for i, mean in enumerate(lengths):
            header.setSectionResizeMode(i, QHeaderView.ResizeMode.Interactive)
            self.view.setColumnWidth(i, round(min(_WIDE, max(_NARROW, mean * _CHARACTER))))
        header.setSectionResizeMode(longest, QHeaderView.ResizeMode.Stretch)

    def _count(self) -> None:
        table = self.model.table
        if table is None:
            self.shown.setText("")
            return
        shown, total = len(self.model.shown_rows()), len(table)
        text = numbers.count(total, "row") if shown == total else f"{shown:,} of {numbers.count(total, 'row')}"
        self.shown.setText(f"{text}, {len(self._excluded):,} excluded" if self._excluded else text)

    # --- filter and order -----------------------------------------------------------------------------------------

    def _sort_by(self, section: int, order: Qt.SortOrder) -> None:
        table = self.model.table
        if table is None:
            return
        inside = 0 <= section < len(table.columns)
        self._sort = (table.columns[section], order == Qt.SortOrder.DescendingOrder) if inside else None
        self._ask()

    def _ask(self) -> None:
        table = self.model.table
        if table is None:
            return
        self._asked += 1
        asked, text, sort = self._asked, self.filter.text().strip(), self._sort

        def find() -> list[int]:
            rows = matching_rows(table, text) if text else list(range(len(table)))
            return sorted_rows(table, rows, sort[0], descending=sort[1]) if sort else rows

        def show(rows: list[int]) -> None:
            if asked == self._asked:
                self.model.show_rows(rows)
                self._count()

        run_in_background(find, show)

    # --- taking rows out ------------------------------------------------------------------------------------------

    def _selected(self) -> set[int]:
        return {self.model.row_of(index) for index in self.view.selectionModel().selectedRows()}

    def _name_exclude(self) -> None:
        selected = self._selected()
        self.exclude.setEnabled(bool(selected))
        self.exclude.setText("Take in again" if selected and selected <= self._excluded else "Exclude")

    def _toggle_selected(self) -> None:
        selected = self._selected()
        if selected:
            excluded = self._excluded - selected if selected <= self._excluded else self._excluded | selected
            self.excluded_changed.emit(sorted(excluded))
            self._name_exclude()
