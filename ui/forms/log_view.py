"""A log that grows, its lines filtered by words, copied with a click."""

from __future__ import annotations

import re
from collections import deque
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase, QGuiApplication, QHideEvent, QShowEvent, QTextCursor
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ui.language import tr
from ui.theme import SPACE_2, SPACE_3
from ui.widgets import button, named
from ui.workers.log_tail import log_tail

_LOOK_MS = 1000
_MOST_LINES = 5000
_PROBLEM = re.compile(r"error|warn|traceback|exception|fatal|failed|abort", re.IGNORECASE)


class LogView(QWidget):
    """Shows the end of a log while it is visible, and follows it by byte offset.

    nothing: what is said of a log without a line
    """

    def __init__(self, nothing: str = tr("The log is empty so far."), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._nothing = nothing
        self._path: Path | None = None
        self._offset = 0
        self._begun = ""  # the last line, as far as it is written
        self._lines: deque[str] = deque(maxlen=_MOST_LINES)
        self.search = named(QLineEdit(), tr("Filter"), tr("Show only lines with these words in them."))
        self.search.setPlaceholderText(tr("Filter lines"))
        self.search.setClearButtonEnabled(True)
        self.problems = QCheckBox(tr("Problems only"))
        named(self.problems, tr("Problems only"), tr("Show only errors, warnings and the like."))
        self.copy = button(tr("Copy"), tr("Copy the lines that are shown."), icon_name="copy")
        self.text = QPlainTextEdit(readOnly=True, maximumBlockCount=_MOST_LINES)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTabChangesFocus(True)
        named(self.text, tr("Log"), tr("What the process wrote."))
        above = QHBoxLayout()
        above.setSpacing(SPACE_3)
        above.addWidget(self.search, 1)
        above.addWidget(self.problems)
        above.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(above)
        column.addWidget(self.text, 1)
        self.search.textChanged.connect(self._show_lines)
        self.problems.toggled.connect(self._show_lines)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._read_on)

    def follow(self, path: Path | None) -> None:
        """Show this log from now on; None: no log."""
        self._path = path
        self._begin()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def _begin(self) -> None:
        """From the end of the log as it is now."""
        text = log_tail(self._path) if self._path else ""
        self._offset = self._size()
        self._lines.clear()
        self._take(text)
        self._show_lines()

    def _size(self) -> int:
        try:
            return self._path.stat().st_size if self._path else 0
        except OSError:
            return 0

    def _read_on(self) -> None:
        size = self._size()
        if size < self._offset:
            self._begin()  # it was begun anew
        if size <= self._offset or self._path is None:
            return
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                new = file.read()
        except OSError:
            return
        self._offset += len(new)
        self._take(new.decode("utf-8", errors="replace"))
        self._show_lines()

    def _take(self, text: str) -> None:
        if not text:
            return
        if self._begun and self._lines:
            self._lines.pop()
        lines = (self._begun + text).split("\n")
        self._begun = lines.pop()
        self._lines.extend(lines)
        if self._begun:
            self._lines.append(self._begun)

    def _show_lines(self) -> None:
        words = self.search.text().casefold().split()
        shown = [line for line in self._lines if self._is_wanted(line, words)]
        bar = self.text.verticalScrollBar()
        was, at_end = bar.value(), bar.value() == bar.maximum()
        none = tr("No line of this log has that in it.") if self._lines else self._nothing
        self.text.setPlainText("\n".join(shown) or none)
        self.copy.setEnabled(bool(shown))
        if at_end:
            self.text.moveCursor(QTextCursor.MoveOperation.End)
        else:
            bar.setValue(was)

    def _is_wanted(self, line: str, words: list[str]) -> bool:
        if self.problems.isChecked() and not _PROBLEM.search(line):
            return False
        folded = line.casefold()
        return all(word in folded for word in words)
