"""The most memory that a side has at once, measured in a process of its own. No torch at import."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import psutil

from studio.benchmark.workload import PROMPTS, Plan, draw_rows

_BATCHES = 4


def in_child(function: Callable[..., int], *arguments: Any) -> int:
    """What a function of a module says in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


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
    return torch.cuda.max_memory_allocated() or most_resident()


def most_resident() -> int:
    """Bytes of main memory that this process had at once at most."""
    if sys.platform == "linux":  # where ru_maxrss begins with what the parent had
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1])
    elif sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    else:
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else 1024 * most
