"""A table of rows and what is said of them: the table's texts take the room there is."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.models.rows import RowsModel
from ui.widgets import named

_ROWS_MEASURED = 50  # that a column's width is told from
_NARROWEST = 56
_WIDEST_ANSWER = 140


class AnswerTable(QTableView):
    """Give it one model after the other: of answers, of labels that are doubted, of corrections."""

    def __init__(self, name: str, tip: str) -> None:
        super().__init__()
        named(self, name, tip)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(96)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setMinimumSectionSize(_NARROWEST)
        header.setResizeContentsPrecision(_ROWS_MEASURED)
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)

    def show_answers(self, model: RowsModel[Any] | None) -> None:
        """These rows, in the order that they have until a heading is clicked; the model before is deleted."""
        old: QAbstractItemModel | None = self.model()
        self.setSortingEnabled(False)
        self.setModel(model)
        if old is not None:
            old.deleteLater()
        if model is None:
            return
        header = self.horizontalHeader()
        for number in range(model.columnCount()):
            is_text = number in model.text_columns
            header.setSectionResizeMode(number, _MODES[is_text])
            if not is_text:
                wide = max(self.sizeHintForColumn(number), header.sectionSizeHint(number))
                self.setColumnWidth(number, min(_WIDEST_ANSWER, wide))
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def chosen(self) -> list[Any]:
        """The rows that are selected, from the top."""
        model = self.model()
        if not isinstance(model, RowsModel):
            return []
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [model.row_at(model.index(row, 0)) for row in rows]


_MODES = {True: QHeaderView.ResizeMode.Stretch, False: QHeaderView.ResizeMode.Interactive}
