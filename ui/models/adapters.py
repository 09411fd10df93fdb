"""The adapters of a project as a table."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from studio.store.store import LEADING_SCORES, AdapterRow, Store
from ui import numbers
from ui.language import tr
from ui.models.rows import Column, RowsModel
from ui.models.runs import method_title


def _leading_score(row: AdapterRow) -> tuple[float, str] | None:
    """The score that an adapter is judged by, and the split that it was measured on."""
    for split in ("test", "validation"):
        for name in LEADING_SCORES:
            if name in row.scores.get(split, {}):
                return row.scores[split][name], split
    return None


def _score(row: AdapterRow) -> str:
    found = _leading_score(row)
    if found is None:
        return "–"
    score, split = numbers.percent(found[0]), found[1]
    return tr("{score} (test)", score=score) if split == "test" else tr("{score} (validation)", score=score)


ADAPTER_COLUMNS: tuple[Column[AdapterRow], ...] = (
    Column(tr("Name"), lambda row: row.name, "", "name"),
    Column(tr("Method"), lambda row: method_title(row.method), "", "method"),
    Column(tr("Score"), _score, tr("Accuracy, or ROUGE-L."), "score", number=True),
    Column(
        tr("Virtual tokens"),
        lambda row: numbers.count(row.num_virtual_tokens),
        "",
        "num_virtual_tokens",
        number=True,
    ),
    Column(
        tr("Model"),
        lambda row: row.model.rstrip("/").rsplit("/", 1)[-1],
        tr("The base model it belongs to."),
        "model",
    ),
    Column(
        tr("From"),
        lambda row: tr("A run") if row.source == "run" else tr("Imported"),
        tr("Trained here, or imported."),
        "source",
    ),
    Column(tr("Size"), lambda row: numbers.size(row.size_bytes), tr("Of all its files."), "size_bytes", number=True),
    Column(tr("Made"), lambda row: numbers.when(row.created), "", "created", number=True),
)


class AdaptersModel(RowsModel[AdapterRow]):
    """Ask `refresh` after adapters changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(ADAPTER_COLUMNS, lambda row: str(row.folder), parent)
        self.store: Store | None = None
        self.sorted_by, self.descending = "created", True
        self.sort_wanted.connect(self._sort_by)

    def show_store(self, store: Store | None) -> None:
        """Another project's store, or none."""
        self.store = store
        self.refresh()

    def refresh(self) -> None:
        """Ask the store again; there are few adapters, so they are sorted here. Those without a score come last."""
        rows = self.store.adapters() if self.store is not None else []
        known = [row for row in rows if self._place(row) is not None]
        unknown = [row for row in rows if self._place(row) is None]
        self.set_rows(sorted(known, key=self._place, reverse=self.descending) + unknown)

    def _place(self, row: AdapterRow) -> Any:
        if self.sorted_by == "score":
            return _leading_score(row)
        value = getattr(row, self.sorted_by)
        return value.casefold() if isinstance(value, str) else value

    def _sort_by(self, name: str, descending: bool) -> None:
        self.sorted_by, self.descending = name, descending
        self.refresh()
