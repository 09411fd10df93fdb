"""`softprompt-studio models` against a hub over real sockets, in this process and as a program."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import constants
from typer.testing import CliRunner

from studio.cli import app
from studio.models.download import begun_downloads
from tests.hub_server import HubServer

NAME = "owner/tiny"
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise on Windows")


def _models(*arguments: object, status: int = 0) -> Any:
    done = CliRunner().invoke(app, ["models", *map(str, arguments), "--json"], catch_exceptions=False)
    assert done.exit_code == status, done.stdout + done.stderr
    return json.loads(done.stdout)


def _said(*arguments: str, status: int = 0, answer: str = "") -> str:
    done = CliRunner().invoke(app, ["models", *arguments], catch_exceptions=False, input=answer)
    assert done.exit_code == status
    return " ".join((done.stdout + done.stderr).split())


def test_a_model_is_searched_shown_downloaded_listed_and_deleted(
    hub: HubServer, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = hub.put(NAME, tiny_model, parameters=44_000, tags=("license:mit",)).refs["main"]
    [found] = _models("search", "tiny", "--licence", "mit", "--task", "classification", "--most-parameters", 1)
    assert (found["name"], found["parameters"], found["obstacle"]) == (NAME, 44_000, "")
    shown = _models("show", NAME)
    assert shown["size_bytes"] == sum(file.stat().st_size for file in tiny_model.iterdir())
    assert shown["misfits"]["prompt_tuning"] == ""
    assert "needs" in _said("show", NAME) or "yes" in _said("show", NAME)

    downloaded = _models("download", f"{NAME}@main")
    assert downloaded == {"name": NAME, "revision": commit, "folder": downloaded["folder"]}
    assert (Path(downloaded["folder"]) / "model.safetensors").is_file()

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    [listed] = [model for model in _models("list") if model["name"] == NAME]
    assert (listed["revision"], listed["complete"], listed["source"]) == (commit, True, "cache")
    assert "stays offline" in _models("search", "tiny", status=2)["message"]

    assert "--yes" in _models("delete", NAME, status=2)["message"]
    assert "was not deleted" in _said("delete", NAME, status=2, answer="n\n")
    assert "are free again" in _said("delete", NAME, answer="y\n")
    assert NAME not in [model["name"] for model in _models()]
    assert "Only what was downloaded" in _models("delete", NAME, "--yes", status=2)["message"]


def test_folders_are_listed_where_they_are_named(tiny_model: Path) -> None:
    assert str(tiny_model) in [model["name"] for model in _models("list", "--folder", tiny_model.parent)]


def test_recommended_models_are_listed_without_a_network() -> None:
    found = _models("recommended")
    assert {"name", "parameters", "size_bytes", "languages", "licence", "why", "gated"} <= found[0].keys()
    assert "all-MiniLM-L6-v2" in _said("recommended")


def test_a_method_that_there_is_not_is_said_before_the_hub_is_asked(hub: HubServer) -> None:
    assert 'Did you mean "p_tuning"?' in _models("search", "x", "--method", "p_tunin", status=2)["message"]
    assert "no name of the hub" in _models("download", "tiny", status=2)["message"]
    assert not hub.asked


def _wait_for_half_of_the_weights() -> None:
    parts = Path(constants.HF_HUB_CACHE) / "models--owner--tiny" / "blobs"
    deadline = time.monotonic() + 20
    while not any(part.stat().st_size for part in parts.glob("*.part")):
        assert time.monotonic() < deadline
        time.sleep(0.02)


@posix_only
def test_ctrl_c_pauses_a_download_and_the_same_command_goes_on(hub: HubServer, tiny_model: Path) -> None:
    hub.put(NAME, tiny_model)
    command = [sys.executable, "-m", "studio.cli", "models", "download", NAME]
    hub.held.clear()
    program = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert hub.waiting.wait(60)
    _wait_for_half_of_the_weights()
    program.send_signal(signal.SIGINT)
    _, said = program.communicate(timeout=30)
    hub.held.set()
    assert program.returncode == 130
    assert "Paused: " in said
    assert "The same command goes on" in said
    [plan] = begun_downloads()
    [half] = [model for model in _models() if model["name"] == NAME]
    assert (half["complete"], half["done_bytes"]) == (False, plan.done())
    assert f"models download {NAME}" in _said()

    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert plan.commit in done.stdout
    assert hub.files_asked(".safetensors")[-1].startswith("bytes=")
