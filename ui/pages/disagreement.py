"""Where two runs disagree: the rows that they answered differently."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.store.project import Project
from studio.store.store import RunRow
from ui.language import counted, said, tr
from ui.models.answers import AnswersModel
from ui.pages.answer_table import AnswerTable
from ui.predictions import Disagreements, read_disagreements
from ui.theme import SPACE_2
from ui.widgets import Notice, button, label, row_of
from ui.workers.background import run_in_background

_CHOOSE_TWO = tr("Choose two finished runs above that were measured on the same rows.")


class DisagreementView(QWidget):
    """Reads once it can be seen. save_wanted: what was found, and the names of the two runs."""

    save_wanted = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._runs: tuple[RunRow, ...] = ()
        self._reading: tuple[str, ...] = ()  # the runs that are being read, or were
        self.found: Disagreements | None = None
        self.words = label(_CHOOSE_TWO, "muted", wrap=True)
        self.save = button(tr("Save as CSV …"), tr("Save these rows with both answers."), icon_name="upload")
        self.problem = Notice()
        self.table = AnswerTable(tr("Where they disagree"), tr("The rows that the two runs answered differently."))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_2, 0, 0)
        column.setSpacing(SPACE_2)
        head = row_of(self.words, stretch_last=True)
        head.addWidget(self.save)
        column.addLayout(head)
        column.addWidget(self.problem)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        self.save.clicked.connect(lambda: self.save_wanted.emit(self.found, self._names()))
        self._show_nothing(_CHOOSE_TWO)

    def show_runs(self, runs: tuple[RunRow, ...], project: Project) -> None:
        """These two; with fewer or more there is nothing to compare."""
        before, self._runs, self._project = self._runs, runs, project
        if [(run.run, run.state, run.name) for run in before] == [(run.run, run.state, run.name) for run in runs]:
            return
        self._reading = ()
        self._show_nothing(_CHOOSE_TWO)
        if self.isVisible():
            self._read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read()

    def _read(self) -> None:
        wanted = tuple(run.run for run in self._runs)
        if self._project is None or len(wanted) != 2 or wanted == self._reading:
            return
        self._reading = wanted
        project, (first, second) = self._project, wanted
        self.words.setText(tr("Reading what both answered …"))

        def done(found: Disagreements) -> None:
            if self._reading == wanted:
                self._show(found)

        def failed(error: Exception) -> None:
            if not isinstance(error, StudioError):
                raise error
            if self._reading == wanted:
                self._show_nothing("")
                self.problem.say(said(error.message), "warning")

        run_in_background(lambda: read_disagreements(project, first, second), done, failed)

    def _names(self) -> tuple[str, str]:
        first, second = self._runs
        named = (first.name or first.run, second.name or second.run)
        return named if named[0] != named[1] else (first.run, second.run)

    def _show(self, found: Disagreements) -> None:
        self.found = found
        self.words.setText(_words(found))
        self.table.show_answers(AnswersModel(found.columns, self._names(), found.rows, self.table))
        self.table.setVisible(bool(found.rows))
        self.save.setVisible(bool(found.rows))

    def _show_nothing(self, words: str) -> None:
        self.found = None
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.problem.clear()
        self.table.show_answers(None)
        self.table.hide()
        self.save.hide()


def _words(found: Disagreements) -> str:
    """How many rows, and of which split."""
    differing = len(found.rows)
    if found.split == "test":
        if not differing:
            return counted(
                found.compared, "They answer all of {n} test row alike.", "They answer all of {n} test rows alike."
            )
        return counted(
            found.compared,
            "{differing:,} of {n} test row are answered differently.",
            "{differing:,} of {n} test rows are answered differently.",
            differing=differing,
        )
    if not differing:
        return counted(
            found.compared,
            "They answer all of {n} validation row alike.",
            "They answer all of {n} validation rows alike.",
        )
    return counted(
        found.compared,
        "{differing:,} of {n} validation row are answered differently.",
        "{differing:,} of {n} validation rows are answered differently.",
        differing=differing,
    )
