"""Asks PyPI which of the release's packages have known vulnerabilities: pip-audit over packaging/requirements.txt.

pip-audit stands in an environment of its own, so that what it needs is no part of what it looks at. Exit status 1 where
there is a vulnerability; where the service cannot be asked, a sentence, and 0.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "packaging" / "requirements.txt"
HOME = ROOT / ".venv" / "audit"
PIP_AUDIT = "pip-audit==2.10.1"
_SECONDS = 300


class NotReachedError(Exception):
    """The service, or what is needed to ask it, is out of reach."""


def audited(lock: Path, *, command: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """What pip-audit says of each package. command: in place of the one that is installed for it

    Raises NotReachedError.
    """
    asked = ["--requirement", str(lock), "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    try:
        whole = [*(command or [str(_installed())]), *asked, "--format", "json"]
        done = subprocess.run(whole, capture_output=True, text=True, timeout=_SECONDS, check=False)
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (OSError, subprocess.SubprocessError, ValueError, KeyError) as error:
        raise NotReachedError(f"{type(error).__name__}") from error
    if not any("vulns" in one for one in found):  # an index that is only a copy of PyPI knows of none
        raise NotReachedError("the index knows no vulnerabilities")
    return found


def _installed() -> Path:
    """The program, installed where it is not there yet."""
    scripts = HOME / ("Scripts" if sys.platform == "win32" else "bin")
    stamp = HOME / PIP_AUDIT
    if not stamp.exists():
        venv.create(HOME, with_pip=True, clear=True)
        install = [str(scripts / "python"), "-m", "pip", "install", "--quiet", "--retries", "0", PIP_AUDIT]
        subprocess.run(install, check=True, capture_output=True, timeout=_SECONDS)
        stamp.touch()
    return scripts / "pip-audit"


def told(found: Sequence[dict[str, Any]]) -> tuple[int, list[str]]:
    """Exit status, and a line for each vulnerability and for what was not looked at."""
    lines: list[str] = []
    for one in found:
        for flaw in one.get("vulns", []):
            mended = ", ".join(flaw["fix_versions"]) or "no version yet"
            lines.append(f"{one['name']} {one['version']}: {flaw['id']}, mended in {mended}.")
    status = 1 if lines else 0
    looked_at = sum("vulns" in one for one in found)
    lines.append(f"{looked_at} of {len(found)} packages were looked at, {len(lines)} vulnerabilities are known.")
    return status, lines


def main() -> int:
    try:
        status, lines = told(audited(LOCK))
    except NotReachedError as error:
        print(f"pip-audit was skipped: its service cannot be reached here ({error}). Run it where it can: make audit.")
        return 0
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main())
