"""A window that the system ends at any moment: a run trains, tables are read, a model is asked, a question is open.

python -m tests.torture.ends PROJECT TABLE CLOSING SEED    opens it, and does what a person does until it is ended
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import psutil

from studio.engine.launch import trainer_of
from studio.events import EventFollower, Finished, Paused
from tests.torture.window import LATE, ROOT, Windows, living, opened_to_the_end, waiting_run, what_it_said

if TYPE_CHECKING:
    from tests.torture.rounds import Torture
    from ui.kept import Closing
    from ui.main_window import MainWindow
    from ui.pages.playground import PlaygroundPage

ENDS = "ends"
MOST_SECONDS = 5.0  # that the window may live on
_ROWS = 150_000  # of the table that is read, which takes a moment
_PATIENCE, _EVERY_MS = 120.0, 150
_CLOSINGS: tuple[Closing, ...] = ("ask", "go_on", "pause")


# --- the window -------------------------------------------------------------------------------------------------------


def use_window(project: Path, table: Path, closing: Closing, seed: str) -> int:
    """The program as it is started, with a person who never rests."""
    from PySide6.QtCore import QTimer

    from ui import app
    from ui.kept import user_settings
    from ui.session import Session

    class Watched(app.MainWindow):
        def fill(self, session: Session, actions: Any) -> None:
            super().fill(session, actions)
            self._person = Person(self, table, random.Random(seed))
            self._next = QTimer(self, interval=_EVERY_MS)
            self._next.timeout.connect(self._person.do_something)
            self._next.start()

        def end(self) -> None:
            print(f"{time.monotonic():.2f} s: it is to end", flush=True)
            super().end()
            print(f"{time.monotonic():.2f} s: it is closed", flush=True)

    user_settings().setValue("closing", closing)
    app.MainWindow = Watched  # type: ignore[misc]
    return app.run(["studio", str(project)])


class Person:
    """Resumes the run that waits, and then does whatever comes to mind."""

    def __init__(self, window: MainWindow, table: Path, draw: random.Random) -> None:
        self._window, self._table, self._draw = window, table, draw
        self._has_begun = False

    def do_something(self) -> None:
        actions, project = self._window.actions_, self._window.session.project
        if project is None or (actions.busy and not self._has_begun):
            return
        if not self._has_begun:
            self._has_begun = True
            for run in project.store.runs():
                if run.state != "finished":
                    actions.resume(run.run)
        self._draw.choice((self._import, self._look, self._ask, self._question, self._menu, self._nothing))()

    def _import(self) -> None:
        if not self._window.actions_.busy:
            self._window.actions_.tables.import_table(self._table)

    def _look(self) -> None:
        from ui.side_bar import PAGES

        self._window.show_page(self._draw.choice([page.key for page in PAGES]))

    def _ask(self) -> None:
        self._window.show_page("playground")
        page = cast("PlaygroundPage", self._window.pages["playground"])
        page.input.set_row({"text": "the film was long"})
        if page.ask_button.isEnabled():
            page.ask()

    def _question(self) -> None:
        """Which waits in a loop of its own; sometimes over another."""
        from PySide6.QtWidgets import QApplication

        from ui import dialogs

        over = QApplication.activeModalWidget()
        if over is None or (over.parentWidget() is self._window and self._draw.random() < 0.2):
            dialogs.ask_sure(over or self._window, "Delete", "Are you sure?", "Delete")

    def _menu(self) -> None:
        """As over a list."""
        from PySide6.QtWidgets import QApplication, QMenu

        if QApplication.activePopupWidget() is None and QApplication.activeModalWidget() is None:
            menu = QMenu(self._window)
            menu.addAction("Delete")
            menu.exec(self._window.mapToGlobal(self._window.rect().center()))
            menu.deleteLater()

    def _nothing(self) -> None:
        pass


# --- who ends it ------------------------------------------------------------------------------------------------------


def table_of_many_rows(folder: Path) -> Path:
    path = folder / "many.csv"
    path.write_text("text,label\n" + "".join(f'"the film {row}, was long",{row % 2}\n' for row in range(_ROWS)))
    return path


def ended(torture: Torture, windows: Windows, table: Path, draw: random.Random) -> tuple[str, float, list[str]]:
    """(how it was ended and when, seconds that it lived on, what went wrong)"""
    windows.undisturbed()
    copy = torture.new_copy()
    by, closing, after = draw.choice((signal.SIGTERM, signal.SIGINT)), draw.choice(_CLOSINGS), draw.uniform(0.0, 2.5)
    when = draw.choice(("the start", "training", "training", "training"))
    what = f"{by.name} {after:.2f} s after {when} began, closing: {closing}"
    window = _open(copy, table, closing, draw.randrange(2**30))
    run_dir, until = waiting_run(copy), time.monotonic() + _PATIENCE
    while when == "training" and trainer_of(run_dir) is None and window.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(after)
    trainer = trainer_of(run_dir)
    pid = trainer.pid if trainer else None
    others = {one for one in psutil.Process(window.pid).children(recursive=True) if one.pid != pid}
    began = time.monotonic()
    window.send_signal(by)
    problems = _problems_with_end(window, by, copy)
    seconds = time.monotonic() - began
    if seconds > MOST_SECONDS:
        problems.append(f"it lived on for {seconds:.1f} s from {began:.2f} s")
    problems += [f"process {one.pid} lives on" for one in living(others) if not _trains(one, run_dir)]
    if pid is not None:
        problems += _problems_with_training(run_dir, pid, closing)
    if problems:
        problems.append(what_it_said(copy)[-3000:])
    problems += opened_to_the_end(copy)[0]
    return what, seconds, problems or windows.problems_with_result()


def _open(folder: Path, table: Path, closing: Closing, seed: int) -> subprocess.Popen[bytes]:
    with (folder / "window.log").open("ab") as log:
        arguments = [str(folder / "project"), str(table), closing, str(seed)]
        command = [sys.executable, "-m", "tests.torture.ends", *arguments]
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT, start_new_session=True)


def _problems_with_end(window: subprocess.Popen[bytes], by: signal.Signals, folder: Path) -> list[str]:
    try:
        status = window.wait(LATE)
    except subprocess.TimeoutExpired:
        window.kill()
        window.wait()
        return ["it did not end"]
    if status == -by or (by == signal.SIGINT and "KeyboardInterrupt" in what_it_said(folder)):
        (folder / "window.log").write_text("")  # there was no window yet, as Python says in a traceback
        return []
    return [] if status == 0 else [f"it ended with {status}"]


def _trains(process: psutil.Process, run_dir: Path) -> bool:
    """It may have begun just when the window was ended."""
    lock = trainer_of(run_dir)
    with suppress(psutil.Error):
        return (lock is not None and lock.pid == process.pid) or str(run_dir) in " ".join(process.cmdline())
    return False


def _problems_with_training(run_dir: Path, pid: int, closing: Closing) -> list[str]:
    """It comes to its end, by itself or in a pause, as was chosen."""
    if living({psutil.Process(pid)} if psutil.pid_exists(pid) else set()):
        return ["the training does not end"]
    events = [event for _, event in EventFollower(run_dir).new_events()]
    wanted = (Paused, Finished) if closing == "pause" else (Finished,)
    return [] if isinstance(events[-1], wanted) else [f"the training ended with {events[-1]}"]


if __name__ == "__main__":
    sys.exit(use_window(Path(sys.argv[1]), Path(sys.argv[2]), cast("Closing", sys.argv[3]), sys.argv[4]))
