"""Keeps the virtual tokens that a template counts out and the method's number of them the same. Knows nothing of Qt."""

from __future__ import annotations

import re

from studio.data.template import Template
from studio.errors import TemplateError
from studio.methods.settings import MethodSettings

_COUNTED_SLOT = re.compile(r"(?<!\{)\{\s*soft\s*:\s*(\d+)\s*\}")


def counted_tokens(text: str) -> int | None:
    """How many virtual tokens the template's slots hold; None without slots, with an open one, or with a mistake."""
    try:
        slots = Template.parse(text).slots
    except TemplateError:
        return None
    if not slots or any(slot.count is None for slot in slots):
        return None
    return sum(slot.count or 0 for slot in slots)


def with_tokens(text: str, num_virtual_tokens: int) -> str:
    """The template with so many virtual tokens: its largest slot takes the difference. As it was where none can."""
    counted = counted_tokens(text)
    if counted is None or counted == num_virtual_tokens:
        return text
    largest = max(_COUNTED_SLOT.finditer(text), key=lambda slot: int(slot[1]))
    count = int(largest[1]) + num_virtual_tokens - counted
    return f"{text[: largest.start()]}{{soft:{count}}}{text[largest.end() :]}" if count > 0 else text


def with_virtual_tokens(template: Template, method: MethodSettings) -> Template:
    """The template with a method's virtual tokens counted out. Raises TemplateError where the two differ."""
    if method.product == "none" or method.examples_wanted:  # examples stand in front of all that is written
        return template.without_slots()
    return template.with_slots(method.num_virtual_tokens)
