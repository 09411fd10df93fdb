"""An adapter as it lies there, whole or not, and what is found to be wrong with it. Imports no torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from studio.adapters.card import AdapterCard
from studio.adapters.folder import CARD_FILE
from studio.architecture import Architecture
from studio.methods.registry import METHODS
from studio.models.stored import Numbers, WordMatrix


class Finding(BaseModel):
    """One thing that is wrong: what, where, and what to do about it."""

    model_config = ConfigDict(frozen=True)

    what: str
    where: str
    remedy: str


@dataclass
class FoundAdapter:
    """An adapter as it lies there. card: None where its files do not make one    model: its base model's folder"""

    folder: Path
    config: dict[str, Any]
    card: AdapterCard | None
    tensors: dict[str, Numbers] = field(default_factory=dict)
    model: Path | None = None
    architecture: Architecture | None = None
    words: WordMatrix | None = None

    @property
    def model_name(self) -> str:
        return self.card.model.name if self.card else str(self.config.get("base_model_name_or_path") or "")

    @property
    def is_ours(self) -> bool:
        return (self.folder / CARD_FILE).is_file()

    @property
    def peft_type(self) -> str:
        return str(self.config.get("peft_type") or "")

    @property
    def task_type(self) -> str:
        return str(self.config.get("task_type") or "")

    @property
    def num_virtual_tokens(self) -> int:
        given = self.card.num_virtual_tokens if self.card else self.config.get("num_virtual_tokens")
        return given if isinstance(given, int) else 0

    @property
    def input_vectors(self) -> dict[str, Numbers]:
        """What stands among the input embeddings: [P, H] by name, of each member of an ensemble."""
        found: dict[str, Numbers] = {}
        for name, numbers in self.tensors.items():
            if name == "prompts" and numbers.ndim == 3:
                found |= {f"{name}, member {number}": own for number, own in enumerate(numbers, start=1)}
            elif name == "prompt_embeddings" and numbers.ndim == 2 and not self.is_prefix:
                found[name] = numbers
        return found

    @property
    def is_prefix(self) -> bool:
        of_method = METHODS[self.card.method].product if self.card and self.card.method in METHODS else ""
        return self.peft_type == "PREFIX_TUNING" or of_method == "key_value"
