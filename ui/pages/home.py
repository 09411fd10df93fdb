"""Home: what runs, what was interrupted, recent projects, and samples to begin with."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from studio.store.store import RunRow
from ui import dialogs, numbers
from ui.actions import Actions
from ui.models.runs import STATE_WORDS, leading_score, method_title
from ui.page_frame import PageFrame
from ui.samples import SampleProject, sample_projects
from ui.session import Session
from ui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from ui.widgets import Card, Tone, button, chip, clear_layout, hint, label, named, quiet_button, section_title

_TONES: dict[str, Tone] = {"running": "accent", "finished": "good", "failed": "danger", "interrupted": "warning"}
_RUNS_SHOWN = 5
_REFRESH_MS = 200
_PER_LINE = 2


class HomePage(QWidget):
    """Everything a person comes back to."""

    title = "Home"

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.actions_ = actions
        frame = PageFrame(
            self, "Softprompt Studio", "Teach a frozen language model a task, with a few learned vectors."
        )
        self.new = button("New project …", "Make a project beside the others (Ctrl+N).", icon_name="plus")
        self.open = button("Open project …", "Open a project's folder (Ctrl+O).", icon_name="open")
        for made in (self.new, self.open):
            frame.head.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        self.runs_title = section_title("This project")
        self.runs = QVBoxLayout()
        self.runs.setSpacing(SPACE_2)
        self.recent_title = section_title("Recent projects")
        self.recent = QVBoxLayout()
        self.recent.setSpacing(SPACE_1)
        self.samples = QGridLayout()
        self.samples.setSpacing(SPACE_3)
        for part in (self.runs_title, self.runs, self.recent_title, self.recent):
            if isinstance(part, QWidget):
                frame.body.addWidget(part)
            else:
                frame.body.addLayout(part)
                frame.body.addSpacing(SPACE_3)
        frame.body.addWidget(section_title("Begin with a sample"))
        frame.body.addWidget(hint("Real data, a base model and settings that fit. One click, then press Train."))
        frame.body.addLayout(self.samples)
        frame.body.addStretch(1)
        self._timer = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._timer.timeout.connect(self.show_runs)
        self._connect()
        self._show_samples()
        self.show_project()

    def _connect(self) -> None:
        self.session.project_changed.connect(self.show_project)
        self.session.runs_changed.connect(self._later)
        self.session.run_changed.connect(lambda _run: self._later())
        self.new.clicked.connect(self.new_project)
        self.open.clicked.connect(self.open_project)

    def _later(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    # --- projects -------------------------------------------------------------------------------------------------

    def new_project(self) -> None:
        folder = dialogs.ask_new_project(self)
        if folder is not None:
            self.actions_.new_project(folder)
            self.actions_.page_wanted.emit("data")

    def open_project(self) -> None:
        folder = dialogs.ask_project(self)
        if folder is not None:
            self.actions_.open_project(folder)

    def show_project(self) -> None:
        """Recent projects, and the runs of the open one."""
        clear_layout(self.recent)
        opened = self.session.project.folder if self.session.project else None
        folders = [folder for folder in self.session.recent_projects() if folder != opened]
        self.recent_title.setVisible(bool(folders))
        for folder in folders:
            self.recent.addWidget(self._recent_row(folder))
        self.show_runs()

    def _recent_row(self, folder: Path) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE_2)
        go = quiet_button(folder.name, f"Open {folder}.", icon_name="folder")
        go.clicked.connect(lambda: self.actions_.open_project(folder))
        forget = quiet_button("Forget", "Take it off this list; the folder stays.")
        forget.clicked.connect(lambda: self.actions_.forget_project(folder))
        line.addWidget(go)
        line.addWidget(label(str(folder.parent), "hint"))
        line.addStretch(1)
        line.addWidget(forget)
        return row

    # --- runs -----------------------------------------------------------------------------------------------------

    def show_runs(self) -> None:
        """What trains, what can go on, and what was finished last."""
        clear_layout(self.runs)
        project = self.session.project
        runs = (self.actions_.perform(project.store.runs) or []) if project else []
        self.runs_title.setVisible(project is not None)
        if project is None:
            return
        self.runs_title.setText(project.name)
        urgent = [run for run in runs if run.state in ("running", "waiting", "paused", "interrupted")]
        others = [run for run in runs if run not in urgent]
        for run in (urgent + others)[: max(_RUNS_SHOWN, len(urgent))]:
            self.runs.addWidget(self._run_row(run))
        if not runs:
            self.runs.addWidget(self._next_step())

    def _next_step(self) -> QWidget:
        """A project without a run: what comes next."""
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        has_table = self.session.table is not None or "file" in self.session.data
        words, key = (
            ("Its table is there. Go on to training.", "train") if has_table else ("It has no table yet.", "data")
        )
        line.addWidget(label(words, "muted"))
        go = button("Train" if has_table else "Add a table", "Go on with the next step.")
        go.clicked.connect(lambda: self.actions_.page_wanted.emit(key))
        line.addWidget(go)
        line.addStretch(1)
        return box

    def _run_row(self, run: RunRow) -> QWidget:
        card = Card(run.name or run.run, "Show this run.")
        card.clicked.connect(lambda: self.actions_.show_run(run.run))
        line = QHBoxLayout()
        line.setSpacing(SPACE_3)
        line.addWidget(chip(STATE_WORDS.get(run.state, run.state), _TONES.get(run.state, "plain")))
        line.addWidget(label(run.name or f"{method_title(run.method)} on {run.data_set}", "strong"))
        line.addWidget(label(numbers.when(run.created), "hint"))
        line.addStretch(1)
        line.addWidget(label(_run_words(run), "muted"))
        if run.state in ("paused", "interrupted"):
            resume = button("Resume", "Go on from the last checkpoint.", icon_name="play")
            resume.clicked.connect(lambda: self.actions_.resume(run.run))
            line.addWidget(resume)
        if run.state == "running":
            pause = button("Pause", "Save, and give the memory back.", icon_name="pause")
            pause.clicked.connect(lambda: self.actions_.pause(run.run))
            line.addWidget(pause)
        card.body.setContentsMargins(SPACE_4, SPACE_2, SPACE_2, SPACE_2)
        card.body.addLayout(line)
        if run.state in ("running", "paused", "interrupted") and run.total_steps:
            bar = named(QProgressBar(), "Progress", "Steps made of those planned.")
            bar.setRange(0, run.total_steps)
            bar.setValue(run.step)
            bar.setTextVisible(False)
            card.body.addWidget(bar)
        return card

    # --- samples --------------------------------------------------------------------------------------------------

    def _show_samples(self) -> None:
        found = sample_projects()
        for number, sample in enumerate(found):
            self.samples.addWidget(self._sample_card(sample), number // _PER_LINE, number % _PER_LINE)
        for column in range(_PER_LINE):
            self.samples.setColumnStretch(column, 1)

    def _sample_card(self, sample: SampleProject) -> Card:
        card = Card(sample.title, f"{sample.description} {sample.advice}")
        card.setObjectName(f"sample-{sample.name}")
        card.clicked.connect(lambda: self.actions_.open_sample(sample.name))
        card.body.addWidget(label(sample.title, "strong"))
        card.body.addWidget(label(sample.description, "muted", wrap=True))
        card.body.addWidget(hint(_first_sentence(sample.advice)))
        card.body.addStretch(1)
        return card


def _first_sentence(text: str) -> str:
    """Up to the first full stop or semicolon that ends a thought."""
    return re.split(r"(?<=[.;:]) ", text.strip(), maxsplit=1)[0].rstrip(";:.") + "."


def _run_words(run: RunRow) -> str:
    """One figure: how far it is, or how well it did."""
    if run.state in ("running", "paused", "interrupted", "waiting"):
        return f"step {run.step:,} of {run.total_steps:,}" if run.total_steps else ""
    score = leading_score(run, "test")
    score = score if score is not None else leading_score(run, "validation")
    return numbers.percent(score) if score is not None else (run.error or "")[:80]
