"""The Train page: what will happen, what happens now, and what it has come to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from studio.data.readers import read_table
from studio.events import (
    EvalDone,
    Event,
    EventWriter,
    Failed,
    Finished,
    Paused,
    PhaseChanged,
    Resumed,
    Started,
    StepDone,
    TrainingPlanned,
    Warned,
)
from studio.spec import run_spec_from
from studio.store.project import Project
from studio.store.store import EvalRow, RunRow
from ui.actions import Actions
from ui.main_window import MainWindow
from ui.pages import train as train_module
from ui.pages.log_dialog import LogDialog
from ui.pages.plan import steps_planned, what_will_happen
from ui.pages.result import result_of, wilson_interval
from ui.pages.run_progress import RunProgress
from ui.pages.train import TrainPage

DATA = {"text": "text", "label": "label"}


def step(number: int, *, moment: float = 0.0, loss: float = 1.0) -> StepDone:
    return StepDone(
        step=number,
        time=moment or float(number),
        loss=loss,
        learning_rate=0.05,
        gradient_norm=0.5,
        examples_per_second=40.0,
    )


def finished(accuracy: float, baselines: dict[str, float]) -> Finished:
    return Finished(
        step=20,
        adapter="adapter",
        metrics={"test": {"accuracy": accuracy, "loss": 0.3}},
        baselines={who: {"test": {"accuracy": value}} for who, value in baselines.items()},
        best_step=20,
        trainable_parameters=11520,
        examples_per_second=40.0,
        seconds=12.0,
    )


PLANNED = TrainingPlanned(total_steps=20, steps_per_epoch=10, trainable_parameters=11520, model_parameters=10**7)
TEST = EvalDone(step=20, split="test", metrics={"accuracy": 0.9}, rows=100)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.csv"
    path.write_text("text,label\n" + "\n".join(f"text {n},{'yes' if n % 2 else 'no'}" for n in range(200)))
    return path


@pytest.fixture
def page(qtbot: QtBot, actions: Actions, project: Project) -> TrainPage:  # noqa: ARG001  (it is open)
    made = TrainPage(actions.session, actions)
    qtbot.addWidget(made)
    made.resize(1000, 800)
    made.show()
    return made


def new_run(project: Project, table: Path, *events: Event) -> str:
    spec = run_spec_from({"data": {"file": str(table), **DATA}, "method": {"name": "prompt_tuning"}})
    run_dir = project.create_run(project.import_spec_data(spec, table.parent))
    with EventWriter(run_dir) as writer:
        for event in events:
            writer.write(event)
    project.sync_run(run_dir.name)
    return run_dir.name


# --- a run in words ------------------------------------------------------------------------------------------------


def test_time_left_follows_the_pace_of_the_newest_steps() -> None:
    progress = RunProgress()
    progress.take([TrainingPlanned(total_steps=100, steps_per_epoch=50, trainable_parameters=1, model_parameters=2)])
    progress.take([PhaseChanged(phase="training"), step(9, moment=10.0), step(10, moment=10.5)])
    assert progress.seconds_left == pytest.approx(45.0)
    assert progress.fraction == pytest.approx(0.1)
    assert progress.sentence() == "Training: step 10 of 100, 45 s left"


def test_time_left_does_not_follow_a_clock_that_is_set_or_a_night_asleep() -> None:
    progress = RunProgress()
    progress.take([TrainingPlanned(total_steps=100, steps_per_epoch=50, trainable_parameters=1, model_parameters=2)])
    progress.take([PhaseChanged(phase="training")])
    moments = [(1000.0, 1.0), (1000.5, 1.5), (30_000.0, 2.0), (500.0, 2.5)]  # by the wall's clock, and by its own
    for number, (moment, elapsed) in enumerate(moments, 1):
        progress.take([step(number, moment=moment).model_copy(update={"elapsed": elapsed})])
        if number > 1:
            assert progress.seconds_left == pytest.approx(0.5 * (100 - number))
    progress.take([Resumed(from_step=4, pid=1), step(5, moment=900.0), step(6, moment=100.0)])  # of an older program
    assert progress.seconds_left is None


def test_time_spent_measuring_is_not_time_a_step_takes() -> None:
    progress = RunProgress()
    progress.take([TrainingPlanned(total_steps=100, steps_per_epoch=50, trainable_parameters=1, model_parameters=2)])
    progress.take([step(1, moment=1.0), step(2, moment=2.0), PhaseChanged(phase="evaluating", done=3, total=9)])
    assert progress.sentence() == "Measuring on the validation rows: 3 of 9"
    progress.take([step(3, moment=100.0), step(4, moment=101.0)])
    assert progress.seconds_left == pytest.approx(96.0)


def test_after_the_last_step_the_phase_says_what_still_goes_on() -> None:
    progress = RunProgress()
    progress.take([PLANNED, step(19), step(20), PhaseChanged(phase="saving")])
    assert progress.sentence() == "Saving"
    assert progress.seconds_left is None


def test_a_resumed_run_begins_at_its_checkpoint() -> None:
    progress = RunProgress()
    progress.take([PLANNED, step(15), Paused(step=15), Resumed(from_step=10, pid=1)])
    assert (progress.step, progress.words) == (10, "Loading the base model")


def test_the_interval_is_wilsons() -> None:
    low, high = wilson_interval(90, 100)
    assert (low, high) == (pytest.approx(0.82563, abs=1e-4), pytest.approx(0.94477, abs=1e-4))
    assert wilson_interval(0, 10)[0] == 0.0
    assert wilson_interval(0, 0) == (0.0, 1.0)


def result_for(accuracy: float, baselines: dict[str, float], rows: int = 100) -> Any:
    values: dict[str, Any] = dict.fromkeys(RunRow.__dataclass_fields__)
    values |= {
        "metrics": {"test": {"accuracy": accuracy}},
        "baselines": {who: {"test": {"accuracy": value}} for who, value in baselines.items()},
    }
    row: dict[str, Any] = dict.fromkeys(EvalRow.__dataclass_fields__) | {
        "split": "test",
        "who": "adapter",
        "rows": rows,
    }
    return result_of(RunRow(**values), [EvalRow(**row)])


def test_a_prompt_that_is_no_better_than_the_majority_learned_nothing() -> None:
    result = result_for(0.5, {"majority": 0.5, "zero_shot": 0.3})
    assert result.learned is False
    assert result.verdict.startswith("The prompt learned nothing")


def test_a_prompt_that_the_bare_model_beats_is_not_worth_its_tokens() -> None:
    result = result_for(0.6, {"majority": 0.5, "zero_shot": 0.7})
    assert result.learned is False
    assert "the base model, only asked" in result.verdict


def test_a_small_lead_on_few_rows_may_be_chance() -> None:
    assert result_for(0.6, {"majority": 0.55}, rows=50).learned is None
    assert result_for(0.6, {"majority": 0.55}, rows=5000).learned is True


def test_what_will_happen_names_rows_steps_and_rate(table: Path) -> None:
    values = {"data": {"file": str(table), **DATA}, "method": {"name": "prompt_tuning"}, "training": {"batch_size": 16}}
    spec = run_spec_from(values)
    assert steps_planned(spec, 200) == 3 * 10  # 160 rows train, 10 batches a pass
    words = "\n".join(what_will_happen(spec, 200))
    assert "About 160 rows train it; 40 rows are set aside" in words
    assert "about 30 steps" in words


# --- the page ------------------------------------------------------------------------------------------------------


def test_an_empty_page_says_what_is_missing_and_leads_there(qtbot: QtBot, page: TrainPage, actions: Actions) -> None:
    assert not page.train.isEnabled()
    assert page.missing.isVisible()
    assert page.empty.isVisible()
    with qtbot.waitSignal(actions.page_wanted) as wanted:
        qtbot.mouseClick(page.missing.action, Qt.MouseButton.LeftButton)
    assert wanted.args == ["data"]


def test_a_complete_draft_is_a_sentence_and_train_starts_it(
    qtbot: QtBot, page: TrainPage, actions: Actions, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    monkeypatch.setattr(actions.training, "start", lambda _project, run_id, **_: begun.append(run_id))
    version = actions.session.project.import_table(table)
    actions.session.set_table(read_table(version.path), {"file": str(version.path), **DATA})
    assert page.sentence.text() == "reviews.csv, on starter, by Prompt tuning."
    assert page.train.isEnabled()
    qtbot.mouseClick(page.train, Qt.MouseButton.LeftButton)
    assert len(begun) == 1
    assert page.live.run_id() == begun[0]
    assert page.live.isVisible()


def test_a_run_shows_its_progress_curves_and_warnings(page: TrainPage, actions: Actions, table: Path) -> None:
    run = new_run(actions.session.project, table, Started(run="r", pid=1), PLANNED, step(1))
    page.show_run(run)
    training = actions.training
    training.state.emit(run, "running")
    training.events.emit(run, [PLANNED, Warned(message="3 texts were cut."), *(step(n) for n in range(2, 11))])
    assert page.live.progress.step == 10
    assert page.live.bar.value() == 500
    assert "step 10 of 20" in page.live.words.text()
    assert page.live.figures["learning_rate"].text() == "0.05"
    assert page.live.warnings.words.text() == "3 texts were cut."
    assert page.live.chart.history(run).last_step == 10
    assert page.live.pause.isVisible()
    assert not page.live.resume.isVisible()


def test_what_another_run_says_is_not_shown(page: TrainPage, actions: Actions, table: Path) -> None:
    first, second = (new_run(actions.session.project, table, Started(run="r", pid=1), PLANNED) for _ in range(2))
    page.show_run(first)
    actions.training.events.emit(second, [step(5)])
    assert page.live.progress.step == 0


def test_pause_is_asked_of_the_run_shown_and_answered_in_words(
    qtbot: QtBot, page: TrainPage, actions: Actions, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(actions.training, "control", lambda run_id, control: asked.append((run_id, control)))
    run = new_run(actions.session.project, table, Started(run="r", pid=1), PLANNED, step(1))
    page.show_run(run)
    actions.training.state.emit(run, "running")
    qtbot.mouseClick(page.live.pause, Qt.MouseButton.LeftButton)
    assert asked == [(run, "pause")]
    assert page.live.words.text().startswith("Pausing")
    assert not page.live.keep.isEnabled()


def test_cancel_asks_first(
    qtbot: QtBot, page: TrainPage, actions: Actions, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(actions.training, "control", lambda _run, control: asked.append(control))
    monkeypatch.setattr(train_module.dialogs, "ask_sure", lambda *_: False)
    run = new_run(actions.session.project, table, Started(run="r", pid=1), PLANNED, step(1))
    page.show_run(run)
    actions.training.state.emit(run, "running")
    qtbot.mouseClick(page.live.stop, Qt.MouseButton.LeftButton)
    assert asked == []
    monkeypatch.setattr(train_module.dialogs, "ask_sure", lambda *_: True)
    monkeypatch.setattr(actions.training, "running", lambda: [run])
    qtbot.mouseClick(page.live.stop, Qt.MouseButton.LeftButton)
    assert asked == ["stop"]


def test_a_finished_run_shows_its_result_beside_the_baselines(page: TrainPage, actions: Actions, table: Path) -> None:
    end = finished(0.9, {"majority": 0.5, "zero_shot": 0.6})
    run = new_run(actions.session.project, table, Started(run="r", pid=1), PLANNED, step(20), TEST, end)
    page.show_run(run)
    assert page.live.result.isVisible()
    assert page.live.result.heading.text() == "Accuracy on 100 test rows"
    figures = {bar.label: bar.figure for bar in page.live.result.bars.bars()}
    assert figures["This soft prompt"] == "90.0 %  (82.6 – 94.5)"
    assert figures["Always the most frequent label"].startswith("50.0 %")
    assert page.live.to_playground.isVisible()
    assert page.live.export.isVisible()
    assert not page.live.pause.isVisible()


def test_a_run_that_learned_nothing_says_so(page: TrainPage, actions: Actions, table: Path) -> None:
    end = finished(0.5, {"majority": 0.5})
    run = new_run(actions.session.project, table, Started(run="r", pid=1), PLANNED, step(20), TEST, end)
    page.show_run(run)
    assert "learned nothing" in page.live.result.verdict.words.text()


def test_a_failed_run_says_why_and_its_log_is_one_click_away(
    qtbot: QtBot, page: TrainPage, actions: Actions, table: Path
) -> None:
    message = "There is not enough memory. Make the batch size smaller."
    failed = Failed(step=2, error="ModelError", message=message)
    run = new_run(actions.session.project, table, Started(run="r", pid=1), PLANNED, step(1), failed)
    (actions.session.project.run_dir(run) / "log.txt").write_text("first line\nlast line\n")
    page.show_run(run)
    assert page.live.problem.words.text() == message
    assert page.live.resume.isVisible()
    qtbot.mouseClick(page.live.problem.action, Qt.MouseButton.LeftButton)
    assert page.log_dialog is not None
    assert "last line" in page.log_dialog.view.text.toPlainText()
    page.log_dialog.close()


def test_a_log_grows_while_it_is_open(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text("one\n")
    dialog = LogDialog(path)
    qtbot.addWidget(dialog)
    dialog.show()
    with path.open("a") as log:
        log.write("two\n")
    qtbot.waitUntil(lambda: dialog.view.text.toPlainText() == "one\ntwo", timeout=5000)


def test_the_adapter_of_a_finished_run_opens_in_the_playground(
    qtbot: QtBot, page: TrainPage, actions: Actions, table: Path
) -> None:
    end = finished(0.9, {"majority": 0.5})
    run = new_run(actions.session.project, table, Started(run="r", pid=1), PLANNED, step(20), TEST, end)
    page.show_run(run)
    with qtbot.waitSignal(actions.adapter_wanted) as wanted:
        qtbot.mouseClick(page.live.to_playground, Qt.MouseButton.LeftButton)
    assert wanted.args == [actions.session.project.run_dir(run) / "adapter"]


@pytest.mark.parametrize("size", [(1280, 800), (1024, 700)])
def test_a_long_name_and_the_figures_stay_on_one_line(window: MainWindow, table: Path, size: tuple[int, int]) -> None:
    window.actions_.new_project(table.parent / "mine")
    project = window.session.project
    run = new_run(project, table, Started(run="r", pid=1), PLANNED, step(1))
    window.resize(*size)
    window.actions_.show_run(run)
    live = window.pages["train"].live
    one_line = live.name.height()
    name = "the run of the third of November with twice as many virtual tokens as the one before it " * 2
    window.actions_.rename_run(run, name)
    live.show_row(project.store.run(run), [])
    window.grab()  # lays out
    assert live.name.height() == one_line
    assert live.name.text().endswith("…")
    assert live.name.toolTip() == live.name.whole_text() == name.strip()
    assert live.log.visibleRegion().boundingRect() == live.log.rect()
    for value in live.figures.values():
        title = value.accessibleName()
        words = next(one for one in live.findChildren(QLabel) if one.text() == title)
        assert words.height() < 2 * words.fontMetrics().height(), title
        assert words.width() >= words.fontMetrics().horizontalAdvance(title)
        assert value.isVisible()


def test_a_short_name_is_whole(window: MainWindow, table: Path) -> None:
    window.actions_.new_project(table.parent / "mine")
    run = new_run(window.session.project, table, Started(run="r", pid=1), PLANNED, step(1))
    window.actions_.show_run(run)
    window.grab()
    assert window.pages["train"].live.name.text() == run


def test_a_training_that_is_found_after_the_page_was_opened_is_shown(
    page: TrainPage, project: Project, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = new_run(project, table, Started(run="x", pid=1, device="cpu"), PLANNED, step(3))
    assert page.empty.isVisible()
    training = page.actions_.training
    monkeypatch.setattr(training, "running", lambda: [run_id])
    training.running_changed.emit()
    assert page.live.isVisible()
    assert page.live.run_id() == run_id
    assert page.empty.isHidden()


def test_a_run_that_waited_and_was_cancelled_waits_no_more(
    page: TrainPage, actions: Actions, project: Project, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = new_run(project, table)
    begun = new_run(project, table, Started(run="x", pid=1, device="cpu"), PLANNED, step(3), Paused(step=3))
    waiting = [fresh, begun]
    monkeypatch.setattr(actions.training, "waiting", lambda: list(waiting))
    monkeypatch.setattr(actions.training, "control", lambda run_id, _: waiting.remove(run_id))
    monkeypatch.setattr(train_module.dialogs, "ask_sure", lambda *_: True)
    page.show_run(fresh)
    page.live.stop.click()
    actions.stop(begun)
    assert [project.store.run(run).state for run in (fresh, begun)] == ["stopped", "paused"]
    assert page.live.state.text() == "Stopped"


def test_how_runs_wait_is_said_whole_in_a_small_window(
    qtbot: QtBot, page: TrainPage, project: Project, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = new_run(project, table, Started(run="x", pid=1, device="cpu"), PLANNED, step(3))
    page.resize(800, 640)
    monkeypatch.setattr(page.actions_.training, "running", lambda: [run_id])
    page.actions_.training.running_changed.emit()
    words = page.queue_words
    qtbot.waitUntil(lambda: 0 < words.heightForWidth(words.width()) <= words.height())
