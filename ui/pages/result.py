"""What a run has come to: its score with its uncertainty, beside doing without it. Knows nothing of Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from studio.store.store import EvalRow, RunRow
from ui import numbers
from ui.language import counted, tr
from ui.score_words import SCORES, SCORES_INSIDE, SPLITS

_LEADING = ("entity_f1", "accuracy", "rouge_l", "chrf", "bleu", "exact_match")  # the first that a run has
_Z = 1.959964  # of a normal distribution, 95 % lie within so many standard deviations
WHO = {
    "adapter": tr("This soft prompt"),
    "majority": tr("Always the most frequent label"),
    "zero_shot": tr("The base model, only asked"),
    "one_shot": tr("The base model, shown one example"),
    "few_shot": tr("The base model, shown a few examples"),
}
_WHO_INSIDE = {  # of a sentence
    "majority": tr("always the most frequent label"),
    "zero_shot": tr("the base model, only asked"),
    "one_shot": tr("the base model, shown one example"),
    "few_shot": tr("the base model, shown a few examples"),
}


@dataclass(frozen=True)
class Score:
    """who: "adapter" or a baseline. low, high: the 95 % interval, where the score is a share of rows."""

    who: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Result:
    """scores: the adapter's first, all on the same rows. verdict: one sentence. learned: None where nobody can say."""

    metric: str
    split: str
    rows: int
    scores: tuple[Score, ...]
    verdict: str
    learned: bool | None


def wilson_interval(right: float, rows: int) -> tuple[float, float]:
    """The 95 % interval of a share of rows (Wilson, 1927): `right` of `rows`, as fractions 0 to 1."""
    if rows <= 0:
        return 0.0, 1.0
    share = right / rows
    spread = _Z * math.sqrt(share * (1 - share) / rows + _Z**2 / (4 * rows**2))
    middle, scale = share + _Z**2 / (2 * rows), 1 + _Z**2 / rows
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def result_of(run: RunRow, evaluations: Sequence[EvalRow]) -> Result | None:
    """The run's result on the test rows, or where there are none on the validation rows; None before it has one."""
    for split in ("test", "validation"):
        metric = next((name for name in _LEADING if name in run.metrics.get(split, {})), None)
        if metric is not None:
            break
    else:
        return None
    rows = next((one.rows for one in reversed(evaluations) if one.split == split and one.who == "adapter"), 0)
    values = {"adapter": run.metrics[split][metric]}
    for who, splits in run.baselines.items():
        if metric in splits.get(split, {}):
            values[who] = splits[split][metric]
    scores = tuple(
        _score(who, value, rows, is_share=metric in ("accuracy", "exact_match")) for who, value in values.items()
    )
    learned, verdict = _verdict(scores, metric)
    return Result(metric, split, rows, scores, verdict, learned)


def _score(who: str, value: float, rows: int, *, is_share: bool) -> Score:
    if not is_share or not rows:
        return Score(who, value)
    return Score(who, value, *wilson_interval(value * rows, rows))


def _verdict(scores: tuple[Score, ...], metric: str) -> tuple[bool | None, str]:
    own, others = scores[0], scores[1:]
    if not others:
        return None, tr("There is nothing to compare it with: no baseline was measured on these rows.")
    majority = next((score for score in others if score.who == "majority"), None)
    if majority is not None and own.value <= majority.value:
        return False, tr("The prompt learned nothing: always answering the most frequent label is as good or better.")
    best = max(others, key=lambda score: score.value)
    facts = {"points": abs(own.value - best.value) * 100, "who": _WHO_INSIDE.get(best.who, best.who)}
    if own.value <= best.value:
        return False, tr(
            "The prompt is not worth its tokens: {who} does as well or better ({points:.1f} points).", **facts
        )
    if own.low is not None and own.low <= best.value:
        return None, tr(
            "It is {points:.1f} points better than {who}, but on so few rows that may be chance: the interval reaches "
            "down to {low}.",
            low=numbers.percent(own.low),
            **facts,
        )
    named = SCORES_INSIDE[metric]
    return True, tr("It is {points:.1f} points of {metric} better than {who}.", metric=named, **facts)


def figure(score: Score) -> str:
    """93.4 %, with its interval where it has one."""
    if score.low is None or score.high is None:
        return numbers.percent(score.value)
    return f"{numbers.percent(score.value)}  ({score.low * 100:.1f} – {score.high * 100:.1f})"


def heading(result: Result) -> str:
    """What the scores are: "Accuracy on 412 test rows"."""
    facts = {"metric": SCORES[result.metric], "split": SPLITS.get(result.split, result.split)}
    if not result.rows:
        return tr("{metric} on the {split} rows", **facts)
    return counted(result.rows, "{metric} on {n} {split} row", "{metric} on {n} {split} rows", **facts)


def confusion_of(evaluations: Sequence[EvalRow]) -> EvalRow | None:
    """The adapter's evaluation to show as a matrix: of the test rows, else the best or else the last of validation."""
    own = [one for one in evaluations if one.who == "adapter" and one.confusion]
    for wanted in (
        [one for one in own if one.split == "test"],
        [one for one in own if one.split == "validation" and one.best],
        own,
    ):
        if wanted:
            return wanted[-1]
    return None
