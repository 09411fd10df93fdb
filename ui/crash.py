"""What happens when the fault is ours: the report is written to a file and shown, and the window goes on."""

from __future__ import annotations

import platform
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType

import PySide6
from PySide6.QtWidgets import QApplication, QMessageBox

import studio
from studio import paths
from studio.hub_token import without_tokens
from ui.dialogs import explain_buttons
from ui.language import tr
from ui.plain_text import plain


def report_text(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """Versions and traceback."""
    versions = (
        f"Softprompt Studio {studio.__version__}, Python {platform.python_version()}, PySide6 {PySide6.__version__}"
    )
    said = without_tokens("".join(traceback.format_exception(kind, error, trace)))
    return f"{versions}\n{platform.platform()}\n\n{said}"


def write_report(text: str, folder: Path | None = None) -> Path | None:
    """The report as a file among the logs; None where not even that is possible."""
    folder = folder or paths.user_log_dir()
    path = folder / time.strftime("crash-%Y%m%d-%H%M%S.txt")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError:
        return None
    return path


class CrashDialog(QMessageBox):
    """Says what went wrong, where the report is, and shows it on demand."""

    def __init__(self, text: str, path: Path | None) -> None:
        super().__init__(QApplication.activeWindow())
        self.setIcon(QMessageBox.Icon.Critical)
        self.setWindowTitle(tr("Something went wrong"))
        self.setText(tr("Something in the studio went wrong. Your projects and trainings are not touched."))
        go_on = tr("You can go on; if the window behaves oddly, close it and open it again.")
        told = tr("The report is in {path}. {go_on}", path=path, go_on=go_on) if path else go_on
        self.setInformativeText(plain(told))
        self.setDetailedText(text)
        self.setStandardButtons(QMessageBox.StandardButton.Close)
        explain_buttons(self, tr("Close this message; the studio goes on."))


class CrashReporter:
    """An excepthook. One dialog at a time: a fault that repeats itself does not bury the window."""

    def __init__(self) -> None:
        self.shown: CrashDialog | None = None

    def install(self) -> None:
        sys.excepthook = self

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        text = report_text(kind, error, trace)
        if sys.__stderr__ is not None:  # a program without a console has none
            sys.__stderr__.write(text)
        path = write_report(text)
        if self.shown is None and QApplication.instance() is not None:
            self.shown = CrashDialog(text, path)
            self.shown.finished.connect(self._closed)
            self.shown.open()

    def _closed(self) -> None:
        if self.shown is not None:
            self.shown.deleteLater()
            self.shown = None
