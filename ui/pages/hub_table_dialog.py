"""A data set of the hub as a table: its name, then which of its splits. Asks the hub only where the user asks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.hub.client import page_of
from studio.hub.data_sets import HubDataSet, HubSplit, look_up_data_set
from ui import numbers
from ui.actions import Actions
from ui.forms.rows import FormRows
from ui.language import counted, said, sentences, tr
from ui.theme import SPACE_2, SPACE_3, SPACE_4
from ui.widgets import ComboBox, Notice, button, hint, label, named, primary_button
from ui.workers.background import run_in_background

_SHARE = tr("A share of these rows")


class HubTableDialog(QDialog):
    """chosen: the data set's name, the split to learn from, and the one that is the test table, or None

    found: what the hub says of the data set that is named
    """

    chosen = Signal(str, object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found: HubDataSet | None = None
        self._asked = 0  # counts questions, so that a late answer does not replace a newer one
        self.setWindowTitle(tr("A table from the hub"))
        self.resize(640, 340)
        self._make_controls()
        self._lay_out()
        self._connect()
        self._show_found(None)

    def _make_controls(self) -> None:
        self.name = named(
            QLineEdit(),
            tr("Data set"),
            tr("Owner and name of a data set on the Hugging Face hub, or its page's address."),
        )
        self.name.setPlaceholderText(tr("owner/name"))
        self.revision = named(
            QLineEdit(), tr("Revision"), tr("A branch, a tag or a commit of the data set; empty: the newest.")
        )
        self.revision.setPlaceholderText(tr("Revision: the newest"))
        self.look = button(tr("Look up"), tr("Ask the hub what the data set holds."), icon_name="search")
        self.look.setEnabled(False)
        self.says = hint(tr("Nothing is asked of the hub before you press Look up."))
        self.problem = Notice()
        self.config = named(ComboBox(), tr("Configuration"), tr("Which of the tables that the data set holds."))
        self.split = named(ComboBox(), tr("Learn from"), tr("The split that becomes the table."))
        self.test = named(
            ComboBox(),
            tr("Test on"),
            tr("Another split as the test table, or a share of the rows that are learned from."),
        )
        self.close_button = button(tr("Cancel"), tr("Close; nothing is fetched."))
        self.fetch = primary_button(
            tr("Fetch"), tr("Fetch the files into the project. Each is checked, and no code of a data set is run.")
        )
        for one in (self.look, self.close_button, self.fetch):  # Enter in a field looks up
            one.setAutoDefault(False)

    def _lay_out(self) -> None:
        rows = FormRows()
        fields = ((tr("Configuration"), self.config), (tr("Learn from"), self.split), (tr("Test on"), self.test))
        self._rows = [rows.add_field(title, box) for title, box in fields]
        first = QHBoxLayout()
        first.setSpacing(SPACE_2)
        first.addWidget(self.name, 3)
        first.addWidget(self.revision, 2)
        first.addWidget(self.look)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_2)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.fetch)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_3)
        column.addWidget(label(tr("Which data set of the Hugging Face hub?"), "strong"))
        column.addLayout(first)
        column.addWidget(self.says)
        column.addWidget(self.problem)
        column.addLayout(rows)
        column.addStretch(1)
        column.addLayout(foot)

    def _connect(self) -> None:
        for field in (self.name, self.revision):
            field.textChanged.connect(self._named)
            field.returnPressed.connect(self.look.click)
        self.look.clicked.connect(self.ask)
        self.config.activated.connect(lambda _index: self._show_splits())
        self.split.activated.connect(lambda _index: self._show_tests())
        self.close_button.clicked.connect(self.reject)
        self.fetch.clicked.connect(self._choose)

    # --- what the hub is asked --------------------------------------------------------------------------------------

    def ask(self) -> None:
        """What the named data set holds."""
        name, revision = self.name.text().strip(), self.revision.text().strip() or None
        self._asked += 1
        asked = self._asked
        self._show_found(None)
        self._say(tr("Asking the hub …"))

        def show(found: HubDataSet) -> None:
            if asked == self._asked:
                self._show_found(found)

        def fail(error: Exception) -> None:
            if not isinstance(error, StudioError):
                raise error
            if asked == self._asked:
                self._say("")
                self.problem.say(said(error.message), "error")

        run_in_background(lambda: look_up_data_set(name, revision), show, fail)

    def _named(self) -> None:
        """Another name is another data set."""
        self._asked += 1
        self._show_found(None)
        self.look.setEnabled(bool(self.name.text().strip()))

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        self.says.setText(text)
        self.says.setVisible(bool(text))

    def _show_found(self, found: HubDataSet | None) -> None:
        self.found = found
        self.problem.clear()
        has_table = found is not None and not found.obstacle
        self.fetch.setEnabled(has_table)
        if found is None:
            self._say(tr("Nothing is asked of the hub before you press Look up."))
        elif found.obstacle:
            self._say("")
            self.problem.say(said(found.obstacle), "error")
        else:
            consent = (
                tr("Its owner asks for consent: {page}", page=page_of("dataset", found.name)) if found.gated else ""
            )
            licence = tr("Licence: {licence}.", licence=found.licence or tr("not stated"))
            self._say(sentences(tr("{name} is there.", name=found.name), licence, consent))
            self.config.set_choices([(config, config) for config in found.configs])
            self.config.set_value(found.config)
            self._show_splits()
        for row in self._rows:
            row.set_visible(has_table)
        if found is not None and has_table:
            self._rows[0].set_visible(len(found.configs) > 1)
            self.fetch.setFocus()

    def _show_splits(self) -> None:
        splits = self._splits()
        self.split.set_choices([(_line(split), split.split) for split in splits])
        self.split.set_value(splits[0].split)
        self._show_tests()

    def _show_tests(self) -> None:
        """The splits beside the one that is learned from; one that is called test is taken."""
        others = [split for split in self._splits() if split.split != self.split.value()]
        self.test.set_choices([(_SHARE, None), *((_line(split), split.split) for split in others)])
        self.test.set_value("test")

    def _splits(self) -> Sequence[HubSplit]:
        return list(self.found.splits_of(str(self.config.value())).values()) if self.found is not None else []

    def _choose(self) -> None:
        if self.found is not None:
            splits = {split.split: split for split in self._splits()}
            self.chosen.emit(self.found.name, splits[str(self.split.value())], splits.get(str(self.test.value())))
        self.accept()


def _line(split: HubSplit) -> str:
    """ "test: 2,000 rows, 1.2 MB"."""
    size = numbers.size(split.size_bytes)
    if split.rows is None:
        return tr("{split}: {size}", split=split.split, size=size)
    return counted(split.rows, "{split}: {n} row, {size}", "{split}: {n} rows, {size}", split=split.split, size=size)


def open_hub_table_dialog(page: QWidget, actions: Actions) -> HubTableDialog:
    """Ask for a data set of the hub, and fetch what is chosen of it."""
    dialog = HubTableDialog(page)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.chosen.connect(actions.tables.fetch_from_hub)
    dialog.open()
    return dialog
