"""How many rows have how many tokens, and where the model stops reading."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.charts.choosing import Choosing
from ui.charts.export import ChartTools
from ui.charts.picture import Cell, Term
from ui.charts.style import mixed, series_color
from ui.language import counted, tr
from ui.theme import SPACE_1, SPACE_2, TYPE_SMALL, colors, figures_font, theme
from ui.widgets import named

_HEIGHT = 132
_MOST_BINS = 32
_NEAR = 2.5  # times the longest row: a limit farther away is told in words alone
_BEYOND = 3.0  # times the length that nearly no row passes: what is longer shares the last bin
_NEARLY_ALL = 0.995


@dataclass(frozen=True)
class Bin:
    """Rows of `low` to `high` - 1 tokens; is_open: or more."""

    low: int
    high: int
    rows: int
    is_open: bool = False

    def words(self) -> str:
        if self.is_open:
            return counted(self.low, "{n} token or more", "{n} tokens or more")
        if self.high > self.low + 1:
            return tr("{low:,} to {high:,} tokens", low=self.low, high=self.high - 1)
        return counted(self.low, "{n} token", "{n} tokens")


def bins_of(spread: Mapping[int, int], limit: int | None) -> list[Bin]:
    """Rows by length, in at most 32 steps of a round number of tokens, from the shortest row's step on.

    spread: how many rows have how many tokens    limit: ends a step where it stands among them
    Rows far longer than nearly all others share the last step.
    """
    if not spread:
        return []
    shortest, longest = min(spread), max(spread)
    usual = _passed_by_few(spread)
    end = longest if longest <= _BEYOND * usual else max(usual, limit or 0)
    step = _round_step((end - shortest + 1) / _MOST_BINS)
    offset = (limit + 1) % step if limit is not None and shortest <= limit < longest else 0
    first = (shortest - offset) // step * step + offset
    count = max(1, math.ceil((end + 1 - first) / step))
    rows = [0] * count
    for length, found in spread.items():
        rows[min((length - first) // step, count - 1)] += found
    starts = [first + number * step for number in range(count)]
    last = starts[-1] + step
    return [
        Bin(max(start, 0), start + step, found, is_open=longest >= last and number == count - 1)
        for number, (start, found) in enumerate(zip(starts, rows, strict=True))
    ]


def _passed_by_few(spread: Mapping[int, int]) -> int:
    """The length that nearly no row passes."""
    passed, few = 0, sum(spread.values()) * (1 - _NEARLY_ALL)
    for length in sorted(spread, reverse=True):
        passed += spread[length]
        if passed > few:
            return length
    return max(spread)


def _round_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20 ... that is not below."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power >= least:
                return digit * power
        power *= 10


class LengthChart(Choosing):
    """A bar a step of lengths; those beyond the limit in the warning's colour.

    chosen: the Bin that was clicked, or reached by the arrow keys and Enter.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bins: list[Bin] = []
        self._limit: int | None = None
        named(self, tr("Token lengths"), tr("How many rows have how many tokens. Choose a bar to see its rows."))
        self.setFont(figures_font(TYPE_SMALL))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)
        self.tools = ChartTools(self)

    def set_lengths(self, spread: Mapping[int, int], limit: int | None) -> None:
        """spread: how many rows have how many tokens    limit: what is longer is cut, None for no limit"""
        self._bins, self._limit = bins_of(spread, limit), limit
        self.at = 0
        self.tools.tell()
        self.update()

    def bins(self) -> list[Bin]:
        return list(self._bins)

    def figures(self) -> list[tuple[Cell, ...]]:
        """For a CSV file."""
        return [
            (
                Term(tr("tokens_from"), "tokens_from"),
                Term(tr("tokens_below"), "tokens_below"),
                Term(tr("rows"), "rows"),
            ),
            *((b.low, "" if b.is_open else b.high, b.rows) for b in self._bins),
        ]

    def summary(self) -> str:
        filled = [one for one in self._bins if one.rows]
        if not filled:
            return ""
        most = max(filled, key=lambda one: one.rows)
        cut = sum(one.rows for one in filled if self._limit is not None and one.low > self._limit)
        told = [
            counted(sum(one.rows for one in filled), "{n} row", "{n} rows"),
            tr("shortest: {length}", length=filled[0].words()),
            tr("longest: {length}", length=filled[-1].words()),
            tr("most often: {length}", length=_words(most)),
        ]
        if self._limit is not None:
            told.append(
                counted(
                    cut,
                    "over the limit of {limit:,}: {n} row",
                    "over the limit of {limit:,}: {n} rows",
                    limit=self._limit,
                )
            )
        return tr("; ").join(told)

    def sizeHint(self) -> QSize:
        return QSize(280, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, _HEIGHT)

    # --- places -----------------------------------------------------------------------------------------------------

    def _plot(self) -> QRectF:
        line = self.fontMetrics().height()
        return QRectF(0, line + SPACE_1, self.width(), self.height() - 2 * line - SPACE_1 - SPACE_2)

    def _last(self) -> int:
        """Where the axis ends, in tokens: behind the limit where that is near."""
        end = self._bins[-1].high
        return max(end, self._limit + 1) if self._limit is not None and self._limit <= _NEAR * end else end

    def _x(self, tokens: float) -> float:
        first = self._bins[0].low
        return self._plot().width() * (tokens - first) / (self._last() - first)

    def mark_at(self, place: QPointF) -> int | None:
        """The number of the bar at a point of the widget, from the top of the chart to its foot."""
        found = (i for i, one in enumerate(self._bins) if self._x(one.low) <= place.x() < self._x(one.high))
        return next(found, None)

    def center(self, number: int) -> QPointF:
        """The middle of a bar's place."""
        one = self._bins[number]
        return QPointF((self._x(one.low) + self._x(one.high)) / 2, self._plot().center().y())

    # --- drawing ----------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._bins:
            return
        painter = QPainter(self)
        plot, look = self._plot(), colors()
        most = max(one.rows for one in self._bins)
        for number, one in enumerate(self._bins):
            left, right = self._x(one.low), self._x(one.high)
            high = 0.0 if not one.rows else max(2.0, plot.height() * one.rows / most)
            bar = QRectF(left, plot.bottom() - high, max(1.0, right - left - 1), high)
            is_cut = self._limit is not None and one.low > self._limit
            color = QColor(look.warning) if is_cut else series_color(0)
            painter.fillRect(bar, color)
            if number == self.at and self.hasFocus():
                painter.fillRect(QRectF(left, plot.top(), right - left, plot.height()), self._faint(color))
                painter.fillRect(bar, color)
        painter.setPen(QPen(QColor(look.hairline), 1))
        painter.drawLine(QPointF(0, plot.bottom() + 0.5), QPointF(plot.width(), plot.bottom() + 0.5))
        self._paint_words(painter, plot)

    def _faint(self, color: QColor) -> QColor:
        return mixed(color, QColor(colors().ground), 0.75)

    def _paint_words(self, painter: QPainter, plot: QRectF) -> None:
        look, metrics = colors(), self.fontMetrics()
        base = plot.bottom() + SPACE_1 + metrics.ascent()
        painter.setPen(QColor(look.muted))
        painter.drawText(QPointF(0, base), f"{self._bins[0].low:,}")
        if self.hasFocus():
            painter.drawText(QPointF(0, metrics.ascent()), self.words_of(self.at))
        limit = self._limit
        is_near = limit is not None and limit <= _NEAR * self._bins[-1].high
        last = self._bins[-1].high - 1
        end = tr("{last:,}+ tokens", last=last) if self._bins[-1].is_open else tr("{last:,} tokens", last=last)
        if not is_near:
            painter.drawText(QPointF(plot.width() - metrics.horizontalAdvance(end), base), end)
        elif self._x(self._bins[-1].high) < plot.width() * 0.8:
            painter.drawText(QPointF(self._x(self._bins[-1].high) - metrics.horizontalAdvance(end), base), end)
        if limit is None:
            return
        words = tr("limit {limit:,}", limit=limit) if is_near else tr("limit {limit:,} →", limit=limit)
        at = min(self._x(limit + 1), plot.width() - 0.5) if is_near else plot.width()
        left = min(max(0.0, at - metrics.horizontalAdvance(words) - SPACE_1), plot.width())
        painter.setPen(QColor(look.warning))
        painter.drawText(QPointF(left, metrics.ascent()), words)
        if is_near:
            painter.setPen(QPen(QColor(look.warning), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(at, 0), QPointF(at, plot.bottom()))

    # --- choosing ---------------------------------------------------------------------------------------------------

    steps: ClassVar = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}

    def count(self) -> int:
        return len(self._bins)

    def words_of(self, number: int) -> str:
        return _words(self._bins[number])

    def choose(self, number: int) -> None:
        self.chosen.emit(self._bins[number])


def _words(one: Bin) -> str:
    return counted(one.rows, "{length}: {n} row", "{length}: {n} rows", length=one.words())
