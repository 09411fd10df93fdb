"""A project of its own for each test, with runs that say what a test wants."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.events import (
    CheckpointSaved,
    EvalDone,
    Event,
    EventWriter,
    Finished,
    Started,
    StepDone,
    TrainingPlanned,
)
from studio.spec import RunSpec, run_spec_from
from studio.store.project import Project

NewRun = Callable[..., str]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = Project.create(tmp_path / "project", name="Reviews")
    yield made
    made.close()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.csv"
    path.write_text("text,label\n" + "\n".join(f"text {number},{number % 2}" for number in range(20)) + "\n")
    return path


@pytest.fixture
def new_run(project: Project, table: Path) -> NewRun:
    """Makes a run that says these events, files them, and gives its id."""

    def make(*events: Event, name: str | None = None, **changed: Any) -> str:
        run_dir = project.create_run(project.import_spec_data(spec_of(table, **changed), table.parent), name=name)
        say(run_dir, *events)
        project.sync_run(run_dir.name)
        return run_dir.name

    return make


def spec_of(table: Path, *, method: str = "prompt_tuning", model: str = "starter") -> RunSpec:
    data = {"file": str(table), "text": "text", "label": "label"}
    return run_spec_from({"model": {"name": model}, "data": data, "method": {"name": method}})


def say(run_dir: Path, *events: Event) -> None:
    """Append events to a run's file, as its trainer does."""
    with EventWriter(run_dir) as writer:
        for event in events:
            writer.write(event)


def step(number: int, attempt: int = 0, loss: float = 1.0, time: float = 0.0) -> StepDone:
    figures = {"learning_rate": 0.1, "gradient_norm": 0.5, "examples_per_second": 40.0}
    return StepDone(step=number, attempt=attempt, loss=loss, time=time, **figures)


def validation(number: int, accuracy: float, *, best: bool = False, attempt: int = 0) -> EvalDone:
    metrics = {"accuracy": accuracy, "loss": 0.3}
    return EvalDone(step=number, attempt=attempt, split="validation", metrics=metrics, rows=10, best=best)


def finished(number: int = 3, **values: Any) -> Finished:
    usual: dict[str, Any] = {
        "adapter": "adapter",
        "metrics": {"test": {"accuracy": 0.9, "loss": 0.2}},
        "baselines": {"majority": {"test": {"accuracy": 0.5}}},
        "best_step": number,
        "trainable_parameters": 100,
        "examples_per_second": 33.0,
        "seconds": 7.0,
    }
    return Finished(step=number, **usual | values)


def whole_run(steps: int = 3, accuracy: float = 0.9) -> list[Event]:
    """A run from its beginning to its end."""
    return [
        Started(run="r", pid=1),
        TrainingPlanned(total_steps=steps, steps_per_epoch=steps, trainable_parameters=100, model_parameters=1000),
        *(step(number) for number in range(1, steps + 1)),
        validation(steps, accuracy, best=True),
        CheckpointSaved(step=steps, path=f"checkpoints/step-{steps}", best=True),
        finished(steps),
    ]


def write_adapter(folder: Path, **card: Any) -> Path:
    """An adapter's folder, with weights of the right shape for two virtual tokens."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {"peft_type": "PROMPT_TUNING", "base_model_name_or_path": "gpt2", "num_virtual_tokens": 2}
    (folder / "adapter_config.json").write_text(json.dumps(config))
    header = json.dumps({"prompt_embeddings": {"dtype": "F32", "shape": [2, 1], "data_offsets": [0, 8]}}).encode()
    (folder / "adapter_model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + bytes(8))
    if card:
        usual = {
            "format": 1,
            "name": "x",
            "method": "prompt_tuning",
            "model": {"name": "starter"},
            "template": "{text}",
        }
        usual |= {"task": "generation", "num_virtual_tokens": 2}
        (folder / "studio.json").write_text(json.dumps(usual | card))
    return folder
