"""Several batches a step: the gradient of one batch of all their rows, its schedule, and the same end when resumed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file

from studio.engine.protocol import write_control
from studio.events import DataReady, EvalDone, Event, EventFollower, Finished, Paused, StepDone, TrainingPlanned
from studio.training.run import train_run

MakeRun = Callable[..., Path]
ACCUMULATED = {"batch_size": 5, "batches_per_step": 3, "max_steps": 5}  # 72 rows: one step has 12


def events(run_dir: Path, kind: type[Any]) -> list[Any]:
    return [event for _, event in EventFollower(run_dir).new_events() if isinstance(event, kind)]


@pytest.mark.parametrize(
    "sections",
    [
        {"data": {"balance": "class_weights"}},
        {"method": {"head": True, "head_dropout": 0.0}},
        {"method": {"name": "prompt_ensemble", "members": 2, "num_virtual_tokens": 3}},
        {"method": {"name": "cpt", "num_examples": 2}},
    ],
    ids=["class weights", "head", "ensemble", "cpt"],
)
def test_a_step_of_several_batches_has_the_gradient_of_one_batch_of_all_their_rows(
    make_run: MakeRun, held_to_one_batch: list[int], sections: dict[str, dict[str, Any]]
) -> None:
    sections = {**sections, "training": {**ACCUMULATED, **sections.get("training", {})}}
    assert isinstance(train_run(make_run(**sections)), Finished)
    assert held_to_one_batch == [3, 3, 3, 3, 3]


def test_answers_of_different_lengths_weigh_by_their_tokens(
    make_run: MakeRun, held_to_one_batch: list[int], tmp_path: Path
) -> None:
    lines = ["facts\tsentence"] + [f"film {n}\tthe film {n} was good{' and great' * (n % 7)}" for n in range(40)]
    (tmp_path / "facts.tsv").write_text("\n".join(lines), encoding="utf-8")
    data = {"file": str(tmp_path / "facts.tsv"), "text": "facts", "label": None, "target": "sentence"}
    training = {**ACCUMULATED, "max_new_tokens": 40, "generated_rows": 1, "loss": "vocabulary"}
    assert isinstance(train_run(make_run(data=data, training=training)), Finished)
    assert set(held_to_one_batch) == {2, 3}


def test_steps_examples_and_the_schedule_are_those_of_one_batch_as_large(make_run: MakeRun) -> None:
    training = {"epochs": 2, "schedule": "cosine"}
    several = make_run("several", training={**training, "batch_size": 5, "batches_per_step": 3})
    whole = make_run("whole", training={**training, "batch_size": 15})
    for run_dir in (several, whole):
        assert isinstance(train_run(run_dir), Finished)
    [planned], [wanted] = events(several, TrainingPlanned), events(whole, TrainingPlanned)
    assert (planned.total_steps, planned.steps_per_epoch) == (wanted.total_steps, wanted.steps_per_epoch) == (10, 5)
    steps, expected = events(several, StepDone), events(whole, StepDone)
    assert [step.examples for step in steps] == [step.examples for step in expected]
    assert steps[-1].examples == 2 * 72
    assert [step.learning_rate for step in steps] == [step.learning_rate for step in expected]
    assert [step.loss for step in steps] == pytest.approx([step.loss for step in expected], rel=1e-3)


def test_a_run_with_batches_of_different_sizes_resumes_to_the_very_same_end(make_run: MakeRun, table: Path) -> None:
    rows = [f"the film {number} was {'a good ' * (number % 5)}screen,positive" for number in range(60)]
    with table.open("a", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")
    training = {"epochs": 2, "batch_size": 6, "batches_per_step": 2, "max_batch_tokens": 90}
    straight, broken = (make_run(name, training=training) for name in ("straight", "broken"))
    train_run(straight)
    [planned], [ready] = events(straight, TrainingPlanned), events(straight, DataReady)
    done = events(straight, StepDone)
    assert (len(done), done[-1].examples) == (planned.total_steps, 2 * ready.train)
    epochs = [step.step for step in done if step.examples in (ready.train, 2 * ready.train)]
    measured = [event.step for event in events(straight, EvalDone) if event.who == "adapter"]
    assert measured[:2] == epochs

    def pause(event: Event) -> None:
        if isinstance(event, StepDone) and event.step == epochs[0] + 2:
            write_control(broken, "pause")

    assert isinstance(train_run(broken, on_event=pause), Paused)
    assert isinstance(train_run(broken, resume=True), Finished)
    steps = [(step.step, step.loss, step.examples) for step in events(straight, StepDone)]
    assert [(step.step, step.loss, step.examples) for step in events(broken, StepDone)] == steps
    one, other = (load_file(run / "adapter" / "adapter_model.safetensors") for run in (straight, broken))
    assert all(one[name].equal(other[name]) for name in one)
