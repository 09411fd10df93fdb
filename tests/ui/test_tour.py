"""The tour leads from a table to an adapter, and gets out of the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.main_window import MainWindow
from ui.session import Session
from ui.tour import SAMPLE, STOPS

Wait = Callable[[Callable[[], bool]], None]


def box(widget: QWidget, over: QWidget) -> QRect:
    return QRect(widget.mapTo(over, QPoint(0, 0)), widget.size())


def test_who_is_new_is_offered_it_and_who_has_seen_it_is_not(
    qtbot: QtBot, window: MainWindow, settings: QSettings, wait_until: Wait
) -> None:
    home = window.pages["home"]
    assert home.welcome.isVisible()  # type: ignore[attr-defined]
    qtbot.mouseClick(home.welcome.action, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    wait_until(window.tour.bubble.isVisible)
    qtbot.keyClick(window.tour.bubble, Qt.Key.Key_Escape)
    assert not window.tour.bubble.isVisible()
    assert not Session(settings).is_new()


@pytest.mark.parametrize("size", [(1240, 800), (1024, 700)])
def test_every_stop_stands_beside_what_it_is_about(
    qtbot: QtBot, window: MainWindow, wait_until: Wait, size: tuple[int, int]
) -> None:
    window.resize(*size)
    window.menus.actions["tour"].trigger()
    over = window.centralWidget()
    for number, stop in enumerate(STOPS):
        wait_until(lambda number=number: window.tour.bubble.count.text().startswith(f"{number + 1} "))
        wait_until(lambda: window.tour.bubble.isVisible() and not window.tour._timer.isActive())
        assert window.page_key == stop.page
        bubble, ring = box(window.tour.bubble, over), box(window.tour.ring, over)
        assert over.rect().contains(bubble)
        target = stop.target(window)
        assert target is not None
        assert ring.intersects(box(target, over))
        assert not bubble.intersects(box(target, over)) or target.width() > 600
        qtbot.mouseClick(window.tour.bubble.next, Qt.MouseButton.LeftButton)
        if number == 0:
            wait_until(lambda: window.session.table is not None)
    assert window.tour.stop is None
    assert not window.tour.ring.isVisible()


def test_a_click_on_the_sample_itself_leads_on_too(qtbot: QtBot, window: MainWindow, wait_until: Wait) -> None:
    window.actions_.tour_wanted.emit()
    wait_until(window.tour.bubble.isVisible)
    card = window.pages["home"].findChild(QWidget, f"sample-{SAMPLE}")
    assert card is not None
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    wait_until(lambda: window.tour.stop is STOPS[1])
    qtbot.mouseClick(window.tour.bubble.back, Qt.MouseButton.LeftButton)
    assert window.tour.stop is STOPS[0]
