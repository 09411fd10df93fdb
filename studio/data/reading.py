"""How rows stand before a base model: what each token of a row is, and how much of the context it takes. No torch."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import repeat
from pathlib import Path
from typing import Literal

from studio.architecture import read_architecture
from studio.data.examples import Cut, ExampleMaker, kept_tokens
from studio.data.placing import Placing
from studio.data.run_tables import Tables, kept_rows
from studio.data.task import ModelText
from studio.data.template import ColumnPart, MaskPart, SlotPart, Template, TextPart
from studio.data.tokenizer import TextTokenizer
from studio.data.verbalizer import Verbalizer, answer_text, label_words_for
from studio.errors import LabelError
from studio.spec import RunSpec

TokenKind = Literal["special", "virtual", "anchor", "words", "text", "answer"]
_WORDS = re.compile(r"\s*\S+|\s+")
_MOST_LABELS = 1000  # a column with more holds no labels


@dataclass(frozen=True)
class Token:
    """text: the characters it stands for, with the white space before them    column: of the table, "" for none
    places: of the context, 0 for an answer that stands outside it    is_cut: too long for the model to be read
    """

    kind: TokenKind
    text: str
    column: str = ""
    places: int = 1
    is_cut: bool = False


@dataclass(frozen=True)
class Budget:
    """How many tokens of a context go to what. context: None where the model does not say what it reads."""

    virtual: int
    template: int
    text: int
    answer: int
    context: int | None

    @property
    def used(self) -> int:
        return self.virtual + self.template + self.text + self.answer

    @property
    def too_many(self) -> int:
        """Tokens of the text that are cut."""
        return 0 if self.context is None else max(0, self.used - self.context)


@dataclass(frozen=True)
class Reading:
    """How the rows of a run are read.

    template: with its slots counted out    beside: virtual tokens that use up positions without a place in the text
    answers_behind: whether the answer follows the text    answer_room: tokens kept free for it there
    context: tokens that all of it may have    cut: where texts are cut that are too long
    """

    template: Template
    tokenizer: TextTokenizer
    text: ModelText
    beside: int
    answers_behind: bool
    answer_room: int
    context: int | None
    cut: Cut = "end"

    @classmethod
    def of(cls, spec: RunSpec, tables: Tables, folder: Path) -> Reading:
        """folder: the base model's. Raises TableError, LabelError, TemplateError, MethodError or ModelError."""
        known, tokenizer = read_architecture(folder), tokenizer_in(folder)
        limit = known.context or sys.maxsize
        placing = Placing.of(spec, tables, tokenizer, kind=known.kind, context=limit, model=spec.model.name)
        text = ModelText.of(known, tokenizer, placing.shown)
        has_limit = placing.max_tokens < sys.maxsize // 2
        beside = placing.method.num_virtual_tokens if placing.method.product == "key_value" else 0
        behind = text.kind == "decoder" and not placing.method.has_head and spec.data.tags is None
        return cls(
            template=placing.template,
            tokenizer=tokenizer,
            text=text,
            beside=beside,
            answers_behind=behind,
            answer_room=_answer_room(spec, tables, placing, tokenizer) if behind else 0,
            context=placing.max_tokens + beside if has_limit else None,
            cut=spec.data.cut,
        )

    @property
    def room(self) -> int | None:
        """Tokens that a row may have, those of the answer left out; the text of a longer one is cut. None: any number.

        Virtual tokens that stand in the text or use up positions beside it count.
        """
        return None if self.context is None else self.context - self.answer_room

    @property
    def virtual_tokens(self) -> int:
        return self.beside + sum(slot.count or 0 for slot in self.template.slots)

    def counts(self, columns: Mapping[str, Sequence[str]]) -> list[int]:
        """Tokens of each row's text, of the template's words and of special tokens, without virtual tokens and answer.

        columns: of the template, by name, a text a row
        """
        in_text = self.virtual_tokens - self.beside
        return [len(ids) - in_text for ids, _ in self._maker.ids_of(columns)]

    @cached_property
    def _maker(self) -> ExampleMaker:
        """Of training, with room for rows of any length."""
        return ExampleMaker(
            self.template,
            self.tokenizer,
            max_tokens=sys.maxsize,
            answer_room=0,
            kind=self.text.kind,
            front_in_prompt=self.text.front_in_prompt,
        )

    def tokens(self, row: Mapping[str, str], answer: str) -> list[Token]:
        """The tokens of a row in their order. answer: the words that are to be learned, put where they stand."""
        front, back = self._frame
        special = [Token("special", self.tokenizer.tokenizer.id_to_token(token) or "") for token in (*front, *back)]
        found = [Token("virtual", "", places=self.beside)] if self.beside else []
        is_begun = False
        for part in self._layout():
            match part:
                case SlotPart(count):
                    found.append(Token("virtual", "", places=count or 0))
                case MaskPart():
                    found.append(Token("answer", answer))
                case _Stretch():
                    pieces = self._pieces(part, row)
                    if pieces and not is_begun:
                        found += special[: len(front)]
                        is_begun = True
                    found += pieces
        found += special[len(front) :]
        eos = self.tokenizer.eos_id
        if eos is not None and all(token.kind == "virtual" for token in found):  # an empty text: something must be read
            found.append(Token("special", self.tokenizer.tokenizer.id_to_token(eos) or ""))
        if not self.template.has_mask:
            words = answer_text(self.template.ending, answer) if self.answers_behind else answer
            found.append(Token("answer", words, places=self.answer_room))
        return self._cut(found)

    def budget(self, tokens: Sequence[Token]) -> Budget:
        """What the tokens of a row take."""

        def places(*kinds: TokenKind) -> int:
            return sum(token.places for token in tokens if token.kind in kinds)

        template = places("special", "anchor", "words")
        return Budget(places("virtual"), template, places("text"), places("answer"), self.context)

    @property
    def _frame(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Special tokens before and behind a text, as ExampleMaker has them."""
        front = () if self.text.front_in_prompt else self.tokenizer.front_ids
        return front, () if self.text.kind == "decoder" else self.tokenizer.back_ids

    def _layout(self) -> Iterator[SlotPart | MaskPart | _Stretch]:
        """What stands one behind the other: slots, the place of a mask, and what is tokenized as one string."""
        stretch: list[_Piece] = []
        for place, part in enumerate(self.template.parts):
            match part:
                case TextPart(text):
                    stretch.append(_Piece(_kind_of_words(self.template, place), text, ""))
                case ColumnPart(name):
                    stretch.append(_Piece("text", "", name))
                case SlotPart() | MaskPart():
                    if stretch:
                        yield _Stretch(tuple(stretch), before_mask=isinstance(part, MaskPart))
                    stretch = []
                    yield part
        if stretch:
            yield _Stretch(tuple(stretch))

    def _pieces(self, stretch: _Stretch, row: Mapping[str, str]) -> list[Token]:
        """The tokens of one string, each with the characters since the one before it."""
        [text] = stretch.texts({name: [cell] for name, cell in row.items()}, 1)
        ends: list[tuple[int, _Piece]] = []
        end = 0
        for piece in stretch.pieces:
            end += len(row[piece.column] if piece.column else piece.text)
            ends.append((end, piece))
        found, shown = [], 0
        for begin, end in self.tokenizer.encoding(text).offsets:
            last = max(begin, end - 1)  # a token of a space and a word is the word's
            piece = next((piece for until, piece in ends if last < until), ends[-1][1])
            found.append(Token(piece.kind, text[shown : max(shown, end)], piece.column))
            shown = max(shown, end)
        return found

    def _cut(self, tokens: list[Token]) -> list[Token]:
        """Marks the text that is too long: of the longest column, then of the next."""
        over = self.budget(tokens).too_many
        lengths: dict[str, int] = {}
        for token in tokens:
            if token.kind == "text":
                lengths[token.column] = lengths.get(token.column, 0) + len(token.text)
        for column in sorted(lengths, key=lambda name: lengths[name], reverse=True):
            places = [place for place, token in enumerate(tokens) if token.kind == "text" and token.column == column]
            first = kept_tokens(len(places), over, self.cut)
            for place in places[first : first + over]:
                tokens[place] = replace(tokens[place], is_cut=True)
                over -= 1
        return tokens


@dataclass(frozen=True)
class _Piece:
    """Fixed words, or the text of a column."""

    kind: TokenKind
    text: str
    column: str


@dataclass(frozen=True)
class _Stretch:
    """What is tokenized as one string."""

    pieces: tuple[_Piece, ...]
    before_mask: bool = False

    def texts(self, columns: Mapping[str, Sequence[str]], rows: int) -> list[str]:
        """Of each row."""
        parts = [columns[piece.column] if piece.column else repeat(piece.text, rows) for piece in self.pieces]
        texts = map("".join, zip(*parts, strict=True))
        # The space before a word belongs to the word.
        return [text.rstrip(" ") for text in texts] if self.before_mask else list(texts)


def template_tokens(template: Template, row: Mapping[str, str], answer: str) -> list[Token]:
    """A row's words in place of its tokens, where the base model's tokenizer is not at hand; they take no places."""
    found = []
    for place, part in enumerate(template.parts):
        match part:
            case TextPart(text):
                kind = _kind_of_words(template, place)
                found += [Token(kind, word, places=0) for word in _WORDS.findall(text)]
            case ColumnPart(name):
                found += [Token("text", word, name, places=0) for word in _WORDS.findall(row.get(name, ""))]
            case SlotPart(count):
                found.append(Token("virtual", "", places=count or 0))
            case MaskPart():
                found.append(Token("answer", answer, places=0))
    if not template.has_mask:
        found.append(Token("answer", answer_text(template.ending, answer), places=0))
    return found


def _kind_of_words(template: Template, place: int) -> TokenKind:
    """Fixed words beside virtual tokens, or between some, are anchors. place: among the template's parts"""
    slots = [place for place, part in enumerate(template.parts) if isinstance(part, SlotPart)]
    is_beside = place - 1 in slots or place + 1 in slots
    return "anchor" if is_beside or (slots and slots[0] < place < slots[-1]) else "words"


def tokenizer_in(folder: Path) -> TextTokenizer:
    """The tokenizer of a base model's folder, read once. Raises ModelError where there is none."""
    file = folder / "tokenizer.json"
    return _tokenizer(folder, file.stat().st_mtime_ns if file.is_file() else 0)


@lru_cache(maxsize=2)
def _tokenizer(folder: Path, _changed: int) -> TextTokenizer:
    return TextTokenizer.from_folder(folder)


def _answer_room(spec: RunSpec, tables: Tables, placing: Placing, tokenizer: TextTokenizer) -> int:
    """Tokens that a task keeps free behind the text: of its longest label word, or of an answer to be written."""
    if spec.data.label is None:
        return min(spec.training.max_new_tokens, placing.max_tokens // 2)
    answers = tables[0].column(spec.data.label)
    labels = {answers[row] for row in kept_rows(spec.data, tables[0])}
    if len(labels) > _MOST_LABELS:
        return 0
    try:
        words = label_words_for(labels, spec.data.label_words)
        tree = Verbalizer.make(words, tokenizer, lead=placing.template.ending).tree()
    except LabelError:  # said where label words are written
        return 0
    return max(tree.depths, default=0)
