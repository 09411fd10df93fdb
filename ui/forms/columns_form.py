"""Which column is read and which is to be learned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.data_spec import ANSWER_COLUMNS, task_of
from studio.methods.settings import TaskKind
from ui.forms.rows import FormRows
from ui.language import tr
from ui.widgets import ComboBox, named

_TASKS: tuple[tuple[str, TaskKind], ...] = (
    (tr("Choose a label"), "classification"),
    (tr("Write text"), "generation"),
    (tr("Tag each word"), "tagging"),
)

_NAMES: dict[TaskKind, str] = {
    "classification": tr("the label in"),
    "generation": tr("the answer in"),
    "tagging": tr("the tags in"),
}


class ColumnsForm(QWidget):
    """changed: values for the data's draft, with None for what no longer applies."""

    changed = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        rows = FormRows()
        self.task = named(ComboBox(_TASKS), tr("Task"), tr("What the model learns to do with a row."))
        self.text = named(ComboBox(), tr("Text column"), tr("What the model reads."))
        about_pairs = tr("For pairs, such as a question and a passage; it stands below the first.")
        self.pair = named(ComboBox(), tr("Second text column"), about_pairs)
        self.answer = named(ComboBox(), tr("Answer column"), tr("What the model learns to answer."))
        rows.add_field(tr("The model learns to"), self.task)
        rows.add_field(tr("from the column"), self.text)
        self.pair_row = rows.add_field(tr("and from"), self.pair)
        self.answer_row = rows.add_field(_NAMES["classification"], self.answer)
        column.addLayout(rows)
        for box in (self.task, self.text, self.pair, self.answer):
            box.activated.connect(lambda _index: self.changed.emit(self.values()))
        self.task.activated.connect(lambda _index: self._name_answer())

    def show_draft(self, columns: Sequence[str], data: dict[str, Any]) -> None:
        """The table's columns, and the roles that the draft gives them."""
        choices = [(name, name) for name in columns]
        unsaid = tr("(in the template)") if data.get("template") else tr("Choose a column")
        self.text.set_choices([*choices, *([(unsaid, None)] if data.get("text") is None else [])])
        self.pair.set_choices([(tr("No second column"), None), *choices])
        self.answer.set_choices([(tr("Choose a column"), None), *choices])
        task = task_of(data)
        self.task.set_value(task)
        self.text.set_value(data.get("text"))
        self.pair.set_value(data.get("text_pair"))
        self.answer.set_value(data.get(ANSWER_COLUMNS[task]))
        self._name_answer()

    def values(self) -> dict[str, Any]:
        task = self._task()
        values: dict[str, Any] = {"text": self.text.value(), **dict.fromkeys(ANSWER_COLUMNS.values())}
        values["text_pair"] = self.pair.value() if task != "tagging" else None
        values[ANSWER_COLUMNS[task]] = self.answer.value()
        if task != "classification":
            values |= {"label_words": None, "merge_labels": None, "balance": None}
        if task == "tagging":
            values["cut"] = None
        return values

    def _task(self) -> TaskKind:
        chosen = self.task.value()
        return next(task for _, task in _TASKS if task == chosen)

    def _name_answer(self) -> None:
        self.pair_row.set_visible(self._task() != "tagging" and self.text.value() is not None)
        self.answer_row.label.setText(_NAMES[self._task()])
