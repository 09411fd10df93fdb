"""What the window costs: its start, its memory, and long charts, lists and tables. The figures are printed (-s)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt, QThreadPool, QTimer
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from studio.events import StepDone
from studio.store import schema
from studio.store.project import Project
from studio.store.rows import StepRow
from tests.ui.stories import new_run, step, whole_run
from ui.actions import Actions
from ui.charts.loss_chart import LossChart
from ui.main_window import MainWindow
from ui.models.runs import RUN_COLUMNS
from ui.pages.data import DataPage
from ui.pages.home import HomePage
from ui.pages.runs import RunsPage

Wait = Callable[[Callable[[], object]], None]
ROOT = Path(__file__).resolve().parents[2]
_GAPS = 1000
pytestmark = pytest.mark.alone

_BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv)
window = QMainWindow()
window.show()
app.sendPostedEvents()
window.grab()
print(time.time())
"""
_STUDIO = """
import sys, time
from PySide6.QtCore import QTimer
from ui import app
class Told(app.MainWindow):
    def __init__(self, settings):
        super().__init__(settings)
        self.seen.connect(lambda: print(time.time()))
    def fill(self, session, actions):
        super().fill(session, actions)
        self.grab()
        print(time.time())
        QTimer.singleShot(0, self, self.close)
app.MainWindow = Told
app.run(sys.argv)
"""
_LONG_RUN = """
import sys, psutil
from pathlib import Path
from ui.app import make_application, make_window
from ui.pictures import settle
from ui.kept import user_settings
from ui.session import Session
from ui.workers.training_worker import TrainingCenter
app = make_application(sys.argv)
window = make_window(Session(user_settings()), TrainingCenter(keep_warm=False))
window.show()
window.actions_.open_project(Path(sys.argv[1]))
settle(300)
run = sys.argv[2]
for page in ("train", "runs"):
    window.actions_.show_run(run)
    window.show_page(page)
    settle(300)
    window.grab()
assert len(window.pages["train"].live.chart.history(run).steps) == 100_000
print(psutil.Process().memory_info().rss)
window.close()
"""


def child(code: str, home: Path, *arguments: str) -> list[float]:
    """The numbers that a process of its own says."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "XDG_DATA_HOME": str(home), "PYTHONPATH": path}
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return [float(line) for line in done.stdout.split()]


def test_the_first_paint_comes_within_a_second_and_three_times_a_bare_window(tmp_path: Path) -> None:
    """From the start of the process, Python's own start in it, to the paint, and to the whole first page."""
    studio, bare = [], []
    for number in range(9):  # in turns, so that what else the computer does meets both; more where it does much
        for code, took in ((_STUDIO, studio), (_BARE, bare)):
            began = time.time()
            took.append([said - began for said in child(code, tmp_path)])
        (seen, whole), (plain,) = min(studio), min(bare)
        if number >= 2 and whole < 1.0 and seen <= 3 * plain:
            break
    print(f"first paint after {seen:.2f} s, all of Home after {whole:.2f} s, a bare window after {plain:.2f} s")
    assert whole < 1.0
    assert seen <= 3 * plain


def test_a_window_with_a_run_of_100000_steps_has_less_than_250_megabytes(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "long")
    run = new_run(project, *whole_run())
    row = {"learning_rate": 0.1, "gradient_norm": 0.5, "examples_per_second": 40.0}
    with project.store._database.writing() as connection:
        steps = [{"run": run, "step": number, "loss": 1.0 / number, **row} for number in range(4, 100_001)]
        connection.execute(insert(schema.Step), steps)
    project.close()
    (used,) = child(_LONG_RUN, tmp_path, str(project.folder), run)
    print(f"{used / 1e6:.0f} MB with a run of 100,000 steps open")
    assert used < 250e6


