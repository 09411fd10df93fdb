"""The runs of a project as a table. The store sorts and filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

from PySide6.QtCore import QObject, Qt

from studio.errors import StudioError
from studio.events import RunState
from studio.methods.registry import METHODS
from studio.methods.settings import MethodSettings
from studio.store.store import LEADING_SCORES, RunRow, Store
from ui import numbers
from ui.language import counted, said, tr
from ui.models.rows import Column, Index, RowsModel
from ui.theme import colors

_BLOCK = 64  # runs that are read at once

STATE_WORDS: dict[str, str] = {
    "waiting": tr("Waiting"),
    "running": tr("Training"),
    "paused": tr("Paused"),
    "finished": tr("Finished"),
    "stopped": tr("Stopped"),
    "failed": tr("Failed"),
    "interrupted": tr("Interrupted"),
}


def state_color(state: str) -> str:
    """The colour that says how a run is."""
    look = colors()
    return {"running": look.accent, "finished": look.good, "failed": look.danger, "interrupted": look.warning}.get(
        state, look.muted
    )


def method_title(name: str) -> str:
    return said(METHODS[name].title) if name in METHODS else name


def prompt_size(method: MethodSettings) -> str:
    """How large its prompt is: "20 virtual tokens"; empty where it has none."""
    size, what = method.size
    if not size:
        return ""
    if what == "example":
        return counted(size, "{n} example", "{n} examples")
    return counted(size, "{n} virtual token", "{n} virtual tokens")


def run_title(run: RunRow) -> str:
    """Its name, or what it is: "Prompt tuning on reviews"."""
    table = run.data_set.partition("/")[0]
    return run.name or tr("{method} on {table}", method=method_title(run.method), table=table)


def leading_score(run: RunRow, split: str) -> float | None:
    """The score that a run is judged by on a split: accuracy, or for generation ROUGE-L."""
    scores = run.metrics.get(split, {})
    return next((scores[name] for name in LEADING_SCORES if name in scores), None)


def _loss(run: RunRow) -> str:
    loss = run.metrics.get("validation", {}).get("loss")
    return f"{loss:.3f}" if loss is not None else "–"


RUN_COLUMNS: tuple[Column[RunRow], ...] = (
    Column(tr("Run"), lambda run: run.name or run.run, tr("Its name, or when it began."), "name"),
    Column(
        tr("State"),
        lambda run: STATE_WORDS.get(run.state, run.state),
        "",
        "state",
        color=lambda run: state_color(run.state),
    ),
    Column(tr("Method"), lambda run: method_title(run.method), "", "method"),
    Column(
        tr("Validation"),
        lambda run: numbers.percent(leading_score(run, "validation")),
        tr("Accuracy (classification) or ROUGE-L (generation) on the validation rows."),
        "validation",
        number=True,
    ),
    Column(
        tr("Test"),
        lambda run: numbers.percent(leading_score(run, "test")),
        tr("The same on the test rows."),
        "test",
        number=True,
    ),
    Column(tr("Loss"), _loss, tr("Of the validation rows."), "loss", number=True),
    Column(tr("Table"), lambda run: run.data_set, "", "data_set"),
    Column(tr("Model"), lambda run: run.model.rstrip("/").rsplit("/", 1)[-1], "", "model"),
    Column(
        tr("Learned"),
        lambda run: numbers.short_count(run.trainable_parameters) if run.trainable_parameters else "–",
        tr("How many numbers were learned."),
        "trainable_parameters",
        number=True,
    ),
    Column(
        tr("Time"),
        lambda run: numbers.duration(run.seconds) if run.seconds else "–",
        tr("Spent in training."),
        "seconds",
        number=True,
    ),
    Column(tr("Begun"), lambda run: numbers.when(run.created), "", "created", number=True),
)


class _Listed(Sequence[RunRow]):
    """Runs of a store by their ids, read a block at a time when they are looked at."""

    def __init__(self, store: Store, ids: Sequence[str]) -> None:
        self.ids = list(ids)
        self._store = store
        self._read: dict[str, RunRow] = {}

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, place: int) -> RunRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[RunRow]: ...
    def __getitem__(self, place: int | slice) -> RunRow | list[RunRow]:
        """Raises KeyError for a run that was deleted since it was listed."""
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        run = self.ids[place]
        if run not in self._read:
            first = place % len(self) // _BLOCK * _BLOCK
            self._read |= self._store.runs_of(self.ids[first : first + _BLOCK])
        return self._read[run]


class RunsModel(RowsModel[RunRow]):
    """Ask `refresh` after runs changed. search, state, method: what is shown; set them by `show_only`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(RUN_COLUMNS, lambda run: run.run, parent)
        self.store: Store | None = None
        self.search = ""
        self.state: RunState | None = None
        self.method: str | None = None
        self.sorted_by, self.descending = "created", True
        self.sort_wanted.connect(self._sort_by)

    def show_store(self, store: Store | None) -> None:
        """Another project's store, or none."""
        self.store = store
        self.refresh()

    def show_only(self, *, search: str = "", state: RunState | None = None, method: str | None = None) -> None:
        self.search, self.state, self.method = search, state, method
        self.refresh()

    def refresh(self) -> None:
        """Ask the store again."""
        if self.store is None:
            self.set_rows([])
            return
        ids = self.store.run_ids(
            search=self.search,
            state=self.state,
            method=self.method,
            sort=self.sorted_by,
            descending=self.descending,
        )
        if ids == self.run_ids():
            self._rows = _Listed(self.store, ids)
            if ids:
                self.dataChanged.emit(self.index(0, 0), self.index(len(ids) - 1, len(self.columns) - 1))
            return
        self.beginResetModel()
        self._rows = _Listed(self.store, ids)
        self.endResetModel()

    def run_ids(self) -> list[str]:
        """All that is shown, from the top."""
        return self._rows.ids if isinstance(self._rows, _Listed) else []

    def row_number(self, key: object) -> int | None:
        ids = self.run_ids()
        return ids.index(key) if isinstance(key, str) and key in ids else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        try:
            return super().data(index, role)
        except (KeyError, StudioError):  # deleted, or not to be read just now: the next refresh says so
            return None

    def _sort_by(self, name: str, descending: bool) -> None:
        self.sorted_by, self.descending = name, descending
        self.refresh()
