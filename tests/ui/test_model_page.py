"""The Model page: what is on this disk, a folder of one's own, and a hub over real sockets."""

# Tests ask for fixtures for what these do, not only for what they give.

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from huggingface_hub import constants
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from studio.models.catalog import find_on_disk
from studio.models.download import commit_of
from studio.models.recommended import RecommendedModel, recommended_models
from tests.hub_server import HubServer, Repository
from ui import numbers
from ui.actions import Actions
from ui.main_window import MainWindow
from ui.pages.home import HomePage
from ui.pages.model import ModelPage
from ui.session import Session

Wait = Callable[[Callable[[], object]], None]
NAME = "owner/tiny"
LEFT = Qt.MouseButton.LeftButton


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


@pytest.fixture
def served(hub: HubServer, page: ModelPage, tiny_model: Path) -> Repository:
    """A model that the page's hub has. The page had looked at its own disk before."""
    assert not hub.asked
    assert page.isVisible()
    return hub.put(NAME, tiny_model, downloads=5, parameters=44_000, tags=("license:mit",))


def _texts(widget: object) -> str:
    from PySide6.QtWidgets import QWidget

    assert isinstance(widget, QWidget)
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


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
    texts = _texts(page.cards[str(tiny_model)])
    assert "reads 256 tokens" in texts
    assert "parameters" in texts
    assert "licence not stated" in texts


def test_a_folder_with_a_model_is_added_chosen_and_listed_no_longer(
    page: ModelPage,
    session: Session,
    tiny_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    wait_until: Wait,
) -> None:
    other = tmp_path / "other"
    shutil.copytree(tiny_model, other)
    monkeypatch.setattr("ui.dialogs.ask_model_folder", lambda _parent: other)
    page.add_folder.click()
    assert session.model_name == str(other)
    assert session.model_folders() == (tiny_model, other)
    wait_until(lambda: str(other) in page.cards)
    qtbot.mouseClick(page.cards[str(other)].remove, LEFT)
    assert session.model_folders() == (tiny_model,)
    wait_until(lambda: str(other) not in page.cards)
    assert (other / "config.json").is_file()


