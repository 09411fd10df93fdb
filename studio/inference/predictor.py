"""One adapter's answers: to a row, to a table, in words."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import torch

from studio.adapters.card import OWN_FOLDER, AdapterCard
from studio.adapters.folder import read_card
from studio.adapters.peft_format import read_learned
from studio.data.examples import Example
from studio.data.labels import merged
from studio.data.readers import read_table
from studio.data.stored_examples import StoredExamples
from studio.data.table import ReadOptions, Table, unheard
from studio.data.tags import checked_tags, text_of, words_of
from studio.data.task import ModelText, Task, placed
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer, limit_threads
from studio.engine.protocol import Sampling
from studio.errors import AdapterError, LabelError, TableError
from studio.inference.fronts import FrontReader
from studio.inference.generator import generate_texts, stream_text
from studio.inference.scoring import class_log_probs, said_tags
from studio.methods.base import Learned
from studio.methods.registry import method_settings
from studio.models.base_model import load_base_model
from studio.models.catalog import find_model
from studio.models.device import device_and_dtype
from studio.models.prompted import PromptedModel
from studio.spec import Quantization
from studio.wording import phrase

if TYPE_CHECKING:
    from studio.training.evaluation import Evaluation

Progress = Callable[[int, int], None]
Find = Callable[[str, str | None], Path]


def open_base(
    name: str,
    revision: str | None = None,
    *,
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto",
    quantization: Quantization = "none",
    find: Find = find_model,
) -> tuple[PromptedModel, TextTokenizer]:
    """A base model ready for prompts, and its tokenizer. find: what finds its folder"""
    folder = find(name, revision)
    place, dtype = device_and_dtype(device)
    base = load_base_model(name, folder, device=place, dtype=dtype, quantization=quantization)
    return PromptedModel(base), TextTokenizer.from_folder(folder)


@dataclass(frozen=True)
class Predictor:
    """learned: without a prompt and a head for the base model alone."""

    model: PromptedModel
    learned: Learned
    task: Task
    card: AdapterCard

    @classmethod
    def open(
        cls,
        adapter: Path,
        *,
        device: Literal["auto", "cpu", "cuda", "mps"] = "auto",
        threads: int | None = None,
        model: str | None = None,
        quantization: Quantization | None = None,
        find: Find = find_model,
    ) -> Predictor:
        """Load an adapter with its base model.

        model: another name or folder of that base model    quantization: None: as it was trained
        find: what finds its folder
        """
        if threads:
            torch.set_num_threads(threads)
            limit_threads(threads)
        card = read_card(adapter)
        own = str(adapter.absolute()) if card.model.name == OWN_FOLDER else card.model.name
        name = model or own
        if not name:
            raise AdapterError(f"{adapter}: does not say which base model it belongs to. Name it.")
        revision = card.model.revision if name == card.model.name else None
        prompted, tokenizer = open_base(
            name, revision, device=device, quantization=quantization or card.quantization, find=find
        )
        return cls.on(prompted, tokenizer, adapter, any_model=model is not None)

    @classmethod
    def on(cls, model: PromptedModel, tokenizer: TextTokenizer, adapter: Path, *, any_model: bool = False) -> Predictor:
        """An adapter on a base model that is open already.

        any_model: whatever its weights are; otherwise others than it was trained with are an AdapterError
        """
        card, learned = read_learned(adapter, model.base)
        if not any_model and "weights" in card.model.differences(model.base.folder):
            named, revision = card.model.name, card.model.revision
            if revision:
                named = phrase(f"{named} at revision {revision}")
            raise AdapterError(
                f"{adapter.name}: was trained on {named}, and the weights in {model.base.folder} "
                "are others, on which it means nothing. Download that base model, or name one with --model to use it "
                "all the same."
            )
        if card.model.name == OWN_FOLDER and model.base.folder.resolve() != adapter.resolve():
            raise AdapterError(
                f"{adapter.name}: is a base model of its own, trained whole, and cannot stand on {model.base.name}. "
                f"Open {adapter.absolute()} as the base model."
            )
        template, room = placed(
            Template.parse(card.template),
            method_settings(card.method).product,
            card.num_virtual_tokens,
            context=model.base.context,
            model=model.base.name,
        )
        text, head = ModelText.of(model.base.architecture, tokenizer, card.shown), learned.head is not None
        task = _task(template, tokenizer, card, min(room, card.max_tokens or room), text, head=head)
        return cls(model, learned, task, card)

    @classmethod
    def base_alone(
        cls, model: PromptedModel, tokenizer: TextTokenizer, like: AdapterCard, *, template: str | None = None
    ) -> Predictor:
        """The base model without a prompt, asked as an adapter's card says or by a hard prompt of one's own."""
        if like.task == "tagging":
            raise AdapterError("The base model alone tells no tags apart: that takes a head. Choose an adapter.")
        asked = Template.parse(template or like.template).without_slots()
        text = ModelText.of(model.base.architecture, tokenizer)
        return cls(model, Learned(None), _task(asked, tokenizer, like, model.base.context, text, head=False), like)

    def with_unsure_below(self, chance: float) -> Predictor:
        """The same, which marks answers that are less likely."""
        return replace(self, card=self.card.model_copy(update={"unsure_below": chance}))

    @cached_property
    def reader(self) -> FrontReader:
        """Keeps what the model has read of the prompt, from one answer to the next."""
        return FrontReader(self.model, self.learned)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that a row must have."""
        return self.task.maker.template.columns

    @torch.no_grad()
    def probabilities(self, row: Mapping[str, str]) -> dict[str, float]:
        """Probability of each label for one row, in the order of the labels."""
        scores = self.log_probs([self.to_choose(row)])
        return dict(zip(self.task.labels, scores[0].exp().tolist(), strict=True))

    def to_choose(self, row: Mapping[str, str]) -> Example:
        """The row, to be given one of the labels. Raises AdapterError where there are none, or a column is missing."""
        if self.task.kind != "classification":
            what = phrase("tells tags of words" if self.task.has_tags else "writes text")
            raise AdapterError(f"{self.card.name}: {what} and has no labels to choose from.")
        return self.task.example(self._checked(row))

    def stream(self, row: Mapping[str, str], sampling: Sampling) -> Iterator[str]:
        """The answer to one row as it grows, each time the whole so far; at once where words get tags."""
        example = self.task.example(self._checked(row))
        if self.task.has_tags:
            [tags] = self._tags([example], unheard)
            words = words_of(row[self.columns[0]])
            yield " ".join(f"{word}/{tag}" for word, tag in zip(words, tags, strict=True))
            return
        with torch.no_grad():
            yield from stream_text(self.reader, self.task, example, sampling)

    def generate(
        self,
        row: Mapping[str, str] | str,
        *,
        sampling: Sampling,
        on_text: Callable[[str], None] | None = None,
    ) -> str:
        """The answer in words. on_text is called with each new part.

        Where words get tags, each stands with its own: "Rome/B-LOC".
        row: a plain text goes into the template's one column
        """
        if isinstance(row, str):
            if len(self.columns) != 1:
                raise AdapterError(
                    f"{self.card.name}: its template reads {', '.join(self.columns)}; one text does not fill them."
                )
            row = {self.columns[0]: row}
        if self.task.kind == "classification":
            probabilities = self.probabilities(row)
            text = max(probabilities, key=lambda label: probabilities[label])
            if on_text:
                on_text(text)
            return text
        text = ""
        for longer in self.stream(row, sampling):
            if on_text:
                on_text(longer[len(text) :])
            text = longer
        return text.strip()

    def evaluate(self, table: Table, *, progress: Progress | None = None) -> dict[str, Any]:
        """Metrics on a labelled table: metrics, labels, confusion [true][predicted], rows."""
        from studio.training.evaluation import evaluate_generation

        examples, answers = self.labelled(table)
        if self.task.kind != "generation":
            said = self.measured(examples, progress=progress)
        else:
            said = evaluate_generation(
                self.model,
                self.learned,
                self.task,
                examples,
                answers,
                rows=len(examples),
                max_new_tokens=self.task.maker.answer_room,
                progress=progress or unheard,
            )
        return {"metrics": said.metrics, "labels": list(said.labels), "confusion": said.confusion, "rows": said.rows}

    def measured(self, examples: Sequence[Example], *, progress: Progress | None = None) -> Evaluation:
        """Scores on examples whose answers are known; of generation the loss alone, and no text is written."""
        from studio.training.evaluation import measure

        said = measure(self.model, self.learned, self.task, examples, progress=progress or unheard)
        return said.calibrated(1.0)  # beside the adapter's own temperature

    def labelled(self, table: Table, rows: Sequence[int] | None = None) -> tuple[Sequence[Example], list[str]]:
        """Examples with the answers that they should get, of all rows or some of them. Raises TableError."""
        table = self._as_known(self.fitting(table))
        numbers = range(len(table)) if rows is None else rows
        answers = self.right_answers(table, numbers)
        columns = {name: table.column(name) for name in self.columns}
        examples = self.task.examples(columns, numbers, table.column(self.card.answers_column or ""))
        return StoredExamples.of(examples), answers

    def right_answers(self, table: Table, rows: Sequence[int] | None = None) -> list[str]:
        """What the rows of a fitting table, or some of them, should get.

        Raises TableError where it does not say, and for a label or a tag that the adapter does not know.
        """
        column = self.card.answers_column
        if column not in table.columns:
            raise TableError(
                f'{table.name}: has no column "{column}" to compare answers with. It has: {", ".join(table.columns)}.'
            )
        answers = self._as_known(table).column(column)
        numbers = range(len(table)) if rows is None else rows
        for number in numbers:
            self._check_answer(table, number, answers[number])
        return [answers[number] for number in numbers]

    def _as_known(self, table: Table) -> Table:
        """The table with labels spelled as the adapter knows them, where it learned from merged ones."""
        column = self.card.answers_column
        if not self.card.merges_labels or column not in table.columns:
            return table
        return merged(table, str(column), self.task.labels)

    def _check_answer(self, table: Table, number: int, answer: str) -> None:
        """Raises TableError for a label, or a tag, that the adapter does not know, and for a word without a tag."""
        if self.task.kind == "generation":
            return
        where, what, said = f"{table.place(number)}: ", phrase("label"), [answer]
        if self.task.has_tags:
            try:
                what, said = phrase("tag"), checked_tags(table.row(number)[self.columns[0]], answer)
            except LabelError as error:
                raise TableError(where + error.message) from None
        for one in said:
            if one not in self.task.labels:
                raise TableError(
                    f'{where}the adapter does not know the {what} "{one}". It knows: {", ".join(self.task.labels)}.'
                )

    def written(self, table: Table, progress: Progress) -> list[str]:
        """What is written of every row, in order: a text, or its words' tags. progress may raise to stop."""
        examples = self.examples(table)
        if self.task.has_tags:
            return [text_of(tags) for tags in self._tags(examples, progress)]
        room = self.task.maker.answer_room
        return generate_texts(self.reader, self.task, examples, max_new_tokens=room, progress=progress)

    def _tags(self, examples: Sequence[Example], progress: Progress) -> list[list[str]]:
        """The tags of each example's words."""
        said, _ = said_tags(self.model, self.learned, self.task, examples, progress=progress)
        return [[self.task.labels[tag] for tag in tags] for tags in said]

    def examples(self, table: Table) -> Sequence[Example]:
        """Every row as the model is to read it, in the table's order."""
        table = self.fitting(table)
        columns = {name: table.column(name) for name in self.columns}
        return StoredExamples.of(self.task.examples(columns, range(len(table))))

    @property
    def reads_ahead(self) -> bool:
        """Whether its rows can stand in one pass with those of others: what is in front of them is read before."""
        return self.task.kind == "classification" and self.reader.reads_ahead

    @torch.no_grad()
    def log_probs(self, examples: Sequence[Example]) -> torch.Tensor:
        """Log-probabilities [B, C] over the labels."""
        batch = self.task.collate(examples).to(self.model.base.device)
        return class_log_probs(self.model, self.learned, batch, self.task, self.reader.of(batch))

    def _checked(self, row: Mapping[str, str]) -> Mapping[str, str]:
        for name in self.columns:
            if name not in row:
                raise AdapterError(f'{self.card.name}: reads the column "{name}", which was not given.')
        return row

    def fitting(self, table: Table, options: ReadOptions = ReadOptions()) -> Table:  # noqa: B008  (frozen)
        """The table, read as the adapter's own was where its columns are not found otherwise.

        options: how the table was read; what they say holds
        """
        if not all(name in table.columns for name in self.columns):
            known = self.card.read_options
            both = known.model_copy(update=options.model_dump(exclude_none=True))
            again = read_table(table.path, both) if known.columns else table
            self.task.maker.template.check_columns(again.columns)
            return again
        return table


def unused_names(names: Sequence[str], taken: Container[str]) -> list[str]:
    """The names, all with " 2" behind them (or " 3", ...) where one of them is taken."""
    free, number = list(names), 2
    while any(name in taken for name in free):
        free, number = [f"{name} {number}" for name in names], number + 1
    return free


def _task(
    template: Template, tokenizer: TextTokenizer, card: AdapterCard, max_tokens: int, text: ModelText, *, head: bool
) -> Task:
    return Task.make(
        template,
        tokenizer,
        label_words=card.label_words or ({label: label for label in card.labels} or None),
        max_tokens=max_tokens,
        answer_room=min(card.max_new_tokens, max_tokens // 2),
        text=text,
        head=head,
        tags=card.task == "tagging",
        cut=card.cut,
    )
