"""How large a model's word embeddings are, read from its files without loading it. No torch."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.architecture import read_config

_NAMES = ("embed_tokens.weight", "wte.weight", "word_embeddings.weight", "shared.weight", "tok_embeddings.weight")
_LONGEST_HEADER = 100_000_000  # bytes; the safetensors format's own limit
_SAMPLED = 2**20  # numbers; spread over the vocabulary they tell as much as all


def word_spread(folder: Path) -> float | None:
    """The standard deviation of the numbers in a model's word embeddings, as its first layer is fed with them.

    None where its files do not tell.
    """
    for file in sorted(folder.glob("*.safetensors")):
        try:
            numbers = _embedding(file)
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if numbers is not None and np.isfinite(numbers).all():
            return float(numbers.std()) * _scale(read_config(folder))
    return None


def _embedding(file: Path) -> NDArray[np.float32] | None:
    with file.open("rb") as opened:
        length = int.from_bytes(opened.read(8), "little")
        if length > _LONGEST_HEADER:
            return None
        header: dict[str, Any] = json.loads(opened.read(length))
        found = next((entry for name, entry in header.items() if name.endswith(_NAMES)), None)
        if found is None:
            return None
        start, end = found["data_offsets"]
        size = {"F32": 4, "F16": 2, "BF16": 2}[found["dtype"]]
        read = min(end - start, _SAMPLED * size)
        # From the middle: the first rows are special tokens, the last ones often never learned.
        opened.seek(8 + length + start + (end - start - read) // 2 // size * size)
        raw = opened.read(read)
    if found["dtype"] == "BF16":
        return (np.frombuffer(raw, "<u2").astype(np.uint32) << 16).view(np.float32)
    return np.frombuffer(raw, {"F32": "<f4", "F16": "<f2"}[found["dtype"]]).astype(np.float32)


def _scale(config: dict[str, Any]) -> float:
    """What a model multiplies its embeddings with before the first layer."""
    text = config.get("text_config", config)
    width = text.get("hidden_size") or text.get("d_model") or 1
    scales = str(text.get("model_type", "")).startswith("gemma") or text.get("scale_embedding")
    return math.sqrt(width) if scales else 1.0
