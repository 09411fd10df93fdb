"""The charts show what they were given: gaps where there is no number, nothing while they cannot be seen."""

from __future__ import annotations

import math
import time
from types import SimpleNamespace

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPaintEvent
from pytestqt.qtbot import QtBot

from ui.charts.class_balance import ClassBalance
from ui.charts.confusion_matrix import ConfusionMatrix
from ui.charts.history import BLOCK, Peaks, RunHistory, Series, drawable, smooth
from ui.charts.loss_chart import LossChart
from ui.charts.probability_bars import ProbabilityBars
from ui.charts.style import READ, contrast, ink_on, mixed, series_color
from ui.theme import DARK, LIGHT, Mode, colors, theme


def step(number: int, loss: float) -> SimpleNamespace:
    return SimpleNamespace(step=number, loss=loss, learning_rate=0.1, gradient_norm=1.5, examples_per_second=40.0)


def evaluation(number: int, *, who: str = "adapter", split: str = "validation", best: bool = False, **metrics: float):
    return SimpleNamespace(step=number, split=split, who=who, metrics=metrics, best=best)


@pytest.fixture
def chart(qtbot: QtBot) -> LossChart:
    made = LossChart()
    qtbot.addWidget(made)
    made.resize(700, 500)
    return made


def curves(chart: LossChart) -> list[tuple[np.ndarray, np.ndarray]]:
    """The data of every curve that has some."""
    found = [item.getOriginalDataset() for item in chart.findChild(pg.GraphicsLayoutWidget).items() if is_curve(item)]
    return [(x, y) for x, y in found if x is not None and len(x)]


def is_curve(item: object) -> bool:
    return isinstance(item, pg.PlotDataItem)


def test_a_series_passes_over_points_that_it_has_already() -> None:
    series = Series()
    for number in (1, 2, 2, 1, 3):
        series.append(number, number * 10.0)
    assert list(series.steps) == [1, 2, 3]
    assert list(series.values()) == [10.0, 20.0, 30.0]


def test_a_series_grows_past_its_first_room() -> None:
    series = Series()
    for number in range(1000):
        series.append(number, float(number))
    assert len(series) == 1000
    assert series.near(777.4) == 777.0


def test_a_resumed_run_forgets_what_followed_its_checkpoint() -> None:
    history = RunHistory()
    history.add_steps([step(number, 1.0) for number in range(1, 21)])
    history.add_evaluation(evaluation(10, loss=0.5))
    history.add_evaluation(evaluation(20, loss=0.4, best=True))
    history.cut_after(12)
    history.add_steps([step(13, 9.0)])
    assert history.steps.last_step == 13
    assert history.near("loss", 20) == 0.5
    assert history.best_step is None


def test_baselines_and_the_test_split_are_no_curves() -> None:
    history = RunHistory()
    history.add_evaluation(evaluation(0, who="majority", accuracy=0.5))
    history.add_evaluation(evaluation(5, split="test", accuracy=0.9))
    assert history.metrics == {}


def test_smoothing_is_the_mean_of_the_last_steps_and_keeps_gaps() -> None:
    smoothed = smooth(np.array([1.0, 3.0, math.nan, 5.0, math.inf, 9.0]), 2)
    np.testing.assert_allclose(smoothed, [1.0, 2.0, math.nan, 5.0, math.nan, 9.0])


def test_a_long_curve_is_drawn_by_its_peaks_and_each_block_is_looked_at_once() -> None:
    values = np.sin(np.arange(3 * BLOCK + 10) * 0.7)
    values[BLOCK : BLOCK + 5] = math.nan
    steps, peaks, asked = np.arange(len(values), dtype=np.float64), Peaks(), []

    def some(first: int, last: int) -> np.ndarray:
        asked.append((first, last))
        return values[first:last]

    peaks.drawn(steps[:600], some)
    x, y = peaks.drawn(steps, some)
    blocks = values[: 3 * BLOCK].reshape(3, BLOCK)
    np.testing.assert_array_equal(y[:6].reshape(3, 2), np.stack([np.nanmin(blocks, 1), np.nanmax(blocks, 1)], 1))
    np.testing.assert_array_equal(y[6:], values[3 * BLOCK :])
    np.testing.assert_array_equal(x[6:], steps[3 * BLOCK :])
    assert all(number * BLOCK <= at < (number + 1) * BLOCK for number, at in enumerate(x[:6:2]))
    assert asked == [(0, 2 * BLOCK), (2 * BLOCK, 600), (2 * BLOCK, 3 * BLOCK), (3 * BLOCK, len(values))]
    np.testing.assert_array_equal(peaks.drawn(steps, lambda a, b: -values[a:b], "turned")[1][1:6:2], -y[:6:2])


