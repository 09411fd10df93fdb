"""From rows to examples: what the model reads, in token ids, with virtual tokens in their places.

Text between slots is tokenized once, as one string, so that tokens are those of inference. Knows nothing of torch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat, takewhile
from typing import Literal

from studio.architecture import ModelKind
from studio.data.template import ColumnPart, MaskPart, SlotPart, Template, TextPart
from studio.data.tokenizer import TextTokenizer
from studio.data.verbalizer import answer_text
from studio.errors import TemplateError

Cut = Literal["end", "start", "middle"]
VIRTUAL = -1  # stands in an example's ids where a virtual token goes
NOT_READ = -1  # the place of a word that was cut off, or that the tokenizer makes nothing of
UNKNOWN_TAG = -1


@dataclass(frozen=True)
class Example:
    """ids: [T], VIRTUAL at virtual tokens    answer_ids: what generation is to learn, ended by end-of-text
    source_ids: what an encoder reads before; `ids` is what its decoder begins with then
    label: class number, None where unknown    row: row of the table    cut: whether text was cut to fit
    word_places: where each word's first token stands, NOT_READ for words without one; of rows whose words have tags
    tags: class number of each word, UNKNOWN_TAG where unknown; empty where none is known
    """

    ids: tuple[int, ...]
    answer_ids: tuple[int, ...] = ()
    label: int | None = None
    row: int = 0
    cut: bool = False
    source_ids: tuple[int, ...] = ()
    word_places: tuple[int, ...] = ()
    tags: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.source_ids) + len(self.ids) + len(self.answer_ids)


class ExampleMaker:
    """Makes the ids of rows by a template, of many at a time: a tokenizer is quick with many texts.

    template: with its slots counted out, or without any (keys and values take no place in the text)
    max_tokens: of ids and answer together
    answer_room: tokens kept free for the answer, where it follows the text
    kind: of the base model. A decoder goes on where the text ends; others want their last special tokens behind it
    front_in_prompt: whether the prompt begins with what the model wants before every text, so that the text does not
    cut: where texts are cut that are too long
    """

    def __init__(
        self,
        template: Template,
        tokenizer: TextTokenizer,
        *,
        max_tokens: int,
        answer_room: int,
        kind: ModelKind = "decoder",
        front_in_prompt: bool = False,
        cut: Cut = "end",
    ) -> None:
        self.template = template
        self.cut = cut
        self.tokenizer = tokenizer
        self.max_tokens = max_tokens
        self.answer_room = answer_room
        self.kind = kind
        self.room = max_tokens - (answer_room if kind == "decoder" else 0)
        self._front = () if front_in_prompt else tokenizer.front_ids
        self._back = () if kind == "decoder" else tokenizer.back_ids
        self._stretches = list(self._stretches_of(template))
        [nothing] = self._ids({name: [""] for name in template.columns})
        if self.room - len(nothing) < 1:
            raise TemplateError(
                f"Template: its own words and virtual tokens take {len(nothing)} tokens and the answer up to "
                f"{answer_room}, which leaves no room for text in {max_tokens}. Use fewer virtual tokens or a shorter "
                "template."
            )

    def ids(self, row: Mapping[str, str]) -> tuple[tuple[int, ...], bool]:
        """(ids, whether text was cut) of one row."""
        [found] = self.ids_of({name: [row[name]] for name in self.template.columns})
        return found

    def ids_of(self, columns: Mapping[str, Sequence[str]]) -> list[tuple[tuple[int, ...], bool]]:
        """(ids, whether text was cut) of each row. Only columns are cut, the longest first.

        columns: of the template, by name, a text a row
        """
        found = self._ids(columns)
        long = [row for row, ids in enumerate(found) if len(ids) > self.room]
        cut = {row: {name: columns[name][row] for name in self.template.columns} for row in long}
        while long:
            self._shorten([(cut[row], len(found[row]) - self.room) for row in long])
            again = self._ids({name: [cut[row][name] for row in long] for name in self.template.columns})
            for row, ids in zip(long, again, strict=True):
                found[row] = ids
            long = [row for row in long if len(found[row]) > self.room]
        return [(tuple(ids), row in cut) for row, ids in enumerate(found)]

    def _shorten(self, rows: Sequence[tuple[dict[str, str], int]]) -> None:
        """Cut the longest column of each row by so many tokens, but by one character at least."""
        names = [_longest(values) for values, _ in rows]
        encodings = self.tokenizer.encodings([values[name] for (values, _), name in zip(rows, names, strict=True)])
        for (values, over), name, encoding in zip(rows, names, encodings, strict=True):
            values[name] = shortened(values[name], encoding.offsets, over, self.cut)

    def word_ids(self, words: Sequence[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """(ids, where each word's first token stands) of one row of words."""
        [found] = self.word_ids_of([words])
        return found

    def word_ids_of(self, rows: Sequence[Sequence[str]]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        """(ids, where each word's first token stands) of rows of words, which the template names in one column.

        Words are cut off whole, from the last.
        """
        [column] = self.template.columns
        kept = [len(words) for words in rows]
        found: dict[int, tuple[tuple[int, ...], tuple[int, ...]]] = {}
        while left := [row for row in range(len(rows)) if row not in found]:
            characters: list[dict[int, tuple[int, int]]] = [{} for _ in left]
            texts = [" ".join(rows[row][: kept[row]]) for row in left]
            for row, ids, own in zip(left, self._ids({column: texts}, characters), characters, strict=True):
                words = rows[row]
                places = _first_tokens(words[: kept[row]], own)
                over = len(ids) - self.room
                if over <= 0:
                    found[row] = tuple(ids), (*places, *[NOT_READ] * (len(words) - kept[row]))
                    continue
                last = sorted(own)[-over:][0]  # the first of the tokens that are too many
                kept[row] = min(kept[row] - 1, sum(place < last for place in places))
        return [found[row] for row in range(len(rows))]

    def answer_ids_of(self, answers: Sequence[str]) -> list[tuple[int, ...]]:
        """Ids of generation targets, ended by end-of-text; what is longer than the room kept for it is left out."""
        lead, end = self.template.ending, self.tokenizer.end_id
        if self.kind == "decoder":
            tokens = self.tokenizer.continuations(lead, [answer_text(lead, answer) for answer in answers])
        else:
            tokens = self.tokenizer.encode_many(answers)
        return [(*one, end)[: self.answer_room] for one in tokens]

    def _stretches_of(self, template: Template) -> Iterator[tuple[int, ...] | _Text]:
        """What stands in a row's ids one behind the other: ids that all rows have, and texts, each of them one string.

        Raises TemplateError for a {mask} where the model has none.
        """
        parts: list[TextPart | ColumnPart] = []
        for part in template.parts:
            match part:
                case TextPart() | ColumnPart():
                    parts.append(part)
                    continue
                case SlotPart(count):
                    between = (VIRTUAL,) * (count or 0)
                case MaskPart():
                    between = (self.mask_id,)
            if parts:
                yield _Text(tuple(parts), before_mask=part == MaskPart())
            parts = []
            yield between
        if parts:
            yield _Text(tuple(parts))

    def _ids(
        self, columns: Mapping[str, Sequence[str]], characters: Sequence[dict[int, tuple[int, int]]] | None = None
    ) -> list[list[int]]:
        """Ids of rows, however long they become. columns: of the template, by name, a text a row

        characters: of each row, filled, by place in the ids, with where in the one column's text each token begins and
            ends
        """
        rows = len(columns[self.template.columns[0]])
        ids: list[list[int]] = [[] for _ in range(rows)]
        fronts: list[Sequence[int]] = [self._front] * rows  # each is gone with the row's first text
        for stretch in self._stretches:
            if not isinstance(stretch, _Text):
                for one in ids:
                    one += stretch
                continue
            texts = stretch.texts(columns, rows)
            if not stretch.has_columns:
                encoded = self.tokenizer.encode_many(texts[:1]) * rows
            elif characters is None:
                encoded = self.tokenizer.encode_many(texts)
            else:
                encoded, begins = [], stretch.column_begins
                for row, encoding in enumerate(self.tokenizer.encodings(texts)):
                    encoded.append(encoding.ids)
                    first = len(ids[row]) + len(fronts[row])
                    for place, (begin, end) in enumerate(encoding.offsets, start=first):
                        if end > begins:
                            characters[row][place] = (begin - begins, end - begins)
            for row, (text, tokens) in enumerate(zip(texts, encoded, strict=True)):
                if text:
                    ids[row] += fronts[row]
                    ids[row] += tokens
                    fronts[row] = ()
        for one in ids:
            one += self._back
            if self.tokenizer.eos_id is not None and one.count(VIRTUAL) == len(one):
                one.append(self.tokenizer.eos_id)  # a decoder's empty text: something must be read
        return ids

    @property
    def mask_id(self) -> int:
        """Raises TemplateError where the model has no such token."""
        if self.tokenizer.mask_id is None:
            raise TemplateError("Template: {mask} is for masked models such as BERT, and this one guesses no words.")
        return self.tokenizer.mask_id


@dataclass(frozen=True)
class _Text:
    """Fixed words and columns that are tokenized as one string."""

    parts: tuple[TextPart | ColumnPart, ...]
    before_mask: bool = False

    def texts(self, columns: Mapping[str, Sequence[str]], rows: int) -> list[str]:
        """Of each row."""
        pieces = [repeat(part.text, rows) if isinstance(part, TextPart) else columns[part.name] for part in self.parts]
        texts = map("".join, zip(*pieces, strict=True))
        # The space before a word belongs to the word.
        return [text.rstrip(" ") for text in texts] if self.before_mask else list(texts)

    @property
    def has_columns(self) -> bool:
        return any(isinstance(part, ColumnPart) for part in self.parts)

    @property
    def column_begins(self) -> int:
        """Where the first column's text begins in each string: behind so many characters."""
        before = takewhile(lambda part: isinstance(part, TextPart), self.parts)
        return sum(len(part.text) for part in before if isinstance(part, TextPart))


def shortened(text: str, offsets: Sequence[tuple[int, int]], over: int, cut: Cut) -> str:
    """The text without so many of its tokens, but without one character at least.

    offsets: where each token begins and ends
    """
    if offsets:
        first = kept_tokens(len(offsets), over, cut)
        begin = 0 if cut == "start" else offsets[first][0]
        end = len(text) if cut == "end" else offsets[min(len(offsets), first + over) - 1][1]
        shorter = text[:begin] + (text[end:].lstrip() if cut == "start" else text[end:])
        if len(shorter) < len(text):
            return shorter
    middle = {"end": len(text) - 1, "start": 0, "middle": len(text) // 2}[cut]
    return text[:middle] + text[middle + 1 :]


def kept_tokens(tokens: int, over: int, cut: Cut) -> int:
    """How many tokens of a text stay in front of those that are too many."""
    left = max(0, tokens - over)
    return {"end": left, "start": 0, "middle": (left + 1) // 2}[cut]


def _longest(values: Mapping[str, str]) -> str:
    """The name of the column with the longest text."""
    return max(values, key=lambda name: len(values[name]))


def _first_tokens(words: Sequence[str], characters: Mapping[int, tuple[int, int]]) -> list[int]:
    """The place of the first token that has characters of each word, NOT_READ where there is none.

    words: with a space between each    characters: of tokens, by place
    """
    places, tokens, begin = [], sorted(characters), 0
    at = 0
    for word in words:
        end = begin + len(word)
        while at < len(tokens) and characters[tokens[at]][1] <= begin:
            at += 1
        is_there = at < len(tokens) and characters[tokens[at]][0] < end
        places.append(tokens[at] if is_there else NOT_READ)
        begin = end + 1
    return places
