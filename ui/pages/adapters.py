"""What trainings made and what was imported: name it, note it, hand it on."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from studio.adapters.folder import read_card
from studio.events import Scores
from studio.store.store import AdapterRow
from ui import dialogs, numbers
from ui.actions import Actions
from ui.language import counted, tr
from ui.models.adapters import AdaptersModel
from ui.page_frame import PageFrame
from ui.pages.chart_saving import connect_charts
from ui.pages.findings_dialog import FindingsDialog
from ui.pages.questions import ask_export_target, ask_name
from ui.pages.row_table import row_table
from ui.pages.trust_dialog import TrustDialog
from ui.predictions import Certainty
from ui.score_words import SCORES_INSIDE
from ui.session import Session
from ui.theme import SPACE_2, SPACE_6
from ui.widgets import EmptyState, button, danger_button, hint, label, named, row_of

if TYPE_CHECKING:
    from studio.adapters.diagnosis import Diagnosis

_DETAILS_WIDTH = 280
_TYPED_MS = 1000  # without another key, and what was typed is saved
_TOGETHER = "\u00a0"  # a space at which no line ends
_COMMAS = re.compile("[,，]")  # as they are typed, in either language


class AdaptersPage(QWidget):
    title = tr("Adapters")

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.actions_ = actions
        about = tr("Small files that teach a base model a task. They can be handed on, and loaded elsewhere.")
        frame = PageFrame(self, self.title, about, scroll=False)
        self.model = AdaptersModel(self)
        self.table = row_table(
            self.model, tr("Adapters"), tr("Click a heading to sort."), several=False, settings=session.settings
        )
        text = tr("A finished training leaves one here. You can also import somebody else's, or drop it on the window.")
        self.empty = EmptyState("adapters", tr("No adapters yet"), text, tr("Import …"), tr("Import an adapter."))
        self._edited: Path | None = None  # whose notes are in the fields
        self._kept: tuple[str, tuple[str, ...]] = ("", ())  # what of them is saved
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._make_details()
        self._make_buttons(frame)
        self._lay_out(frame)
        self._connect()
        self._show_project()

    # --- making -----------------------------------------------------------------------------------------------------

    def _make_details(self) -> None:
        self.name = label("", "section", wrap=True)
        self.facts = label("", "muted", wrap=True)
        self.folder = hint()
        self.folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.notes = QPlainTextEdit()
        named(self.notes, tr("Notes"), tr("What is to be remembered of this adapter. Saved when you leave the field."))
        self.notes.setMaximumHeight(140)
        self.notes.setTabChangesFocus(True)
        self.tags = QLineEdit(placeholderText=tr("Tags, with commas between"))
        named(
            self.tags,
            tr("Tags"),
            tr("Words to find this adapter by, with commas between. Saved when you leave the field."),
        )
        self.save_notes = button(tr("Save notes"), tr("Keep the notes and tags."))

    def _make_buttons(self, frame: PageFrame) -> None:
        self.import_ = button(
            tr("Import …"), tr("Take an adapter into the project; you can also drop it here."), icon_name="download"
        )
        menu = QMenu(self.import_)
        menu.setToolTipsVisible(True)
        self.import_folder = menu.addAction(tr("A folder …"))
        self.import_folder.setToolTip(tr("Import an adapter's folder."))
        self.import_file = menu.addAction(tr("A file …"))
        self.import_file.setToolTip(
            tr("Import an adapter's zip, a soft prompt of KoboldAI (.zip) or of Google's (.npy).")
        )
        self.import_.setMenu(menu)
        self.rename = button(tr("Rename"), tr("Give this adapter another name."))
        self.export = button(
            tr("Export"), tr("Copy it to a folder or a zip archive that others can load."), icon_name="upload"
        )
        self.check = button(
            tr("Check"), tr("Look for what is wrong: rows that never trained, another base model, pickles.")
        )
        self.trust = button(
            tr("Trust"), tr("See how far its answers can be trusted, and mark those that are not sure enough.")
        )
        self.delete = danger_button(tr("Delete"), tr("Delete this adapter (Delete key). Undo brings it back."))
        self.delete.setShortcut(Qt.Key.Key_Delete)
        for widget in (self.import_, self.rename, self.export, self.check, self.trust, self.delete):
            frame.foot_left.addWidget(widget)
        frame.foot_left.addStretch(1)
        self.inspect = button(tr("Inspect"), tr("See what its virtual tokens are near to."), icon_name="inspector")
        self.try_out = frame.add_primary(tr("Open in playground"), tr("Try this adapter on texts of your own."))

    def _lay_out(self, frame: PageFrame) -> None:
        self.details = QWidget()
        self.details.setFixedWidth(_DETAILS_WIDTH)
        column = QVBoxLayout(self.details)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        for widget in (self.name, self.facts, self.folder):
            column.addWidget(widget)
        column.addLayout(row_of(self.inspect))
        column.addWidget(label(tr("Notes"), "muted"))
        column.addWidget(self.notes)
        column.addWidget(self.tags)
        column.addLayout(row_of(self.save_notes))
        column.addStretch(1)
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_6)
        row.addWidget(self.table, 1)
        row.addWidget(self.details)
        self._stack = QStackedLayout()
        self._stack.addWidget(inside)
        self._stack.addWidget(self.empty)
        frame.body.addLayout(self._stack, 1)

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(lambda: self._choice_changed())
        self.table.doubleClicked.connect(self._open_in_playground)
        self.import_folder.triggered.connect(lambda: self._import(dialogs.ask_adapter_folder(self)))
        self.import_file.triggered.connect(lambda: self._import(dialogs.ask_adapter_file(self)))
        self.empty.clicked.connect(self.import_.showMenu)
        self.save_notes.clicked.connect(self._save_notes)
        self._typed.timeout.connect(self._save_notes)
        for field in (self.notes, self.tags):
            field.textChanged.connect(self._show_unsaved)
            field.installEventFilter(self)
        self.rename.clicked.connect(self._rename)
        self.export.clicked.connect(self._export)
        self.check.clicked.connect(self._check)
        self.trust.clicked.connect(self._show_trust)
        self.delete.clicked.connect(self._delete)
        self.inspect.clicked.connect(self._inspect)
        self.try_out.clicked.connect(self._open_in_playground)
        self.session.project_changed.connect(self._show_project)
        self.session.adapters_changed.connect(self.refresh)

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _show_project(self) -> None:
        project = self.session.project
        self.actions_.read(lambda: self.model.show_store(project.store if project else None))
        self._after_reading(None)

    def refresh(self) -> None:
        """Read the adapters again; the chosen one stays chosen."""
        chosen = self.chosen()
        self.actions_.read(self.model.refresh)
        self._after_reading(chosen.folder if chosen else None)

    def _after_reading(self, chosen: Path | None) -> None:
        rows = self.model.rows()
        self._stack.setCurrentIndex(0 if rows else 1)
        row = self.model.row_number(str(chosen)) if chosen else None
        if rows:
            self.table.selectRow(row or 0)
        self._choice_changed()

    def chosen(self) -> AdapterRow | None:
        index = self.table.currentIndex()
        return self.model.row_at(index) if index.isValid() else None

    def _choice_changed(self) -> None:
        row = self.chosen()
        is_another = row is None or row.folder != self._edited
        if is_another:
            self._save_notes()
        self.details.setVisible(row is not None)
        for made in (self.rename, self.export, self.check, self.delete, self.inspect, self.try_out):
            made.setEnabled(row is not None)
        self.trust.setEnabled(row is not None and row.run is not None)
        if row is None:
            self._edited = None
            return
        self.name.setText(row.name)
        self.facts.setText(_facts(row))
        self.folder.setText(str(row.folder))
        # What is typed just now stays, and so does the cursor.
        if is_another or (not self._is_unsaved() and self._written() != (row.notes, row.tags)):
            self._edited = None
            self.notes.setPlainText(row.notes)
            self.tags.setText(", ".join(row.tags))
            self._edited, self._kept = row.folder, self._written()
        self._show_unsaved()

    def _written(self) -> tuple[str, tuple[str, ...]]:
        tags = tuple(dict.fromkeys(tag.strip() for tag in _COMMAS.split(self.tags.text()) if tag.strip()))
        return self.notes.toPlainText().strip(), tags

    def _is_unsaved(self) -> bool:
        is_there = any(row.folder == self._edited for row in self.model.rows())
        return is_there and self._written() != self._kept

    def _show_unsaved(self) -> None:
        is_unsaved = self._is_unsaved()
        self.save_notes.setEnabled(is_unsaved)
        if is_unsaved:
            self._typed.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._save_notes()
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._save_notes()
        super().closeEvent(event)

    # --- what can be done -------------------------------------------------------------------------------------------

    def _save_notes(self) -> None:
        self._typed.stop()
        if self._edited is None or not self._is_unsaved():
            return
        before, self._kept = self._kept, self._written()  # saving makes the table be read again, which comes back here
        if self.actions_.set_adapter_notes(self._edited, *self._kept):
            self.save_notes.setEnabled(False)
        else:
            self._kept = before

    def _import(self, path: Path | None) -> None:
        if path is not None:
            self.actions_.import_adapter(path)

    def _rename(self) -> None:
        row = self.chosen()
        name = ask_name(self, tr("Rename adapter"), row.name) if row is not None else None
        if row is not None and name:
            self.actions_.rename_adapter(row.folder, name)

    def _export(self) -> None:
        row = self.chosen()
        target = ask_export_target(self, row.name) if row is not None else None
        if row is not None and target is not None:
            self.actions_.export_adapter(row.folder, target)

    def _check(self) -> None:
        row = self.chosen()
        if row is not None:
            self.actions_.diagnose_adapter(row.folder, row.name, partial(self._show_findings, row.name))

    def _show_findings(self, name: str, found: Diagnosis) -> None:
        if found.findings or found.not_checked:
            FindingsDialog(name, found, self).open()
        else:
            self.session.message.emit(tr("Nothing is wrong with adapter {adapter}.", adapter=name), "info")

    def _show_trust(self) -> None:
        row = self.chosen()
        if row is None or row.run is None:
            return
        folder, name = row.folder, row.name

        def show(found: Certainty) -> None:
            card = self.actions_.read(lambda: read_card(folder))
            if card is None:
                return
            dialog = TrustDialog(name, found.split, found.certainty, found.right, card.unsure_below, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            connect_charts(dialog, self.actions_)
            dialog.threshold_chosen.connect(lambda chosen: self.actions_.set_unsure_below(folder, chosen))
            dialog.open()

        self.actions_.show_certainty(row.run, show)

    def _delete(self) -> None:
        row = self.chosen()
        if row is None:
            return
        question = tr("Delete adapter {adapter}? Undo brings it back.", adapter=row.name)
        if dialogs.ask_sure(self, tr("Delete"), question, tr("Delete")):
            self.actions_.delete_adapter(row.folder, row.name)

    def _inspect(self) -> None:
        row = self.chosen()
        if row is not None:
            self.actions_.open_in_inspector(row.folder)

    def _open_in_playground(self) -> None:
        row = self.chosen()
        if row is not None:
            self.actions_.open_in_playground(row.folder)


def _facts(row: AdapterRow) -> str:
    """What is known of an adapter, a line a thing."""
    size = numbers.size(row.size_bytes)
    lines = [
        counted(row.num_virtual_tokens, "{n} virtual token, {size}", "{n} virtual tokens, {size}", size=size),
        tr("For {model}", model=row.model),
        tr("From run {run}", run=row.run) if row.run else tr("Imported"),
    ]
    lines += [_scores_on(split, scores) for split, scores in (row.scores or {}).items()]
    return "\n".join(lines)


def _scores_on(split: str, scores: Scores) -> str:
    told = []
    for name, value in scores.items():
        figure = f"{value:.4f}" if name == "loss" else numbers.percent(value)
        one = tr("{score} {value}", score=SCORES_INSIDE.get(name, name.replace("_", " ")), value=figure)
        told.append(one.replace(" ", _TOGETHER))
    words = tr(", ").join(told)
    if split == "test":
        return tr("On test: {scores}", scores=words)
    if split == "validation":
        return tr("On validation: {scores}", scores=words)
    return tr("On {split}: {scores}", split=split, scores=words)
