"""One run trained in this process and watched in the terminal: what `train`, `resume` and `demo` share.

The trainer lives and dies with the command. Ctrl-C stops the run cleanly, a second one kills it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from studio.data.placing import check_run
from studio.data.run_tables import Tables, read_data
from studio.endings import why_it_ended
from studio.engine.launch import lock_of, trainer_of
from studio.engine.protocol import write_control
from studio.errors import RunError
from studio.events import (
    DataReady,
    EvalDone,
    Event,
    EventFollower,
    Finished,
    PhaseChanged,
    Resumed,
    Scores,
    Started,
    StepDone,
    TrainingPlanned,
    Warned,
)
from studio.model_commands import fetching
from studio.models.catalog import find_model, find_on_disk, parameter_count
from studio.recommendation import recommended_on
from studio.spec import RunSpec, read_run_spec
from studio.store.project import Project
from studio.store.run_folder import RUN_FILE, with_absolute_files
from studio.terminal import Answer, score, stop_on_interrupt, table

_PHASES = {
    "fetching": "Fetching the base model, in MB",
    "loading": "Loading the base model",
    "reading": "Reading the table",
    "tokenizing": "Tokenizing",
    "baselines": "Measuring what untrained prompts reach",
    "teachers": "Training a prompt for each table",
    "training": "Training",
    "evaluating": "Evaluating",
    "saving": "Saving",
}
_WIDEST = 5  # scores in a table with lines between its columns
MAIN_METRICS = ("entity_f1", "accuracy", "rouge_l", "loss")


class RunProgress:
    """A bar that follows a run's events on standard error; where that is no terminal, a line for what matters."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=answer.progress,
            transient=True,
        )
        self._task = self._bar.add_task("Starting", total=None)
        self._live = answer.progress.is_terminal
        self.data: DataReady | None = None

    def __enter__(self) -> RunProgress:
        if self._live:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._bar.stop()

    def show(self, event: Event) -> None:
        """Draw what one event says."""
        match event:
            case PhaseChanged():
                if not self._live and event.done == event.total == 0:
                    self._answer.note(f"{_PHASES[event.phase]} ...")
                unit = 1e6 if event.phase == "fetching" else 1
                done, total = round(event.done / unit), round(event.total / unit) or None
                self._bar.update(self._task, description=_PHASES[event.phase], completed=done, total=total)
            case DataReady():
                self.data = event
                self._answer.note(
                    f"{event.rows:,} rows: {event.train:,} to train on, {event.validation:,} to choose by, "
                    f"{event.test:,} to test on."
                )
                if event.shown_examples:
                    self._answer.note(f"{event.shown_examples:,} of them stand in front of each row as examples.")
            case TrainingPlanned():
                is_whole = event.trainable_parameters >= event.model_parameters
                beside = (
                    "all that the model has" if is_whole else f"beside the model's frozen {event.model_parameters:,}"
                )
                plan = f"{event.trainable_parameters:,} parameters to train, {beside}; {event.total_steps:,} steps."
                self._answer.note(plan if event.total_steps else "Nothing is trained.")
                self._bar.update(self._task, completed=event.step, total=event.total_steps)
            case StepDone():
                self._bar.update(self._task, description=f"Training, loss {event.loss:.3f}", completed=event.step)
            case EvalDone():
                who = "" if event.who == "adapter" else f" ({event.who.replace('_', ' ')})"
                scores = ", ".join(f"{name.replace('_', ' ')} {score(value)}" for name, value in event.metrics.items())
                self._answer.note(f"Step {event.step}, {event.split}{who}: {scores}")
            case Warned():
                self._answer.note(event.message)


def fetched(answer: Answer) -> Callable[[str, str | None], Path]:
    """`find_model` with a bar while a model comes from the hub."""

    def find(name: str, revision: str | None) -> Path:
        if find_on_disk(name, revision) is not None:
            return find_model(name, revision)
        answer.note(f"{name} is not on this disk. Looking for it ...")
        with fetching(answer, name) as say:
            return find_model(name, revision, say=say)

    return find


def checked_tables(spec: RunSpec, find: Callable[[str, str | None], Path] = find_model) -> Tables:
    """A run's tables, once its model is on this disk and nothing is wrong that shows without loading it.

    find: what finds the model's folder, its weights or its small files alone

    Asked before a project is made and torch is imported, a mistake is told at once and leaves nothing.
    """
    tables = read_data(spec.data, Path())
    check_run(spec, tables)  # first, so that no model is fetched for a run that cannot be
    check_run(spec, tables, find(spec.model.name, spec.model.revision))
    return tables


def recommended(spec: RunSpec, tables: Tables, folder: Path) -> RunSpec:
    """The run with its learning rate and epochs written out. folder: the base model's"""
    return recommended_on(spec, folder, rows=len(tables[0]), weights=parameter_count(folder))


