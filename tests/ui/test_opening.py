"""A project is opened beside the window: it stays smooth, shows what is trained, and says once what is wrong."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QTimer

from studio.engine.protocol import LOCK_FILE, Lock
from studio.events import Started
from studio.store.project import Project
from tests.ui.stories import new_run, step, whole_run
from ui.main_window import MainWindow
from ui.side_bar import PAGES

Wait = Callable[[Callable[[], object]], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with two runs that no window has seen."""
    made = Project.create(tmp_path / "seen elsewhere", name="Seen elsewhere")
    for _ in range(2):
        new_run(made, *whole_run())
    made.close()
    return made.folder


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Catching up with the folders takes until this is set."""
    release = threading.Event()
    sync = Project.sync

    def slow(project: Project) -> set[str]:
        assert release.wait(20)
        return sync(project)

    monkeypatch.setattr(Project, "sync", slow)
    yield release
    release.set()


@pytest.fixture
def said(window: MainWindow) -> list[str]:
    messages: list[str] = []
    window.session.message.connect(lambda text, _level: messages.append(text))
    return messages


def test_the_window_works_on_while_a_project_is_opened(
    window: MainWindow, folder: Path, held: threading.Event, wait_until: Wait
) -> None:
    ticks: list[None] = []
    timer = QTimer(window, interval=16)
    timer.timeout.connect(lambda: ticks.append(None))
    timer.start()
    window.actions_.open_project(folder)
    wait_until(lambda: len(ticks) > 20)
    timer.stop()
    assert window.session.project is None
    assert window.busy.text() == "Opening seen elsewhere …"
    window.show_page("runs")
    held.set()
    wait_until(lambda: window.session.project)
    assert window.windowTitle() == "Seen elsewhere – Runs – Softprompt Studio"
    assert len(window.pages["runs"].model.rows()) == 2


def test_what_was_made_while_a_project_was_opened_stays_open(
    window: MainWindow, folder: Path, tmp_path: Path, held: threading.Event, wait_until: Wait
) -> None:
    window.actions_.open_project(folder)
    window.actions_.new_project(tmp_path / "newer")
    held.set()
    wait_until(lambda: not window.actions_.busy)
    assert window.session.project is not None
    assert window.session.project.folder == tmp_path / "newer"


def test_a_run_that_somebody_trains_is_followed_once_its_project_is_open(
    window: MainWindow, folder: Path, wait_until: Wait
) -> None:
    project = Project.open(folder)
    run = new_run(project, Started(run="r", pid=os.getpid()), step(1))
    mine = Lock(pid=os.getpid(), started=psutil.Process().create_time())
    (project.run_dir(run) / LOCK_FILE).write_text(mine.model_dump_json())
    project.close()
    window.actions_.open_project(folder)
    wait_until(lambda: run in window.side_bar.strips)
    assert window.actions_.training.running() == [run]


@pytest.mark.parametrize("damage", [b"no database at all" * 500, b""], ids=["another file", "its pages"])
def test_a_damaged_index_is_said_once_and_again_when_something_is_asked_of_it(
    window: MainWindow, folder: Path, said: list[str], damage: bytes, wait_until: Wait
) -> None:
    for page in PAGES:
        window.show_page(page.key)
    database = folder / "studio.db"
    database.write_bytes(damage or database.read_bytes()[:4096] + b"\xff" * 40_000)
    window.actions_.open_project(folder)
    wait_until(lambda: window.session.project)
    for page in PAGES:
        window.show_page(page.key)
    window.session.runs_changed.emit()
    window.session.adapters_changed.emit()
    assert len(said) == 1
    assert "studio.db is damaged. Nothing is lost" in said[0]
    assert window.toast.isVisible()
    run = next((folder / "runs").iterdir()).name
    window.actions_.rename_run(run, "a name")
    assert said == said[:1] * 2
