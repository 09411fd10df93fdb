"""Break what can be broken, at length:  python -m tests.torture PART [--rounds N] [--seed S] [--job NAME]

crash: jobs are killed at random instants    faults: every operation with files fails, in each of four ways
fuzz: tables, adapters, run.toml files and lines that are bent at random
stops: trainings are started, and stopped at random instants

Prints the seed, and what to give to see a failed round again. Ends with 1 where anything went wrong.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil

os.environ |= {
    "OMP_NUM_THREADS": "1",
    "SOFTPROMPT_PRECISION": "fp32",
    "HF_HUB_OFFLINE": "1",
}  # read when torch and the others are imported

from tests.tiny_model import write_tiny_model
from tests.torture.filesystem import FAULTS, Fault
from tests.torture.fuzz import SUBJECTS, any_adapter, problem_of
from tests.torture.jobs import JOBS
from tests.torture.rounds import Torture
from tests.torture.stops import specs, stopped

Round = tuple[str, str, list[str]]  # the job, what was done to it, what went wrong

_FUZZ_ROUNDS = {"tables": 60_000, "cells": 40_000, "adapters": 10_000, "run.toml": 10_000, "lines": 10_000}


def crashes(torture: Torture, jobs: list[str], rounds: int, draw: random.Random) -> Iterator[Round]:
    for _ in range(rounds):
        name = draw.choice(jobs)
        after = draw.uniform(0.0, torture.undisturbed(name).seconds * 1.05)
        times = draw.choice((1, 1, 2, 3))
        yield name, f"killed {times} times after {after:.4f} s", torture.killed(name, after, times)


def faults(torture: Torture, jobs: list[str], rounds: int, draw: random.Random) -> Iterator[Round]:
    """Every operation in every way. rounds: of each job at most, drawn; 0 for all"""
    for name in jobs:
        operations = torture.undisturbed(name).operations
        every: list[tuple[int, Fault]] = [(at, fault) for at in range(len(operations)) for fault in FAULTS]
        chosen = sorted(draw.sample(every, rounds)) if 0 < rounds < len(every) else every
        yield name, "files that took their name unflushed", list(torture.undisturbed(name).early)
        for at, fault in chosen:
            what, path = operations[at]
            yield name, f"{fault} at {at}: {what} {Path(path).name}", torture.with_fault(name, at, fault)


def fuzzed(torture: Torture, subjects: list[str], rounds: int, draw: random.Random) -> Iterator[Round]:
    checks = {**SUBJECTS, "adapters": partial(any_adapter, adapter=torture.finished_adapter())}
    for name in subjects or [*checks]:
        for _ in range(rounds or _FUZZ_ROUNDS[name]):
            seed = f"{name} {draw.randrange(2**60)}"
            yield name, f"seed {seed!r}", [found] if (found := problem_of(checks[name], seed, torture.room)) else []


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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", choices=["crash", "faults", "fuzz", "stops"])
    parser.add_argument(
        "--rounds", type=int, default=0, help="0: 200 crashes, every fault, 100,000 tables and 10,000 of each other"
    )
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31))
    parser.add_argument("--job", choices=[*JOBS, *_FUZZ_ROUNDS], action="append", help="these alone")
    given = parser.parse_args()
    draw = random.Random(given.seed)
    print(f"{given.part}, seed {given.seed}", flush=True)
    began, done, wrong = time.monotonic(), Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="torture ü ") as folder:
        torture = Torture(Path(folder), write_tiny_model(Path(folder) / "model"))
        match given.part:
            case "crash":
                rounds = crashes(torture, given.job or [*JOBS], given.rounds or 200, draw)
            case "faults":
                rounds = faults(torture, given.job or [*JOBS], given.rounds, draw)
            case "stops":
                rounds = stops(torture, given.rounds or 500, draw)
            case _:
                rounds = fuzzed(torture, given.job, given.rounds, draw)
        for name, what, problems in rounds:
            done[name] += 1
            wrong[name] += bool(problems)
            for problem in problems:
                print(f"{name}, {what}: {problem}", flush=True)
    for name in done:
        print(f"{name}: {done[name]} rounds, {wrong[name]} went wrong")
    print(f"{sum(done.values())} rounds in {time.monotonic() - began:.0f} s, {sum(wrong.values())} went wrong")
    return int(bool(sum(wrong.values())))


if __name__ == "__main__":
    sys.exit(main())
