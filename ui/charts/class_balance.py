"""How many rows each class of a table has."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.charts.bars import Bar, Bars
from ui.numbers import percent


class ClassBalance(Bars):
    """A bar a class, the largest first; each bar's length is the class's share of the largest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Class balance")
        self.setToolTip("How many rows each class has.")

    def set_counts(self, counts: dict[str, int]) -> None:
        most = max(counts.values(), default=0)
        rows = sum(counts.values())
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        self.set_bars(
            [
                Bar(
                    label or "(empty)",
                    count / most if most else 0.0,
                    f"{count:,}  {percent(count / rows if rows else 0.0)}",
                )
                for label, count in ordered
            ]
        )
