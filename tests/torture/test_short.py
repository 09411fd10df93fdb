"""A few rounds of each kind, the same each time; `make torture PART=...` makes all of them."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.torture.filesystem import FAULTS
from tests.torture.fuzz import SUBJECTS, any_adapter, problem_of
from tests.torture.jobs import JOBS
from tests.torture.rounds import Torture

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")
_ROUNDS = {"train": 3, "predict": 3}  # and of each other job 6


@pytest.fixture(scope="module")
def torture(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Iterator[Torture]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)  # a forked child has no other threads
    yield Torture(tmp_path_factory.mktemp("torture ü"), tiny_model)
    torch.set_num_threads(before)


@pytest.mark.parametrize("name", JOBS)
def test_whatever_fails_nothing_is_lost_and_asked_again_the_job_ends_the_same(torture: Torture, name: str) -> None:
    draw = random.Random(name)
    operations = torture.undisturbed(name).operations
    for _ in range(_ROUNDS.get(name, 6)):
        at, fault = draw.randrange(len(operations)), draw.choice(FAULTS)
        assert not torture.with_fault(name, at, fault), f"{fault} at {at}, {operations[at]}"


@pytest.mark.parametrize("name", [*SUBJECTS, "adapters"])
def test_whatever_comes_from_outside_is_read_or_refused_in_a_sentence(torture: Torture, name: str) -> None:
    check = SUBJECTS.get(name) or partial(any_adapter, adapter=torture.finished_adapter())
    for number in range(60):
        assert not problem_of(check, f"{name} {number}", torture.room)


@pytest.mark.parametrize("name", JOBS)
def test_what_takes_its_name_was_flushed_before(torture: Torture, name: str) -> None:
    done = torture.undisturbed(name)

    assert not done.early
    if name != "reindex":  # which SQLite writes
        assert "fsync" in {what for what, _ in done.operations}


@pytest.mark.parametrize("name", JOBS)
def test_a_job_that_is_killed_at_any_time_is_gone_on_with(torture: Torture, name: str) -> None:
    draw = random.Random(name)
    after = draw.uniform(0.0, torture.undisturbed(name).seconds)

    assert not torture.killed(name, after, times=2), f"after {after} s"
