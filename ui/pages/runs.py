"""All trainings of the project: a table, and below it what is chosen there, side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QMenu,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from studio.events import RunState
from studio.methods.registry import METHODS
from studio.spec import run_toml
from studio.store.project import Project
from studio.store.store import RunRow
from ui import dialogs
from ui.actions import Actions
from ui.kept import keep_sizes
from ui.language import said, tr
from ui.models.runs import STATE_WORDS, RunsModel, run_title
from ui.page_frame import PageFrame
from ui.pages.chart_saving import connect_charts
from ui.pages.corrections_bar import CorrectionsBar
from ui.pages.live_run import RESUMABLE
from ui.pages.questions import ask_csv_target, ask_export_target, ask_name
from ui.pages.rate_dialog import open_rate_dialog
from ui.pages.row_table import row_table
from ui.pages.run_comparison import RunComparison
from ui.pages.vary_dialog import VaryDialog
from ui.predictions import Disagreements
from ui.repeating import command_of, spec_of
from ui.session import Session
from ui.teaching import Lesson
from ui.theme import SPACE_2
from ui.widgets import ComboBox, EmptyState, button, danger_button, named, row_of

_SEARCH_MS = 200  # after the last key
_READ_MS = 500  # while runs train, the table is read at most so often
MOST_COMPARED = 7  # as many as there are colours


class RunsPage(QWidget):
    title = tr("Runs")

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.actions_ = actions
        self._is_stale = False
        frame = PageFrame(
            self, self.title, tr("Choose one to see its result, several to see them together."), scroll=False
        )
        self.model = RunsModel(self)
        self.table = row_table(
            self.model, tr("Runs"), tr("Hold Ctrl or Shift to choose several."), several=True, settings=session.settings
        )
        self.comparison = RunComparison()
        self.corrections = CorrectionsBar(actions.teaching)
        self._search_timer = QTimer(self, singleShot=True, interval=_SEARCH_MS)
        self._search_timer.timeout.connect(self._filter)
        self._read_timer = QTimer(self, singleShot=True, interval=_READ_MS)
        self._read_timer.timeout.connect(self.refresh)
        text = tr("Every training stays here with its settings, curves and result.")
        self.empty = EmptyState("runs", tr("No runs yet"), text, tr("Go to Train"), tr("Start the first training."))
        self._make_filters()
        self._make_buttons()
        self._lay_out(frame)
        self._connect()
        self._show_project()

    # --- making -----------------------------------------------------------------------------------------------------

    def _make_filters(self) -> None:
        self.search = QLineEdit(placeholderText=tr("Search"), clearButtonEnabled=True)
        self.search.setMaximumWidth(240)
        named(self.search, tr("Search runs"), tr("Show runs whose name, table, model or notes have these words."))
        self.state = ComboBox([(tr("Any state"), None), *((words, state) for state, words in STATE_WORDS.items())])
        named(self.state, tr("State"), tr("Show only runs in this state."))
        methods = [(said(settings.title), name) for name, settings in METHODS.items()]
        self.method = ComboBox([(tr("Any method"), None), *methods])
        named(self.method, tr("Method"), tr("Show only runs of this method."))

    def _make_buttons(self) -> None:
        self.watch = button(tr("Watch"), tr("Show this run on the Train page."))
        self.resume = button(tr("Resume"), tr("Go on with this run from its last checkpoint."))
        self.again = button(tr("Reuse"), tr("Take this run's settings for the next one."))
        self.repeat = button(tr("Repeat …"), tr("Train this run again, or take its settings elsewhere."))
        self._make_repeat_menu()
        self.rename = button(tr("Rename"), tr("Give this run another name."))
        self.try_out = button(tr("Try"), tr("Try this run's adapter on texts of your own, in the playground."))
        self.inspect = button(tr("Inspect"), tr("See what this run's virtual tokens are near to, and how they moved."))
        self.export = button(tr("Export"), tr("Copy this run's adapter to a folder or a zip archive."))
        self.delete = danger_button(tr("Delete"), tr("Delete the chosen runs (Delete key). Undo brings them back."))

    def _make_repeat_menu(self) -> None:
        menu = QMenu(self.repeat)
        menu.setToolTipsVisible(True)
        self.other_seed = menu.addAction(tr("With another seed"))
        self.other_seed.setToolTip(tr("The same once more: how far two results differ by chance alone."))
        self.vary = menu.addAction(tr("With several values of a setting …"))
        self.vary.setToolTip(tr("One run for each value, such as the number of virtual tokens or the learning rate."))
        self.find_rate = menu.addAction(tr("Find a learning rate …"))
        self.find_rate.setToolTip(tr("Train its first steps with a growing rate, and see where the loss falls."))
        menu.addSeparator()
        self.copy_toml = menu.addAction(tr("Copy as run.toml"))
        self.copy_toml.setToolTip(tr("Its settings as a file for the command line."))
        self.copy_command = menu.addAction(tr("Copy as command"))
        self.copy_command.setToolTip(tr("What trains the same in a terminal."))
        self.repeat.setMenu(menu)

    def _lay_out(self, frame: PageFrame) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(row_of(self.search, self.state, self.method))
        column.addWidget(self.corrections)
        upper = QWidget()
        upper_column = QVBoxLayout(upper)
        upper_column.setContentsMargins(0, 0, 0, SPACE_2)
        upper_column.setSpacing(SPACE_2)
        upper_column.addWidget(self.table, 1)
        buttons = (
            self.watch,
            self.resume,
            self.again,
            self.repeat,
            self.rename,
            self.try_out,
            self.inspect,
            self.export,
            self.delete,
        )
        upper_column.addLayout(row_of(*buttons))
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(upper)
        splitter.addWidget(self.comparison)
        splitter.setChildrenCollapsible(False)
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        keep_sizes(splitter, self.session.settings, "runs")
        column.addWidget(splitter, 1)
        self._stack = QStackedLayout()
        self._stack.addWidget(inside)
        self._stack.addWidget(self.empty)
        frame.body.addLayout(self._stack, 1)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._search_timer.start)
        self.state.currentIndexChanged.connect(self._filter)
        self.method.currentIndexChanged.connect(self._filter)
        self.table.selectionModel().selectionChanged.connect(self._choice_changed)
        self.table.doubleClicked.connect(self._watch)
        self.empty.clicked.connect(lambda: self.actions_.page_wanted.emit("train"))
        self.watch.clicked.connect(self._watch)
        self.resume.clicked.connect(self._resume)
        self.again.clicked.connect(lambda: self.actions_.use_run_settings(self.chosen()[0].run))
        self.other_seed.triggered.connect(lambda: self.actions_.repeat_run(self.chosen()[0].run))
        self.vary.triggered.connect(self._vary)
        self.find_rate.triggered.connect(self._find_rate)
        self.copy_toml.triggered.connect(self._copy_toml)
        self.copy_command.triggered.connect(self._copy_command)
        self.rename.clicked.connect(self._rename)
        self.try_out.clicked.connect(self._open_in_playground)
        self.inspect.clicked.connect(self._inspect)
        self.export.clicked.connect(self._export)
        self.delete.clicked.connect(self._delete)
        self.delete.setShortcut(Qt.Key.Key_Delete)
        self.session.project_changed.connect(self._show_project)
        self.session.runs_changed.connect(self.refresh)
        self.session.run_changed.connect(self._run_changed)
        self.actions_.training.events.connect(self.comparison.take)
        connect_charts(self, self.actions_)
        self.comparison.disagreement.save_wanted.connect(self._save_disagreements)
        self.comparison.cell.relabel_wanted.connect(self._relabel_rows)
        self.comparison.cell.take_out_wanted.connect(self._take_out_rows)

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _show_project(self) -> None:
        project = self.session.project
        self.actions_.read(lambda: self.model.show_store(project.store if project else None))
        self.choose(self.model.run_ids()[:1])
        self._after_reading()

    def refresh(self) -> None:
        """Read the runs again, once they can be seen; what was chosen stays chosen."""
        self._is_stale = not self.isVisible()
        if self._is_stale:
            return
        kept = [run.run for run in self.chosen()]
        self.actions_.read(self.model.refresh)
        self.choose(kept)
        self._after_reading()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        self._search_timer.stop()
        self._read_timer.stop()
        super().hideEvent(event)

    def _after_reading(self) -> None:
        is_filtered = bool(self.search.text() or self.state.value() or self.method.value())
        self._stack.setCurrentIndex(0 if self.model.run_ids() or is_filtered else 1)
        self._choice_changed()

    def _run_changed(self, _run_id: str) -> None:
        if self.isVisible() and not self._read_timer.isActive():
            self._read_timer.start()
        self._is_stale = self._is_stale or not self.isVisible()

    def _filter(self) -> None:
        self._search_timer.stop()
        state, method = self.state.value(), self.method.value()
        wanted = next((known for known in get_args(RunState) if known == state), None)
        self.actions_.read(
            lambda: self.model.show_only(
                search=self.search.text().strip(), state=wanted, method=method if isinstance(method, str) else None
            )
        )
        self._after_reading()

    def chosen(self) -> list[RunRow]:
        """The runs selected in the table, from the top."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.model.row_at(self.model.index(row, 0)) for row in rows]

    def choose(self, run_ids: list[str]) -> None:
        """Select these runs, as far as they are shown."""
        if [run.run for run in self.chosen()] == run_ids:
            return
        selection = self.table.selectionModel()
        selection.blockSignals(True)
        selection.clearSelection()
        for run_id in run_ids:
            row = self.model.row_number(run_id)
            if row is not None:
                selection.select(
                    self.model.index(row, 0), selection.SelectionFlag.Select | selection.SelectionFlag.Rows
                )
        selection.blockSignals(False)
        self.table.viewport().update()

    def _choice_changed(self) -> None:
        runs = self.chosen()
        project = self.session.project
        if project is not None:
            self.actions_.read(lambda: self.comparison.show_runs(runs[:MOST_COMPARED], project))
            self.comparison.sweep.show_runs(runs, project)
        one = runs[0] if len(runs) == 1 else None
        under_way = {*self.actions_.training.running(), *self.actions_.training.waiting()}
        for made in (self.watch, self.again, self.repeat, self.rename):
            made.setEnabled(one is not None)
        can_go_on = one is not None and one.state in RESUMABLE and one.run not in under_way
        self.resume.setEnabled(can_go_on)
        self.resume.setText(tr("Start") if one is not None and one.state == "waiting" else tr("Resume"))
        for made in (self.try_out, self.inspect, self.export):
            made.setEnabled(one is not None and one.adapter is not None)
        self.delete.setEnabled(bool(runs) and not any(run.run in under_way for run in runs))

    # --- what can be done -------------------------------------------------------------------------------------------

    def _watch(self) -> None:
        if self.chosen():
            self.actions_.show_run(self.chosen()[0].run)

    def _resume(self) -> None:
        run = self.chosen()[0]
        self.actions_.resume(run.run)

    def _vary(self) -> None:
        run = self.chosen()[0]
        project = self.session.project
        spec = self.actions_.read(lambda: spec_of(project, run.run)) if project is not None else None
        if spec is None:
            return
        dialog = VaryDialog(run_title(run), spec, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(lambda *chosen: self.actions_.vary_run(run.run, *chosen))
        dialog.open()

    def _find_rate(self) -> None:
        run = self.chosen()[0]
        open_rate_dialog(self, self.actions_, run.run, run_title(run))

    def _copy_toml(self) -> None:
        self._copy(lambda project, run: run_toml(spec_of(project, run)), tr("The run.toml is copied."))

    def _copy_command(self) -> None:
        self._copy(command_of, tr("The command is copied."))

    def _copy(self, text: Callable[[Project, str], str], notice: str) -> None:
        project, run = self.session.project, self.chosen()[0].run
        found = self.actions_.read(lambda: text(project, run)) if project is not None else None
        if found is not None:
            QGuiApplication.clipboard().setText(found)
            self.session.message.emit(notice, "info")

    def _rename(self) -> None:
        run = self.chosen()[0]
        name = ask_name(self, tr("Rename run"), run.name or run.run)
        if name:
            self.actions_.rename_run(run.run, name)

    def _open_in_playground(self) -> None:
        adapter = self.chosen()[0].adapter
        if adapter is not None:
            self.actions_.open_in_playground(adapter)

    def _inspect(self) -> None:
        adapter = self.chosen()[0].adapter
        if adapter is not None:
            self.actions_.open_in_inspector(adapter)

    def _export(self) -> None:
        run = self.chosen()[0]
        target = ask_export_target(self, run.name or run.run) if run.adapter is not None else None
        if target is not None and run.adapter is not None:
            self.actions_.export_adapter(run.adapter, target)

    def _save_disagreements(self, found: Disagreements, names: tuple[str, str]) -> None:
        target = ask_csv_target(self, tr("Save where they disagree"), "disagreements")
        if target is not None:
            self.actions_.save_disagreements(found, names, target)

    def _relabel_rows(self, rows: list[tuple[dict[str, str], str]], right: str) -> None:
        lesson = self._lesson()
        if lesson is not None:
            self.actions_.teaching.relabel(lesson, rows, right)

    def _take_out_rows(self, rows: list[tuple[dict[str, str], str]]) -> None:
        lesson = self._lesson()
        if lesson is not None:
            self.actions_.teaching.take_out(lesson, rows)

    def _lesson(self) -> Lesson | None:
        """The data set of the rows behind the cell, which is at hand from now on."""
        source, teaching = self.comparison.cell.source(), self.actions_.teaching
        if source is None:
            return None
        _, run_id, split = source
        lesson = self.actions_.perform(lambda: teaching.lesson_of_run(run_id, split))
        if lesson is not None:
            teaching.take(lesson)
        return lesson

    def _delete(self) -> None:
        runs = self.chosen()
        if not runs:
            return
        question = (
            tr("Delete {run}? Undo brings it back.", run=runs[0].name or runs[0].run)
            if len(runs) == 1
            else tr("Delete {count:,} runs? Undo brings them back.", count=len(runs))
        )
        if dialogs.ask_sure(self, tr("Delete"), question, tr("Delete")):
            for run in runs:
                self.actions_.delete_run(run.run)
