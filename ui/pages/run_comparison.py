"""What the chosen runs have come to: their curves together, where they differ, and the result of the first.

A cell of the confusion matrix opens the rows behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLayout,
    QScrollArea,
    QSplitter,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from studio.data_spec import task_of
from studio.events import Event
from studio.store.project import Project
from studio.store.store import EvalRow, RunRow, Store
from ui.charts.confusion_matrix import ConfusionMatrix
from ui.charts.export import ChartButtons
from ui.charts.loss_chart import LossChart, feed
from ui.language import tr
from ui.models.rows import Column, RowsModel
from ui.pages.cell_rows import CellRows
from ui.pages.disagreement import DisagreementView
from ui.pages.result import confusion_of
from ui.pages.result_card import ResultCard
from ui.pages.settings_difference import differing, title
from ui.pages.sweep_view import SweepView
from ui.score_words import SPLITS
from ui.theme import SPACE_2, SPACE_3
from ui.widgets import hint, label, named, row_of

Setting = tuple[str, list[str]]  # title, and the value of each run


class RunComparison(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[RunRow] = []
        self._project: Project | None = None
        self._has_result = False
        self._has_tags = False
        self._confusion: tuple[str, EvalRow] | None = None  # run, and what the matrix shows of it
        self.chart = LossChart()
        self.result = ResultCard()
        self.no_result = hint(tr("Choose a finished run to see what it has come to."))
        self.matrix_title = label("", "section", wrap=True)
        self.matrix = ConfusionMatrix()
        self.matrix_buttons = ChartButtons(tr("confusion matrix"), lambda: self.matrix.tools)
        self.cell_words = hint(tr("Click a cell, or press Enter on it, to see its rows."))
        self.cell = CellRows()
        self.matrix.cell_chosen.connect(self._show_cell)
        self.cell.closed.connect(self._make_room)
        self.disagreement = DisagreementView()
        self.sweep = SweepView()
        self.settings = QTableView()
        self.no_difference = hint()
        self.tabs = QTabWidget()
        named(self.tabs, tr("Chosen runs"), tr("Curves, results and settings of the runs chosen above."))
        self.tabs.addTab(self._padded(self.chart), tr("Curves"))
        self._result_split = self._result_tab()
        self.tabs.addTab(self._result_split, tr("Result"))
        self._style_settings()
        self.tabs.addTab(self._padded(self.no_difference, self.settings), tr("Settings"))
        self.tabs.addTab(self.disagreement, tr("Where they disagree"))
        self.tabs.addTab(self.sweep, tr("Against a setting"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)

    def show_runs(self, runs: Sequence[RunRow], project: Project) -> None:
        """These runs; one alone shows all its settings, several only those in which they differ."""
        self._project, store = project, project.store
        before = {run.run: run for run in self._shown}
        self._shown = list(runs)
        self.chart.set_runs({run.run: run.name or run.run for run in runs})
        for run in runs:
            is_new = run.run not in before
            if is_new or (run.state != "running" and before[run.run] != run):  # one that trains is fed by its events
                self._fill_curves(run, store)
        if [run.run for run in runs] != list(before):
            self.chart.fit()
        self._show_result(runs[0] if runs else None, store)
        self._show_settings(runs)
        self.disagreement.show_runs(tuple(runs) if len(runs) == 2 else (), project)

    def take(self, run_id: str, events: list[Event]) -> None:
        """What a run that is shown says while it trains."""
        if run_id in self.chart.run_ids():
            feed(self.chart, run_id, events)

    def _fill_curves(self, run: RunRow, store: Store) -> None:
        self.chart.cut_after(run.run, -1)
        self.chart.add_steps(run.run, store.steps(run.run))
        for evaluation in store.evaluations(run.run):
            self.chart.add_evaluation(run.run, evaluation)
        if (run.settings.get("data") or {}).get("target") and self.chart.below() == "accuracy":
            self.chart.set_below("rouge_l")

    def _show_result(self, run: RunRow | None, store: Store) -> None:
        evaluations = store.evaluations(run.run) if run is not None else []
        self.result.show_run(run, evaluations)
        self._has_result = not self.result.isHidden()
        self.no_result.setVisible(not self._has_result)
        self._make_room()
        found = confusion_of(evaluations)
        shown = (run.run, found) if run is not None and found is not None else None
        for widget in (self.matrix_title, self.matrix_buttons, self.matrix, self.cell_words):
            widget.setVisible(shown is not None)
        if shown == self._confusion:
            return
        self._confusion = shown
        self.cell.forget()
        if found is not None and run is not None:
            split = SPLITS.get(found.split, found.split)
            self.matrix_title.setText(tr("What is taken for what, on the {split} rows", split=split))
            self._has_tags = task_of(run.settings.get("data") or {}) == "tagging"
            self.matrix.set_confusion(found.labels, found.confusion, of="words" if self._has_tags else "rows")

    def _show_cell(self, true: str, said: str) -> None:
        if self._project is not None and self._confusion is not None:
            run_id, shown = self._confusion
            was_hidden = self.cell.isHidden()
            labels = () if self._has_tags else shown.labels
            source, sentence = (self._project, run_id, shown.split), self.matrix.sentence(true, said)
            self.cell.show_cell(source, true, said, sentence, labels)
            if was_hidden:
                self._make_room()
                wide = self._result_split.width()
                self._result_split.setSizes([wide * 2 // 5, wide * 3 // 5])

    def _make_room(self) -> None:
        """While the rows of a cell are shown, the next cell is to be in reach, and the result makes room."""
        self.result.setVisible(self._has_result and self.cell.isHidden())

    def _show_settings(self, runs: Sequence[RunRow]) -> None:
        method = runs[0].method if runs else ""
        found = differing([run.settings for run in runs]) if runs else []
        rows: list[Setting] = [(title(key, method), values) for key, values in found]
        names = [run.name or run.run for run in runs]
        columns: list[Column[Setting]] = [Column(tr("Setting"), lambda row: row[0])]
        columns += [_value_column(name, number) for number, name in enumerate(names)]
        old = self.settings.model()
        model: RowsModel[Setting] = RowsModel(columns, lambda row: row[0], self.settings)
        model.set_rows(rows)
        self.settings.setModel(model)
        if old is not None:
            old.deleteLater()
        self.settings.setVisible(bool(rows))
        self.no_difference.setVisible(not rows)
        self.no_difference.setText(
            tr("These runs have the same settings.") if len(runs) > 1 else tr("Choose a run above.")
        )
        if len(runs) > 1:
            self.tabs.setTabText(2, tr("Settings ({count:,} differ)", count=len(rows)))
        else:
            self.tabs.setTabText(2, tr("Settings"))

    # --- making -----------------------------------------------------------------------------------------------------

    def _style_settings(self) -> None:
        named(self.settings, tr("Settings that differ"), tr("One row a setting, one column a run."))
        self.settings.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.settings.setShowGrid(False)
        self.settings.setTabKeyNavigation(False)
        self.settings.verticalHeader().hide()
        self.settings.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.settings.horizontalHeader().setStretchLastSection(True)

    def _padded(self, *widgets: QWidget) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, SPACE_2, 0, 0)
        for widget in widgets:
            column.addWidget(widget)
        column.setAlignment(widgets[0], Qt.AlignmentFlag(0))
        return page

    def _result_tab(self) -> QSplitter:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        matrix_head = row_of(self.matrix_title, stretch_last=True)
        matrix_head.addWidget(self.matrix_buttons)
        splitter.addWidget(self._scrolling(self.result, self.no_result, matrix_head, self.matrix, self.cell_words))
        splitter.addWidget(self.cell)
        splitter.setChildrenCollapsible(False)
        return splitter

    def _scrolling(self, *parts: QWidget | QLayout) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, SPACE_2, SPACE_2, 0)
        column.setSpacing(SPACE_3)
        for part in parts:
            if isinstance(part, QLayout):
                column.addLayout(part)
            else:
                column.addWidget(part)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        return area


def _value_column(name: str, number: int) -> Column[Setting]:
    return Column(name, lambda row: row[1][number])
