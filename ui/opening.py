"""A project as it is found on disk: opened, its index caught up, its trainings looked for. Knows nothing of Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.engine.launch import trainer_of
from studio.errors import StudioError
from studio.store.project import Project


@dataclass(frozen=True)
class Opened:
    """trained: ids of the runs that somebody trains now, the oldest first. problem: why the index says nothing."""

    project: Project
    trained: tuple[str, ...] = ()
    problem: StudioError | None = None


def opened(folder: Path) -> Opened:
    """Open a project and file what is new in its folders: seconds for one with hundreds of runs.

    Raises ProjectError for what is no project. A damaged index is no reason not to open it.
    """
    project = Project.open(folder)
    try:
        project.sync()
        return Opened(project, trained_runs(project))
    except StudioError as error:
        return Opened(project, problem=error)


def trained_runs(project: Project) -> tuple[str, ...]:
    """Runs with a trainer that lives, whoever started it."""
    runs = project.store.runs(sort="created", descending=False)
    return tuple(run.run for run in runs if trainer_of(project.run_dir(run.run)) is not None)
