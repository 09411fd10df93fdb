"""Another window, in a process of its own."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QProcess

HOME = "--home"
"""In place of a project's folder: a window without a project."""


def open_window(folder: str = HOME) -> None:
    """folder: of its project, or HOME"""
    program = [] if getattr(sys, "frozen", False) else ["-m", "ui.app"]
    QProcess.startDetached(sys.executable, [*program, folder], os.getcwd())
