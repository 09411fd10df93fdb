"""A prompt as it stood at several steps of its training: `snapshots/step-N.safetensors` beside the run's adapter.

Half precision, at most 50 and 64 MB together: where there are more, the one between the nearest neighbours goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from studio.errors import AdapterError
from studio.files import replacing, writing
from studio.methods.base import GatedPrompt, InputPrompt, KeyValuePrompt, KeyValues, Learned, Part, Prompt
from studio.models.tensor_file import save_tensors

SNAPSHOTS = "snapshots"
KEPT = 50
LARGEST = 64 * 2**20  # bytes together
_LARGEST_HALF = 6e4
_PARTS: tuple[Part, ...] = ("encoder", "decoder", "cross")


def save_snapshot(run_dir: Path, step: int, learned: Learned) -> None:
    """Keep what was learned by this step, once; nothing where it holds no prompt, or one too large to keep two of."""
    tensors = _tensors(learned)
    file = run_dir / SNAPSHOTS / f"step-{step:08d}.safetensors"
    if not tensors or sum(tensor.nbytes for tensor in tensors.values()) > LARGEST // 2 or file.exists():
        return
    with writing(file):
        file.parent.mkdir(exist_ok=True)  # not the run's folder, which may have been taken away
    with replacing(file) as aside:
        save_tensors(tensors, aside)
    _thin_out(run_dir)


def forget_after(run_dir: Path, step: int) -> None:
    """The run goes on from this step: what came later no longer counts. -1: it begins anew."""
    for known, file in _files(run_dir).items():
        if known > step:
            file.unlink()


def read_snapshots(adapter: Path, *, task: int = 0) -> dict[int, Prompt]:
    """The prompt by step, oldest first, of the run that made an adapter's folder; empty where it has none.

    task: which of the tasks' prompts, of a run that learned several. Raises AdapterError for a damaged file.
    """
    found = {}
    for step, file in _files(adapter.parent).items():
        try:
            found[step] = _prompt(load_file(file), task)
        except (OSError, SafetensorError, LookupError):
            raise AdapterError(f"{file}: cannot be read. Delete it; the other steps stay.") from None
    return found


def _files(run_dir: Path) -> dict[int, Path]:
    files = sorted((run_dir / SNAPSHOTS).glob("step-*.safetensors"))
    return {int(file.stem.removeprefix("step-")): file for file in files if file.stem[5:].isdigit()}


def _thin_out(run_dir: Path) -> None:
    files = _files(run_dir)
    steps, size = list(files), sum(file.stat().st_size for file in files.values())
    while len(steps) > 2 and (len(steps) > KEPT or size > LARGEST):
        place = min(range(1, len(steps) - 1), key=lambda place: steps[place + 1] - steps[place - 1])
        file = files[steps.pop(place)]
        size -= file.stat().st_size
        file.unlink()


def _tensors(learned: Learned) -> dict[str, Tensor]:
    match learned.prompt:
        case None:
            return {}
        case InputPrompt() if learned.factors is not None:
            factors = learned.factors
            named = {"tasks": factors.shared * (factors.columns @ factors.rows)}  # [T, P, H]
        case InputPrompt(vectors):
            named = {"vectors": vectors}
        case KeyValuePrompt(parts):
            named = {f"{part}.keys": own.keys for part, own in parts.items()}
            named |= {f"{part}.values": own.values for part, own in parts.items()}
        case GatedPrompt(vectors, gates):
            named = {"gated.vectors": vectors, "gated.gates": gates}
    return {name: _small(tensor) for name, tensor in named.items()}


def _small(tensor: Tensor) -> Tensor:
    tensor = tensor.detach().cpu().contiguous()
    return tensor.half() if float(tensor.abs().max()) < _LARGEST_HALF else tensor.float()


def _prompt(stored: Mapping[str, Tensor], task: int) -> Prompt:
    """Raises LookupError where there is no prompt in it."""
    stored = {name: tensor.to(torch.float32) for name, tensor in stored.items()}
    if "tasks" in stored:
        return InputPrompt(stored["tasks"][task : task + 1])
    if "vectors" in stored:
        return InputPrompt(stored["vectors"])
    if "gated.vectors" in stored:
        return GatedPrompt(stored["gated.vectors"], stored["gated.gates"])
    parts: list[Part] = [part for part in _PARTS if f"{part}.keys" in stored]
    if not parts:
        raise LookupError
    return KeyValuePrompt({part: KeyValues(stored[f"{part}.keys"], stored[f"{part}.values"]) for part in parts})
