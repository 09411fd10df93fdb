"""How tables of runs, adapters and virtual tokens look and are sorted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QTableView

from ui.kept import KeptWidths
from ui.models.rows import RowsModel
from ui.widgets import named

_ROWS_MEASURED = 50  # that a column's width is told from
_NARROWEST = 56
_NAMES = 148


class _Header(QHeaderView):
    """The arrow stands above the heading that is sorted by; Qt keeps room for one beside each."""

    def sectionSizeFromContents(self, section: int) -> QSize:
        size = super().sectionSizeFromContents(section)
        style = self.style()
        mark = style.pixelMetric(QStyle.PixelMetric.PM_HeaderMarkSize, None, self)
        margin = style.pixelMetric(QStyle.PixelMetric.PM_HeaderMargin, None, self)
        return QSize(size.width() - mark - margin, size.height())


def row_table(
    model: RowsModel[Any], name: str, tip: str, *, several: bool, settings: QSettings | None = None
) -> QTableView:
    """A table of whole rows; a click on a heading sorts.

    several: more than one row can be chosen. settings: where widths are kept that the user gives to columns.
    """
    table = QTableView()
    table.setModel(model)
    named(table, name, tip)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    one, many = QAbstractItemView.SelectionMode.SingleSelection, QAbstractItemView.SelectionMode.ExtendedSelection
    table.setSelectionMode(many if several else one)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)  # Tab leads on to the next control
    table.setMinimumHeight(96)
    table.verticalHeader().hide()
    header = _Header(Qt.Orientation.Horizontal, table)
    table.setHorizontalHeader(header)
    header.setSectionsClickable(True)
    header.setMinimumSectionSize(_NARROWEST)
    header.setResizeContentsPrecision(_ROWS_MEASURED)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
    header.setStretchLastSection(True)
    header.setHighlightSections(False)
    table.setColumnWidth(0, _NAMES)
    if settings is not None:
        _let_widths_be_chosen(table, settings, type(model).__name__)
    header.setSortIndicator(len(model.columns) - 1, Qt.SortOrder.DescendingOrder)
    table.setSortingEnabled(True)
    return table


def _let_widths_be_chosen(table: QTableView, settings: QSettings, name: str) -> None:
    """Columns are as wide as what is in them, but for those that the user made wider or narrower."""
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    widths = KeptWidths(table, settings, name)

    def fit() -> None:
        table.resizeColumnsToContents()
        table.setColumnWidth(0, _NAMES)
        widths.apply()

    table.model().modelReset.connect(fit)
    table.model().dataChanged.connect(fit)
    fit()
