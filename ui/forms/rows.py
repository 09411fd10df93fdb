"""Rows of a form: the label above or beside its control, and under it a place for a hint or an error."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ui.theme import SPACE_1, SPACE_3
from ui.widgets import label, repolish

LABEL_WIDTH = 132


class FormRows(QGridLayout):
    """Labels on the left, controls on the right, errors under the control they belong to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(SPACE_3)
        self.setVerticalSpacing(SPACE_1)
        self.setColumnMinimumWidth(0, LABEL_WIDTH)
        self.setColumnStretch(1, 1)

    def add_field(self, title: str, control: QWidget, *, wide: bool = False) -> FormRow:
        """A labelled control in the next row. wide: across both columns, under its label."""
        return FormRow(self, title, control, wide=wide)

    def add_wide(self, widget: QWidget) -> None:
        """A widget across both columns."""
        self.addWidget(widget, self.rowCount(), 0, 1, 2)


class FormRow:
    """One labelled control; `say_error` stands under it, and `set_visible` hides all of it."""

    def __init__(self, form: FormRows, title: str, control: QWidget, *, wide: bool = False) -> None:
        row = form.rowCount()
        self.control = control
        self.label = label(title)
        self.label.setToolTip(control.toolTip())
        self.label.setBuddy(control)
        self.label.setMinimumHeight(28)  # that of a control, so that both stand on one line
        self.error: QLabel = label("", "error", wrap=True)
        self.error.setVisible(False)
        form.addWidget(self.label, row, 0, Qt.AlignmentFlag.AlignTop)
        if wide:
            form.addWidget(control, row + 1, 0, 1, 2)
            form.addWidget(self.error, row + 2, 0, 1, 2)
            return
        form.addWidget(control, row, 1, Qt.AlignmentFlag.AlignTop)
        form.addWidget(self.error, row + 1, 1)

    def set_visible(self, visible: bool) -> None:
        self.label.setVisible(visible)
        self.control.setVisible(visible)
        self.error.setVisible(visible and bool(self.error.text()))

    def say_error(self, text: str) -> None:
        """What is wrong with the value, "" for nothing."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        if bool(self.control.property("wrong")) != bool(text):
            self.control.setProperty("wrong", bool(text))
            repolish(self.control)
