"""Demonstrations: rows of the training split, shown with their answers. No torch."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from studio.data.table import Table
from studio.data.template import ColumnPart, MaskPart, Template, TextPart
from studio.data.tokenizer import TextTokenizer
from studio.data.verbalizer import answer_text
from studio.data_spec import DataSpec
from studio.errors import LabelError, TableError
from studio.methods.settings import ShownTokens, TokenType

SEPARATOR = "\n\n"  # between two demonstrations, and between the last and the row that is asked
_POOL = 4  # so many times more rows are drawn than are shown, for the shortest of them to be taken


@dataclass(frozen=True)
class Piece:
    """A stretch of a demonstration's text, and whose it is."""

    text: str
    type: TokenType


@dataclass(frozen=True)
class Demonstration:
    """A row with its answer, as the template writes it. row: of the table    label: None for generation"""

    row: int
    label: str | None
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """All of it, the answer in its place."""
        return "".join(piece.text for piece in self.pieces)


def joined(demonstrations: Sequence[Demonstration]) -> str:
    """What stands before a row that is asked: every demonstration with a blank line behind it."""
    return "".join(one.text + SEPARATOR for one in demonstrations)


class Showing:
    """How rows are shown, and which can be.

    rows: of the training split, by number    template: its virtual tokens count for nothing here
    label_words: label to word for classification, None for generation
    """

    def __init__(
        self,
        data: DataSpec,
        table: Table,
        rows: Sequence[int],
        *,
        template: Template,
        label_words: Mapping[str, str] | None,
        tokenizer: TextTokenizer,
    ) -> None:
        self.table, self.rows, self.tokenizer = table, tuple(rows), tokenizer
        self.template, self.label_words = template.without_slots(), label_words
        self._columns = {name: table.column(name) for name in self.template.columns}
        self._answers = table.column(data.label or data.target or "")

    def numbered(self, rows: Sequence[int], *, budget: int | None = None) -> list[Demonstration]:
        """These rows, in this order. Raises TableError for one that is not trained on, and where all are too long.

        budget: the most tokens that all may have together
        """
        trained = set(self.rows)
        for row in rows:
            if row not in trained:
                raise TableError(
                    f"{self.table.name}: row {row} is not among the training rows, so it cannot be shown as an "
                    f"example. Choose others, such as {', '.join(str(one) for one in self.rows[:3])}."
                )
        shown = [self.demonstration(row) for row in rows]
        needed = sum(self.num_tokens(one) for one in shown)
        if budget is not None and needed > budget:
            raise TableError(
                f"{self.table.name}: the chosen examples are {needed} tokens long and there is room for {budget}. "
                "Choose fewer or shorter rows."
            )
        return shown

    def sampled(self, count: int, *, seed: int, budget: int | None = None) -> list[Demonstration]:
        """At most `count` rows by a stated rule, the same for the same seed.

        Every class gives four times as many rows, at random, as it would show. Of these the shortest are taken, one
        of each class in turn, until `count` are there or no more fit the budget. They are shown in random order.

        budget: the most tokens that all may have together
        Raises TableError where not even one fits.
        """
        draw = random.Random(seed)
        classes: dict[str, list[int]] = {}
        for row in self.rows:
            classes.setdefault(self._answers[row] if self.label_words else "", []).append(row)
        each = -(-count // len(classes))
        turns = []
        for _, rows in sorted(classes.items()):
            pool = [self.demonstration(row) for row in draw.sample(rows, min(len(rows), each * _POOL))]
            turns.append(sorted(((self.num_tokens(one), one) for one in pool), key=lambda pair: pair[0]))
        draw.shuffle(turns)  # where there are more classes than examples, chance says which are shown
        shown: list[Demonstration] = []
        room = budget
        for tokens, one in (pair for pair in chain.from_iterable(zip_longest(*turns)) if pair is not None):
            if len(shown) < count and (room is None or tokens <= room):
                shown.append(one)
                room = None if room is None else room - tokens
        if not shown:
            raise TableError(
                f"{self.table.name}: not even one row fits into {budget} tokens as an example. Use a base model that "
                "reads more, or a shorter template."
            )
        draw.shuffle(shown)
        return shown

    def demonstration(self, row: int) -> Demonstration:
        """A row with its answer where the answer belongs: behind its text, or where a masked model guesses a word."""
        answer = self._answers[row]
        word = answer if self.label_words is None else self._word(answer)
        pieces: list[Piece] = []
        for part in self.template.parts:
            match part:
                case TextPart(text):
                    pieces.append(Piece(text, TokenType.FORMAT))
                case ColumnPart(name):
                    pieces.append(Piece(self._columns[name][row], TokenType.INPUT))
                case MaskPart():
                    if pieces:  # the space before a word belongs to the word
                        pieces[-1] = Piece(pieces[-1].text.rstrip(" "), pieces[-1].type)
                    pieces.append(Piece(" " + word, TokenType.LABEL))
        if not self.template.has_mask:
            pieces.append(Piece(answer_text(self.template.ending, word), TokenType.LABEL))
        label = None if self.label_words is None else answer
        return Demonstration(row, label, tuple(piece for piece in pieces if piece.text))

    def num_tokens(self, demonstration: Demonstration) -> int:
        """With the blank line behind it."""
        return len(self.tokenizer.encode(joined([demonstration])))

    def tokens(self, demonstrations: Sequence[Demonstration]) -> ShownTokens:
        """All of them as one text, as `joined` writes it, behind what the model wants before every text.

        A token across a border belongs to where it ends.
        """
        owners: list[tuple[TokenType, int]] = []
        for number, one in enumerate(demonstrations):
            for piece in (*one.pieces, Piece(SEPARATOR, TokenType.FORMAT)):
                owners += [(piece.type, number)] * len(piece.text)
        encoding, front = self.tokenizer.encoding(joined(demonstrations)), self.tokenizer.front_ids
        whose = [owners[max(0, end - 1)] for _, end in encoding.offsets]
        return ShownTokens(
            ids=(*front, *encoding.ids),
            types=(*(TokenType.FORMAT for _ in front), *(type_ for type_, _ in whose)),
            examples=(*(0 for _ in front), *(number for _, number in whose)),
            rows=tuple(one.row for one in demonstrations),
        )

    def _word(self, label: str) -> str:
        word = (self.label_words or {}).get(label)
        if word is None:
            raise LabelError(f'"{label}": has no label word, so no row of it can be shown. Add one.')
        return word
