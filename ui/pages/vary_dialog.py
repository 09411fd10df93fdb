"""One setting of a run and the values to train it with."""

from __future__ import annotations

from typing import cast

from pydantic_core import ErrorDetails
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.errors import SpecError
from studio.spec import RunSpec, TrainingSpec
from ui.forms.editors import choice_words, error_words, kind_of
from ui.forms.rows import FormRows
from ui.language import said, tr
from ui.theme import SPACE_2, SPACE_3, SPACE_4
from ui.widgets import ComboBox, SpinBox, button, hint, label, named, primary_button

_LEFT_TO_THE_COMMAND_LINE = ("training.seed", "training.device", "training.threads")
_LEARNING_RATES = (0.1, 0.3, 1.0, 3.0, 10.0)  # times the run's own
_COUNTS = "1, 5, 20, 100"
_MOST_SEEDS = 20
_ABOUT = tr(
    "All else stays as in this run; they train one after the other, and what is trained already is not again. Chosen "
    "together on the Runs page, they are one chart under Against a setting."
)


class VaryDialog(QDialog):
    """chosen: the dotted setting, its values with commas between, and with how many seeds each is trained."""

    chosen = Signal(str, str, int)

    def __init__(self, title: str, spec: RunSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec = spec
        self.setWindowTitle(tr("Several values of a setting"))
        self.setMinimumWidth(480)
        self.setting = ComboBox(_settings(spec))
        named(self.setting, tr("Setting"), tr("What differs from run to run."))
        self.values = named(QLineEdit(), tr("Values"), tr("The values, with commas between; one run for each."))
        self.seeds = named(
            SpinBox(1, _MOST_SEEDS), tr("Seeds"), tr("Several tell how far results differ by chance alone.")
        )
        self.says = label("", "error", wrap=True)
        self.start = primary_button(tr("Train"), tr("Train one run for each value and seed, one after the other."))
        cancel = button(tr("Cancel"), tr("Train nothing."))
        rows = FormRows()
        rows.add_field(tr("Setting"), self.setting)
        rows.add_field(tr("Values"), self.values)
        rows.add_field(tr("Seeds"), self.seeds)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_2)
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_3)
        column.addWidget(label(title, "strong", wrap=True))
        column.addWidget(hint(_ABOUT))
        column.addLayout(rows)
        column.addWidget(self.says)
        column.addLayout(foot)
        self.setting.currentIndexChanged.connect(self._propose)
        self.values.textChanged.connect(self._check)
        self.start.clicked.connect(self._choose)
        cancel.clicked.connect(self.reject)
        self._propose()

    def _propose(self) -> None:
        """Values that tell something of this setting."""
        key = str(self.setting.value())
        section, _, name = key.partition(".")
        kind = kind_of(type(getattr(self._spec, section)).model_fields[name])
        if name == "learning_rate":
            proposed = ", ".join(f"{self._spec.learning_rate * times:g}" for times in _LEARNING_RATES)
        elif kind is not None and kind.choices:
            proposed = ", ".join(str(choice) for choice in kind.choices)
        else:
            proposed = _COUNTS if name == "num_virtual_tokens" else str(getattr(getattr(self._spec, section), name))
        self.values.setText(proposed)
        self._check()

    def _check(self) -> None:
        from studio.sweep import read_varied  # takes memory that few windows need

        try:
            read_varied(f"{self.setting.value()}={self.values.text()}", self._spec)
            self.says.setText("")
        except SpecError as error:
            self.says.setText(_why(error, str(self.setting.value())))
        self.says.setVisible(bool(self.says.text()))
        self.start.setEnabled(not self.says.text())

    def _choose(self) -> None:
        self.chosen.emit(str(self.setting.value()), self.values.text(), self.seeds.value())
        self.accept()


def _why(error: SpecError, key: str) -> str:
    """What is wrong with the values, without what only the command line calls them."""
    match error.fields:
        case {"empty": True}:
            return tr("A value is empty. Write the values with commas between.")
        case {"value": str(value), "detail": dict(detail)}:
            return tr("{value}: {problem}", value=value, problem=error_words(cast(ErrorDetails, detail)))
        case _:
            return said(error.message).removeprefix("--vary ").removeprefix(f"{key}: ").removeprefix(f"{key}：")


def _settings(spec: RunSpec) -> list[tuple[str, object]]:
    """(title, dotted key) of what has a control, the method's own first."""
    found: list[tuple[str, object]] = []
    for section, settings in (("method", type(spec.method)), ("training", TrainingSpec)):
        for name, field in settings.model_fields.items():
            kind, key = kind_of(field), f"{section}.{name}"
            if kind is None or name == "name" or key in _LEFT_TO_THE_COMMAND_LINE:
                continue
            if kind.choices or kind.type is not str:
                found.append((said(field.title) if field.title else choice_words(name), key))
    return found
