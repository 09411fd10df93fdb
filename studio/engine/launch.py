"""Starts, finds and stops the child processes. No torch, no Qt.

A training is detached from who starts it, so that it outlives the window. A thread waits for each child, so that it is
reaped as soon as it ends, whether anybody still asks for it or not.
"""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import os
import platform
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import psutil
from pydantic import ValidationError

from studio import paths
from studio.endings import memory_kills
from studio.engine.protocol import LOCK_FILE, LOG_FILE, READY_LINE, Lock, StartRun, write_control
from studio.errors import RunError, StorageError
from studio.files import locked

TRAINING = "training_process"
INFERENCE = "inference_process"
_CHILD_OPTION = "--child"
_BEGIN = (
    "import sys; root = sys.argv.pop(1); root in sys.path or sys.path.insert(0, root); "
    "from studio.engine.launch import run_child; run_child(sys.argv[1:])"
)
_SAME_START_SECONDS = 2.0  # the clock may be set right between two readings of one process's start
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_SIGN_SECONDS = 20.0  # between two signs of life of a trainer
_ALIVE_SECONDS = 120.0  # after its last sign a trainer on another computer counts as alive
_LOOK_SECONDS = 0.02
_LONGEST_STANDBY_LOG = 1_000_000  # bytes; then it begins anew


# --- commands --------------------------------------------------------------------------------------------------------


def inference_command() -> list[str]:
    """The command of the inference child: JSON lines of protocol.py on standard input and output."""
    return _child_command(INFERENCE)


def run_child(arguments: list[str]) -> None:
    """Become the child that the arguments ask for and exit as it does; return where they ask for none.

    A packaged program calls this first of all, with sys.argv[1:].
    """
    if len(arguments) < 2 or arguments[0] != _CHILD_OPTION or arguments[1] not in (TRAINING, INFERENCE):
        return
    sys.argv = arguments[1:]
    if hasattr(signal, "SIGUSR1"):
        faulthandler.register(signal.SIGUSR1, 2)  # a child that seems to hang writes into its log where it is
    sys.exit(importlib.import_module(f"studio.engine.{arguments[1]}").main())


def _child_command(name: str, *arguments: str) -> list[str]:
    return program_command(_BEGIN, _CHILD_OPTION, name, *arguments)


def program_command(begin: str, *arguments: str) -> list[str]:
    """This program anew, from any folder, whether it is packaged, installed or a checkout.

    begin: what Python runs where it is not packaged; sys.argv[1] is then the folder to import from, and the arguments
        follow

    Python is kept from taking modules out of the working folder (-P) and from holding its words back (-u); a crash in
    native code leaves its traceback in the log.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    root = str(Path(__file__).resolve().parents[2])
    return [sys.executable, "-P", "-u", "-X", "utf8", "-X", "faulthandler", "-c", begin, root, *arguments]


# --- the lock of a run -----------------------------------------------------------------------------------------------


def trainer_of(run_dir: Path) -> Lock | None:
    """Who trains a run now. A lock whose process has ended, or whose id another process bears, counts for nothing.

    Nor does one that was copied along with its run. Whether a process on another computer lives is told by the time of
    its lock, which a trainer renews.
    """
    lock = lock_of(run_dir)
    if lock is None or _is_copied(lock, run_dir):
        return None
    if _process_of(lock) is not None:
        return lock
    is_elsewhere = lock.host not in ("", platform.node())
    return lock if is_elsewhere and _has_given_a_sign(run_dir) else None


def lock_of(run_dir: Path) -> Lock | None:
    """That of a run's trainer, or what one that was killed has left."""
    try:
        return Lock.model_validate_json((run_dir / LOCK_FILE).read_bytes())
    except (OSError, ValidationError):
        return None


