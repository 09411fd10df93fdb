"""CONTRIBUTING.md shows how a method is added; what it shows is a method."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

import studio.methods
from studio.events import EventFollower, Finished, StepDone
from studio.inference.predictor import Predictor
from studio.methods import registry
from studio.training.run import train_run

CONTRIBUTING = Path(__file__).resolve().parents[2] / "CONTRIBUTING.md"
_FILE = re.compile(r"```python\n# studio/methods/(\w+)/(\w+\.py)\n(.*?)```", re.DOTALL)


@pytest.fixture
def shown_method(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The method of the page, as if its folder and its line were there."""
    files = _FILE.findall(CONTRIBUTING.read_text(encoding="utf-8"))
    assert {name for _, name, _ in files} == {"settings.py", "prompt.py"}
    method = str(files[0][0])
    folder = tmp_path / "methods" / method
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("", encoding="utf-8")
    for _, name, code in files:
        (folder / name).write_text(code, encoding="utf-8")
    monkeypatch.setattr(studio.methods, "__path__", [*studio.methods.__path__, str(folder.parent)])
    settings: Any = importlib.import_module(f"studio.methods.{method}.settings")
    monkeypatch.setitem(registry.METHODS, method, settings.OneVectorSettings)
    yield method
    for module in [name for name in sys.modules if name.startswith(f"studio.methods.{method}")]:
        del sys.modules[module]


def test_a_new_method_is_one_folder_and_one_line(shown_method: str, make_run: Callable[..., Path]) -> None:
    run_dir = make_run(
        method={"name": shown_method, "num_virtual_tokens": 4, "reach": 2.0},
        training={"epochs": 6, "schedule": "constant"},
    )

    assert isinstance(train_run(run_dir), Finished)

    losses = [event.loss for _, event in EventFollower(run_dir).new_events() if isinstance(event, StepDone)]
    assert torch.tensor(losses[-9:]).mean() < torch.tensor(losses[:9]).mean()
    predictor = Predictor.open(run_dir / "adapter")
    assert predictor.card.method == shown_method
    assert sum(predictor.probabilities({"text": "the film was good"}).values()) == pytest.approx(1.0)
    assert (run_dir / "adapter" / "adapter_config.json").is_file()
