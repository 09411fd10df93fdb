"""A run's events: written to its folder, and told to whoever listens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

from studio.events import EvalDone, Event, EventFollower, EventWriter, Resumed, Started
from studio.training.baselines import MEASURED
from studio.training.watch import Watch

_Event = TypeVar("_Event", bound=Event)


class Voice:
    """Says events, with the attempt and step that they belong to.

    baselines: what earlier attempts measured, by who and split
    """

    def __init__(self, run_dir: Path, writer: EventWriter, on_event: Callable[[Event], None]) -> None:
        self.attempt = self.step = 0
        self.baselines: dict[tuple[str, str], EvalDone] = {}
        for _, event in EventFollower(run_dir).new_events():
            self.attempt += isinstance(event, Started | Resumed)
            if isinstance(event, EvalDone) and event.who in MEASURED:
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
