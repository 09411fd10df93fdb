"""Base models on their way from the hub, each in a thread of its own that loads no torch."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal

from studio.errors import StudioError
from studio.hub.transfer import Transfer
from studio.models.catalog import checked_folder
from studio.models.download import Plan, begun_downloads, commit_of, discard_download, download_model
from ui.language import said
from ui.workers.background import NotWantedError, run_in_background

State = Literal["coming", "ending", "paused"]
_LOOK_MS = 100


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


class _Coming:
    """One transfer under way, seen from both threads. latest: how far it is    had: bytes there at its beginning"""

    def __init__(self) -> None:
        self.unwanted = threading.Event()
        self.discarded = False
        self.began = time.monotonic()
        self.had: int | None = None
        self.latest: Transfer | None = None

    def say(self, transfer: Transfer) -> None:
        if self.unwanted.is_set():
            raise NotWantedError
        if self.had is None:
            self.had = transfer.done
        self.latest = transfer

    def seconds_left(self) -> float | None:
        """As fast as it came so far."""
        if self.latest is None or self.had is None or self.latest.done <= self.had:
            return None
        seconds = time.monotonic() - self.began
        return (self.latest.total - self.latest.done) * seconds / (self.latest.done - self.had)


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
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._show_coming)

    def look(self) -> None:
        """What was begun earlier, by this program or another, and waits."""
        run_in_background(begun_downloads, self._show_begun)

    def start(self, name: str, revision: str | None = None) -> None:
        """Begin, or go on with what came before."""
        if name in self._coming:
            return
        coming = self._coming[name] = _Coming()
        self._timer.start()
        known = self.listed.get(name)
        self._list(Download(name, revision, "coming", known.done if known else 0, known.total if known else 0))
        run_in_background(
            lambda: checked_folder(download_model(name, revision, say=coming.say)),
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
        else:
            run_in_background(lambda: discard_download(name), lambda _freed: self._drop(name), self._say)

    def close(self) -> None:
        """Pause all; they wait on the disk."""
        self._timer.stop()
        for coming in self._coming.values():
            coming.unwanted.set()

    def _end(self, name: str, *, discard: bool) -> None:
        coming = self._coming.get(name)
        if coming is not None:
            coming.discarded = coming.discarded or discard
            coming.unwanted.set()
            self._list(replace(self.listed[name], state="ending"))

    def _show_begun(self, plans: list[Plan]) -> None:
        waiting = {plan.name: Download(plan.name, plan.revision, "paused", plan.done(), plan.total) for plan in plans}
        self.listed = waiting | {name: one for name, one in self.listed.items() if name in self._coming}
        self.changed.emit()

    def _show_coming(self) -> None:
        for name, coming in self._coming.items():
            moved = coming.latest
            if moved is not None:
                left = coming.seconds_left()
                self.listed[name] = replace(self.listed[name], done=moved.done, total=moved.total, seconds_left=left)
        self.changed.emit()

    def _ended(self, name: str) -> _Coming:
        coming = self._coming.pop(name)
        if not self._coming:
            self._timer.stop()
        return coming

    def _arrived(self, name: str, folder: Path) -> None:
        self._ended(name)
        self._drop(name)
        self.arrived.emit(name, commit_of(folder) or "")

    def _broke(self, name: str, error: Exception) -> None:
        coming = self._ended(name)
        if not isinstance(error, NotWantedError):
            self._say(error)
        if coming.discarded:
            self.cancel(name)
        else:
            self.look()  # the disk has what came

    def _say(self, error: Exception) -> None:
        if not isinstance(error, StudioError):
            raise error
        self.failed.emit(said(error.message))

    def _list(self, download: Download) -> None:
        self.listed[download.name] = download
        self.changed.emit()

    def _drop(self, name: str) -> None:
        self.listed.pop(name, None)
        self.changed.emit()
