"""What a model is asked to do with a row: template, label words, and the room there is. No torch."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.data.examples import Example, ExampleMaker
from studio.data.split import split_rows
from studio.data.table import ReadOptions, Table, read_table
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer
from studio.data.verbalizer import LabelTree, Verbalizer, check_label_words, label_words_for
from studio.errors import MethodError, StudioError, TableError
from studio.spec import DataSpec, RunSpec

Progress = Callable[[int, int], None]
Tables = tuple[Table, Table | None]  # of a run, and its test table where it has one


@dataclass(frozen=True)
class Task:
    """verbalizer, tree: for classification; None for generation."""

    maker: ExampleMaker
    verbalizer: Verbalizer | None
    tree: LabelTree | None

    @classmethod
    def make(
        cls,
        template: Template,
        tokenizer: TextTokenizer,
        *,
        label_words: Mapping[str, str] | None,
        max_tokens: int,
        answer_room: int,
    ) -> Task:
        """label_words: label to word for classification, None for generation.

        answer_room: for generation, in tokens; label words take what they need
        """
        verbalizer = tree = None
        if label_words is not None:
            verbalizer = Verbalizer.make(label_words, tokenizer, lead=template.ending)
            tree = verbalizer.tree()
            answer_room = max(tree.depths, default=0)
        maker = ExampleMaker(template, tokenizer, max_tokens=max_tokens, answer_room=answer_room)
        return cls(maker, verbalizer, tree)

    @property
    def tokenizer(self) -> TextTokenizer:
        return self.maker.tokenizer

    @property
    def labels(self) -> tuple[str, ...]:
        return self.verbalizer.labels if self.verbalizer else ()

    def example(
        self, row: Mapping[str, str], *, number: int = 0, label: str | None = None, target: str | None = None
    ) -> Example:
        """The example of a row; label or target where they are known."""
        ids, cut = self.maker.ids(row)
        answer_ids = self.maker.answer_ids(target) if target is not None else ()
        label_number = self.verbalizer.class_of(label) if self.verbalizer and label is not None else None
        return Example(ids=ids, answer_ids=answer_ids, label=label_number, row=number, cut=cut)

    def again(self, example: Example, row: Mapping[str, str]) -> Example:
        """The same row's example under this task, with the label that it had."""
        ids, cut = self.maker.ids(row)
        return Example(ids=ids, label=example.label, row=example.row, cut=cut)

    def without_virtual_tokens(self) -> Task:
        """The same task as the base model alone would be asked it: the template's words only."""
        room = self.maker.max_tokens
        template = self.maker.template.without_slots()
        maker = ExampleMaker(template, self.tokenizer, max_tokens=room, answer_room=self.maker.answer_room)
        return Task(maker, self.verbalizer, self.tree)


@dataclass(frozen=True)
class TaskData:
    """A table made ready. splits: by name, "train", "validation", "test". targets: of generation, by split."""

    task: Task
    splits: dict[str, list[Example]]
    targets: dict[str, list[str]]
    rows: int
    bad_rows: int
    excluded_rows: int
    empty_texts: int

    @property
    def cut_texts(self) -> int:
        return sum(example.cut for examples in self.splits.values() for example in examples)


def read_data(data: DataSpec, base_dir: Path, *, table: Table | None = None) -> Tables:
    """The table and the test table of a run. base_dir: what relative paths are relative to.

    table: the first of them, where it was read already
    """
    options = ReadOptions(
        encoding=data.encoding,
        delimiter=data.delimiter,
        quoting=data.quoting,
        header=data.header,
        columns=data.columns,
    )
    table = read_table(base_dir / data.file, options) if table is None else table
    return table, read_table(base_dir / data.test_file, options) if data.test_file else None


