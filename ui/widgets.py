"""Small shared widgets: words, buttons, strips and folds in their roles, and boxes that leave the wheel alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.plain_text import plain
from ui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4, colors, icon, icon_pixmap, set_icon, theme

Level = Literal["info", "warning", "error"]
Tone = Literal["plain", "accent", "good", "warning", "danger"]
W = TypeVar("W", bound=QWidget)
_NARROWEST_TEXT = 96
_CALLED_BY = re.compile(r"\(&\w\)|&")


def set_role(widget: W, role: str, **properties: str | bool) -> W:
    """Give a widget its role in the style sheet, and its states (`selected=True`, `level="error"`)."""
    widget.setProperty("role", role)
    for name, value in properties.items():
        widget.setProperty(name, value)
    repolish(widget)
    return widget


def repolish(widget: QWidget) -> None:
    """Make a changed property take effect."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def named(widget: W, name: str, tip: str) -> W:
    """Give a control its accessible name and its tool tip."""
    widget.setAccessibleName(name)
    widget.setToolTip(plain(tip))
    widget.setAccessibleDescription(tip)
    return widget


# --- words --------------------------------------------------------------------------------------------------------


def label(text: str = "", role: str = "plain", *, wrap: bool = False) -> QLabel:
    """A line of text in a role: hero, title, section, strong, hint, muted, error or plain."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if wrap:  # a wrapped label otherwise asks for the height of a narrow one
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        made.setMinimumWidth(_NARROWEST_TEXT)
    return set_role(made, role)


def section_title(text: str) -> QLabel:
    return label(text, "section")


def hint(text: str = "") -> QLabel:
    """A line in small grey type that wraps."""
    return label(text, "hint", wrap=True)


def chip(text: str, tone: Tone = "plain") -> QLabel:
    """A short word in a rounded field."""
    made = label(text, "chip")
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return set_role(made, "chip", tone=tone)


def hairline() -> QFrame:
    """A thin line across."""
    line = QFrame()
    line.setFixedHeight(1)
    return set_role(line, "hairline")


def spoken(text: str) -> str:
    """Words of a menu or a button without the letter that calls it: "&Open" is Open, "打开(&O)" is 打开."""
    return _CALLED_BY.sub("", text)


# --- buttons ------------------------------------------------------------------------------------------------------


def button(
    text: str, tip: str, *, role: str = "plain", icon_name: str | None = None, kind: type[QPushButton] = QPushButton
) -> QPushButton:
    """A button with its accessible name and tip; its icon follows the look."""
    made = kind(text)
    set_role(made, role)
    named(made, spoken(text), tip)
    if icon_name:
        made.setText(f" {text}")  # air between icon and words, which style sheets cannot give
        set_icon(made, icon_name)
    return made


class OnceButton(QPushButton):
    """A double click is one click: its second half would press what the first has led to."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()


def primary_button(text: str, tip: str, kind: type[QPushButton] = QPushButton) -> QPushButton:
    """The one action of a page that leads on."""
    return button(text, tip, role="primary", kind=kind)


def quiet_button(text: str, tip: str, *, icon_name: str | None = None) -> QPushButton:
    """A button that reads like a link."""
    return button(text, tip, role="quiet", icon_name=icon_name)


def danger_button(text: str, tip: str) -> QPushButton:
    """A button that takes something away."""
    return button(text, tip, role="danger")


# --- boxes that ignore the wheel unless they have the focus --------------------------------------------------------


