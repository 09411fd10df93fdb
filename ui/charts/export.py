"""Saving a chart that is a widget: as it is drawn, or the figures behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, cast

from PySide6.QtCore import QPoint, QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QToolButton, QWidget

from ui.charts.picture import Cell, save_table, write_drawn
from ui.theme import colors, set_icon
from ui.widgets import named, set_role

_LEAST = QSize(480, 0)


class Chart(Protocol):
    """A widget that is drawn from data. figures: that data, headings first."""

    def figures(self) -> list[tuple[Cell, ...]]: ...


def save_chart(chart: Chart, out: Path) -> None:
    """A PNG, an SVG or a CSV, by the name's ending. Raises SpecError for another ending, StorageError."""
    if out.suffix.lower() == ".csv":
        save_table(chart.figures(), out)
        return
    widget = cast(QWidget, chart)
    if not widget.isVisible():  # in a closed fold it has no size yet
        widget.resize(widget.sizeHint().expandedTo(_LEAST))

    def draw(painter: QPainter, box: QRectF) -> None:
        painter.fillRect(box, QColor(colors().ground))
        widget.render(painter, QPoint(0, 0), renderFlags=QWidget.RenderFlag.DrawChildren)

    write_drawn(draw, out, widget.size(), title=widget.accessibleName(), about=widget.accessibleDescription())


def save_button(name: str) -> QToolButton:
    """The small button beside a chart that saves it. name: what the chart shows, "class balance"."""
    made = set_role(QToolButton(), "quiet")
    named(made, f"Save the chart: {name}", "Save this chart as PNG or SVG, or its figures as CSV.")
    set_icon(made, "download")
    return made
