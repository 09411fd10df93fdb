"""The real window: pages on their first visit, menus, messages, looks, and no torch."""

# Tests ask for fixtures for what these do, not only for what they give.
# ruff: noqa: ARG001

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QProcess, QSettings, Qt, QThreadPool, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from studio.errors import TableError
from ui import dialogs, language, main_window
from ui.actions import Actions
from ui.another_window import HOME, open_window
from ui.app import open_first
from ui.crash import CrashDialog, CrashReporter, report_text
from ui.kept import Closing
from ui.main_window import MainWindow
from ui.pages.model import ModelPage
from ui.samples import sample_projects
from ui.side_bar import PAGES
from ui.theme import DARK, LIGHT, colors, theme
from ui.widgets import Card, Fold

Wait = Callable[[Callable[[], object]], None]
ROOT = Path(__file__).resolve().parents[2]
_OPEN_ALL_PAGES = """
import sys
from ui.app import make_application, make_window
from ui.side_bar import PAGES
from ui.pictures import settle
from ui.kept import user_settings
from ui.session import Session
from ui.workers.training_worker import TrainingCenter
app = make_application(sys.argv)
window = make_window(Session(user_settings()), TrainingCenter(keep_warm=False))
window.show()
window.actions_.open_sample("sms_spam")
settle(300)
for page in PAGES:
    window.show_page(page.key)
    settle(100)
print(sorted({"torch", "transformers", "datasets"} & set(sys.modules)), len(window.pages))
window.close()
"""


