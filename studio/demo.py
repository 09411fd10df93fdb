"""The demonstration: the bundled sample of text messages, trained on the bundled model, exported. Needs no network."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from rich.table import Table

from studio.adapters.folder import export_adapter
from studio.errors import ProjectError
from studio.events import Scores
from studio.headless import checked_tables, train_in_project
from studio.models.catalog import list_models
from studio.models.recommended import recommended_models
from studio.paths import sample_projects_dir, user_data_dir
from studio.spec import RunSpec, read_run_spec
from studio.store.project import Project
from studio.terminal import Answer, program, score, size, table

SAMPLE = "sms_spam"


def run_demo(answer: Answer, *, out: Path | None, max_steps: int | None) -> dict[str, Any]:
    """Train the sample from table to exported adapter, and tell the scores beside what needs no training.

    out: the project's folder; None: a new one among the user's projects. max_steps: end training after so many.
    """
    began = time.monotonic()
    sample = sample_projects_dir() / SAMPLE
    if not (sample / "run.toml").is_file():
        raise ProjectError(f"The sample project {sample} is missing. Install Softprompt Studio again.")
    spec = _limited(read_run_spec(sample / "run.toml"), max_steps)
    project = Project.open(out or _new_folder(), create=True)
    try:
        answer.note(f"Project: {project.folder}")
        spec = project.import_spec_data(spec, sample)
        said = train_in_project(project, spec, answer, tables=checked_tables(spec), name="Demo")
        if "adapter" not in said:
            return said
        exported = export_adapter(said["adapter"], project.folder / "exports" / said["run"])
    finally:
        project.close()
    baselines = said["baselines"]
    return {
        **said,
        "accuracy": said["metrics"]["test"]["accuracy"],
        "majority": baselines["majority"]["test"]["accuracy"],
        "zero_shot": baselines["zero_shot"]["test"]["accuracy"],
        "training_seconds": said["seconds"],
        "seconds": time.monotonic() - began,
        "export": exported,
    }


def demo_table(said: dict[str, Any]) -> Table:
    """Accuracy on the test rows: the trained prompt beside the majority class and the untrained model."""
    drawn = table("", ">accuracy", ">macro f1", title=f"{said['rows']:,} text messages, test rows held out")
    scores: list[tuple[str, Scores]] = [
        ("Always the most frequent answer", said["baselines"]["majority"]["test"]),
        ("Base model, asked in words (zero-shot)", said["baselines"]["zero_shot"]["test"]),
        (f"Base model with the trained soft prompt ({said['method'].replace('_', ' ')})", said["metrics"]["test"]),
    ]
    for who, its in scores:
        drawn.add_row(who, score(its.get("accuracy")), score(its.get("macro_f1")))
    return drawn


def offered_models() -> list[Table | str]:
    """Base models to go on with, each with what a download takes, and how one is fetched. Asks no network."""
    here = {model.name for model in list_models()}
    found = recommended_models()
    drawn = table("base model", "kind", ">download", title="To go on with: recommended base models")
    for model in found:
        kind = (model.architecture.kind or "").replace("_", "-")
        to_come = "is here" if model.name in here else size(model.size_bytes)
        drawn.add_row(model.name, kind, to_come)
    wanted = next((model.name for model in found if model.name not in here), found[0].name)
    return [
        drawn,
        f"Fetch one:    {program()} models download {wanted}",
        f"Why these:    {program()} models recommended",
    ]


def _limited(spec: RunSpec, max_steps: int | None) -> RunSpec:
    if max_steps is None:
        return spec
    return spec.model_copy(update={"training": spec.training.model_copy(update={"max_steps": max_steps})})


def _new_folder() -> Path:
    projects = user_data_dir() / "projects"
    folder, number = projects / "demo", 2
    while folder.exists():
        folder, number = projects / f"demo-{number}", number + 1
    return folder
