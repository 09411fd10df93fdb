"""The further tables that a run learns from beside its own: each with a name, and what is read and learned of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, final

from pydantic_core import ErrorDetails
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QMenu, QVBoxLayout, QWidget

from studio.files import free_name
from studio.methods.multitask_prompt_tuning.settings import SourceTask
from studio.store.store import DataSetRow
from ui.forms.columns_form import ColumnsForm
from ui.forms.editors import Editor, error_words
from ui.forms.rows import FormRows
from ui.language import counted, sentences, tr
from ui.plain_text import plain
from ui.theme import SPACE_2, SPACE_3
from ui.widgets import button, label, named, quiet_button, row_of, set_role

_LONGEST_NAME = 40
_FIRST = "data"  # what the first table is called beside the further ones
_ROLES = ("text", "label", "target")


class FurtherTable(QFrame):
    """One of the tables. changed: by the user. removed: the user takes it away."""

    changed = Signal()
    removed = Signal()

    def __init__(self, values: Mapping[str, Any], data_set: DataSetRow | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._values = dict(values)
        self._data_set = data_set
        self.name = QLineEdit(str(values.get("name", "")))
        tip = sentences(tr("What its scores and its adapter are called."), _NAME_WORDS)
        named(self.name, tr("Name of the table"), tip)
        self.remove = quiet_button(tr("Remove"), tr("Do not learn from this table. It stays in the project."))
        self.columns = ColumnsForm()
        self.error = label("", "error", wrap=True)
        self.file = label("", "strong", wrap=True)
        self.file_error = label("", "error", wrap=True)
        head = QHBoxLayout()
        head.addWidget(self.file, 1)
        head.addWidget(self.remove)
        rows = FormRows()
        self.name_row = rows.add_field(tr("Name"), self.name)
        rows.add_wide(self.columns)
        rows.add_wide(self.error)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        column.addLayout(head)
        column.addWidget(self.file_error)
        column.addLayout(rows)
        self._show_table()
        self.name.textChanged.connect(lambda _text: self.changed.emit())
        self.columns.changed.connect(self._take_columns)
        self.remove.clicked.connect(self.removed)

    @property
    def path(self) -> Path:
        return Path(str(self._values.get("file", "")))

    def values(self) -> dict[str, Any]:
        """Values of a SourceTask, valid or not."""
        return self._values | {"name": self.name.text().strip()}

    def controls(self) -> list[QWidget]:
        """What can have the focus, from top to bottom."""
        return [self.remove, self.name, self.columns.task, self.columns.text, self.columns.answer]

    def show_data_set(self, data_set: DataSetRow | None) -> None:
        """What the project knows of the file; None where it is not one of its tables."""
        if data_set != self._data_set:
            self._data_set = data_set
            self._show_table()

    def say(self, place: str, words: str) -> None:
        """What is wrong, beside the field of this name; what belongs to none stands below."""
        if place == "name":
            self.name_row.say_error(words)
        else:
            _say(self.error, words)

    def clear_errors(self) -> None:
        """Only what the file itself is lacking is said."""
        self.say("name", "")
        self.say("", "")
        known = self._data_set.columns if self._data_set is not None else None
        lacking = [str(self._values[role]) for role in _ROLES if self._values.get(role)]
        lacking = [name for name in lacking if known is not None and name not in known]
        if not self.path.exists():
            _say(self.file_error, tr("This table is not there any more. Remove it, and add another one."))
        elif lacking:
            _say(self.file_error, tr('It has no column "{column}". Choose another one.', column=lacking[0]))
        else:
            _say(self.file_error, "")

    def _take_columns(self, values: dict[str, Any]) -> None:
        self._values = {key: value for key, value in {**self._values, **values}.items() if value is not None}
        self._show_table()
        self.changed.emit()

    def _show_table(self) -> None:
        about = self.path.name
        if self._data_set is not None:
            about = counted(
                self._data_set.rows,
                "{name}, {version}: {n} row",
                "{name}, {version}: {n} rows",
                name=self._data_set.name,
                version=self._data_set.version,
            )
        self.file.setText(about)
        self.setAccessibleName(about)
        self.file.setToolTip(plain(str(self.path)))
        columns = list(self._data_set.columns) if self._data_set is not None else []
        chosen = [str(self._values[role]) for role in _ROLES if self._values.get(role)]
        self.columns.show_draft([*columns, *(name for name in chosen if name not in columns)], self._values)


_NAME_WORDS = tr("Up to {most} letters, digits, - and _.", most=_LONGEST_NAME)


class TableList(QWidget):
    """changed: by the user. data_set_wanted: a table of the project to add. file_wanted: a file, not chosen yet."""

    changed = Signal()
    data_set_wanted = Signal(object)
    file_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tables: list[FurtherTable] = []
        self._data_sets: dict[Path, DataSetRow] = {}
        self.add_button = button(tr("Add a table"), tr("Learn from one more table at once."), icon_name="plus")
        self.menu = QMenu(self.add_button)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self.fill_menu)
        self.add_button.setMenu(self.menu)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_2)
        self.none_yet = label("", "error", wrap=True)
        self.none_yet.setText(tr("Add at least one table: the source stage learns from several."))
        self._column.addLayout(row_of(self.add_button))
        self._column.addWidget(self.none_yet)

    def fill_menu(self) -> None:
        """The project's tables, and a file."""
        self.menu.clear()
        for row in self._data_sets.values():
            action = self.menu.addAction(f"{row.name}, {row.version}")
            columns = tr(", ").join(row.columns)
            tip = counted(row.rows, "{n} row, columns {columns}.", "{n} rows, columns {columns}.", columns=columns)
            action.setToolTip(plain(tip))
            action.triggered.connect(lambda _on=False, row=row: self.data_set_wanted.emit(row))
        if self._data_sets:
            self.menu.addSeparator()
        action = self.menu.addAction(tr("From a file …"))
        action.setToolTip(tr("Import a table into the project, and learn from it too."))
        action.triggered.connect(lambda: self.file_wanted.emit())

    def show_data_sets(self, rows: Sequence[DataSetRow]) -> None:
        """The tables of the project, to choose from and to know the columns by."""
        self._data_sets = {row.file: row for row in rows}
        for table in self.tables:
            table.show_data_set(self._data_sets.get(table.path))

    def values(self) -> list[dict[str, Any]]:
        return [table.values() for table in self.tables]

    def show_values(self, values: Sequence[Mapping[str, Any]]) -> None:
        """Show these tables in place of the others; nothing is told."""
        if list(values) == self.values():
            return
        for table in self.tables:
            self._drop(table)
        self.tables = []
        for one in values:
            self._append(one)

    def add(self, values: Mapping[str, Any], *, name: str) -> None:
        """One more table, under this name or one like it that is free."""
        wanted = re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_")[: _LONGEST_NAME - 4] or "table"
        taken = {_FIRST, *(table.values()["name"].casefold() for table in self.tables)}
        self._append({"name": free_name(wanted, taken), **values})
        self.changed.emit()

    def _append(self, values: Mapping[str, Any]) -> None:
        given = {key: value for key, value in values.items() if value is not None}
        table = FurtherTable(given, self._data_sets.get(Path(str(given.get("file", "")))), self)
        table.changed.connect(self.changed)
        table.removed.connect(lambda: self._remove(table))
        self._column.addWidget(table)
        self.tables.append(table)
        before: QWidget = self.add_button
        for control in (control for one in self.tables for control in one.controls()):
            self.setTabOrder(before, control)
            before = control

    def _remove(self, table: FurtherTable) -> None:
        self.tables.remove(table)
        self._drop(table)
        self.add_button.setFocus()
        self.changed.emit()

    def _drop(self, table: FurtherTable) -> None:
        self._column.removeWidget(table)
        table.hide()
        table.deleteLater()


