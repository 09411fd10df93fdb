"""From rows to examples: what the model reads, in token ids, with virtual tokens in their places.

Text between slots is tokenized once, as one string, so that tokens are those of inference. Knows nothing of torch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from studio.architecture import ModelKind
from studio.data.template import ColumnPart, MaskPart, SlotPart, Template, TextPart
from studio.data.tokenizer import TextTokenizer
from studio.data.verbalizer import answer_text
from studio.errors import TemplateError

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
    """Makes the ids of a row by a template.

    template: with its slots counted out, or without any (keys and values take no place in the text)
    max_tokens: of ids and answer together
    answer_room: tokens kept free for the answer, where it follows the text
    kind: of the base model. A decoder goes on where the text ends; others want their last special tokens behind it
    front_in_prompt: whether the prompt begins with what the model wants before every text, so that the text does not
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
    ) -> None:
        self.template = template
        self.tokenizer = tokenizer
        self.max_tokens = max_tokens
        self.answer_room = answer_room
        self.kind = kind
        self.room = max_tokens - (answer_room if kind == "decoder" else 0)
        self._front = () if front_in_prompt else tokenizer.front_ids
        self._back = () if kind == "decoder" else tokenizer.back_ids
        bare = len(self._ids(dict.fromkeys(template.columns, "")))
        if self.room - bare < 1:
            raise TemplateError(
                f"Template: its own words and virtual tokens take {bare} tokens and the answer up to {answer_room}, "
                f"which leaves no room for text in {max_tokens}. Use fewer virtual tokens or a shorter template."
            )

    def ids(self, row: Mapping[str, str]) -> tuple[tuple[int, ...], bool]:
        """(ids, whether text was cut). Only columns are cut, at their ends, the longest first."""
        ids = self._ids(row)
        if len(ids) <= self.room:
            return tuple(ids), False
        values = {name: row[name] for name in self.template.columns}
        while len(ids) > self.room:
            over = len(ids) - self.room
            longest = max(values, key=lambda name: len(values[name]))
            offsets = self.tokenizer.encoding(values[longest]).offsets
            keep = max(0, len(offsets) - over)
            shorter = values[longest][: offsets[keep][0]] if keep < len(offsets) else values[longest][:-1]
            values[longest] = shorter if len(shorter) < len(values[longest]) else values[longest][:-1]
            ids = self._ids(values)
        return tuple(ids), True

    def word_ids(self, words: Sequence[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """(ids, where each word's first token stands) of a row of words, which the template names in one column.

        Words are cut off whole, from the last.
        """
        [column] = self.template.columns
        kept = len(words)
        while True:
            characters: dict[int, tuple[int, int]] = {}
            ids = self._ids({column: " ".join(words[:kept])}, characters)
            places = _first_tokens(words[:kept], characters)
            over = len(ids) - self.room
            if over <= 0:
                return tuple(ids), (*places, *[NOT_READ] * (len(words) - kept))
            last = sorted(characters)[-over:][0]  # the first of the tokens that are too many
            kept = min(kept - 1, sum(place < last for place in places))

    def answer_ids(self, answer: str) -> tuple[int, ...]:
        """Ids of a generation target, ended by end-of-text; what is longer than the room kept for it is left out."""
        lead = self.template.ending
        if self.kind == "decoder":
            tokens = self.tokenizer.continuation(lead, answer_text(lead, answer))
        else:
            tokens = self.tokenizer.encode(answer)
        ids = (*tokens, self.tokenizer.end_id)
        return ids[: self.answer_room]

    def _ids(self, row: Mapping[str, str], characters: dict[int, tuple[int, int]] | None = None) -> list[int]:
        """characters: filled, by place in the ids, with where in the last column's text each token begins and ends."""
        ids: list[int] = []
        text, front = "", list(self._front)
        column_begins: int | None = None

        def flush() -> None:
            nonlocal text, front, column_begins
            if text:
                ids.extend(front)
                encoding = self.tokenizer.encoding(text)
                if characters is not None and column_begins is not None:
                    for place, (begin, end) in enumerate(encoding.offsets, start=len(ids)):
                        if end > column_begins:
                            characters[place] = (begin - column_begins, end - column_begins)
                ids.extend(encoding.ids)
                text, front, column_begins = "", [], None

        for part in self.template.parts:
            match part:
                case SlotPart(count):
                    flush()
                    ids.extend([VIRTUAL] * (count or 0))
                case TextPart(literal):
                    text += literal
                case ColumnPart(name):
                    column_begins = len(text)
                    text += row[name]
                case MaskPart():
                    text = text.rstrip(" ")  # the space before a word belongs to the word
                    flush()
                    ids.append(self.mask_id)
        flush()
        ids.extend(self._back)
        if all(token == VIRTUAL for token in ids) and self.tokenizer.eos_id is not None:
            ids.append(self.tokenizer.eos_id)  # a decoder's empty text: something must be read
        return ids

    @property
    def mask_id(self) -> int:
        """Raises TemplateError where the model has no such token."""
        if self.tokenizer.mask_id is None:
            raise TemplateError("Template: {mask} is for masked models such as BERT, and this one guesses no words.")
        return self.tokenizer.mask_id


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
