"""Classes that stand in a table as numbers, by their names, where the features of its data set say these.

Features are those of the `datasets` library, as Parquet files carry them and as a repository's README.md has them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from studio.data.encoding import bytes_of, decoded
from studio.data.json_tables import json_of
from studio.data.kinds import kind_of
from studio.data.rewriting import rewritten
from studio.data.table import ReadOptions, Table, read_table
from studio.files import replacing

Names = tuple[str, ...]  # of the classes 0, 1, 2, ...
_DEEPEST = 6
_OUR_KEY = b"softprompt_studio.class_names"  # in a Parquet file whose names its README.md had


def names_in_parquet(metadata: Mapping[bytes, bytes] | None) -> dict[str, Names]:
    """Column to names. metadata: of a Parquet file's schema"""
    metadata = metadata or {}
    try:
        if _OUR_KEY in metadata:
            found = [(column, _in_order(names)) for column, names in json.loads(metadata[_OUR_KEY]).items()]
        else:
            features = json.loads(metadata[b"huggingface"])["info"]["features"].items()
            found = [(column, _names_of(feature)) for column, feature in features]
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        return {}
    return {column: names for column, names in found if names}


def names_in_card(features: object) -> dict[str, Names]:
    """Column to names. features: of a data set's README.md"""
    columns = [one for one in features if isinstance(one, Mapping)] if isinstance(features, list) else []
    found = ((str(column.get("name")), _names_of(column)) for column in columns)
    return {column: names for column, names in found if names}


def named(value: Any, names: Names) -> Any:
    """A class's name for its number, in lists too. What is no number of a class stays, such as -1 for none."""
    if isinstance(value, list):
        return [named(one, names) for one in value]
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return names[value] if is_number and 0 <= value < len(names) else value


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
            schema = schema.with_metadata({**(schema.metadata or {}), _OUR_KEY: json.dumps(wanted).encode()})
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


def _names_of(feature: object, depth: int = 0) -> Names:
    """Of one column, or of what its lists hold; none where it has no classes. depth: of lists in lists"""
    if depth > _DEEPEST:  # a README.md may hold itself
        return ()
    if isinstance(feature, list):  # of older files: a list of one
        return _names_of(feature[0], depth + 1) if feature else ()
    if not isinstance(feature, Mapping):
        return ()
    if feature.get("_type") == "ClassLabel":
        return _in_order(feature.get("names"))
    if isinstance(feature.get("class_label"), Mapping):
        return _in_order(feature["class_label"].get("names"))
    inner = (_names_of(feature.get(key), depth + 1) for key in ("feature", "dtype", "sequence", "list"))
    return next(filter(None, inner), ())


def _in_order(names: object) -> Names:
    """A list, or a mapping of numbers; none where a number lacks its name."""
    if isinstance(names, Mapping):
        by_number = {str(number): name for number, name in names.items()}
        names = [by_number.get(str(number)) for number in range(len(by_number))]
    is_whole = isinstance(names, list) and all(type(name) in (str, int) for name in names)
    return tuple(map(str, names)) if is_whole and isinstance(names, list) else ()
