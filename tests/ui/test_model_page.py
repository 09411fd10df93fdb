"""The Model page: what is on this disk, a folder of one's own, and the hub."""

# Tests ask for fixtures for what these do, not only for what they give.

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.errors import ModelError
from ui.actions import Actions
from ui.pages.model import ModelPage
from ui.session import Session

Wait = Callable[[Callable[[], object]], None]


@pytest.fixture
def page(session: Session, actions: Actions, tiny_model: Path, qtbot: QtBot, wait_until: Wait) -> ModelPage:
    """With the tiny model's folder added, and nothing chosen that there is."""
    session.add_model_folder(tiny_model)
    session.set_model("nowhere")
    made = ModelPage(session, actions)
    qtbot.addWidget(made)
    made.show()
    wait_until(lambda: str(tiny_model) in made.cards)
    return made


def test_a_model_that_is_not_there_is_said_and_another_one_can_be_chosen(
    page: ModelPage, session: Session, tiny_model: Path
) -> None:
    assert '"nowhere" is not on this disk' in page.missing.words.text()
    assert not page.next.isEnabled()
    page.cards[str(tiny_model)].clicked.emit()
    assert session.model_name == str(tiny_model)
    assert page.cards[str(tiny_model)].is_selected()
    assert not page.missing.isVisible()
    assert page.next.isEnabled()
    assert "Prompt tuning" in page.methods.text()


def test_a_card_says_size_context_and_licence(page: ModelPage, tiny_model: Path) -> None:
    from PySide6.QtWidgets import QLabel

    texts = " ".join(one.text() for one in page.cards[str(tiny_model)].findChildren(QLabel))
    assert "reads 256 tokens" in texts
    assert "parameters" in texts
    assert "licence not stated" in texts


def test_a_folder_with_a_model_is_added_and_chosen(
    page: ModelPage,
    session: Session,
    tiny_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    wait_until: Wait,
) -> None:
    import shutil

    other = tmp_path / "other"
    shutil.copytree(tiny_model, other)
    monkeypatch.setattr("ui.dialogs.ask_model_folder", lambda _parent: other)
    page.add_folder.click()
    assert session.model_name == str(other)
    assert session.model_folders() == (tiny_model, other)
    wait_until(lambda: str(other) in page.cards)


def test_a_folder_without_a_model_is_a_message(
    page: ModelPage, session: Session, messages: list[tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.dialogs.ask_model_folder", lambda _parent: tmp_path)
    page.add_folder.click()
    assert messages[-1][1] == "error"
    assert "config.json" in messages[-1][0]
    assert tmp_path not in session.model_folders()


def test_fetch_waits_for_a_name_of_the_hub(page: ModelPage) -> None:
    assert not page.fetch.isEnabled()
    page.hub_id.setText("no owner")
    assert not page.fetch.isEnabled()
    page.hub_id.setText("owner/name")
    assert page.fetch.isEnabled()


def test_a_model_that_cannot_be_fetched_is_a_message_and_can_be_tried_again(
    page: ModelPage,
    session: Session,
    messages: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    wait_until: Wait,
) -> None:
    def refuse(name: str, _revision: str | None) -> Path:
        raise ModelError(f"{name} could not be fetched.")

    monkeypatch.setattr("ui.pages.model.find_model", refuse)
    page.hub_id.setText("owner/name")
    page.fetch.click()
    assert not page.fetch.isEnabled()
    wait_until(lambda: messages)
    assert messages == [("owner/name could not be fetched.", "error")]
    assert session.model_name == "nowhere"
    wait_until(page.fetch.isEnabled)


def test_a_fetched_model_is_chosen(
    page: ModelPage, session: Session, tiny_model: Path, monkeypatch: pytest.MonkeyPatch, wait_until: Wait
) -> None:
    monkeypatch.setattr("ui.pages.model.find_model", lambda _name, _revision: tiny_model)
    page.hub_id.setText("owner/name")
    page.fetch.click()
    wait_until(lambda: session.model_name == "owner/name")
    assert session.model_revision is None


def test_a_revision_of_a_hub_model_is_fetched_chosen_and_remembered(
    page: ModelPage,
    session: Session,
    actions: Actions,
    with_table: Session,
    tiny_model: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    wait_until: Wait,
) -> None:
    asked: list[tuple[str, str | None]] = []

    def find(name: str, revision: str | None) -> Path:
        asked.append((name, revision))
        return tiny_model

    monkeypatch.setattr("ui.pages.model.find_model", find)
    page.hub_id.setText("owner/name")
    qtbot.keyClicks(page.revision, "two words")
    assert not page.fetch.isEnabled()
    page.revision.clear()
    qtbot.keyClicks(page.revision, "v1.0")
    qtbot.keyClick(page.revision, Qt.Key.Key_Return)
    wait_until(lambda: session.model_revision == "v1.0")
    assert asked == [("owner/name", "v1.0")]
    assert with_table.spec().model.model_dump() == {"name": "owner/name", "revision": "v1.0"}
    assert Session(session.settings).model_revision == "v1.0"

    another = ModelPage(session, actions)
    qtbot.addWidget(another)
    assert (another.hub_id.text(), another.revision.text()) == ("owner/name", "v1.0")
    session.set_model(str(tiny_model))
    assert page.revision.text() == ""
    assert with_table.spec().model.revision is None
