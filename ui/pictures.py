"""Pictures of every page, light and dark, to be looked at: `python -m ui.pictures --out DIR [--project DIR]`.

SOFTPROMPT_LANGUAGE=zh_CN has them in Chinese, for which the system needs a font.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QSettings, QThreadPool, QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QScrollArea, QTabWidget, QWidget

from ui.app import make_application, make_window
from ui.language import LANGUAGE
from ui.main_window import MainWindow
from ui.pages.data import DataPage
from ui.pages.inspector import InspectorPage
from ui.pages.playground import PlaygroundPage
from ui.pages.runs import RunsPage
from ui.pages.teach import TeachPage
from ui.pages.teach_labels import ROWS
from ui.session import Session
from ui.side_bar import PAGES
from ui.theme import SPACE_4, Mode, theme
from ui.workers.training_worker import TrainingCenter

_SETTLE_MS = 600
_READ_MS = 60_000
_BELOW = {"data": "lengths", "model": "hub", "method": "template"}  # what of a page is seen only once it is scrolled to
_LOOKS: tuple[Mode, ...] = ("light", "dark")


def settle(milliseconds: int = _SETTLE_MS) -> None:
    """Let the window work: what runs in the background is waited for, then all that it brought is shown."""
    deadline = QDeadlineTimer(_READ_MS)
    while True:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()
        if QThreadPool.globalInstance().activeThreadCount() == 0 or deadline.hasExpired():
            return


def settle_while(is_busy: Callable[[], bool]) -> None:
    """Let the window work until it has what it waits for, which may never come."""
    deadline = QDeadlineTimer(_READ_MS)
    while is_busy() and not deadline.hasExpired():
        settle()


def take_pictures(window: MainWindow, out: Path) -> list[Path]:
    """PNGs of each page in each look; returns them."""
    made: list[Path] = []
    for look in _LOOKS:
        theme().use(look)
        for page in PAGES:
            window.show_page(page.key)
            settle()
            states = _states(window.pages[page.key], page.key)
            made.extend(_save(window, out / f"{page.key}{state}-{look}.png") for state in states)
    return made


def _states(page: QWidget, key: str) -> Iterator[str]:
    """What is added to the name of each picture of a page, once it shows that: what is scrolled to, and tabs."""
    if isinstance(page, InspectorPage) and page.row() is not None:
        yield from _inspected(page)
        return
    if isinstance(page, RunsPage) and page.chosen():
        page.table.selectAll()
        yield from _each_tab(page.comparison.tabs)
        return
    if isinstance(page, DataPage) and page.session.table is not None:
        _count_tokens(page)
    if isinstance(page, PlaygroundPage) and page.panes:
        _ask(page)
    if isinstance(page, TeachPage) and page.row() is not None:
        yield from _corrections(page)
        return
    yield ""
    below = _BELOW.get(key)
    if below is not None:
        for _ in range(2):  # what comes into view may grow
            _bring_into_view(getattr(page, below))
            settle()
        yield f"-{below}"
    if isinstance(page, DataPage) and page.session.table is not None:
        yield from _table_read(page)


def _table_read(page: DataPage) -> Iterator[str]:
    """How the table was read, and a large one while it is."""
    page.read_fold.head.click()
    settle()
    _bring_into_view(page.read)
    settle()
    yield "-read"
    page.read_fold.head.click()
    table, reading = page.session.table, page.actions_.tables.reading
    assert table is not None
    progress = reading.begin(table.name)
    reading.show_first(progress, table.part(0, 100))
    progress.say(0.4)
    settle()
    yield "-reading"
    reading.end(progress)


def _take_up(window: MainWindow) -> None:
    """Show on all pages what the newest soft prompt of the project came from."""
    project = window.session.project
    adapters = project.store.adapters() if project is not None else []
    chosen = next((row for row in adapters if row.run is not None and row.num_virtual_tokens), None)
    if chosen is None or chosen.run is None:
        return
    actions = window.actions_
    actions.use_run_settings(chosen.run)
    settle()
    actions.show_run(chosen.run)
    actions.open_in_playground(chosen.folder)
    actions.open_in_inspector(chosen.folder)
    settle()


def _count_tokens(page: DataPage) -> None:
    """Of all rows, which takes longer than to show the page."""
    lengths = page.session.lengths
    settle_while(lambda: lengths.found is None and not lengths.problem)


def _ask(page: PlaygroundPage) -> None:
    """With the first row of the table, once the base model is there."""
    table = page.session.table
    if table is None:
        return
    page.input.set_row(table.row(0))
    page.ask()
    settle_while(page.stop.isEnabled)


def _inspected(page: InspectorPage) -> Iterator[str]:
    """Its tabs, once the adapter was looked at."""
    settle_while(page.questions.is_looking)
    yield from _each_tab(page.tabs)


def _each_tab(tabs: QTabWidget) -> Iterator[str]:
    for number in range(tabs.count()):
        tabs.setCurrentIndex(number)
        settle()
        yield f"-{number + 1}"


def _corrections(page: TeachPage) -> Iterator[str]:
    """Uncertain rows of the adapter's own table, labels that it doubts, and one correction of each."""
    lesson = page.teaching.lesson
    if lesson is None:
        yield ""
        return
    page.find_unsure(Path(str(page.labels.table.value())), ROWS)
    _wait_for(page)
    yield "-labels"
    page.tabs.setCurrentWidget(page.errors)
    page.find_errors()
    _wait_for(page)
    yield "-errors"
    row = page.labels.row()
    if row is not None and lesson.labels:
        page.labels.labelled.emit(row.row, lesson.labels[0])
    page.errors.relabelled.emit(page.errors.shown()[:1])
    page.tabs.setCurrentWidget(page.waiting)
    settle()
    yield "-corrections"
    while page.teaching.undo_text(lesson):
        page.teaching.undo(lesson)


