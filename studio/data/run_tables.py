"""A run's tables: read, checked for what cannot be learned, and split. No torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from studio.data.demonstrations import Showing
from studio.data.labels import merged, refuse_several
from studio.data.readers import read_table
from studio.data.split import split_rows
from studio.data.table import ReadOptions, Table
from studio.data.tags import checked_tags, tags_in_order, tags_of
from studio.data.template import ColumnPart, Template
from studio.data.tokenizer import TextTokenizer
from studio.data.verbalizer import check_label_words, label_words_for
from studio.data_spec import DataSpec
from studio.errors import AdapterError, LabelError, TableError, TemplateError
from studio.spec import read_run_spec
from studio.wording import phrase

_RUN_FILE = "run.toml"
Tables = tuple[Table, Table | None]  # of a run, and its test table where it has one


def read_data(data: DataSpec, base_dir: Path, *, table: Table | None = None) -> Tables:
    """The table and the test table of a run. base_dir: what relative paths are relative to.

    table: the first of them, where it was read already
    """
    options = ReadOptions.of(dict(data))
    table = read_table(base_dir / data.file, options) if table is None else table
    test_table = read_table(base_dir / data.test_file, options) if data.test_file else None
    table = with_merged_labels(data, table)
    if test_table is not None and data.label and data.merge_labels:
        test_table = merged(test_table, data.label, table.cells(data.label))
    return table, test_table


def with_merged_labels(data: DataSpec, table: Table) -> Table:
    """The table with one spelling of each label, where that is asked for."""
    return merged(table, data.label) if data.label and data.merge_labels else table


def learned_data(adapter: Path) -> tuple[DataSpec, Path]:
    """What the adapter in a run's folder learned from, and the folder that its files are relative to.

    Of a further table's adapter, "adapter-<table>", that table.
    Raises AdapterError for an adapter of no run, SpecError where the run's settings cannot be read.
    """
    run_dir = adapter.parent
    if not (run_dir / _RUN_FILE).is_file():
        raise AdapterError(f"{adapter.name}: is of no run here, so its rows are not known. Choose a table.")
    spec = read_run_spec(run_dir / _RUN_FILE)
    for further in spec.method.further_tables:
        if isinstance(further, DataSpec) and adapter.name == f"adapter-{getattr(further, 'name', '')}":
            return further, run_dir
    return spec.data, run_dir


def check_data(data: DataSpec, tables: Tables, template: Template) -> dict[str, str] | None:
    """Label to word, tag to tag where words have tags, None for generation, once the tables can be learned from.

    Raises TableError, LabelError or TemplateError with the line that is wrong.
    """
    table, test_table = tables
    template.check_columns(table.columns)
    if data.answers in template.columns:
        raise TemplateError(f'Template: it shows the column "{data.answers}", which is to be answered. Take it out.')
    for name in (data.text, data.text_pair):
        if name is not None:
            table.cells(name)
    if data.tags and ([part.name for part in template.parts if isinstance(part, ColumnPart)] != [data.text]):
        raise TemplateError(
            f'Template: where words have tags it names their column once, "{{{data.text}}}", and no other.'
        )
    answers, kept = table.column(data.answers), kept_rows(data, table)
    _check_answers(data, table, kept)
    if not kept:
        raise TableError(f"{table.name}: every row is excluded, and none is left to train on. Take some back in.")
    words = None
    if data.tags:
        words = {tag: tag for tag in tags_in_order(tags_of(answers[row]) for row in kept)}
    elif data.label:
        refuse_several(table, data.label, kept)
        words = label_words_for((answers[row] for row in kept), data.label_words)
        check_label_words(words)
    if test_table is not None:
        template.check_columns(test_table.columns)
        _check_answers(data, test_table, range(len(test_table)), labels=words)
    return words


def training_rows(data: DataSpec, tables: Tables, template: Template) -> list[int]:
    """Numbers of the rows that are trained on, as `prepare` splits them. The table must have passed `check_data`."""
    table, test_table = tables
    answers, kept = table.column(data.answers), kept_rows(data, table)
    return split_of(data, table, kept, template, answers, own_test=test_table is None)[0]


def showing_of(data: DataSpec, tables: Tables, tokenizer: TextTokenizer, template: Template) -> Showing:
    """What shows training rows with their answers, by a template without virtual tokens."""
    return Showing(
        data,
        tables[0],
        training_rows(data, tables, template),
        template=template,
        label_words=check_data(data, tables, template),
        tokenizer=tokenizer,
    )


def split_of(
    data: DataSpec,
    table: Table,
    kept: Sequence[int],
    template: Template,
    answers: list[str],
    *,
    own_test: bool,
    texts: Sequence[str] | None = None,
) -> tuple[list[int], list[int], list[int]]:
    """Numbers of the rows of each side. texts: those of the kept rows, where they are at hand"""
    texts = texts_of(table, template.columns, kept) if texts is None else texts
    labels = [answers[row] for row in kept] if data.label else None
    split = split_rows(texts, labels, validation=data.validation, test=data.test if own_test else 0.0, seed=data.seed)
    return tuple([kept[place] for place in part] for part in (split.train, split.validation, split.test))  # type: ignore[return-value]


def texts_of(table: Table, columns: Sequence[str], rows: Sequence[int]) -> list[str]:
    """What the model reads of each row, a column below the other."""
    cells = [table.column(name) for name in columns]
    return ["\n".join([column[row] for column in cells]) for row in rows]


def kept_rows(data: DataSpec, table: Table) -> list[int]:
    """Numbers of the rows that are not excluded."""
    excluded = set(data.exclude)
    return [row for row in range(len(table)) if row not in excluded]


def _check_answers(
    data: DataSpec, table: Table, rows: Sequence[int], *, labels: Mapping[str, str] | None = None
) -> None:
    """labels: those that there may be; None: any"""
    answers = table.column(data.answers)
    words = table.column(data.text or "") if data.tags else []
    kind = phrase("label" if data.label else "target")
    for row in rows:
        answer = answers[row]
        if data.tags:
            _check_tags(words[row], answer, f"{table.place(row)}: ", known=labels)
            continue
        if not answer.strip():
            raise TableError(f"{table.place(row)}: the {kind} is empty. Fill it or exclude the row.")
        if labels is not None and answer not in labels:
            raise TableError(
                f'{table.place(row)}: the label "{answer}" does not stand in the training '
                "table. Correct it or take the row out."
            )


def _check_tags(text: str, answer: str, where: str, *, known: Mapping[str, str] | None) -> None:
    """where: the beginning of a sentence    known: those that there may be; None: any"""
    try:
        tags = checked_tags(text, answer)
    except LabelError as error:
        raise TableError(where + error.message) from None
    for tag in tags:
        if known is not None and tag not in known:
            raise TableError(
                where + f'the tag "{tag}" does not stand in the training table. Correct it or take the row out.'
            )
