"""How far an adapter is to be trusted, and a threshold that stays with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.folder import read_card, set_unsure_below
from studio.errors import RunError, StorageError
from studio.store.project import Project
from tests.ui.stories import new_run, whole_run
from ui.pages.trust_dialog import TrustDialog
from ui.predictions import read_certainty

CERTAINTY = [0.55, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 1.0]
RIGHT = [False, True, False, True, True, True, True, True, True, True]


@pytest.fixture
def dialog(qtbot: QtBot) -> TrustDialog:
    made = TrustDialog("mine", "test", CERTAINTY, RIGHT, None)
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_says_how_sure_and_how_right(dialog: TrustDialog) -> None:
    said = dialog.summary.text()
    assert said.startswith("On 10 test rows it is 84.4 % sure in the mean, and 80.0 % of its answers are right")
    assert "4.4 % surer than it should be" in said


def test_a_threshold_says_what_counts_and_what_of_that_is_right(dialog: TrustDialog) -> None:
    assert dialog.chosen.text() == "10 of 10 test rows count (100.0 %), and 80.0 % of these answers are right."
    dialog.threshold.setValue(75.0)
    assert dialog.chosen.text() == "7 of 10 test rows count (70.0 %), and 100.0 % of these answers are right."
    assert dialog.chart.threshold() == pytest.approx(0.75)


def test_dragging_the_line_is_setting_the_threshold(dialog: TrustDialog) -> None:
    dialog.chart.threshold_moved.emit(0.9)
    assert dialog.threshold.value() == 90.0


def test_the_threshold_for_so_many_right_answers_is_found(qtbot: QtBot, dialog: TrustDialog) -> None:
    dialog.wanted.setValue(99.0)
    qtbot.mouseClick(dialog.search, Qt.MouseButton.LeftButton)
    assert dialog.threshold.value() == 80.0
    with qtbot.waitSignal(dialog.threshold_chosen) as chosen:
        qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    assert chosen.args == [0.8]
    assert not dialog.isVisible()


def test_the_threshold_that_is_found_holds_where_certainties_are_nearly_1(qtbot: QtBot) -> None:
    made = TrustDialog("mine", "test", [0.5, 0.9994, 0.99961, 0.99964, 0.9999], [False, False, True, True, True], None)
    qtbot.addWidget(made)
    made.search.click()
    assert made.chosen.text() == "3 of 5 test rows count (60.0 %), and 100.0 % of these answers are right."
    with qtbot.waitSignal(made.threshold_chosen) as chosen:
        made.keep.click()
    assert chosen.args == [0.9996]


def test_what_no_certainty_reaches_is_said(qtbot: QtBot) -> None:
    made = TrustDialog("mine", "test", [0.9, 0.9], [True, False], 0.5)
    qtbot.addWidget(made)
    assert made.threshold.value() == 50.0
    made.search.click()
    assert made.chosen.text() == "No certainty is high enough for that, on these rows."
    with qtbot.waitSignal(made.threshold_chosen) as chosen:
        made.without.click()
    assert chosen.args == [None]


def test_a_threshold_is_kept_in_the_adapter(tmp_path: Path) -> None:
    card = AdapterCard(
        name="a", method="prompt_tuning", model=ModelIdentity(name="m"), task="classification", template="{text}",
        num_virtual_tokens=2,
    )  # fmt: skip
    (tmp_path / "studio.json").write_text(card.model_dump_json())
    set_unsure_below(tmp_path, 0.8)
    assert read_card(tmp_path).unsure_below == 0.8
    assert [file.name for file in tmp_path.iterdir()] == ["studio.json"]
    set_unsure_below(tmp_path, None)
    assert read_card(tmp_path) == card


def test_a_folder_that_cannot_be_written_keeps_what_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = AdapterCard(
        name="a", method="prompt_tuning", model=ModelIdentity(name="m"), task="classification", template="{text}",
        num_virtual_tokens=2,
    )  # fmt: skip
    (tmp_path / "studio.json").write_text(card.model_dump_json())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(StorageError, match="the disk is full"):
        set_unsure_below(tmp_path, 0.8)
    assert read_card(tmp_path) == card
    assert [file.name for file in tmp_path.iterdir()] == ["studio.json"]


def test_certainty_is_read_of_the_rows_that_judge(project: Project) -> None:
    run = new_run(project, *whole_run())
    with pytest.raises(RunError, match="has kept no answers"):
        read_certainty(project, run)
    folder = project.run_dir(run) / "predictions"
    folder.mkdir()
    (folder / "validation.csv").write_text("row,label,predicted,probability\n0,a,a,0.9\n1,a,b,0.6\n")
    found = read_certainty(project, run)
    assert (found.split, found.certainty, found.right) == ("validation", (0.9, 0.6), (True, False))
    (folder / "test.csv").write_text("row,target,answer\n0,a,a\n")
    with pytest.raises(RunError, match="only answers that are chosen have a certainty"):
        read_certainty(project, run)
