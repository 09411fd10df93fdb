"""Another window, in a process of its own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QProcess

HOME = "--home"
"""In place of a project's folder: a window without a project."""

_BEGIN = "import sys; sys.path.insert(0, sys.argv.pop(1)); from ui.app import run; sys.exit(run(sys.argv))"


def open_window(folder: str = HOME) -> None:
    """folder: of its project, or HOME. The folder that the user stands in may be gone, so the home folder is taken."""
    from studio.engine.launch import program_command  # takes time to import, and the first window needs it not

    program, *arguments = program_command(_BEGIN, folder)
    QProcess.startDetached(program, arguments, str(Path.home()))
