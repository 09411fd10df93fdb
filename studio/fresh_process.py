"""Work in a process of its own, so that the most memory which it had is its own. No torch at import."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import traceback
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

import psutil

from studio.endings import memory_kills, why_it_ended
from studio.errors import RunError, StudioError

_Said = TypeVar("_Said")
_LOOK_SECONDS = 0.1


def in_child(function: Callable[..., _Said], *arguments: Any, told: Callable[[Any], None] | None = None) -> _Said:
    """What a function of a module says in a fresh process, which ends with this call, also where Ctrl-C ends it.

    told: takes what the function says meanwhile, by the function that it is then given before its arguments, and None
        ten times a second while it says nothing; what it raises ends the child
    Raises what the function raises for the user to mend, RunError where the process was killed, which is what happens
    where memory runs out, and RuntimeError with the child's traceback for all else.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_answer, args=(theirs, function, arguments, told is not None), daemon=True)
    kills_before = memory_kills()
    child.start()
    theirs.close()
    try:
        said, error = _last_said(ours, told)
    except EOFError:
        child.join()
        why = why_it_ended(child.exitcode, kills_before=kills_before)
        raise RunError(f"The process that measured ended unexpectedly. {why}") from None
    finally:
        child.kill()  # taking torch apart would take a second and more
        child.join()
        ours.close()
    if error is not None:
        raise error if isinstance(error, StudioError) else RuntimeError(error)
    answer: _Said = said
    return answer


def _last_said(pipe: Connection, told: Callable[[Any], None] | None) -> tuple[Any, Any]:
    """The answer or the error that ends a child."""
    while True:
        while told is not None and not pipe.poll(_LOOK_SECONDS):
            told(None)
        is_last, said, error = pipe.recv()
        if is_last:
            return said, error
        assert told is not None
        told(said)


def _answer(pipe: Connection, function: Callable[..., Any], arguments: tuple[Any, ...], speaks: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this ends it
    if speaks:
        function = partial(function, lambda said: pipe.send((False, said, None)))
    try:
        pipe.send((True, function(*arguments), None))
    except StudioError as error:
        pipe.send((True, None, error))
    except Exception:
        pipe.send((True, None, traceback.format_exc()))


def most_memory() -> int:
    """Bytes that this process had at once at most: of the device's memory on CUDA, of main memory elsewhere."""
    import torch

    return torch.cuda.max_memory_allocated() or most_resident()


def most_resident() -> int:
    """Bytes of main memory that this process had at once at most."""
    if sys.platform == "linux":  # where ru_maxrss begins with what the parent had
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1])
    elif sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    else:
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else 1024 * most
