"""How far answers can be trusted: certainty against what was right, and what is right among the certain ones."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.trust import Bin, Coverage
from ui.charts.export import ChartTools
from ui.charts.picture import Cell, Term
from ui.charts.style import line_pen, series_color, style_plot
from ui.language import tr
from ui.theme import colors, theme

_MARK = 7  # pixels of a point


class TrustChart(QWidget):
    """threshold_moved: the line of the least certainty was dragged there."""

    threshold_moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bins: list[Bin] = []
        self._coverage: Coverage | None = None
        self._plots = pg.GraphicsLayoutWidget(self)
        self._plots.setToolTip(
            tr("Left: how often answers of a certainty were right. Right: drag the line to be surer.")
        )
        self.setAccessibleName(tr("Charts of certainty"))
        self._plots.setAccessibleName(self.accessibleName())
        self._sure = self._plots.addPlot(row=0, col=0)
        self._kept = self._plots.addPlot(row=0, col=1)
        self._diagonal = self._sure.plot([0, 1], [0, 1])
        self._points = self._sure.plot([], [], symbol="o", symbolSize=_MARK)
        self._accuracy = self._kept.plot([], [])
        self._share = self._kept.plot([], [])
        self._line = pg.InfiniteLine(pos=0.0, angle=90, movable=True, bounds=(0.0, 1.0))
        self._line.sigDragged.connect(lambda line: self.threshold_moved.emit(float(line.value())))
        self._kept.addItem(self._line)
        for plot in (self._sure, self._kept):
            plot.setMouseEnabled(False, False)
            plot.hideButtons()
            plot.setMenuEnabled(False)
            plot.setYRange(0.0, 1.0, padding=0.04)
        self._sure.setXRange(0.0, 1.0, padding=0.04)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._plots)
        self.setMinimumHeight(240)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.tools = ChartTools(self, reached=self._plots)

    def show_answers(self, bins: list[Bin], covered: Coverage) -> None:
        """What is drawn from now on."""
        self._bins, self._coverage = bins, covered
        certain = [one.certainty for one in bins]
        self._points.setData(certain, [one.accuracy for one in bins])
        self._accuracy.setData(covered.certainty, covered.accuracy)
        self._share.setData(covered.certainty, covered.share)
        least = float(covered.certainty[0]) if len(covered.certainty) else 0.0
        self._kept.setXRange(min(least, 0.99), 1.0, padding=0.04)
        self.tools.tell()

    def figures(self) -> list[tuple[Cell, ...]]:
        """Both charts: answers of a certainty, and those that are at least as certain."""
        about = Term(tr("about as certain"), "about as certain")
        at_least = Term(tr("at least as certain"), "at least as certain")
        rows: list[tuple[Cell, ...]] = [
            (
                Term(tr("answers"), "answers"),
                Term(tr("certainty"), "certainty"),
                Term(tr("right"), "right"),
                Term(tr("rows"), "rows"),
                Term(tr("share_of_rows"), "share_of_rows"),
            )
        ]
        rows += [(about, one.certainty, one.accuracy, one.rows, "") for one in self._bins]
        if self._coverage is not None:
            kept = (self._coverage.certainty, self._coverage.accuracy, self._coverage.share)
            for certainty, accuracy, share in zip(*kept, strict=True):
                rows.append((at_least, float(certainty), float(accuracy), "", float(share)))
        return rows

    def summary(self) -> str:
        return tr("; ").join(
            tr(
                "{certainty:.0%} sure: {right:.0%} right of {rows}",
                certainty=one.certainty,
                right=one.accuracy,
                rows=one.rows,
            )
            for one in self._bins
        )

    def set_threshold(self, certainty: float) -> None:
        """Where the line stands."""
        blocked = self._line.blockSignals(True)
        self._line.setValue(certainty)
        self._line.blockSignals(blocked)

    def threshold(self) -> float:
        return float(self._line.value())

    def _restyle(self) -> None:
        look = colors()
        self._plots.setBackground(look.ground)
        right, share = (f'<span style="color:{series_color(number).name()}">' for number in (0, 1))
        kept = tr(
            "At least that sure: {first}right{end}, {second}share of rows{end}",
            first=right,
            second=share,
            end="</span>",
        )
        for plot, title in ((self._sure, tr("Right, against how sure")), (self._kept, kept)):
            style_plot(plot)
            plot.setTitle(title, color=look.muted, size="12px")
            plot.setLabel("bottom", tr("Certainty"), color=look.muted)
        self._diagonal.setPen(line_pen(QColor(look.border), style=Qt.PenStyle.DashLine))
        self._points.setPen(line_pen(series_color(0)))
        self._points.setSymbolBrush(series_color(0))
        self._points.setSymbolPen(None)
        self._accuracy.setPen(line_pen(series_color(0)))
        self._share.setPen(line_pen(series_color(1)))
        self._line.setPen(pg.mkPen(look.accent, width=2))
        self._line.setHoverPen(pg.mkPen(look.accent_hover, width=2))
