"""The side bar: where the pages are, what each step holds, and what is training now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui import numbers
from ui.elided_label import ElidedLabel
from ui.language import tr
from ui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4, colors, icon, icon_pixmap, theme
from ui.widgets import Card, label, named, set_role

if TYPE_CHECKING:
    from studio.store.store import RunRow

WIDTH = 224


@dataclass(frozen=True)
class PageEntry:
    """A page in the side bar.

    group: of GROUPS; "foot" stands at the bottom
    name: of its class in ui/pages/<key>.py, which is imported on the first visit
    keys: its shortcut, where it is not Ctrl and its number
    """

    key: str
    title: str
    group: str
    tip: str
    name: str
    keys: str = ""


GROUPS = {"make": tr("Make"), "compare": tr("Compare"), "keep": tr("Keep")}
PAGES = (
    PageEntry("home", tr("Home"), "", tr("Projects, samples, and what is running."), "HomePage"),
    PageEntry("data", tr("Data"), "make", tr("The table to learn from."), "DataPage"),
    PageEntry("model", tr("Model"), "make", tr("The base model, which stays as it is."), "ModelPage"),
    PageEntry("method", tr("Method"), "make", tr("How the soft prompt is made and trained."), "MethodPage"),
    PageEntry("train", tr("Train"), "make", tr("Start a training and watch it."), "TrainPage"),
    PageEntry("runs", tr("Runs"), "compare", tr("All trainings of this project, side by side."), "RunsPage"),
    PageEntry("playground", tr("Playground"), "compare", tr("Try adapters on texts of your own."), "PlaygroundPage"),
    PageEntry("inspector", tr("Inspector"), "compare", tr("What a soft prompt is near to."), "InspectorPage"),
    PageEntry("teach", tr("Teach"), "compare", tr("Correct what adapters get wrong."), "TeachPage", "Ctrl+0"),
    PageEntry(
        "adapters", tr("Adapters"), "keep", tr("What trainings made: export, import, rename."), "AdaptersPage", "Ctrl+9"
    ),
    PageEntry("settings", tr("Settings"), "foot", tr("Of this computer; and the logs."), "SettingsPage", "Ctrl+,"),
)


class NavButton(QPushButton):
    """Icon, title, and below it one line that says what the step holds."""

    def __init__(self, entry: PageEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self.setCheckable(True)
        self.setAutoExclusive(True)
        named(self, entry.title, entry.tip)
        set_role(self, "nav")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_3, SPACE_1, SPACE_2, SPACE_1)
        row.setSpacing(SPACE_3)
        self.picture = QLabel()
        self.picture.setFixedSize(20, 20)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.title = label(entry.title)
        self.holds = ElidedLabel()
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.holds)
        words.addStretch(1)
        row.addWidget(self.picture)
        row.addLayout(words, 1)
        for child in (self.picture, self.title, self.holds):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.toggled.connect(self._paint)
        theme().changed.connect(self._paint)
        self.say("")
        self._paint()

    def say(self, text: str) -> None:
        """What the step holds, in one line."""
        self.holds.set_text(text)
        self.holds.setVisible(bool(text))
        self.setAccessibleDescription(f"{self.entry.tip} {text}".strip())
        set_role(self, "nav", lines="2" if text else "1")

    def _paint(self) -> None:
        color = colors().accent if self.isChecked() else colors().muted
        self.picture.setPixmap(icon_pixmap(self.entry.key, 20, color, ratio=self.devicePixelRatioF()))
        set_role(self.title, "strong" if self.isChecked() else "plain")


class TrainingStrip(Card):
    """A training under way, seen from every page."""

    def __init__(self, run_id: str, parent: QWidget | None = None) -> None:
        super().__init__(tr("Training"), tr("Show this training."), parent)
        self.run_id = run_id
        self.body.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_3)
        self.title = ElidedLabel()
        self.bar = named(QProgressBar(), tr("Training progress"), tr("How many of its steps the training has made."))
        self.bar.setTextVisible(False)
        self.says = ElidedLabel()
        for widget in (self.title, self.bar, self.says):
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self.body.addWidget(widget)

    def show_run(self, run: RunRow, *, waits: bool) -> None:
        from ui.models.runs import run_title

        self.title.set_text(run_title(run))
        self.bar.setRange(0, max(1, run.total_steps))
        self.bar.setValue(run.step)
        self.says.set_text(tr("Waiting") if waits else _progress_words(run))
        self.setAccessibleDescription(self.says.toolTip())


def _progress_words(run: RunRow) -> str:
    if run.state == "waiting" or not run.total_steps:
        return tr("Starting")
    done = numbers.percent(run.step / run.total_steps, 0)
    facts: dict[str, object] = {"done": done, "step": run.step, "steps": run.total_steps}
    training = run.settings.get("training", {})
    rows = training.get("batch_size", 0) * training.get("batches_per_step", 1)
    if run.examples_per_second > 0 and rows:
        left = numbers.duration((run.total_steps - run.step) * rows / run.examples_per_second)
        return tr("{done}, {time} left, step {step:,} of {steps:,}", time=left, **facts)
    return tr("{done}, step {step:,} of {steps:,}", **facts)


class SideBar(QWidget):
    """page_chosen: the key of a page. run_chosen: a training that runs."""

    page_chosen = Signal(str)
    run_chosen = Signal(str)

    def __init__(self, pages: Sequence[PageEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Pages"))
        set_role(self, "sidebar")
        self.setFixedWidth(WIDTH)
        self.buttons: dict[str, NavButton] = {}
        self.strips: dict[str, TrainingStrip] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.head = _ProjectHead(self)
        outer.addWidget(self.head)
        inside = set_role(QWidget(), "body")
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE_2, 0, SPACE_2, SPACE_2)
        column.setSpacing(2)
        group = ""
        for entry in pages:
            if entry.group != group:
                group = entry.group
                column.addStretch(1) if group == "foot" else column.addWidget(label(GROUPS[group], "group"))
            column.addWidget(self._button(entry))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        outer.addWidget(area, 1)
        self.trainings = QVBoxLayout()
        self.trainings.setContentsMargins(SPACE_2, 0, SPACE_2, SPACE_2)
        self.trainings.setSpacing(SPACE_1)
        outer.addLayout(self.trainings)

    def _button(self, entry: PageEntry) -> NavButton:
        made = NavButton(entry)
        made.clicked.connect(lambda: self.page_chosen.emit(entry.key))
        self.buttons[entry.key] = made
        return made

    def show_page(self, key: str) -> None:
        self.buttons[key].setChecked(True)
        if isinstance(self.window().focusWidget(), NavButton):
            self.buttons[key].setFocus()

    def show_project(self, name: str) -> None:
        self.head.show_project(name)

    def show_runs(self, runs: Sequence[RunRow], waiting: Sequence[str] = ()) -> None:
        """The trainings under way: a strip each, at most three. waiting: for their turn"""
        shown = {run.run: run for run in runs[:3]}
        for run_id in set(self.strips) - set(shown):
            strip = self.strips.pop(run_id)
            strip.hide()
            strip.deleteLater()
        for run_id, run in shown.items():
            if run_id not in self.strips:
                strip = TrainingStrip(run_id)
                strip.clicked.connect(lambda chosen=run_id: self.run_chosen.emit(chosen))
                self.strips[run_id] = strip
                self.trainings.addWidget(strip)
            self.strips[run_id].show_run(run, waits=run_id in waiting)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(colors().hairline)
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down walk the pages."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)


class _ProjectHead(QWidget):
    """The studio's sign and the project's name."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_4 + 4, SPACE_4, SPACE_3, SPACE_3)
        row.setSpacing(SPACE_3)
        self.sign = QLabel()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label("Softprompt Studio", "strong"))
        self.project = ElidedLabel()
        words.addWidget(self.project)
        row.addWidget(self.sign)
        row.addLayout(words, 1)
        self.show_project("")
        self._paint()
        theme().changed.connect(self._paint)

    def show_project(self, name: str) -> None:
        self.project.set_text(name or tr("No project is open"))

    def _paint(self) -> None:
        self.sign.setPixmap(icon("logo", colors().accent).pixmap(QSize(24, 24), self.devicePixelRatioF()))
