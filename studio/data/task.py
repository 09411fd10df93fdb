"""What a model is asked to do with a row: template, label words, and the room there is. No torch."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from studio.architecture import Architecture, ModelKind, read_architecture
from studio.data.demonstrations import Showing
from studio.data.examples import NOT_READ, UNKNOWN_TAG, Example, ExampleMaker
from studio.data.split import split_rows
from studio.data.table import ReadOptions, Table, read_table
from studio.data.tags import checked_tags, tags_in_order, tags_of, text_of, words_of
from studio.data.template import ColumnPart, Template
from studio.data.tokenizer import TextTokenizer
from studio.data.verbalizer import LabelTree, Verbalizer, check_label_words, label_words_for
from studio.errors import LabelError, MethodError, ModelError, SpecError, StudioError, TableError, TemplateError
from studio.methods.settings import NOTHING_SHOWN, MethodSettings, Product, ShownTokens, TaskKind
from studio.spec import DataSpec, RunSpec

if TYPE_CHECKING:
    from studio.data.batches import Batch

Progress = Callable[[int, int], None]
Tables = tuple[Table, Table | None]  # of a run, and its test table where it has one


@dataclass(frozen=True)
class ModelText:
    """How a base model takes text. kind: of the model    answer_front: what an encoder-decoder's answer begins with.

    front_in_prompt: whether a prompt of examples begins with what else would stand before the text
    """

    kind: ModelKind = "decoder"
    answer_front: tuple[int, ...] = ()
    front_in_prompt: bool = False

    @classmethod
    def of(cls, architecture: Architecture, tokenizer: TextTokenizer, shown: ShownTokens = NOTHING_SHOWN) -> ModelText:
        """shown: the examples of a prompt that is made of some. Raises ModelError for what is no model of text."""
        if architecture.kind is None:
            raise ModelError(f"{architecture.family or 'This'} is no model of text. Choose another base model.")
        if architecture.kind != "encoder_decoder":
            front = tokenizer.front_ids
            return cls(architecture.kind, (), bool(shown) and shown.ids[: len(front)] == front)
        return cls(architecture.kind, (architecture.answer_start or 0, *tokenizer.front_ids))


@dataclass(frozen=True)
class Task:
    """labels: classes, or tags, in the order of their numbers, empty for generation.

    verbalizer, tree: where classes are told by label words; None for a classification head and for generation
    has_tags: each word is told its class, not the row; the template names the column of words and no other
    """

    maker: ExampleMaker
    labels: tuple[str, ...]
    verbalizer: Verbalizer | None
    tree: LabelTree | None
    text: ModelText = ModelText()
    has_tags: bool = False

    @classmethod
    def make(
        cls,
        template: Template,
        tokenizer: TextTokenizer,
        *,
        label_words: Mapping[str, str] | None,
        max_tokens: int,
        answer_room: int,
        text: ModelText = ModelText(),
        head: bool = False,
        tags: bool = False,
    ) -> Task:
        """label_words: label to word for classification, None for generation.

        answer_room: for generation, in tokens; label words take what they need
        head: classes are told by a classification head, and their words count for nothing
        tags: the classes are those of words
        """
        verbalizer = tree = None
        if label_words is not None:
            answer_room = 0
            if not head:
                lead = template.ending if text.kind == "decoder" else " " if text.kind == "encoder" else None
                one_token = text.kind == "encoder"
                verbalizer = Verbalizer.make(label_words, tokenizer, lead=lead, one_token=one_token)
                tree = verbalizer.tree()
                answer_room = max(tree.depths, default=0)
                if one_token and not template.has_mask:
                    raise TemplateError(
                        "Template: a masked model needs {mask} where it is to guess the label word, as in "
                        '"{text} It was {mask}." Write it, or choose a method with a classification head.'
                    )
        maker = ExampleMaker(
            template,
            tokenizer,
            max_tokens=max_tokens,
            answer_room=answer_room,
            kind=text.kind,
            front_in_prompt=text.front_in_prompt,
        )
        return cls(maker, tuple(label_words or ()), verbalizer, tree, text, tags)

    @property
    def tokenizer(self) -> TextTokenizer:
        return self.maker.tokenizer

    @property
    def kind(self) -> TaskKind:
        return "tagging" if self.has_tags else "classification" if self.labels else "generation"

    def example(self, row: Mapping[str, str], *, number: int = 0, answer: str | None = None) -> Example:
        """The example of a row; answer: its label, target or tags, where they are known."""
        if self.has_tags:
            return self._tagged(row, number, answer)
        label, target = (answer, None) if self.labels else (None, answer)
        ids, cut = self.maker.ids(row)
        answer_ids = self.maker.answer_ids(target) if target is not None else ()
        known = label is not None and label in self.labels
        return self._placed(
            Example(
                ids=ids,
                answer_ids=answer_ids,
                label=self.labels.index(label) if known and label is not None else None,
                row=number,
                cut=cut,
            )
        )

    def again(self, example: Example, row: Mapping[str, str]) -> Example:
        """The same row's example under this task, with the label that it had."""
        ids, cut = self.maker.ids(row)
        return self._placed(Example(ids=ids, label=example.label, row=example.row, cut=cut))

    def _tagged(self, row: Mapping[str, str], number: int, tags: str | None) -> Example:
        ids, places = self.maker.word_ids(words_of(row[self.maker.template.columns[0]]))
        numbers = {tag: number for number, tag in enumerate(self.labels)}
        known = tuple(numbers.get(tag, UNKNOWN_TAG) for tag in tags_of(tags)) if tags is not None else ()
        return Example(ids, row=number, cut=NOT_READ in places, word_places=places, tags=known)

    def collate(self, examples: Sequence[Example]) -> Batch:
        """The examples as a batch, with the label tree behind each where there is one."""
        from studio.data.batches import collate

        guesses = self.text.kind == "encoder" and self.verbalizer is not None
        return collate(
            examples,
            self.tree,
            bidirectional=self.text.kind == "encoder",
            mask_id=self.tokenizer.mask_id if guesses else None,
        )

    def asked_by(self, template: Template) -> Task:
        """The same task, asked by another template: label words follow its ending."""
        words = dict(zip(self.labels, self.verbalizer.words, strict=True)) if self.verbalizer else None
        return Task.make(
            template,
            self.tokenizer,
            label_words=words,
            max_tokens=self.maker.max_tokens,
            answer_room=self.maker.answer_room,
            text=replace(self.text, front_in_prompt=False),
        )

    def _placed(self, example: Example) -> Example:
        """What an encoder reads is its source; its decoder begins with tokens of its own."""
        if self.text.kind != "encoder_decoder":
            return example
        return replace(example, ids=self.text.answer_front, source_ids=example.ids)


