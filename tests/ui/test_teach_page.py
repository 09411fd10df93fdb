"""Correcting data: uncertain rows get labels, doubted labels an answer, and a run goes on from there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.data.readers import read_table
from studio.engine import launch
from studio.store.correcting import on_newest
from studio.store.project import Project
from studio.store.teaching import TEACHING_FILE
from tests.ui.stories import new_run, whole_run
from ui.actions import Actions
from ui.main_window import MainWindow
from ui.pages.teach import TeachPage
from ui.repeating import spec_of
from ui.teaching import TeachingActions
from ui.workers import playground_worker

ROOT = Path(__file__).resolve().parents[2]
STAND_IN = Path(__file__).with_name("stand_in_inference.py")
Wait = Callable[[Callable[[], object]], None]


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(launch, "inference_command", lambda: [sys.executable, "-u", str(STAND_IN)])
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(playground_worker.paths, "user_log_dir", lambda: tmp_path / "logs")


def trained(project: Project, method: str = "prompt_tuning", task: str = "classification") -> Path:
    """The adapter of a finished run over 20 rows."""
    run_id = new_run(project, *whole_run(), method=method)
    card = AdapterCard(
        name=run_id,
        method=method,
        model=ModelIdentity(name="starter"),
        task=task,  # type: ignore[arg-type]
        template="{soft:20}{text}\nAnswer:",
        labels=["0", "1"],
        num_virtual_tokens=20,
        run=run_id,
    )
    folder = project.run_dir(run_id) / "adapter"
    folder.mkdir()
    (folder / "studio.json").write_text(card.model_dump_json())
    project.store.file_adapter(folder, run_id=run_id)
    return folder


@pytest.fixture
def adapter(project: Project) -> Path:
    return trained(project)


@pytest.fixture
def started(actions: Actions, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Runs that would be trained, in their order."""
    runs: list[str] = []
    monkeypatch.setattr(actions.training, "start", lambda _project, run_id: runs.append(run_id))
    return runs


@pytest.fixture
def page(qtbot: QtBot, actions: Actions, adapter: Path) -> Iterator[TeachPage]:
    made = TeachPage(actions.session, actions)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    assert made.row() is not None
    assert made.row().folder == adapter  # type: ignore[union-attr]
    yield made
    made.close()
    assert not made.questions.worker.is_running()


@pytest.fixture
def unlabelled(tmp_path: Path) -> Path:
    """50 rows, of which the last ones are the least certain."""
    path = tmp_path / "new.csv"
    path.write_text("text,source\n" + "\n".join(f"new {number},web" for number in range(50)) + "\n")
    return path


def ask(qtbot: QtBot, page: TeachPage, file: Path, wait_until: Wait) -> None:
    page.labels.add_table(file)
    qtbot.mouseClick(page.labels.search, Qt.MouseButton.LeftButton)
    wait_until(lambda: not page.questions.is_asking())


def look(qtbot: QtBot, page: TeachPage, wait_until: Wait) -> None:
    page.tabs.setCurrentWidget(page.errors)
    qtbot.mouseClick(page.errors.search, Qt.MouseButton.LeftButton)
    wait_until(lambda: page.errors.shown())


def waiting(page: TeachPage) -> list[tuple[str, str | None, str | None]]:
    """(text, given, right) of the corrections that wait."""
    lesson = page.teaching.lesson
    assert lesson is not None
    return [(one.texts["text"], one.given, one.label) for one in page.teaching.waiting(lesson)]


def newest(project: Project) -> tuple[int, list[tuple[str, str]]]:
    """The newest version of the reviews, and its rows."""
    version = project.newest_version("reviews")
    table = read_table(version.path)
    return version.number, list(zip(table.column("text"), table.column("label"), strict=True))


# --- the least certain ------------------------------------------------------------------------------------------------


