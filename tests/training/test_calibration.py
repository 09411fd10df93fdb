"""A run's adapter says how sure it is as its validation rows taught it, everywhere the same."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.adapters.folder import read_card
from studio.data.readers import read_table
from studio.events import EvalDone, EventFollower, Finished
from studio.inference.answer_file import predict_table
from studio.inference.predictor import Predictor
from studio.training.run import train_run

MakeRun = Callable[..., Path]
CHOSEN = {"name": "prompt_tuning", "num_virtual_tokens": 4}
METHODS = [
    CHOSEN,
    {"name": "p_tuning_v2", "num_virtual_tokens": 4},
    {"name": "prompt_ensemble", "members": 3, "num_virtual_tokens": 3, "combine": "vote"},
]


def answers(adapter: Path, table: Path, out: Path, *, unsure_below: float | None = None) -> list[dict[str, str]]:
    predictor = Predictor.open(adapter, threads=1)
    if unsure_below is not None:
        predictor = predictor.with_unsure_below(unsure_below)
    predict_table({"": predictor}, read_table(table), out)
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("method", METHODS, ids=lambda method: str(method["name"]))
def test_what_a_run_measured_and_what_its_adapter_says_is_equally_sure(
    make_run: MakeRun, method: dict[str, object], table: Path, tmp_path: Path
) -> None:
    run_dir = make_run(method=method)
    ended = train_run(run_dir)
    assert isinstance(ended, Finished)
    card = read_card(run_dir / "adapter")
    assert card.temperature != 1.0
    assert {"loss", "calibration_error"} <= set(ended.metrics["test"])
    said = answers(run_dir / "adapter", table, tmp_path / "out.csv")
    with (run_dir / "predictions" / "test.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            there = said[int(row["row"])]
            assert there["prediction"] == row["predicted"]
            assert float(there["probability"]) == pytest.approx(float(row["probability"]), abs=1e-4)


def test_evaluating_an_adapter_gives_the_run_s_own_figures(make_run: MakeRun, table: Path) -> None:
    run_dir = make_run(data={"test_file": str(table), "test": None})
    ended = train_run(run_dir)
    assert isinstance(ended, Finished)
    found = Predictor.open(run_dir / "adapter", threads=1).evaluate(read_table(table))["metrics"]
    assert found == pytest.approx(ended.metrics["test"], abs=1e-5)


def test_calibrating_makes_the_validation_loss_no_larger(make_run: MakeRun) -> None:
    run_dir = make_run()
    ended = train_run(run_dir)
    assert isinstance(ended, Finished)
    said = [event for _, event in EventFollower(run_dir).new_events() if isinstance(event, EvalDone)]
    measured = [one.metrics["loss"] for one in said if one.split == "validation" and one.best]
    assert ended.metrics["validation"]["loss"] < measured[-1] == measured[-2]


def test_answers_below_the_threshold_are_marked_and_the_adapter_keeps_it(
    make_run: MakeRun, table: Path, tmp_path: Path
) -> None:
    run_dir = make_run(training={"max_steps": 4})
    train_run(run_dir)
    plain = answers(run_dir / "adapter", table, tmp_path / "plain.csv")
    assert "unsure" not in plain[0]
    middle = sorted(float(row["probability"]) for row in plain)[60]
    marked = answers(run_dir / "adapter", table, tmp_path / "marked.csv", unsure_below=middle)
    assert [row["unsure"] for row in marked] == ["yes" if float(row["probability"]) < middle else "no" for row in plain]
    assert {row["unsure"] for row in marked} == {"yes", "no"}
