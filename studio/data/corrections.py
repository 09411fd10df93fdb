"""What a person says of rows: this label is right, this row is to go. Said of texts, so that it holds for any version.

Row numbers change from version to version of a data set; a text and the label that stands beside it do not.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import Field

from studio.data.table import Table
from studio.data_spec import Frozen

_Key = tuple[str, ...]


class Correction(Frozen):
    """One of them. Rows with these texts are meant.

    texts: by column, of those that the model reads    column: where labels stand
    label: the right one; None: the rows go
    given: the label that stands there now; None: whatever does, and where no row has the texts one is added
    others: cells of further columns, for a row that is added
    """

    texts: dict[str, str]
    column: str
    label: str | None
    given: str | None = None
    others: dict[str, str] = Field(default_factory=dict)

    @property
    def is_taught(self) -> bool:
        """Whether it was said of a text, not of a row of the table."""
        return self.given is None

    def is_of_the_same(self, other: Correction) -> bool:
        """Whether both speak of the same rows, so that the later one alone holds."""
        return (self.texts, self.column, self.given) == (other.texts, other.column, other.given)


@dataclass(frozen=True)
class Settled:
    """What corrections come to in one table.

    changes: cells, by row and column    removed: rows    added: whole rows, by column
    missing: corrections whose rows the table no longer has as they were
    """

    changes: dict[int, dict[str, str]]
    removed: tuple[int, ...]
    added: tuple[dict[str, str], ...]
    missing: int

    @property
    def is_nothing(self) -> bool:
        return not (self.changes or self.removed or self.added)


def with_correction(corrections: Sequence[Correction], new: Correction) -> tuple[Correction, ...]:
    """The corrections and a new one, which takes the place of one of the same rows."""
    return (*(one for one in corrections if not one.is_of_the_same(new)), new)


def settled(corrections: Iterable[Correction], table: Table) -> Settled:
    """What the corrections change in a table. Raises TableError where it lacks a column."""
    known = _Rows(table)
    changes: dict[int, dict[str, str]] = {}
    removed: set[int] = set()
    added: list[dict[str, str]] = []
    missing = 0
    for one in corrections:
        labels = known.column(one.column)
        rows = known.with_texts(one.texts)
        if one.given is not None:
            rows = [row for row in rows if labels[row] == one.given]
        if not rows and one.is_taught and one.label is not None:
            cells = {**one.others, **one.texts, one.column: one.label}
            added.append({name: cells.get(name, "") for name in table.columns})
        elif not rows:
            missing += 1
        elif one.label is None:
            removed.update(rows)
        else:
            changes |= {row: {one.column: one.label} for row in rows if labels[row] != one.label}
    kept = {row: cells for row, cells in changes.items() if row not in removed}
    return Settled(kept, tuple(sorted(removed)), tuple(added), missing)


def carried(rows: Iterable[int], old: Table, new: Table) -> tuple[int, ...]:
    """Rows of one version of a table as rows of another, told by all their cells; those it no longer has are left out.

    Equal rows are taken in the order in which they stand.
    """
    names = [name for name in old.columns if name in new.columns]
    places: defaultdict[_Key, list[int]] = defaultdict(list)
    cells = [new.column(name) for name in names]
    for row in range(len(new) - 1, -1, -1):
        places[tuple(column[row] for column in cells)].append(row)
    before = [old.column(name) for name in names]
    found = []
    for row in rows:
        here = places[tuple(column[row] for column in before)]
        if here:
            found.append(here.pop())
    return tuple(sorted(found))


class _Rows:
    """The rows of a table by their texts."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._columns: dict[str, list[str]] = {}
        self._by_texts: dict[_Key, dict[_Key, list[int]]] = {}

    def column(self, name: str) -> list[str]:
        if name not in self._columns:
            self._columns[name] = self._table.column(name)
        return self._columns[name]

    def with_texts(self, texts: Mapping[str, str]) -> list[int]:
        names = tuple(sorted(texts))
        if names not in self._by_texts:
            found: defaultdict[_Key, list[int]] = defaultdict(list)
            for row, cells in enumerate(zip(*map(self.column, names), strict=True)):
                found[cells].append(row)
            self._by_texts[names] = found
        return self._by_texts[names].get(tuple(texts[name] for name in names), [])


def label_key(texts: Mapping[str, str], label: str) -> str:
    """What a text and its label are known by, whatever version of the table they stand in."""
    said = json.dumps([sorted(texts.items()), label], ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
