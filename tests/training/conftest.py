"""A small table and runs on the small random model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studio.spec import run_spec_from, write_run_spec

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
