"""A data set of the hub becomes the table: the dialog on the Data page, and a hub over real sockets."""

# Tests ask for fixtures for what these do, not only for what they give.
# ruff: noqa: ARG001

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.data import hub_tables
from studio.store.project import Project
from tests.hub.test_data_sets import CONVERTED, NAME, ROWS, films, parquet
from tests.hub_server import HubServer
from ui.actions import Actions
from ui.pages.data import DataPage
from ui.pages.hub_table_dialog import HubTableDialog
from ui.session import Session

Wait = Callable[[Callable[[], object]], None]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_tables, "user_cache_dir", lambda: tmp_path / "cache")


@pytest.fixture
def page(session: Session, actions: Actions, project: Project, qtbot: QtBot) -> DataPage:
    made = DataPage(session, actions)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


@pytest.fixture
def ask(page: DataPage, qtbot: QtBot, wait_until: Wait) -> Callable[[str], HubTableDialog]:
    """Open the dialog as a person does, name a data set, and wait for what the hub says."""

    def look_up(name: str) -> HubTableDialog:
        qtbot.mouseClick(page.drop.from_hub if page.drop.isVisible() else page.from_hub, LEFT)
        dialog = page.findChildren(HubTableDialog)[-1]
        assert not dialog.fetch.isEnabled()
        qtbot.keyClicks(dialog.name, name)
        qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
        wait_until(lambda: dialog.found is not None or dialog.problem.isVisible())
        return dialog

    return look_up


def test_a_split_becomes_the_table_and_another_the_test_table(
    page: DataPage,
    session: Session,
    hub: HubServer,
    ask: Callable[[str], HubTableDialog],
    qtbot: QtBot,
    wait_until: Wait,
) -> None:
    commit = hub.put_data_set(NAME, films(), tags=("license:mit",)).refs["main"]
    dialog = ask(NAME)
    assert "Licence: mit." in dialog.says.text()
    assert not dialog.config.isVisible()
    assert (dialog.split.value(), dialog.test.value()) == ("train", "test")
    qtbot.mouseClick(dialog.fetch, LEFT)
    wait_until(lambda: session.table is not None)
    assert session.table is not None
    assert session.table.column("label") == ["good", "bad", "good"]
    assert (session.data["text"], session.data["label"]) == ("text", "label")
    assert Path(session.data["test_file"]).name == "films-test.parquet"
    assert f"From the hub: {NAME}, train, revision {commit[:8]}." in page.about.text()
    assert f"--revision {commit}" in page.about.toolTip()
    assert not page.split.test.isVisible()
    assert page.split.test_table.whole_text() == "films-test.parquet"
    wait_until(lambda: page.facts is not None)
    qtbot.mouseClick(page.split.no_test_table, LEFT)
    assert "test_file" not in session.data
    assert page.split.test.isVisible()


def test_another_configuration_and_split_can_be_chosen(
    page: DataPage,
    session: Session,
    hub: HubServer,
    ask: Callable[[str], HubTableDialog],
    qtbot: QtBot,
    wait_until: Wait,
) -> None:
    kept_back = parquet({"text": ["x"], "label": [-1]}, label=["bad", "good"])
    made = {
        f"{config}/{split}/0000.parquet": data
        for config in ("large", "small")
        for split, data in {"train": parquet(ROWS, label=["bad", "good"]), "test": kept_back}.items()
    }  # type: ignore[arg-type]
    hub.put_data_set(NAME, {"films.py": b"never run"}).add(made, CONVERTED)
    dialog = ask(NAME)
    assert dialog.config.isVisible()
    dialog.config.set_value("small")
    dialog.config.activated.emit(dialog.config.currentIndex())
    with qtbot.waitSignal(session.message) as said:
        qtbot.mouseClick(dialog.fetch, LEFT)
    assert "is not the test table" in said.args[0]
    assert session.table is not None
    assert Path(session.table.path).parent.parent.name == "films-small"
    assert "test_file" not in session.data


def test_what_cannot_be_fetched_is_said_in_the_dialog(
    page: DataPage, session: Session, hub: HubServer, ask: Callable[[str], HubTableDialog], qtbot: QtBot
) -> None:
    hub.put_data_set(NAME, {"films.py": b"never run"})
    dialog = ask(NAME)
    assert "by a program of its own" in dialog.problem.words.text()
    assert not dialog.fetch.isEnabled()
    qtbot.mouseClick(dialog.close_button, LEFT)
    assert "has no data set owner/none" in ask("owner/none").problem.words.text()
    assert session.table is None


def test_a_fetch_shows_how_far_it_is_and_can_be_cancelled_and_gone_on_with(
    page: DataPage,
    session: Session,
    hub: HubServer,
    ask: Callable[[str], HubTableDialog],
    qtbot: QtBot,
    wait_until: Wait,
) -> None:
    hub.put_data_set(NAME, {"train.parquet": parquet({"text": [f"{n} {n * 7919}" for n in range(30_000)]})})
    hub.held.clear()
    qtbot.mouseClick(ask(NAME).fetch, LEFT)
    assert hub.waiting.wait(10)
    assert page.stack.currentWidget() is page.reading
    assert page.reading.words.text() == f"Fetching {NAME} …"
    wait_until(lambda: page.reading.bar.value() > 0)
    qtbot.mouseClick(page.reading.cancel, LEFT)
    assert page.stack.currentWidget() is page.drop
    hub.held.set()
    wait_until(lambda: not page.actions_.busy)
    assert session.table is None
    qtbot.mouseClick(ask(NAME).fetch, LEFT)
    wait_until(lambda: session.table is not None)
    assert session.table is not None
    assert len(session.table) == 30_000
    assert [begin != "" for begin in hub.files_asked(".parquet")] == [False, True]
    QApplication.sendPostedEvents()
