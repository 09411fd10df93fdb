"""From a few measured pieces to all of them. No torch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """Seconds that a piece takes: some always, and some for each token that has to be computed."""

    always: float
    a_token: float

    def of_all(self, tokens: Sequence[int]) -> float:
        """Seconds of all pieces together. tokens: of each piece"""
        return self.always * len(tokens) + self.a_token * math.fsum(tokens)


def line_through(tokens: Sequence[int], seconds: Sequence[float]) -> Line:
    """The least-squares line through measured pieces; a flat one where nothing says that more tokens take longer.

    It passes through the pieces' mean. Where these are spread as all pieces are, the sum over all is right even where
    time does not grow in a straight line.
    """
    mean_tokens, mean_seconds = math.fsum(tokens) / len(tokens), math.fsum(seconds) / len(seconds)
    spread = math.fsum((one - mean_tokens) ** 2 for one in tokens)
    together = math.fsum((one - mean_tokens) * (took - mean_seconds) for one, took in zip(tokens, seconds, strict=True))
    a_token = max(0.0, together / spread) if spread else 0.0
    return Line(mean_seconds - a_token * mean_tokens, a_token)


def spread_over(tokens: Sequence[int], count: int) -> list[int]:
    """Places of pieces that stand for all: one from the middle of each of `count` equal parts, by their tokens.

    All places where there are no more than that.
    """
    order = sorted(range(len(tokens)), key=lambda place: tokens[place])
    count = min(count, len(order))
    return [order[(2 * part + 1) * len(order) // (2 * count)] for part in range(count)]
