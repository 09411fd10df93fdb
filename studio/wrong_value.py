"""What is wrong with a value of a setting: a sentence that says what to write. No torch."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_OWN = "Value error, "  # what pydantic writes before the sentence of a check of ours
_CHOICE = re.compile(r"'([^']*)'")


def what_to_write(error: ErrorDetails) -> str:
    """A sentence for one of a ValidationError's errors."""
    context = error.get("ctx", {})
    match error["type"]:
        case "greater_than_equal":
            n = _number(context["ge"])
            return f"Write at least {n}."
        case "greater_than":
            n = _number(context["gt"])
            return f"Write more than {n}."
        case "less_than_equal":
            n = _number(context["le"])
            return f"Write at most {n}."
        case "less_than":
            n = _number(context["lt"])
            return f"Write less than {n}."
        case "int_parsing" | "int_type" | "int_from_float":
            return "Write a whole number."
        case "int_parsing_size":
            return "Write a number of fewer digits."
        case "float_parsing" | "float_type" | "finite_number":
            return "Write a number, such as 0.01 or 1e-2."
        case "bool_parsing" | "bool_type":
            return "Write true or false."
        case "string_type" | "string_unicode":
            return 'Write words in quotes: "…".'
        case "string_pattern_mismatch":
            return "It is empty or too long, or has characters that it may not have."
        case "string_too_short":
            n = _number(context["min_length"])
            return f"Write at least {n} characters."
        case "string_too_long":
            n = _number(context["max_length"])
            return f"Write at most {n} characters."
        case "literal_error":
            choices = ", ".join(f'"{choice}"' for choice in _CHOICE.findall(context["expected"]))
            return f"Write one of these: {choices}."
        case "tuple_type" | "list_type" | "set_type":
            return "Write a list in brackets: […]."
        case "too_short":
            n = _number(context["min_length"])
            return f"Write a list of at least {n}."
        case "too_long":
            n = _number(context["max_length"])
            return f"Write a list of at most {n}."
        case "dict_type":
            return "Write a table of names and values in braces: {name = value}."
        case "model_type" | "model_attributes_type":
            return "Write its settings in a section of their own, one a line."
        case _:
            text = error["msg"].removeprefix(_OWN)
            return text if text.endswith(".") else f"{text}."


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,g}"
