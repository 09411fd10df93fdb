"""How many tokens each row of the table takes before the base model, counted on a thread."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from studio.data.reading import Reading
from studio.data.table import Table
from studio.data.template import SlotPart
from studio.errors import StudioError
from studio.spec import RunSpec
from ui.language import said
from ui.workers.background import NotWantedError, Progress, run_in_background

if TYPE_CHECKING:
    from ui.session import Session

T = TypeVar("T")
_AT_A_TIME = 500  # rows; the next stop is never far
_WAIT_MS = 150  # after the last change
_VERY_LONG = 4  # times the middle length


@dataclass(frozen=True)
class Lengths:
    """tokens: of each row of the table, virtual ones included, without the answer."""

    reading: Reading
    tokens: array[int]

    @property
    def room(self) -> int | None:
        """What is longer is cut; None where the model does not say."""
        return self.reading.room

    def longest(self, without: Collection[int]) -> int | None:
        """The row with the most tokens. without: rows that do not count"""
        rows = (row for row in range(len(self.tokens)) if row not in without)
        return max(rows, key=self.tokens.__getitem__, default=None)

    @cached_property
    def middle(self) -> int:
        """Half of all rows have no more tokens."""
        return middle_of(Counter(self.tokens))

    def spread(self, without: Collection[int]) -> Counter[int]:
        """How many rows have how many tokens. without: rows that do not count"""
        spread = Counter(self.tokens)
        spread.subtract(self.tokens[row] for row in without)
        return +spread

    def cut(self) -> list[int]:
        """Rows whose text is cut, the longest first."""
        return [] if self.room is None else self._above(self.room)

    def very_long(self) -> list[int]:
        """Rows that are several times longer than most, the longest first."""
        return self._above(self.reading.virtual_tokens + _VERY_LONG * (self.middle - self.reading.virtual_tokens))

    def between(self, low: int, high: int) -> list[int]:
        """Rows of `low` to `high` - 1 tokens."""
        return [row for row, tokens in enumerate(self.tokens) if low <= tokens < high]

    def _above(self, limit: int) -> list[int]:
        rows = [row for row, tokens in enumerate(self.tokens) if tokens > limit]
        return sorted(rows, key=self.tokens.__getitem__, reverse=True)


def middle_of(spread: Counter[int]) -> int:
    """The length that half of the rows do not pass. spread: not empty"""
    passed, rows = 0, spread.total()
    for tokens in sorted(spread):
        passed += spread[tokens]
        if 2 * passed >= rows:
            return tokens
    raise AssertionError("a spread of no rows")


@dataclass(frozen=True)
class _Counted:
    """Tokens of each row without the virtual ones, and what was counted: other virtual tokens need no new count."""

    by: tuple[object, ...]
    columns: dict[str, Sequence[str]]
    counts: array[int]


def count_rows(reading: Reading, table: Table, before: _Counted | None, progress: Progress) -> _Counted:
    """Counts the rows that differ from those counted before. Raises NotWantedError."""
    columns = {name: table.cells(name) for name in reading.template.columns}
    parts = tuple(SlotPart(None) if isinstance(part, SlotPart) else part for part in reading.template.parts)
    by = (parts, reading.tokenizer, reading.text)
    if before is not None and before.by == by and len(before.counts) == len(table):
        rows: Sequence[int] = _changed_rows(before.columns, columns)
        counts = before.counts[:]
    else:
        rows, counts = range(len(table)), array("l", [0]) * len(table)
    for start in range(0, len(rows), _AT_A_TIME):
        progress.say(start / len(rows))
        block = rows[start : start + _AT_A_TIME]
        found = reading.counts({name: [cells[row] for row in block] for name, cells in columns.items()})
        for row, count in zip(block, found, strict=True):
            counts[row] = count
    return _Counted(by, columns, counts)


def _changed_rows(before: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> list[int]:
    changed = {
        row
        for name, cells in now.items()
        if before[name] is not cells
        for row, (old, new) in enumerate(zip(before[name], cells, strict=True))
        if old is not new and old != new
    }
    return sorted(changed)


class RowLengths(QObject):
    """Follows the session's draft, from the first time that somebody watches.

    reading: how rows are read, known before they are counted; None where a step is missing
    found: the lengths of all rows; those before a change while they are counted anew
    problem: why they cannot be told, in a sentence
    changed: reading, found or problem is another    moved: the share that is counted
    """

    changed = Signal()
    moved = Signal(float)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.reading: Reading | None = None
        self.found: Lengths | None = None
        self.problem = ""
        self._session = session
        self._is_watched = False
        self._asked: tuple[RunSpec, Table] | None = None
        self._counted: _Counted | None = None
        self._progress: Progress | None = None
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self._ask)

    @property
    def is_counting(self) -> bool:
        return self._progress is not None

    def watch(self) -> None:
        """Count now, and again whenever the draft changes."""
        if not self._is_watched:
            self._is_watched = True
            for signal in (self._session.data_changed, self._session.model_changed, self._session.method_changed):
                signal.connect(self._wait)
        self._wait()

    def stop(self) -> None:
        """Nobody waits for the count any longer."""
        self._timer.stop()
        if self._progress is not None:
            self._progress.cancel()
            self._progress = None

    def _wait(self) -> None:
        if self._session.table is None:  # the rows of another project are no longer wanted
            self._ask()
        else:
            self._timer.start()

    def _ask(self) -> None:
        spec, table, folder = self._session.draft(), self._session.table, self._session.model_folder
        if spec is None or table is None or folder is None or not (folder / "tokenizer.json").is_file():
            self.stop()
            self._asked = None
            self._tell(None, None)
            return
        if self._asked is not None and self._asked[0] == spec and self._asked[1] is table:
            return
        self._begin(spec, table, folder)

    def _begin(self, spec: RunSpec, table: Table, folder: Path) -> None:
        self.stop()
        before = self._asked[1] if self._asked is not None else None
        is_same = before is not None and (before.name, len(before)) == (table.name, len(table))
        self._asked = (spec, table)
        self._progress = progress = Progress()
        progress.moved.connect(self.moved)
        # As it was before, until it is known how it is now.
        self._tell(self.reading, self.found if is_same else None)

        def read() -> Reading:
            progress.say(0.0)
            return Reading.of(spec, (table, None), folder)

        self._in_background(read, lambda reading: self._count(reading, table, progress), progress)

    def _count(self, reading: Reading, table: Table, progress: Progress) -> None:
        self._tell(reading, self.found)
        before = self._counted

        def count() -> tuple[Lengths, _Counted]:
            counted = count_rows(reading, table, before, progress)
            virtual = reading.virtual_tokens
            return Lengths(reading, array("l", [count + virtual for count in counted.counts])), counted

        def done(found: tuple[Lengths, _Counted]) -> None:
            self._progress = None
            lengths, self._counted = found
            self._tell(reading, lengths)

        self._in_background(count, done, progress)

    def _in_background(self, do: Callable[[], T], then: Callable[[T], object], progress: Progress) -> None:
        """As long as nothing else was asked for meanwhile."""

        def done(result: T) -> None:
            if progress is self._progress:
                then(result)

        def failed(error: Exception) -> None:
            if isinstance(error, NotWantedError):
                return
            if progress is self._progress:
                self._progress = None
                self._tell(None, None, said(error.message) if isinstance(error, StudioError) else "")
            if not isinstance(error, StudioError):
                raise error

        run_in_background(do, done, failed)

    def _tell(self, reading: Reading | None, found: Lengths | None, problem: str = "") -> None:
        self.reading, self.found, self.problem = reading, found, problem
        self.changed.emit()
