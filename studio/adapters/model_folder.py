"""A base model that was trained whole, as files that transformers and `[model] name` take."""

from __future__ import annotations

import shutil
from pathlib import Path

from studio.models.base_model import BaseModel

_OF_THE_TOKENIZER = ("tokenizer*", "special_tokens_map.json", "added_tokens.json", "vocab*", "merges.txt", "*.jinja")


def write_model(folder: Path, base: BaseModel) -> None:
    """The network's weights and settings as they stand, and the tokenizer and licence that it came with.

    folder: there already, and not the base model's own
    """
    base.network.save_pretrained(folder)
    for pattern in (*_OF_THE_TOKENIZER, "*.model", "LICENSE*"):
        for file in base.folder.glob(pattern):
            shutil.copy2(file, folder / file.name)
