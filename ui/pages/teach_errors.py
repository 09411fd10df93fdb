"""Labels that are likely wrong: rows to look at, and one click for each answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from studio.interpretation.findings import LabelErrors, Suspect
from ui.language import counted, tr
from ui.models.doubts import SuspectsModel
from ui.pages.answer_table import AnswerTable
from ui.theme import SPACE_2
from ui.widgets import button, hint, label, named, row_of

_WHAT = tr(
    "A label is doubted where the adapter finds it less likely than labels of its class are in the mean, and another "
    "class both likelier and as likely as its own rows are (confident learning, Northcutt et al. 2021)."
)
_SEEN = tr(
    "Rows that the prompt was trained on look more certain than they are, so errors among them are easily missed, and "
    "what is found there is found in spite of that."
)


class ErrorsPanel(QWidget):
    """asked: look for them. relabelled, confirmed, taken_out: the rows that are chosen."""

    asked = Signal()
    relabelled = Signal(list)
    confirmed = Signal(list)
    taken_out = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: LabelErrors | None = None
        self._left: tuple[Suspect, ...] = ()
        self.search = button(
            tr("Look for label errors"), tr("Ask all rows of the table that this adapter learned from.")
        )
        self.unseen = QCheckBox(tr("Only rows that it did not learn from"))
        named(self.unseen, tr("Only rows that it did not learn from"), tr("Hide rows that the prompt was trained on."))
        self.words = label("", "muted", wrap=True)
        self.table = AnswerTable(
            tr("Likely label errors"), tr("Labels that are likely wrong, the likeliest error first.")
        )
        self.relabel = button(tr("&Relabel as likely"), tr("Give the chosen rows their likely label (Alt+R)."))
        self.confirm = button(tr("The label is ri&ght"), tr("Keep the labels; these rows are not shown again (Alt+G)."))
        self.take_out = button(tr("Take &out"), tr("Leave the chosen rows out of the next version (Alt+O)."))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_2, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(row_of(self.search, self.unseen))
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        column.addLayout(row_of(self.relabel, self.confirm, self.take_out))
        column.addWidget(hint(f"{_WHAT} {_SEEN}"))
        column.addStretch(0)
        self.search.clicked.connect(self.asked)
        self.unseen.toggled.connect(self._show)
        for made, signal in (
            (self.relabel, self.relabelled),
            (self.confirm, self.confirmed),
            (self.take_out, self.taken_out),
        ):
            made.clicked.connect(lambda _=False, signal=signal: signal.emit(self.table.chosen()))
        self.show_found(None, ())

    def set_possible(self, possible: bool) -> None:
        """Whether there is an adapter that can be asked now."""
        self.search.setEnabled(possible)

    def show_found(self, found: LabelErrors | None, left: Sequence[Suspect]) -> None:
        """left: those of the suspects that nothing was said of yet"""
        self._found, self._left = found, tuple(left)
        self._show()

    def shown(self) -> list[Suspect]:
        """The rows that are shown."""
        return [row for row in self._left if not (self.unseen.isChecked() and row.was_learned)]

    def _show(self) -> None:
        found, rows = self._found, self.shown()
        kept = self.table.currentIndex().row()
        self.unseen.setVisible(found is not None)
        self.words.setText(self._sentence())
        texts = tuple(rows[0].texts) if rows else ()
        self.table.show_answers(SuspectsModel(texts, rows, self.table) if rows else None)
        for widget in (self.table, self.relabel, self.confirm, self.take_out):
            widget.setVisible(bool(rows))
        if rows:
            self.table.selectionModel().selectionChanged.connect(self._choice_changed)
            self.table.selectRow(min(max(kept, 0), len(rows) - 1))
        self._choice_changed()

    def _choice_changed(self) -> None:
        for made in (self.relabel, self.confirm, self.take_out):
            made.setEnabled(bool(self.table.chosen()))

    def _sentence(self) -> str:
        found = self._found
        if found is None:
            return tr("Nobody has looked yet. The adapter is asked for all rows of its own table, which takes a while.")
        unseen = found.rows - found.learned
        told = [
            counted(
                found.rows,
                "{table}: {n} row, of which the prompt was not trained on {unseen:,}.",
                "{table}: {n} rows, of which the prompt was not trained on {unseen:,}.",
                table=found.table,
                unseen=unseen,
            )
        ]
        if not found.found:
            told.append(tr("No label is doubted."))
        elif found.found > len(found.suspects):
            told.append(
                tr(
                    "{found:,} labels are likely wrong; the {shown:,} likeliest are here.",
                    found=found.found,
                    shown=len(found.suspects),
                )
            )
        else:
            told.append(counted(found.found, "{n} label is likely wrong.", "{n} labels are likely wrong."))
        if found.found and not self._left:
            told.append(tr("All of these are looked through."))
        return " ".join(told)
