"""Item models: rows are told apart by a key, and only what the store can sort by can be sorted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from studio.data.readers import read_table
from studio.store.project import Project
from studio.store.store import RUN_SORTS
from ui.models.adapters import ADAPTER_COLUMNS, AdaptersModel
from ui.models.rows import Column, RowsModel
from ui.models.runs import RUN_COLUMNS, RunsModel
from ui.models.table_rows import RowFilter, TableRows, matching_rows, sorted_rows
from ui.session import Session


@dataclass(frozen=True)
class Thing:
    key: int
    word: str


def things(*words: str) -> list[Thing]:
    return [Thing(number, word) for number, word in enumerate(words)]


def model() -> RowsModel[Thing]:
    columns = (
        Column[Thing]("Word", lambda it: it.word, sort="word"),
        Column[Thing]("Key", lambda it: str(it.key), number=True),
    )
    return RowsModel(columns, lambda it: it.key)


def test_a_row_that_changed_is_told_and_the_others_stay(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    rows = model()
    qtmodeltester.check(rows)
    rows.set_rows(things("a", "b", "c"))
    told: list[int] = []
    rows.dataChanged.connect(lambda first, _last: told.append(first.row()))
    with qtbot.assertNotEmitted(rows.modelReset):
        rows.set_rows(things("a", "x", "c"))
    assert told == [1]
    assert rows.index(1, 0).data() == "x"
    assert rows.index(1, 0).data(Qt.ItemDataRole.UserRole) == Thing(1, "x")
    with qtbot.waitSignal(rows.modelReset):
        rows.set_rows(things("a", "x"))
    assert rows.row_number(1) == 1
    assert rows.row_number(2) is None


def test_sorting_is_asked_of_whoever_gives_the_rows(qtbot: QtBot) -> None:
    rows = model()
    with qtbot.waitSignal(rows.sort_wanted) as asked:
        rows.sort(0, Qt.SortOrder.DescendingOrder)
    assert asked.args == ["word", True]
    with qtbot.assertNotEmitted(rows.sort_wanted):
        rows.sort(1, Qt.SortOrder.AscendingOrder)


def test_the_store_can_sort_runs_by_every_column_that_offers_it(project: Project) -> None:
    offered = [column.sort for column in RUN_COLUMNS if column.sort is not None]
    assert len(offered) == len(RUN_COLUMNS)
    assert set(offered) <= set(RUN_SORTS)
    runs = RunsModel()
    runs.show_store(project.store)
    for number in range(len(RUN_COLUMNS)):
        runs.sort(number, Qt.SortOrder.AscendingOrder)


def test_runs_are_those_of_the_store_in_its_order(with_table: Session) -> None:
    assert with_table.project is not None
    made = [with_table.project.create_run(with_table.spec(), name=name).name for name in ("b", "a")]
    runs = RunsModel()
    runs.show_store(with_table.project.store)
    runs.sort(0, Qt.SortOrder.AscendingOrder)
    assert [run.run for run in runs.rows()] == made[::-1]
    assert runs.index(0, 0).data() == "a"
    runs.show_only(search="b")
    assert [run.run for run in runs.rows()] == made[:1]


def test_adapters_are_sorted_by_every_column_and_those_without_a_score_come_last(project: Project) -> None:
    scores: list[tuple[str, dict[str, dict[str, float]]]] = [
        ("b", {"test": {"accuracy": 0.5}}),
        ("none", {}),
        ("A", {"validation": {"rouge_l": 0.9}}),
    ]
    for name, found in scores:
        folder = project.folder / "adapters" / name
        folder.mkdir(parents=True)
        (folder / "adapter_config.json").write_text('{"peft_type": "PROMPT_TUNING", "num_virtual_tokens": 3}')
        (folder / "studio.json").write_text(json.dumps({"metrics": found}))
        project.store.file_adapter(folder, run_id=None)
    adapters = AdaptersModel()
    adapters.show_store(project.store)
    for number, column in enumerate(ADAPTER_COLUMNS):
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            adapters.sort(number, order)
            names = [row.name for row in adapters.rows()]
            is_up = order == Qt.SortOrder.AscendingOrder
            if column.title == "Name":
                assert names == (["A", "b", "none"] if is_up else ["none", "b", "A"])
            if column.title == "Score":
                assert names == (["b", "A", "none"] if is_up else ["A", "b", "none"])


def test_rows_of_a_table_are_found_and_sorted_by_number_or_word(
    with_table: Session, qtmodeltester: ModelTester
) -> None:
    table = with_table.table
    assert table is not None
    rows = TableRows()
    rows.set_table(table)
    qtmodeltester.check(rows)
    assert matching_rows(table, RowFilter(text="NUMBER 39")) == [39]
    assert sorted_rows(table, [3, 1, 2], "text", descending=True) == [3, 2, 1]
    assert sorted_rows(table, [0, 1], "label", descending=True) == [1, 0]
    rows.show_rows([5, 3])
    assert rows.index(0, 0).data() == "the film number 5 was good"
    assert rows.headerData(1, Qt.Orientation.Vertical) == "5"
    rows.set_excluded([3])
    assert rows.index(1, 0).data(Qt.ItemDataRole.FontRole).strikeOut()
    assert rows.index(0, 0).data(Qt.ItemDataRole.FontRole) is None


def test_a_column_with_nan_among_its_numbers_is_sorted_as_words(tmp_path: Path) -> None:
    path = tmp_path / "numbers.csv"
    path.write_text("number,of\n3,a\nnan,b\n1,c\nNaN,d\n2,e\n", encoding="utf-8")
    assert sorted_rows(read_table(path), range(5), "number", descending=False) == [2, 4, 0, 1, 3]
