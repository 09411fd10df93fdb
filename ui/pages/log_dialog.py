"""A run's log, growing while the run does."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase, QGuiApplication, QHideEvent, QShowEvent, QTextCursor
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from ui.theme import SPACE_2, SPACE_4
from ui.widgets import button, hint, named, row_of
from ui.workers.log_tail import log_tail

_LOOK_MS = 1000
_MOST_LINES = 5000


class LogDialog(QDialog):
    """Shows the end of a log and follows it by byte offset."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._offset = 0
        self.setWindowTitle(f"Log of {path.parent.name}")
        self.resize(860, 520)
        self.text = QPlainTextEdit(readOnly=True, maximumBlockCount=_MOST_LINES)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        named(self.text, "Log", "What the training process wrote.")
        copy = button("Copy", "Copy the whole log.", icon_name="copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        close = button("Close", "Close the log.")
        close.clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_2)
        column.addWidget(hint(str(path)))
        column.addWidget(self.text, 1)
        column.addLayout(row_of(copy, close))
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._read_on)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.text.setPlainText(log_tail(self._path) or "The log is empty so far.")
        self._offset = self._size()
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def _size(self) -> int:
        return self._path.stat().st_size if self._path.exists() else 0

    def _read_on(self) -> None:
        if self._size() <= self._offset:
            return
        if not self._offset:
            self.text.clear()
        with self._path.open("rb") as file:
            file.seek(self._offset)
            new = file.read()
        self._offset += len(new)
        at_end = self.text.verticalScrollBar().value() == self.text.verticalScrollBar().maximum()
        cursor = QTextCursor(self.text.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(new.decode("utf-8", errors="replace"))
        if at_end:
            self.text.moveCursor(QTextCursor.MoveOperation.End)
