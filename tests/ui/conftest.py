"""A window over a project of its own, on the real rooms, without display; it leaves no thread and no timer behind."""

# Fixtures ask for others for what these do, not for what they give.
# ruff: noqa: ARG001

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QThreadPool
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.store.project import Project
from ui.actions import Actions
from ui.app import make_application, make_window
from ui.main_window import MainWindow
from ui.samples import projects_dir
from ui.session import Session
from ui.theme import theme
from ui.workers.training_worker import TrainingCenter

WAIT_MS = 10_000
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The platform without a display says so whenever a window with a smallest size is shown."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints"))


@pytest.fixture(autouse=True)
def _background_work_ends() -> Iterator[None]:
    """What a test left to the thread pool is waited for, and must end."""
    yield
    assert QThreadPool.globalInstance().waitForDone(WAIT_MS), "work is still going on in the background"


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def session(settings: QSettings, qapp: QApplication) -> Iterator[Session]:
    """A session without a project."""
    made = Session(settings)
    yield made
    made.set_project(None)


@pytest.fixture
def messages(session: Session) -> list[tuple[str, str]]:
    """Everything that was said to the user: (text, level)."""
    said: list[tuple[str, str]] = []
    session.message.connect(lambda text, level: said.append((text, level)))
    return said


@pytest.fixture
def training(qapp: QApplication) -> Iterator[TrainingCenter]:
    """Trainings without a child that waits warm."""
    made = TrainingCenter(keep_warm=False)
    yield made
    made.close()


@pytest.fixture
def actions(session: Session, training: TrainingCenter) -> Actions:
    return Actions(session, training)


@pytest.fixture
def projects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where new projects stand, in place of the user's folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))
    return projects_dir()


@pytest.fixture
def project(session: Session, tmp_path: Path) -> Project:
    """A project, open in the session."""
    made = Project.create(tmp_path / "my project", name="My project")
    session.set_project(made)
    return made


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    """40 short texts, 30 good and 10 bad, and one row that cannot be read."""
    words = ["bad" if i % 4 == 0 else "good" for i in range(40)]
    lines = [f"the film number {i} was {word},{word}" for i, word in enumerate(words)]
    path = tmp_path / "reviews.csv"
    path.write_text("\n".join(["text,label", *lines, "too,many,cells"]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def with_table(session: Session, actions: Actions, project: Project, reviews: Path, qtbot: QtBot) -> Session:
    """The session with the reviews imported."""
    with qtbot.waitSignal(session.data_changed, timeout=WAIT_MS):
        actions.tables.import_table(reviews)
    return session


@pytest.fixture
def keep_warm() -> bool:
    """Whether a training child waits, warm, for the window's next run."""
    return False


@pytest.fixture
def window(settings: QSettings, projects: Path, qtbot: QtBot, keep_warm: bool) -> Iterator[MainWindow]:
    """The real window, as the program makes it."""
    make_application([])
    theme().use("light")
    made = make_window(Session(settings), TrainingCenter(keep_warm=keep_warm))
    made.resize(1240, 800)
    made.show()
    yield made
    made.end()
    assert QThreadPool.globalInstance().waitForDone(WAIT_MS)
    made.deleteLater()
    theme().use("light")


@pytest.fixture
def wait_until(qtbot: QtBot) -> Callable[[Callable[[], object]], None]:
    """Let the window work until something is so."""
    return lambda holds: qtbot.waitUntil(lambda: bool(holds()), timeout=WAIT_MS)
