"""A run that has not begun, in words. Knows nothing of Qt."""

from __future__ import annotations

import math
from pathlib import Path

from studio.methods.settings import TaskKind
from studio.spec import RunSpec
from ui import numbers
from ui.language import counted, said, tr

_TO_LEARN: dict[TaskKind, str] = {
    "classification": tr("choose its label"),
    "generation": tr("write its answer"),
    "tagging": tr("tag its words"),
}


def sentence(spec: RunSpec) -> str:
    """The four steps as one: "reviews.csv, on starter, by Prompt tuning."."""
    return tr(
        "{table}, on {model}, by {method}.",
        table=Path(spec.data.file).name,
        model=short_model(spec.model.name),
        method=said(spec.method.title),
    )


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
    if not spec.method.trains:
        return [
            tr("Nothing is trained; the model stays as it is. {method}", method=said(spec.method.summary)),
            counted(
                kept - train,
                "{n} row is set aside, and its answer to it is measured.",
                "{n} rows are set aside, and its answers to them are measured.",
            ),
        ]
    lines = [
        _what_learns(spec),
        counted(
            kept - train,
            "About {train:,} rows train it; {n} row is set aside to measure it.",
            "About {train:,} rows train it; {n} rows are set aside to measure it.",
            train=train,
        ),
        counted(
            spec.epochs,
            "{n} pass over them, {batch:,} rows a step: about {steps:,} steps, at a learning rate of {rate}.",
            "{n} passes over them, {batch:,} rows a step: about {steps:,} steps, at a learning rate of {rate}.",
            batch=spec.training.rows_per_step,
            steps=steps_planned(spec, rows),
            rate=numbers.rate(spec.learning_rate),
        ),
        tr("First the base model is measured without a soft prompt, so that the result has something to stand beside."),
    ]
    further = spec.method.further_tables
    if further:
        lines.append(
            counted(
                len(further),
                "It learns from {n} further table at once, and each table's own prompt is trained before, so it takes "
                "many more steps than that.",
                "It learns from {n} further tables at once, and each table's own prompt is trained before, so it takes "
                "many more steps than that.",
            )
        )
    if spec.training.early_stopping:
        lines.append(
            counted(
                spec.training.early_stopping,
                "It stops early when {n} evaluation brings nothing better.",
                "It stops early when {n} evaluations bring nothing better.",
            )
        )
    return lines


def _what_learns(spec: RunSpec) -> str:
    facts = {"what": _TO_LEARN[spec.data.task], "answer": spec.data.answers}
    if spec.method.result == "base_model":
        return tr('All weights of a copy of the model learn to {what} ("{answer}").', **facts)
    if spec.method.product == "none":
        return tr('The model stays as it is; a classification head learns to make it {what} ("{answer}").', **facts)
    number, of_what = spec.method.size
    if of_what == "example":
        return counted(
            number,
            'The model stays as it is; {n} example learns to make it {what} ("{answer}").',
            'The model stays as it is; {n} examples learn to make it {what} ("{answer}").',
            **facts,
        )
    return counted(
        number,
        'The model stays as it is; {n} virtual token learns to make it {what} ("{answer}").',
        'The model stays as it is; {n} virtual tokens learn to make it {what} ("{answer}").',
        **facts,
    )
