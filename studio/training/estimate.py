"""What a run will take, told from a rehearsal of it in a process of its own. No torch at import."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from rich.console import RenderableType

from studio.errors import StorageError
from studio.fresh_process import in_child
from studio.spec import Quantization, RunSpec, write_run_spec
from studio.terminal import size, table

PARTS = {  # what the phases of a run belong to
    "loading": "loading",
    "reading": "tokenizing",
    "tokenizing": "tokenizing",
    "teachers": "training",
    "training": "training",
    "baselines": "evaluating",
    "evaluating": "evaluating",
    "saving": "saving",
}


@dataclass(frozen=True)
class LongestBatch:
    """rows: of it    tokens: that have to be computed for it, of all rows together"""

    rows: int
    tokens: int


@dataclass(frozen=True)
class Estimate:
    """seconds: as the finished run will count them    seconds_by_part: by the names in PARTS' values

    steps: optimizer steps, those of teachers among them    measured_steps: so many of them were timed
    peak_memory_bytes: on CUDA of the device's memory, elsewhere of main memory
    memory_bytes: what there is of it    weights_bytes: of the base model's weights alone, on paper
    longest_batch: of training; None where nothing is trained
    not_counted: sentences
    """

    seconds: float
    seconds_by_part: dict[str, float]
    seconds_a_step: float
    steps: int
    measured_steps: int
    peak_memory_bytes: int
    memory_bytes: int
    weights_bytes: int
    longest_batch: LongestBatch | None
    device: str
    precision: str
    quantization: Quantization
    not_counted: list[str]


def estimate_run(spec: RunSpec) -> Estimate:
    """Rehearse a run in a child, in a folder that is gone afterwards.

    spec: with absolute paths
    Raises what the run would raise, and StorageError where the folder cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="softprompt-estimate-", ignore_cleanup_errors=True) as folder:
        try:
            write_run_spec(spec, Path(folder) / "run.toml")
        except OSError as error:
            raise StorageError(
                f"{folder}: nothing can be written there ({error.strerror or error}). Make room, or set TMPDIR."
            ) from None
        return in_child(_rehearsed, Path(folder))


def _rehearsed(run_dir: Path) -> Estimate:
    from studio.training.rehearsal import rehearse

    return rehearse(run_dir)


def report(found: Estimate) -> list[RenderableType]:
    """An estimate for people."""
    drawn = table("", ">time")
    for part, seconds in found.seconds_by_part.items():
        drawn.add_row(part, duration(seconds))
    drawn.add_row("together", duration(found.seconds))
    said: list[RenderableType] = [drawn]
    if found.longest_batch is not None:
        longest = found.longest_batch
        said.append(
            f"{found.steps:,} steps of {found.seconds_a_step:.3g} s, from {found.measured_steps} that were timed; the "
            f"longest batch has {longest.rows:,} rows and {longest.tokens:,} tokens to compute."
        )
    else:
        said.append("Nothing is trained.")
    bits = "" if found.quantization == "none" else f", {found.quantization}"
    said.append(
        f"Memory at most: {size(found.peak_memory_bytes)} of {size(found.memory_bytes)}, of which the base model's "
        f"weights are {size(found.weights_bytes)} ({found.device}, {found.precision}{bits})."
    )
    return [*said, *found.not_counted]


def duration(seconds: float) -> str:
    """Seconds as people read them."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes = round(seconds / 60)
    return f"{seconds / 60:.1f} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"
