"""Numbers as colours in a grid: how like each virtual token is to each other one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from ui.charts.axes import figure_font, is_named
from ui.charts.head import Head
from ui.charts.legend import figure
from ui.charts.lettering import LEFT, MIDDLE, RIGHT, write
from ui.charts.picture import Cell, Picture
from ui.charts.style import mixed, series_color
from ui.language import tr
from ui.theme import SPACE_1, SPACE_2, SPACE_3, colors

_SCALE_WIDE = 14.0
_SHADES = 128  # on each side of 0
_SHARPEST = 16  # pixels a cell at most, so that an SVG's cells have clean edges


@dataclass(frozen=True)
class HeatMap(Picture):
    """values: [down][across], coloured from -reach by 0 to reach

    down, across: what a row and a column are, "token"; `down` heads the table    names_down, names_across: of each
    """

    down: str
    across: str
    names_down: tuple[str, ...]
    names_across: tuple[str, ...]
    values: Sequence[Sequence[float]]
    reach: float = 1.0
    what: str = tr("likeness")

    def draw(self, painter: QPainter, box: QRectF) -> None:
        Head(box, self.title, self.about).draw(painter)
        font = figure_font()
        grid = self._grid(box)
        cell = max(1, min(_SHARPEST, round(grid.width() / max(1, len(self.names_across))) + 1))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(grid, self._image(cell))
        line = QFontMetricsF(font).height()
        for names, beside in ((self.names_down, True), (self.names_across, False)):
            size = (grid.height() if beside else grid.width()) / max(1, len(names))
            room = line if beside else max(QFontMetricsF(font).horizontalAdvance(name) for name in names) + SPACE_2
            every = max(1, -(-int(room) // max(1, int(size))))
            for number, name in enumerate(names):
                if not is_named(number, every):
                    continue
                if beside:
                    at, side = QPointF(grid.left() - SPACE_1, grid.top() + (number + 0.5) * size - line / 2), RIGHT
                else:
                    at, side = QPointF(grid.left() + (number + 0.5) * size, grid.bottom() + SPACE_1), MIDDLE
                write(painter, name, at, side, colors().muted, font)
        write(
            painter,
            self.across,
            QPointF(grid.center().x(), grid.bottom() + line + SPACE_1),
            MIDDLE,
            colors().muted,
            font,
        )
        self._draw_scale(painter, QRectF(grid.right() + SPACE_3, grid.top(), _SCALE_WIDE, grid.height()))

    def told(self, box: QRectF, place: QPointF) -> str:
        grid = self._grid(box)
        if not grid.contains(place):
            return ""
        row = min(int((place.y() - grid.top()) / grid.height() * len(self.names_down)), len(self.names_down) - 1)
        column = min(int((place.x() - grid.left()) / grid.width() * len(self.names_across)), len(self.names_across) - 1)
        value = self.values[row][column]
        cell = self._name(row, column)
        return tr("{cell}: {what} {value:.3f}", cell=cell, what=self.what, value=value)

    def facts(self) -> str:
        cells = [
            (value, self._name(row, column))
            for row, values in enumerate(self.values)
            for column, value in enumerate(values)
            if value == value and not (self.names_down == self.names_across and row == column)
        ]
        if not cells:
            return ""
        least, most = min(cells), max(cells)
        return tr(
            "Least {what}: {least:.3f} ({least_cell}); most: {most:.3f} ({most_cell})",
            what=self.what,
            least=least[0],
            least_cell=least[1],
            most=most[0],
            most_cell=most[1],
        )

    def _name(self, row: int, column: int) -> str:
        """A cell: "token 3, token 5"."""
        return tr(
            "{down} {row}, {across} {column}",
            down=self.down,
            row=self.names_down[row],
            across=self.across,
            column=self.names_across[column],
        )

    def table(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = [[self.down, *self.names_across]]
        return rows + [[name, *row] for name, row in zip(self.names_down, self.values, strict=True)]

    def _grid(self, box: QRectF) -> QRectF:
        """Square cells, as large as there is room for."""
        metrics, head = QFontMetricsF(figure_font()), Head(box, self.title, self.about).height
        left = max((metrics.horizontalAdvance(name) for name in self.names_down), default=0.0) + SPACE_2
        scale = SPACE_3 + _SCALE_WIDE + SPACE_1 + metrics.horizontalAdvance(f"-{figure(self.reach)}")
        foot = 2 * metrics.height() + SPACE_2
        wide, high = box.width() - left - scale, box.height() - head - foot
        cell = max(1.0, min(wide / max(1, len(self.names_across)), high / max(1, len(self.names_down))))
        return QRectF(box.left() + left, box.top() + head, cell * len(self.names_across), cell * len(self.names_down))

    def _image(self, cell: int) -> QImage:
        """One colour a value, from a table of them: a hundred tokens are ten thousand values."""
        image = QImage(len(self.names_across), len(self.names_down), QImage.Format.Format_RGB32)
        shades = [_shade(number / _SHADES).rgb() for number in range(-_SHADES, _SHADES + 1)]
        for row, values in enumerate(self.values):
            for column, value in enumerate(values):
                share = max(-1.0, min(1.0, value / self.reach)) if value == value else 0.0
                image.setPixel(column, row, shades[round(share * _SHADES) + _SHADES])
        return image.scaled(image.width() * cell, image.height() * cell, mode=Qt.TransformationMode.FastTransformation)

    def _draw_scale(self, painter: QPainter, box: QRectF) -> None:
        font = figure_font()
        strip = QImage(1, 2 * _SHADES + 1, QImage.Format.Format_RGB32)
        for number in range(-_SHADES, _SHADES + 1):
            strip.setPixelColor(0, _SHADES - number, _shade(number / _SHADES))
        painter.drawImage(box, strip)
        line = QFontMetricsF(font).height()
        for value, y in (
            (self.reach, box.top()),
            (0.0, box.center().y() - line / 2),
            (-self.reach, box.bottom() - line),
        ):
            write(painter, figure(value), QPointF(box.right() + SPACE_1, y), LEFT, colors().muted, font)


def _shade(share: float) -> QColor:
    """share: -1 to 1; 0 is the ground, with a little of the text so that a cell is seen"""
    ground = mixed(QColor(colors().ground), QColor(colors().text), 0.05)
    return mixed(ground, series_color(0 if share >= 0 else 1), abs(share))
