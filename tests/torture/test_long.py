"""Some dozen rounds of each kind, other ones than those of `make test`; `make torture PART=...` makes all of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.torture.jobs import JOBS

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")
@pytest.mark.parametrize(
    ("part", "given"),
    [
        ("crash", ["--rounds", "40", *(f"--job={name}" for name in JOBS)]),
        ("crash", ["--rounds", "3", "--job=window"]),
        ("faults", ["--rounds", "20"]),
        ("fuzz", ["--rounds", "1000"]),
        ("stops", ["--rounds", "20"]),
        ("writers", ["--minutes", "0.5"]),
        ("steps", ["--rounds", "2000"]),
    ],
)
def test_nothing_goes_wrong_in_rounds_of(part: str, given: list[str]) -> None:
    command = [sys.executable, "-m", "tests.torture", part, "--seed", "7", *given]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout[-20_000:]
