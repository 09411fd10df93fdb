"""The wheel, built, installed apart from the checkout, and used from another folder."""

from __future__ import annotations

import json
import os
import select
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of what belongs to the project, without the network, by the backend itself."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, source)
    for name in ("studio", "ui", "resources", "projects"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    build = "import hatchling.build, sys; print(hatchling.build.build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", build, str(folder)], cwd=source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder / done.stdout.split()[-1]


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """The folder that the wheel was installed into; the packages it needs are those of this Python."""
    folder = wheel.parent / "site"
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--no-index",
        "-q",
        "--target",
        str(folder),
        str(wheel),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def _environment(installed: Path, home: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(installed), "XDG_DATA_HOME": str(home), "PYTHONSAFEPATH": "1"}


def test_the_wheel_carries_the_program_its_models_and_samples_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    for name in ("studio/cli.py", "ui/app.py", "studio/projects/sms_spam/run.toml", "studio/resources/icons/app.svg"):
        assert name in names
    assert "studio/resources/models/starter/model.safetensors" in names
    assert not [
        name for name in names if "__pycache__" in name or name.startswith(("tests/", "packaging/", "resources/"))
    ]


@pytest.fixture
def outside() -> Iterator[socket.socket]:
    """What stands for the whole network: it is listened to, and it never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.mark.long
def test_the_demo_runs_from_the_installed_wheel_in_another_folder_and_asks_no_network(
    installed: Path, tmp_path: Path, outside: socket.socket
) -> None:
    command = [str(installed / "bin" / "softprompt-studio"), "demo", "--json", "--max-steps", "4"]
    environment = _environment(installed, tmp_path / "data") | {"HF_HOME": str(tmp_path / "no models")}
    del environment["HF_HUB_OFFLINE"]
    for name in ("HF_ENDPOINT", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        environment[name] = f"http://127.0.0.1:{outside.getsockname()[1]}"
    done = subprocess.run(
        [sys.executable, *command],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert not select.select([outside], [], [], 0)[0], "somebody asked the network"
    said = json.loads(done.stdout)
    assert said["steps"] == 4
    assert said["rows"] == 5574
    assert 0 < said["majority"] < 1
    for key in ("accuracy", "majority", "zero_shot"):
        assert 0 <= said[key] <= 1
    assert Path(said["project"]).is_relative_to(tmp_path / "data")
    for key in ("adapter", "export"):
        folder = Path(said[key])
        assert folder.is_absolute()
        assert (folder / "adapter_config.json").is_file()
        assert (folder / "adapter_model.safetensors").is_file()


def test_the_installed_program_reads_its_own_resources(installed: Path, tmp_path: Path) -> None:
    code = "from studio.paths import resources_dir, sample_projects_dir as s; print(resources_dir()); print(s())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=_environment(installed, tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == [str(installed / "studio" / "resources"), str(installed / "studio" / "projects")]
