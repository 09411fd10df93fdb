"""A message over the page: what was done goes away by itself, what went wrong stays until it is closed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QToolButton, QWidget

from ui.language import tr
from ui.theme import SPACE_2, SPACE_4, SPACE_6, colors, icon, theme
from ui.widgets import Level, Notice, named, set_role

_SHOWN_MS = 6000
_WIDEST = 720
_NARROWEST = 240
_FOOT = 60  # of a page, where its actions are


class Toast(Notice):
    """Stands at the bottom left of its parent, above the page's actions."""

    def __init__(self, parent: QWidget) -> None:
        self._over = parent
        self._timer = QTimer()  # Notice's constructor clears the strip, which stops it
        super().__init__(parent)
        self._timer.setParent(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self.clear)
        self.close_button = set_role(
            named(QToolButton(), tr("Close message"), tr("Close this message (Esc).")), "quiet"
        )
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
        words = self.words
        around = self.row.contentsMargins().left() + self.row.contentsMargins().right() + self.row.spacing()
        around += self.close_button.sizeHint().width() + SPACE_4
        most = max(_NARROWEST, min(_WIDEST, room.width() - 2 * SPACE_6))
        width = min(most, words.fontMetrics().horizontalAdvance(words.text()) + around)
        height = max(
            words.heightForWidth(width - around) + 2 * SPACE_2, self.close_button.sizeHint().height() + 2 * SPACE_2
        )
        self.setGeometry(SPACE_6, room.height() - _FOOT - height - SPACE_2, width, height)

    def _paint(self) -> None:
        self.close_button.setIcon(icon("close", colors().muted))
        look = self.palette()
        look.setColor(QPalette.ColorRole.Window, colors().ground)
        self.setPalette(look)
