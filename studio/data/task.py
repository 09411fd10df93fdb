"""What a model is asked to do with a row: template, label words, and the room there is. No torch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import TYPE_CHECKING

from studio.architecture import Architecture, ModelKind
from studio.data.examples import NOT_READ, UNKNOWN_TAG, Cut, Example, ExampleMaker
from studio.data.tags import tags_of, words_of
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer
from studio.data.verbalizer import LabelTree, Verbalizer
from studio.errors import MethodError, ModelError, TemplateError
from studio.methods.settings import NOTHING_SHOWN, Product, ShownTokens, TaskKind
from studio.wording import phrase

if TYPE_CHECKING:
    from studio.data.batches import Batch

# Made at once: many are quicker, and what the tokenizer says of a text is far larger than the text.
_BLOCK_ROWS = 1000
_BLOCK_CHARACTERS = 500_000


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
            raise ModelError(f"{architecture.family or phrase('This')} is no model of text. Choose another base model.")
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
        cut: Cut = "end",
    ) -> Task:
        """label_words: label to word for classification, None for generation.

        answer_room: for generation, in tokens; label words take what they need
        head: classes are told by a classification head, and their words count for nothing
        tags: the classes are those of words
        cut: where texts are cut that are too long
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
            cut=cut,
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
        columns = {name: [row[name]] for name in self.maker.template.columns}
        [example] = self._block(columns, [number], None if answer is None else [answer])
        return example

    def examples(
        self,
        columns: Mapping[str, Sequence[str]],
        numbers: Sequence[int],
        answers: Sequence[str] | None = None,
        *,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Iterator[Example]:
        """The examples of some rows of a table, in this order, made many at a time.

        columns: the template's, whole, by name    numbers: of the rows
        answers: a whole column, too: labels, targets or tags; None where they are not known
        progress(done) is called before each of the times and may raise to stop.
        """
        done = 0
        for block in self._blocks(columns, numbers):
            progress(done)
            done += len(block)
            texts = {name: [columns[name][number] for number in block] for name in self.maker.template.columns}
            yield from self._block(texts, block, None if answers is None else [answers[number] for number in block])

    def _blocks(self, columns: Mapping[str, Sequence[str]], numbers: Sequence[int]) -> Iterator[list[int]]:
        """The numbers, cut so that what is tokenized at once is bounded in rows and in characters."""
        read = [columns[name] for name in self.maker.template.columns]
        sizes = map(sum, zip(*(map(len, map(column.__getitem__, numbers)) for column in read), strict=True))
        block: list[int] = []
        characters = 0
        for number, size in zip(numbers, sizes, strict=True):
            block.append(number)
            characters += size
            if len(block) == _BLOCK_ROWS or characters >= _BLOCK_CHARACTERS:
                yield block
                block, characters = [], 0
        if block:
            yield block

    def _block(
        self, columns: Mapping[str, Sequence[str]], numbers: Sequence[int], answers: Sequence[str] | None
    ) -> list[Example]:
        """Examples of the rows whose texts and answers these are. numbers: what the rows are called"""
        if self.has_tags:
            return self._tagged(columns[self.maker.template.columns[0]], numbers, answers)
        classes = {label: number for number, label in enumerate(self.labels)}
        labels: Iterable[int | None] = repeat(None, len(numbers))
        targets: Iterable[tuple[int, ...]] = repeat((), len(numbers))
        if answers is not None and classes:
            labels = map(classes.get, answers)
        elif answers is not None:
            targets = self.maker.answer_ids_of(answers)
        return [
            self._placed(Example(ids, answer_ids, label, number, cut))
            for (ids, cut), answer_ids, label, number in zip(
                self.maker.ids_of(columns), targets, labels, numbers, strict=True
            )
        ]

    def _tagged(self, texts: Sequence[str], numbers: Sequence[int], answers: Sequence[str] | None) -> list[Example]:
        classes = {tag: number for number, tag in enumerate(self.labels)}
        tags = [tags_of(answer) for answer in answers] if answers is not None else repeat((), len(texts))
        found = self.maker.word_ids_of([words_of(text) for text in texts])
        return [
            Example(
                ids,
                row=number,
                cut=NOT_READ in places,
                word_places=places,
                tags=tuple(classes.get(tag, UNKNOWN_TAG) for tag in said),
            )
            for (ids, places), number, said in zip(found, numbers, tags, strict=True)
        ]

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
            cut=self.maker.cut,
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
