"""How long a run of a million short rows takes to its first step, and the most memory that it has. No test.

    python tests/million_rows.py [rows]

Two cores, the starter model, prompt tuning, and tables of validation and test so small that what is measured before the
first step (majority class, zero-shot) is no longer than a step. Runs on Linux, in a folder that is gone afterwards.
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

from studio.data.table import ReadOptions, read_table
from studio.events import DataReady, EventFollower, PhaseChanged, StepDone
from studio.paths import sample_projects_dir
from studio.spec import run_spec_from, write_run_spec

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


def main(rows: int) -> None:
    """Write the table, train one step in a child process, and print what it took."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    with tempfile.TemporaryDirectory() as folder:
        table, run_dir = Path(folder) / "rows.csv", Path(folder) / "run"
        write_table(table, rows)
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
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
