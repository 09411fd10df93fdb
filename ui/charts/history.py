"""What a chart remembers of a run: its steps and its evaluations, as numbers. Knows nothing of Qt."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

BLOCK = 256  # steps that are drawn as their least and greatest value, where there are many
STEP_NUMBERS = ("loss", "learning_rate", "gradient_norm", "examples_per_second")


class StepPoint(Protocol):
    """One optimizer update: an event of a run that trains, or a row of the store."""

    @property
    def step(self) -> int: ...
    @property
    def loss(self) -> float: ...
    @property
    def learning_rate(self) -> float: ...
    @property
    def gradient_norm(self) -> float: ...
    @property
    def examples_per_second(self) -> float: ...


class EvalPoint(Protocol):
    """Metrics on a split: an event of a run that trains, or a row of the store."""

    @property
    def step(self) -> int: ...
    @property
    def split(self) -> str: ...
    @property
    def who(self) -> str: ...
    @property
    def metrics(self) -> Mapping[str, float]: ...
    @property
    def best(self) -> bool: ...


class Series:
    """Rows of numbers in order of their step. Grows by doubling, so that a point costs the same at any length."""

    def __init__(self, columns: int = 1) -> None:
        self._room = np.empty((columns + 1, 256), dtype=np.float64)  # a column's numbers lie side by side
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def last_step(self) -> int:
        """-1 where there is no point yet."""
        return int(self._room[0, self._length - 1]) if self._length else -1

    @property
    def steps(self) -> Numbers:
        return self._room[0, : self._length]

    def values(self, column: int = 0) -> Numbers:
        return self._room[column + 1, : self._length]

    def append(self, step: int, *values: float) -> None:
        """Add a point. One at a step that is already there, or before it, is known and passed over."""
        if step <= self.last_step:
            return
        if self._length == self._room.shape[1]:
            self._room = np.concatenate([self._room, np.empty_like(self._room)], axis=1)
        self._room[:, self._length] = (step, *values)
        self._length += 1

    def cut_after(self, step: int) -> None:
        """Forget the points of later steps."""
        self._length = int(np.searchsorted(self.steps, step, side="right"))

    def near(self, step: float, column: int = 0) -> float | None:
        """The value of the nearest point, or None where that is no number."""
        if not self._length:
            return None
        right = min(int(np.searchsorted(self.steps, step)), self._length - 1)
        left = max(right - 1, 0)
        nearest = left if abs(self.steps[left] - step) <= abs(self.steps[right] - step) else right
        value = float(self.values(column)[nearest])
        return value if math.isfinite(value) else None


class RunHistory:
    """One run's steps, and its validation metrics by name."""

    def __init__(self) -> None:
        self.steps = Series(len(STEP_NUMBERS))
        self.metrics: dict[str, Series] = {}
        self.best_step: int | None = None

    def add_steps(self, points: Iterable[StepPoint]) -> None:
        for point in points:
            self.steps.append(
                point.step, point.loss, point.learning_rate, point.gradient_norm, point.examples_per_second
            )

    def add_evaluation(self, point: EvalPoint) -> None:
        """A curve is the adapter's own, on the validation split; baselines and the test split are single numbers."""
        if point.who != "adapter" or point.split != "validation":
            return
        for name, value in point.metrics.items():
            self.metrics.setdefault(name, Series()).append(point.step, value)
        if point.best:
            self.best_step = point.step

    def cut_after(self, step: int) -> None:
        """The run was resumed at this step: what came later no longer counts."""
        for series in (self.steps, *self.metrics.values()):
            series.cut_after(step)
        if self.best_step is not None and self.best_step > step:
            self.best_step = None

    @property
    def last_step(self) -> int:
        return max([self.steps.last_step, *(series.last_step for series in self.metrics.values())])

    def series(self, name: str) -> tuple[Numbers, Numbers]:
        """(steps, values) of a number said at each step, or of a validation metric."""
        if name in STEP_NUMBERS and name != "loss":
            return self.steps.steps, self.steps.values(STEP_NUMBERS.index(name))
        series = self.metrics.get(name, Series())
        return series.steps, series.values()

    def near(self, name: str, step: float) -> float | None:
        """The value of `series(name)` nearest to a step."""
        if name in STEP_NUMBERS and name != "loss":
            return self.steps.near(step, STEP_NUMBERS.index(name))
        series = self.metrics.get(name)
        return series.near(step) if series else None


class Peaks:
    """A long curve as it can be drawn in a moment: the least and the greatest value of each block of steps.

    What was looked at before is known, so that a curve that grows costs its new points alone.
    """

    def __init__(self) -> None:
        self._made_for: object = None
        self._known = 0  # blocks
        self._peaks = np.empty((256, 2), dtype=np.float64)

    def drawn(
        self, steps: Numbers, values: Callable[[int, int], Numbers], made_for: object = None
    ) -> tuple[Numbers, Numbers]:
        """(steps, values) to draw: two a block, and the points after the last whole block as they are.

        values: those from one place up to another    made_for: the way they are made; another one is made anew
        """
        if made_for != self._made_for:
            self._made_for, self._known = made_for, 0
        whole = len(steps) // BLOCK
        if whole > self._known:
            new = values(self._known * BLOCK, whole * BLOCK).reshape(-1, BLOCK)
            while whole > len(self._peaks):
                self._peaks = np.concatenate([self._peaks, np.empty_like(self._peaks)])
            np.fmin.reduce(new, axis=1, out=self._peaks[self._known : whole, 0])
            np.fmax.reduce(new, axis=1, out=self._peaks[self._known : whole, 1])
            self._known = whole
        centers = steps[BLOCK // 2 : whole * BLOCK : BLOCK]
        rest = values(whole * BLOCK, len(steps))
        return (
            np.concatenate([np.repeat(centers, 2), steps[whole * BLOCK :]]),
            np.concatenate([self._peaks[:whole].ravel(), rest]),
        )

    def forget(self) -> None:
        """Points were taken away."""
        self._known = 0


def smooth(values: Numbers, window: int) -> Numbers:
    """The mean of the last `window` values at each place; what is no number is left out of the mean and stays a gap."""
    if window <= 1 or not len(values):
        return values
    finite = np.isfinite(values)
    sums = np.cumsum(np.where(finite, values, 0.0))
    counts = np.cumsum(finite).astype(np.float64)
    sums[window:], counts[window:] = sums[window:] - sums[:-window], counts[window:] - counts[:-window]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(finite, sums / counts, np.nan)


def drawable(values: Numbers, *, log: bool) -> Numbers:
    """Values as a chart can draw them: not a number where there is a gap, and on a log scale where it has no place."""
    shown = np.isfinite(values)
    if log:
        shown &= values > 0.0
    return np.where(shown, values, np.nan)
