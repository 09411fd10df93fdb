"""Rows into training, validation and test: seeded, stratified by label, equal texts on one side.

The order of chance is a hash of seed and text. It is the same on every machine, does not depend on the order of the
rows, and a table that grows keeps most of its rows where they were.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.errors import TableError
from studio.wording import phrase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TRAIN, _VALIDATION, _TEST = range(3)


@dataclass(frozen=True, slots=True)
class Split:
    """Row numbers of each side, ascending; every row is on exactly one."""

    train: tuple[int, ...]
    validation: tuple[int, ...]
    test: tuple[int, ...]


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
    import numpy as np  # here: the window opens without it

    _check(texts, labels, validation, test)
    if not texts:
        return Split((), (), ())
    groups = _Groups(texts, labels, seed)
    for side, share in ((_TEST, test), (_VALIDATION, validation)):
        wanted = math.floor(share * len(texts) + 0.5)
        if wanted:
            groups.fill(side, wanted, share)
    sides = groups.sides[groups.of_row]
    train, validation_rows, test_rows = (tuple(np.flatnonzero(sides == side).tolist()) for side in range(3))
    return Split(train, validation_rows, test_rows)


def _check(texts: Sequence[str], labels: Sequence[str] | None, validation: float, test: float) -> None:
    if labels is not None and len(labels) != len(texts):
        raise TableError(
            f"There are {len(texts):,} texts and {len(labels):,} labels. Give each row one of both.",
            texts=len(texts),
            labels=len(labels),
        )
    for name, share in ((phrase("validation"), validation), (phrase("test"), test)):
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


class _Groups:
    """All rows of one text are a group, and stay together. Groups are numbered in the order of chance.

    of_row: [n], each row's group    sides: [g], where each group goes
    """

    def __init__(self, texts: Sequence[str], labels: Sequence[str] | None, seed: int) -> None:
        import numpy as np

        self.seed = seed
        known: dict[bytes, int] = {}  # by chance, which is shorter than the text
        chances_of = (_chance(seed, "text", " ".join(text.split()).casefold()) for text in texts)
        found = [known.setdefault(chance, len(known)) for chance in chances_of]
        chances = np.frombuffer(b"".join(known), ">u8").astype(np.uint64)
        first, second = chances.reshape(-1, 2).T
        places = np.empty(len(known), np.int64)
        places[np.lexsort((second, first))] = np.arange(len(known))
        self.of_row: NDArray[np.int64] = places[found]
        self.sizes = np.bincount(self.of_row)

        self.names = sorted(set(labels)) if labels is not None else [""]
        numbers = {name: number for number, name in enumerate(self.names)}
        label_of_row = [numbers[label] for label in labels] if labels is not None else [0] * len(texts)
        pairs, times = np.unique(self.of_row * len(self.names) + label_of_row, return_counts=True)
        group, label = np.divmod(pairs, len(self.names))
        commonest_first = np.lexsort((label, -times, group))
        _, at = np.unique(group[commonest_first], return_index=True)
        self.labels = label[commonest_first][at]  # [g], the commonest of the group's rows

        # One group of each class stays in training: the first of its own, or the first that has a row of it.
        any_label, at = np.unique(label, return_index=True)
        pinned = dict(zip(any_label.tolist(), group[at].tolist(), strict=True))
        own_label, at = np.unique(self.labels, return_index=True)
        pinned.update(zip(own_label.tolist(), at.tolist(), strict=True))
        self.pinned = np.zeros(len(known), np.bool_)
        self.pinned[list(pinned.values())] = True
        self.sides = np.zeros(len(known), np.int8)
        self.classes = np.split(np.argsort(self.labels, kind="stable"), np.cumsum(np.bincount(self.labels))[:-1])
        self.classes += [np.empty(0, np.int64)] * (len(self.names) - len(self.classes))

    def fill(self, side: int, wanted: int, share: float) -> None:
        """Move groups out of training until this side has the rows that it wants, each class giving its part."""
        import numpy as np

        movable = [self._movable(own) for own in self.classes]
        quotas = self._quotas(side, wanted, share, [int(self.sizes[own].sum()) for own in movable])
        taken = sum(self._take(own, quota, side) for own, quota in zip(movable, quotas, strict=True))
        if taken == wanted:
            return
        # Texts that come many times leave gaps; whatever still fits closes them, whatever its class.
        rest = self._movable(np.arange(len(self.sides)))
        rest = rest[np.argsort(-self.sizes[rest], kind="stable")]
        taken += self._take(rest, wanted - taken, side)
        left = rest[self.sides[rest] == _TRAIN]
        if len(left) and abs(taken + int(self.sizes[left[-1]]) - wanted) < wanted - taken:
            self.sides[left[-1]] = side

    def _movable(self, groups: NDArray[np.int64]) -> NDArray[np.int64]:
        found: NDArray[np.int64] = groups[(self.sides[groups] == _TRAIN) & ~self.pinned[groups]]
        return found

    def _take(self, groups: NDArray[np.int64], rows: int, side: int) -> int:
        """Move groups, each that still fits into so many rows. Returns how many rows they have."""
        taken, taken_rows = [], 0
        for group, size in zip(groups.tolist(), self.sizes[groups].tolist(), strict=True):
            if taken_rows == rows:
                break
            if taken_rows + size <= rows:
                taken.append(group)
                taken_rows += size
        self.sides[taken] = side
        return taken_rows

    def _quotas(self, side: int, wanted: int, share: float, room: Sequence[int]) -> list[int]:
        """Rows that each class gives, wanted in all where there are enough: whole parts first, then largest remainders.

        room: rows that each class can give
        """
        ideals = [share * int(self.sizes[own].sum()) for own in self.classes]
        quotas = [min(math.floor(ideal), most) for ideal, most in zip(ideals, room, strict=True)]
        remainders = [
            (quota - ideal, _chance(self.seed, f"label{side}", name), label)
            for label, (quota, ideal, name) in enumerate(zip(quotas, ideals, self.names, strict=True))
        ]
        missing = wanted - sum(quotas)
        for _, _, label in sorted(remainders):
            if missing > 0 and quotas[label] < room[label]:
                quotas[label] += 1
                missing -= 1
        return quotas


def _chance(seed: int, kind: str, text: str) -> bytes:
    return hashlib.blake2b(f"{seed}:{kind}:{text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
