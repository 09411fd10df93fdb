"""A run's tables made ready: every row an example of the task. No torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from studio.data.examples import NOT_READ, Example
from studio.data.run_tables import Tables, check_data, kept_rows, split_of
from studio.data.table import Table
from studio.data.tags import tags_of, text_of
from studio.data.task import ModelText, Task
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer
from studio.data_spec import DataSpec
from studio.errors import StudioError, TableError

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class TaskData:
    """A table made ready. splits: by name, "train", "validation", "test".

    targets: by split, the texts of generation, and tags as text
    """

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

    @property
    def cut_words(self) -> int:
        """Words with tags that the model does not read."""
        return sum(example.word_places.count(NOT_READ) for examples in self.splits.values() for example in examples)


def prepare(
    data: DataSpec,
    tables: Tables,
    tokenizer: TextTokenizer,
    *,
    template: Template,
    max_tokens: int,
    answer_room: int,
    progress: Progress,
    text: ModelText = ModelText(),  # noqa: B008  (frozen)
    head: bool = False,
) -> TaskData:
    """Split the table and make every row's example.

    template: with its slots counted out    text, head: as `Task.make` takes them
    progress(done, total) is called now and then and may raise to stop.
    Raises TableError, LabelError or TemplateError with the line that is wrong.
    """
    table, test_table = tables
    words = check_data(data, tables, template)
    answers, kept = table.column(data.answers), kept_rows(data, table)
    task = Task.make(
        template,
        tokenizer,
        label_words=words,
        max_tokens=max_tokens,
        answer_room=answer_room,
        text=text,
        head=head,
        tags=data.tags is not None,
    )
    rows = split_of(data, table, kept, template, answers, own_test=test_table is None)
    places = [("train", table, rows[0]), ("validation", table, rows[1])]
    places.append(("test", test_table, list(range(len(test_table)))) if test_table else ("test", table, rows[2]))
    splits, targets, done = {}, {}, 0
    total = len(kept) + (len(test_table) if test_table else 0)
    for split, source, numbers in places:
        splits[split] = _examples(data, task, source, numbers, lambda n, before=done: progress(before + n, total))  # type: ignore[misc]
        targets[split] = _written_answers(data, source, numbers)
        done += len(numbers)
    columns = [table.column(name) for name in template.columns]
    empty = sum(1 for row in kept if not any(column[row].strip() for column in columns))
    return TaskData(task, splits, targets, len(table), len(table.bad_rows), len(table) - len(kept), empty)


def _written_answers(data: DataSpec, table: Table, numbers: Sequence[int]) -> list[str]:
    """The texts, or the tags of texts, that rows should get; none where they get a label."""
    if data.label:
        return []
    answers = table.column(data.answers)
    return [text_of(tags_of(answers[number])) if data.tags else answers[number] for number in numbers]


def _examples(
    data: DataSpec, task: Task, table: Table, numbers: Sequence[int], progress: Callable[[int], None]
) -> list[Example]:
    columns = {name: table.column(name) for name in task.maker.template.columns}
    answers = table.column(data.answers)
    examples = []
    for done, number in enumerate(numbers):
        if done % 200 == 0:
            progress(done)
        row = {name: column[number] for name, column in columns.items()}
        try:
            examples.append(task.example(row, number=number, answer=answers[number]))
        except StudioError as error:
            raise TableError(f"{table.name}, line {table.line_numbers[number]}: {error.message}") from None
    return examples
