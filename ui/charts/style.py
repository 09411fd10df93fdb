"""How charts look: on the page's ground, axes in the text's grey, series in the look's cycle of colours."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from ui.theme import colors

READ = 4.5  # the least contrast of words and their ground (WCAG 2)
SEEN = 3.0  # that of marks and theirs
_FAINT = 85  # of 255: single steps behind their mean


def series_color(number: int) -> QColor:
    """The colour of the series with this number; the cycle begins again at its end."""
    cycle = colors().series
    return QColor(cycle[number % len(cycle)])


def mixed(color: QColor, ground: QColor, share: float) -> QColor:
    """A colour with a share of the ground in it."""
    return QColor(
        round(color.red() + (ground.red() - color.red()) * share),
        round(color.green() + (ground.green() - color.green()) * share),
        round(color.blue() + (ground.blue() - color.blue()) * share),
    )


def ink_on(ground: QColor) -> QColor:
    """What is read on a ground: the look's ink, that of words on the accent, or where neither is, black or white."""
    inks = [QColor(ink) for ink in (colors().text, colors().on_accent, "#000000", "#ffffff")]
    return next((ink for ink in inks if contrast(ink, ground) >= READ), inks[0])


def contrast(one: QColor, other: QColor) -> float:
    """How well one is told from the other, 1 to 21 (WCAG 2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: QColor) -> float:
    parts = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def line_pen(color: QColor, *, faint: bool = False, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Width 1: antialiased lines any wider cost 40 times as much to draw."""
    shown = QColor(color)
    if faint:
        shown.setAlpha(_FAINT)
    pen: QPen = pg.mkPen(shown, width=1, style=style)
    return pen


def style_plot(plot: pg.PlotItem) -> None:
    """Axes and grid of the look in use."""
    look = colors()
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(pg.mkPen(look.hairline))
        axis.setTickPen(pg.mkPen(look.hairline))
        axis.setTextPen(pg.mkPen(look.muted))
        # Lines at every minor tick took three quarters of a repaint.
        axis.setStyle(maxTickLevel=0)
        axis.setZValue(-1000)  # the grid is the axis's own, and belongs behind the curves
    plot.showGrid(x=False, y=True, alpha=0.8)
