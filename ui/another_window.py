"""Another window, in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess

HOME = "--home"
"""In place of a project's folder: a window without a project."""

_BEGIN = "import sys; sys.path.insert(0, sys.argv.pop(1)); from ui.app import run; sys.exit(run(sys.argv))"


def open_window(folder: str = HOME) -> None:
    """folder: of its project, or HOME

    As children are started: with no module out of the folder that the user stands in, which may be gone, too.
    """
    program = [] if getattr(sys, "frozen", False) else ["-P", "-c", _BEGIN, str(Path(__file__).resolve().parents[1])]
    QProcess.startDetached(sys.executable, [*program, folder], str(Path.home()))
