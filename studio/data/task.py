"""What a model is asked to do with a row: template, label words, and the room there is. No torch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.data.examples import Example, ExampleMaker
from studio.data.split import split_rows
from studio.data.table import ReadOptions, Table, read_table
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer
from studio.data.verbalizer import LabelTree, Verbalizer, label_words_for
from studio.errors import StudioError, TableError
from studio.spec import DataSpec

Progress = Callable[[int, int], None]


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


def read_data(data: DataSpec, base_dir: Path) -> tuple[Table, Table | None]:
    """The table and the test table of a run. base_dir: what relative paths are relative to."""
    options = ReadOptions(
        encoding=data.encoding,
        delimiter=data.delimiter,
        quoting=data.quoting,
        header=data.header,
        columns=data.columns,
    )
    table = read_table(base_dir / data.file, options)
    return table, read_table(base_dir / data.test_file, options) if data.test_file else None


def prepare(
    data: DataSpec,
    tables: tuple[Table, Table | None],
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
    answers_column = data.label or data.target or ""
    for one in (table, test_table):
        if one:
            _check(one, template, answers_column, data)
    excluded = set(data.exclude)
    kept = [row for row in range(len(table)) if row not in excluded]
    answers = table.column(answers_column)
    words = label_words_for((answers[row] for row in kept), data.label_words) if data.label else None
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
    if not splits["train"]:
        raise TableError(f"{table.name}: no rows are left to train on. Lower the validation and test shares.")
    empty = sum(1 for row in kept if not any(table.column(name)[row].strip() for name in template.columns))
    return TaskData(task, splits, targets, len(table), len(table.bad_rows), len(table) - len(kept), empty)


def _split(
    data: DataSpec, table: Table, kept: Sequence[int], template: Template, answers: list[str], *, own_test: bool
) -> tuple[list[int], list[int], list[int]]:
    columns = [table.column(name) for name in template.columns]
    texts = ["\n".join(column[row] for column in columns) for row in kept]
    labels = [answers[row] for row in kept] if data.label else None
    split = split_rows(texts, labels, validation=data.validation, test=data.test if own_test else 0.0, seed=data.seed)
    return tuple([kept[place] for place in part] for part in (split.train, split.validation, split.test))  # type: ignore[return-value]


def _check(table: Table, template: Template, answers_column: str, data: DataSpec) -> None:
    template.check_columns(table.columns)
    answers = table.column(answers_column)
    excluded = set(data.exclude)
    kind = "label" if data.label else "target"
    for row, answer in enumerate(answers):
        if not answer.strip() and row not in excluded:
            raise TableError(
                f"{table.name}, line {table.line_numbers[row]}: the {kind} is empty. Fill it or exclude the row."
            )


def _examples(
    data: DataSpec, task: Task, table: Table, numbers: Sequence[int], progress: Callable[[int], None]
) -> list[Example]:
    columns = {name: table.column(name) for name in task.maker.template.columns}
    answers = table.column(data.label or data.target or "")
    examples = []
    for done, number in enumerate(numbers):
        if done % 200 == 0:
            progress(done)
        row = {name: column[number] for name, column in columns.items()}
        label, target = (answers[number], None) if data.label else (None, answers[number])
        if label is not None and label not in task.labels:
            raise TableError(
                f'{table.name}, line {table.line_numbers[number]}: the label "{label}" does not stand in the training '
                "table. Correct it or exclude the row."
            )
        try:
            examples.append(task.example(row, number=number, label=label, target=target))
        except StudioError as error:
            raise TableError(f"{table.name}, line {table.line_numbers[number]}: {error.message}") from None
    return examples
