"""Whatever can be pressed, ticked, chosen or written in, on every page and in every dialog, empty and filled.

It has a name, a tip and a description, is reached by Tab, shows that it has the focus, and its keys are its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction, QColor, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.filled import dialogs, fill, states
from ui.charts.style import SEEN, contrast
from ui.main_window import MainWindow
from ui.theme import theme
from ui.widgets import Card

Wait = Callable[[Callable[[], object]], None]
CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QTabBar,
    Card,
)
MOST_LINKS = 4  # in one label, which Tab visits one after the other
WHOLE = (QAbstractSpinBox, QComboBox, QLineEdit, QTabBar, QAbstractItemView, QMenu)
"""What Qt makes of several widgets, of which only the whole is met."""


def controls(inside: QWidget) -> list[QWidget]:
    """What a person can work with, as far as it is seen."""
    return [
        one
        for one in inside.findChildren(QWidget)
        if one.isVisible() and not is_part_of_another(one) and (isinstance(one, CONTROLS) or takes_tab(one))
    ]


def is_part_of_another(widget: QWidget) -> bool:
    if isinstance(widget, QScrollBar) or widget.objectName().startswith("qt_"):
        return True
    parent = widget.parentWidget()
    while parent is not None and not widget.isWindow():
        if isinstance(parent, WHOLE):
            return True
        widget, parent = parent, parent.parentWidget()
    return False


def takes_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None


def told(widget: QWidget, what: QAccessible.Text) -> str:
    """What a screen reader is told."""
    if what == QAccessible.Text.Name and widget.accessibleName():  # Qt says a combo box's value instead
        return widget.accessibleName()
    interface = QAccessible.queryAccessibleInterface(widget)
    return str(interface.text(what)) if interface is not None else ""


def name_of(widget: QWidget) -> str:
    return f"{type(widget).__name__} {told(widget, QAccessible.Text.Name)!r}"


def unsaid(inside: QWidget) -> Iterator[str]:
    """What has no name, no tip, or the same name and description as another."""
    both: Counter[tuple[str, str]] = Counter()
    for one in controls(inside):
        name, description = (told(one, what) for what in (QAccessible.Text.Name, QAccessible.Text.Description))
        tip = " ".join(one.tabToolTip(n) for n in range(one.count())) if isinstance(one, QTabBar) else one.toolTip()
        if not name:
            yield f"{one!r} has no name"
        if not tip:
            yield f"{name_of(one)} has no tip"
        if not description or description == name:
            yield f"{name_of(one)} has no description"
        both[(name, description)] += 1
    yield from (f"{count} are called {name!r}: {tip!r}" for (name, tip), count in both.items() if count > 1)


# --- Tab ----------------------------------------------------------------------------------------------------------


def reached_by_tab(window: QWidget, qtbot: QtBot) -> set[QWidget]:
    """What has the focus in turn, until it comes back to where it began."""
    order: list[QWidget] = []
    for _ in range(400):
        focused = window.focusWidget() or window
        if focused in order[1:]:  # the first may stand outside the circle
            return set(order)
        order.append(focused)
        for _ in range(MOST_LINKS):
            qtbot.keyClick(focused, Qt.Key.Key_Tab)
            if window.focusWidget() is not focused:
                break
        else:
            raise AssertionError(f"Tab does not leave {name_of(focused)}")
    raise AssertionError("Tab goes on and on")


def out_of_reach(window: QWidget, inside: QWidget, qtbot: QtBot) -> list[str]:
    reached = reached_by_tab(window, qtbot)
    return [
        f"{name_of(one)} is not reached by Tab"
        for one in controls(inside)
        if one.isEnabled() and one not in reached and not reached & set(of_one_choice(one))
    ]


def of_one_choice(widget: QWidget) -> list[QWidget]:
    """Buttons of which one is chosen: Tab goes to that one, and the arrows to the others."""
    if not isinstance(widget, QAbstractButton):
        return []
    if widget.group() is not None:
        return list(widget.group().buttons())
    parent = widget.parentWidget()
    if widget.autoExclusive() and parent is not None:
        return [one for one in parent.findChildren(QAbstractButton) if one.autoExclusive()]
    return []


# --- focus that is seen -------------------------------------------------------------------------------------------


def picture(widget: QWidget) -> NDArray[np.uint32]:
    """Pixels, a number each."""
    shown = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(shown.constBits(), np.uint32).reshape(shown.height(), -1).copy()


def changed_pixels(before: NDArray[np.uint32], after: NDArray[np.uint32]) -> int:
    """Pixels whose two colours are told apart by 3 to 1, as WCAG 2.2 asks of a mark of the focus."""
    assert before.shape == after.shape
    changed = before != after
    pairs = Counter(zip(before[changed].tolist(), after[changed].tolist(), strict=True))
    return sum(
        count for (one, other), count in pairs.items() if contrast(QColor.fromRgb(one), QColor.fromRgb(other)) >= SEEN
    )


def without_visible_focus(window: QWidget, inside: QWidget) -> Iterator[str]:
    for one in controls(inside):
        if not one.isEnabled() or not one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        window.setFocus()
        before = picture(one)
        one.setFocus(Qt.FocusReason.TabFocusReason)
        if not one.hasFocus():
            yield f"{name_of(one)} takes no focus"
            continue
        changed = changed_pixels(before, picture(one))
        if changed < 24:
            yield f"{name_of(one)} does not show that it has the focus ({changed} pixels)"


# --- keys ---------------------------------------------------------------------------------------------------------


def clashes(window: QWidget) -> Iterator[str]:
    """Keys that two things are called by while both can be."""
    taken: dict[str, set[str]] = defaultdict(set)
    for action in window.findChildren(QAction):
        for keys in action.shortcuts():
            taken[keys.toString()].add(f"menu {action.text()!r}")
    for shortcut in window.findChildren(QShortcut):
        parent = shortcut.parent()
        if isinstance(parent, QWidget) and parent.isVisible():
            taken[shortcut.key().toString()].add(f"shortcut of {parent!r}")
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and not button.shortcut().isEmpty():
            taken[button.shortcut().toString()].add(name_of(button))
    for text, widget in [(one.text(), one) for one in window.findChildren(QLabel) if one.isVisible() and one.buddy()]:
        taken[QKeySequence.mnemonic(text).toString()].add(name_of(widget))
    if isinstance(window, MainWindow):
        for action in window.menuBar().actions():
            taken[QKeySequence.mnemonic(action.text()).toString()].add(f"menu {action.text()!r}")
    yield from (f"{keys}: {sorted(users)}" for keys, users in taken.items() if keys and len(users) > 1)
    for menu in window.findChildren(QMenu):
        letters = [QKeySequence.mnemonic(action.text()).toString() for action in menu.actions()]
        yield from (f"{menu.title()}: {key} twice" for key, count in Counter(letters).items() if key and count > 1)


def flaws(window: QWidget, inside: QWidget, qtbot: QtBot) -> list[str]:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.setFocus()
    found = [*unsaid(inside), *out_of_reach(window, inside, qtbot), *clashes(window)]
    return found + list(without_visible_focus(window, inside))


@pytest.mark.parametrize("look", ["light", "dark"])
def test_every_widget(
    window: MainWindow,
    reviews: Path,
    tiny_model: Path,
    wait_until: Wait,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    look: str,
) -> None:
    theme().use(look)
    found: dict[str, list[str]] = {}
    window.show()
    for filled in (False, True):
        if filled:
            fill(window, reviews, tiny_model, wait_until, monkeypatch)
        for name, show in states(window, wait_until):
            page = show()
            mine = flaws(window, page, qtbot)
            if mine:
                found[f"{name}, {'filled' if filled else 'empty'}"] = mine
    for name, dialog in dialogs(window).items():
        dialog.show()
        mine = flaws(dialog, dialog, qtbot)
        if mine:
            found[f"dialog {name}"] = mine
        dialog.close()
        dialog.deleteLater()
    assert not found
