"""Frozen weights in half the bits: the same training, nearly; a gradient too large for float16 is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from studio.engine.protocol import write_control
from studio.errors import RunError
from studio.events import Event, EventFollower, Finished, Paused, Started, StepDone
from studio.training import loop
from studio.training.run import train_run

MakeRun = Callable[..., Path]
METHODS = [
    {"name": "prompt_tuning", "num_virtual_tokens": 4},
    {"name": "prefix_tuning", "num_virtual_tokens": 4},
    {"name": "llama_adapter", "num_virtual_tokens": 4},
    {"name": "p_tuning_v2", "num_virtual_tokens": 4},
]


def events(run_dir: Path, kind: type[Any]) -> list[Any]:
    return [event for _, event in EventFollower(run_dir).new_events() if isinstance(event, kind)]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: str(method["name"]))
def test_losses_are_those_of_fp32_but_for_rounding(make_run: MakeRun, method: dict[str, Any]) -> None:
    losses = {}
    for precision in ("fp32", "bf16", "fp16"):
        run_dir = make_run(precision, method=method, training={"precision": precision, "epochs": 1})
        assert isinstance(train_run(run_dir), Finished)
        assert [event.precision for event in events(run_dir, Started)] == [precision]
        losses[precision] = [event.loss for event in events(run_dir, StepDone)]
    assert losses["bf16"] == pytest.approx(losses["fp32"], rel=0.02)
    assert losses["fp16"] == pytest.approx(losses["fp32"], rel=0.01)
    assert len({*map(tuple, losses.values())}) == 3  # they were reckoned in three ways


def test_a_gradient_too_large_for_float16_changes_nothing_and_halves_the_scale(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "_FIRST_SCALE", 2.0**40)
    run_dir = make_run(training={"precision": "fp16", "epochs": 6})
    train_run(run_dir)
    steps = events(run_dir, StepDone)
    rates = [event.learning_rate for event in steps]  # the schedule waits, too
    left_out = next(number for number, rate in enumerate(rates) if rate > rates[0])
    assert 10 < left_out < 45  # one halving a step, until it fits
    assert len(steps) == 6 * 9
    assert steps[-1].loss < steps[0].loss


def test_where_no_scale_is_small_enough_training_stops_with_advice(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop.Trainer, "_losses", lambda *_: (torch.tensor(float("nan"), requires_grad=True), 0.0))
    with pytest.raises(RunError, match='or choose another start, or set the precision to "fp32"'):
        train_run(make_run(training={"precision": "fp16"}))


def test_resumed_in_float16_it_ends_as_if_never_stopped(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scale is part of a checkpoint."""
    monkeypatch.setattr(loop, "_FIRST_SCALE", 2.0**30)
    training = {"precision": "fp16", "epochs": 6}
    whole, parts = make_run("whole", training=training), make_run("parts", training=training)
    train_run(whole)
    asked: Iterator[int] = iter([7, 20])
    at = next(asked)

    def stop(event: Event) -> None:
        nonlocal at
        if isinstance(event, StepDone) and event.step == at:
            write_control(parts, "pause")
            at = next(asked, 0)

    assert isinstance(train_run(parts, on_event=stop), Paused)
    assert isinstance(train_run(parts, on_event=stop, resume=True), Paused)
    assert isinstance(train_run(parts, resume=True), Finished)
    ended = [load_file(one / "adapter" / "adapter_model.safetensors")["prompt_embeddings"] for one in (whole, parts)]
    assert torch.equal(*ended)
