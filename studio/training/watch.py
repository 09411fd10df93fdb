"""How long a training has worked, whatever the clock on the wall does meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable

_GAP_SECONDS = 30.0
_IDLE = 0.01  # of a gap that the process computed in: below that it slept


class Watch:
    """Seconds of work, by clocks that nobody sets.

    A gap of half a minute or more in which the process computed next to nothing is one in which the computer slept or
    the process was halted, and is not counted. Read it often.
    """

    def __init__(
        self, wall: Callable[[], float] = time.monotonic, computed: Callable[[], float] = time.process_time
    ) -> None:
        self._wall, self._computed = wall, computed
        self._last = wall(), computed()
        self._seconds = 0.0

    def read(self) -> float:
        """Seconds since it was made."""
        now = self._wall(), self._computed()
        gap, computed = now[0] - self._last[0], now[1] - self._last[1]
        slept = gap >= _GAP_SECONDS and computed < _IDLE * gap
        self._seconds += computed if slept else gap
        self._last = now
        return self._seconds
