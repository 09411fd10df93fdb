"""Which rows a run set aside: those of its validation or test split, in the table where they stand."""

from __future__ import annotations

from pathlib import Path

from studio.data.run_tables import kept_rows, read_data, split_of
from studio.data.table import Table
from studio.data.template import Template
from studio.data_spec import DataSpec
from studio.errors import AdapterError, TableError
from studio.interpretation.findings import Split
from studio.spec import RunSpec, read_run_spec

_RUN_FILE = "run.toml"


def rows_of_split(adapter: Path, template: Template, split: Split) -> tuple[Table, list[int]]:
    """The table of the run that made an adapter's folder, and the numbers of the split's rows.

    Raises AdapterError for an adapter of no run, TableError where the split has no rows.
    """
    run_dir = adapter.parent
    if not (run_dir / _RUN_FILE).is_file():
        raise AdapterError(f"{adapter.name}: is of no run here, so its rows are not known. Choose a table.")
    data = _data_of(adapter, read_run_spec(run_dir / _RUN_FILE))
    table, test_table = read_data(data, run_dir)
    if split == "test" and test_table is not None:
        return test_table, list(range(len(test_table)))
    answers = table.column(data.answers)
    _, validation, test = split_of(data, table, kept_rows(data, table), template, answers, own_test=test_table is None)
    numbers = test if split == "test" else validation
    if not numbers:
        raise TableError(f"{table.name}: the run set no rows aside for {split}. Choose another split or a table.")
    return table, numbers


def _data_of(adapter: Path, spec: RunSpec) -> DataSpec:
    """Of a further table's adapter, "adapter-<table>", that table; else the run's own."""
    for further in spec.method.further_tables:
        if isinstance(further, DataSpec) and adapter.name == f"adapter-{getattr(further, 'name', '')}":
            return further
    return spec.data
