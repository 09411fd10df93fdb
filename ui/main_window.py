"""The window: side bar, pages made on their first visit, menus, messages."""

from __future__ import annotations

import importlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from ui import dialogs, numbers
from ui.another_window import HOME, open_window
from ui.help_panel import HelpPanel
from ui.language import counted, said, tr
from ui.notice_outside import NoticeOutside
from ui.side_bar import PAGES, SideBar
from ui.theme import theme
from ui.toast import Toast
from ui.tour import Tour
from ui.widgets import Level, label

if TYPE_CHECKING:
    from studio.store.store import RunRow
    from ui.actions import Actions
    from ui.kept import Closing
    from ui.session import Session

_NARROWEST_PAGE = 760
_SUMMARY_MS = 120  # a burst of events is told once


def _is_logging_out() -> bool:
    app = QApplication.instance()
    return isinstance(app, QApplication) and app.isSavingSession()


class MainWindow(QMainWindow):
    """pages: those visited so far, by key.    seen: the window is on the screen for the first time

    Made of what takes no time to import, so that it is seen at once; `fill` brings all that it is for.
    """

    seen = Signal()

    def __init__(self, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages: dict[str, QWidget] = {}
        self.page_key = ""
        self._is_filled = False
        self._is_seen = False
        self._asks = True
        self._begins_anew = False
        self._settings = settings
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 600)
        self.side_bar: SideBar = SideBar(PAGES)
        self.stack = QStackedWidget()
        middle = QWidget()
        self.row = row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side_bar)
        row.addWidget(self.stack, 1)
        self.setCentralWidget(middle)
        self.setWindowTitle("Softprompt Studio")
        self._restore_geometry()

    def fill(self, session: Session, actions: Actions) -> None:
        """Everything else: menus, the first page, and what connects them."""
        from ui.menus import Menus  # with all that it names, half a second

        self.session: Session = session
        self.actions_: Actions = actions
        self.help = HelpPanel(self.stack)
        self.toast = Toast(self.stack)
        self.busy = label("", "hint")
        self.statusBar().addWidget(self.busy, 1)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().hide()
        self.tour = Tour(self)
        self.menus = Menus(self, session, actions)
        self._runs_timer = QTimer(self, singleShot=True, interval=_SUMMARY_MS)
        self._runs_timer.timeout.connect(self._show_trainings)
        self._connect()
        self._is_filled = True
        self._show_steps()
        self._show_title()
        self.show_page("home")
        self.setFocus()  # no button looks pressed before a key was

    def _connect(self) -> None:
        session, actions = self.session, self.actions_
        self.side_bar.page_chosen.connect(self.show_page)
        self.help.page_wanted.connect(self.show_page)
        actions.restart_wanted.connect(self.start_again)
        actions.tour_wanted.connect(self.tour.start)
        self.tour.ended.connect(session.remember_tour)
        self.outside = NoticeOutside(self)
        self.outside.followed.connect(actions.show_run)
        actions.training.state.connect(self._training_ended)
        self.side_bar.run_chosen.connect(actions.show_run)
        actions.page_wanted.connect(self.show_page)
        actions.busy_changed.connect(self._show_busy)
        actions.base_model_wanted.connect(self._ask_base_model)
        session.message.connect(self._show_message)
        session.project_changed.connect(self._show_title)
        for signal in (session.project_changed, session.data_changed, session.model_changed, session.method_changed):
            signal.connect(self._show_steps)
        for signal in (session.runs_changed, session.project_changed, actions.training.running_changed):
            signal.connect(self._show_trainings)
        session.run_changed.connect(self._run_changed)
        theme().changed.connect(self._look_changed)

    # --- pages ----------------------------------------------------------------------------------------------------

    def show_page(self, key: str) -> None:
        """Show a page, and make it where this is the first visit."""
        if key not in self.pages:
            entry = next(one for one in PAGES if one.key == key)
            made: QWidget = getattr(importlib.import_module(f"ui.pages.{key}"), entry.name)(self.session, self.actions_)
            self.pages[key] = made
            self.stack.addWidget(made)
        self.page_key = key
        before, focused = self.stack.currentWidget(), self.focusWidget()
        self.stack.setCurrentWidget(self.pages[key])
        if before is not None and focused is not None and before.isAncestorOf(focused):
            self.pages[key].setFocus()  # Tab begins at its top, and none of its controls looks chosen
        self.toast.raise_()
        self.side_bar.show_page(key)
        self.help.show_page(key)
        self._show_title()

    def toggle_help(self) -> None:
        """Open the help beside the page, or close it."""
        self.help.setVisible(not self.help.isVisible())
        if self.help.isVisible():
            self._place_help()
            self.help.text.setFocus()

    def _place_help(self) -> None:
        """Beside the page, or over its right edge where that would leave it too little room."""
        is_beside = self.row.indexOf(self.help) >= 0
        fits = self.width() - self.side_bar.width() - self.help.width() >= _NARROWEST_PAGE
        if fits and not is_beside:
            self.row.addWidget(self.help)
            self.help.show()
        elif not fits:
            if is_beside:
                self.row.removeWidget(self.help)
                self.help.setParent(self.stack)
                self.help.show()
            self.help.setGeometry(self.stack.width() - self.help.width(), 0, self.help.width(), self.stack.height())
            self.help.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_filled and self.help.isVisible():
            QTimer.singleShot(0, self, self._place_help)  # once the page has its new size

    # --- what is shown around the pages ---------------------------------------------------------------------------

    def _show_title(self) -> None:
        project = self.session.project
        name = project.name if project else ""
        page = next((entry.title for entry in PAGES if entry.key == self.page_key), "")
        self.setWindowTitle(" – ".join(part for part in (name, page, "Softprompt Studio") if part))
        self.side_bar.show_project(name)

    def _show_steps(self) -> None:
        from ui.models.runs import prompt_size

        session, buttons = self.session, self.side_bar.buttons
        table = session.table
        held = counted(len(table), "{table}, {n} row", "{table}, {n} rows", table=table.name) if table else ""
        buttons["data"].say(held or tr("No table yet"))
        model, revision = session.model_name.rstrip("/").rsplit("/", 1)[-1], session.model_revision
        if revision:
            model = tr("{model}, {revision}", model=model, revision=numbers.short_revision(revision))
        buttons["model"].say(model)
        method, size = session.method, prompt_size(session.method)
        title = said(method.title)
        buttons["method"].say(tr("{method}, {size}", method=title, size=size) if size else title)
        epochs, rows = session.training.epochs or session.recommendation().epochs, session.training.batch_size
        planned = counted(epochs, "{n} epoch, batches of {rows}", "{n} epochs, batches of {rows}", rows=rows)
        buttons["train"].say(planned if method.trains else tr("Nothing to train"))

    def _run_changed(self, _run_id: str) -> None:
        if not self._runs_timer.isActive():
            self._runs_timer.start()

    def _show_trainings(self) -> None:
        self.side_bar.show_runs(self.active_runs(), self.actions_.training.waiting())

    def active_runs(self) -> list[RunRow]:
        """Runs that train now, and then those that wait for their turn."""
        if self.session.project is None:
            return []
        training, store = self.actions_.training, self.session.project.store
        under_way = self.actions_.of_the_project([*training.running(), *training.waiting()])
        found = [self.actions_.read(partial(store.run, run_id)) for run_id in under_way]
        return [run for run in found if run is not None and run.state in ("waiting", "running")]

    def _look_changed(self) -> None:
        self.menus.show_look()

    def _training_ended(self, run_id: str, state: str) -> None:
        from ui.models.runs import run_title

        words = {"finished": tr("The training is finished."), "failed": tr("The training failed.")}
        words["interrupted"] = tr("The training ended unexpectedly. It can be resumed.")
        project = self.session.project
        if state in words and project is not None:
            run = self.actions_.read(partial(project.store.run, run_id))
            self.outside.say(run_id, run_title(run) if run else run_id, words[state], is_good=state == "finished")

    def _show_busy(self, what: str) -> None:
        self.busy.setText(f"{what} …" if what else "")
        self.statusBar().setVisible(bool(what))

    def _ask_base_model(self, file: Path, models: list[str]) -> None:
        model = dialogs.ask_base_model(self, file.name, models, self.session.model_name)
        if model is not None:
            self.actions_.import_adapter(file, model)

    def _show_message(self, text: str, level: Level) -> None:
        self.toast.say(text, level)

    # --- the window itself ----------------------------------------------------------------------------------------

    def _restore_geometry(self) -> None:
        kept = self._settings.value("geometry")
        if not (isinstance(kept, QByteArray) and self.restoreGeometry(kept)):
            self.resize(1240, 800)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_seen:
            self._is_seen = True
            QTimer.singleShot(0, self, self.seen.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._is_filled and event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """What is dropped anywhere is a table, an adapter or a soft prompt, or a project's folder."""
        event.acceptProposedAction()
        self.menus.take_in([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def end(self) -> None:
        """Close without a question, also where some are open; trainings go on, or pause where that is the setting."""
        self._asks = False
        while isinstance(asked := QApplication.activeModalWidget(), QDialog):  # one may have opened another
            asked.reject()
            asked.hide()
        self.close()

    def start_again(self) -> None:
        """Close, and open the window anew in a process of its own; trainings go on and are picked up there."""
        self._begins_anew = True
        project = self.session.project
        if self.close():
            open_window(str(project.folder) if project else HOME)

    def is_ending(self) -> bool:
        """Whether the system ends the program, and nobody is there to be asked."""
        return not self._asks or _is_logging_out()

    def _trainings_are_cared_for(self) -> bool:
        """Whether the window can close: what is training goes on, or was asked to pause."""
        running = self.actions_.training.running() if self._is_filled else []
        if not running or self._begins_anew:
            return True
        closing: Closing | None = self.session.closing()
        if closing == "ask" and not self.is_ending():
            closing, always = dialogs.ask_closing(self, len(running))
            if self.is_ending():  # the system closed the window meanwhile
                return True
            if closing is not None and always:
                self.session.set_closing(closing)
        if closing == "pause":
            problems = self.actions_.training.pause_all()  # those in line may have begun meanwhile
            if problems and not self.is_ending():
                return dialogs.ask_closing_unpaused(self, problems) or self.is_ending()
        return closing is not None

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window goes; trainings go on, or pause."""
        event.setAccepted(self._trainings_are_cared_for())
        if not event.isAccepted():
            return
        self._settings.setValue("geometry", self.saveGeometry())
        if not self._is_filled:
            return
        self._settings.setValue("last_page", self.page_key)
        for page in self.pages.values():
            page.close()
        self.outside.close()
        self.actions_.close()
        self._settings.sync()
