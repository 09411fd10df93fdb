"""A coverage-guided fuzzer over the reader of tables: bytes that reach new code are kept, and bent further.

Needs atheris, the extra `fuzz`: https://github.com/google/atheris. It fuzzes in a process of its own,

    python -m tests.torture.guided CORPUS -runs=N -seed=S

since libFuzzer takes over the process that it runs in, and atheris' instrumentation slows down what it reads.
"""

from __future__ import annotations

import importlib.util
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_LONGEST = 4096  # bytes of a table
_LONGEST_SECONDS = 10  # that one may take
_DONE = re.compile(r"Done (\d+) runs in (\d+) second")
_COVERED = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)")


def guided(folder: Path, rounds: int, seed: int) -> Iterator[tuple[str, str, list[str]]]:
    """One round of so many tables. What breaks the reader stands in a file beside the corpus, and is named."""
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed, so nothing was fuzzed: pip install -c constraints.txt -e '.[fuzz]'")
        return
    from tests.torture.fuzz import TABLES

    corpus, broken = folder / "corpus", Path(tempfile.mkdtemp(prefix="tables that break the reader "))
    corpus.mkdir()
    for file in TABLES.iterdir():
        if file.is_file():
            (corpus / file.name).write_bytes(file.read_bytes()[:_LONGEST])
    options = [f"-runs={rounds}", f"-seed={seed % 2**31 or 1}", f"-max_len={_LONGEST}", f"-timeout={_LONGEST_SECONDS}"]
    command = [sys.executable, "-m", "tests.torture.guided", str(corpus), *options, f"-artifact_prefix={broken}/"]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    found, covered = _DONE.search(said), _COVERED.findall(said)
    if covered:
        first, last = covered[0], covered[-1]
        print(f"{first[0]} edges of the reader covered at first, {last[0]} at last, {last[2]} tables kept")
    left = sorted(broken.iterdir())
    if not left:
        broken.rmdir()
    problems = [f"{said[-3000:]}\nSee {', '.join(map(str, left))}."] if done.returncode or left else []
    yield "guided", f"{found[1] if found else 'fewer'} tables", problems


def main() -> None:
    import atheris

    with atheris.instrument_imports(include=["studio.data", "clevercsv", "charset_normalizer"]):
        from tests.torture.fuzz import check_table, problem_of

    room = Path(tempfile.mkdtemp(prefix="guided "))

    def one(data: bytes) -> None:
        def check(draw: random.Random, folder: Path) -> None:
            path = folder / f"table{draw.choice(('.csv', '.tsv', '.txt', ''))}"
            path.write_bytes(data)
            check_table(path, draw)

        problem = problem_of(check, str(len(data)), room)
        if problem:
            raise AssertionError(problem)

    atheris.Setup(sys.argv, one)
    try:
        atheris.Fuzz()
    finally:
        shutil.rmtree(room, ignore_errors=True)


if __name__ == "__main__":
    main()
