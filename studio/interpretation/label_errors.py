"""Which labels are likely wrong, and which rows a model is least certain of, from probabilities alone. No torch.

Confident learning (Northcutt, Jiang and Chuang 2021, "Confident Learning: Estimating Uncertainty in Dataset Labels").
A class's threshold is the mean probability that its own rows get for it, its self-confidence. A label is suspect where
its probability is below its class's threshold, and another class is likelier and reaches its own threshold.

Where we differ: the paper takes probabilities out of sample, by cross-validation. An adapter has seen its training
rows, on which it is more certain, so these and the others have thresholds apart; and a suspect's likely label must be
likelier than the given one, as in the authors' program.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def thresholds(probabilities: Floats, given: NDArray[np.int64]) -> Floats:
    """The mean probability of each class over the rows that are given it, [C]; NaN for one that no row is given.

    probabilities: [n, C]    given: [n], class numbers
    """
    count = probabilities.shape[1]
    sums = np.bincount(given, weights=probabilities[np.arange(len(given)), given], minlength=count)
    rows = np.bincount(given, minlength=count)
    found: Floats = np.divide(sums, rows, out=np.full(count, np.nan), where=rows > 0)
    return found


def suspects(probabilities: Floats, given: NDArray[np.int64], was_learned: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """(row, likely class) where the given label is likely wrong, the likeliest error first.

    That is the one with the most between the probabilities of the likely and of the given class; ties in order.
    probabilities: [n, C]    given: [n], class numbers    was_learned: [n], rows that were trained on
    A class that no row of one kind is given has the threshold of all rows.
    """
    if not len(given):
        return []
    of_all = thresholds(probabilities, given)
    least = np.empty_like(probabilities)
    for kind in (was_learned, ~was_learned):
        own = thresholds(probabilities[kind], given[kind])
        least[kind] = np.where(np.isnan(own), of_all, own)
    rows = np.arange(len(given))
    of_given = probabilities[rows, given]
    reaches = np.where(probabilities >= least, probabilities, -1.0)  # NaN, a class of no rows, is never reached
    reaches[rows, given] = -1.0
    likely = reaches.argmax(1)
    margin = reaches[rows, likely] - of_given
    found = np.flatnonzero((of_given < least[rows, given]) & (margin > 0))
    order = found[np.argsort(-margin[found], kind="stable")]
    return [(int(row), int(likely[row])) for row in order]


def least_certain(probabilities: Floats, texts: Sequence[tuple[str, ...]], count: int) -> list[int]:
    """The rows with the lowest highest probability, that lowest first; ties in order, of equal texts the first.

    probabilities: [n, C]    texts: [n]
    """
    found: list[int] = []
    seen: set[tuple[str, ...]] = set()
    for row in np.argsort(probabilities.max(1), kind="stable").tolist():
        if len(found) == count:
            break
        if texts[row] not in seen:
            seen.add(texts[row])
            found.append(row)
    return found
