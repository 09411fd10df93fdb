"""The whole job in the real window: from a table to files that PEFT loads."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.stories import choose
from ui.main_window import MainWindow
from ui.pages import adapters as adapters_module
from ui.pages.adapters import AdaptersPage
from ui.pages.data import DataPage
from ui.pages.method import MethodPage
from ui.pages.model import ModelPage
from ui.pages.playground import PlaygroundPage
from ui.pages.runs import RunsPage
from ui.pages.train import TrainPage
from ui.workers import playground_worker

LONG_MS = 120_000  # children import torch
WAIT_MS = 15_000


def test_a_person_goes_from_a_table_to_exported_files(
    qtbot: QtBot,
    window: MainWindow,
    reviews: Path,
    tiny_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(playground_worker.paths, "user_log_dir", lambda: tmp_path / "logs")
    actions, session = window.actions_, window.session

    with qtbot.waitSignal(session.data_changed, timeout=WAIT_MS):
        actions.tables.import_table(reviews)
    window.show_page("data")
    data = cast("DataPage", window.pages["data"])
    qtbot.waitUntil(data.next.isEnabled, timeout=WAIT_MS)
    session.set_model(str(tiny_model))
    qtbot.mouseClick(data.next, Qt.MouseButton.LeftButton)
    assert window.page_key == "model"
    qtbot.mouseClick(cast("ModelPage", window.pages["model"]).next, Qt.MouseButton.LeftButton)
    assert window.page_key == "method"
    session.set_training(session.training.model_copy(update={"epochs": 4}))

    runs = []
    for method in ("prompt_tuning", "prefix_tuning"):
        window.show_page("method")
        page = cast("MethodPage", window.pages["method"])
        qtbot.mouseClick(page.cards.cards[method], Qt.MouseButton.LeftButton)
        assert session.method.name == method
        qtbot.mouseClick(page.next, Qt.MouseButton.LeftButton)
        train = cast("TrainPage", window.pages["train"])
        qtbot.waitUntil(train.train.isEnabled, timeout=WAIT_MS)
        qtbot.mouseClick(train.train, Qt.MouseButton.LeftButton)
        (run,) = actions.training.running()
        qtbot.waitUntil(lambda: not actions.training.running(), timeout=LONG_MS)
        assert session.project is not None
        assert session.project.store.run(run).state == "finished", session.project.store.run(run).error
        drawn = train.live.chart.history(run)
        assert len(drawn.steps) == session.project.store.run(run).total_steps
        runs.append(run)

    window.show_page("runs")
    look_behind_the_scores(qtbot, cast("RunsPage", window.pages["runs"]), runs)

    window.show_page("adapters")
    kept = cast("AdaptersPage", window.pages["adapters"])
    qtbot.waitUntil(lambda: kept.chosen() is not None, timeout=WAIT_MS)
    target = tmp_path / "out" / "adapter"
    monkeypatch.setattr(adapters_module, "ask_export_target", lambda *_: target)
    qtbot.mouseClick(kept.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: target.is_dir() and not session_busy(window), timeout=WAIT_MS)
    chosen = kept.chosen()
    assert chosen is not None

    qtbot.mouseClick(kept.try_out, Qt.MouseButton.LeftButton)
    assert window.page_key == "playground"
    play = cast("PlaygroundPage", window.pages["playground"])
    assert session.project is not None
    for row in session.project.store.adapters():
        play.open_adapter(row.folder)
    play.input.set_row({"text": "the film was good"})
    qtbot.waitUntil(play.ask_button.isEnabled, timeout=WAIT_MS)
    qtbot.mouseClick(play.ask_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not play.worker.is_busy() and play.ask_button.isEnabled(), timeout=LONG_MS)
    answered = {key: {bar.label: bar.share for bar in pane.bars.bars()} for key, pane in play.panes.items()}
    for shares in answered.values():
        assert sum(shares.values()) == pytest.approx(1.0)
    seen = answered[str(chosen.folder)]["good"]

    assert peft_says(target, tiny_model, "the film was good") == pytest.approx(seen, abs=1e-4)


def look_behind_the_scores(qtbot: QtBot, page: RunsPage, runs: list[str]) -> None:
    """Each cell of a confusion matrix opens as many rows as it counts, and two runs can be compared row by row."""
    choose(page, runs[0])
    comparison = page.comparison
    for true in ("bad", "good"):
        for said in ("bad", "good"):
            comparison.matrix.cell_chosen.emit(true, said)
            qtbot.waitUntil(lambda: comparison.cell.table.model() is not None, timeout=WAIT_MS)
            assert comparison.cell.table.model().rowCount() == comparison.matrix.count(true, said)
    choose(page, *runs)
    comparison.tabs.setCurrentWidget(comparison.disagreement)
    qtbot.waitUntil(lambda: comparison.disagreement.found is not None, timeout=WAIT_MS)
    assert not comparison.disagreement.problem.isVisible()


def session_busy(window: MainWindow) -> bool:
    return bool(window.actions_.busy)


def peft_says(adapter: Path, model: Path, text: str) -> float:
    """PEFT's probability of "good" against "bad" behind the plain template."""
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(model)
    loaded = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32), adapter)
    loaded.eval()

    def score(word: str) -> float:
        lead = tokenizer(text + "\nAnswer:").input_ids
        ids = torch.tensor([lead + tokenizer(" " + word).input_ids])
        with torch.no_grad():
            logits = loaded(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[0]
        logits = logits[-ids.shape[1] :]
        found = logits.log_softmax(-1)[range(len(lead) - 1, ids.shape[1] - 1), ids[0, len(lead) :]]
        return float(found.sum())

    return float(torch.tensor([score("good"), score("bad")]).softmax(0)[0])
