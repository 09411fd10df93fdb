"""Home: what runs, what was interrupted, recent projects, and samples to begin with."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from studio.events import RunState
from studio.models.recommended import recommended_models
from studio.store.store import RunRow, Store
from ui import dialogs, numbers
from ui.actions import Actions
from ui.forms.run_card import RunCard
from ui.language import said, sentences, tr
from ui.page_frame import PageFrame
from ui.samples import SampleProject, sample_projects
from ui.session import Session
from ui.theme import SPACE_1, SPACE_2, SPACE_3
from ui.widgets import Card, Notice, button, clear_layout, hint, label, quiet_button, row_of, section_title

_RUNS_SHOWN = 5
_URGENT: tuple[RunState, ...] = ("running", "waiting", "paused", "interrupted")
_REFRESH_MS = 200
_PER_LINE = 2
_ENDS = re.compile(r"(?<=[.;:]) |(?<=[。；：])")  # of a thought, in either language


class HomePage(QWidget):
    """Everything a person comes back to."""

    title = tr("Home")

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.actions_ = actions
        self.cards: dict[str, RunCard] = {}
        self._shown_states: list[tuple[str, str]] = []
        frame = PageFrame(
            self, "Softprompt Studio", tr("Teach a frozen language model a task, with a few learned vectors.")
        )
        self.new = button(tr("New project …"), tr("Make a project beside the others (Ctrl+N)."), icon_name="plus")
        self.open = button(tr("Open project …"), tr("Open a project's folder (Ctrl+O)."), icon_name="open")
        for made in (self.new, self.open):
            frame.head.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        self.runs_title = section_title(tr("This project"))
        self.runs = QVBoxLayout()
        self.runs.setSpacing(SPACE_2)
        self.recent_title = section_title(tr("Recent projects"))
        self.recent = QVBoxLayout()
        self.recent.setSpacing(SPACE_1)
        self.samples = QGridLayout()
        self.samples.setSpacing(SPACE_3)
        self.welcome = Notice()
        frame.body.addWidget(self.welcome)
        for part in (self.runs_title, self.runs, self.recent_title, self.recent):
            if isinstance(part, QWidget):
                frame.body.addWidget(part)
            else:
                frame.body.addLayout(part)
                frame.body.addSpacing(SPACE_3)
        frame.body.addWidget(section_title(tr("Begin with a sample")))
        frame.body.addWidget(hint(tr("Real data, a base model and settings that fit. One click, then press Train.")))
        frame.body.addLayout(self.samples)
        frame.body.addSpacing(SPACE_3)
        self._add_base_models(frame.body)
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
        self.welcome.clicked.connect(self.actions_.tour_wanted)
        self.new.clicked.connect(self.new_project)
        self.open.clicked.connect(self.open_project)

    def _add_base_models(self, column: QVBoxLayout) -> None:
        sizes = [model.size_bytes for model in recommended_models()]
        words = tr(
            "A small one comes with the studio and works at once. {count} others are recommended, to be downloaded one "
            "by one: {least} to {most} each.",
            count=len(sizes),
            least=numbers.size(min(sizes)),
            most=numbers.size(max(sizes)),
        )
        self.models = button(tr("See the base models"), tr("Go to Model."), icon_name="model")
        self.models.clicked.connect(lambda: self.actions_.page_wanted.emit("model"))
        column.addWidget(section_title(tr("Base models")))
        column.addWidget(hint(words))
        column.addLayout(row_of(self.models))

    def _later(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """What happened while another page was shown."""
        super().showEvent(event)
        self.show_runs()

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
        if self.session.is_new():
            words = tr("New here? A tour leads from a table to an adapter of your own, in two minutes.")
            self.welcome.say(words, "info", tr("Take the tour"), tr("See what there is, one thing after another."))
        else:
            self.welcome.clear()
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
        go = quiet_button(folder.name, tr("Open {folder}.", folder=folder), icon_name="folder")
        go.clicked.connect(lambda: self.actions_.open_project(folder))
        forget = quiet_button(tr("Forget"), tr("Take it off this list; the folder stays."))
        forget.setAccessibleName(tr("Forget {project}", project=folder.name))
        forget.clicked.connect(lambda: self.actions_.forget_project(folder))
        line.addWidget(go)
        line.addWidget(label(str(folder.parent), "hint"))
        line.addStretch(1)
        line.addWidget(forget)
        return row

    # --- runs -----------------------------------------------------------------------------------------------------

    def show_runs(self) -> None:
        """What trains, what can go on, and what was finished last."""
        project = self.session.project
        found = self.actions_.read(partial(_of_interest, project.store)) if project else None
        shown = found or []
        self.runs_title.setVisible(project is not None)
        self.runs_title.setText(project.name if project else "")
        states = [(str(project.folder), "")] + [(run.run, run.state) for run in shown] if project else []
        if shown and states == self._shown_states:  # figures only: buttons keep the focus
            for run in shown:
                self.cards[run.run].show_run(run)
            return
        self._shown_states = states
        clear_layout(self.runs)
        self.cards = {run.run: self._run_card(run) for run in shown}
        for card in self.cards.values():
            self.runs.addWidget(card)
        if found == []:
            self.runs.addWidget(self._next_step())

    def _run_card(self, run: RunRow) -> RunCard:
        card = RunCard(run)
        card.clicked.connect(lambda: self.actions_.show_run(run.run))
        card.resume.connect(self.actions_.resume)
        card.pause.connect(self.actions_.pause)
        return card

    def _next_step(self) -> QWidget:
        """A project without a run: what comes next."""
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        has_table = self.session.table is not None or "file" in self.session.data
        words, key = (
            (tr("Its table is there. Go on to training."), "train")
            if has_table
            else (tr("It has no table yet."), "data")
        )
        line.addWidget(label(words, "muted"))
        go = button(tr("Train") if has_table else tr("Add a table"), tr("Go on with the next step."))
        go.clicked.connect(lambda: self.actions_.page_wanted.emit(key))
        line.addWidget(go)
        line.addStretch(1)
        return box

    # --- samples --------------------------------------------------------------------------------------------------

    def _show_samples(self) -> None:
        found = sample_projects()
        for number, sample in enumerate(found):
            self.samples.addWidget(self._sample_card(sample), number // _PER_LINE, number % _PER_LINE)
        for column in range(_PER_LINE):
            self.samples.setColumnStretch(column, 1)

    def _sample_card(self, sample: SampleProject) -> Card:
        title, description, advice = said(sample.title), said(sample.description), said(sample.advice)
        card = Card(title, sentences(description, advice))
        card.setObjectName(f"sample-{sample.name}")
        card.clicked.connect(lambda: self.actions_.open_sample(sample.name))
        card.body.addWidget(label(title, "strong"))
        card.body.addWidget(label(description, "muted", wrap=True))
        card.body.addWidget(hint(_first_sentence(advice)))
        card.body.addStretch(1)
        return card


def _of_interest(store: Store) -> list[RunRow]:
    """All runs that go on or can, and then the newest others."""
    urgent = sorted((run for state in _URGENT for run in store.runs(state=state)), key=lambda run: -run.created)
    newest = store.runs(limit=_RUNS_SHOWN + len(urgent))
    others = [run for run in newest if run.state not in _URGENT]
    return (urgent + others)[: max(_RUNS_SHOWN, len(urgent))]


def _first_sentence(text: str) -> str:
    """Up to the first full stop or semicolon that ends a thought."""
    return _ENDS.split(text.strip(), maxsplit=1)[0].rstrip(";:.；：。") + tr(".")
