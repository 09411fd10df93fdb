"""Trainings of the window: a thread and a worker each, and a child that waits, warm, for the next one.

A worker starts its run's child, files what it says, and tells the window. The child outlives the window: leaving a run
alone is not stopping it.
"""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QThread, QThreadPool, QTimer, Signal, Slot

from studio.endings import why_it_ended
from studio.engine import launch
from studio.engine.protocol import LOG_FILE, Control, write_control
from studio.errors import StudioError
from studio.events import (
    EVENTS_FILE,
    Event,
    EventFollower,
    EventWriter,
    Failed,
    Finished,
    Paused,
    Resumed,
    RunState,
    Started,
    Stopped,
)
from studio.store.project import Project
from ui.language import said, sentences, tr
from ui.workers.cores import threads_of
from ui.workers.garbage import WindowGarbage
from ui.workers.log_tail import last_line, with_last_line

TELL_MS = 70  # at most 15 times a second
WARM_UP_MS = 1500  # after the window has opened, or a warm child was used
LOOK_MS = 500  # how often a trainer that this window did not start is looked for
PAUSE_SECONDS = 10.0  # that writing what is asked may take, on a drive that does not answer
_LOOK_SECONDS = 0.05
_MOST_EVENTS = 2000  # at a time, so that the window breathes while a long run's past is read

_STATES: dict[type, RunState] = {
    Started: "running",
    Resumed: "running",
    Paused: "paused",
    Finished: "finished",
    Stopped: "stopped",
    Failed: "failed",
}


