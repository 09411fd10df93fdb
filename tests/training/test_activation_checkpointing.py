"""A run with activation checkpointing learns what it learns without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studio.errors import ModelError
from studio.events import EventFollower, StepDone
from studio.training.run import train_run
from tests.families import save_family

MakeRun = Callable[..., Path]


def losses(run_dir: Path) -> list[tuple[float, float]]:
    train_run(run_dir)
    steps = [event for _, event in EventFollower(run_dir).new_events() if isinstance(event, StepDone)]
    return [(step.loss, step.gradient_norm) for step in steps]


@pytest.mark.parametrize(
    "method",
    [
        {"name": "prompt_tuning", "num_virtual_tokens": 4},
        {"name": "prefix_tuning", "num_virtual_tokens": 4},
        {"name": "cpt", "num_examples": 2},
        {"name": "full_finetune"},
    ],
    ids=lambda method: method["name"],
)
def test_a_run_takes_the_same_steps(make_run: MakeRun, method: dict[str, Any]) -> None:
    few = {"max_steps": 2, "eval_every_steps": 2}
    plain = losses(make_run("plain", method=method, training=few))
    again = losses(make_run("again", method=method, training=few | {"checkpoint_activations": True}))
    assert len(plain) == 2
    for step, expected in zip(again, plain, strict=True):
        assert step == pytest.approx(expected, rel=1e-5)


def test_a_family_that_cannot_read_twice_stops_the_run_before_its_data_is_read(
    make_run: MakeRun, tiny_model: Path, tmp_path: Path
) -> None:
    bloom = save_family("bloom", tmp_path / "bloom", tiny_model)
    run_dir = make_run(model={"name": str(bloom)}, training={"checkpoint_activations": True})
    with pytest.raises(ModelError, match="checkpoint_activations to false"):
        train_run(run_dir)
    kinds = [event.kind for _, event in EventFollower(run_dir).new_events()]
    assert kinds == ["started", "phase", "failed"]