@contextlib.contextmanager
def held_lock(run_dir: Path) -> Iterator[Lock]:
    """This process is the trainer of a run while inside, and gives signs of life.

    Raises what `write_lock` raises.
    """
    lock, is_over = write_lock(run_dir), threading.Event()

    def give_signs() -> None:
        while not is_over.wait(_SIGN_SECONDS):
            with contextlib.suppress(OSError):
                os.utime(run_dir / LOCK_FILE)

    signs = threading.Thread(target=give_signs, name="signs of life", daemon=True)
    signs.start()
    try:
        yield lock
    finally:
        is_over.set()
        signs.join()
        remove_lock(run_dir)


def write_lock(run_dir: Path) -> Lock:
    """Make this process the trainer of a run; a dead trainer's lock is replaced.

    Raises RunError where another process trains it, StorageError where the folder cannot be written.
    """
    started = psutil.Process().create_time()
    mine = Lock(
        pid=os.getpid(),
        started=started,
        boot=_boot(),
        since_boot=started - psutil.boot_time(),
        host=platform.node(),
        memory_kills=memory_kills(),
        folder=str(run_dir.resolve()),
        folder_number=_number_of(run_dir),
    )
    path = run_dir / LOCK_FILE
    aside = path.with_name(f"{LOCK_FILE}.{mine.pid}-{secrets.token_hex(4)}")
    try:
        with _one_taker(run_dir):
            _refuse_second_trainer(run_dir)
            path.unlink(missing_ok=True)
            aside.write_text(mine.model_dump_json(), encoding="utf-8")
            _create_whole(path, aside)
    except FileExistsError:
        _refuse_second_trainer(run_dir)
        raise RunError(f"{run_dir.name}: another process took this run just now. Try again.") from None
    except OSError as error:
        raise _cannot_write(run_dir, error) from None
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
    return mine


def remove_lock(run_dir: Path) -> None:
    """Take this process's lock away; another's is left alone."""
    lock = lock_of(run_dir)
    if lock is not None and lock.pid == os.getpid() and lock.host in ("", platform.node()):
        with contextlib.suppress(OSError):
            (run_dir / LOCK_FILE).unlink(missing_ok=True)


def process_of(pid: int, started: float, *, since_boot: float | None = None) -> psutil.Process | None:
    """The living process of a number and a start time. One that ended and was not reaped yet is dead.

    since_boot: the same start in seconds after the computer's own, where that start of the computer still is; either
        will do, since the clock may have been set meanwhile
    """
    try:
        process = psutil.Process(pid)
        begun = process.create_time()
        is_same = abs(begun - started) < _SAME_START_SECONDS or (
            since_boot is not None and abs(begun - psutil.boot_time() - since_boot) < _SAME_START_SECONDS
        )
        return process if is_same and process.status() != psutil.STATUS_ZOMBIE else None
    except (psutil.Error, ValueError, OverflowError):
        return None


def _is_copied(lock: Lock, run_dir: Path) -> bool:
    """Whether a trainer of this computer made the lock for another folder, of which this one is a copy.

    A folder that was moved keeps its number. Some drives give their folders new numbers, but not another path.
    """
    if not lock.folder or lock.host != platform.node() or Path(lock.folder) == run_dir.resolve():
        return False
    return lock.folder_number != _number_of(run_dir)


def _number_of(folder: Path) -> int:
    """The system's, 0 where it says none."""
    try:
        return folder.stat().st_ino
    except OSError:
        return 0


def _process_of(lock: Lock) -> psutil.Process | None:
    if lock.host not in ("", platform.node()) and lock.boot != _boot():
        return None  # its number is another process's here
    is_this_boot = bool(lock.boot) and lock.boot == _boot()
    return process_of(lock.pid, lock.started, since_boot=lock.since_boot if is_this_boot else None)


def _boot() -> str:
    """What tells one start of this computer from the next, "" where the system does not say."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _has_given_a_sign(run_dir: Path) -> bool:
    """Lately, by the clock of the drive's own computer or of this one, which need not agree to the second."""
    try:
        return abs(time.time() - (run_dir / LOCK_FILE).stat().st_mtime) < _ALIVE_SECONDS
    except OSError:
        return False


