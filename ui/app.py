"""The window as a program."""

from __future__ import annotations

import locale
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSocketNotifier, QThreadPool, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from ui.another_window import HOME
from ui.crash import CrashReporter
from ui.kept import kept_look, user_settings
from ui.language import install_words_of_qt
from ui.last_end import LastEndDialog, OpenMark
from ui.main_window import MainWindow
from ui.side_bar import PAGES
from ui.theme import icons_dir, theme

if TYPE_CHECKING:
    from ui.session import Session
    from ui.workers.training_worker import TrainingCenter


_GRACE_MS = 2000  # for work in the background, where the system ends the program
_SWITCH_SECONDS = 0.001  # Python's own 0.005 lets a thread that files events hold up a repaint for so long


def make_application(argv: Sequence[str]) -> QApplication:
    """The QApplication, with numbers written the C way, Fusion as the style, and the look of the system."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(list(argv))
    sys.setswitchinterval(_SWITCH_SECONDS)
    locale.setlocale(locale.LC_NUMERIC, "C")  # Qt takes the system's, and a decimal comma breaks other libraries
    app.setApplicationName("Softprompt Studio")
    app.setDesktopFileName("softprompt-studio")
    app.setWindowIcon(QIcon(str(icons_dir() / "app.svg")))
    install_words_of_qt(app)
    app.setStyle("Fusion")
    theme().follow_system()
    return app


def make_window(session: Session, training: TrainingCenter) -> MainWindow:
    """The window over a session; the actions belong to it."""
    window = MainWindow(session.settings)
    fill_window(window, session, training)
    return window


def fill_window(window: MainWindow, session: Session, training: TrainingCenter) -> None:
    """What a window is for; it belongs to the window."""
    from ui.actions import Actions

    actions = Actions(session, training)
    window.fill(session, actions)
    for owned in (actions, session, training):
        owned.setParent(window)


def open_first(window: MainWindow, folder: Path | None) -> None:
    """The project that was asked for, or the last one, on the page where it was left. folder: HOME for none at all"""
    if folder == Path(HOME):
        return
    last = window.session.last_project()
    page = str(window.session.settings.value("last_page", "home"))
    if folder is not None:
        window.actions_.open_project(folder)
    elif last is not None:
        window.actions_.open_project(last)
        if page in {entry.key for entry in PAGES}:
            window.show_page(page)


def run(argv: Sequence[str]) -> int:
    """Open the window; argv may name a project's folder, or HOME. Returns the exit status."""
    app = make_application(argv)
    CrashReporter().install()
    _heed_signals(app, lambda: window.end())  # from before there is a window, lest one be made that cannot be ended
    settings = user_settings()
    theme().use(kept_look(settings))
    window = MainWindow(settings)
    folder = Path(argv[1]) if len(argv) > 1 else None
    window.seen.connect(lambda: _fill_and_open(window, settings, folder))
    window.show()
    mark = OpenMark()
    last_end = mark.set()
    if last_end is not None:
        dialog = LastEndDialog(last_end)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
    status = app.exec()
    signal.set_wakeup_fd(-1)
    mark.take_away()
    if window.is_ending():
        # The system waits, and taking all apart can last seconds. What is still being written is whole or not there.
        QThreadPool.globalInstance().waitForDone(_GRACE_MS)
        os._exit(status)
    return status


def _heed_signals(app: QApplication, end: Callable[[], None]) -> None:
    """Ctrl+C and SIGTERM end the window, once it has done what it does just now."""
    # Python hears of a signal only when it is called, which Qt does for this socket, to which Python's own code writes.
    reader, writer = socket.socketpair()
    reader.setblocking(False)
    writer.setblocking(False)
    signal.set_wakeup_fd(writer.fileno())
    notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read, app)
    notifier.activated.connect(lambda *_: reader.recv(4096))

    def close_both() -> None:
        reader.close()
        writer.close()

    # PySide keeps a function alive, but not what a bound method belongs to: `writer.close` would let go of the socket.
    notifier.destroyed.connect(close_both)
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, lambda *_: QTimer.singleShot(0, app, end))


def _fill_and_open(window: MainWindow, settings: QSettings, folder: Path | None) -> None:
    """Import what takes time, now that the window is seen."""
    if window.isHidden():  # it was ended just now
        return
    from studio import preferences
    from ui.session import Session
    from ui.workers.training_worker import TrainingCenter

    session = Session(settings)
    preferences.use(session.preferences)
    fill_window(window, session, TrainingCenter())
    open_first(window, folder)


if __name__ == "__main__":
    sys.exit(run(sys.argv))
