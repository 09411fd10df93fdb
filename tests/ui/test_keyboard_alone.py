"""The main job by the keyboard alone: no mouse, and nothing is asked of a widget but what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from studio.store.project import Project
from ui.main_window import MainWindow
from ui.pages.model import ModelPage
from ui.pages.playground import PlaygroundPage
from ui.workers import playground_worker

Key, Modifier = Qt.Key, Qt.KeyboardModifier
LONG_MS = 120_000  # children import torch
MOST_TABS = 120


class Keyboard:
    """Keys go to whatever has the focus."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot

    def focused(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
        self.qtbot.keyClick(self.focused(), key, modifier)

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self.focused(), text)

    def tab_to(self, name: str) -> None:
        """Tab until what is called so has the focus."""
        seen = []
        for _ in range(MOST_TABS):
            if self.focused().accessibleName() == name and self.focused().focusPolicy() & Qt.FocusPolicy.TabFocus:
                return  # a page itself may be called so too
            seen.append(self.focused().accessibleName())
            self.press(Key.Key_Tab)
        raise AssertionError(f"{name} is not reached by Tab, only {seen}")

    def answer_with(self, path: Path) -> None:
        """Once a dialog asks for a file, write its path."""
        asked = QTimer(QApplication.instance(), interval=20)

        def write() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, QFileDialog) and dialog.isActiveWindow():
                asked.stop()
                asked.deleteLater()
                self.press(Key.Key_A, Modifier.ControlModifier)
                self.type(str(path))
                self.press(Key.Key_Return)

        asked.timeout.connect(write)
        asked.start()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.long
def test_the_main_job_is_done_by_the_keyboard_alone(
    qtbot: QtBot, window: MainWindow, reviews: Path, tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playground_worker.paths, "user_log_dir", lambda: tmp_path / "logs")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", asking(QFileDialog.getOpenFileName))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", asking(QFileDialog.getSaveFileName))
    window.session.add_model_folder(tiny_model)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    keys = Keyboard(qtbot)

    keys.answer_with(reviews)
    keys.press(Key.Key_I, Modifier.ControlModifier)
    qtbot.waitUntil(lambda: window.session.data_spec() is not None)
    on_page(qtbot, window, "data")
    keys.tab_to("Next: Model")
    keys.press(Key.Key_Space)
    on_page(qtbot, window, "model")
    models = cast("ModelPage", window.pages["model"])
    qtbot.waitUntil(lambda: len(models.cards) > 1 and all(card.isVisible() for card in models.cards.values()))
    keys.tab_to("Tiny llama")
    keys.press(Key.Key_Return)
    keys.tab_to("Next: Method")
    keys.press(Key.Key_Space)
    on_page(qtbot, window, "method")
    keys.tab_to("Epochs")
    keys.press(Key.Key_A, Modifier.ControlModifier)
    keys.type("2")
    keys.tab_to("Next: Train")
    keys.press(Key.Key_Space)
    on_page(qtbot, window, "train")
    keys.tab_to("Train")
    keys.press(Key.Key_Space)

    project = cast("Project", window.session.project)
    qtbot.waitUntil(lambda: [run.state for run in project.store.runs()] == ["finished"], timeout=LONG_MS)
    qtbot.waitUntil(lambda: not window.actions_.training.running(), timeout=LONG_MS)
    keys.tab_to("Open in playground")
    keys.press(Key.Key_Space)
    on_page(qtbot, window, "playground")
    play = cast("PlaygroundPage", window.pages["playground"])
    keys.tab_to("Column text")
    keys.type("the film was good")
    keys.press(Key.Key_Return, Modifier.AltModifier)
    qtbot.waitUntil(lambda: not play.worker.is_busy() and play.ask_button.isEnabled(), timeout=LONG_MS)
    for pane in play.panes.values():
        assert sum(bar.share for bar in pane.bars.bars()) == pytest.approx(1.0)

    out = tmp_path / "exported.zip"
    keys.press(Key.Key_9, Modifier.ControlModifier)
    on_page(qtbot, window, "adapters")
    keys.answer_with(out)
    keys.tab_to("Export")
    keys.press(Key.Key_Space)
    qtbot.waitUntil(lambda: out.is_file() and not window.actions_.busy)


def on_page(qtbot: QtBot, window: MainWindow, key: str) -> None:
    """Wait for a page. After a dialog the window has the keyboard again, which a desktop sees to."""
    qtbot.waitUntil(lambda: window.page_key == key)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def asking(ask: Callable[..., tuple[str, str]]) -> Callable[..., tuple[str, str]]:
    """Qt's own dialog, not the desktop's."""
    return lambda *given: ask(*given, options=QFileDialog.Option.DontUseNativeDialog)
