"""A window that stays open while a person does anything at random; what the window and its children hold is watched.

Now and then the person rests until nothing is under way: what is held then is compared with what was held before.
"""

from __future__ import annotations

import gc
import json
import random
import statistics
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast

import psutil

from studio.errors import StudioError
from studio.files import write_text
from tests.torture.under_way import childrens_seconds, under_way, where_all_are

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.pages.playground import PlaygroundPage

MOST_GROWTH = 1.05  # of memory: the last third over the one after the warm-up
_WARM_UP = 0.2  # share of the samples in which things are used for the first time
_REST_SECONDS, _PATIENCE = 60.0, 180.0
_LONGEST_REST = 1800.0  # seconds that a window may take for what it does while something moves
_MOST_RUNS, _TABLES, _ROWS = 10, 5, 60


@dataclass(frozen=True)
class Sample:
    """What is held while nothing is under way. Memory in bytes; `asked` is the memory of the playground's child."""

    seconds: float
    memory: int
    handles: int
    threads: int
    children: int
    asked: int


def soak(
    folder: Path, model: Path, minutes: float, draw: random.Random, *, figures: Path | None = None
) -> Iterator[tuple[str, str, list[str]]]:
    """A round for each kind of thing that was done, one for what was held, and one for the end."""
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    from ui.app import make_application, make_window
    from ui.kept import user_settings
    from ui.session import Session
    from ui.workers.training_worker import TrainingCenter

    wrong: list[str] = []

    def qt_said(kind: QtMsgType, _where: object, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg and "propagateSizeHints" not in text:
            wrong.append(f"Qt said: {text}")

    def fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        wrong.append("".join(traceback.format_exception(kind, error, trace))[-3000:])

    qInstallMessageHandler(qt_said)
    sys.excepthook = fault
    make_application([])
    window = make_window(Session(user_settings()), TrainingCenter())
    window.session.message.connect(lambda text, level: wrong.append(f"said: {text}") if level == "error" else None)
    window.show()
    person = Person(window, model, _tables(folder), folder, draw)
    samples: list[Sample] = []
    began, until = time.monotonic(), time.monotonic() + minutes * 60
    rested = began
    person.begin()
    while time.monotonic() < until:
        name, problems = person.do_something()
        wrong += problems
        found, wrong[:] = list(wrong), []
        yield name, f"after {time.monotonic() - began:.0f} s", found
        if time.monotonic() - rested > _REST_SECONDS:
            problems = person.rest()
            yield "rest", f"after {time.monotonic() - began:.0f} s", problems
            samples.append(_sample(window, time.monotonic() - began))
            if figures:
                with figures.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(samples[-1])) + "\n")
            rested = time.monotonic()
    yield "held", f"{len(samples)} times at rest", list(growth(samples))
    yield "end", "the window is closed", [*person.end(), *wrong]
    print(f"runs: {dict(person.states)}; {person.answers} answers of the playground")


