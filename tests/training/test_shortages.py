"""What a training runs out of, or loses, is told apart, with a way on."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from studio import endings
from studio.endings import memory_kills, why_it_ended
from studio.errors import RunError, StorageError
from studio.events import Event, EventFollower, Failed, Finished, StepDone, Warned
from studio.training import loop
from studio.training.checkpoint import checkpoints
from studio.training.failures import mendable
from studio.training.loop import LossExplodedError, Trainer
from studio.training.run import train_run
from studio.training.watch import Watch

ROOT = Path(__file__).resolve().parents[2]
MakeRun = Callable[..., Path]


def said(run_dir: Path) -> list[Event]:
    return [event for _, event in EventFollower(run_dir).new_events()]


# --- memory ---------------------------------------------------------------------------------------------------------


def _of_torch() -> None:
    torch.empty(2**52)  # more than any address space has


def _of_python() -> None:
    bytearray(2**62)


def _of_numpy() -> None:
    np.empty(2**58)


def _of_cuda() -> None:
    raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has a total capacity of ...")


def _of_a_library_on_cuda() -> None:
    raise RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`")


def _of_a_mac() -> None:
    raise RuntimeError("MPS backend out of memory (MPS allocated: 17.00 GB, other allocations: 1.00 GB)")


def _of_the_system() -> None:
    raise OSError(errno.ENOMEM, "Cannot allocate memory")


@pytest.mark.parametrize(
    ("runs_out", "kind", "says"),
    [
        (_of_torch, "computing", r"The computer's memory ran out while the model computed \(.* GB more"),
        (_of_python, "python", "The computer's memory ran out outside of the model. Close other programs"),
        (_of_numpy, "python", "outside of the model"),
        (_of_the_system, "python", "outside of the model"),
        (_of_cuda, "device", r'graphics card ran out \(2\.50 GiB more were asked for\).*device = "cpu"'),
        (_of_a_library_on_cuda, "device", "graphics card ran out"),
        (_of_a_mac, "device", "graphics card ran out"),
    ],
)
def test_kinds_of_memory_that_run_out_are_told_apart(runs_out: Callable[[], None], kind: str, says: str) -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011 -- each its own
        runs_out()
    known = mendable(raised.value)
    assert isinstance(known, RunError)
    assert known.fields["memory"] == kind
    with pytest.raises(RunError, match=says):
        raise known
    assert "lower the batch size" in known.message


def test_a_run_whose_memory_runs_out_says_so_in_its_folder(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Trainer, "_losses", lambda *_: _of_torch())
    run_dir = make_run()
    with pytest.raises(RunError, match="memory ran out"):
        train_run(run_dir)
    [failed] = [event for event in said(run_dir) if isinstance(event, Failed)]
    assert "memory ran out while the model computed" in failed.message
    assert "DefaultCPUAllocator" in failed.detail


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="ends by a signal")
@pytest.mark.parametrize(
    ("name", "says"),
    [("SIGKILL", "which is what the system does where memory runs out"), ("SIGBUS", "its disk is full, or gone")],
)
def test_how_a_process_ended_is_told_by_its_exit_status(name: str, says: str) -> None:
    code = f"import os, signal; os.kill(os.getpid(), signal.{name})"
    ended = subprocess.run([sys.executable, "-c", code], check=False)
    assert says in why_it_ended(ended.returncode)


@pytest.mark.parametrize(
    ("code", "before", "says"),
    [
        (-9, 2, "The system killed it, since memory had run out. Close other programs."),
        (None, 2, "The system killed it, since memory had run out. Close other programs."),
        (-9, 3, "killed from outside"),
        (-15, 2, "asked to end from outside (SIGTERM)"),
        (None, None, "or the computer was switched off"),
        (-11, None, "crashed in native code (SIGSEGV)"),
        (1, 2, "Its exit status was 1."),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="ends by a signal")
def test_the_systems_own_count_tells_that_memory_had_run_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int | None, before: int | None, says: str
) -> None:
    (tmp_path / "vmstat").write_text("nr_free_pages 871758\noom_kill 3\n")
    monkeypatch.setattr(endings, "_VMSTAT", tmp_path / "vmstat")
    assert memory_kills() == 3
    assert says in why_it_ended(code, kills_before=before)
    monkeypatch.setattr(endings, "_VMSTAT", tmp_path / "none")
    assert memory_kills() is None


# --- the loss -------------------------------------------------------------------------------------------------------


def _explode(monkeypatch: pytest.MonkeyPatch, *, after: int, factor: float) -> None:
    whole = Trainer._losses

    def losses(self: Trainer, batch: object) -> tuple[object, ...]:
        by = factor if self.progress.step >= after else 1.0
        return tuple(loss * by for loss in whole(self, batch))  # type: ignore[arg-type]

    monkeypatch.setattr(Trainer, "_losses", losses)


@pytest.mark.parametrize(
    ("factor", "says", "last"),
    [
        (float("nan"), "Step 9: the loss is no longer a number", 8),
        (1e4, "Step 12: the loss has exploded; it began", 12),
    ],
)
def test_a_loss_that_explodes_ends_the_run_with_the_best_before_and_says_what_to_try(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, factor: float, says: str, last: int
) -> None:
    exploded = make_run(training={"eval_every_steps": 4})
    monkeypatch.setattr(loop, "_IN_A_ROW", 4)
    _explode(monkeypatch, after=8, factor=factor)

    ended = train_run(exploded)

    assert isinstance(ended, Finished)
    assert ended.stopped_early
    assert ended.remark.startswith(says)
    assert "Lower the learning rate" in ended.remark
    assert f"The adapter is that of step {ended.best_step}, the best before." in ended.remark
    assert ended.best_step in (4, 8)
    assert ended.remark in [event.message for event in said(exploded) if isinstance(event, Warned)]
    assert [event.step for event in said(exploded) if isinstance(event, StepDone)] == list(range(1, last + 1))
    assert (exploded / "adapter" / "adapter_model.safetensors").is_file()


def test_a_loss_that_explodes_before_anything_was_measured_fails(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "_IN_A_ROW", 4)
    _explode(monkeypatch, after=1, factor=1e4)
    run_dir = make_run()
    with pytest.raises(LossExplodedError, match="Lower the learning rate"):
        train_run(run_dir)
    assert not (run_dir / "adapter").exists()


def test_a_loss_that_is_high_for_a_while_is_no_explosion(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    _explode(monkeypatch, after=1, factor=1e4)
    assert isinstance(train_run(make_run()), Finished)  # of 18 steps


# --- the disk -------------------------------------------------------------------------------------------------------

_FROM_A_DRIVE = [
    (name, says)
    for names, says in (
        (("EIO", "ESTALE", "ENOTCONN", "ETIMEDOUT", "EHOSTDOWN"), "its drive does not answer"),
        (("EROFS",), "read-only"),
        (("ENOSPC",), "the disk is full"),
        (("ENODEV",), "its folder is gone, or its drive"),
    )
    for name in names
    if hasattr(errno, name)
]


@pytest.mark.parametrize(("name", "says"), _FROM_A_DRIVE)
def test_what_a_drive_can_do_is_told_with_a_way_on(name: str, says: str) -> None:
    number = getattr(errno, name)
    known = mendable(OSError(number, os.strerror(number), "a/file"))
    assert isinstance(known, StorageError)
    assert known.message.startswith("a/file cannot be written: ")
    assert says in known.message
    assert "try again" in known.message or "choose another folder" in known.message


@pytest.mark.parametrize(
    ("place", "name", "says"),
    [
        ("fsync", "ESTALE", "its drive does not answer"),
        ("replace", "ENOTCONN", "its drive does not answer"),
        ("mkdir", "EROFS", "read-only"),
    ],
)
def test_a_drive_that_fails_is_a_sentence_and_the_run_goes_on_when_it_is_back(
    make_run: MakeRun, name: str, says: str, place: str
) -> None:
    """It fails from step 7 on, whatever is done then, and is back afterwards."""
    run_dir = make_run(training={"eval_every_steps": 3, "max_steps": 10})
    with pytest.MonkeyPatch.context() as patch:

        def fail(event: Event) -> None:
            if isinstance(event, StepDone) and event.step == 7:
                number = getattr(errno, name)

                def gone(*_: object, **__: object) -> None:
                    raise OSError(number, os.strerror(number))

                patch.setattr(os, place, gone)

        with pytest.raises(StorageError, match=says):
            train_run(run_dir, on_event=fail)
    assert [folder.name for folder in checkpoints(run_dir)] == ["step-00000003", "step-00000006"]
    ended = train_run(run_dir, resume=True)
    assert isinstance(ended, Finished)
    assert ended.step == 10


@pytest.mark.skipif(os.name == "nt", reason="a folder with open files cannot be removed")
def test_a_folder_that_is_removed_under_a_run_is_said_and_not_made_again(make_run: MakeRun) -> None:
    run_dir = make_run(training={"eval_every_steps": 3})

    def remove(event: Event) -> None:
        if isinstance(event, StepDone) and event.step == 4:
            shutil.rmtree(run_dir)

    with pytest.raises(StorageError, match=r"cannot be written: its folder is gone.*Bring it back"):
        train_run(run_dir, on_event=remove)
    assert not run_dir.exists()


# --- the clock ------------------------------------------------------------------------------------------------------


def test_time_in_which_the_computer_slept_is_not_counted() -> None:
    wall, computed = 100.0, 5.0
    watch = Watch(lambda: wall, lambda: computed)
    wall, computed = 110.0, 5.0  # ten seconds that it waited for a disk
    assert watch.read() == pytest.approx(10.0)
    wall, computed = 110.0 + 8 * 3600, 6.5  # a night, and a second and a half of work around it
    assert watch.read() == pytest.approx(11.5)
    wall, computed = wall + 600, computed + 590  # a long step
    assert watch.read() == pytest.approx(611.5)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="halts a process")
def test_a_process_that_was_halted_counts_what_it_worked() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import studio.training.watch as module\nmodule._GAP_SECONDS = 1.0\nmodule._IDLE = 0.2\n"
        "watch = module.Watch()\nprint('here', flush=True)\nsys.stdin.readline()\nprint(watch.read())\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(ROOT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "here\n"
    child.send_signal(signal.SIGSTOP)
    time.sleep(1.5)
    child.send_signal(signal.SIGCONT)
    said, _ = child.communicate("go on\n", timeout=60)
    assert float(said) < 0.5


def test_figures_of_a_run_are_not_moved_by_a_clock_that_is_set(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir, whole = make_run(), time.time
    hours = 0

    def set_clock(event: Event) -> None:
        nonlocal hours
        if isinstance(event, StepDone):
            hours = {5: -3, 9: 24 * 365}.get(event.step, hours)

    monkeypatch.setattr(time, "time", lambda: whole() + 3600 * hours)
    ended = train_run(run_dir, on_event=set_clock)

    assert isinstance(ended, Finished)
    elapsed = [event.elapsed for event in said(run_dir)]
    assert elapsed == sorted(elapsed)
    assert 0 < ended.seconds < 60
    assert all(0 < event.examples_per_second < 1e6 for event in said(run_dir) if isinstance(event, StepDone))
