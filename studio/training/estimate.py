"""What a run will take, and how that is told. No torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.spec import Quantization

if TYPE_CHECKING:
    from rich.console import RenderableType

PARTS = {  # what the phases of a run belong to
    "fetching": "loading",
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


@dataclass(frozen=True)
class PaperEstimate:
    """What a training needs of a device's memory at a time, reckoned without the device.

    weights_bytes: as they lie there    prompt_bytes: all that is trained, with its optimizer's state
    activations_bytes: what a step makes beside, gradients among it    context_bytes: a process's own on a GPU
    fits: None where no device memory was named    longest_batch: of those reckoned    not_counted: sentences
    """

    total_bytes: int
    weights_bytes: int
    prompt_bytes: int
    activations_bytes: int
    context_bytes: int
    device_memory_bytes: int | None
    fits: bool | None
    parameters: int
    trainable_parameters: int
    longest_batch: LongestBatch
    device: str
    precision: str
    quantization: Quantization
    checkpoint_activations: bool
    not_counted: list[str]


def paper_report(found: PaperEstimate) -> list[RenderableType]:
    """An estimate on paper for people."""
    from studio.terminal import size, table  # the window has no use for what it imports

    drawn = table("", ">memory")
    bits = "" if found.quantization == "none" else f", {found.quantization}"
    drawn.add_row(f"weights, {found.parameters:,} ({found.precision}{bits})", size(found.weights_bytes))
    drawn.add_row(f"trained, {found.trainable_parameters:,}, and the optimizer", size(found.prompt_bytes))
    kept = "one layer's at a time" if found.checkpoint_activations else "all layers'"
    drawn.add_row(f"activations, {kept}, and gradients", size(found.activations_bytes))
    if found.context_bytes:
        drawn.add_row("the device's own", size(found.context_bytes))
    drawn.add_row("together", size(found.total_bytes))
    longest = found.longest_batch
    said: list[RenderableType] = [
        drawn,
        f"At its longest batch, of {longest.rows:,} rows and {longest.tokens:,} tokens to compute ({found.device}).",
    ]
    if found.device_memory_bytes is not None:
        answer = "It fits into" if found.fits else "It does not fit into"
        said.append(f"{answer} {size(found.device_memory_bytes)}.{'' if found.fits else _remedy(found)}")
    return [*said, *found.not_counted]


def _remedy(found: PaperEstimate) -> str:
    ways = []
    if not found.checkpoint_activations:
        ways.append("checkpoint_activations = true")
    if found.quantization != "4bit":
        ways.append('quantization = "4bit"')
    ways.append("max_batch_tokens or a smaller batch_size, with more batches_per_step")
    return f" Less takes, under [training]: {'; '.join(ways)}."


def report(found: Estimate) -> list[RenderableType]:
    """An estimate for people."""
    from studio.terminal import size, table  # the window has no use for what it imports

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
