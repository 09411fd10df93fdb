"""Corrections become a version of a data set, and a run takes the newest version of its tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from studio.data.corrections import Correction, Settled, carried, settled
from studio.data.readers import read_table
from studio.data.run_tables import kept_rows, read_data, split_of
from studio.data.table import ReadOptions, Table
from studio.data.template import Template
from studio.data_spec import DataSpec
from studio.spec import RunSpec
from studio.store.project import DataSetVersion, Project
from studio.store.run_folder import with_files


@dataclass(frozen=True)
class Corrected:
    """version, table: new; None where the corrections change nothing    before: the version that they were made to"""

    before: DataSetVersion
    version: DataSetVersion | None
    table: Table | None
    settled: Settled

    def rows(self, rows: Iterable[int], table: Table) -> tuple[int, ...]:
        """Rows of a table of the same data set as rows of the new version; those taken out are left out."""
        if self.table is None:
            return tuple(rows)
        if table.path.parent.name != self.before.card.version:
            return carried(rows, table, self.table)
        gone = set(self.settled.removed)
        return tuple(row - sum(one < row for one in gone) for row in rows if row not in gone)


def save_corrections(
    project: Project, data_set: str, corrections: Sequence[Correction], options: ReadOptions
) -> Corrected:
    """Make the next version of a data set, from its newest. options: how its tables are read

    Raises TableError for what its file cannot hold, ProjectError where there is none, StorageError.
    """
    newest = project.newest_version(data_set)
    table = read_table(newest.path, options)
    found = settled(corrections, table)
    if found.is_nothing:
        return Corrected(newest, None, None, found)
    version, made = project.change_table(table, found.changes, options, removed=found.removed, added=found.added)
    return Corrected(newest, version, made, found)


def on_newest(project: Project, spec: RunSpec) -> tuple[RunSpec, int]:
    """A run of absolute files on the newest versions of its tables, and how many rows of them leaked.

    Those are rows that the run was trained on, and that a run of the new spec sets aside: a table that has grown keeps
    most rows where they were, not all.
    Raises TableError, ProjectError.
    """
    data = spec.data
    old = read_data(data, project.folder)
    newer = with_files(data, lambda file: str(project.newest_version(project.data_set_of(file)).path))
    if newer == data:
        return spec, 0
    new = read_data(newer, project.folder)
    newer = newer.model_copy(update={"exclude": carried(data.exclude, old[0], new[0])})
    learned = _texts(data, old[0])[0]
    seen = sum(text in learned for text in _texts(newer, new[0])[1])
    return spec.model_copy(update={"data": newer}), seen


def _texts(data: DataSpec, table: Table) -> tuple[set[str], list[str]]:
    """Texts of rows that are trained on, and of those that are set aside, as far as case and white space tell them."""
    template = Template.parse(data.template_text)
    answers, kept = table.column(data.answers), kept_rows(data, table)
    sides = split_of(data, table, kept, template, answers, own_test=data.test_file is None)
    columns = [table.column(name) for name in template.columns]

    def text(row: int) -> str:
        return " ".join("\n".join(column[row] for column in columns).split()).casefold()

    return {text(row) for row in sides[0]}, [text(row) for side in sides[1:] for row in side]