def test_a_long_curve_is_drawn_step_by_step_where_it_is_zoomed_into(qtbot: QtBot, chart: LossChart) -> None:
    chart.set_runs({"a": "first"})
    chart.add_steps("a", [step(number, float(number % 7)) for number in range(1, 40_001)])
    with qtbot.waitSignal(chart.repainted, timeout=5000):
        chart.show()
    assert max(len(x) for x, _ in curves(chart)) < 2 * 40_000 / BLOCK + BLOCK
    with qtbot.waitSignal(chart.repainted, timeout=5000):
        chart._loss.setXRange(1000, 3000, padding=0)
    x, _ = max(curves(chart), key=lambda one: len(one[0]))
    assert (x[0], x[-1]) == (999, 3001)
    assert len(x) == 2003
    with qtbot.waitSignal(chart.repainted, timeout=5000):
        chart.fit()
    assert min(x[0] for x, _ in curves(chart)) <= BLOCK
    assert max(x[-1] for x, _ in curves(chart)) == 40_000
    chart.cut_after("a", 30_000)
    with qtbot.waitSignal(chart.repainted, timeout=5000):
        pass
    assert max(x[-1] for x, _ in curves(chart)) == 30_000


def test_a_log_scale_has_no_place_for_zero() -> None:
    values = np.array([1.0, 0.0, -2.0, math.inf])
    np.testing.assert_allclose(drawable(values, log=True), [1.0, math.nan, math.nan, math.nan])
    np.testing.assert_allclose(drawable(values, log=False), [1.0, 0.0, -2.0, math.nan])


def test_points_are_drawn_once_the_chart_can_be_seen(qtbot: QtBot, chart: LossChart) -> None:
    chart.set_runs({"a": "first"})
    chart.add_steps("a", [step(number, 2.0 / number) for number in range(1, 50)])
    assert curves(chart) == []  # hidden: nothing was drawn
    with qtbot.waitSignal(chart.repainted, timeout=2000):
        chart.show()
    assert max(len(x) for x, _ in curves(chart)) == 49


def test_a_chart_is_drawn_at_most_fifteen_times_a_second(qtbot: QtBot, chart: LossChart) -> None:
    chart.set_runs({"a": "first"})
    chart.show()
    qtbot.wait(120)
    drawn: list[int] = []
    chart.repainted.connect(lambda: drawn.append(1))
    began = time.monotonic()
    for number in range(1, 101):
        chart.add_steps("a", [step(number, 1.0)])
        qtbot.wait(5)
    assert 1 <= len(drawn) <= 15 * (time.monotonic() - began) + 1


