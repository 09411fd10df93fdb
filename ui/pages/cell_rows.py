"""The rows behind a cell of the confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.store.project import Project
from ui.language import said, tr
from ui.models.answers import AnswersModel
from ui.pages.answer_table import AnswerTable
from ui.predictions import Answers, read_answers
from ui.theme import SPACE_2, SPACE_3
from ui.widgets import ComboBox, Notice, button, label, named, quiet_button, row_of
from ui.workers.background import run_in_background

Source = tuple[Project, str, str]  # project, run, split


class CellRows(QWidget):
    """Hidden until a cell was chosen. closed: no cell is any longer.

    relabel_wanted: rows as (texts by column, given label), and the right label. take_out_wanted: rows likewise
    """

    closed = Signal()
    relabel_wanted = Signal(list, str)
    take_out_wanted = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read: tuple[Source, Answers] | None = None  # the answers of a whole split, for the next cell
        self._wanted: tuple[Source, str, str] | None = None
        self.words = label("", "muted", wrap=True)
        self.close_button = quiet_button(tr("Close"), tr("Close these rows."))
        self.problem = Notice()
        self.table = AnswerTable(tr("Rows of the cell"), tr("The rows that were answered so, the surest answer first."))
        self.right: ComboBox = ComboBox()
        named(self.right, tr("Right label"), tr("What the chosen rows should be."))
        self.relabel = button(tr("Relabel"), tr("Give the chosen rows this label in the next version of the table."))
        self.take_out = button(tr("Take out"), tr("Leave the chosen rows out of the next version of the table."))
        self.correcting = QWidget()
        self.correcting.setLayout(row_of(self.right, self.relabel, self.take_out))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_3, SPACE_2, 0, 0)
        column.setSpacing(SPACE_2)
        head = row_of(self.words, stretch_last=True)
        head.addWidget(self.close_button)
        column.addLayout(head)
        column.addWidget(self.problem)
        column.addWidget(self.table, 1)
        column.addWidget(self.correcting)
        column.addStretch(0)
        self.relabel.clicked.connect(lambda: self.relabel_wanted.emit(self.chosen(), str(self.right.value())))
        self.take_out.clicked.connect(lambda: self.take_out_wanted.emit(self.chosen()))
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

    def source(self) -> Source | None:
        """Whose rows are shown."""
        return self._wanted[0] if self._wanted is not None else None

    def chosen(self) -> list[tuple[dict[str, str], str]]:
        """The rows that are selected: texts by column, and the given label."""
        columns = self._read[1].columns if self._read is not None else ()
        rows = (answers[0] for answers in self.table.chosen())
        return [(dict(zip(columns, row.texts, strict=True)), row.true) for row in rows]

    def show_cell(self, source: Source, true: str, answered: str, sentence: str, labels: Sequence[str] = ()) -> None:
        """The rows that are `true` and were answered `answered`; sentence: says how many those are.

        labels: that a row can have; none where rows cannot be corrected
        """
        self.right.set_choices([(one, one) for one in labels])
        self.right.set_value(answered)
        self.correcting.setVisible(bool(labels))
        self._wanted = (source, true, answered)
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
                self.problem.say(said(error.message), "warning")
                self.table.hide()

        run_in_background(lambda: read_answers(project, run_id, split), done, failed)

    def _show(self, answers: Answers) -> None:
        assert self._wanted is not None
        _, true, answered = self._wanted
        self.table.show()
        rows = [(answer,) for answer in answers.of_cell(true, answered)]
        self.table.show_answers(AnswersModel(answers.columns, [tr("Predicted")], rows, self.table))
        self.table.selectionModel().selectionChanged.connect(self._choice_changed)
        self._choice_changed()

    def _choice_changed(self) -> None:
        for made in (self.right, self.relabel, self.take_out):
            made.setEnabled(bool(self.table.chosen()))
