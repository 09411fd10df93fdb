"""What stands between cells, and whether quotes wrap them: as chosen, or as most rows agree."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

from studio.data.cells import Quoting, parse
from studio.errors import TableError
from studio.wording import counted, phrase

# Tie order: a tab is hardly ever text, a comma often is (and is the decimal sign of tables that use a semicolon).
_DELIMITERS = ("\t", ";", "|", ",")
_DELIMITER_NAMES = {
    "\t": phrase("Tab"),
    ";": phrase("Semicolon"),
    "|": phrase("Bar"),
    ",": phrase("Comma"),
    " ": phrase("Space"),
    ":": phrase("Colon"),
}
_SAMPLE_LINES = 4000
_CERTAIN = 0.8  # share of rows that must agree before a cheap guess counts as certain


def layout_of(
    lines: Sequence[str], chosen_delimiter: str | None, chosen_quoting: Quoting | None
) -> tuple[str, Quoting, tuple[str, ...]]:
    """Delimiter, quoting, and the sentences about them. chosen_...: None where they are to be found out."""
    if chosen_delimiter is not None:
        delimiter = _chosen_delimiter(chosen_delimiter)
        delimiter_found = f"{_delimiter_name(delimiter)}, as you chose."
    else:
        delimiter, delimiter_found = _delimiter(lines, chosen_quoting)
    if chosen_quoting is not None:
        quoting: Quoting = chosen_quoting
        said = f"{'Quotes may wrap cells' if quoting == 'minimal' else 'Quotes are part of the text'}, as you chose."
        return delimiter, quoting, (delimiter_found, said)
    if not delimiter:
        return delimiter, "none", (delimiter_found,)
    quoting, quoting_found = _quoting(lines, delimiter)
    return delimiter, quoting, (delimiter_found, quoting_found)


def _chosen_delimiter(delimiter: str) -> str:
    # A shell or a form hands over the two characters of \\t rather than a tab.
    delimiter = "\t" if delimiter.casefold() in {"\\t", "tab"} else delimiter
    if len(delimiter) > 1 or delimiter in {"\n", "\r", '"', "\0"}:
        raise TableError(
            f"{delimiter!r} cannot be a delimiter. Give one character that is no quote and no line break.",
            delimiter=delimiter,
        )
    return delimiter


def _delimiter_name(delimiter: str) -> str:
    if not delimiter:
        return phrase("One column, a row a line")
    return phrase(f"{_DELIMITER_NAMES.get(delimiter, repr(delimiter))} between cells")


def _delimiter(lines: Sequence[str], quoting: Quoting | None) -> tuple[str, str]:
    quotings: tuple[Quoting, ...] = ("minimal", "none") if quoting is None else (quoting,)
    shares = {delimiter: max(_agreement(lines, delimiter, q) for q in quotings) for delimiter in _DELIMITERS}
    # Within a hundredth it is the order of _DELIMITERS that decides.
    best = max(_DELIMITERS, key=lambda delimiter: (round(shares[delimiter][0], 2), -_DELIMITERS.index(delimiter)))
    share, cells = shares[best]
    if share < _CERTAIN:
        second = _second_opinion(lines)
        if second and second not in shares:
            shares[second] = max(_agreement(lines, second, q) for q in quotings)
        if second and shares[second][0] >= max(0.5, share):
            best, (share, cells) = second, shares[second]
    name = _delimiter_name(best)
    if share >= 0.995:
        return best, f"{name}: every row has {counted(cells, 'cell')}."
    if share >= _CERTAIN:
        return best, f"{name}: {share:.0%} of the rows have {counted(cells, 'cell')}."
    if share >= 0.5:
        return best, f"{name}, probably: {share:.0%} of the rows have {counted(cells, 'cell')}. If not, choose another."
    if quoting != "none" and _is_one_quoted_column(lines):
        return ",", "One column, quoted."
    return "", "One column, a row a line: no delimiter divides the rows alike."


def _agreement(lines: Sequence[str], delimiter: str, quoting: Quoting) -> tuple[float, int]:
    """Share of the sample's rows that have the commonest number of cells (two or more), and that number."""
    sample = lines[:_SAMPLE_LINES]
    parsed = parse(sample, delimiter, quoting)
    broken = len(parsed.broken)
    if broken and len(sample) < len(lines) and parsed.broken[-1][0] == len(sample):
        broken -= 1  # the sample ends inside a cell
    counts = Counter(len(row) for row in parsed.rows)
    total = counts.total() + broken
    cells, rows = max(((n, k) for n, k in counts.items() if n > 1), key=lambda pair: pair[1], default=(1, 0))
    return (rows / total if total else 0.0), cells


