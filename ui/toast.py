"""A message over the page: what was done goes away by itself, what went wrong stays until it is closed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QToolButton, QWidget

from ui.theme import SPACE_4, colors, icon, theme
from ui.widgets import Level, Notice, named, set_role

_SHOWN_MS = 6000
_WIDEST = 640
_ABOVE_FOOT = 72


class Toast(Notice):
    """Stands at the bottom of its parent, above the page's foot."""

    def __init__(self, parent: QWidget) -> None:
        self._over = parent
        self._timer = QTimer()  # Notice's constructor clears the strip, which stops it
        super().__init__(parent)
        self._timer.setParent(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self.clear)
        self.close_button = set_role(named(QToolButton(), "Close message", "Close this message (Esc)."), "quiet")
        self.close_button.setShortcut("Esc")
        self.close_button.clicked.connect(self.clear)
        self.row.addWidget(self.close_button)
        self.setAutoFillBackground(True)
        parent.installEventFilter(self)
        theme().changed.connect(self._paint)
        self._paint()

    def say(self, text: str, level: Level = "info", action: str = "", tip: str = "") -> None:
        super().say(text, level, action, tip)
        self._timer.stop()
        if text:
            self._place()
            self.raise_()
            if level == "info":
                self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        room = self._over.size()
        width = max(200, min(_WIDEST, room.width() - 2 * SPACE_4))
        height = max(self.heightForWidth(width), self.sizeHint().height())
        self.setGeometry((room.width() - width) // 2, room.height() - height - _ABOVE_FOOT, width, height)

    def _paint(self) -> None:
        self.close_button.setIcon(icon("close", colors().muted))
        look = self.palette()
        look.setColor(QPalette.ColorRole.Window, colors().ground)
        self.setPalette(look)
