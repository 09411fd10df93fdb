"""Which tensors an adapter must hold, and of what shape, as its card says. Imports no torch.

A letter is one size wherever it stands: P virtual tokens, C classes, N members, T tasks, R rank, H and O hidden sizes,
L layers, A heads. `*` is any size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from studio.methods.registry import method_settings
from studio.wording import phrase

if TYPE_CHECKING:
    from studio.adapters.card import AdapterCard

PROMPT = "prompt_embeddings"
HEAD = "base_model.classifier."  # before "weight" and "bias" of a classification head
_WHOLE = {
    PROMPT: "PH",
    "prompts": "NPH",
    "prefix_task_cols": "TPR",
    "prefix_task_rows": "TRH",
    "gated.vectors": "LPO",
    "gated.gates": "LA",
    HEAD + "weight": "CO",
    HEAD + "bias": "C",
}
# By the end of their names, of which there are as many as parts of the model, or layers.
_ENDINGS = {"." + PROMPT: "P*", ".adaption_prompt": "1PO", ".adaption_gate": "1"}
_PAIRS = (("prefix_task_cols", "prefix_task_rows"), ("gated.vectors", "gated.gates"), (HEAD + "weight", HEAD + "bias"))


def misfit(shapes: Mapping[str, Sequence[int]], card: AdapterCard) -> str:
    """What an adapter's tensors lack, or hold that does not fit, as "holds ..."; empty where they fit."""
    missing = _missing(shapes, card)
    if missing:
        return phrase(f"lacks {missing}")
    sizes = {"P": card.num_virtual_tokens, "C": len(card.labels), "1": 1}
    prompt = shapes.get(PROMPT, [])
    if card.kind == "encoder_decoder" and list(prompt[:1]) == [2 * sizes["P"]]:
        sizes["P"] *= 2  # PEFT's default there stores a second prompt
    for name, shape in shapes.items():
        letters = _WHOLE.get(name) or next((own for end, own in _ENDINGS.items() if name.endswith(end)), None)
        if letters is None:
            continue
        wrong = next((one for one, size in zip(letters, shape, strict=False) if not _fits(one, size, sizes)), "")
        if wrong or len(letters) != len(shape):
            found = f"{name} of {list(shape)}"
            match wrong:
                case "P":
                    return phrase(f"holds {found} and not of {card.num_virtual_tokens} virtual tokens")
                case "C":
                    return phrase(f"holds {found} for {sizes['C']} classes")
            return phrase(f"holds {found}, which does not fit the rest")
    tasks = sizes.get("T")
    if tasks is not None and not 0 <= card.task_number < tasks:
        return phrase(f"holds {tasks} tasks and not one with the number {card.task_number}")
    return ""


def _fits(letter: str, size: int, sizes: dict[str, int]) -> bool:
    return size > 0 and (letter == "*" or sizes.setdefault(letter, size) == size)


def _missing(shapes: Mapping[str, Sequence[int]], card: AdapterCard) -> str:
    """The name of a tensor that is needed and not there."""
    product = method_settings(card.method).product
    if product == "input" and "prompts" not in shapes and PROMPT not in shapes:
        return PROMPT
    if product == "key_value" and not any(name.endswith(PROMPT) for name in shapes):
        return PROMPT
    if product == "gated" and not any(name.endswith((".vectors", ".adaption_prompt")) for name in shapes):
        return "gated.vectors"
    if card.has_head and HEAD + "weight" not in shapes:
        return HEAD + "weight"
    torn = (pair for pair in _PAIRS if sum(name in shapes for name in pair) == 1)
    return next((name for pair in torn for name in pair if name not in shapes), "")
