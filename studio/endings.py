"""Why a process ended that nobody asked to end, in the user's words; and which ways there are to need less memory."""

from __future__ import annotations

import signal
from pathlib import Path

LESS_MEMORY = (
    "To need less memory: lower the batch size or bound the tokens of a batch, switch activation checkpointing on, "
    "load the base model in fewer bits, or choose a smaller one."
)
_VMSTAT = Path("/proc/vmstat")
# By name, since not every system has each.
_MEANINGS = {
    "SIGBUS": "A file that it had in memory can no longer be read (SIGBUS): its disk is full, or gone. Make room, and "
    "check that the drive is there.",
    "SIGXFSZ": "It wrote a file that is longer than this user may write (SIGXFSZ). Raise the limit (ulimit -f).",
    "SIGTERM": "It was asked to end from outside (SIGTERM), as when the computer shuts down.",
    "SIGHUP": "Its terminal was closed (SIGHUP).",
    "SIGINT": "It was interrupted from outside (SIGINT).",
}
_CRASHES = ("SIGSEGV", "SIGABRT", "SIGILL", "SIGFPE")


def memory_kills() -> int | None:
    """How many processes this system has killed so far because memory had run out; only Linux tells."""
    try:
        lines = _VMSTAT.read_text(encoding="ascii").splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), None)
    except (OSError, ValueError):
        return None


def why_it_ended(code: int | None, *, kills_before: int | None = None) -> str:
    """Sentences about "it", the process.

    code: the exit status, below 0 for a signal; None where nobody was there to be told
    kills_before: what `memory_kills` said when the process began, None where it is not known
    """
    kills = memory_kills()
    was_for_memory = kills is not None and kills_before is not None and kills > kills_before
    if code in (None, -9) and was_for_memory:
        return f"The system killed it, since memory had run out. Close other programs. {LESS_MEMORY}"
    if code is None:
        return "It was ended from outside, or the computer was switched off."
    if code >= 0:
        return f"Its exit status was {code}."
    try:
        name = signal.Signals(-code).name
    except ValueError:
        return f"It was ended by signal {-code}."
    if name == "SIGKILL":
        return (
            "It was killed from outside (SIGKILL), which is what the system does where memory runs out. Close other "
            f"programs. {LESS_MEMORY}"
        )
    if name in _CRASHES:
        return f"It crashed in native code ({name})."
    return _MEANINGS.get(name, f"It was ended from outside ({name}).")
