"""What is known of a run while its events come in. Knows nothing of Qt."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from studio.events import (
    CheckpointSaved,
    DataReady,
    EvalDone,
    Event,
    Failed,
    Finished,
    Paused,
    PhaseChanged,
    Resumed,
    Started,
    StepDone,
    Stopped,
    TrainingPlanned,
    Warned,
)
from ui import numbers
from ui.charts.history import StepPoint

_STEPS_TIMED = 100  # the newest ones, which the time left is told from

STEPPING = ("teachers", "training")  # the phases that are made of steps
PHASE_WORDS = {
    "loading": "Loading the base model",
    "reading": "Reading the table",
    "tokenizing": "Cutting texts into tokens",
    "baselines": "Measuring the base model without a soft prompt",
    "teachers": "Training a prompt for each table",
    "training": "Training",
    "evaluating": "Measuring on the validation rows",
    "saving": "Saving",
}
_END_WORDS = {Finished: "Finished", Paused: "Paused", Stopped: "Stopped", Failed: "Failed"}


class RunProgress:
    """Give it events in their order; read what it says.

    done, total: of the phase, where the phase counts. newest: the last step. warnings: in the order they came.
    """

    def __init__(self) -> None:
        self.phase = ""
        self.words = "Starting"
        self.done = self.total = 0
        self.step = self.total_steps = 0
        self.newest: StepPoint | None = None
        self.warnings: list[str] = []
        self.device = ""
        self._times: deque[tuple[float, int]] = deque(maxlen=_STEPS_TIMED)

    def take(self, events: Iterable[Event]) -> None:
        for event in events:
            self._take(event)

    def _take(self, event: Event) -> None:
        match event:
            case StepDone():
                self.newest = event
                self.step = event.step
                self._times.append((event.time, event.step))
                if self.phase not in STEPPING:
                    self._enter("training")
            case PhaseChanged():
                self._enter(event.phase, event.done, event.total)
            case TrainingPlanned():
                self.total_steps = event.total_steps
            case Started():
                self.device = event.device
                self._enter("loading")
            case Resumed():
                self.step = event.from_step
                self._times.clear()
                self._enter("loading")
            case Warned():
                if event.message not in self.warnings:
                    self.warnings.append(event.message)
            case DataReady() | EvalDone() | CheckpointSaved():
                pass
            case Finished() | Paused() | Stopped() | Failed():
                self.phase, self.words = "", _END_WORDS[type(event)]
                self.done = self.total = 0

    def _enter(self, phase: str, done: int = 0, total: int = 0) -> None:
        if phase != self.phase and phase not in STEPPING:
            self._times.clear()  # time spent on something else is no time a step takes
        self.phase, self.done, self.total = phase, done, total
        self.words = PHASE_WORDS.get(phase, phase.capitalize())

    @property
    def fraction(self) -> float | None:
        """How much of all steps is done; before training, how much of the phase; None where nobody knows."""
        if self.step and self.total_steps:
            return min(self.step / self.total_steps, 1.0)
        if self.total:
            return min(self.done / self.total, 1.0)
        return None

    @property
    def seconds_left(self) -> float | None:
        """From the pace of the newest steps; None before there are two, and once all are done."""
        if len(self._times) < 2 or not self.total_steps or self.step >= self.total_steps:
            return None
        (begin, first), (end, last) = self._times[0], self._times[-1]
        return (end - begin) / (last - first) * (self.total_steps - last) if last > first else None

    def sentence(self) -> str:
        """What is going on: "Training: step 120 of 2,780, 12 min 05 s left"."""
        if self.phase in STEPPING and self.total_steps:
            said = f"{self.words}: step {self.step:,} of {self.total_steps:,}"
            return f"{said}, {numbers.duration(self.seconds_left)} left" if self.seconds_left is not None else said
        if self.total:
            return f"{self.words}: {self.done:,} of {self.total:,}"
        return self.words

    def figures(self) -> list[tuple[str, str]]:
        """(title, value) of the newest step's numbers."""
        if self.newest is None:
            return []
        return [
            ("Loss", f"{self.newest.loss:.4f}"),
            ("Learning rate", numbers.rate(self.newest.learning_rate)),
            ("Gradient norm", f"{self.newest.gradient_norm:.3g}"),
            ("Examples a second", numbers.rate(self.newest.examples_per_second)),
        ]
