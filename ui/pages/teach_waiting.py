"""The corrections that are in no version yet, to be looked through."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.data.corrections import Correction
from ui.language import tr
from ui.models.doubts import CorrectionsModel
from ui.pages.answer_table import AnswerTable
from ui.theme import SPACE_2
from ui.widgets import button, label, row_of

_NOTHING = tr(
    "No correction waits. Choose the right label of an answer in the playground, label uncertain rows or look for "
    "label errors here, or correct rows behind a cell of the confusion matrix on the Runs page."
)


class WaitingPanel(QWidget):
    """dropped: corrections to take back."""

    dropped = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = label(_NOTHING, "muted", wrap=True)
        self.table = AnswerTable(tr("Corrections"), tr("What the next version of the table has that this one has not."))
        self.table.setSortingEnabled(False)
        self.drop = button(tr("&Drop"), tr("Take the chosen corrections back (Alt+D)."), icon_name="undo")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_2, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        column.addLayout(row_of(self.drop))
        column.addStretch(0)
        self.drop.clicked.connect(lambda: self.dropped.emit(self.table.chosen()))
        self.show_waiting(())

    def show_waiting(self, rows: Sequence[Correction]) -> None:
        """These wait, the last first."""
        self.table.show_answers(CorrectionsModel(rows[::-1], self.table) if rows else None)
        self.words.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self.drop.setVisible(bool(rows))
        if rows:
            self.table.selectRow(0)