def placed(
    template: Template, product: Product, num_virtual_tokens: int, *, context: int, model: str
) -> tuple[Template, int]:
    """(template with its slots counted out, tokens that an example may have).

    Only vectors among the input take places in the text; keys and values in front of every layer use up positions
    alone, wherever slots are. context: the most positions that the model reads. Raises TemplateError or MethodError.
    """
    if product == "input":
        return template.with_slots(num_virtual_tokens), context
    room = context - (num_virtual_tokens if product == "key_value" else 0)
    if room < 2:
        raise MethodError(
            f"num_virtual_tokens: {num_virtual_tokens} virtual tokens leave no room in {model}, which reads {context}. "
            "Use fewer."
        )
    return template.without_slots(), room


@dataclass(frozen=True)
class Placing:
    """How a run's method meets its table.

    method: with the number of its virtual tokens known    template: with its slots counted out
    max_tokens: that an example may have    shown: the examples that the prompt is made of, if it is
    """

    method: MethodSettings
    template: Template
    max_tokens: int
    shown: ShownTokens = NOTHING_SHOWN

    @classmethod
    def of(
        cls,
        spec: RunSpec,
        tables: Tables,
        tokenizer: TextTokenizer | None,
        *,
        kind: ModelKind | None,
        context: int,
        model: str,
    ) -> Placing:
        """tokenizer: None where it is not known yet, and then examples are not chosen; the rest as `placed` takes it.

        Raises TableError, LabelError, TemplateError or MethodError.
        """
        method, shown = spec.method, NOTHING_SHOWN
        template = Template.parse(spec.data.template_for(kind, head=method.has_head))
        wanted = method.examples_wanted
        if wanted:
            template = template.without_slots()  # what is made of rows stands in front of the row that is asked
            if tokenizer:
                showing = showing_of(spec.data, tables, tokenizer, template)
                budget = context // 2  # the other half is the row's
                chosen = (
                    showing.numbered(wanted.rows, budget=budget)
                    if wanted.rows
                    else showing.sampled(wanted.count, seed=wanted.seed, budget=budget)
                )
                shown = showing.tokens(chosen)
            method = method.model_copy(update={"num_virtual_tokens": len(shown)})
        template, room = placed(template, method.product, method.num_virtual_tokens, context=context, model=model)
        return cls(method, template, min(room, spec.data.max_tokens or room), shown)


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
    tables_learned = (spec.data, *spec.method.further_tables)
    if spec.training.early_stopping and not any(getattr(data, "validation", 0.0) for data in tables_learned):
        raise SpecError(
            "[training] early_stopping: without validation rows nothing says what is better. Set some aside by "
            "data.validation, or leave it out."
        )
    _check_one(spec, tables, model_folder)
    for data in spec.method.further_tables:
        assert isinstance(data, DataSpec)
        _check_one(spec.model_copy(update={"data": data}), read_data(data, Path()), model_folder)


