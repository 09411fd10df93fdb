"""The rows behind a cell of the confusion matrix."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.store.project import Project
from ui.models.answers import AnswersModel
from ui.pages.answer_table import AnswerTable
from ui.predictions import Answers, read_answers
from ui.theme import SPACE_2, SPACE_3
from ui.widgets import Notice, label, quiet_button, row_of
from ui.workers.background import run_in_background

Source = tuple[Project, str, str]  # project, run, split


class CellRows(QWidget):
    """Hidden until a cell was chosen. closed: no cell is any longer."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read: tuple[Source, Answers] | None = None  # the answers of a whole split, for the next cell
        self._wanted: tuple[Source, str, str] | None = None
        self.words = label("", "muted", wrap=True)
        self.close_button = quiet_button("Close", "Close these rows.")
        self.problem = Notice()
        self.table = AnswerTable("Rows of the cell", "The rows that were answered so, the surest answer first.")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_3, SPACE_2, 0, 0)
        column.setSpacing(SPACE_2)
        head = row_of(self.words, stretch_last=True)
        head.addWidget(self.close_button)
        column.addLayout(head)
        column.addWidget(self.problem)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        self.close_button.clicked.connect(self.clear)
        self.hide()

    def clear(self) -> None:
        """No cell is chosen."""
        self._wanted = None
        self.table.show_answers(None)
        self.hide()
        self.closed.emit()

    def forget(self) -> None:
        """Another run is shown: what was read of the one before is needed no longer."""
        self._read = None
        self.clear()

    def show_cell(self, source: Source, true: str, said: str, sentence: str) -> None:
        """The rows that are `true` and were answered `said`; sentence: says how many those are."""
        self._wanted = (source, true, said)
        self.words.setText(sentence)
        self.problem.clear()
        self.show()
        if self._read is not None and self._read[0] == source:
            self._show(self._read[1])
            return
        self.table.show_answers(None)
        wanted, (project, run_id, split) = self._wanted, source

        def done(answers: Answers) -> None:
            if self._wanted is not None and self._wanted[0] == source:  # maybe another cell of it by now
                self._read = (source, answers)
                self._show(answers)

        def failed(error: Exception) -> None:
            if not isinstance(error, StudioError):
                raise error
            if self._wanted == wanted:
                self.problem.say(error.message, "warning")
                self.table.hide()

        run_in_background(lambda: read_answers(project, run_id, split), done, failed)

    def _show(self, answers: Answers) -> None:
        assert self._wanted is not None
        _, true, said = self._wanted
        self.table.show()
        rows = [(answer,) for answer in answers.of_cell(true, said)]
        self.table.show_answers(AnswersModel(answers.columns, ["Predicted"], rows, self.table))
