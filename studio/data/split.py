"""Rows into training, validation and test: seeded, stratified by label, equal texts on one side.

The order of chance is a hash of seed and text. It is the same on every machine, does not depend on the order of the
rows, and a table that grows keeps most of its rows where they were.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from studio.errors import TableError


@dataclass(frozen=True, slots=True)
class Split:
    """Row numbers of each side, ascending; every row is on exactly one."""

    train: tuple[int, ...]
    validation: tuple[int, ...]
    test: tuple[int, ...]


@dataclass(slots=True)
class _Group:
    """All rows of one text. They stay together."""

    rows: list[int]
    label: str  # the commonest of its rows
    labels: frozenset[str]
    order: bytes
    side: int = 0  # 0 training, 1 validation, 2 test
    pinned: bool = False  # stays in training, so that a class is there at all


def split_rows(
    texts: Sequence[str], labels: Sequence[str] | None, *, validation: float, test: float, seed: int
) -> Split:
    """Divide the rows of a table.

    texts: one a row; those that are equal but for case and white space are never divided.
    labels: one a row, or None for generation; each side gets a class's share of its rows, and every class keeps at
    least one training row. validation, test: shares of all rows. Sizes are as near to them as whole texts and whole
    classes allow.
    Raises TableError when a share is negative, or when nothing would be left for training.
    """
    _check(texts, labels, validation, test)
    groups = _groups(texts, labels, seed)
    if groups:
        _pin(groups)
        classes: dict[str, list[_Group]] = {}
        for group in groups:
            classes.setdefault(group.label, []).append(group)
        for side, share in ((2, test), (1, validation)):
            wanted = math.floor(share * len(texts) + 0.5)
            if wanted:
                _fill(side, wanted, share, classes, seed)
    sides: tuple[list[int], list[int], list[int]] = ([], [], [])
    for group in groups:
        sides[group.side].extend(group.rows)
    train, validation_rows, test_rows = (tuple(sorted(side)) for side in sides)
    return Split(train, validation_rows, test_rows)


def _check(texts: Sequence[str], labels: Sequence[str] | None, validation: float, test: float) -> None:
    if labels is not None and len(labels) != len(texts):
        raise TableError(
            f"There are {len(texts):,} texts and {len(labels):,} labels. Give each row one of both.",
            texts=len(texts),
            labels=len(labels),
        )
    for name, share in (("validation", validation), ("test", test)):
        if not 0 <= share < 1:  # catches NaN as well
            raise TableError(
                f"The {name} share is {share}; it must be at least 0 and below 1. Choose, for example, 0.1.",
                **{name: share},
            )
    if validation + test >= 1:
        raise TableError(
            f"Validation ({validation}) and test ({test}) leave no rows for training. Their sum must be below 1.",
            validation=validation,
            test=test,
        )


def _groups(texts: Sequence[str], labels: Sequence[str] | None, seed: int) -> list[_Group]:
    rows_of: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        rows_of.setdefault(" ".join(text.split()).casefold(), []).append(row)
    groups = []
    alone: dict[str, frozenset[str]] = {}  # one set a label for the many texts that have one
    while rows_of:  # emptied while the groups grow, since a million texts are large
        text, rows = rows_of.popitem()
        label = labels[rows[0]] if labels is not None else ""
        if len(rows) == 1 or labels is None:
            found = alone.setdefault(label, frozenset([label]))
        else:
            counts = Counter(labels[row] for row in rows)
            most = max(counts.values())
            label = min(label for label, count in counts.items() if count == most)
            found = frozenset(counts)
        groups.append(_Group(rows, label, found, _chance(seed, "text", text)))
    groups.sort(key=attrgetter("order"))
    return groups


def _chance(seed: int, kind: str, text: str) -> bytes:
    return hashlib.blake2b(f"{seed}:{kind}:{text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _pin(groups: Iterable[_Group]) -> None:
    """One group of each class to training: the first of its own, or the first that has a row of it. groups: in order"""
    best: dict[str, _Group] = {}
    for group in groups:
        for label in group.labels:
            rival = best.get(label)
            if rival is None or rival.label != label == group.label:
                best[label] = group
    for group in best.values():
        group.pinned = True


def _fill(side: int, wanted: int, share: float, classes: dict[str, list[_Group]], seed: int) -> None:
    """Move groups out of training until this side has the rows that it wants, each class giving its part."""
    taken = 0
    for label, quota in _quotas(side, wanted, share, classes, seed).items():
        have = 0
        for group in _movable(classes[label]):
            if have == quota:
                break
            if have + len(group.rows) <= quota:
                group.side = side
                have += len(group.rows)
        taken += have
    if taken == wanted:
        return
    # Texts that come many times leave gaps; whatever still fits closes them, whatever its class.
    rest = sorted(
        (group for groups in classes.values() for group in _movable(groups)),
        key=lambda group: (-len(group.rows), group.order),
    )
    for group in rest:
        if taken + len(group.rows) <= wanted:
            group.side = side
            taken += len(group.rows)
    smallest = next((group for group in reversed(rest) if group.side == 0), None)
    if smallest is not None and abs(taken + len(smallest.rows) - wanted) < wanted - taken:
        smallest.side = side


def _movable(groups: Iterable[_Group]) -> Iterator[_Group]:
    return (group for group in groups if group.side == 0 and not group.pinned)


def _quotas(side: int, wanted: int, share: float, classes: dict[str, list[_Group]], seed: int) -> dict[str, int]:
    """Rows that each class gives, wanted in all where there are enough: whole parts first, then largest remainders."""
    quotas: dict[str, int] = {}
    remainders: list[tuple[float, bytes, str]] = []
    room: dict[str, int] = {}
    for label, groups in sorted(classes.items()):
        ideal = share * sum(len(group.rows) for group in groups)
        room[label] = sum(len(group.rows) for group in _movable(groups))
        quotas[label] = min(math.floor(ideal), room[label])
        remainders.append((quotas[label] - ideal, _chance(seed, f"label{side}", label), label))
    missing = wanted - sum(quotas.values())
    for _, _, label in sorted(remainders):
        if missing > 0 and quotas[label] < room[label]:
            quotas[label] += 1
            missing -= 1
    return quotas
