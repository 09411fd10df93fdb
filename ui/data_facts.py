"""What the Data page says of a table, worked out on a thread. Knows nothing of Qt."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from studio.data.columns import class_counts, is_lopsided
from studio.data.split import split_rows
from studio.data.table import Table
from studio.data.tags import checked_tags
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer
from studio.data_spec import DataSpec
from studio.errors import LabelError
from studio.models.catalog import list_models

_COUNTED_ROWS = 20_000  # token lengths of more rows are those of the first so many
_AT_A_TIME = 1000


@dataclass(frozen=True)
class TokenLengths:
    """Of `rows` rendered rows. context: what the model can read, None where it does not say."""

    rows: int
    median: int
    longest: int
    context: int | None
    too_long: int


@dataclass(frozen=True)
class DataFacts:
    """notes: sentences about what should be looked at. tokens: None without a model on this disk."""

    counts: dict[str, int] = field(default_factory=dict)
    lopsided: bool = False
    train: int = 0
    validation: int = 0
    test: int = 0
    notes: tuple[str, ...] = ()
    tokens: TokenLengths | None = None


def data_facts(table: Table, data: dict[str, Any], model: str, folders: tuple[Path, ...] = ()) -> DataFacts:
    """Everything about the rows that a run would use. Raises StudioError as splitting and templates do."""
    spec = DataSpec.model_validate(data)
    excluded = set(spec.exclude)
    rows = [row for row in range(len(table)) if row not in excluded]
    template = Template.parse(spec.template_text)
    template.check_columns(table.columns)
    columns = {
        name: table.column(name) for name in dict.fromkeys((*template.columns, *((spec.text,) if spec.text else ())))
    }
    texts = ["\n".join(cells[row] for cells in columns.values()) for row in rows]
    answer_cells = table.column(spec.answers)
    answers = [answer_cells[row] for row in rows]
    labels = answers if spec.task == "classification" else None
    split = split_rows(texts, labels, validation=spec.validation, test=spec.test, seed=spec.seed)
    counts = class_counts(answers) if labels is not None else {}
    return DataFacts(
        counts=counts,
        lopsided=is_lopsided(counts),
        train=len(split.train),
        validation=len(split.validation),
        test=len(split.test),
        notes=(*_notes(texts, answers, len(excluded), is_label=labels is not None), *_torn_tags(spec, table, rows)),
        tokens=_token_lengths(template, columns, rows, model, folders),
    )


def _notes(texts: list[str], answers: list[str], excluded: int, *, is_label: bool) -> list[str]:
    notes = []
    if excluded:
        notes.append(f"{_rows(excluded)} excluded by you.")
    empty = sum(1 for text in texts if not text.strip())
    if empty:
        notes.append(f"{_rows(empty)} without text.")
    unanswered = sum(1 for answer in answers if not answer.strip())
    if unanswered:
        notes.append(f"{_rows(unanswered)} without {'a label' if is_label else 'an answer'}.")
    answers_of: dict[str, set[str]] = defaultdict(set)
    for text, answer in zip(texts, answers, strict=True):
        answers_of[" ".join(text.split()).casefold()].add(answer)
    repeated = len(texts) - len(answers_of)
    if repeated:
        notes.append(f"{_rows(repeated)} repeat another row's text.")
    torn = sum(1 for found in answers_of.values() if len(found) > 1)
    if torn and is_label:
        notes.append(f"{torn:,} {'text has' if torn == 1 else 'texts have'} more than one label.")
    return notes


def _torn_tags(spec: DataSpec, table: Table, rows: list[int]) -> list[str]:
    """What is wrong with rows whose words have tags: how many, and the first."""
    if not spec.tags:
        return []
    wrong, texts, answers = [], table.column(spec.text or ""), table.column(spec.answers)
    for row in rows:
        try:
            checked_tags(texts[row], answers[row])
        except LabelError as error:
            wrong.append(f"line {table.line_number(row)}: {error.message}")
    return [f"{_rows(len(wrong))} cannot be learned from; the first is {wrong[0]}"] if wrong else []


def _rows(number: int) -> str:
    return f"{number:,} {'row' if number == 1 else 'rows'}"


def _token_lengths(
    template: Template, columns: dict[str, list[str]], rows: list[int], model: str, folders: tuple[Path, ...]
) -> TokenLengths | None:
    known = next((one for one in list_models(folders) if one.name == model), None)
    if known is None or known.folder is None or not (known.folder / "tokenizer.json").is_file() or not rows:
        return None
    tokenizer = TextTokenizer.from_folder(known.folder)
    lengths: list[int] = []
    counted = rows[:_COUNTED_ROWS]
    for start in range(0, len(counted), _AT_A_TIME):
        texts = [
            template.render({n: c[row] for n, c in columns.items()}) for row in counted[start : start + _AT_A_TIME]
        ]
        lengths += [len(ids) for ids in tokenizer.encode_many(texts)]
    limit = known.context
    too_long = sum(1 for length in lengths if limit is not None and length > limit)
    return TokenLengths(len(lengths), round(median(lengths)), max(lengths), limit, too_long)