def _check_one(spec: RunSpec, tables: Tables, model_folder: Path | None) -> None:
    """As if the run had one table."""
    method = spec.method
    known = read_architecture(model_folder) if model_folder else None
    if known:
        check_method(method, known, spec.data.task)
    tokenizer = TextTokenizer.from_folder(model_folder) if model_folder is not None else None
    placing = Placing.of(
        spec,
        tables,
        tokenizer,
        kind=known.kind if known else None,
        context=(known.context if known else None) or sys.maxsize,
        model=spec.model.name,
    )
    words = check_data(spec.data, tables, placing.template)
    if tokenizer is not None and known is not None:
        Task.make(
            placing.template,
            tokenizer,
            label_words=words,
            max_tokens=placing.max_tokens,
            answer_room=min(spec.training.max_new_tokens, placing.max_tokens // 2),
            text=ModelText.of(known, tokenizer, placing.shown),
            head=method.has_head,
            tags=spec.data.tags is not None,
        )


def check_method(method: MethodSettings, architecture: Architecture, task: TaskKind) -> None:
    """Raises MethodError where a method does not fit a base model or a task."""
    reason = method.misfit(architecture, task)
    if reason:
        raise MethodError(reason, name=method.name)


def check_data(data: DataSpec, tables: Tables, template: Template) -> dict[str, str] | None:
    """Label to word, tag to tag where words have tags, None for generation, once the tables can be learned from.

    Raises TableError, LabelError or TemplateError with the line that is wrong.
    """
    table, test_table = tables
    template.check_columns(table.columns)
    if data.answers in template.columns:
        raise TemplateError(f'Template: it shows the column "{data.answers}", which is to be answered. Take it out.')
    if data.text is not None:
        table.column(data.text)
    if data.tags and ([part.name for part in template.parts if isinstance(part, ColumnPart)] != [data.text]):
        raise TemplateError(
            f'Template: where words have tags it names their column once, "{{{data.text}}}", and no other.'
        )
    answers, kept = table.column(data.answers), _kept(data, table)
    _check_answers(data, table, kept)
    if not kept:
        raise TableError(f"{table.name}: every row is excluded, and none is left to train on. Take some back in.")
    words = None
    if data.tags:
        words = {tag: tag for tag in tags_in_order(tags_of(answers[row]) for row in kept)}
    elif data.label:
        words = label_words_for((answers[row] for row in kept), data.label_words)
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
    text: ModelText = ModelText(),
    head: bool = False,
) -> TaskData:
    """Split the table and make every row's example.

    template: with its slots counted out    text, head: as `Task.make` takes them
    progress(done, total) is called now and then and may raise to stop.
    Raises TableError, LabelError or TemplateError with the line that is wrong.
    """
    table, test_table = tables
    words = check_data(data, tables, template)
    answers, kept = table.column(data.answers), _kept(data, table)
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
    rows = _split(data, table, kept, template, answers, own_test=test_table is None)
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


def training_rows(data: DataSpec, tables: Tables, template: Template) -> list[int]:
    """Numbers of the rows that are trained on, as `prepare` splits them. The table must have passed `check_data`."""
    table, test_table = tables
    answers, kept = table.column(data.answers), _kept(data, table)
    return _split(data, table, kept, template, answers, own_test=test_table is None)[0]


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


def _split(
    data: DataSpec, table: Table, kept: Sequence[int], template: Template, answers: list[str], *, own_test: bool
) -> tuple[list[int], list[int], list[int]]:
    columns = [table.column(name) for name in template.columns]
    texts = ["\n".join(column[row] for column in columns) for row in kept]
    labels = [answers[row] for row in kept] if data.label else None
    split = split_rows(texts, labels, validation=data.validation, test=data.test if own_test else 0.0, seed=data.seed)
    return tuple([kept[place] for place in part] for part in (split.train, split.validation, split.test))  # type: ignore[return-value]


def _written_answers(data: DataSpec, table: Table, numbers: Sequence[int]) -> list[str]:
    """The texts, or the tags of texts, that rows should get; none where they get a label."""
    if data.label:
        return []
    answers = table.column(data.answers)
    return [text_of(tags_of(answers[number])) if data.tags else answers[number] for number in numbers]


def _kept(data: DataSpec, table: Table) -> list[int]:
    """Numbers of the rows that are not excluded."""
    excluded = set(data.exclude)
    return [row for row in range(len(table)) if row not in excluded]


def _check_answers(
    data: DataSpec, table: Table, rows: Sequence[int], *, labels: Mapping[str, str] | None = None
) -> None:
    """labels: those that there may be; None: any"""
    answers = table.column(data.answers)
    kind = "label" if data.label else "target"
    for row in rows:
        answer = answers[row]
        if data.tags:
            _check_tags(data, table, row, known=labels)
            continue
        if not answer.strip():
            raise TableError(
                f"{table.name}, line {table.line_numbers[row]}: the {kind} is empty. Fill it or exclude the row."
            )
        if labels is not None and answer not in labels:
            raise TableError(
                f'{table.name}, line {table.line_numbers[row]}: the label "{answer}" does not stand in the training '
                "table. Correct it or take the row out."
            )


def _check_tags(data: DataSpec, table: Table, row: int, *, known: Mapping[str, str] | None) -> None:
    """known: those that there may be; None: any"""
    where = f"{table.name}, line {table.line_numbers[row]}: "
    try:
        tags = checked_tags(table.column(data.text or "")[row], table.column(data.answers)[row])
    except LabelError as error:
        raise TableError(where + error.message) from None
    for tag in tags:
        if known is not None and tag not in known:
            raise TableError(
                where + f'the tag "{tag}" does not stand in the training table. Correct it or take the row out.'
            )


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
