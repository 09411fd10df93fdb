"""A tile for each method, soft prompts first, and what the chosen one does."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from studio.methods.settings import MethodSettings
from ui.language import said, tr
from ui.theme import SPACE_1, SPACE_2, SPACE_3, colors, icon_pixmap, icons_dir, theme
from ui.widgets import Card, Notice, hint, label, named

_PER_LINE = 4
_PICTURE = 28


class MethodCards(QWidget):
    """chosen: the name of a method."""

    chosen = Signal(str)

    def __init__(self, methods: Mapping[str, type[MethodSettings]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: dict[str, Card] = {}
        self._methods = methods
        self._pictures: dict[str, QLabel] = {}
        self._titles: dict[str, QLabel] = {}
        self._reasons: dict[str, str] = {}
        self._chosen = ""
        self.summary = label("", "muted", wrap=True)
        self.misfit = Notice()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        prompts = [name for name, settings in methods.items() if is_soft_prompt(settings)]
        for title, names in (
            (tr("Soft prompts"), prompts),
            (tr("To compare with"), [name for name in methods if name not in prompts]),
        ):
            column.addWidget(hint(title))
            column.addLayout(self._grid(names))
            column.addSpacing(SPACE_1)
        column.addWidget(self.summary)
        column.addWidget(self.misfit)
        theme().changed.connect(self._paint)
        self._paint()

    def _grid(self, names: list[str]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(SPACE_2)
        for number, name in enumerate(names):
            grid.addWidget(self._tile(name), number // _PER_LINE, number % _PER_LINE)
        for place in range(_PER_LINE):
            grid.setColumnStretch(place, 1)
        return grid

    def _tile(self, name: str) -> Card:
        settings = self._methods[name]
        card = Card(said(settings.title), said(settings.summary))
        card.body.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        self._pictures[name] = QLabel()
        self._titles[name] = label(said(settings.title), "strong", wrap=True)
        line = QHBoxLayout()
        line.setSpacing(SPACE_2)
        line.addWidget(self._pictures[name])
        line.addWidget(self._titles[name], 1)
        card.body.addLayout(line)
        card.clicked.connect(lambda: self.chosen.emit(name))
        self.cards[name] = card
        return card

    def show_chosen(self, name: str) -> None:
        self._chosen = name
        for other, card in self.cards.items():
            card.set_selected(other == name)
        self.summary.setText(said(self._methods[name].summary))
        self._show_misfit()
        self._paint()

    def show_misfits(self, reasons: Mapping[str, str]) -> None:
        """Say why methods do not fit: a pale tile with the reason as its tip; an empty reason says that it fits."""
        self._reasons = {name: said(reason) for name, reason in reasons.items()}
        for name, card in self.cards.items():
            named(card, said(self._methods[name].title), self.reason(name) or said(self._methods[name].summary))
            self._titles[name].setEnabled(not self.reason(name))
        self._show_misfit()
        self._paint()

    def reason(self, name: str) -> str:
        """Why a method does not fit, empty where it does."""
        return self._reasons.get(name, "")

    def _show_misfit(self) -> None:
        reason = self.reason(self._chosen)
        if reason:
            self.misfit.say(reason, "warning")
        else:
            self.misfit.clear()

    def _paint(self) -> None:
        for name, picture in self._pictures.items():
            drawn = f"method-{name}" if (icons_dir() / f"method-{name}.svg").is_file() else "method"
            color = colors().accent if name == self._chosen else colors().muted
            picture.setPixmap(icon_pixmap(drawn, _PICTURE, color, ratio=self.devicePixelRatioF()))
            picture.setEnabled(not self.reason(name))
            picture.setAlignment(Qt.AlignmentFlag.AlignCenter)


def is_soft_prompt(settings: type[MethodSettings]) -> bool:
    """Whether a method learns a prompt; the others are there to compare with."""
    return settings.product != "none"
