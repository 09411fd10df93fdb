"""The rows of the Data page: findings that can be clicked, lengths in tokens, and changes that become a version."""

# Tests ask for fixtures for what these do, not only for what they give.
# ruff: noqa: ARG001

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QComboBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from studio.data.readers import read_table
from studio.data.run_tables import read_data, training_rows
from studio.data.template import Template
from studio.data_spec import DataSpec
from studio.spec import read_run_spec
from studio.store.project import Project
from studio.store.run_folder import with_absolute_files
from ui.actions import Actions
from ui.data_facts import data_facts
from ui.pages import chart_saving
from ui.pages.data import DataPage
from ui.session import Session
from ui.widgets import ComboBox

Wait = Callable[[Callable[[], object]], None]
TEXTS = ("good film", "Good  film", "bad film", "", "dull", "very " * 60 + "long", "good film", "fine, really")
LABELS = ("good", "bad", "bad", "bad", "", "good", "good", "good")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Lines 2 to 9; 2, 3 and 8 are one text with two labels, 5 has no text, 6 no label, 7 is long; 10 is bad."""
    path = tmp_path / "films.csv"
    with path.open("w", encoding="utf-8", newline="") as written:
        writer = csv.writer(written, lineterminator="\r\n")
        writer.writerow(["text", "label"])
        writer.writerows(zip(TEXTS, LABELS, strict=True))
        written.write("one,two,three\r\n")
    return path


@pytest.fixture
def page(
    session: Session,
    actions: Actions,
    project: Project,
    file: Path,
    tiny_model: Path,
    qtbot: QtBot,
    wait_until: Wait,
) -> DataPage:
    """The page with the films, before a model that reads 256 tokens."""
    session.set_model(str(tiny_model))
    made = DataPage(session, actions)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    actions.tables.import_table(file)
    wait_until(lambda: made.facts is not None and session.lengths.found is not None)
    return made


def lines(page: DataPage) -> list[str]:
    """The file's lines that are shown, in their order."""
    model = page.rows.model
    return [str(model.headerData(i, Qt.Orientation.Vertical)) for i in range(model.rowCount())]


def choose(box: ComboBox, value: object) -> None:
    box.set_value(value)
    box.activated.emit(box.currentIndex())


def show(page: DataPage, key: str) -> None:
    page.notes.lines[key].linkActivated.emit(key)


def cell(page: DataPage, row: int, column: int) -> str:
    return str(page.rows.model.index(row, column).data(Qt.ItemDataRole.EditRole))


def write(page: DataPage, qtbot: QtBot, row: int, column: int, text: str) -> None:
    """Open a cell with F2, write, and press Enter."""
    view = page.rows.view
    view.setFocus()
    view.setCurrentIndex(page.rows.model.index(row, column))
    qtbot.keyClick(view, Qt.Key.Key_F2)
    editors = [one for kind in (QPlainTextEdit, QComboBox) for one in view.viewport().findChildren(kind)]
    editor = next(one for one in editors if one.isVisible())
    if isinstance(editor, QComboBox):
        editor.setCurrentText(text)
    else:
        editor.selectAll()
        qtbot.keyClicks(editor, text)
    with qtbot.waitSignal(page.rows.edited, timeout=10_000):
        qtbot.keyClick(editor, Qt.Key.Key_Return)


# --- findings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "sentence", "shown"),
    [
        ("torn", "1 text has more than one label.", ["2", "3", "8"]),
        ("repeated", "2 rows repeat another row's text.", ["2", "3", "8"]),
        ("no_answer", "1 row without label.", ["6"]),
        ("no_text", "1 row without text.", ["5"]),
        ("empty", "2 rows with an empty cell.", ["5", "6"]),
    ],
)
def test_a_finding_shows_its_rows(page: DataPage, wait_until: Wait, key: str, sentence: str, shown: list[str]) -> None:
    assert sentence in page.notes.text()
    show(page, key)
    wait_until(lambda: lines(page) == shown)
    assert page.rows.among.value() == key
    choose(page.rows.among, None)
    wait_until(lambda: len(lines(page)) == 8)


def test_rows_that_stand_in_the_test_table_are_told(
    page: DataPage, session: Session, tmp_path: Path, wait_until: Wait
) -> None:
    tested = tmp_path / "tested.csv"
    tested.write_text("text,label\nBAD   film,bad\nnever seen,good\n", encoding="utf-8")
    session.update_data(test_file=str(tested))
    wait_until(lambda: "leaks" in page.notes.lines)
    assert "1 row also stand" in page.notes.text()
    show(page, "leaks")
    wait_until(lambda: lines(page) == ["4"])


