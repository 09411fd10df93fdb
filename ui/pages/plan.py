"""A run that has not begun, in words. Knows nothing of Qt."""

from __future__ import annotations

import math
from pathlib import Path

from studio.methods.settings import TaskKind
from studio.spec import RunSpec
from ui import numbers

_TO_LEARN: dict[TaskKind, str] = {
    "classification": "choose its label",
    "generation": "write its answer",
    "tagging": "tag its words",
}


def sentence(spec: RunSpec) -> str:
    """The four steps as one: "reviews.csv, on starter, by prompt tuning."."""
    return f"{Path(spec.data.file).name}, on {short_model(spec.model.name)}, by {spec.method.title.lower()}."


def short_model(name: str) -> str:
    """A model's name without the folders or the owner in front."""
    return name.rstrip("/").rsplit("/", 1)[-1]


def steps_planned(spec: RunSpec, rows: int) -> int:
    """About how many optimizer steps a table of so many rows takes."""
    if not spec.method.trains:
        return 0
    train = spec.training_rows(rows)
    steps = spec.epochs * math.ceil(train / spec.training.rows_per_step)
    return min(steps, spec.training.max_steps) if spec.training.max_steps else steps


def what_will_happen(spec: RunSpec, rows: int) -> list[str]:
    """One line a thing that training will do."""
    kept = rows - len(spec.data.exclude)
    train = spec.training_rows(rows)
    answer = spec.data.answers
    if not spec.method.trains:
        return [
            "Nothing is trained; the model stays as it is. " + spec.method.summary,
            f"{numbers.count(kept - train, 'row')} are set aside, and its answers to them are measured.",
        ]
    tokens = numbers.count(*spec.method.size)
    who = "a classification head learns" if spec.method.product == "none" else f"{tokens} learn"
    what = _TO_LEARN[spec.data.task]
    aside = numbers.count(kept - train, "row")
    lines = [
        f'All weights of a copy of the model learn to {what} ("{answer}").'
        if spec.method.result == "base_model"
        else f'The model stays as it is; {who} to make it {what} ("{answer}").',
        f"About {numbers.count(train, 'row')} train it; {aside} are set aside to measure it.",
        f"{numbers.count(spec.epochs, 'pass', 'passes')} over them, {spec.training.rows_per_step} rows a step:"
        f" about {numbers.count(steps_planned(spec, rows), 'step')}, at a learning rate of"
        f" {numbers.rate(spec.learning_rate)}.",
        "First the base model is measured without a soft prompt, so that the result has something to stand beside.",
    ]
    further = spec.method.further_tables
    if further:
        lines.append(
            f"It learns from {numbers.count(len(further), 'further table')} at once, and each table's own prompt is "
            "trained before, so it takes many more steps than that."
        )
    if spec.training.early_stopping:
        lines.append(
            f"It stops early when {numbers.count(spec.training.early_stopping, 'evaluation')} bring nothing better."
        )
    return lines
