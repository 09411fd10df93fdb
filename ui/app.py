"""The window as a program."""

from __future__ import annotations

import locale
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from studio import preferences
from ui.actions import Actions
from ui.crash import CrashReporter
from ui.last_end import LastEndDialog, OpenMark
from ui.main_window import MainWindow
from ui.session import Session, user_settings
from ui.side_bar import PAGES
from ui.theme import icons_dir, theme
from ui.workers.training_worker import TrainingCenter


def make_application(argv: Sequence[str]) -> QApplication:
    """The QApplication, with numbers written the C way, Fusion as the style, and the look of the system."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(list(argv))
    locale.setlocale(locale.LC_NUMERIC, "C")  # Qt takes the system's, and a decimal comma breaks other libraries
    app.setApplicationName("Softprompt Studio")
    app.setDesktopFileName("softprompt-studio")
    app.setWindowIcon(QIcon(str(icons_dir() / "app.svg")))
    app.setStyle("Fusion")
    theme().follow_system()
    return app


def make_window(session: Session, training: TrainingCenter) -> MainWindow:
    """The window over a session; the actions belong to it."""
    actions = Actions(session, training)
    window = MainWindow(session, actions)
    for owned in (actions, session, training):
        owned.setParent(window)
    return window


def open_first(window: MainWindow, folder: Path | None) -> None:
    """The project that was asked for, or the last one, on the page where it was left."""
    last = window.session.last_project()
    page = str(window.session.settings.value("last_page", "home"))
    if folder is not None:
        window.actions_.open_project(folder)
    elif last is not None:
        window.actions_.open_project(last)
        if page in {entry.key for entry in PAGES}:
            window.show_page(page)


def run(argv: Sequence[str]) -> int:
    """Open the window; argv may name a project's folder. Returns the exit status."""
    app = make_application(argv)
    CrashReporter().install()
    session = Session(user_settings())
    theme().use(session.look())
    preferences.use(session.preferences)
    window = make_window(session, TrainingCenter())
    window.show()
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, lambda *_: window.close())
    mark = OpenMark()
    last_end = mark.set()
    if last_end is not None:
        dialog = LastEndDialog(last_end)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
    folder = Path(argv[1]) if len(argv) > 1 else None
    QTimer.singleShot(0, window, lambda: open_first(window, folder))
    status = app.exec()
    mark.take_away()
    return status


if __name__ == "__main__":
    sys.exit(run(sys.argv))
