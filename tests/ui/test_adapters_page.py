"""The Adapters page: names, notes, in and out of the project, and back again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from studio.adapters import diagnosis
from studio.adapters.diagnosis import Diagnosis
from studio.adapters.findings import Finding
from studio.store.project import Project
from studio.store.store import AdapterRow
from ui.actions import Actions
from ui.pages import adapters as adapters_module
from ui.pages import questions
from ui.pages.adapters import AdaptersPage
from ui.pages.findings_dialog import FindingsDialog
from ui.score_words import SCORES_INSIDE

FIRST, SECOND = Path("/adapters/first"), Path("/adapters/second")


def adapter(folder: Path, created: float, **values: Any) -> AdapterRow:
    blank: dict[str, Any] = dict.fromkeys(AdapterRow.__dataclass_fields__)
    blank |= {
        "name": folder.name,
        "folder": folder,
        "source": "imported",
        "method": "prompt_tuning",
        "model": "starter",
    }
    blank |= {"num_virtual_tokens": 20, "created": created, "size_bytes": 48_000, "tags": (), "notes": "", "scores": {}}
    return AdapterRow(**blank | values)


@pytest.fixture
def rows() -> list[AdapterRow]:
    """What the store says; a test changes it."""
    scores = {"test": {"accuracy": 0.871, "loss": 0.31}}
    return [adapter(FIRST, 1.0, notes="as it was", tags=("old",)), adapter(SECOND, 2.0, scores=scores)]


@pytest.fixture
def page(
    qtbot: QtBot, actions: Actions, project: Project, rows: list[AdapterRow], monkeypatch: pytest.MonkeyPatch
) -> AdaptersPage:
    monkeypatch.setattr(project.store, "adapters", lambda: list(rows))
    made = AdaptersPage(actions.session, actions)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def test_the_newest_adapter_is_shown_with_its_scores(page: AdaptersPage) -> None:
    assert page.name.text() == "second"
    assert "On test: accuracy 87.1 %, loss 0.3100" in page.facts.text().replace("\u00a0", " ")


def test_an_empty_page_offers_to_import(page: AdaptersPage, actions: Actions, rows: list[AdapterRow]) -> None:
    rows.clear()
    actions.session.adapters_changed.emit()
    assert page.empty.isVisible()
    assert page.empty.action.isVisible()


def test_notes_are_saved_when_another_adapter_is_chosen(
    page: AdaptersPage, actions: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[tuple[Path, str, tuple[str, ...]]] = []
    monkeypatch.setattr(actions, "set_adapter_notes", lambda *given: not saved.append(given))
    assert not page.save_notes.isEnabled()
    page.notes.setPlainText("the best so far")
    page.tags.setText("good,  short , good")
    assert page.save_notes.isEnabled()
    page.table.selectRow(1)
    assert saved == [(SECOND, "the best so far", ("good", "short"))]
    assert page.notes.toPlainText() == "as it was"
    assert page.tags.text() == "old"


def test_notes_are_saved_when_the_field_is_left_a_moment_after_the_last_key_and_at_the_end(
    qtbot: QtBot, page: AdaptersPage, actions: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[str] = []
    monkeypatch.setattr(actions, "set_adapter_notes", lambda _folder, notes, _tags: not saved.append(notes))
    page._typed.setInterval(30)
    page.notes.setPlainText("a moment")
    qtbot.waitUntil(lambda: saved == ["a moment"])

    page._typed.setInterval(100_000)
    page.notes.setPlainText("left")
    QCoreApplication.sendEvent(page.notes, QFocusEvent(QEvent.Type.FocusOut))
    assert saved[1:] == ["left"]

    page.notes.setPlainText("at the end")
    page.close()
    assert saved[2:] == ["at the end"]


def test_what_is_typed_stays_when_the_list_is_read_again_and_when_it_cannot_be_saved(
    page: AdaptersPage, actions: Actions, rows: list[AdapterRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "set_adapter_notes", lambda *_: False)
    page.notes.setPlainText("half a sen")
    page._save_notes()
    actions.session.adapters_changed.emit()
    assert page.notes.toPlainText() == "half a sen"
    assert page.save_notes.isEnabled()

    monkeypatch.setattr(actions, "set_adapter_notes", lambda *_: True)
    page._save_notes()
    assert not page.save_notes.isEnabled()
    rows[1] = adapter(SECOND, 2.0, notes="written in another window")
    actions.session.adapters_changed.emit()
    assert page.notes.toPlainText() == "written in another window"


def test_looking_at_an_adapter_saves_nothing(
    page: AdaptersPage, actions: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[Any] = []
    monkeypatch.setattr(actions, "set_adapter_notes", lambda *given: saved.append(given))
    page.table.selectRow(1)
    page.table.selectRow(0)
    actions.session.adapters_changed.emit()
    assert saved == []


def test_renaming_asks_for_the_name(
    qtbot: QtBot, page: AdaptersPage, actions: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed: list[tuple[Path, str]] = []
    monkeypatch.setattr(actions, "rename_adapter", lambda *given: renamed.append(given))
    monkeypatch.setattr(questions.QInputDialog, "getText", lambda *_, **__: ("  reviews  ", True))
    qtbot.mouseClick(page.rename, Qt.MouseButton.LeftButton)
    monkeypatch.setattr(questions.QInputDialog, "getText", lambda *_, **__: ("second", True))
    qtbot.mouseClick(page.rename, Qt.MouseButton.LeftButton)
    assert renamed == [(SECOND, "reviews")]


@pytest.mark.parametrize(
    ("chosen", "kind", "target"),
    [
        ("/out/mine.zip", "Zip archive (*.zip)", "/out/mine.zip"),
        ("/out/mine", "Zip archive (*.zip)", "/out/mine.zip"),
        ("/out/mine.zip", "Folder (*)", "/out/mine"),
        ("/out/mine", "Folder (*)", "/out/mine"),
    ],
)
def test_exporting_makes_what_was_asked_for(
    qtbot: QtBot,
    page: AdaptersPage,
    actions: Actions,
    monkeypatch: pytest.MonkeyPatch,
    chosen: str,
    kind: str,
    target: str,
) -> None:
    exported: list[tuple[Path, Path]] = []
    monkeypatch.setattr(actions, "export_adapter", lambda *given: exported.append(given))
    monkeypatch.setattr(questions.QFileDialog, "getSaveFileName", lambda *_, **__: (chosen, kind))
    qtbot.mouseClick(page.export, Qt.MouseButton.LeftButton)
    assert exported == [(SECOND, Path(target))]


def test_importing_takes_a_folder_or_a_file(
    page: AdaptersPage, actions: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Path] = []
    monkeypatch.setattr(actions, "import_adapter", taken.append)
    monkeypatch.setattr(adapters_module.dialogs, "ask_adapter_folder", lambda _: Path("/in/folder"))
    monkeypatch.setattr(adapters_module.dialogs, "ask_adapter_file", lambda _: Path("/in/file.npy"))
    page.import_folder.trigger()
    page.import_file.trigger()
    assert taken == [Path("/in/folder"), Path("/in/file.npy")]


def test_deleting_asks_first(
    qtbot: QtBot, page: AdaptersPage, actions: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    deleted: list[tuple[Path, str]] = []
    monkeypatch.setattr(actions, "delete_adapter", lambda *what: deleted.append(what))
    monkeypatch.setattr(adapters_module.dialogs, "ask_sure", lambda *_: False)
    qtbot.mouseClick(page.delete, Qt.MouseButton.LeftButton)
    monkeypatch.setattr(adapters_module.dialogs, "ask_sure", lambda *_: True)
    qtbot.mouseClick(page.delete, Qt.MouseButton.LeftButton)
    assert deleted == [(SECOND, "second")]


def test_an_adapter_opens_in_the_playground(qtbot: QtBot, page: AdaptersPage, actions: Actions) -> None:
    wanted: list[object] = []
    actions.page_wanted.connect(wanted.append)
    actions.adapter_wanted.connect(wanted.append)
    qtbot.mouseClick(page.try_out, Qt.MouseButton.LeftButton)
    assert wanted == ["playground", SECOND]


def test_an_adapter_opens_in_the_inspector(qtbot: QtBot, page: AdaptersPage, actions: Actions) -> None:
    wanted: list[object] = []
    actions.page_wanted.connect(wanted.append)
    actions.inspection_wanted.connect(wanted.append)
    qtbot.mouseClick(page.inspect, Qt.MouseButton.LeftButton)
    assert wanted == ["inspector", SECOND]


def test_checking_shows_what_is_wrong_and_what_to_do(
    qtbot: QtBot, page: AdaptersPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = Finding(what="All zeros: row 2.", where="adapter_model.safetensors", remedy="Train again.")
    found = Diagnosis(adapter=SECOND, base_model="starter", findings=[finding], not_checked=["The context."])
    asked: list[Path] = []
    monkeypatch.setattr(diagnosis, "diagnose", lambda folder: asked.append(folder) or found)
    qtbot.mouseClick(page.check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.findChild(FindingsDialog) is not None)
    dialog = page.findChild(FindingsDialog)
    assert dialog is not None
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert said == ["All zeros: row 2.", "Train again.", "adapter_model.safetensors", "Not looked at: The context."]
    assert asked == [SECOND]
    next(one for one in dialog.findChildren(QPushButton) if "Copy" in one.text()).click()
    assert "All zeros: row 2. Train again." in QGuiApplication.clipboard().text()
    dialog.close()


def test_checking_a_sound_adapter_says_so(
    qtbot: QtBot, page: AdaptersPage, messages: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Diagnosis(adapter=Path("/project/runs/one/adapter"), base_model="starter", findings=[])
    monkeypatch.setattr(diagnosis, "diagnose", lambda _folder: found)
    qtbot.mouseClick(page.check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: messages == [("Nothing is wrong with adapter second.", "info")])
    assert page.findChild(FindingsDialog) is None


def test_the_scores_that_stand_beside_a_runs_own_have_names_in_every_language() -> None:
    assert {"calibration_error", "best_member_accuracy", "mean_member_accuracy"} <= SCORES_INSIDE.keys()
