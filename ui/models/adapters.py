"""The adapters of a project as a table."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from studio.store.store import LEADING_SCORES, AdapterRow, Store
from ui import numbers
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
    return f"{numbers.percent(found[0])} ({found[1]})" if found else "–"


ADAPTER_COLUMNS: tuple[Column[AdapterRow], ...] = (
    Column("Name", lambda row: row.name, "", "name"),
    Column("Method", lambda row: method_title(row.method), "", "method"),
    Column("Score", _score, "Accuracy, or ROUGE-L.", "score", number=True),
    Column("Virtual tokens", lambda row: numbers.count(row.num_virtual_tokens), "", "num_virtual_tokens", number=True),
    Column("Model", lambda row: row.model.rstrip("/").rsplit("/", 1)[-1], "The base model it belongs to.", "model"),
    Column("From", lambda row: "A run" if row.source == "run" else "Imported", "Trained here, or imported.", "source"),
    Column("Size", lambda row: numbers.size(row.size_bytes), "Of all its files.", "size_bytes", number=True),
    Column("Made", lambda row: numbers.when(row.created), "", "created", number=True),
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
