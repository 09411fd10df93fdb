"""Examples by column, in an Arrow file that is mapped into memory, so that a million of them take little of it.

What is asked of all at once (lengths, labels) is an array; an `Example` is made when it is asked for. No torch.
"""

from __future__ import annotations

import os
import zlib
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, islice
from pathlib import Path
from typing import Literal, overload

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from studio.data.examples import Example

Numbers = NDArray[np.int32]
ListColumn = Literal["ids", "answer_ids", "source_ids", "word_places", "tags"]
_LISTS: tuple[ListColumn, ...] = ("ids", "answer_ids", "source_ids", "word_places", "tags")
_READ: tuple[ListColumn, ...] = ("ids", "answer_ids", "source_ids")  # what an example's length counts
_SCHEMA = pa.schema(
    [pa.field(name, pa.list_(pa.int32())) for name in _LISTS]
    + [pa.field(name, pa.int32()) for name in ("label", "row", "cut")]
)
_NO_LABEL = -1
_ROWS_A_PART = 1000
_FINGERPRINT, _CHECKSUM = b"fingerprint", b"checksum"


class StoredExamples(Sequence[Example]):
    """lengths: of each example, as `len` tells it    labels: -1 where unknown    rows: of the table

    cut: 1 where text was cut. All of them [n].
    """

    def __init__(self, parts: Sequence[_Part]) -> None:
        self._parts = parts
        self._ends = list(accumulate(part.rows for part in parts))
        self.lengths = _whole([sum((np.diff(part.lists[name][0]) for name in _READ), _ZERO) for part in parts])
        self.labels, self.rows, self.cut = (
            _whole([part.numbers[name] for part in parts]) for name in ("label", "row", "cut")
        )

    @classmethod
    def of(cls, examples: Iterable[Example]) -> StoredExamples:
        """Examples by column in memory, without a file; themselves where they are by column already."""
        if isinstance(examples, StoredExamples):
            return examples
        return cls([_Part(batch) for batch in _batches(examples)])

    @classmethod
    def joined(cls, several: Iterable[Sequence[Example]]) -> StoredExamples:
        """All of several, one behind the other."""
        return cls([part for one in several for part in cls.of(one)._parts])

    @classmethod
    def written(cls, examples: Iterable[Example], path: Path, fingerprint: str) -> StoredExamples:
        """Write examples, as they come, into a file that is there once it is whole, and map it.

        fingerprint: what says, when the file is found again, whether it holds the same. Raises OSError.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(path.name + ".new")
        schema = _SCHEMA.with_metadata({_FINGERPRINT: fingerprint})
        try:
            with aside.open("wb") as file, pa.ipc.new_file(file, schema) as writer:
                for batch in _batches(examples):
                    writer.write_batch(batch, custom_metadata={_CHECKSUM: _Part(batch).checksum()})
            os.replace(aside, path)
        finally:
            aside.unlink(missing_ok=True)
        return cls([part for part, _ in _mapped(path)[1]])

    @classmethod
    def found(cls, path: Path, fingerprint: str) -> StoredExamples | None:
        """The examples of a file, mapped; None where there is none of this fingerprint that is whole.

        It is not flushed when it is written, which takes longer than all else, so a loss of power may damage it.
        """
        try:
            known, parts = _mapped(path)
        except Exception:  # of what is damaged a reader may say anything: a column is missing, a name is no text
            return None
        if known != fingerprint or any(part.checksum() != checksum for part, checksum in parts):
            return None
        return cls([part for part, _ in parts])

    def close(self) -> None:
        """Let go of the file, which Windows does not delete before. Nothing can be asked of the examples after it."""
        for part in self._parts:
            part.lists.clear()
            part.numbers.clear()

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, place: int) -> Example: ...

    @overload
    def __getitem__(self, place: slice) -> list[Example]: ...

    def __getitem__(self, place: int | slice) -> Example | list[Example]:
        if isinstance(place, slice):
            return [self[one] for one in range(len(self))[place]]
        place = range(len(self))[place]
        number = bisect(self._ends, place)
        part = self._parts[number]
        at = place - (self._ends[number] - part.rows)
        label = int(self.labels[place])
        return Example(
            ids=part.one("ids", at),
            answer_ids=part.one("answer_ids", at),
            label=None if label == _NO_LABEL else label,
            row=int(self.rows[place]),
            cut=bool(self.cut[place]),
            source_ids=part.one("source_ids", at),
            word_places=part.one("word_places", at),
            tags=part.one("tags", at),
        )

    def all_of(self, name: ListColumn) -> Iterator[Numbers]:
        """Everything that stands in a column of lists, in order, some thousand rows at a time."""
        return (part.lists[name][1] for part in self._parts)


class _Part:
    """Some rows, in arrays that look into a file.

    lists: of each column of lists where its rows begin and end, and all their numbers    numbers: the other columns
    """

    def __init__(self, batch: pa.RecordBatch) -> None:
        self.rows: int = batch.num_rows
        columns = {name: batch.column(name) for name in _LISTS}
        self.lists: dict[str, tuple[Numbers, Numbers]] = {
            name: (_numbers(one.offsets), _numbers(one.values)) for name, one in columns.items()
        }
        self.numbers: dict[str, Numbers] = {name: _numbers(batch.column(name)) for name in ("label", "row", "cut")}

    def checksum(self) -> str:
        found = 0
        for numbers in chain(*self.lists.values(), self.numbers.values()):
            found = zlib.crc32(numbers.data, found)
        return f"{found:08x}"

    def one(self, name: ListColumn, row: int) -> tuple[int, ...]:
        offsets, values = self.lists[name]
        return tuple(values[offsets[row] : offsets[row + 1]].tolist())


def lengths_of(examples: Sequence[Example]) -> Numbers:
    """How long each is, as `len` tells it: [n]."""
    return examples.lengths if isinstance(examples, StoredExamples) else _array(map(len, examples))


def labels_of(examples: Sequence[Example]) -> Numbers:
    """Class numbers, -1 where unknown: [n]."""
    if isinstance(examples, StoredExamples):
        return examples.labels
    return _array(_NO_LABEL if example.label is None else example.label for example in examples)


def most_frequent(examples: Sequence[Example], name: ListColumn) -> list[int]:
    """The numbers of a column of lists, the most frequent first; of equally frequent ones the one that comes first.

    What is below 0 stands for something else and is left out.
    """
    stored = StoredExamples.of(examples)
    size = 1 + max((int(numbers.max(initial=0)) for numbers in stored.all_of(name)), default=0)
    counts, seen, in_order = np.zeros(size, np.int64), np.zeros(size, np.bool_), list[int]()
    for numbers in stored.all_of(name):
        numbers = numbers[numbers >= 0]
        counts += np.bincount(numbers, minlength=size)
        fresh = numbers[~seen[numbers]]
        in_order += dict.fromkeys(fresh.tolist())
        seen[fresh] = True
    return sorted(in_order, key=lambda number: -counts[number])


def _mapped(path: Path) -> tuple[str, list[tuple[_Part, str]]]:
    """A file's fingerprint, and its parts with the checksums that they should have. They stay mapped until let go."""
    with pa.memory_map(str(path)) as file:
        reader = pa.ipc.open_file(file)
        fingerprint = (reader.schema.metadata or {}).get(_FINGERPRINT, b"").decode()
        batches = map(reader.get_batch_with_custom_metadata, range(reader.num_record_batches))
        return fingerprint, [(_Part(batch), (said or {}).get(_CHECKSUM, b"").decode()) for batch, said in batches]