def _wait_for(page: TeachPage) -> None:
    settle_while(page.questions.is_asking)
    settle()


def _save(window: MainWindow, path: Path) -> Path:
    if not window.grab().save(str(path)):
        raise OSError(f"{path} cannot be written")
    return path


def _bring_into_view(widget: QWidget) -> None:
    """Scroll whatever holds it."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    if around is not None:
        around.ensureWidgetVisible(widget, 0, SPACE_4)


def main(argv: list[str]) -> int:
    """Pictures of a project, or of a sample project that is made for it."""
    parser = argparse.ArgumentParser(prog="python -m ui.pictures", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--project", type=Path, help="a project; without it, a sample")
    parser.add_argument("--sample", default="sms_spam", help="which sample (default: sms_spam)")
    parser.add_argument("--size", default="1240x800", help="of the window, in pixels that the screen's scale enlarges")
    parser.add_argument("--scale", type=int, default=100, help="of the screen, in percent (default: 100)")
    chosen = parser.parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = str(chosen.scale / 100)
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["XDG_DATA_HOME"] = home  # a sample becomes a project there, not among the user's own
        app = make_application(sys.argv[:1])
        if LANGUAGE == "zh_CN" and not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
            print("There is no font with Chinese letters here. Install one, such as fonts-noto-cjk.", file=sys.stderr)
            return 2
        session = Session(QSettings(str(Path(home) / "window.ini"), QSettings.Format.IniFormat))
        window = make_window(session, TrainingCenter(keep_warm=False))
        width, height = (int(part) for part in chosen.size.split("x"))
        window.resize(width, height)
        window.show()
        settle()
        welcome = chosen.out / "home-first-start.png"
        window.grab().save(str(welcome))
        if chosen.project is not None:
            window.actions_.open_project(chosen.project)
        else:
            window.actions_.open_sample(chosen.sample)
        settle()
        _take_up(window)
        made = [welcome, *take_pictures(window, chosen.out)]
        window.end()
        QThreadPool.globalInstance().waitForDone()
        del app
    print("\n".join(map(str, made)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
