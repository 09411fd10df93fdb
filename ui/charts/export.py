"""What can be done with every chart, in one way: saved as a picture or as figures, read as a table, and read out.

By its context menu, by keys while it has the focus, and by the small buttons that stand beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, cast

from PySide6.QtCore import QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeySequence, QPainter
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from ui.charts.figures_dialog import FiguresDialog
from ui.charts.picture import Cell, save_table, write_drawn
from ui.language import tr
from ui.plain_text import plain
from ui.theme import SPACE_1, colors, set_icon
from ui.widgets import named, set_role

SAVE_KEYS, TABLE_KEYS = "Ctrl+Alt+S", "Ctrl+Alt+T"
_LEAST = QSize(480, 0)


class Chart(Protocol):
    """A widget that is drawn from data, with its name as accessible name.

    figures: that data, headings first    summary: the main facts of it, to be read out; "" while there are none
    """

    def figures(self) -> Sequence[Sequence[Cell]]: ...
    def summary(self) -> str: ...


class ChartTools(QObject):
    """The tools of one chart. Make them at the chart's end; `tell` whenever it shows something else.

    drawn: the part that is the picture    reached: the part that has the focus; both the chart itself without
    save_wanted: a page asks where to, and saves by `write`
    """

    save_wanted = Signal()

    def __init__(self, chart: Chart, *, drawn: QWidget | None = None, reached: QWidget | None = None) -> None:
        self.widget = cast(QWidget, chart)
        super().__init__(self.widget)
        self.chart = chart
        self._drawn = drawn or self.widget
        self._reached = reached or self.widget
        self.save = self._action(tr("Save chart …"), SAVE_KEYS, tr("As PNG or SVG, or its figures as CSV."))
        self.table = self._action(tr("Show as table"), TABLE_KEYS, tr("Its figures, to be read and copied."))
        self.save.triggered.connect(self.save_wanted)
        self.table.triggered.connect(self.show_table)
        self.widget.addActions([self.save, self.table])
        self.widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        if reached is not None:
            reached.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the chart's own opens
        if self._reached.focusPolicy() == Qt.FocusPolicy.NoFocus:
            self._reached.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tell()

    def _action(self, text: str, keys: str, tip: str) -> QAction:
        made = QAction(text, self.widget)
        made.setShortcut(QKeySequence(keys))
        made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.setToolTip(plain(tip))
        return made

    def tell(self) -> None:
        """Read out what the chart shows now."""
        self._reached.setAccessibleDescription(self.chart.summary() or self.widget.toolTip())

    def name(self) -> str:
        """What the chart shows, for a dialog's title and a file's name."""
        return self.widget.accessibleName()

    def write(self, out: Path) -> None:
        """A PNG, an SVG or a CSV, by the name's ending. Raises SpecError for another ending, StorageError."""
        if out.suffix.lower() == ".csv":
            save_table(self.chart.figures(), out)
            return
        drawn = self._drawn
        if not drawn.isVisible():  # in a closed fold it has no size yet
            drawn.resize(drawn.sizeHint().expandedTo(_LEAST))
            inside = drawn.layout()
            if inside is not None:
                inside.activate()

        def draw(painter: QPainter, box: QRectF) -> None:
            painter.fillRect(box, QColor(colors().ground))
            drawn.render(painter, QPoint(0, 0), renderFlags=QWidget.RenderFlag.DrawChildren)

        write_drawn(draw, out, drawn.size(), title=self.name(), about=self.chart.summary())

    def show_table(self) -> None:
        """Open the chart's figures as a table."""
        dialog = FiguresDialog(self.name(), self.chart.summary(), self.chart.figures(), self.widget.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


class ChartButtons(QWidget):
    """The small buttons beside a chart. shown: the tools of that which they are for now    name: "class balance" """

    def __init__(self, name: str, shown: Callable[[], ChartTools], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tip = tr("Show this chart's figures as a table.")
        self.table = self._button("data", tr("Show as a table: {chart}", chart=name), tip)
        tip = tr("Save it as PNG or SVG, or its figures as CSV.")
        self.save = self._button("download", tr("Save the chart: {chart}", chart=name), tip)
        self.table.clicked.connect(lambda: shown().table.trigger())
        self.save.clicked.connect(lambda: shown().save.trigger())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_1)
        row.addWidget(self.table)
        row.addWidget(self.save)

    def _button(self, icon_name: str, name: str, tip: str) -> QToolButton:
        made = set_role(QToolButton(), "quiet")
        named(made, name, tip)
        set_icon(made, icon_name)
        return made
