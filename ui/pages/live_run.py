"""One run as it trains: progress, numbers, curves, what can be done with it, and in the end its result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from studio.events import Event
from studio.store.store import EvalRow, RunRow, StepRow
from ui.charts.loss_chart import LossChart, feed
from ui.elided_label import ElidedLabel
from ui.language import said, tr
from ui.models.runs import STATE_WORDS
from ui.pages.result_card import ResultCard
from ui.pages.run_progress import RunProgress
from ui.steady import Steady
from ui.theme import SPACE_2, SPACE_3, SPACE_6, figures_font
from ui.widgets import (
    Notice,
    Tone,
    button,
    chip,
    danger_button,
    label,
    named,
    quiet_button,
    row_of,
    set_role,
)

_TONES: dict[str, Tone] = {"running": "accent", "finished": "good", "failed": "danger", "interrupted": "warning"}
_ASKED = {
    "pause": tr("Pausing after this step …"),
    "keep": tr("Ending with the best so far …"),
    "stop": tr("Stopping …"),
}
_FIGURES = {
    "loss": tr("Loss"),
    "learning_rate": tr("Learning rate"),
    "gradient_norm": tr("Gradient norm"),
    "examples_per_second": tr("Examples a second"),
}
RESUMABLE = ("waiting", "paused", "interrupted", "failed", "stopped")


class LiveRun(QWidget):
    """control_wanted: "pause", "keep", "stop", "resume" or "next". Others: the button of that name was pressed."""

    control_wanted = Signal(str)
    log_wanted = Signal()
    playground_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: RunRow | None = None
        self._state = ""
        self.progress = RunProgress()
        self.name = ElidedLabel("section")
        self.state = chip("")
        self.bar = QProgressBar()
        named(self.bar, tr("Progress"), tr("How much of the training is done."))
        self.words = label("", "muted", wrap=True)
        self.words.setFont(figures_font())
        self.problem = Notice()
        self.warnings = Notice()
        self.chart = LossChart()
        self.result = ResultCard()
        self._make_buttons()
        self._lay_out()

    def run_id(self) -> str | None:
        return self._run.run if self._run else None

    def run(self) -> RunRow | None:
        return self._run

    def is_running(self) -> bool:
        return self._state == "running"

    # --- what is shown ----------------------------------------------------------------------------------------------

    def show_run(self, run: RunRow, steps: Sequence[StepRow], evaluations: Sequence[EvalRow], *, waits: bool) -> None:
        """Another run, as the store knows it. waits: it is in line behind another one."""
        self.progress = RunProgress()
        self.progress.step, self.progress.total_steps = run.step, run.total_steps
        self.progress.newest = steps[-1] if steps else None
        # One that has finished all the same says what ended it before its time.
        self.problem.say(said(run.error), "warning" if run.state == "finished" else "error")
        self.warnings.clear()
        self.chart.set_runs({})
        self.chart.set_runs({run.run: run.name or run.run})
        self.chart.fit()
        is_generation = bool((run.settings.get("data") or {}).get("target"))
        if is_generation != (self.chart.below() in ("rouge_l", "bleu", "chrf", "exact_match")):
            self.chart.set_below("rouge_l" if is_generation else "accuracy")
        self.chart.add_steps(run.run, steps)
        for evaluation in evaluations:
            self.chart.add_evaluation(run.run, evaluation)
        self.show_row(run, evaluations)
        self.set_state(run.state, waits=waits)

    def show_row(self, run: RunRow, evaluations: Sequence[EvalRow]) -> None:
        """The same run with what the store knows by now: its name and result."""
        self._run = run
        self.name.set_text(run.name or run.run)
        self.result.show_run(run if run.state == "finished" else None, evaluations)
        is_done = run.state == "finished" and run.adapter is not None
        for made in (self.to_playground, self.export):
            made.setVisible(is_done)

    def take(self, events: Iterable[Event]) -> None:
        """What the run says now."""
        events = list(events)
        self.progress.take(events)
        assert self._run is not None
        feed(self.chart, self._run.run, events)
        if self.progress.warnings:
            self.warnings.say("\n".join(map(said, self.progress.warnings)), "warning")
        self._say_progress()

    def set_state(self, state: str, *, waits: bool = False) -> None:
        """What the run is doing decides what can be done with it."""
        self._state = state
        self.state.setText(STATE_WORDS.get(state, state))
        set_role(self.state, "chip", tone=_TONES.get(state, "plain"))
        is_running = state == "running"
        for made in (self.pause, self.keep):
            made.setVisible(is_running)
            made.setEnabled(is_running)
        self.stop.setVisible(is_running or waits)
        self.stop.setEnabled(is_running or waits)
        self.next.setVisible(waits)
        self.resume.setVisible(state in RESUMABLE and not waits)
        self.resume.setText(tr("Start") if state == "waiting" else tr("Resume"))
        self.resume.setAccessibleName(self.resume.text())
        if is_running:
            self.problem.clear()
        self._say_progress()
        if waits:
            self.words.setText(tr("Waits for the run before it to end."))

    def say_problem(self, message: str) -> None:
        self.problem.say(said(message), "error", tr("Open log"), tr("Open what the training process wrote."))

    # --- making -----------------------------------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        self.pause = button(
            tr("Pause"), tr("Save a checkpoint, end the process and give its memory back."), icon_name="pause"
        )
        self.resume = button(tr("Resume"), tr("Go on from the last checkpoint."), icon_name="play")
        self.next = button(tr("Train next"), tr("Let this run be the first of those that wait."), icon_name="arrow-up")
        self.keep = button(
            tr("Stop and keep"), tr("End now and keep the best so far as the adapter."), icon_name="check"
        )
        self.stop = danger_button(tr("Cancel"), tr("End the run without an adapter. Its curves stay."))
        self.log = quiet_button(tr("Log"), tr("Open what the training process wrote."), icon_name="log")
        self.to_playground = button(
            tr("Open in playground"), tr("Try the adapter on texts of your own."), icon_name="playground"
        )
        self.export = button(tr("Export"), tr("Copy the adapter to a folder or a zip archive."), icon_name="upload")
        self.pause.clicked.connect(lambda: self.control_wanted.emit("pause"))
        self.keep.clicked.connect(lambda: self.control_wanted.emit("keep"))
        self.stop.clicked.connect(lambda: self.control_wanted.emit("stop"))
        self.next.clicked.connect(lambda: self.control_wanted.emit("next"))
        self.resume.clicked.connect(lambda: self.control_wanted.emit("resume"))
        self.log.clicked.connect(self.log_wanted)
        self.problem.clicked.connect(self.log_wanted)
        self.to_playground.clicked.connect(self.playground_wanted)
        self.export.clicked.connect(self.export_wanted)

    def say_asked(self, control: str) -> None:
        """The trainer was asked; it answers when it can."""
        if self._state != "running":
            return
        self.words.setText(_ASKED[control])
        for made in (self.pause, self.keep):
            made.setEnabled(False)
        self.stop.setEnabled(control != "stop")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        head = row_of(self.name, self.state)
        head.addWidget(self.log)
        column.addLayout(head)
        column.addWidget(self.bar)
        line = QHBoxLayout()
        line.setSpacing(SPACE_2)
        line.addWidget(Steady(self.words), 1)
        for made in (self.resume, self.next, self.pause, self.keep, self.stop):
            line.addWidget(made)
        column.addLayout(line)
        column.addLayout(self._figures())
        column.addWidget(self.problem)
        column.addWidget(self.warnings)
        column.addWidget(self.result)
        column.addLayout(row_of(self.to_playground, self.export))
        column.addWidget(self.chart, 1)
        self.chart.setMinimumHeight(380)

    def _figures(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_6)
        grid.setVerticalSpacing(SPACE_2 // 2)
        self.figures: dict[str, QLabel] = {}
        for number, (key, title) in enumerate(_FIGURES.items()):
            value = label("–", "strong")
            value.setFont(figures_font(bold=True))
            value.setAccessibleName(title)
            self.figures[key] = value
            grid.addWidget(label(title, "hint"), 0, number)
            grid.addWidget(Steady(value), 1, number)
        grid.setColumnStretch(len(_FIGURES), 1)
        return grid

    def _say_progress(self) -> None:
        fraction = 1.0 if self._state == "finished" else self.progress.fraction
        if fraction is None and self._state == "running":
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round((fraction or 0.0) * 1000))
        if self._state == "running" and self.pause.isEnabled():
            self.words.setText(self.progress.sentence())
        elif self._state != "running":
            step, total = self.progress.step, self.progress.total_steps
            self.words.setText(tr("Step {step:,} of {total:,}", step=step, total=total) if total else "")
        figures = self.progress.figures()
        for key, value in self.figures.items():
            value.setText(figures.get(key, "–"))
