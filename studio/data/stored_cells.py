"""Cells by column in an Arrow file that is mapped into memory, so that a million rows take little of it.

A cell becomes text when it is asked for. What is known of the table beside its cells stands in a small file beside it.
"""

from __future__ import annotations

import json
import os
import threading
from array import array
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import accumulate, pairwise
from pathlib import Path
from typing import overload

import numpy as np
import psutil
import pyarrow as pa
from numpy.typing import NDArray
from pydantic import TypeAdapter

from studio.data.gathering import shared
from studio.data.table import BadRow, Table, TableFormat

_LINE = "line of the file"  # no column is called so twice: it stands behind them all
_SAME_START = 30  # seconds by which the clock may have been set


class StoredCells(Sequence[str]):
    """One column of a table."""

    def __init__(self, parts: Sequence[_Part]) -> None:
        self._parts = parts
        self._ends = list(accumulate(map(len, parts)))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> list[str]: ...

    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[one] for one in range(len(self))[place]]
        place = range(len(self))[place]
        number = bisect(self._ends, place)
        part = self._parts[number]
        return part[place - (self._ends[number] - len(part))]

    def __iter__(self) -> Iterator[str]:
        seen: dict[str, str] = {}
        for part in self._parts:
            yield from shared(part.texts(), seen)


class _Part:
    """Some cells of a column, as they lie in the file."""

    def __init__(self, cells: pa.Array) -> None:
        _, ends, texts = cells.buffers()
        self._ends: NDArray[np.int32] = np.frombuffer(ends, np.int32, len(cells) + 1, 4 * cells.offset)
        self._texts = memoryview(texts if texts is not None else b"")

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> str:
        return str(self._texts[self._ends[place] : self._ends[place + 1]], "utf-8")

    def texts(self) -> list[str]:
        first, last = int(self._ends[0]), int(self._ends[-1])
        whole = bytes(self._texts[first:last])
        ends = pairwise((self._ends - first).tolist())
        if whole.isascii():
            text = whole.decode("ascii")
            return [text[begin:end] for begin, end in ends]
        return [whole[begin:end].decode() for begin, end in ends]


class CellsFile:
    """Writes the rows of a table as they are read. Use as a context; `close` gives what was written its name."""

    def __init__(self, folder: Path, columns: Sequence[str]) -> None:
        """Raises OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        self.aside = folder / f".{os.getpid()}-{threading.get_ident()}.new"
        self._schema = pa.schema([*((name, pa.string()) for name in columns), (_LINE, pa.int64())])
        self._file = self.aside.open("wb")
        self._writer = pa.ipc.new_file(self._file, self._schema)
        self.rows = 0

    def __enter__(self) -> CellsFile:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._finish()
        finally:
            self.aside.unlink(missing_ok=True)

    def _finish(self) -> None:
        if not self._file.closed:
            with self._file:
                self._writer.close()

    def write(self, columns: Sequence[pa.Array], lines: NDArray[np.int64]) -> None:
        """Some rows. lines: where each starts"""
        numbers = pa.Array.from_buffers(pa.int64(), len(lines), [None, pa.py_buffer(lines)])
        self._writer.write_batch(pa.RecordBatch.from_arrays([*columns, numbers], schema=self._schema))
        self.rows += len(lines)

    def close(self, path: Path, form: TableFormat, bad_rows: Sequence[BadRow]) -> None:
        """All rows are written. path: in the same folder    form, bad_rows: of the table, for `stored_table`"""
        self._finish()
        said = {"boot": psutil.boot_time(), "format": asdict(form), "bad_rows": [asdict(bad) for bad in bad_rows]}
        path.with_suffix(".json").write_text(json.dumps(said), encoding="utf-8")
        os.replace(self.aside, path)


def stored_table(file: Path, path: Path, sha256: str) -> Table | None:
    """The table whose cells lie in a file; None where there is none that is whole. path, sha256: of what was read

    It is not flushed when it is written, so one from before the computer was started is not trusted.
    """
    try:
        known = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        if abs(known["boot"] - psutil.boot_time()) > _SAME_START:
            return None
        with pa.memory_map(str(file)) as mapped:
            reader = pa.ipc.open_file(mapped)
            batches = [reader.get_batch(number) for number in range(reader.num_record_batches)]
            columns = tuple(reader.schema.names[:-1])
        form = TypeAdapter(TableFormat).validate_python(known["format"])
        bad_rows = tuple(BadRow(**bad) for bad in known["bad_rows"])
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        return None
    lines = array("q")
    for batch in batches:
        lines.frombytes(memoryview(batch.column(len(columns)).buffers()[1])[: 8 * len(batch)])
    cells = tuple(StoredCells([_Part(batch.column(place)) for batch in batches]) for place in range(len(columns)))
    return Table(path.name, path, form, columns, bad_rows, sha256, cells, lines)
