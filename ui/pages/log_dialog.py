"""A run's log, growing while the run does."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui.forms.log_view import LogView
from ui.language import tr
from ui.theme import SPACE_2, SPACE_4
from ui.widgets import button, hint, row_of


class LogDialog(QDialog):
    """Shows the end of a log and follows it."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Log of {run}", run=path.parent.name))
        self.resize(860, 520)
        self.view = LogView()
        self.view.follow(path)
        close = button(tr("Close"), tr("Close the log."))
        close.clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_2)
        column.addWidget(hint(str(path)))
        column.addWidget(self.view, 1)
        column.addLayout(row_of(close))