def train_in_project(
    project: Project,
    spec: RunSpec,
    answer: Answer,
    *,
    tables: Tables,
    name: str | None = None,
    resumed: str | None = None,
    on_interrupt: Literal["stop", "pause"] = "stop",
) -> dict[str, Any]:
    """Make a run, train it here, and tell how it ended, in plain values. tables: as `checked_tables` gave them.

    resumed: a run of this spec to go on with instead    on_interrupt: what the first Ctrl-C asks for
    Raises what the trainer raises; the run's own folder says so too. A run ended by Ctrl-C ends in KeyboardInterrupt.
    """
    from studio.training.run import train_run  # takes seconds; Ctrl-C in it leaves nothing

    spec = recommended(spec, tables, find_model(spec.model.name, spec.model.revision))
    run_dir = project.run_dir(resumed) if resumed else project.create_run(spec, name=name, tables=tables)
    how = "stops" if on_interrupt == "stop" else "pauses"
    answer.note(f"Run {run_dir.name}: {spec.method.title} on {spec.model.name}. Ctrl-C {how} it.")
    try:
        with (
            RunProgress(answer) as progress,
            stop_on_interrupt(lambda: write_control(run_dir, on_interrupt)) as stop_asked,
        ):
            threads = spec.training.threads
            ended = train_run(run_dir, resume=resumed is not None, on_event=progress.show, threads=threads)
    finally:
        project.sync()
    if stop_asked() and not isinstance(ended, Finished):
        raise KeyboardInterrupt
    return _outcome(project, spec, run_dir, ended) | _rows(progress.data)


def resume_in_project(project: Project, run_id: str, answer: Answer) -> dict[str, Any]:
    """Go on with a run, and tell what `train_in_project` tells; of one that has finished, what it reached.

    Ctrl-C pauses it. Raises RunError for an unknown run and for one that another program trains, and what the trainer
    raises.
    """
    run_dir = project.run_dir(run_id)
    spec = with_absolute_files(read_run_spec(run_dir / RUN_FILE), run_dir)
    trainer = trainer_of(run_dir)
    if trainer is not None:
        raise RunError(f"Run {run_id} is being trained by {trainer.who}. Wait for it, or pause it first.")
    said = [event for _, event in EventFollower(run_dir).new_events()]
    last = next((event for event in reversed(said) if isinstance(event, Finished | Started | Resumed)), None)
    if isinstance(last, Finished):
        ready = next((event for event in reversed(said) if isinstance(event, DataReady)), None)
        return _outcome(project, spec, run_dir, last) | _rows(ready)
    left = lock_of(run_dir)
    if left is not None:
        why = why_it_ended(None, kills_before=left.memory_kills)
        answer.note(f"The last training of {run_id} ended unexpectedly. {why}")
    return train_in_project(
        project, spec, answer, tables=checked_tables(spec, fetched(answer)), resumed=run_id, on_interrupt="pause"
    )


def _rows(data: DataReady | None) -> dict[str, Any]:
    if data is None:
        return {}
    return {"rows": data.rows, "splits": {"train": data.train, "validation": data.validation, "test": data.test}}


def _outcome(project: Project, spec: RunSpec, run_dir: Path, ended: Event) -> dict[str, Any]:
    """How a run ended. Scores and the adapter are there only where it finished."""
    said: dict[str, Any] = {
        "run": run_dir.name,
        "state": ended.kind,
        "project": project.folder,
        "model": spec.model.name,
        "method": spec.method.name,
        "task": spec.data.task,
        "steps": ended.step,
    }
    if isinstance(ended, Finished):
        said |= {
            "adapter": (run_dir / ended.adapter).resolve() if ended.adapter else None,
            "best_step": ended.best_step,
            "stopped_early": ended.stopped_early,
            "trainable_parameters": ended.trainable_parameters,
            "examples_per_second": ended.examples_per_second,
            "seconds": ended.seconds,
            "metrics": ended.metrics,
            "baselines": ended.baselines,
        }
        if ended.remark:
            said["remark"] = ended.remark
    return said


def told(said: dict[str, Any]) -> list[str | Table]:
    """How a run ended, for the terminal. said: what `train_in_project` gave"""
    shown: list[str | Table] = [f"Run {said['run']}: {said['state']}."]
    if "remark" in said:
        shown.append(said["remark"])
    if "metrics" in said:
        shown.append(scores_table(said["metrics"].items(), said["baselines"]))
    if said.get("adapter"):
        shown.append(f"Adapter: {said['adapter']}")
    return shown


def scores_table(metrics: Iterable[tuple[str, Scores]], baselines: dict[str, dict[str, Scores]]) -> Table:
    """The adapter's scores on each split or table, beside those that need no training."""
    rows = [("adapter", split, scores) for split, scores in metrics]
    rows += [
        (who.replace("_", " "), split, scores) for who, splits in baselines.items() for split, scores in splits.items()
    ]
    names = _in_order({name for _, _, scores in rows for name in scores})
    headings = [name.replace("_", " ") for name in names]
    drawn = table("", "split", *(f">{heading}" for heading in headings), narrow=len(names) > _WIDEST)
    for who, split, scores in rows:
        drawn.add_row(who, split, *(score(scores.get(name)) for name in names))
    return drawn


def main_score(scores: Scores) -> tuple[str, float] | None:
    """The metric that a list shows when it has room for one."""
    return next(((name, scores[name]) for name in MAIN_METRICS if name in scores), None)


def _in_order(names: Iterable[str]) -> list[str]:
    order = {
        name: place
        for place, name in enumerate(("entity_f1", "accuracy", "macro_f1", "bleu", "chrf", "rouge_l", "exact_match"))
    }
    return sorted(names, key=lambda name: (order.get(name, len(order)), name))
