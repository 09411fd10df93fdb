"""How far an adapter's answers can be trusted, and from which certainty on they count."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from studio.trust import calibration_error, coverage, reliability
from ui import numbers
from ui.charts.export import ChartButtons
from ui.charts.trust_chart import TrustChart
from ui.forms.rows import FormRows
from ui.language import counted, tr
from ui.score_words import SPLITS
from ui.theme import SPACE_2, SPACE_3, SPACE_4
from ui.widgets import DoubleSpinBox, beside, button, label, named, primary_button, quiet_button

_DECIMALS = 4  # of a certainty: those of good adapters differ from 1 by no more than that


class TrustDialog(QDialog):
    """certainty, right: of each row of a split, which the adapter did not learn from. threshold: as it stands, or None.

    threshold_chosen: answers that are less sure are to be marked; None: none are
    """

    threshold_chosen = Signal(object)

    def __init__(
        self,
        name: str,
        split: str,
        certainty: Sequence[float],
        right: Sequence[bool],
        threshold: float | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("How far to trust {adapter}", adapter=name))
        self.resize(760, 560)
        self._covered = coverage(certainty, right)
        self._rows = len(certainty)
        self._split = SPLITS.get(split, split)
        self.chart = TrustChart()
        self.chart.show_answers(reliability(certainty, right), self._covered)
        self.summary = label(_summary(self._split, certainty, right), wrap=True)
        self.chosen = label("", "strong", wrap=True)
        self._make_controls()
        self._lay_out()
        self.threshold.setValue(100 * threshold if threshold is not None else 0.0)
        self._show_choice()

    def _make_controls(self) -> None:
        self.threshold = DoubleSpinBox(0.0, 100.0, decimals=_DECIMALS - 2, step=1.0)
        self.threshold.setSuffix(" %")
        named(self.threshold, tr("Unsure below"), tr("Answers that are less likely than this are marked as unsure."))
        self.wanted = DoubleSpinBox(0.0, 100.0, decimals=1, step=0.5)
        self.wanted.setSuffix(" %")
        self.wanted.setValue(99.0)
        named(self.wanted, tr("Right answers"), tr("So many of the answers that count are to be right."))
        self.search = button(tr("Find"), tr("Find the least certainty with which so many answers are right."))
        self.keep = primary_button(
            tr("Keep"), tr("Keep this threshold in the adapter; predictions mark what is below it.")
        )
        self.without = quiet_button(tr("No threshold"), tr("Mark no answers."))
        self.close_button = button(tr("Close"), tr("Close without a change."))
        self.threshold.valueChanged.connect(self._show_choice)
        self.chart.threshold_moved.connect(lambda at: self.threshold.setValue(100 * at))
        self.search.clicked.connect(self._find)
        self.keep.clicked.connect(lambda: self._choose(self._at()))
        self.without.clicked.connect(lambda: self._choose(None))
        self.close_button.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        rows = FormRows()
        rows.add_field(tr("Unsure below"), beside(self.threshold))
        rows.add_field(tr("So that right are"), beside(self.wanted, self.search))
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_2)
        foot.addWidget(self.without)
        foot.addWidget(ChartButtons(tr("certainty"), lambda: self.chart.tools))
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_3)
        column.addWidget(self.summary)
        column.addWidget(self.chart, 1)
        column.addLayout(rows)
        column.addWidget(self.chosen)
        column.addLayout(foot)

    def _at(self) -> float:
        """The threshold, a fraction."""
        return round(self.threshold.value() / 100, _DECIMALS)

    def _show_choice(self) -> None:
        at = self._at()
        self.chart.set_threshold(at)
        counts = self._covered.certainty >= at
        if not counts.any():
            self.chosen.setText(tr("No answer to the {split} rows is as sure as that.", split=self._split))
            return
        share, accuracy = float(self._covered.share[counts][0]), float(self._covered.accuracy[counts][0])
        self.chosen.setText(
            tr(
                "{kept:,} of {rows:,} {split} rows count ({share}), and {right} of these answers are right.",
                kept=round(share * self._rows),
                rows=self._rows,
                split=self._split,
                share=numbers.percent(share),
                right=numbers.percent(accuracy),
            )
        )

    def _find(self) -> None:
        found = self._covered.least_for(self.wanted.value() / 100, decimals=_DECIMALS)
        if found is None:
            self.chosen.setText(tr("No certainty is high enough for that, on these rows."))
        else:
            self.threshold.setValue(100 * found)

    def _choose(self, threshold: float | None) -> None:
        self.threshold_chosen.emit(threshold)
        self.accept()


def _summary(split: str, certainty: Sequence[float], right: Sequence[bool]) -> str:
    mean, accuracy = sum(certainty) / len(certainty), sum(right) / len(right)
    facts = {
        "split": split,
        "mean": numbers.percent(mean),
        "right": numbers.percent(accuracy),
        "gap": numbers.percent(abs(mean - accuracy)),
        "error": numbers.percent(calibration_error(certainty, right)),
    }
    if mean > accuracy:
        return counted(
            len(right),
            "On {n} {split} row it is {mean} sure in the mean, and {right} of its answers are right: {gap} surer than "
            "it should be. Over all certainties, certainty and what is right are {error} apart.",
            "On {n} {split} rows it is {mean} sure in the mean, and {right} of its answers are right: {gap} surer than "
            "it should be. Over all certainties, certainty and what is right are {error} apart.",
            **facts,
        )
    return counted(
        len(right),
        "On {n} {split} row it is {mean} sure in the mean, and {right} of its answers are right: {gap} less sure than "
        "it should be. Over all certainties, certainty and what is right are {error} apart.",
        "On {n} {split} rows it is {mean} sure in the mean, and {right} of its answers are right: {gap} less sure than "
        "it should be. Over all certainties, certainty and what is right are {error} apart.",
        **facts,
    )
