"""Tensors written as a safetensors file. Imports torch only to write torch's."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from safetensors import SafetensorError

if TYPE_CHECKING:
    from torch import Tensor

    from studio.models.stored import Numbers

_NUMBER = re.compile(r"\(os error (\d+)\)")


def save_tensors(tensors: Mapping[str, Tensor], path: Path, *, metadata: dict[str, str] | None = None) -> None:
    """Write a file. Raises OSError where the system does not let it be written, as all other writing does."""
    from safetensors.torch import save_file

    with _as_the_system_says(path):
        save_file(dict(tensors), path, metadata=metadata)


def save_arrays(arrays: Mapping[str, Numbers], path: Path, *, metadata: dict[str, str] | None = None) -> None:
    """The same of numpy's arrays."""
    from safetensors.numpy import save_file

    with _as_the_system_says(path):
        save_file(dict(arrays), path, metadata=metadata)


@contextmanager
def _as_the_system_says(path: Path) -> Iterator[None]:
    try:
        yield
    except SafetensorError as error:  # tells the system's number in words alone
        number = _NUMBER.search(str(error))
        if number is None:
            raise
        code = int(number[1])
        raise OSError(0 if os.name == "nt" else code, os.strerror(code), str(path), code) from error
