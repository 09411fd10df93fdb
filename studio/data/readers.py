"""Tables of every kind are read: the one place that knows all readers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studio.data.kinds import kind_of
from studio.data.table import LARGE, Progress, ReadOptions, Table, unheard

_SLOWER = {".xlsx": 10}  # so many times as long, a byte


def read_table(
    path: str | Path | Sequence[Path],
    options: ReadOptions = ReadOptions(),  # noqa: B008  (frozen)
    *,
    progress: Progress = unheard,
) -> Table:
    """Read a table of any kind, or a folder of tables, or several files, as one; find out what the options leave open.

    Raises TableError when there is no table to read: no file, an empty folder, a binary file, no text, no rows.
    A row that cannot be read is no error; it stands in `bad_rows`.
    """
    # Readers are imported here: of most of them a program that reads CSV needs nothing, and some take long.
    if not isinstance(path, str | Path):
        if len(path) != 1:
            from studio.data.several import parts_of, read_files

            return read_files(parts_of(path), options, progress, path=path[0], read=_read)
        path = path[0]
    return _read(Path(path), options, progress)


def _read(path: Path, options: ReadOptions, progress: Progress) -> Table:
    match kind_of(path, is_delimited=options.delimiter is not None):
        case "several":
            from studio.data.several import read_folder

            return read_folder(path, options, progress, read=_read)
        case "json_lines":
            from studio.data.json_tables import read_json_lines as read
        case "json":
            from studio.data.json_tables import read_json as read
        case "parquet":
            from studio.data.parquet_tables import read_parquet as read
        case "excel":
            from studio.data.workbooks import read_workbook as read
        case _:
            from studio.data.delimited import read_delimited as read
    return read(path, options, progress)


def takes_long(paths: Sequence[Path]) -> bool:
    """Whether a table is so large that a person wants to see how far its reading is."""
    try:
        files = [file for path in paths for file in (path.iterdir() if path.is_dir() else [path]) if file.is_file()]
        return sum(file.stat().st_size * _SLOWER.get(file.suffix.lower(), 1) for file in files) >= LARGE
    except OSError:  # its reading says why
        return False


def first_rows(
    path: str | Path | Sequence[Path],
    options: ReadOptions = ReadOptions(),  # noqa: B008  (frozen)
    *,
    rows: int,
) -> Table | None:
    """The first rows, which are there before all of a table is read; of several files those of the first one.

    None for JSON, of which no row is known before its end. What is found out of the beginning may turn out otherwise.
    Raises TableError as `read_table` does.
    """
    first = Path(path) if isinstance(path, str | Path) else path[0]
    if first.is_dir():
        from studio.data.several import parts_of

        first = next(iter(parts_of(first).values()))
    match kind_of(first, is_delimited=options.delimiter is not None):
        case "json" | "several":
            return None
        case "json_lines":
            from studio.data.json_tables import read_first_lines as read
        case "parquet":
            from studio.data.parquet_tables import read_first_batch as read
        case "excel":
            from studio.data.workbooks import read_top as read
        case _:
            from studio.data.delimited import read_beginning as read
    return read(first, options, rows)
