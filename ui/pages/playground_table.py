"""A whole table through the panes: which one, how far it is, where it went."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QProgressBar, QVBoxLayout, QWidget

from studio.engine.protocol import TableProgress
from ui import dialogs
from ui.language import tr
from ui.theme import SPACE_2
from ui.widgets import Notice, button, hint, named, row_of


class PlaygroundTable(QWidget):
    """table_chosen: a table, and the file for its answers. cancel_wanted: end it."""

    table_chosen = Signal(object, object)
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._out: Path | None = None
        self.choose = button(
            tr("Choose a table …"), tr("Ask with every row of a table and save the answers."), icon_name="data"
        )
        self.cancel = button(tr("Cancel"), tr("Stop asking with this table."))
        self.bar = QProgressBar()
        named(self.bar, tr("Answers"), tr("How many rows are answered, over all panes."))
        self.words = hint(tr("Every row is asked, and the answers are saved as a CSV file with a column a pane."))
        self.said = Notice()
        self.choose.clicked.connect(self._choose)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.said.clicked.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self.words)
        column.addLayout(row_of(self.choose, self.cancel))
        column.addWidget(self.bar)
        column.addWidget(self.said)
        self._show_running(False)

    def begin(self, file: Path, out: Path) -> None:
        """The table is being asked."""
        self._out = out
        self.said.clear()
        self.bar.setRange(0, 0)
        self.words.setText(tr("{file} is being asked …", file=file.name))
        self._show_running(True)

    def show_progress(self, reply: TableProgress) -> None:
        self.bar.setRange(0, max(1, reply.total))
        self.bar.setValue(reply.done)
        self.words.setText(tr("{done:,} of {total:,} answers", done=reply.done, total=reply.total))

    def finish(self, out: str | None) -> None:
        """All rows have their answers."""
        self._out = Path(out) if out else self._out
        self.said.say(
            tr("The answers are in {file}.", file=self._out), "info", tr("Open"), tr("Open the file with the answers.")
        )
        self._show_running(False)

    def end(self, message: str) -> None:
        """It ended before its last row."""
        self.said.say(message, "warning")
        self._show_running(False)

    def is_running(self) -> bool:
        return not self.cancel.isHidden()

    def _show_running(self, running: bool) -> None:
        self.cancel.setVisible(running)
        self.bar.setVisible(running)
        self.choose.setEnabled(not running)

    def _choose(self) -> None:
        file = dialogs.ask_table(self)
        if file is None:
            return
        start = str(file.with_name(f"{file.stem} answers.csv"))
        out, _ = QFileDialog.getSaveFileName(self, tr("Save the answers"), start, tr("Tables (*.csv)"))
        if out:
            self.table_chosen.emit(file, Path(out))

    def _open(self) -> None:
        if self._out is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._out)))
