"""Base models on their way from the hub, each in a thread of its own that loads no torch."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal

from studio.errors import StudioError
from studio.models.download import (
    Plan,
    Transfer,
    begun_downloads,
    commit_of,
    discard_download,
    download_model,
)
from ui.workers.background import NotWantedError, run_in_background

State = Literal["coming", "ending", "paused"]
_TIMES_A_SECOND = 10


@dataclass(frozen=True)
class Download:
    """revision: as it was asked for    done, total: bytes, 0 before they are known    seconds_left: None if unknown"""

    name: str
    revision: str | None
    state: State
    done: int = 0
    total: int = 0
    seconds_left: float | None = None

    @property
    def share(self) -> float:
        return self.done / self.total if self.total else 0.0


class _Coming(QObject):
    """One transfer under way, seen from both threads. moved: a Transfer, at most ten times a second."""

    moved = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.unwanted = threading.Event()
        self.discarded = False
        self.began, self.had = time.monotonic(), -1
        self._told = 0.0

    def say(self, transfer: Transfer) -> None:
        if self.unwanted.is_set():
            raise NotWantedError
        now = time.monotonic()
        if now - self._told >= 1 / _TIMES_A_SECOND or transfer.done == transfer.total:
            self._told = now
            self.moved.emit(transfer)


class Downloads(QObject):
    """changed: what there is, or how far one is    arrived: name and commit of a model that is here now

    failed: a sentence    listed: by name, under way or paused
    """

    changed = Signal()
    arrived = Signal(str, str)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.listed: dict[str, Download] = {}
        self._coming: dict[str, _Coming] = {}

    def look(self) -> None:
        """What was begun earlier, by this program or another, and waits."""
        run_in_background(begun_downloads, self._show_begun)

    def start(self, name: str, revision: str | None = None) -> None:
        """Begin, or go on with what came before."""
        if name in self._coming:
            return
        coming = self._coming[name] = _Coming(self)
        coming.moved.connect(self._moved)
        known = self.listed.get(name)
        self._list(Download(name, revision, "coming", known.done if known else 0, known.total if known else 0))
        run_in_background(
            lambda: download_model(name, revision, say=coming.say),
            lambda folder: self._arrived(name, folder),
            lambda error: self._broke(name, error),
        )

    def pause(self, name: str) -> None:
        """End it as soon as the next bytes come; what is here stays."""
        self._end(name, discard=False)

    def cancel(self, name: str) -> None:
        """End it, and throw away what has come."""
        if name in self._coming:
            self._end(name, discard=True)
        elif name in self.listed:
            run_in_background(lambda: discard_download(name), lambda _freed: self._drop(name), self._say)

    def close(self) -> None:
        """Pause all; they wait on the disk."""
        for coming in self._coming.values():
            coming.unwanted.set()

    def _end(self, name: str, *, discard: bool) -> None:
        coming = self._coming.get(name)
        if coming is not None:
            coming.discarded = coming.discarded or discard
            coming.unwanted.set()
            self._list(_with_state(self.listed[name], "ending"))

    def _show_begun(self, plans: list[Plan]) -> None:
        waiting = {plan.name: Download(plan.name, plan.revision, "paused", plan.done(), plan.total) for plan in plans}
        self.listed = waiting | {name: one for name, one in self.listed.items() if name in self._coming}
        self.changed.emit()

    def _moved(self, transfer: Transfer) -> None:
        coming, before = self._coming.get(transfer.name), self.listed.get(transfer.name)
        if coming is None or before is None:
            return
        if coming.had < 0:
            coming.had = transfer.done
        came, seconds = transfer.done - coming.had, time.monotonic() - coming.began
        left = (transfer.total - transfer.done) * seconds / came if came > 0 else None
        self._list(Download(transfer.name, before.revision, before.state, transfer.done, transfer.total, left))

    def _arrived(self, name: str, folder: Path) -> None:
        del self._coming[name]
        self._drop(name)
        self.arrived.emit(name, commit_of(folder) or "")

    def _broke(self, name: str, error: Exception) -> None:
        coming, known = self._coming.pop(name), self.listed[name]
        if not isinstance(error, NotWantedError):
            self._say(error)
        if known.total:
            self._list(_with_state(known, "paused"))
            if coming.discarded:
                self.cancel(name)
        else:
            self._drop(name)

    def _say(self, error: Exception) -> None:
        if not isinstance(error, StudioError):
            raise error
        self.failed.emit(error.message)

    def _list(self, download: Download) -> None:
        self.listed[download.name] = download
        self.changed.emit()

    def _drop(self, name: str) -> None:
        self.listed.pop(name, None)
        self.changed.emit()


def _with_state(download: Download, state: State) -> Download:
    return Download(download.name, download.revision, state, download.done, download.total)
