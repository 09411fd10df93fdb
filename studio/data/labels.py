"""Spellings of one label ("Good", "good ", and 1, 1.0), and cells that hold several labels at once."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from studio.data.table import Table
from studio.errors import LabelError

_SEPARATORS = (",", ";", "|")
_WHOLE = re.compile(r"([-+]?\d+)\.0+")


def spelled_alike(label: str) -> str:
    """What spellings of one label have in common: case and white space do not count, nor does 1.0 beside 1."""
    folded = " ".join(label.split()).casefold()
    whole = _WHOLE.fullmatch(folded)
    return whole[1] if whole else folded


def spellings(labels: Iterable[str]) -> dict[str, str]:
    """Each spelling that is not the commonest of its label, to the one that is; equally common ones in their order."""
    counts = Counter(labels)
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for label, _ in counts.most_common():
        alike[spelled_alike(label)].append(label)
    return {other: first for first, *others in alike.values() for other in others}


def merged(table: Table, column: str, known: Iterable[str] | None = None) -> Table:
    """The table with one spelling of each label. known: spellings to take, by which labels are known elsewhere"""
    labels = table.cells(column)
    if known is None:
        instead = spellings(labels)
    else:
        by_key = {spelled_alike(label): label for label in known}
        instead = {label: by_key.get(spelled_alike(label), label) for label in set(labels)}
    if all(label == other for label, other in instead.items()):
        return table
    return table.with_columns({column: [instead.get(label, label) for label in labels]})


def refuse_several(table: Table, column: str, rows: Sequence[int]) -> None:
    """Raises LabelError where rows have several labels at once: JSON lists, or labels with a sign between them."""
    cells = table.cells(column)
    first = dict[str, int]()
    for row in rows:
        first.setdefault(cells[row], row)
    lists = {cell: inner for cell in first if (inner := _list_in(cell)) is not None and len(inner) != 1}
    for cell, inner in lists.items() or _separated(list(first)).items():
        held = ", ".join(f'"{label}"' for label in inner) or "no label"
        raise LabelError(
            f"{table.place(first[cell])}: a row has one label, and {column!r} holds several at once here: {held}. "
            "Keep the one that counts, or make a column of yes and no for each label and train a run for each.",
            column=column,
            row=first[cell],
        )


def _list_in(cell: str) -> list[str] | None:
    if not cell.startswith("["):
        return None
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return [str(label) for label in found] if isinstance(found, list) else None


def _separated(labels: Sequence[str]) -> Mapping[str, list[str]]:
    """Labels that are made of others, where it is plain: each part comes again, and half of the parts stand alone."""
    for sign in _SEPARATORS:
        parts = {label: [part.strip() for part in label.split(sign)] for label in labels if sign in label}
        if len(parts) < 2:
            continue
        held = Counter(part for inner in parts.values() for part in set(inner))
        alone = {label.strip() for label in labels if sign not in label}
        comes_again = all(held[part] + (part in alone) > 1 for part in held)
        if comes_again and len(alone & held.keys()) * 2 >= len(held):
            return parts
    return {}
