"""The frame of a drawn picture: title, a line about it, and a plot between axes with round numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ui.charts.head import Head, Key
from ui.charts.lettering import MIDDLE, RIGHT, write
from ui.theme import SPACE_1, SPACE_2, SPACE_3, TYPE_SMALL, colors, figures_font

Span = tuple[float, float]
_TICKS = 5  # about so many
_EMPTY = 1e-9


class Axes:
    """Where things are in a box. across, up: what the axes are    x: None where places are counted, not measured

    log_x: equal ways across are equal factors
    """

    def __init__(
        self,
        box: QRectF,
        *,
        title: str,
        about: str,
        across: str,
        up: str,
        x: Span | None,
        y: Span,
        keys: Sequence[Key] = (),
        log_x: bool = False,
    ) -> None:
        self._box, self._across, self._up, self._log_x = box, across, up, log_x
        self._head = Head(box, title, about, keys)
        self.font = figure_font()
        self.line = QFontMetricsF(self.font).height()
        self.y_ticks = round_ticks(*y)
        self.x_ticks = (_powers(*x) if log_x else round_ticks(*x)) if x is not None else []
        self._y = self.y_ticks[0], self.y_ticks[-1]
        self._x = (x[0], x[1] if x[1] > x[0] else x[0] + 1.0) if x is not None else (0.0, 1.0)
        if log_x:
            self._x = math.log10(self._x[0]), math.log10(self._x[1])
        widest = max(QFontMetricsF(self.font).horizontalAdvance(text) for text in tick_texts(self.y_ticks))
        left = self.line + SPACE_2 + widest + SPACE_2
        self.plot = box.adjusted(left, self._head.height + SPACE_1, -SPACE_2, -(2 * self.line + SPACE_3))

    def x(self, value: float) -> float:
        low, high = self._x
        value = math.log10(value) if self._log_x else value
        return self.plot.left() + (value - low) / (high - low) * self.plot.width()

    def y(self, value: float) -> float:
        low, high = self._y
        return self.plot.bottom() - (value - low) / (high - low) * self.plot.height()

    def x_at(self, place: float) -> float:
        """The value at a place across."""
        low, high = self._x
        value = low + (place - self.plot.left()) / max(1.0, self.plot.width()) * (high - low)
        return 10**value if self._log_x else value

    def draw(self, painter: QPainter) -> None:
        """Everything but what is drawn in the plot."""
        self._head.draw(painter)
        self._draw_grid(painter)
        middle = QPointF(self.plot.center().x(), self._box.bottom() - self.line)
        write(painter, self._across, middle, MIDDLE, colors().muted, self.font)
        painter.save()
        painter.translate(self._box.left(), self.plot.center().y())
        painter.rotate(-90)
        write(painter, self._up, QPointF(0, 0), MIDDLE, colors().muted, self.font)
        painter.restore()

    def name_places(self, painter: QPainter, names: Sequence[str]) -> None:
        """Names below places that are counted; as many of them as there is room for."""
        wide = self.plot.width() / max(1, len(names))
        widest = max((QFontMetricsF(self.font).horizontalAdvance(name) for name in names), default=0.0) + SPACE_2
        every = max(1, math.ceil(widest / wide))
        for number, name in enumerate(names):
            if is_named(number, every):
                place = QPointF(self.plot.left() + (number + 0.5) * wide, self.plot.bottom() + SPACE_1)
                write(painter, name, place, MIDDLE, colors().muted, self.font)

    def _draw_grid(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(colors().hairline), 1.0))
        for value in self.y_ticks:
            painter.drawLine(QPointF(self.plot.left(), self.y(value)), QPointF(self.plot.right(), self.y(value)))
        for value, text in zip(self.y_ticks, tick_texts(self.y_ticks), strict=True):
            place = QPointF(self.plot.left() - SPACE_2, self.y(value) - self.line / 2)
            write(painter, text, place, RIGHT, colors().muted, self.font)
        texts = [f"{tick:g}" for tick in self.x_ticks] if self._log_x else tick_texts(self.x_ticks)
        for value, text in zip(self.x_ticks, texts, strict=True):
            shown = math.log10(value) if self._log_x else value
            if self._x[0] - _EMPTY <= shown <= self._x[1] + _EMPTY:
                place = QPointF(self.x(value), self.plot.bottom() + SPACE_1)
                write(painter, text, place, MIDDLE, colors().muted, self.font)


def span(values: Sequence[float], *, with_zero: bool = False) -> Span:
    """From the least to the greatest of those that are numbers."""
    finite = [value for value in values if math.isfinite(value)] + ([0.0] if with_zero else [])
    return (min(finite), max(finite)) if finite else (0.0, 1.0)


def round_ticks(low: float, high: float) -> list[float]:
    """Round numbers from below the lowest to above the highest, about five."""
    if high - low <= _EMPTY * max(1.0, abs(high)):
        low, high = low - (abs(low) / 2 or 0.5), high + (abs(high) / 2 or 0.5)
    rough = (high - low) / (_TICKS - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step * power for step in (1, 2, 5, 10) if step * power >= rough * 0.999)
    first, last = math.floor(low / step + _EMPTY), math.ceil(high / step - _EMPTY)
    return [number * step for number in range(first, last + 1)]


def _powers(low: float, high: float) -> list[float]:
    """Powers of ten among them, the next beyond included."""
    return [10.0**power for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]


def tick_texts(ticks: Sequence[float]) -> list[str]:
    """As many decimals as the step between them needs."""
    if len(ticks) < 2:
        return [f"{tick:g}" for tick in ticks]
    decimals = max(0, -math.floor(math.log10(ticks[1] - ticks[0]) + 1e-9))
    return [f"{0.0 if abs(tick) < _EMPTY else tick:,.{decimals}f}" for tick in ticks]


def is_named(number: int, every: int) -> bool:
    """Whether the place with this number, from 0, bears its name where there is room for every so many."""
    return (number + 1) % every == 0 or (number == 0 and every > 2)


def figure_font() -> QFont:
    """Of words in a plot."""
    return figures_font(TYPE_SMALL)
