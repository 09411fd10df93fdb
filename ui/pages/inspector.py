"""What a soft prompt is near to, how it came there, and what each of its virtual tokens does."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSlider, QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from studio.interpretation.findings import Ablation, Explanation, MemberReport, Split
from studio.methods.registry import METHODS
from studio.store.store import AdapterRow
from ui.actions import Actions
from ui.language import counted, said, tr
from ui.models.runs import method_title
from ui.page_frame import PageFrame
from ui.pages.chart_saving import connect_charts
from ui.pages.inspector_ablation import InspectorAblation
from ui.pages.inspector_panels import DriftPanel, LikenessPanel, MapPanel, SizesPanel
from ui.pages.inspector_pictures import name_of
from ui.pages.inspector_questions import InspectorQuestions
from ui.pages.inspector_words import InspectorWords
from ui.pages.questions import ask_csv_target
from ui.session import Session
from ui.theme import SPACE_2
from ui.widgets import ComboBox, EmptyState, Level, Notice, button, hint, label, named, row_of

_ASK_MS = 200  # after the last change of the adapter or the step
_CHOICE_WIDTH = 320


class InspectorPage(QWidget):
    title = tr("Inspector")

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.actions_ = actions
        self.questions = InspectorQuestions(actions, self)
        self._rows: dict[str, AdapterRow] = {}
        self._best_step: int | None = None
        self._ask_timer = QTimer(self, singleShot=True, interval=_ASK_MS)
        self._ask_timer.timeout.connect(self._ask)
        about = tr("What a soft prompt is near to, how it came there, and what each of its virtual tokens does.")
        frame = PageFrame(self, self.title, about, scroll=False)
        self._make_controls(frame)
        self._make_tabs()
        text = tr("Train one on the Train page, or import one, and look here at what its virtual tokens are.")
        self.empty = EmptyState("inspector", tr("No adapters yet"), text, tr("Go to Train"), tr("Train an adapter."))
        self._lay_out(frame)
        self._connect()
        self._show_busy("")
        self._show_adapters()

    # --- making -----------------------------------------------------------------------------------------------------

    def _make_controls(self, frame: PageFrame) -> None:
        self.adapter: ComboBox = ComboBox()
        self.adapter.setMinimumWidth(_CHOICE_WIDTH)
        named(self.adapter, tr("Adapter"), tr("Whose virtual tokens to look at."))
        self.member: ComboBox = ComboBox()
        named(self.member, tr("Prompt"), tr("Which of the prompts of an ensemble."))
        self.step = QSlider(Qt.Orientation.Horizontal)
        named(
            self.step, tr("Step of the training"), tr("The prompt as it stood at this step; at the right end as it is.")
        )
        self.step_words = label("", "muted")
        self.step_words.setMinimumWidth(96)
        self.notice = Notice()
        self.bar = QProgressBar()
        named(self.bar, tr("Progress"), tr("The adapter is being looked at."))
        self.bar.setRange(0, 0)
        self.bar.setMaximumWidth(120)
        self.words = hint()
        self.stop = button(tr("Cancel"), tr("End what is being computed."), icon_name="stop")
        for widget in (self.stop, self.bar):
            frame.foot_left.addWidget(widget)
        frame.foot_left.addWidget(self.words, 1)
        self.try_out = frame.add_primary(tr("Open in playground"), tr("Try this adapter on texts of your own."))

    def _make_tabs(self) -> None:
        self.words_tab = InspectorWords()
        self.sizes = SizesPanel()
        self.likeness = LikenessPanel()
        self.map = MapPanel()
        self.drift = DriftPanel()
        self.ablation = InspectorAblation()
        self.tabs = QTabWidget()
        named(
            self.tabs,
            tr("What is told of the adapter"),
            tr("Words, lengths, likeness, a map, drift, and leaving tokens out."),
        )
        for widget, text, tip in (
            (self.words_tab, tr("Words"), tr("The words that each virtual token is near.")),
            (self.sizes, tr("Lengths"), tr("How long the vectors are, beside those of words.")),
            (self.likeness, tr("Likeness"), tr("How like virtual tokens are to each other.")),
            (self.map, tr("Map"), tr("Virtual tokens among words, in two dimensions.")),
            (self.drift, tr("Drift"), tr("How virtual tokens moved while they were trained.")),
            (self.ablation, tr("Leave one out"), tr("What the score is without each virtual token.")),
        ):
            self.tabs.setTabToolTip(self.tabs.addTab(widget, text), tip)

    def _lay_out(self, frame: PageFrame) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(row_of(self.adapter, self.member))
        self.step_row = QWidget()
        steps = QHBoxLayout(self.step_row)
        steps.setContentsMargins(0, 0, 0, 0)
        steps.setSpacing(SPACE_2)
        for widget in (label(tr("Step"), "muted"), self.step, self.step_words):
            steps.addWidget(widget)
        steps.setStretch(1, 1)
        column.addWidget(self.step_row)
        column.addWidget(self.notice)
        column.addWidget(self.tabs, 1)
        self._stack = QStackedLayout()
        self._stack.addWidget(inside)
        self._stack.addWidget(self.empty)
        frame.body.addLayout(self._stack, 1)

    def _connect(self) -> None:
        questions, session = self.questions, self.session
        self.adapter.currentIndexChanged.connect(self._adapter_changed)
        self.member.currentIndexChanged.connect(self._draw)
        self.step.valueChanged.connect(self._step_changed)
        self.tabs.currentChanged.connect(self._draw)
        self.stop.clicked.connect(questions.worker.cancel)
        self.try_out.clicked.connect(self._open_in_playground)
        self.empty.clicked.connect(lambda: self.actions_.page_wanted.emit("train"))
        self.words_tab.save_wanted.connect(self._save_words)
        connect_charts(self, self.actions_)
        self.ablation.asked.connect(self.leave_out)
        self.ablation.cancel_wanted.connect(questions.worker.cancel)
        session.project_changed.connect(self._show_adapters)
        session.adapters_changed.connect(self._show_adapters)
        session.preferences_changed.connect(questions.heed_preferences)
        self.actions_.inspection_wanted.connect(self.open_adapter)
        questions.changed.connect(self._found_changed)
        questions.problem.connect(self._say_problem)
        self.notice.clicked.connect(self._ask_again)
        questions.busy.connect(self._show_busy)
        questions.progress.connect(self.ablation.show_progress)
        questions.measured.connect(self._measured)
        questions.not_measured.connect(self._not_measured)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.questions.rest_soon(False)
        self._ask_timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._ask_timer.stop()
        self.questions.rest_soon(True)
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._ask_timer.stop()
        self.questions.close()
        super().closeEvent(event)

    # --- whose prompt -----------------------------------------------------------------------------------------------

    def open_adapter(self, folder: Path) -> None:
        """Look at this adapter."""
        self._show_adapters()
        if str(folder) not in self._rows:
            self.session.message.emit(tr("{folder} is no adapter of this project.", folder=folder), "error")
        elif self.adapter.value() != str(folder):
            self.adapter.set_value(str(folder))

    def row(self) -> AdapterRow | None:
        """The adapter that is chosen."""
        return self._rows.get(str(self.adapter.value()))

    def _show_adapters(self) -> None:
        project, before = self.session.project, self.row()
        rows = (self.actions_.read(project.store.adapters) or []) if project is not None else []
        self._rows = {str(row.folder): row for row in rows}
        self.adapter.set_choices([(_choice(row), folder) for folder, row in self._rows.items()])
        self._stack.setCurrentIndex(0 if rows else 1)
        now = self.row()
        if (now and now.folder) != (before and before.folder) or now is None:
            self._adapter_changed()

    def _adapter_changed(self) -> None:
        row, project = self.row(), self.session.project
        self.questions.look_at(row)
        self.notice.clear()
        run = None
        if row is not None and row.run is not None and project is not None:
            run = self.actions_.read(partial(project.store.run, row.run))
        self._best_step = run.best_step if run is not None else None
        tables = (self.actions_.read(project.store.data_sets) or []) if project is not None and row is not None else []
        self.ablation.show_adapter(
            row.name if row is not None else "",
            row.num_virtual_tokens if row is not None and self._has_prompt() else 0,
            of_run=run is not None,
            tables=[(f"{one.name} {one.version}", one.file) for one in tables],
        )
        self._show_members()
        self._draw()
        self._show_possible()
        if self.isVisible():
            self._ask_timer.start()

    # --- asking -----------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        """What is wanted and not known yet."""
        if self._has_prompt():
            self.questions.explain(self._wanted_step())

    def leave_out(self, file: Path | None, split: Split, rows: int, seed: int) -> None:
        """Measure the prompt without each of its tokens."""
        self.notice.clear()
        if self.questions.leave_out(file, split, rows, seed):
            self.ablation.begin()
            self._show_possible()

    def _wanted_step(self) -> int | None:
        """The step that the slider stands at; None: the adapter as it is."""
        steps = self._steps()
        return steps[self.step.value()] if self.step.value() < len(steps) else None

    def _steps(self) -> tuple[int, ...]:
        whole = self.questions.found.get(None)
        return whole.steps if whole is not None else ()

    def _step_changed(self) -> None:
        self._say_step()
        self._draw()
        if self._wanted_step() not in self.questions.found:
            self._ask_timer.start()

    def _found_changed(self) -> None:
        if len(self._steps()) != self.step.maximum() or self.member.count() == 0:
            self._show_members()
        self._draw()
        if self.isVisible() and not self.notice.isVisible():  # what failed is not tried again and again
            self._ask()

    def _say_problem(self, message: str, level: Level) -> None:
        self.notice.say(message, level, tr("Look again"), tr("Ask once more."))

    def _ask_again(self) -> None:
        self.notice.clear()
        self._ask()

    def _measured(self, found: Ablation) -> None:
        self.ablation.show_found(found)
        self._show_possible()

    def _not_measured(self, why: str) -> None:
        self.ablation.end(why)
        self._show_possible()

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _show_members(self) -> None:
        """The prompts of an ensemble, and the steps that were kept."""
        whole = self.questions.found.get(None)
        count = len(whole.members) if whole is not None else 0
        self.member.set_choices(
            [(tr("Prompt {number} of {count}", number=one, count=count), one - 1) for one in range(1, count + 1)]
        )
        self.member.setVisible(count > 1)
        steps = self._steps()
        blocked = self.step.blockSignals(True)
        self.step.setRange(0, len(steps))
        self.step.setValue(len(steps))
        self.step.blockSignals(blocked)
        self.step_row.setVisible(bool(steps))
        self._say_step()

    def _say_step(self) -> None:
        step = self._wanted_step()
        self.step_words.setText(tr("As it is") if step is None else tr("At step {step:,}", step=step))

    def _draw(self) -> None:
        """The tab that is seen."""
        whole, shown = self.questions.found.get(None), self.questions.found.get(self._wanted_step())
        number = self.member.value() if isinstance(self.member.value(), int) else 0
        assert isinstance(number, int)
        why = self._why_nothing()
        tab = self.tabs.currentWidget()
        name = name_of(whole, number) if whole is not None else ""
        member = shown.members[number] if shown is not None else None
        if tab is self.words_tab:
            self._draw_words(shown, member, why)
        elif tab is self.sizes:
            self.sizes.show_member(member, name, why)
        elif tab is self.likeness:
            self.likeness.show_member(shown, number, why)
        elif tab is self.map:
            until = self.step.value() if self._wanted_step() is not None else None
            self.map.show_member(whole.members[number] if whole is not None else None, name, until, why)
        elif tab is self.drift:
            steps = self._steps()
            marks = [(self._best_step, tr("the adapter"))] if self._best_step in steps else []
            self.drift.show_member(
                whole.members[number] if whole is not None else None,
                steps,
                name,
                [(step, words) for step, words in marks if step is not None],
                self._wanted_step(),
                why,
            )

    def _draw_words(self, shown: Explanation | None, member: MemberReport | None, why: str) -> None:
        if shown is None or member is None:
            self.words_tab.show_nothing(why)
        elif member.words is None:
            self.words_tab.show_nothing(tr("Nearest words do not apply. {why}", why=said(shown.why_no_words)))
        else:
            self.words_tab.show_words(member.words)

    def _why_nothing(self) -> str:
        """Why there is nothing to be seen, where there is not."""
        row = self.row()
        if row is None:
            return ""
        if not self._has_prompt():
            return tr(
                "{adapter} has no virtual tokens: its method is {method}. Choose another adapter.",
                adapter=row.name,
                method=method_title(row.method),
            )
        return tr("It is being looked at …") if self.questions.is_looking() or self._ask_timer.isActive() else ""

    def _show_busy(self, what: str) -> None:
        self.words.setText(what)
        self.bar.setVisible(bool(what))
        self.stop.setEnabled(bool(what))
        self._show_possible()

    def _show_possible(self) -> None:
        self.try_out.setEnabled(self.row() is not None)
        self.ablation.set_possible(self._has_prompt())

    def _has_prompt(self) -> bool:
        """Whether the adapter that is chosen has virtual tokens."""
        row = self.row()
        return row is not None and (row.method not in METHODS or METHODS[row.method].product != "none")

    # --- what can be done -------------------------------------------------------------------------------------------

    def _open_in_playground(self) -> None:
        row = self.row()
        if row is not None:
            self.actions_.open_in_playground(row.folder)

    def _save_words(self) -> None:
        row = self.row()
        if row is None:
            return
        target = ask_csv_target(self, tr("Save the nearest words"), tr("{adapter} words", adapter=row.name))
        if target is not None:
            self.actions_.save_table(self.words_tab.model.table(), target)


def _choice(row: AdapterRow) -> str:
    return counted(
        row.num_virtual_tokens,
        "{adapter} ({method}, {n} virtual token)",
        "{adapter} ({method}, {n} virtual tokens)",
        adapter=row.name,
        method=method_title(row.method),
    )
