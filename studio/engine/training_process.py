"""The training child: `--run DIR [--resume] [--threads N]`, or `--standby` to wait with everything imported.

A standby says "ready" on standard output, takes one StartRun line from standard input, and ends where that closes
instead.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path

import psutil

from studio.engine.protocol import LOG_FILE, READY_LINE, StartRun
from studio.errors import StudioError
from studio.hub_token import without_tokens

_NICE = 5  # of 19


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 for a run that ended as events.jsonl says, 2 for what the user can mend, 1 for a crash."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--standby", action="store_true")
    given = parser.parse_args(arguments)
    _let_others_go_first()
    if given.standby:
        request = _stand_by()
        if request is None:
            return 0
    else:
        if given.run is None:
            parser.error("--run or --standby is needed")
        request = StartRun(run_dir=str(given.run), resume=given.resume, threads=given.threads)
    code = _train(request)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # all is on disk; taking torch apart would take a second and more, in which a stop seems not to stop


def _let_others_go_first() -> None:
    """Windows and other programs get the processor when they want it; an idle one trains as fast as ever."""
    with contextlib.suppress(psutil.Error):  # where the system allows no such thing
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if sys.platform == "win32" else _NICE)


def _train(request: StartRun) -> int:
    from studio.training.run import train_run

    try:
        train_run(Path(request.run_dir), resume=request.resume, threads=request.threads)
    except StudioError as error:
        print(without_tokens(error.message), file=sys.stderr)
        return 2
    return 0


def _stand_by() -> StartRun | None:
    """Import all, say so, and wait. From then on the run's log takes what is printed."""
    _import_all()
    with contextlib.suppress(BrokenPipeError):  # the window may be gone, and a run asked for already
        print(READY_LINE, flush=True)
    line = sys.stdin.readline()
    if not line.strip():
        return None
    request = StartRun.model_validate_json(line)
    log = os.open(Path(request.run_dir) / LOG_FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    return request


def _import_all() -> None:
    """What a training needs, what transformers and the metrics import only when used among it."""
    from sklearn.metrics import f1_score  # noqa: F401
    from transformers import LlamaForCausalLM  # noqa: F401

    import studio.training.run  # noqa: F401


if __name__ == "__main__":
    sys.exit(main())
