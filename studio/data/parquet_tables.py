"""Parquet files. What is no text is written as JSON writes it; nothing (null) is empty text."""

from __future__ import annotations

import base64
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from studio.data.gathering import Gathered
from studio.data.header import column_names
from studio.data.json_tables import cell_of
from studio.data.table import Progress, ReadOptions, Table, TableFormat
from studio.errors import TableError
from studio.files import sha256_of
from studio.wording import counted

_ROWS_AT_ONCE = 10_000


def read_parquet(path: Path, options: ReadOptions, progress: Progress) -> Table:
    """Raises TableError for a damaged file, and for one without rows or columns."""
    try:
        digest = sha256_of(path)
        with pq.ParquetFile(path) as file:
            keys = list(file.schema_arrow.names)
            if not keys or not file.metadata.num_rows:
                raise TableError(f"{path.name} has no rows. Choose a file with rows in it.", path=str(path))
            names, names_found = column_names(path, keys, len(keys), options.columns)
            gathered, done = Gathered(len(keys)), 0
            for batch in file.iter_batches(_ROWS_AT_ONCE):
                progress(done, file.metadata.num_rows)
                columns = [_cells(column) for column in batch.columns]
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
    form = TableFormat("", "", "none", True, (said, *names_found), "parquet")
    return gathered.table(path, digest, form, names)


def _cells(column: pa.Array) -> list[str]:
    return [_cell(value) for value in column.to_pylist()]


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
