"""Room for words that change many times a second."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget


class Steady(QWidget):
    """Holds a label; what is around it is laid out anew only where the label needs more room, or another height.

    A label in a layout has the whole page laid out anew, level by level, at each word that changes.
    """

    def __init__(self, inside: QLabel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inside.setParent(self)
        self._inside = inside
        self._needed = 0
        self.setSizePolicy(inside.sizePolicy())

    def sizeHint(self) -> QSize:
        return self._with_room(self._inside.sizeHint())

    def minimumSizeHint(self) -> QSize:
        return self._with_room(self._inside.minimumSizeHint())

    def _with_room(self, hint: QSize) -> QSize:
        return hint if self.hasHeightForWidth() else QSize(max(hint.width(), self._needed), hint.height())

    def hasHeightForWidth(self) -> bool:
        return self._inside.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        return self._inside.heightForWidth(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._inside.setGeometry(self.rect())
        self._needed = self._needs()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            before, self._needed = self._needed, self._needs()
            if self._needed != before:
                self.updateGeometry()
        return super().event(event)

    def _needs(self) -> int:
        """The height of a label that wraps, in the width it has; the width of another one, which never shrinks."""
        if self.hasHeightForWidth():
            return self._inside.heightForWidth(self.width())
        return max(self._needed, self._inside.sizeHint().width())
