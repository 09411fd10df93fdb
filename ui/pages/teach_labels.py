"""Labelling the rows that an adapter is least certain of: which table, one row after the other, one key each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from studio.interpretation.findings import UnsureRow
from studio.store.teaching import Labelling
from ui import dialogs, numbers
from ui.charts.bars import Bar, Bars
from ui.language import tr
from ui.theme import SPACE_2, SPACE_3, SPACE_4
from ui.widgets import ComboBox, SpinBox, button, hint, label, named, row_of, set_role

ROWS = 20  # labelled in one go, unless another number is chosen
_MOST_ROWS = 1000
_KEYS = 9
_NUMBER_WIDTH = 88
_TEXT_HEIGHT = 112


class LabellingPanel(QWidget):
    """asked: a table's file, and how many rows. labelled: the row, and its label or None where it is passed over."""

    asked = Signal(object, int)
    labelled = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labelling: Labelling | None = None
        self._labels: tuple[str, ...] = ()
        self._possible = False
        self._make_controls()
        self._make_card()
        self._lay_out()
        self.search.clicked.connect(self._ask)
        self.other.clicked.connect(self._choose)
        self.skip.clicked.connect(lambda: self._give(None))
        self.bars.chosen.connect(self._chosen)
        self.show_labelling(None, ())

    def _make_controls(self) -> None:
        self.table: ComboBox = ComboBox()
        named(self.table, tr("Table"), tr("Its rows are asked; labels that it has are not looked at."))
        self.other = button(
            tr("Another table …"), tr("Choose a file with texts that have no label yet."), icon_name="data"
        )
        self.count = SpinBox(1, _MOST_ROWS)
        self.count.setValue(ROWS)
        self.count.setFixedWidth(_NUMBER_WIDTH)
        named(self.count, tr("How many rows"), tr("So many are shown, the least certain first."))
        self.search = button(tr("Find"), tr("Ask every row, and show those that the adapter is least certain of."))

    def _make_card(self) -> None:
        self.place = label("", "muted", wrap=True)
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setTabChangesFocus(True)
        self.text.setMaximumHeight(_TEXT_HEIGHT)
        named(self.text, tr("Text to label"), tr("What the model reads of this row."))
        self.bars = Bars(can_be_chosen=True)
        named(
            self.bars, tr("Labels"), tr("Press its number, click it, or reach it with the arrow keys and press Enter.")
        )
        self.skip = button(tr("Skip (0)"), tr("Pass this row over (0)."))
        self.how = hint(tr("Press a label's number, click it, or reach it with the arrow keys and Enter."))
        self.card = set_role(QFrame(), "card")
        column = QVBoxLayout(self.card)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        column.setSpacing(SPACE_2)
        for widget in (self.place, self.text, self.bars, self.how):
            column.addWidget(widget)
        column.addLayout(row_of(self.skip))

    def _lay_out(self) -> None:
        self.words = label("", "muted", wrap=True)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, SPACE_2, 0)
        rows.setSpacing(SPACE_3)
        rows.addWidget(self.words)
        rows.addWidget(self.card)
        rows.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_2, 0, 0)
        column.setSpacing(SPACE_3)
        which = row_of(self.table, self.other, label(tr("Rows"), "muted"), self.count, self.search)
        which.setStretch(0, 1)
        column.addLayout(which)
        column.addWidget(area, 1)

    # --- what is shown ------------------------------------------------------------------------------------------------

    def show_tables(self, tables: Sequence[tuple[str, Path]]) -> None:
        """Tables of the project, by name."""
        self.table.set_choices([(name, str(file)) for name, file in tables])
        self._show_possible()

    def set_possible(self, possible: bool) -> None:
        """Whether there is an adapter that can be asked now."""
        self._possible = possible
        self._show_possible()

    def row(self) -> UnsureRow | None:
        """The row that waits for its label."""
        left = self._labelling.left if self._labelling is not None else []
        return left[0] if left else None

    def show_labelling(self, labelling: Labelling | None, labels: Sequence[str]) -> None:
        """The first row that has no label yet; labels: those to choose from."""
        had_focus = self.card.isAncestorOf(self.focusWidget() or self)
        before, self._labelling, self._labels = self._labelling, labelling, tuple(labels)
        row = self.row()
        self.card.setVisible(row is not None)
        self.words.setText(self._sentence())
        if labelling is None or row is None:
            return
        done = len(labelling.rows) - len(labelling.left)
        self.place.setText(
            tr(
                "{number:,} of {total:,}, line {line:,} of {table}",
                number=done + 1,
                total=len(labelling.rows),
                line=row.line,
                table=Path(labelling.file).name,
            )
        )
        texts = [row.cells[name] for name in labelling.columns]
        self.text.setPlainText(
            texts[0]
            if len(texts) == 1
            else "\n".join(f"{name}: {text}" for name, text in zip(labelling.columns, texts, strict=True))
        )
        top = max(row.probabilities, key=lambda name: row.probabilities[name], default="")
        self.bars.set_bars(
            [
                Bar(self._shown(number), chance, numbers.percent(chance), strong=name == top)
                for number, name in enumerate(self._labels)
                for chance in (row.probabilities.get(name, 0.0),)
            ]
        )
        if had_focus or before is None or before.rows != labelling.rows:
            self.bars.setFocus()

    def _sentence(self) -> str:
        if self._labelling is None:
            return tr(
                "Choose a table with texts and press Find. The rows that the adapter is least certain of come first: "
                "a label for one of them usually teaches more than one for a row that it knows."
            )
        asked, shown = self._labelling.asked, len(self._labelling.rows)
        if self._labelling.left:
            return tr(
                "{asked:,} rows were asked; these are the {shown:,} that the adapter is least certain of.",
                asked=asked,
                shown=shown,
            )
        return tr(
            "None of the {shown:,} rows is left. Press Find for the next ones, or save the labels as a version and "
            "train on from here.",
            shown=shown,
        )

    def _shown(self, number: int) -> str:
        """A label with its key."""
        return f"{number + 1}  {self._labels[number]}" if number < _KEYS else self._labels[number]

    def _show_possible(self) -> None:
        self.search.setEnabled(self._possible and self.table.count() > 0)

    # --- what is done -------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_0
        if self.row() is not None and number == 0:
            self._give(None)
        elif self.row() is not None and 0 < number <= min(_KEYS, len(self._labels)):
            self._give(self._labels[number - 1])
        else:
            super().keyPressEvent(event)

    def _chosen(self, shown: str) -> None:
        number = next((number for number in range(len(self._labels)) if self._shown(number) == shown), None)
        if number is not None:
            self._give(self._labels[number])

    def _give(self, chosen: str | None) -> None:
        row = self.row()
        if row is not None:
            self.labelled.emit(row.row, chosen)

    def _ask(self) -> None:
        self.asked.emit(Path(str(self.table.value())), self.count.value())

    def _choose(self) -> None:
        file = dialogs.ask_table(self)
        if file is not None:
            self.add_table(file)

    def add_table(self, file: Path) -> None:
        """Choose a table of the user's."""
        if self.table.findData(str(file)) < 0:
            self.table.addItem(file.name, str(file))
        self.table.set_value(str(file))
        self._show_possible()
