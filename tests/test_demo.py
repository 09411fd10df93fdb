"""What the demonstration ends with: its scores, its adapter, and base models to go on with."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from studio import demo
from studio.cli import app
from studio.models.recommended import recommended_models
from studio.terminal import PROGRAM, size
from tests.hub_server import HubServer

SCORES = {"accuracy": 0.9, "macro_f1": 0.8}


@pytest.fixture
def ended(hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is printed once the training is over, on a machine without a downloaded model."""
    said: dict[str, Any] = {
        "rows": 5574,
        "method": "prefix_tuning",
        "metrics": {"test": SCORES},
        "baselines": {"majority": {"test": SCORES}, "zero_shot": {"test": SCORES}},
        "export": Path("here"),
    }
    monkeypatch.setattr(demo, "run_demo", lambda *_, **__: said)
    monkeypatch.setenv("COLUMNS", "80")
    done = CliRunner().invoke(app, ["demo"], catch_exceptions=False)
    assert done.exit_code == 0
    assert not hub.asked
    return done.stdout


def test_the_demo_ends_with_models_to_go_on_with_and_their_sizes(ended: str) -> None:
    offered = ended[ended.index("Adapter, ready to share") :]
    for model in recommended_models():
        [line] = [line for line in offered.splitlines() if line.strip("│ ").startswith(model.name)]
        assert size(model.size_bytes) in line
    assert f"{PROGRAM} models download sentence-transformers/all-MiniLM-L6-v2" in offered
    assert f"{PROGRAM} models recommended" in offered


def test_a_command_is_written_as_the_shell_finds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [".venv/bin/softprompt-studio", "demo"])
    monkeypatch.setenv("PATH", "")
    [_, fetch, why] = demo.offered_models()
    assert ".venv/bin/softprompt-studio models download " in str(fetch)
    assert ".venv/bin/softprompt-studio models recommended" in str(why)
