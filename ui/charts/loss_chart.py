"""Loss over steps, and one more number below it, for one run or several.

Takes points and draws them; never reads a store. Drawn at most 15 times a second, and only while it can be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QElapsedTimer, QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QGraphicsView, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from studio.events import EvalDone, Event, Resumed, StepDone
from ui.charts.export import ChartButtons, ChartTools
from ui.charts.history import (
    STEP_NUMBERS,
    EvalPoint,
    Numbers,
    Peaks,
    RunHistory,
    Series,
    StepPoint,
    drawable,
    smooth,
)
from ui.charts.legend import figure, key, whole
from ui.charts.picture import Cell, Term
from ui.charts.style import line_pen, series_color, style_plot
from ui.language import tr
from ui.score_words import SCORES, SCORES_INSIDE
from ui.steady import Steady
from ui.theme import SPACE_2, colors, figures_font, theme
from ui.widgets import ComboBox, button, label, named

REPAINT_MS = 67  # 15 times a second
_SOON_MS = 5  # after points came: the thread that brought them, which would share the interpreter, is done by then
_PAINT_MS = 4  # after its curves are made: other things get their turn between
_WINDOWS = (1, 2, 5, 10, 20, 50, 100, 200, 500)  # steps that a smoothed point is the mean of
_START_WINDOW = _WINDOWS.index(10)
_BELOW_WIDTH = 152
_MOST_POINTS = 20_000  # of a curve that is drawn point by point
BELOW = {name: words for name, words in SCORES.items() if name != "loss"} | {
    "learning_rate": tr("Learning rate"),
    "gradient_norm": tr("Gradient norm"),
    "examples_per_second": tr("Examples a second"),
}
_IN_LEGEND = SCORES_INSIDE | {  # where another name stands before it
    "learning_rate": tr("learning rate"),
    "gradient_norm": tr("gradient norm"),
    "examples_per_second": tr("examples a second"),
}
_HEADINGS = {
    "run": tr("run"),
    "step": tr("step"),
    "loss": tr("loss"),
    "learning_rate": tr("learning_rate"),
    "gradient_norm": tr("gradient_norm"),
    "examples_per_second": tr("examples_per_second"),
    "accuracy": tr("accuracy"),
    "macro_f1": tr("macro_f1"),
    "entity_f1": tr("entity_f1"),
    "exact_match": tr("exact_match"),
}


@dataclass
class _Curves:
    """One run's place in the chart."""

    label: str
    raw: pg.PlotDataItem
    smoothed: pg.PlotDataItem
    validation: pg.PlotDataItem
    below: pg.PlotDataItem
    best: pg.InfiniteLine
    history: RunHistory = field(default_factory=RunHistory)
    raw_peaks: Peaks = field(default_factory=Peaks)
    smoothed_peaks: Peaks = field(default_factory=Peaks)
    below_peaks: Peaks = field(default_factory=Peaks)


class _Tools(ChartTools):
    chart: LossChart

    def write(self, out: Path) -> None:
        self.chart.draw_now()
        super().write(out)