def child(code: str, tmp_path: Path) -> str:
    """The output of a window in a process of its own."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_all_pages_open_without_torch(tmp_path: Path) -> None:
    assert child(_OPEN_ALL_PAGES, tmp_path) == f"[] {len(PAGES)}"


def test_pages_are_made_on_their_first_visit(window: MainWindow) -> None:
    assert list(window.pages) == ["home"]
    window.side_bar.buttons["data"].click()
    assert list(window.pages) == ["home", "data"]
    assert window.stack.currentWidget() is window.pages["data"]
    first = window.pages["data"]
    window.show_page("home")
    window.show_page("data")
    assert window.pages["data"] is first


def test_each_page_has_a_shortcut_and_every_shortcut_is_used_once(window: MainWindow) -> None:
    taken = [action.shortcut().toString() for action in window.menus.actions.values()]
    assert all(taken), "every action has a shortcut"
    assert len(set(taken)) == len(taken)
    assert not any(action.autoRepeat() for action in window.menus.actions.values()), "a held key does it once"
    for number, page in enumerate(PAGES, 1):
        assert window.menus.actions[page.key].shortcut() == QKeySequence(page.keys or f"Ctrl+{number}")
        window.menus.actions[page.key].trigger()
        assert window.page_key == page.key


def test_a_sample_is_opened_and_the_four_steps_say_what_they_hold(window: MainWindow, wait_until: Wait) -> None:
    window.actions_.open_sample("sms_spam")
    wait_until(lambda: window.session.table is not None)
    assert window.page_key == "data"
    assert window.windowTitle() == "Spam or not – Data – Softprompt Studio"
    says = {key: button.holds.toolTip() for key, button in window.side_bar.buttons.items()}
    assert says["data"] == "sms_spam.tsv, 5,574 rows"
    assert says["model"] == "starter"
    assert says["method"] == "Prefix tuning, 20 virtual tokens"
    assert says["train"] == "3 epochs, batches of 16"


def test_next_leads_through_the_four_steps(window: MainWindow, tiny_model: Path, wait_until: Wait) -> None:
    window.actions_.open_sample("sms_spam")
    wait_until(lambda: window.session.table is not None)
    window.session.add_model_folder(tiny_model)
    window.session.set_model(str(tiny_model))
    for key, following in (("data", "model"), ("model", "method"), ("method", "train")):
        assert window.page_key == key
        wait_until(window.pages[key].next.isEnabled)
        window.pages[key].next.setFocus()
        window.pages[key].next.click()
        assert window.page_key == following
        assert window.focusWidget() is window.pages[following]  # not one of its controls, as if it were chosen


def test_a_double_click_leads_one_step_on_and_not_two(
    window: MainWindow, qtbot: QtBot, reviews: Path, wait_until: Wait
) -> None:
    window.actions_.tables.import_table(reviews)
    wait_until(lambda: window.session.table is not None)
    window.show_page("model")
    window.show_page("data")
    following = window.pages["data"].next
    wait_until(following.isEnabled)
    qtbot.mouseClick(following, Qt.MouseButton.LeftButton)
    assert window.page_key == "model"
    for half in (qtbot.mouseDClick, qtbot.mouseRelease):  # as the system sends the second click
        half(window.pages["model"].next, Qt.MouseButton.LeftButton)
    assert window.page_key == "model"


def test_a_message_is_shown_and_an_error_stays_until_it_is_closed(window: MainWindow, wait_until: Wait) -> None:
    window.session.message.emit("It is done.", "info")
    assert window.toast.isVisible()
    assert window.toast.words.text() == "It is done."
    window.toast._timer.setInterval(1)
    window.session.message.emit("It is done.", "info")
    wait_until(lambda: not window.toast.isVisible())
    window.session.message.emit("It is not done. Try again.", "error")
    assert not window.toast._timer.isActive()
    assert window.toast.isVisible()
    window.toast.close_button.click()
    assert not window.toast.isVisible()


def test_what_studio_says_is_told_in_the_language_of_the_window(
    actions: Actions, messages: list[tuple[str, str]], qtbot: QtBot
) -> None:
    german = {
        (language.STUDIO, "The table is empty."): "Die Tabelle ist leer.",
        (language.WINDOW, "Run {run}: {problem}"): "Lauf {run}: {problem}",
    }
    before = language._translate

    def fail() -> None:
        raise TableError("The table is empty.")

    language.speak(lambda context, text: german.get((context, text), ""))
    try:
        actions.perform(fail)
        actions.in_background("", fail, lambda _nothing: None)
        qtbot.waitUntil(lambda: len(messages) == 2)
        actions.training._failed("1", "The table is empty.")
    finally:
        language.speak(before)
    told = "Die Tabelle ist leer."
    assert messages == [(told, "error"), (told, "error"), (f"Lauf 1: {told}", "error")]


def test_what_goes_on_in_the_background_is_said_at_the_bottom(window: MainWindow) -> None:
    window.actions_.busy_changed.emit("Reading reviews.csv")
    assert window.statusBar().isVisible()
    assert window.busy.text() == "Reading reviews.csv …"
    window.actions_.busy_changed.emit("")
    assert not window.statusBar().isVisible()


def test_the_look_follows_the_system_unless_the_user_chose_one(window: MainWindow) -> None:
    from PySide6.QtGui import QGuiApplication

    theme().use("system")
    hints = QGuiApplication.styleHints()
    try:
        hints.setColorScheme(Qt.ColorScheme.Dark)
        assert colors() is DARK or hints.colorScheme() != Qt.ColorScheme.Dark
        window.menus.actions["dark"].trigger()
        assert colors() is DARK
        assert window.session.settings.value("look") == "dark"
        window.menus.actions["light"].trigger()
        assert colors() is LIGHT
    finally:
        hints.unsetColorScheme()


def test_the_menus_list_samples_and_recent_projects(window: MainWindow, tmp_path: Path) -> None:
    window.menus.samples.aboutToShow.emit()
    assert [action.text() for action in window.menus.samples.actions()] == [one.title for one in sample_projects()]
    window.actions_.new_project(tmp_path / "mine")
    window.menus.recent.aboutToShow.emit()
    assert [action.text() for action in window.menus.recent.actions()] == ["mine"]


def test_what_cannot_be_done_is_switched_off(window: MainWindow, wait_until: Wait) -> None:
    actions = window.menus.actions
    for name in ("start", "pause", "stop", "keep", "resume", "undo", "import folder"):
        assert not actions[name].isEnabled(), name
    window.actions_.open_sample("amazon_reviews")
    wait_until(lambda: window.session.table is not None)
    assert actions["start"].isEnabled()
    assert actions["import folder"].isEnabled()


def test_a_table_dropped_on_the_window_is_imported(window: MainWindow, reviews: Path, wait_until: Wait) -> None:
    window.menus.take_in([reviews])
    assert window.page_key == "data"
    wait_until(lambda: window.session.table is not None)


def test_a_project_dropped_on_the_window_is_opened(window: MainWindow, tmp_path: Path, wait_until: Wait) -> None:
    window.actions_.new_project(tmp_path / "one")
    window.actions_.new_project(tmp_path / "two")
    window.menus.take_in([tmp_path / "one"])
    wait_until(lambda: window.session.project.folder == tmp_path / "one")


def test_the_last_project_and_page_come_back(
    window: MainWindow, settings: QSettings, tmp_path: Path, wait_until: Wait
) -> None:
    window.actions_.new_project(tmp_path / "mine")
    window.session.set_project(None)
    settings.setValue("last_page", "runs")
    open_first(window, None)
    assert window.page_key == "runs"
    wait_until(lambda: window.session.project)
    assert window.session.project.folder == tmp_path / "mine"


def test_another_window_opens_without_a_project_and_the_same_one_again_with_its_own(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wait_until: Wait
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(QProcess, "startDetached", lambda *command: started.append(list(command)))
    window.menus.actions["new window"].trigger()
    assert started[0][1][-1] == HOME
    window.actions_.new_project(tmp_path / "mine")
    wait_until(lambda: window.session.project)
    window.start_again()
    assert started[1][1][-1] == str(tmp_path / "mine")
    assert window.isHidden()


def test_another_window_takes_no_module_out_of_the_folder_where_the_user_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ui.py").write_text("raise SystemExit('taken out of this folder')")
    monkeypatch.chdir(tmp_path)
    started: list[list[str]] = []
    monkeypatch.setattr(QProcess, "startDetached", lambda program, rest, _folder: started.append([program, *rest]))
    open_window()
    [[program, *options, begin, root, folder]] = started
    only_imports = begin.replace("sys.exit(run(sys.argv))", "print(run.__module__, sys.argv[1])")
    made = subprocess.run([program, *options, only_imports, root, folder], capture_output=True, text=True, check=True)
    assert made.stdout.split() == ["ui.app", HOME]


def test_a_window_without_a_project_leaves_the_last_one_alone(
    window: MainWindow, tmp_path: Path, wait_until: Wait
) -> None:
    window.actions_.new_project(tmp_path / "mine")
    wait_until(lambda: window.session.project)
    window.session.set_project(None)
    open_first(window, Path(HOME))
    assert not window.actions_.busy
    assert window.session.project is None


def test_a_training_is_seen_in_the_side_bar_from_every_page(
    window: MainWindow, reviews: Path, monkeypatch: pytest.MonkeyPatch, wait_until: Wait
) -> None:
    window.actions_.tables.import_table(reviews)
    wait_until(lambda: window.session.table is not None)
    training = window.actions_.training
    running: list[str] = []
    monkeypatch.setattr(training, "start", lambda _project, run_id: running.append(run_id))
    monkeypatch.setattr(training, "running", lambda: running)
    run_id = window.actions_.start_run()
    assert run_id is not None
    assert window.page_key == "train"
    window.show_page("home")
    wait_until(lambda: run_id in window.side_bar.strips)
    strip = window.side_bar.strips[run_id]
    wait_until(strip.isVisible)
    assert strip.says.toolTip() == "Starting"
    monkeypatch.setattr(training, "waiting", lambda: running)
    window.session.runs_changed.emit()
    wait_until(lambda: strip.says.toolTip() == "Waiting")
    monkeypatch.setattr(training, "waiting", list)
    assert window.menus.actions["stop"].isEnabled()
    strip.clicked.emit()
    assert window.page_key == "train"
    running.clear()
    window.session.runs_changed.emit()
    wait_until(lambda: not window.side_bar.strips)
    assert not window.menus.actions["stop"].isEnabled()


@pytest.fixture
def running(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A run is taken for running; those that were asked to pause."""
    training, paused = window.actions_.training, list[str]()
    with monkeypatch.context() as patched:
        patched.setattr(training, "running", lambda: ["a-run"])
        patched.setattr(training, "pause_all", lambda: paused.extend(training.running()))
        yield paused


