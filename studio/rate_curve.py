"""How the loss answers to the learning rate: a short training in which the rate grows, and what it says. No torch.

Smith 2017, "Cyclical Learning Rates for Training Neural Networks", section 3.3; the range test as fastai has it grows
the rate exponentially and stops where the smoothed loss is four times its best. Here the smoothing is a kernel to both
sides, which moves nothing along the axis; and steps hold rows of all lengths and each class in its share: otherwise
their losses differ more by what they hold than by the rate.

The rule: a tenth of the rate at which the smoothed loss is least, where it still falls and is far from where it rises.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

from rich.console import RenderableType

from studio.errors import SpecError
from studio.models.catalog import find_model, parameter_count
from studio.recommendation import recommended_on
from studio.spec import RunSpec
from studio.terminal import table
from studio.training.estimate import in_a_folder

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


def find_rate(spec: RunSpec, *, steps: int = STEPS, told: Callable[[RatePoint | None], None]) -> RateCurve:
    """Train a run's first steps with a growing rate, in a child, in a folder that is gone afterwards.

    spec: with absolute paths; its own learning rate is not looked at
    told: each step as it was made, and None several times a second meanwhile; what it raises ends the child
    Raises what the run would raise, and SpecError where there is no one rate to be found.
    """
    method = spec.method
    if not method.trains:
        raise SpecError(f"{method.title} trains nothing, so there is no learning rate to find. Choose another method.")
    if method.further_tables:
        raise SpecError(
            f"{method.title} over several tables trains in two stages, each with its own rate. Find the rate for one "
            "table with prompt tuning, and take it for both."
        )
    recommended = _recommended(spec)
    first = recommended / 10**DECADES_BELOW
    growth = 10 ** ((DECADES_BELOW + DECADES_ABOVE) / max(1, steps - 1))
    begun = spec.model_copy(update={"training": spec.training.model_copy(update={"learning_rate": first})})
    points: list[RatePoint] = in_a_folder(begun, _measured, growth, steps, told=told)
    return curve_of(points, recommended=recommended, steps=steps)


def _recommended(spec: RunSpec) -> float:
    folder = find_model(spec.model.name, spec.model.revision)
    training = spec.training.model_copy(update={"learning_rate": None})
    left_open = spec.model_copy(update={"training": training})
    return recommended_on(left_open, folder, rows=1, weights=parameter_count(folder)).learning_rate


def _measured(say: Callable[[Any], None], run_dir: Path, growth: float, steps: int) -> list[RatePoint]:
    from studio.training.rate_finder import measure_rates

    return measure_rates(run_dir, growth=growth, steps=steps, say=say)


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
    drawn = table(">learning rate", ">loss, smoothed")
    every = max(1, math.ceil(len(found.rates) / _LINES))
    for rate, loss in zip(found.rates[::every], found.smoothed[::every], strict=True):
        drawn.add_row(f"{rate:.2g}", f"{loss:.3f}")
    suggested = "No learning rate is suggested." if found.suggested is None else f"Suggested: {found.suggested:g}."
    return [drawn, f"{suggested} {found.says}", f"Recommended for the method: {found.recommended:g}."]
