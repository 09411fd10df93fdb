"""The menus: every action with its shortcut."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMessageBox

import studio
from studio.data.kinds import TABLE_ENDINGS
from ui import dialogs
from ui.actions import Actions
from ui.another_window import open_window
from ui.language import tr
from ui.pages.hub_table_dialog import open_hub_table_dialog
from ui.plain_text import plain
from ui.samples import sample_projects
from ui.session import Session
from ui.side_bar import PAGES
from ui.theme import Mode, theme

if TYPE_CHECKING:
    from ui.main_window import MainWindow


_RESUMABLE = ("paused", "interrupted")
_ROWS = tuple(ending for ending in TABLE_ENDINGS if ending != ".json")  # an adapter's folder holds JSON, too


class Menus:
    """Builds the menu bar of a window. actions: by what they do, for tests and other windows."""

    def __init__(self, window: MainWindow, session: Session, actions: Actions) -> None:
        self.window = window
        self.session = session
        self.does = actions
        self.actions: dict[str, QAction] = {}
        self._looks: dict[Mode, QAction] = {}
        self._file()
        self._edit()
        self._run()
        self._view()
        self._help()
        actions.undo_changed.connect(self._show_undo)
        training = actions.training.running_changed
        taught = actions.teaching.changed
        for signal in (session.project_changed, session.data_changed, session.runs_changed, training, taught):
            signal.connect(self.show_state)
        self.show_state()

    # --- menus ----------------------------------------------------------------------------------------------------

    def _file(self) -> None:
        menu = self._menu(tr("&File"))
        tip = tr("Make a project beside the others.")
        self._add(menu, "new project", tr("&New project …"), "Ctrl+N", tip, self.new_project)
        tip = tr("Open a project's folder.")
        self._add(menu, "open project", tr("&Open project …"), "Ctrl+O", tip, self.open_project)
        self.recent = self._submenu(menu, tr("Open &recent"), self._fill_recent)
        self.samples = self._submenu(menu, tr("Open &sample"), self._fill_samples)
        tip = tr("Open another window, for another project.")
        self._add(menu, "new window", tr("New &window"), "Ctrl+Shift+N", tip, open_window)
        menu.addSeparator()
        tip = tr("Take a table into the project; several files are one table.")
        self._add(menu, "import table", tr("&Import table …"), "Ctrl+I", tip, self.import_table)
        tip = tr("Fetch a data set of the Hugging Face hub as the table.")
        self._add(menu, "hub table", tr("Import table from the &hub …"), "Ctrl+Shift+H", tip, self.import_hub_table)
        tip = tr("Take an adapter folder into the project.")
        self._add(menu, "import folder", tr("Import &adapter folder …"), "Ctrl+Shift+I", tip, self.import_folder)
        tip = tr("Take a zipped adapter into the project, or a soft prompt of KoboldAI (.zip) or of Google's (.npy).")
        self._add(menu, "import file", tr("Import adapter &file …"), "Ctrl+Alt+I", tip, self.import_file)
        menu.addSeparator()
        tip = tr("Close the window; trainings go on.")
        quit_ = self._add(menu, "quit", tr("&Quit"), "Ctrl+Q", tip, self.window.close)
        quit_.setMenuRole(QAction.MenuRole.QuitRole)

    def _edit(self) -> None:
        menu = self._menu(tr("&Edit"))
        tip = tr("Bring back what was deleted last.")
        self._add(menu, "undo", tr("&Undo"), QKeySequence.StandardKey.Undo, tip, self.does.undo)
        self._show_undo("")
        menu.addSeparator()
        rows = self.does.rows
        tip = tr("Save changed cells as a new version.")
        self._add(menu, "save table", tr("&Save changed table"), "Ctrl+S", tip, rows.save_changes)
        tip = tr("Show the table as its file has it. Undo brings the changes back.")
        self._add(
            menu, "discard changes", tr("&Discard changes of the table"), "Ctrl+Shift+D", tip, rows.discard_changes
        )
        tip = tr("Make a new version of the table with what was corrected.")
        self._add(
            menu, "save corrections", tr("Save &corrections as version"), "Ctrl+Shift+S", tip, self.save_corrections
        )

    def _run(self) -> None:
        menu = self._menu(tr("&Training"))
        tip = tr("Train what the four steps describe.")
        self._add(menu, "start", tr("&Start training"), "Ctrl+Return", tip, self.does.start_run)
        tip = tr("Train a hundred steps with a growing rate, and see where the loss falls.")
        self._add(menu, "find rate", tr("&Find a learning rate …"), "Ctrl+Shift+F", tip, self.find_rate)
        menu.addSeparator()
        tip = tr("Save, and give the memory back.")
        self._add(menu, "pause", tr("&Pause"), "Ctrl+Shift+P", tip, partial(self._to_running, self.does.pause))
        tip = tr("End now and keep the best so far as the adapter.")
        self._add(
            menu, "keep", tr("&Keep best and end"), "Ctrl+Shift+K", tip, partial(self._to_running, self.does.keep)
        )
        tip = tr("End without an adapter.")
        self._add(menu, "stop", tr("S&top"), "Ctrl+.", tip, partial(self._to_running, self.does.stop))
        tip = tr("Go on with the run that was paused or interrupted last.")
        self._add(menu, "resume", tr("&Resume"), "Ctrl+Shift+R", tip, self.resume_last)
        tip = tr("Start a run that begins at the adapter on the Teach page, on the newest version of its table.")
        self._add(menu, "train on", tr("Train &on from the adapter"), "Ctrl+Shift+T", tip, self.train_on)

    def _view(self) -> None:
        menu = self._menu(tr("&View"))
        for number, page in enumerate(PAGES, 1):
            keys = page.keys or f"Ctrl+{number}"
            action = self._add(menu, page.key, page.title, keys, page.tip, partial(self.window.show_page, page.key))
            if page.key == "settings":
                action.setMenuRole(QAction.MenuRole.PreferencesRole)
        menu.addSeparator()
        looks = QActionGroup(menu)
        chosen = self.session.look()
        modes: tuple[tuple[str, Mode, str], ...] = (
            (tr("Look as the s&ystem"), "system", "Ctrl+Alt+0"),
            (tr("&Light"), "light", "Ctrl+Alt+1"),
            (tr("&Dark"), "dark", "Ctrl+Alt+2"),
        )
        for text, mode, keys in modes:
            action = self._add(menu, mode, text, keys, tr("Colours of the window."), partial(self.use_look, mode))
            action.setCheckable(True)
            action.setChecked(mode == chosen)
            looks.addAction(action)
            self._looks[mode] = action

    def _help(self) -> None:
        menu = self._menu(tr("&Help"))
        tip = tr("What this page is for.")
        self._add(menu, "help", tr("&Help on this page"), "F1", tip, self.window.toggle_help)
        tip = tr("From a table to an adapter, in two minutes.")
        self._add(menu, "tour", tr("Take the &tour"), "Shift+Ctrl+F1", tip, self.does.tour_wanted.emit)
        tip = tr("Version and licence.")
        about = self._add(menu, "about", tr("&About Softprompt Studio"), "Shift+F1", tip, self.about)
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def _menu(self, title: str) -> QMenu:
        menu = self.window.menuBar().addMenu(title)
        menu.setToolTipsVisible(True)
        return menu

    def _submenu(self, menu: QMenu, title: str, fill: Callable[[], None]) -> QMenu:
        made = menu.addMenu(title)
        made.aboutToShow.connect(fill)
        return made

    def _add(
        self, menu: QMenu, key: str, text: str, keys: str | QKeySequence.StandardKey, tip: str, do: Callable[[], object]
    ) -> QAction:
        action = menu.addAction(text)
        action.setShortcut(QKeySequence(keys))
        action.setAutoRepeat(False)  # a key that is held would start a training again and again
        action.setToolTip(plain(tip))
        action.setStatusTip(tip)
        action.triggered.connect(lambda: do())
        self.actions[key] = action
        return action

    # --- what they do ---------------------------------------------------------------------------------------------

    def new_project(self) -> None:
        folder = dialogs.ask_new_project(self.window)
        if folder is not None:
            self.does.new_project(folder)

    def open_project(self) -> None:
        folder = dialogs.ask_project(self.window)
        if folder is not None:
            self.does.open_project(folder)

    def import_table(self) -> None:
        paths = dialogs.ask_tables(self.window)
        if paths:
            self.window.show_page("data")
            self.does.tables.import_table(paths)

    def import_hub_table(self) -> None:
        self.window.show_page("data")
        open_hub_table_dialog(self.window, self.does)

    def import_folder(self) -> None:
        self._import_adapter(dialogs.ask_adapter_folder(self.window))

    def import_file(self) -> None:
        self._import_adapter(dialogs.ask_adapter_file(self.window))

    def _import_adapter(self, path: Path | None) -> None:
        if path is not None:
            self.window.show_page("adapters")
            self.does.import_adapter(path)

    def take_in(self, dropped: Sequence[Path]) -> None:
        """What was dropped on the window: a project, an adapter, or else a table, of several files maybe."""
        path = dropped[0]
        if (path / "project.toml").is_file():
            self.does.open_project(path)
        elif len(dropped) == 1 and (path.suffix.lower() in (".zip", ".npy") or (path.is_dir() and not _is_table(path))):
            self._import_adapter(path)
        else:
            self.window.show_page("data")
            self.does.tables.import_table(dropped)

    def find_rate(self) -> None:
        """For the run that the four steps describe."""
        from ui.pages.rate_dialog import open_rate_dialog  # brings numpy, which no page needs to open

        self.window.show_page("method")
        open_rate_dialog(self.window.pages["method"], self.does)

    def resume_last(self) -> None:
        """The newest run that can go on."""
        project = self.session.project
        runs = (self.does.perform(project.store.runs) or []) if project is not None else []
        newest = next((run.run for run in runs if run.state in _RESUMABLE), None)
        if newest is not None:
            self.does.resume(newest)

    def save_corrections(self) -> None:
        lesson = self.does.teaching.lesson
        if lesson is not None:
            self.does.teaching.save(lesson)

    def train_on(self) -> None:
        lesson = self.does.teaching.lesson
        if lesson is not None and lesson.adapter is not None:
            self.does.teaching.train_on(lesson.adapter)

    def show_look(self) -> None:
        """Mark the look in use."""
        self._looks[theme().mode].setChecked(True)

    def use_look(self, mode: Mode) -> None:
        self.session.set_look(mode)

    def about(self) -> None:
        QMessageBox.about(
            self.window,
            tr("About Softprompt Studio"),
            tr(
                "Softprompt Studio {version}\n\nTrain, compare and export soft prompts.\n"
                "Python {python}, PySide6 {pyside}. Licence: Apache 2.0.",
                version=studio.__version__,
                python=platform.python_version(),
                pyside=PySide6.__version__,
            ),
        )

    def _to_running(self, do: Callable[[str], None]) -> None:
        """To the run on the Train page where it trains, else to the newest that does."""
        running = self.does.training.running()
        if running:
            do(self.session.shown_run if self.session.shown_run in running else running[-1])

    def _can_resume(self) -> bool:
        project = self.session.project
        known = (self.does.read(project.store.known_runs) or {}) if project is not None else {}
        return any(run.state in _RESUMABLE for run in known.values())

    # --- what is possible now -------------------------------------------------------------------------------------

    def show_state(self) -> None:
        """Switch off what cannot be done now."""
        running = bool(self.does.training.running())
        for name in ("pause", "keep", "stop"):
            self.actions[name].setEnabled(running)
        for name in ("start", "find rate"):
            self.actions[name].setEnabled(self.session.table is not None)
        for name in ("save table", "discard changes"):
            self.actions[name].setEnabled(bool(self.session.changes))
        self.actions["resume"].setEnabled(self._can_resume())
        lesson = self.does.teaching.lesson
        is_waiting = lesson is not None and bool(self.does.teaching.waiting(lesson))
        self.actions["save corrections"].setEnabled(is_waiting)
        self.actions["train on"].setEnabled(lesson is not None and lesson.adapter is not None)
        for name in ("import folder", "import file"):
            self.actions[name].setEnabled(self.session.project is not None)

    def _show_undo(self, what: str) -> None:
        self.actions["undo"].setEnabled(bool(what))
        self.actions["undo"].setText(tr("&Undo: {what}", what=what) if what else tr("&Undo"))

    def _fill_recent(self) -> None:
        self.recent.clear()
        for folder in self.session.recent_projects():
            self.recent.addAction(folder.name, partial(self.does.open_project, folder)).setToolTip(plain(str(folder)))
        if self.recent.isEmpty():
            self.recent.addAction(tr("No projects yet")).setEnabled(False)

    def _fill_samples(self) -> None:
        self.samples.clear()
        for sample in sample_projects():
            self.samples.addAction(sample.title, partial(self.does.open_sample, sample.name)).setToolTip(
                plain(sample.description)
            )


def _is_table(folder: Path) -> bool:
    """Whether tables lie in a folder, which are one then."""
    return folder.is_dir() and any(file.suffix.lower() in _ROWS for file in folder.iterdir())
