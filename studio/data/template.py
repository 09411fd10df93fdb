"""Templates: text with places for columns and virtual tokens.

    {soft:20}Review: {text}{soft:3} Sentiment:

`{soft:N}` is N virtual tokens, `{soft}` is all that the other slots leave, `{mask}` is the word that a masked model
guesses, any other name in braces is a column, and `{{` and `}}` are braces. Without a slot, all virtual tokens stand
in front.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from studio.errors import TemplateError

_MOST_DIGITS = 9
_PLACE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


@dataclass(frozen=True)
class TextPart:
    """Fixed words: anchors where they stand among virtual tokens."""

    text: str


@dataclass(frozen=True)
class ColumnPart:
    name: str


@dataclass(frozen=True)
class SlotPart:
    """Virtual tokens; count None is all that the other slots leave."""

    count: int | None


@dataclass(frozen=True)
class MaskPart:
    """The word to be guessed."""


Part = TextPart | ColumnPart | SlotPart | MaskPart


@dataclass(frozen=True)
class Template:
    parts: tuple[Part, ...]

    @classmethod
    def parse(cls, text: str) -> Template:
        """Raises TemplateError for lone braces, bad slots, or a template with nothing of the row in it."""
        parts: list[Part] = []
        literal, end = "", 0
        for match in _PLACE.finditer(text):
            literal += text[end : match.start()]
            end = match.end()
            if match[0] in ("{{", "}}"):
                literal += match[0][0]
                continue
            if match[1] is None:
                raise TemplateError(
                    f'Template: a lone "{match[0]}" at character {match.start() + 1}. '
                    f'Close it, or write "{match[0] * 2}" for the character itself.'
                )
            if literal:
                parts.append(TextPart(literal))
                literal = ""
            parts.append(_place(match[1]))
        literal += text[end:]
        if literal:
            parts.append(TextPart(literal))
        template = cls(tuple(parts))
        if not template.columns:
            raise TemplateError("Template: it names no column, so every row would read alike. Add one in braces.")
        if sum(1 for part in parts if part == SlotPart(None)) > 1:
            raise TemplateError("Template: {soft} without a number may stand once. Write {soft:N} for the others.")
        if parts.count(MaskPart()) > 1:
            raise TemplateError("Template: {mask} may stand once, for one word is guessed.")
        return template

    @property
    def text(self) -> str:
        """The template as one writes it: `parse` reads it back."""
        return "".join(_written(part) for part in self.parts)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns in order, each once."""
        return tuple(dict.fromkeys(part.name for part in self.parts if isinstance(part, ColumnPart)))

    @property
    def slots(self) -> tuple[SlotPart, ...]:
        return tuple(part for part in self.parts if isinstance(part, SlotPart))

    @property
    def has_mask(self) -> bool:
        return MaskPart() in self.parts

    @property
    def slots_in_front(self) -> bool:
        """Whether all virtual tokens stand before everything else, which is all that PEFT knows."""
        return all(not isinstance(part, SlotPart) for part in self.parts[1:])

    @property
    def ending(self) -> str:
        """The fixed words behind the last column or slot: what an answer follows."""
        last = self.parts[-1]
        return last.text if isinstance(last, TextPart) else ""

    def with_slots(self, num_virtual_tokens: int) -> Template:
        """The template with its slots counted out. Raises TemplateError where they do not sum to num_virtual_tokens."""
        if not self.slots:
            return Template((SlotPart(num_virtual_tokens), *self.parts))
        counted = sum(slot.count or 0 for slot in self.slots)
        left = num_virtual_tokens - counted
        is_open = any(slot.count is None for slot in self.slots)
        if left < 0 or (left == 0) == is_open:
            raise TemplateError(
                f"Template: its slots hold {counted} virtual tokens and num_virtual_tokens is {num_virtual_tokens}. "
                "Make them equal, or write one slot as {soft}."
            )
        return Template(tuple(SlotPart(left) if part == SlotPart(None) else part for part in self.parts))

    def without_slots(self) -> Template:
        """The template as a hard prompt: what the base model alone would read."""
        return Template(tuple(part for part in self.parts if not isinstance(part, SlotPart)))

    def behind(self, text: str) -> Template:
        """The template with fixed words in front of it."""
        first, *rest = self.parts
        joins = isinstance(first, TextPart)
        return Template((TextPart(text + first.text), *rest) if joins else (TextPart(text), first, *rest))  # type: ignore[union-attr]

    def check_columns(self, columns: tuple[str, ...]) -> None:
        """Raises TemplateError for a column that the table does not have."""
        for name in self.columns:
            if name not in columns:
                raise TemplateError(
                    f'Template: the table has no column "{name}". Its columns are: {", ".join(columns)}.', column=name
                )

    def render(self, row: Mapping[str, str]) -> str:
        """The text of a row, virtual tokens left out."""
        return "".join(
            part.text if isinstance(part, TextPart) else row[part.name]
            for part in self.parts
            if isinstance(part, TextPart | ColumnPart)
        )


def _written(part: Part) -> str:
    match part:
        case TextPart(text):
            return text.replace("{", "{{").replace("}", "}}")
        case ColumnPart(name):
            return "{" + name + "}"
        case SlotPart(count):
            return "{soft}" if count is None else f"{{soft:{count}}}"
        case MaskPart():
            return "{mask}"


def _place(inside: str) -> Part:
    name, colon, count = inside.partition(":")
    if name.strip() == "soft" and colon:
        if not count.strip().isdecimal() or len(count) > _MOST_DIGITS or int(count) == 0:
            raise TemplateError(
                f'Template: "{{{inside}}}" is no slot. Write a number of virtual tokens, as in {{soft:20}}.'
            )
        return SlotPart(int(count))
    if inside.strip() == "soft":
        return SlotPart(None)
    if inside.strip() == "mask":
        return MaskPart()
    if not inside.strip():
        raise TemplateError("Template: empty braces. Name a column inside, or double them to write the characters.")
    return ColumnPart(inside)
