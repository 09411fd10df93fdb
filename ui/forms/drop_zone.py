"""A place to drop a table on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.language import tr
from ui.theme import SPACE_2, SPACE_6, icon_pixmap, theme
from ui.widgets import button, label, primary_button, set_role


class DropZone(QFrame):
    """dropped: files, which are one table. clicked: the user wants to choose one. hub_wanted: one of the hub."""

    dropped = Signal(list)
    clicked = Signal()
    hub_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.setAccessibleName(tr("Drop a table here"))
        set_role(self, "drop", over=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_6)
        column.setSpacing(SPACE_2)
        self.picture = QLabel()
        lines = (
            label(tr("Drop a table here"), "section"),
            label(
                tr("CSV, TSV, JSON, Parquet or Excel, with a column of texts and a column of labels or answers."),
                "muted",
            ),
        )
        tip = tr("Choose a table; several files are one table (Ctrl+I).")
        self.choose = primary_button(tr("Choose a file …"), tip)
        self.choose.clicked.connect(self.clicked)
        self.from_hub = button(tr("From the hub …"), tr("Fetch a data set of the Hugging Face hub (Ctrl+Shift+H)."))
        self.from_hub.clicked.connect(self.hub_wanted)
        column.addStretch(1)
        column.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        for line in lines:
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(line)
        row = QHBoxLayout()
        row.addStretch(1)
        row.setSpacing(SPACE_2)
        row.addWidget(self.choose)
        row.addWidget(self.from_hub)
        row.addStretch(1)
        column.addSpacing(SPACE_2)
        column.addLayout(row)
        column.addStretch(1)
        self.setMinimumHeight(260)
        theme().changed.connect(self._paint)
        self._paint()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()
            set_role(self, "drop", over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        set_role(self, "drop", over=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        set_role(self, "drop", over=False)
        event.acceptProposedAction()
        self.dropped.emit([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def _paint(self) -> None:
        self.picture.setPixmap(icon_pixmap("data", 40, ratio=self.devicePixelRatioF()))
