"""How the loss answers to the learning rate: a short training in which the rate grows, and what it says. No torch.

Smith 2017, "Cyclical Learning Rates for Training Neural Networks", section 3.3; the range test as fastai has it grows
the rate exponentially and stops where the smoothed loss is four times its best. Here the smoothing is a kernel to both
sides, which moves nothing along the axis; and steps hold rows of all lengths and each class in its share: otherwise
their losses differ more by what they hold than by the rate.

The rule: a tenth of the rate at which the smoothed loss is least, where it still falls and is far from where it rises.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType

STEPS = 100
DECADES_BELOW, DECADES_ABOVE = 3.0, 2.0  # around what is recommended
_DIVERGED = 4.0  # times the best
_REMEMBERED = 0.9  # of the running mean that tells a divergence
_FEWEST = 10  # steps before anything is said
_KERNEL = 0.05  # standard deviation of the smoothing, of all steps
_BY_CHANCE = 3.0  # standard errors of the smoothed loss
_LEAST_FALL = 0.02  # of the loss at the start
_LINES = 11  # of the table for people


@dataclass(frozen=True)
class RatePoint:
    """A step of the range test: its rate and the loss before it was taken."""

    step: int
    rate: float
    loss: float


@dataclass(frozen=True)
class RateCurve:
    """rates, losses, smoothed: of each step    suggested: None where the curve shows nothing    says: why, in words

    lowest: the rate at which the smoothed loss is least    recommended: what the method takes where nothing is chosen
    diverged: whether the loss ended it    steps: so many were to be taken
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    smoothed: tuple[float, ...]
    suggested: float | None
    lowest: float
    recommended: float
    diverged: bool
    steps: int
    says: str


class Divergence:
    """Tells of losses, one after the other, when their running mean is four times its best."""

    def __init__(self) -> None:
        self._mean, self._weight, self._seen, self._best = 0.0, 0.0, 0, math.inf

    def is_there(self, loss: float) -> bool:
        """Whether this loss, the next one, ends the test."""
        if not math.isfinite(loss):
            return True
        self._mean = _REMEMBERED * self._mean + (1 - _REMEMBERED) * loss
        self._weight = _REMEMBERED * self._weight + (1 - _REMEMBERED)
        self._seen += 1
        now = self._mean / self._weight
        if self._seen >= _FEWEST:
            self._best = min(self._best, now)
        return now > _DIVERGED * self._best


# --- what a curve says -----------------------------------------------------------------------------------------------


def curve_of(points: Sequence[RatePoint], *, recommended: float, steps: int) -> RateCurve:
    """points: at least one    steps: so many were to be taken"""
    rates, losses = tuple(one.rate for one in points), tuple(one.loss for one in points)
    deviation = _KERNEL * steps
    smoothed = smooth(losses, deviation)
    least = min(range(len(points)), key=smoothed.__getitem__)
    start = fmean(losses[:_FEWEST])
    says = _why_flat(losses[: max(least + 1, _FEWEST)], start, smoothed[least], deviation)
    suggested = None if says else _two_digits(rates[least] / 10)
    return RateCurve(
        rates=rates,
        losses=losses,
        smoothed=smoothed,
        suggested=suggested,
        lowest=rates[least],
        recommended=recommended,
        diverged=len(points) < steps,
        steps=steps,
        says=says
        or f"The loss is least at a rate of {rates[least]:.2g}, {smoothed[least]:.3g} in place of {start:.3g}: a tenth "
        "of that rate is suggested, where the loss still falls.",
    )


def smooth(losses: Sequence[float], deviation: float) -> tuple[float, ...]:
    """Each the mean of its neighbours to both sides, by a normal kernel of so many steps."""
    found = []
    for place in range(len(losses)):
        weights = [math.exp(-0.5 * ((other - place) / deviation) ** 2) for other in range(len(losses))]
        found.append(sum(w * loss for w, loss in zip(weights, losses, strict=True)) / sum(weights))
    return tuple(found)


def _why_flat(losses: Sequence[float], start: float, least: float, deviation: float) -> str:
    """Why a curve shows nothing, in a sentence; "" where it does. losses: until the least"""
    if len(losses) < _FEWEST:
        return f"The loss rose after {len(losses)} steps, too few to tell anything. Look at the table and the start."
    # Neighbours differ by the noise of two; the mean of about 2 sqrt(pi) deviations of them by so much less.
    noise = math.sqrt(fmean((one - other) ** 2 for one, other in pairwise(losses)) / 2)
    error = noise / math.sqrt(2 * math.sqrt(math.pi) * deviation)
    if start - least > max(_BY_CHANCE * math.sqrt(2) * error, _LEAST_FALL * start):
        return ""
    return (
        f"The curve shows nothing: the loss falls from {start:.3g} to {least:.3g} at best, which may be chance. Keep "
        "the recommended rate, or try again with larger batches."
    )


def _two_digits(value: float) -> float:
    return float(f"{value:.1e}")


def report(found: RateCurve) -> list[RenderableType]:
    """A curve for people."""
    from studio.terminal import table  # the window has no use for what it imports

    drawn = table(">learning rate", ">loss, smoothed")
    last = len(found.rates) - 1
    for place in sorted({*range(0, last, max(1, math.ceil(last / _LINES))), last}):
        drawn.add_row(f"{found.rates[place]:.2g}", f"{found.smoothed[place]:.3f}")
    suggested = "No learning rate is suggested." if found.suggested is None else f"Suggested: {found.suggested:g}."
    return [drawn, f"{suggested} {found.says}", f"Recommended for the method: {found.recommended:g}."]