def check_run(spec: RunSpec, tables: Tables, model_folder: Path | None = None) -> None:
    """What can be known to be wrong with a run before its base model is loaded, in a moment.

    model_folder: the base model's, for what its tokenizer and its context tell; None where it is not on this disk
    Raises TableError, LabelError, TemplateError, MethodError or ModelError.
    """
    template, room = Template.parse(spec.data.template_text), _context(model_folder)
    if spec.method.product == "input":
        template = template.with_slots(spec.method.num_virtual_tokens)
    else:
        template, room = template.without_slots(), room - spec.method.num_virtual_tokens
    words = check_data(spec.data, tables, template)
    if room < 2:
        raise MethodError(
            f"num_virtual_tokens: {spec.method.num_virtual_tokens} virtual tokens leave no room in {spec.model.name}. "
            "Use fewer."
        )
    if model_folder is not None:
        max_tokens = min(room, spec.data.max_tokens or room)
        Task.make(
            template,
            TextTokenizer.from_folder(model_folder),
            label_words=words,
            max_tokens=max_tokens,
            answer_room=min(spec.training.max_new_tokens, max_tokens // 2),
        )


def check_data(data: DataSpec, tables: Tables, template: Template) -> dict[str, str] | None:
    """Label to word for classification, None for generation, once the tables can be learned from.

    Raises TableError, LabelError or TemplateError with the line that is wrong.
    """
    table, test_table = tables
    template.check_columns(table.columns)
    if data.text is not None:
        table.column(data.text)
    answers, kept = table.column(_answers_column(data)), _kept(data, table)
    _check_answers(data, table, kept)
    if not kept:
        raise TableError(f"{table.name}: every row is excluded, and none is left to train on. Take some back in.")
    words = label_words_for((answers[row] for row in kept), data.label_words) if data.label else None
    if words is not None:
        check_label_words(words)
    if test_table is not None:
        template.check_columns(test_table.columns)
        _check_answers(data, test_table, range(len(test_table)), labels=words)
    return words


def prepare(
    data: DataSpec,
    tables: Tables,
    tokenizer: TextTokenizer,
    *,
    template: Template,
    max_tokens: int,
    answer_room: int,
    progress: Progress,
) -> TaskData:
    """Split the table and make every row's example.

    template: with its slots counted out. progress(done, total) is called now and then and may raise to stop.
    Raises TableError, LabelError or TemplateError with the line that is wrong.
    """
    table, test_table = tables
    words = check_data(data, tables, template)
    answers, kept = table.column(_answers_column(data)), _kept(data, table)
    task = Task.make(template, tokenizer, label_words=words, max_tokens=max_tokens, answer_room=answer_room)
    rows = _split(data, table, kept, template, answers, own_test=test_table is None)
    places = [("train", table, rows[0]), ("validation", table, rows[1])]
    places.append(("test", test_table, list(range(len(test_table)))) if test_table else ("test", table, rows[2]))
    splits, targets, done = {}, {}, 0
    total = len(kept) + (len(test_table) if test_table else 0)
    for split, source, numbers in places:
        splits[split] = _examples(data, task, source, numbers, lambda n, before=done: progress(before + n, total))  # type: ignore[misc]
        targets[split] = [source.column(data.target)[number] for number in numbers] if data.target else []
        done += len(numbers)
    columns = [table.column(name) for name in template.columns]
    empty = sum(1 for row in kept if not any(column[row].strip() for column in columns))
    return TaskData(task, splits, targets, len(table), len(table.bad_rows), len(table) - len(kept), empty)


def _split(
    data: DataSpec, table: Table, kept: Sequence[int], template: Template, answers: list[str], *, own_test: bool
) -> tuple[list[int], list[int], list[int]]:
    columns = [table.column(name) for name in template.columns]
    texts = ["\n".join(column[row] for column in columns) for row in kept]
    labels = [answers[row] for row in kept] if data.label else None
    split = split_rows(texts, labels, validation=data.validation, test=data.test if own_test else 0.0, seed=data.seed)
    return tuple([kept[place] for place in part] for part in (split.train, split.validation, split.test))  # type: ignore[return-value]


def _answers_column(data: DataSpec) -> str:
    return data.label or data.target or ""


def _kept(data: DataSpec, table: Table) -> list[int]:
    """Numbers of the rows that are not excluded."""
    excluded = set(data.exclude)
    return [row for row in range(len(table)) if row not in excluded]


def _check_answers(
    data: DataSpec, table: Table, rows: Sequence[int], *, labels: Mapping[str, str] | None = None
) -> None:
    """labels: those that there may be; None: any"""
    answers = table.column(_answers_column(data))
    kind = "label" if data.label else "target"
    for row in rows:
        answer = answers[row]
        if not answer.strip():
            raise TableError(
                f"{table.name}, line {table.line_numbers[row]}: the {kind} is empty. Fill it or exclude the row."
            )
        if labels is not None and answer not in labels:
            raise TableError(
                f'{table.name}, line {table.line_numbers[row]}: the label "{answer}" does not stand in the training '
                "table. Correct it or take the row out."
            )


def _context(model_folder: Path | None) -> int:
    """The most positions that a model was made for, as far as its config.json says so plainly."""
    try:
        config = json.loads((model_folder / "config.json").read_text(encoding="utf-8")) if model_folder else {}
    except (OSError, ValueError):
        config = {}
    config = config.get("text_config", config) if isinstance(config, dict) else {}
    given = (config.get(key) for key in ("max_position_embeddings", "n_positions"))
    return next((context for context in given if isinstance(context, int) and context > 0), sys.maxsize)


def _examples(
    data: DataSpec, task: Task, table: Table, numbers: Sequence[int], progress: Callable[[int], None]
) -> list[Example]:
    columns = {name: table.column(name) for name in task.maker.template.columns}
    answers = table.column(_answers_column(data))
    examples = []
    for done, number in enumerate(numbers):
        if done % 200 == 0:
            progress(done)
        row = {name: column[number] for name, column in columns.items()}
        label, target = (answers[number], None) if data.label else (None, answers[number])
        try:
            examples.append(task.example(row, number=number, label=label, target=target))
        except StudioError as error:
            raise TableError(f"{table.name}, line {table.line_numbers[number]}: {error.message}") from None
    return examples