def test_the_least_certain_rows_get_their_labels_by_keys(
    qtbot: QtBot, page: TeachPage, unlabelled: Path, wait_until: Wait
) -> None:
    ask(qtbot, page, unlabelled, wait_until)
    assert page.labels.text.toPlainText() == "new 49"
    assert page.labels.place.text() == "1 of 20, line 51 of new.csv"
    assert [bar.label for bar in page.labels.bars.bars()] == ["1  0", "2  1"]
    qtbot.keyClick(page.labels.bars, Qt.Key.Key_2)
    assert page.labels.text.toPlainText() == "new 48"
    qtbot.keyClick(page.labels.bars, Qt.Key.Key_0)  # passed over
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        qtbot.keyClick(page.labels.bars, key)
    qtbot.keyClick(page.labels.bars, Qt.Key.Key_9)  # there is no ninth label
    assert waiting(page) == [("new 49", None, "1"), ("new 47", None, "0")]
    assert page.labels.place.text().startswith("4 of 20")
    assert page.waiting_bar.words.text() == "2 taught rows, in no version of reviews yet."
    assert page.tabs.tabText(2) == "Corrections (2)"


def test_a_label_is_clicked_and_a_row_passed_over_by_mouse(
    qtbot: QtBot, page: TeachPage, unlabelled: Path, wait_until: Wait
) -> None:
    ask(qtbot, page, unlabelled, wait_until)
    qtbot.mouseClick(page.labels.bars, Qt.MouseButton.LeftButton)
    assert len(waiting(page)) == 1
    qtbot.mouseClick(page.labels.skip, Qt.MouseButton.LeftButton)
    assert page.labels.place.text().startswith("3 of 20")


def test_labelling_goes_on_where_it_was_left(
    qtbot: QtBot, page: TeachPage, actions: Actions, unlabelled: Path, wait_until: Wait
) -> None:
    ask(qtbot, page, unlabelled, wait_until)
    for key in (Qt.Key.Key_1, Qt.Key.Key_0):
        qtbot.keyClick(page.labels.bars, key)
    later = Actions(actions.session, actions.training)  # as after the window was closed
    again = TeachPage(actions.session, later)
    qtbot.addWidget(again)
    assert again.labels.text.toPlainText() == "new 47"
    assert waiting(page) == [("new 49", None, "0")]


def test_the_next_rows_are_others_than_those_before(
    qtbot: QtBot, page: TeachPage, unlabelled: Path, wait_until: Wait
) -> None:
    page.labels.count.setValue(3)
    ask(qtbot, page, unlabelled, wait_until)
    for _ in range(3):
        qtbot.keyClick(page.labels.bars, Qt.Key.Key_1)
    assert not page.labels.card.isVisible()
    assert page.labels.words.text().startswith("None of the 3 rows is left.")
    ask(qtbot, page, unlabelled, wait_until)
    assert page.labels.text.toPlainText() == "new 46"
    assert page.labels.place.text().startswith("1 of 3")
    page.labels.count.setValue(100)
    ask(qtbot, page, unlabelled, wait_until)
    for _ in range(47):
        qtbot.keyClick(page.labels.bars, Qt.Key.Key_0)
    ask(qtbot, page, unlabelled, wait_until)
    assert page.notice.words.text().startswith("Every row of new.csv was labelled or passed over.")


def test_asking_can_be_cancelled(qtbot: QtBot, page: TeachPage, unlabelled: Path, wait_until: Wait) -> None:
    long = unlabelled.rename(unlabelled.with_name("long.csv"))
    page.labels.add_table(long)
    qtbot.mouseClick(page.labels.search, Qt.MouseButton.LeftButton)
    assert not page.labels.search.isEnabled()
    wait_until(lambda: "of 50 rows" in page.words.text())
    qtbot.mouseClick(page.stop, Qt.MouseButton.LeftButton)
    wait_until(lambda: page.labels.search.isEnabled())
    assert page.notice.words.text() == "Cancelled. What was labelled stays."


# --- a new version ----------------------------------------------------------------------------------------------------