class LossChart(QWidget):
    """Training loss (each step, and smoothed), validation loss, and below them one number of the user's choice."""

    repainted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs: dict[str, _Curves] = {}
        self._stale = False
        self._pointer_step: float | None = None
        self._timer = QTimer(self, singleShot=True)
        self._drawn_at = QElapsedTimer()
        self._timer.timeout.connect(self._repaint)
        self._paint = QTimer(self, singleShot=True, interval=_PAINT_MS)
        self._paint.timeout.connect(self._show_curves)
        self._plots = pg.GraphicsLayoutWidget(self)
        self.setAccessibleName(tr("Loss over steps"))
        self._plots.setAccessibleName(self.accessibleName())
        self._plots.setToolTip(tr("Drag to move, turn the wheel to zoom. Fit shows everything again."))
        self._loss = self._plots.addPlot(row=0, col=0)
        self._below = self._plots.addPlot(row=1, col=0)
        self._lay_plots()
        self._legend = QLabel(self, textFormat=Qt.TextFormat.RichText, wordWrap=True)
        self._legend.setFont(figures_font())
        named(self._legend, tr("Values in the chart"), tr("The newest values, or those under the pointer."))
        self._drawn = QWidget()  # what a file keeps
        self.tools = _Tools(self, drawn=self._drawn, reached=self._plots)
        self._make_controls()
        self._lay_out()
        self._restyle()
        theme().changed.connect(self._change_look)

    # --- what is shown ------------------------------------------------------------------------------------------

    def run_ids(self) -> list[str]:
        return list(self._runs)

    def history(self, run_id: str) -> RunHistory:
        return self._runs[run_id].history

    def set_runs(self, labels: dict[str, str]) -> None:
        """Show these runs, by id and label; those that were there already keep their points."""
        for run_id in [known for known in self._runs if known not in labels]:
            self._remove(run_id)
        for run_id, words in labels.items():
            if run_id in self._runs:
                self._runs[run_id].label = words
            else:
                self._add(run_id, words)
        self._restyle()
        self._mark_stale()

    def clear(self) -> None:
        self.set_runs({})
        self.fit()

    def add_steps(self, run_id: str, points: Iterable[StepPoint]) -> None:
        self._runs[run_id].history.add_steps(points)
        self._mark_stale()

    def add_evaluation(self, run_id: str, point: EvalPoint) -> None:
        self._runs[run_id].history.add_evaluation(point)
        self._mark_stale()

    def cut_after(self, run_id: str, step: int) -> None:
        curves = self._runs[run_id]
        curves.history.cut_after(step)
        for peaks in (curves.raw_peaks, curves.smoothed_peaks, curves.below_peaks):
            peaks.forget()
        self._mark_stale()

    def set_below(self, name: str) -> None:
        """Which number the lower plot shows: a key of BELOW."""
        self._below_box.set_value(name)

    def below(self) -> str:
        return str(self._below_box.value())

    def fit(self) -> None:
        """Show everything, and go on showing everything as points come."""
        for plot in (self._loss, self._below):
            plot.enableAutoRange()
        self._zoomed()

    def values_at(self, step: float) -> dict[str, dict[str, float]]:
        """Per run, the numbers nearest to a step, by name: what the pointer reads out."""
        answer = {}
        for run_id, curves in self._runs.items():
            said = {
                "training": curves.history.steps.near(step),
                "validation": curves.history.near("loss", step),
                self.below(): curves.history.near(self.below(), step),
            }
            answer[run_id] = {name: value for name, value in said.items() if value is not None}
        return answer

    def figures(self) -> list[tuple[Cell, ...]]:
        """Every step and every evaluation of the runs that are shown; what was not measured there is empty."""
        names = list(dict.fromkeys(name for curves in self._runs.values() for name in curves.history.metrics))
        head = [Term(_HEADINGS[name], name) for name in ("run", "step", *STEP_NUMBERS)]
        rows: list[tuple[Cell, ...]] = [(*head, *map(_validation_heading, names))]
        for curves in self._runs.values():
            history = curves.history
            columns = [(history.steps, column) for column in range(len(STEP_NUMBERS))]
            columns += [(history.metrics.get(name, Series()), 0) for name in names]
            known = [_by_step(series, column) for series, column in columns]
            steps = sorted(set[int]().union(*known))
            rows += [(curves.label, step, *(one.get(step, "") for one in known)) for step in steps]
        return rows

    def summary(self) -> str:
        return tr(". ").join(_told(curves) for curves in self._runs.values() if len(curves.history.steps))

    # --- making -------------------------------------------------------------------------------------------------

    def _lay_plots(self) -> None:
        layout = self._plots.ci.layout
        layout.setRowStretchFactor(0, 3)
        layout.setRowStretchFactor(1, 2)
        self._plots.ci.setContentsMargins(0, 4, 8, 0)
        self._below.setXLink(self._loss)
        self._pointer_lines = []
        for plot in (self._loss, self._below):
            plot.setMenuEnabled(False)
            plot.hideButtons()
            # On the plot, not on its curves: adding a curve to a plot gives it the plot's own settings.
            plot.setDownsampling(auto=True, mode="peak")
            plot.setClipToView(True)
            plot.getAxis("left").setWidth(56)
            # The axis would otherwise say 1.2 (x0.001); small numbers are written out instead.
            plot.getAxis("left").enableAutoSIPrefix(False)
            plot.getAxis("bottom").enableAutoSIPrefix(False)
            line = pg.InfiniteLine(angle=90, movable=False)
            line.hide()
            plot.addItem(line, ignoreBounds=True)
            self._pointer_lines.append(line)
        self._loss.hideAxis("bottom")  # the lower plot's serves both
        self._loss.vb.sigXRangeChanged.connect(lambda: self._zoomed() if self._is_zoomed() else None)
        self._plots.scene().sigMouseMoved.connect(self._follow_pointer)
        self._plots.viewport().installEventFilter(self)

    def _make_controls(self) -> None:
        self._smoothing = QSlider(Qt.Orientation.Horizontal, self)
        self._smoothing.setRange(0, len(_WINDOWS) - 1)
        self._smoothing.setValue(_START_WINDOW)
        self._smoothing.setFixedWidth(88)
        tip = tr("How many steps a point of the strong line is the mean of. The faint line is each step.")
        named(self._smoothing, tr("Smoothing"), tip)
        self._smoothing_says = label("", "muted")
        self._smoothing_says.setMinimumWidth(60)
        self._log = QCheckBox(tr("Log scale"), self)
        tip = tr("Show the loss on a logarithmic scale, so that small changes late in training can be seen.")
        named(self._log, tr("Log scale"), tip)
        self._below_box = ComboBox([(title, name) for name, title in BELOW.items()], self)
        self._below_box.setMinimumWidth(_BELOW_WIDTH)
        named(self._below_box, tr("Number in the lower chart"), tr("Which number the lower chart shows."))
        self._fit = button(tr("Fit"), tr("Show everything again after zooming."))
        self._smoothing.valueChanged.connect(self._mark_stale)
        self._smoothing.valueChanged.connect(self._say_smoothing)
        self._log.toggled.connect(self._set_log)
        self._below_box.currentIndexChanged.connect(self._change_below)
        self._fit.clicked.connect(self.fit)
        self._say_smoothing()

    def _lay_out(self) -> None:
        controls = QHBoxLayout()
        controls.setSpacing(SPACE_2)
        left: tuple[QWidget, ...] = (label(tr("Smoothing"), "muted"), self._smoothing, self._smoothing_says, self._log)
        buttons = ChartButtons(tr("loss over steps"), lambda: self.tools)
        right: tuple[QWidget, ...] = (label(tr("Below"), "muted"), self._below_box, self._fit, buttons)
        for widget in left:
            controls.addWidget(widget)
        controls.addStretch(1)
        for widget in right:
            controls.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(controls)
        drawn = QVBoxLayout(self._drawn)
        drawn.setContentsMargins(0, 0, 0, 0)
        drawn.setSpacing(SPACE_2)
        drawn.addWidget(Steady(self._legend))
        drawn.addWidget(self._plots, 1)
        layout.addWidget(self._drawn, 1)
        self._plots.setMinimumHeight(100)

    def _add(self, run_id: str, words: str) -> None:
        def curve(plot: pg.PlotItem) -> pg.PlotDataItem:
            item = pg.PlotDataItem(connect="finite", antialias=True)
            plot.addItem(item)
            return item

        best = pg.InfiniteLine(angle=90, movable=False)
        best.hide()
        self._loss.addItem(best, ignoreBounds=True)
        self._runs[run_id] = _Curves(
            words, curve(self._loss), curve(self._loss), curve(self._loss), curve(self._below), best
        )

    def _remove(self, run_id: str) -> None:
        curves = self._runs.pop(run_id)
        for item in (curves.raw, curves.smoothed, curves.validation, curves.best):
            self._loss.removeItem(item)
        self._below.removeItem(curves.below)

    # --- look ---------------------------------------------------------------------------------------------------

    def _restyle(self) -> None:
        self._plots.setBackground(colors().ground)
        for plot in (self._loss, self._below):
            style_plot(plot)
        for line in self._pointer_lines:
            line.setPen(line_pen(QColor(colors().muted)))
        for number, curves in enumerate(self._runs.values()):
            training, validation = self._colors(number)
            curves.raw.setPen(line_pen(training, faint=True))
            curves.smoothed.setPen(line_pen(training))
            dashed = Qt.PenStyle.SolidLine if len(self._runs) == 1 else Qt.PenStyle.DashLine
            for item, color in ((curves.validation, validation), (curves.below, validation)):
                item.setPen(line_pen(color, style=dashed if item is curves.validation else Qt.PenStyle.SolidLine))
                item.setSymbolBrush(color)
                item.setSymbolPen(None)
                item.setSymbolSize(5)
            curves.best.setPen(line_pen(validation, style=Qt.PenStyle.DotLine))

    def _change_look(self) -> None:
        self._restyle()
        self._mark_stale()

    def _colors(self, number: int) -> tuple[QColor, QColor]:
        """Of training and validation. A run alone has two; in an overlay each run has one."""
        if len(self._runs) == 1:
            return series_color(0), series_color(1)
        return series_color(number), series_color(number)

    # --- drawing ------------------------------------------------------------------------------------------------

    def _mark_stale(self) -> None:
        self._stale = True
        self._wake()

    def _wake(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            waited = self._drawn_at.elapsed() if self._drawn_at.isValid() else REPAINT_MS
            self._timer.start(max(_SOON_MS, REPAINT_MS - waited))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start(0)  # the pointer may have left while it was hidden

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def _repaint(self) -> None:
        self._drawn_at.start()
        if self._stale:
            self._plots.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
            self._draw_curves()
            self._paint.start()
        self._say_values()
        self.tools.tell()
        self.repainted.emit()

    def _show_curves(self) -> None:
        self._plots.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self._plots.viewport().update()

    def draw_now(self) -> None:
        """Whether it can be seen or not: a file is to have what came last."""
        self._draw_curves()
        self._say_values()

    def _draw_curves(self) -> None:
        self._stale = False
        log = self._log.isChecked()
        window = _WINDOWS[self._smoothing.value()]
        for curves in self._runs.values():
            history = curves.history
            steps, losses = history.steps.steps, history.steps.values()

            def each(first: int, last: int, losses: Numbers = losses) -> Numbers:
                return drawable(losses[first:last], log=log)

            def mean(first: int, last: int, losses: Numbers = losses) -> Numbers:
                before = max(0, first - window + 1)
                return drawable(smooth(losses[before:last], window)[first - before :], log=log)

            if window > 1 and len(self._runs) == 1:
                _set(curves.raw, *self._shown(steps, each, curves.raw_peaks, log))
            else:
                curves.raw.setData([], [])
            _set(curves.smoothed, *self._shown(steps, mean, curves.smoothed_peaks, (window, log)))
            steps, validation = history.series("loss")
            _set(curves.validation, steps, drawable(validation, log=log), points=True)
            steps, below = history.series(self.below())

            def plain(first: int, last: int, below: Numbers = below) -> Numbers:
                return drawable(below[first:last], log=False)

            drawn = self._shown(steps, plain, curves.below_peaks, self.below())
            _set(curves.below, *drawn, points=self.below() in history.metrics)
            curves.best.setVisible(history.best_step is not None)
            if history.best_step is not None:
                curves.best.setValue(history.best_step)
        self._plots.scene().prepareForPaint()  # ranges that are found while it is painted have it painted twice

    def _shown(
        self, steps: Numbers, values: Callable[[int, int], Numbers], peaks: Peaks, made_for: object
    ) -> tuple[Numbers, Numbers]:
        """What to draw of a curve: all of it, or where it is long, its peaks, or the piece that was zoomed into."""
        if len(steps) <= _MOST_POINTS:
            return steps, values(0, len(steps))
        if self._is_zoomed():
            low, high = self._loss.vb.viewRange()[0]
            first = max(0, int(np.searchsorted(steps, low)) - 1)
            last = min(len(steps), int(np.searchsorted(steps, high)) + 2)
            if last - first <= _MOST_POINTS:
                return steps[first:last], values(first, last)
        return peaks.drawn(steps, values, made_for)

    def _is_zoomed(self) -> bool:
        return not self._loss.vb.autoRangeEnabled()[0]

    def _zoomed(self) -> None:
        """A long curve is drawn more closely where less of it is seen."""
        if any(len(curves.history.steps) > _MOST_POINTS for curves in self._runs.values()):
            self._mark_stale()

    def _set_log(self, on: bool) -> None:
        self._loss.setLogMode(x=False, y=on)
        self._loss.enableAutoRange(axis="y")
        self._mark_stale()

    def _change_below(self) -> None:
        self._below.enableAutoRange(axis="y")
        self._mark_stale()

    def _say_smoothing(self) -> None:
        window = _WINDOWS[self._smoothing.value()]
        self._smoothing_says.setText(tr("off") if window == 1 else tr("{number} steps", number=window))

    # --- the pointer --------------------------------------------------------------------------------------------

    def _follow_pointer(self, place: QPointF) -> None:
        inside = next((p for p in (self._loss, self._below) if p.sceneBoundingRect().contains(place)), None)
        step = inside.vb.mapSceneToView(place).x() if inside is not None else None
        self.point_at(step)

    def point_at(self, step: float | None) -> None:
        """Read out the values at a step; None: the newest ones."""
        self._pointer_step = step
        for line in self._pointer_lines:
            line.setVisible(step is not None)
            if step is not None:
                line.setValue(step)
        self._wake()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.point_at(None)
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def legend_text(self) -> str:
        """The legend as it stands, with its values."""
        return self._legend.text()

    def _say_values(self) -> None:
        newest = max((curves.history.last_step for curves in self._runs.values()), default=-1)
        if newest < 0:
            self._legend.setText("")
            return
        step = newest if self._pointer_step is None else min(max(self._pointer_step, 0.0), newest)
        values = self.values_at(step)
        if len(self._runs) > 1:
            parts = [whole(tr("loss at step {step:,} (training / validation)", step=round(step)))]
        else:
            parts = [whole(tr("loss at step {step:,}", step=round(step)))]
        for number, (run_id, curves) in enumerate(self._runs.items()):
            parts += self._legend_of(number, curves, values[run_id])
        self._legend.setText("&nbsp;&nbsp; ".join(parts))

    def _legend_of(self, number: int, curves: _Curves, values: dict[str, float]) -> list[str]:
        training, validation = (color.name() for color in self._colors(number))
        title = _IN_LEGEND.get(self.below(), BELOW[self.below()])
        said = {name: figure(value) for name, value in values.items()}
        best = curves.history.best_step
        if len(self._runs) == 1:
            parts = [key(training, tr("training {loss}", loss=said.get("training", "")))]
            if "validation" in said:
                parts.append(key(validation, tr("validation {loss}", loss=said["validation"])))
            if self.below() in said:
                parts.append(key(validation, tr("{name} {value}", name=title, value=said[self.below()])))
            return parts + ([whole(tr("best at step {step:,}", step=best))] if best is not None else [])
        losses = " / ".join(said[name] for name in ("training", "validation") if name in said)
        if self.below() not in said:
            return [key(training, tr("{run} {losses}", run=curves.label, losses=losses))]
        facts = {"run": curves.label, "losses": losses, "name": title, "value": said[self.below()]}
        return [key(training, tr("{run} {losses}, {name} {value}", **facts))]


def feed(chart: LossChart, run_id: str, events: Iterable[Event]) -> None:
    """Draw what a run says, in its order: a run that was resumed forgets the steps after its checkpoint."""
    steps: list[StepDone] = []
    for event in events:
        match event:
            case StepDone():
                steps.append(event)
            case EvalDone():
                chart.add_evaluation(run_id, event)
            case Resumed():
                chart.add_steps(run_id, steps)
                steps = []
                chart.cut_after(run_id, event.from_step)
    chart.add_steps(run_id, steps)


def _validation_heading(metric: str) -> Term:
    shown = tr("validation_{metric}", metric=_HEADINGS.get(metric, metric))
    return Term(shown, f"validation_{metric}")


def _by_step(series: Series, column: int) -> dict[int, float]:
    return dict(zip(map(int, series.steps), map(float, series.values(column)), strict=True))


def _told(curves: _Curves) -> str:
    """A run's curves in words."""
    history = curves.history
    losses = history.steps.values()
    told = tr(
        "{run}: the loss goes from {first} to {last} at step {step:,}",
        run=curves.label,
        first=figure(float(losses[0])),
        last=figure(float(losses[-1])),
        step=history.steps.last_step,
    )
    best = history.best_step
    at_best = history.near("loss", best) if best is not None else None
    if at_best is None:
        return told
    return tr(
        "{told}; best at step {step:,}, with a validation loss of {loss}", told=told, step=best, loss=figure(at_best)
    )


def _set(item: pg.PlotDataItem, steps: Numbers, values: Numbers, *, points: bool = False) -> None:
    """pyqtgraph warns of a curve that has no finite point at all, so such a curve is emptied."""
    if not np.isfinite(values).any():
        item.setData([], [])
        return
    item.setData(steps, values, symbol="o" if points and len(values) <= 200 else None)
