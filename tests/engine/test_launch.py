"""Training children: found by their lock, outliving who started them, stopped whether they listen or not, reaped."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from studio.engine import launch
from studio.engine.launch import (
    StandbyTrainer,
    held_lock,
    remove_lock,
    start_trainer,
    stop_trainer,
    trainer_of,
    write_lock,
)
from studio.engine.protocol import LOCK_FILE, LOG_FILE, Lock, StartRun, read_control, write_control
from studio.errors import RunError, StorageError

ROOT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 20.0

# A trainer without a model. It takes the run's lock as the real one does, says what it was asked, and waits.
CHILD = """
import argparse, json, os, signal, sys, time
from pathlib import Path
sys.path.insert(0, {root!r})
from studio.engine.launch import remove_lock, write_lock
from studio.engine.protocol import StartRun, read_control

parser = argparse.ArgumentParser()
parser.add_argument("--run", type=Path)
parser.add_argument("--resume", action="store_true")
parser.add_argument("--threads", type=int)
parser.add_argument("--standby", action="store_true")
parser.add_argument("--slow", action="store_true")
parser.add_argument("--deaf", action="store_true")
parser.add_argument("--busy", action="store_true")
parser.add_argument("--dead", action="store_true")
given = parser.parse_args()
if given.dead:
    print("nothing works here")
    sys.exit(3)