@final
class TablesEditor(Editor):
    """Of a field that holds further tables."""

    wide = True

    def __init__(self) -> None:
        self.widget: TableList = TableList()
        tip = tr("Tables to learn from at once, beside that of the Data page, which is the first.")
        named(self.widget, tr("Further tables"), tip)

    def value(self) -> list[dict[str, Any]]:
        return self.widget.values()

    def show(self, value: Any) -> None:
        self.widget.show_values([_written(one) for one in value or ()])

    def on_change(self, tell: Callable[[], object]) -> None:
        self.widget.changed.connect(lambda: tell())

    def controls(self) -> list[QWidget]:
        return [self.widget.add_button, *(control for table in self.widget.tables for control in table.controls())]

    def say_errors(self, details: Sequence[ErrorDetails]) -> list[ErrorDetails]:
        tables = self.widget.tables
        self.widget.none_yet.setVisible(not tables)
        for table in tables:
            table.clear_errors()
        rest = []
        for detail in details:
            match detail["loc"]:
                case (_, int() as number, *place) if number < len(tables):
                    is_name = place == ["name"]
                    tables[number].say("name" if is_name else "", _NAME_WORDS if is_name else error_words(detail))
                case _:
                    rest.append(detail)
        names = [_FIRST, *(table.values()["name"].casefold() for table in tables)]
        twice = {name for name in names if names.count(name) > 1}
        for table in (table for table, name in zip(tables, names[1:], strict=True) if name in twice):
            table.say("name", tr("Another table has this name. Choose one of its own."))
        return [] if twice or not tables else rest


def _written(values: Mapping[str, Any]) -> dict[str, Any]:
    """A table as a run.toml has it: what is as by default is left out."""
    fields = SourceTask.model_fields
    return {key: value for key, value in values.items() if key not in fields or value != fields[key].default}


def _say(error: QLabel, words: str) -> None:
    error.setText(words)
    error.setVisible(bool(words))
