"""Examples by column: what is put in comes out, from memory and from a file, and orders are those of a plain list."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from studio.data.batches import Step, evaluation_order, training_order
from studio.data.examples import Example
from studio.data.stored_examples import StoredExamples, labels_of, lengths_of, most_frequent

EXAMPLES = [
    Example(
        ids=(-1,) * 3 + tuple(range(n % 7)),
        answer_ids=(5,) * (n % 4),
        label=None if n % 5 == 0 else n % 3,
        row=3 * n,
        cut=n % 11 == 0,
        source_ids=tuple(range(n % 2)),
        word_places=(1, -1) * (n % 3),
        tags=(-1, 2) * (n % 3),
    )
    for n in range(2500)
]


@pytest.mark.parametrize("where", ["memory", "file", "joined"])
def test_what_is_put_in_comes_out(tmp_path: Path, where: str) -> None:
    if where == "memory":
        stored = StoredExamples.of(EXAMPLES)
    elif where == "file":
        stored = StoredExamples.written(iter(EXAMPLES), tmp_path / "examples" / "train.arrow", "one")
    else:
        stored = StoredExamples.joined([StoredExamples.of(EXAMPLES[:1700]), [], EXAMPLES[1700:]])

    assert list(stored) == EXAMPLES
    assert stored[1999:2002] == EXAMPLES[1999:2002]
    assert (stored[-1], stored[-2500]) == (EXAMPLES[-1], EXAMPLES[0])
    with pytest.raises(IndexError):
        stored[2500]
    assert stored.lengths.tolist() == [len(example) for example in EXAMPLES]
    assert stored.labels.tolist() == [-1 if example.label is None else example.label for example in EXAMPLES]
    assert stored.rows.tolist() == [example.row for example in EXAMPLES]
    assert stored.cut.sum() == sum(example.cut for example in EXAMPLES)
    assert np.concatenate(list(stored.all_of("tags"))).tolist() == [tag for one in EXAMPLES for tag in one.tags]


def test_no_examples_are_examples_too(tmp_path: Path) -> None:
    for stored in (StoredExamples.of([]), StoredExamples.written([], tmp_path / "none.arrow", "none")):
        assert not stored
        assert list(stored) == lengths_of(stored).tolist() == []
        assert training_order(stored, batch_size=4, seed=0, epoch=0) == []


def test_a_file_is_found_again_if_it_is_whole_and_holds_the_same(tmp_path: Path) -> None:
    file = tmp_path / "train.arrow"
    assert StoredExamples.found(file, "one") is None
    StoredExamples.written(EXAMPLES, file, "one")

    found = StoredExamples.found(file, "one")
    assert found is not None
    assert list(found) == EXAMPLES
    assert StoredExamples.found(file, "another") is None
    found.close()
    whole = file.read_bytes()
    at = whole.index(np.arange(6, dtype=np.int32).tobytes())  # among the ids
    for damaged in (
        b"",
        b"ARROW1",
        whole[:-5],
        whole[:at] + b"\0" * 64 + whole[at + 64 :],
        whole.replace(b"source_ids", b"source_idz"),
        whole.replace(b"one", b"on\xcf"),
    ):
        file.write_bytes(damaged)
        assert StoredExamples.found(file, "one") is None


def test_what_is_broken_off_leaves_no_file(tmp_path: Path) -> None:
    def broken_off() -> Iterator[Example]:
        yield from EXAMPLES
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        StoredExamples.written(broken_off(), tmp_path / "train.arrow", "one")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="tells on Linux what is mapped")
def test_a_file_is_mapped_until_it_is_closed(tmp_path: Path) -> None:
    def is_mapped() -> bool:
        return "mapped.arrow" in Path("/proc/self/maps").read_text()

    stored = StoredExamples.written(EXAMPLES, tmp_path / "mapped.arrow", "one")
    joined, lengths = StoredExamples.joined([stored, stored]), stored.lengths
    assert is_mapped()
    stored.close()
    assert not is_mapped()
    assert len(joined) == 2 * len(lengths) == 5000


@pytest.mark.parametrize(
    ("settings", "epoch", "digest"),
    [
        ({}, 0, "e6b3f3db4c786ca1"),
        ({}, 1, "94c6854dda28a4e0"),
        ({"balanced": True}, 0, "155a87b4bf9f4cf2"),
        ({"balanced": True}, 1, "cab8344e2d329a4e"),
        ({"batches_per_step": 3, "max_tokens": 200}, 0, "72521b925f2be5ed"),
        ({"batches_per_step": 3, "max_tokens": 200}, 1, "3d595fd14b3f3132"),
        (None, 0, "ce684aa4af7ec495"),
    ],
)
def test_an_order_stays_what_it_was_so_that_a_paused_run_resumes(
    settings: dict[str, int] | None, epoch: int, digest: str
) -> None:
    """The digests are of the orders of plain lists, before examples were stored by column."""
    plain = [
        Example(ids=(1,) * (1 + n * 37 % 91), answer_ids=(1,) * (n % 3), label=int(n % 10 == 0)) for n in range(3000)
    ]
    for examples in (plain, StoredExamples.of(plain)):
        order: list[Step] | list[list[int]]
        if settings is None:
            order = list(evaluation_order(examples, batch_size=32))
        else:
            order = training_order(examples, batch_size=8, seed=5, epoch=epoch, **settings)  # type: ignore[arg-type]
        assert hashlib.sha256(json.dumps(order).encode()).hexdigest().startswith(digest)


def test_lists_and_stored_examples_have_the_same_lengths_labels_and_most_frequent_numbers() -> None:
    stored = StoredExamples.of(EXAMPLES)
    assert lengths_of(EXAMPLES).tolist() == lengths_of(stored).tolist()
    assert labels_of(EXAMPLES).tolist() == labels_of(stored).tolist()
    few = [Example(ids=(9, 4, 4, -1)), Example(ids=(7, -1, 9)), Example(ids=(-1, 3))]
    for examples in (few, StoredExamples.of(few), StoredExamples.joined([few[:1], few[1:]])):
        assert most_frequent(examples, "ids") == [9, 4, 7, 3]
        assert most_frequent(examples, "tags") == []


@pytest.mark.alone
def test_an_epoch_of_a_hundred_thousand_rows_is_ordered_without_making_an_example(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored = StoredExamples.joined([StoredExamples.of(EXAMPLES)] * 40)
    monkeypatch.setattr(StoredExamples, "__getitem__", None)
    began = time.process_time()
    steps = training_order(stored, batch_size=16, seed=0, epoch=0)
    assert sum(len(batch) for step in steps for batch in step) == 100_000
    assert time.process_time() - began < 2.0  # measured: 0.25