def test_the_sides_of_the_split_can_be_looked_at(page: DataPage, session: Session, wait_until: Wait) -> None:
    session.update_data(validation=0.25, test=0.25)
    wait_until(lambda: page.facts is not None and page.facts.test == 2)
    shown = set()
    for side in ("train", "validation", "test"):
        choose(page.rows.among, side)
        wait_until(lambda side=side: page.facts and len(lines(page)) == getattr(page.facts, side))
        shown |= set(lines(page))
    assert len(shown) == 8


@pytest.mark.parametrize("more", [{}, {"test_file": "tested.csv"}, {"template": "{title}: "}])
def test_the_sides_are_those_that_the_run_will_have(tmp_path: Path, more: dict[str, str]) -> None:
    rows = [f"title {number % 7},text {number},{'ab'[number % 2]}\n" for number in range(60)]
    for name in ("films.csv", "tested.csv"):
        (tmp_path / name).write_text("title,text,label\n" + "".join(rows), encoding="utf-8")
    values = {"file": str(tmp_path / "films.csv"), "text": "text", "label": "label", **more}
    if more.get("test_file"):
        values["test_file"] = str(tmp_path / "tested.csv")
    spec = DataSpec.model_validate(values)
    tables = read_data(spec, tmp_path)
    prepared = training_rows(spec, tables, Template.parse(spec.template_text))
    facts = data_facts(tables[0], values)
    shown = next(finding.rows for finding in facts.findings if finding.key == "train")
    assert list(shown) == prepared
    assert facts.train == len(prepared)


def test_a_bar_of_a_label_shows_its_rows_by_mouse_and_by_keys(page: DataPage, qtbot: QtBot, wait_until: Wait) -> None:
    chart = page.balance_chart
    names = [bar.label for bar in chart.bars()]
    assert names == ["good", "bad", "(empty)"]
    line = chart.height() // len(names)
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(10, line + line // 2))
    wait_until(lambda: lines(page) == ["3", "4", "5"])
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    wait_until(lambda: lines(page) == ["6"])
    assert page.rows.label.value() == ""


def test_text_label_and_finding_filter_together(page: DataPage, wait_until: Wait) -> None:
    show(page, "repeated")
    choose(page.rows.label, "good")
    wait_until(lambda: lines(page) == ["2", "8"])
    choose(page.rows.among, None)
    choose(page.rows.column, "text")
    page.rows.filter.setText("REALLY")
    wait_until(lambda: lines(page) == ["9"])
    choose(page.rows.column, "label")
    wait_until(lambda: lines(page) == [])


def test_excluded_rows_leave_the_findings_and_can_be_shown(
    page: DataPage, session: Session, qtbot: QtBot, wait_until: Wait
) -> None:
    page.rows.view.selectRow(1)
    page.rows.view.setFocus()
    qtbot.keyClick(page.rows.view, Qt.Key.Key_Delete)
    assert session.data["exclude"] == [1]
    wait_until(lambda: "torn" not in page.notes.lines)
    show(page, "excluded")
    wait_until(lambda: lines(page) == ["3"])


def test_excluding_is_undone(page: DataPage, session: Session, actions: Actions) -> None:
    page.rows.view.selectRow(1)
    page.rows.exclude.click()
    assert actions.undo_text() == "Exclude 1 row"
    actions.undo()
    assert "exclude" not in session.data


# --- lengths ---------------------------------------------------------------------------------------------------------


def test_lengths_count_template_and_virtual_tokens_and_mark_what_is_cut(
    page: DataPage, session: Session, wait_until: Wait
) -> None:
    found = session.lengths.found
    assert found is not None
    before = list(found.tokens)
    session.set_method(session.method.model_copy(update={"num_virtual_tokens": 120}))
    wait_until(lambda: session.lengths.found not in (None, found))
    assert session.lengths.found is not None
    assert [now - then for now, then in zip(session.lengths.found.tokens, before, strict=True)] == [100] * 8
    assert session.lengths.found.cut() == [5]
    wait_until(lambda: "1 row will be cut" in page.lengths.words.text())
    assert page.cut.isVisible()
    choose(page.cut, "middle")
    assert session.data["cut"] == "middle"
    choose(page.rows.among, "cut")
    wait_until(lambda: lines(page) == ["7"])


def test_a_bar_of_lengths_shows_its_rows(page: DataPage, session: Session, qtbot: QtBot, wait_until: Wait) -> None:
    chart = page.lengths.chart
    last = max(number for number, one in enumerate(chart.bins()) if one.rows)
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.center(last).toPoint())
    wait_until(lambda: lines(page) == ["7"])
    assert "tokens" in page.rows.among.currentText()


