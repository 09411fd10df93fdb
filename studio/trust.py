"""How far an adapter's probabilities can be trusted: calibration, and how right the certain answers are. No torch.

Temperature scaling and the calibration error are of Guo et al. 2017, "On Calibration of Modern Neural Networks"; bins
of equal size are of Nixon et al. 2019.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEAST_ROWS = 20  # fewer tell nothing of a temperature
_BINS = 10
_COLDEST, _HOTTEST = 0.05, 20.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bin:
    """Answers that were about equally certain. certainty: their mean probability    accuracy: how many were right"""

    certainty: float
    accuracy: float
    rows: int


@dataclass(frozen=True)
class Coverage:
    """What is right where only answers of at least some certainty count, from all of them to the most certain.

    certainty: the least that counts    share: of all rows, [n] each
    """

    certainty: Floats
    share: Floats
    accuracy: Floats

    def least_for(self, accuracy: float, *, decimals: int = 6) -> float | None:
        """The certainty that an answer needs, so that those which count are right so often; None where none are.

        decimals: that it has; it is rounded down, and what then counts is still right so often
        """
        for found in self.certainty[self.accuracy >= accuracy]:
            least = float(np.floor(found * 10**decimals + 1e-6) / 10**decimals)
            first = int(np.searchsorted(self.certainty, least))
            if first < len(self.certainty) and self.accuracy[first] >= accuracy:
                return least
        return None


def fit_temperature(log_probs: ArrayLike, labels: Sequence[int]) -> float:
    """What log-probabilities [n, C] are to be divided by, so that the right classes [n] are likeliest.

    1.0 where there are too few rows. A weak prior keeps it finite where every row is right.
    """
    from scipy.optimize import minimize_scalar

    scores = np.asarray(log_probs, np.float64)
    if len(scores) < LEAST_ROWS:
        return 1.0
    rows = np.arange(len(scores))

    def cost(log_temperature: float) -> float:
        found = tempered(scores, float(np.exp(log_temperature)))
        return float(-found[rows, labels].sum() + 0.5 * log_temperature**2)

    found = minimize_scalar(cost, bounds=(np.log(_COLDEST), np.log(_HOTTEST)), method="bounded")
    return float(np.exp(found.x))


def tempered(log_probs: ArrayLike, temperature: float) -> Floats:
    """Log-probabilities [n, C] divided by a temperature, and normalised again."""
    scores = np.asarray(log_probs, np.float64) / temperature
    scores = scores - scores.max(axis=1, keepdims=True)
    found: Floats = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return found


def reliability(certainty: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """Rows from the least to the most certain in at most ten bins of about equal size.

    Of fewer than LEAST_ROWS each, whose accuracy would be that of chance, there is only one.
    """
    order = np.argsort(certainty, kind="stable")
    sure, is_right = np.asarray(certainty, np.float64)[order], np.asarray(right, np.float64)[order]
    parts = [
        part for part in np.array_split(np.arange(len(sure)), min(_BINS, max(1, len(sure) // LEAST_ROWS))) if len(part)
    ]
    return [Bin(float(sure[part].mean()), float(is_right[part].mean()), len(part)) for part in parts]


def calibration_error(certainty: Sequence[float], right: Sequence[bool]) -> float:
    """How far certainty and accuracy are apart, a fraction: the mean over rows of the gap of their bin."""
    bins = reliability(certainty, right)
    rows = sum(one.rows for one in bins)
    return sum(one.rows * abs(one.certainty - one.accuracy) for one in bins) / rows if rows else 0.0


def coverage(certainty: Sequence[float], right: Sequence[bool]) -> Coverage:
    """Answers of one certainty count all or not at all."""
    order = np.argsort(certainty, kind="stable")[::-1]
    sure, is_right = np.asarray(certainty, np.float64)[order], np.asarray(right, np.float64)[order]
    counts = np.arange(1, len(sure) + 1)
    last = np.flatnonzero(np.append(sure[1:] != sure[:-1], True)) if len(sure) else np.array([], int)
    share, accuracy = counts / max(1, len(sure)), np.cumsum(is_right) / counts
    return Coverage(sure[last][::-1], share[last][::-1], accuracy[last][::-1])
