"""Tensors as they lie in safetensors files, read without torch and only where they are asked for.

numpy is imported where numbers are read: the window asks for shapes alone, and opens without it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from studio.architecture import read_config
from studio.small_json import small_json

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.float32]"

_LONGEST_HEADER = 100_000_000  # bytes; the safetensors format's own limit
_TYPES = {"F64": ("<f8", 8), "F32": ("<f4", 4), "F16": ("<f2", 2), "BF16": ("<u2", 2)}  # numpy's name, bytes
_WHOLE_MODEL, _INDEX = "model.safetensors", "model.safetensors.index.json"
# What families call the matrix of their words' vectors, by its name's end.
_WORD_MATRICES = (
    "embed_tokens.weight",
    "shared.weight",
    "wte.weight",
    "word_embeddings.weight",
    "tok_embeddings.weight",
)
_CHUNK = 8192  # words in memory at once
_SAFE_FILE = re.compile(r"[^/\\:\0]+\.safetensors")


@dataclass(frozen=True)
class StoredTensor:
    """One tensor of a file. kind: the file's name of its type    begin, end: its bytes, counted in the file"""

    file: Path
    kind: str
    shape: tuple[int, ...]
    begin: int
    end: int

    def numbers(self, rows: slice = slice(None)) -> Numbers:
        """All of them, or those of some rows, float32. Only of a tensor that `stored_tensors` gives."""
        import numpy as np

        if 0 in self.shape:
            return np.zeros(self.shape, np.float32)[rows]
        whole = np.memmap(self.file, _TYPES[self.kind][0], "r", self.begin, self.shape)
        raw = whole[rows] if self.shape else whole
        return upper_halves(raw) if self.kind == "BF16" else np.array(raw, np.float32)


def upper_halves(raw: NDArray[np.uint16]) -> Numbers:
    """Bfloat16 as float32: it is the upper half of one."""
    return (raw.astype("<u4") << 16).view("<f4")


def stored_tensors(file: Path) -> dict[str, StoredTensor]:
    """A file's tensors of numbers by name, from its header; none where the file is not whole or makes no sense."""
    return {name: tensor for name, tensor in (all_tensors(file) or {}).items() if tensor.kind in _TYPES}


def all_tensors(file: Path) -> dict[str, StoredTensor] | None:
    """A file's tensors of any type by name, from its header; None where the file is not whole or makes no sense.

    In a whole file a tensor begins where another ends, and the last one ends where the file does.
    """
    if not file.is_file():  # a pipe would be waited for
        return None
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            length = int.from_bytes(opened.read(8), "little")
            if length > min(_LONGEST_HEADER, size):
                return None
            header = small_json(opened.read(length))
        start = 8 + length
        found = {}
        for name, entry in header.items():
            if name == "__metadata__":
                continue
            begin, end = entry["data_offsets"]
            shape, kind = tuple(entry["shape"]), entry["dtype"]
            if not all(type(number) is int and number >= 0 for number in (*shape, begin, end)):
                return None
            if begin > end or math.prod(shape) > 8 * (end - begin):  # no type has numbers of less than a bit
                return None
            if kind in _TYPES and math.prod(shape) * _TYPES[kind][1] != end - begin:
                return None
            found[str(name)] = StoredTensor(file, str(kind), shape, start + begin, start + end)
    except (OSError, ValueError, AttributeError, KeyError, TypeError, RecursionError):
        return None
    for tensor in sorted(found.values(), key=lambda tensor: (tensor.begin, tensor.end)):
        if tensor.begin != start:
            return None
        start = tensor.end
    return found if start == size else None


def weight_files(model: Path) -> list[str]:
    """The names of the safetensors files that a base model's weights lie in, as transformers finds them.

    Raises ValueError for an index that names anything but safetensors files beside it.
    """
    if (model / _WHOLE_MODEL).is_file() or not (model / _INDEX).is_file():
        return [_WHOLE_MODEL]
    parts = read_config(model, _INDEX).get("weight_map")
    names = list(parts.values()) if isinstance(parts, dict) else []
    if not names or not all(isinstance(name, str) and _SAFE_FILE.fullmatch(name) for name in names):
        raise ValueError(f"{_INDEX} names other files than safetensors files beside it")
    return sorted(set(names))


@dataclass(frozen=True)
class WordMatrix:
    """The vectors [V, H] of a base model's words. scale: what the model multiplies them by before it reads them."""

    tensor: StoredTensor
    scale: float

    @property
    def width(self) -> int:
        return self.tensor.shape[1]

    def chunks(self) -> Iterator[Numbers]:
        """A few thousand words at a time: [n, H], as the model reads them."""
        for start in range(0, self.tensor.shape[0], _CHUNK):
            yield self.tensor.numbers(slice(start, start + _CHUNK)) * self.scale


def word_matrix(model: Path) -> WordMatrix | None:
    """Of the model in a folder; None where its safetensors do not show which of their tensors it is."""
    config = read_config(model)
    text = config.get("text_config")
    text = text if isinstance(text, dict) else config
    found = {
        name: tensor
        for file in sorted(model.glob("*.safetensors"))
        for name, tensor in stored_tensors(file).items()
        if len(tensor.shape) == 2
    }
    for ending in _WORD_MATRICES:
        named = sorted((name for name in found if name.endswith(ending)), key=len)
        if named:
            tensor = found[named[0]]
            family = str(text.get("model_type") or "")
            is_scaled = family.startswith("gemma") or bool(text.get("scale_embedding"))
            return WordMatrix(tensor, math.sqrt(tensor.shape[1]) if is_scaled else 1.0)
    return None
