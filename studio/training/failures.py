"""What a machine runs out of while it trains, in the user's words."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from studio.endings import LESS_MEMORY
from studio.errors import RunError, StudioError
from studio.files import OF_DISKS, storage_error
from studio.wording import phrase

# torch tells what it lacks in words alone, but for CUDA.
_ON_DEVICE = re.compile(r"(CUDA|HIP|MPS|XPU)[^\n]*out of memory|CUBLAS_STATUS_ALLOC_FAILED")
_ON_COMPUTER = re.compile(r"DefaultCPUAllocator:\s(can't\sallocate|not\senough)\smemory")
_ASKED_BYTES = re.compile(r"tried\sto\sallocate\s(\d+)\sbytes")
_ASKED = re.compile(r"[Tt]ried to allocate ([\d.]+ [KMGT]iB)")


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
    words = str(error)
    if isinstance(error, torch.OutOfMemoryError) or _ON_DEVICE.search(words):
        asked = _ASKED.search(words)
        more = phrase(f" ({asked[1]} more were asked for)") if asked else ""
        return RunError(
            f'The memory of the graphics card ran out{more}. {LESS_MEMORY} Or train on the processor: device = "cpu".',
            memory="device",
        )
    if _ON_COMPUTER.search(words):
        wanted = _ASKED_BYTES.search(words)
        more = phrase(f" ({int(wanted[1]) / 1e9:.1f} GB more were asked for)") if wanted else ""
        return RunError(
            f"The computer's memory ran out while the model computed{more}. {LESS_MEMORY}",
            memory="computing",
        )
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return RunError(
            "The computer's memory ran out outside of the model. Close other programs, or take a smaller table. "
            f"{LESS_MEMORY}",
            memory="python",
        )
    if isinstance(error, OSError) and error.errno in OF_DISKS:
        return storage_error(error, Path(str(error.filename or phrase("The run's folder"))))
    return None