def _refuse_second_trainer(run_dir: Path) -> None:
    lock = trainer_of(run_dir)
    if lock is not None:
        raise RunError(
            f"{run_dir.name} is already being trained by {lock.who}. Wait for it, or stop it first.",
            run=run_dir.name,
            pid=lock.pid,
        )


def _create_whole(path: Path, aside: Path) -> None:
    """Make `path` out of `aside` at once, with all its content; FileExistsError where it is there."""
    try:
        os.link(aside, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        with path.open("xb") as file:
            file.write(aside.read_bytes())


@contextlib.contextmanager
def _one_taker(run_dir: Path) -> Iterator[None]:
    """Let one process at a time replace a dead trainer's lock. It lets go when it ends, however it ends.

    Without it, of two that find a dead lock, the slower one would take the quicker one's new lock for the dead one.
    """
    if sys.platform == "win32":
        guard = os.open(run_dir / f"{LOCK_FILE}.guard", os.O_RDWR | os.O_CREAT)
    else:
        guard = os.open(run_dir, os.O_RDONLY)
    try:
        locked(guard, wait=True)  # on a network drive that knows no locks the exclusive creation still holds
        yield
    finally:
        os.close(guard)


# --- training children -----------------------------------------------------------------------------------------------


class Trainer:
    """A training child that this process started."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        """Its exit code, None while it lives."""
        return self._process.poll()


# What this process started: a trainer that is still importing has no lock by which it could be found.
_started: dict[Path, Trainer] = {}


class StandbyTrainer:
    """A training child that has imported everything and waits for a run. It ends with this process unless it got one.

    One that cannot be started, or that falls over, is never ready; a run is started without it then.
    command: in place of the training process's own.
    """

    def __init__(self, *, command: Sequence[str] | None = None) -> None:
        self._command = list(command) if command is not None else _child_command(TRAINING, "--standby")
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = threading.Event()

    def start(self) -> None:
        """Start the child; returns at once."""
        if self._process is not None:
            return
        with contextlib.suppress(OSError), _standby_log() as log:
            self._process = _spawn(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
            threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()

    def is_ready(self) -> bool:
        """Whether a run given now begins at once. Never blocks."""
        return self._process is not None and self._ready.is_set() and self._process.poll() is None

    def take(self, request: StartRun) -> Trainer:
        """Give the child its run, ready or not; it is a trainer like any other then.

        Raises RunError where the child is not there.
        """
        process, self._process = self._process, None
        if process is None:
            raise RunError("No training process waits for a run. Start the run without one.")
        assert process.stdin is not None
        if process.poll() is not None:
            process.stdin.close()
            raise RunError("The training process that waited for a run has ended. Start the run without it.")
        try:
            with process.stdin as pipe:
                pipe.write(request.model_dump_json().encode() + b"\n")
        except OSError as error:
            process.kill()
            raise RunError(
                f"The waiting training process does not listen ({error}). Start the run without it."
            ) from None
        return Trainer(process)

    def close(self) -> None:
        """End a child that got no run; returns at once."""
        process, self._process = self._process, None
        if process is not None:
            assert process.stdin is not None
            process.stdin.close()
            process.terminate()  # while it imports it does not see that its input is closed

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        with process.stdout as pipe:
            for line in pipe:
                if line.strip() == READY_LINE.encode():
                    self._ready.set()
        process.wait()


def start_trainer(
    run_dir: Path,
    *,
    resume: bool = False,
    threads: int | None = None,
    standby: StandbyTrainer | None = None,
    command: Sequence[str] | None = None,
) -> Trainer:
    """Start training a run, from its beginning or its last checkpoint, in a child that outlives this process.

    standby: used where it is there    command: in place of the training process's own; the arguments follow it
    Raises RunError where the run is being trained already or the child cannot be started.
    """
    run_dir = run_dir.resolve()
    request = StartRun(run_dir=str(run_dir), resume=resume, threads=threads)
    for known, trainer in list(_started.items()):
        if trainer.poll() is not None:
            _started.pop(known, None)
    try:
        _refuse_second_trainer(run_dir)
        if run_dir in _started:
            raise RunError(f"{run_dir.name} is already being trained by process {_started[run_dir].pid}.")
    except RunError:
        if standby is not None:
            standby.close()
        raise
    _started[run_dir] = _take(standby, request) or _start_anew(request, command)
    return _started[run_dir]


def stop_trainer(run_dir: Path, *, grace_seconds: float = 1.5) -> None:
    """Ask a run's trainer to stop; if it does not within the grace, end it, then kill it. Returns when it is gone."""
    process = _living_trainer(run_dir)  # before it is asked: it takes its lock away a moment before it ends
    write_control(run_dir, "stop")
    if process is None or _is_gone_within(process, grace_seconds):
        return
    for end in (process.terminate, process.kill):
        with contextlib.suppress(psutil.Error):
            end()
        if _is_gone_within(process, grace_seconds):
            return
    raise RunError(
        f"{run_dir.name}: process {process.pid} trains it and cannot be stopped. End it in the system's monitor."
    )


def _take(standby: StandbyTrainer | None, request: StartRun) -> Trainer | None:
    if standby is None:
        return None
    try:
        return standby.take(request)
    except RunError:
        return None


def _start_anew(request: StartRun, command: Sequence[str] | None) -> Trainer:
    arguments = ["--run", request.run_dir]
    if request.resume:
        arguments.append("--resume")
    if request.threads is not None:
        arguments += ["--threads", str(request.threads)]
    whole = [*command, *arguments] if command is not None else _child_command(TRAINING, *arguments)
    run_dir = Path(request.run_dir)
    try:
        log = (run_dir / LOG_FILE).open("ab")
    except OSError as error:
        raise _cannot_write(run_dir, error) from None
    with log:
        try:
            process = _spawn(whole, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        except OSError as error:
            raise RunError(f"The training process cannot be started: {whole[0]}: {error.strerror or error}.") from None
    threading.Thread(target=process.wait, daemon=True).start()
    return Trainer(process)


def _spawn(
    command: list[str], *, stdin: int, stdout: int | IO[bytes], stderr: int | IO[bytes]
) -> subprocess.Popen[bytes]:
    """A child that neither a closed terminal nor the end of this process ends."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.DETACHED_PROCESS | subprocess.CREATE_NO_WINDOW
        return subprocess.Popen(command, bufsize=0, stdin=stdin, stdout=stdout, stderr=stderr, creationflags=flags)
    else:
        return subprocess.Popen(command, bufsize=0, stdin=stdin, stdout=stdout, stderr=stderr, start_new_session=True)


def _standby_log() -> IO[bytes]:
    """Where a child that has no run yet says what is wrong."""
    path = paths.user_log_dir() / "standby.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    is_long = path.exists() and path.stat().st_size > _LONGEST_STANDBY_LOG
    return path.open("wb" if is_long else "ab")


def _living_trainer(run_dir: Path) -> psutil.Process | None:
    """By the run's lock; before that is written, by what this process started."""
    lock = trainer_of(run_dir)
    if lock is not None:
        return _process_of(lock)
    own = _started.get(run_dir.resolve())
    if own is None or own.poll() is not None:
        return None
    try:
        return psutil.Process(own.pid)
    except psutil.NoSuchProcess:
        return None


def _is_gone_within(process: psutil.Process, seconds: float) -> bool:
    """Looks instead of waiting: psutil's wait would take the exit code away from `Trainer.poll`."""
    until = time.monotonic() + seconds
    while _is_alive(process):
        if time.monotonic() >= until:
            return False
        time.sleep(_LOOK_SECONDS)
    return True


def _is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _cannot_write(run_dir: Path, error: OSError) -> StorageError:
    return StorageError(
        f"{run_dir}: cannot be written: {error.strerror or error}. Check that the folder is there and yours."
    )
