"""How many threads a child may use beside the window."""

from __future__ import annotations

import os
from pathlib import Path

from studio.preferences import THREADS
from studio.spec import read_run_spec


def spare_cores() -> int:
    """What the user's preferences say; else all cores that this process may use but one, at least one.

    The window needs a core: two training threads beside it on two cores were 6 times slower than one.
    """
    said = os.environ.get(THREADS, "")
    if said.isdecimal() and int(said):
        return int(said)
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, usable - 1)


def threads_of(run_dir: Path) -> int:
    """What the run says, or what the window leaves. Raises SpecError where its run.toml cannot be read."""
    return read_run_spec(run_dir / "run.toml").training.threads or spare_cores()
