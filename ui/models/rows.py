"""A Qt table model over a list of row objects. Sorting and filtering are asked of whoever gives the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from ui.kept import COLUMN_NAME
from ui.plain_text import plain

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column. text: what a row shows. sort: the name that the giver of the rows sorts by, None where it cannot.

    color: of a row's words, None for the usual one. whole: for the tool tip, where `text` is shortened.
    """

    title: str
    text: Callable[[Row], str]
    tip: str = ""
    sort: str | None = None
    number: bool = False
    color: Callable[[Row], str | None] | None = None
    whole: Callable[[Row], str] | None = None


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows that are told apart by a key, so that an update changes cells and leaves selection and scrolling alone.

    Qt.ItemDataRole.UserRole gives the row object. sort_wanted: the sort name and whether descending; give rows anew.
    text_columns: those that take the room there is
    """

    sort_wanted = Signal(str, bool)

    def __init__(
        self, columns: Sequence[Column[Row]], key: Callable[[Row], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.text_columns = range(0)
        self._key = key
        self._rows: Sequence[Row] = []

    def rows(self) -> list[Row]:
        return list(self._rows)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows in this order."""
        if [self._key(row) for row in rows] == [self._key(row) for row in self._rows]:
            old, self._rows = self._rows, list(rows)
            for number, (before, now) in enumerate(zip(old, self._rows, strict=True)):
                if before != now:
                    self.dataChanged.emit(self.index(number, 0), self.index(number, len(self.columns) - 1))
            return
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row_at(self, index: Index) -> Row:
        return self._rows[index.row()]

    def row_number(self, key: object) -> int | None:
        """Where the row with this key stands."""
        return next((number for number, row in enumerate(self._rows) if self._key(row) == key), None)

    # --- what Qt asks ---------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain((column.whole or column.text)(row))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and column.color is not None:
            color = column.color(row)
            return QColor(color) if color else None
        if role == Qt.ItemDataRole.UserRole:
            return row
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(column.tip or column.title)
        if role == COLUMN_NAME:
            return column.sort
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self.columns) and self.columns[column].sort is not None:
            self.sort_wanted.emit(self.columns[column].sort, order == Qt.SortOrder.DescendingOrder)
