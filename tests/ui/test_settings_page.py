"""The Settings page as a person uses it: what is chosen counts at once and is there again; logs are found."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from studio import paths
from studio.preferences import DEVICE, PRECISION, THREADS
from tests.test_hub_token import TOKEN, Ring
from ui.main_window import MainWindow
from ui.pages.settings import SettingsPage
from ui.session import Session
from ui.theme import theme
from ui.workers.cores import spare_cores

Wait = Callable[[Callable[[], bool]], None]


pytestmark = pytest.mark.usefixtures("preferences_end_with_the_test", "light_comes_back", "ring")


@pytest.fixture
def light_comes_back() -> Iterator[None]:
    yield
    theme().use("light")


@pytest.fixture
def ring() -> Iterator[Ring]:
    before, made = keyring.get_keyring(), Ring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def page(window: MainWindow) -> SettingsPage:
    window.show_page("settings")
    shown = window.pages["settings"]
    assert isinstance(shown, SettingsPage)
    return shown


def control(form: object, name: str) -> QLineEdit:
    widget = form.editors[name].widget  # type: ignore[attr-defined]
    assert isinstance(widget, QLineEdit)
    return widget


def test_what_is_chosen_counts_at_once_and_is_there_again(
    qtbot: QtBot, page: SettingsPage, settings: QSettings
) -> None:
    qtbot.keyClicks(control(page.computing, "threads"), "3")
    page.computing.editors["device"].widget.setCurrentText("CPU")
    page.computing.editors["precision"].widget.setCurrentText("bf16")
    assert (os.environ[THREADS], os.environ[DEVICE], os.environ[PRECISION]) == ("3", "cpu", "bf16")
    assert spare_cores() == 3
    again = Session(settings).preferences
    assert (again.threads, again.device, again.precision) == (3, "cpu", "bf16")
    assert page.session.preferences == again


def test_a_proxy_is_taken_once_it_is_an_address_and_until_then_the_field_says_why(
    qtbot: QtBot, page: SettingsPage
) -> None:
    field = control(page.network, "proxy")
    qtbot.keyClicks(field, "proxy.example:3128")
    assert page.network.rows["proxy"].error.isVisible()
    assert "HTTPS_PROXY" not in os.environ
    field.clear()
    qtbot.keyClicks(field, "http://proxy.example:3128")
    assert not page.network.rows["proxy"].error.isVisible()
    assert page.session.preferences.proxy == "http://proxy.example:3128"


def test_the_look_is_the_same_in_the_menu_and_on_the_page(page: SettingsPage, window: MainWindow) -> None:
    page.look.setCurrentText("Dark")
    assert theme().is_dark
    assert window.menus.actions["dark"].isChecked()
    window.menus.actions["light"].trigger()
    assert page.look.currentText() == "Light"


def test_a_token_goes_into_the_key_ring_and_no_further(
    qtbot: QtBot, page: SettingsPage, ring: Ring, wait_until: Wait, settings: QSettings
) -> None:
    wait_until(lambda: "No token" in page.token_says.text())
    assert page.token.echoMode() == QLineEdit.EchoMode.Password
    qtbot.keyClicks(page.token, TOKEN)
    qtbot.mouseClick(page.keep, Qt.MouseButton.LeftButton)
    wait_until(lambda: "A token is kept" in page.token_says.text())
    assert list(ring.kept.values()) == [TOKEN]
    assert page.token.text() == ""
    page.look.setCurrentText("Dark")  # so that there is a file of settings
    settings.sync()
    assert TOKEN not in Path(settings.fileName()).read_text()
    qtbot.mouseClick(page.forget, Qt.MouseButton.LeftButton)
    wait_until(lambda: "No token" in page.token_says.text())
    assert not ring.kept


def test_what_is_no_token_is_said_and_stays_to_be_mended(qtbot: QtBot, page: SettingsPage, wait_until: Wait) -> None:
    messages: list[str] = []
    page.session.message.connect(lambda text, _level: messages.append(text))
    qtbot.keyClicks(page.token, "my password")
    page.token.returnPressed.emit()
    wait_until(lambda: any("no token of the hub" in text for text in messages))
    assert page.token.text() == "my password"


def test_another_language_is_spoken_from_the_next_start_on_which_is_offered(
    qtbot: QtBot, page: SettingsPage, settings: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOFTPROMPT_LANGUAGE")
    asked: list[bool] = []
    page.actions_.restart_wanted.disconnect()  # or the window would close and another open
    page.actions_.restart_wanted.connect(lambda: asked.append(True))
    page.language.setCurrentText("简体中文")
    assert settings.value("language") == "zh_CN"
    assert not asked
    qtbot.mouseClick(page.restart.action, Qt.MouseButton.LeftButton)
    assert asked
    page.language.setCurrentText("English")
    assert page.restart.isHidden()


def test_what_becomes_of_trainings_on_closing_is_chosen(page: SettingsPage, settings: QSettings) -> None:
    assert page.closing.currentText() == "Ask"
    page.closing.setCurrentText("They pause")
    assert settings.value("closing") == "pause"
    assert Session(settings).closing() == "pause"


def test_logs_are_chosen_filtered_and_copied(qtbot: QtBot, page: SettingsPage, wait_until: Wait) -> None:
    folder = paths.user_log_dir()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "crash-20261121-165318.txt").write_text("Softprompt Studio\nValueError: it broke\n")
    (folder / "inference.log").write_text("loading\nUserWarning: slow\nready\n")
    page.tabs.setCurrentIndex(1)
    titles = [page.which.itemText(number) for number in range(page.which.count())]
    assert titles[0] == "Crash of 2026-11-21 16:53:18"
    page.which.setCurrentIndex(0)
    assert "it broke" in page.log.text.toPlainText()
    page.which.setCurrentText("Playground")
    assert page.log.text.toPlainText() == "loading\nUserWarning: slow\nready"
    page.log.problems.setChecked(True)
    assert page.log.text.toPlainText() == "UserWarning: slow"
    page.log.problems.setChecked(False)
    qtbot.keyClicks(page.log.search, "READ")
    qtbot.mouseClick(page.log.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "ready"
    with (folder / "inference.log").open("a") as log:
        log.write("read a row\n")
    wait_until(lambda: page.log.text.toPlainText() == "ready\nread a row")
    page.log.search.setText("nothing like it")
    assert page.log.text.toPlainText() == "No line of this log has that in it."
    assert not page.log.copy.isEnabled()
    for name in ("crash-20261121-165318.txt", "inference.log"):
        (folder / name).unlink()