def test_labels_become_a_new_version_and_the_one_before_stays(
    qtbot: QtBot, page: TeachPage, project: Project, unlabelled: Path, wait_until: Wait
) -> None:
    ask(qtbot, page, unlabelled, wait_until)
    for key in (Qt.Key.Key_2, Qt.Key.Key_1):
        qtbot.keyClick(page.labels.bars, key)
    before = project.newest_version("reviews").path.read_bytes()
    qtbot.mouseClick(page.waiting_bar.save, Qt.MouseButton.LeftButton)
    wait_until(lambda: not page.waiting_bar.isVisible())
    number, rows = newest(project)
    assert (number, rows[20:]) == (2, [("new 49", "1"), ("new 48", "0")])
    assert (project.folder / "data" / "reviews" / "v1" / "reviews.csv").read_bytes() == before
    assert page.actions_.undo_text() == ""  # a version is for good
    qtbot.keyClick(page.labels.bars, Qt.Key.Key_1)
    qtbot.mouseClick(page.waiting_bar.save, Qt.MouseButton.LeftButton)
    wait_until(lambda: not page.waiting_bar.isVisible())
    number, rows = newest(project)
    assert (number, len(rows)) == (3, 23)  # what was taught before is still there


def test_undo_takes_back_one_after_the_other(
    qtbot: QtBot, page: TeachPage, actions: Actions, unlabelled: Path, wait_until: Wait
) -> None:
    ask(qtbot, page, unlabelled, wait_until)
    for key in (Qt.Key.Key_2, Qt.Key.Key_0, Qt.Key.Key_1):
        qtbot.keyClick(page.labels.bars, key)
    assert actions.undo_text() == "Label line 49"
    qtbot.mouseClick(page.waiting_bar.undo, Qt.MouseButton.LeftButton)
    assert page.labels.text.toPlainText() == "new 47"
    actions.undo()
    assert page.labels.text.toPlainText() == "new 48"
    actions.undo()
    assert (waiting(page), actions.undo_text()) == ([], "")
    assert page.labels.text.toPlainText() == "new 49"


def test_the_draft_takes_the_new_version_and_keeps_what_is_excluded(
    page: TeachPage, actions: Actions, project: Project, wait_until: Wait
) -> None:
    session = actions.session
    actions.tables.read_table(
        project.newest_version("reviews").path, {"text": "text", "label": "label", "exclude": [1, 7]}
    )
    session.data["file"] = str(project.newest_version("reviews").path)
    wait_until(lambda: session.table is not None)
    session.update_data(file=str(project.newest_version("reviews").path))
    lesson = page.teaching.lesson
    assert lesson is not None
    page.teaching.take_out(lesson, [({"text": "text 4"}, "0")])
    page.teaching.save(lesson)
    wait_until(lambda: session.table is not None and len(session.table) == 19)
    assert session.data["exclude"] == [1, 6]
    assert session.table is not None
    assert [session.table.row(row)["text"] for row in session.data["exclude"]] == ["text 1", "text 7"]


def test_a_correction_whose_row_is_gone_is_left_out_and_said(
    page: TeachPage, messages: list[tuple[str, str]], wait_until: Wait
) -> None:
    lesson = page.teaching.lesson
    assert lesson is not None
    page.teaching.relabel(lesson, [({"text": "text 4"}, "0"), ({"text": "never there"}, "0")], "1")
    page.teaching.save(lesson)
    wait_until(lambda: not page.teaching.waiting(lesson))
    assert messages[-1][0] == (
        "Saved as version 2: 1 row relabelled. The version before stays as it was. 1 correction left out: the table "
        "has no such row any more."
    )


def test_what_the_table_says_already_makes_no_version(
    page: TeachPage, project: Project, messages: list[tuple[str, str]], wait_until: Wait
) -> None:
    lesson = page.teaching.lesson
    assert lesson is not None
    page.teaching.teach(lesson, {"text": "text 4"}, "0")
    page.teaching.save(lesson)
    wait_until(lambda: not page.teaching.waiting(lesson))
    assert messages[-1][0] == "The table says all of it already, so there is no new version."
    assert newest(project)[0] == 1


def test_damaged_notes_are_said_and_not_overwritten(
    page: TeachPage, actions: Actions, project: Project, messages: list[tuple[str, str]], qtbot: QtBot
) -> None:
    path = project.folder / "data" / "reviews" / TEACHING_FILE
    path.write_text("{damaged")
    later = Actions(actions.session, actions.training)
    lesson = page.teaching.lesson
    assert lesson is not None
    later.teaching.teach(lesson, {"text": "new"}, "1")
    assert "cannot be read, so the corrections in it are not known" in messages[-1][0]
    assert path.read_text() == "{damaged"
    again = TeachPage(actions.session, later)  # opens all the same, and says why nothing can be done
    qtbot.addWidget(again)
    assert "cannot be read" in again.why.words.text()
    assert not again.train_on.isEnabled()