class Person:
    """Does one thing at a time, as far as it is possible then."""

    def __init__(self, window: MainWindow, model: Path, tables: list[Path], folder: Path, draw: random.Random) -> None:
        self._window, self._model, self._tables, self._folder, self._draw = window, model, tables, folder, draw
        self._actions, self._session = window.actions_, window.session
        self.states: Counter[str] = Counter()
        self.answers = 0
        window.actions_.training.state.connect(lambda _, state: self.states.update([state]))

    def begin(self) -> None:
        self._actions.new_project(self._folder / "project")
        self._import_table()
        self._session.set_model(str(self._model))
        training = {"max_steps": 60, "epochs": 50, "batch_size": 4, "eval_every_steps": 10, "learning_rate": 0.03}
        self._session.set_training(self._session.training.model_copy(update=training))

    def do_something(self) -> tuple[str, list[str]]:
        """(what it was, what went wrong with it)"""
        what = self._draw.choice(
            (self._train, self._train, self._resume, self._resume, self._pause, self._pause, self._stop, self._keep,
             self._ask, self._ask, self._ask, self._ask_table, self._cancel, self._import_table, self._look,
             self._look, self._look, self._note, self._delete, self._export)
        )  # fmt: skip
        try:
            problems = what() or []
        except StudioError as error:
            problems = [f"refused: {error.message}"]
        wait(self._draw.uniform(0.1, 2.0))
        return what.__name__.removeprefix("_"), problems

    def rest(self) -> list[str]:
        """Until nothing trains, nothing is asked, and what waits warm is there."""
        training = self._actions.training
        problems = self._wait_for_rest()
        wait_until(lambda: training._standby is not None and training._standby.is_ready())
        wait(3.0)
        gc.collect()
        return problems

    def _wait_for_rest(self) -> list[str]:
        """Gives up where nothing moves, and tells what is under way then; a busy machine is slow, which is no fault."""
        began = moved = time.monotonic()
        first, had, state = under_way(self._window), childrens_seconds(), self._state()
        while what := under_way(self._window):
            wait(0.25)
            now, new = time.monotonic(), self._state()
            if new != state:
                state, moved = new, now
            if now - moved > _PATIENCE or now - began > _LONGEST_REST:
                told = f"not idle after {now - began:.0f} s, the last {now - moved:.0f} without a move"
                return [f"{told}: {'; '.join(what)}\n{where_all_are(self._window)}"]
        if (took := time.monotonic() - began) > _PATIENCE:
            had = childrens_seconds() - had
            told = f"a rest took {took:.0f} s, in which children had {had:.0f} s of processor"
            print(f"{told}; at first: {'; '.join(first)}", flush=True)
        return []

    def _state(self) -> tuple[object, ...]:
        """Which moves while work goes on, however slowly."""
        return (*under_way(self._window), round(childrens_seconds()))

    def end(self) -> list[str]:
        """Nothing of the window is left, and nothing in the project is lost."""
        from PySide6.QtCore import QThreadPool

        problems = self.rest()
        project = self._project()
        before = sorted((run.run, run.state, len(project.store.steps(run.run))) for run in project.store.runs())
        problems += map(str, project.reindex().problems)
        after = sorted((run.run, run.state, len(project.store.steps(run.run))) for run in project.store.runs())
        if before != after:
            problems.append(f"made again, the index says {after} in place of {before}")
        self._window.close()
        QThreadPool.globalInstance().waitForDone(int(_PATIENCE * 1000))
        _, left = psutil.wait_procs(psutil.Process().children(recursive=True), timeout=30)
        problems += [f"process {process.pid} lives on" for process in left]
        threads = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
        return problems + [f"thread {name} lives on" for name in threads if "Dummy" not in name]

    # --- runs -----------------------------------------------------------------------------------------------------

    def _train(self) -> list[str] | None:
        if len(self._actions.training.running()) + len(self._actions.training.waiting()) >= 2:
            return None
        wait_until(lambda: self._session.table is not None and not self._actions.busy)
        method = self._draw.choice(("prompt_tuning", "prefix_tuning", "p_tuning"))
        self._session.choose_method(method)
        run = self._actions.start_run()
        return [] if run else [f"no run of {method} began"]

    def _resume(self) -> None:
        runs = [run.run for run in self._runs() if run.state in ("paused", "stopped", "interrupted")]
        if runs:
            self._actions.resume(self._draw.choice(runs))

    def _pause(self) -> None:
        self._steer(self._actions.pause)

    def _stop(self) -> None:
        self._steer(self._actions.stop)

    def _keep(self) -> None:
        self._steer(self._actions.keep)

    def _steer(self, how: Callable[[str], None]) -> None:
        runs = [*self._actions.training.running(), *self._actions.training.waiting()]
        if runs:
            how(self._draw.choice(runs))

    def _delete(self) -> None:
        """The oldest, where there are many; half the time it is brought back."""
        busy = {*self._actions.training.running(), *self._actions.training.waiting()}
        runs = [run.run for run in self._runs() if run.run not in busy]
        if len(runs) < _MOST_RUNS:
            return
        for run in sorted(runs)[: len(runs) - _MOST_RUNS + 1]:
            self._actions.delete_run(run)
            if self._draw.random() < 0.5:
                self._actions.undo()
                self._actions.delete_run(run)
        self._project().empty_trash()

    def _note(self) -> None:
        runs = self._runs()
        if runs:
            run = self._draw.choice(runs).run
            self._actions.rename_run(run, f"named {self._draw.randrange(100)}")
            self._actions.set_run_notes(run, "ü " * self._draw.randrange(20), ("a", "b"))

    # --- tables and pages -----------------------------------------------------------------------------------------

    def _import_table(self) -> list[str] | None:
        before = self._session.table
        self._actions.import_table(self._draw.choice(self._tables))
        is_read = wait_until(lambda: not self._actions.busy and self._session.table is not before)
        return None if is_read else ["no table came"]

    def _look(self) -> None:
        from ui.side_bar import PAGES

        self._window.show_page(self._draw.choice([page.key for page in PAGES]))

    def _export(self) -> None:
        adapters = self._adapters()
        if adapters:
            self._actions.export_adapter(self._draw.choice(adapters), self._folder / f"{time.monotonic_ns()}.zip")
            wait_until(lambda: not self._actions.busy)
            for made in self._folder.glob("*.zip"):
                made.unlink()

    # --- the playground -------------------------------------------------------------------------------------------

    def _ask(self) -> list[str] | None:
        page = self._playground()
        if page is None:
            return None
        page.input.set_row({"text": f"the film was {self._draw.choice(('good', 'bad', 'long'))}"})
        page.ask()
        if not wait_until(lambda: not page.worker.is_busy() and page.ask_button.isEnabled()):
            return ["no answer came"]
        said = [sum(bar.share for bar in pane.bars.bars()) for pane in page.panes.values()]
        self.answers += len(said)
        wrong = [pane.problem.words.text() for pane in page.panes.values() if pane.problem.isVisible()]
        return [*wrong, *(f"shares sum to {total}" for total in said if abs(total - 1) > 1e-6 and not wrong)]

    def _ask_table(self) -> list[str] | None:
        page = self._playground()
        if page is None:
            return None
        out = self._folder / "answers.csv"
        out.unlink(missing_ok=True)
        page.ask_table(self._tables[0], out)
        wait_until(lambda: not page.table.is_running())
        lines = len(out.read_text(encoding="utf-8").splitlines()) if out.exists() else 0
        return [] if lines == _ROWS + 1 else [f"{lines} lines of answers: {page.table.said.words.text()}"]

    def _cancel(self) -> list[str] | None:
        page = self._playground()
        if page is None:
            return None
        page.input.set_row({"text": "the film was cut short"})
        page.ask()
        wait(self._draw.uniform(0.0, 0.1))
        page.worker.cancel()
        return None if wait_until(lambda: not page.worker.is_busy()) else ["the playground does not end"]

    def _playground(self) -> PlaygroundPage | None:
        """With one adapter ticked, or more."""
        adapters = self._adapters()
        if not adapters:
            return None
        self._window.show_page("playground")
        page = cast("PlaygroundPage", self._window.pages["playground"])
        if len(page.choice.ticked()) > 3:
            page.choice.list.clear()
        page.open_adapter(self._draw.choice(adapters))
        return page

    # --- what there is --------------------------------------------------------------------------------------------

    def _project(self) -> Any:
        assert self._session.project is not None
        return self._session.project

    def _runs(self) -> list[Any]:
        return list(self._project().store.runs())

    def _adapters(self) -> list[Path]:
        return [row.folder for row in self._project().store.adapters()]


