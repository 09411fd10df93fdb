"""What the Teach page asks the inference child: one question at a time, about one adapter."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from studio.engine.protocol import (
    Cancelled,
    FindLabelErrors,
    FindUnsure,
    LabelErrorsFound,
    RequestFailed,
    TableProgress,
    UnsureFound,
)
from studio.store.store import AdapterRow
from ui.actions import Actions
from ui.language import tr
from ui.pages.adapter_child import AdapterChild


class TeachQuestions(AdapterChild):
    """unsure, errors: what was found. progress: a reply. changed: of whether something is asked."""

    unsure = Signal(object)
    errors = Signal(object)
    progress = Signal(object)

    def __init__(self, actions: Actions, parent: QObject) -> None:
        super().__init__(actions, parent)
        self._asked = 0  # the question that is to be answered
        worker = self.worker
        worker.unsure_found.connect(self._unsure_found)
        worker.label_errors_found.connect(self._errors_found)
        worker.table_progress.connect(self._table_progress)
        worker.cancelled.connect(self._cancelled)
        worker.failed.connect(self._failed)
        worker.crashed.connect(self._crashed)

    def is_asking(self) -> bool:
        return bool(self._asked)

    def find_unsure(self, row: AdapterRow, file: Path, count: int) -> None:
        """The rows of a table that the adapter is least certain of."""
        self._ask(row, FindUnsure(request=0, adapter=str(row.folder), file=str(file), count=count))

    def find_errors(self, row: AdapterRow) -> None:
        """Likely label errors in the table that the adapter learned from."""
        self._ask(row, FindLabelErrors(request=0, adapter=str(row.folder)))

    def cancel(self) -> None:
        self.worker.cancel()

    def close(self) -> None:
        super().close()
        self._asked = 0

    def _ask(self, row: AdapterRow, question: FindUnsure | FindLabelErrors) -> None:
        if not self._asked and self._open_model(row):
            self._asked = self.worker.ask(question)
            self.changed.emit()

    # --- answers ------------------------------------------------------------------------------------------------------

    def _unsure_found(self, reply: UnsureFound) -> None:
        if reply.request == self._asked:
            self._over()
            self.unsure.emit(reply.found)

    def _errors_found(self, reply: LabelErrorsFound) -> None:
        if reply.request == self._asked:
            self._over()
            self.errors.emit(reply.found)

    def _table_progress(self, reply: TableProgress) -> None:
        if reply.request == self._asked:
            self.progress.emit(reply)

    def _cancelled(self, reply: Cancelled) -> None:
        if reply.request == self._opening:
            self._opened = None
        if reply.request == self._asked:
            self._over()
            self.problem.emit(tr("Cancelled. What was labelled stays."), "info")

    def _failed(self, reply: RequestFailed) -> None:
        is_opening = reply.request == self._opening
        if is_opening or (reply.request == self._asked and self._opened is not None):  # what follows says less
            self.problem.emit(reply.message, "error")
        if is_opening:
            self._opened = None  # the next question tries again
        if reply.request == self._asked:
            self._over()

    def _crashed(self, message: str) -> None:
        self._opened = None
        self._over()
        self.problem.emit(message, "error")

    def _over(self) -> None:
        self._asked = 0
        self.changed.emit()
