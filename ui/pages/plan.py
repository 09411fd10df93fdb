"""A run that has not begun, in words. Knows nothing of Qt."""

from __future__ import annotations

import math
from pathlib import Path

from studio.spec import RunSpec
from ui import numbers


def sentence(spec: RunSpec) -> str:
    """The four steps as one: "reviews.csv, on starter, by prompt tuning."."""
    return f"{Path(spec.data.file).name}, on {short_model(spec.model.name)}, by {spec.method.title.lower()}."


def short_model(name: str) -> str:
    """A model's name without the folders or the owner in front."""
    return name.rstrip("/").rsplit("/", 1)[-1]


def steps_planned(spec: RunSpec, rows: int) -> int:
    """About how many optimizer steps a table of so many rows takes."""
    train = training_rows(spec, rows)
    if not spec.method.trains:
        return 0
    steps = spec.epochs * math.ceil(train / spec.training.batch_size)
    return min(steps, spec.training.max_steps) if spec.training.max_steps else steps


def training_rows(spec: RunSpec, rows: int) -> int:
    kept = rows - len(spec.data.exclude)
    set_aside = spec.data.validation + (0.0 if spec.data.test_file else spec.data.test)
    return max(1, round(kept * (1 - set_aside)))


def what_will_happen(spec: RunSpec, rows: int) -> list[str]:
    """One line a thing that training will do."""
    kept = rows - len(spec.data.exclude)
    train = training_rows(spec, rows)
    answer = spec.data.label or spec.data.target
    if not spec.method.trains:
        return [
            "Nothing is trained; the model stays as it is. " + spec.method.summary,
            f"{numbers.count(kept - train, 'row')} are set aside, and its answers to them are measured.",
        ]
    tokens = numbers.count(spec.method.num_virtual_tokens, "virtual token")
    who = "a classification head learns" if spec.method.product == "none" else f"{tokens} learn"
    what = "choose its label" if spec.data.task == "classification" else "write its answer"
    aside = numbers.count(kept - train, "row")
    lines = [
        f'All weights of a copy of the model learn to {what} ("{answer}").'
        if spec.method.result == "base_model"
        else f'The model stays as it is; {who} to make it {what} ("{answer}").',
        f"About {numbers.count(train, 'row')} train it; {aside} are set aside to measure it.",
        f"{numbers.count(spec.epochs, 'pass', 'passes')} over them, {spec.training.batch_size} rows a step:"
        f" about {numbers.count(steps_planned(spec, rows), 'step')}, at a learning rate of"
        f" {numbers.rate(spec.learning_rate)}{_less(spec)}.",
        "First the base model is measured without a soft prompt, so that the result has something to stand beside.",
    ]
    if spec.training.early_stopping:
        lines.append(
            f"It stops early when {numbers.count(spec.training.early_stopping, 'evaluation')} bring nothing better."
        )
    return lines


def _less(spec: RunSpec) -> str:
    """What to say of a recommended rate that depends on the size of the model, which is not loaded yet."""
    depends = spec.training.learning_rate is None and spec.on_model(10**9).learning_rate != spec.learning_rate
    return ", or less for a large model" if depends else ""
