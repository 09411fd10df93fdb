"""The rows behind a cell of the confusion matrix, and those where two runs disagree, in the real window."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from studio.data.readers import read_table
from studio.errors import RunError
from studio.events import EvalDone, Started
from studio.store.project import Project
from tests.ui.stories import choose, new_run, whole_run
from ui.main_window import MainWindow
from ui.pages import runs as runs_module
from ui.pages.answer_table import AnswerTable
from ui.pages.runs import RunsPage
from ui.predictions import read_answers, read_disagreements

Wait = Callable[[Callable[[], object]], None]
WRONG = {3: 0.7, 5: 0.9, 4: 0.6}  # rows that a run gets wrong, and how sure it was


@pytest.fixture
def page(window: MainWindow, tmp_path: Path) -> RunsPage:
    """The Runs page of a new project, in the real window."""
    window.actions_.new_project(tmp_path / "mine")
    window.show_page("runs")
    return cast("RunsPage", window.pages["runs"])


def project_of(page: RunsPage) -> Project:
    assert page.session.project is not None
    return page.session.project


def answered_run(
    page: RunsPage, wrong: dict[int, float], *, rows: range = range(10), table: Path | None = None, split: str = "test"
) -> str:
    """A finished run that answered these rows of its table, most of them well.

    table: a table of its own for the test split
    """
    project = project_of(page)
    said = {row: str((row + (row in wrong)) % 2) for row in rows}
    confusion = [[sum(row % 2 == true and said[row] == str(it) for row in rows) for it in (0, 1)] for true in (0, 1)]
    run_id = new_run(project, *whole_run())
    metrics = {"accuracy": 1 - len(wrong) / len(rows)}
    evaluation = EvalDone(
        step=3, split="test", metrics=metrics, rows=len(rows), labels=["0", "1"], confusion=confusion, best=True
    )
    events = project.run_dir(run_id) / "events.jsonl"
    events.write_text(events.read_text() + evaluation.model_dump_json() + "\n")
    project.sync_run(run_id)
    if table is not None:
        settings = project.run_dir(run_id) / "run.toml"
        settings.write_text(settings.read_text().replace("[data]", f'[data]\ntest_file = "{table}"'))
    folder = project.run_dir(run_id) / "predictions"
    folder.mkdir()
    with (folder / f"{split}.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "label", "predicted", "probability"])
        writer.writerows([row, row % 2, said[row], f"{wrong.get(row, 0.8):.6f}"] for row in rows)
    page.session.runs_changed.emit()
    return run_id


def click_cell(qtbot: QtBot, page: RunsPage, row: int, column: int) -> None:
    """Press the mouse in the middle of a cell."""
    matrix = page.comparison.matrix
    page.comparison.tabs.setCurrentIndex(1)
    places = (QPoint(x, y) for y in range(0, matrix.height(), 4) for x in range(0, matrix.width(), 4))
    place = next(place for place in places if matrix.cell_at(place.toPointF()) == (row, column))
    qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=place + QPoint(4, 4))


def shown(table: AnswerTable) -> list[list[str]]:
    model = table.model()
    if model is None:
        return []
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def headings(table: AnswerTable) -> list[str]:
    model = table.model()
    return [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]


def test_a_click_on_a_cell_shows_its_rows_the_surest_first(qtbot: QtBot, page: RunsPage, wait_until: Wait) -> None:
    choose(page, answered_run(page, WRONG))
    cell = page.comparison.cell
    assert not cell.isVisible()
    click_cell(qtbot, page, 1, 0)
    wait_until(lambda: shown(cell.table))
    assert cell.isVisible()
    assert headings(cell.table) == ["Line", "text", "True", "Predicted", "Probability"]
    assert shown(cell.table) == [["7", "text 5", "1", "0", "90.0 %"], ["5", "text 3", "1", "0", "70.0 %"]]
    assert cell.words.text().startswith('2 of 5 rows that are "1" were answered "0"')
    click_cell(qtbot, page, 0, 1)
    assert [row[1] for row in shown(cell.table)] == ["text 4"]  # read once: the next cell is there at once
    assert not page.comparison.result.isVisible()  # it makes room
    qtbot.mouseClick(cell.close_button, Qt.MouseButton.LeftButton)
    assert not cell.isVisible()
    assert page.comparison.result.isVisible()


def test_a_cell_of_tags_shows_the_rows_that_have_such_a_word(page: RunsPage) -> None:
    project = project_of(page)
    run_id = answered_run(page, WRONG)
    settings = project.run_dir(run_id) / "run.toml"
    settings.write_text(settings.read_text().replace('label = "', 'tags = "', 1))
    with (project.run_dir(run_id) / "predictions" / "test.csv").open("w", newline="") as file:
        rows = [(0, "O B-X", "O B-X"), (1, "O B-X", "O O"), (2, "O O", "B-X O")]
        csv.writer(file).writerows([("row", "target", "answer"), *rows])
    found = read_answers(project, run_id, "test")
    assert [answer.row for answer in found.of_cell("B-X", "O")] == [1]
    assert [answer.row for answer in found.of_cell("O", "O")] == [0, 1, 2]
    assert [answer.row for answer in found.of_cell("O", "B-X")] == [2]
    page.comparison.matrix.set_confusion(("O", "B-X"), ((4, 1), (1, 1)), of="words")
    assert page.comparison.matrix.sentence("B-X", "O").startswith('1 of 2 words that are "B-X"')


def test_enter_on_a_cell_shows_its_rows(qtbot: QtBot, page: RunsPage, wait_until: Wait) -> None:
    choose(page, answered_run(page, WRONG))
    page.comparison.tabs.setCurrentIndex(1)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(page.comparison.matrix, key)
    wait_until(lambda: shown(page.comparison.cell.table))
    assert [row[1] for row in shown(page.comparison.cell.table)] == ["text 5", "text 3"]


def test_a_heading_sorts_the_rows_of_a_cell(qtbot: QtBot, page: RunsPage, wait_until: Wait) -> None:
    choose(page, answered_run(page, WRONG))
    click_cell(qtbot, page, 1, 0)
    table = page.comparison.cell.table
    wait_until(lambda: shown(table))
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert [row[0] for row in shown(table)] == ["5", "7"]
    table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    assert [row[0] for row in shown(table)] == ["7", "5"]


def test_rows_of_a_test_table_are_read_from_that_table(
    qtbot: QtBot, page: RunsPage, tmp_path: Path, wait_until: Wait
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("text,label\n" + "\n".join(f"other {number},{number % 2}" for number in range(10)))
    choose(page, answered_run(page, WRONG, table=other))
    click_cell(qtbot, page, 0, 1)
    wait_until(lambda: shown(page.comparison.cell.table))
    assert [row[1] for row in shown(page.comparison.cell.table)] == ["other 4"]


def test_a_run_without_predictions_says_so(qtbot: QtBot, page: RunsPage, wait_until: Wait) -> None:
    run = new_run(project_of(page), *whole_run())
    page.session.runs_changed.emit()
    choose(page, run)
    click_cell(qtbot, page, 0, 1)
    cell = page.comparison.cell
    wait_until(cell.problem.isVisible)
    assert cell.problem.words.text().startswith(f"Run {run} has kept no answers to its test rows")
    assert not cell.table.isVisible()


def test_a_run_whose_folder_is_gone_says_so(qtbot: QtBot, page: RunsPage, wait_until: Wait) -> None:
    run = answered_run(page, WRONG)
    choose(page, run)
    folder = project_of(page).run_dir(run)
    folder.rename(folder.parent.parent / "elsewhere")
    click_cell(qtbot, page, 0, 1)
    cell = page.comparison.cell
    wait_until(cell.problem.isVisible)
    assert f"has no run {run}" in cell.problem.words.text()


def test_predictions_that_do_not_fit_the_table_say_so(qtbot: QtBot, page: RunsPage, wait_until: Wait) -> None:
    choose(page, answered_run(page, WRONG, rows=range(30)))  # the table has 20
    click_cell(qtbot, page, 0, 1)
    cell = page.comparison.cell
    wait_until(cell.problem.isVisible)
    assert "test.csv does not fit the run's table" in cell.problem.words.text()


def test_rows_of_a_cell_go_with_their_run(qtbot: QtBot, page: RunsPage, wait_until: Wait) -> None:
    one, other = answered_run(page, WRONG), answered_run(page, {})
    choose(page, one)
    click_cell(qtbot, page, 1, 0)
    cell = page.comparison.cell
    wait_until(lambda: shown(cell.table))
    page.session.runs_changed.emit()
    assert cell.isVisible()  # read again, it is the same run
    assert not page.comparison.result.isVisible()
    choose(page, other)
    assert not cell.isVisible()
    click_cell(qtbot, page, 1, 1)
    wait_until(lambda: shown(cell.table))
    assert len(shown(cell.table)) == 5


def test_two_runs_show_where_they_disagree(
    qtbot: QtBot, page: RunsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wait_until: Wait
) -> None:
    one, other = answered_run(page, {3: 0.7, 4: 0.6}), answered_run(page, {4: 0.9, 8: 0.9})
    project_of(page).rename_run(one, "one")
    project_of(page).rename_run(other, "other")
    page.session.runs_changed.emit()
    choose(page, one, other)
    view = page.comparison.disagreement
    page.comparison.tabs.setCurrentWidget(view)
    wait_until(lambda: shown(view.table))
    assert view.words.text() == "2 of 10 test rows are answered differently."
    first, second = (run.name for run in page.chosen())
    assert headings(view.table) == ["Line", "text", "True", first, second]
    answers = {row[1]: dict(zip((first, second), row[3:], strict=True)) for row in shown(view.table)}
    assert answers == {"text 3": {"one": "0", "other": "1"}, "text 8": {"one": "0", "other": "1"}}

    target = tmp_path / "saved.csv"
    monkeypatch.setattr(runs_module, "ask_csv_target", lambda *_: target)
    qtbot.mouseClick(view.save, Qt.MouseButton.LeftButton)
    wait_until(target.exists)
    saved = list(csv.DictReader(target.read_text().splitlines()))
    assert [(row["line"], row["text"], row["truth"], row["one"], row["other"]) for row in saved] == [
        ("5", "text 3", "1", "0", "1"),
        ("10", "text 8", "0", "0", "1"),
    ]


def test_runs_that_agree_say_so(page: RunsPage, wait_until: Wait) -> None:
    choose(page, answered_run(page, WRONG), answered_run(page, WRONG))
    view = page.comparison.disagreement
    page.comparison.tabs.setCurrentWidget(view)
    wait_until(lambda: view.words.text() == "They answer all of 10 test rows alike.")
    assert not view.save.isVisible()


def test_runs_on_other_rows_cannot_be_compared_and_say_so(page: RunsPage, wait_until: Wait) -> None:
    first, second = answered_run(page, WRONG), answered_run(page, WRONG, rows=range(2, 12))
    view = page.comparison.disagreement
    page.comparison.tabs.setCurrentWidget(view)
    choose(page, first, second)
    wait_until(view.problem.isVisible)
    assert view.problem.words.text().startswith("These runs were not measured on the same test rows.")
    choose(page, first)
    assert not view.problem.isVisible()
    assert view.words.text().startswith("Choose two finished runs")


def test_runs_are_compared_on_validation_where_one_has_no_test(page: RunsPage) -> None:
    runs = [answered_run(page, wrong, split="validation") for wrong in ({}, WRONG)]
    found = read_disagreements(project_of(page), *runs)
    assert (found.split, found.compared, len(found.rows)) == ("validation", 10, 3)
    unfinished = new_run(project_of(page), Started(run="r", pid=1))
    with pytest.raises(RunError, match=f"Run {unfinished} has kept no answers"):
        read_disagreements(project_of(page), unfinished, runs[0])


def test_texts_that_were_written_are_compared_too(page: RunsPage) -> None:
    project = project_of(page)
    runs = [new_run(project, *whole_run()) for _ in range(2)]
    for run, answer in zip(runs, ("yes, a lot", "no"), strict=True):
        folder = project.run_dir(run) / "predictions"
        folder.mkdir()
        (folder / "test.csv").write_text(f'row,target,answer\n2,"yes, a lot","{answer}"\n3,no,no\n')
    found = read_disagreements(project, *runs)
    assert [(one.texts, one.true, one.said, two.said) for one, two in found.rows] == [
        (("text 2",), "yes, a lot", "yes, a lot", "no")
    ]


def test_rows_behind_a_cell_are_relabelled_and_taken_out_into_a_new_version(
    qtbot: QtBot, page: RunsPage, wait_until: Wait
) -> None:
    choose(page, answered_run(page, WRONG))
    click_cell(qtbot, page, 1, 0)
    cell, project = page.comparison.cell, project_of(page)
    wait_until(lambda: shown(cell.table))
    assert not cell.relabel.isEnabled()
    cell.table.selectRow(0)
    assert (cell.right.value(), cell.chosen()) == ("0", [({"text": "text 5"}, "1")])
    qtbot.mouseClick(cell.relabel, Qt.MouseButton.LeftButton)
    cell.table.selectRow(1)
    qtbot.mouseClick(cell.take_out, Qt.MouseButton.LeftButton)
    bar = page.corrections
    assert bar.words.text() == "1 relabelled row, 1 row to take out, in no version of reviews yet."
    qtbot.mouseClick(bar.undo, Qt.MouseButton.LeftButton)
    assert bar.words.text() == "1 relabelled row, in no version of reviews yet."
    qtbot.mouseClick(cell.take_out, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(bar.save, Qt.MouseButton.LeftButton)
    wait_until(lambda: not bar.isVisible())
    table = read_table(project.newest_version("reviews").path)
    assert len(table) == 19
    assert dict(zip(table.column("text"), table.column("label"), strict=True))["text 5"] == "0"
    assert "text 3" not in table.column("text")


def test_rows_of_a_test_table_are_corrected_in_that_table(
    qtbot: QtBot, page: RunsPage, tmp_path: Path, wait_until: Wait
) -> None:
    file = tmp_path / "other.csv"
    file.write_text("text,label\n" + "\n".join(f"other {number},{number % 2}" for number in range(10)))
    project = project_of(page)
    choose(page, answered_run(page, WRONG, table=project.import_table(file).path))
    click_cell(qtbot, page, 0, 1)
    cell = page.comparison.cell
    wait_until(lambda: shown(cell.table))
    cell.table.selectRow(0)
    qtbot.mouseClick(cell.relabel, Qt.MouseButton.LeftButton)
    assert page.corrections.words.text() == "1 relabelled row, in no version of other yet."
