"""A run of the window whose base model has to come first: how far it is, and that it is cancelled at once."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.models.download import begun_downloads
from studio.store.project import Project
from tests.hub_server import HubServer
from ui import dialogs
from ui.actions import Actions
from ui.pages.train import TrainPage
from ui.session import Session

NAME = "owner/tiny"
LEFT = Qt.MouseButton.LeftButton
LONG_MS = 60_000  # a child imports torch


@pytest.mark.long
def test_a_run_shows_how_much_of_its_model_is_here_and_is_cancelled_at_once(
    qtbot: QtBot,
    with_table: Session,
    actions: Actions,
    project: Project,
    hub: HubServer,
    tiny_model: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hub.put(NAME, tiny_model)
    hub.seconds = 20.0
    monkeypatch.setattr(dialogs, "ask_sure", lambda *_: True)
    with_table.set_model(NAME)
    page = TrainPage(with_table, actions)
    qtbot.addWidget(page)
    page.show()
    assert "fetched from the hub" in page.lines.text()
    qtbot.mouseClick(page.train, LEFT)
    live, said = page.live, re.compile(r"Fetching the model: (\d+) KB of (\d+) KB")

    def kilobytes() -> int:
        found = said.fullmatch(live.words.text())
        return int(found[1]) if found else 0

    qtbot.waitUntil(lambda: kilobytes() > 0, timeout=LONG_MS)
    before = kilobytes()
    qtbot.waitUntil(lambda: kilobytes() > before)
    assert 0 < live.bar.value() < 1000
    assert live.pause.isEnabled()

    began = time.monotonic()
    qtbot.mouseClick(live.stop, LEFT)
    qtbot.waitUntil(lambda: not actions.training.running())
    assert time.monotonic() - began < 2
    [run] = project.store.runs()
    assert run.state == "stopped"
    [plan] = begun_downloads()
    assert 0 < plan.done() < plan.total
