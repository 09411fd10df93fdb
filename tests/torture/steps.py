"""One training of many steps over rows of very different lengths, in a child of its own whose memory is watched."""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from studio.architecture import read_architecture
from studio.engine.launch import start_trainer, stop_trainer
from studio.events import EventFollower, Failed, StepDone
from studio.spec import run_spec_from
from studio.store.project import Project
from tests.torture import held as held_module

MOST_GROWTH = 1.02  # of the last tenth over the second tenth
_MOST_WITH_HOLES = 1.1  # the same, of what the system gives where less than that is held
_ROWS, _LOOK_SECONDS, _SILENT_SECONDS = 3000, 0.05, 300.0
_WORDS = ("the", "film", "was", "good", "bad", "great", "story", "and", "actors", "made", "no", "sense", "phone")


@dataclass(frozen=True)
class Sample:
    """memory: that the system gives, in bytes    held: of it, what is in use; 0 where nobody knows"""

    step: int
    memory: int
    handles: int
    threads: int
    held: int = 0


def steps(folder: Path, tiny: Path, models: list[str], count: int) -> Iterator[tuple[str, str, list[str]]]:
    """A round a base model: "tiny", a bundled one, or a folder."""
    table = _table(folder / "long and short.csv")
    project = Project.create(folder / "project")
    for model in models:
        name = str(tiny) if model == "tiny" else model
        is_encoder = Path(name).is_dir() and read_architecture(Path(name)).kind == "encoder"
        method = "p_tuning_v2" if is_encoder else "prompt_tuning"
        spec = run_spec_from(
            {
                "model": {"name": name},
                "data": {"file": str(table), "text": "text", "label": "label", "validation": 0.05, "test": 0.05},
                "method": {"name": method, "num_virtual_tokens": 20},
                "training": {"max_steps": count, "epochs": count, "eval_every_steps": max(10, count // 20)}
                | {"batch_size": 8, "learning_rate": 0.01, "threads": 1},
            }
        )
        began = time.monotonic()
        samples, failed = watched(project.create_run(spec))
        problems = [*failed, *growth(samples, count)]
        yield f"steps of {model}", f"{count} in {time.monotonic() - began:.0f} s", problems
    project.close()


def watched(run_dir: Path) -> tuple[list[Sample], list[str]]:
    """What the trainer of a run had in its hands while it trained, and how it failed, if it did."""
    account = run_dir / "held"
    trainer = start_trainer(run_dir, command=[sys.executable, held_module.__file__, str(account)])
    process, follower = psutil.Process(trainer.pid), EventFollower(run_dir)
    samples: list[Sample] = []
    failed: list[str] = []
    step, heard = 0, time.monotonic()
    while trainer.poll() is None:
        for _, event in follower.new_events():
            heard = time.monotonic()
            if isinstance(event, StepDone):
                step = event.step
            elif isinstance(event, Failed):
                failed.append(event.message)
        if time.monotonic() - heard > _SILENT_SECONDS:
            stop_trainer(run_dir)
            failed.append(f"silent for {_SILENT_SECONDS:.0f} s after step {step}")
        with suppress(psutil.Error):
            samples.append(_sample(process, step, held_module.held(account)))
        time.sleep(_LOOK_SECONDS)
    if trainer.poll() != 0:
        failed.append(f"the training ended with {trainer.poll()}")
    return samples, failed


def _sample(process: psutil.Process, step: int, held: int) -> Sample:
    with process.oneshot():
        return Sample(step, process.memory_info().rss, process.num_fds(), process.num_threads(), held)


def growth(samples: list[Sample], count: int) -> Iterator[str]:
    """The second tenth of the steps beside the last: by then everything has been used once."""
    early = [one for one in samples if 0.1 * count <= one.step < 0.2 * count]
    late = [one for one in samples if 0.9 * count <= one.step < count]
    if min(len(early), len(late)) < 5:
        yield f"{len(early)} and {len(late)} samples are too few to tell"
        return
    is_known = all(one.held for one in (*early, *late))
    handles = [min(one.handles for one in some) for some in (early, late)]  # a file is open now and then
    threads = [min(one.threads for one in some) for some in (early, late)]
    print(f"handles {handles[0]}, {handles[1]}; threads {threads[0]}, {threads[1]}", flush=True)
    for what, most in (("held", MOST_GROWTH), ("memory", _MOST_WITH_HOLES if is_known else MOST_GROWTH)):
        if what == "held" and not is_known:
            continue
        before, after = (statistics.median(getattr(one, what) for one in some) for some in (early, late))
        print(
            f"{what}: {before / 1e6:.1f} MB in the second tenth, {after / 1e6:.1f} MB in the last "
            f"({after / before - 1:+.2%}), {max(getattr(one, what) for one in samples) / 1e6:.1f} MB at most",
            flush=True,
        )
        if after > before * most:
            tenths = [[getattr(one, what) for one in samples if one.step * 10 // count == tenth] for tenth in range(10)]
            medians = [statistics.median(some) / 1e6 for some in tenths if some]
            yield f"{what} grew; MB by tenths: " + ", ".join(f"{median:.1f}" for median in medians)
    if handles[1] > handles[0]:
        yield f"handles grew from {handles[0]} to {handles[1]}"
    if threads[1] > threads[0]:
        yield f"threads grew from {threads[0]} to {threads[1]}"


def _table(path: Path) -> Path:
    """Texts of 1 to 150 words, most of them short."""
    draw = random.Random(0)
    lines = ["text,label"]
    for row in range(_ROWS):
        words = draw.choices(_WORDS, k=min(150, 1 + int(draw.expovariate(1 / 25))))
        lines.append(f"{row} {' '.join(words)},{'yes' if 'good' in words or 'great' in words else 'no'}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
