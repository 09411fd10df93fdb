"""Where to save: nothing that is there is replaced without a question, whatever ending a name gets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui import dialogs
from ui.pages import questions
from ui.pages.questions import ask_csv_target, ask_picture_target

ASK: dict[str, tuple[Callable[[QWidget], Path | None], str]] = {
    "rows": (lambda parent: ask_csv_target(parent, "Save", "rows"), "rows.csv"),
    "loss": (lambda parent: ask_picture_target(parent, "Loss"), "loss.svg"),
    "loss.png": (lambda parent: ask_picture_target(parent, "Loss"), "loss.svg"),
}


@pytest.mark.parametrize("chosen", ASK)
def test_a_file_that_is_there_by_the_name_with_its_ending_is_replaced_only_when_that_is_agreed_to(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    ask, name = ASK[chosen]
    asked: list[object] = []
    monkeypatch.setattr(
        questions.QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / chosen), "Drawing (*.svg)")
    )
    for agrees in (False, True):

        def answer(*given: object, agrees: bool = agrees) -> bool:
            asked.append(given[2])
            return agrees

        monkeypatch.setattr(dialogs, "ask_sure", answer)
        assert ask(parent) == tmp_path / name
        assert asked == []
        (tmp_path / name).touch()
        assert ask(parent) == (tmp_path / name if agrees else None)
        assert asked == [f"{name} is there already. It would be replaced."]
        asked.clear()
        (tmp_path / name).unlink()
