"""From a table to an answer, with the real processes and a small random base model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.data.readers import read_table
from studio.events import StepDone
from studio.store.project import Project
from ui.actions import Actions
from ui.pages.playground import PlaygroundPage
from ui.pages.teach import TeachPage
from ui.session import Session
from ui.workers import playground_worker

LONG_MS = 120_000  # two children import torch


@pytest.mark.long
def test_a_table_becomes_an_adapter_that_answers(
    qtbot: QtBot,
    with_table: Session,
    actions: Actions,
    project: Project,
    tiny_model: Path,
    reviews: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(playground_worker.paths, "user_log_dir", lambda: tmp_path / "logs")
    with_table.set_model(str(tiny_model))
    with_table.set_training(with_table.training.model_copy(update={"epochs": 2}))
    events: list[Any] = []
    failures: list[str] = []
    actions.training.events.connect(lambda _run, some: events.extend(some))
    actions.training.failed.connect(lambda _run, message: failures.append(message))
    run_id = actions.start_run()
    assert run_id is not None
    qtbot.waitUntil(lambda: not actions.training.running(), timeout=LONG_MS)
    assert failures == []
    run = project.store.run(run_id)
    assert run.state == "finished"
    assert run.adapter is not None
    assert len(project.store.steps(run_id)) == sum(isinstance(event, StepDone) for event in events) == run.total_steps
    assert "majority" in run.baselines

    page = PlaygroundPage(with_table, actions)
    qtbot.addWidget(page)
    page.show()
    page.open_adapter(run.adapter)
    page.input.set_row({"text": "the film was good"})
    page.ask()
    qtbot.waitUntil(lambda: not page.worker.is_busy() and page.ask_button.isEnabled(), timeout=LONG_MS)
    assert not page.notice.isVisible(), page.notice.words.text()
    for pane in page.panes.values():
        assert not pane.problem.isVisible(), pane.problem.words.text()
        assert {bar.label for bar in pane.bars.bars()} == {"good", "bad"}
        assert sum(bar.share for bar in pane.bars.bars()) == pytest.approx(1.0)

    out = tmp_path / "answers.csv"
    page.ask_table(reviews, out)
    qtbot.waitUntil(lambda: not page.table.is_running(), timeout=LONG_MS)
    assert len(out.read_text(encoding="utf-8").splitlines()) == 41, page.table.said.words.text()

    pane = page.panes[str(run.adapter)]
    pane.bars.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(pane.bars, key)
    taught = pane.bars.bars()[1].label
    assert pane.teaching.text().startswith(f"Taught: {taught}.")
    assert page.corrections.words.text() == "1 taught row, in no version of reviews yet."
    page.close()
    teach_and_train_on(qtbot, actions, project, reviews, taught)


def teach_and_train_on(qtbot: QtBot, actions: Actions, project: Project, reviews: Path, taught: str) -> None:
    """What the adapter is least certain of gets a label, a label that it doubts is changed, and a run goes on."""
    page = TeachPage(actions.session, actions)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.labels.add_table(reviews)
    page.labels.count.setValue(3)
    page.labels.search.click()
    qtbot.waitUntil(lambda: page.labels.row() is not None, timeout=LONG_MS)
    row = page.labels.row()
    assert row is not None
    labels = page.teaching.lesson_of(page.row().folder).labels  # type: ignore[union-attr]
    qtbot.keyClick(page.labels.bars, Qt.Key.Key_1)
    page.errors.search.click()
    qtbot.waitUntil(lambda: not page.questions.is_asking(), timeout=LONG_MS)
    assert not page.notice.isVisible(), page.notice.words.text()
    assert "40 rows, of which the prompt was not trained on 8" in page.errors.words.text()
    for suspect in page.errors.shown():
        assert suspect.likely_probability > suspect.given_probability
    page.train_on.click()
    qtbot.waitUntil(lambda: len(project.store.runs()) == 2, timeout=LONG_MS)
    qtbot.waitUntil(lambda: not actions.training.running(), timeout=LONG_MS)
    made = next(run for run in project.store.runs() if run.name)
    assert (made.state, made.error) == ("finished", "")
    assert made.settings["method"]["start"] == "file"
    table = read_table(project.newest_version("reviews").path)
    rows = dict(zip(table.column("text"), table.column("label"), strict=True))
    assert rows["the film was good"] == taught
    assert rows[row.cells["text"]] == labels[0]
    page.close()
