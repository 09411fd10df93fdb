"""Calibration and coverage against values found by hand and against what is known of drawn data."""

from __future__ import annotations

import numpy as np
import pytest

from studio.trust import Bin, calibration_error, coverage, fit_temperature, reliability, tempered


def drawn(temperature: float, rows: int = 4000, classes: int = 5) -> tuple[np.ndarray, list[int]]:
    """Log-probabilities that are too sure by a temperature, and classes drawn from what would be right."""
    draw = np.random.default_rng(0)
    scores = draw.normal(size=(rows, classes)) * 2
    true = np.exp(tempered(scores, 1.0))
    labels = [int(draw.choice(classes, p=one)) for one in true]
    return tempered(scores, 1 / temperature), labels


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_temperature_that_made_probabilities_wrong_is_found(temperature: float) -> None:
    log_probs, labels = drawn(temperature)
    assert fit_temperature(log_probs, labels) == pytest.approx(temperature, rel=0.05)


def test_calibrated_probabilities_err_less_and_say_the_same_class() -> None:
    log_probs, labels = drawn(3.0)
    better = tempered(log_probs, fit_temperature(log_probs, labels))
    assert (better.argmax(1) == log_probs.argmax(1)).all()
    errors = [calibration_error(list(np.exp(one.max(1))), list(one.argmax(1) == labels)) for one in (log_probs, better)]
    assert errors[0] > 0.15
    assert errors[1] < 0.03


def test_where_every_row_is_right_no_answer_becomes_a_certainty() -> None:
    log_probs = tempered(np.tile([2.0, 0.0], (100, 1)), 1.0)
    found = fit_temperature(log_probs, [0] * 100)
    assert 0.1 < found < 1.0


def test_too_few_rows_leave_probabilities_as_they_are() -> None:
    assert fit_temperature(np.log([[0.9, 0.1]] * 19), [1] * 19) == 1.0


def test_tempered_rows_are_probabilities() -> None:
    found = np.exp(tempered([[1000.0, 0.0, -5.0], [1.0, 1.0, 1.0]], 2.0))
    assert found.sum(1) == pytest.approx([1.0, 1.0])
    assert found[1] == pytest.approx([1 / 3] * 3)


def test_bins_and_their_error_by_hand() -> None:
    certainty = [0.6] * 100 + [0.9] * 100
    right = [True] * 50 + [False] * 50 + [True] * 100
    bins = reliability(certainty, right)
    assert len(bins) == 10
    assert bins[-1] == Bin(pytest.approx(0.9), 1.0, 20)
    assert sum(one.rows for one in bins) == 200
    assert calibration_error([0.8] * 10, [True] * 10) == pytest.approx(0.2)
    assert calibration_error([], []) == 0.0


def test_a_few_rows_that_are_right_as_often_as_they_are_sure_are_calibrated() -> None:
    assert calibration_error([0.5] * 12, [True, False] * 6) == 0.0
    assert [one.rows for one in reliability([0.5] * 59, [True] * 59)] == [30, 29]


def test_coverage_by_hand() -> None:
    found = coverage([0.5, 0.9, 0.9, 0.7], [False, True, False, True])
    assert found.certainty.tolist() == [0.5, 0.7, 0.9]
    assert found.share.tolist() == [1.0, 0.75, 0.5]
    assert found.accuracy == pytest.approx([0.5, 2 / 3, 0.5])
    assert found.least_for(0.6) == 0.7
    assert found.least_for(0.5) == 0.5
    assert found.least_for(0.99) is None
    near = coverage([0.81, 0.84, 0.88], [False, True, True])
    assert near.least_for(1.0, decimals=2) == 0.84
    assert near.least_for(1.0, decimals=1) is None  # 0.8 would let in what is wrong
    assert coverage([], []).share.tolist() == []
