"""The Data page: what was found, what is wrong, what is learned, how it is divided; and it never freezes."""

# Tests ask for fixtures for what these do, not only for what they give.
# ruff: noqa: ARG001

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QElapsedTimer, QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.data.readers import read_table
from studio.data.table import Progress, ReadOptions, Table
from studio.store.project import Project
from ui.actions import Actions
from ui.data_facts import Finding
from ui.forms.table_view import BAD, TableView
from ui.models.table_rows import RowFilter, matching_rows
from ui.pages.data import DataPage
from ui.session import Session
from ui.widgets import ComboBox

Wait = Callable[[Callable[[], object]], None]


@pytest.fixture
def page(session: Session, actions: Actions, project: Project, qtbot: QtBot) -> DataPage:
    made = DataPage(session, actions)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


@pytest.fixture
def filled(page: DataPage, with_table: Session, wait_until: Wait) -> DataPage:
    wait_until(lambda: page.facts is not None)
    return page


def choose(box: ComboBox, value: object) -> None:
    """As a person does, who opens the box and takes an entry."""
    box.set_value(value)
    box.activated.emit(box.currentIndex())


def drop(page: DataPage, *paths: Path) -> None:
    """As a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    middle = page.drop.rect().center()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(page.drop, QDragEnterEvent(middle, Qt.DropAction.CopyAction, data, left, none))
    QApplication.sendEvent(page.drop, QDropEvent(QPointF(middle), Qt.DropAction.CopyAction, data, left, none))


def test_a_dropped_file_becomes_the_table(page: DataPage, session: Session, reviews: Path, wait_until: Wait) -> None:
    assert not page.next.isEnabled()
    drop(page, reviews)
    wait_until(lambda: session.table is not None)
    assert session.table is not None
    assert session.project is not None
    assert len(session.table) == 40
    assert Path(session.data["file"]).is_relative_to(session.project.folder)
    assert (session.data["text"], session.data["label"]) == ("text", "label")
    assert page.next.isEnabled()
    assert page.rows.model.rowCount() == 40


def test_files_dropped_together_are_one_table(
    page: DataPage, session: Session, reviews: Path, tmp_path: Path, wait_until: Wait
) -> None:
    more = tmp_path / "more.jsonl"
    more.write_text('{"text": "one more film", "label": "good"}\n[1]\n', encoding="utf-8")
    drop(page, reviews, more)
    wait_until(lambda: session.table is not None)
    assert session.table is not None
    assert session.table.files == ("reviews.csv", "more.jsonl")
    assert Path(session.data["file"]).is_dir()
    assert page.rows.model.rowCount() == 41
    bad = page.rows.bad.model
    assert [bad.index(row, 0).data() for row in range(2)] == ["reviews.csv, 42", "more.jsonl, 2"]
    assert "2 files as one table" in page.read.found.text()


def test_another_sheet_of_a_workbook_can_be_chosen(
    page: DataPage, session: Session, tmp_path: Path, wait_until: Wait
) -> None:
    book = Workbook()
    book.active.append(["text", "label"])
    book.active.append(["a film", "good"])
    more = book.create_sheet("More")
    more.append(["no film", "bad"])
    more.append(["a dull film", "bad"])
    book.save(tmp_path / "book.xlsx")
    drop(page, tmp_path / "book.xlsx")
    wait_until(lambda: session.table is not None)
    page.read_fold.head.click()
    assert page.read.sheet.currentText() == "As found: Sheet"
    assert not page.read.delimiter.isVisible()
    choose(page.read.sheet, "More")
    wait_until(lambda: session.table is not None and session.table.columns == ("column_1", "column_2"))
    assert session.data["sheet"] == "More"


def test_bad_rows_are_listed_with_line_and_reason(filled: DataPage) -> None:
    line = filled.notes.lines[BAD]
    assert "1 row could not be read" in line.text()
    line.linkActivated.emit(BAD)
    assert filled.rows.bad.isVisible()
    assert filled.rows.shown.text() == "1 row could not be read"
    model = filled.rows.bad.model
    (bad,) = model.rows()
    assert bad.line == 42
    assert model.index(0, 0).data() == "42"
    assert model.index(0, 1).data() == bad.reason
    choose(filled.rows.among, None)
    assert filled.rows.view.isVisible()


def test_what_was_found_can_be_overruled(filled: DataPage, session: Session, wait_until: Wait) -> None:
    assert filled.read.delimiter.currentText() == "As found: Comma"
    filled.read_fold.head.click()
    first = session.table
    filled.read.header.set_value(False)
    filled.read.header.activated.emit(filled.read.header.currentIndex())
    wait_until(lambda: session.table is not first)
    assert session.table is not None
    assert len(session.table) == 41
    assert session.data["header"] is False
    assert session.data["label"] in session.table.columns
    filled.read.header.set_value(None)
    filled.read.header.activated.emit(0)
    wait_until(lambda: session.table is not None and len(session.table) == 40)
    assert "header" not in session.data


def test_the_sizes_of_the_split_are_told_and_follow_the_shares(
    filled: DataPage, session: Session, wait_until: Wait
) -> None:
    assert filled.facts is not None
    assert filled.facts.train + filled.facts.validation + filled.facts.test == 40
    filled.split.test.setValue(50)
    assert session.data["test"] == 0.5
    wait_until(lambda: filled.facts is not None and filled.facts.test == 20)
    assert "20 for the final test" in filled.split.sizes.text()
    assert f"{filled.facts.train} rows to train on" in filled.split.sizes.text()


def test_shares_that_leave_nothing_to_train_on_are_refused_beside_the_field(filled: DataPage, session: Session) -> None:
    filled.split.validation.setValue(60)
    filled.split.test.setValue(40)
    assert "leave rows to train on" in filled.split.error_row.error.text()
    assert session.default("validation") + session.default("test") < 1.0


def test_a_lopsided_table_is_said_and_evened_out_by_one_click(filled: DataPage, session: Session) -> None:
    assert filled.lopsided.isVisible()
    assert '"good"' in filled.lopsided.words.text()
    assert "75.0 %" in filled.lopsided.words.text()
    filled.lopsided.action.click()
    assert session.data["balance"] == "balanced_sampling"
    assert filled.balance.value() == "balanced_sampling"


def test_the_class_balance_counts_every_label(filled: DataPage) -> None:
    figures = {bar.label: bar.figure.split()[0] for bar in filled.balance_chart.bars()}
    assert figures == {"good": "30", "bad": "10"}


def test_a_word_can_be_written_for_a_label_and_taken_back(filled: DataPage, session: Session) -> None:
    model = filled.words.model
    row = next(i for i in range(model.rowCount()) if model.index(i, 0).data() == "bad")
    assert model.setData(model.index(row, 1), "terrible")
    assert session.data["label_words"] == {"bad": "terrible", "good": "good"}
    filled.words.reset.click()
    assert "label_words" not in session.data
    assert model.index(row, 1).data() == "bad"


def test_the_filter_shows_only_rows_that_hold_the_text(filled: DataPage, wait_until: Wait) -> None:
    filled.rows.filter.setText("NUMBER 1")
    wait_until(lambda: filled.rows.model.rowCount() == 11)  # 1 and 10 to 19
    assert filled.rows.shown.text() == "11 of 40 rows"
    filled.rows.filter.clear()
    wait_until(lambda: filled.rows.model.rowCount() == 40)


def test_a_click_on_a_column_sorts_by_it(filled: DataPage, wait_until: Wait) -> None:
    header = filled.rows.view.horizontalHeader()
    header.setSortIndicator(1, Qt.SortOrder.AscendingOrder)
    wait_until(lambda: filled.rows.model.index(9, 1).data() == "bad")
    assert filled.rows.model.index(10, 1).data() == "good"
    assert filled.rows.model.headerData(0, Qt.Orientation.Vertical) == "2"


def test_selected_rows_are_excluded_and_taken_in_again(filled: DataPage, session: Session, wait_until: Wait) -> None:
    filled.rows.view.selectRow(3)
    filled.rows.exclude.click()
    assert session.data["exclude"] == [3]
    assert "1 excluded" in filled.rows.shown.text()
    wait_until(lambda: filled.facts is not None and sum(filled.facts.counts.values()) == 39)
    assert filled.rows.exclude.text() == "Take in again"
    filled.rows.exclude.click()
    assert "exclude" not in session.data


def test_spellings_of_a_label_are_told_merged_by_one_click_and_kept_apart_by_another(
    page: DataPage, session: Session, tmp_path: Path, wait_until: Wait
) -> None:
    file = tmp_path / "films.csv"
    file.write_text("text,label\n" + "".join(f"film {i},{('good', 'GOOD', 'bad')[i % 3]}\n" for i in range(30)))
    drop(page, file)
    wait_until(lambda: page.facts is not None)
    assert page.facts is not None
    assert len(page.facts.counts) == 3
    assert page.spellings.words.text() == "1 label is spelled like another one: “GOOD” and “good”."
    page.spellings.action.click()
    assert session.data["merge_labels"] is True
    wait_until(lambda: page.facts is not None and page.facts.counts == {"good": 20, "bad": 10})
    assert "counts as another one" in page.spellings.words.text()
    page.balance_chart.label_chosen.emit("good")
    wait_until(lambda: page.rows.shown.text() == "20 of 30 rows")
    page.spellings.action.click()
    wait_until(lambda: page.facts is not None and len(page.facts.counts) == 3)
    wait_until(lambda: page.rows.shown.text() == "10 of 30 rows")
    assert "merge_labels" not in session.data


def test_rows_of_several_labels_keep_the_step_from_being_complete(
    page: DataPage, tmp_path: Path, wait_until: Wait
) -> None:
    file, labels = tmp_path / "films.tsv", ("sad", "old", "sad|old", "old|sad")
    file.write_text("text\tlabel\n" + "".join(f"film {i}\t{labels[i % 4]}\n" for i in range(30)))
    drop(page, file)
    wait_until(lambda: "holds several at once" in page.problem.words.text())
    assert not page.next.isEnabled()


def test_a_second_text_column_is_guessed_and_can_be_taken_out(
    page: DataPage, session: Session, tmp_path: Path, wait_until: Wait
) -> None:
    file = tmp_path / "pairs.tsv"
    lines = [f"premise {i} of it\tguess {i} of it\t{('yes', 'no')[i % 2]}" for i in range(30)]
    file.write_text("\n".join(["premise\thypothesis\tlabel", *lines]))
    drop(page, file)
    wait_until(lambda: page.facts is not None)
    assert session.data["text_pair"] == page.columns.pair.value() == "hypothesis"
    choose(page.columns.pair, None)
    assert "text_pair" not in session.data
    choose(page.columns.task, "tagging")
    assert not page.columns.pair.isVisible()


def test_another_task_changes_what_the_draft_learns(filled: DataPage, session: Session) -> None:
    filled.columns.task.set_value("generation")
    filled.columns.task.activated.emit(1)
    assert session.data["target"] == "label"
    assert "label" not in session.data
    assert not filled.classes.isVisible()


def test_a_column_of_tags_is_chosen_and_rows_without_a_tag_a_word_are_told(
    filled: DataPage, session: Session, wait_until: Wait
) -> None:
    filled.columns.task.set_value("tagging")
    filled.columns.task.activated.emit(2)
    assert filled.columns.answer_row.label.text() == "the tags in"
    assert session.data["tags"] == "label"
    assert not {"label", "target"} & set(session.data)
    assert filled.next.isEnabled()
    assert not filled.classes.isVisible()
    wait_until(lambda: "cannot be learned from" in filled.notes.text())
    assert re.search(r"40 rows cannot be learned from; the first is line 2: \d+ words and 1 tag\.", filled.notes.text())


def test_a_step_that_is_not_complete_says_what_is_missing(filled: DataPage) -> None:
    filled.columns.answer.set_value(None)
    filled.columns.answer.activated.emit(0)
    assert not filled.next.isEnabled()
    assert "label column" in filled.problem.words.text()


def test_token_lengths_are_told_for_a_model_on_this_disk(
    filled: DataPage, session: Session, tiny_model: Path, wait_until: Wait
) -> None:
    session.add_model_folder(tiny_model)
    session.set_model(str(tiny_model))
    wait_until(lambda: (found := session.lengths.found) and found.reading.context == 256)
    assert "reads 256" in filled.lengths.words.text()
    assert sum(one.rows for one in filled.lengths.chart.bins()) == 40


def test_token_lengths_that_were_counted_before_the_page_was_made_are_told(
    with_table: Session, actions: Actions, tiny_model: Path, qtbot: QtBot, wait_until: Wait
) -> None:
    with_table.add_model_folder(tiny_model)
    with_table.set_model(str(tiny_model))
    with_table.lengths.watch()
    wait_until(lambda: with_table.lengths.found is not None)
    page = DataPage(with_table, actions)
    qtbot.addWidget(page)
    page.show()
    assert "reads 256" in page.lengths.words.text()
    assert page.lengths.progress.isHidden()


def test_a_file_that_is_no_table_is_a_message_and_changes_nothing(
    filled: DataPage,
    session: Session,
    actions: Actions,
    messages: list[tuple[str, str]],
    tmp_path: Path,
    wait_until: Wait,
) -> None:
    before = session.table
    picture = tmp_path / "cat.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    actions.tables.import_table(picture)
    wait_until(lambda: any(level == "error" for _, level in messages))
    assert "cat.png is a picture" in messages[-1][0]
    assert session.table is before


@pytest.fixture
def let_go(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[threading.Event]:
    """Small files are large ones here, and are read by half until they are let go."""
    may_go_on = threading.Event()

    def read(paths: list[Path], options: ReadOptions, progress: Progress) -> Table:
        progress(1, 2)
        assert may_go_on.wait(10)
        return read_table(paths, options, progress=progress)

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("studio.data.delimited.LARGE", 1)
    monkeypatch.setattr("studio.data.readers.LARGE", 1)
    monkeypatch.setattr("ui.table_actions.read_table", read)
    yield may_go_on
    may_go_on.set()


@pytest.fixture
def films(tmp_path: Path) -> Path:
    path = tmp_path / "films.csv"
    path.write_text("text,label\n" + "".join(f"film {i},{('good', 'bad')[i % 2]}\n" for i in range(3000)))
    return path


def test_the_first_rows_of_a_large_table_are_shown_while_the_rest_is_read(
    page: DataPage, session: Session, films: Path, let_go: threading.Event, wait_until: Wait
) -> None:
    drop(page, films)
    wait_until(lambda: page.reading.model.rowCount() == 100)
    assert page.stack.currentWidget() is page.reading
    assert page.reading.words.text() == "Reading films.csv … Its first 100 rows:"
    assert page.reading.model.index(99, 0).data() == "film 99"
    assert session.table is None
    wait_until(lambda: page.reading.bar.value() == 500)
    let_go.set()
    wait_until(lambda: page.facts is not None)
    assert page.stack.currentWidget() is page.middle
    assert page.rows.model.rowCount() == 3000
    assert page.rows.model.index(2999, 0).data() == "film 2999"


def test_the_first_of_several_files_begins_the_preview(
    page: DataPage, films: Path, let_go: threading.Event, tmp_path: Path, wait_until: Wait
) -> None:
    more = tmp_path / "more.jsonl"
    more.write_text('{"text": "one more film", "label": "good"}\n', encoding="utf-8")
    drop(page, more, films)
    wait_until(lambda: page.reading.model.rowCount() == 1)
    assert page.reading.model.index(0, 0).data() == "one more film"
    let_go.set()
    wait_until(lambda: page.facts is not None)
    assert page.rows.model.rowCount() == 3001


def test_reading_a_large_table_can_be_cancelled_and_what_was_open_stays(
    filled: DataPage, session: Session, films: Path, let_go: threading.Event, wait_until: Wait
) -> None:
    before = session.table
    filled.actions_.tables.import_table(films)
    wait_until(lambda: filled.reading.model.rowCount() == 100)
    filled.reading.cancel.click()
    assert filled.stack.currentWidget() is filled.middle
    let_go.set()
    wait_until(lambda: not filled.actions_.busy)
    assert session.table is before
    assert session.project is not None
    assert [row.name for row in session.project.store.data_sets()] == ["reviews"]


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """100,000 rows."""
    path = tmp_path / "large.csv"
    lines = (f"the message number {i} about a thing that was bought,{'yes' if i % 3 else 'no'}" for i in range(100_000))
    path.write_text("text,label\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.alone
def test_a_table_of_100000_rows_does_not_freeze_the_window(
    page: DataPage, session: Session, actions: Actions, large: Path, qtbot: QtBot, wait_until: Wait
) -> None:
    clock = QElapsedTimer()
    clock.start()
    pauses: list[int] = []
    timer = QTimer(interval=10)
    timer.timeout.connect(lambda: pauses.append(clock.restart()))
    timer.start()
    began = time.monotonic()
    actions.tables.import_table(large)
    wait_until(lambda: session.table is not None)
    qtbot.waitUntil(lambda: page.facts is not None and session.lengths.found is not None, timeout=60_000)
    page.rows.filter.setText("number 9999")
    wait_until(lambda: page.rows.model.rowCount() == 11)
    page.rows.view.scrollToBottom()
    timer.stop()
    assert session.table is not None
    assert len(session.table) == 100_000
    worst = max(pauses)
    print(f"imported, examined and filtered in {time.monotonic() - began:.1f} s; longest pause {worst} ms")
    assert worst < 500, f"the window stood still for {worst} ms"


@pytest.mark.alone
def test_a_table_of_100000_rows_is_shown_and_filtered_in_a_moment(large: Path, qtbot: QtBot) -> None:
    table = read_table(large)
    texts, labels = table.column("text"), table.column("label")
    view = TableView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    began = time.process_time()
    view.show_table(table, ())
    view.grab()
    shown = time.process_time() - began
    finding = Finding("repeated", "Repeated texts", range(0, 100_000, 3))
    spent = []
    for wanted in (
        RowFilter(text="number 9999"),
        RowFilter(text="E", column="text"),
        RowFilter(label=("label", "yes")),
        RowFilter(text="9", label=("label", "no"), among=finding.rows),
    ):
        began = time.process_time()
        rows = matching_rows(table, wanted)
        spent.append(time.process_time() - began)
        assert rows == [row for row in range(100_000) if _passes(texts[row], labels[row], row, wanted)]
    began = time.process_time()
    for _ in range(50):
        view.view.verticalScrollBar().setValue(view.view.verticalScrollBar().value() + 1999)
        view.view.grab()
    a_step = (time.process_time() - began) / 50
    filtered = ", ".join(f"{one * 1000:.0f}" for one in spent)
    print(f"shown in {shown * 1000:.0f} ms, filtered in {filtered} ms, scrolled in {a_step * 1000:.1f} ms a step")
    assert shown < 0.5
    assert max(spent) < 0.2
    assert a_step < 0.05


def _passes(text: str, label: str, row: int, wanted: RowFilter) -> bool:
    """The filter, said in the plainest way."""
    looked_at = (text, label) if wanted.column is None else (text,)
    return (
        any(wanted.text.casefold() in cell.casefold() for cell in looked_at)
        and (wanted.label is None or label == wanted.label[1])
        and (wanted.among is None or row in wanted.among)
    )
