"""What a user can do to the rows of the table: change cells, leave rows out, save a version, go back to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.data.rewriting import Changes, check_changes
from studio.data.table import Table
from studio.errors import ProjectError
from studio.store.project import DataSetVersion, Project
from studio.store.store import DataSetRow
from ui.language import counted, tr

if TYPE_CHECKING:
    from ui.actions import Actions


@dataclass(frozen=True)
class Undo:
    """what: for the menu, "Delete run X"."""

    what: str
    bring_back: Callable[[], object]


class RowActions:
    """A part of Actions; what goes wrong is said by its runner."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions
        self._session = actions.session

    def change_cells(self, changes: Changes) -> None:
        """Write other texts into cells of the table; its file stays until a version is saved."""
        self._actions.perform(lambda: self._change_cells(changes))

    def _change_cells(self, changes: Changes) -> None:
        table = self._table()
        check_changes(table, changes)
        before = {row: {name: table.row(row)[name] for name in cells} for row, cells in changes.items()}
        self._write_cells(changes)
        first = min(changes)
        what = counted(len(changes), "Change line {line}", "Change {n} rows", line=table.line_number(first))
        self._actions.remember(Undo(what, self._back_to(table, lambda: self._write_cells(before))), "")

    def _write_cells(self, changes: Changes) -> None:
        pending = self._session.changes
        merged = {row: {**pending.get(row, {}), **changes.get(row, {})} for row in {*pending, *changes}}
        self._session.set_changes(merged)

    def discard_changes(self) -> None:
        """Show the table as its file has it; undo brings the changes back."""
        table, changes = self._actions.perform(self._table), dict(self._session.changes)
        if table is not None and changes:
            self._session.set_changes({})
            back = self._back_to(table, lambda: self._session.set_changes(changes))
            self._actions.remember(Undo(tr("Discard changes"), back), tr("The changes are discarded."))

    def exclude_rows(self, rows: Sequence[int]) -> None:
        """Leave these rows, and no others, out of the next run."""
        table, before = self._actions.perform(self._table), list(self._session.data.get("exclude", ()))
        if table is None or list(rows) == before:
            return
        self._session.update_data(exclude=list(rows) or None)
        more = len(rows) - len(before)
        what = counted(more, "Exclude {n} row", "Exclude {n} rows") if more > 0 else tr("Take rows in again")
        self._actions.remember(
            Undo(what, self._back_to(table, lambda: self._session.update_data(exclude=before or None))), ""
        )

    def _back_to(self, table: Table, bring_back: Callable[[], object]) -> Callable[[], object]:
        """To be done while the data set of this table, in whatever version, is the one that is open."""

        def do() -> None:
            now = self._session.file_table
            if now is None or now.path.parent.parent != table.path.parent.parent or len(now) != len(table):
                raise ProjectError(
                    tr("{table} is no longer open, so its rows stay as they are. Open it first.", table=table.name)
                )
            bring_back()

        return do

    def save_changes(self) -> None:
        """Save the changed table as the data set's next version, and take that for the next run."""
        self._actions.perform(self._save_changes)

    def _save_changes(self) -> None:
        project, table, changes = self._project(), self._session.file_table, dict(self._session.changes)
        if table is None or not changes:
            return
        options = self._session.read_options()

        def show(saved: tuple[DataSetVersion, Table]) -> None:
            if self._session.project is project and self._session.file_table is table:
                self._take_version(*saved, changes)

        what = tr("Saving {name}", name=table.name)
        self._actions.in_background(what, lambda: project.change_table(table, changes, options), show)

    def _take_version(self, version: DataSetVersion, table: Table, saved: Changes) -> None:
        """The saved version in place of the one before; what was changed meanwhile stays a change."""
        changes = self._session.changes
        later = {
            row: {name: text for name, text in cells.items() if saved.get(row, {}).get(name) != text}
            for row, cells in changes.items()
        }
        self._session.changes = {}
        self._session.set_table(table, {**self._session.data, "file": str(version.path)})
        self._session.set_changes(later)
        words = tr("Saved as version {number}. The version before stays as it was.", number=version.number)
        self._session.message.emit(words, "info")

    def use_version(self, version: DataSetRow) -> None:
        """Take another version of the data set for the next run, with the columns as they are chosen."""
        data = {**self._session.data, "file": str(version.file)}
        if self._session.table is None or version.rows != len(self._session.table):
            data.pop("exclude", None)
        self._actions.tables.read_table(version.file, data)

    def save_now(self) -> None:
        """`save_changes`, at once; what goes wrong is raised."""
        table, changes = self._session.file_table, dict(self._session.changes)
        if table is not None and changes:
            options = self._session.read_options()
            self._take_version(*self._project().change_table(table, changes, options), changes)

    def _table(self) -> Table:
        if self._session.table is None:
            raise ProjectError(tr("There is no table yet. Import one on the Data page."))
        return self._session.table

    def _project(self) -> Project:
        if self._session.project is None:
            raise ProjectError(tr("No project is open. Open one, or make a new one, on the Home page."))
        return self._session.project
