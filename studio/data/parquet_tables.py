"""Parquet files. What is no text is written as JSON writes it; nothing (null) is empty text.

Classes that the file has as numbers and names with them, as data sets of the hub do, are read by their names.
"""

from __future__ import annotations

import base64
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from studio.data.class_names import Names, named, names_in_parquet
from studio.data.gathering import Gathered, check_size
from studio.data.header import column_names
from studio.data.json_tables import cell_of
from studio.data.table import Progress, ReadOptions, Table, TableFormat, unheard
from studio.errors import TableError
from studio.files import sha256_of
from studio.wording import counted, some_of

_ROWS_AT_ONCE = 10_000


def read_parquet(path: Path, options: ReadOptions, progress: Progress) -> Table:
    """Raises TableError for a damaged file, and for one without rows or columns."""
    return _read(path, options, progress)


def read_first_batch(path: Path, options: ReadOptions, rows: int) -> Table:
    """The first rows. Raises TableError as the whole would."""
    return _read(path, options, unheard, most=rows)


def _read(path: Path, options: ReadOptions, progress: Progress, *, most: int | None = None) -> Table:
    """most: so many rows, and no more"""
    try:
        digest = sha256_of(path) if most is None else ""
        with pq.ParquetFile(path) as file:
            keys = list(file.schema_arrow.names)
            if not keys or not file.metadata.num_rows:
                raise TableError(f"{path.name} has no rows. Choose a file with rows in it.", path=str(path))
            check_size(path, min(file.metadata.num_rows, most or file.metadata.num_rows), len(keys))
            names, names_found = column_names(path, keys, len(keys), options.columns)
            classes = names_in_parquet(file.schema_arrow.metadata)
            gathered, done = Gathered(len(keys)), 0
            for batch in islice(file.iter_batches(most or _ROWS_AT_ONCE), None if most is None else 1):
                progress(done, file.metadata.num_rows)
                columns = [_cells(column, classes.get(key)) for key, column in zip(keys, batch.columns, strict=True)]
                for number, cells in enumerate(zip(*columns, strict=True), done + 1):
                    gathered.add(number, cells)
                done += len(batch)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise TableError(
            f"{path.name} cannot be read as Parquet: {str(error).splitlines()[0]}. Save it again, or as CSV.",
            path=str(path),
            kind="parquet",
        ) from error
    said = f"Parquet: {counted(done, 'row')}, {counted(len(keys), 'column')}."
    in_words = tuple(
        f'The numbers of "{column}" are read by the names that the file has for them: {some_of(classes[column])}.'
        for column in keys
        if column in classes
    )
    form = TableFormat("", "", "none", True, (said, *in_words, *names_found), "parquet")
    return gathered.table(path, digest, form, names)


def _cells(column: pa.Array, classes: Names | None) -> list[str]:
    values = column.to_pylist()
    return [_cell(named(value, classes) if classes else value) for value in values]


def _cell(value: Any) -> str:
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case Decimal():
            return str(value)
        case bytes():
            try:
                return value.decode()
            except UnicodeDecodeError:
                return base64.b64encode(value).decode("ascii")
        case _:
            return cell_of(value)
