"""How long a million short rows take to be imported, and a run of them to its first step, and the memory. No test.

    python tests/million_rows.py [rows]           # both
    python tests/million_rows.py import [rows]    # the import alone, beside pyarrow's own reader of CSV

An import is read as the window reads it, and copied into a project. It is measured in turn with pyarrow in one process,
from nothing each time; memory in a process of its own. The run: two cores, the starter model, prompt tuning, and tables
of validation and test so small that what is measured before the first step (majority class, zero-shot) is no longer
than a step. Runs on Linux, in a folder that is gone afterwards.
"""

from __future__ import annotations

import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from statistics import median

import pyarrow.csv

from studio.data.readers import first_rows, read_table
from studio.data.table import ReadOptions
from studio.events import DataReady, EventFollower, PhaseChanged, StepDone
from studio.paths import sample_projects_dir
from studio.spec import run_spec_from, write_run_spec
from studio.store.project import Project

_ROUNDS = 9
ROOT = Path(__file__).resolve().parent.parent


def write_table(path: Path, rows: int) -> None:
    """Rows of 8 to 15 words, drawn from the words of the sample of text messages, with one of two labels."""
    options = ReadOptions(columns=("label", "message"), header=False)
    messages = read_table(sample_projects_dir() / "sms_spam" / "data" / "sms_spam.tsv", options).column("message")
    words, draw = sorted({word for message in messages for word in message.split()}), random.Random(0)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label"])
        for _ in range(rows):
            writer.writerow([" ".join(draw.choices(words, k=draw.randint(8, 15))), draw.choice(("ham", "spam"))])


def measure_import(table: Path, folder: Path) -> None:
    """Print the medians of rounds that read in turn, and what each of them needs in memory."""
    print(f"{table.stat().st_size / 1e6:,.0f} MB of CSV, {_ROUNDS} rounds")
    found = {what: subprocess.run(_child(what, table, folder), check=True, capture_output=True, text=True).stdout
             for what in ("rounds", "pyarrow", "ours")}  # fmt: skip
    measured = [[float(one) for one in line.split()] for line in found["rounds"].splitlines()]
    for unit, first in (("s", 0), ("s of processor", 4)):
        for place, name in enumerate(("pyarrow", "first 100 rows", "read", "import"), first):
            ratios = [round_[place] / round_[first] for round_ in measured]
            spread = f"{median(ratios):4.1f} times pyarrow ({min(ratios):.1f} to {max(ratios):.1f})"
            print(f"{name:>16} {median(round_[place] for round_ in measured):6.2f} {unit}, {spread}")
    for name in ("pyarrow", "ours"):
        print(f"{name:>16} {float(found[name]):6,.0f} MB at most")


def _child(what: str, table: Path, folder: Path) -> list[str]:
    return [sys.executable, __file__, what, str(table), str(folder)]


def rounds(table: Path, folder: Path) -> None:
    """In a child, a line a round: seconds of pyarrow, of the first rows, of reading, of reading and copying into a
    project; and the processor's."""
    pyarrow.csv.read_csv(table)
    for number in range(_ROUNDS):
        os.environ["XDG_CACHE_HOME"] = str(folder / f"cache {number}")
        project = Project.create(folder / f"project {number}", name="A million rows")
        marks = [_now()]
        pyarrow.csv.read_csv(table)
        marks.append(_now())
        first_rows(table, rows=100)
        marks.append(_now())
        read = read_table(table)
        marks.append(_now())
        project.import_table(table, table=read)
        marks.append(_now())
        project.close()
        for clock in (0, 1):
            begins = [marks[place][clock] for place in (0, 1, 2, 2)]
            ends = [mark[clock] for mark in marks[1:]]
            print(*(end - begin for begin, end in zip(begins, ends, strict=True)), end=" ")
        print()


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def memory(what: str, table: Path, folder: Path) -> None:
    """In a child: the most that it had, in MB."""
    if what == "pyarrow":
        pyarrow.csv.read_csv(table)
    else:
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        project = Project.create(folder / "project", name="A million rows")
        project.import_table(table, table=read_table(table))
        project.close()
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main(rows: int, *, with_run: bool) -> None:
    """Write the table, import it, and train one step on it."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "rows.csv"
        write_table(table, rows)
        measure_import(table, Path(folder))
        if with_run:
            measure_run(table, rows)


def measure_run(table: Path, rows: int) -> None:
    """Train one step in a child process, and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        run_dir = Path(folder) / "run"
        run_dir.mkdir()
        aside = min(0.05, 50 / rows)
        data = {"file": str(table), "text": "text", "label": "label", "validation": aside, "test": aside}
        values = {"data": data, "method": {"name": "prompt_tuning"}, "training": {"max_steps": 1}}
        write_run_spec(run_spec_from(values), run_dir / "run.toml")
        began = time.time()
        child = [sys.executable, "-m", "studio.engine.training_process", "--run", str(run_dir)]
        subprocess.run(child, cwd=ROOT, check=True)
        events = [event for _, event in EventFollower(run_dir).new_events()]
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        marks = [(event.phase, event.time) for event in events if isinstance(event, PhaseChanged) and not event.done]
        [step] = [event.time for event in events if isinstance(event, StepDone)]
        ready = next(event for event in events if isinstance(event, DataReady))
        print(f"{ready.rows:,} rows, {ready.train:,} to train on, the longest of {ready.longest_tokens} tokens")
        marks = [("starting", began), *((phase, at) for phase, at in marks if at < step), ("the first step", step)]
        for (phase, at), (_, until) in pairwise(marks):
            print(f"{phase:>12} {until - at:6.1f} s")
        processor = used.ru_utime + used.ru_stime
        print(f"{step - began:.1f} s to the first step on two cores; {processor:.1f} s of processor to the end")
        print(f"{used.ru_maxrss / 1024:,.0f} MB at most")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["rounds", table, folder]:
            rounds(Path(table), Path(folder))
        case ["pyarrow" | "ours" as what, table, folder]:
            memory(what, Path(table), Path(folder))
        case ["import", *given]:
            main(int(given[0]) if given else 1_000_000, with_run=False)
        case given:
            main(int(given[0]) if given else 1_000_000, with_run=True)
