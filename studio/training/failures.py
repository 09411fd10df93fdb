"""What a machine runs out of while it trains, in the user's words."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from studio.errors import RunError, StudioError
from studio.files import storage_error
from studio.wording import phrase

_OF_DISKS = {
    getattr(errno, name, None)  # not every system has all
    for name in ("ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "EIO", "ENODEV", "ENXIO", "ESTALE", "ENOENT")
}


@contextmanager
def in_sentences() -> Iterator[None]:
    """What the machine runs out of while inside is raised as the user's sentence."""
    try:
        yield
    except StudioError:
        raise
    except Exception as error:
        known = mendable(error)
        if known:
            raise known from error
        raise


def mendable(error: Exception) -> StudioError | None:
    """The user's sentence for what the machine ran out of, or a disk that is gone."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError) or "can't allocate memory" in str(error):
        return RunError(
            "Memory ran out. Lower the batch size or the longest example's tokens, or choose a smaller base model."
        )
    if isinstance(error, OSError) and error.errno in _OF_DISKS:
        return storage_error(error, Path(str(error.filename or phrase("The run's folder"))))
    return None
