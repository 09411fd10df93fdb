"""Classes that stand in a table's file as numbers are given their names there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from studio.data.class_names import NAMES_KEY, Names, named, names_in_parquet
from studio.data.json_tables import json_of
from studio.data.kinds import kind_of
from studio.data.readers import read_table
from studio.data.rewriting import rewritten
from studio.data.table import ReadOptions, Table
from studio.files import replacing


def write_names(file: Path, names: Mapping[str, Names]) -> None:
    """Let a table's file say the names of its classes; lines without numbers of classes stay as they are.

    Raises TableError for what is no table, StorageError where it cannot be written.
    """
    match kind_of(file, is_delimited=False):
        case "parquet":
            _write_into_parquet(file, names)
        case "json_lines":
            lines = file.read_text("utf-8", "surrogateescape").split("\n")
            _replace(file, "\n".join(_named_line(line, names) for line in lines).encode("utf-8", "surrogateescape"))
        case "delimited":
            table = read_table(file)
            changes = _named_cells(table, names)
            if changes:
                _replace(file, rewritten(table, changes, ReadOptions()))


def _write_into_parquet(file: Path, names: Mapping[str, Names]) -> None:
    """Names that the file does not have itself, as it would have them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(file)
        wanted = {**names, **names_in_parquet(schema.metadata)}
        if wanted.keys() & set(schema.names) > names_in_parquet(schema.metadata).keys():
            metadata = {**(schema.metadata or {}), NAMES_KEY: json.dumps(wanted).encode()}
            with replacing(file) as aside:
                pq.write_table(pq.read_table(file).replace_schema_metadata(metadata), aside)
    except pa.ArrowException:
        return  # who reads the file says what is wrong with it


def _named_line(line: str, names: Mapping[str, Names]) -> str:
    try:
        row = json_of(line)
    except (ValueError, RecursionError):
        return line
    if not isinstance(row, dict):
        return line
    made = {key: named(value, names[key]) if key in names else value for key, value in row.items()}
    return line if made == row else json.dumps(made, ensure_ascii=False)


def _named_cells(table: Table, names: Mapping[str, Names]) -> dict[int, dict[str, str]]:
    """The cells whose classes have other names than stand there: row number to column to name."""
    changes: dict[int, dict[str, str]] = {}
    for column in (name for name in table.columns if name in names):
        for row, cell in enumerate(table.cells(column)):
            if cell.isdecimal() and int(cell) < len(names[column]):
                changes.setdefault(row, {})[column] = names[column][int(cell)]
    return changes


def _replace(file: Path, data: bytes) -> None:
    with replacing(file) as aside:
        aside.write_bytes(data)
