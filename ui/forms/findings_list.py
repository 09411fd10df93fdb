"""What was found in the rows, a sentence each, with a way to see the rows."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.data_facts import Finding
from ui.language import sentences, tr
from ui.theme import SPACE_1, colors, theme
from ui.widgets import clear_layout, label, named


class FindingsList(QWidget):
    """chosen: the Finding whose rows the user wants to see."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACE_1)
        self.lines: dict[str, QLabel] = {}
        self._shown: tuple[Finding, ...] = ()
        theme().changed.connect(self._paint_all)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Those that have something to say."""
        told = tuple(finding for finding in findings if finding.sentence)
        if [one.sentence for one in told] != [one.sentence for one in self._shown]:
            clear_layout(self.column)
            self.lines = {finding.key: self._make_line(finding) for finding in told}
        self._shown = told
        self.setVisible(bool(told))

    def text(self) -> str:
        """All sentences."""
        return sentences(*(finding.sentence for finding in self._shown))

    def _make_line(self, finding: Finding) -> QLabel:
        line = named(label("", "link", wrap=True), finding.sentence, tr("Show these rows in the table."))
        line.setTextFormat(Qt.TextFormat.RichText)
        flags = Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        line.setTextInteractionFlags(flags)
        self._paint(line, finding)
        line.linkActivated.connect(self._choose)
        self.column.addWidget(line)
        return line

    def _paint(self, line: QLabel, finding: Finding) -> None:
        look = colors()
        color = look.warning if finding.is_warning else look.muted
        show = html.escape(tr("Show them")).replace(" ", "&nbsp;")
        link = f'<a href="{finding.key}" style="color:{look.accent}">{show}</a>'
        line.setText(f'<span style="color:{color}">{html.escape(finding.sentence)}</span> {link}')

    def _paint_all(self) -> None:
        for finding in self._shown:
            self._paint(self.lines[finding.key], finding)

    def _choose(self, key: str) -> None:
        self.chosen.emit(next(finding for finding in self._shown if finding.key == key))
