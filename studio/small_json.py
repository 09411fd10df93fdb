"""JSON of strangers: small files that say what lies beside them. What is hostile about one is a ValueError."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

_LONGEST = 2**25  # bytes; the index of the largest models has a third of it


def read_small_json(path: Path) -> Any:
    """What a file holds. Raises OSError where it cannot be read, ValueError for anything but JSON of a sensible size.

    No device and no pipe is opened, which would give bytes without end, or none ever.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise ValueError("it is no file")
    if found.st_size > _LONGEST:
        raise ValueError(f"it is longer than {_LONGEST // 2**20} MB")
    return small_json(path.read_bytes())


def small_json(text: str | bytes) -> Any:
    """What a text says. Raises ValueError for what is no JSON, and for one that is nested without end."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
