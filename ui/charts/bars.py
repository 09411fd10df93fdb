"""Labelled bars, one a line, with a figure at the end of each: shares of classes, probabilities of labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.charts.choosing import Choosing
from ui.charts.export import ChartTools
from ui.charts.picture import Cell, Term
from ui.charts.style import mixed, series_color
from ui.language import tr
from ui.theme import colors, figures_font, theme

_LINE = 24
_BAR = 8
_GAP = 12
_MOST_LABEL = 0.4  # of the width
_MOST_TOLD = 8  # bars, one by one


@dataclass(frozen=True)
class Bar:
    """share: 0 to 1, of the track. strong: drawn in full colour; the others paler."""

    label: str
    share: float
    figure: str
    strong: bool = True


class Bars(Choosing):
    """Draws bars in the order given. What does not fit its label's place is shortened, and whole in the tool tip.

    chosen: the label of a bar that was clicked, or reached by the arrow keys and Enter; of bars that can be chosen.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, can_be_chosen: bool = False) -> None:
        super().__init__(parent, can_be_chosen=can_be_chosen)
        self._bars: tuple[Bar, ...] = ()
        self.setFont(figures_font())
        theme().changed.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.tools = ChartTools(self)

    def bars(self) -> tuple[Bar, ...]:
        return self._bars

    def set_bars(self, bars: Sequence[Bar]) -> None:
        self._bars = tuple(bars)
        self.at = min(self.at, max(0, len(self._bars) - 1))
        if self.can_be_chosen:  # where there is nothing to choose, nothing would show the focus
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self._bars else Qt.FocusPolicy.NoFocus)
        self.tools.tell()
        self.updateGeometry()
        self.update()

    def figures(self) -> list[tuple[Cell, ...]]:
        """For a CSV file."""
        return [
            (Term(tr("label"), "label"), Term(tr("figure"), "figure")),
            *((bar.label, bar.figure) for bar in self._bars),
        ]

    def summary(self) -> str:
        bars: Sequence[Bar] = self._bars
        if len(bars) <= _MOST_TOLD:
            return tr("; ").join(map(_words, bars))
        bars = sorted(bars, key=lambda bar: -bar.share)
        return tr(
            "{number:,} in all. The largest: {largest}. The smallest: {smallest}",
            number=len(bars),
            largest=tr("; ").join(map(_words, bars[:3])),
            smallest=_words(bars[-1]),
        )

    def sizeHint(self) -> QSize:
        return QSize(280, max(1, len(self._bars)) * _LINE)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, max(1, len(self._bars)) * _LINE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        labels, figures = self._widths(metrics)
        for number, bar in enumerate(self._bars):
            self._paint_bar(painter, bar, number * _LINE, labels, figures)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colors().accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            top, high = (self.at * _LINE, _LINE) if self.can_be_chosen and self._bars else (0, self.height())
            painter.drawRoundedRect(QRectF(0.5, top + 0.5, self.width() - 1, high - 1), 4, 4)

    def _widths(self, metrics: QFontMetrics) -> tuple[int, int]:
        labels = max((metrics.horizontalAdvance(bar.label) for bar in self._bars), default=0) + 2
        figures = max((metrics.horizontalAdvance(bar.figure) for bar in self._bars), default=0) + 2
        room = max(0, self.width() - figures - _GAP)
        return min(labels, round(self.width() * _MOST_LABEL), room), figures

    def _paint_bar(self, painter: QPainter, bar: Bar, top: int, labels: int, figures: int) -> None:
        look = colors()
        shown = self.fontMetrics().elidedText(bar.label, Qt.TextElideMode.ElideRight, labels)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(look.text))
        painter.drawText(QRectF(0, top, labels, _LINE), middle | Qt.AlignmentFlag.AlignLeft, shown)
        painter.setPen(QColor(look.text if bar.strong else look.muted))
        end = QRectF(self.width() - figures, top, figures, _LINE)
        painter.drawText(end, middle | Qt.AlignmentFlag.AlignRight, bar.figure)
        track = QRectF(labels + _GAP, top + (_LINE - _BAR) / 2, self.width() - labels - figures - 2 * _GAP, _BAR)
        if track.width() < _BAR:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.hairline))
        painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
        share = min(max(bar.share, 0.0), 1.0)
        if share > 0.0:
            color = series_color(0)
            painter.setBrush(color if bar.strong else mixed(color, QColor(look.ground), 0.45))
            track.setWidth(max(track.width() * share, _BAR / 2))
            painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)

    # --- choosing ---------------------------------------------------------------------------------------------------

    def count(self) -> int:
        return len(self._bars)

    def mark_at(self, place: QPointF) -> int | None:
        number = int(place.y() // _LINE)
        return number if 0 <= number < len(self._bars) else None

    def words_of(self, number: int) -> str:
        return _words(self._bars[number])

    def choose(self, number: int) -> None:
        self.chosen.emit(self._bars[number].label)


def _words(bar: Bar) -> str:
    return tr("{label}: {figure}", label=bar.label, figure=bar.figure)
