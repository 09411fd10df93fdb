"""The names of columns: whether the first row is a header, and what each column is called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from studio.data.encoding import NO_TEXT
from studio.errors import TableError
from studio.wording import are, counted, phrase

# What people call columns.
_NAMES = (
    "answer answers article author body category categories class comment comments content context date description "
    "dialog dialogue document domain emotion example feedback headline hypothesis id idx index input instruction "
    "intent intention item key label labels lang language message meaning mr name notes number output paragraph "
    "passage polarity post premise prompt query question rating ref reference response review score sentence "
    "sentiment source split stars status subject summary tag target task text time title tone topic translation "
    "tweet type url user utterance value kategorie klasse satz nachricht frage antwort texto etiqueta categoria "
    "texte etiquette"
)
_KNOWN_NAMES = frozenset(_NAMES.split())
_HEADER_SAMPLE = 2000


def header_of(
    rows: Sequence[Sequence[str]], chosen: bool | None, names: tuple[str, ...] | None
) -> tuple[bool, tuple[str, ...]]:
    """Whether the first row names the columns, and the sentences about it.

    chosen: None where it is to be found out    names: of the columns, where they were given
    """
    if chosen is not None:
        return chosen, (f"{'The first row names the columns' if chosen else 'No header'}, as you chose.",)
    if names is not None and tuple(cell.strip() for cell in rows[0]) == names:
        return True, ("The first row holds the names that you gave: it is the header.",)
    header, why = _is_header(rows[0], rows[1:])
    if header and why and names is not None:
        return False, ("No header: nothing tells for sure, and you gave the names.",)
    if not header:
        return False, (f"No header: {why}.",)
    return True, (f"The first row names the columns ({why})." if why else "The first row names the columns.",)


def width_of(counts: Counter[int], named: int, *, header: bool) -> int:
    """How many cells a row should have: as many as the header, unless nearly all rows agree on more.

    counts: how many rows have so many cells, in the order of the rows    named: cells of the first row
    """
    if not counts:
        return named
    most = max(counts.values())
    usual = next(n for n, k in counts.items() if k == most)
    if not header:
        return usual
    return usual if usual > named and most >= 0.9 * counts.total() else named


def _is_header(first: Sequence[str], rest: Sequence[Sequence[str]]) -> tuple[bool, str]:
    """Whether the first row names the columns, and why, as the end of a sentence ("" when it is plain).

    A cell that comes again in its own column speaks for data, most of all where the column has few values; so do
    numbers and whole sentences. Names that people give columns, a word above a column of numbers, and a cell that is
    not among the few values of its column speak for a header.
    """
    score = 0.0
    why_data = phrase("the first row is like the others")
    sample = rest[:_HEADER_SAMPLE]
    counted = [cell.strip() for cell in first] == [str(j) for j in range(len(first))]
    for j, raw in enumerate(first):
        cell = raw.strip()
        values = [row[j].strip() for row in sample if len(row) > j and row[j].strip()]
        distinct = len(set(values))
        words = len(cell.split())
        if not cell:
            score -= 0.5
            continue
        if words >= 3 and cell[-1] in ".!?":
            score -= 2
        if words >= 8 or len(cell) > 80:
            score -= 2
        numbers = sum(map(_is_number, values))
        if _is_number(cell):
            score += 6 if counted and len(values) >= 3 and numbers == 0 else -3
        elif values and numbers == len(values):
            score += 3
        parts = _name_parts(cell)
        if len(parts) <= 4 and not _KNOWN_NAMES.isdisjoint(parts):
            score += 2
        few = distinct <= max(2, len(values) // 2)
        if cell in values:
            score -= 5 if few else 1
            why_data = phrase(f"{_short(cell)!r} in the first row comes again below it")
        elif distinct * 3 <= len(values) and len(values) >= 6:
            score += 2
        if values and words <= 3 and sum(map(len, values)) / len(values) >= max(20, 3 * len(cell)):
            score += 1
    if score > 0:
        return True, ""
    names_only = all(cell.strip() and len(cell.split()) <= 2 and not _is_number(cell) for cell in first)
    if score == 0 and names_only and len(set(first)) == len(first) > 1:
        return True, phrase("nothing tells for sure; if it is data, say so")
    return False, why_data


def _name_parts(cell: str) -> list[str]:
    """Words of a column name: "answer_from_user", "textId" -> ["answer", "from", "user"], ["text", "id"]."""
    return re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cell).casefold())


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"\s*[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?\s*%?\s*", cell) is not None


def column_names(
    path: Path, header: Sequence[str] | None, width: int, given: tuple[str, ...] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names, each of them once, and sentences on what was changed."""
    if given is not None:
        names = given
        if len(names) != width:
            raise TableError(
                f"{path.name} has {counted(width, 'column')}, but {counted(len(names), 'name')} "
                f"{are(len(names))} given. Give {width}.",
                path=str(path),
                columns=names,
                width=width,
            )
        again = [name for name, times in Counter(names).items() if times > 1 or not name.strip()]
        if again:
            raise TableError(
                f"Each column of {path.name} needs a name of its own; {again[0]!r} is given twice or is empty.",
                path=str(path),
                columns=names,
            )
        return names, ()
    if header is None:
        return tuple(f"column_{j + 1}" for j in range(width)), ()
    wanted = [_clean_name(header[j]) if j < len(header) else "" for j in range(width)]
    taken = {name for name in wanted if name}
    made: list[str] = []
    found: list[str] = []
    for j, name in enumerate(wanted):
        if not name:
            new = _free(f"column_{j + 1}", taken)
            found.append(f"Column {j + 1} has no name in the header; it is called {new}.")
        elif name in made:
            new = _free(f"{name}_2", taken)
            found.append(f"Two columns are named {name}; column {j + 1} is called {new}.")
        else:
            new = name
        taken.add(new)
        made.append(new)
    return tuple(made), tuple(found)


def _clean_name(cell: str) -> str:
    """A name as people see it: no control or zero-width characters, white space at most one blank."""
    kept = re.sub("[\0\u200b\ufeff]", "", NO_TEXT.sub("\ufffd", cell))
    return " ".join(kept.split())


def _free(name: str, taken: set[str]) -> str:
    """name, or name_2 with the first number that is free ("text_2" goes on to "text_3")."""
    stem, number = name, 2
    if (match := re.fullmatch(r"(.+)_(\d+)", name)) is not None:
        stem, number = match[1], int(match[2])
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    return name


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "\u2026"
