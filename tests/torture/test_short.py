"""A few rounds of each kind, the same each time; `make torture PART=...` makes all of them."""

from __future__ import annotations

import importlib.util
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from studio.store.project import Project
from tests.torture import soak, steps
from tests.torture.filesystem import FAULTS
from tests.torture.fuzz import SUBJECTS, any_adapter, problem_of
from tests.torture.guided import guided
from tests.torture.jobs import JOBS
from tests.torture.rounds import Torture
from tests.torture.writers import Account, differences, writers

WRITING = [job.name for job in JOBS.values() if job.writes]
BY_SQLITE = ("reindex", "migrate")  # which does not use Python's files
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")
_ROUNDS = {"train": 3, "predict": 3}  # and of each other job 6


@pytest.fixture(scope="module")
def torture(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Iterator[Torture]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)  # a forked child has no other threads
    yield Torture(tmp_path_factory.mktemp("torture ü"), tiny_model)
    torch.set_num_threads(before)


@pytest.mark.parametrize("name", WRITING)
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


@pytest.mark.parametrize("name", WRITING)
def test_what_takes_its_name_was_flushed_before(torture: Torture, name: str) -> None:
    done = torture.undisturbed(name)

    assert not done.early
    if name not in BY_SQLITE:
        assert "fsync" in {what for what, _ in done.operations}


@pytest.mark.parametrize("name", JOBS)
def test_a_job_that_is_killed_at_any_time_is_gone_on_with(torture: Torture, name: str) -> None:
    draw = random.Random(name)
    after = draw.uniform(0.0, torture.undisturbed(name).seconds)

    assert not torture.killed(name, after, times=2), f"after {after} s"


def test_what_several_programs_write_at_once_is_all_there(tmp_path: Path) -> None:
    for name, what, problems in writers(tmp_path, 4, 0.03, random.Random(0)):
        assert not problems, f"{name}, {what}"


def test_the_account_of_the_writers_tells_what_is_missing(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "project")
    lost = Account(runs={"run-1": ("name", "", 3)}, tables={("table", "v1")})
    missing = list(differences(project, lost))
    project.close()
    assert [problem.split(":")[0] for problem in missing] == ["runs", "tables"]


def test_memory_that_grows_over_a_training_is_told() -> None:
    def samples(growth: float) -> list[steps.Sample]:
        return [steps.Sample(step, int(10**8 * (1 + growth * step / 1000)), 20, 3) for step in range(1000)]

    assert not list(steps.growth(samples(0.01), 1000))
    [problem] = steps.growth(samples(0.05), 1000)
    assert problem.startswith("memory grew; MB by tenths: 100.")

    def with_holes(growth: float) -> list[steps.Sample]:
        return [replace(one, held=int(10**7 * (1 + growth * one.step / 1000))) for one in samples(0.05)]

    assert not list(steps.growth(with_holes(0.01), 1000))
    [problem] = steps.growth(with_holes(0.05), 1000)
    assert problem.startswith("held grew; MB by tenths: 10.")


def test_what_a_window_holds_more_of_is_told() -> None:
    def samples(growth: int) -> list[soak.Sample]:
        return [soak.Sample(n, 10**8 + n * growth * 10**6, 40 + n * growth, 9, 2, 10**8) for n in range(20)]

    assert not list(soak.growth(samples(0)))
    assert [problem.split()[0] for problem in soak.growth(samples(1))] == ["memory", "handles"]


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")
def test_bytes_that_reach_new_code_are_read_or_refused(tmp_path: Path) -> None:
    [(_, what, problems)] = guided(tmp_path, 300, 1)
    assert not problems
    assert what == "300 tables"