def wait(seconds: float) -> None:
    """Let the window work."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def wait_until(holds: Callable[[], object], seconds: float = _PATIENCE) -> bool:
    """Whether it was so in time."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        wait(0.05)
    return True


def _tables(folder: Path) -> list[Path]:
    made = []
    for number in range(_TABLES):
        path = folder / f"reviews {number}.csv"
        rows = [
            f"film {number} {row} was {'bad' if row % 3 else 'good'},{'no' if row % 3 else 'yes'}"
            for row in range(_ROWS)
        ]
        write_text(path, "\n".join(["text,label", *rows]) + "\n")
        made.append(path)
    return made


def _sample(window: MainWindow, seconds: float) -> Sample:
    process = psutil.Process()
    page = cast("PlaygroundPage | None", window.pages.get("playground"))
    child = page.worker._process if page is not None else None
    with process.oneshot():
        return Sample(
            seconds,
            process.memory_info().rss,
            process.num_fds(),
            process.num_threads(),
            len(process.children(recursive=True)),
            psutil.Process(child.processId()).memory_info().rss if child is not None else 0,
        )


def growth(samples: list[Sample]) -> Iterator[str]:
    warm = samples[int(len(samples) * _WARM_UP) :]
    if len(warm) < 6:
        print(f"{len(samples)} samples are too few to tell what grows")
        return
    third = len(warm) // 3
    early, late = warm[:third], warm[-third:]
    for name in ("memory", "asked"):
        before, after = (statistics.median(getattr(one, name) for one in some) for some in (early, late))
        print(f"{name}: {before / 1e6:.1f} MB, at last {after / 1e6:.1f} MB ({after / max(before, 1) - 1:+.1%})")
        if after > before * MOST_GROWTH:
            yield f"{name} grew: {[round(getattr(one, name) / 1e6) for one in samples]} MB"
    for name in ("handles", "threads", "children"):
        before, after = (max(getattr(one, name) for one in some) for some in (early, late))
        print(f"{name}: {before}, at last {after}")
        if after > before:
            yield f"{name} grew: {[getattr(one, name) for one in samples]}"
