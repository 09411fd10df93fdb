"""The range test of a learning rate: what it measures, what it says of it, and that it leaves nothing."""

from __future__ import annotations

import json
import math
import random
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from rich.table import Table
from typer.testing import CliRunner

from studio import foresight
from studio.cli import app
from studio.errors import RunError, SpecError
from studio.foresight import find_rate
from studio.rate_curve import Divergence, RateCurve, RatePoint, curve_of, report, smooth
from studio.spec import RunSpec, read_run_spec, run_spec_from
from studio.training import rate_finder
from studio.training.loop import StepResult, Trainer
from studio.training.rate_finder import measure_rates
from tests.families import save_family, write_word_tokenizer

Runs = Callable[..., Path]


def _points(loss: Callable[[float], float], steps: int = 100, noise: float = 0.0) -> list[RatePoint]:
    """Five decades of rates, from 1e-4, with the loss that a logarithm of the rate has."""
    draw = random.Random(0)
    logs = [-4 + 5 * step / (steps - 1) for step in range(steps)]
    return [RatePoint(step + 1, 10**log, loss(log) + draw.gauss(0, noise)) for step, log in enumerate(logs)]


def _valley(log: float) -> float:
    """Level, falling from a rate of 1e-3 on, least at 0.1, and rising steeply."""
    return 1.0 - 0.4 * min(max(log + 3, 0.0), 2.0) + 1.5 * max(log + 1, 0.0)


# --- what a curve says -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_a_tenth_of_the_rate_with_the_least_loss_is_suggested(noise: float) -> None:
    found = curve_of(_points(_valley, noise=noise), recommended=0.02, steps=100)

    assert found.lowest == pytest.approx(0.1, rel=0.6)
    assert found.suggested == pytest.approx(found.lowest / 10, rel=0.05)
    assert "a tenth" in found.says


def test_a_curve_that_shows_nothing_says_so_and_suggests_nothing() -> None:
    level = curve_of(_points(lambda _: 0.7), recommended=0.02, steps=100)
    noisy = curve_of(_points(lambda _: 0.7, noise=0.3), recommended=0.02, steps=100)
    rising = curve_of(_points(lambda log: 0.7 + max(0.0, log + 2)), recommended=0.02, steps=100)

    assert [one.suggested for one in (level, noisy, rising)] == [None] * 3
    assert noisy.says.startswith("The curve shows nothing")


@pytest.mark.parametrize("steps", [11, 99, 100])
def test_the_table_of_a_curve_goes_from_its_first_rate_to_its_last(steps: int) -> None:
    drawn = report(curve_of(_points(_valley, steps), recommended=0.02, steps=steps))[0]
    assert isinstance(drawn, Table)
    rates = list(drawn.columns[0].cells)
    assert (rates[0], rates[-1]) == ("0.0001", "10")
    assert len(set(rates)) == len(rates) <= 12


def test_a_curve_of_a_few_steps_says_that_they_are_too_few() -> None:
    found = curve_of(_points(_valley)[:4], recommended=0.02, steps=100)

    assert found.suggested is None
    assert found.says.startswith("The loss rose after 4 steps")
    assert found.diverged


def test_smoothing_moves_nothing_along_the_axis() -> None:
    losses = [abs(place - 50.0) for place in range(101)]
    smoothed = smooth(losses, 5.0)

    assert smoothed.index(min(smoothed)) == 50
    assert smoothed[20] == pytest.approx(losses[20], abs=1e-3)


def test_a_running_mean_of_four_times_its_best_is_a_divergence_and_so_is_no_number() -> None:
    divergence = Divergence()
    assert not any(divergence.is_there(1.0) for _ in range(30))
    assert [divergence.is_there(50.0) for _ in range(2)][-1]
    assert Divergence().is_there(math.nan)


# --- what is measured ------------------------------------------------------------------------------------------------


def test_every_step_has_the_next_rate_and_nothing_is_kept(make_run: Runs) -> None:
    run_dir = make_run(training={"learning_rate": 1e-4})
    said: list[RatePoint] = []
    points = measure_rates(run_dir, growth=1.2, steps=30, say=said.append)

    assert said == points
    assert [one.rate for one in points] == pytest.approx([1e-4 * 1.2**step for step in range(30)])
    assert {path.name for path in run_dir.iterdir()} == {"run.toml", "events.jsonl"}


def test_a_step_is_that_of_the_run_on_rows_as_they_are_shuffled(
    make_run: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[set[int], bool, int]] = []
    step = Trainer._step

    def watched(trainer: Trainer, rows: list[list[int]], began: float) -> StepResult:
        frozen = [one for one in trainer.model.base.network.parameters() if one.requires_grad]
        seen.append(({place for batch in rows for place in batch}, not frozen, len(trainer.examples)))
        return step(trainer, rows, began)

    monkeypatch.setattr(Trainer, "_step", watched)
    measure_rates(make_run(training={"learning_rate": 1e-4}), growth=1.1, steps=9)

    assert all(is_frozen for _, is_frozen, _ in seen)
    assert set().union(*(rows for rows, _, _ in seen)) == set(range(seen[0][2])), "9 steps of 8 are an epoch of 72"


