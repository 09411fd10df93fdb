"""Someone who never saw the studio, in a real window: first start, sample, training, playground, export. No test.

    python tests/newcomer.py [--out DIR] [--sample TITLE]

A virtual X screen (Xvfb) shows the window, and xdotool moves its mouse and presses its keys; of widgets it is only
asked where they are and whether they can be used. Prints how long each stage took, and takes a picture of each. Ends
with 1 where the whole took three minutes or more. Runs on Linux, with nothing of the user's.
"""

from __future__ import annotations

import argparse
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

SCREEN = "1280x860x24"
MOST_SECONDS = 180
STAGE_SECONDS = 170
PATIENCE = 70  # seconds after the first twenty
MESSAGE = "Congratulations! You have won a free prize, call now to claim it"


@contextmanager
def virtual_screen() -> Iterator[str]:
    """The name of a display that is seen by nobody."""
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            raise SystemExit(f"{program} is not on the PATH. On Debian and Ubuntu: sudo apt-get install xvfb xdotool.")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL) as screen:
        os.close(write)
        with os.fdopen(read) as said:
            number = said.readline().strip()
        try:
            yield f":{number}"
        finally:
            screen.terminate()


class Newcomer(threading.Thread):
    """Looks, clicks and types, while the window's own thread runs the window."""

    def __init__(self, out: Path, sample: str) -> None:
        super().__init__(name="newcomer", daemon=True)
        self.out, self.sample = out, sample
        self.asked: queue.Queue[tuple[Callable[[], Any], Future[Any]]] = queue.Queue()
        self.stages: list[tuple[str, float]] = []
        self.problem: BaseException | None = None
        self.began = time.monotonic()

    # --- in the window's thread -----------------------------------------------------------------------------------

    def answer(self) -> None:
        """What was asked of the window since."""
        while not self.asked.empty():
            ask, told = self.asked.get()
            try:
                told.set_result(ask())
            except Exception as error:  # goes to who asked
                told.set_exception(error)

    # --- in its own -----------------------------------------------------------------------------------------------

    def run(self) -> None:
        from PySide6.QtWidgets import QApplication

        try:
            self.do()
        except BaseException as error:
            self.problem = error
            self.picture("problem")
        self.ask(lambda: [window.close() for window in QApplication.topLevelWidgets()])

    def ask(self, what: Callable[[], Any]) -> Any:
        told: Future[Any] = Future()
        self.asked.put((what, told))
        return told.result(timeout=60)

    def until(self, holds: Callable[[], Any], what: str, seconds: float = STAGE_SECONDS) -> Any:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = self.ask(holds)
            if found:
                return found
            time.sleep(0.1)
        raise TimeoutError(f"{what} did not come within {seconds:.0f} s")

    def place(self, name: str, kind: str = "QWidget", on: str = "") -> tuple[int, int] | None:
        """Where the middle is of what is called so, or begins so with " …", if it is seen and can be used.

        on: what it stands on is called so: the side bar ("Pages") has buttons of the same names as the pages have
        """
        from PySide6 import QtWidgets

        def is_meant(widget: QWidget) -> bool:
            said = widget.accessibleName()
            is_named = said.startswith(name.removesuffix("…")) if name.endswith("…") else said == name
            return (
                is_named
                and widget.isVisible()
                and widget.isEnabled()
                and isinstance(widget, getattr(QtWidgets, kind))
                and (not on or on in names_under(widget))
            )

        def names_under(widget: QWidget) -> list[str]:
            under = widget.parentWidget()
            return [under.accessibleName(), *names_under(under)] if under is not None else []

        for widget in QtWidgets.QApplication.allWidgets():
            if is_meant(widget):
                seen = widget.visibleRegion().boundingRect()
                if not seen.isEmpty():
                    middle = widget.mapToGlobal(seen.center())
                    return middle.x(), middle.y()
        return None

    def click(self, name: str, kind: str = "QWidget", on: str = "") -> None:
        x, y = self.until(lambda: self.place(name, kind, on), f'"{name}"')
        xdotool("mousemove", str(x), str(y), "sleep", "0.2", "click", "1")

    def picture(self, name: str) -> None:
        """Of the whole screen, as it is now."""
        from PySide6.QtGui import QGuiApplication

        path = self.out / f"{len(self.stages):02}-{name}.png"
        self.ask(lambda: QGuiApplication.primaryScreen().grabWindow(0).save(str(path)))

    def stage(self, name: str) -> None:
        time.sleep(0.5)  # what a person sees, once it has come to rest
        self.stages.append((name, time.monotonic() - self.began))
        self.picture(name)

    def on_page(self, title: str) -> None:
        from PySide6.QtWidgets import QApplication, QMainWindow

        def is_there() -> bool:
            windows = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMainWindow)]
            return any(f"{title} – " in window.windowTitle() for window in windows)

        self.until(is_there, f"the page {title}")

    def do(self) -> None:
        self.until(lambda: self.place(self.sample), "the first page")
        self.stage("first-start")
        self.click(self.sample)
        self.on_page("Data")
        self.until(lambda: self.place("Next: Model"), "the table")
        self.stage("data")
        for step, page in (("Next: Model", "Model"), ("Next: Method", "Method"), ("Next: Train", "Train")):
            self.click(step)
            self.on_page(page)
            self.stage(page.lower())
        self.click("Train", "QPushButton", on="Train")
        self.until(lambda: self.place("Pause"), "the training")
        self.stage("training")
        time.sleep(20)
        self.stage("after-20-seconds")
        self.wait_for_the_end()
        self.stage("finished")
        self.click("Open in playground")
        self.on_page("Playground")
        self.until(lambda: self.place("Column …"), "the field for a text")
        self.stage("playground")
        self.click("Column …")
        xdotool("type", "--delay", "10", MESSAGE)
        self.click("Ask")
        time.sleep(0.5)
        self.until(lambda: self.place("Ask"), "the answer", 60)
        self.stage("answer")
        self.click("Adapters", on="Pages")
        self.on_page("Adapters")
        self.stage("adapters")
        self.export()

    def wait_for_the_end(self) -> None:
        """A newcomer waits for a while, and then keeps what is best so far."""
        try:
            self.until(lambda: self.place("Open in playground"), "the end of the training", PATIENCE)
        except TimeoutError:
            self.stage("patience-ends")
            self.click("Stop and keep")
            self.until(lambda: self.place("Open in playground"), "the end of the training")

    def export(self) -> None:
        from PySide6.QtWidgets import QApplication, QFileDialog

        # Not in `out`, whose name may hold letters that no key of the virtual screen's keyboard types.
        target = Path(tempfile.mkdtemp()) / "adapter.zip"
        self.click("Export", "QPushButton", on="Adapters")
        self.until(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog), "the question where to")
        self.stage("where-to")
        xdotool("key", "ctrl+a")
        xdotool("type", "--delay", "5", str(target))
        xdotool("key", "Return")
        deadline = time.monotonic() + 30
        while not target.is_file() and time.monotonic() < deadline:
            time.sleep(0.1)
        self.stage("exported")
        if not target.is_file():
            raise FileNotFoundError(f"{target} was not written")
        shutil.move(target, self.out / target.name)
        target.parent.rmdir()


def xdotool(*what: str) -> None:
    subprocess.run(["xdotool", *what], check=True)


def open_window(newcomer: Newcomer) -> int:
    """The program as it starts; its exit status."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from ui import app

    QApplication([app.__name__])
    answering = QTimer(interval=20)
    answering.timeout.connect(newcomer.answer)
    answering.start()
    newcomer.start()
    return app.run([app.__name__])


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python tests/newcomer.py", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("pictures/newcomer"), help="folder for the pictures")
    parser.add_argument("--sample", default="Spam or not", help="title of the sample (default: Spam or not)")
    chosen = parser.parse_args(argv)
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, virtual_screen() as display:
        for name in ("DATA", "CONFIG", "CACHE", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = str(Path(home) / name.lower())
        os.environ |= {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "HF_HUB_OFFLINE": "1"}
        newcomer = Newcomer(chosen.out.absolute(), chosen.sample)
        open_window(newcomer)
    for stage, seconds in newcomer.stages:
        print(f"{seconds:6.1f} s  {stage}")
    if newcomer.problem is not None:
        raise newcomer.problem
    return int(newcomer.stages[-1][1] >= MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