# --- doubted labels ---------------------------------------------------------------------------------------------------


def test_doubted_labels_are_shown_with_how_far_they_can_be_trusted(
    qtbot: QtBot, page: TeachPage, wait_until: Wait
) -> None:
    look(qtbot, page, wait_until)
    model = page.errors.table.model()
    shown = [model.index(0, column).data() for column in range(model.columnCount())]
    assert shown == ["5", "text 3", "1", "0", "10.0 %", "90.0 %", "no"]
    assert page.errors.words.text() == (
        "reviews.csv: 20 rows, of which the prompt was not trained on 4. 3 labels are likely wrong."
    )
    page.errors.unseen.setChecked(True)
    assert [row.row for row in page.errors.shown()] == [3, 5]


def test_one_click_relabels_and_one_says_that_the_label_is_right(
    qtbot: QtBot, page: TeachPage, actions: Actions, project: Project, wait_until: Wait
) -> None:
    look(qtbot, page, wait_until)
    qtbot.mouseClick(page.errors.relabel, Qt.MouseButton.LeftButton)
    assert waiting(page) == [("text 3", "1", "0")]
    assert [row.row for row in page.errors.shown()] == [5, 8]
    qtbot.mouseClick(page.errors.confirm, Qt.MouseButton.LeftButton)
    assert [row.row for row in page.errors.shown()] == [8]
    qtbot.mouseClick(page.errors.take_out, Qt.MouseButton.LeftButton)
    assert page.errors.words.text().endswith("All of these are looked through.")
    assert page.waiting_bar.words.text() == "1 relabelled row, 1 row to take out, in no version of reviews yet."
    later = TeachPage(actions.session, Actions(actions.session, actions.training))
    qtbot.addWidget(later)
    lesson = later.teaching.lesson_of(later.row().folder)  # type: ignore[union-attr]
    assert page.teaching.doubted(lesson, page._found[later.row().folder].suspects) == []  # type: ignore[union-attr]
    page.teaching.save(lesson)
    wait_until(lambda: not page.waiting_bar.isVisible())
    number, rows = newest(project)
    assert number == 2
    assert ("text 3", "0") in rows
    assert ("text 5", "1") in rows
    assert not [row for row in rows if row[0] == "text 8"]
    look(qtbot, page, lambda _: None)
    wait_until(lambda: not page.questions.is_asking())
    assert page.errors.shown() == []  # the adapter's own version is as it was, and yet nothing is asked twice


def test_that_a_label_is_right_can_be_taken_back(
    qtbot: QtBot, page: TeachPage, actions: Actions, wait_until: Wait
) -> None:
    look(qtbot, page, wait_until)
    qtbot.mouseClick(page.errors.confirm, Qt.MouseButton.LeftButton)
    assert [row.row for row in page.errors.shown()] == [5, 8]
    assert actions.undo_text() == "Confirm 1 label"
    actions.undo()
    assert [row.row for row in page.errors.shown()] == [3, 5, 8]


def test_two_windows_correct_one_data_set_and_neither_loses_what_the_other_said(page: TeachPage) -> None:
    lesson = page.teaching.lesson
    assert lesson is not None
    other = TeachingActions(page.actions_)
    for teaching, text in ((page.teaching, "here"), (other, "there"), (page.teaching, "here again")):
        teaching.teach(lesson, {"text": text}, "1")
    assert [text for text, _, _ in waiting(page)] == ["here", "there", "here again"]

    other.drop(lesson, other.waiting(lesson))
    assert [one.texts["text"] for one in other.waiting(lesson)] == ["here again"]


def test_corrections_are_listed_and_dropped(qtbot: QtBot, page: TeachPage, wait_until: Wait) -> None:
    look(qtbot, page, wait_until)
    for _ in range(2):
        qtbot.mouseClick(page.errors.relabel, Qt.MouseButton.LeftButton)
    page.tabs.setCurrentWidget(page.waiting)
    model = page.waiting.table.model()
    assert [model.index(0, column).data() for column in range(4)] == ["Relabelled", "text 5", "1", "0"]
    qtbot.mouseClick(page.waiting.drop, Qt.MouseButton.LeftButton)
    assert waiting(page) == [("text 3", "1", "0")]
    qtbot.mouseClick(page.waiting.drop, Qt.MouseButton.LeftButton)
    assert page.waiting.words.isVisible()
    assert page.waiting.words.text().startswith("No correction waits.")


