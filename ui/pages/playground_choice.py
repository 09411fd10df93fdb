"""Who is asked in the playground: adapters of one base model, and that model by itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QPlainTextEdit, QVBoxLayout, QWidget

from studio.store.store import AdapterRow
from ui.language import counted, tr
from ui.models.runs import method_title
from ui.pages.plan import short_model
from ui.plain_text import plain
from ui.theme import SPACE_2
from ui.widgets import ComboBox, Fold, hint, label, named

_ROOM = 132  # for about five adapters; more scroll


class PlaygroundChoice(QWidget):
    """changed: other adapters, another model, or the base model in or out."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[AdapterRow] = []
        self.model = ComboBox()
        named(self.model, tr("Base model"), tr("Adapters fit only the base model that they were trained on."))
        self.list = QListWidget()
        named(self.list, tr("Adapters"), tr("Tick those that are to answer, side by side."))
        self.list.setMaximumHeight(_ROOM)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names of one run differ at their ends
        self.base = QCheckBox(tr("The base model, without a soft prompt"))
        named(self.base, tr("Ask the base model too"), tr("See what the base model answers by itself."))
        self.base.setChecked(True)
        self.hard_prompt = QPlainTextEdit()
        tip = tr(
            "What the base model reads, with columns in braces. Empty: the first adapter's template without its tokens."
        )
        named(self.hard_prompt, tr("Hard prompt"), tip)
        self.hard_prompt.setMaximumHeight(72)
        self.hard_prompt.setTabChangesFocus(True)
        self.fold = Fold(tr("Its hard prompt"), tr("Write the prompt that the base model is asked with."))
        self.fold.body.addWidget(hint(tip))
        self.fold.body.addWidget(self.hard_prompt)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        for widget in (label(tr("Base model"), "muted"), self.model, label(tr("Adapters"), "muted"), self.list):
            column.addWidget(widget)
        column.addWidget(self.base)
        column.addWidget(self.fold)
        self.model.currentIndexChanged.connect(self._show_model)
        self.list.itemChanged.connect(lambda: self.changed.emit())
        self.base.toggled.connect(lambda: self.changed.emit())

    def show_adapters(self, rows: Sequence[AdapterRow]) -> None:
        """What there is to choose from; what was ticked stays ticked."""
        ticked = [row.folder for row in self.ticked()]
        self._rows = list(rows)
        names = list(dict.fromkeys(row.model for row in rows))
        self.model.set_choices([(short_model(name), name) for name in names])
        self._fill(ticked)
        self.changed.emit()

    def tick(self, folder: Path) -> bool:
        """Tick an adapter, beside those of its model that are ticked. False where it is not there."""
        row = next((row for row in self._rows if row.folder == folder), None)
        if row is None:
            return False
        kept = [one.folder for one in self.ticked()] if row.model == self.model.value() else []
        blocked = QSignalBlocker(self.model)
        self.model.set_value(row.model)
        blocked.unblock()
        self._fill([*kept, folder])
        self.changed.emit()
        return True

    def ticked(self) -> list[AdapterRow]:
        """The adapters that are to answer."""
        items = [self.list.item(number) for number in range(self.list.count())]
        return [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked]

    def with_base(self) -> bool:
        return self.base.isChecked()

    def template(self) -> str | None:
        """The hard prompt as written; None: the first adapter's, without its virtual tokens."""
        return self.hard_prompt.toPlainText().strip() or None

    def _show_model(self) -> None:
        self._fill([])
        self.changed.emit()

    def _fill(self, ticked: list[Path]) -> None:
        shown = [row for row in self._rows if row.model == self.model.value()]
        if not any(row.folder in ticked for row in shown) and shown:
            ticked = [shown[0].folder]
        blocked = QSignalBlocker(self.list)
        self.list.clear()
        for row in shown:
            method = method_title(row.method)
            about = counted(row.num_virtual_tokens, "{method}, {n} token", "{method}, {n} tokens", method=method)
            item = QListWidgetItem(row.name)
            item.setToolTip(plain(f"{row.name}\n{about}\n{row.folder}"))
            item.setData(Qt.ItemDataRole.UserRole, row)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if row.folder in ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        blocked.unblock()