def test_it_ends_where_the_loss_diverges(make_run: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    step = Trainer._step

    def loss_grows(trainer: Trainer, rows: list[list[int]], began: float) -> StepResult:
        result = step(trainer, rows, began)
        return replace(result, loss=1.0 if trainer.progress.step < 15 else 100.0)

    monkeypatch.setattr(Trainer, "_step", loss_grows)
    assert len(measure_rates(make_run(training={"learning_rate": 1e-4}), growth=1.1, steps=60)) == 15


def test_a_loss_that_is_no_number_ends_it_and_from_the_first_step_on_is_an_error(
    make_run: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    backward, good = Trainer.backward, 3

    def soon_no_number(trainer: Trainer, batches: list[Any]) -> torch.Tensor:
        loss = backward(trainer, batches)
        return loss if trainer.progress.step < good else loss * math.nan

    monkeypatch.setattr(Trainer, "backward", soon_no_number)
    assert len(measure_rates(make_run(training={"learning_rate": 1e-4}), growth=1.1, steps=20)) == 3
    good = 0
    with pytest.raises(RunError, match="no longer a number"):
        measure_rates(make_run("again", training={"learning_rate": 1e-4}), growth=1.1, steps=20)


def test_a_head_with_a_rate_of_its_own_keeps_it(
    tmp_path: Path, make_run: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "the film was good great bad a screen made no sense story positive negative"
    folder = write_word_tokenizer(save_family("bert", tmp_path / "bert"), words)
    rates: list[list[float]] = []
    let_grow = rate_finder._let_grow

    def watched(trainer: Trainer, growth: float, rate: float) -> None:
        let_grow(trainer, growth, rate)
        step = trainer.schedule.step

        def stepped() -> None:
            rates.append([float(group["lr"]) for group in trainer.optimizer.param_groups])
            step()

        trainer.schedule.step = stepped  # type: ignore[method-assign,assignment]

    monkeypatch.setattr(rate_finder, "_let_grow", watched)
    method = {"name": "p_tuning_v2", "num_virtual_tokens": 2, "head_learning_rate": 0.01}
    run_dir = make_run(model={"name": str(folder)}, method=method, training={"learning_rate": 1e-4})
    measure_rates(run_dir, growth=2.0, steps=3)

    assert rates == [pytest.approx([1e-4 * 2**step, 0.01]) for step in range(3)]


# --- in a child ------------------------------------------------------------------------------------------------------


def _spec(make_run: Runs, name: str = "run", **sections: dict[str, Any]) -> RunSpec:
    return read_run_spec(make_run(name, **sections) / "run.toml")


def test_a_child_says_each_step_and_its_folder_is_gone_afterwards(
    make_run: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "here"))
    told: list[RatePoint | None] = []
    found = find_rate(_spec(make_run), steps=20, told=told.append)

    assert [one.step for one in told if one is not None] == list(range(1, len(found.rates) + 1))
    assert found.rates[0] == pytest.approx(found.recommended / 1000)
    assert len(found.smoothed) == len(found.losses)
    assert not list((tmp_path / "here").glob("softprompt-*"))


def test_whoever_does_not_want_it_any_more_ends_the_child(make_run: Runs) -> None:
    class NotWantedError(Exception):
        pass

    def stop(_: object) -> None:
        raise NotWantedError

    with pytest.raises(NotWantedError):  # the fixture that looks for children says whether it ended
        find_rate(_spec(make_run), steps=20, told=stop)


def test_where_nothing_is_trained_or_two_stages_are_there_is_no_rate_to_find(make_run: Runs, table: Path) -> None:
    with pytest.raises(SpecError, match="trains nothing"):
        find_rate(_spec(make_run, method={"name": "zero_shot"}), told=lambda _: None)
    spec = _spec(make_run, "source")
    values = spec.model_dump(mode="json", exclude_none=True)
    tasks = [{"name": "other", "file": str(table), "text": "text", "label": "label"}]
    values["method"] = {"name": "multitask_prompt_tuning", "stage": "source", "tasks": tasks}
    with pytest.raises(SpecError, match="two stages"):
        find_rate(run_spec_from(values), told=lambda _: None)


def test_the_command_prints_the_curve_and_what_it_says(make_run: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[RunSpec] = []

    def find(spec: RunSpec, *, steps: int, told: Callable[[RatePoint | None], None]) -> RateCurve:
        asked.append(spec)
        for point in (None, *_points(_valley, steps)):
            told(point)
        return curve_of(_points(_valley, steps), recommended=0.02, steps=steps)

    monkeypatch.setattr(foresight, "find_rate", find)
    run_toml = make_run() / "run.toml"
    answer = CliRunner().invoke(app, ["find-rate", str(run_toml), "--steps", "40", "--json"])
    assert answer.exit_code == 0, answer.output
    said = json.loads(answer.stdout)
    assert len(said["rates"]) == len(said["smoothed"]) == 40
    assert said["suggested"] == pytest.approx(said["lowest"] / 10, rel=0.05)
    assert asked[0] == read_run_spec(run_toml)

    shown = CliRunner().invoke(app, ["find-rate", str(run_toml)]).stdout
    assert f"Suggested: {curve_of(_points(_valley), recommended=0.02, steps=100).suggested:g}." in shown
    assert "Recommended for the method: 0.02." in shown
