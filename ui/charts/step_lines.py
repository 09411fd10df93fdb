"""Numbers over steps: of each virtual token a faint line, and of all of them a strong one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.charts.axes import Axes, span
from ui.charts.head import Key
from ui.charts.legend import figure
from ui.charts.picture import Cell, Picture
from ui.charts.style import series_color
from ui.language import tr
from ui.theme import colors

_FAINT = 70  # of 255
_POINT = 3.0


@dataclass(frozen=True)
class StepLine:
    """strong: drawn with points; the others faintly, behind"""

    name: str
    values: tuple[float, ...]
    strong: bool = False


@dataclass(frozen=True)
class StepLines(Picture):
    """Lines over the same steps. marks: steps with what is there, "best"

    noun: what is counted across, "Step"; it heads the table with the lines' names
    """

    noun: str
    up: str
    steps: tuple[int, ...]
    lines: tuple[StepLine, ...]
    marks: tuple[tuple[int, str], ...] = ()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        axes = self._axes(box)
        axes.draw(painter)
        for step, _ in self.marks:
            painter.setPen(QPen(QColor(colors().muted), 1.0, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(axes.x(step), axes.plot.top()), QPointF(axes.x(step), axes.plot.bottom()))
        strong = 0
        for line in sorted(self.lines, key=lambda line: line.strong):
            color = series_color(strong if line.strong else 0)
            places = [QPointF(axes.x(step), axes.y(value)) for step, value in zip(self.steps, line.values, strict=True)]
            if line.strong:
                strong += 1
            else:
                color.setAlpha(_FAINT)
            painter.setPen(QPen(color, 2.0 if line.strong else 1.0))
            painter.drawPolyline(QPolygonF(places))
            if line.strong:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(color)
                for place in places:
                    painter.drawEllipse(place, _POINT, _POINT)
                painter.setBrush(Qt.BrushStyle.NoBrush)

    def told(self, box: QRectF, place: QPointF) -> str:
        axes = self._axes(box)
        if not axes.plot.contains(place):
            return ""
        at = axes.x_at(place.x())
        number = min(range(len(self.steps)), key=lambda number: abs(self.steps[number] - at))
        said = [_value(line, number) for line in self.lines if line.strong]
        faint = [line for line in self.lines if not line.strong]
        if faint:
            nearest = min(faint, key=lambda line: abs(axes.y(line.values[number]) - place.y()))
            said.append(_value(nearest, number))
        marks = [text for step, text in self.marks if step == self.steps[number]]
        values = tr(", ").join(said + marks)
        return tr("{noun} {number:,}: {values}", noun=self.noun, number=self.steps[number], values=values)

    def facts(self) -> str:
        told = [
            tr(
                "{line}: from {first} to {last}",
                line=line.name,
                first=figure(line.values[0]),
                last=figure(line.values[-1]),
            )
            for line in self.lines
            if line.strong
        ]
        return tr("; ").join(told)

    def table(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = [[self.noun, *(line.name for line in self.lines)]]
        return rows + [[step, *(line.values[n] for line in self.lines)] for n, step in enumerate(self.steps)]

    def _axes(self, box: QRectF) -> Axes:
        values: Sequence[float] = [value for line in self.lines for value in line.values]
        strong = [line.name for line in self.lines if line.strong]
        keys = [Key(series_color(number), name) for number, name in enumerate(strong)]
        if any(not line.strong for line in self.lines):
            faint = series_color(0)
            faint.setAlpha(_FAINT)
            keys.append(Key(faint, tr("each token")))
        muted = QColor(colors().muted)
        keys += [Key(muted, tr("{mark} (step {step:,})", mark=text, step=step)) for step, text in self.marks]
        x = (float(self.steps[0]), float(self.steps[-1]))
        return Axes(
            box, title=self.title, about=self.about, across=self.noun, up=self.up, x=x, y=span(values), keys=keys
        )


def _value(line: StepLine, number: int) -> str:
    return tr("{line} {value}", line=line.name, value=figure(line.values[number]))
