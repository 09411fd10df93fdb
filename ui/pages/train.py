"""Go: what the next run will be, and the run that trains now."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from studio.engine.protocol import LOG_FILE
from studio.errors import StudioError
from studio.events import Event
from studio.hub.client import HUB_ID
from studio.spec import RunSpec
from ui import dialogs
from ui.actions import Actions
from ui.language import said, tr
from ui.page_frame import PageFrame
from ui.pages.chart_saving import connect_charts
from ui.pages.live_run import LiveRun
from ui.pages.log_dialog import LogDialog
from ui.pages.plan import sentence, what_will_happen
from ui.pages.questions import ask_export_target
from ui.session import Session
from ui.theme import SPACE_1
from ui.widgets import ComboBox, EmptyState, Notice, hairline, label, named, row_of


class TrainPage(QWidget):
    """The last step of Make, and the place where a training is watched."""

    title = tr("Train")

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.actions_ = actions
        self._spec_is_whole = False
        self.log_dialog: LogDialog | None = None
        frame = PageFrame(self, self.title, tr("This table, on this model, by this method: go."))
        self.train = frame.add_primary(tr("Train"), tr("Start the training that is described here (Ctrl+Enter)."))
        self.train.clicked.connect(lambda: self.actions_.start_run())
        self.queue_words = label("", "hint", wrap=True)
        frame.foot_left.addWidget(self.queue_words, 1)
        self.sentence = label("", "section", wrap=True)
        self.lines = label("", "muted", wrap=True)
        self.missing = Notice()
        self.missing.clicked.connect(lambda: self.actions_.page_wanted.emit(self._page_to_mend()))
        self.chooser = ComboBox()
        named(self.chooser, tr("Run shown"), tr("Which of the runs that train or wait is shown."))
        self.chooser.currentIndexChanged.connect(self._choose_run)
        self.live = LiveRun()
        text = tr(
            "Once you press Train, the curves, the time left and the result are here. Close the window and it goes on."
        )
        self.empty = EmptyState("train", tr("Nothing trains yet"), text)
        self._lay_out(frame)
        self._connect()
        self._show_draft()
        self._show_wanted()

    def _lay_out(self, frame: PageFrame) -> None:
        words = QVBoxLayout()
        words.setSpacing(SPACE_1)
        for widget in (self.sentence, self.lines, self.missing):
            words.addWidget(widget)
        frame.body.addLayout(words)
        frame.body.addWidget(hairline())
        self._shown_words = label(tr("Shown"), "muted")
        frame.body.addLayout(row_of(self._shown_words, self.chooser))
        frame.body.addWidget(self.live, 1)
        frame.body.addWidget(self.empty, 1)

    def _connect(self) -> None:
        session, training = self.session, self.actions_.training
        for changed in (session.data_changed, session.model_changed, session.method_changed, session.project_changed):
            changed.connect(self._show_draft)
        session.project_changed.connect(self._show_wanted)
        session.run_changed.connect(self._read_again)
        self.actions_.run_wanted.connect(self.show_run)
        training.events.connect(self._take)
        training.state.connect(self._state_changed)
        training.failed.connect(self._failed)
        training.running_changed.connect(self._running_changed)
        self.live.control_wanted.connect(self._control)
        self.live.log_wanted.connect(self.open_log)
        self.live.playground_wanted.connect(self._open_in_playground)
        self.live.export_wanted.connect(self._export)
        connect_charts(self, self.actions_)

    # --- the next run -----------------------------------------------------------------------------------------------

    def _show_draft(self) -> None:
        try:
            spec: RunSpec | None = self.session.spec()
        except StudioError as error:
            spec = None
            is_method = self._page_to_mend() == "method"
            tip = tr("Mend what is written there.") if is_method else tr("Import a table and choose its columns.")
            self.missing.say(said(error.message), "info", tr("Go to Method") if is_method else tr("Go to Data"), tip)
        self.train.setEnabled(spec is not None)
        self.sentence.setVisible(spec is not None)
        self._spec_is_whole = spec is not None
        if spec is not None and self.session.table is not None:
            self.missing.clear()
            self.sentence.setText(sentence(spec))
            lines = what_will_happen(spec, len(self.session.table))
            if self.session.model_folder is None and HUB_ID.fullmatch(spec.model.name):
                lines.insert(0, tr("The base model is not on this disk: it is fetched from the hub first."))
            self.lines.setText("\n".join(lines))
        self._show_turn()

    def _page_to_mend(self) -> str:
        return "method" if self.session.table is not None and self.session.unusable else "data"

    def _show_turn(self) -> None:
        """While a run trains, the next one waits for it, and its details make room."""
        others = bool(self.actions_.training.running())
        self.train.setText(tr("Train after this run") if others else tr("Train"))
        self.train.setAccessibleName(self.train.text())
        self.queue_words.setText(
            tr("One run trains at a time. Those that wait go on waiting when the window is closed and opened again.")
            if others
            else tr("Close the window and training goes on.")
        )
        self.lines.setVisible(self._spec_is_whole and not others)

    # --- the run shown ----------------------------------------------------------------------------------------------

    def _show_wanted(self) -> None:
        """The run that was asked for, else one that trains now."""
        running = self.actions_.training.running()
        self.show_run(self.session.shown_run or (running[-1] if running else None))

    def _running_changed(self) -> None:
        """A training that an earlier window left behind is found a while after the project was opened."""
        if self.live.isHidden():
            self._show_wanted()
        else:
            self._list_runs()

    def show_run(self, run_id: str | None) -> None:
        """Show another run, from the store; what it says later comes by itself."""
        project = self.session.project
        if project is not None and run_id is not None:
            self.actions_.read(lambda: self._show(run_id))
        is_shown = project is not None and run_id is not None and self.live.run_id() == run_id
        self.live.setVisible(is_shown)
        self.empty.setVisible(not is_shown)
        self._list_runs()

    def _show(self, run_id: str) -> None:
        assert self.session.project is not None
        store = self.session.project.store
        waits = run_id in self.actions_.training.waiting()
        run = store.run(run_id)
        self.live.show_run(run, store.steps(run_id), store.evaluations(run_id), waits=waits)
        if run_id in self.actions_.training.running():
            self.live.set_state("running")

    def _list_runs(self) -> None:
        self._show_turn()
        training = self.actions_.training
        names = [*training.running(), *training.waiting()]
        shown = None if self.live.isHidden() else self.live.run_id()
        if shown is not None and shown not in names:
            names.append(shown)
        self.chooser.set_choices([(self._named(name), name) for name in names])
        self.live.next.setEnabled(shown in training.waiting()[1:])
        blocked = self.chooser.blockSignals(True)
        self.chooser.set_value(shown)
        self.chooser.blockSignals(blocked)
        for widget in (self._shown_words, self.chooser):
            widget.setVisible(len(names) > 1)

    def _named(self, run_id: str) -> str:
        """A run, and its turn where it waits."""
        waiting = self.actions_.training.waiting()
        if run_id not in waiting:
            return run_id
        return tr("{run}, waits as number {number:,}", run=run_id, number=waiting.index(run_id) + 1)

    def _choose_run(self) -> None:
        chosen = self.chooser.value()
        if isinstance(chosen, str):
            self.actions_.show_run(chosen)

    def _is_shown(self, run_id: str) -> bool:
        return run_id == self.live.run_id() and not self.live.isHidden()

    def _take(self, run_id: str, events: list[Event]) -> None:
        if self._is_shown(run_id):
            self.live.take(events)

    def _state_changed(self, run_id: str, state: str) -> None:
        if not self._is_shown(run_id):
            return
        self.live.set_state(state, waits=run_id in self.actions_.training.waiting())
        self._read_again(run_id)
        if state in ("finished", "failed", "interrupted"):
            QApplication.alert(self.window())

    def _failed(self, run_id: str, message: str) -> None:
        if self._is_shown(run_id):
            self.live.say_problem(message)

    def _read_again(self, run_id: str) -> None:
        """The row alone; the chart has its points from the events. While a run trains, its row says nothing new."""
        project = self.session.project
        if project is None or not self._is_shown(run_id) or self.live.is_running():
            return
        try:
            self.live.show_row(project.store.run(run_id), project.store.evaluations(run_id))
        except StudioError:  # deleted
            self.show_run(None)

    # --- what can be done -------------------------------------------------------------------------------------------

    def _control(self, control: str) -> None:
        run_id = self.live.run_id()
        if run_id is None:
            return
        question = tr(
            "The run ends without an adapter; its curves stay. To keep the best so far, press Stop and keep instead."
        )
        if control == "stop" and not dialogs.ask_sure(self, tr("Cancel this run?"), question, tr("Cancel the run")):
            return
        does = {
            "pause": self.actions_.pause,
            "keep": self.actions_.keep,
            "stop": self.actions_.stop,
            "resume": self.actions_.resume,
            "next": self.actions_.train_next,
        }
        does[control](run_id)
        if control not in ("resume", "next"):
            self.live.say_asked(control)
        if control == "stop" and run_id not in self.actions_.training.running():
            self.show_run(run_id)

    def open_log(self) -> None:
        """Show what the training process of the run shown has written."""
        project, run_id = self.session.project, self.live.run_id()
        if project is None or run_id is None:
            return
        self.log_dialog = LogDialog(project.run_dir(run_id) / LOG_FILE, self)
        self.log_dialog.show()

    def _open_in_playground(self) -> None:
        run = self.live.run()
        if run is not None and run.adapter is not None:
            self.actions_.open_in_playground(run.adapter)

    def _export(self) -> None:
        run = self.live.run()
        if run is not None and run.adapter is not None:
            target = ask_export_target(self, run.name or run.run)
            if target is not None:
                self.actions_.export_adapter(run.adapter, target)
