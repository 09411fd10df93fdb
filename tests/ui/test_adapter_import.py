"""Adapters and soft prompts of other programs that are taken into the project through the window."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QInputDialog

from studio.adapters.folder import check_adapter
from studio.store.store import AdapterRow
from ui import dialogs
from ui.main_window import MainWindow

WaitUntil = Callable[[Callable[[], object]], None]
TOKENS, HIDDEN = 5, 32  # of the tiny model


@pytest.fixture
def said(window: MainWindow, tmp_path: Path, tiny_model: Path) -> list[str]:
    """What the window tells its user. It has a project, and the tiny model beside the bundled one."""
    window.actions_.new_project(tmp_path / "mine")
    window.session.add_model_folder(tiny_model)
    told: list[str] = []
    window.session.message.connect(lambda text, _level: told.append(text))
    return told


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """The questions for a base model; each is answered with the last that is offered."""
    questions: list[tuple[str, list[str]]] = []

    def ask(_parent: object, file: str, models: list[str], _likely: str) -> str:
        questions.append((file, models))
        return models[-1]

    monkeypatch.setattr(dialogs, "ask_base_model", ask)
    return questions


@pytest.fixture
def array(tmp_path: Path) -> Path:
    """Vectors as Google's prompt-tuning keeps them."""
    np.save(tmp_path / "tales.npy", np.ones((TOKENS, HIDDEN), np.float32))
    return tmp_path / "tales.npy"


@pytest.fixture
def kobold(tmp_path: Path, array: Path) -> Callable[..., Path]:
    def write(*supported: object) -> Path:
        path = tmp_path / "verses.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(array, "tensor.npy")
            archive.writestr("meta.json", json.dumps({"name": "Verses", "supported": supported}))
        return path

    return write


def adapters(window: MainWindow) -> list[AdapterRow]:
    assert window.session.project is not None
    return window.session.project.store.adapters()


def test_the_base_model_of_an_array_is_asked_for_among_those_that_fit(
    window: MainWindow,
    said: list[str],
    asked: list[tuple[str, list[str]]],
    array: Path,
    tiny_model: Path,
    monkeypatch: pytest.MonkeyPatch,
    wait_until: WaitUntil,
) -> None:
    monkeypatch.setattr(dialogs, "ask_adapter_file", lambda _parent: array)
    window.show_page("adapters")
    window.pages["adapters"].import_file.trigger()  # type: ignore[attr-defined]
    wait_until(lambda: said)
    assert said == ["Adapter tales is in the project."]
    assert asked == [("tales.npy", [str(tiny_model)])]  # not the starter, whose words are wider
    (row,) = adapters(window)
    assert (row.name, row.num_virtual_tokens, row.method) == ("tales", TOKENS, "prompt_tuning")
    assert check_adapter(row.folder).model.name == str(tiny_model)


def test_a_kobold_file_that_names_a_base_model_of_this_disk_is_not_asked_about(
    window: MainWindow,
    said: list[str],
    asked: list[tuple[str, list[str]]],
    kobold: Callable[..., Path],
    tiny_model: Path,
    wait_until: WaitUntil,
) -> None:
    window.menus.take_in([kobold("Generic 6B", str(tiny_model))])
    wait_until(lambda: said)
    assert said == ["Adapter verses is in the project."]
    assert asked == []
    assert [row.name for row in adapters(window)] == ["verses"]


def test_a_kobold_file_that_names_others_is_asked_about_and_may_be_left_alone(
    window: MainWindow,
    said: list[str],
    kobold: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    wait_until: WaitUntil,
) -> None:
    questions: list[str] = []
    monkeypatch.setattr(QInputDialog, "getItem", lambda *given: questions.append(given[2]) or ("", False))
    window.menus.take_in([kobold("Generic 6B", {"no": "name"})])
    wait_until(lambda: questions)
    assert "verses.zip does not say which base model" in questions[0]
    wait_until(lambda: not window.actions_.busy)
    assert said == []
    assert adapters(window) == []


def test_vectors_that_fit_no_base_model_here_say_what_to_do(
    window: MainWindow, said: list[str], asked: list[tuple[str, list[str]]], tmp_path: Path, wait_until: WaitUntil
) -> None:
    np.save(tmp_path / "wide.npy", np.ones((2, 77), np.float32))
    window.actions_.import_adapter(tmp_path / "wide.npy")
    wait_until(lambda: said)
    assert "77 numbers wide" in said[0]
    assert "Fetch or add the base model" in said[0]
    assert asked == []


def test_what_is_dropped_on_the_window_is_imported(
    window: MainWindow,
    said: list[str],
    asked: list[tuple[str, list[str]]],
    array: Path,
    tmp_path: Path,
    wait_until: WaitUntil,
) -> None:
    def drop(path: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        where, button = QPointF(300, 300), Qt.MouseButton.LeftButton
        window.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, data, button, Qt.KeyboardModifier.NoModifier))

    drop(array)
    assert window.page_key == "adapters"
    wait_until(lambda: len(adapters(window)) == 1)
    copy = adapters(window)[0].folder.rename(tmp_path / "theirs.v2")
    drop(copy)
    wait_until(lambda: len(said) == 2)
    assert said[1] == "Adapter theirs.v2 is in the project."
    assert len(asked) == 1


def test_a_damaged_file_is_refused(window: MainWindow, said: list[str], tmp_path: Path, wait_until: WaitUntil) -> None:
    (tmp_path / "torn.npy").write_bytes(b"\x93NUMPY")
    window.actions_.import_adapter(tmp_path / "torn.npy")
    wait_until(lambda: said)
    assert "holds no array" in said[0]
    assert adapters(window) == []
