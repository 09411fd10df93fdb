"""Break what can be broken, at length:  python -m tests.torture PART [--rounds N] [--seed S] [--job NAME]

crash: jobs are killed at random instants, and a window, its training, or both
faults: every operation with files fails, in each of four ways
fuzz: tables, adapters, run.toml files and lines that are bent at random
guided: bytes for the reader of tables, led to code that was not reached before (the extra `fuzz`)
ends: a window is ended by the system at random instants, while it trains, reads, asks a model or a person
stops: trainings are started, and stopped at random instants
writers: several programs write one project at once
steps: one long training, whose memory is watched
soak: a window in which a person does anything at random, watched for what grows

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
from pathlib import Path

os.environ |= {
    "OMP_NUM_THREADS": "1",
    "SOFTPROMPT_PRECISION": "fp32",
    "HF_HUB_OFFLINE": "1",
    "QT_QPA_PLATFORM": "offscreen",
}  # read when torch and the others are imported

from tests.tiny_model import write_tiny_model

Round = tuple[str, str, list[str]]  # the job, what was done to it, what went wrong
_SAY_SECONDS = 60
PARTS = ("crash", "faults", "fuzz", "guided", "ends", "stops", "writers", "steps", "soak")


def rounds_of(given: argparse.Namespace, folder: Path, draw: random.Random) -> Iterator[Round]:
    """Imports what the part needs, and no more: the window must not have torch in its process."""
    model = write_tiny_model(folder / "model")
    match given.part:
        case "soak":
            from tests.torture.soak import soak

            return soak(folder, model, given.minutes, draw, figures=given.figures)
        case "writers":
            from tests.torture.writers import writers

            return writers(folder, given.rounds or 4, given.minutes, draw)
        case "steps":
            from tests.torture.steps import steps

            return steps(folder, model, given.job or ["tiny"], given.rounds or 10_000)
        case "guided":
            from tests.torture.guided import guided

            return guided(folder, given.rounds or 100_000, given.seed)
    from tests.torture import parts
    from tests.torture.rounds import Torture

    torture = Torture(folder, model)
    match given.part:
        case "crash":
            return parts.crashes(torture, given.job, given.rounds or 200, draw)
        case "faults":
            return parts.faults(torture, given.job, given.rounds, draw, slice(given.first, given.before))
        case "ends":
            return parts.ends(torture, given.rounds or 100, draw)
        case "stops":
            return parts.stops(torture, given.rounds or 500, draw)
        case _:
            return parts.fuzzed(torture, given.job, given.rounds, draw)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=PARTS)
    parser.add_argument(
        "--rounds",
        type=int,
        default=0,
        help="0: 200 crashes, every fault, 100,000 tables and 10,000 of each other, 100 ends, 500 stops, 4 writers, "
        "10,000 steps",
    )
    parser.add_argument("--minutes", type=float, default=1.0, help="of soak, for which 60 are usual, and writers")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31))
    parser.add_argument("--job", action="append", default=[], help="these alone")
    parser.add_argument("--first", type=int, default=0, help="the operation that faults begin with")
    parser.add_argument("--before", type=int, help="the operation that they end before")
    parser.add_argument("--figures", type=Path, help="a file that takes what soak measures, a line of JSON each time")
    given = parser.parse_args()
    draw = random.Random(given.seed)
    print(f"{given.part}, seed {given.seed}", flush=True)
    began, done, wrong = time.monotonic(), Counter[str](), Counter[str]()
    said = began
    with tempfile.TemporaryDirectory(prefix="torture ü ") as home:
        for name in ("DATA", "CONFIG", "CACHE", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = str(Path(home) / name.lower())
        for name, what, problems in rounds_of(given, Path(home), draw):
            done[name] += 1
            wrong[name] += bool(problems)
            for problem in problems:
                print(f"{name}, {what}: {problem}", flush=True)
            if time.monotonic() - said > _SAY_SECONDS:
                said = time.monotonic()
                print(f"after {said - began:.0f} s: {dict(done)}, {sum(wrong.values())} went wrong", flush=True)
    for name in done:
        print(f"{name}: {done[name]} rounds, {wrong[name]} went wrong")
    print(f"{sum(done.values())} rounds in {time.monotonic() - began:.0f} s, {sum(wrong.values())} went wrong")
    return int(bool(sum(wrong.values())))


if __name__ == "__main__":
    sys.exit(main())