def _second_opinion(lines: Sequence[str]) -> str:
    """clevercsv's delimiter, or "" when it has none that could be one."""
    from clevercsv.detect import Detector

    sample = "".join(lines[:200])[:20_000]
    try:
        dialect = Detector().detect(sample)
    except Exception:  # a second opinion that fails is none
        return ""
    delimiter = dialect.delimiter if dialect is not None else None
    if not isinstance(delimiter, str) or len(delimiter) != 1:
        return ""
    return delimiter if delimiter in string.punctuation.replace('"', "").replace("'", "") + "\t" else ""


def _is_one_quoted_column(lines: Sequence[str]) -> bool:
    sample = lines[:_SAMPLE_LINES]
    opening = sum(1 for line in sample if line.startswith('"'))
    parsed = parse(sample, ",", "minimal")
    single = sum(1 for row in parsed.rows if len(row) == 1)
    return opening * 2 >= len(parsed.rows) and single >= 0.95 * (len(parsed.rows) + len(parsed.broken))


def _quoting(lines: Sequence[str], delimiter: str) -> tuple[Quoting, str]:
    """Whether quotes wrap cells, by what each answer would leave unexplained in the whole file.

    If they wrap: rows of another length (twice), rows that break, and, weighing little, single quotes inside a cell.
    If they are text: rows of another length (twice), cells like "a ""b"" c", columns in which most cells are wrapped.
    """
    text = "".join(lines)
    if '"' not in text:
        return "minimal", "No cell is quoted."
    if re.search(rf'(?:^|[\r\n{re.escape(delimiter)}])"', text) is None:
        return "none", "Quotes are part of the text: no cell opens with one."
    edge = re.escape(delimiter)
    single_inside = sum(1 for _ in re.finditer(rf'(?<=[^"\r\n{edge}])"(?=[^"\r\n{edge}])', text))
    del text  # as large as the file, as each way to cut it is: one at a time
    if_wrapping = parse(lines, delimiter, "minimal")
    against_wrapping = 2 * _odd_lengths(if_wrapping.rows) + len(if_wrapping.broken) + 0.1 * single_inside
    del if_wrapping
    if not against_wrapping and delimiter != "\t":
        return "minimal", "Quotes wrap cells."  # nothing is left unexplained, whatever the other answer would leave
    if_text = parse(lines, delimiter, "none")
    doubled, needless, wrapped_columns = 0, 0, 0
    for column in _ragged_columns(if_text.rows):
        wrapped = [cell for cell in column if len(cell) > 1 and cell[0] == '"' == cell[-1]]
        in_pairs = sum(1 for cell in wrapped if '"' in cell[1:-1] and '"' not in cell[1:-1].replace('""', ""))
        doubled += in_pairs
        if len(wrapped) * 2 > sum(1 for cell in column if cell):
            wrapped_columns += len(wrapped) - in_pairs
        else:
            needless += len(wrapped) - in_pairs
    against_text = 2 * _odd_lengths(if_text.rows) + doubled + wrapped_columns
    is_text = against_text < against_wrapping or (
        against_text == against_wrapping and delimiter == "\t" and needless > 0
    )
    if is_text:
        return "none", "Quotes are part of the text: they do not wrap cells throughout."
    return "minimal", "Quotes wrap cells."


def _odd_lengths(rows: Sequence[Sequence[str]]) -> int:
    counts = Counter(map(len, rows))
    return counts.total() - max(counts.values(), default=0)


def _ragged_columns(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The first row is left out: it may be a header, which is quoted or not at its writer's whim."""
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    return [[row[j] for row in rows[1:] if len(row) > j] for j in range(width)]
