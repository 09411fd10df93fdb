"""A run's events: written to its folder, and told to whoever listens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

from studio.events import EvalDone, Event, EventFollower, EventWriter, Resumed, Started, TrainingPlanned
from studio.training.baselines import MEASURED
from studio.training.watch import Watch

_Event = TypeVar("_Event", bound=Event)


class Voice:
    """Says events, with the attempt and step that they belong to.

    baselines: what earlier attempts measured, by who and split
    began: the attempt whose checkpoints are gone on from    learned_from: as that one planned it, empty where unknown
    """

    def __init__(self, run_dir: Path, writer: EventWriter, on_event: Callable[[Event], None]) -> None:
        self.attempt = self.step = 0
        self.baselines: dict[tuple[str, str], EvalDone] = {}
        self.began: Started | None = None
        self.learned_from: dict[str, str] = {}
        for _, event in EventFollower(run_dir).new_events():
            self.attempt += isinstance(event, Started | Resumed)
            match event:
                case Started():
                    self.began, self.learned_from = event, {}
                case TrainingPlanned():
                    self.learned_from = self.learned_from or event.learned_from
                case EvalDone() if event.who in MEASURED:
                    self.baselines[event.who, event.split] = event
        self._writer, self._on_event = writer, on_event
        self._watch = Watch()

    def elapsed(self) -> float:
        """Seconds that this attempt has worked."""
        return self._watch.read()

    def say(self, event: _Event) -> _Event:
        event = cast(_Event, event.model_copy(update={"elapsed": round(self.elapsed(), 3)}))
        self._writer.write(event)
        self._on_event(event)
        return event
