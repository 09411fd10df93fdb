"""What is kept from one start of the window to the next: the look, sizes of a page's parts, widths of columns."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtWidgets import QHeaderView, QSplitter, QTableView

from studio import paths

if TYPE_CHECKING:
    from ui.theme import Mode

Closing = Literal["ask", "go_on", "pause"]


def user_settings() -> QSettings:
    """The user's settings of the window: an ini file beside the projects."""
    return QSettings(str(paths.user_data_dir() / "window.ini"), QSettings.Format.IniFormat)


def kept_look(settings: QSettings) -> Mode:
    """Light, dark, or as the system has it."""
    return mode if (mode := settings.value("look", "system")) in ("light", "dark") else "system"


def kept_language(settings: QSettings) -> str:
    """The language that the user chose: "en", "zh_CN"; "system" where it is left to the system."""
    return str(settings.value("language", "system"))


def kept_closing(settings: QSettings) -> Closing:
    """What becomes of trainings when the window closes."""
    return kept if (kept := settings.value("closing", "ask")) in ("go_on", "pause") else "ask"


def keep_sizes(splitter: QSplitter, settings: QSettings, name: str) -> None:
    """Give a splitter's parts the sizes that they had, and remember those that the user gives them."""
    key = f"layout/{name}"
    kept = _kept(settings, key)
    if isinstance(kept, list) and len(kept) == splitter.count() and all(isinstance(size, int) for size in kept):
        splitter.setSizes(kept)
    splitter.splitterMoved.connect(lambda *_: settings.setValue(key, json.dumps(splitter.sizes())))


COLUMN_NAME = Qt.ItemDataRole.UserRole
"""What a model's headerData gives for it is a column's name in every language; without one, its heading is."""


class KeptWidths(QObject):
    """Widths that the user gave a table's columns, by name. `apply` them once the columns are laid out anew."""

    def __init__(self, table: QTableView, settings: QSettings, name: str) -> None:
        super().__init__(table)
        self._header = table.horizontalHeader()
        self._settings = settings
        self._key = f"columns/{name}"
        kept = _kept(settings, self._key)
        self._widths: dict[str, int] = kept if isinstance(kept, dict) else {}
        self._by_hand = False
        self._header.viewport().installEventFilter(self)
        self._header.sectionResized.connect(self._resized)

    def apply(self) -> None:
        """Columns that the user never touched stay as they are."""
        for section in range(self._header.count()):
            width = self._widths.get(self._name(section), self._widths.get(self._heading(section)))
            if isinstance(width, int) and self._is_free(section):
                self._header.resizeSection(section, width)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self._by_hand = True
        elif event.type() == QEvent.Type.MouseButtonRelease and self._by_hand:
            self._by_hand = False
            self._settings.setValue(self._key, json.dumps(self._widths))
        return super().eventFilter(watched, event)

    def _resized(self, section: int, _before: int, width: int) -> None:
        if self._by_hand and self._is_free(section):
            self._widths.pop(self._heading(section), None)  # by which an older program kept it
            self._widths[self._name(section)] = width

    def _is_free(self, section: int) -> bool:
        """Whether the user says how wide it is, and not the room that is left."""
        header = self._header
        is_last = header.visualIndex(section) == header.count() - 1 and header.stretchLastSection()
        return not is_last and header.sectionResizeMode(section) == QHeaderView.ResizeMode.Interactive

    def _name(self, section: int) -> str:
        name = self._header.model().headerData(section, self._header.orientation(), COLUMN_NAME)
        return self._heading(section) if name is None else str(name)

    def _heading(self, section: int) -> str:
        return str(self._header.model().headerData(section, self._header.orientation()))


def _kept(settings: QSettings, key: str) -> Any:
    try:
        return json.loads(str(settings.value(key, "")))
    except ValueError:
        return None
