"""What keeps a window from rest, and where its processes are then."""

from __future__ import annotations

import faulthandler
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from studio.engine.launch import trainer_of
from studio.engine.protocol import LOG_FILE, read_control

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.workers.playground_worker import PlaygroundWorker

_DUMP_SECONDS = 2.0  # in which a child says where it is
_TAIL = 4000  # characters of a log


def under_way(window: MainWindow) -> list[str]:
    """What a window does or waits for, a phrase each; none where it rests."""
    from PySide6.QtCore import QThreadPool
    from PySide6.QtWidgets import QApplication

    actions = window.actions_
    found = [f"{run} is followed" for run in actions.training.running()]
    found += [f"{run} waits in line" for run in actions.training.waiting()]
    if actions.busy:
        found.append(f"in the background: {actions.busy}")
    asked = {page: worker.under_way() for page, worker in _workers(window)}
    found += [f"{page} waits for the answers {requests}" for page, requests in asked.items() if requests]
    if threads := QThreadPool.globalInstance().activeThreadCount():
        found.append(f"{threads} threads of the pool are at work")
    question = QApplication.activeModalWidget()
    return [*found, f'a question is open: "{question.windowTitle()}"'] if question is not None else found


def _workers(window: MainWindow) -> Iterator[tuple[str, PlaygroundWorker]]:
    """Of the pages that ask a model."""
    for key, page in window.pages.items():
        worker = getattr(getattr(page, "questions", page), "worker", None)
        if worker is not None:
            yield key, worker


def childrens_seconds() -> float:
    """Of processor, that the children of this process had so far, those that have ended among them."""
    ended = psutil.Process().cpu_times()
    return ended.children_user + ended.children_system + sum(map(_seconds, _children()))


def where_all_are(window: MainWindow) -> str:
    """States of the runs, and a traceback of every thread of the window and of its children."""
    children = _children()
    parts = [*_runs(window), *map(_told, children), "the window:", _own_traceback()]
    for process in children:
        with suppress(psutil.Error):
            process.send_signal(signal.SIGUSR1)  # its log takes the traceback
    time.sleep(_DUMP_SECONDS)
    for log in _logs(window):
        parts += [f"{log}:", log.read_text(encoding="utf-8", errors="replace")[-_TAIL:]]
    return "\n".join(parts)


def _runs(window: MainWindow) -> Iterator[str]:
    project = window.session.project
    assert project is not None
    for run in [*window.actions_.training.running(), *window.actions_.training.waiting()]:
        known, run_dir = project.store.run(run), project.run_dir(run)
        lock = trainer_of(run_dir)
        steps, asked = len(project.store.steps(run)), read_control(run_dir)
        yield f"{run}: {known.state}, {steps} steps, asked to {asked}, trained by {lock.pid if lock else 'nobody'}"


def _children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def _seconds(process: psutil.Process) -> float:
    """Of processor."""
    with suppress(psutil.Error):
        times = process.cpu_times()
        return float(times.user + times.system)
    return 0.0


def _told(process: psutil.Process) -> str:
    with suppress(psutil.Error):
        state, seconds, what = process.status(), _seconds(process), " ".join(process.cmdline()[-4:])
        return f"process {process.pid}: {state}, nice {process.nice()}, {seconds:.1f} s of processor: {what}"
    return f"process {process.pid} is gone"


def _own_traceback() -> str:
    with tempfile.TemporaryFile() as file:
        faulthandler.dump_traceback(file, all_threads=True)
        file.seek(0)
        return file.read().decode(errors="replace")


def _logs(window: MainWindow) -> list[Path]:
    from ui.workers.playground_worker import inference_log

    project = window.session.project
    assert project is not None
    logs = [project.run_dir(run) / LOG_FILE for run in window.actions_.training.running()]
    return [log for log in (*logs, inference_log(), inference_log().with_name("standby.log")) if log.is_file()]