class TrainingWorker(QObject):
    """One run's training. Move it to a thread before its slots are called; it ends that thread when the run is over.

    events: what the run said, at most 15 times a second, filed in the store before.
    state: the run's state changed. failed: why it did, in a sentence. ended: there is nothing more to follow.
    """

    events = Signal(str, list)
    state = Signal(str, str)
    failed = Signal(str, str)
    ended = Signal(str)

    def __init__(
        self,
        project_folder: Path,
        run_id: str,
        *,
        resume: bool = False,
        threads: int | None = None,
        standby: launch.StandbyTrainer | None = None,
    ) -> None:
        super().__init__()
        self._folder = project_folder
        self._run_id = run_id
        self._resume = resume
        self._threads = threads
        self._standby = standby
        self._project: Project | None = None
        self._run_dir = Path()
        self._follower: EventFollower | None = None
        self._trainer: launch.Trainer | None = None
        self._timer: QTimer | None = None
        self._state: RunState = "waiting"
        self._asked: Control = "run"
        self._looks = 0
        self._cannot_file = False

    # --- slots: called in the worker's thread ------------------------------------------------------------------------

    @Slot()
    def start(self) -> None:
        """Start the training child, from the beginning or from the last checkpoint, and follow it."""
        try:
            self._open()
            if launch.trainer_of(self._run_dir) is None:
                write_control(self._run_dir, "run")
                has_begun = (self._run_dir / EVENTS_FILE).exists()  # one that waited and never did begins now
                self._file_the_past()
                self._trainer = launch.start_trainer(
                    self._run_dir, resume=self._resume and has_begun, threads=self._threads, standby=self._standby
                )
        except StudioError as error:
            self.failed.emit(self._run_id, error.message)
            self._end()
            return
        self._say_state("running")
        self._begin_to_follow()

    @Slot()
    def follow(self) -> None:
        """Follow a run that somebody else started."""
        try:
            self._open()
        except StudioError as error:
            self.failed.emit(self._run_id, error.message)
            self._end()
            return
        self._begin_to_follow()

    @Slot(str)
    def control(self, control: Control) -> None:
        """Ask the trainer to pause, to stop, or to stop and keep. Only "stop" is enforced where it does not listen."""
        problem = self._ask(control)
        if problem:
            self.failed.emit(self._run_id, problem)

    @Slot(object)
    def pause(self, answer: Future[str]) -> None:
        """Ask it to pause, and answer why that could not be written; "" where it was."""
        answer.set_result(self._ask("pause"))

    def _ask(self, control: Control) -> str:
        if self._follower is None or self._asked == "stop":  # which is carried out already
            return ""
        before, self._asked = self._asked, control
        if control == "stop":
            QThreadPool.globalInstance().start(self._stop_by_force)  # it waits, and events are to be read meanwhile
            return ""
        try:
            write_control(self._run_dir, control)
        except StudioError as error:
            self._asked = before
            return error.message
        return ""

    def _stop_by_force(self) -> None:
        try:
            launch.stop_trainer(self._run_dir)
        except StudioError as error:
            self.failed.emit(self._run_id, error.message)

    @Slot()
    def leave(self) -> None:
        """Stop following; the training goes on."""
        self._end()

    # --- following ---------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        # A connection of this thread's own: SQLite's do not like to be shared.
        self._project = Project.open(self._folder)
        self._run_dir = self._project.run_dir(self._run_id)
        self._follower = EventFollower(self._run_dir)

    def _file_the_past(self) -> None:
        """What the run said before is filed and no news."""
        assert self._project is not None
        assert self._follower is not None
        path = self._run_dir / EVENTS_FILE
        self._follower.offset = path.stat().st_size if path.exists() else 0
        self._project.sync_run(self._run_id)

    def _begin_to_follow(self) -> None:
        self._timer = QTimer(self, interval=TELL_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        gone = self._is_trainer_gone()  # asked first: what it wrote before it went is read below
        if self._tell_news():
            return
        if gone:
            self._finish()

    def _tell_news(self) -> bool:
        """Files and tells what is new; True where there is more to read at once."""
        assert self._follower is not None
        after = self._follower.offset
        news = list(itertools.islice(self._follower.new_events(), _MOST_EVENTS))
        if not news:
            return False
        self._file(news, after)
        events = [event for _, event in news]
        self.events.emit(self._run_id, events)
        more = len(news) == _MOST_EVENTS
        if not more:
            self._say_state_of(events)
        return more

    def _file(self, news: list[tuple[int, Event]], after: int) -> None:
        """after: the byte from which on they were read"""
        assert self._project is not None
        try:
            if not self._project.store.file_events(self._run_id, news, after=after):
                self._project.sync_run(self._run_id)  # another window has filed them, or some before could not be
        except StudioError as error:
            if not self._cannot_file:  # said once; the run's own file has it all
                self._cannot_file = True
                self.failed.emit(self._run_id, error.message)

    def _say_state_of(self, events: list[Event]) -> None:
        for event in reversed(events):
            state = _STATES.get(type(event))
            if state is not None:
                self._say_state(state)
                if isinstance(event, Failed):
                    self.failed.emit(self._run_id, event.message)
                return

    def _say_state(self, state: RunState) -> None:
        if state != self._state:
            self._state = state
            self.state.emit(self._run_id, state)

    def _is_trainer_gone(self) -> bool:
        if self._trainer is not None:
            return self._trainer.poll() is not None
        self._looks += 1
        due = self._looks % (LOOK_MS // TELL_MS) == 1
        return due and launch.trainer_of(self._run_dir) is None

    # --- the end -----------------------------------------------------------------------------------------------------

    def _finish(self) -> None:
        assert self._project is not None
        if self._state in ("running", "waiting"):
            if self._asked == "stop":
                self._record_stop()
            else:
                self._project.sync_run(self._run_id)
                self._say_state("interrupted")
                self.failed.emit(self._run_id, self._interruption())
        self._end()

    def _record_stop(self) -> None:
        """The child had to be ended before it could say so itself; its file is nobody else's now."""
        with EventWriter(self._run_dir) as writer:
            writer.write(Stopped())
        self._tell_news()

    def _interruption(self) -> str:
        code = self._trainer.poll() if self._trainer is not None else None
        left = launch.lock_of(self._run_dir)
        why = why_it_ended(code, kills_before=left.memory_kills if left else None)
        told = [tr("The training process ended unexpectedly."), said(why)]
        told.append(tr("Resume goes on from the last checkpoint."))
        return with_last_line(sentences(*told), last_line(self._run_dir / LOG_FILE))

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer.deleteLater()
            self._timer = None
        if self._project is not None:
            self._project.close()
            self._project = None
        self._follower = None
        self.ended.emit(self._run_id)
        QThread.currentThread().quit()


@dataclass(frozen=True)
class _Waiting:
    project_folder: Path
    run_id: str
    run_dir: Path
    resume: bool


class _Training(QObject):
    """A worker and its thread. Its signals reach the worker in that thread."""

    begin = Signal()
    control = Signal(str)
    pause = Signal(object)
    leave = Signal()

    def __init__(self, worker: TrainingWorker, parent: QObject) -> None:
        super().__init__(parent)
        self.worker = worker
        self.thread_ = QThread(self)
        worker.moveToThread(self.thread_)
        self.control.connect(worker.control)
        self.pause.connect(worker.pause)
        self.leave.connect(worker.leave)

    def run(self, *, start: bool) -> None:
        self.begin.connect(self.worker.start if start else self.worker.follow)
        self.thread_.start()
        self.begin.emit()


class TrainingCenter(QObject):
    """Starts trainings one after the other, follows them, steers them, and leaves them running when the window closes.

    events, state, failed: those of TrainingWorker; why a run failed is told in the user's language.
    A run that waits for another one to end says the state "waiting".
    running_changed: `running()` or `waiting()` is another list now.
    """

    events = Signal(str, list)
    state = Signal(str, str)
    failed = Signal(str, str)
    running_changed = Signal()

    def __init__(self, parent: QObject | None = None, *, keep_warm: bool = True) -> None:
        super().__init__(parent)
        self._trainings: dict[str, _Training] = {}
        self._over: set[str] = set()  # of these, those whose process only has to end
        self._queue: deque[_Waiting] = deque()
        self._standby: launch.StandbyTrainer | None = None
        self._closed = False
        self._garbage = WindowGarbage(self)
        self._warm_up = QTimer(self, singleShot=True, interval=WARM_UP_MS)
        self._warm_up.timeout.connect(self._start_standby)
        if keep_warm:
            self._warm_up.start()
        self._keep_warm = keep_warm

    def running(self) -> list[str]:
        """Ids of the runs that are followed now, the oldest first."""
        return list(self._trainings)

    def waiting(self) -> list[str]:
        """Ids of the runs that start when those before them have ended, the next one first."""
        return [one.run_id for one in self._queue]

    def queue(self) -> list[tuple[Path, str]]:
        """The same, with the folders of their projects."""
        return [(one.project_folder, one.run_id) for one in self._queue]

    def start_next(self, run_id: str) -> None:
        """Let a run that waits be the next one."""
        first = [one for one in self._queue if one.run_id == run_id]
        self._queue = deque([*first, *(one for one in self._queue if one.run_id != run_id)])
        self.running_changed.emit()

    def start(self, project: Project, run_id: str, resume: bool = False) -> None:
        """Train a run; where another one trains, after it: two at once would be slower than one after the other."""
        if run_id in self._trainings.keys() - self._over or run_id in self.waiting():
            return
        run = _Waiting(project.folder, run_id, project.run_dir(run_id), resume)
        if self._trainings:
            self._queue.append(run)
            self.state.emit(run_id, "waiting")
            self.running_changed.emit()
        else:
            self._begin(run)

    def attach(self, project: Project, run_ids: Iterable[str]) -> None:
        """Follow these runs of a project, which train already, whoever started them."""
        for run_id in run_ids:
            if run_id not in self._trainings and run_id not in self.waiting():
                self._follow(TrainingWorker(project.folder, run_id), run_id, start=False)

    def control(self, run_id: str, control: Control) -> None:
        """Ask a run to "pause", "stop" or "keep". One that only waits leaves the line."""
        if run_id in self._trainings.keys() - self._over:
            self._trainings[run_id].control.emit(control)
        elif run_id in self.waiting():
            self._queue = deque(one for one in self._queue if one.run_id != run_id)
            self.running_changed.emit()

    def pause_all(self) -> list[str]:
        """Ask all that train to pause, and wait until that is written. Returns why it is not, a sentence for each."""
        answers = {training: Future[str]() for training in self._trainings.values()}
        for training, answer in answers.items():
            training.pause.emit(answer)
        until = time.monotonic() + PAUSE_SECONDS
        problems = [_answer(training, answer, until) for training, answer in answers.items()]
        return [said(problem) for problem in problems if problem]

    def renew_standby(self) -> None:
        """Another warm child in place of this one, which heeds what the environment says now."""
        if self._standby is not None:
            self._standby.close()
            self._standby = None
            self._warm_up.start()

    def close(self) -> None:
        """Let go of everything: trainings go on by themselves, the warm child ends, no thread is left."""
        self._closed = True
        self._warm_up.stop()
        self._queue.clear()
        for training in list(self._trainings.values()):
            training.leave.emit()
        for training in list(self._trainings.values()):
            training.thread_.wait()
        self._trainings.clear()
        self._garbage.close()
        if self._standby is not None:
            self._standby.close()
            self._standby = None

    def _begin(self, run: _Waiting) -> None:
        try:
            threads = threads_of(run.run_dir)
        except StudioError as error:  # its run.toml was damaged or taken away while it waited
            self._failed(run.run_id, error.message)
            return
        standby, self._standby = self._standby, None
        worker = TrainingWorker(run.project_folder, run.run_id, resume=run.resume, threads=threads, standby=standby)
        self._follow(worker, run.run_id, start=True)

    def _follow(self, worker: TrainingWorker, run_id: str, *, start: bool) -> None:
        training = _Training(worker, self)
        self._trainings[run_id] = training
        worker.events.connect(self.events)
        worker.state.connect(self._told)
        worker.failed.connect(self._failed)
        worker.ended.connect(self._forget)
        training.run(start=start)
        self.running_changed.emit()

    def _told(self, run_id: str, state: str) -> None:
        if state == "running":
            self._over.discard(run_id)
        elif run_id in self._trainings:
            self._over.add(run_id)
        self.state.emit(run_id, state)

    def _failed(self, run_id: str, sentence: str) -> None:
        self.failed.emit(run_id, said(sentence))

    def _forget(self, run_id: str) -> None:
        training = self._trainings.pop(run_id, None)
        self._over.discard(run_id)
        if training is None:
            return
        training.thread_.wait()
        training.deleteLater()
        if self._closed:
            return
        while self._queue and not self._trainings:
            self._begin(self._queue.popleft())
        if self._keep_warm and self._standby is None:
            self._warm_up.start()
        self.running_changed.emit()

    def _start_standby(self) -> None:
        if self._standby is None and not self._closed:
            self._standby = launch.StandbyTrainer()
            self._standby.start()


def _answer(training: _Training, answer: Future[str], until: float) -> str:
    """What the training's thread answers; "" where it has ended meanwhile, as there is nothing to pause then."""
    while not answer.done() and not training.thread_.isFinished():
        if time.monotonic() > until:
            return tr("The drive of the project does not answer. Check that it is connected, then try again.")
        time.sleep(_LOOK_SECONDS)
    return answer.result() if answer.done() else ""
