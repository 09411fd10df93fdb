"""Numbers in sentences."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """ "1 row", "2,000 rows"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def are(number: int) -> str:
    """The verb that goes with a number."""
    return "is" if number == 1 else "are"
