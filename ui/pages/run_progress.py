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
from ui.language import tr

_STEPS_TIMED = 100  # the newest ones, which the time left is told from

STEPPING = ("teachers", "training")  # the phases that are made of steps
PHASE_WORDS = {
    "fetching": tr("Fetching the model"),
    "loading": tr("Loading the base model"),
    "reading": tr("Reading the table"),
    "tokenizing": tr("Cutting texts into tokens"),
    "baselines": tr("Measuring the base model without a soft prompt"),
    "teachers": tr("Training a prompt for each table"),
    "training": tr("Training"),
    "evaluating": tr("Measuring on the validation rows"),
    "saving": tr("Saving"),
}
_END_WORDS = {Finished: tr("Finished"), Paused: tr("Paused"), Stopped: tr("Stopped"), Failed: tr("Failed")}


class RunProgress:
    """Give it events in their order; read what it says.

    done, total: of the phase, where the phase counts. newest: the last step. warnings: in the order they came.
    """

    def __init__(self) -> None:
        self.phase = ""
        self.words = tr("Starting")
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
                self._times.append((event.time if event.elapsed is None else event.elapsed, event.step))
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
        if last <= first or end < begin:  # the clock was set back
            return None
        return (end - begin) / (last - first) * (self.total_steps - last)

    def sentence(self) -> str:
        """What is going on: "Training: step 120 of 2,780, 12 min 05 s left"."""
        if self.phase in STEPPING and self.total_steps:
            if self.seconds_left is None:
                return tr(
                    "{phase}: step {step:,} of {total:,}", phase=self.words, step=self.step, total=self.total_steps
                )
            return tr(
                "{phase}: step {step:,} of {total:,}, {time} left",
                phase=self.words,
                step=self.step,
                total=self.total_steps,
                time=numbers.duration(self.seconds_left),
            )
        if self.total and self.phase == "fetching":
            done, total = numbers.size(self.done), numbers.size(self.total)
            return tr("{phase}: {done} of {total}", phase=self.words, done=done, total=total)
        if self.total:
            return tr("{phase}: {done:,} of {total:,}", phase=self.words, done=self.done, total=self.total)
        return self.words

    def figures(self) -> dict[str, str]:
        """The newest step's numbers, as people read them."""
        if self.newest is None:
            return {}
        return {
            "loss": f"{self.newest.loss:.4f}",
            "learning_rate": numbers.rate(self.newest.learning_rate),
            "gradient_norm": f"{self.newest.gradient_norm:.3g}",
            "examples_per_second": numbers.rate(self.newest.examples_per_second),
        }
