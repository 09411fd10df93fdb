"""The loss against the learning rate, as a range test measured it, with the rate that it suggests."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.charts.axes import Axes, span
from ui.charts.head import Key
from ui.charts.legend import figure
from ui.charts.picture import Cell, Picture, Term
from ui.charts.style import series_color
from ui.language import tr
from ui.theme import colors

_FAINT = 90  # of 255
_POINT = 2.0
_MOST_RISE = 1.6  # times the loss at the start: what is above runs out of the picture


@dataclass(frozen=True)
class RatePicture(Picture):
    """rates, losses: of each step    smoothed: empty until all are there

    marks: rates with what they are, "suggested"; the first stands out
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    smoothed: tuple[float, ...] = ()
    marks: tuple[tuple[float, str], ...] = ()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        axes = self._axes(box)
        axes.draw(painter)
        painter.save()
        painter.setClipRect(axes.plot.adjusted(-_POINT, -_POINT, _POINT, _POINT))
        for number, (rate, _) in enumerate(self.marks):
            painter.setPen(QPen(_mark_color(number), 1.6, Qt.PenStyle.SolidLine if not number else Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(axes.x(rate), axes.plot.top()), QPointF(axes.x(rate), axes.plot.bottom()))
        color = series_color(0)
        faint = QColor(color)
        faint.setAlpha(_FAINT if self.smoothed else 255)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faint)
        for rate, loss in zip(self.rates, self.losses, strict=True):
            painter.drawEllipse(QPointF(axes.x(rate), axes.y(loss)), _POINT, _POINT)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, 2.0))
        line = zip(self.rates, self.smoothed, strict=False)
        painter.drawPolyline(QPolygonF([QPointF(axes.x(rate), axes.y(loss)) for rate, loss in line]))
        painter.restore()

    def told(self, box: QRectF, place: QPointF) -> str:
        axes = self._axes(box)
        if not axes.plot.contains(place) or not self.rates:
            return ""
        number = min(range(len(self.rates)), key=lambda number: abs(axes.x(self.rates[number]) - place.x()))
        rate, loss = figure(self.rates[number]), figure(self.losses[number])
        if not self.smoothed:
            return tr("Rate {rate}: loss {loss}", rate=rate, loss=loss)
        smoothed = figure(self.smoothed[number])
        return tr("Rate {rate}: loss {loss}, smoothed {smoothed}", rate=rate, loss=loss, smoothed=smoothed)

    def facts(self) -> str:
        return tr("; ").join(_mark_words(rate, text) for rate, text in self.marks)

    def table(self) -> list[list[Cell]]:
        smoothed: tuple[Cell, ...] = self.smoothed or ("",) * len(self.rates)
        rows = zip(self.rates, self.losses, smoothed, strict=True)
        head: list[Cell] = [
            Term(tr("learning_rate"), "learning_rate"),
            Term(tr("loss"), "loss"),
            Term(tr("smoothed_loss"), "smoothed_loss"),
        ]
        return [head, *(list(row) for row in rows)]

    def _axes(self, box: QRectF) -> Axes:
        shown = self.smoothed or self.losses
        keys = [Key(series_color(0), tr("loss, smoothed") if self.smoothed else tr("loss of each step"))]
        keys += [Key(_mark_color(number), _mark_words(rate, text)) for number, (rate, text) in enumerate(self.marks)]
        most = _MOST_RISE * max(shown[:10], default=1.0)
        return Axes(
            box,
            title=self.title,
            about=self.about,
            across=tr("Learning rate"),
            up=tr("Loss"),
            x=(min(self.rates), max(self.rates)) if self.rates else (0.001, 1.0),
            y=span([min(loss, most) for loss in shown], with_zero=True),
            keys=keys,
            log_x=True,
        )


def _mark_words(rate: float, text: str) -> str:
    return tr("{mark}: {rate}", mark=text, rate=figure(rate))


def _mark_color(number: int) -> QColor:
    return series_color(1) if not number else QColor(colors().muted)
