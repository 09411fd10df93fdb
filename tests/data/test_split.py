"""Splits: a partition, the same everywhere, stratified, and no text on two sides."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.data.readers import read_table
from studio.data.split import Split, split_rows
from studio.data.table import ReadOptions
from studio.errors import TableError

ROOT = Path(__file__).parents[2]
SMS = ROOT / "projects/sms_spam/data/sms_spam.tsv"


def plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def sides(split: Split) -> tuple[tuple[int, ...], ...]:
    return split.train, split.validation, split.test


tables = st.lists(st.tuples(st.text("abAB \t", max_size=4), st.sampled_from("xyz")), max_size=60)
shares = st.tuples(st.floats(0, 0.6), st.floats(0, 0.39))


@settings(max_examples=300, deadline=None)
@given(table=tables, share=shares, seed=st.integers(-5, 2**40), labelled=st.booleans())
def test_a_split_is_a_partition_with_no_text_on_two_sides(
    table: list[tuple[str, str]], share: tuple[float, float], seed: int, labelled: bool
) -> None:
    texts = [text for text, _ in table]
    labels = [label for _, label in table] if labelled else None
    split = split_rows(texts, labels, validation=share[0], test=share[1], seed=seed)
    assert sorted(row for side in sides(split) for row in side) == list(range(len(texts)))
    assert all(list(side) == sorted(side) for side in sides(split))
    kinds = [{plain(texts[row]) for row in side} for side in sides(split)]
    assert not kinds[0] & kinds[1]
    assert not kinds[0] & kinds[2]
    assert not kinds[1] & kinds[2]
    if labels is not None:
        assert {labels[row] for row in split.train} == set(labels)


@settings(max_examples=150, deadline=None)
@given(
    labels=st.lists(st.sampled_from("abcd"), min_size=1, max_size=300),
    share=shares,
    seed=st.integers(0, 1000),
)
def test_with_distinct_texts_sizes_are_exact_and_classes_keep_their_share(
    labels: list[str], share: tuple[float, float], seed: int
) -> None:
    texts = [f"text {i}" for i in range(len(labels))]
    validation, test = share
    split = split_rows(texts, labels, validation=validation, test=test, seed=seed)
    of_class = Counter(labels)
    spare = len(labels) - len(of_class)  # each class keeps a training row
    wanted_test = math.floor(test * len(labels) + 0.5)
    assert len(split.test) == min(wanted_test, spare)
    assert len(split.validation) == min(math.floor(validation * len(labels) + 0.5), spare - len(split.test))
    for rows, fraction in ((split.test, test), (split.validation, validation)):
        counts = Counter(labels[row] for row in rows)
        if all(of_class[label] * (1 - validation - test) >= 2 for label in of_class):
            assert all(abs(counts[label] - fraction * of_class[label]) <= 1.5 for label in of_class)


def test_repeated_messages_stay_on_one_side_of_the_real_table() -> None:
    table = read_table(SMS, ReadOptions(columns=("label", "message")))
    texts, labels = table.column("message"), table.column("label")
    split = split_rows(texts, labels, validation=0.1, test=0.1, seed=0)
    assert [len(side) for side in sides(split)] == [4460, 557, 557]
    kinds = [{plain(texts[row]) for row in side} for side in sides(split)]
    assert not kinds[0] & (kinds[1] | kinds[2])
    for side in sides(split):
        spam = sum(labels[row] == "spam" for row in side) / len(side)
        assert spam == pytest.approx(747 / 5574, abs=0.004)


def test_equal_inputs_of_a_generation_table_stay_on_one_side() -> None:
    table = read_table(ROOT / "projects/e2e_restaurants/data/devset.csv")
    texts = table.column("mr")
    split = split_rows(texts, None, validation=0.1, test=0.1, seed=3)
    assert [len(side) for side in sides(split)] == pytest.approx([3738, 467, 467], abs=2)
    assert len({texts[row] for row in split.train} | {texts[row] for row in split.test}) == (
        len({texts[row] for row in split.train}) + len({texts[row] for row in split.test})
    )
    # Chance decides which inputs are tested, not how often they come.
    assert len({texts[row] for row in split.test}) > 20


def test_texts_equal_but_for_case_and_blanks_are_equal() -> None:
    texts = ["Call  me now", "call me NOW ", "\tCALL me\nnow"] + [f"other {i}" for i in range(17)]
    for seed in range(20):
        split = split_rows(texts, None, validation=0.3, test=0.3, seed=seed)
        assert sum(1 for side in sides(split) if {0, 1, 2} & set(side)) == 1


def test_the_split_is_the_one_that_it_has_always_been() -> None:
    texts = [f"message {i % 25}" for i in range(40)]
    labels = ["ham" if i % 25 % 4 else "spam" for i in range(40)]
    split = split_rows(texts, labels, validation=0.2, test=0.2, seed=7)
    assert split.validation == (1, 10, 11, 16, 24, 26, 35, 36)
    assert split.test == (4, 13, 15, 17, 21, 23, 29, 38)


def test_the_split_does_not_hang_on_the_hash_seed() -> None:
    program = (
        "from studio.data.split import split_rows; "
        "print(split_rows([f't{i % 30}' for i in range(50)], ['ab'[i % 2] for i in range(50)], "
        "validation=0.2, test=0.2, seed=1))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("0", "1", "4711")
    }
    assert len(outputs) == 1


def test_seeds_differ_and_repeat() -> None:
    texts = [f"t{i}" for i in range(200)]
    first = split_rows(texts, None, validation=0.1, test=0.1, seed=0)
    assert first == split_rows(texts, None, validation=0.1, test=0.1, seed=0)
    assert first != split_rows(texts, None, validation=0.1, test=0.1, seed=1)


def test_the_order_of_the_rows_does_not_matter() -> None:
    texts = [f"t{i}" for i in range(100)]
    labels = ["ab"[i % 2] for i in range(100)]
    forward = split_rows(texts, labels, validation=0.2, test=0.2, seed=5)
    backward = split_rows(texts[::-1], labels[::-1], validation=0.2, test=0.2, seed=5)
    assert {texts[row] for row in forward.test} == {texts[::-1][row] for row in backward.test}


def test_a_table_that_grows_keeps_most_rows_where_they_were() -> None:
    texts = [f"t{i}" for i in range(1000)]
    before = set(split_rows(texts, None, validation=0.1, test=0.1, seed=0).test)
    after = set(split_rows([*texts, *(f"new {i}" for i in range(20))], None, validation=0.1, test=0.1, seed=0).test)
    assert len(before & after) >= 90


def test_a_class_of_one_row_is_trained_on() -> None:
    labels = ["a"] * 20 + ["rare"]
    for seed in range(30):
        split = split_rows([f"t{i}" for i in range(21)], labels, validation=0.4, test=0.4, seed=seed)
        assert 20 in split.train


def test_a_class_whose_only_text_belongs_to_another_class_too_is_trained_on() -> None:
    texts = ["same", "same", "same", *(f"t{i}" for i in range(17))]
    labels = ["a", "a", "rare", *(["a"] * 17)]
    for seed in range(30):
        assert 2 in split_rows(texts, labels, validation=0.4, test=0.4, seed=seed).train


def test_one_text_only_is_trained_on() -> None:
    assert split_rows(["same"] * 5, None, validation=0.4, test=0.4, seed=0) == Split((0, 1, 2, 3, 4), (), ())


def test_no_rows_make_an_empty_split() -> None:
    assert split_rows([], [], validation=0.1, test=0.1, seed=0) == Split((), (), ())


def test_shares_of_nothing_leave_all_for_training() -> None:
    assert split_rows(["a", "b"], ["x", "y"], validation=0.0, test=0.0, seed=0) == Split((0, 1), (), ())


@pytest.mark.parametrize(
    ("validation", "test"), [(-0.1, 0.1), (0.1, -0.1), (0.5, 0.5), (0.9, 0.2), (1.0, 0.0), (float("nan"), 0.1)]
)
def test_impossible_shares_are_refused(validation: float, test: float) -> None:
    with pytest.raises(TableError, match=r"share|training"):
        split_rows(["a", "b"], None, validation=validation, test=test, seed=0)


def test_texts_and_labels_must_be_as_many() -> None:
    with pytest.raises(TableError, match="2 texts and 1 labels"):
        split_rows(["a", "b"], ["x"], validation=0.1, test=0.1, seed=0)
