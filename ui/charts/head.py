"""What stands over a picture: its title, a sentence about it, and what its colours mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from ui.charts.lettering import LEFT, broken, write
from ui.theme import SPACE_1, SPACE_2, SPACE_3, TYPE_SECTION, TYPE_SMALL, colors, figures_font

_SQUARE = 10.0


@dataclass(frozen=True)
class Key:
    """A colour of the picture and what it means."""

    color: QColor
    text: str


class Head:
    """height: what it takes of the box, with the air below it"""

    def __init__(self, box: QRectF, title: str, about: str, keys: Sequence[Key] = ()) -> None:
        self._box, self._keys = box, keys
        self._lines = []
        for text, font, color in (
            (title, figures_font(TYPE_SECTION, bold=True), colors().text),
            (about, figures_font(TYPE_SMALL), colors().muted),
        ):
            metrics = QFontMetricsF(font)
            lines = broken(text, box.width(), metrics) if text else []
            self._lines += [(line, font, color, metrics.height()) for line in lines]
        self._font = figures_font(TYPE_SMALL)
        self._rows = self._rows_of_keys()
        self._key_high = QFontMetricsF(self._font).height()
        self.height = sum(high for *_, high in self._lines) + len(self._rows) * (self._key_high + SPACE_1) + SPACE_2

    def draw(self, painter: QPainter) -> None:
        """On the ground of the look in use."""
        painter.fillRect(self._box, QColor(colors().ground))
        left, top = self._box.left(), self._box.top()
        for line, font, color, high in self._lines:
            write(painter, line, QPointF(left, top), LEFT, color, font)
            top += high
        for row in self._rows:
            top += SPACE_1
            for at, key in row:
                square = QRectF(left + at, top + (self._key_high - _SQUARE) / 2, _SQUARE, _SQUARE)
                painter.fillRect(square, key.color)
                place = QPointF(left + at + _SQUARE + SPACE_1, top)
                write(painter, key.text, place, LEFT, colors().text, self._font)
            top += self._key_high

    def _rows_of_keys(self) -> list[list[tuple[float, Key]]]:
        """Keys with their places from the left, in as many rows as they need."""
        rows: list[list[tuple[float, Key]]] = []
        at, metrics = self._box.width(), QFontMetricsF(self._font)
        for key in self._keys:
            wide = _SQUARE + SPACE_1 + metrics.horizontalAdvance(key.text) + SPACE_3
            if not rows or at + wide > self._box.width():
                rows.append([])
                at = 0.0
            rows[-1].append((at, key))
            at += wide
        return rows