def test_a_live_chart_of_a_million_points_is_repainted_within_a_frame(qtbot: QtBot) -> None:
    chart = LossChart()
    qtbot.addWidget(chart)
    chart.resize(900, 600)
    chart.set_runs({"run": "run"})
    chart.add_steps("run", (StepRow(n, 1.0 + (n * 7919 % 1000) / n, 0.1, 0.5, 40.0) for n in range(1, 1_000_001)))
    chart.set_below("gradient_norm")
    chart.show()
    qtbot.waitSignal(chart.repainted, timeout=20_000).wait()
    chart.grab()
    found = []
    for first in (1_000_001, 1_001_001, 1_002_001):  # a processor that others share is slow for a while
        spent = []
        for number in range(first, first + 400, 20):
            chart.add_steps("run", [step(number + more) for more in range(20)])
            began = time.process_time()
            chart._repaint()
            chart.grab()
            spent.append(time.process_time() - began)
        found.append(sorted(spent)[len(spent) // 2])
        print(f"a chart of a million points is repainted in {found[-1] * 1000:.1f} ms, at most {max(spent) * 1000:.1f}")
        if found[-1] < 0.016:
            break
    assert min(found) < 0.016


def test_ten_thousand_runs_are_listed_and_sorted_in_a_moment(qtbot: QtBot, actions: Actions, project: Project) -> None:
    first = project.store.run(new_run(project, *whole_run()))
    fill_with_runs(project, first.settings, 10_000)
    page = RunsPage(actions.session, actions)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.grab()
    spent: dict[str, float] = {}

    def timed(what: str, do: Callable[[], object]) -> None:
        began = time.process_time()
        do()
        page.table.grab()
        spent[what] = time.process_time() - began

    timed("listed", page.model.refresh)
    for number, column in enumerate(RUN_COLUMNS):
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            timed(f"sorted by {column.title}, {order.name}", lambda n=number, o=order: page.model.sort(n, o))
    timed("searched", lambda: page.model.show_only(search="run-99"))
    timed("shown on Home", HomePage(actions.session, actions).show_runs)
    assert page.model.rowCount() == 111
    print({what: f"{seconds * 1000:.0f} ms" for what, seconds in spent.items()})
    assert max(spent.values()) < 0.1


def test_a_table_of_100000_rows_opens_within_a_second(window: MainWindow, tmp_path: Path, wait_until: Wait) -> None:
    spent = []
    window.show_page("data")
    for name in ("first", "second"):
        path = tmp_path / f"{name}.csv"
        lines = (f"message number {n} about a thing that was bought,{'yes' if n % 3 else 'no'}" for n in range(100_000))
        path.write_text("text,label\n" + "\n".join(lines) + "\n", encoding="utf-8")
        before = window.session.table
        began = time.perf_counter()
        window.actions_.tables.import_table(path)
        wait_until(lambda before=before: window.session.table is not before)
        window.grab()
        spent.append(time.perf_counter() - began)
        assert len(cast("DataPage", window.pages["data"]).rows.model.shown_rows()) == 100_000
        wait_until(lambda: QThreadPool.globalInstance().activeThreadCount() == 0)
    print(f"100,000 rows are read, copied into the project and shown in {min(spent):.2f} s")
    assert min(spent) < 1.0


def test_the_window_is_smooth_while_it_trains(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, tiny_model: Path, wait_until: Wait
) -> None:
    """A real training, as many threads as it takes by itself, and its curves in the window."""
    table = tmp_path / "reviews.csv"
    lines = (f"the film number {n} was {'good' if n % 3 else 'bad'},{'good' if n % 3 else 'bad'}" for n in range(1000))
    table.write_text("text,label\n" + "\n".join(lines) + "\n", encoding="utf-8")
    window.session.set_model(str(tiny_model))
    window.actions_.tables.import_table(table)
    wait_until(lambda: window.session.table is not None)
    window.session.set_training(window.session.training.model_copy(update={"epochs": 1000}))
    heard: list[int] = []
    window.actions_.training.events.connect(
        lambda _run, events: heard.extend(event.step for event in events if isinstance(event, StepDone))
    )
    run = window.actions_.start_run()
    assert run is not None
    qtbot.waitUntil(lambda: bool(heard), timeout=120_000)  # it imports torch
    found = []
    for _ in range(3):  # other programs may want the processor too, but hardly three times
        most, nearly_all = np.percentile(gaps(qtbot), [99, 99.9])
        print(f"99 of 100 gaps are below {most:.1f} ms, 999 of 1,000 below {nearly_all:.0f} ms, at step {heard[-1]:,}")
        # The aim is 25 ms for 99 of 100: 21 to 24 were measured where nothing else ran.
        found.append(most < 35 and nearly_all < 60)
        if found[-1]:
            break
    window.actions_.stop(run)
    qtbot.waitUntil(lambda: not window.actions_.training.running(), timeout=60_000)
    if not any(found) and os.getloadavg()[0] > 1.5 * (os.cpu_count() or 1):
        pytest.skip("other programs keep the processor busy")
    assert any(found)


def gaps(qtbot: QtBot) -> NDArray[np.float64]:
    """Milliseconds between the ticks of a 16 ms timer in the window's thread."""
    ticks: list[float] = []
    ticker = QTimer(interval=16)
    ticker.setTimerType(Qt.TimerType.PreciseTimer)
    ticker.timeout.connect(lambda: ticks.append(time.perf_counter()))
    ticker.start()
    qtbot.waitUntil(lambda: len(ticks) > _GAPS, timeout=120_000)
    ticker.stop()
    return np.diff(ticks) * 1000


def fill_with_runs(project: Project, settings: dict[str, Any], many: int) -> None:
    """Runs that are in the index alone."""
    states = ("finished", "failed", "stopped")
    rows = [
        {
            "id": f"run-{number}",
            "tags": [],
            "created": float(number),
            "method": "prompt_tuning",
            "model": "starter",
            "data_set": "reviews/v1",
            "settings": settings,
            "state": states[number % 3],
            "said": states[number % 3],
            "metrics": {"validation": {"accuracy": number % 97 / 97, "loss": number % 89 / 89}},
            "baselines": {},
            "seconds": float(number % 1000),
            "trainable_parameters": number % 7,
        }
        for number in range(many)
    ]
    with project.store._database.writing() as connection:
        connection.execute(insert(schema.Run), rows)
