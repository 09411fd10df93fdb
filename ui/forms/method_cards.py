"""A card for each method: one picture, one sentence."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from studio.methods.settings import MethodSettings
from ui.theme import SPACE_3, colors, icon_pixmap, icons_dir, theme
from ui.widgets import Card, label

_PER_LINE = 3
_PICTURE = 48


class MethodCards(QWidget):
    """chosen: the name of a method."""

    chosen = Signal(str)

    def __init__(self, methods: Mapping[str, type[MethodSettings]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE_3)
        self.cards: dict[str, Card] = {}
        self._pictures: dict[str, QLabel] = {}
        self._reasons: dict[str, QLabel] = {}
        for number, (name, settings) in enumerate(methods.items()):
            card = Card(settings.title, settings.summary)
            picture = QLabel()
            card.body.addWidget(picture, 0, Qt.AlignmentFlag.AlignLeft)
            card.body.addWidget(label(settings.title, "strong"))
            card.body.addWidget(label(settings.summary, "muted", wrap=True))
            self._reasons[name] = label("", "hint", wrap=True)
            card.body.addWidget(self._reasons[name])
            card.body.addStretch(1)
            card.clicked.connect(lambda chosen=name: self.chosen.emit(chosen))
            grid.addWidget(card, number // _PER_LINE, number % _PER_LINE)
            self.cards[name] = card
            self._pictures[name] = picture
        for column in range(_PER_LINE):
            grid.setColumnStretch(column, 1)
        self._chosen = ""
        theme().changed.connect(self._paint)
        self._paint()

    def show_chosen(self, name: str) -> None:
        self._chosen = name
        for other, card in self.cards.items():
            card.set_selected(other == name)
        self._paint()

    def show_misfits(self, reasons: Mapping[str, str]) -> None:
        """Say on each card why its method does not fit; an empty reason says that it does."""
        for name, reason in reasons.items():
            self._reasons[name].setText(reason)
            self._reasons[name].setVisible(bool(reason))

    def reason(self, name: str) -> str:
        """Why a method does not fit, as its card says it."""
        return self._reasons[name].text()

    def _paint(self) -> None:
        for name, picture in self._pictures.items():
            drawn = f"method-{name}" if (icons_dir() / f"method-{name}.svg").is_file() else "method"
            color = colors().accent if name == self._chosen else colors().muted
            picture.setPixmap(icon_pixmap(drawn, _PICTURE, color, ratio=self.devicePixelRatioF()))
