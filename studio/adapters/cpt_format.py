"""How PEFT writes down the examples of a context-aware prompt, and back. Imports no torch.

Its `cpt_tokens_type_mask` numbers types by example: 4k + 1 the template before the text of example k, 4k + 2 its text,
4k + 3 the template behind the text, 4k + 4 its answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from studio.errors import AdapterError
from studio.methods.settings import ShownTokens, TokenType

_KEYS = ("cpt_token_ids", "cpt_mask", "cpt_tokens_type_mask")
_TYPES = {1: TokenType.FORMAT, 2: TokenType.INPUT, 3: TokenType.FORMAT, 0: TokenType.LABEL}


def shown_config(shown: ShownTokens) -> dict[str, Any]:
    """PEFT's keys for the examples of a prompt."""
    numbers = []
    behind_text = example_before = -1
    for type_, example in zip(shown.types, shown.examples, strict=True):
        if example != example_before:
            behind_text, example_before = 0, example
        match type_:
            case TokenType.INPUT:
                behind_text, number = 1, 2
            case TokenType.LABEL:
                number = 4
            case _:
                number = 3 if behind_text else 1
        numbers.append(4 * example + number)
    return dict(zip(_KEYS, (list(shown.ids), [1] * len(shown), numbers), strict=True))


def shown_in(config: Mapping[str, Any], folder: Path) -> ShownTokens:
    """The examples of PEFT's config. Raises AdapterError where its lists are no lists of one length."""
    lists = [config.get(key) for key in _KEYS]
    ids, _, numbers = lists
    if (
        not ids
        or not all(isinstance(one, list) and len(one) == len(ids) for one in lists)
        or not all(isinstance(number, int) and number >= 0 for number in (*ids, *numbers))  # type: ignore[misc]
    ):
        raise AdapterError(
            f"{folder}: its adapter_config.json does not say which tokens its examples are ({', '.join(_KEYS)}). "
            "Save the adapter again with PEFT."
        )
    assert numbers is not None
    return ShownTokens(
        ids=tuple(ids),
        types=tuple(_TYPES[number % 4] for number in numbers),
        examples=tuple(max(0, number - 1) // 4 for number in numbers),
    )
