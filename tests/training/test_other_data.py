"""A run that goes on learns from the table and on the base model that it began with, or says that it does not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors.numpy import load_file, save_file

from studio.engine.protocol import write_control
from studio.errors import RunError
from studio.events import EvalDone, Event, EventFollower, Finished, PhaseChanged, Started, StepDone, Warned
from studio.preferences import PRECISION
from studio.training.run import train_run

MakeRun = Callable[..., Path]
TRAINING = {"eval_every_steps": 3, "max_steps": 8}


def paused(run_dir: Path, *, at: Callable[[Event], bool] | None = None) -> Path:
    """at: where it is paused; None: at step 5"""

    def ask(event: Event) -> None:
        if at(event) if at else isinstance(event, StepDone) and event.step == 5:
            write_control(run_dir, "pause")

    train_run(run_dir, on_event=ask)
    return run_dir


def said(run_dir: Path) -> list[Event]:
    return [event for _, event in EventFollower(run_dir).new_events()]


def test_a_run_whose_table_was_changed_goes_on_once_it_is_as_it_was(make_run: MakeRun, table: Path) -> None:
    run_dir = paused(make_run(training=TRAINING))
    before = table.read_bytes()
    table.write_bytes(before.replace(b"film 7 was", b"film 7 is"))

    with pytest.raises(RunError, match=r"the table films\.csv is not the one .* \(its file changed\)\. Bring that one"):
        train_run(run_dir, resume=True)

    table.write_bytes(before)
    assert isinstance(train_run(run_dir, resume=True), Finished)


def test_a_run_whose_base_model_was_changed_goes_on_once_it_is_as_it_was(
    make_run: MakeRun, tiny_model: Path, tmp_path: Path
) -> None:
    model = shutil.copytree(tiny_model, tmp_path / "model")
    run_dir = paused(make_run(model={"name": str(model)}, training=TRAINING))
    weights = {name: 2 * weight for name, weight in load_file(model / "model.safetensors").items()}
    save_file(weights, model / "model.safetensors", metadata={"format": "pt"})

    with pytest.raises(RunError, match=r"the base model .* is not the one .* \(its weights changed\)\. Bring that one"):
        train_run(run_dir, resume=True)

    shutil.copy(tiny_model / "model.safetensors", model)
    assert isinstance(train_run(run_dir, resume=True), Finished)


def test_what_was_measured_on_another_table_is_measured_again(make_run: MakeRun, table: Path) -> None:
    run_dir = make_run(training=TRAINING)
    paused(run_dir, at=lambda event: isinstance(event, PhaseChanged) and event.phase == "training")
    shutil.rmtree(run_dir / "checkpoints")  # as of a process that was killed before its first
    swapped = table.read_text().replace(",negative", ",x").replace(",positive", ",negative").replace(",x", ",positive")
    table.write_text(swapped)

    assert isinstance(train_run(run_dir, resume=True), Finished)

    scores = [event.metrics for event in said(run_dir) if isinstance(event, EvalDone) and event.who == "zero_shot"]
    assert len(scores) == 2
    assert scores[0] != scores[1]


def test_a_run_that_goes_on_in_another_precision_says_so(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PRECISION, "fp32")
    run_dir = paused(make_run(training=TRAINING))
    monkeypatch.setenv(PRECISION, "bf16")

    assert isinstance(train_run(run_dir, resume=True), Finished)

    [started] = [event for event in said(run_dir) if isinstance(event, Started)]
    assert (started.device, started.precision) == ("cpu", "fp32")
    warned = [event.message for event in said(run_dir) if isinstance(event, Warned)]
    assert [line for line in warned if "The run began on cpu in fp32 and goes on on cpu in bf16." in line]
