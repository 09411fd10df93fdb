"""How likely a model finds each label."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.charts.bars import Bar, Bars
from ui.language import tr
from ui.numbers import percent


class ProbabilityBars(Bars):
    """A bar a label, in the labels' own order, so that panes side by side can be compared; the likeliest is strong."""

    def __init__(self, parent: QWidget | None = None, *, can_be_chosen: bool = False) -> None:
        super().__init__(parent, can_be_chosen=can_be_chosen)
        self.setAccessibleName(tr("Probabilities"))
        self.setToolTip(tr("How likely the model finds each label."))

    def set_probabilities(self, probabilities: dict[str, float]) -> None:
        likeliest = max(probabilities, key=lambda label: probabilities[label], default=None)
        self.set_bars(
            [Bar(label, share, percent(share), strong=label == likeliest) for label, share in probabilities.items()]
        )
