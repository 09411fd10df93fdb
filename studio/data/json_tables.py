"""JSON lines, and JSON: a list of objects, such a list under a name, or a list for each column.

An object is a row, its keys name columns. What is no text is written as JSON writes it, nothing (null) as empty text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from studio.data.encoding import beginning_of, bytes_of, decoded
from studio.data.gathering import Gathered, check_size
from studio.data.header import column_names
from studio.data.table import Progress, ReadOptions, Table, TableFormat, unheard
from studio.errors import TableError
from studio.wording import counted

_SAID_EVERY = 10_000  # rows
_FEW = 3  # columns that are named in a sentence


class _RepeatedKeyError(ValueError):
    pass


def read_json_lines(path: Path, options: ReadOptions, progress: Progress) -> Table:
    """A row a line. Raises TableError where no row can be read."""
    return _read_lines(path, bytes_of(path), options, progress)


def read_first_lines(path: Path, options: ReadOptions, rows: int) -> Table:
    """The first rows, found out from the beginning. Raises TableError where none of them can be read."""
    data, _ = beginning_of(path)
    return _read_lines(path, data, options, unheard).part(0, rows)


def _read_lines(path: Path, data: bytes, options: ReadOptions, progress: Progress) -> Table:
    text, encoding, found = decoded(path, data, options.encoding)
    rows: list[tuple[int, Mapping[str, Any]]] = []
    bad: list[tuple[int, str, str]] = []
    blank = 0
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if number % _SAID_EVERY == 0:
            progress(number, len(lines))
        if not line.strip():
            blank += 1
            continue
        try:
            value = json_of(line)
        except _RepeatedKeyError as error:
            bad.append((number, str(error), line))
        except (ValueError, RecursionError):
            bad.append((number, "The line is not JSON.", line))
        else:
            if isinstance(value, dict):
                rows.append((number, value))
            else:
                bad.append((number, "The line holds no object, { ... }.", line))
    blank -= text.endswith("\n") or not text  # what follows the last line break is no line
    form = TableFormat(encoding, "", "none", True, (*found, "JSON lines: an object a line."), "json_lines")
    return _table(path, data, form, rows, bad, options, blank=blank)


def read_json(path: Path, options: ReadOptions, progress: Progress) -> Table:
    """Raises TableError for JSON that holds no table, or is none."""
    data = bytes_of(path)
    text, encoding, found = decoded(path, data, options.encoding)
    try:
        value = json_of(text)
    except _RepeatedKeyError as error:
        raise TableError(f"{path.name}: {error} Mend that, or take one of them out.", path=str(path)) from None
    except RecursionError:
        raise TableError(f"{path.name} nests too deep to be a table. Save a list of objects.", path=str(path)) from None
    except json.JSONDecodeError as error:
        raise TableError(
            f"{path.name}, line {error.lineno}: it is not JSON ({error.msg}). Mend the file, or choose a delimiter "
            "if it is another kind of table.",
            path=str(path),
            line=error.lineno,
        ) from None
    progress(1, 2)
    items, said = _rows_in(path, value)
    rows = [(number, item) for number, item in enumerate(items, 1) if isinstance(item, dict)]
    bad = [
        (number, "It is no object, { ... }.", _text(item))
        for number, item in enumerate(items, 1)
        if not isinstance(item, dict)
    ]
    form = TableFormat(encoding, "", "none", True, (*found, said), "json")
    return _table(path, data, form, rows, bad, options)


def _rows_in(path: Path, value: Any) -> tuple[list[Any], str]:
    """The rows of a JSON value, and where they were found. Raises TableError where there are none."""
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return value, "JSON: a list of objects."
    if isinstance(value, dict):
        lists = {
            key: inner
            for key, inner in value.items()
            if isinstance(inner, list) and any(isinstance(item, dict) for item in inner)
        }
        if lists:
            key = "data" if "data" in lists else max(lists, key=lambda name: len(lists[name]))
            others = [f'"{name}"' for name in lists if name != key]
            more = f" Other lists in the file are passed over: {', '.join(others)}." if others else ""
            return lists[key], f'JSON: the list of objects named "{key}".{more}'
        columns = {key: inner for key, inner in value.items() if isinstance(inner, list)}
        if len(columns) == len(value) and len({len(inner) for inner in columns.values()}) == 1:
            rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
            return rows, "JSON: a list for each column."
    raise TableError(
        f"{path.name} is JSON, but holds no list of objects. Save it as a list with an object for each row, "
        '[{"text": ..., "label": ...}, ...].',
        path=str(path),
        kind="json",
    )


def _table(
    path: Path,
    data: bytes,
    form: TableFormat,
    rows: Sequence[tuple[int, Mapping[str, Any]]],
    bad: Sequence[tuple[int, str, str]],
    options: ReadOptions,
    *,
    blank: int = 0,
) -> Table:
    keys = list(dict.fromkeys(key for _, row in rows for key in row)) or [""]
    check_size(path, len(rows), len(keys))
    names, names_found = column_names(path, keys, len(keys), options.columns)
    gathered = Gathered(len(keys))
    for number, row in rows:
        gathered.add(number, [cell_of(row.get(key)) for key in keys])
    for number, reason, text in bad:
        gathered.refuse(number, reason, text)
    lacking = {key: short for key in keys if (short := sum(key not in row for _, row in rows))}
    found = form.found + names_found
    if lacking:
        some = ", ".join(f"{key} ({counted(short, 'row')})" for key, short in list(lacking.items())[:_FEW])
        others = len(lacking) > _FEW
        found += (f"Keys that some objects lack are empty cells: {some}{' and others' if others else ''}.",)
    form = TableFormat(form.encoding, "", "none", True, found, form.kind)
    return gathered.table(path, hashlib.sha256(data).hexdigest(), form, names, blank=blank)


def cell_of(value: Any) -> str:
    """The text of a value in a cell. What Parquet and JSON hold beside text is written as JSON writes it."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return _text(value)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def json_of(text: str) -> Any:
    """A value as it is read from a table. Raises ValueError for what is not JSON, or names something twice."""
    return json.loads(text, object_pairs_hook=_object)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for place, name in enumerate(names) if name in names[:place])
        raise _RepeatedKeyError(f'An object names "{twice}" twice.')
    return made