def test_new_points_are_painted_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found out only while a chart is painted has it painted once more."""
    painted: list[QRect] = []
    paint = pg.GraphicsView.paintEvent

    def counted(view: pg.GraphicsView, event: QPaintEvent) -> None:
        painted.append(event.rect())
        paint(view, event)

    monkeypatch.setattr(pg.GraphicsView, "paintEvent", counted)
    chart = LossChart()
    qtbot.addWidget(chart)
    chart.resize(700, 500)
    chart.set_runs({"run": "run"})
    chart.add_steps("run", [step(number, 1.0 / number) for number in range(1, 50)])
    chart.show()
    qtbot.wait(400)
    for first in (50, 60, 70):
        painted.clear()
        chart.add_steps("run", [step(number, 1.0 / number) for number in range(first, first + 10)])
        qtbot.waitUntil(lambda: bool(painted))
        qtbot.wait(50)
        assert len(painted) == 1


@pytest.mark.parametrize("loss", [math.nan, math.inf, 0.0])
def test_a_run_without_a_drawable_loss_is_an_empty_chart(qtbot: QtBot, chart: LossChart, loss: float) -> None:
    chart.set_runs({"a": "first"})
    chart._log.setChecked(True)
    chart.add_steps("a", [step(number, loss) for number in range(1, 20)])
    with qtbot.waitSignal(chart.repainted, timeout=2000):
        chart.show()
    assert curves(chart) == []
    chart.grab()


def test_a_chart_that_the_pointer_left_while_it_was_hidden_reads_out_the_newest(qtbot: QtBot, chart: LossChart) -> None:
    chart.set_runs({"a": "a"})
    chart.add_steps("a", [step(0, 2.0), step(1, 1.0)])
    chart.show()
    chart.point_at(0)
    qtbot.waitUntil(lambda: "step&nbsp;0" in chart.legend_text())
    chart.hide()
    chart.point_at(None)
    chart.show()
    qtbot.waitUntil(lambda: "step&nbsp;1" in chart.legend_text())


def test_the_pointer_reads_out_the_nearest_values(qtbot: QtBot, chart: LossChart) -> None:
    chart.set_runs({"a": "first"})
    chart.add_steps("a", [step(1, 2.0), step(2, 1.0), step(3, 0.5)])
    chart.add_evaluation("a", evaluation(2, loss=0.7, accuracy=0.75, best=True))
    chart.show()
    with qtbot.waitSignal(chart.repainted, timeout=2000):
        chart.point_at(1.2)
    assert chart.values_at(1.2)["a"] == {"training": 2.0, "validation": 0.7, "accuracy": 0.75}
    words = chart.legend_text().replace("&nbsp;", " ")
    assert "loss at step 1" in words
    assert "training 2" in words
    assert "best at step 2" in words


def test_runs_lie_over_each_other_and_one_can_leave(qtbot: QtBot, chart: LossChart) -> None:
    chart.set_runs({"a": "first", "b": "second"})
    for run in "ab":
        chart.add_steps(run, [step(1, 1.0), step(2, 0.5)])
    with qtbot.waitSignal(chart.repainted, timeout=2000):
        chart.show()
    assert "first" in chart.legend_text()
    assert "second" in chart.legend_text()
    with qtbot.waitSignal(chart.repainted, timeout=2000):
        chart.set_runs({"b": "second"})
    assert chart.history("b").steps.last_step == 2
    assert "first" not in chart.legend_text()


def test_the_chart_stands_on_the_pages_ground_in_light_and_dark(chart: LossChart) -> None:
    chart.show()
    before = theme().mode
    try:
        for mode, look in (("light", LIGHT), ("dark", DARK)):
            theme().use(mode)  # type: ignore[arg-type]
            assert chart.findChild(pg.GraphicsLayoutWidget).backgroundBrush().color().name() == look.ground
    finally:
        theme().use(before)


def test_lines_are_one_pixel_wide(chart: LossChart) -> None:
    chart.set_runs({"a": "first", "b": "second"})
    items = [item for item in chart.findChild(pg.GraphicsLayoutWidget).items() if is_curve(item)]
    assert len(items) == 8
    grids = [axis["item"].style["maxTickLevel"] for axis in items[0].getViewBox().parentItem().axes.values()]
    assert 0 in grids  # lines at minor ticks cost more than all curves
    assert {item.opts["pen"].widthF() for item in items} == {1.0}
    assert all(item.opts["clipToView"] and item.opts["autoDownsample"] for item in items)


def test_class_balance_has_the_largest_class_first(qtbot: QtBot) -> None:
    balance = ClassBalance()
    qtbot.addWidget(balance)
    balance.set_counts({"few": 1, "many": 3})
    assert [bar.label for bar in balance.bars()] == ["many", "few"]
    assert balance.bars()[0].figure == "3  75.0 %"
    balance.grab()
    balance.set_counts({})
    balance.grab()


def test_probability_bars_keep_the_labels_order_and_mark_the_likeliest(qtbot: QtBot) -> None:
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    bars.set_probabilities({"no": 0.2, "yes": 0.8})
    assert [(bar.label, bar.strong) for bar in bars.bars()] == [("no", False), ("yes", True)]
    assert "yes: 80.0 %" in bars.accessibleDescription()


def test_a_cell_of_the_confusion_matrix_is_chosen_by_mouse_and_keys(qtbot: QtBot) -> None:
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    matrix.set_confusion(["no", "yes"], [[5, 1], [2, 7]])
    matrix.resize(matrix.sizeHint())
    matrix.show()
    chosen: list[tuple[str, str]] = []
    matrix.cell_chosen.connect(lambda true, answered: chosen.append((true, answered)))
    place = next(
        QPointF(x, y)
        for x in range(0, matrix.width(), 5)
        for y in range(0, matrix.height(), 5)
        if matrix.cell_at(QPointF(x, y)) == (1, 0)
    )
    qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=place.toPoint())
    qtbot.keyClick(matrix, Qt.Key.Key_Right)
    qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert chosen == [("yes", "no"), ("yes", "yes")]
    assert matrix.count("yes", "no") == 2
    assert "7 of 9 rows" in matrix.accessibleDescription()
    matrix.grab()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_count_can_be_read_on_a_cell_of_any_strength(look: Mode) -> None:
    theme().use(look)
    ground = QColor(colors().ground)
    for series in (0, 1):
        for tenth in range(11):
            cell = mixed(ground, series_color(series), tenth / 10)
            assert contrast(ink_on(cell), cell) >= READ, (series, tenth)
    theme().use("light")
