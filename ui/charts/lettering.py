"""Words in a picture, drawn as outlines: an SVG must look alike where its font is not installed."""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath

LEFT, MIDDLE, RIGHT = 0.0, 0.5, 1.0
_MOST_LINES = 4
_BREAKS = re.compile(r"[^ _/}\u4e00-\u9fff-]*(?:[\u4e00-\u9fff][，。：；！？、）”]*|[ _/}-]*)")


def write(painter: QPainter, text: str, place: QPointF, side: float, color: QColor | str, font: QFont) -> None:
    """One line of text. place: its top, and its left end, middle or right end (`side`)"""
    painter.fillPath(outline(text, place, side, font), QColor(color))


def outline(text: str, place: QPointF, side: float, font: QFont) -> QPainterPath:
    """The same as a path."""
    metrics = QFontMetricsF(font)
    path = QPainterPath()
    begin = QPointF(place.x() - side * metrics.horizontalAdvance(text), place.y() + metrics.ascent())
    path.addText(begin, font, text)
    return path


def broken(text: str, width: float, metrics: QFontMetricsF) -> list[str]:
    """The text in a few lines that fit a width; one too long loses its middle.

    Broken behind spaces, _, /, - and }, and behind a Chinese character with the marks that belong to it.
    """
    lines = [""]
    for piece in filter(None, _BREAKS.findall(text)):
        joined = lines[-1] + piece
        if not lines[-1] or metrics.horizontalAdvance(joined.rstrip()) <= width:
            lines[-1] = joined
        else:
            lines.append(piece)
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES - 1 :] = ["".join(lines[_MOST_LINES - 1 :])]
    return [metrics.elidedText(line.strip(), Qt.TextElideMode.ElideMiddle, width) for line in lines]
