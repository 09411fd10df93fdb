"""The Runs page: a table sorted and filtered by the store, and what is chosen in it side by side."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from studio.events import Failed, Started
from studio.store.project import Project
from tests.ui.stories import choose, new_run, step, whole_run
from ui.actions import Actions
from ui.pages import runs as runs_module
from ui.pages.runs import RunsPage
from ui.pages.settings_difference import UNSET, differing, title


@pytest.fixture
def page(qtbot: QtBot, actions: Actions, project: Project) -> RunsPage:  # noqa: ARG001  (it is open)
    made = RunsPage(actions.session, actions)
    qtbot.addWidget(made)
    made.resize(1000, 800)
    made.show()
    return made


def test_a_project_without_runs_says_what_belongs_here(qtbot: QtBot, page: RunsPage, actions: Actions) -> None:
    assert page.empty.isVisible()
    with qtbot.waitSignal(actions.page_wanted) as wanted:
        qtbot.mouseClick(page.empty.action, Qt.MouseButton.LeftButton)
    assert wanted.args == ["train"]


def test_the_newest_run_is_shown_when_a_project_is_opened(qtbot: QtBot, actions: Actions, project: Project) -> None:
    runs = [new_run(project, *whole_run()) for _ in range(2)]
    page = RunsPage(actions.session, actions)
    qtbot.addWidget(page)
    assert [run.run for run in page.chosen()] == runs[1:]
    assert page.comparison.chart.run_ids() == runs[1:]


def test_the_store_filters_by_state(page: RunsPage, actions: Actions, project: Project) -> None:
    done = new_run(project, *whole_run())
    broken = new_run(project, Started(run="r", pid=1), Failed(error="ModelError", message="No."))
    actions.session.runs_changed.emit()
    assert {row.run for row in page.model.rows()} == {done, broken}
    page.state.set_value("failed")
    assert [row.run for row in page.model.rows()] == [broken]
    page.state.set_value("paused")
    assert page.model.rows() == []
    assert page.table.isVisible()  # nothing found is not the same as nothing there


def test_the_store_searches_after_the_last_key(
    qtbot: QtBot, page: RunsPage, actions: Actions, project: Project
) -> None:
    runs = [new_run(project, *whole_run()) for _ in range(3)]
    actions.session.runs_changed.emit()
    asked: list[str] = []
    original = page.model.show_only
    page.model.show_only = lambda **filters: (asked.append(filters["search"]), original(**filters))  # type: ignore[method-assign]
    qtbot.keyClicks(page.search, runs[1])
    qtbot.waitUntil(lambda: len(page.model.rows()) == 1, timeout=3000)
    assert page.model.rows()[0].run == runs[1]
    assert asked == [runs[1]]


def click_heading(qtbot: QtBot, page: RunsPage, title: str) -> list[str]:
    """Click a heading of the table; returns the runs as they stand then."""
    header = page.table.horizontalHeader()
    number = next(n for n, column in enumerate(page.model.columns) if column.title == title)
    page.table.scrollTo(page.model.index(0, number))
    middle = header.sectionViewportPosition(number) + header.sectionSize(number) // 2
    place = QPoint(middle, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert header.sortIndicatorSection() == number
    return [row.run for row in page.model.rows()]


def test_a_heading_sorts_and_a_second_click_turns_the_order(
    qtbot: QtBot, page: RunsPage, project: Project, actions: Actions
) -> None:
    runs = [new_run(project, *whole_run()) for _ in range(3)]
    actions.session.runs_changed.emit()
    assert click_heading(qtbot, page, "Begun") == runs
    assert click_heading(qtbot, page, "Begun") == runs[::-1]


@pytest.mark.parametrize("title", ["Validation", "Test", "Loss"])
def test_runs_are_sorted_by_their_scores_and_those_without_come_last(
    qtbot: QtBot, page: RunsPage, project: Project, actions: Actions, title: str
) -> None:
    middle, unscored, high, low = (
        new_run(project, *events)
        for events in (whole_run(0.9, loss=0.3), [Started(run="r", pid=1)], whole_run(1.0, loss=2.5), whole_run(0.1))
    )
    actions.session.runs_changed.emit()
    assert click_heading(qtbot, page, title) == [low, middle, high, unscored]
    assert click_heading(qtbot, page, title) == [high, middle, low, unscored]


def test_one_run_shows_its_result_and_its_confusion(page: RunsPage, actions: Actions, project: Project) -> None:
    run = new_run(project, *whole_run(0.9))
    actions.session.runs_changed.emit()
    choose(page, run)
    comparison = page.comparison
    assert comparison.result.heading.text() == "Accuracy on 20 test rows"
    assert comparison.matrix.count("no", "yes") == 1
    assert comparison.chart.history(run).last_step == 3
    assert page.try_out.isEnabled()
    wanted: list[object] = []
    actions.page_wanted.connect(wanted.append)
    actions.inspection_wanted.connect(wanted.append)
    page.inspect.click()
    assert wanted == ["inspector", project.store.run(run).adapter]


def test_several_runs_lie_over_each_other_and_only_differences_are_listed(
    page: RunsPage, actions: Actions, project: Project
) -> None:
    few, many = new_run(project, *whole_run(), tokens=8), new_run(project, *whole_run(), tokens=64)
    actions.session.runs_changed.emit()
    choose(page, few, many)
    assert set(page.comparison.chart.run_ids()) == {few, many}
    rows: list[Any] = page.comparison.settings.model().rows()
    assert [row[0] for row in rows] == ["Virtual tokens"]
    assert sorted(rows[0][1]) == ["64", "8"]


def test_what_is_chosen_stays_chosen_when_the_table_is_read_again(
    page: RunsPage, actions: Actions, project: Project
) -> None:
    first = new_run(project, *whole_run())
    actions.session.runs_changed.emit()
    choose(page, first)
    new_run(project, *whole_run())
    actions.session.runs_changed.emit()
    assert [run.run for run in page.chosen()] == [first]
    assert len(page.model.rows()) == 2


def test_a_run_that_trains_draws_on_from_its_events(page: RunsPage, actions: Actions, project: Project) -> None:
    run = new_run(project, Started(run="r", pid=1), step(1))
    actions.session.runs_changed.emit()
    choose(page, run)
    actions.training.events.emit(run, [step(2), step(3)])
    assert page.comparison.chart.history(run).last_step == 3


def test_deleting_asks_and_undo_brings_back(
    qtbot: QtBot, page: RunsPage, actions: Actions, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run(project, *whole_run())
    actions.session.runs_changed.emit()
    choose(page, run)
    monkeypatch.setattr(runs_module.dialogs, "ask_sure", lambda *_: False)
    qtbot.mouseClick(page.delete, Qt.MouseButton.LeftButton)
    assert len(page.model.rows()) == 1
    monkeypatch.setattr(runs_module.dialogs, "ask_sure", lambda *_: True)
    qtbot.mouseClick(page.delete, Qt.MouseButton.LeftButton)
    assert page.model.rows() == []
    actions.undo()
    assert [row.run for row in page.model.rows()] == [run]


def test_an_interrupted_run_can_go_on(
    qtbot: QtBot, page: RunsPage, actions: Actions, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[tuple[str, bool]] = []
    monkeypatch.setattr(
        actions.training, "start", lambda _project, run_id, resume=False: begun.append((run_id, resume))
    )
    run = new_run(project, Started(run="r", pid=999_999_999), step(1))
    project.sync()
    actions.session.runs_changed.emit()
    choose(page, run)
    assert page.chosen()[0].state == "interrupted"
    qtbot.mouseClick(page.resume, Qt.MouseButton.LeftButton)
    assert begun == [(run, True)]


def test_a_hidden_page_reads_nothing_until_it_is_seen(page: RunsPage, actions: Actions, project: Project) -> None:
    page.hide()
    new_run(project, *whole_run())
    actions.session.runs_changed.emit()
    assert page.model.rows() == []
    page.show()
    assert len(page.model.rows()) == 1


def test_a_method_says_what_an_open_setting_is() -> None:
    rows = dict(
        differing(
            [
                {"method": {"name": "prompt_tuning"}, "training": {"learning_rate": None}},
                {"method": {"name": "prompt_tuning"}, "training": {"learning_rate": 0.3, "max_steps": 7}},
            ]
        )
    )
    assert rows == {"training.learning_rate": ["0.1", "0.3"], "training.max_steps": [UNSET, "7"]}
    assert title("training.max_steps", "prompt_tuning") == "Step limit"
    assert title("method.num_virtual_tokens", "prompt_tuning") == "Virtual tokens"
    assert title("method.combine", "head_only") == title("method.combine", "prompt_ensemble") != "Combine"
