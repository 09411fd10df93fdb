"""One setting's values and what each came to: points with their intervals, and baselines as dashed lines.

Drawn by a function, so that a widget, a picture and an SVG show the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ui.charts.lettering import LEFT, MIDDLE, RIGHT, broken, outline, write
from ui.charts.picture import Cell, Picture, Term
from ui.charts.style import series_color
from ui.language import tr
from ui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4, TYPE_BASE, TYPE_SECTION, colors, figures_font

_POINT, _CAP = 5.0, 6.0  # radius of a point; half the width of an interval's ends
_MOST_BESIDE = 150.0  # width of what a baseline is called
_TICKS = 5  # about so many
_LEAST_ROOM = 0.05  # between the ends of the axis, so that small differences look small


@dataclass(frozen=True)
class SweepPoint:
    """value: the mean score    low, high: 95 % around it, None where there is no interval    baselines: by name"""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    baselines: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class SweepFigure(Picture):
    """across, up: what the axes are; they head the table

    joined: whether the values are numbers, in their order, with a line through
    """

    across: str
    up: str
    points: tuple[SweepPoint, ...]
    joined: bool

    @property
    def baselines(self) -> dict[tuple[float | None, ...], list[str]]:
        """The names of baselines by their scores beside each point: those that score alike share a line."""
        names = dict.fromkeys(name for point in self.points for name in point.baselines)
        alike: dict[tuple[float | None, ...], list[str]] = {}
        for name in names:
            alike.setdefault(tuple(point.baselines.get(name) for point in self.points), []).append(name)
        return alike

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """A figure with at least one point."""
        painter.fillRect(box, QColor(colors().ground))
        _Drawing(_inside(box), self).draw(painter)

    def told(self, box: QRectF, place: QPointF) -> str:
        number = _Drawing(_inside(box), self).number_at(place)
        return "" if number is None else _words(self.points[number])

    def facts(self) -> str:
        return tr("; ").join(map(_words, self.points))

    def table(self) -> list[list[Cell]]:
        names = list(dict.fromkeys(name for point in self.points for name in point.baselines))
        low, high = Term(tr("95 % from"), "95 % from"), Term(tr("95 % to"), "95 % to")
        rows: list[list[Cell]] = [[self.across, self.up, low, high, *names]]
        for point in self.points:
            scores: list[Cell] = ["" if one is None else one for one in (point.value, point.low, point.high)]
            rows.append([point.name, *scores, *(point.baselines.get(name, "") for name in names)])
        return rows


def _inside(box: QRectF) -> QRectF:
    return box.adjusted(SPACE_4, SPACE_4, -SPACE_4, -SPACE_4)


def _words(point: SweepPoint) -> str:
    if point.low is None or point.high is None:
        return tr("{name}: {value:.3f}", name=point.name, value=point.value)
    return tr(
        "{name}: {value:.3f} ({low:.3f} to {high:.3f})",
        name=point.name,
        value=point.value,
        low=point.low,
        high=point.high,
    )


def ticks(lowest: float, highest: float) -> list[float]:
    """Round numbers from below the lowest to above the highest of scores between 0 and 1, about five."""
    beyond = max(0.0, _LEAST_ROOM - (highest - lowest)) / 2
    lowest, highest = lowest - beyond, highest + beyond
    rough = (highest - lowest) / (_TICKS - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step * power for step in (1, 2, 5, 10) if step * power >= rough * 0.999)
    first, last = math.floor(lowest / step - 0.1), math.ceil(highest / step + 0.1)
    return [number * step for number in range(max(first, 0), min(last, round(1 / step)) + 1)]


class _Drawing:
    """One figure being drawn: where the plot is, and what is where in it."""

    _painter: QPainter

    def __init__(self, box: QRectF, figure: SweepFigure) -> None:
        self._box, self._figure = box, figure
        self._font, self._title_font = figures_font(TYPE_BASE), figures_font(TYPE_SECTION, bold=True)
        self._metrics = QFontMetricsF(self._font)
        self._line = self._metrics.height()
        self._about = broken(figure.about, box.width(), self._metrics) if figure.about else []
        self._title = broken(figure.title, box.width(), QFontMetricsF(self._title_font)) if figure.title else []
        self._beside = {values: self._beside_lines(values, names) for values, names in figure.baselines.items()}
        known = [(point.value, point.low, point.high) for point in figure.points]
        scores = [number for numbers in (*known, *self._beside) for number in numbers if number is not None]
        self._ticks = ticks(min(scores), max(scores))
        self._lay_out()

    def _lay_out(self) -> None:
        head = len(self._title) * QFontMetricsF(self._title_font).height() + len(self._about) * self._line
        tick = max(self._metrics.horizontalAdvance(text) for text in self._tick_texts())
        beside = max((self._width(lines) for lines in self._beside.values()), default=0.0)
        wide = self._box.adjusted(self._line + SPACE_2 + tick + SPACE_2, 0, -(beside + SPACE_2 if beside else 0), 0)
        self._slot = wide.width() / len(self._figure.points)
        self._names = [broken(point.name, self._slot - SPACE_3, self._metrics) for point in self._figure.points]
        foot = (max(map(len, self._names)) + 1) * self._line + SPACE_2 + SPACE_3
        self._plot = wide.adjusted(0, head + self._line + SPACE_3, 0, -foot)  # a line for a figure over the top

    def draw(self, painter: QPainter) -> None:
        self._painter = painter
        self._draw_words()
        self._draw_grid()
        self._draw_baselines()
        self._draw_points()

    # --- places -----------------------------------------------------------------------------------------------------

    def _x(self, number: int) -> float:
        return self._plot.left() + (number + 0.5) * self._slot

    def number_at(self, place: QPointF) -> int | None:
        """The number of the point in whose part of the plot a place is."""
        number = int((place.x() - self._plot.left()) // self._slot)
        return number if self._plot.contains(place) and 0 <= number < len(self._figure.points) else None

    def _y(self, value: float) -> float:
        share = (value - self._ticks[0]) / (self._ticks[-1] - self._ticks[0])
        return self._plot.bottom() - share * self._plot.height()

    def _beside_lines(self, values: tuple[float | None, ...], names: Sequence[str]) -> list[str]:
        """What stands beside a baseline's line: names, and its score where it has but one."""
        score = [f"{values[0]:.3f}"] if len(set(values)) == 1 else []
        return [line for name in names for line in broken(name, _MOST_BESIDE, self._metrics)] + score

    def _width(self, lines: Sequence[str]) -> float:
        return max(self._metrics.horizontalAdvance(line) for line in lines)

    def _tick_texts(self) -> list[str]:
        decimals = max(1, -math.floor(math.log10(self._ticks[1] - self._ticks[0]) + 1e-9))
        return [f"{value:.{decimals}f}" for value in self._ticks]

    # --- parts ------------------------------------------------------------------------------------------------------

    def _draw_words(self) -> None:
        top = self._box.top()
        for line in self._title:
            height = QFontMetricsF(self._title_font).height()
            self._write(line, QPointF(self._box.left(), top), LEFT, colors().text, self._title_font)
            top += height
        for line in self._about:
            self._write(line, QPointF(self._box.left(), top), LEFT, colors().muted)
            top += self._line
        below = QPointF(self._plot.center().x(), self._box.bottom() - self._line)
        self._write(self._figure.across, below, MIDDLE, colors().text)
        self._painter.save()
        self._painter.translate(self._box.left(), self._plot.center().y())
        self._painter.rotate(-90)
        self._write(self._figure.up, QPointF(0, 0), MIDDLE, colors().text)
        self._painter.restore()

    def _draw_grid(self) -> None:
        self._painter.setPen(QPen(QColor(colors().hairline), 1.0))
        for value in self._ticks:
            self._draw_across(value)
        for value, text in zip(self._ticks, self._tick_texts(), strict=True):
            place = QPointF(self._plot.left() - SPACE_2, self._y(value) - self._line / 2)
            self._write(text, place, RIGHT, colors().muted)
        for number, lines in enumerate(self._names):
            for line_number, line in enumerate(lines):
                top = self._plot.bottom() + SPACE_2 + line_number * self._line
                self._write(line, QPointF(self._x(number), top), MIDDLE, colors().text)

    def _draw_across(self, value: float) -> None:
        y = self._y(value)
        self._painter.drawLine(QPointF(self._plot.left(), y), QPointF(self._plot.right(), y))

    def _draw_baselines(self) -> None:
        """Across the whole plot where a baseline is the same beside all values, else a piece at each value."""
        ends = []
        for number, (values, lines) in enumerate(self._beside.items()):
            pen = QPen(series_color(number + 1), 1.6)
            pen.setDashPattern([5.0, 3.0])
            self._painter.setPen(pen)
            known = [(place, value) for place, value in enumerate(values) if value is not None]
            if len(set(values)) == 1:
                self._draw_across(known[0][1])
            else:
                for place, value in known:
                    middle, reach = QPointF(self._x(place), self._y(value)), QPointF(self._slot / 2 - SPACE_1, 0)
                    self._painter.drawLine(middle - reach, middle + reach)
            ends.append((self._y(known[-1][1]), lines))
        top = self._plot.top() - self._line
        for y, lines in sorted(ends, key=lambda end: end[0]):
            top = max(top, y - len(lines) * self._line / 2)
            for line in lines:
                self._write(line, QPointF(self._plot.right() + SPACE_2, top), LEFT, colors().text)
                top += self._line

    def _draw_points(self) -> None:
        color = series_color(0)
        places = [QPointF(self._x(number), self._y(point.value)) for number, point in enumerate(self._figure.points)]
        self._painter.setPen(QPen(color, 2.0))
        if self._figure.joined:
            for one, other in pairwise(places):
                self._painter.drawLine(one, other)
        for point, place in zip(self._figure.points, places, strict=True):
            top = place.y() - _POINT
            if point.low is not None and point.high is not None:
                low, high = QPointF(place.x(), self._y(point.low)), QPointF(place.x(), self._y(point.high))
                self._painter.setPen(QPen(color, 1.6))
                self._painter.drawLine(low, high)
                for end in (low, high):
                    self._painter.drawLine(end - QPointF(_CAP, 0), end + QPointF(_CAP, 0))
                top = min(top, high.y())
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(color)
            self._painter.drawEllipse(place, _POINT, _POINT)
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            score = outline(f"{point.value:.3f}", QPointF(place.x(), top - self._line - 1), MIDDLE, self._font)
            self._painter.strokePath(score, QPen(QColor(colors().ground), 3.0))  # whatever line is under it
            self._painter.fillPath(score, QColor(colors().text))

    def _write(self, text: str, place: QPointF, side: float, color: str, font: QFont | None = None) -> None:
        write(self._painter, text, place, side, color, font or self._font)
