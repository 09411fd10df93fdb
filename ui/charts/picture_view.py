"""A picture on the screen: drawn to fit, read out under the pointer, saved by its button."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from ui.charts.picture import Picture
from ui.elided_label import ElidedLabel
from ui.theme import SPACE_2, theme
from ui.widgets import button, label, named

_SMALLEST = QSize(280, 240)


class PictureView(QWidget):
    """Draws one picture. pointed: what stands under the pointer, in words; "" for nothing."""

    pointed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: Picture | None = None
        self._drawn: Picture | None = None  # without its title, since the page has one
        named(self, name, "Point at it to read its values.")
        self.setMouseTracking(True)
        self.setMinimumSize(_SMALLEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)

    def picture(self) -> Picture | None:
        return self._picture

    def set_picture(self, picture: Picture | None) -> None:
        self._picture = picture
        self._drawn = replace(picture, title="") if picture is not None else None
        if picture is not None:
            self.setAccessibleDescription(f"{picture.title}. {picture.about}")
        self.update()

    def box(self) -> QRectF:
        """Where the picture is drawn."""
        return QRectF(self.rect())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._drawn is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._drawn.draw(painter, self.box())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed.emit(self._told(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit("")
        super().leaveEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            told = self._told(QPointF(event.pos()))
            if told:
                QToolTip.showText(event.globalPos(), told, self)
                return True
        return super().event(event)

    def _told(self, place: QPointF) -> str:
        return self._drawn.told(self.box(), place) if self._drawn is not None else ""


class PicturePanel(QWidget):
    """A picture with what it can be asked above it, in `controls`, and a sentence where there is none.

    save_wanted: the picture, to be saved
    """

    save_wanted = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = PictureView(name)
        self.readout = ElidedLabel()
        self.missing = label("", "muted", wrap=True)
        self.missing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.save = button("Save …", f"Save {name.lower()} as PNG, SVG or CSV.", icon_name="upload")
        self.controls = QHBoxLayout()
        self.controls.setSpacing(SPACE_2)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addLayout(self.controls)
        head.addStretch(1)
        head.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_2, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(head)
        column.addWidget(self.missing)
        column.addWidget(self.view, 1)
        column.addWidget(self.readout)
        self.save.clicked.connect(lambda: self.save_wanted.emit(self.view.picture()))
        self.view.pointed.connect(self.readout.set_text)
        self.show_picture(None)

    def show_picture(self, picture: Picture | None, missing: str = "") -> None:
        """A picture, or why there is none."""
        self.view.set_picture(picture)
        self.readout.set_text("")
        self.view.setVisible(picture is not None)
        self.readout.setVisible(picture is not None)
        self.save.setEnabled(picture is not None)
        self.missing.setText(missing)
        self.missing.setVisible(picture is None)
