"""Trainings that are started and stopped at any moment: how long a stop takes, and whether anything lives on."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from studio.engine.launch import start_trainer, stop_trainer, trainer_of
from studio.events import EventFollower, Failed
from studio.spec import RunSpec, run_spec_from
from studio.store.project import Project

MOST_SECONDS = 2.0  # that a stop may take
_PHASES = ("nothing", "started", "phase", "data", "planned", "eval", "step", "checkpoint")
_PATIENCE = 60.0


def specs(model: Path, table: Path) -> list[RunSpec]:
    """Trainings that go on until they are stopped: one tells classes and evaluates often, one writes text."""
    data = {"file": str(table), "text": "text", "validation": 0.2, "test": 0.2}
    training = {"epochs": 10_000, "batch_size": 4, "threads": 1, "eval_every_steps": 3, "learning_rate": 0.01}
    return [
        run_spec_from({"model": {"name": str(model)}, "data": data | part, "method": method, "training": training})
        for part, method in (
            ({"label": "label"}, {"name": "prompt_tuning", "num_virtual_tokens": 4}),
            ({"target": "label"}, {"name": "prefix_tuning", "num_virtual_tokens": 4}),
        )
    ]


def stopped(project: Project, spec: RunSpec, draw: random.Random) -> tuple[str, float, list[str]]:
    """(when it was stopped, seconds that this took, what went wrong), of one training in a child of its own."""
    run_dir = project.create_run(spec)
    after, rest = draw.choice(_PHASES), draw.uniform(0.0, 0.4)
    process = psutil.Process(start_trainer(run_dir).pid)
    until = time.monotonic() + _PATIENCE
    while after != "nothing" and time.monotonic() < until and process.is_running():
        if any(event.kind.startswith(after) for _, event in EventFollower(run_dir).new_events()):
            break
        time.sleep(0.01)
    time.sleep(rest)
    family = [process, *process.children(recursive=True)] if process.is_running() else []
    began = time.monotonic()
    stop_trainer(run_dir)
    seconds = time.monotonic() - began
    wrong = list(_left(run_dir, family))
    if seconds > MOST_SECONDS:
        wrong.append(f"the stop took {seconds:.2f} s")
    project.sync()
    state = project.store.run(run_dir.name).state
    if state not in ("stopped", "interrupted", "waiting"):
        wrong.append(f"the run is {state}")
    project.delete_run(run_dir.name)
    project.empty_trash()
    return f"{rest:.2f} s after {after}", seconds, wrong


def _left(run_dir: Path, family: list[psutil.Process]) -> Iterator[str]:
    _, alive = psutil.wait_procs(family, timeout=1.0)
    for process in alive:
        yield f"process {process.pid} lives on"
        process.kill()
    if trainer_of(run_dir) is not None:
        yield "the run is still locked"
    for _, event in EventFollower(run_dir).new_events():
        if isinstance(event, Failed):
            yield f"the run failed: {event.message}"
