"""An inference child of a page's own, which answers questions about one adapter at a time."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from studio.adapters.folder import read_card
from studio.engine.protocol import OpenModel
from studio.store.store import AdapterRow
from ui.actions import Actions
from ui.pages.base_model_of import base_model_of
from ui.workers.playground_worker import PlaygroundWorker

_IDLE_MS = 120_000  # a child that nobody looks at gives its memory back


class AdapterChild(QObject):
    """problem: a sentence, and "info" or "error". changed: of what is asked or found."""

    problem = Signal(str, str)
    changed = Signal()

    def __init__(self, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = actions
        self.worker = PlaygroundWorker(self)
        self.worker.renewed.connect(self._renewed)
        self._opened: OpenModel | None = None
        self._opening = 0  # the request that opens the base model
        self._idle_timer = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle_timer.timeout.connect(self._rest)

    def rest_soon(self, soon: bool) -> None:
        """Nobody looks; or somebody looks again."""
        if soon:
            self._idle_timer.start()
        else:
            self._idle_timer.stop()

    def heed_preferences(self) -> None:
        """Another child, which computes where and how the user wants it now, once this one has answered."""
        self.worker.renew()

    def close(self) -> None:
        self._idle_timer.stop()
        self.worker.close()
        self._opened = None

    def _open_model(self, row: AdapterRow) -> bool:
        """Whether the base model is open, or will be in its turn."""
        card = self._actions.perform(lambda: read_card(row.folder))
        if card is None:
            return False
        model = self._actions.perform(lambda: base_model_of([row], [card], self._actions.session.project))
        if model is not None and model != self._opened:
            self._opened = model
            self._opening = self.worker.ask(model)
        return model is not None

    def _renewed(self) -> None:
        self._opened = None

    def _rest(self) -> None:
        if self.worker.is_busy():
            self._idle_timer.start()
        else:
            self.close()
