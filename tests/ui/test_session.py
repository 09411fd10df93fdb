"""What the window holds, and what it remembers for the next time."""

# Tests ask for fixtures for what these do, not only for what they give.
# ruff: noqa: ARG001

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from studio.errors import SpecError, TableError
from studio.methods.registry import METHODS
from studio.spec import TrainingSpec
from ui.actions import Actions
from ui.session import Session

Wait = Callable[[Callable[[], object]], None]


def test_a_session_without_a_table_says_what_is_missing(session: Session) -> None:
    with pytest.raises(SpecError, match="no table"):
        session.spec()


def test_a_dropped_table_is_all_that_a_run_needs(with_table: Session) -> None:
    spec = with_table.spec()
    assert spec.data.text == "text"
    assert spec.data.label == "label"
    assert spec.method == METHODS["prompt_tuning"].model_validate({})
    assert spec.model.name == "starter"


def test_each_step_remembers_its_last_choice(session: Session, settings: QSettings) -> None:
    session.set_model("owner/name")
    session.set_method(METHODS["p_tuning"].model_validate({"num_virtual_tokens": 5}))
    session.set_training(TrainingSpec(epochs=7, learning_rate=0.3))
    settings.sync()
    again = Session(QSettings(settings.fileName(), QSettings.Format.IniFormat))
    assert again.model_name == "owner/name"
    assert again.method == session.method
    assert again.training == session.training


def test_a_project_comes_back_with_its_draft(
    with_table: Session, actions: Actions, tmp_path: Path, wait_until: Wait
) -> None:
    session = with_table
    session.update_data(validation=0.3, label_words={"bad": "awful", "good": "fine"}, exclude=[1, 2])
    before, draft = session.spec(), dict(session.data)
    project = session.project
    assert project is not None
    actions.new_project(tmp_path / "another")
    assert session.data == {}
    session.set_training(TrainingSpec(epochs=50))
    actions.open_project(project.folder)
    wait_until(lambda: session.table is not None)
    assert session.data == draft
    assert session.spec() == before


def test_settings_of_an_older_version_are_passed_over(settings: QSettings, qtbot: QtBot) -> None:
    settings.setValue("method", '{"name": "prompt_tuning", "gone": 1}')
    settings.setValue("training", '{"epochs": -4}')
    settings.setValue("recent", "not json")
    session = Session(settings)
    assert session.method == METHODS["prompt_tuning"].model_validate({})
    assert session.training == TrainingSpec()
    assert session.recent_projects() == []


def test_a_change_that_changes_nothing_is_not_told(with_table: Session, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(with_table.data_changed):
        with_table.update_data(text="text")
    with qtbot.assertNotEmitted(with_table.method_changed):
        with_table.set_training(TrainingSpec())


def test_what_the_user_can_mend_becomes_a_message(
    session: Session, actions: Actions, messages: list[tuple[str, str]]
) -> None:
    def fail() -> None:
        raise TableError("The table is upside down. Turn it.")

    assert actions.perform(fail) is None
    assert messages == [("The table is upside down. Turn it.", "error")]


def test_what_is_our_fault_is_not_hidden(actions: Actions) -> None:
    with pytest.raises(ZeroDivisionError):
        actions.perform(lambda: 1 // 0)


def test_a_table_without_a_project_makes_one_named_after_it(
    session: Session, actions: Actions, projects: Path, reviews: Path, wait_until: Wait
) -> None:
    actions.tables.import_table(reviews)
    wait_until(lambda: session.table is not None)
    assert session.project is not None
    assert session.project.folder == projects / "reviews"


def test_a_bad_file_makes_no_project(
    session: Session,
    actions: Actions,
    projects: Path,
    messages: list[tuple[str, str]],
    tmp_path: Path,
    wait_until: Wait,
) -> None:
    (tmp_path / "empty.csv").write_text("")
    actions.tables.import_table(tmp_path / "empty.csv")
    wait_until(lambda: messages)
    assert "empty" in messages[0][0]
    assert session.project is None
    assert not projects.exists()


def test_starting_without_a_table_is_a_message(actions: Actions, messages: list[tuple[str, str]]) -> None:
    assert actions.start_run() is None
    assert messages[0][1] == "error"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"label_words": {"good": "good", "bad": ""}}, '"bad": its label word is empty'),
        ({"label_words": {"good": "same", "bad": "same"}}, "same tokens"),
        ({"exclude": list(range(40))}, "every row is excluded"),
        ({"max_tokens": 20}, "no room for text"),
        ({"text": "txt", "template": "{text}"}, "no column 'txt'"),
    ],
    ids=str,
)
def test_a_mistake_that_needs_no_training_is_a_message_and_makes_no_run(
    with_table: Session, actions: Actions, messages: list[tuple[str, str]], wrong: dict[str, object], says: str
) -> None:
    with_table.update_data(**wrong)
    assert actions.start_run() is None
    (said,) = messages
    assert said[1] == "error"
    assert says in said[0]
    assert with_table.project is not None
    assert not (with_table.project.folder / "runs").exists()


def test_a_start_reads_no_table_again_and_looks_for_no_model_on_the_network(
    with_table: Session, actions: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("the window waits for this")

    monkeypatch.setattr("studio.data.run_tables.read_table", never)
    monkeypatch.setattr("studio.models.catalog.find_model", never)
    monkeypatch.setattr(actions.training, "start", lambda _project, _run_id: None)
    with_table.set_model("owner/name")
    assert actions.start_run() is not None


def test_a_run_that_is_started_gets_a_folder_with_its_settings(
    with_table: Session, actions: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio.spec import read_run_spec

    started: list[str] = []
    monkeypatch.setattr(actions.training, "start", lambda _project, run_id: started.append(run_id))
    pages: list[str] = []
    actions.page_wanted.connect(pages.append)
    run_id = actions.start_run()
    assert run_id is not None
    assert started == [run_id]
    assert pages == ["train"]
    assert with_table.shown_run == run_id
    assert with_table.project is not None
    spec = read_run_spec(with_table.project.run_dir(run_id) / "run.toml")
    assert spec.method == with_table.method
    assert not Path(spec.data.file).is_absolute()


def test_the_settings_of_an_earlier_run_become_the_draft(
    with_table: Session, actions: Actions, monkeypatch: pytest.MonkeyPatch, wait_until: Wait
) -> None:
    session = with_table
    monkeypatch.setattr(actions.training, "start", lambda _project, _run_id: None)
    session.set_training(TrainingSpec(epochs=7))
    run_id = actions.start_run()
    assert run_id is not None
    before = session.spec()
    session.set_training(TrainingSpec())
    session.choose_method("p_tuning")
    session.update_data(validation=0.4)
    actions.use_run_settings(run_id)
    wait_until(lambda: session.training.epochs == 7 and session.data.get("validation") != 0.4)
    assert session.spec() == before


def test_a_deleted_run_is_brought_back_by_undo(
    with_table: Session, actions: Actions, monkeypatch: pytest.MonkeyPatch, messages: list[tuple[str, str]]
) -> None:
    monkeypatch.setattr(actions.training, "start", lambda _project, _run_id: None)
    run_id = actions.start_run()
    assert run_id is not None
    store = with_table.project.store if with_table.project else None
    assert store is not None
    actions.delete_run(run_id)
    assert [run.run for run in store.runs()] == []
    assert actions.undo_text() == f"Delete run {run_id}"
    actions.undo()
    assert [run.run for run in store.runs()] == [run_id]
    assert actions.undo_text() == ""
