"""Editors for the cells of a table: a list of the labels, or a field of several lines for text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.language import tr
from ui.widgets import named

_Index = QModelIndex | QPersistentModelIndex
_LINES = 5
_NARROWEST = 260


class CellEditor(QStyledItemDelegate):
    """Enter takes what was written, Shift+Enter begins a line, Escape leaves the cell as it was."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._label_column = -1
        self._labels: tuple[str, ...] = ()

    def set_labels(self, column: int, labels: Sequence[str]) -> None:
        """The number of the column with labels, -1 for none, and those that there are."""
        self._label_column, self._labels = column, tuple(labels)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: _Index) -> QWidget:
        if index.column() == self._label_column:
            box = named(QComboBox(parent), tr("Label"), tr("Choose a label or write a new one."))
            box.setEditable(True)
            box.addItems(list(self._labels))
            return box
        tip = tr("Enter takes it, Shift+Enter begins a line, Escape goes back.")
        field = named(QPlainTextEdit(parent), tr("Cell"), tip)
        field.setTabChangesFocus(True)
        return field

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole))
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())
        elif isinstance(editor, QPlainTextEdit) and editor.document().isModified():
            model.setData(index, editor.toPlainText())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index) -> None:
        """Large enough to write in, and inside the table."""
        place, parent = option.rect, editor.parentWidget()
        room = parent.rect() if parent is not None else place
        if isinstance(editor, QPlainTextEdit):
            place.setWidth(min(room.width(), max(place.width(), _NARROWEST)))
            place.setHeight(min(room.height(), editor.fontMetrics().lineSpacing() * _LINES + 16))
        place.moveLeft(max(0, min(place.left(), room.right() - place.width())))
        place.moveTop(max(0, min(place.top(), room.bottom() - place.height())))
        editor.setGeometry(place)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(editor, QPlainTextEdit) and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
                return True
        return super().eventFilter(editor, event)
