"""What corrects data: labels for uncertain rows, labels that are likely wrong, and a run that goes on from there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QCloseEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from studio.engine.protocol import TableProgress
from studio.errors import StudioError
from studio.interpretation.findings import LabelErrors, Suspect, Unsure
from studio.store.store import AdapterRow
from studio.store.teaching import Labelling
from ui.actions import Actions
from ui.language import said, tr
from ui.models.runs import method_title
from ui.page_frame import PageFrame
from ui.pages.corrections_bar import CorrectionsBar
from ui.pages.teach_errors import ErrorsPanel
from ui.pages.teach_labels import LabellingPanel
from ui.pages.teach_questions import TeachQuestions
from ui.pages.teach_waiting import WaitingPanel
from ui.session import Session
from ui.teaching import Lesson
from ui.theme import SPACE_2
from ui.widgets import ComboBox, EmptyState, Level, Notice, button, hint, named, row_of

_CHOICE_WIDTH = 320


class TeachPage(QWidget):
    title = tr("Teach")

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.actions_ = actions
        self.teaching = actions.teaching
        self.questions = TeachQuestions(actions, self)
        self._rows: dict[str, AdapterRow] = {}
        self._lesson: Lesson | None = None
        self._file: Path | None = None  # the table whose rows are asked
        self._found: dict[Path, LabelErrors] = {}  # by adapter
        frame = PageFrame(
            self, self.title, tr("Correct what adapters get wrong, and train on from there."), scroll=False
        )
        self._make_controls(frame)
        self._make_tabs()
        text = tr("Train one on the Train page. Here it shows what it does not know, and which labels it doubts.")
        self.empty = EmptyState("teach", tr("No adapters yet"), text, tr("Go to Train"), tr("Train an adapter."))
        self._lay_out(frame)
        self._connect()
        self._show_adapters()

    # --- making -------------------------------------------------------------------------------------------------------

    def _make_controls(self, frame: PageFrame) -> None:
        self.adapter: ComboBox = ComboBox()
        self.adapter.setMinimumWidth(_CHOICE_WIDTH)
        named(self.adapter, tr("Adapter"), tr("Who is asked, and whose table is corrected."))
        self.why = Notice()
        self.notice = Notice()
        self.waiting_bar = CorrectionsBar(self.teaching)
        self.stop = button(tr("Cancel"), tr("End what is being asked."), icon_name="stop")
        self.bar = QProgressBar()
        named(self.bar, tr("Rows"), tr("How many rows are asked."))
        self.bar.setMaximumWidth(160)
        self.words = hint()
        for widget in (self.stop, self.bar):
            frame.foot_left.addWidget(widget)
        frame.foot_left.addWidget(self.words, 1)
        self.train_on = frame.add_primary(
            tr("Train on from here"),
            tr("Save the corrections as a version, and start a run on it that begins at this adapter (Ctrl+Shift+T)."),
        )

    def _make_tabs(self) -> None:
        self.labels = LabellingPanel()
        self.errors = ErrorsPanel()
        self.waiting = WaitingPanel()
        self.tabs = QTabWidget()
        named(self.tabs, tr("What to correct"), tr("Uncertain rows, likely label errors, and what waits to be saved."))
        for widget, text, tip in (
            (self.labels, tr("Least certain"), tr("Label the rows that the adapter is least certain of.")),
            (self.errors, tr("Likely label errors"), tr("Rows of its own table whose label the adapter doubts.")),
            (self.waiting, tr("Corrections"), tr("What is in no version of the table yet.")),
        ):
            self.tabs.setTabToolTip(self.tabs.addTab(widget, text), tip)

    def _lay_out(self, frame: PageFrame) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(row_of(self.adapter))
        for widget in (self.why, self.notice, self.waiting_bar):
            column.addWidget(widget)
        column.addWidget(self.tabs, 1)
        self._stack = QStackedLayout()
        self._stack.addWidget(inside)
        self._stack.addWidget(self.empty)
        frame.body.addLayout(self._stack, 1)

    def _connect(self) -> None:
        questions, session, teaching = self.questions, self.session, self.teaching
        self.adapter.currentIndexChanged.connect(self._adapter_changed)
        self.empty.clicked.connect(lambda: self.actions_.page_wanted.emit("train"))
        self.stop.clicked.connect(questions.cancel)
        self.train_on.clicked.connect(self._train_on)
        self.labels.asked.connect(self.find_unsure)
        self.labels.labelled.connect(self._label)
        self.errors.asked.connect(self.find_errors)
        self.errors.relabelled.connect(lambda rows: self._correct(rows, "relabel"))
        self.errors.confirmed.connect(lambda rows: self._correct(rows, "confirm"))
        self.errors.taken_out.connect(lambda rows: self._correct(rows, "take out"))
        self.waiting.dropped.connect(self._drop)
        session.project_changed.connect(self._project_changed)
        session.adapters_changed.connect(self._show_adapters)
        session.preferences_changed.connect(questions.heed_preferences)
        teaching.changed.connect(self._said)
        questions.changed.connect(self._show_asking)
        questions.progress.connect(self._show_progress)
        questions.unsure.connect(self._unsure_found)
        questions.errors.connect(self._errors_found)
        questions.problem.connect(self._say_problem)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.questions.rest_soon(False)
        self.teaching.take(self._lesson)

    def hideEvent(self, event: QHideEvent) -> None:
        self.questions.rest_soon(True)
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.questions.close()
        super().closeEvent(event)

    # --- whose table --------------------------------------------------------------------------------------------------

    def open_adapter(self, folder: Path) -> None:
        """Ask this adapter."""
        self._show_adapters()
        self.adapter.set_value(str(folder))

    def row(self) -> AdapterRow | None:
        """The adapter that is chosen."""
        return self._rows.get(str(self.adapter.value()))

    def _project_changed(self) -> None:
        self._found.clear()
        self._rows = {}
        self._show_adapters()

    def _show_adapters(self) -> None:
        project, before = self.session.project, self.row()
        rows = (self.actions_.read(project.store.adapters) or []) if project is not None else []
        self._rows = {str(row.folder): row for row in rows}
        names = {key: (row.name, method_title(row.method)) for key, row in self._rows.items()}
        self.adapter.set_choices(
            [(tr("{adapter} ({method})", adapter=name, method=method), key) for key, (name, method) in names.items()]
        )
        self._stack.setCurrentIndex(0 if rows else 1)
        now = self.row()
        if (now and now.folder) != (before and before.folder) or now is None:
            self._adapter_changed()

    def _adapter_changed(self) -> None:
        row = self.row()
        if self.questions.is_asking():
            self.questions.cancel()
        self.notice.clear()
        self._lesson, why = None, ""
        if row is not None:
            try:
                self._lesson = self.teaching.lesson_of(row.folder)
                why = self.teaching.why_not(row.folder)
            except StudioError as error:
                why = error.message
        self.why.say(said(why), "info")
        self.train_on.setEnabled(self._lesson is not None and not why)
        self._show_tables()
        if self.isVisible():
            self.teaching.take(self._lesson)
        self._said()
        self._show_asking()

    def _show_tables(self) -> None:
        project = self.session.project
        tables = (self.actions_.read(project.store.data_sets) or []) if project is not None else []
        self.labels.show_tables([(f"{one.name} {one.version}", one.file) for one in tables])

    def _said(self) -> None:
        """Show what was said of the rows so far."""
        lesson, row = self._lesson, self.row()
        labelling = self.teaching.labelling(lesson) if lesson is not None else None
        waiting = self.teaching.waiting(lesson) if lesson is not None else ()
        self.labels.show_labelling(labelling, lesson.labels if lesson is not None else ())
        found = self._found.get(row.folder) if row is not None else None
        left = self.teaching.doubted(lesson, found.suspects) if lesson is not None and found is not None else []
        self.errors.show_found(found, left)
        self.waiting.show_waiting(waiting)
        self.tabs.setTabText(2, tr("Corrections ({count:,})", count=len(waiting)) if waiting else tr("Corrections"))

    # --- asking -------------------------------------------------------------------------------------------------------

    def find_unsure(self, file: Path, count: int) -> None:
        """Ask every row of a table, and show those that the adapter is least certain of."""
        row = self.row()
        if row is not None and self._lesson is not None:
            self.notice.clear()
            self._file = file
            self.questions.find_unsure(row, file, count + len(self._done(file)))

    def find_errors(self) -> None:
        """Look for labels that are likely wrong."""
        row = self.row()
        if row is not None:
            self.notice.clear()
            self.questions.find_errors(row)

    def _done(self, file: Path) -> tuple[int, ...]:
        """Rows of a table that were labelled or passed over."""
        before = self.teaching.labelling(self._lesson) if self._lesson is not None else None
        return before.done if before is not None and before.file == str(file) else ()

    def _unsure_found(self, found: Unsure) -> None:
        row, lesson, file = self.row(), self._lesson, self._file
        if row is None or lesson is None or file is None:
            return
        done = self._done(file)
        new = [one for one in found.rows if one.row not in done][: self.labels.count.value()]
        if not new:
            words = tr("Every row of {table} was labelled or passed over. Choose another table.", table=found.table)
            self.notice.say(words, "info")
            return
        labelling = Labelling(
            adapter=str(row.folder),
            file=str(file),
            columns=lesson.texts,
            asked=found.asked,
            rows=tuple(new),
            done=done,
        )
        self.teaching.set_labelling(lesson, labelling)

    def _errors_found(self, found: LabelErrors) -> None:
        row = self.row()
        if row is not None:
            self._found[row.folder] = found
            self._said()

    def _say_problem(self, message: str, level: Level) -> None:
        self.notice.say(said(message), level)

    def _show_asking(self) -> None:
        asking, can_ask = self.questions.is_asking(), self._lesson is not None
        self.stop.setEnabled(asking)
        self.bar.setVisible(asking)
        self.bar.setRange(0, 0)
        self.words.setText(tr("The rows are being read …") if asking else "")
        self.labels.set_possible(can_ask and not asking)
        self.errors.set_possible(can_ask and not asking)

    def _show_progress(self, reply: TableProgress) -> None:
        self.bar.setRange(0, max(1, reply.total))
        self.bar.setValue(reply.done)
        self.words.setText(tr("{done:,} of {total:,} rows are asked.", done=reply.done, total=reply.total))

    # --- correcting ---------------------------------------------------------------------------------------------------

    def _label(self, row: int, chosen: str | None) -> None:
        labelling = self.teaching.labelling(self._lesson) if self._lesson is not None else None
        if self._lesson is not None and labelling is not None:
            self.teaching.label_row(self._lesson, labelling, row, chosen)

    def _correct(self, rows: list[Suspect], how: str) -> None:
        if self._lesson is None:
            return
        if how == "relabel":
            self.teaching.relabel_likely(self._lesson, rows)
        elif how == "confirm":
            self.teaching.confirm(self._lesson, rows)
        else:
            self.teaching.take_out(self._lesson, [(row.texts, row.given) for row in rows])

    def _drop(self, rows: list[object]) -> None:
        if self._lesson is not None and rows:
            self.teaching.drop(self._lesson, [one for one in self.teaching.waiting(self._lesson) if one in rows])

    def _train_on(self) -> None:
        row = self.row()
        if row is not None:
            self.teaching.train_on(row.folder)
