"""A long training gives back what it no longer needs."""

from __future__ import annotations

import platform
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import torch

from studio.training import loop
from studio.training.memory import give_back
from studio.training.run import train_run

MakeRun = Callable[..., Path]


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep no holes, or cannot be asked")
def test_holes_between_blocks_in_use_go_back_to_the_system() -> None:
    process, blocks = psutil.Process(), [torch.ones(16_000) for _ in range(2_500)]  # 64 kB each, on the heap
    full = process.memory_info().rss
    kept = blocks[::50]
    del blocks
    give_back()
    assert full - process.memory_info().rss > 120_000_000
    assert all(float(block.sum()) == 16_000 for block in kept)


def test_a_training_gives_memory_back_now_and_then(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    monkeypatch.setattr(loop, "_TIDY_STEPS", 4)
    monkeypatch.setattr(loop, "give_back", lambda: given.append(1))
    train_run(make_run(training={"max_steps": 13}))  # 9 steps an epoch: an evaluation after the 9th and the 13th
    assert len(given) == 3 + 2
