"""What waits to become a version of a data set: how much, taking the last of it back, and saving."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.language import tr
from ui.models.doubts import waiting_words
from ui.teaching import TeachingActions
from ui.theme import SPACE_2, SPACE_3
from ui.widgets import button, label, set_role


class CorrectionsBar(QFrame):
    """Of the data set at hand. Hidden while nothing waits."""

    def __init__(self, teaching: TeachingActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._teaching = teaching
        set_role(self, "notice", level="info")
        self.words = label("", wrap=True)
        self.undo = button(tr("Undo"), tr("Take the last correction back (Ctrl+Z)."), icon_name="undo")
        self.save = button(
            tr("Save as version"),
            tr(
                "Make a new version of the table with these corrections (Ctrl+Shift+S). The version before stays as it "
                "is."
            ),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_3, SPACE_2, SPACE_2, SPACE_2)
        row.setSpacing(SPACE_2)
        row.addWidget(self.words, 1)
        row.addWidget(self.undo)
        row.addWidget(self.save)
        self.undo.clicked.connect(self._undo)
        self.save.clicked.connect(self._save)
        teaching.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        lesson = self._teaching.lesson
        waiting = self._teaching.waiting(lesson) if lesson is not None else ()
        self.setVisible(bool(waiting))
        if lesson is not None:
            self.words.setText(waiting_words(lesson.data_set, waiting))
            self.setAccessibleName(self.words.text())
            self.undo.setEnabled(bool(self._teaching.undo_text(lesson)))

    def _undo(self) -> None:
        if self._teaching.lesson is not None:
            self._teaching.undo(self._teaching.lesson)

    def _save(self) -> None:
        if self._teaching.lesson is not None:
            self._teaching.save(self._teaching.lesson)
