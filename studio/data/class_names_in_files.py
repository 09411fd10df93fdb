"""Classes that stand in a table's file as numbers are given their names there."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from studio.data.class_names import NAMES_KEY, Names, named, names_in_parquet
from studio.data.encoding import bytes_of, decoded
from studio.data.json_tables import json_of
from studio.data.kinds import kind_of
from studio.data.readers import read_table
from studio.data.rewriting import rewritten
from studio.data.table import ReadOptions, Table
from studio.files import replacing


def write_names(file: Path, target: Path, names: Mapping[str, Names]) -> None:
    """Move a table's file to `target`, where it says the names of its classes.

    Lines without numbers of classes stay as they are. At once: nothing is named twice, however the program ends.
    Raises TableError for what is no table, StorageError where it cannot be written.
    """
    with replacing(target) as aside:
        if not (names and _wrote(file, aside, names)):
            os.replace(file, aside)


def _wrote(file: Path, aside: Path, names: Mapping[str, Names]) -> bool:
    """Whether there was something to name in the file, so that it stands at `aside` now with that."""
    match kind_of(file, is_delimited=False):
        case "parquet":
            return _wrote_parquet(file, aside, names)
        case "json_lines":
            text, encoding, _ = decoded(file, bytes_of(file), None)
            said = "\n".join(_named_line(line, names, encoding) for line in text.split("\n"))
            aside.write_bytes(said.encode(encoding, "surrogateescape"))
            return True
        case "delimited":
            table = read_table(file)
            changes = _named_cells(table, names)
            if changes:
                aside.write_bytes(rewritten(table, changes, ReadOptions()))
            return bool(changes)
    return False


def _wrote_parquet(file: Path, aside: Path, names: Mapping[str, Names]) -> bool:
    """With names that the file does not have itself, as it would have them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file) as opened:
            schema = opened.schema_arrow
            wanted = {**names, **names_in_parquet(schema.metadata)}
            if wanted.keys() & set(schema.names) <= names_in_parquet(schema.metadata).keys():
                return False
            schema = schema.with_metadata({**(schema.metadata or {}), NAMES_KEY: json.dumps(wanted).encode()})
            with pq.ParquetWriter(aside, schema) as written:
                for batch in opened.iter_batches():
                    written.write_batch(batch)
    except pa.ArrowException:
        return False  # who reads the file says what is wrong with it
    return True


def _named_line(line: str, names: Mapping[str, Names], encoding: str) -> str:
    try:
        row = json_of(line)
    except (ValueError, RecursionError):
        return line
    if not isinstance(row, dict):
        return line
    made = {key: named(value, names[key]) if key in names else value for key, value in row.items()}
    if made == row:
        return line
    said = json.dumps(made, ensure_ascii=False)
    try:
        said.encode(encoding, "surrogateescape")
    except UnicodeEncodeError:
        return json.dumps(made)
    return said


def _named_cells(table: Table, names: Mapping[str, Names]) -> dict[int, dict[str, str]]:
    """The cells whose classes have other names than stand there: row number to column to name."""
    changes: dict[int, dict[str, str]] = {}
    for column in (name for name in table.columns if name in names):
        by_number = {str(number): name for number, name in enumerate(names[column])}
        for row, cell in enumerate(table.cells(column)):
            if cell in by_number:
                changes.setdefault(row, {})[column] = by_number[cell]
    return changes
