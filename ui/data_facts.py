"""What the Data page says of a table, worked out on a thread. Knows no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from studio.data.columns import class_counts, is_lopsided
from studio.data.labels import refuse_several, spellings
from studio.data.readers import read_table
from studio.data.run_tables import kept_rows, split_of, texts_of, with_merged_labels
from studio.data.table import ReadOptions, Table
from studio.data.tags import checked_tags
from studio.data.template import Template
from studio.data_spec import DataSpec
from studio.errors import LabelError, TableError
from ui.language import counted, said, tr


@dataclass(frozen=True)
class Finding:
    """Rows that should be looked at, or that belong together.

    key: what it is    title: in a list of such    rows: in the order in which they are best read
    sentence: with the number of them; empty where there is nothing to mind
    """

    key: str
    title: str
    rows: Sequence[int]
    sentence: str = ""
    is_warning: bool = False


@dataclass(frozen=True)
class DataFacts:
    """findings: in the order in which they matter; the sides of the split are the last of them.

    spellings: of labels, to the commonest spelling of the same label
    """

    counts: dict[str, int] = field(default_factory=dict)
    lopsided: bool = False
    train: int = 0
    validation: int = 0
    test: int = 0
    findings: tuple[Finding, ...] = ()
    spellings: dict[str, str] = field(default_factory=dict)


def data_facts(table: Table, data: dict[str, Any]) -> DataFacts:
    """Everything about the rows that a run would use.

    Raises StudioError as splitting and templates do, and for rows of several labels.
    """
    spec = DataSpec.model_validate(data)
    other_spellings = spellings(table.cells(spec.label)) if spec.label else {}
    table = with_merged_labels(spec, table)
    excluded = set(spec.exclude)
    rows = kept_rows(spec, table)
    template = Template.parse(spec.template_text)
    template.check_columns(table.columns)
    if spec.label:
        refuse_several(table, spec.label, rows)
    texts = texts_of(table, template.columns, rows)
    answer_cells = table.column(spec.answers)
    answers = [answer_cells[row] for row in rows]
    labels = answers if spec.task == "classification" else None
    train, validation, test = split_of(
        spec, table, rows, template, answer_cells, own_test=spec.test_file is None, texts=texts
    )
    counts = class_counts(answers) if labels is not None else {}
    found = [
        *_torn_tags(spec, table, rows),
        *_leaks(spec, template.columns, texts, rows),
        *_doubtful(texts, answers, rows, is_label=labels is not None),
        *_empty(table, texts, answers, rows, is_label=labels is not None),
        Finding(
            "excluded",
            tr("Excluded"),
            sorted(excluded),
            counted(len(excluded), "{n} row excluded by you.", "{n} rows excluded by you."),
        ),
        Finding("train", tr("To train on"), train),
        Finding("validation", tr("Validation"), validation),
        Finding("test", tr("Final test"), test),
    ]
    return DataFacts(
        counts=counts,
        lopsided=is_lopsided(counts),
        train=len(train),
        validation=len(validation),
        test=len(test),
        findings=tuple(finding for finding in found if finding.rows),
        spellings=other_spellings,
    )


def _alike(text: str) -> str:
    """What is equal but for case and white space is one text, as in the split."""
    return " ".join(text.split()).casefold()


def _doubtful(texts: list[str], answers: list[str], rows: list[int], *, is_label: bool) -> list[Finding]:
    """Texts that come more than once, and those of them that have more than one label."""
    firsts: dict[int | str, int] = {}  # by hash: the texts themselves are large
    again: dict[int, list[int]] = {}
    for place, text in enumerate(texts):
        alike = _alike(text)
        first = firsts.setdefault(hash(alike), place)
        if first != place and _alike(texts[first]) != alike:
            first = firsts.setdefault(alike, place)
        if first != place:
            again.setdefault(first, [first]).append(place)
    groups = [again[first] for first in sorted(again)]
    torn = [places for places in groups if len({answers[place] for place in places}) > 1] if is_label else []
    repeated = sum(map(len, groups)) - len(groups)
    return [
        Finding(
            "torn",
            tr("Several labels for a text"),
            [rows[place] for places in torn for place in places],
            counted(len(torn), "{n} text has more than one label.", "{n} texts have more than one label."),
            is_warning=True,
        ),
        Finding(
            "repeated",
            tr("Repeated texts"),
            [rows[place] for places in groups for place in places],
            counted(repeated, "{n} row repeats another row's text.", "{n} rows repeat another row's text."),
        ),
    ]


def _empty(table: Table, texts: list[str], answers: list[str], rows: list[int], *, is_label: bool) -> list[Finding]:
    no_text = [row for row, text in zip(rows, texts, strict=True) if not text or text.isspace()]
    no_answer = [row for row, answer in zip(rows, answers, strict=True) if not answer or answer.isspace()]
    if is_label:
        title = tr("Without label")
        sentence = counted(len(no_answer), "{n} row without label.", "{n} rows without label.")
    else:
        title = tr("Without answer")
        sentence = counted(len(no_answer), "{n} row without answer.", "{n} rows without answer.")
    without_text = counted(len(no_text), "{n} row without text.", "{n} rows without text.")
    empty = {row for name in table.columns for row in table.rows_with_empty(name)}.intersection(rows)
    return [
        Finding("no_answer", title, no_answer, sentence, True),
        Finding("no_text", tr("Without text"), no_text, without_text),
        Finding(
            "empty",
            tr("Empty cells"),
            sorted(empty),
            counted(len(empty), "{n} row with an empty cell.", "{n} rows with an empty cell."),
        ),
    ]


def _leaks(spec: DataSpec, names: Sequence[str], texts: list[str], rows: list[int]) -> list[Finding]:
    """Rows whose text stands in the test table, too."""
    if spec.test_file is None:
        return []
    try:
        tested = _test_texts(Path(spec.test_file), ReadOptions.of(dict(spec)), tuple(names))
    except (TableError, OSError):  # said where the run starts
        return []
    found = [row for row, text in zip(rows, texts, strict=True) if _alike(text) in tested]
    sentence = counted(
        len(found),
        "{n} row also stands in the test table, which then measures what is known by heart.",
        "{n} rows also stand in the test table, which then measures what is known by heart.",
    )
    return [Finding("leaks", tr("In the test table, too"), found, sentence, is_warning=True)]


def _test_texts(file: Path, options: ReadOptions, names: tuple[str, ...]) -> frozenset[str]:
    return _read_texts(file, file.stat().st_mtime_ns, options, names)


@lru_cache(maxsize=1)
def _read_texts(file: Path, _changed: int, options: ReadOptions, names: tuple[str, ...]) -> frozenset[str]:
    table = read_table(file, options)
    return frozenset(_alike(text) for text in texts_of(table, names, range(len(table))))


def _torn_tags(spec: DataSpec, table: Table, rows: list[int]) -> list[Finding]:
    """What is wrong with rows whose words have tags: how many, and the first."""
    if spec.tags is None:
        return []
    texts, tags = table.column(spec.text or ""), table.column(spec.answers)
    wrong: list[int] = []
    why = ""  # the first is
    for row in rows:
        try:
            checked_tags(texts[row], tags[row])
        except LabelError as error:
            wrong.append(row)
            why = why or error.message
    sentence = counted(
        len(wrong),
        "{n} row cannot be learned from; the first is line {line}: {why}",
        "{n} rows cannot be learned from; the first is line {line}: {why}",
        line=table.line_number(wrong[0]) if wrong else "",
        why=said(why),
    )
    return [Finding("torn_tags", tr("Words and tags that differ"), wrong, sentence, is_warning=True)]
