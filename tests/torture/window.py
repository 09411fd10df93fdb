"""A window that a run trains beside. It is killed, or the training, or both; then it opens again and the run goes on.

python -m tests.torture.window PROJECT    opens it, sees to it that each run is trained to its end, and closes it
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import psutil

from studio.engine.launch import trainer_of

if TYPE_CHECKING:
    from tests.torture.rounds import Torture
    from ui.main_window import MainWindow

WINDOW = "window"
Victim = Literal["window", "training", "both"]
VICTIMS: tuple[Victim, ...] = ("window", "training", "both")
ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 180.0  # seconds that a window may take to bring its runs to their end
LATE = 30.0  # seconds in which what nobody needs any more must be gone
_LOOK_MS = 50


# --- the window -------------------------------------------------------------------------------------------------------


def use_window(project: Path) -> int:
    """The program as it is started, with a person who resumes what does not train, and closes it at the end."""
    from PySide6.QtCore import QTimer

    from ui import app
    from ui.session import Session

    class Watched(app.MainWindow):
        def fill(self, session: Session, actions: Any) -> None:
            super().fill(session, actions)
            self._person = Person(self)
            self._look = QTimer(self, interval=_LOOK_MS)
            self._look.timeout.connect(self._person.look)
            self._look.start()

    app.MainWindow = Watched  # type: ignore[misc]
    return app.run(["studio", str(project)])


class Person:
    """Looks at the runs of the project that is open. Gives up on a run that trains and is not followed."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._unfollowed_since: dict[str, float] = {}
        window.session.message.connect(lambda text, level: print(f"{level}: {text}", flush=True))

    def look(self) -> None:
        actions, project = self._window.actions_, self._window.session.project
        self._read_dialogs()
        if project is None or actions.busy:
            return
        followed = actions.training.running()
        unfinished = [run for run in project.store.runs() if run.state != "finished"]
        if not unfinished and not followed:
            print("all runs are finished", flush=True)
            self._window.close()
            return
        for run in unfinished:
            if run.run in followed or run.run in actions.training.waiting():
                self._unfollowed_since.pop(run.run, None)
            elif run.state == "running":
                since = self._unfollowed_since.setdefault(run.run, time.monotonic())
                if time.monotonic() - since > LATE:
                    print(f"{run.run} is {run.state} and nobody follows it", flush=True)
                    os._exit(3)
            elif run.state == "failed":
                print(f"{run.run} failed: {run.error}", flush=True)
                os._exit(4)
            else:
                print(f"resume {run.run}, which is {run.state}", flush=True)
                actions.resume(run.run)

    def _read_dialogs(self) -> None:
        """What says that the window ended unexpectedly is read and closed."""
        from PySide6.QtWidgets import QApplication, QMessageBox

        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QMessageBox) and dialog.isVisible():
                print(f"dialog: {dialog.text()}", flush=True)
                dialog.close()


# --- who kills it -----------------------------------------------------------------------------------------------------


class Windows:
    """Rounds with a window, each over a copy of the project that every round of `torture` begins with."""

    def __init__(self, torture: Torture) -> None:
        self._torture = torture
        self._reference: Any = None
        self._seconds = 0.0

    def killed(self, draw: random.Random) -> tuple[str, list[str]]:
        """(what was killed and when, what went wrong)"""
        self.undisturbed()
        copy = self._torture.new_copy()
        times = draw.choice((1, 1, 2))
        kills, problems, family = [], [], set[psutil.Process]()
        for _ in range(times):
            victim, in_training = draw.choice(VICTIMS), draw.random() < 0.6
            after = draw.uniform(0.0, 1.5 if in_training else self._seconds)
            kills.append(f"{victim} {after:.2f} s after {'training' if in_training else 'the start'} began")
            problems += _kill_once(copy, victim, after, in_training=in_training, family=family)
        problems += opened_to_the_end(copy)[0]
        problems += self.problems_with_result() if not problems else []
        left = living(family)
        problems += [f"process {process.pid} lives on" for process in left]
        for process in left:
            process.kill()
        return ", then ".join(kills), problems

    def undisturbed(self) -> None:
        """Once: what a window reaches that nobody kills."""
        if self._reference is not None:
            return
        copy = self._torture.new_copy()
        problems, self._seconds = opened_to_the_end(copy)
        assert not problems, problems
        self._reference = self._torture.result_of("train")

    def problems_with_result(self) -> list[str]:
        found = self._torture.result_of("train")
        return [] if found == self._reference else [f"ended with\n{found}\ninstead of\n{self._reference}"]


def _open(folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "window.log").open("ab") as log:
        command = [sys.executable, "-m", "tests.torture.window", str(folder / "project")]
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT, start_new_session=True)


def opened_to_the_end(folder: Path) -> tuple[list[str], float]:
    """(what went wrong, after so many seconds)"""
    began = time.monotonic()
    window = _open(folder)
    with suppress(subprocess.TimeoutExpired):
        window.wait(_PATIENCE)
    problems = _problems_of(folder, window)
    if "Traceback" in what_it_said(folder):
        problems.append(f"a fault of ours:\n{what_it_said(folder)[-3000:]}")
    return problems, time.monotonic() - began


def _kill_once(
    folder: Path, victim: Victim, after: float, *, in_training: bool, family: set[psutil.Process]
) -> list[str]:
    """What went wrong with a window that outlives its training. family: takes what the window had started."""
    run_dir = waiting_run(folder)
    window = _open(folder)
    process, until = psutil.Process(window.pid), time.monotonic() + _PATIENCE
    while in_training and window.poll() is None and trainer_of(run_dir) is None and time.monotonic() < until:
        time.sleep(0.005)
    with suppress(subprocess.TimeoutExpired):
        window.wait(after)
        return _problems_of(folder, window)  # all was trained before the kill
    trainer = _trainer(run_dir)
    children = process.children(recursive=True)
    family.update(children, trainer)
    if victim != "training":
        os.kill(window.pid, signal.SIGKILL)
    if victim != "window":
        for one in {*trainer, *(children if victim == "both" or not trainer else ())}:
            with suppress(psutil.NoSuchProcess):
                one.kill()
    if victim == "training":
        with suppress(subprocess.TimeoutExpired):
            window.wait(_PATIENCE)
        return _problems_of(folder, window)
    window.wait()
    return []


def _problems_of(folder: Path, window: subprocess.Popen[bytes]) -> list[str]:
    ended = window.poll()
    if ended is None:
        window.kill()
        window.wait()
    return [] if ended == 0 else [f"the window ended with {ended}:\n{what_it_said(folder)[-3000:]}"]


def what_it_said(folder: Path) -> str:
    return (folder / "window.log").read_text(encoding="utf-8", errors="replace")


def waiting_run(folder: Path) -> Path:
    done = json.loads((folder / "ids.json").read_text())["done"]
    [run_dir] = [one for one in (folder / "project" / "runs").iterdir() if one.name != done]
    return run_dir


def _trainer(run_dir: Path) -> list[psutil.Process]:
    """Who holds the run's lock: a window that was killed before may have started it."""
    lock = trainer_of(run_dir)
    with suppress(psutil.NoSuchProcess):
        return [psutil.Process(lock.pid)] if lock else []
    return []


def living(processes: set[psutil.Process]) -> list[psutil.Process]:
    """After a while; what has ended and was not reaped by its new parent does not live."""
    until = time.monotonic() + LATE
    while True:
        left = []
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                    left.append(process)
        if not left or time.monotonic() > until:
            return left
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(use_window(Path(sys.argv[1])))
