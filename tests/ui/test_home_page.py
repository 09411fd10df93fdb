"""Home: samples open by one click, projects come back, and runs that were interrupted go on."""

# Tests ask for fixtures for what these do, not only for what they give.
# ruff: noqa: ARG001

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from studio.events import Started, StepDone, TrainingPlanned
from studio.store.project import Project
from ui.actions import Actions
from ui.pages.home import HomePage
from ui.samples import sample_projects
from ui.session import Session
from ui.widgets import Card

Wait = Callable[[Callable[[], object]], None]


@pytest.fixture
def page(session: Session, actions: Actions, projects: Path, qtbot: QtBot) -> HomePage:
    made = HomePage(session, actions)
    qtbot.addWidget(made)
    made.show()
    return made


def buttons(page: HomePage, text: str) -> list[QPushButton]:
    return [one for one in page.findChildren(QPushButton) if one.text().strip() == text and one.isVisible()]


def texts(page: HomePage) -> list[str]:
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible()]


@pytest.mark.parametrize("sample", [one.name for one in sample_projects()])
def test_every_sample_opens_by_one_click_ready_to_train(
    page: HomePage, session: Session, projects: Path, sample: str, wait_until: Wait
) -> None:
    card = page.findChild(Card, f"sample-{sample}")
    assert isinstance(card, Card)
    card.clicked.emit()
    wait_until(lambda: session.table is not None)
    assert session.project is not None
    assert session.project.folder.is_relative_to(projects)
    spec = session.spec()
    assert Path(spec.data.file).is_relative_to(session.project.folder)
    assert spec.training.epochs == 3
    assert spec.data.template is not None


def test_a_sample_opened_twice_makes_two_projects(
    page: HomePage, session: Session, actions: Actions, wait_until: Wait
) -> None:
    folders = []
    for _ in range(2):
        actions.open_sample("amazon_reviews")
        wait_until(lambda: session.table is not None)
        assert session.project is not None
        folders.append(session.project.folder.name)
    assert folders == ["amazon_reviews", "amazon_reviews-2"]


def test_recent_projects_are_listed_opened_and_forgotten(
    page: HomePage, session: Session, actions: Actions, tmp_path: Path, wait_until: Wait
) -> None:
    for name in ("one", "two", "three"):
        actions.new_project(tmp_path / name)
    assert session.recent_projects() == [tmp_path / name for name in ("three", "two", "one")]
    assert not buttons(page, "three"), "the open project is no recent one"
    wait_until(lambda: buttons(page, "one"))
    buttons(page, "one")[0].click()
    wait_until(lambda: session.project is not None and session.project.folder == tmp_path / "one")
    wait_until(lambda: buttons(page, "three"))
    buttons(page, "Forget")[0].click()
    assert tmp_path / "three" not in session.recent_projects()
    assert (tmp_path / "three").is_dir()


def test_a_new_project_is_asked_for_and_opened(
    page: HomePage, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wait_until: Wait
) -> None:
    monkeypatch.setattr("ui.dialogs.ask_new_project", lambda _parent: tmp_path / "fresh")
    page.new.click()
    assert session.project is not None
    assert session.project.name == "fresh"
    wait_until(lambda: "It has no table yet." in texts(page))


def test_a_folder_that_is_no_project_is_a_message(
    page: HomePage,
    session: Session,
    messages: list[tuple[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    wait_until: Wait,
) -> None:
    monkeypatch.setattr("ui.dialogs.ask_project", lambda _parent: tmp_path)
    page.open.click()
    wait_until(lambda: messages)
    assert session.project is None
    assert messages[-1][1] == "error"


def test_a_run_that_was_interrupted_has_resume(
    page: HomePage,
    session: Session,
    actions: Actions,
    with_table: Session,
    monkeypatch: pytest.MonkeyPatch,
    wait_until: Wait,
) -> None:
    project = session.project
    assert isinstance(project, Project)
    run_dir = project.create_run(session.spec())
    write_events(run_dir, run_dir.name)
    project.sync()
    session.runs_changed.emit()
    wait_until(lambda: buttons(page, "Resume"))
    assert "Interrupted" in texts(page)
    assert "step 4 of 10" in texts(page)
    asked: list[tuple[str, bool]] = []
    monkeypatch.setattr(actions.training, "start", lambda _project, run_id, resume: asked.append((run_id, resume)))
    buttons(page, "Resume")[0].click()
    assert asked == [(run_dir.name, True)]


def write_events(run_dir: Path, run_id: str) -> None:
    """A training that got to step 4 of 10 and whose process is gone."""
    from studio.events import EventWriter

    with EventWriter(run_dir) as writer:
        writer.write(Started(run=run_id, pid=2**22 + 1))
        writer.write(TrainingPlanned(total_steps=10, steps_per_epoch=5, trainable_parameters=64, model_parameters=1000))
        for step in range(1, 5):
            writer.write(
                StepDone(
                    step=step, loss=1.0, learning_rate=0.1, gradient_norm=1.0, examples_per_second=10.0, examples=16
                )
            )
