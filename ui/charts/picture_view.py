"""A picture on the screen: drawn to fit, read out under the pointer, saved by its button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from ui.charts.export import ChartButtons, ChartTools
from ui.charts.picture import Cell, Picture, save_picture
from ui.elided_label import ElidedLabel
from ui.language import tr
from ui.plain_text import plain
from ui.theme import SPACE_2, colors, theme
from ui.widgets import label, named

_SMALLEST = QSize(280, 240)


class _Tools(ChartTools):
    """A picture is saved as it is drawn for a file, with its title, whatever the size of the view."""

    chart: PictureView

    def name(self) -> str:
        picture = self.chart.picture()
        return picture.title if picture is not None and picture.title else super().name()

    def write(self, out: Path) -> None:
        picture = self.chart.picture()
        if picture is not None:
            save_picture(picture, out)


class PictureView(QWidget):
    """Draws one picture. pointed: what stands under the pointer, in words; "" for nothing."""

    pointed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: Picture | None = None
        self._drawn: Picture | None = None  # without its title, since the page has one
        named(self, name, tr("Point at it to read its values."))
        self.setMouseTracking(True)
        self.setMinimumSize(_SMALLEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)
        self.tools = _Tools(self)

    def picture(self) -> Picture | None:
        return self._picture

    def set_picture(self, picture: Picture | None) -> None:
        self._picture = picture
        self._drawn = replace(picture, title="") if picture is not None else None
        self.tools.tell()
        self.update()

    def figures(self) -> Sequence[Sequence[Cell]]:
        return self._picture.table() if self._picture is not None else [[]]

    def summary(self) -> str:
        picture = self._picture
        told = (picture.title, picture.facts(), picture.about) if picture is not None else ()
        return tr(". ").join(filter(None, told))

    def box(self) -> QRectF:
        """Where the picture is drawn."""
        return QRectF(self.rect())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._drawn is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._drawn.draw(painter, self.box())
            if self.hasFocus():
                painter.setPen(QPen(QColor(colors().accent), 1))
                painter.drawRoundedRect(self.box().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed.emit(self._told(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit("")
        super().leaveEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            told = self._told(QPointF(event.pos()))
            if told:
                QToolTip.showText(event.globalPos(), plain(told), self)
                return True
        return super().event(event)

    def _told(self, place: QPointF) -> str:
        return self._drawn.told(self.box(), place) if self._drawn is not None else ""


class PicturePanel(QWidget):
    """A picture with what it can be asked above it, in `controls`, and a sentence where there is none."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = PictureView(name)
        self.readout = ElidedLabel()
        self.missing = label("", "muted", wrap=True)
        self.missing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.buttons = ChartButtons(name, lambda: self.view.tools)
        keeps_place = self.buttons.sizePolicy()
        keeps_place.setRetainSizeWhenHidden(True)
        self.buttons.setSizePolicy(keeps_place)
        self.controls = QHBoxLayout()
        self.controls.setSpacing(SPACE_2)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addLayout(self.controls)
        head.addStretch(1)
        head.addWidget(self.buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_2, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(head)
        column.addWidget(self.missing, 1)
        column.addWidget(self.view, 1)
        column.addWidget(self.readout)
        self.view.pointed.connect(self.readout.set_text)
        self.show_picture(None)

    def show_picture(self, picture: Picture | None, missing: str = "") -> None:
        """A picture, or why there is none."""
        self.view.set_picture(picture)
        self.readout.set_text("")
        self.view.setVisible(picture is not None)
        self.readout.setVisible(picture is not None)
        self.buttons.setVisible(picture is not None)
        self.missing.setText(missing)
        self.missing.setVisible(picture is None)
