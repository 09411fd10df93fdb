"""The next start tells how the window ended, where that was not by itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import app
from ui.last_end import LastEndDialog, OpenMark, UnexpectedEnd

ROOT = Path(__file__).parents[2]
OPEN = """
import sys
from pathlib import Path
from ui.last_end import OpenMark
m = OpenMark(Path(sys.argv[1]))
m.set()
"""


ASK = """
import sys
from PySide6.QtCore import QTimer
from ui import app, dialogs

class Asking(app.MainWindow):
    def fill(self, session, actions):
        super().fill(session, actions)
        for _ in range(2):
            QTimer.singleShot(0, self, lambda: dialogs.ask_sure(self, "Delete", "Are you sure?", "Delete"))
        QTimer.singleShot(0, self, lambda: print("asking", flush=True))

app.MainWindow = Asking
sys.exit(app.run(["studio", app.HOME]))
"""


def told_by_the_next_start(folder: Path) -> UnexpectedEnd | None:
    mark = OpenMark(folder)
    end = mark.set()
    mark.take_away()
    return end


@pytest.fixture(autouse=True)
def _faults_of_this_process_are_pytests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.last_end.faulthandler.enable", lambda _file: None)
    monkeypatch.setattr("ui.last_end.faulthandler.disable", lambda: None)


def window_that(does: str, folder: Path) -> int:
    """The exit status of a process that opens a mark and does something."""
    command = [sys.executable, "-c", OPEN + does, str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode


def test_a_window_that_closed_by_itself_leaves_nothing_to_tell(tmp_path: Path) -> None:
    assert window_that("m.take_away()", tmp_path) == 0
    assert list(tmp_path.iterdir()) == []
    assert told_by_the_next_start(tmp_path) is None


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_window_that_was_killed_is_told_once(tmp_path: Path) -> None:
    assert window_that("import os; os.kill(os.getpid(), 9)", tmp_path) == -signal.SIGKILL
    end = told_by_the_next_start(tmp_path)
    assert end is not None
    assert "as happens when the computer is switched off" in end.sentence
    assert told_by_the_next_start(tmp_path) is None


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_what_native_code_failed_at_is_shown(tmp_path: Path, qtbot: QtBot) -> None:
    assert window_that("import ctypes; ctypes.string_at(0)", tmp_path) == -signal.SIGSEGV
    end = told_by_the_next_start(tmp_path)
    assert end is not None
    assert "Segmentation fault" in end.said
    assert "string_at" in end.said
    dialog = LastEndDialog(end)
    qtbot.addWidget(dialog)
    assert dialog.detailedText() == end.said
    assert "Resume goes on from its last checkpoint" in dialog.informativeText()


def test_a_window_that_is_open_beside_this_one_has_not_ended(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPEN + "print('open', flush=True); input()", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert told_by_the_next_start(tmp_path) is None
        assert len(list(tmp_path.iterdir())) == 1
        other.communicate("\n")


def test_where_nothing_can_be_written_the_window_opens_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert told_by_the_next_start(tmp_path / "file" / "logs") is None


def test_a_mark_of_another_process_with_the_same_number_counts_as_ended(tmp_path: Path) -> None:
    (tmp_path / f"window-{os.getppid()}.open").write_text("12345.0\n")
    assert told_by_the_next_start(tmp_path) == UnexpectedEnd("")


def test_what_is_no_mark_does_not_keep_the_window_from_opening(tmp_path: Path) -> None:
    (tmp_path / "window-1234 (copy).open").write_text("1.0\n")
    (tmp_path / "window-999999999999999999999.open").write_text("")
    assert told_by_the_next_start(tmp_path) == UnexpectedEnd("")
    assert [path.name for path in tmp_path.iterdir()] == ["window-1234 (copy).open"]


def test_a_mark_that_another_window_took_just_now_is_nothing_to_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = [tmp_path / "window-1.open"]
    monkeypatch.setattr(Path, "glob", lambda _folder, _pattern: iter(marks))
    mark = OpenMark(tmp_path)
    assert mark.set() is None
    assert (tmp_path / f"window-{os.getpid()}.open").exists()
    mark.take_away()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_window_that_the_system_ends_while_it_asks_is_gone_and_leaves_nothing_to_tell(tmp_path: Path) -> None:
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "XDG_STATE_HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path),
    }
    asked = (signal.SIGINT, signal.SIGTERM)
    windows = [subprocess.Popen([sys.executable, "-c", ASK], env=environment, stdout=subprocess.PIPE) for _ in asked]
    for window, by in zip(windows, asked, strict=True):
        assert window.stdout is not None
        assert window.stdout.readline() == b"asking\n"
        window.send_signal(by)
    for window in windows:
        with window:
            assert window.wait(15) == 0
    assert not list(tmp_path.rglob("window-*.open"))


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_window_that_waits_for_a_signal_is_at_rest_until_one_comes(qapp: QApplication, qtbot: QtBot) -> None:
    asked = (signal.SIGINT, signal.SIGTERM)
    handlers = [signal.getsignal(one) for one in asked]
    ended: list[bool] = []
    try:
        app._heed_signals(qapp, lambda: ended.append(True))
        notifier = qapp.findChildren(QSocketNotifier)[-1]
        with qtbot.assertNotEmitted(notifier.activated, wait=50):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        qtbot.waitUntil(lambda: bool(ended))
    finally:
        signal.set_wakeup_fd(-1)
        for one, handler in zip(asked, handlers, strict=True):
            signal.signal(one, handler)
    with qtbot.waitSignal(notifier.destroyed):
        notifier.deleteLater()
