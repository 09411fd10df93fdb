"""What a run takes where it leaves the learning rate and the epochs open, and why. No torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from studio.methods.settings import MethodSettings
from studio.models.word_spread import word_spread
from studio.spec import RunSpec

# On the sample of 800 rows, 750 steps reached .715 over validation and test together, 150 steps .665.
_LEAST_STEPS = 750
_MOST_EPOCHS = 30
_MEASURED_SPREAD = 0.105  # of the starter model's word embeddings, on which the methods' rates were found


@dataclass(frozen=True)
class Recommendation:
    """Each value with the reason for it, in a sentence."""

    learning_rate: float
    learning_rate_reason: str
    epochs: int
    epochs_reason: str


def recommendation(
    method: MethodSettings,
    *,
    rows: int | None = None,
    rows_per_step: int = 16,
    spread: float | None = None,
    weights: int | None = None,
) -> Recommendation:
    """rows: to train on    spread: of the base model's word embeddings    weights: how many it has; None: not known."""
    rate, why_rate = method.recommended_learning_rate, "What this method learned with on the samples."
    if weights and method.learning_rate_for(weights) != rate:
        rate = method.learning_rate_for(weights)
        why_rate = "The more weights are trained, the further steps of one size move the model's answers."
    if method.moves_words:
        rate = _one_digit(rate * (spread or _MEASURED_SPREAD) / _MEASURED_SPREAD)
        why_rate = "A virtual token moves by about the size of a word embedding of this model in a few steps."
    epochs, why_epochs = method.recommended_epochs, "What this method needed on the samples."
    if rows:
        least = min(_MOST_EPOCHS, math.ceil(_LEAST_STEPS * rows_per_step / rows))
        if least > epochs:
            epochs, why_epochs = least, f"{rows:,} rows are few: so often, they make {_LEAST_STEPS} steps."
    return Recommendation(rate, why_rate, epochs, why_epochs)


def with_recommended(spec: RunSpec, *, rows: int, spread: float | None, weights: int | None) -> RunSpec:
    """The run with its learning rate and epochs written out, so that it can be repeated as it was.

    rows: of its table    spread: of the base model's word embeddings    weights: of it; None where one is not known
    """
    if not spec.method.trains:
        return spec
    found = recommendation(
        spec.method,
        rows=spec.training_rows(rows),
        rows_per_step=spec.training.rows_per_step,
        spread=spread,
        weights=weights,
    )
    training = spec.training
    values = {
        "learning_rate": training.learning_rate or found.learning_rate,
        "epochs": training.epochs or found.epochs,
    }
    return spec.model_copy(update={"training": training.model_copy(update=values)})


def recommended_on(spec: RunSpec, folder: Path, *, rows: int, weights: int | None) -> RunSpec:
    """The same on a base model in a folder, whose words are read only where the rate follows their size."""
    follows_words = spec.method.moves_words and spec.training.learning_rate is None
    return with_recommended(spec, rows=rows, spread=word_spread(folder) if follows_words else None, weights=weights)


def _one_digit(value: float) -> float:
    return float(f"{value:.0e}")
