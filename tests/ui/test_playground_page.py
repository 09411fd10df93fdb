"""The playground: one child for all questions, answers in their panes, and a way back from a crash."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.engine import launch
from studio.engine.protocol import Classify, Generate, OpenModel, Pane
from studio.preferences import Preferences, use
from studio.store.project import Project
from studio.store.store import AdapterRow
from tests.ui.stories import new_run
from ui.actions import Actions
from ui.pages import playground as playground_module
from ui.pages.playground import PlaygroundPage
from ui.workers import playground_worker
from ui.workers.playground_worker import PlaygroundWorker, inference_log

STAND_IN = Path(__file__).with_name("stand_in_inference.py")
ROOT = Path(__file__).resolve().parents[2]
NAMES = ("few", "many", "writer", "tagger", "damaged")
FEW, MANY, WRITER, TAGGER, DAMAGED = (Path(f"/adapters/{name}") for name in NAMES)


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(launch, "inference_command", lambda: [sys.executable, str(STAND_IN)])
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(playground_worker.paths, "user_log_dir", lambda: tmp_path / "logs")


@pytest.fixture
def worker(qapp: QApplication) -> Iterator[PlaygroundWorker]:
    made = PlaygroundWorker(qapp)
    yield made
    made.close()


def adapter(folder: Path, *, model: str = "starter", tokens: int = 20) -> AdapterRow:
    values: dict[str, Any] = dict.fromkeys(AdapterRow.__dataclass_fields__)
    values |= {"name": folder.name, "folder": folder, "source": "imported", "method": "prompt_tuning", "model": model}
    return AdapterRow(
        **values | {"num_virtual_tokens": tokens, "created": 0.0, "size_bytes": 1, "tags": (), "notes": ""}
    )


def card(folder: Path) -> AdapterCard:
    task = {WRITER: "generation", TAGGER: "tagging"}.get(folder, "classification")
    template = "{soft:20}{title}: {text}" if folder == WRITER else "{soft:20}Review: {text}\nAnswer:"
    model = ModelIdentity(name="starter", revision="v1.0" if folder == MANY else None)
    bits = "4bit" if folder == MANY else "none"
    known = {"task": task, "template": template, "max_new_tokens": 32, "model": model, "quantization": bits}
    return SimpleNamespace(**known)  # type: ignore[return-value]  # all that the page reads


@pytest.fixture
def page(qtbot: QtBot, actions: Actions, project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[PlaygroundPage]:
    other = adapter(Path("/a/o"), model="other")
    rows = [adapter(FEW), adapter(MANY, tokens=100), adapter(WRITER), adapter(TAGGER), adapter(DAMAGED), other]
    monkeypatch.setattr(project.store, "adapters", lambda: rows)
    monkeypatch.setattr(playground_module, "read_card", card)
    made = PlaygroundPage(actions.session, actions)
    qtbot.addWidget(made)
    made.resize(1000, 800)
    made.show()
    yield made
    made.close()
    assert not made.worker.is_running()


def answered(page: PlaygroundPage) -> Any:
    return lambda: page.ask_button.isEnabled() and not page.worker.is_busy()


def threads_of_child(worker: PlaygroundWorker) -> str:
    """Of one that has answered something, and so has its environment."""
    assert worker._process is not None
    return psutil.Process(worker._process.processId()).environ()["OMP_NUM_THREADS"]


# --- the child -----------------------------------------------------------------------------------------------------


def test_a_question_asked_before_the_child_is_ready_is_answered(qtbot: QtBot, worker: PlaygroundWorker) -> None:
    answers: list[Any] = []
    worker.classified.connect(answers.append)
    worker.ask(OpenModel(request=0, model="starter"))
    number = worker.ask(Classify(request=0, row={"text": "good"}, panes=[Pane(pane="base")]))
    assert worker.is_busy()
    qtbot.waitSignal(worker.done, timeout=15000).wait()
    assert [(answer.request, answer.pane) for answer in answers] == [(number, "base")]
    assert not worker.is_busy()


def test_a_crash_is_told_and_the_child_starts_again_with_its_model(qtbot: QtBot, worker: PlaygroundWorker) -> None:
    worker.ask(OpenModel(request=0, model="starter"))
    with qtbot.waitSignal(worker.crashed, timeout=15000) as crash:
        worker.ask(Classify(request=0, row={"text": "crash"}, panes=[]))
    assert "Its exit status was 9." in crash.args[0]
    assert "RuntimeError: the stand-in falls over" in crash.args[0]
    assert "started again" in crash.args[0]
    with qtbot.waitSignal(worker.model_opened, timeout=15000) as opened:
        pass
    assert opened.args[0].model == "starter"
    qtbot.waitUntil(lambda: not worker.is_busy(), timeout=5000)


def test_a_child_that_does_not_hear_a_cancel_is_ended(
    qtbot: QtBot, worker: PlaygroundWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.ask(OpenModel(request=0, model="starter"))
    qtbot.waitSignal(worker.model_opened, timeout=15000).wait()
    monkeypatch.setattr(playground_worker, "CANCEL_MS", 100)
    worker.ask(Classify(request=0, row={"text": "deaf"}, panes=[]))
    crashes: list[str] = []
    worker.crashed.connect(crashes.append)
    with qtbot.waitSignal(worker.cancelled, timeout=10000):
        worker.cancel()
    assert crashes == []
    with qtbot.waitSignal(worker.done, timeout=15000):
        worker.ask(Classify(request=0, row={"text": "good"}, panes=[Pane(pane="base")]))


@pytest.mark.usefixtures("preferences_end_with_the_test")
def test_a_child_that_is_renewed_answers_first_and_the_next_one_heeds_the_preferences(
    qtbot: QtBot, worker: PlaygroundWorker
) -> None:
    texts: list[str] = []
    worker.text_done.connect(lambda reply: texts.append(reply.text))
    writing = Generate(request=0, row={}, panes=[Pane(pane="base")])
    worker.ask(OpenModel(request=0, model="starter"))
    worker.ask(writing)
    qtbot.waitSignal(worker.text, timeout=15000).wait()
    use(Preferences(threads=3))
    with qtbot.waitSignal(worker.renewed, timeout=15000):
        worker.renew()
        assert worker.is_busy()
    assert texts == ["0 the film was good "]
    assert not worker.is_running()
    worker.ask(writing)
    qtbot.waitSignal(worker.done, timeout=15000).wait()
    assert len(texts) == 2
    assert threads_of_child(worker) == "3"
    with qtbot.waitSignal(worker.renewed, timeout=1000):
        worker.renew()  # at once, where nothing is asked


def test_a_program_that_cannot_be_started_is_told(
    qtbot: QtBot, worker: PlaygroundWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "inference_command", lambda: ["/nowhere/python"])
    with qtbot.waitSignal(worker.crashed, timeout=5000) as crash:
        worker.ask(OpenModel(request=0, model="starter"))
    assert "could not be started" in crash.args[0]
    assert not worker.is_running()


def test_what_the_child_prints_besides_goes_to_a_log(qtbot: QtBot, worker: PlaygroundWorker) -> None:
    with qtbot.waitSignal(worker.crashed, timeout=15000):
        worker.ask(Classify(request=0, row={"text": "crash"}, panes=[]))
    assert "the stand-in falls over" in inference_log().read_text()


# --- the page ------------------------------------------------------------------------------------------------------


def test_adapters_are_those_of_one_base_model(page: PlaygroundPage) -> None:
    assert [row.folder for row in page.choice._rows if row.model == "starter"] == [FEW, MANY, WRITER, TAGGER, DAMAGED]
    assert page.choice.list.count() == 5
    page.choice.model.set_value("other")
    assert page.choice.list.count() == 1


def opened_by(qtbot: QtBot, actions: Actions, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str | None, str]]:
    """(model, revision, quantization) of what a new page asks the child to open."""
    asked: list[Any] = []
    monkeypatch.setattr(PlaygroundWorker, "ask", lambda _self, request: asked.append(request) or len(asked))
    page = PlaygroundPage(actions.session, actions)
    qtbot.addWidget(page)
    page.show()
    opened = [request for request in asked if isinstance(request, OpenModel)]
    return [(request.model, request.revision, request.quantization) for request in opened]


def test_an_imported_adapters_base_model_is_opened_at_its_revision_and_in_its_bits(
    qtbot: QtBot, actions: Actions, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playground_module, "read_card", card)
    for folder, revision, bits in ((FEW, None, "none"), (MANY, "v1.0", "4bit")):
        monkeypatch.setattr(project.store, "adapters", lambda folder=folder: [adapter(folder)])
        assert opened_by(qtbot, actions, monkeypatch) == [("starter", revision, bits)]


def test_a_runs_base_model_is_opened_as_the_run_had_it(
    qtbot: QtBot, actions: Actions, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = new_run(project)
    row = replace(project.store.run(run_id), model="owner/name", settings={"model": {"revision": "v2"}})
    monkeypatch.setattr(project.store, "run", lambda _run: row)
    mine = replace(adapter(FEW, model="name"), run=run_id, source="run")
    monkeypatch.setattr(project.store, "adapters", lambda: [mine])
    monkeypatch.setattr(playground_module, "read_card", card)
    assert opened_by(qtbot, actions, monkeypatch) == [("owner/name", "v2", "none")]


def test_fields_are_the_columns_of_the_templates_chosen(page: PlaygroundPage) -> None:
    assert list(page.input.fields) == ["text"]
    assert not page.input.sampling_box.isVisible()
    page.input.set_row({"text": "kept"})
    page.choice.tick(WRITER)
    assert list(page.input.fields) == ["text", "title"]
    assert page.input.row()["text"] == "kept"
    assert page.input.sampling_box.isVisible()
    assert page.input.length.value() == 32  # as it was trained


@pytest.mark.usefixtures("preferences_end_with_the_test")
def test_what_is_chosen_while_an_answer_is_written_holds_for_the_next_one(qtbot: QtBot, page: PlaygroundPage) -> None:
    page.choice.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    page.choice.tick(WRITER)
    page.choice.base.setChecked(False)
    page.input.set_row({"text": "a good film", "title": "News"})
    qtbot.mouseClick(page.ask_button, Qt.MouseButton.LeftButton)
    qtbot.waitSignal(page.worker.text, timeout=15000).wait()
    with qtbot.waitSignal(page.worker.renewed, timeout=15000):
        page.session.set_preferences(Preferences(threads=3))
    qtbot.waitUntil(answered(page), timeout=15000)
    (pane,) = page.panes.values()
    assert pane.text.toPlainText() == "0 the film was good "
    assert threads_of_child(page.worker) == "3"  # which has opened the base model again, since the page is seen
    qtbot.mouseClick(page.ask_button, Qt.MouseButton.LeftButton)
    qtbot.waitSignal(page.worker.done, timeout=15000).wait()


def test_probabilities_stand_side_by_side_with_their_latency(qtbot: QtBot, page: PlaygroundPage) -> None:
    page.choice.tick(MANY)
    assert [pane.title.text() for pane in page.panes.values()] == ["Base model", "few", "many"]
    page.input.set_row({"text": "a good film"})
    qtbot.mouseClick(page.ask_button, Qt.MouseButton.LeftButton)
    assert not page.ask_button.isEnabled()
    qtbot.waitUntil(answered(page), timeout=15000)
    bars = [{bar.label: bar.figure for bar in pane.bars.bars()} for pane in page.panes.values()]
    assert [one["positive"] for one in bars] == ["90.0 %", "70.0 %", "50.0 %"]
    assert all(pane.latency.text() == "12 ms" for pane in page.panes.values())


def test_an_answer_under_way_comes_though_another_adapter_is_there_now(
    qtbot: QtBot, page: PlaygroundPage, project: Project
) -> None:
    page.choice.tick(MANY)
    page.input.set_row({"text": "good"})
    page.ask()
    project.store.adapters().append(adapter(Path("/a/new")))
    page.session.adapters_changed.emit()

    qtbot.waitUntil(answered(page), timeout=15000)
    assert page.choice.list.count() == 6
    assert all(pane.bars.bars() for pane in page.panes.values())


def test_a_model_whose_opening_was_stopped_is_opened_by_the_next_question(qtbot: QtBot, page: PlaygroundPage) -> None:
    opened: list[object] = []
    page.worker.model_opened.connect(opened.append)
    page.worker.cancel()
    assert not page.worker.is_busy()

    page.input.set_row({"text": "a good film"})
    page.ask()
    qtbot.waitUntil(answered(page), timeout=15000)
    assert len(opened) == 1


def test_the_keyboard_goes_from_ask_to_stop_and_back(qtbot: QtBot, page: PlaygroundPage) -> None:
    page.input.set_row({"text": "a good film"})
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.ask_button.setFocus()
    qtbot.keyClick(page.ask_button, Qt.Key.Key_Space)
    assert page.stop.hasFocus()
    qtbot.waitUntil(answered(page), timeout=15000)
    assert page.ask_button.hasFocus()


def test_text_streams_into_its_pane_with_the_sampling_asked(qtbot: QtBot, page: PlaygroundPage) -> None:
    page.choice.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    page.choice.tick(WRITER)
    page.choice.base.setChecked(False)
    page.choice.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    page.input.seed.setValue(7)
    page.input.set_row({"text": "a film", "title": "News"})
    parts: list[Any] = []
    page.worker.text.connect(parts.append)
    page.ask()
    qtbot.waitUntil(answered(page), timeout=15000)
    (pane,) = page.panes.values()
    assert pane.text.toPlainText() == "7 the film was good "
    assert len(parts) == 5
    assert pane.latency.text().startswith("5 tokens in 100 ms")


def test_tags_are_asked_for_as_text_and_stand_beside_labels(qtbot: QtBot, page: PlaygroundPage) -> None:
    page.choice.base.setChecked(False)
    page.choice.tick(TAGGER)
    page.input.set_row({"text": "mary saw rome"})
    page.ask()
    qtbot.waitUntil(answered(page), timeout=15000)
    labels, tags = page.panes.values()
    assert (labels.bars.isVisible(), tags.bars.isVisible(), tags.text.isVisible()) == (True, False, True)
    assert tags.answer() == "0 the film was good "


def test_stop_ends_a_long_answer_and_keeps_what_there_is(qtbot: QtBot, page: PlaygroundPage) -> None:
    page.choice.tick(WRITER)
    page.choice.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    page.choice.base.setChecked(False)
    page.input.length.setValue(1000)
    page.input.set_row({"text": "a film", "title": "News"})
    page.ask()
    (pane,) = page.panes.values()
    qtbot.waitUntil(lambda: len(pane.text.toPlainText()) > 20, timeout=15000)
    qtbot.mouseClick(page.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(answered(page), timeout=5000)
    assert 20 < len(pane.text.toPlainText()) < 2000
    assert pane.latency.text() == "stopped"


def test_one_damaged_adapter_does_not_spoil_the_others(qtbot: QtBot, page: PlaygroundPage) -> None:
    page.choice.tick(DAMAGED)
    page.input.set_row({"text": "good"})
    page.ask()
    qtbot.waitUntil(answered(page), timeout=15000)
    assert page.panes[str(DAMAGED)].problem.words.text() == "The adapter is damaged. Import it again."
    assert page.panes[str(FEW)].bars.bars()


def test_a_crash_leaves_a_page_that_can_ask_again(qtbot: QtBot, page: PlaygroundPage) -> None:
    page.input.set_row({"text": "crash"})
    page.ask()
    qtbot.waitUntil(lambda: page.notice.isVisible(), timeout=15000)
    assert "ended unexpectedly" in page.notice.words.text()
    page.input.set_row({"text": "good"})
    page.ask()
    qtbot.waitUntil(answered(page), timeout=15000)
    assert page.panes[str(FEW)].bars.bars()


def test_ctrl_enter_in_a_field_asks_and_reaches_no_menu(qtbot: QtBot, page: PlaygroundPage) -> None:
    [field] = page.input.fields.values()
    press = (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    before_the_menu = QKeyEvent(QEvent.Type.ShortcutOverride, *press)
    before_the_menu.ignore()
    QApplication.sendEvent(field, before_the_menu)
    assert before_the_menu.isAccepted()
    with qtbot.waitSignal(page.input.asked):
        qtbot.keyClick(field, *press)
    assert page.notice.isVisible()  # an empty text is not asked


def test_an_empty_text_is_not_asked(page: PlaygroundPage) -> None:
    page.ask()
    assert page.notice.words.text() == "Write a text first."
    assert page.ask_button.isEnabled()


def test_a_whole_table_is_asked_and_its_answers_saved(qtbot: QtBot, page: PlaygroundPage, tmp_path: Path) -> None:
    file, out = tmp_path / "in.csv", tmp_path / "out.csv"
    file.write_text("text\n" + "\n".join(f"row {n}" for n in range(20)))
    page.table.table_chosen.emit(file, out)
    assert page.table.is_running()
    qtbot.waitUntil(lambda: not page.table.is_running(), timeout=15000)
    assert out.read_text().count("positive") == 20
    assert str(out) in page.table.said.words.text()


def test_a_whole_table_can_be_cancelled(qtbot: QtBot, page: PlaygroundPage, tmp_path: Path) -> None:
    file, out = tmp_path / "in.csv", tmp_path / "out.csv"
    file.write_text("text\n" + "\n".join(f"row {n}" for n in range(1000)))
    page.table.table_chosen.emit(file, out)
    qtbot.waitSignal(page.worker.table_progress, timeout=15000).wait()
    qtbot.mouseClick(page.table.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.table.is_running(), timeout=5000)
    assert "Cancelled" in page.table.said.words.text()
    assert not out.exists()


def test_texts_asked_before_are_kept_for_the_next_window(qtbot: QtBot, page: PlaygroundPage, actions: Actions) -> None:
    for text in ("one", "two", "one"):
        page.input.set_row({"text": text})
        page.ask()
        qtbot.waitUntil(answered(page), timeout=15000)
    later = PlaygroundPage(actions.session, actions)
    qtbot.addWidget(later)
    rows = [later.history.item(n).data(Qt.ItemDataRole.UserRole)["text"] for n in range(later.history.count())]
    assert rows == ["one", "two"]
    assert "few: positive 70.0 %" in later.history.item(0).text()
    later.history.itemClicked.emit(later.history.item(1))
    assert later.input.row() == {"text": "two"}


def test_an_adapter_sent_here_is_ticked(page: PlaygroundPage, actions: Actions) -> None:
    actions.open_in_playground(Path("/a/o"))
    assert page.choice.model.value() == "other"
    assert [row.folder for row in page.choice.ticked()] == [Path("/a/o")]
