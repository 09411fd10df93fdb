"""How a process that trains is set up: the same each time, and without looking for garbage that is not there."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator
from contextlib import contextmanager

import torch


def make_repeatable(seed: int) -> None:
    """Let what follows in this process be the same each time."""
    torch.manual_seed(seed)
    random.seed(seed)
    torch.use_deterministic_algorithms(True, warn_only=True)
    # Every operation here writes what it allocates.
    torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]


@contextmanager
def uncollected() -> Iterator[None]:
    """While inside, Python looks for no circles of garbage.

    Among the many small objects of a long table there are none, and looking took a third of the time of reading it.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
