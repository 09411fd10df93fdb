"""The result of a run as a card: bars for its score and the baselines', and a verdict."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from studio.store.store import EvalRow, RunRow
from ui import numbers
from ui.charts.bars import Bar, Bars
from ui.language import counted, tr
from ui.pages.result import WHO, figure, heading, result_of
from ui.theme import SPACE_2, SPACE_3, SPACE_4
from ui.widgets import Notice, hint, label, named, set_role


class ResultCard(QFrame):
    """Hidden while a run has no result."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.setAccessibleName(tr("Result"))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        column.setSpacing(SPACE_2)
        self.heading = label("", "section", wrap=True)
        self.bars = Bars()
        named(self.bars, tr("Scores"), tr("The soft prompt's score beside doing without it, on the same rows."))
        self.verdict = Notice()
        self.small_print = hint()
        for widget in (self.heading, self.bars, self.verdict, self.small_print):
            column.addWidget(widget)
        self.hide()

    def show_run(self, run: RunRow | None, evaluations: Sequence[EvalRow] = ()) -> None:
        result = result_of(run, evaluations) if run is not None else None
        self.setVisible(result is not None)
        if run is None or result is None:
            return
        self.heading.setText(heading(result))
        self.bars.set_bars(
            [
                Bar(WHO.get(score.who, score.who), score.value, figure(score), strong=score.who == "adapter")
                for score in result.scores
            ]
        )
        self.verdict.say(result.verdict, "info" if result.learned else "warning")
        facts = []
        if run.trainable_parameters:
            facts.append(counted(run.trainable_parameters, "{n} learned number.", "{n} learned numbers."))
        if run.best_step:
            facts.append(tr("Best at step {step:,}.", step=run.best_step))
        if run.seconds:
            facts.append(tr("Trained for {time}.", time=numbers.duration(run.seconds)))
        if any(score.low is not None for score in result.scores):
            facts.append(tr("In brackets: the 95 % interval (Wilson)."))
        self.small_print.setText(" ".join(facts))
