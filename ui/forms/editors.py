"""One control for each kind of setting: a number, a choice, a switch, a text. Each reads and shows plain values."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, Literal, Union, final, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from studio.wrong_value import what_to_write
from ui.language import said, sentences, tr
from ui.widgets import ComboBox, SpinBox, named

NAMES = {
    "adamw": tr("AdamW"),
    "adafactor": tr("Adafactor"),
    "lstm": tr("LSTM"),
    "mlp": tr("MLP"),
    "fp32": tr("fp32"),
    "bf16": tr("bf16"),
    "fp16": tr("fp16"),
    "8bit": tr("8 bits"),
    "4bit": tr("4 bits"),
    "cpu": tr("CPU"),
    "cuda": tr("CUDA (NVIDIA)"),
    "mps": tr("MPS (Apple)"),
    "auto": tr("Automatic"),
    "none": tr("None"),
    "linear": tr("Linear"),
    "cosine": tr("Cosine"),
    "constant": tr("Constant"),
    "vocabulary": tr("The whole vocabulary"),
    "label_words": tr("The label words"),
    "sampled_vocabulary": tr("Frequent words"),
    "class_labels": tr("The label words"),
    "text": tr("A text of yours"),
    "random": tr("Random vectors"),
    "file": tr("File"),
    "vote": tr("Vote"),
    "mean": tr("Mean"),
    "source": tr("Source"),
    "target": tr("Target"),
    "first": tr("First"),
    "last": tr("Last"),
    "pooler": tr("Pooler"),
    "class_weights": tr("Class weights"),
    "balanced_sampling": tr("Balanced sampling"),
    "minimal": tr("Minimal"),
    "start": tr("At the start"),
    "middle": tr("In the middle"),
    "end": tr("At the end"),
    "True": tr("Yes"),
    "False": tr("No"),
}  # of all choices that the studio's own settings have
_LARGEST = 2_000_000_000
_ENDS = (".", "!", "?", "。", "！", "？")


def choice_words(value: object) -> str:
    """A choice as people read it: "balanced_sampling" is "Balanced sampling"."""
    text = str(value)
    return NAMES.get(text, text.replace("_", " ").capitalize())


@dataclass(frozen=True)
class FieldKind:
    """What a field holds. choices: of a Literal."""

    type: type
    optional: bool
    choices: tuple[Any, ...] = ()
    low: float | None = None
    high: float | None = None


def kind_of(field: FieldInfo) -> FieldKind | None:
    """None for what has no control: collections, models, and a Literal of a single value."""
    annotation, optional = field.annotation, False
    if get_origin(annotation) in (Union, UnionType):
        inner = [one for one in get_args(annotation) if one is not NoneType]
        optional = len(inner) < len(get_args(annotation))
        if len(inner) != 1:
            return None
        annotation = inner[0]
    if get_origin(annotation) is Literal:
        choices = get_args(annotation)
        return FieldKind(str, optional, choices) if len(choices) + optional > 1 else None
    if annotation not in (bool, int, float, str):
        return None
    low = next((it.ge if isinstance(it, Ge) else it.gt for it in field.metadata if isinstance(it, Ge | Gt)), None)
    high = next((it.le if isinstance(it, Le) else it.lt for it in field.metadata if isinstance(it, Le | Lt)), None)
    plain: type = annotation if isinstance(annotation, type) else str
    return FieldKind(plain, optional, (), _number(low), _number(high))


def _number(bound: object) -> float | None:
    return float(bound) if isinstance(bound, int | float) else None


class Editor(ABC):
    """A control and its value. What cannot be read as a value is given as its text, for the model to refuse.

    wide: whether it needs the form's whole width
    """

    widget: QWidget
    wide = False

    @abstractmethod
    def value(self) -> Any:
        """What the control says now."""

    @abstractmethod
    def show(self, value: Any) -> None:
        """Show a value; nothing is told."""

    @abstractmethod
    def on_change(self, tell: Any) -> None:
        """Call `tell` after every change by the user."""

    def controls(self) -> list[QWidget]:
        """What can have the focus, from top to bottom."""
        return [self.widget]

    def say_errors(self, details: Sequence[ErrorDetails]) -> Sequence[ErrorDetails]:
        """Say what is wrong inside the control, where it has places for that. Returns what it did not say."""
        return details


@final
class SwitchEditor(Editor):
    def __init__(self) -> None:
        self.widget: QCheckBox = QCheckBox()
        self.widget.setMinimumHeight(28)

    def value(self) -> bool:
        return self.widget.isChecked()

    def show(self, value: Any) -> None:
        blocked = self.widget.blockSignals(True)
        self.widget.setChecked(bool(value))
        self.widget.blockSignals(blocked)

    def on_change(self, tell: Any) -> None:
        self.widget.toggled.connect(lambda _on: tell())


@final
class ChoiceEditor(Editor):
    def __init__(self, kind: FieldKind, empty: str) -> None:
        choices: list[tuple[str, object]] = [(choice_words(choice), choice) for choice in kind.choices]
        self.widget: ComboBox = ComboBox([(empty, None), *choices] if kind.optional else choices)

    def value(self) -> Any:
        return self.widget.value()

    def show(self, value: Any) -> None:
        blocked = self.widget.blockSignals(True)
        self.widget.set_value(value)
        self.widget.blockSignals(blocked)

    def on_change(self, tell: Any) -> None:
        self.widget.currentIndexChanged.connect(lambda _index: tell())


@final
class CountEditor(Editor):
    """A whole number that is always there."""

    def __init__(self, kind: FieldKind) -> None:
        low = int(kind.low) if kind.low is not None else -_LARGEST
        self.widget: SpinBox = SpinBox(low, int(kind.high) if kind.high is not None else _LARGEST)
        self.widget.setMaximumWidth(160)
        self.widget.setGroupSeparatorShown(True)

    def value(self) -> int:
        return self.widget.value()

    def show(self, value: Any) -> None:
        blocked = self.widget.blockSignals(True)
        self.widget.setValue(int(value))
        self.widget.blockSignals(blocked)

    def on_change(self, tell: Any) -> None:
        self.widget.valueChanged.connect(lambda _value: tell())


@final
class NumberEditor(Editor):
    """A number as text: any size, such as 0.1 or 3e-4, or empty where the field may be."""

    def __init__(self, kind: FieldKind, empty: str) -> None:
        self.kind = kind
        self.widget: QLineEdit = QLineEdit()
        self.widget.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.widget.setMinimumWidth(96)
        self.widget.setMaximumWidth(160)
        self.widget.setPlaceholderText(empty)

    def value(self) -> Any:
        text = self.widget.text().strip().replace(",", "." if self.kind.type is float else "").replace("\u202f", "")
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            return text
        return int(number) if self.kind.type is int and number.is_integer() else number

    def show(self, value: Any) -> None:
        if value != self.value() or not self.widget.text():
            blocked = self.widget.blockSignals(True)
            self.widget.setText("" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:g}")
            self.widget.blockSignals(blocked)

    def on_change(self, tell: Any) -> None:
        self.widget.textChanged.connect(lambda _text: tell())


@final
class TextEditor(Editor):
    def __init__(self, kind: FieldKind, empty: str) -> None:
        self.kind = kind
        self.widget: QLineEdit = QLineEdit()
        self.widget.setPlaceholderText(empty)

    def value(self) -> str | None:
        text = self.widget.text()
        return None if self.kind.optional and not text.strip() else text

    def show(self, value: Any) -> None:
        if (value or "") != self.widget.text():
            blocked = self.widget.blockSignals(True)
            self.widget.setText(value or "")
            self.widget.blockSignals(blocked)

    def on_change(self, tell: Any) -> None:
        self.widget.textChanged.connect(lambda _text: tell())


def editor_for(name: str, field: FieldInfo, *, empty: str = "") -> Editor | None:
    """The control of a field, with its name and tip; None where there is none for its kind. empty: said when it is."""
    kind = kind_of(field)
    if kind is None:
        return None
    if kind.choices:
        made: Editor = ChoiceEditor(kind, empty or tr("Automatic"))
    elif kind.type is bool:
        made = SwitchEditor() if not kind.optional else ChoiceEditor(FieldKind(str, True, (True, False)), empty)
    elif kind.type is str:
        made = TextEditor(kind, empty)
    elif kind.type is int and not kind.optional:
        made = CountEditor(kind)
    else:
        made = NumberEditor(kind, empty)
    named(made.widget, title_of(name, field), tip_of(name, field, kind))
    return made


def title_of(name: str, field: FieldInfo) -> str:
    """What a field is called."""
    return said(field.title) if field.title else choice_words(name)


def tip_of(name: str, field: FieldInfo, kind: FieldKind) -> str:
    """Description and range."""
    about = said(field.description) if field.description else title_of(name, field)
    about = about if about.endswith(_ENDS) else tr("{about}.", about=about)
    if kind.low is not None and kind.high is not None:
        return sentences(about, tr("From {low:,g} to {high:,g}.", low=kind.low, high=kind.high))
    if kind.low is not None:
        return sentences(about, tr("At least {low:,g}.", low=kind.low))
    return about


def error_words(detail: ErrorDetails) -> str:
    """One short sentence for what is wrong."""
    return tr("This is needed.") if detail["type"] == "missing" else said(what_to_write(detail))
