"""Words in sentences. `packaging/words.py` collects them, for the window to say them in other languages."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """ "1 row", "2,000 rows". noun: a literal"""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def are(number: int) -> str:
    """The verb that goes with a number."""
    return "is" if number == 1 else "are"


def phrase(words: str) -> str:
    """The words as they are: a piece that becomes part of a sentence, such as "a zip archive"."""
    return words
