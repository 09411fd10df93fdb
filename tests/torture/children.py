"""Work in a child of its own, which may be killed: what it said that it had done, and how it ended."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Say = Callable[[str], None]
_PATIENCE = 120.0  # seconds


@dataclass
class Ended:
    """How a child ended. said: what it had done, each said once it was done

    refused: the sentence that it gave up with    crashed: a traceback; nothing of ours may end so
    """

    said: list[str] = field(default_factory=list)
    killed: bool = False
    refused: str = ""
    crashed: str = ""
    answer: Any = None
    seconds: float = 0.0


def in_child(work: Callable[[Say], Any], *, kill_after: float | None = None) -> Ended:
    """Fork, work there, and wait. kill_after: seconds after which the child is killed, if it still works."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    began = time.monotonic()
    pid = os.fork()
    if not pid:
        os.close(reading)
        _work(work, writing)
    os.close(writing)
    return _ended(pid, reading, began, kill_after)


def _work(work: Callable[[Say], Any], writing: int) -> None:
    from studio.errors import StudioError

    def tell(kind: str, what: Any) -> None:
        os.write(writing, pickle.dumps((kind, what)) + b"\0END\0")  # a whole message is less than a pipe takes at once

    try:
        tell("answer", work(lambda done: tell("said", done)))
    except StudioError as error:
        tell("refused", f"{error.name}: {error.message}")
    except BaseException:
        tell("crashed", traceback.format_exc()[-3000:])
    os._exit(0)


def _ended(pid: int, reading: int, began: float, kill_after: float | None) -> Ended:
    ended = Ended()
    if kill_after is not None:
        time.sleep(max(0.0, kill_after - (time.monotonic() - began)))
        os.kill(pid, signal.SIGKILL)  # it is ours until we have waited for it
    parts = bytearray()
    os.set_blocking(reading, False)
    status = None
    while status is None or parts_left(reading, parts):
        parts_left(reading, parts)
        if status is None:
            done, found = os.waitpid(pid, os.WNOHANG)
            status = found if done else None
        if status is None:
            if time.monotonic() - began > _PATIENCE:
                os.kill(pid, signal.SIGKILL)
                ended.crashed = f"It did not end within {_PATIENCE:.0f} s."
            time.sleep(0.002)
    os.close(reading)
    ended.seconds = time.monotonic() - began
    ended.killed = os.WIFSIGNALED(status) or os.WEXITSTATUS(status) != 0
    for part in bytes(parts).split(b"\0END\0")[:-1]:
        kind, what = pickle.loads(part)
        if kind == "said":
            ended.said.append(what)
        else:
            setattr(ended, kind, what)
    return ended


def parts_left(reading: int, parts: bytearray) -> bool:
    """Take what has come. Whether there was any."""
    try:
        some = os.read(reading, 1 << 16)
    except BlockingIOError:
        return False
    parts += some
    return bool(some)
