"""Virtual tokens among words, in the plane in which they differ most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from ui.charts.axes import figure_font
from ui.charts.head import Head, Key
from ui.charts.lettering import LEFT, outline
from ui.charts.picture import Cell, Picture, Term
from ui.charts.style import mixed, series_color
from ui.language import tr
from ui.theme import colors

Place = tuple[float, float]
_REACH = 12.0  # pixels around a point within which the pointer finds it
_TOKEN, _WORD = 5.0, 2.0  # radius
_AIR = 0.05  # of the plane, beyond the outermost points


@dataclass(frozen=True)
class WordDot:
    """near: among the nearest of a virtual token; the others are common words"""

    word: str
    place: Place
    near: bool


@dataclass(frozen=True)
class PromptMapPicture(Picture):
    """tokens: [P] places now    trail: [S][P] places before, oldest first, drawn as lines that lead there"""

    tokens: tuple[Place, ...]
    words: tuple[WordDot, ...]
    trail: tuple[tuple[Place, ...], ...] = ()
    bounds: tuple[Place, ...] = ()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        self._head(box).draw(painter)
        plane = self._plane(box)
        painter.setPen(QPen(QColor(colors().hairline), 1.0))
        painter.drawRect(plane.frame)
        painter.save()
        painter.setClipRect(plane.frame)
        taken: list[QRectF] = []
        self._draw_trail(painter, plane)
        self._draw_tokens(painter, plane, taken)
        self._draw_words(painter, plane, taken)
        painter.restore()

    def told(self, box: QRectF, place: QPointF) -> str:
        plane = self._plane(box)
        near = sorted((_apart(plane.at(one), place), number, said) for number, (one, said) in enumerate(self._named()))
        return tr(", ").join(said for apart, _, said in near[:4] if apart <= _REACH)

    def facts(self) -> str:
        near = [dot.word.strip() for dot in self.words if dot.near]
        told = tr("{tokens:,} virtual tokens among {words:,} words", tokens=len(self.tokens), words=len(self.words))
        return tr("{told}; near them: {words}", told=told, words=tr(", ").join(near)) if near else told

    def table(self) -> list[list[Cell]]:
        token, near = Term(tr("token"), "token"), Term(tr("near word"), "near word")
        common = Term(tr("common word"), "common word")
        rows: list[list[Cell]] = [[Term(tr("what"), "what"), Term(tr("name"), "name"), "x", "y"]]
        rows += [[token, number, *place] for number, place in enumerate(self.tokens, 1)]
        rows += [[near if dot.near else common, dot.word, *dot.place] for dot in self.words]
        for before, places in enumerate(self.trail, 1):
            then = Term(tr("token at kept step {step}", step=before), f"token at kept step {before}")
            rows += [[then, number, *place] for number, place in enumerate(places, 1)]
        return rows

    def _named(self) -> Iterator[tuple[Place, str]]:
        yield from ((place, tr("token {number}", number=number)) for number, place in enumerate(self.tokens, 1))
        yield from ((dot.place, tr('"{word}"', word=dot.word.strip())) for dot in self.words)

    def _head(self, box: QRectF) -> Head:
        keys = [Key(series_color(0), tr("virtual token"))]
        if any(dot.near for dot in self.words):
            keys.append(Key(series_color(1), tr("word near one")))
        if any(not dot.near for dot in self.words):
            keys.append(Key(QColor(colors().faint), tr("common word")))
        if self.trail:
            keys.append(Key(_trail_color(), tr("way of a token, from the ring")))
        return Head(box, self.title, self.about, keys)

    def _draw_trail(self, painter: QPainter, plane: _Plane) -> None:
        for number, place in enumerate(self.tokens):
            way = [plane.at(places[number]) for places in self.trail] + [plane.at(place)]
            if len(way) < 2:
                continue
            painter.setPen(QPen(_trail_color(), 1.0))
            painter.drawPolyline(QPolygonF(way))
            painter.drawEllipse(way[0], 2.5, 2.5)  # where it began

    def _draw_tokens(self, painter: QPainter, plane: _Plane, taken: list[QRectF]) -> None:
        for place in self.tokens:
            at = plane.at(place)
            painter.setPen(QPen(QColor(colors().ground), 1.0))
            painter.setBrush(series_color(0))
            painter.drawEllipse(at, _TOKEN, _TOKEN)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            taken.append(QRectF(at.x() - _TOKEN, at.y() - _TOKEN, 2 * _TOKEN, 2 * _TOKEN))
        for number, place in enumerate(self.tokens, 1):
            self._label(painter, str(number), plane.at(place), colors().accent, taken, bold=True)

    def _draw_words(self, painter: QPainter, plane: _Plane, taken: list[QRectF]) -> None:
        """Near words are named first; a name that would stand on another is left to the pointer."""
        painter.setPen(Qt.PenStyle.NoPen)
        for dot in self.words:
            painter.setBrush(series_color(1) if dot.near else QColor(colors().faint))
            radius = _WORD + 1 if dot.near else _WORD
            painter.drawEllipse(plane.at(dot.place), radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for dot in sorted(self.words, key=lambda dot: not dot.near):
            color = colors().text if dot.near else colors().muted
            self._label(painter, dot.word.strip(), plane.at(dot.place), color, taken)

    def _label(
        self, painter: QPainter, text: str, at: QPointF, color: str, taken: list[QRectF], *, bold: bool = False
    ) -> None:
        font = figure_font()
        font.setBold(bold)
        metrics = QFontMetricsF(font)
        wide, high = metrics.horizontalAdvance(text), metrics.height()
        for box in (
            QRectF(at.x() + _TOKEN + 2, at.y() - high / 2, wide, high),
            QRectF(at.x() - _TOKEN - 2 - wide, at.y() - high / 2, wide, high),
        ):
            if not any(box.intersects(other) for other in taken):
                path: QPainterPath = outline(text, box.topLeft(), LEFT, font)
                painter.strokePath(path, QPen(QColor(colors().ground), 2.5))
                painter.fillPath(path, QColor(color))
                taken.append(box)
                return

    def _plane(self, box: QRectF) -> _Plane:
        frame = box.adjusted(1, self._head(box).height, -1, -1)
        return _Plane(frame, [*self.bounds, *self.tokens, *(dot.place for dot in self.words)])


class _Plane:
    """From places to points of a frame, alike in both directions, so that distances are to be believed."""

    def __init__(self, frame: QRectF, places: list[Place]) -> None:
        self.frame = frame
        lows = [min(place[side] for place in places) for side in (0, 1)]
        highs = [max(place[side] for place in places) for side in (0, 1)]
        wide, high = (max(top - low, 1e-9) * (1 + 2 * _AIR) for low, top in zip(lows, highs, strict=True))
        self._scale = min(frame.width() / wide, frame.height() / high)
        self._middle = [(low + top) / 2 for low, top in zip(lows, highs, strict=True)]

    def at(self, place: Place) -> QPointF:
        x, y = ((place[side] - self._middle[side]) * self._scale for side in (0, 1))
        return self.frame.center() + QPointF(x, -y)


def _trail_color() -> QColor:
    return mixed(series_color(0), QColor(colors().ground), 0.55)


def _apart(one: QPointF, other: QPointF) -> float:
    gap = one - other
    return float((gap.x() ** 2 + gap.y() ** 2) ** 0.5)
