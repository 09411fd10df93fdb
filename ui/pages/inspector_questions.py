"""What the inspector asks the inference child, about one adapter at a time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from studio.engine.protocol import (
    Ablate,
    Ablated,
    Cancelled,
    Explain,
    Explained,
    RequestFailed,
    TableProgress,
)
from studio.interpretation.findings import Explanation, Split
from studio.store.store import AdapterRow
from ui.actions import Actions
from ui.language import said, tr
from ui.pages.adapter_child import AdapterChild


class InspectorQuestions(AdapterChild):
    """found: of the adapter that is looked at, by step; None: as it is.

    changed: of what is found, or looked for. busy: what is done, or "".
    progress, measured, not_measured: of leaving tokens out: a reply, an Ablation, why there is none.
    """

    busy = Signal(str)
    progress = Signal(object)
    measured = Signal(object)
    not_measured = Signal(str)

    def __init__(self, actions: Actions, parent: QObject) -> None:
        super().__init__(actions, parent)
        self.found: dict[int | None, Explanation] = {}
        self._row: AdapterRow | None = None
        self._explaining: dict[int, int | None] = {}  # step by request, of this adapter
        self._ablating = 0
        worker = self.worker
        worker.model_opened.connect(lambda _: self._say_busy())
        worker.explained.connect(self._explained)
        worker.ablated.connect(self._ablated)
        worker.table_progress.connect(self._table_progress)
        worker.cancelled.connect(self._cancelled)
        worker.failed.connect(self._failed)
        worker.crashed.connect(self._crashed)
        worker.busy_changed.connect(lambda _: self._say_busy())

    def look_at(self, row: AdapterRow | None) -> None:
        """Another adapter; what is on its way of the one before is not waited for."""
        if self._ablating:
            self.worker.cancel()
        self._row, self._ablating = row, 0
        self.found.clear()
        self._explaining.clear()

    def is_looking(self) -> bool:
        return bool(self._explaining)

    def explain(self, step: int | None) -> None:
        """What the prompt was near to at a step; None: as it is. One question at a time: a slider is faster."""
        if self._row is None or step in self.found or self._explaining or not self._open_model(self._row):
            return
        number = self.worker.ask(Explain(request=0, adapter=str(self._row.folder), step=step))
        self._explaining[number] = step
        self._say_busy()
        self.changed.emit()

    def leave_out(self, file: Path | None, split: Split, rows: int, seed: int) -> bool:
        """Measure the prompt without each of its tokens. Whether that has begun."""
        if self._row is None or not self._open_model(self._row):
            return False
        asked = Ablate(
            request=0,
            adapter=str(self._row.folder),
            file=str(file) if file is not None else None,
            split=split,
            rows=rows,
            seed=seed,
        )
        self._ablating = self.worker.ask(asked)
        self._say_busy()
        return True

    # --- answers ----------------------------------------------------------------------------------------------------

    def _explained(self, reply: Explained) -> None:
        if reply.request in self._explaining:
            self.found[self._explaining.pop(reply.request)] = reply.found
            self.changed.emit()

    def _ablated(self, reply: Ablated) -> None:
        if reply.request == self._ablating:
            self._ablating = 0
            self.measured.emit(reply.found)

    def _table_progress(self, reply: TableProgress) -> None:
        if reply.request == self._ablating:
            self.progress.emit(reply)

    def _cancelled(self, reply: Cancelled) -> None:
        if reply.request == self._opening:
            self._opened = None
        if reply.request in self._explaining:
            self.problem.emit(tr("It was cancelled before the adapter was looked at."), "info")
        self._over(reply.request, tr("Cancelled."))

    def _failed(self, reply: RequestFailed) -> None:
        is_opening = reply.request == self._opening
        is_asked = reply.request in self._explaining or reply.request == self._ablating
        if is_opening or (is_asked and self._opened is not None):  # what follows from no model says less
            self.problem.emit(said(reply.message), "error")
        if is_opening:
            self._opened = None  # the next question tries again
        self._over(reply.request, "")

    def _crashed(self, message: str) -> None:
        self.problem.emit(message, "error")
        self._opened = None
        for request in [*self._explaining, self._ablating]:
            self._over(request, "")

    def _over(self, request: int, why: str) -> None:
        self._explaining.pop(request, None)
        if request == self._ablating and request:
            self._ablating = 0
            self.not_measured.emit(why)
        self.changed.emit()

    def _say_busy(self) -> None:
        if not self.worker.is_busy():
            self.busy.emit("")
        elif self._opening in self.worker.under_way():
            self.busy.emit(tr("The base model is being opened …"))
        else:
            self.busy.emit(tr("Computing …"))
