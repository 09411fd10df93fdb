"""A table that takes a while: fetched from the hub or read, its first rows, how far it is, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from studio.data.table import Table
from ui.workers.background import Progress


class TableReading(QObject):
    """name: of the file or the data set, "" while there is none    is_fetched: it comes from the hub
    first: its first rows, once they are there

    changed: it began, its first rows are there, or it ended    moved: the share that is read
    """

    changed = Signal()
    moved = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = ""
        self.is_fetched = False
        self.first: Table | None = None
        self._progress: Progress | None = None

    def begin(self, name: str, *, is_fetched: bool = False) -> Progress:
        """Another table is read or fetched; one that still is is no longer wanted."""
        self.cancel()
        self.name, self.is_fetched = name, is_fetched
        self._progress = progress = Progress(self)
        progress.moved.connect(self.moved)
        self.changed.emit()
        return progress

    def show_first(self, progress: Progress, first: Table | None) -> None:
        """The first rows of what was begun with this progress; None where they cannot be known yet."""
        if progress is self._progress and first is not None:
            self.first = first
            self.changed.emit()

    def end(self, progress: Progress) -> None:
        """What was begun with this progress is read, or cannot be."""
        if progress is self._progress:
            self.name, self.first, self._progress = "", None, None
            self.changed.emit()

    def cancel(self) -> None:
        if self._progress is not None:
            self._progress.cancel()
            self._progress.moved.disconnect(self.moved)
            self.end(self._progress)
