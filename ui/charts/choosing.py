"""A row of marks in a picture, of which one is chosen by a click, or reached by two arrow keys and taken by Enter."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui.plain_text import plain

_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Choosing(QWidget):
    """Marks are numbered from 0; what draws them says how many there are, where they stand and what they are."""

    steps: ClassVar[dict[Qt.Key, int]] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}

    def __init__(self, parent: QWidget | None = None, *, can_be_chosen: bool = True) -> None:
        super().__init__(parent)
        self.at = 0  # the mark that the keys have reached
        self.can_be_chosen = can_be_chosen
        if can_be_chosen:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def count(self) -> int:
        raise NotImplementedError

    def mark_at(self, place: QPointF) -> int | None:
        """The mark at a point of the widget."""
        raise NotImplementedError

    def words_of(self, number: int) -> str:
        """What a mark is, for its tool tip."""
        raise NotImplementedError

    def choose(self, number: int) -> None:
        """Tell who listens that a mark was chosen."""
        raise NotImplementedError

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self.mark_at(event.position())
        if self.can_be_chosen and number is not None:
            self.at = number
            self.update()
            self.choose(number)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self.can_be_chosen and self.count() and key in self.steps:
            self.at = min(max(self.at + self.steps[key], 0), self.count() - 1)
            self.update()
        elif self.can_be_chosen and self.count() and key in _TAKES:
            self.choose(self.at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self.mark_at(QPointF(event.pos()))
            if number is not None:
                QToolTip.showText(event.globalPos(), plain(self.words_of(number)), self)
                return True
        return super().event(event)
