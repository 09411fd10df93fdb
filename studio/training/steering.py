"""How a run is steered while it works: the control file, looked at between any two pieces of work."""

from __future__ import annotations

from pathlib import Path

from studio.engine.protocol import read_control


class Interruption(Exception):  # noqa: N818 -- asked for by the user, not an error
    """The user asked for something else than to go on."""


class StopAsked(Interruption):
    """End now, without an adapter."""


class PauseAsked(Interruption):
    """Save all, give back memory, go on another day."""


class KeepAsked(Interruption):
    """Training is enough; make the adapter from the best so far."""


class Steering:
    """Raises what the control file asks for. After "keep" only a stop counts: the run is finishing already.

    training: whether there is a prompt to keep; "keep" waits until there is
    """

    def __init__(self, run_dir: Path) -> None:
        self._run_dir = run_dir
        self.training = False
        self.finishing = False

    def check(self, _done: int = 0, _total: int = 0) -> None:
        control = read_control(self._run_dir)
        if control == "stop":
            raise StopAsked
        if self.finishing:
            return
        if control == "pause":
            raise PauseAsked
        if control == "keep" and self.training:
            raise KeepAsked
