"""The template: words, columns and virtual tokens in their places, shown on a row of the table."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPlainTextEdit, QPushButton, QTextEdit, QVBoxLayout, QWidget

from studio.data.template import ColumnPart, SlotPart, Template, TextPart
from studio.data.verbalizer import answer_text
from ui.theme import SPACE_1, SPACE_2, colors
from ui.widgets import SpinBox, button, clear_layout, hint, label, named, quiet_button, row_of

_LINES_EDITED = 3
_LINES_SHOWN = 7
_LONGEST_CELL = 600
_MOST_BUTTONS = 3  # more columns stand in a menu
_LONGEST_NAME = 16


def preview_html(template: Template, row: Mapping[str, str], answer: str) -> str:
    """A row as the model reads it: virtual tokens as chips, columns underlaid, the answer in the accent's colour."""
    look = colors()
    parts = []
    for part in template.parts:
        match part:
            case TextPart(text):
                parts.append(_escaped(text))
            case ColumnPart(name):
                cell = row.get(name, "")
                shown = cell if len(cell) <= _LONGEST_CELL else cell[:_LONGEST_CELL] + " …"
                parts.append(f'<span style="background-color:{look.surface};">{_escaped(shown)}</span>')
            case SlotPart(count):
                parts.append(_chip(count))
    ending = answer_text(template.ending, answer)
    parts.append(f'<span style="color:{look.accent};font-weight:600;">{_escaped(ending)}</span>')
    return f'<div style="white-space:pre-wrap;color:{look.text};">{"".join(parts)}</div>'


def _chip(count: int | None) -> str:
    look = colors()
    words = f"{count} virtual token{'' if count == 1 else 's'}" if count else "virtual tokens"
    chip = f'<span style="background-color:{look.accent_soft};color:{look.accent};">&nbsp;{words}&nbsp;</span>'
    return chip.replace("virtual token", "virtual&nbsp;token") + "\u200b "


def _escaped(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


class TemplateEditor(QWidget):
    """changed: the text of the template, as written. reset: the user wants the plain one."""

    changed = Signal(str)
    reset = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        self.text = named(QPlainTextEdit(), "Template", "Words, columns in braces, and {soft:20} for virtual tokens.")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(_height(self.text, _LINES_EDITED))
        self.insert_row = QHBoxLayout()
        self.insert_row.setSpacing(SPACE_1)
        self.plain = quiet_button(
            "Reset", "The plain template: virtual tokens in front, then the text, then the answer."
        )
        self.plain.clicked.connect(self.reset)
        insert = QHBoxLayout()
        insert.addLayout(self.insert_row)
        insert.addStretch(1)
        self.error = label("", "error", wrap=True)
        self.error.hide()
        self.row_number = named(SpinBox(1, 1), "Row shown", "Which row of the table is shown below.")
        self.preview = named(QTextEdit(), "Preview", "The row as the model reads it; the answer it learns is coloured.")
        self.preview.setReadOnly(True)
        self.preview.setFixedHeight(_height(self.preview, _LINES_SHOWN))
        self.note = hint()
        self.note.hide()
        column.addWidget(self.text)
        column.addLayout(insert)
        column.addWidget(self.error)
        shown = row_of(label("Row", "muted"), self.row_number, label("as the model reads it", "muted"))
        shown.addWidget(self.plain)
        column.addLayout(shown)
        column.addWidget(self.preview)
        column.addWidget(self.note)
        self._columns: tuple[str, ...] = ()
        self._buttons: dict[str, QPushButton] = {}
        self.text.textChanged.connect(lambda: self.changed.emit(self.text.toPlainText()))

    def show_template(self, text: str) -> None:
        """The template as the draft has it; what the user is writing stays."""
        if text != self.text.toPlainText():
            blocked = self.text.blockSignals(True)
            self.text.setPlainText(text)
            self.text.blockSignals(blocked)

    def show_columns(self, columns: Sequence[str], rows: int) -> None:
        """The columns that can be put in, and how many rows there are to look at."""
        self.row_number.setRange(1, max(1, rows))
        if tuple(columns) == self._columns:
            return
        self._columns = tuple(columns)
        clear_layout(self.insert_row)
        self._buttons = {}
        self.insert_row.addWidget(self._make_button("+ virtual tokens", "{soft:4}"))
        if len(self._columns) <= _MOST_BUTTONS:
            for name in self._columns:
                self.insert_row.addWidget(self._make_button(f"+ {name[:_LONGEST_NAME]}", "{" + name + "}"))
        else:
            self.insert_row.addWidget(self._make_menu_button())

    def insert_button(self, put: str) -> QPushButton:
        """The button that puts this in."""
        return self._buttons[put]

    def _make_button(self, text: str, put: str) -> QPushButton:
        made = button(text, f"Put {put} where the cursor stands.", role="quiet")
        made.clicked.connect(lambda: self._insert(put))
        self._buttons[put] = made
        return made

    def _make_menu_button(self) -> QPushButton:
        made = button("+ column", "Put a column where the cursor stands.", role="quiet")
        menu = QMenu(made)
        for name in self._columns:
            menu.addAction(name, partial(self._insert, "{" + name + "}"))
        made.setMenu(menu)
        return made

    def _insert(self, text: str) -> None:
        self.text.insertPlainText(text)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_preview(self, template: Template, row: Mapping[str, str], answer: str, note: str = "") -> None:
        self.say_error("")
        self.preview.setHtml(preview_html(template, row, answer))
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def say_error(self, text: str) -> None:
        """What is wrong with the template; the preview stays as it was."""
        self.error.setText(text)
        self.error.setVisible(bool(text))


def _height(edit: QPlainTextEdit | QTextEdit, lines: int) -> int:
    return edit.fontMetrics().lineSpacing() * lines + 22
