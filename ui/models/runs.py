"""The runs of a project as a table. The store sorts and filters."""

from __future__ import annotations

from PySide6.QtCore import QObject

from studio.events import RunState
from studio.methods.registry import METHODS
from studio.store.store import LEADING_SCORES, RunRow, Store
from ui import numbers
from ui.models.rows import Column, RowsModel
from ui.theme import colors

STATE_WORDS: dict[str, str] = {
    "waiting": "Waiting",
    "running": "Training",
    "paused": "Paused",
    "finished": "Finished",
    "stopped": "Stopped",
    "failed": "Failed",
    "interrupted": "Interrupted",
}


def state_color(state: str) -> str:
    """The colour that says how a run is."""
    look = colors()
    return {"running": look.accent, "finished": look.good, "failed": look.danger, "interrupted": look.warning}.get(
        state, look.muted
    )


def method_title(name: str) -> str:
    return METHODS[name].title if name in METHODS else name


def run_title(run: RunRow) -> str:
    """Its name, or what it is: "Prompt tuning on reviews"."""
    return run.name or f"{method_title(run.method)} on {run.data_set.partition('/')[0]}"


def leading_score(run: RunRow, split: str) -> float | None:
    """The score that a run is judged by on a split: accuracy, or for generation ROUGE-L."""
    scores = run.metrics.get(split, {})
    return next((scores[name] for name in LEADING_SCORES if name in scores), None)


def _loss(run: RunRow) -> str:
    loss = run.metrics.get("validation", {}).get("loss")
    return f"{loss:.3f}" if loss is not None else "–"


RUN_COLUMNS: tuple[Column[RunRow], ...] = (
    Column("Run", lambda run: run.name or run.run, "Its name, or when it began.", "name"),
    Column(
        "State",
        lambda run: STATE_WORDS.get(run.state, run.state),
        "",
        "state",
        color=lambda run: state_color(run.state),
    ),
    Column("Method", lambda run: method_title(run.method), "", "method"),
    Column(
        "Validation",
        lambda run: numbers.percent(leading_score(run, "validation")),
        "Accuracy (classification) or ROUGE-L (generation) on the validation rows.",
        "validation",
        number=True,
    ),
    Column(
        "Test",
        lambda run: numbers.percent(leading_score(run, "test")),
        "The same on the test rows.",
        "test",
        number=True,
    ),
    Column("Loss", _loss, "Of the validation rows.", "loss", number=True),
    Column("Table", lambda run: run.data_set, "", "data_set"),
    Column("Model", lambda run: run.model.rstrip("/").rsplit("/", 1)[-1], "", "model"),
    Column(
        "Learned",
        lambda run: numbers.short_count(run.trainable_parameters) if run.trainable_parameters else "–",
        "How many numbers were learned.",
        "trainable_parameters",
        number=True,
    ),
    Column(
        "Time",
        lambda run: numbers.duration(run.seconds) if run.seconds else "–",
        "Spent in training.",
        "seconds",
        number=True,
    ),
    Column("Begun", lambda run: numbers.when(run.created), "", "created", number=True),
)


class RunsModel(RowsModel[RunRow]):
    """Ask `refresh` after runs changed. search, state, method: what is shown; set them by `show_only`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(RUN_COLUMNS, lambda run: run.run, parent)
        self.store: Store | None = None
        self.search = ""
        self.state: RunState | None = None
        self.method: str | None = None
        self.sorted_by, self.descending = "created", True
        self.sort_wanted.connect(self._sort_by)

    def show_store(self, store: Store | None) -> None:
        """Another project's store, or none."""
        self.store = store
        self.refresh()

    def show_only(self, *, search: str = "", state: RunState | None = None, method: str | None = None) -> None:
        self.search, self.state, self.method = search, state, method
        self.refresh()

    def refresh(self) -> None:
        """Ask the store again."""
        if self.store is None:
            self.set_rows([])
            return
        self.set_rows(
            self.store.runs(
                search=self.search,
                state=self.state,
                method=self.method,
                sort=self.sorted_by,
                descending=self.descending,
            )
        )

    def _sort_by(self, name: str, descending: bool) -> None:
        self.sorted_by, self.descending = name, descending
        self.refresh()
