"""A form for any settings model: a control for each field, errors beside the field they belong to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticUndefined
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from studio.errors import SpecError
from ui.forms.editors import Editor, editor_for, error_words, title_of
from ui.forms.rows import FormRow, FormRows
from ui.language import tr
from ui.theme import SPACE_2
from ui.widgets import Fold, label

Relevant = Mapping[str, Callable[[Mapping[str, Any]], bool]]


class ConfigForm(QWidget):
    """changed: the user changed something; ask `is_valid` and `model`.

    hidden: fields without a control; what `set_values` gave them is kept.    advanced: fields in a fold
    empty: what an empty field says of itself    relevant: when a field matters, given all values; else it is not shown
    and has its default    own: controls of fields that are of no common kind
    """

    changed = Signal()

    def __init__(
        self,
        model_type: type[BaseModel],
        *,
        hidden: Collection[str] = (),
        advanced: Collection[str] = (),
        empty: Mapping[str, str] | None = None,
        relevant: Relevant | None = None,
        own: Mapping[str, Editor] | None = None,
        fold_tip: str = tr("Settings that seldom need to be changed."),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model_type = model_type
        self.editors: dict[str, Editor] = {}
        self.rows: dict[str, FormRow] = {}
        self._relevant = dict(relevant or {})
        self._advanced = frozenset(advanced)
        self._others: dict[str, Any] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        plain, folded = FormRows(), FormRows()
        column.addLayout(plain)
        for name, field in model_type.model_fields.items():
            editor = (own or {}).get(name) or editor_for(name, field, empty=(empty or {}).get(name, ""))
            if editor is None or name in hidden:
                continue
            self.editors[name] = editor
            form = folded if name in advanced else plain
            self.rows[name] = form.add_field(title_of(name, field), editor.widget, wide=editor.wide)
            editor.on_change(self._tell)
        self.fold: Fold | None = None
        if any(name in advanced for name in self.editors):
            self.fold = Fold(tr("More settings"), fold_tip)
            self.fold.body.addLayout(folded)
            column.addWidget(self.fold)
        self.problem: QLabel = label("", "error", wrap=True)
        self.problem.setVisible(False)
        column.addWidget(self.problem)
        self.set_values({})

    # --- values ---------------------------------------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """What the form says now, valid or not."""
        values = {**self._others, **{name: editor.value() for name, editor in self.editors.items()}}
        for name in self.editors:
            if not self._matters(name, values):
                values[name] = self._default(name)
        return values

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values, and defaults for the rest; nothing is told."""
        self._others = {name: value for name, value in values.items() if name not in self.editors}
        for name, editor in self.editors.items():
            value = values.get(name, self._default(name))
            if value is not None or self.model_type.model_fields[name].annotation is not int:
                editor.show(value)
        self._check()

    def model(self) -> BaseModel:
        """The settings. Raises SpecError with the first thing wrong."""
        try:
            return self.model_type.model_validate(self.values())
        except ValidationError as error:
            name = str((error.errors()[0]["loc"] or ("",))[0])
            problem = error_words(error.errors()[0])
            if name in self.rows:
                problem = tr("{setting}: {problem}", setting=self.rows[name].label.text(), problem=problem)
            raise SpecError(problem) from None

    def unusable(self) -> str:
        """Why there are no settings that could be used, in a sentence; empty where there are."""
        try:
            self.model()
        except SpecError as error:
            return error.message
        return ""

    def is_valid(self) -> bool:
        """Whether the form says something that can be used."""
        return self._check()

    def controls(self) -> list[QWidget]:
        """What can have the focus, from top to bottom."""
        folded = [it for name, editor in self.editors.items() if name in self._advanced for it in editor.controls()]
        plain = [it for name, editor in self.editors.items() if name not in self._advanced for it in editor.controls()]
        return [*plain, *([self.fold.head] if self.fold else []), *folded]

    def set_empty(self, name: str, words: str) -> None:
        """What a field says while it is empty, such as the recommendation it stands for."""
        widget = self.editors[name].widget
        setter = getattr(widget, "setPlaceholderText", None)
        if setter is not None:
            setter(words)

    def set_relevant(self, name: str, matters: Callable[[Mapping[str, Any]], bool]) -> None:
        """When a field matters."""
        self._relevant[name] = matters
        self._check()

    # --- checking -------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        self._check()
        self.changed.emit()

    def _check(self) -> bool:
        """Show what is wrong beside the fields, and hide the fields that do not matter now."""
        values = self.values()
        for name, row in self.rows.items():
            row.set_visible(self._matters(name, values))
        wrong: dict[str, list[ErrorDetails]] = {}
        try:
            self.model_type.model_validate(values)
        except ValidationError as error:
            for detail in error.errors():
                wrong.setdefault(self._field_of(detail), []).append(detail)
        for name, row in self.rows.items():
            unsaid = self.editors[name].say_errors(wrong.get(name, []))
            row.say_error(error_words(unsaid[0]) if unsaid else "")
        self.problem.setText(error_words(wrong[""][0]) if "" in wrong else "")
        self.problem.setVisible("" in wrong)
        return not wrong

    def _field_of(self, detail: ErrorDetails) -> str:
        """The field an error stands beside; a check of the whole model is beside the last field that it names."""
        if detail["loc"]:
            name = str(detail["loc"][0])
            return name if name in self.rows else ""
        message = detail["msg"]
        named = [name for name in self.rows if name in message]
        return max(named, key=lambda name: (message.find(name), len(name)), default="")

    def _matters(self, name: str, values: Mapping[str, Any]) -> bool:
        return name not in self._relevant or self._relevant[name](values)

    def _default(self, name: str) -> Any:
        default = self.model_type.model_fields[name].get_default(call_default_factory=True, validated_data={})
        return None if default is PydanticUndefined else default
