"""What is wrong with an adapter, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QScrollArea, QVBoxLayout, QWidget

from ui.language import said, sentences, tr
from ui.theme import SPACE_2, SPACE_4
from ui.widgets import button, hint, label, named, row_of, set_role

if TYPE_CHECKING:
    from studio.adapters.diagnosis import Diagnosis


class FindingsDialog(QDialog):
    """Lists the findings one under another: what, what to do, where. name: the adapter's"""

    def __init__(self, name: str, found: Diagnosis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Adapter {adapter}", adapter=name))
        self.resize(620, 440)
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(SPACE_2)
        for finding in found.findings:
            lines.addWidget(label(said(finding.what), "section", wrap=True))
            lines.addWidget(label(said(finding.remedy), wrap=True))
            lines.addWidget(hint(finding.where))
        for words in _not_checked(found):
            lines.addWidget(label(words, "muted", wrap=True))
        lines.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inside)
        named(
            set_role(area, "framed"), tr("Findings"), tr("What was found, and what to do about it. Arrow keys scroll.")
        )
        copy = button(tr("Copy"), tr("Copy all of it as text."), icon_name="copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(_text(found)))
        close = button(tr("Close"), tr("Close what was found."))
        close.clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_2)
        column.addWidget(area, 1)
        column.addLayout(row_of(copy, close))


def _text(found: Diagnosis) -> str:
    lines = [f"{sentences(said(it.what), said(it.remedy))} [{it.where}]" for it in found.findings]
    return "\n".join([str(found.adapter), *lines, *_not_checked(found)])


def _not_checked(found: Diagnosis) -> list[str]:
    return [tr("Not looked at: {what}", what=said(what)) for what in found.not_checked]
