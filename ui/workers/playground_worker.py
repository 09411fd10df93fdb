"""Talks with one resident inference child: JSON lines both ways, its log in a file.

The child starts with the first question, starts again after a crash, and ends when its standard input closes.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError
from PySide6.QtCore import QIODevice, QObject, QProcess, QProcessEnvironment, QTimer, Signal

from studio import paths
from studio.endings import memory_kills, why_it_ended
from studio.engine import launch
from studio.engine.protocol import (
    INFERENCE_REPLY,
    Ablated,
    Cancel,
    Cancelled,
    Classified,
    Explained,
    InferenceReply,
    InferenceRequest,
    LabelErrorsFound,
    ModelOpened,
    OpenModel,
    Ready,
    RequestDone,
    RequestFailed,
    TableProgress,
    TextDone,
    TextPart,
    UnsureFound,
)
from ui.language import said, sentences, tr
from ui.workers.cores import spare_cores
from ui.workers.log_tail import last_line, with_last_line

CANCEL_MS = 3000  # a child that has not ended its request by then is ended
CLOSE_MS = 1000  # the same where the window closes
_LONGEST_LOG = 1_000_000  # bytes; a longer one is begun anew
_LAST_REPLIES = (RequestDone, Cancelled, ModelOpened, Explained, Ablated, UnsureFound, LabelErrorsFound)
_MOST_CRASHES = 2  # in a row, without an answer between them: then it waits for the next question


def inference_log() -> Path:
    return paths.user_log_dir() / "inference.log"


class PlaygroundWorker(QObject):
    """One signal a kind of reply. crashed: the child ended by itself; the sentence says what becomes of it.

    busy_changed: whether a request is under way. renewed: the child was let go of by `renew`, and none is there.
    """

    ready = Signal()
    model_opened = Signal(object)
    classified = Signal(object)
    text = Signal(object)
    text_done = Signal(object)
    table_progress = Signal(object)
    explained = Signal(object)
    ablated = Signal(object)
    unsure_found = Signal(object)
    label_errors_found = Signal(object)
    done = Signal(object)
    cancelled = Signal(object)
    failed = Signal(object)
    crashed = Signal(str)
    busy_changed = Signal(bool)
    renewed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._is_ready = False
        self._last_request = 0
        self._waiting: list[InferenceRequest] = []
        self._under_way: list[int] = []
        self._model: OpenModel | None = None
        self._crashes = 0
        self._was_deaf = False
        self._is_outdated = False
        self._half_line = b""
        self._log_start = 0
        self._kills_before: int | None = None
        self._cancel_watch = QTimer(self, singleShot=True)
        self._cancel_watch.timeout.connect(self._end_deaf_child)
        self._tell: dict[type, Callable[[InferenceReply], None]] = {
            ModelOpened: self.model_opened.emit,
            Classified: self.classified.emit,
            TextPart: self.text.emit,
            TextDone: self.text_done.emit,
            TableProgress: self.table_progress.emit,
            Explained: self.explained.emit,
            Ablated: self.ablated.emit,
            UnsureFound: self.unsure_found.emit,
            LabelErrorsFound: self.label_errors_found.emit,
            RequestDone: self.done.emit,
            Cancelled: self.cancelled.emit,
            RequestFailed: self.failed.emit,
        }

    def start(self) -> None:
        """Start the child, with the model that was opened last, so that the first question need not wait for it."""
        if self._process is not None:
            return
        log = inference_log()
        log.parent.mkdir(parents=True, exist_ok=True)
        process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("OMP_NUM_THREADS", str(spare_cores()))
        process.setProcessEnvironment(environment)
        is_long = log.exists() and log.stat().st_size > _LONGEST_LOG
        append, anew = QIODevice.OpenModeFlag.Append, QIODevice.OpenModeFlag.Truncate
        process.setStandardErrorFile(str(log), anew if is_long else append)
        self._kills_before = memory_kills()
        self._log_start = log.stat().st_size if log.exists() and not is_long else 0
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._child_ended)
        process.errorOccurred.connect(self._child_failed)
        self._process, self._is_ready, self._half_line = process, False, b""
        self._was_deaf = self._is_outdated = False
        program, *arguments = launch.inference_command()
        process.start(program, arguments)
        if self._model is not None:  # it follows a child that crashed
            self._waiting.append(self._model)

    def is_running(self) -> bool:
        return self._process is not None

    def is_busy(self) -> bool:
        return bool(self._under_way)

    def under_way(self) -> list[int]:
        """The requests that are not answered yet, in their order."""
        return list(self._under_way)

    def ask(self, request: InferenceRequest) -> int:
        """Send a request, in its turn; returns the number that its replies carry."""
        self._last_request += 1
        numbered = request.model_copy(update={"request": self._last_request})
        self._under_way.append(self._last_request)
        if len(self._under_way) == 1:
            self.busy_changed.emit(True)
        if isinstance(numbered, OpenModel):
            self._model = None
            self.start()
            self._model = numbered
        else:
            self.start()
        if self._is_ready:
            self._send(numbered)
        else:
            self._waiting.append(numbered)
        return self._last_request

    def cancel(self) -> None:
        """End what is under way, and what waits behind it."""
        for request in self._waiting:
            self._over(request.request)
            self.cancelled.emit(Cancelled(request=request.request))
        self._waiting = []
        for number in self._under_way:
            self._send(Cancel(request=number))
        if self._under_way:
            self._cancel_watch.start(CANCEL_MS)

    def renew(self) -> None:
        """The next question goes to another child, which heeds what the environment says now; this one answers first
        what it was asked."""
        self._is_outdated = self._process is not None
        self._renew_if_idle()

    def _renew_if_idle(self) -> None:
        if self._is_outdated and not self._under_way:
            self.close()
            self.renewed.emit()

    def close(self) -> None:
        """End the child: at once, or where it answers, so that it leaves no half of a file, as soon as it can."""
        self._cancel_watch.stop()
        self._waiting = []
        process, self._process = self._process, None
        is_answering, self._is_ready = self._is_ready and bool(self._under_way), False
        self._is_outdated = False
        under_way = list(self._under_way)
        for number in under_way:
            self._over(number)
        if process is None:
            return
        process.finished.disconnect(self._child_ended)
        process.errorOccurred.disconnect(self._child_failed)
        process.readyReadStandardOutput.disconnect(self._read)
        if is_answering:
            for number in under_way:
                _write(process, Cancel(request=number))
            process.closeWriteChannel()
        if not (is_answering and process.waitForFinished(CLOSE_MS)):
            process.kill()
            process.waitForFinished(CLOSE_MS)
        process.deleteLater()

    # --- the conversation --------------------------------------------------------------------------------------------

    def _send(self, message: InferenceRequest) -> None:
        assert self._process is not None
        _write(self._process, message)

    def _read(self) -> None:
        if self._process is None:
            return
        said = self._half_line + bytes(self._process.readAllStandardOutput().data())
        *lines, self._half_line = said.split(b"\n")
        for line in lines:
            try:
                reply = INFERENCE_REPLY.validate_json(line)
            except ValidationError:  # a library printed something; it is no reply
                continue
            self._hear(reply)

    def _hear(self, reply: InferenceReply) -> None:
        if isinstance(reply, Ready):
            self._is_ready = True
            waiting, self._waiting = self._waiting, []
            for request in waiting:
                self._send(request)
            self.ready.emit()
            return
        self._crashes = 0
        if isinstance(reply, _LAST_REPLIES) or (isinstance(reply, RequestFailed) and reply.pane is None):
            self._over(reply.request)
        self._tell[type(reply)](reply)

    def _over(self, number: int) -> None:
        if number not in self._under_way:
            return
        self._under_way.remove(number)
        if not self._under_way:
            self._cancel_watch.stop()
            self.busy_changed.emit(False)
            if self._is_outdated:
                QTimer.singleShot(0, self, self._renew_if_idle)  # once the answer is told

    # --- a child that ends -------------------------------------------------------------------------------------------

    def _end_deaf_child(self) -> None:
        if self._process is not None and self._under_way:
            self._was_deaf = True
            self._process.kill()

    def _child_failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            why = self._process.errorString()
            self._drop_child()
            self.crashed.emit(tr("The inference process could not be started: {why}.", why=why))

    def _child_ended(self, code: int, status: QProcess.ExitStatus) -> None:
        if self._process is None:
            return
        under_way = self._drop_child()
        if self._was_deaf:
            self.start()
            for number in under_way:
                self.cancelled.emit(Cancelled(request=number))
            return
        self._crashes += 1
        is_signal = status == QProcess.ExitStatus.CrashExit and os.name != "nt"
        why = why_it_ended(-code if is_signal else code, kills_before=self._kills_before)
        last = last_line(inference_log(), after=self._log_start)
        is_again = self._crashes < _MOST_CRASHES
        if is_again:
            self.start()
        told = [tr("The inference process ended unexpectedly."), said(why)]
        told.append(tr("It was started again.") if is_again else tr("Ask again to start it."))
        self.crashed.emit(with_last_line(sentences(*told), last))

    def _drop_child(self) -> list[int]:
        """Forget the child that has ended. Returns what it left unanswered."""
        assert self._process is not None
        process, self._process, self._is_ready = self._process, None, False
        process.deleteLater()
        self._waiting, unanswered = [], list(self._under_way)
        for number in unanswered:
            self._over(number)
        return unanswered


def _write(process: QProcess, message: InferenceRequest) -> None:
    process.write(message.model_dump_json().encode() + b"\n")
