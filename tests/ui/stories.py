"""Runs that have said something, and a user who chooses them."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel

from studio.events import EvalDone, Event, EventWriter, Finished, Started, StepDone, TrainingPlanned
from studio.spec import run_spec_from
from studio.store.project import Project
from ui.pages.runs import RunsPage


def new_run(project: Project, *events: Event, tokens: int = 20, method: str = "prompt_tuning") -> str:
    """A run over 20 rows, text 0 to 19, that are 0 and 1 in turns; it has said these events."""
    table = project.folder.parent / "reviews.csv"
    table.write_text("text,label\n" + "\n".join(f"text {number},{number % 2}" for number in range(20)))
    values = {
        "data": {"file": str(table), "text": "text", "label": "label"},
        "method": {"name": method, "num_virtual_tokens": tokens},
    }
    spec = project.import_spec_data(run_spec_from(values), table.parent)
    run_dir = project.create_run(spec)
    with EventWriter(run_dir) as writer:
        for event in events:
            writer.write(event)
    project.sync_run(run_dir.name)
    return run_dir.name


def step(number: int, loss: float = 1.0) -> StepDone:
    return StepDone(step=number, loss=loss, learning_rate=0.1, gradient_norm=0.5, examples_per_second=40.0)


def whole_run(accuracy: float = 0.9, loss: float = 0.2) -> list[Event]:
    """From the first event to the last, with these scores on validation and test."""
    metrics = {"accuracy": accuracy, "loss": loss}
    return [
        Started(run="r", pid=1),
        TrainingPlanned(total_steps=3, steps_per_epoch=3, trainable_parameters=100, model_parameters=1000),
        *(step(number) for number in (1, 2, 3)),
        EvalDone(step=3, split="validation", metrics=metrics, rows=10, best=True),
        EvalDone(
            step=3, split="test", metrics=metrics, rows=20, labels=["no", "yes"], confusion=[[9, 1], [1, 9]], best=False
        ),
        Finished(
            step=3,
            adapter="adapter",
            metrics={"validation": metrics, "test": metrics},
            baselines={"majority": {"test": {"accuracy": 0.5}}},
            best_step=3,
            trainable_parameters=100,
            examples_per_second=1.0,
            seconds=2.0,
        ),
    ]


def choose(page: RunsPage, *run_ids: str) -> None:
    """Select rows as a user does."""
    selection = page.table.selectionModel()
    selection.clearSelection()
    for run_id in run_ids:
        row = page.model.row_number(run_id)
        assert row is not None
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        selection.select(page.model.index(row, 0), flags)
