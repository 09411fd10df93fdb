"""What a release is made of is fixed to the byte, and looked up among known vulnerabilities."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "packaging" / "requirements.txt"
_ENTRY = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def _module(name: str) -> ModuleType:
    # "packaging" is also a library, so this folder is no package.
    spec = importlib.util.spec_from_file_location(f"packaging_{name}", ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _name(written: str) -> str:
    return re.sub(r"[-_.]+", "-", written).lower()


def _entries() -> dict[str, str]:
    """Each package's lines of the lock file, by its name."""
    text = "".join(line for line in LOCK.read_text().splitlines(True) if not line.startswith("#"))
    entries = re.split(r"\n(?=[A-Za-z0-9])", text)
    return {_name(entry.split("==")[0]): entry for entry in entries}


def _versions(path: Path) -> dict[str, str]:
    return {_name(name): version for name, version in _ENTRY.findall(path.read_text())}


def test_every_package_of_a_release_has_the_hashes_of_its_files() -> None:
    entries = _entries()
    assert len(entries) > 60
    for name, entry in entries.items():
        first, *hashes = [line.strip().removesuffix(" \\") for line in entry.strip().splitlines()]
        assert re.fullmatch(r"[^ ]+==[^ ]+( ; .*)?", first), entry
        assert hashes, name
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one) for one in hashes), name


def test_a_release_has_what_the_program_needs_in_the_versions_that_were_tested() -> None:
    locked, tested = _versions(LOCK), _versions(ROOT / "constraints.txt")
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert {_name(re.split(r"[<>=!~ \[]", need)[0]) for need in needs} <= locked.keys()
    assert {name: version for name, version in locked.items() if tested.get(name, version) != version} == {}


def test_the_lock_file_names_no_index() -> None:
    said = LOCK.read_text()
    assert "://" not in said
    assert "index" not in said
    assert "find-links" not in said


# --- the audit ------------------------------------------------------------------------------------------------------


def _says(found: object, status: int = 0) -> list[str]:
    """A program that says this, in place of pip-audit."""
    said = found if isinstance(found, str) else json.dumps({"dependencies": found})
    return [sys.executable, "-c", f"import sys; print({said!r}); sys.exit({status})"]


def test_a_known_vulnerability_is_told_and_fails() -> None:
    audit = _module("audit")
    flaw = {"id": "PYSEC-1", "fix_versions": ["2.1"]}
    found = [{"name": "good", "version": "1", "vulns": []}, {"name": "bad", "version": "2", "vulns": [flaw]}]
    status, lines = audit.told(audit.audited(LOCK, command=_says(found, status=1)))
    assert status == 1
    assert lines[0] == "bad 2: PYSEC-1, mended in 2.1."
    status, lines = audit.told(audit.audited(LOCK, command=_says(found[:1])))
    assert (status, lines) == (0, ["1 of 1 packages were looked at, 0 vulnerabilities are known."])


@pytest.mark.parametrize(
    "said",
    ["", "no JSON", [{"name": "a", "skip_reason": "Dependency not found on PyPI and could not be audited: a (1)"}]],
)
def test_an_audit_that_learns_nothing_is_none(
    said: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An index that is a copy of PyPI without its vulnerabilities must not look like a clean bill."""
    audit = _module("audit")
    whole = audit.audited
    monkeypatch.setattr(audit, "audited", lambda lock: whole(lock, command=_says(said, status=1)))
    assert audit.main() == 0
    assert "pip-audit was skipped: its service cannot be reached here" in capsys.readouterr().out
