"""What a machine runs out of while it trains, in the user's words."""

from __future__ import annotations

import torch

from studio.errors import RunError, StorageError, StudioError


def mendable(error: Exception) -> StudioError | None:
    """The user's sentence for what the machine ran out of."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError) or "can't allocate memory" in str(error):
        return RunError(
            "Memory ran out. Lower the batch size or the longest example's tokens, or choose a smaller base model."
        )
    if isinstance(error, OSError) and error.errno in (28, 30, 13):
        reason = {28: "the disk is full", 30: "the folder is read-only", 13: "writing is not allowed"}[error.errno]
        return StorageError(
            f"{error.filename or 'The run folder'}: {reason}. Make room or choose another folder, then resume."
        )
    return None