def answer_the_question(button: str, *, always: bool | None = None, holds: str = "") -> None:
    """Once the question is there, which waits for an answer in a loop of its own."""

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert holds in box.text()
        check = box.checkBox()
        assert (check is None) is (always is None)
        if check is not None:
            check.setChecked(bool(always))
        next(one for one in box.buttons() if one.text() == button).click()

    QTimer.singleShot(0, answer)


@pytest.mark.parametrize(
    ("button", "closed", "kept", "paused"),
    [
        ("Go on in the background", True, "go_on", []),
        ("Pause", True, "pause", ["a-run"]),
        ("Cancel", False, "ask", []),
    ],
)
def test_closing_while_a_training_runs_asks_once_and_remembers(
    window: MainWindow, running: list[str], button: str, closed: bool, kept: str, paused: list[str]
) -> None:
    answer_the_question(button, always=True)
    assert window.close() is closed
    assert window.session.closing() == kept
    assert running == paused
    if closed:
        window.show()
        assert window.close()  # and no question, or this would wait for ever


def test_an_answer_for_once_is_not_remembered(window: MainWindow, running: list[str]) -> None:
    answer_the_question("Go on in the background", always=False)
    assert window.close()
    assert window.session.closing() == "ask"
    assert running == []


def test_the_system_closes_the_window_also_while_it_asks(window: MainWindow, running: list[str]) -> None:
    QTimer.singleShot(0, window.end)
    assert window.close()
    assert window.isHidden()
    assert running == []


