"""What a user can do with tables as wholes: import them, fetch them from the hub, read them in another way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.data.columns import ColumnGuess, guess_columns
from studio.data.hub_tables import FetchedTable, fetch_table, why_no_test
from studio.data.readers import first_rows, read_table, takes_long
from studio.data.table import ReadOptions, Table
from studio.data_spec import ANSWER_COLUMNS
from studio.errors import ProjectError
from studio.hub.data_sets import HubSplit
from studio.hub.transfer import Transfer
from studio.store.datasets import read_version
from studio.store.project import DataSetVersion
from studio.store.store import DataSetRow
from ui.language import said, tr
from ui.table_reading import TableReading
from ui.workers.background import run_in_background

if TYPE_CHECKING:
    from ui.actions import Actions

_FIRST_ROWS = 100  # of a large table, shown while the rest is read


class TableActions:
    """A part of Actions; what goes wrong is said by its runner. reading: a large table that is being read"""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions
        self._session = actions.session
        self.reading = TableReading(actions)
        self._read = 0  # counts readings of tables, so that a late one does not replace a newer one

    def import_table(
        self,
        source: Path | Sequence[Path],
        options: ReadOptions = ReadOptions(),  # noqa: B008  (frozen)
    ) -> None:
        """Copy a table into the project and take it for the next run. source: several files are one table"""
        self._actions.perform(
            lambda: self._import_table([source] if isinstance(source, Path) else list(source), options)
        )

    def _import_table(self, paths: list[Path], options: ReadOptions) -> None:
        opening = self._actions.opening

        def take(read: Table) -> None:
            if opening == self._actions.opening:  # else another project was opened meanwhile
                self._take_table(paths, read, options)

        # Read before there is a project: a bad file makes no empty one.
        self._read_in_background(paths, options, take)

    def _read_in_background(self, paths: Sequence[Path], options: ReadOptions, then: Callable[[Table], object]) -> None:
        """Read a table; of a large one the first rows are shown meanwhile, and it can be stopped."""
        what = tr("Reading {name}", name=paths[0].name)
        if not takes_long(paths):
            self._actions.in_background(what, lambda: read_table(paths, options), then)
            return
        reading = self.reading
        progress = reading.begin(paths[0].name)

        def say(done: int, total: int) -> None:
            progress.say(done / max(1, total))

        def take(read: Table) -> None:
            reading.end(progress)
            then(read)

        show = partial(reading.show_first, progress)
        run_in_background(lambda: first_rows(paths, options, rows=_FIRST_ROWS), show, lambda _error: None)
        self._actions.in_background(
            what, lambda: read_table(paths, options, progress=say), take, otherwise=lambda: reading.end(progress)
        )

    def _take_table(self, paths: Sequence[Path], read: Table, options: ReadOptions) -> None:
        """Into the open project, or one of its own."""
        project = self._actions.own_project(read.path.stem)

        def take_in() -> Table:
            version = project.import_table(paths, options, table=read)
            return replace(read, path=version.path, name=version.path.name)  # the same bytes

        def show(found: Table) -> None:
            if self._session.project is project:
                self._show_table(found, {"file": str(found.path), **_chosen(options)})

        self._actions.in_background(tr("Reading {name}", name=read.name), take_in, show)

    def fetch_from_hub(self, name: str, split: HubSplit, test: HubSplit | None = None) -> None:
        """Fetch a split of a data set of the hub, and take it for the next run. test: another, for its test table"""
        opening, splits = self._actions.opening, [split, *([test] if test is not None else [])]
        total = sum(one.size_bytes for one in splits)
        progress = self.reading.begin(name, is_fetched=True)

        def fetch() -> list[FetchedTable]:
            fetched, before = [], 0
            for one in splits:
                come = before

                def say(moved: Transfer, come: int = come) -> None:
                    progress.say((come + moved.done) / max(1, total))

                fetched.append(fetch_table(name, one, say))
                before += one.size_bytes
            return fetched

        def take(fetched: list[FetchedTable]) -> None:
            self.reading.end(progress)
            if opening == self._actions.opening:  # else another project was opened meanwhile
                self._read_in_background(
                    fetched[0].files, ReadOptions(), lambda read: self._take_fetched(fetched, read)
                )

        self._actions.in_background(
            tr("Fetching {name}", name=name), fetch, take, otherwise=lambda: self.reading.end(progress)
        )

    def _take_fetched(self, fetched: Sequence[FetchedTable], read: Table) -> None:
        """What came from the hub into the open project, or one of its own: the table, and maybe its test table."""
        project = self._actions.own_project(fetched[0].source.table_name)

        def take_in() -> tuple[Table, Path | None, str]:
            version = project.import_table(fetched[0].files, table=read, hub=fetched[0].source)
            table, test_file, why = replace(read, path=version.path, name=version.path.name), None, ""
            for other in fetched[1:]:
                test = read_table(other.files)
                why = why_no_test(table, test, guess_columns(table))
                test_file = None if why else project.import_table(other.files, table=test, hub=other.source).path
            for one in fetched:
                one.discard()
            return table, test_file, why

        def show(taken: tuple[Table, Path | None, str]) -> None:
            table, test_file, why = taken
            if self._session.project is project:
                tested = {"test_file": str(test_file)} if test_file else {}
                self._show_table(table, {"file": str(table.path), **tested})
                if why:
                    self._session.message.emit(said(why), "info")

        self._actions.in_background(tr("Reading {name}", name=read.name), take_in, show)

    def describe_table(self, table: Path | DataSetRow, show: Callable[[DataSetVersion, ColumnGuess], object]) -> None:
        """A table of the project, or a file that becomes one, and what its columns look like."""
        self._actions.perform(lambda: self._describe_table(table, show))

    def _describe_table(self, table: Path | DataSetRow, show: Callable[[DataSetVersion, ColumnGuess], object]) -> None:
        project = self._actions.the_project()

        def look() -> tuple[DataSetVersion, ColumnGuess]:
            version = read_version(table.folder) if isinstance(table, DataSetRow) else project.import_table(table)
            return version, guess_columns(read_table(version.path, version.card.options))

        def tell(found: tuple[DataSetVersion, ColumnGuess]) -> None:
            if self._session.project is project:
                show(*found)

        self._actions.in_background(tr("Reading {name}", name=table.name), look, tell)

    def read_again(self, options: ReadOptions) -> None:
        """Read the same file in another way."""
        self._actions.perform(lambda: self._read_again(options))

    def _read_again(self, options: ReadOptions) -> None:
        if self._session.changes:
            self._session.data_changed.emit()  # the form goes back to how the file is read
            raise ProjectError(
                tr("Cells are changed, and read in another way the rows are others. Save or discard them first.")
            )
        if self._session.table is not None:
            kept = {key: value for key, value in self._session.data.items() if key not in ReadOptions.model_fields}
            kept.pop("exclude", None)  # row numbers of the other reading
            self.read_table(self._session.table.path, kept | _chosen(options))

    def read_table(self, path: Path, data: dict[str, Any]) -> None:
        self._read += 1
        reading, project = self._read, self._session.project
        options = ReadOptions.of(data)

        def show(table: Table) -> None:
            if reading == self._read and self._session.project is project:
                self._show_table(table, data)

        self._read_in_background([path], options, show)

    def _show_table(self, table: Table, data: dict[str, Any]) -> None:
        """Columns as they were chosen where the table still has them, else as guessed."""
        roles = ("text", "text_pair", *ANSWER_COLUMNS.values())
        chosen = [data.get(role) for role in roles]
        is_complete = bool(data.get("template") or data.get("text")) and any(chosen[2:])
        if not is_complete or any(name is not None and name not in table.columns for name in chosen):
            guess = guess_columns(table)
            found = {"text": guess.text, "text_pair": guess.text_pair, "label": guess.label, "target": guess.target}
            dropped = (*roles, "template", "label_words", "merge_labels", "balance")
            data = {key: value for key, value in data.items() if key not in dropped}
            data |= {role: name for role, name in found.items() if name is not None}
        self._session.set_table(table, data)


def _chosen(options: ReadOptions) -> dict[str, Any]:
    return options.model_dump(exclude_none=True)
