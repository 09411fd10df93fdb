"""What is asked in the playground: a field a column of the template, and for text how it is sampled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from studio.engine.protocol import Sampling
from ui.language import tr
from ui.theme import SPACE_1, SPACE_2
from ui.widgets import DoubleSpinBox, SpinBox, clear_layout, label, named, row_of

_FIELD = 76
_BOX = 84


class _Field(QPlainTextEdit):
    """Ctrl+Enter, which sends a text in most programs and starts a training elsewhere in this one, asks."""

    asked = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_ctrl_enter(event):
            event.accept()  # so that it comes here as a key, and not to the menu
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _is_ctrl_enter(event):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.asked.emit()


def _is_ctrl_enter(event: QKeyEvent) -> bool:
    return event.keyCombination() == QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Return)


class PlaygroundInput(QWidget):
    """asked: by a key, in one of its fields"""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, QPlainTextEdit] = {}
        self.temperature = DoubleSpinBox(0.0, 2.0, decimals=2, step=0.1)
        named(self.temperature, tr("Temperature"), tr("0: always the likeliest word. Higher: more variety."))
        self.top_p = DoubleSpinBox(0.05, 1.0, decimals=2, step=0.05)
        self.top_p.setValue(1.0)
        named(
            self.top_p,
            tr("Top-p"),
            tr("Choose among the likeliest words that together have this share of the probability."),
        )
        self.length = SpinBox(1, 4096)
        self.length.setValue(64)
        named(self.length, tr("Length"), tr("At most so many tokens."))
        self.seed = SpinBox(0, 99_999)
        named(self.seed, tr("Seed"), tr("The same seed gives the same text."))
        self._fields_box = QVBoxLayout()
        self._fields_box.setSpacing(SPACE_1)
        self.sampling_box = QWidget()
        row: list[QWidget] = []
        for title, box in (
            (tr("Temperature"), self.temperature),
            (tr("Top-p"), self.top_p),
            (tr("Length"), self.length),
            (tr("Seed"), self.seed),
        ):
            box.setFixedWidth(_BOX)
            row += [label(title, "muted"), box]
        self.sampling_box.setLayout(row_of(*row))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(self._fields_box)
        column.addWidget(self.sampling_box)

    def show_columns(self, columns: Sequence[str]) -> None:
        """A field for each of these; what was written in one of the same name stays."""
        if list(columns) == list(self.fields):
            return
        texts = self.row()
        clear_layout(self._fields_box)
        self.fields = {}
        for name in columns:
            field = _Field(texts.get(name, ""))
            field.asked.connect(self.asked)
            tip = tr("The text that stands for {{{column}}} in the template. Alt+Enter asks.", column=name)
            named(field, tr("Column {column}", column=name), tip)
            field.setTabChangesFocus(True)
            field.setFixedHeight(_FIELD)
            self._fields_box.addWidget(label(name, "muted"))
            self._fields_box.addWidget(field)
            self.fields[name] = field

    def row(self) -> dict[str, str]:
        return {name: field.toPlainText() for name, field in self.fields.items()}

    def set_row(self, row: Mapping[str, str]) -> None:
        for name, field in self.fields.items():
            if name in row:
                field.setPlainText(row[name])

    def sampling(self) -> Sampling:
        return Sampling(
            max_new_tokens=self.length.value(),
            temperature=self.temperature.value(),
            top_p=self.top_p.value(),
            seed=self.seed.value(),
        )
