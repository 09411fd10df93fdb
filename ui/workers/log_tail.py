"""The end of a child's log."""

from __future__ import annotations

from pathlib import Path

from ui.language import tr

_BYTES = 200_000


def log_tail(path: Path, most_bytes: int = _BYTES, *, after: int = 0) -> str:
    """The end of a log, from a line's beginning, and of what stands after a byte; "" where there is none."""
    try:
        with path.open("rb") as file:
            start = max(after, path.stat().st_size - most_bytes)
            file.seek(start)
            text = file.read().decode("utf-8", errors="replace")
    except OSError:
        return ""
    return text.partition("\n")[2] if start > after else text


def last_line(path: Path, *, after: int = 0) -> str:
    """The last line of a log that says something, after a byte; "" where there is none."""
    lines = log_tail(path, 4000, after=after).splitlines()
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def with_last_line(sentence: str, line: str) -> str:
    """What happened to a child, and what it said last; without that where `line` is empty."""
    return tr("{sentence} Its log ends with: {line}", sentence=sentence, line=line) if line else sentence
