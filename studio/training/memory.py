"""Memory that is free again goes back to the system, so that a long training does not grow."""

from __future__ import annotations

import contextlib
import ctypes
import sys


def give_back() -> None:
    """Hand free pages back, also those between blocks in use.

    Batches of many sizes leave such holes, and glibc keeps them for good. Elsewhere nothing happens.
    """
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError, OSError):  # musl has no such function
            ctypes.CDLL(None).malloc_trim(0)
