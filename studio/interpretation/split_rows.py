"""Which rows a run set aside: those of its validation or test split, in the table where they stand."""

from __future__ import annotations

from pathlib import Path

from studio.data.run_tables import kept_rows, learned_data, read_data, split_of
from studio.data.table import Table
from studio.data.template import Template
from studio.errors import TableError
from studio.interpretation.findings import Split


def rows_of_split(adapter: Path, template: Template, split: Split) -> tuple[Table, list[int]]:
    """The table of the run that made an adapter's folder, and the numbers of the split's rows.

    Raises AdapterError for an adapter of no run, TableError where the split has no rows.
    """
    data, run_dir = learned_data(adapter)
    table, test_table = read_data(data, run_dir)
    if split == "test" and test_table is not None:
        return test_table, list(range(len(test_table)))
    answers = table.column(data.answers)
    _, validation, test = split_of(data, table, kept_rows(data, table), template, answers, own_test=test_table is None)
    numbers = test if split == "test" else validation
    if not numbers:
        raise TableError(f"{table.name}: the run set no rows aside for {split}. Choose another split or a table.")
    return table, numbers
