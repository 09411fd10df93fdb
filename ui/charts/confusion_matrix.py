"""Which labels a model takes for which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.charts.export import ChartTools
from ui.charts.picture import Cell, Term
from ui.charts.style import ink_on, mixed, series_color
from ui.language import tr
from ui.numbers import percent
from ui.plain_text import plain
from ui.theme import colors, figures_font, theme
from ui.widgets import named

_CELL_HIGH = 32
_CELL_WIDE = 64
_MOST_LABEL = 160
_Counted = Literal["rows", "words"]
_ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class ConfusionMatrix(QWidget):
    """Rows are the true labels, columns what was answered; a cell is as strong as its share of its row.

    A click, or Enter on the cell that the arrow keys chose, says `cell_chosen(true label, answered label)`.
    """

    cell_chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: tuple[str, ...] = ()
        self._counts: tuple[tuple[int, ...], ...] = ()
        self._cell = (0, 0)
        self._of: _Counted = "rows"
        tip = tr("Rows: the true label. Columns: the answer. Arrow keys move, Enter chooses a cell.")
        named(self, tr("Confusion matrix"), tip)
        self.setFont(figures_font())
        theme().changed.connect(self.update)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.tools = ChartTools(self)

    def set_confusion(self, labels: Sequence[str], counts: Sequence[Sequence[int]], *, of: _Counted = "rows") -> None:
        """counts: [true][answered], of rows or words."""
        self._of = of
        self._labels = tuple(labels)
        self._counts = tuple(tuple(row) for row in counts)
        self._cell = (0, 0)
        self.tools.tell()
        self.updateGeometry()
        self.update()

    def figures(self) -> list[tuple[Cell, ...]]:
        """For a CSV file."""
        rows: list[tuple[Cell, ...]] = [(Term(tr("true, answered"), "true, answered"), *self._labels)]
        rows += [(label, *counts) for label, counts in zip(self._labels, self._counts, strict=True)]
        return rows

    def summary(self) -> str:
        if not self._labels:
            return ""
        places = range(len(self._labels))
        total = sum(map(sum, self._counts))
        right = sum(self._counts[place][place] for place in places)
        share = percent(right / total if total else 0.0)
        told = tr("{right:,} of {total:,} rows are right ({share})", right=right, total=total, share=share)
        if self._of == "words":
            told = tr("{right:,} of {total:,} words are right ({share})", right=right, total=total, share=share)
        wrong = [(self._counts[row][column], row, column) for row in places for column in places if row != column]
        most = max(wrong, default=(0, 0, 0), key=lambda one: one[0])
        if most[0]:
            often = self._sentence(*most[1:])
            told = tr("{told}; taken for another most often: {often}", told=told, often=often)
        return tr("{told}. Chosen: {chosen}", told=told, chosen=self._sentence(*self._cell))

    def count(self, true: str, answered: str) -> int:
        return self._counts[self._labels.index(true)][self._labels.index(answered)]

    def sentence(self, true: str, answered: str) -> str:
        """A cell in words."""
        return self._sentence(self._labels.index(true), self._labels.index(answered))

    def cell_at(self, place: QPointF) -> tuple[int, int] | None:
        """(row, column) of the cell under a point of the widget."""
        if not self._labels:
            return None
        left, top, wide = self._geometry()
        row, column = (place.y() - top) // _CELL_HIGH, (place.x() - left) // wide
        size = len(self._labels)
        return (int(row), int(column)) if 0 <= row < size and 0 <= column < size else None

    def sizeHint(self) -> QSize:
        size = len(self._labels)
        return QSize(self._label_width() + size * _CELL_WIDE, self._head() + size * _CELL_HIGH)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    # --- drawing ------------------------------------------------------------------------------------------------

    def _label_width(self) -> int:
        widest = max((self.fontMetrics().horizontalAdvance(label) for label in self._labels), default=0)
        return min(widest, _MOST_LABEL) + 12

    def _head(self) -> int:
        return 2 * self.fontMetrics().height() + 8

    def _geometry(self) -> tuple[float, float, float]:
        """(left of the first cell, top of it, width of a cell)"""
        left = self._label_width()
        wide = (self.width() - left) / max(1, len(self._labels))
        return left, self._head(), min(max(wide, _CELL_WIDE), 2 * _CELL_WIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._labels:
            return
        painter = QPainter(self)
        metrics = self.fontMetrics()
        left, top, wide = self._geometry()
        painter.setPen(QColor(colors().muted))
        painter.drawText(QPointF(0, top - 6), tr("true"))
        painter.drawText(QPointF(left + 4, metrics.ascent()), tr("answered"))
        for number, label in enumerate(self._labels):
            row = QRectF(0, top + number * _CELL_HIGH, left - 12, _CELL_HIGH)
            column = QRectF(left + number * wide + 2, metrics.height() + 2, wide - 4, metrics.height())
            for box, align in ((row, Qt.AlignmentFlag.AlignLeft), (column, Qt.AlignmentFlag.AlignHCenter)):
                shown = metrics.elidedText(label, Qt.TextElideMode.ElideRight, round(box.width()))
                painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter, shown)
        for row_number, row_counts in enumerate(self._counts):
            total = sum(row_counts)
            for column_number, count in enumerate(row_counts):
                box = QRectF(left + column_number * wide, top + row_number * _CELL_HIGH, wide, _CELL_HIGH)
                self._paint_cell(painter, box, count, count / total if total else 0.0, row_number == column_number)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colors().text), 2))
            painter.drawRect(QRectF(left + self._cell[1] * wide, top + self._cell[0] * _CELL_HIGH, wide, _CELL_HIGH))

    def _paint_cell(self, painter: QPainter, box: QRectF, count: int, share: float, right: bool) -> None:
        look = colors()
        strength = 0.08 + 0.82 * share if count else 0.03
        ground = mixed(QColor(look.ground), series_color(0 if right else 1), strength)
        painter.fillRect(box.adjusted(1, 1, -1, -1), ground)
        painter.setPen(ink_on(ground) if count else QColor(look.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{count:,}")

    # --- choosing -----------------------------------------------------------------------------------------------

    def _sentence(self, row: int, column: int) -> str:
        count, total = self._counts[row][column], sum(self._counts[row])
        facts = {
            "count": count,
            "total": total,
            "label": self._labels[row],
            "answer": self._labels[column],
            "share": percent(count / total if total else 0.0),
        }
        if self._of == "words":
            return tr('{count:,} of {total:,} words that are "{label}" were answered "{answer}" ({share})', **facts)
        return tr('{count:,} of {total:,} rows that are "{label}" were answered "{answer}" ({share})', **facts)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        if cell is not None:
            self._cell = cell
            self.tools.tell()
            self.update()
            self.cell_chosen.emit(self._labels[cell[0]], self._labels[cell[1]])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._labels and key in _ARROWS:
            down, across = _ARROWS[key]
            last = len(self._labels) - 1
            self._cell = (min(max(self._cell[0] + down, 0), last), min(max(self._cell[1] + across, 0), last))
            self.tools.tell()
            self.update()
        elif self._labels and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.cell_chosen.emit(self._labels[self._cell[0]], self._labels[self._cell[1]])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self.cell_at(QPointF(event.pos()))
            if cell is not None:
                QToolTip.showText(event.globalPos(), plain(self._sentence(*cell)), self)
                return True
        return super().event(event)
