"""Doubted labels and uncertain rows, against values computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from studio.interpretation.label_errors import least_certain, suspects, thresholds

# Class 0 is sure of itself by 0.7 in the mean, class 1 by 0.65.
SAID = np.array([[0.9, 0.1], [0.95, 0.05], [0.25, 0.75], [0.2, 0.8], [0.4, 0.6], [0.45, 0.55]])
GIVEN = np.array([0, 0, 0, 1, 1, 1])


def test_a_threshold_is_the_mean_certainty_of_a_classes_own_rows() -> None:
    assert thresholds(SAID, GIVEN).tolist() == pytest.approx([(0.9 + 0.95 + 0.25) / 3, (0.8 + 0.6 + 0.55) / 3])
    assert np.isnan(thresholds(SAID, np.zeros(6, np.int64))[1])


def test_a_label_is_doubted_where_another_class_reaches_its_threshold() -> None:
    unseen = np.zeros(6, np.bool_)
    assert suspects(SAID, GIVEN, unseen) == [(2, 1)]
    below = SAID.copy()
    below[2] = [0.36, 0.64]  # likelier than the given one, and yet less sure than class 1 is in the mean
    assert suspects(below, GIVEN, unseen) == []


def test_a_likely_label_is_likelier_than_the_given_one() -> None:
    said = np.array([[0.99, 0.01], [0.6, 0.4], [0.9, 0.1], [0.7, 0.3]])
    given = np.array([0, 0, 1, 1])  # class 1: 0.2, which row 1 reaches and yet is likelier class 0
    assert suspects(said, given, np.zeros(4, np.bool_)) == [(2, 0)]


def test_trained_rows_are_measured_by_trained_rows() -> None:
    said = np.array([[1.0, 0.0], [1.0, 0.0], [0.3, 0.7], [0.6, 0.4], [0.5, 0.5], [0.4, 0.6], [0.45, 0.55]])
    given = np.array([0, 0, 1, 0, 0, 1, 0])
    learned = np.array([True, True, True, False, False, False, False])
    # Among the unseen, class 0 is sure by (0.6 + 0.5 + 0.45) / 3 and class 1 by 0.6, which row 6 does not reach.
    assert suspects(said, given, learned) == []
    given[6], said[6] = 0, [0.3, 0.7]
    assert suspects(said, given, learned) == [(6, 1)]


def test_the_likeliest_error_stands_first_and_equal_ones_in_order() -> None:
    said = np.array([[0.9, 0.1]] * 6 + [[0.1, 0.9]] * 6 + [[0.1, 0.9], [0.02, 0.98], [0.1, 0.9]])
    given = np.array([0] * 6 + [1] * 6 + [0] * 3)
    assert suspects(said, given, np.zeros(15, np.bool_)) == [(13, 1), (12, 1), (14, 1)]


def test_no_rows_have_no_errors() -> None:
    nothing = np.zeros(0, np.int64)
    assert suspects(np.zeros((0, 2)), nothing, nothing.astype(np.bool_)) == []


def test_planted_errors_are_found_and_little_else_is() -> None:
    draw = np.random.default_rng(0)
    true = draw.integers(0, 3, 600)
    scores = draw.normal(size=(600, 3)) + 4.0 * np.eye(3)[true]
    said = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    wrong = draw.choice(600, 30, replace=False)
    given = true.copy()
    given[wrong] = (true[wrong] + 1) % 3
    found = {row for row, likely in suspects(said, given, np.zeros(600, np.bool_)) if likely == true[row]}
    assert len(found & set(wrong.tolist())) >= 20
    assert len(found - set(wrong.tolist())) <= 5


def test_the_least_certain_rows_come_first_equal_texts_once() -> None:
    said = np.array([[0.9, 0.1], [0.5, 0.5], [0.4, 0.6], [0.5, 0.5], [0.5, 0.5]])
    texts = [("a",), ("b",), ("c",), ("b",), ("d",)]
    assert least_certain(said, texts, 3) == [1, 4, 2]
    assert least_certain(said, texts, 10) == [1, 4, 2, 0]
