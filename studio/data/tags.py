"""Rows of words that have a tag each, as the cells of a table hold them. No torch.

A cell is words with spaces between, or a JSON list: `EU rejects`, or `["EU", "rejects"]`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from studio.errors import LabelError
from studio.wording import counted


def words_of(cell: str) -> list[str]:
    """The words of a cell of text. What only looks like a list is text."""
    found = _list_in(cell) or []
    words = [word for word in found if isinstance(word, str)]
    return words if words and len(words) == len(found) else cell.split()


def tags_of(cell: str) -> list[str]:
    """The tags of a cell, numbers as they are written. Raises LabelError for a list that is none of JSON's."""
    found = _list_in(cell)
    if found is None and cell.strip().startswith("[") and cell.strip().endswith("]"):
        raise LabelError('its tags are a list that is not JSON. Write ["O", "B-PER"], or O B-PER with spaces between.')
    return cell.split() if found is None else [str(tag) for tag in found]


def checked_tags(text: str, cell: str) -> list[str]:
    """The tags of a cell, one for each word of the text. Raises LabelError with both counts where they differ."""
    words, tags = words_of(text), tags_of(cell)
    if not tags:
        raise LabelError("there are no tags. Fill them in or exclude the row.")
    if len(words) != len(tags):
        raise LabelError(
            f"{counted(len(words), 'word')} and {counted(len(tags), 'tag')}. Give each word one tag, or exclude the "
            "row."
        )
    return tags


def text_of(tags: Sequence[str]) -> str:
    """A cell of tags, as `tags_of` reads it back."""
    plain = " ".join(tags)
    return plain if plain.split() == list(tags) and not plain.startswith("[") else json.dumps(tags, ensure_ascii=False)


def tags_in_order(rows: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """All tags of some rows, the commonest first: it is what words get that nothing is known of.

    Raises LabelError for fewer than two.
    """
    counts = Counter(tag for tags in rows for tag in tags)
    if len(counts) < 2:
        raise LabelError(
            f'In the training table every word has the tag "{next(iter(counts))}": two are needed to choose from.'
            if counts
            else "In the training table there are no tags: two are needed to choose from."
        )
    return tuple(sorted(counts, key=lambda tag: (-counts[tag], tag)))


def _list_in(cell: str) -> list[str | int] | None:
    """The items of a JSON list of texts and numbers; None for what is no such list."""
    if not cell.lstrip().startswith("["):
        return None
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list):
        return None
    plain = all(isinstance(item, str | int) and not isinstance(item, bool) for item in found)
    return found if plain else None
