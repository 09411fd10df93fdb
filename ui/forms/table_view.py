"""All rows of a table: found, filtered, sorted, changed, taken out of the next run and put back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from studio.data.table import Table
from ui.data_facts import Finding
from ui.forms.bad_rows import BadRows
from ui.forms.cell_editor import CellEditor
from ui.kept import KeptWidths
from ui.language import counted, tr
from ui.models.table_rows import Changes, RowFilter, TableRows, matching_rows, sorted_rows
from ui.plain_text import plain
from ui.theme import SPACE_2
from ui.widgets import ComboBox, button, label, named, row_of
from ui.workers.background import run_in_background

BAD = "bad"  # what the rows that could not be read are called in the list of findings
_FILTER_MS = 120  # after the last key
_NARROW, _WIDE = 110, 440
_CHARACTER = 7  # pixels, about
_SAMPLED = 200  # rows whose cells say how wide a column should be
_MOST_LABELS = 200  # to choose from
_MOST_IN_MENU = 30
_ALL_COLUMNS = (tr("All columns"), None)
_ALL_ROWS = (tr("All rows"), None)
_ALL_LABELS = (tr("All labels"), None)


class TableView(QWidget):
    """excluded_changed: the row numbers that the next run leaves out, ascending    edited: the changes of cells"""

    excluded_changed = Signal(list)
    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._excluded: set[int] = set()
        self._asked = 0  # counts filterings, so that a late one does not replace a newer one
        self._sort: tuple[str, bool] | None = None
        self._findings: dict[str, Finding] = {}
        self._labels: tuple[str, ...] = ()
        self._spellings: Mapping[str, str] = {}
        self._label_column: str | None = None
        self._widths: KeptWidths | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        self._make_filters(column)
        self.model = TableRows(self)
        self.editor = CellEditor(self)
        self.view = self._make_view()
        self.bad = BadRows()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.view)
        self.stack.addWidget(self.bad)
        column.addWidget(self.stack, 1)
        column.addLayout(self._make_foot())
        self._timer = QTimer(self, singleShot=True, interval=_FILTER_MS)
        self._timer.timeout.connect(self._ask)
        self.filter.textChanged.connect(lambda _text: self._timer.start())
        for box in (self.column, self.among, self.label):
            box.activated.connect(lambda _index: self._ask())
        self.model.edited.connect(self.edited)
        self.exclude.clicked.connect(self._toggle_selected)
        self.edit.clicked.connect(self._edit_current)
        self._add_shortcuts()

    def _make_filters(self, column: QVBoxLayout) -> None:
        self.filter = named(QLineEdit(), tr("Filter rows"), tr("Show only rows that hold this text (Ctrl+F)."))
        self.filter.setPlaceholderText(tr("Filter rows"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(120)
        self.column, self.among, self.label = ComboBox([_ALL_COLUMNS]), ComboBox([_ALL_ROWS]), ComboBox([_ALL_LABELS])
        named(self.column, tr("Column to filter"), tr("Where the text is looked for."))
        named(self.among, tr("Rows shown"), tr("Rows that have something in common."))
        named(self.label, tr("Label shown"), tr("Rows of one label."))
        first, second = QHBoxLayout(), QHBoxLayout()
        for row, widgets in ((first, (self.filter, self.column)), (second, (self.among, self.label))):
            row.setSpacing(SPACE_2)
            for widget in widgets:
                row.addWidget(widget, 3 if widget is self.filter else 2)
            column.addLayout(row)

    def _make_foot(self) -> QHBoxLayout:
        self.shown = label("", "hint")
        self.edit = button(tr("Edit"), tr("Change the cell that was chosen (F2, or a double click)."))
        tip = tr("Leave the selected rows out of the next run, or take them in again (Del).")
        self.exclude = button(tr("Exclude"), tip)
        for one in (self.edit, self.exclude):
            one.setEnabled(False)
        row = row_of(self.shown)
        row.addWidget(self.edit)
        row.addWidget(self.exclude)
        return row

    def _make_view(self) -> QTableView:
        tip = tr("All rows. The numbers are lines of the file. F2 changes a cell, Del excludes rows.")
        view = named(QTableView(), tr("Rows of the table"), tip)
        view.setModel(self.model)
        view.setItemDelegate(self.editor)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        triggers = QAbstractItemView.EditTrigger
        view.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(28)
        view.horizontalHeader().setMinimumSectionSize(_NARROW)
        view.horizontalHeader().setHighlightSections(False)
        view.horizontalHeader().setSortIndicatorShown(True)
        view.horizontalHeader().setSortIndicatorClearable(True)
        view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        view.setCornerButtonEnabled(False)
        view.horizontalHeader().setSectionsClickable(True)
        view.horizontalHeader().sortIndicatorChanged.connect(self._sort_by)
        view.selectionModel().selectionChanged.connect(lambda *_: self._name_exclude())
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._open_menu)
        return view

    def _add_shortcuts(self) -> None:
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WindowShortcut)
        find.activated.connect(self.filter.setFocus)
        for keys, do in (
            (QKeySequence.StandardKey.Delete, self._toggle_selected),
            (QKeySequence.StandardKey.Copy, self._copy_current),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.view)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(do)

    def keep_widths(self, settings: QSettings) -> None:
        """Columns that the user made wider or narrower are so again the next time."""
        self._widths = KeptWidths(self.view, settings, "Rows of the table")

    # --- what is shown --------------------------------------------------------------------------------------------

    def show_table(self, table: Table | None, excluded: Sequence[int], changes: Changes | None = None) -> None:
        """A table's rows; the same table, with other texts in cells or not, keeps its place and its filter."""
        before = self.model.table
        if table is not before:
            is_copy = before is not None and table is not None and table.is_changed_copy_of(before)
            if not is_copy:
                self._forget_filter(table)
            self.model.set_table(table, changes)
            if not is_copy:
                self.view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
                self._set_widths()
        if set(excluded) != self._excluded:
            self._excluded = set(excluded)
            self.model.set_excluded(sorted(self._excluded))
            self._name_exclude()
        self._count()

    def _forget_filter(self, table: Table | None) -> None:
        self._asked += 1
        self._sort = None
        self._findings = {}
        blocked = self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.blockSignals(blocked)
        names = table.columns if table is not None else ()
        self.column.set_choices([_ALL_COLUMNS, *((name, name) for name in names)])
        self.among.set_choices([_ALL_ROWS])
        self.label.set_choices([_ALL_LABELS])
        bad = table.bad_rows if table is not None else ()
        self.bad.show_rows(bad)
        self.stack.setCurrentWidget(self.view)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Rows that can be shown alone; those shown now stay, as far as they are still among them."""
        before = self._findings.get(str(self.among.value()))
        self._findings = {finding.key: finding for finding in findings}
        choices: list[tuple[str, object]] = [(_with_number(one.title, len(one.rows)), one.key) for one in findings]
        if self.model.table is not None and self.model.table.bad_rows:
            choices.insert(0, (_with_number(tr("Bad rows"), len(self.model.table.bad_rows)), BAD))
        was_bad = self.among.value() == BAD
        self.among.set_choices([_ALL_ROWS, *choices])
        now = self._findings.get(str(self.among.value()))
        if before != now and not was_bad:
            self._ask()

    def show_labels(self, column: str | None, labels: Sequence[str], spellings: Mapping[str, str]) -> None:
        """The labels that there are, of a column; None where the table has no labels.

        spellings: texts of cells that count as another label, to that label
        """
        before = self._label_wanted()
        self._label_column, self._labels, self._spellings = column, tuple(labels), spellings
        table = self.model.table
        inside = table is not None and column in table.columns
        self.editor.set_labels(table.columns.index(column) if inside and table and column else -1, self._labels)
        offered = self._labels if len(self._labels) <= _MOST_LABELS else ()
        self.label.set_choices([_ALL_LABELS, *((name or tr("(empty)"), name) for name in offered)])
        self.label.setVisible(bool(offered))
        if self._label_wanted() != before:
            self._ask()

    def show_only(self, finding: Finding) -> None:
        """These rows alone, whatever was filtered before."""
        self._clear_filters()
        if self._findings.get(finding.key) != finding:
            others = [one for one in self._findings.values() if one.key != finding.key]
            self.show_findings([*others, finding])
        self.among.set_value(finding.key)
        self._ask()

    def show_bad_rows(self) -> None:
        """The rows that could not be read."""
        self._clear_filters()
        self.among.set_value(BAD)
        self._ask()

    def show_label(self, name: str) -> None:
        """The rows of one label."""
        self._clear_filters()
        self.label.set_value(name)
        self._ask()

    def _clear_filters(self) -> None:
        blocked = self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.blockSignals(blocked)
        for box in (self.column, self.among, self.label):
            box.set_value(None)

    def _set_widths(self) -> None:
        table = self.model.table
        if table is None:
            return
        lengths = [sum(map(len, table.cells(name)[:_SAMPLED])) / _SAMPLED for name in table.columns]
        longest = max(range(len(lengths)), key=lengths.__getitem__)
        header = self.view.horizontalHeader()
        for i, mean in enumerate(lengths):
            header.setSectionResizeMode(i, QHeaderView.ResizeMode.Interactive)
            self.view.setColumnWidth(i, round(min(_WIDE, max(_NARROW, mean * _CHARACTER))))
        header.setSectionResizeMode(longest, QHeaderView.ResizeMode.Stretch)
        if self._widths is not None:
            self._widths.apply()

    def _count(self) -> None:
        table = self.model.table
        if table is None:
            self.shown.setText("")
            return
        if self.stack.currentWidget() is self.bad:
            bad = len(table.bad_rows)
            self.shown.setText(counted(bad, "{n} row could not be read", "{n} rows could not be read"))
            return
        shown, total = len(self.model.shown_rows()), len(table)
        text = counted(total, "{n} row", "{n} rows")
        if shown != total:
            text = counted(total, "{shown:,} of {n} row", "{shown:,} of {n} rows", shown=shown)
        if self._excluded:
            text = tr("{rows}, {number:,} excluded", rows=text, number=len(self._excluded))
        self.shown.setText(text)

    # --- filter and order -----------------------------------------------------------------------------------------

    def _sort_by(self, section: int, order: Qt.SortOrder) -> None:
        table = self.model.table
        if table is None:
            return
        inside = 0 <= section < len(table.columns)
        self._sort = (table.columns[section], order == Qt.SortOrder.DescendingOrder) if inside else None
        self._ask()

    def wanted(self) -> RowFilter:
        """What the filters say now."""
        finding = self._findings.get(str(self.among.value()))
        column, (label, spelled) = self.column.value(), self._label_wanted()
        return RowFilter(
            text=self.filter.text().strip(),
            column=column if isinstance(column, str) else None,
            label=label,
            spelled=spelled,
            among=finding.rows if finding is not None else None,
        )

    def _label_wanted(self) -> tuple[tuple[str, str] | None, list[str]]:
        """A column and its label, and what else counts as that."""
        name = self.label.value()
        if not isinstance(name, str) or self._label_column is None:
            return None, []
        return (self._label_column, name), [text for text, label in self._spellings.items() if label == name]

    def _ask(self) -> None:
        table = self.model.table
        if table is None:
            return
        is_bad = self.among.value() == BAD
        self.stack.setCurrentWidget(self.bad if is_bad else self.view)
        self._count()
        self._asked += 1
        asked, wanted, sort = self._asked, self.wanted(), self._sort

        def find() -> list[int]:
            rows = matching_rows(table, wanted)
            return sorted_rows(table, rows, sort[0], descending=sort[1]) if sort else rows

        def show(rows: list[int]) -> None:
            if asked == self._asked:
                self.model.show_rows(rows)
                self._count()
                self._name_exclude()

        run_in_background(find, show)

    # --- what is done with rows -----------------------------------------------------------------------------------

    def _selected(self) -> set[int]:
        return {self.model.row_of(index) for index in self.view.selectionModel().selectedRows()}

    def _name_exclude(self) -> None:
        selected = self._selected()
        self.exclude.setEnabled(bool(selected))
        self.edit.setEnabled(len(selected) == 1)
        self.exclude.setText(tr("Take in again") if selected and selected <= self._excluded else tr("Exclude"))

    def _toggle_selected(self) -> None:
        selected = self._selected()
        if selected:
            excluded = self._excluded - selected if selected <= self._excluded else self._excluded | selected
            self.excluded_changed.emit(sorted(excluded))
            self._name_exclude()

    def _edit_current(self) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
            self.view.edit(index)

    def _copy_current(self) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            QGuiApplication.clipboard().setText(self.model.cell(index))

    def set_label(self, name: str) -> None:
        """Give the selected rows a label."""
        if self._label_column is not None:
            self.edited.emit({row: {self._label_column: name} for row in sorted(self._selected())})

    def menu(self) -> QMenu:
        """What can be done with the selected rows."""
        menu = QMenu(self)
        selected, index = self._selected(), self.view.currentIndex()
        for text, tip, keys, do, can in (
            (tr("&Edit cell"), tr("Change the text of this cell."), "F2", self._edit_current, index.isValid()),
            (tr("&Copy cell"), tr("Copy the text of this cell."), "Ctrl+C", self._copy_current, index.isValid()),
            (counted(len(selected), "E&xclude or take in {n} row", "E&xclude or take in {n} rows"),
             self.exclude.toolTip(), "Del", self._toggle_selected, bool(selected)),
        ):  # fmt: skip
            action = QAction(text, menu)
            action.setToolTip(plain(tip))
            action.setShortcut(keys)
            action.setEnabled(can)
            action.triggered.connect(do)
            menu.addAction(action)
        if self._label_column is not None and 0 < len(self._labels) <= _MOST_IN_MENU and selected:
            labels = menu.addMenu(tr("&Label"))
            for name in self._labels:
                labels.addAction(name or tr("(empty)"), partial(self.set_label, name))
        return menu

    def _open_menu(self, place: QPoint) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.view.viewport().mapToGlobal(place))


def _with_number(title: str, rows: int) -> str:
    return tr("{title} ({rows:,})", title=title, rows=rows)
