"""A search for a learning rate under way: a thread that follows its child, and what it found. One at a time."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Signal

from studio.errors import StudioError
from studio.foresight import find_rate
from studio.rate_curve import STEPS, RateCurve, RatePoint
from studio.spec import RunSpec
from ui.language import said
from ui.workers.background import NotWantedError, run_in_background
from ui.workers.cores import spare_cores


class RateSearch(QObject):
    """moved: a RatePoint, as it was measured. found: the RateCurve. failed: why there is none.

    ended: after either, and after it was cancelled
    """

    moved = Signal(object)
    found = Signal(object)
    failed = Signal(str)
    ended = Signal()

    def __init__(self, parent: QObject | None = None, *, steps: int = STEPS) -> None:
        super().__init__(parent)
        self.steps = steps
        self._cancelled = threading.Event()
        self._is_running = False

    def is_running(self) -> bool:
        return self._is_running

    def start(self, spec: RunSpec) -> None:
        """Look for a rate of this run, which has absolute paths."""
        threads = spec.training.threads or spare_cores()
        spec = spec.model_copy(update={"training": spec.training.model_copy(update={"threads": threads})})
        self._cancelled.clear()
        self._is_running = True
        run_in_background(lambda: find_rate(spec, steps=self.steps, told=self._told), self._done, self._failed)

    def cancel(self) -> None:
        """End the child within a tenth of a second; `ended` follows."""
        self._cancelled.set()

    def _told(self, point: RatePoint | None) -> None:
        """In the thread that follows the child."""
        if self._cancelled.is_set():
            raise NotWantedError
        if point is not None:
            self.moved.emit(point)

    def _done(self, curve: RateCurve) -> None:
        self._is_running = False
        self.found.emit(curve)
        self.ended.emit()

    def _failed(self, error: Exception) -> None:
        self._is_running = False
        if isinstance(error, StudioError):
            self.failed.emit(said(error.message))
        self.ended.emit()
        if not isinstance(error, StudioError | NotWantedError):
            raise error
