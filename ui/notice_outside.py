"""Says outside the window that a training has ended, while another program is in front."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from ui.theme import icons_dir

_SHOWN_MS = 10_000


class NoticeOutside(QObject):
    """followed: the user wants to see the run of the last notice."""

    followed = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._run_id = ""
        self._tray: QSystemTrayIcon | None = None

    def say(self, run_id: str, title: str, text: str, *, is_good: bool) -> None:
        """Nothing is said while the window is in front: it says so itself."""
        if self._window.isActiveWindow():
            return
        self._run_id = run_id
        QApplication.alert(self._window)
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        tray = self._icon()
        tray.show()
        kind = QSystemTrayIcon.MessageIcon.Information if is_good else QSystemTrayIcon.MessageIcon.Warning
        tray.showMessage(title, text, kind, _SHOWN_MS)

    def close(self) -> None:
        """Take the icon away."""
        if self._tray is not None:
            self._tray.hide()

    def _icon(self) -> QSystemTrayIcon:
        """There only from the first notice on: a window needs no second icon."""
        if self._tray is None:
            self._tray = QSystemTrayIcon(QIcon(str(icons_dir() / "app.svg")), self)
            self._tray.setToolTip("Softprompt Studio")
            self._tray.messageClicked.connect(self._follow)
            self._tray.activated.connect(self._follow)
        return self._tray

    def _follow(self) -> None:
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        if self._run_id:
            self.followed.emit(self._run_id)
