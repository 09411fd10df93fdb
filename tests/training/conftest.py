"""A small table and runs on the small random model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from studio.data.batches import Batch
from studio.spec import run_spec_from, write_run_spec
from studio.training.loop import Trainer

WORDS = {
    "positive": ["good", "great", "a good screen", "great film"],
    "negative": ["bad", "made no sense", "a bad story"],
}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """120 rows, two thirds positive, all different."""
    lines = ["text,label"]
    for number in range(120):
        label = "negative" if number % 3 == 0 else "positive"
        lines.append(f"the film {number} was {WORDS[label][number % len(WORDS[label])]},{label}")
    path = tmp_path / "films.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def make_run(tmp_path: Path, tiny_model: Path, table: Path) -> Callable[..., Path]:
    """A run folder with its run.toml; sections are merged into a small classification run."""

    def make(name: str = "run", **sections: dict[str, Any]) -> Path:
        values: dict[str, dict[str, Any]] = {
            "model": {"name": str(tiny_model)},
            "data": {"file": str(table), "text": "text", "label": "label", "validation": 0.2, "test": 0.2},
            "method": {"name": "prompt_tuning", "num_virtual_tokens": 4},
            "training": {"epochs": 2, "batch_size": 8, "threads": 1},
        }
        for section, given in sections.items():
            kept = {key: value for key, value in (values[section] | given).items() if value is not None}
            values[section] = kept if given.get("name") in (None, values[section].get("name")) else given
        run_dir = tmp_path / name
        run_dir.mkdir()
        write_run_spec(run_spec_from(values), run_dir / "run.toml")
        return run_dir

    return make


@pytest.fixture
def held_to_one_batch(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every step must have the loss and the gradient of one batch of all its rows. How many batches steps had."""
    backward, held = Trainer.backward, []

    def gradient(trainer: Trainer, batches: list[Batch]) -> tuple[Tensor, list[Tensor]]:
        loss = backward(trainer, batches)
        return loss, [one.grad.clone() for one in trainer.prompt.parameters() if one.grad is not None]

    def both(trainer: Trainer, batches: list[Batch]) -> Tensor:
        rows = {example.row: example for example in getattr(trainer, "_teacher", trainer).examples}
        whole = trainer.task.collate([rows[row] for batch in batches for row in batch.rows])
        wanted, gradients = gradient(trainer, [whole])
        trainer.optimizer.zero_grad()
        loss, found = gradient(trainer, batches)
        assert float(loss) == pytest.approx(float(wanted), rel=1e-5)
        assert gradients
        assert any(one.any() for one in gradients)
        for one, other in zip(gradients, found, strict=True):
            torch.testing.assert_close(one, other, atol=1e-6, rtol=1e-5)
        held.append(len(batches))
        return loss

    monkeypatch.setattr(Trainer, "backward", both)
    return held
