"""The score of runs against the one setting in which they differ."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.store.project import Project
from studio.store.store import RunRow
from ui.charts.picture_view import PicturePanel
from ui.charts.sweep_chart import SweepFigure
from ui.language import said, tr
from ui.sweep_picture import figure_of
from ui.workers.background import run_in_background

_CHOOSE = tr(
    "Choose finished runs above that differ in one setting. Repeat … trains a run once with each of several values."
)


class SweepView(QWidget):
    """Reads once it can be seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._runs: tuple[tuple[str, str], ...] = ()  # with their states
        self._read: tuple[tuple[str, str], ...] = ()
        self.panel = PicturePanel(tr("Score against a setting"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)
        self.panel.show_picture(None, _CHOOSE)

    def show_runs(self, runs: list[RunRow], project: Project) -> None:
        """These, however many; with fewer than two there is nothing to draw."""
        self._project = project
        self._runs = tuple((run.run, run.state) for run in runs)
        if len(self._runs) < 2:
            self._read = ()
            self.panel.show_picture(None, _CHOOSE)
        elif self.isVisible():
            self._look()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def _look(self) -> None:
        wanted, project = self._runs, self._project
        if project is None or len(wanted) < 2 or wanted == self._read:
            return
        self._read = wanted

        def done(found: SweepFigure) -> None:
            if self._read == wanted:
                self.panel.show_picture(found)

        def failed(error: Exception) -> None:
            if not isinstance(error, StudioError):
                raise error
            if self._read == wanted:
                self.panel.show_picture(None, said(error.message))

        run_in_background(lambda: _figure(project, [run for run, _ in wanted]), done, failed)


def _figure(project: Project, runs: list[str]) -> SweepFigure:
    from studio.sweep import gathered  # with what prints tables in a terminal: memory that few windows need
    from studio.terminal import plain

    return figure_of(plain(gathered(project, runs)))
