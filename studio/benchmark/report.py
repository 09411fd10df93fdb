"""A measurement for people. No torch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from studio.benchmark.findings import RATIOS, SIDES, Findings
from studio.terminal import size, table

_MEASURED = {
    "train_p20": "Prompt tuning, P 20",
    "train_p100": "Prompt tuning, P 100",
    "predict_p100": "Scoring, P 100",
    "adapters8": "Scoring, 8 adapters",
    "write_p20": "Writing text, P 20",
    "cpt": "CPT, P 100",
}


def report(found: Findings) -> list[RenderableType]:
    """Seconds, ratios and memory as tables, and what they hang on in lines."""
    return [
        _ratios(found),
        _seconds(found.seconds),
        _memory(found.memory),
        f"Both sides in fp32 from the same prompts, over an epoch: losses differ by {found.loss_gap:.1e} of PEFT's at "
        f"most, the prompt's gradients by {found.gradient_gap:.1e}.",
        f"Our training with P 100 reaches {found.peak_fraction:.1%} of the best bf16 matrix product, which was "
        f"{found.peak_gflops:,.0f} GFLOP/s here.",
        "PEFT's recipe is its documentation's: rows in random order, padded to the longest of a batch, fp32. Its best: "
        f"rows sorted by length, {'bf16 autocast' if found.machine['bf16'] else 'fp32, since there is no bf16 here'}.",
        f"Rows: {found.rows}, in a batch: {found.batch}, rounds of each side in turn: {found.rounds}.",
        _machine(found.machine),
    ]


def _machine(machine: Mapping[str, Any]) -> str:
    return (
        f"{machine['processor']} ({machine['cpu']}), {machine['threads']} of {machine['cores']} cores, computing on "
        f"{machine['device']}, our frozen weights in {machine['our_precision']}; "
        f"torch {machine['torch']}, transformers {machine['transformers']}, PEFT {machine['peft']}."
    )


def _ratios(found: Findings) -> Table:
    drawn = table("", "against", ">times as fast", ">least", ">most", title="Softprompt Studio beside PEFT")
    for ratio, (what, side) in RATIOS.items():
        least, most = found.spread[ratio]
        drawn.add_row(_MEASURED[what], SIDES[side], f"{found.ratios[ratio]:.2f}", f"{least:.2f}", f"{most:.2f}")
    return drawn


def _seconds(seconds: Mapping[str, Mapping[str, float]]) -> Table:
    drawn = table("", *(f">{SIDES[side]}" for side in SIDES), title="Seconds of one pass over the rows")
    for what, by in seconds.items():
        drawn.add_row(_MEASURED[what], *(f"{by[side]:.3f}" if side in by else "" for side in SIDES))
    return drawn


def _memory(memory: Mapping[str, int]) -> Table:
    drawn = table("", *(f">{SIDES[side]}" for side in SIDES), title="Memory at most")
    drawn.add_row("Prompt tuning, P 100", *(size(memory[side]) for side in SIDES))
    return drawn
