"""Several files as one table: those that are named, or all tables of a folder. Their columns must be the same."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate
from pathlib import Path

from studio.data.gathering import shared
from studio.data.kinds import TABLE_ENDINGS
from studio.data.table import Progress, ReadOptions, Table
from studio.errors import TableError
from studio.wording import counted, some_of

Read = Callable[[Path, ReadOptions, Progress], Table]  # a file
_PARTS = 1000  # of a file, in telling how far it is
_DESCRIPTIONS = ("dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json")  # of `datasets`


def parts_of(source: Path | Sequence[Path]) -> dict[str, Path]:
    """The files of a table that is a folder, or of several files, by names that are each there once.

    Of a folder those whose names end as tables do, but descriptions of data sets.
    Raises TableError where there are none.
    """
    files = list(source) if not isinstance(source, Path) else _tables_in(source)
    parts: dict[str, Path] = {}
    for file in files:
        known = file.suffix.lower() in TABLE_ENDINGS
        stem, ending = (file.stem, file.suffix) if known else (file.name, TABLE_ENDINGS[0])
        name, number = stem + ending, 2
        while name.casefold() in map(str.casefold, parts):
            name, number = f"{stem}-{number}{ending}", number + 1
        parts[name] = file
    return parts


def read_folder(path: Path, options: ReadOptions, progress: Progress, *, read: Read) -> Table:
    """Raises TableError for a folder without tables, for a file that is none, and for columns that differ."""
    parts = parts_of(path)
    beside = sorted(file.name for file in path.iterdir() if file.is_file() and file.name not in parts)
    table = read_files(parts, options, progress, path=path, read=read)
    if not beside:
        return table
    said = f"Other files of the folder are passed over: {some_of(beside)}."
    return replace(table, format=replace(table.format, found=(*table.format.found, said)))


def read_files(parts: Mapping[str, Path], options: ReadOptions, progress: Progress, *, path: Path, read: Read) -> Table:
    """The files' rows one behind the other. parts: by name    path: what the table is called by"""
    tables = {}
    for done, (name, file) in enumerate(parts.items()):
        tables[name] = read(file, options, partial(_tell, progress, done, len(parts)))
    first_name, first = next(iter(tables.items()))
    for name, table in tables.items():
        if set(table.columns) != set(first.columns):
            raise TableError(
                f"{name} has the columns {', '.join(table.columns)}, and {first_name} has {', '.join(first.columns)}. "
                "Give all files of one table the same columns, or import them one by one.",
                path=str(parts[name]),
            )
    begins = accumulate(map(len, tables.values()), initial=0)
    rows = [f"{name} ({counted(len(table), 'row')})" for name, table in tables.items()]
    found = [f"{counted(len(tables), 'file')} as one table: {some_of(rows)}.", *first.format.found]
    for name, table in list(tables.items())[1:]:
        found += [f"{name}: {said}" for said in table.format.found if said not in first.format.found]
    return Table(
        name=path.name,
        path=path,
        format=replace(first.format, found=tuple(found)),
        columns=first.columns,
        bad_rows=tuple(replace(bad, file=name) for name, table in tables.items() for bad in table.bad_rows),
        sha256=digest_of({name: table.sha256 for name, table in tables.items()}),
        _cells=tuple(
            shared([cell for table in tables.values() for cell in table.cells(name)]) for name in first.columns
        ),
        _lines=array("l", (line for table in tables.values() for line in table.line_numbers)),
        _files=tuple(zip(begins, tables, strict=False)),  # where the last of them ends nothing begins
    )


def _tell(progress: Progress, before: int, files: int, done: int, total: int) -> None:
    """How far all files are, as one of them says how far it is. before: files that are read"""
    progress(before * _PARTS + _PARTS * done // max(1, total), files * _PARTS)


def digest_of(parts: Mapping[str, str]) -> str:
    """Of several files, by their names and SHA-256."""
    return hashlib.sha256("".join(f"{name}\0{digest}\n" for name, digest in parts.items()).encode()).hexdigest()


def _tables_in(folder: Path) -> list[Path]:
    try:
        files = sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith("."))
    except OSError as error:
        raise TableError(f"{folder} cannot be read. Check that you may open it.", path=str(folder)) from error
    tables = [file for file in files if file.suffix.lower() in TABLE_ENDINGS and file.name not in _DESCRIPTIONS]
    if not tables:
        raise TableError(
            f"{folder.name} is a folder without a table in it. Choose a file, or a folder of CSV, TSV, JSON, Parquet "
            "or Excel files.",
            path=str(folder),
        )
    return tables
