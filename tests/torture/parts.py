"""The parts whose rounds are made by forked children of one process that has torch: one round after the other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from itertools import product
from pathlib import Path

import psutil

from tests.torture.ends import ENDS, ended, table_of_many_rows
from tests.torture.filesystem import FAULTS
from tests.torture.fuzz import SUBJECTS, any_adapter, problem_of
from tests.torture.jobs import JOBS
from tests.torture.rounds import Torture
from tests.torture.stops import specs, stopped
from tests.torture.window import WINDOW, Windows

Round = tuple[str, str, list[str]]  # the job, what was done to it, what went wrong

FUZZ_ROUNDS = {"tables": 60_000, "cells": 40_000, "adapters": 10_000, "run.toml": 10_000, "lines": 10_000}


def crashes(torture: Torture, jobs: list[str], rounds: int, draw: random.Random) -> Iterator[Round]:
    windows = Windows(torture)
    for _ in range(rounds):
        name = draw.choice(jobs or [*JOBS, WINDOW])
        if name == WINDOW:
            yield name, *windows.killed(draw)
            continue
        after = draw.uniform(0.0, torture.undisturbed(name).seconds * 1.05)
        times = draw.choice((1, 1, 2, 3))
        yield name, f"killed {times} times after {after:.4f} s", torture.killed(name, after, times)


def faults(torture: Torture, jobs: list[str], rounds: int, draw: random.Random, within: slice) -> Iterator[Round]:
    """Operations of each job, in every way. rounds: of each job at most, drawn; 0 for all"""
    for name in jobs or [job.name for job in JOBS.values() if job.writes]:
        operations = torture.undisturbed(name).operations
        every = list(product(range(len(operations))[within], FAULTS))
        chosen = sorted(draw.sample(every, rounds)) if 0 < rounds < len(every) else every
        yield name, "files that took their name unflushed", list(torture.undisturbed(name).early)
        for at, fault in chosen:
            what, path = operations[at]
            yield name, f"{fault} at {at}: {what} {Path(path).name}", torture.with_fault(name, at, fault)


def fuzzed(torture: Torture, subjects: list[str], rounds: int, draw: random.Random) -> Iterator[Round]:
    checks = {**SUBJECTS, "adapters": partial(any_adapter, adapter=torture.finished_adapter())}
    for name in subjects or [*checks]:
        for _ in range(rounds or FUZZ_ROUNDS[name]):
            seed = f"{name} {draw.randrange(2**60)}"
            yield name, f"seed {seed!r}", [found] if (found := problem_of(checks[name], seed, torture.room)) else []


def ends(torture: Torture, rounds: int, draw: random.Random) -> Iterator[Round]:
    windows, table = Windows(torture), table_of_many_rows(torture.room.parent)
    took = []
    for _ in range(rounds):
        when, seconds, problems = ended(torture, windows, table, draw)
        took.append(seconds)
        yield ENDS, when, problems
    took.sort()
    print(f"seconds of an end: {took[len(took) // 2]:.2f} in the median, {took[-1]:.2f} at most")


def stops(torture: Torture, rounds: int, draw: random.Random) -> Iterator[Round]:
    project, table = torture.new_project()
    took = []
    for number in range(rounds):
        spec = specs(torture.model, table)[number % 2]
        when, seconds, problems = stopped(project, spec, draw)
        took.append(seconds)
        yield f"stop, {spec.data.task}", when, problems
    left = psutil.Process().children(recursive=True)
    yield "children", "at the end", [f"{child.pid} lives on" for child in left]
    took.sort()
    print(f"seconds of a stop: {took[len(took) // 2]:.2f} in the median, {took[-1]:.2f} at most")
    project.close()