def test_a_folder_without_a_model_is_a_message(
    page: ModelPage, session: Session, messages: list[tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.dialogs.ask_model_folder", lambda _parent: tmp_path)
    page.add_folder.click()
    assert messages[-1][1] == "error"
    assert "config.json" in messages[-1][0]
    assert tmp_path not in session.model_folders()


def test_download_waits_for_a_name_of_the_hub(page: ModelPage, qtbot: QtBot) -> None:
    fetch = page.hub.fetch
    assert not fetch.isEnabled()
    page.hub.hub_id.setText("no owner")
    assert not fetch.isEnabled()
    page.hub.hub_id.setText("owner/name")
    qtbot.keyClicks(page.hub.revision, "two words")
    assert not fetch.isEnabled()
    page.hub.revision.clear()
    assert fetch.isEnabled()


def test_a_model_is_searched_looked_at_downloaded_chosen_and_deleted(
    page: ModelPage,
    hub: HubServer,
    served: Repository,
    session: Session,
    messages: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    wait_until: Wait,
) -> None:
    qtbot.keyClicks(page.hub.words, "tiny")
    assert not hub.asked
    qtbot.mouseClick(page.hub.search, LEFT)
    wait_until(lambda: NAME in page.hub.results)
    card = page.hub.results[NAME]
    assert "44.0 k parameters" in _texts(card)
    assert "licence mit" in _texts(card)
    assert not (Path(constants.HF_HUB_CACHE)).exists()
    qtbot.mouseClick(card.more, LEFT)
    wait_until(lambda: "Methods that fit it: Prompt tuning" in card.details.text())
    assert "reads 256 tokens" in card.facts.text()
    assert not hub.files_asked(".safetensors")

    qtbot.mouseClick(card.download, LEFT)
    wait_until(lambda: NAME in page.cards)
    commit = served.refs["main"]
    assert (session.model_name, session.model_revision) == (NAME, commit)
    assert page.cards[NAME].is_selected()
    assert f"commit {commit[:8]}" in _texts(page.cards[NAME])
    assert not page.coming
    assert card.here.isVisible()
    assert messages[-1] == (f"{NAME} is on this disk.", "info")

    # With the hub gone, all that is here goes on working.
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert find_on_disk(NAME, commit)
    qtbot.mouseClick(page.hub.search, LEFT)
    wait_until(lambda: "stays offline" in page.hub.says.text())

    monkeypatch.setattr("ui.dialogs.ask_sure", lambda *_: True)
    qtbot.mouseClick(page.cards[NAME].remove, LEFT)
    wait_until(lambda: NAME not in page.cards)
    assert "are free again" in messages[-1][0]
    wait_until(lambda: f'"{NAME}" at revision {commit[:8]} is not on this disk' in page.missing.words.text())
    assert find_on_disk(NAME) is None


def test_a_download_is_paused_and_gone_on_with_by_another_page(
    page: ModelPage,
    hub: HubServer,
    served: Repository,
    session: Session,
    training: object,
    qtbot: QtBot,
    wait_until: Wait,
) -> None:
    from ui.workers.training_worker import TrainingCenter

    assert isinstance(training, TrainingCenter)
    hub.held.clear()
    page.hub.hub_id.setText(NAME)
    qtbot.mouseClick(page.hub.fetch, LEFT)
    wait_until(lambda: hub.waiting.is_set() and page.coming[NAME].bar.value() > 0)
    card = page.coming[NAME]
    assert not page.hub.fetch.isEnabled()
    qtbot.mouseClick(card.pause, LEFT)
    assert card.state.text() == "Ending …"
    hub.held.set()
    wait_until(lambda: page.coming[NAME].state.text() == "Paused")
    assert session.model_name == "nowhere"

    later = ModelPage(session, Actions(session, training))
    qtbot.addWidget(later)
    later.show()
    wait_until(lambda: NAME in later.coming)
    assert " of " in later.coming[NAME].words.text()
    qtbot.mouseClick(later.coming[NAME].resume, LEFT)
    wait_until(lambda: NAME in later.cards)
    folder = find_on_disk(NAME)
    assert folder is not None
    assert commit_of(folder) == served.refs["main"]


@pytest.mark.usefixtures("served")
def test_a_download_is_given_up_and_leaves_nothing(
    page: ModelPage, hub: HubServer, qtbot: QtBot, wait_until: Wait
) -> None:
    hub.held.clear()
    page.hub.hub_id.setText(NAME)
    qtbot.mouseClick(page.hub.fetch, LEFT)
    wait_until(lambda: hub.waiting.is_set() and page.coming[NAME].bar.value() > 0)
    qtbot.mouseClick(page.coming[NAME].cancel, LEFT)
    hub.held.set()
    wait_until(lambda: not page.coming)
    assert not list(Path(constants.HF_HUB_CACHE).glob("models--*"))


def test_a_model_that_asks_for_consent_says_so_before_and_leads_to_settings(
    page: ModelPage,
    served: Repository,
    actions: Actions,
    messages: list[tuple[str, str]],
    qtbot: QtBot,
    wait_until: Wait,
) -> None:
    served.gated = True
    qtbot.keyClicks(page.hub.words, "tiny")
    qtbot.keyClick(page.hub.words, Qt.Key.Key_Return)
    wait_until(lambda: NAME in page.hub.results)
    card = page.hub.results[NAME]
    wait_until(card.consent.isVisible)
    qtbot.mouseClick(card.more, LEFT)
    wait_until(lambda: "Methods that fit it" in card.details.text())  # from what the hub tells everybody
    qtbot.mouseClick(card.download, LEFT)
    wait_until(lambda: messages)
    assert "asks for consent first" in messages[-1][0]
    wait_until(lambda: not page.coming)
    with qtbot.waitSignal(actions.page_wanted) as asked:
        qtbot.mouseClick(card.token, LEFT)
    assert asked.args == ["settings"]


def test_what_cannot_be_trained_on_says_why_and_is_not_downloaded(
    page: ModelPage, hub: HubServer, tiny_model: Path, qtbot: QtBot, wait_until: Wait
) -> None:
    files = {file.name: file.read_bytes() for file in tiny_model.iterdir()}
    config = json.loads(files["config.json"]) | {"quantization_config": {"quant_method": "awq"}}
    hub.put("owner/llamas-gguf").add({"llama.gguf": b"x"})
    hub.put("owner/llamas-awq").add(files | {"config.json": json.dumps(config).encode()})
    config = {"model_type": "gptj", "architectures": ["GPTJForCausalLM"]}
    hub.put("owner/llamas-gptj").add(files | {"config.json": json.dumps(config).encode()})
    qtbot.keyClicks(page.hub.words, "llamas")
    qtbot.mouseClick(page.hub.search, LEFT)
    wait_until(lambda: len(page.hub.results) == 3)
    for name, why in (
        ("owner/llamas-gguf", "GGUF files only"),
        ("owner/llamas-awq", "quantized weights (awq)"),
        ("owner/llamas-gptj", "(gptj) has an attention that nothing can be put into"),
    ):
        card = page.hub.results[name]
        assert why in _texts(card)
        assert not card.download.isEnabled()


@pytest.mark.usefixtures("served")
def test_filters_leave_out_what_does_not_fit(
    page: ModelPage, hub: HubServer, tiny_model: Path, qtbot: QtBot, wait_until: Wait
) -> None:
    hub.put("owner/tiny-large", tiny_model, parameters=9_000_000_000, tags=("license:apache-2.0",))
    page.hub.words.setText("tiny")
    for field, value, left in (
        (page.hub.most, 150e6, {NAME}),
        (page.hub.licence, "apache-2.0", {"owner/tiny-large"}),
        (page.hub.task, "tagging", set()),
        (page.hub.method, "llama_adapter", {NAME, "owner/tiny-large"}),
    ):
        page.hub.says.setText("")
        field.set_value(value)
        qtbot.mouseClick(page.hub.search, LEFT)
        wait_until(lambda: page.hub.says.text() not in ("", "Asking the hub …"))
        assert set(page.hub.results) == left
        field.set_value(None)


def test_recommended_models_say_which_methods_fit_without_asking_the_hub(page: ModelPage, qtbot: QtBot) -> None:
    page.hub.fold.set_open(True)
    card = page.hub.recommended["sentence-transformers/all-MiniLM-L6-v2"]
    qtbot.mouseClick(card.more, LEFT)
    assert "tell classes apart" in card.details.text()
    assert "P-tuning v2" in card.details.text()
    assert "Not " in card.details.text()
    qtbot.mouseClick(card.more, LEFT)
    assert not card.details.isVisible()


def test_a_fresh_machine_has_the_bundled_model_chosen_and_shows_what_may_be_fetched(
    window: MainWindow, hub: HubServer, qtbot: QtBot, wait_until: Wait
) -> None:
    home = cast("HomePage", window.pages["home"])
    assert "91 MB to 6.4 GB" in _texts(home)
    qtbot.mouseClick(home.models, LEFT)
    assert window.page_key == "model"
    page = cast("ModelPage", window.pages["model"])
    wait_until(lambda: list(page.cards) == ["starter"])
    assert page.cards["starter"].is_selected()
    assert not page.missing.isVisible()
    assert page.next.isEnabled()

    assert list(page.hub.recommended) == [model.name for model in recommended_models()]
    for card in page.hub.recommended.values():
        shown = _texts(card)
        assert card.isVisible()
        assert card.download.isEnabled()
        assert card.here.text() == "Not on this disk yet"
        for fact in (
            f"{numbers.size(card.model.size_bytes or 0)} to download",
            card.model.licence,
            *_words_of(card.model),
        ):
            assert fact in shown
    assert not hub.asked

    page.hub.fold.set_open(False)  # and stays so
    page.refresh()
    wait_until(lambda: page.cards["starter"].isVisible())
    assert not page.hub.fold.is_open()


def _words_of(model: object) -> tuple[str, str]:
    assert isinstance(model, RecommendedModel)
    return model.languages, model.why


def test_with_models_of_ones_own_the_recommended_ones_are_folded(page: ModelPage) -> None:
    assert not page.hub.fold.is_open()


def test_a_revision_is_shown_to_another_page_and_remembered(
    page: ModelPage,
    served: Repository,
    session: Session,
    actions: Actions,
    with_table: Session,
    tiny_model: Path,
    qtbot: QtBot,
    wait_until: Wait,
) -> None:
    commit = served.add(served.commits[served.refs["main"]] | {"LICENSE": b"old"}, "v1.0")
    page.hub.hub_id.setText(NAME)
    qtbot.keyClicks(page.hub.revision, "v1.0")
    qtbot.keyClick(page.hub.revision, Qt.Key.Key_Return)
    wait_until(lambda: session.model_revision is not None)
    assert with_table.spec().model.model_dump() == {"name": NAME, "revision": commit}
    assert Session(session.settings).model_revision == commit

    another = ModelPage(session, actions)
    qtbot.addWidget(another)
    assert (another.hub.hub_id.text(), another.hub.revision.text()) == (NAME, commit)
    session.set_model(str(tiny_model))
    assert page.hub.revision.text() == ""
    assert with_table.spec().model.revision is None
