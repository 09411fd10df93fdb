"""How large a model's word embeddings are, read from its files without loading it. No torch."""

from __future__ import annotations

import math
from pathlib import Path

from studio.models.stored import word_matrix

_SAMPLED = 2**20  # numbers; spread over the vocabulary they tell as much as all


def word_spread(folder: Path) -> float | None:
    """The standard deviation of the numbers in a model's word embeddings, as its first layer is fed with them.

    None where its files do not tell.
    """
    matrix = word_matrix(folder)
    if matrix is None or 0 in matrix.tensor.shape:
        return None
    rows, width = matrix.tensor.shape
    count = min(rows, max(1, _SAMPLED // width))
    # From the middle: the first rows are special tokens, the last ones often never learned.
    start = (rows - count) // 2
    spread = float(matrix.tensor.numbers(slice(start, start + count)).std()) * matrix.scale
    return spread if math.isfinite(spread) else None
