"""How many rows each class of a table has."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.charts.bars import Bar, Bars
from ui.charts.picture import Cell, Term
from ui.language import tr
from ui.numbers import percent

_EMPTY = tr("(empty)")


class ClassBalance(Bars):
    """A bar a class, the largest first; each bar's length is the class's share of the largest.

    label_chosen: the label of a bar that was clicked, as the table has it.
    """

    label_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, can_be_chosen=True)
        self._counts: dict[str, int] = {}
        self.setAccessibleName(tr("Class balance"))
        self.setToolTip(tr("How many rows each label has. Choose a bar to see its rows."))

    def set_counts(self, counts: dict[str, int]) -> None:
        self._counts = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
        most = max(counts.values(), default=0)
        self.set_bars(
            [
                Bar(label or _EMPTY, count / most if most else 0.0, f"{count:,}  {percent(self._share(count))}")
                for label, count in self._counts.items()
            ]
        )

    def figures(self) -> list[tuple[Cell, ...]]:
        shares = ((label, count, f"{self._share(count):.6f}") for label, count in self._counts.items())
        return [(Term(tr("label"), "label"), Term(tr("rows"), "rows"), Term(tr("share"), "share")), *shares]

    def choose(self, number: int) -> None:
        super().choose(number)
        self.label_chosen.emit(list(self._counts)[number])

    def _share(self, count: int) -> float:
        rows = sum(self._counts.values())
        return count / rows if rows else 0.0