class ComboBox(QComboBox):
    """A combo box of (text, value) choices that leaves the wheel to the page unless it has the focus."""

    def __init__(self, choices: Sequence[tuple[str, object]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, object]]) -> None:
        """Replace the choices, silently; the value stays where it is still there."""
        value, blocked = self.value(), self.blockSignals(True)
        self.clear()
        for text, data in choices:
            self.addItem(text, data)
        self.set_value(value)
        self.blockSignals(blocked)

    def value(self) -> object:
        """The value of the choice shown."""
        return self.currentData()

    def set_value(self, value: object) -> None:
        """Show the choice with this value; the first one where there is none."""
        found = next((i for i in range(self.count()) if self.itemData(i) == value), 0 if self.count() else -1)
        self.setCurrentIndex(found)

    def minimumSizeHint(self) -> QSize:
        """Narrower than the longest choice where there is no room for it."""
        return QSize(96, super().minimumSizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SpinBox(QSpinBox):
    """A box for whole numbers that leaves the wheel to the page unless it has the focus."""

    def __init__(self, low: int = 0, high: int = 1_000_000_000, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(low, high)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class DoubleSpinBox(QDoubleSpinBox):
    """A box for numbers that leaves the wheel to the page unless it has the focus."""

    def __init__(
        self,
        low: float = 0.0,
        high: float = 1e9,
        *,
        decimals: int = 2,
        step: float = 0.05,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setDecimals(decimals)
        self.setRange(low, high)
        self.setSingleStep(step)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


# --- strips, folds, cards, empty pages -----------------------------------------------------------------------------


class Notice(QFrame):
    """A strip with one sentence, and maybe a button that mends what it says. Hidden while it has nothing to say."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "notice", level="info")
        self.row = row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_3, SPACE_2, SPACE_2, SPACE_2)
        row.setSpacing(SPACE_3)
        self.words = label("", wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.action = button("", "")
        self.action.clicked.connect(self.clicked)
        row.addWidget(self.words, 1)
        row.addWidget(self.action)
        self.clear()

    def say(self, text: str, level: Level = "info", action: str = "", tip: str = "") -> None:
        """Show the sentence; action: the words of the button, if there is one."""
        self.words.setText(text)
        self.action.setText(action)
        named(self.action, action, tip or action)
        self.action.setVisible(bool(action))
        set_role(self, "notice", level=level)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def clear(self) -> None:
        self.say("")


class Fold(QWidget):
    """A heading that opens and closes what is below it. Put that into `body`."""

    toggled = Signal(bool)

    def __init__(self, title: str, tip: str, *, is_open: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        self.head = set_role(QToolButton(), "fold")
        self.head.setCheckable(True)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.inside = QWidget()
        self.body = QVBoxLayout(self.inside)
        self.body.setContentsMargins(SPACE_4, 0, 0, 0)
        self.body.setSpacing(SPACE_2)
        column.addWidget(self.head)
        column.addWidget(self.inside)
        self.set_title(title, tip)
        self.head.toggled.connect(self._show)
        theme().changed.connect(self._paint_arrow)
        self.head.setChecked(is_open)
        self._show(is_open)

    def set_title(self, title: str, tip: str) -> None:
        self.head.setText(title)
        named(self.head, title, tip)

    def is_open(self) -> bool:
        return self.head.isChecked()

    def set_open(self, is_open: bool) -> None:
        self.head.setChecked(is_open)

    def _show(self, is_open: bool) -> None:
        self.inside.setVisible(is_open)
        self._paint_arrow()
        self.toggled.emit(is_open)

    def _paint_arrow(self) -> None:
        self.head.setIcon(icon("chevron-down" if self.head.isChecked() else "chevron-right", colors().muted))


class Card(QFrame):
    """A box that can be chosen by mouse or keyboard. Put its contents into `body`."""

    clicked = Signal()

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        named(self, name, tip)
        set_role(self, "card", clickable=True, selected=False)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        self.body.setSpacing(SPACE_1)

    def set_selected(self, selected: bool) -> None:
        set_role(self, "card", selected=selected)

    def is_selected(self) -> bool:
        return bool(self.property("selected"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.isEnabled():
            self.clicked.emit()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class EmptyState(QWidget):
    """What a page says that has nothing yet: what belongs here, and the button for it."""

    clicked = Signal()

    def __init__(
        self, icon_name: str, title: str, text: str, action: str = "", tip: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE_2)
        self._icon_name = icon_name
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title = label(title, "section")
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text = label(text, "muted", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.text.setMaximumWidth(520)
        column.addStretch(2)
        column.addWidget(self.picture)
        column.addWidget(self.title)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.text, 6)
        row.addStretch(1)
        column.addLayout(row)
        self.action = primary_button(action, tip or action)
        self.action.setVisible(bool(action))
        self.action.clicked.connect(self.clicked)
        column.addSpacing(SPACE_2)
        column.addWidget(self.action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self._paint()
        theme().changed.connect(self._paint)

    def _paint(self) -> None:
        self.picture.setPixmap(icon_pixmap(self._icon_name, 40, ratio=self.devicePixelRatioF()))


# --- rows -----------------------------------------------------------------------------------------------------------


def row_of(*widgets: QWidget, spacing: int = SPACE_2, stretch_last: bool = False) -> QHBoxLayout:
    """Widgets beside each other, at the left unless the last one takes the rest."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing)
    for widget in widgets:
        row.addWidget(widget)
    if stretch_last and widgets:
        row.setStretch(row.count() - 1, 1)
    else:
        row.addStretch(1)
    return row


def beside(*widgets: QWidget) -> QWidget:
    """Widgets beside each other as one, for a row of a form."""
    holder = QWidget()
    holder.setLayout(row_of(*widgets))
    return holder


def clear_layout(layout: QHBoxLayout | QVBoxLayout) -> None:
    """Take out and delete everything in a layout."""
    while layout.count():
        item = layout.takeAt(0)
        assert item is not None
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, QHBoxLayout | QVBoxLayout):
            clear_layout(inner)
