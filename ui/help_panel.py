"""Help beside the page it is about."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from studio import paths
from ui.language import LANGUAGE, tr
from ui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4, colors, theme
from ui.widgets import label, named, quiet_button, set_role

WIDTH = 320
_LINKS = "a {{ color: {accent}; text-decoration: none; }} code {{ font-family: monospace; }}"


def help_file(page: str, language: str = LANGUAGE) -> Path:
    """What is written about a page; in English where it is not written in a language."""
    folder = paths.resources_dir() / "help"
    file = folder / language / f"{page}.md"
    return file if file.is_file() else folder / "en" / f"{page}.md"


class HelpPanel(QWidget):
    """What a page is for and how its parts work. page_wanted: a link to another page was followed."""

    page_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        set_role(self, "help")
        self._page = ""
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        named(self.text, tr("Help"), tr("What this page is for and how its parts work."))
        self.close_button = quiet_button(tr("Close"), tr("Close the help (F1, Esc)."), icon_name="close")
        self.close_button.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(label(tr("Help"), "strong"))
        head.addStretch(1)
        head.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_3, SPACE_3)
        column.setSpacing(SPACE_2)
        column.addLayout(head)
        column.addWidget(self.text, 1)
        theme().changed.connect(self._write)
        self.hide()

    def show_page(self, page: str) -> None:
        """What is written about this page."""
        if page != self._page:
            self._page = page
            self._write()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _write(self) -> None:
        if not self._page:
            return
        self.text.document().setDefaultStyleSheet(_LINKS.format(accent=colors().accent))
        self.text.setMarkdown(help_file(self._page).read_text(encoding="utf-8"))
        self._give_air()

    def _give_air(self) -> None:
        """Space between paragraphs, and less of it before lists, than Markdown gets by itself."""
        document = self.text.document()
        document.setIndentWidth(SPACE_4)
        cursor = QTextCursor(document)
        block = document.begin()
        while block.isValid():
            cursor.setPosition(block.position())
            spacing = QTextBlockFormat()
            spacing.setTopMargin(0)
            spacing.setBottomMargin(SPACE_1 if block.textList() else SPACE_2)
            cursor.mergeBlockFormat(spacing)
            block = block.next()
        self.text.moveCursor(QTextCursor.MoveOperation.Start)

    def _follow(self, link: QUrl) -> None:
        if link.scheme() == "page":
            self.page_wanted.emit(link.path())
        else:
            QDesktopServices.openUrl(link)
