"""What this machine is, as far as the studio cares: versions, devices, display, disk, and what is wrong with them.

Imports neither torch nor Qt; what has to be tried is tried in a child process.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict
from rich.console import RenderableType

import studio
from studio.paths import user_cache_dir, user_data_dir, user_log_dir
from studio.qt_libraries import display_platform, has_fonts, missing_libraries, what_is_missing
from studio.terminal import size, table

if TYPE_CHECKING:
    from studio.adapters.diagnosis import Diagnosis

DISTRIBUTION = "softprompt-studio"
_LEAST_FREE = 2_000_000_000  # bytes: a run's checkpoints and a small hub model
_CHILD_SECONDS = 120

_ASK_TORCH = """
import json, torch
cuda = [
    {"name": card.name, "memory": card.total_memory, "bf16": torch.cuda.is_bf16_supported()}
    for card in map(torch.cuda.get_device_properties, range(torch.cuda.device_count()))
]
mps = torch.backends.mps.is_available()
flags = torch.backends.cpu.get_cpu_capability()
threads = torch.get_num_threads()
print(json.dumps({"torch": torch.__version__, "threads": threads, "cpu": flags, "cuda": cuda, "mps": mps}))
"""
# What to import of a distribution, where its own name with "_" for "-" does not say it.
_MODULES = {"pyside6-essentials": "PySide6.QtWidgets", "scikit-learn": "sklearn"}


class Problem(BaseModel):
    """What is wrong, and what to do about it."""

    model_config = ConfigDict(frozen=True)

    what: str
    remedy: str


class Examination(BaseModel):
    """All that was found. Sizes are bytes; a version is None where the package is missing."""

    model_config = ConfigDict(frozen=True)

    version: str
    python: str
    executable: str
    system: str
    packages: dict[str, str | None]
    devices: dict[str, Any]
    memory: dict[str, int]
    display: str | None
    qt_libraries_missing: list[str]
    fonts: bool
    folders: dict[str, dict[str, Any]]
    project: dict[str, Any] | None
    problems: list[Problem]


def examine(*, project: Path | None = None, deep: bool = False) -> Examination:
    """Look at this machine. deep: import every package, each in a process of its own, which takes a while."""
    import psutil

    packages = {name: _version(name) for name, _ in _requirements()}
    devices, problems = _devices()
    problems = [*_package_problems(), *problems, *_qt_problems()]
    if deep:
        problems += [problem for name in packages if packages[name] for problem in _import_problems(name)]
    folders = _folders()
    problems += _disk_problems(folders)
    checked = None
    if project is not None:
        checked, found = check_project(project)
        problems += found
    memory = psutil.virtual_memory()
    return Examination(
        version=studio.__version__,
        python=platform.python_version(),
        executable=sys.executable,
        system=platform.platform(),
        packages=packages,
        devices=devices,
        memory={"total": memory.total, "available": memory.available},
        display=_display(),
        qt_libraries_missing=missing_libraries(display_platform()),
        fonts=has_fonts(),
        folders=folders,
        project=checked,
        problems=problems,
    )


def report(found: Examination) -> list[RenderableType]:
    """The examination for people: problems last, where the eye is."""
    versions = table("package", "version")
    for name, version in found.packages.items():
        versions.add_row(name, version or "missing")
    folders = table("folder", "where", ">size", ">free on that disk")
    for name, facts in found.folders.items():
        folders.add_row(name, facts["path"], size(facts["size"]), size(facts["free"]))
    lines: list[RenderableType] = [
        f"Softprompt Studio {found.version}, Python {found.python} ({found.executable})",
        found.system,
        versions,
        _devices_line(found),
        f"Display: {found.display or 'none; the window cannot open, the command line works'}",
        folders,
    ]
    if found.project is not None:
        lines.append(f"Project {found.project['folder']}: {found.project['state']}")
    if not found.problems:
        return [*lines, "Nothing is wrong."]
    return [*lines, "What is wrong:", *(f"- {it.what} {it.remedy}" for it in found.problems)]


def adapter_report(found: Diagnosis) -> list[RenderableType]:
    """What is wrong with an adapter, for people."""
    lines: list[RenderableType] = [
        f"Adapter {found.adapter}, for {found.base_model or 'a base model it does not name'}"
    ]
    lines += [f"Not looked at: {what}" for what in found.not_checked]
    if not found.findings:
        return [*lines, "Nothing is wrong with it."]
    return [*lines, "What is wrong:", *(f"- {it.what} [{it.where}] {it.remedy}" for it in found.findings)]


def check_project(folder: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Whether a project's database is sound, read without changing anything."""
    database = folder / "studio.db"
    facts: dict[str, Any] = {"folder": str(folder.absolute()), "size": 0}
    if not (folder / "project.toml").is_file():
        problem = Problem(what=f"{folder} has no project.toml, so it is no project.", remedy="Check the path.")
        return {**facts, "state": "no project"}, [problem]
    if not database.is_file():
        return {**facts, "state": "no database yet; it is made when the project is opened"}, []
    facts["size"] = database.stat().st_size
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            answers = [row[0] for row in connection.execute("PRAGMA quick_check")]
    except sqlite3.Error as error:
        answers = [str(error)]
    if answers == ["ok"]:
        return {**facts, "state": "sound"}, []
    problem = Problem(
        what=f"{database} is damaged ({answers[0]}).",
        remedy=f"Nothing is lost: softprompt-studio reindex --project {folder} builds it again from the folders.",
    )
    return {**facts, "state": "damaged"}, [problem]


