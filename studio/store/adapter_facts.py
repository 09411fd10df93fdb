"""What the index keeps of an adapter folder: from studio.json or, for a foreign one, PEFT's own config. No torch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from studio.events import Scores
from studio.files import folder_size
from studio.methods.registry import METHODS
from studio.small_json import read_small_json
from studio.store.notes import NOTES_FILE

CARD_FILE = "studio.json"
PEFT_FILE = "adapter_config.json"
# Of several methods that PEFT calls alike, the first; one for a head is told by its task.
_END_OF_TIME = 2**40  # seconds, which no calendar has
_METHOD_OF_PEFT = {settings.peft_type: name for name, settings in reversed(METHODS.items()) if settings.peft_type}


@dataclass(frozen=True)
class AdapterFacts:
    """created: seconds since 1970. scores: by split."""

    method: str
    model: str
    num_virtual_tokens: int
    size_bytes: int
    created: float
    scores: dict[str, Scores]


def read_adapter_facts(folder: Path) -> AdapterFacts | None:
    """None where the folder holds no adapter."""
    card, peft = _json(folder / CARD_FILE), _json(folder / PEFT_FILE)
    if card is None and peft is None:
        return None
    card, peft = card or {}, peft or {}
    peft_type = _name(peft.get("peft_type"))
    tokens = card.get("num_virtual_tokens") or peft.get("num_virtual_tokens") or peft.get("adapter_len") or 0
    return AdapterFacts(
        method=_name(card.get("method")) or _method_of_peft(peft_type, peft.get("task_type")),
        model=_name(card.get("model")) or _name(peft.get("base_model_name_or_path")),
        num_virtual_tokens=tokens if isinstance(tokens, int) and 0 <= tokens < 2**31 else 0,
        size_bytes=folder_size(folder, without=NOTES_FILE),
        created=_seconds(card.get("created")) or _made(folder),
        scores=_scores(card.get("metrics")),
    )


def _method_of_peft(peft_type: str, task_type: object) -> str:
    if peft_type == "PREFIX_TUNING" and task_type in ("SEQ_CLS", "TOKEN_CLS"):
        return "p_tuning_v2"
    return _METHOD_OF_PEFT.get(peft_type) or peft_type.lower()


def _json(path: Path) -> dict[str, Any] | None:
    try:
        found = read_small_json(path)
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _name(value: object) -> str:
    """A name as it stands, or out of a section that has one."""
    if isinstance(value, dict):
        value = value.get("name")
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""


def _seconds(value: object) -> float | None:
    match value:
        case bool():
            return None
        case int() | float():
            return float(value) if abs(value) < _END_OF_TIME else None
        case str():
            try:
                return datetime.fromisoformat(value).timestamp()
            except ValueError:
                return None
        case _:
            return None


def _made(folder: Path) -> float:
    """When the adapter's file was written; copying keeps that."""
    files = [folder / PEFT_FILE, folder / CARD_FILE]
    return next((file.stat().st_mtime for file in files if file.exists()), 0.0)


def _is_score(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) < 1e300


def _scores(value: object) -> dict[str, Scores]:
    if not isinstance(value, dict):
        return {}
    return {
        str(split): {str(name): float(score) for name, score in scores.items() if _is_score(score)}
        for split, scores in value.items()
        if isinstance(scores, dict)
    }
