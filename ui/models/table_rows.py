"""The rows of a table, all of them. Filtering and sorting are over row numbers, never over a proxy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from studio.data.table import Table
from ui.theme import colors

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SHOWN = 300  # characters of a cell; the whole text is in the tool tip
_TIP = 2000


def matching_rows(table: Table, text: str) -> list[int]:
    """Numbers of the rows in which a cell holds the text, whatever its case."""
    wanted = text.casefold()
    columns = [table.column(name) for name in table.columns]
    return [i for i, cells in enumerate(zip(*columns, strict=True)) if any(wanted in cell.casefold() for cell in cells)]


def sorted_rows(table: Table, rows: Sequence[int], column: str, *, descending: bool) -> list[int]:
    """Row numbers in the order of a column: as numbers where all are, else as words."""
    cells = table.column(column)
    try:
        key: dict[int, Any] = {row: float(cells[row]) for row in rows}
    except ValueError:
        key = {row: cells[row].casefold() for row in rows}
    return sorted(rows, key=key.__getitem__, reverse=descending)


class TableRows(QAbstractTableModel):
    """Row headers are the file's line numbers; excluded rows are struck out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: Table | None = None
        self._columns: list[list[str]] = []
        self._lines: list[int] = []
        self._shown: Sequence[int] = ()
        self._excluded: frozenset[int] = frozenset()
        self._struck = QFont()
        self._struck.setStrikeOut(True)

    def set_table(self, table: Table | None) -> None:
        self.beginResetModel()
        self.table = table
        self._columns = [table.column(name) for name in table.columns] if table else []
        self._lines = table.line_numbers if table else []
        self._shown = range(len(table)) if table else ()
        self.endResetModel()

    def show_rows(self, rows: Sequence[int] | None) -> None:
        """Only these rows, in this order; None: all."""
        self.beginResetModel()
        self._shown = rows if rows is not None else range(len(self.table) if self.table else 0)
        self.endResetModel()

    def shown_rows(self) -> Sequence[int]:
        return self._shown

    def set_excluded(self, rows: Sequence[int]) -> None:
        """Row numbers that no run will use."""
        self._excluded = frozenset(rows)
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, len(self._columns) - 1))

    def row_of(self, index: Index) -> int:
        """The table's row number at an index."""
        return self._shown[index.row()]

    # --- what Qt asks ---------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(self._columns[index.column()][row][:_SHOWN].split())
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._columns[index.column()][row][:_TIP]
        if row in self._excluded:
            if role == Qt.ItemDataRole.ForegroundRole:
                return QColor(colors().muted)
            if role == Qt.ItemDataRole.FontRole:
                return self._struck
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.table is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = (
                Qt.AlignmentFlag.AlignLeft if orientation == Qt.Orientation.Horizontal else Qt.AlignmentFlag.AlignRight
            )
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation == Qt.Orientation.Horizontal:
                return self.table.columns[section]
            return f"{self._lines[self._shown[section]]:,}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return "Column" if orientation == Qt.Orientation.Horizontal else "Line of the file"
        return None
