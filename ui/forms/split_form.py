"""How rows are divided into training, validation and test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import numbers
from ui.elided_label import ElidedLabel
from ui.forms.rows import FormRows
from ui.language import counted, tr
from ui.theme import SPACE_2
from ui.widgets import SpinBox, hint, named, quiet_button, row_of


class SplitForm(QWidget):
    """changed: values for the data's draft."""

    changed = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        rows = FormRows()
        self.validation, self.test, self.seed = SpinBox(0, 90), SpinBox(0, 90), SpinBox(0, 999_999)
        named(self.validation, tr("Validation share"), tr("Rows that choose the best step; never trained on."))
        named(self.test, tr("Test share"), tr("Rows that are looked at once, at the end."))
        named(self.seed, tr("Split seed"), tr("Another number divides the rows in another way."))
        for box in (self.validation, self.test):
            box.setSuffix(" %")
        self.error_row = rows.add_field(tr("Validation"), self.validation)
        self.test_row = rows.add_field(tr("Test"), self.test)
        self.test_table = ElidedLabel("plain")
        self.no_test_table = quiet_button(tr("Take off"), tr("Test on a share of these rows instead."))
        self.no_test_table.clicked.connect(lambda: self.changed.emit({"test_file": None}))
        beside = row_of(self.test_table, self.no_test_table, stretch_last=True)
        beside.setStretch(0, 1)
        beside.setStretch(1, 0)
        held = QWidget()
        held.setLayout(beside)
        self.test_table_row = rows.add_field(tr("Test table"), held)
        rows.add_field(tr("Seed"), self.seed)
        column.addLayout(rows)
        self.sizes = hint()
        column.addWidget(self.sizes)
        for box in (self.validation, self.test, self.seed):
            box.setKeyboardTracking(False)
            box.valueChanged.connect(self._tell)

    def show_draft(self, validation: float, test: float, seed: int, *, test_file: str | None = None) -> None:
        """test_file: a second table that is the test, in place of a share of this one."""
        self.test_row.set_visible(test_file is None)
        self.test_table_row.set_visible(test_file is not None)
        self.test_table.set_text(Path(test_file).name if test_file else "")
        for box, value in (
            (self.validation, round(validation * 100)),
            (self.test, round(test * 100)),
            (self.seed, seed),
        ):
            if box.value() != value:
                blocked = box.blockSignals(True)
                box.setValue(value)
                box.blockSignals(blocked)
        self._check()

    def show_sizes(self, train: int, validation: int, test: int, *, test_file: str | None = None) -> None:
        """How many rows that makes. test_file: a second table that is the test, in place of a share of this one."""
        last = Path(test_file).name if test_file else numbers.count(test)
        self.sizes.setText(
            counted(
                train,
                "{n} row to train on, {validation:,} to choose the best step by, {test} for the final test. Equal "
                "texts stay on one side.",
                "{n} rows to train on, {validation:,} to choose the best step by, {test} for the final test. Equal "
                "texts stay on one side.",
                validation=validation,
                test=last,
            )
        )

    def values(self) -> dict[str, Any]:
        return {
            "validation": self.validation.value() / 100,
            "test": self.test.value() / 100,
            "seed": self.seed.value(),
        }

    def _tell(self) -> None:
        if self._check():
            self.changed.emit(self.values())

    def _check(self) -> bool:
        fits = self.validation.value() + self.test.value() < 100
        self.error_row.say_error("" if fits else tr("Validation and test together must leave rows to train on."))
        return fits
