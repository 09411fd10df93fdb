"""The end of a training is said outside the window while another program is in front, and only then."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from tests.ui.stories import new_run, whole_run
from ui.main_window import MainWindow


class Tray:
    """What the desktop would show."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.said: list[tuple[str, str, object]] = []
        self.alerts: list[object] = []
        monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
        monkeypatch.setattr(QSystemTrayIcon, "show", lambda _self: None)
        monkeypatch.setattr(
            QSystemTrayIcon, "showMessage", lambda _self, title, text, kind, _ms: self.said.append((title, text, kind))
        )
        monkeypatch.setattr(QApplication, "alert", lambda window: self.alerts.append(window))


@pytest.fixture
def tray(monkeypatch: pytest.MonkeyPatch) -> Tray:
    return Tray(monkeypatch)


@pytest.mark.parametrize(("state", "words"), [("finished", "finished"), ("failed", "failed"), ("running", None)])
def test_an_end_is_said_while_another_program_is_in_front(
    window: MainWindow, tray: Tray, monkeypatch: pytest.MonkeyPatch, tmp_path: object, state: str, words: str | None
) -> None:
    window.actions_.new_project(tmp_path / "mine")  # type: ignore[operator]
    run = new_run(window.session.project, *whole_run())
    monkeypatch.setattr(window, "isActiveWindow", lambda: False)
    window.actions_.training.state.emit(run, state)
    assert len(tray.said) == len(tray.alerts) == (words is not None)
    if words:
        title, text, kind = tray.said[0]
        assert title == "Prompt tuning on reviews"
        assert words in text
        assert (kind == QSystemTrayIcon.MessageIcon.Information) == (state == "finished")


def test_nothing_is_said_outside_while_the_window_is_in_front(
    window: MainWindow, tray: Tray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "isActiveWindow", lambda: True)
    window.outside.say("run", "title", "text", is_good=True)
    assert tray.said == tray.alerts == []


@pytest.mark.qt_log_ignore("This plugin does not support raise", "This plugin does not support propagateSizeHints")
def test_a_click_on_it_leads_to_the_run(
    qtbot: QtBot, window: MainWindow, tray: Tray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "isActiveWindow", lambda: False)
    window.outside.say("run-1", "title", "text", is_good=True)
    assert tray.said
    icon = window.outside.findChild(QSystemTrayIcon)
    assert icon is not None
    with qtbot.waitSignal(window.outside.followed) as followed:
        icon.messageClicked.emit()
    assert followed.args == ["run-1"]
