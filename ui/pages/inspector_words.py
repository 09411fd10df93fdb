"""The words that each virtual token is near, and how far to believe that."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from studio.interpretation.findings import NearWords
from ui.language import tr
from ui.models.token_words import TokenWordsModel
from ui.pages.row_table import row_table
from ui.theme import SPACE_2
from ui.widgets import button, label, row_of

_TEXT_COLUMNS = (2, 3)


class InspectorWords(QWidget):
    """save_wanted: to save the table."""

    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = TokenWordsModel(self)
        tip = tr("The words whose vectors are nearest to each virtual token. Click a heading to sort.")
        self.table = row_table(self.model, tr("Nearest words"), tip, several=True)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        for column in range(len(self.model.columns)):
            wide = (
                QHeaderView.ResizeMode.Stretch if column in _TEXT_COLUMNS else QHeaderView.ResizeMode.ResizeToContents
            )
            header.setSectionResizeMode(column, wide)
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        self.about = label("", "muted", wrap=True)
        self.save = button(tr("Save as CSV …"), tr("Save the nearest words of every token."), icon_name="upload")
        self.save.clicked.connect(self.save_wanted)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, SPACE_2, 0, 0)
        column_.setSpacing(SPACE_2)
        head = row_of(self.about, stretch_last=True)
        head.addWidget(self.save, 0, Qt.AlignmentFlag.AlignTop)
        column_.addLayout(head)
        column_.addWidget(self.table, 1)
        column_.addStretch(0)
        self.show_nothing("")

    def show_words(self, words: NearWords) -> None:
        self.model.show_tokens(words.tokens)
        near = sum(token.nearer_than_chance for token in words.tokens)
        self.about.setText(
            tr(
                "{near} of {tokens} tokens are nearer to a word than random vectors are. A nearest word explains "
                "little, since every vector has one among {words:,}: a real word has a cosine of {real:.2f} to the "
                "nearest other, a random vector of {random:.2f}.",
                near=near,
                tokens=len(words.tokens),
                words=words.vocabulary,
                real=words.words.cosine.median,
                random=words.chance.cosine.median,
            )
        )
        self._show(True)

    def show_nothing(self, why: str) -> None:
        """Where nearest words do not apply, or none are known yet."""
        self.model.show_tokens([])
        self.about.setText(why)
        self._show(False)

    def _show(self, there_are: bool) -> None:
        self.table.setVisible(there_are)
        self.save.setVisible(there_are)
