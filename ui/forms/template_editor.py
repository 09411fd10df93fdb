"""The template: words, columns and virtual tokens in their places, shown on a row of the table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPlainTextEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from studio.data.reading import Budget, Token
from ui.charts.budget_meter import BudgetMeter
from ui.charts.export import ChartButtons
from ui.forms.template_canvas import TemplateCanvas
from ui.language import tr
from ui.theme import SPACE_1, SPACE_2
from ui.widgets import SpinBox, button, clear_layout, hint, label, named, quiet_button, row_of, set_role

_LINES_EDITED = 3
_SHOWN_HIGH = 168  # pixels of the canvas before it scrolls
_MOST_BUTTONS = 3  # more columns stand in a menu
_NARROWEST_NUMBER = 88
_LONGEST_NAME = 16


class TemplateEditor(QWidget):
    """changed: the text of the template, as written. reset: the user wants the plain one."""

    changed = Signal(str)
    reset = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        self.text = QPlainTextEdit()
        named(self.text, tr("Template"), tr("Words, columns in braces, and {soft:20} for virtual tokens."))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(_height(self.text, _LINES_EDITED))
        self.insert_row = QHBoxLayout()
        self.insert_row.setSpacing(SPACE_1)
        self.plain = quiet_button(
            tr("Reset"), tr("The plain template: virtual tokens in front, then the text, then the answer.")
        )
        self.plain.clicked.connect(self.reset)
        insert = QHBoxLayout()
        insert.addLayout(self.insert_row)
        insert.addStretch(1)
        self.error = label("", "error", wrap=True)
        self.error.hide()
        self.row_number = named(SpinBox(1, 1), tr("Row shown"), tr("Which row of the table is shown below."))
        self.row_number.setMinimumWidth(_NARROWEST_NUMBER)
        self.before = quiet_button("‹", tr("Show the row before (Alt+Left)."))
        self.after = quiet_button("›", tr("Show the next row (Alt+Right)."))
        self.longest = quiet_button(tr("Longest row"), tr("Show the row with the most tokens."))
        self.canvas = TemplateCanvas()
        self.meter = BudgetMeter()
        self.buttons = ChartButtons(tr("context"), lambda: self.meter.tools)
        self.note = hint()
        self.note.hide()
        column.addWidget(self.text)
        column.addLayout(insert)
        column.addWidget(self.error)
        insert.addWidget(self.plain)
        shown = row_of(label(tr("Row"), "muted"), self.before, self.row_number, self.after, self.longest)
        shown.addWidget(self.buttons)
        column.addLayout(shown)
        column.addWidget(self._make_scroll())
        column.addWidget(self.meter)
        column.addWidget(self.note)
        self._columns: tuple[str, ...] = ()
        self._buttons: dict[str, QPushButton] = {}
        self._longest_row: int | None = None
        self.text.textChanged.connect(lambda: self.changed.emit(self.text.toPlainText()))
        self.before.clicked.connect(partial(self._step, -1))
        self.after.clicked.connect(partial(self._step, 1))
        self.longest.clicked.connect(self._show_longest)
        for one, name, keys in ((self.before, tr("Row before"), "Alt+Left"), (self.after, tr("Next row"), "Alt+Right")):
            one.setAccessibleName(name)
            one.setShortcut(QKeySequence(keys))
        self.show_longest(None)
        self.show_preview((), None, None)

    def _make_scroll(self) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedHeight(_SHOWN_HIGH)
        area.viewport().setAutoFillBackground(False)
        area.setWidget(self.canvas)
        set_role(area, "framed")
        return named(area, tr("Preview"), tr("The row as the model reads it, a field a token. Arrow keys scroll."))

    def _step(self, by: int) -> None:
        self.row_number.setValue(self.row_number.value() + by)

    def _show_longest(self) -> None:
        if self._longest_row is not None:
            self.row_number.setValue(self._longest_row + 1)

    def show_longest(self, row: int | None) -> None:
        """The row with the most tokens, None while it is not known."""
        self._longest_row = row
        self.longest.setVisible(row is not None)

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
        self.insert_row.addWidget(self._make_button(tr("+ virtual tokens"), "{soft:4}"))
        if len(self._columns) <= _MOST_BUTTONS:
            for name in self._columns:
                self.insert_row.addWidget(self._make_button(f"+ {name[:_LONGEST_NAME]}", "{" + name + "}"))
        else:
            self.insert_row.addWidget(self._make_menu_button())

    def insert_button(self, put: str) -> QPushButton:
        """The button that puts this in."""
        return self._buttons[put]

    def _make_button(self, text: str, put: str) -> QPushButton:
        made = button(text, tr("Put {text} where the cursor stands.", text=put), role="quiet")
        made.clicked.connect(lambda: self._insert(put))
        self._buttons[put] = made
        return made

    def _make_menu_button(self) -> QPushButton:
        made = button(tr("+ column"), tr("Put a column where the cursor stands."), role="quiet")
        menu = QMenu(made)
        for name in self._columns:
            menu.addAction(name, partial(self._insert, "{" + name + "}"))
        made.setMenu(menu)
        return made

    def _insert(self, text: str) -> None:
        self.text.insertPlainText(text)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_preview(self, tokens: Sequence[Token], budget: Budget | None, longest: int | None, note: str = "") -> None:
        """tokens: of the row    budget: what they take, None without the model    longest: tokens of the longest row"""
        self.say_error("")
        self.canvas.set_tokens(tokens)
        self.meter.set_budget(budget, longest)
        self.buttons.setVisible(budget is not None)
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def say_error(self, text: str) -> None:
        """What is wrong with the template; the preview stays as it was."""
        self.error.setText(text)
        self.error.setVisible(bool(text))


def _height(edit: QPlainTextEdit, lines: int) -> int:
    return edit.fontMetrics().lineSpacing() * lines + 22
