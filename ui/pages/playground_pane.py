"""One column of the playground: who answers, the answer, and how long it took."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout

from studio.engine.protocol import Classified, TextDone
from ui import numbers
from ui.charts.export import ChartButtons
from ui.charts.probability_bars import ProbabilityBars
from ui.language import counted, tr
from ui.theme import SPACE_2, SPACE_3, SPACE_4, figures_font
from ui.widgets import Notice, hint, label, named, row_of, set_role


class PlaygroundPane(QFrame):
    """adapter: None for the base model alone. task: what it is asked to do.

    can_be_taught: whether answers can be corrected    taught: the label that is right
    """

    taught = Signal(str)

    def __init__(
        self, key: str, title: str, about: str, task: str, adapter: Path | None, *, can_be_taught: bool = False
    ) -> None:
        super().__init__()
        self._can_be_taught = can_be_taught
        self.key = key
        self.task = task
        self.adapter = adapter
        set_role(self, "card")
        self.setAccessibleName(title)
        self.setMinimumWidth(200)
        self.title = label(title, "strong", wrap=True)
        self.bars = ProbabilityBars(can_be_chosen=can_be_taught)
        self.teaching = hint()
        self.text = QPlainTextEdit(readOnly=True)
        named(self.text, tr("Answer of {who}", who=title), tr("The text that was written."))
        self.text.setMinimumHeight(120)
        self.text.setTabChangesFocus(True)
        self.problem = Notice()
        self.latency = hint()
        self.latency.setFont(figures_font(12))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        column.setSpacing(SPACE_2)
        for widget in (self.title, hint(about), self.bars, self.teaching, self.text, self.problem):
            column.addWidget(widget)
        column.addStretch(1)
        self.buttons = ChartButtons(tr("probabilities of {who}", who=title), lambda: self.bars.tools)
        foot = row_of(self.latency, stretch_last=True)
        foot.addWidget(self.buttons)
        column.addLayout(foot)
        self.bars.setVisible(task == "classification")
        self.bars.setAccessibleName(tr("Probabilities of {who}", who=title))
        self.buttons.setVisible(task == "classification")
        self.teaching.hide()
        self.text.setVisible(task != "classification")
        if can_be_taught:
            named(
                self.bars,
                tr("Labels of {who}", who=title),
                tr("How likely it finds each label. Click the right one to teach it."),
            )
            self.bars.chosen.connect(self.taught)

    def expect(self) -> None:
        """A question was asked; the answer comes."""
        self.problem.clear()
        self.text.clear()
        self.bars.set_bars([])
        self.teaching.hide()
        self.latency.setText("…")

    def show_probabilities(self, reply: Classified) -> None:
        self.bars.set_probabilities(reply.probabilities)
        self.teaching.setText(tr("Wrong? Click the right label, or choose it with the arrow keys and Enter."))
        self.teaching.setVisible(self._can_be_taught)
        self.latency.setText(_time(reply.seconds))

    def add_text(self, text: str) -> None:
        """More of the answer."""
        cursor = self.text.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        cursor.insertText(text)

    def show_text(self, reply: TextDone) -> None:
        """The whole answer."""
        if self.text.toPlainText() != reply.text:
            self.text.setPlainText(reply.text)
        self.latency.setText(_pace(reply))

    def show_taught(self, chosen: str) -> None:
        """The right label was chosen."""
        self.teaching.setText(tr("Taught: {label}. Choose another label to correct that.", label=chosen))

    def say_problem(self, message: str) -> None:
        self.problem.say(message, "error")
        self.latency.setText("")

    def give_up(self) -> None:
        """No more of the answer comes."""
        if self.latency.text() == "…":
            self.latency.setText(tr("stopped"))

    def answer(self) -> str:
        """The answer in a few words, for the history."""
        if self.task != "classification":
            return self.text.toPlainText()
        return next((f"{bar.label} {bar.figure}" for bar in self.bars.bars() if bar.strong), "")


def _pace(reply: TextDone) -> str:
    """How long the whole answer took, and its first token."""
    time, first = _time(reply.seconds), _time(reply.first_token_seconds)
    if not reply.tokens or reply.seconds <= 0:
        return counted(reply.tokens, "{n} token in {time}", "{n} tokens in {time}", time=time)
    return counted(
        reply.tokens,
        "{n} token in {time}, the first after {first}, {pace:.0f} tokens a second",
        "{n} tokens in {time}, the first after {first}, {pace:.0f} tokens a second",
        time=time,
        first=first,
        pace=reply.tokens / reply.seconds,
    )


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else numbers.duration(seconds)
