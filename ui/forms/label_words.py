"""The word that the model answers for each label."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from ui.language import tr
from ui.theme import SPACE_2
from ui.widgets import hint, named, quiet_button, row_of

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_MOST_SHOWN = 8


class LabelWordsModel(QAbstractTableModel):
    """Two columns, of which the second can be written in. changed: the words as they are now."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._labels: list[str] = []
        self._words: dict[str, str] = {}

    def set_words(self, labels: list[str], words: dict[str, str]) -> None:
        self.beginResetModel()
        self._labels = labels
        self._words = {label: words.get(label, label) for label in labels}
        self.endResetModel()

    def words(self) -> dict[str, str] | None:
        """Label to word; None where every label is its own word."""
        return None if all(label == word for label, word in self._words.items()) else dict(self._words)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._labels)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        label = self._labels[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return label if index.column() == 0 else self._words[label]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 1:
            return tr("Double-click or press F2 to write another word.")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (tr("Label"), tr("Word"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == 1 else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """An empty word puts the label itself back."""
        if role != Qt.ItemDataRole.EditRole or index.column() != 1:
            return False
        label = self._labels[index.row()]
        self._words[label] = str(value).strip() or label
        self.dataChanged.emit(index, index)
        self.changed.emit()
        return True


class LabelWords(QWidget):
    """changed: a dict of label to word, or None where every label is its own word."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(
            hint(tr("The model answers with these words. Plain, short words that fit the template work best."))
        )
        self.model = LabelWordsModel(self)
        tip = tr("Double-click a word, or press F2, to write another.")
        self.view = named(QTableView(), tr("Label words"), tip)
        self.view.setModel(self.model)
        self.view.verticalHeader().hide()
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.view.setShowGrid(False)
        self.view.setTabKeyNavigation(False)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        column.addWidget(self.view)
        self.reset = quiet_button(tr("Use the labels themselves"), tr("Take back all words written here."))
        self.reset.clicked.connect(self._reset)
        column.addLayout(row_of(self.reset))
        self.model.changed.connect(self._tell)

    def show_words(self, labels: list[str], words: dict[str, str] | None) -> None:
        if (labels, words) != ([*self.model._words], self.model.words()):
            self.model.set_words(labels, words or {})
        self.reset.setEnabled(words is not None)
        line = self.view.verticalHeader().defaultSectionSize()
        self.view.setFixedHeight(line * (min(len(labels), _MOST_SHOWN) + 1) + 4)

    def _reset(self) -> None:
        self.model.set_words([*self.model._words], {})
        self._tell()

    def _tell(self) -> None:
        self.reset.setEnabled(self.model.words() is not None)
        self.changed.emit(self.model.words())
