"""A function in another thread, its result back in the window's."""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

T = TypeVar("T")

_TOLD_EVERY = 0.001  # of the whole; a file that comes from near tells some thousand times a second how far it is
_under_way: set[_Delivery] = set()


class NotWantedError(Exception):
    """The work was no longer wanted."""


class Progress(QObject):
    """How far work in the background is, and whether it is still wanted. Make it in the window's thread.

    moved: the share that is done.
    """

    moved = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cancelled = threading.Event()
        self._told = -1.0

    def cancel(self) -> None:
        self._cancelled.set()

    def say(self, share: float) -> None:
        """From the work: so much is done. Raises NotWantedError where nobody wants the rest."""
        if self._cancelled.is_set():
            raise NotWantedError
        if share >= 1.0 or abs(share - self._told) >= _TOLD_EVERY:
            self._told = share
            self.moved.emit(share)


class _Delivery(QObject):
    """Lives in the window's thread and hands over there what the function made."""

    made = Signal(object)
    broke = Signal(object)

    def __init__(
        self,
        on_done: Callable[[Any], object],
        on_error: Callable[[Exception], object] | None,
        on_over: Callable[[], object] | None,
    ) -> None:
        super().__init__()
        self._on_done = on_done
        self._on_error = on_error
        self._on_over = on_over
        self._receivers = _receivers(on_done) + (_receivers(on_error) if on_error is not None else [])
        self.made.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self.broke.connect(self._report, Qt.ConnectionType.QueuedConnection)

    def _wanted(self) -> bool:
        _under_way.discard(self)
        if self._on_over is not None and _are_there(_receivers(self._on_over)):
            self._on_over()
        return _are_there(self._receivers)

    def _deliver(self, result: Any) -> None:
        if self._wanted():
            self._on_done(result)

    def _report(self, error: Exception) -> None:
        if not self._wanted():
            return
        if self._on_error is None:
            raise error
        self._on_error(error)


class _Job(QRunnable):
    def __init__(self, function: Callable[[], T], delivery: _Delivery) -> None:
        super().__init__()
        self._function = function
        self._delivery = delivery

    def run(self) -> None:
        try:
            result = self._function()
        except Exception as error:  # whatever it is, the window's thread decides what to say
            self._delivery.broke.emit(error)
        else:
            self._delivery.made.emit(result)


def run_in_background(
    function: Callable[[], T],
    on_done: Callable[[T], object],
    on_error: Callable[[Exception], object] | None = None,
    *,
    on_over: Callable[[], object] | None = None,
) -> None:
    """Run `function` on the thread pool; `on_done(result)` or `on_error(error)` is called in the window's thread.

    Call it from the window's thread. Where a widget that `on_done` or `on_error` belongs to is gone by then, nothing
    is called but `on_over`, which comes first, whatever became of it. Without `on_error` an error is raised in the
    window's thread.
    """
    delivery = _Delivery(on_done, on_error, on_over)
    _under_way.add(delivery)
    QThreadPool.globalInstance().start(_Job(function, delivery))


def _are_there(receivers: list[QObject]) -> bool:
    return all(shiboken6.isValid(receiver) for receiver in receivers)


def _receivers(function: Callable[..., object]) -> list[QObject]:
    """The Qt objects a callable works on: the one it is a method of, those it was bound to, those it closes over."""
    if isinstance(function, functools.partial):
        bound = [*function.args, *function.keywords.values()]
        return _receivers(function.func) + [value for value in bound if isinstance(value, QObject)]
    found: list[object] = [getattr(function, "__self__", None)]
    closed_over = inspect.getclosurevars(function).nonlocals.values() if inspect.isfunction(function) else ()
    found += closed_over
    inner = [value for value in closed_over if value is not function and callable(value)]
    return [value for value in found if isinstance(value, QObject)] + [
        one for each in inner for one in _receivers(each)
    ]