# --- packages ------------------------------------------------------------------------------------------------------


def _requirements() -> Iterator[tuple[str, str]]:
    """(name, bounds) of each package that the studio needs itself; nothing where the studio is not installed."""
    from packaging.requirements import Requirement

    try:
        lines = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        return
    for line in lines:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement.name.lower(), str(requirement.specifier)


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _package_problems() -> Iterator[Problem]:
    from packaging.specifiers import SpecifierSet

    for name, bounds in _requirements():
        version = _version(name)
        install = f"Install it with: {Path(sys.executable).name} -m pip install '{name}{bounds}'."
        if version is None:
            yield Problem(what=f"{name} is not installed.", remedy=install)
        elif not SpecifierSet(bounds).contains(version, prereleases=True):
            yield Problem(what=f"{name} {version} is installed, and the studio needs {bounds}.", remedy=install)


def _import_problems(name: str) -> Iterator[Problem]:
    module = _MODULES.get(name, name.replace("-", "_"))
    trouble = _child(f"import {module}")[1]
    if trouble:
        yield Problem(what=f"{name} is installed but cannot be imported: {trouble}", remedy="Install it again.")


# --- devices, display, disk ----------------------------------------------------------------------------------------


def _devices() -> tuple[dict[str, Any], list[Problem]]:
    cores = os.cpu_count() or 1
    said, trouble = _child(_ASK_TORCH)
    if trouble:
        problem = Problem(
            what=f"torch does not work: {trouble}",
            remedy="Install it again: pip install --force-reinstall torch==2.13.0.",
        )
        return {"cores": cores}, [problem]
    return {"cores": cores, **json.loads(said.splitlines()[-1])}, []


def _devices_line(found: Examination) -> str:
    devices = found.devices
    named = [
        f"{card['name']}, {size(card['memory'])}{', bf16' if card['bf16'] else ''}" for card in devices.get("cuda", [])
    ]
    named += ["Apple GPU (MPS)"] if devices.get("mps") else []
    named.append(f"CPU, {devices['cores']} cores ({devices.get('cpu', 'unknown')})")
    return (
        f"Devices: {'; '.join(named)}. Memory: {size(found.memory['available'])} of {size(found.memory['total'])} free."
    )


def _display() -> str | None:
    if sys.platform in {"win32", "darwin"}:
        return sys.platform
    return os.environ.get("QT_QPA_PLATFORM") or display_platform()


def _qt_problems() -> Iterator[Problem]:
    missing = what_is_missing(display_platform())
    if missing:
        what, _, remedy = missing.partition(" Install with: ")
        yield Problem(what=what, remedy=f"Install with: {remedy}")


def _folders() -> dict[str, dict[str, Any]]:
    from huggingface_hub import constants

    folders = {
        "data": user_data_dir(),
        "cache": user_cache_dir(),
        "logs": user_log_dir(),
        "hub cache": Path(constants.HF_HUB_CACHE),
    }
    return {
        name: {"path": str(folder), "size": _size_of(folder), "free": shutil.disk_usage(_standing(folder)).free}
        for name, folder in folders.items()
    }


def _disk_problems(folders: dict[str, dict[str, Any]]) -> Iterator[Problem]:
    for name, facts in folders.items():
        place = _standing(Path(facts["path"]))
        if not os.access(place, os.W_OK):
            yield Problem(
                what=f"The {name} folder {facts['path']} cannot be written to.", remedy="Change its permissions."
            )
        if facts["free"] < _LEAST_FREE:
            yield Problem(
                what=f"The disk of {facts['path']} has only {size(facts['free'])} left.", remedy="Make room on it."
            )


def _standing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _size_of(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            if not path.is_symlink():  # the hub's cache links each file to its one copy
                total += path.stat().st_size
    return total


def _child(code: str) -> tuple[str, str]:
    """What a Python child printed, and what went wrong in one line, empty where nothing did."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=_CHILD_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return "", f"no answer within {_CHILD_SECONDS} seconds."
    if done.returncode == 0:
        return done.stdout, ""
    lines = done.stderr.strip().splitlines()
    return "", lines[-1] if lines else f"the process ended with status {done.returncode}."
