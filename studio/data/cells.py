"""Lines and cells: how text is cut, and where it cannot be.

Surprises: lines end at LF, CRLF or CR only. `str.splitlines` also cuts at U+0085 and U+2028, which stand inside cells.
A lone CR in a file whose lines end in LF is part of its cell.
"""

from __future__ import annotations

import csv
import io
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Quoting = Literal["minimal", "none"]

_LARGEST_CELL = 2**31 - 1  # the largest limit that the csv module takes on every platform
_RETURN = "\ue00d"
_RUNS_ON = "A quote opens a cell and does not close where the cell ends."
_QUOTE_INSIDE = 'A quote stands inside a quoted cell. Write it twice ("").'


def lines_of(text: str) -> list[str]:
    """Physical lines, ends kept."""
    # Newline "" also ends lines at a lone CR, as old Mac programs write them. A few in a file of LF lines are text.
    return list(io.StringIO(text, newline="" if ends_at_returns(lone_returns(text), text.count("\n")) else "\n"))


def lone_returns(text: str) -> int:
    """How many CR have no LF behind them."""
    return len(re.findall(r"\r(?!\r*\n)", text)) if "\r" in text else 0


def ends_at_returns(lone: int, feeds: int) -> bool:
    """Whether lines end at lone CR, too. lone: how many there are    feeds: how many LF"""
    return lone > 0 and lone * 20 >= feeds


@dataclass(frozen=True, slots=True)
class Parsed:
    """One way to cut the lines into cells. Blank lines are counted, and are neither rows nor bad."""

    rows: list[list[str]]
    starts: array[int]  # [rows], line counted from 1
    ends: array[int]
    broken: list[tuple[int, int, str]]  # start, end, reason
    blank: int


def parse(lines: Sequence[str], delimiter: str, quoting: Quoting) -> Parsed:
    """All lines cut into cells. delimiter: "" for rows that are whole lines."""
    rows: list[list[str]] = []
    starts, ends = array("l"), array("l")
    broken: list[tuple[int, int, str]] = []
    blank = 0
    for start, end, cells in records(lines, delimiter, quoting):
        if isinstance(cells, str):
            broken.append((start, end, cells))
        elif not cells or (len(cells) == 1 and not cells[0].strip()):
            blank += 1
        else:
            rows.append(cells)
            starts.append(start)
            ends.append(end)
    return Parsed(rows, starts, ends, broken, blank)


def records(lines: Sequence[str], delimiter: str, quoting: Quoting) -> Iterator[tuple[int, int, list[str] | str]]:
    """First line, last line, and cells, or in place of cells the reason why there are none."""
    if quoting == "none" or not delimiter:
        for number, line in enumerate(lines, 1):
            bare = line.rstrip("\r\n")
            yield number, number, bare.split(delimiter) if delimiter else [bare]
        return
    if csv.field_size_limit() < _LARGEST_CELL:
        csv.field_size_limit(_LARGEST_CELL)
    # A lone CR outside quotes is an error to csv.reader; a private character stands in for it, and is put back.
    lone_returns = any("\r" in line.rstrip("\r\n") for line in lines if "\r" in line)
    done = 0
    while done < len(lines):
        base = done
        reader = csv.reader(_from(lines, base, hide_returns=lone_returns), delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                start, done = done + 1, base + reader.line_num
                if lone_returns:
                    cells = [cell.replace(_RETURN, "\r") for cell in cells]
                yield start, done, cells
        except csv.Error:
            # The cell may have run through many lines before it failed. Only the line where it began is lost.
            failed_at = base + reader.line_num
            done += 1
            yield (
                done,
                done,
                _QUOTE_INSIDE if failed_at == done and not runs_on([lines[done - 1]], delimiter) else _RUNS_ON,
            )
        else:
            return


def _from(lines: Sequence[str], first: int, *, hide_returns: bool) -> Iterator[str]:
    for i in range(first, len(lines)):
        line = lines[i]
        if hide_returns and "\r" in line:
            body = line.rstrip("\r\n")
            line = body.replace("\r", _RETURN) + line[len(body) :]
        yield line


def runs_on(lines: Sequence[str], delimiter: str) -> bool:
    """Whether a quoted cell of the first row is still open where the lines end."""
    try:
        next(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False
