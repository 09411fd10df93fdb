"""Which column is read and which is to be learned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.forms.rows import FormRows
from ui.widgets import ComboBox, named

_TASKS = (("Choose a label", "classification"), ("Write text", "generation"))


class ColumnsForm(QWidget):
    """changed: values for the data's draft, with None for what no longer applies."""

    changed = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        rows = FormRows()
        self.task = named(ComboBox(_TASKS), "Task", "What the model learns to do with a row.")
        self.text = named(ComboBox(), "Text column", "What the model reads.")
        self.answer = named(ComboBox(), "Answer column", "What the model learns to answer.")
        rows.add_field("The model learns to", self.task)
        rows.add_field("from the column", self.text)
        self.answer_row = rows.add_field("label in", self.answer)
        column.addLayout(rows)
        for box in (self.task, self.text, self.answer):
            box.activated.connect(lambda _index: self.changed.emit(self.values()))
        self.task.activated.connect(lambda _index: self._name_answer())

    def show_draft(self, columns: Sequence[str], data: dict[str, Any]) -> None:
        """The table's columns, and the roles that the draft gives them."""
        choices = [(name, name) for name in columns]
        unsaid = "(in the template)" if data.get("template") else "Choose a column"
        self.text.set_choices([*choices, *([(unsaid, None)] if data.get("text") is None else [])])
        self.answer.set_choices([("Choose a column", None), *choices])
        self.task.set_value("generation" if data.get("target") else "classification")
        self.text.set_value(data.get("text"))
        self.answer.set_value(data.get("target") or data.get("label"))
        self._name_answer()

    def values(self) -> dict[str, Any]:
        generates = self.task.value() == "generation"
        answer = self.answer.value()
        values: dict[str, Any] = {"text": self.text.value(), "label": None, "target": None}
        values["target" if generates else "label"] = answer
        if generates:
            values |= {"label_words": None, "balance": None}
        return values

    def _name_answer(self) -> None:
        generates = self.task.value() == "generation"
        self.answer_row.label.setText("the answer in" if generates else "the label in")
