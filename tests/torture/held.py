"""The training process, which says meanwhile how much memory it holds: what it asked the C library for, less what it
gave back. What the system gives it is more, by holes between the pieces, and goes up and down.

    python tests/torture/held.py FILE --run DIR ...    # FILE: 8 bytes, that number as it is now
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

_LOOK_SECONDS = 0.05
_FIELDS = ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")


class _Account(ctypes.Structure):
    """mallinfo2's of glibc, man 3 mallinfo."""

    _fields_ = [(name, ctypes.c_size_t) for name in _FIELDS]


def say_what_is_held(file: Path) -> None:
    """Ends with the process. Says nothing where the C library is another one."""
    library = ctypes.CDLL(None)
    if not hasattr(library, "mallinfo2"):
        return
    library.mallinfo2.restype = _Account
    handle = os.open(file, os.O_WRONLY | os.O_CREAT)
    while True:
        account = library.mallinfo2()
        os.pwrite(handle, struct.pack("q", account.uordblks + account.hblkhd), 0)
        time.sleep(_LOOK_SECONDS)


def held(file: Path) -> int:
    """What was said last; 0 before anything was."""
    with suppress(OSError, struct.error):
        return int(struct.unpack("q", file.read_bytes())[0])
    return 0


if __name__ == "__main__":
    from studio.engine import training_process

    threading.Thread(target=say_what_is_held, args=(Path(sys.argv[1]),), daemon=True).start()
    sys.exit(training_process.main(sys.argv[2:]))
