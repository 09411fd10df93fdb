"""What the files of a base model may ask for, before transformers reads them. Imports no torch.

transformers follows a config.json also where it may trust no code: to kernels of the hub, which are programs, to
weights of any name, which it opens by their endings, and to as many layers and classes as it is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from studio.architecture import read_config
from studio.errors import ModelError
from studio.models.stored import all_tensors, weight_files
from studio.wording import phrase

PICKLES = (".bin", ".pt", ".pth", ".pkl", ".ckpt")
_ADAPTER = "adapter_config.json"
_ATTENTION = ("eager", "sdpa", "flash_attention_2", "flash_attention_3", "flex_attention")
_OWN_KINDS = (None, *_ATTENTION, "grouped_mm", "batched_mm")  # what transformers has by itself
_MOST_LAYERS = 1_000  # the deepest models have some 200
_MOST_LABELS = 1_000_000


def check_harmless(name: str, folder: Path) -> None:
    """Raises ModelError, saying why, where a folder is not to be given to transformers."""
    try:
        weight_files(folder)
    except ValueError as error:
        raise ModelError(
            f"{name}: its weights are not opened: {error}. A pickle among them could run code. Choose a copy of the "
            "model with safetensors."
        ) from None
    if (folder / _ADAPTER).exists():
        raise ModelError(
            f"{name}: {_ADAPTER} lies beside the model, and where PEFT is installed its adapter would be put into it. "
            "Take the adapter's files out of the folder."
        )
    for key, value in _settings(read_config(folder)):
        wrong = _wrong(key, value)
        if wrong:
            raise ModelError(
                f"{name}: its config.json asks for {wrong} ({key} = {str(value)[:60]}). Choose another model, or mend "
                "the file."
            )


def stored_weights(name: str, folder: Path) -> int:
    """How many weights the files of a base model hold. Raises ModelError where one is missing or not whole."""
    count = 0
    for file in weight_files(folder):
        tensors = all_tensors(folder / file)
        if tensors is None:
            raise ModelError(f"{name}: {file} is no whole safetensors file. Copy or download the model again.")
        count += sum(math.prod(tensor.shape) for tensor in tensors.values())
    return count


def pickles_in(folder: Path) -> list[str]:
    """Names of the files that may be pickles, by their endings."""
    return sorted(file.name for file in folder.iterdir() if file.suffix.lower() in PICKLES)


def _settings(values: Any) -> Iterator[tuple[str, Any]]:
    """All that a config.json sets, also in its parts."""
    waiting = [values]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield from part.items()
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part


def _wrong(key: str, value: Any) -> str:
    """What is wrong with a setting, "" for nothing."""
    if key.endswith(("attn_implementation", "experts_implementation")):
        kinds = value.values() if isinstance(value, dict) else [value]
        return "" if all(kind in _OWN_KINDS for kind in kinds) else phrase("a program from elsewhere")
    if key == "transformers_weights" and value is not None:
        return phrase("weights of another name")
    if type(value) is int and key.endswith(("layers", "n_layer")) and value > _MOST_LAYERS:
        return phrase("more layers than any model has")
    if type(value) is int and key == "num_labels" and value > _MOST_LABELS:
        return phrase("more classes than any model has")
    return ""
