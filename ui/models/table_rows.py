"""The rows of a table, all of them. Filtering and sorting are over row numbers, never over a proxy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont

from studio.data.table import Table
from ui.language import said, tr
from ui.plain_text import plain
from ui.theme import colors

Index = QModelIndex | QPersistentModelIndex
Changes = Mapping[int, Mapping[str, str]]  # row number to column to the new text
_NOWHERE = QModelIndex()
_SHOWN = 300  # characters of a cell; the whole text is in the tool tip
_TIP = 2000
_SEARCHED_AT_ONCE = 20_000  # rows


@dataclass(frozen=True)
class RowFilter:
    """text: that a cell holds, whatever its case    column: the one that is looked at, None for all
    label: a column and the text that its cell is    spelled: other texts that count as that
    among: row numbers in the order to be shown, None for all rows
    """

    text: str = ""
    column: str | None = None
    label: tuple[str, str] | None = None
    spelled: Sequence[str] = ()
    among: Sequence[int] | None = None


def matching_rows(table: Table, wanted: RowFilter) -> list[int]:
    """Numbers of the rows that pass the filter."""
    rows: Sequence[int] = range(len(table)) if wanted.among is None else wanted.among
    if wanted.label is not None:
        cells, texts = table.column(wanted.label[0]), {wanted.label[1], *wanted.spelled}
        rows = [row for row in rows if cells[row] in texts]
    if wanted.text:
        names = table.columns if wanted.column is None else (wanted.column,)
        holding = {row for name in names for row in _holding(table.column(name), wanted.text.casefold())}
        rows = sorted(holding) if isinstance(rows, range) else [row for row in rows if row in holding]
    return list(rows)


def _holding(cells: Sequence[str], wanted: str) -> Iterator[int]:
    """Row numbers of cells that hold a text. A search through many cells at once is ten times as fast as one by one."""
    for start in range(0, len(cells), _SEARCHED_AT_ONCE):
        # No cell holds a NUL: rows with one are bad rows.
        text = "\0".join(cells[start : start + _SEARCHED_AT_ONCE]).casefold()
        row, counted, at = start, 0, text.find(wanted)
        while at >= 0:
            row += text.count("\0", counted, at)
            yield row
            counted = text.find("\0", at)
            if counted < 0:
                break
            at = text.find(wanted, counted)


def sorted_rows(table: Table, rows: Sequence[int], column: str, *, descending: bool) -> list[int]:
    """Row numbers in the order of a column: as numbers where all are, else as words."""
    cells = table.column(column)
    try:
        key: dict[int, Any] = {row: float(cells[row]) for row in rows}
    except ValueError:
        key = {}
    if not key or any(map(isnan, key.values())):  # "nan" has no place among numbers
        key = {row: cells[row].casefold() for row in rows}
    return sorted(rows, key=key.__getitem__, reverse=descending)


class TableRows(QAbstractTableModel):
    """Row headers are the file's line numbers; excluded rows are struck out, changed cells have the accent's colour.

    edited: what the user wrote into a cell.
    """

    edited = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: Table | None = None
        self._columns: list[Sequence[str]] = []
        self._shown: Sequence[int] = ()
        self._excluded: frozenset[int] = frozenset()
        self._changes: Changes = {}
        self._struck = QFont()
        self._struck.setStrikeOut(True)

    def set_table(self, table: Table | None, changes: Changes | None = None) -> None:
        """Another table. changes: the cells of it that are not as in its file."""
        is_same_shape = self.table is not None and table is not None and table.is_changed_copy_of(self.table)
        if is_same_shape:
            self._take(table, changes)
            self._all_changed()
            return
        self.beginResetModel()
        self._take(table, changes)
        self._shown = range(len(table)) if table else ()
        self.endResetModel()

    def _take(self, table: Table | None, changes: Changes | None) -> None:
        self.table = table
        self._changes = changes or {}
        self._columns = [table.cells(name) for name in table.columns] if table else []

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
        self._all_changed()

    def _all_changed(self) -> None:
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, len(self._columns) - 1))

    def row_of(self, index: Index) -> int:
        """The table's row number at an index."""
        return self._shown[index.row()]

    def cell(self, index: Index) -> str:
        """The whole text at an index."""
        return self._columns[index.column()][self._shown[index.row()]]

    # --- what Qt asks ---------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(self._columns[index.column()][row][:_SHOWN].split())
        if role == Qt.ItemDataRole.EditRole:
            return self._columns[index.column()][row]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(self._columns[index.column()][row][:_TIP])
        if row in self._excluded:
            if role == Qt.ItemDataRole.ForegroundRole:
                return QColor(colors().muted)
            if role == Qt.ItemDataRole.FontRole:
                return self._struck
        if role == Qt.ItemDataRole.ForegroundRole and self._is_changed(row, index.column()):
            return QColor(colors().accent)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """What was written is told, and comes back as another table."""
        if self.table is None or role != Qt.ItemDataRole.EditRole or not isinstance(value, str):
            return False
        if value == self.cell(index):
            return False
        self.edited.emit({self.row_of(index): {self.table.columns[index.column()]: value}})
        return True

    def _is_changed(self, row: int, column: int) -> bool:
        assert self.table is not None
        return self.table.columns[column] in self._changes.get(row, {})

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
            return f"{self.table.line_number(self._shown[section]):,}"
        if role == Qt.ItemDataRole.ToolTipRole:
            is_column = orientation == Qt.Orientation.Horizontal
            return tr("Column") if is_column else plain(said(self.table.place(self._shown[section])))
        return None
