"""Cyclic garbage is collected in the window's thread alone.

Python collects in whichever thread happens to allocate, and a widget must not be deleted in a worker's.
A full collection beside a table of 100,000 rows takes 0.1 s, so it is made seldom.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, QThreadPool, QTimer

_LOOK_MS = 500
_FULL_SECONDS = 120


class WindowGarbage(QObject):
    """Takes Python's collector over until `close`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._last_full = time.monotonic()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()
        gc.disable()

    def close(self) -> None:
        """Python collects by itself again, unless a thread is still at work that it could do so in."""
        self._timer.stop()
        gc.collect()
        if QThreadPool.globalInstance().activeThreadCount() == 0:
            gc.enable()

    def _collect(self) -> None:
        young, middle, old = (count > most for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True))
        if old and time.monotonic() - self._last_full > _FULL_SECONDS:
            gc.collect()
            self._last_full = time.monotonic()
        elif middle:
            gc.collect(1)
        elif young:
            gc.collect(0)
