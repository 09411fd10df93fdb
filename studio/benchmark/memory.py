"""The most memory that a side has at once, measured in a process of its own. No torch at import."""

from __future__ import annotations

from pathlib import Path

from studio.benchmark.workload import PROMPTS, Plan, draw_rows
from studio.fresh_process import most_memory

_BATCHES = 4


def peak_memory(plan: Plan, folder: Path, side: str) -> int:
    """Bytes that this process had at once at most, once a side has trained four batches with the longer prompt.

    On CUDA those of the device's memory.
    """
    import torch

    from studio.benchmark.ours import Ours
    from studio.benchmark.theirs import Theirs

    if plan.threads:
        torch.set_num_threads(plan.threads)
    rows, tokens = draw_rows(plan.shape, min(plan.rows, _BATCHES * plan.batch)), max(PROMPTS)
    if side == "ours":
        train = Ours(folder, plan).training(rows, tokens=tokens, batch=plan.batch)
    else:
        train = Theirs(folder, plan).training(rows, tokens=tokens, batch=plan.batch, best=side == "best")
    train()
    return most_memory()