# --- train on ---------------------------------------------------------------------------------------------------------


def test_a_run_begins_at_the_adapter_on_the_newest_version(
    qtbot: QtBot, page: TeachPage, project: Project, adapter: Path, started: list[str], wait_until: Wait
) -> None:
    lesson = page.teaching.lesson
    assert lesson is not None
    page.teaching.teach(lesson, {"text": "new"}, "1")
    qtbot.mouseClick(page.train_on, Qt.MouseButton.LeftButton)
    wait_until(lambda: started)
    spec = spec_of(project, started[0])
    assert Path(spec.data.file).parent.name == "v2"
    assert (spec.method.start, spec.method.start_file) == ("file", str(adapter))  # type: ignore[attr-defined]
    assert project.store.run(started[0]).name.endswith("on with v2")
    assert page.session.shown_run == started[0]
    assert newest(project)[1][-1] == ("new", "1")


def test_rows_that_the_adapter_learned_and_that_are_set_aside_now_are_counted(project: Project, adapter: Path) -> None:
    spec = spec_of(project, adapter.parent.name)
    assert on_newest(project, spec) == (spec, 0)
    table = read_table(Path(spec.data.file))
    added = [{"text": f"more {number}", "label": str(number % 2)} for number in range(40)]
    project.change_table(table, {}, removed=[2], added=added)
    excluding = spec.model_copy(update={"data": spec.data.model_copy(update={"exclude": (1, 4)})})
    found, seen = on_newest(project, excluding)
    assert found.data.exclude == (1, 3)
    assert Path(found.data.file).parent.name == "v2"
    assert 0 <= seen <= 3


def test_a_method_that_cannot_begin_at_an_adapter_says_why(
    page: TeachPage, project: Project, actions: Actions, started: list[str]
) -> None:
    other = trained(project, "prefix_tuning")
    page.open_adapter(other)
    assert page.why.words.text().startswith(
        "Prefix tuning cannot begin at an adapter: its keys and values are made anew"
    )
    assert not page.train_on.isEnabled()
    assert page.labels.search.isEnabled()  # it can be asked all the same
    actions.teaching.train_on(other)
    assert started == []


def test_an_imported_adapter_and_one_without_labels_say_why_they_cannot_be_taught(
    page: TeachPage, project: Project, adapter: Path
) -> None:
    imported = project.folder / "adapters" / "foreign"
    imported.mkdir(parents=True)
    (imported / "studio.json").write_text((adapter / "studio.json").read_text())
    project.store.file_adapter(imported, run_id=None)
    page.open_adapter(imported)
    assert "was imported, so the table that it learned from is not known" in page.why.words.text()
    assert not page.labels.search.isEnabled()
    page.open_adapter(trained(project, task="generation"))
    assert "has no labels to choose from" in page.why.words.text()
    page.open_adapter(adapter)
    assert not page.why.isVisible()


# --- in the window ----------------------------------------------------------------------------------------------------


def test_the_menu_saves_what_waits(window: MainWindow, tmp_path: Path, wait_until: Wait) -> None:
    window.actions_.new_project(tmp_path / "mine")
    window.show_page("teach")
    page = window.pages["teach"]
    assert isinstance(page, TeachPage)
    assert page.empty.isVisible()
    project = window.session.project
    assert project is not None
    adapter = trained(project)
    window.session.adapters_changed.emit()
    assert not page.empty.isVisible()
    save = window.menus.actions["save corrections"]
    assert not save.isEnabled()
    lesson = page.teaching.lesson
    assert lesson is not None
    assert lesson.adapter == adapter
    assert window.menus.actions["train on"].isEnabled()
    page.teaching.teach(lesson, {"text": "new"}, "1")
    assert save.isEnabled()
    save.trigger()
    wait_until(lambda: newest(project)[0] == 2)
