"""A run once more: with another seed, with other values of a setting, or on the command line. Knows no widgets."""

from __future__ import annotations

import os
import shlex
from contextlib import suppress
from pathlib import Path

from studio.errors import StudioError
from studio.models.catalog import find_at_hand
from studio.spec import RunSpec, read_run_spec
from studio.store.project import Project
from studio.store.run_folder import RUN_FILE, with_absolute_files
from ui.language import said, tr


def spec_of(project: Project, run_id: str) -> RunSpec:
    """A run's settings, with absolute files."""
    run_dir = project.run_dir(run_id)
    return with_absolute_files(read_run_spec(run_dir / RUN_FILE), run_dir)


def with_next_seed(project: Project, spec: RunSpec) -> RunSpec:
    """The same with the next seed that no run of the project was trained with."""
    trained = []
    for run in project.store.runs(method=spec.method.name):
        with suppress(StudioError):  # a run whose settings cannot be read is no reason not to train another
            trained.append(spec_of(project, run.run))
    while spec in trained:
        training = spec.training.model_copy(update={"seed": spec.training.seed + 1})
        spec = spec.model_copy(update={"training": training})
    return spec


def with_values(
    project: Project, spec: RunSpec, setting: str, values: str, seeds: int = 1
) -> tuple[dict[str, RunSpec], list[str]]:
    """(a run for each value of a dotted setting and each seed, by its name; what is left out, and why).

    values: with commas between    seeds: so many, from the run's own
    Raises StudioError where no value can be trained.
    """
    from studio.sweep import plan, shown

    planned = plan(spec, Path(), f"{setting}={values}", find_at_hand)  # a run fetches its own model
    trained = [spec_of(project, run.run) for run in project.store.runs(method=spec.method.name, state="finished")]
    found: dict[str, RunSpec] = {}
    left_out = []
    for one in planned.variants:
        if one.spec is None:
            left_out.append(tr("{value}: {why}", value=shown(one.value), why=said(one.remark)))
            continue
        for seed in range(spec.training.seed, spec.training.seed + seeds):
            training = one.spec.training.model_copy(update={"seed": seed})
            named = tr("{value}, seed {seed}", value=shown(one.value), seed=seed) if seeds > 1 else shown(one.value)
            wanted = one.spec.model_copy(update={"training": training})
            if wanted in trained:
                left_out.append(tr("{value}: it is trained already", value=named))
            else:
                found[tr("{setting} {value}", setting=said(planned.varied.title), value=named)] = wanted
    return found, left_out


def command_of(project: Project, run_id: str) -> str:
    """What trains the same in a terminal."""
    parts = [str(project.run_dir(run_id) / RUN_FILE), "--project", str(project.folder)]
    return " ".join(["softprompt-studio train", *map(_quoted, parts)])


def _quoted(part: str) -> str:
    """For a shell; that of Windows knows no single quotes."""
    if os.name == "nt":
        return f'"{part}"' if " " in part else part
    return shlex.quote(part)