def _batches(examples: Iterable[Example]) -> Iterator[pa.RecordBatch]:
    rest = iter(examples)
    while rows := list(islice(rest, _ROWS_A_PART)):
        columns = [_lists([getattr(row, name) for row in rows]) for name in _LISTS]
        labels = _array(_NO_LABEL if row.label is None else row.label for row in rows)
        columns += map(_column, (labels, _array(row.row for row in rows), _array(row.cut for row in rows)))
        yield pa.RecordBatch.from_arrays(columns, schema=_SCHEMA)


def _lists(rows: Sequence[Sequence[int]]) -> pa.ListArray:
    ends = np.cumsum([0, *map(len, rows)], dtype=np.int32)
    return pa.ListArray.from_arrays(_column(ends), _column(_array(chain.from_iterable(rows))))


# pa.array and to_numpy would import pandas, which takes as long as ten thousand rows.


def _column(numbers: Numbers) -> pa.Array:
    return pa.Array.from_buffers(pa.int32(), len(numbers), [None, pa.py_buffer(numbers)])


def _numbers(column: pa.Array) -> Numbers:
    return np.frombuffer(column.buffers()[1], np.int32, len(column), 4 * column.offset) if len(column) else _array(())


def _array(numbers: Iterable[int]) -> Numbers:
    return np.fromiter(numbers, np.int32)


def _whole(parts: Sequence[Numbers]) -> Numbers:
    return np.concatenate([_array(()), *parts])


_ZERO = np.zeros((), np.int32)
