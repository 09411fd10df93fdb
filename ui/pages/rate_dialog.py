"""A learning rate that is looked for: the curve as it grows, and the rate that it suggests."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from studio.rate_curve import RateCurve, RatePoint
from ui import numbers
from ui.actions import Actions
from ui.charts.picture_view import PicturePanel
from ui.charts.rate_chart import RatePicture
from ui.language import said, tr
from ui.pages.chart_saving import connect_charts
from ui.rate_search import RateSearch
from ui.theme import SPACE_2, SPACE_3, SPACE_4
from ui.widgets import Notice, button, hint, label, named, primary_button


class RateDialog(QDialog):
    """The search is started by whoever opens it, and cancelled where it is closed. chosen: the rate, to be used."""

    chosen = Signal(float)

    def __init__(self, title: str, search: RateSearch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search = search
        self._points: list[RatePoint] = []
        self.curve: RateCurve | None = None
        self.setWindowTitle(tr("Find a learning rate"))
        self.resize(720, 560)
        self.progress = named(QProgressBar(), tr("Progress"), tr("How many of the steps are done."))
        self.progress.setRange(0, 0)  # until the first step: loading
        self.progress.setTextVisible(False)
        self.chart = PicturePanel(tr("Loss against learning rate"))
        self.chart.show_picture(None, tr("Loading the base model and the table …"))
        self.says = label("", wrap=True)
        self.problem = Notice()
        self.use = primary_button(tr("Use this rate"), tr("Write the suggested rate into the training settings."))
        self.use.setEnabled(False)
        self.close_button = button(tr("Cancel"), tr("End the search and close."))
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_2)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_3)
        column.addWidget(label(title, "strong", wrap=True))
        about = tr(
            "The run is trained from its start for {steps} steps, with a rate that grows at each. Nothing of it is "
            "kept. Where the loss falls is where a rate teaches; where it rises, the rate is too large.",
            steps=search.steps,
        )
        column.addWidget(hint(about))
        column.addWidget(self.progress)
        column.addWidget(self.chart, 1)
        column.addWidget(self.says)
        column.addWidget(self.problem)
        column.addLayout(foot)
        search.moved.connect(self._move)
        search.found.connect(self._show)
        search.failed.connect(self._fail)
        self.use.clicked.connect(self._choose)
        self.close_button.clicked.connect(self.reject)
        self.finished.connect(lambda _: search.cancel())
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _move(self, point: RatePoint) -> None:
        self._points.append(point)
        self.progress.setRange(0, self._search.steps)
        self.progress.setValue(point.step)
        rate = numbers.rate(point.rate)
        self.says.setText(
            tr("Step {step:,} of {steps:,}, rate {rate}", step=point.step, steps=self._search.steps, rate=rate)
        )
        rates, losses = tuple(one.rate for one in self._points), tuple(one.loss for one in self._points)
        self.chart.show_picture(RatePicture(tr("Loss against learning rate"), "", rates, losses))

    def _show(self, curve: RateCurve) -> None:
        self.curve = curve
        self.progress.hide()
        marks = [(curve.recommended, tr("recommended for the method"))]
        if curve.suggested is not None:
            marks.insert(0, (curve.suggested, tr("suggested")))
            self.use.setText(tr("Use {rate:g}", rate=curve.suggested))
            self.use.setAccessibleName(self.use.text())
            self.use.setEnabled(True)
            self.use.setFocus(Qt.FocusReason.OtherFocusReason)
        self.close_button.setText(tr("Close"))
        named(self.close_button, tr("Close"), tr("Close without a change."))
        self.says.setText(said(curve.says))
        self.chart.show_picture(
            RatePicture(tr("Loss against learning rate"), "", curve.rates, curve.losses, curve.smoothed, tuple(marks))
        )

    def _fail(self, message: str) -> None:
        self.progress.hide()
        self.says.clear()
        self.chart.show_picture(None, tr("There is no curve."))
        self.problem.say(said(message), "error")

    def _choose(self) -> None:
        if self.curve is not None and self.curve.suggested is not None:
            self.chosen.emit(self.curve.suggested)
        self.accept()


def open_rate_dialog(page: QWidget, actions: Actions, run_id: str | None = None, title: str = "") -> RateDialog | None:
    """Look for a rate of the draft's run, or of one that was trained; None where that cannot begin."""
    if not actions.find_rate(run_id):
        return None
    dialog = RateDialog(title or tr("The next run"), actions.rates, page)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    connect_charts(dialog, actions)
    dialog.chosen.connect(lambda rate: actions.use_rate(rate, run_id))
    dialog.open()
    return dialog
