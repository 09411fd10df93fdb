"""Writes packaging/requirements.txt: every package of a release, of each system, with the hashes of its files.

    make lock    # needs uv on the PATH

Versions are those of constraints.txt. Whatever index is asked, its address does not stand in the file.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "packaging" / "requirements.txt"
_HEAD = """\
# Made by `make lock` from pyproject.toml and constraints.txt. Installed by:
#     python3 -m pip install --require-hashes --no-deps -r packaging/requirements.txt
"""


def main() -> int:
    uv = shutil.which("uv")
    if uv is None:
        print("uv is not on the PATH. Install it, for example with: pipx install uv.", file=sys.stderr)
        return 1
    command = [uv, "pip", "compile", "pyproject.toml", "--constraints", "constraints.txt", "--quiet"]
    command += ["--universal", "--python-version", "3.11", "--generate-hashes"]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"]
    made = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if made.returncode:
        return made.returncode
    LOCK.write_text(_HEAD + made.stdout, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
