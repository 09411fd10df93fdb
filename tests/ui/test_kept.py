"""What the user arranged is so again the next time: the window's place, its parts, its columns."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QPoint, QSettings, Qt, QThreadPool
from PySide6.QtWidgets import QHeaderView, QSplitter, QTableView
from pytestqt.qtbot import QtBot

from tests.ui.stories import new_run, whole_run
from ui.app import make_window, open_first
from ui.main_window import MainWindow
from ui.pages.data import DataPage
from ui.pages.runs import RunsPage
from ui.session import Session
from ui.workers.training_worker import TrainingCenter

Wait = Callable[[Callable[[], object]], None]


def drag(qtbot: QtBot, header: QHeaderView, section: int, by: int) -> None:
    """Take the right edge of a heading and move it."""
    edge = QPoint(header.sectionViewportPosition(section) + header.sectionSize(section) - 1, header.height() // 2)
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(header.viewport(), left, pos=edge)
    qtbot.mouseMove(header.viewport(), edge + QPoint(by, 0))
    qtbot.mouseRelease(header.viewport(), left, pos=edge + QPoint(by, 0))


def drag_handle(qtbot: QtBot, splitter: QSplitter, by: QPoint) -> None:
    handle = splitter.handle(1)
    middle, left = handle.rect().center(), Qt.MouseButton.LeftButton
    qtbot.mousePress(handle, left, pos=middle)
    qtbot.mouseMove(handle, middle + by)
    qtbot.mouseRelease(handle, left, pos=middle + by)


def parts(window: MainWindow, key: str) -> QSplitter:
    window.show_page(key)
    return window.pages[key].findChildren(QSplitter)[0]


def tables(window: MainWindow) -> dict[str, QTableView]:
    return {
        "data": cast("DataPage", window.pages["data"]).rows.view,
        "runs": cast("RunsPage", window.pages["runs"]).table,
    }


def test_the_layout_comes_back_with_the_next_start(
    window: MainWindow, settings: QSettings, reviews: Path, qtbot: QtBot, wait_until: Wait
) -> None:
    window.actions_.tables.import_table(reviews)
    wait_until(lambda: window.session.table is not None)
    assert window.session.project is not None
    new_run(window.session.project, *whole_run())
    window.session.runs_changed.emit()
    window.setGeometry(0, 40, 960, 640)  # what the screen of the tests has room for
    sizes, widths = {}, {}
    for key, by in (("data", QPoint(-30, 0)), ("runs", QPoint(0, 60))):
        splitter = parts(window, key)
        window.grab()
        before = splitter.sizes()
        drag_handle(qtbot, splitter, by)
        sizes[key] = splitter.sizes()
        assert sizes[key] != before
    for key, view in tables(window).items():
        window.show_page(key)
        window.grab()
        header = view.horizontalHeader()
        section = 1 if key == "data" else 0  # the text takes what room is left
        before_width = header.sectionSize(section)
        drag(qtbot, header, section, 40)
        widths[key] = (section, header.sectionSize(section))
        assert widths[key][1] == before_width + 40
    window.close()
    assert list(json.loads(str(settings.value("columns/RunsModel")))) == ["name"]  # which is so in every language

    again = make_window(Session(settings), TrainingCenter(keep_warm=False))
    again.show()
    open_first(again, None)
    wait_until(lambda: again.session.table is not None)
    assert again.size() == window.size()
    assert again.page_key == "runs"
    for key, kept in sizes.items():
        splitter = parts(again, key)
        again.grab()
        assert splitter.sizes() == kept, key
    for key, view in tables(again).items():
        section, width = widths[key]
        assert view.columnWidth(section) == width, key
    again.close()
    assert QThreadPool.globalInstance().waitForDone()
    again.deleteLater()


def test_widths_that_an_older_program_kept_by_headings_are_taken_over(
    window: MainWindow, settings: QSettings, qtbot: QtBot, tmp_path: Path
) -> None:
    settings.setValue("columns/RunsModel", json.dumps({"Run": 222, "Method": 199, "方法": 188}))
    window.actions_.new_project(tmp_path / "project")
    assert window.session.project is not None
    new_run(window.session.project, *whole_run())
    window.show_page("runs")
    table = cast("RunsPage", window.pages["runs"]).table
    window.grab()
    assert (table.columnWidth(0), table.columnWidth(2)) == (222, 199)
    drag(qtbot, table.horizontalHeader(), 0, 10)
    assert json.loads(str(settings.value("columns/RunsModel"))) == {"name": 232, "Method": 199, "方法": 188}
