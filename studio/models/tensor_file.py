"""Tensors written as a safetensors file."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor

_NUMBER = re.compile(r"\(os error (\d+)\)")


def save_tensors(tensors: Mapping[str, Tensor], path: Path, *, metadata: dict[str, str] | None = None) -> None:
    """Write a file. Raises OSError where the system does not let it be written, as all other writing does."""
    try:
        save_file(dict(tensors), path, metadata=metadata)
    except SafetensorError as error:  # tells the system's number in words alone
        number = _NUMBER.search(str(error))
        if number is None:
            raise
        code = int(number[1])
        raise OSError(0 if os.name == "nt" else code, os.strerror(code), str(path), code) from error