def test_a_longer_template_is_counted_again(page: DataPage, session: Session, wait_until: Wait) -> None:
    found = session.lengths.found
    assert found is not None
    session.update_data(template="{text} and more words\nAnswer:")
    wait_until(lambda: session.lengths.found not in (None, found))
    assert session.lengths.found is not None
    assert min(now - then for now, then in zip(session.lengths.found.tokens, found.tokens, strict=True)) > 2


def test_why_lengths_cannot_be_told_is_said(page: DataPage, session: Session, wait_until: Wait) -> None:
    session.update_data(template="{soft:3}{text}")
    wait_until(lambda: "slots hold 3" in page.lengths.words.text())
    assert not page.lengths.chart.isVisible()


def test_a_model_that_is_not_on_this_disk_tells_no_lengths(page: DataPage, session: Session, wait_until: Wait) -> None:
    session.set_model("somebody/else")
    wait_until(lambda: session.lengths.found is None)
    wait_until(lambda: not page.lengths.isVisible())


# --- pictures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["balance", "lengths"])
def test_charts_are_saved_as_picture_drawing_and_figures(
    page: DataPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, messages: list[tuple[str, str]], which: str
) -> None:
    press = (page.balance_buttons if which == "balance" else page.lengths.buttons).save
    for ending in ("png", "svg", "csv"):
        target = tmp_path / f"chart.{ending}"
        monkeypatch.setattr(chart_saving, "ask_picture_target", lambda _parent, _name, target=target: target)
        press.click()
        assert str(target) in messages[-1][0]
    assert QImage(str(tmp_path / "chart.png")).width() > 200
    assert ElementTree.parse(tmp_path / "chart.svg").getroot().tag.endswith("svg")
    with (tmp_path / "chart.csv").open(encoding="utf-8", newline="") as read:
        rows = list(csv.reader(read))
    if which == "balance":
        assert rows[:2] == [["label", "rows", "share"], ["good", "4", "0.500000"]]
    else:
        assert rows[0] == ["tokens_from", "tokens_below", "rows"]
        assert sum(int(row[2]) for row in rows[1:]) == 8


def test_a_chart_that_cannot_be_written_is_a_message(
    page: DataPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, messages: list[tuple[str, str]]
) -> None:
    monkeypatch.setattr(chart_saving, "ask_picture_target", lambda _parent, _name: tmp_path / "no folder" / "chart.png")
    page.balance_buttons.save.click()
    assert messages[-1][1] == "error"
    assert "Choose another folder" in messages[-1][0]


# --- changes ---------------------------------------------------------------------------------------------------------


def test_a_cell_is_changed_and_undone(
    page: DataPage, session: Session, actions: Actions, qtbot: QtBot, wait_until: Wait
) -> None:
    write(page, qtbot, 4, 1, "bad")
    assert session.table is not None
    assert session.table.row(4)["label"] == "bad"
    assert cell(page, 4, 1) == "bad"
    assert page.unsaved.isVisible()
    wait_until(lambda: "no_answer" not in page.notes.lines)
    assert actions.undo_text() == "Change line 6"
    actions.undo()
    assert session.table.row(4)["label"] == ""
    assert session.changes == {}
    assert not page.unsaved.isVisible()


def test_changes_are_saved_as_a_version_and_nothing_else_in_the_file_moves(
    page: DataPage, session: Session, project: Project, file: Path, qtbot: QtBot, wait_until: Wait
) -> None:
    first = Path(session.data["file"])
    write(page, qtbot, 2, 0, 'a "bad" film, truly')
    write(page, qtbot, 4, 1, "bad")
    page.unsaved.action.click()
    wait_until(lambda: not session.changes)
    second = Path(session.data["file"])
    assert first.read_bytes() == file.read_bytes()
    expected = file.read_bytes().splitlines(keepends=True)
    expected[3] = b'"a ""bad"" film, truly",bad\r\n'
    expected[5] = b"dull,bad\r\n"
    assert second.read_bytes().splitlines(keepends=True) == expected
    assert (second.parent.name, second.name) == ("v2", first.name)
    assert json.loads((second.parent / "dataset.json").read_text())["notes"] == "2 cells changed from v1"
    assert session.table is not None
    assert len(session.table.bad_rows) == 1
    assert [row.version for row in project.store.data_sets()] == ["v1", "v2"]
    assert page.version.isVisible()
    assert page.version.currentText() == "Version 2"
    choose(page.version, "v1")
    wait_until(lambda: session.table is not None and session.table.row(4)["label"] == "")
    assert session.data["label"] == "label"


