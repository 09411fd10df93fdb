from __future__ import annotations

import importlib.metadata
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from studio import doctor


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Says what the studio requires, whatever is installed here."""

    def say(*requirements: str) -> None:
        monkeypatch.setattr(importlib.metadata, "requires", lambda _name: list(requirements))

    return say


def _project(folder: Path) -> Path:
    folder.mkdir()
    (folder / "project.toml").write_text('name = "mine"\nformat = 1\n')
    with closing(sqlite3.connect(folder / "studio.db")) as database:
        database.execute("CREATE TABLE rows (number INTEGER)")
        database.executemany("INSERT INTO rows VALUES (?)", [(number,) for number in range(5000)])
        database.commit()
    return folder


def test_this_machine_is_examined_and_the_report_is_for_people(installed: Callable[..., None]) -> None:
    installed("torch>=2", "PySide6-Essentials>=6.9", "pytest>=9; extra == 'dev'")

    found = doctor.examine()

    assert found.packages == {
        "torch": importlib.metadata.version("torch"),
        "pyside6-essentials": importlib.metadata.version("PySide6-Essentials"),
    }
    assert found.devices["torch"] == importlib.metadata.version("torch")
    assert found.devices["cores"] == os.cpu_count()
    assert {"data", "cache", "logs", "hub cache"} == found.folders.keys()
    assert found.display == "offscreen"
    assert found.problems == []
    assert doctor.report(found)[-1] == "Nothing is wrong."


def test_a_package_that_is_missing_or_of_a_wrong_version_is_a_problem(installed: Callable[..., None]) -> None:
    installed("no-such-package-at-all>=1", "pydantic<1", "rich")

    missing, wrong = doctor._package_problems()

    assert "no-such-package-at-all is not installed" in missing.what
    assert "pip install 'no-such-package-at-all>=1'" in missing.remedy
    assert f"pydantic {importlib.metadata.version('pydantic')} is installed, and the studio needs <1" in wrong.what


def test_a_package_that_cannot_be_imported_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_package.py").write_text("raise ImportError('libx.so is missing')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    [problem] = doctor._import_problems("broken-package")

    assert "ImportError: libx.so is missing" in problem.what
    assert list(doctor._import_problems("rich")) == []


def test_a_sound_project_has_no_problem(tmp_path: Path) -> None:
    facts, problems = doctor.check_project(_project(tmp_path / "mine"))

    assert (facts["state"], problems) == ("sound", [])
    assert facts["size"] > 0


def test_a_damaged_database_is_found_and_the_remedy_named(tmp_path: Path) -> None:
    folder = _project(tmp_path / "mine")
    data = bytearray((folder / "studio.db").read_bytes())
    data[4096:12288] = b"\xab" * 8192
    (folder / "studio.db").write_bytes(data)

    facts, [problem] = doctor.check_project(folder)

    assert facts["state"] == "damaged"
    assert f"reindex --project {folder}" in problem.remedy


def test_a_folder_that_is_no_project_is_a_problem(tmp_path: Path) -> None:
    facts, [problem] = doctor.check_project(tmp_path)

    assert facts["state"] == "no project"
    assert "has no project.toml" in problem.what


def test_a_project_without_a_database_yet_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "project.toml").write_text('name = "new"\nformat = 1\n')

    assert doctor.check_project(tmp_path)[1] == []
    assert not (tmp_path / "studio.db").exists()


def test_a_disk_that_is_nearly_full_is_a_problem(tmp_path: Path) -> None:
    folders = {"data": {"path": str(tmp_path / "not" / "there"), "size": 0, "free": 5_000_000}}

    [problem] = doctor._disk_problems(folders)

    assert "only 5.0 MB left" in problem.what
