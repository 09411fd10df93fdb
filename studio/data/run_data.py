"""A run's tables made ready: every row an example of the task. No torch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from studio import __version__
from studio.data.examples import NOT_READ, Example
from studio.data.run_tables import Tables, check_data, kept_rows, split_of
from studio.data.stored_examples import StoredExamples, lengths_of
from studio.data.table import Table
from studio.data.tags import tags_of, text_of
from studio.data.task import ModelText, Task
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer
from studio.data_spec import DataSpec

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class TaskData:
    """A table made ready. splits: by name, "train", "validation", "test".

    targets: by split, the texts of generation, and tags as text
    """

    task: Task
    splits: Mapping[str, Sequence[Example]]
    targets: dict[str, list[str]]
    rows: int
    bad_rows: int
    excluded_rows: int
    empty_texts: int

    @property
    def cut_texts(self) -> int:
        return sum(int(examples.cut.sum()) for examples in self._stored)

    @property
    def cut_words(self) -> int:
        """Words with tags that the model does not read."""
        places = (numbers for examples in self._stored for numbers in examples.all_of("word_places"))
        return sum(int((numbers == NOT_READ).sum()) for numbers in places)

    @property
    def longest_tokens(self) -> int:
        """Of all examples."""
        return max(int(lengths_of(examples).max(initial=0)) for examples in self.splits.values())

    def close(self) -> None:
        """Let go of the files of the examples, so that they can be deleted. Nothing can be asked of them after it."""
        for examples in self._stored:
            examples.close()

    @property
    def _stored(self) -> list[StoredExamples]:
        return [examples for examples in self.splits.values() if isinstance(examples, StoredExamples)]


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
    folder: Path | None = None,
) -> TaskData:
    """Split the table and make every row's example.

    template: with its slots counted out    text, head: as `Task.make` takes them
    folder: for the examples, a file a split; what lies there already is taken where it holds the same. None: they are
        kept in memory
    progress(done, total) is called now and then and may raise to stop.
    Raises TableError, LabelError or TemplateError with the line that is wrong, OSError where nothing can be written.
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
        cut=data.cut,
    )
    rows = split_of(data, table, kept, template, answers, own_test=test_table is None)
    places = [("train", table, rows[0]), ("validation", table, rows[1])]
    places.append(("test", test_table, list(range(len(test_table)))) if test_table else ("test", table, rows[2]))
    splits, targets, done = {}, {}, 0
    total = len(kept) + (len(test_table) if test_table else 0)
    made = _what_makes_them(data, tables, task) if folder else ""
    for split, source, numbers in places:
        columns = {name: source.column(name) for name in template.columns}
        examples = task.examples(
            columns,
            numbers,
            source.column(data.answers),
            progress=lambda n, before=done: progress(before + n, total),  # type: ignore[misc]
        )
        if folder:
            known = hashlib.sha256(made.encode() + np.array(numbers, np.int64).tobytes()).hexdigest()
            file = folder / f"{split}.arrow"
            found = StoredExamples.found(file, known)
            splits[split] = StoredExamples.written(examples, file, known) if found is None else found
        else:
            splits[split] = StoredExamples.of(examples)
        targets[split] = _written_answers(data, source, numbers)
        done += len(numbers)
    texts = zip(*([column[row] for row in kept] for column in map(table.column, template.columns)), strict=True)
    empty = sum(not any(map(str.strip, row)) for row in texts)
    return TaskData(task, splits, targets, len(table), len(table.bad_rows), len(table) - len(kept), empty)


def _what_makes_them(data: DataSpec, tables: Tables, task: Task) -> str:
    """All that the examples of a run follow from, but for which rows they are of."""
    maker, tokenizer = task.maker, task.tokenizer
    return json.dumps(
        {
            "program": __version__,
            "data": data.model_dump(mode="json"),
            "tables": [table.sha256 for table in tables if table is not None],
            "template": maker.template.text,
            "room": [maker.max_tokens, maker.answer_room],
            "labels": task.labels,
            "text": asdict(task.text),
            "special": [tokenizer.front_ids, tokenizer.back_ids, tokenizer.eos_id, tokenizer.mask_id],
            "tokenizer": hashlib.sha256(tokenizer.tokenizer.to_str().encode()).hexdigest(),
        },
        sort_keys=True,
    )


def _written_answers(data: DataSpec, table: Table, numbers: Sequence[int]) -> list[str]:
    """The texts, or the tags of texts, that rows should get; none where they get a label."""
    if data.label:
        return []
    answers = table.column(data.answers)
    return [text_of(tags_of(answers[number])) if data.tags else answers[number] for number in numbers]