def test_a_change_can_be_undone_after_it_was_saved(
    page: DataPage, session: Session, actions: Actions, qtbot: QtBot, wait_until: Wait
) -> None:
    write(page, qtbot, 4, 1, "bad")
    page.unsaved.action.click()
    wait_until(lambda: not session.changes)
    actions.undo()
    assert session.changes == {4: {"label": ""}}


def test_changes_are_discarded_and_come_back(page: DataPage, session: Session, actions: Actions, qtbot: QtBot) -> None:
    write(page, qtbot, 4, 1, "bad")
    page.discard.click()
    assert session.changes == {}
    actions.undo()
    assert session.changes == {4: {"label": "bad"}}


def test_several_rows_get_a_label_from_the_menu(page: DataPage, session: Session) -> None:
    page.rows.view.selectAll()
    page.rows.set_label("good")
    assert session.table is not None
    assert set(session.table.column("label")) == {"good"}
    assert sum(map(len, session.changes.values())) == 4, "rows that had it are no change"
    texts = [action.text() for action in page.rows.menu().actions()]
    assert "E&xclude or take in 8 rows" in texts


def test_a_cell_is_copied(page: DataPage, qtbot: QtBot) -> None:
    page.rows.view.setFocus()
    page.rows.view.setCurrentIndex(page.rows.model.index(7, 0))
    qtbot.keyClick(page.rows.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "fine, really"


def test_a_row_without_any_text_is_refused(
    page: DataPage, session: Session, messages: list[tuple[str, str]], qtbot: QtBot
) -> None:
    page.rows.edited.emit({4: {"text": " "}})
    assert "line 6: every cell would be empty" in messages[-1][0]
    assert session.changes == {}


def test_changes_are_there_again_when_the_project_is_opened_again(
    page: DataPage, session: Session, actions: Actions, project: Project, qtbot: QtBot, wait_until: Wait
) -> None:
    write(page, qtbot, 4, 1, "bad")
    folder = project.folder
    session.set_project(None)
    actions.open_project(folder)
    wait_until(lambda: session.table is not None)
    assert session.table is not None
    assert session.table.row(4)["label"] == "bad"
    assert session.file_table is not None
    assert session.file_table.row(4)["label"] == ""


def test_changes_wait_for_their_table_while_another_one_is_open(
    page: DataPage, session: Session, actions: Actions, reviews: Path, qtbot: QtBot, wait_until: Wait
) -> None:
    films = Path(session.data["file"])
    write(page, qtbot, 4, 1, "bad")
    actions.tables.import_table(reviews)
    wait_until(lambda: session.table is not None and len(session.table) == 40)
    assert session.changes == {}
    actions.tables.import_table(films)
    wait_until(lambda: session.table is not None and len(session.table) == 8)
    assert session.changes == {4: {"label": "bad"}}


def test_a_file_is_not_read_in_another_way_over_changes(
    page: DataPage, session: Session, messages: list[tuple[str, str]], qtbot: QtBot
) -> None:
    write(page, qtbot, 4, 1, "bad")
    page.read.header.set_value(False)
    page.read.header.activated.emit(page.read.header.currentIndex())
    assert "Save or discard them first" in messages[-1][0]
    assert session.changes == {4: {"label": "bad"}}
    assert page.read.header.value() is None


def test_what_is_trained_on_is_what_is_shown(
    page: DataPage,
    session: Session,
    actions: Actions,
    project: Project,
    qtbot: QtBot,
    messages: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(actions.training, "start", lambda _project, _run: None)
    assert actions.start_run() is None
    assert "line 6: the label is empty" in messages[-1][0]
    write(page, qtbot, 4, 1, "bad")
    run = actions.start_run()
    assert run is not None
    spec = with_absolute_files(read_run_spec(project.run_dir(run) / "run.toml"), project.run_dir(run))
    assert Path(spec.data.file).parent.name == "v2"
    assert read_table(spec.data.file).row(4) == {"text": "dull", "label": "bad"}
    assert session.changes == {}


def test_the_filter_and_the_place_stay_when_a_cell_changes(
    page: DataPage, session: Session, qtbot: QtBot, wait_until: Wait
) -> None:
    page.rows.filter.setText("film")
    wait_until(lambda: lines(page) == ["2", "3", "4", "8"])
    write(page, qtbot, 2, 1, "good")
    assert lines(page) == ["2", "3", "4", "8"]
    assert page.rows.filter.text() == "film"
