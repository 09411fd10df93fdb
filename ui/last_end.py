"""How the window ended last time: whether by itself, and what its native code said if not."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import re
from dataclasses import dataclass
from pathlib import Path

import psutil
from PySide6.QtWidgets import QApplication, QMessageBox

from studio import paths
from ui.dialogs import explain_buttons
from ui.language import tr

_MARK = "window-{}.open"
_NAME = re.compile(r"window-(\d+)\.open")


@dataclass(frozen=True)
class UnexpectedEnd:
    """said: what Python wrote when native code failed, "" where the process was ended from outside"""

    said: str

    @property
    def sentence(self) -> str:
        if self.said:
            return tr("The studio ended unexpectedly last time, after a fault in native code.")
        return tr("The studio ended unexpectedly last time, as happens when the computer is switched off.")


class OpenMark:
    """A file for as long as the window is open. A fault in native code is written into it."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or paths.user_log_dir()
        self._path = self._folder / _MARK.format(os.getpid())

    def set(self) -> UnexpectedEnd | None:
        """Say that this window is open. Returns how another one ended, where that was not by itself; it is told once.

        Nothing is said, and nothing returned, where the folder cannot be written.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            left = [said for path in self._folder.glob(_MARK.format("*")) if (said := _taken(path)) is not None]
            self._file = self._path.open("w", encoding="utf-8")
            self._file.write(f"{psutil.Process().create_time()}\n")
            self._file.flush()
        except OSError:
            return None
        faulthandler.enable(self._file)
        return UnexpectedEnd(max(left, key=len)) if left else None

    def take_away(self) -> None:
        """The window closes by itself."""
        if not hasattr(self, "_file"):
            return
        faulthandler.disable()
        self._file.close()
        with contextlib.suppress(OSError):
            self._path.unlink()


def _taken(path: Path) -> str | None:
    """What was said in the mark of a window that is gone, and the mark is gone, too; None where the window is open.

    None also for what is no mark, or was taken by another window just now.
    """
    from studio.engine.launch import process_of  # takes time to import, and there is seldom a mark to look at

    name = _NAME.fullmatch(path.name)
    if name is None:
        return None
    try:
        started, _, said = path.read_text(encoding="utf-8", errors="replace").partition("\n")
        if process_of(int(name[1]), _seconds(started)) is not None:
            return None
        path.unlink()
    except FileNotFoundError:
        return None
    return said.strip()


def _seconds(written: str) -> float:
    """0 where the computer was switched off before it was written."""
    try:
        return float(written)
    except ValueError:
        return 0.0


class LastEndDialog(QMessageBox):
    """Says that the window ended unexpectedly, what is saved all the same, and what native code said."""

    def __init__(self, end: UnexpectedEnd) -> None:
        super().__init__(QApplication.activeWindow())
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle(tr("The last time"))
        self.setText(end.sentence)
        self.setInformativeText(
            tr(
                "Your tables, runs and adapters are saved, and so is what you had set up for the next run. Trainings "
                "go on without the window; one that was ended too stands on Home, and Resume goes on from its last "
                "checkpoint."
            )
        )
        if end.said:
            self.setDetailedText(end.said)
        self.setStandardButtons(QMessageBox.StandardButton.Ok)
        explain_buttons(self, tr("Close this message and go on."))
