"""The Method page's list of further tables, from which a source run learns beside the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.errors import SpecError
from studio.methods.multitask_prompt_tuning.settings import MultitaskPromptTuningSettings, SourceTask
from studio.spec import read_run_spec, write_run_spec
from ui import dialogs
from ui.actions import Actions
from ui.forms.tables_editor import FurtherTable, TableList
from ui.pages.method import MethodPage
from ui.pages.plan import what_will_happen
from ui.pages.settings_difference import differing
from ui.pages.train import TrainPage
from ui.session import Session
from ui.theme import theme
from ui.widgets import ComboBox

WaitUntil = Callable[[Callable[[], object]], None]


@pytest.fixture
def topics(tmp_path: Path) -> Path:
    path = tmp_path / "my topics.csv"
    lines = [f"a text of {topic} number {number},{topic}" for number in range(20) for topic in ("sport", "money")]
    path.write_text("\n".join(["text,topic", *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def page(with_table: Session, actions: Actions, qtbot: QtBot) -> Iterator[MethodPage]:
    made = MethodPage(with_table, actions)
    qtbot.addWidget(made)
    made.resize(1000, 900)
    made.show()
    made.cards.cards["multitask_prompt_tuning"].clicked.emit()
    yield made
    theme().use("light")


@pytest.fixture
def add_topics(
    page: MethodPage, topics: Path, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil
) -> Callable[[], FurtherTable]:
    """What a user does to add the file."""

    def add() -> FurtherTable:
        choose_stage(page, "source")
        before = len(shown(page).tables)
        monkeypatch.setattr(dialogs, "ask_table", lambda _: topics)
        menu(page)["From a file …"].trigger()
        wait_until(lambda: len(shown(page).tables) > before and shown(page).tables[-1].name.isVisible())
        return shown(page).tables[-1]

    return add


def shown(page: MethodPage) -> TableList:
    assert page.tables is not None
    return page.tables


def menu(page: MethodPage) -> dict[str, QAction]:
    shown(page).fill_menu()
    return {action.text(): action for action in shown(page).menu.actions() if action.text()}


def choose_stage(page: MethodPage, stage: str) -> None:
    assert page.form is not None
    box = page.form.editors["stage"].widget
    assert isinstance(box, ComboBox)
    box.set_value(stage)


def choose(box: ComboBox, value: str) -> None:
    box.set_value(value)
    box.activated.emit(box.currentIndex())


def tasks(session: Session) -> tuple[SourceTask, ...]:
    assert isinstance(session.method, MultitaskPromptTuningSettings)
    return session.method.tasks


def test_the_list_is_there_for_the_source_stage_alone(page: MethodPage) -> None:
    assert not shown(page).isVisible()
    choose_stage(page, "source")
    assert shown(page).isVisible()
    choose_stage(page, "target")
    assert not shown(page).isVisible()


def test_a_source_without_further_tables_is_not_trained_as_if_it_were_a_target(
    page: MethodPage, session: Session, actions: Actions, qtbot: QtBot
) -> None:
    train = TrainPage(session, actions)
    qtbot.addWidget(train)
    train.show()
    choose_stage(page, "source")
    assert shown(page).none_yet.isVisible()
    assert not page.next.isEnabled()
    with pytest.raises(SpecError, match="at least one further table"):
        session.spec()
    assert not train.train.isEnabled()
    with qtbot.waitSignal(actions.page_wanted, check_params_cb=lambda key: key == "method"):
        train.missing.action.click()
    choose_stage(page, "target")
    assert page.next.isEnabled()
    assert train.train.isEnabled()


def test_a_file_is_taken_into_the_project_and_its_columns_are_guessed(
    page: MethodPage, session: Session, add_topics: Callable[[], FurtherTable]
) -> None:
    table = add_topics()
    assert session.project is not None
    assert session.project.folder in table.path.parents
    assert (table.name.text(), table.columns.text.value(), table.columns.answer.value()) == (
        "my_topics",
        "text",
        "topic",
    )
    assert table.file.text() == "my_topics, v1: 40 rows"
    assert [(task.name, task.text, task.label) for task in tasks(session)] == [("my_topics", "text", "topic")]
    assert page.next.isEnabled()
    assert not shown(page).none_yet.isVisible()
    assert any("1 further table" in line for line in what_will_happen(session.spec(), 40))


def test_a_table_of_the_project_is_added_by_its_name_and_a_second_time_by_another(
    page: MethodPage, session: Session, wait_until: WaitUntil
) -> None:
    choose_stage(page, "source")
    for count in (1, 2):
        menu(page)["reviews, v1"].trigger()
        wait_until(lambda count=count: len(shown(page).tables) == count)
    assert [task.name for task in tasks(session)] == ["reviews", "reviews-2"]
    assert {task.file for task in tasks(session)} == {session.data["file"]}


def test_what_is_learned_of_a_table_can_be_chosen(session: Session, add_topics: Callable[[], FurtherTable]) -> None:
    table = add_topics()
    choose(table.columns.task, "generation")
    (task,) = tasks(session)
    assert (task.label, task.target) == (None, "topic")
    choose(table.columns.text, "topic")
    choose(table.columns.answer, "text")
    (task,) = tasks(session)
    assert (task.text, task.target) == ("topic", "text")


def test_mistakes_are_said_at_the_field_they_belong_to(
    page: MethodPage, session: Session, add_topics: Callable[[], FurtherTable]
) -> None:
    first, second = add_topics(), add_topics()
    first.name.setText("two words")
    assert "letters, digits" in first.name_row.error.text()
    assert not second.name_row.error.text()
    assert not page.next.isEnabled()
    first.name.setText("My_Topics-2")
    assert "Another table has this name" in first.name_row.error.text()
    assert "Another table has this name" in second.name_row.error.text()
    first.name.setText("data")
    assert "Another table has this name" in first.name_row.error.text()
    first.name.setText("topics")
    choose(second.columns.answer, None)  # type: ignore[arg-type]
    assert "label column" in second.error.text()
    assert not first.error.text()
    choose(second.columns.answer, "topic")
    assert not any(it.error.text() or it.name_row.error.text() for it in (first, second))
    assert [task.name for task in tasks(session)] == ["topics", "my_topics-2"]


def test_a_table_is_taken_off_the_list_and_stays_in_the_project(
    session: Session, add_topics: Callable[[], FurtherTable], page: MethodPage
) -> None:
    first, second = add_topics(), add_topics()
    first.remove.click()
    assert shown(page).tables == [second]
    assert [task.name for task in tasks(session)] == ["my_topics-2"]
    assert session.project is not None
    assert [row.name for row in session.project.store.data_sets()] == ["my_topics", "reviews"]


def test_the_tables_come_back_with_the_stage_and_out_of_a_run_toml(
    page: MethodPage, session: Session, add_topics: Callable[[], FurtherTable], tmp_path: Path
) -> None:
    add_topics().name.setText("topics")
    choose_stage(page, "target")
    assert tasks(session) == ()
    choose_stage(page, "source")
    wanted = session.spec()
    assert len(tasks(session)) == 1

    write_run_spec(wanted, tmp_path / "run.toml")
    session.choose_method("prompt_tuning")
    session.methods.clear()
    assert session.table is not None
    session.use_spec(read_run_spec(tmp_path / "run.toml"), session.table)

    assert session.spec() == wanted
    (table,) = shown(page).tables
    assert (table.name.text(), table.file.text()) == ("topics", "my_topics, v1: 40 rows")


def test_a_table_that_is_gone_or_lacks_a_column_says_so(
    page: MethodPage, session: Session, add_topics: Callable[[], FurtherTable]
) -> None:
    table = add_topics()
    (task,) = tasks(session)
    session.set_method(session.method.with_further_tables([task.model_copy(update={"text": "body"})]))
    (table,) = shown(page).tables
    assert 'no column "body"' in table.file_error.text()
    choose(table.columns.text, "text")
    assert not table.file_error.text()
    session.set_method(session.method.with_further_tables([task.model_copy(update={"file": "/gone.csv"})]))
    (table,) = shown(page).tables
    assert "not there" in table.file_error.text()
    assert table.columns.text.value() == "text"


def test_the_keyboard_goes_through_the_list_from_top_to_bottom(
    page: MethodPage, add_topics: Callable[[], FurtherTable]
) -> None:
    tables = [add_topics(), add_topics()]
    wanted: list[QWidget] = [shown(page).add_button, *(it for table in tables for it in table.controls())]
    found = [shown(page).add_button]
    while len(found) < len(wanted):
        after = found[-1].nextInFocusChain()
        while not (after.focusPolicy() & Qt.FocusPolicy.TabFocus and after.isVisible()):
            after = after.nextInFocusChain()
        found.append(after)  # type: ignore[arg-type]
    assert found == wanted


def test_a_run_of_several_tables_begins_with_all_of_them_in_the_project(
    page: MethodPage, session: Session, add_topics: Callable[[], FurtherTable]
) -> None:
    add_topics()
    assert page.next.isEnabled()
    assert session.project is not None
    run_dir = session.project.create_run(session.spec())
    (task,) = read_run_spec(run_dir / "run.toml").method.further_tables
    assert isinstance(task, SourceTask)
    assert task.file == "../../data/my_topics/v1/my_topics.csv"


def test_runs_that_learned_other_tables_are_told_apart_by_their_names() -> None:
    topics, films = (
        {"name": name, "file": f"../../data/{name}/v1/{name}.csv", "seed": 0} for name in ("topics", "films")
    )
    runs = [{"method": {"name": "multitask_prompt_tuning", "tasks": tasks}} for tasks in ([topics], [topics, films])]
    assert differing(runs) == [("method.tasks", ["topics (topics.csv)", "topics (topics.csv), films (films.csv)"])]