def test_what_began_while_the_question_was_open_is_paused(
    window: MainWindow, running: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = iter([["a-run"], ["the-next"]])
    monkeypatch.setattr(window.actions_.training, "running", lambda: next(runs, []))
    answer_the_question("Pause", always=False)
    assert window.close()
    assert running == ["the-next"]


@pytest.mark.parametrize(("closing", "paused"), [("ask", []), ("go_on", []), ("pause", ["a-run"])])
def test_a_window_that_the_system_closes_asks_nothing_and_does_what_is_set(
    window: MainWindow, running: list[str], closing: Closing, paused: list[str]
) -> None:
    window.session.set_closing(closing)
    window.end()
    assert window.isHidden()
    assert running == paused


def test_a_window_that_opens_anew_pauses_nothing(
    window: MainWindow, running: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(main_window, "open_window", opened.append)
    window.session.set_closing("pause")
    window.start_again()
    assert (len(opened), running) == (1, [])


def test_the_system_closes_the_window_also_over_a_question_that_a_dialog_asks(window: MainWindow) -> None:
    dialog = QDialog(window)
    dialog.setModal(True)
    dialog.show()
    QTimer.singleShot(0, window.end)
    assert not dialogs.ask_sure(dialog, "Delete", "Are you sure?", "Delete")
    assert window.isHidden()
    assert dialog.isHidden()


@pytest.mark.parametrize(("button", "closed"), [("Cancel", False), ("Close all the same", True)])
def test_where_a_pause_cannot_be_asked_for_the_window_stays_open_unless_it_is_to_close_all_the_same(
    window: MainWindow, running: list[str], button: str, closed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window.actions_.training, "pause_all", lambda: ["control cannot be written: the disk is full."])
    window.session.set_closing("pause")
    answer_the_question(button, holds="the disk is full")
    assert window.close() is closed
    window.end()


def controls(page: QWidget) -> list[QWidget]:
    """What a user can work with on a page; not the parts that Qt makes inside its own widgets."""
    kinds = (
        QAbstractButton,
        QAbstractSpinBox,
        QComboBox,
        QLineEdit,
        QPlainTextEdit,
        QTextEdit,
        QAbstractItemView,
        Card,
    )
    inside = (QAbstractSpinBox, QComboBox, QLineEdit, QAbstractItemView)
    found = [widget for kind in kinds for widget in page.findChildren(kind)]
    return [widget for widget in found if widget.isVisibleTo(page) and not isinstance(widget.parent(), inside)]


@pytest.mark.parametrize("key", ["home", "data", "model", "method"])
def test_every_control_has_a_name_a_tip_and_can_be_reached_by_the_keyboard(
    window: MainWindow, key: str, tiny_model: Path, wait_until: Wait
) -> None:
    window.session.add_model_folder(tiny_model)
    window.actions_.open_sample("sms_spam")
    wait_until(lambda: window.session.table is not None)
    window.show_page(key)
    page = window.pages[key]
    for fold in page.findChildren(Fold):
        fold.set_open(True)
    wait_until(lambda: QThreadPool.globalInstance().activeThreadCount() == 0)
    found = controls(page)
    assert len(found) > 3
    assert not [repr(one) for one in found if not (one.accessibleName() and one.toolTip())]
    assert not [repr(one) for one in found if not one.focusPolicy() & Qt.FocusPolicy.TabFocus]


def test_tab_goes_from_the_cards_to_the_methods_settings_and_on_to_training(
    window: MainWindow, qtbot: QtBot, wait_until: Wait
) -> None:
    window.show_page("method")
    window.activateWindow()
    page = window.pages["method"]
    page.cards.cards["p_tuning"].clicked.emit()
    wait_until(page.form.isVisible)
    list(page.cards.cards.values())[-1].setFocus()
    names = []
    for _ in range(6):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        names.append(window.focusWidget().accessibleName())
    settings = ["Virtual tokens", "Start from", "Classification head", "Prompt encoder", "More settings"]
    assert names == [*settings, "Epochs"]


def test_nothing_is_cut_at_the_windows_smallest_size(window: MainWindow, tiny_model: Path, wait_until: Wait) -> None:
    window.session.add_model_folder(tiny_model)
    window.actions_.open_sample("sms_spam")
    wait_until(lambda: window.session.table is not None)
    window.resize(window.minimumSize())
    for key in ("home", "data", "model", "method"):
        window.show_page(key)
        wait_until(lambda: QThreadPool.globalInstance().activeThreadCount() == 0)
        for area in window.pages[key].findChildren(QScrollArea):
            wide = area.widget().minimumSizeHint().width()
            assert wide <= area.viewport().width(), f"{key}: {wide} in {area.viewport().width()}"


def test_a_page_whose_words_fit_has_nothing_to_scroll(window: MainWindow, wait_until: Wait) -> None:
    window.resize(1024, 700)
    window.show_page("model")
    page = cast("ModelPage", window.pages["model"])
    wait_until(lambda: page.cards)
    page.hub.fold.set_open(False)
    (area,) = page.findChildren(QScrollArea)
    wait_until(lambda: area.verticalScrollBar().maximum() == 0)  # once it is laid out


def test_a_crash_is_written_down_and_said_once(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("studio.paths.user_log_dir", lambda: tmp_path)
    reporter = CrashReporter()
    error = ZeroDivisionError("ours")
    reporter(type(error), error, None)
    reporter(type(error), error, None)
    assert "ZeroDivisionError: ours" in report_text(type(error), error, None)
    assert capfd.readouterr().err.count("ZeroDivisionError: ours") == 2
    (report,) = tmp_path.glob("crash-*.txt")
    assert "ZeroDivisionError: ours" in report.read_text(encoding="utf-8")
    shown = reporter.shown
    assert isinstance(shown, CrashDialog)
    assert str(report) in shown.informativeText()
    shown.reject()
    assert reporter.shown is None


@pytest.mark.alone
def test_every_page_is_made_within_a_second(window: MainWindow, wait_until: Wait) -> None:
    window.actions_.open_sample("amazon_reviews")
    wait_until(lambda: window.session.table is not None)
    slow = {}
    for page in PAGES:
        began = time.perf_counter()
        window.show_page(page.key)
        slow[page.key] = time.perf_counter() - began
    print({key: f"{seconds * 1000:.0f} ms" for key, seconds in slow.items()})
    assert max(slow.values()) < 1.0
