"""Bars side by side, one or several for each virtual token or layer, beside what is usual of words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from ui.charts.axes import Axes, span
from ui.charts.head import Key
from ui.charts.legend import figure
from ui.charts.picture import Cell, Picture, Term, in_english
from ui.charts.style import mixed, series_color
from ui.language import tr
from ui.theme import colors

_WIDEST = 36.0
_BAND = 0.86  # of the ground in it


@dataclass(frozen=True)
class BarGroup:
    """values: one for each kind of bar    marks: what is usual of each, a line across the bar; None for nothing"""

    name: str
    values: tuple[float, ...]
    marks: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Band:
    """What is usual of all: a mean, and how far one standard deviation reaches."""

    text: str
    mean: float
    spread: float


@dataclass(frozen=True)
class TokenBars(Picture):
    """noun: what a group is, "Token"    kinds: what the bars of a group are, "Norm" or "Keys", "Values"

    mark: what a mark is; these and `noun` head the table
    """

    noun: str
    up: str
    kinds: tuple[str, ...]
    groups: tuple[BarGroup, ...]
    band: Band | None = None
    mark: str = ""

    def draw(self, painter: QPainter, box: QRectF) -> None:
        axes = self._axes(box)
        axes.draw(painter)
        if self.band is not None:
            self._draw_band(painter, axes, self.band)
        slot = axes.plot.width() / max(1, len(self.groups))
        wide = min(_WIDEST, slot * 0.76 / len(self.kinds))
        zero = axes.y(0.0)
        for number, group in enumerate(self.groups):
            left = axes.plot.left() + (number + 0.5) * slot - wide * len(self.kinds) / 2
            for kind, value in enumerate(group.values):
                bar = QRectF(left + kind * wide, min(zero, axes.y(value)), max(1.0, wide - 1), 0)
                bar.setBottom(max(zero, axes.y(value)))
                painter.fillRect(bar, series_color(kind))
                mark = group.marks[kind] if group.marks else None
                if mark is not None:
                    painter.setPen(QPen(QColor(colors().text), 1.6))
                    painter.drawLine(QPointF(bar.left(), axes.y(mark)), QPointF(bar.right(), axes.y(mark)))
        painter.setPen(QPen(QColor(colors().border), 1.0))
        painter.drawLine(QPointF(axes.plot.left(), zero), QPointF(axes.plot.right(), zero))
        axes.name_places(painter, [group.name for group in self.groups])

    def told(self, box: QRectF, place: QPointF) -> str:
        plot = self._axes(box).plot
        if not plot.contains(place) or not self.groups:
            return ""
        number = int((place.x() - plot.left()) / plot.width() * len(self.groups))
        group = self.groups[min(number, len(self.groups) - 1)]
        said = []
        for kind, value in enumerate(group.values):
            mark = group.marks[kind] if group.marks else None
            facts = {"kind": self.kinds[kind], "value": figure(value)}
            if mark is None:
                said.append(tr("{kind} {value}", **facts))
            else:
                said.append(tr("{kind} {value} ({mark}: {usual})", **facts, mark=self.mark, usual=figure(mark)))
        return tr("{noun} {name}: {values}", noun=self.noun, name=group.name, values=tr(", ").join(said))

    def facts(self) -> str:
        told = []
        for kind, name in enumerate(self.kinds):
            ranked = sorted(self.groups, key=lambda group: group.values[kind])
            if ranked:
                told.append(
                    tr(
                        "{kind}: least at {noun} {least}, {least_value}; most at {noun} {most}, {most_value}",
                        kind=name,
                        noun=self.noun,
                        least=ranked[0].name,
                        least_value=figure(ranked[0].values[kind]),
                        most=ranked[-1].name,
                        most_value=figure(ranked[-1].values[kind]),
                    )
                )
        return tr(". ").join(told)

    def table(self) -> list[list[Cell]]:
        marks = [self._mark_of(kind) for kind in self.kinds] if self.mark else []
        rows: list[list[Cell]] = [[self.noun, *self.kinds, *marks]]
        for group in self.groups:
            beside: list[Cell] = ["" if mark is None else mark for mark in group.marks] if marks else []
            rows.append([group.name, *group.values, *beside])
        if self.band is not None:
            words, english = self.band.text, in_english(self.band.text)
            mean = Term(tr("{words}, mean", words=words), f"{english}, mean")
            spread = Term(tr("{words}, standard deviation", words=words), f"{english}, standard deviation")
            rows += [[mean, self.band.mean], [spread, self.band.spread]]
        return rows

    def _mark_of(self, kind: str) -> Term:
        """What heads the marks of a kind."""
        english = f"{in_english(kind)}, {in_english(self.mark)}"
        return Term(tr("{kind}, {mark}", kind=kind, mark=self.mark), english)

    def _axes(self, box: QRectF) -> Axes:
        values = [value for group in self.groups for value in group.values]
        values += [mark for group in self.groups for mark in group.marks if mark is not None]
        if self.band is not None:
            values.append(self.band.mean + self.band.spread)
        keys = [Key(series_color(kind), name) for kind, name in enumerate(self.kinds)] if len(self.kinds) > 1 else []
        if self.band is not None:
            mean, spread = figure(self.band.mean), figure(self.band.spread)
            words = tr("{words}: {mean} ± {spread}", words=self.band.text, mean=mean, spread=spread)
            keys.append(Key(_band_color(), words))
        if self.mark:
            keys.append(Key(QColor(colors().text), self.mark))
        return Axes(
            box,
            title=self.title,
            about=self.about,
            across=self.noun,
            up=self.up,
            x=None,
            y=span(values, with_zero=True),
            keys=keys,
        )

    def _draw_band(self, painter: QPainter, axes: Axes, band: Band) -> None:
        top, bottom = axes.y(band.mean + band.spread), axes.y(max(0.0, band.mean - band.spread))
        painter.fillRect(QRectF(axes.plot.left(), top, axes.plot.width(), bottom - top), _band_color())
        painter.setPen(QPen(series_color(1), 1.0))
        painter.drawLine(QPointF(axes.plot.left(), axes.y(band.mean)), QPointF(axes.plot.right(), axes.y(band.mean)))


def _band_color() -> QColor:
    return mixed(series_color(1), QColor(colors().ground), _BAND - 0.2)
