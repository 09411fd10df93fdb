"""Colours, type and spacing in one place; light and dark follow the system.

Widgets ask `theme()` for colours when they paint and listen to `theme().changed`; all else is in the style sheet.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from string import Template
from typing import Literal

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton

from studio import paths

Mode = Literal["system", "light", "dark"]

# Steps of 4.
SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_6 = 4, 8, 12, 16, 24
RADIUS = 6
# Pixels; Qt scales them with the screen.
TYPE_SMALL, TYPE_BASE, TYPE_SECTION, TYPE_TITLE, TYPE_HERO = 12, 13, 16, 20, 28


@dataclass(frozen=True, slots=True)
class Colors:
    """One look. edge: around what can be written in or ticked. faint: words of what cannot be used now.

    series: a cycle that colour-blind people tell apart (after Okabe and Ito), ordered for this ground and seen on it.
    """

    ground: str
    surface: str
    field: str
    hover: str
    hairline: str
    border: str
    edge: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    good: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    series: tuple[str, ...]


LIGHT = Colors(
    ground="#fbfbfa",
    surface="#f3f3f1",
    field="#ffffff",
    hover="#e9eae8",
    hairline="#e2e3e0",
    border="#c9cbc8",
    edge="#828683",
    text="#25282c",
    muted="#5f656c",
    faint="#888d93",
    accent="#006aa6",
    accent_hover="#00578a",
    on_accent="#ffffff",
    accent_soft="#dcecf6",
    good="#187547",
    warning="#855600",
    warning_soft="#fbf0d9",
    danger="#b3261e",
    danger_soft="#fbe6e4",
    series=("#0072b2", "#d55e00", "#009468", "#c06a9b", "#aa7200", "#332288", "#5f656c"),
)
DARK = Colors(
    ground="#16181b",
    surface="#1c1f23",
    field="#212529",
    hover="#2a2f35",
    hairline="#2e3339",
    border="#454c54",
    edge="#747c85",
    text="#e3e5e8",
    muted="#9da4ac",
    faint="#666e76",
    accent="#56b4e9",
    accent_hover="#7cc6f0",
    on_accent="#0f1418",
    accent_soft="#1d3442",
    good="#5cc792",
    warning="#e6b455",
    warning_soft="#37301f",
    danger="#f2877f",
    danger_soft="#3b2423",
    series=("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00", "#9da4ac"),
)


class Theme(QObject):
    """The look in use. changed: it is another one now; paint again."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.mode: Mode = "system"
        self.colors = LIGHT
        self._applied = False

    @property
    def is_dark(self) -> bool:
        return self.colors is DARK

    def follow_system(self) -> None:
        """Apply the look now and again whenever the system changes between light and dark."""
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        self.use("system")

    def use(self, mode: Mode) -> None:
        """Light, dark, or as the system has it."""
        self.mode = mode
        scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(mode)
        colors = DARK if (scheme or QGuiApplication.styleHints().colorScheme()) == Qt.ColorScheme.Dark else LIGHT
        if self._applied and colors is self.colors:
            return
        self.colors = colors
        self._applied = True
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(palette(colors))
            app.setFont(base_font())
            app.setStyleSheet(style_sheet(colors))
        self.changed.emit()

    def _system_changed(self) -> None:
        if self.mode == "system":
            self.use("system")


@cache
def theme() -> Theme:
    """The application's one theme."""
    return Theme()


def colors() -> Colors:
    """The colours in use now."""
    return theme().colors


def base_font() -> QFont:
    """The system's family in the base size."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(TYPE_BASE)
    return font


def figures_font(pixels: int = TYPE_BASE, *, bold: bool = False) -> QFont:
    """The same family with figures of equal width, for numbers that stand under each other or change in place."""
    font = base_font()
    font.setPixelSize(pixels)
    font.setBold(bold)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def palette(look: Colors) -> QPalette:
    """For what the style sheet does not reach: native dialogs, placeholder text, selections."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: look.ground,
        QPalette.ColorRole.WindowText: look.text,
        QPalette.ColorRole.Base: look.field,
        QPalette.ColorRole.AlternateBase: look.surface,
        QPalette.ColorRole.ToolTipBase: look.field,
        QPalette.ColorRole.ToolTipText: look.text,
        QPalette.ColorRole.PlaceholderText: look.muted,
        QPalette.ColorRole.Text: look.text,
        QPalette.ColorRole.Button: look.surface,
        QPalette.ColorRole.ButtonText: look.text,
        QPalette.ColorRole.BrightText: look.danger,
        QPalette.ColorRole.Highlight: look.accent,
        QPalette.ColorRole.HighlightedText: look.on_accent,
        QPalette.ColorRole.Link: look.accent,
        QPalette.ColorRole.LinkVisited: look.accent,
        QPalette.ColorRole.Mid: look.border,
        QPalette.ColorRole.Midlight: look.hairline,
        QPalette.ColorRole.Accent: look.accent,
    }
    for role, value in roles.items():
        made.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(look.faint))
    return made


def icons_dir() -> Path:
    return paths.resources_dir() / "icons"


def icon(name: str, color: str | None = None) -> QIcon:
    """A line icon of resources/icons in a colour of the look (default: its text). Ask again when the look changes."""
    return _icon(name, color or colors().text, colors().faint)


@cache
def _icon(name: str, color: str, disabled: str) -> QIcon:
    made = QIcon()
    for mode, value in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, disabled)):
        for pixels in (16, 20, 24, 32, 40, 48, 64, 96):
            made.addPixmap(_svg_pixmap(name, value, pixels), mode)
    return made


def icon_pixmap(name: str, pixels: int, color: str | None = None, *, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of so many logical pixels, sharp on a screen of this ratio."""
    picture = _svg_pixmap(name, color or colors().muted, round(pixels * ratio))
    picture.setDevicePixelRatio(ratio)
    return picture


def set_icon(target: QPushButton | QToolButton, name: str, pixels: int = 16) -> None:
    """An icon in the colour of the button's words, painted again when the look changes."""
    target.setIconSize(QSize(pixels, pixels))
    _IconPainter(target, name)


class _IconPainter(QObject):
    """Belongs to the button, so that it goes with it."""

    def __init__(self, target: QPushButton | QToolButton, name: str) -> None:
        super().__init__(target)
        self._target = target
        self._name = name
        theme().changed.connect(self.paint)
        self.paint()

    def paint(self) -> None:
        look = colors()
        role = self._target.property("role")
        color = {"primary": look.on_accent, "quiet": look.accent, "danger": look.danger}.get(role)
        self._target.setIcon(icon(self._name, color))


def _svg_pixmap(name: str, color: str, pixels: int) -> QPixmap:
    text = (icons_dir() / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", color)
    renderer = QSvgRenderer(QByteArray(text.encode()))
    picture = QPixmap(pixels, pixels)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return picture


def style_sheet(look: Colors) -> str:
    """resources/styles/studio.qss with the look's colours filled in."""
    text = (paths.resources_dir() / "styles" / "studio.qss").read_text(encoding="utf-8")
    values = {field.name: getattr(look, field.name) for field in fields(look) if field.name != "series"}
    tone = "dark" if look is DARK else "light"
    return Template(text).substitute(values, icons=icons_dir().as_posix(), tone=tone)