request = StartRun(run_dir=str(given.run), resume=given.resume, threads=given.threads)
if given.standby:
    if given.slow:
        time.sleep(0.7)
    print("some library says hello", flush=True)
    print("ready", flush=True)
    line = sys.stdin.readline()
    if not line.strip():
        sys.exit(0)
    request = StartRun.model_validate_json(line)
    log = os.open(Path(request.run_dir) / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
if given.deaf:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
run_dir = Path(request.run_dir)
write_lock(run_dir)
said = {{"pid": os.getpid(), "resume": request.resume, "threads": request.threads, "session": os.getsid(0)}}
print("trainer begins", flush=True)
(run_dir / "said.new").write_text(json.dumps(said))
os.replace(run_dir / "said.new", run_dir / "said.json")
while given.deaf or given.busy or read_control(run_dir) == "run":
    time.sleep(0.02)
remove_lock(run_dir)
sys.exit(5)
"""


@pytest.fixture
def child(tmp_path: Path) -> list[str]:
    """The command of a trainer without a model."""
    file = tmp_path / "child.py"
    file.write_text(CHILD.format(root=str(ROOT)))
    return [sys.executable, str(file)]


@pytest.fixture
def run_dir(tmp_path: Path) -> Iterator[Path]:
    """A run's folder; who trains it is ended after the test."""
    made = tmp_path / "20261121-154212-prompt_tuning"
    made.mkdir()
    yield made
    lock = trainer_of(made)
    if lock is not None and lock.pid != os.getpid():
        psutil.Process(lock.pid).kill()


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def said(run_dir: Path) -> dict[str, int]:
    """What the child said when it began to train."""
    until((run_dir / "said.json").exists)
    found: dict[str, int] = json.loads((run_dir / "said.json").read_text())
    return found


def is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


# --- the lock --------------------------------------------------------------------------------------------------------


def test_a_run_without_a_lock_has_no_trainer(run_dir: Path) -> None:
    assert trainer_of(run_dir) is None


def test_a_lock_names_the_process_that_took_it_until_it_is_removed(run_dir: Path) -> None:
    lock = write_lock(run_dir)
    assert lock.pid == os.getpid()
    assert trainer_of(run_dir) == lock
    remove_lock(run_dir)
    assert trainer_of(run_dir) is None
    assert list(run_dir.iterdir()) == []


def test_the_lock_of_a_process_that_ended_counts_for_nothing_and_is_replaced(run_dir: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    (run_dir / LOCK_FILE).write_text(Lock(pid=ended.pid, started=time.time()).model_dump_json())
    assert trainer_of(run_dir) is None
    assert write_lock(run_dir).pid == os.getpid()


def test_a_lock_whose_process_id_was_given_to_another_process_counts_for_nothing(run_dir: Path) -> None:
    long_ago = psutil.Process().create_time() - 3600
    (run_dir / LOCK_FILE).write_text(Lock(pid=os.getpid(), started=long_ago).model_dump_json())
    assert trainer_of(run_dir) is None
    assert write_lock(run_dir).started == psutil.Process().create_time()


def test_a_process_that_ended_and_was_not_waited_for_trains_nothing(run_dir: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    started = psutil.Process(ended.pid).create_time()
    (run_dir / LOCK_FILE).write_text(Lock(pid=ended.pid, started=started).model_dump_json())
    until(lambda: psutil.Process(ended.pid).status() == psutil.STATUS_ZOMBIE)
    assert trainer_of(run_dir) is None
    ended.wait()


@pytest.mark.skipif(not Path("/proc/sys/kernel/random/boot_id").exists(), reason="only Linux says which boot it is")
def test_a_trainer_stays_the_trainer_when_the_clock_is_set(run_dir: Path) -> None:
    """On Linux a process's start is told from the clock of today."""
    lock = write_lock(run_dir)
    before = lock.model_copy(update={"started": lock.started + 3600})
    (run_dir / LOCK_FILE).write_text(before.model_dump_json())
    assert trainer_of(run_dir) == before
    after_a_restart = before.model_copy(update={"boot": "another"})
    (run_dir / LOCK_FILE).write_text(after_a_restart.model_dump_json())
    assert trainer_of(run_dir) is None


def test_a_trainer_on_another_computer_counts_while_it_gives_signs_of_life(run_dir: Path) -> None:
    elsewhere = Lock(pid=os.getpid(), started=psutil.Process().create_time(), boot="its own", host="the-other-one")
    (run_dir / LOCK_FILE).write_text(elsewhere.model_dump_json())
    assert trainer_of(run_dir) == elsewhere
    with pytest.raises(RunError, match=rf"process {os.getpid()} on the computer the-other-one\. Wait for it"):
        write_lock(run_dir)
    remove_lock(run_dir)
    assert trainer_of(run_dir) == elsewhere  # it is not ours

    long_ago = time.time() - 3600
    os.utime(run_dir / LOCK_FILE, (long_ago, long_ago))
    assert trainer_of(run_dir) is None
    mine = write_lock(run_dir)
    assert (mine.host, mine.who) == (platform.node(), f"process {os.getpid()}")


def test_a_trainer_gives_signs_of_life(run_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "_SIGN_SECONDS", 0.01)
    with held_lock(run_dir):
        lock = run_dir / LOCK_FILE
        os.utime(lock, (1.0, 1.0))
        until(lambda: lock.stat().st_mtime > 1.0)
    assert not lock.exists()


def test_a_copy_of_a_run_that_trains_has_no_trainer_that_could_be_stopped_and_a_moved_one_has(run_dir: Path) -> None:
    mine = write_lock(run_dir)
    copy = shutil.copytree(run_dir, run_dir.with_name("copy"))

    assert trainer_of(copy) is None
    stop_trainer(copy)  # which would have ended this process
    assert trainer_of(run_dir.rename(run_dir.with_name("moved"))) == mine


@pytest.mark.parametrize("text", ["", "{", '{"pid": -5, "started": 0}', f'{{"pid": {10**30}, "started": 0}}'])
def test_a_damaged_lock_counts_for_nothing(run_dir: Path, text: str) -> None:
    (run_dir / LOCK_FILE).write_text(text)
    assert trainer_of(run_dir) is None
    assert write_lock(run_dir).pid == os.getpid()


def test_a_second_process_cannot_take_the_lock_nor_remove_it(run_dir: Path) -> None:
    lock = write_lock(run_dir)
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path\nfrom studio.engine.launch import remove_lock, write_lock\n"
        f"run_dir = Path({str(run_dir)!r})\nremove_lock(run_dir)\nwrite_lock(run_dir)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert f"RunError: {run_dir.name} is already being trained by process {lock.pid}" in done.stderr
    assert trainer_of(run_dir) == lock


# One of several that want the same runs: says which ones it got, and lives until its input closes.
TAKER = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from studio.engine.launch import write_lock
from studio.errors import RunError

print("here", flush=True)
sys.stdin.readline()
got = []
for run_dir in sorted(Path({folder!r}).iterdir()):
    try:
        write_lock(run_dir)
        got.append(run_dir.name)
    except RunError:
        pass
print(*got, flush=True)
sys.stdin.readline()
"""


def test_of_many_that_find_a_dead_trainers_lock_one_takes_it(tmp_path: Path) -> None:
    runs = [tmp_path / "runs" / f"run-{number:03}" for number in range(150)]
    for run in runs:
        run.mkdir(parents=True)
        (run / LOCK_FILE).write_text(Lock(pid=os.getpid(), started=1.0).model_dump_json())
    command = [sys.executable, "-c", TAKER.format(root=str(ROOT), folder=str(tmp_path / "runs"))]
    takers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) for _ in range(4)
    ]
    with contextlib.ExitStack() as open_takers:
        pipes = []
        for taker in takers:
            open_takers.enter_context(taker)
            assert taker.stdin is not None
            assert taker.stdout is not None
            pipes.append((taker.stdin, taker.stdout))
        assert [answers.readline() for _, answers in pipes] == ["here\n"] * 4
        for asks, _ in pipes:
            asks.write("go\n")
        got = {taker.pid: answers.readline().split() for taker, (_, answers) in zip(takers, pipes, strict=True)}
        holders = {run.name: lock.pid if (lock := trainer_of(run)) else 0 for run in runs}
    assert holders == {run: pid for pid, own in got.items() for run in own}
    assert sum(map(len, got.values())) == len(runs)  # none was given twice


def test_a_file_system_without_hard_links_has_locks_too(run_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert write_lock(run_dir) == trainer_of(run_dir)
    with pytest.raises(RunError, match=f"already being trained by process {os.getpid()}"):
        write_lock(run_dir)


def test_a_run_folder_that_is_gone_cannot_be_locked(run_dir: Path) -> None:
    with pytest.raises(StorageError, match="gone"):
        write_lock(run_dir / "gone")


# --- start -----------------------------------------------------------------------------------------------------------


def test_a_trainer_is_started_with_what_was_asked_and_logs_into_the_run(run_dir: Path, child: list[str]) -> None:
    trainer = start_trainer(run_dir, resume=True, threads=3, command=child)
    told = said(run_dir)
    assert (told["pid"], told["resume"], told["threads"]) == (trainer.pid, True, 3)
    lock = trainer_of(run_dir)
    assert lock is not None
    assert lock.pid == trainer.pid
    assert trainer.poll() is None
    write_control(run_dir, "stop")
    until(lambda: trainer.poll() is not None)
    assert trainer.poll() == 5
    assert "trainer begins" in (run_dir / LOG_FILE).read_text()


def test_the_log_of_an_earlier_attempt_is_kept(run_dir: Path, child: list[str]) -> None:
    (run_dir / LOG_FILE).write_text("of the first attempt\n")
    trainer = start_trainer(run_dir, command=[*child, "--dead"])
    until(lambda: trainer.poll() is not None)
    assert trainer.poll() == 3
    assert (run_dir / LOG_FILE).read_text() == "of the first attempt\nnothing works here\n"


def test_a_run_that_trains_is_not_started_again(run_dir: Path, child: list[str]) -> None:
    first = start_trainer(run_dir, command=child)
    with pytest.raises(RunError, match=f"already being trained by process {first.pid}"):  # before it took its lock
        start_trainer(run_dir, command=child)
    said(run_dir)
    with pytest.raises(RunError, match=f"already being trained by process {first.pid}"):
        start_trainer(run_dir, command=child)


def test_a_trainer_that_ended_is_reaped_though_nobody_asks(run_dir: Path, child: list[str]) -> None:
    trainer = start_trainer(run_dir, command=[*child, "--dead"])
    until(lambda: not psutil.pid_exists(trainer.pid))
    assert trainer.poll() == 3


def test_a_command_that_is_not_there_is_told(run_dir: Path) -> None:
    with pytest.raises(RunError, match="cannot be started: /no/such/python"):
        start_trainer(run_dir, command=["/no/such/python"])


def test_a_run_folder_that_is_gone_is_told(tmp_path: Path, child: list[str]) -> None:
    with pytest.raises(StorageError, match="gone"):
        start_trainer(tmp_path / "gone", command=child)


PARENT = """
import sys, time
sys.path.insert(0, {root!r})
from pathlib import Path
from studio.engine import launch
from studio.engine.protocol import StartRun
run_dir, child = Path({run_dir!r}), {child!r}
if {standby!r}:
    standby = launch.StandbyTrainer(command=[*child, "--standby"])
    standby.start()
    trainer = launch.start_trainer(run_dir, standby=standby)
else:
    trainer = launch.start_trainer(run_dir, command=child)
while not (run_dir / "said.json").exists():
    time.sleep(0.01)
print(trainer.pid, flush=True)
{then}
"""


@pytest.mark.parametrize("standby", [False, True], ids=["started", "standby"])
def test_a_trainer_outlives_a_parent_that_is_killed(run_dir: Path, child: list[str], standby: bool) -> None:
    code = PARENT.format(root=str(ROOT), run_dir=str(run_dir), child=child, standby=standby, then="time.sleep(60)")
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    os.killpg(parent.pid, signal.SIGKILL)  # as a terminal that is closed ends its whole session
    parent.wait()
    parent.stdout.close()
    time.sleep(0.3)
    assert is_alive(pid)
    assert said(run_dir)["session"] == pid
    stop_trainer(run_dir)
    assert not is_alive(pid)


def test_a_parent_that_ends_in_order_says_nothing_of_the_trainer_it_leaves(run_dir: Path, child: list[str]) -> None:
    code = PARENT.format(root=str(ROOT), run_dir=str(run_dir), child=child, standby=False, then="del trainer")
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert is_alive(int(done.stdout))


# --- stop ------------------------------------------------------------------------------------------------------------


def test_a_trainer_that_listens_ends_by_itself(run_dir: Path, child: list[str]) -> None:
    trainer = start_trainer(run_dir, command=child)
    said(run_dir)
    stop_trainer(run_dir, grace_seconds=10)
    until(lambda: trainer.poll() is not None)
    assert trainer.poll() == 5
    assert trainer_of(run_dir) is None


def test_a_trainer_that_ignores_control_is_ended(run_dir: Path, child: list[str]) -> None:
    trainer = start_trainer(run_dir, command=[*child, "--busy"])
    said(run_dir)
    stop_trainer(run_dir, grace_seconds=0.2)
    until(lambda: trainer.poll() is not None)
    assert trainer.poll() == -signal.SIGTERM


@pytest.mark.alone
def test_a_trainer_that_ignores_control_and_sigterm_is_killed(run_dir: Path, child: list[str]) -> None:
    trainer = start_trainer(run_dir, command=[*child, "--deaf"])
    said(run_dir)
    began = time.monotonic()
    stop_trainer(run_dir, grace_seconds=0.4)
    assert 0.8 <= time.monotonic() - began < 3
    assert not is_alive(trainer.pid)
    until(lambda: trainer.poll() is not None)
    assert trainer.poll() == -signal.SIGKILL
    assert trainer_of(run_dir) is None


def test_a_trainer_that_another_process_started_is_stopped_too(run_dir: Path, child: list[str]) -> None:
    code = PARENT.format(root=str(ROOT), run_dir=str(run_dir), child=[*child, "--deaf"], standby=False, then="")
    pid = int(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
    assert is_alive(pid)
    stop_trainer(run_dir, grace_seconds=0.2)
    assert not is_alive(pid)


def test_a_trainer_that_has_no_lock_yet_is_stopped(run_dir: Path, tmp_path: Path) -> None:
    still_importing = tmp_path / "importing.py"
    still_importing.write_text("import time; time.sleep(60)")
    trainer = start_trainer(run_dir, command=[sys.executable, str(still_importing)])
    stop_trainer(run_dir, grace_seconds=0.2)
    assert not is_alive(trainer.pid)


def test_stopping_a_run_that_nobody_trains_harms_no_process_with_its_old_id(run_dir: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    (run_dir / LOCK_FILE).write_text(Lock(pid=other.pid, started=1.0).model_dump_json())
    stop_trainer(run_dir, grace_seconds=0.1)
    assert other.poll() is None
    other.kill()
    other.wait()


# --- standby ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def standby(child: list[str]) -> Iterator[StandbyTrainer]:
    made = StandbyTrainer(command=[*child, "--standby"])
    yield made
    made.close()


def test_a_warm_child_is_ready_and_takes_a_run(run_dir: Path, standby: StandbyTrainer) -> None:
    assert not standby.is_ready()
    standby.start()
    until(standby.is_ready)
    trainer = standby.take(StartRun(run_dir=str(run_dir), resume=True, threads=2))
    assert not standby.is_ready()
    told = said(run_dir)
    assert (told["pid"], told["resume"], told["threads"]) == (trainer.pid, True, 2)
    stop_trainer(run_dir)
    until(lambda: trainer.poll() is not None)
    assert (run_dir / LOG_FILE).read_text() == "trainer begins\n"


def test_a_training_lets_the_window_go_first() -> None:
    warm = StandbyTrainer()
    warm.start()
    assert warm._process is not None
    trainer = psutil.Process(warm._process.pid)
    until(lambda: trainer.nice() != psutil.Process().nice())
    warm.close()


@pytest.mark.alone
def test_asking_and_closing_a_warm_child_that_never_gets_ready_blocks_nobody() -> None:
    silent = StandbyTrainer(command=[sys.executable, "-c", "import time; time.sleep(60)"])
    silent.start()
    assert silent._process is not None
    pid = silent._process.pid
    began = time.monotonic()
    assert not any(silent.is_ready() for _ in range(100))
    silent.close()
    assert time.monotonic() - began < 1
    until(lambda: not psutil.pid_exists(pid))


def test_a_warm_child_whose_input_closes_ends_by_itself(standby: StandbyTrainer) -> None:
    standby.start()
    until(standby.is_ready)
    process = standby._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()
    until(lambda: process.poll() is not None)
    assert process.poll() == 0
    assert not standby.is_ready()


def test_a_child_that_is_not_ready_yet_takes_a_run_all_the_same(run_dir: Path, child: list[str]) -> None:
    slow = StandbyTrainer(command=[*child, "--standby", "--slow"])
    slow.start()
    trainer = start_trainer(run_dir, standby=slow)
    assert said(run_dir)["pid"] == trainer.pid


def test_a_run_whose_warm_child_died_is_started_without_it(run_dir: Path, child: list[str]) -> None:
    dead = StandbyTrainer(command=[*child, "--dead"])
    dead.start()
    until(lambda: dead._process is not None and dead._process.poll() is not None)
    assert not dead.is_ready()
    trainer = start_trainer(run_dir, standby=dead, command=child)
    assert said(run_dir)["pid"] == trainer.pid


def test_a_warm_child_that_cannot_be_started_is_never_ready(run_dir: Path) -> None:
    none = StandbyTrainer(command=["/no/such/python"])
    none.start()
    assert not none.is_ready()
    with pytest.raises(RunError, match="No training process waits"):
        none.take(StartRun(run_dir=str(run_dir)))
    none.close()


def test_closing_ends_a_warm_child_and_twice_does_no_harm(standby: StandbyTrainer) -> None:
    standby.start()
    until(standby.is_ready)
    assert standby._process is not None
    pid = standby._process.pid
    standby.close()
    standby.close()
    until(lambda: not psutil.pid_exists(pid))


def test_a_warm_child_ends_with_the_window_that_is_killed(child: list[str]) -> None:
    code = (
        f"import sys, time; sys.path.insert(0, {str(ROOT)!r})\nfrom studio.engine.launch import StandbyTrainer\n"
        f"standby = StandbyTrainer(command={[*child, '--standby']!r})\nstandby.start()\n"
        "while not standby.is_ready(): time.sleep(0.01)\n"
        "print(standby._process.pid, flush=True)\ntime.sleep(60)\n"
    )
    window = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert window.stdout is not None
    pid = int(window.stdout.readline())
    assert is_alive(pid)
    window.kill()
    window.wait()
    window.stdout.close()
    until(lambda: not is_alive(pid))


# --- commands --------------------------------------------------------------------------------------------------------


def test_children_start_in_any_folder_take_no_module_out_of_it_and_say_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('the wrong json')")
    pipe = subprocess.PIPE
    child = subprocess.Popen(launch.inference_command(), cwd=tmp_path, stdin=pipe, stdout=pipe, stderr=pipe)
    assert child.stdout is not None
    assert child.stderr is not None
    ready, where = child.stdout.readline(), []
    if b"ready" in ready and hasattr(signal, "SIGUSR1"):
        child.send_signal(signal.SIGUSR1)
        for line in child.stderr:
            where.append(line)
            if line.rstrip().endswith(b"in <module>"):  # the main thread's first call, which is said last
                break
        assert b"inference_process.py" in b"".join(where)
    _, said = child.communicate(timeout=120)
    assert b"ready" in ready, said.decode()
    assert child.returncode == 0, said.decode()


def test_a_packaged_program_is_its_own_child(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert launch.inference_command() == [sys.executable, "--child", "inference_process"]
    monkeypatch.setattr(sys, "argv", ["studio"])
    launch.run_child(["project"])  # a window's own arguments are none of its business
    assert sys.argv == ["studio"]
    with pytest.raises(SystemExit) as ended:
        launch.run_child(["--child", "training_process", "--help"])
    assert ended.value.code == 0
    assert "--standby" in capsys.readouterr().out


def test_a_control_file_that_was_asked_to_stop_stays_what_it_is_until_a_trainer_begins(run_dir: Path) -> None:
    stop_trainer(run_dir)
    assert read_control(run_dir) == "stop"
