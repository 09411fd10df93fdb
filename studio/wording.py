"""Words in sentences. `packaging/words.py` collects them, for the window to say them in other languages."""

from __future__ import annotations

from collections.abc import Sequence

_MOST_NAMED = 5


def counted(number: int, noun: str) -> str:
    """ "1 row", "2,000 rows". noun: a literal"""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def are(number: int) -> str:
    """The verb that goes with a number."""
    return "is" if number == 1 else "are"


def phrase(words: str) -> str:
    """The words as they are: a piece that becomes part of a sentence, such as "a zip archive"."""
    return words


def some_of(names: Sequence[str]) -> str:
    """For a sentence: the first of them, and how many more there are."""
    more = len(names) - _MOST_NAMED
    some = ", ".join(names[:_MOST_NAMED])
    return phrase(f"{some} and {more:,} more") if more > 0 else some
