"""A run in one line: its state, what it is, how far it is or how well it did, and the button that goes on with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from studio.store.store import RunRow
from ui import numbers
from ui.elided_label import ElidedLabel
from ui.language import said, tr
from ui.models.runs import STATE_WORDS, leading_score, run_title
from ui.theme import SPACE_2, SPACE_3, SPACE_4
from ui.widgets import Card, Tone, button, chip, label, named

_TONES: dict[str, Tone] = {"running": "accent", "finished": "good", "failed": "danger", "interrupted": "warning"}
_UNDER_WAY = ("running", "waiting", "paused", "interrupted")
_LONGEST_ERROR = 80


class RunCard(Card):
    """resume, pause: with the run's id. A card is made for one state; `show_run` brings its figures up to date."""

    resume = Signal(str)
    pause = Signal(str)

    def __init__(self, run: RunRow, parent: QWidget | None = None) -> None:
        super().__init__(run.name or run.run, tr("Show this run."), parent)
        line = QHBoxLayout()
        line.setSpacing(SPACE_3)
        line.addWidget(chip(STATE_WORDS.get(run.state, run.state), _TONES.get(run.state, "plain")))
        title = ElidedLabel("strong")
        title.set_text(run_title(run))
        line.addWidget(title)
        self.begun = label("", "hint")
        self.says = label("", "muted")
        line.addWidget(self.begun)
        line.addStretch(1)
        line.addWidget(self.says)
        if run.state in ("paused", "interrupted"):
            go_on = button(tr("Resume"), tr("Go on from the last checkpoint."), icon_name="play")
            go_on.clicked.connect(lambda: self.resume.emit(run.run))
            line.addWidget(go_on)
        if run.state == "running":
            rest = button(tr("Pause"), tr("Save, and give the memory back."), icon_name="pause")
            rest.clicked.connect(lambda: self.pause.emit(run.run))
            line.addWidget(rest)
        self.body.setContentsMargins(SPACE_4, SPACE_2, SPACE_2, SPACE_2)
        self.body.addLayout(line)
        self.bar = named(QProgressBar(), tr("Progress"), tr("Steps made of those planned."))
        self.bar.setTextVisible(False)
        self.body.addWidget(self.bar)
        self.show_run(run)

    def show_run(self, run: RunRow) -> None:
        """The same run a little later, in the same state."""
        self.begun.setText(numbers.when(run.created))
        self.says.setText(_figure(run))
        self.bar.setRange(0, max(1, run.total_steps))
        self.bar.setValue(run.step)
        self.bar.setVisible(run.state in _UNDER_WAY and run.total_steps > 0)


def _figure(run: RunRow) -> str:
    """How far it is, or how well it did, or why it failed."""
    if run.state in _UNDER_WAY:
        return tr("step {step:,} of {total:,}", step=run.step, total=run.total_steps) if run.total_steps else ""
    scores = [leading_score(run, split) for split in ("test", "validation")]
    best = next((score for score in scores if score is not None), None)
    return numbers.percent(best) if best is not None else said(run.error or "")[:_LONGEST_ERROR]
