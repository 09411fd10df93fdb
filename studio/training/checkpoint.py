"""Checkpoints: all that resuming needs, as safetensors and JSON. Written aside, flushed, then renamed."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from studio.errors import RunError
from studio.files import replacing_folder
from studio.methods.base import SoftPrompt
from studio.models.tensor_file import save_tensors

CHECKPOINTS = "checkpoints"
_ON_DEVICE = "random.device"
KEPT = 2  # the newest so many stay, and the best one


@dataclass(frozen=True)
class Progress:
    """Where training stands. batch: batches of this epoch that are done. best: the score to beat, as evaluated."""

    step: int = 0
    epoch: int = 0
    batch: int = 0
    best_step: int = 0
    best: tuple[float, ...] | None = None
    evaluations_without_better: int = 0
    seconds: float = 0.0
    examples: int = 0


def save_checkpoint(
    run_dir: Path,
    progress: Progress,
    prompt: SoftPrompt,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
    scaler: torch.amp.GradScaler | None = None,
) -> Path:
    """Write `checkpoints/step-N`. Returns its folder."""
    folder = _folder(run_dir, progress.step)
    tensors, rest = _flat(optimizer.state_dict())
    state = {
        "progress": asdict(progress),
        "optimizer": rest,
        "schedule": schedule.state_dict(),
        "random": random.getstate(),
        "scaler": scaler.state_dict() if scaler else {},
    }
    with replacing_folder(folder) as aside:
        save_tensors(_contiguous(prompt.state_dict()), aside / "prompt.safetensors")
        save_tensors({**tensors, **_random_states(prompt)}, aside / "optimizer.safetensors")
        (aside / "state.json").write_text(json.dumps(state, default=str), encoding="utf-8")
    return folder


def load_checkpoint(
    folder: Path,
    prompt: SoftPrompt,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
    scaler: torch.amp.GradScaler | None = None,
) -> Progress:
    """Put everything back as it was. Raises RunError for a damaged checkpoint."""
    state = _state(folder)
    try:
        tensors = load_file(folder / "optimizer.safetensors")
        load_prompt(folder, prompt)
        torch.set_rng_state(tensors.pop("random.torch"))
        on_device, device = tensors.pop(_ON_DEVICE, None), _device_of(prompt)
        if on_device is not None and device != "cpu":
            torch.get_device_module(device).set_rng_state(on_device)
        optimizer.load_state_dict(_nested(tensors, state["optimizer"]))
        schedule.load_state_dict(state["schedule"])
        if scaler and state.get("scaler"):
            scaler.load_state_dict(state["scaler"])
        version, internal, gauss = state["random"]
        random.setstate((version, tuple(internal), gauss))
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise _damaged(folder, error) from None
    progress = state["progress"]
    progress["best"] = tuple(progress["best"]) if progress["best"] is not None else None
    return Progress(**progress)


def _folder(run_dir: Path, step: int) -> Path:
    return run_dir / CHECKPOINTS / f"step-{step:08d}"


def _state(folder: Path) -> dict[str, Any]:
    try:
        state: dict[str, Any] = json.loads((folder / "state.json").read_text(encoding="utf-8"))
        return state | {"progress": asdict(Progress(**state["progress"]))}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(folder, error) from None


def _damaged(folder: Path, error: Exception) -> RunError:
    return RunError(f"{folder}: the checkpoint cannot be read ({error}). Delete it to go on from the one before.")


def load_prompt(folder: Path, prompt: SoftPrompt) -> None:
    """The trained state alone, for the best checkpoint's adapter."""
    prompt.load_state_dict(load_file(folder / "prompt.safetensors"))


def best_checkpoint(run_dir: Path) -> Path | None:
    """That of the best step, which the newest one tells. Raises RunError where that is damaged."""
    saved = checkpoints(run_dir)
    if not saved:
        return None
    best = _folder(run_dir, _state(saved[-1])["progress"]["best_step"])
    return best if best in saved else None


def load_best(run_dir: Path, prompt: SoftPrompt) -> None:
    """Leave a prompt at its best, where that was saved, and ready to be asked. Raises RunError where it is damaged."""
    best = best_checkpoint(run_dir)
    if best:
        try:
            load_prompt(best, prompt)
        except (OSError, RuntimeError, SafetensorError) as error:
            raise _damaged(best, error) from None
    prompt.eval()


def last_step(run_dir: Path) -> int:
    """The step of the newest checkpoint, 0 where there is none."""
    saved = checkpoints(run_dir)
    return int(saved[-1].name.removeprefix("step-")) if saved else 0


def checkpoints(run_dir: Path) -> list[Path]:
    """Whole checkpoints, oldest first."""
    folders = (run_dir / CHECKPOINTS).glob(f"step-{'[0-9]' * 8}")
    return sorted(folder for folder in folders if (folder / "state.json").is_file())


def forget_old(run_dir: Path) -> None:
    """Delete all but the newest and the best."""
    best = best_checkpoint(run_dir)
    for folder in checkpoints(run_dir)[:-KEPT]:
        if folder != best:
            shutil.rmtree(folder, ignore_errors=True)


def forget_all(run_dir: Path) -> None:
    """Delete every checkpoint: the run is over."""
    shutil.rmtree(run_dir / CHECKPOINTS, ignore_errors=True)


def _device_of(prompt: SoftPrompt) -> str:
    return next((parameter.device.type for parameter in prompt.parameters()), "cpu")


def _random_states(prompt: SoftPrompt) -> dict[str, Tensor]:
    """Of the CPU, and of the device whose own draws what dropout drops there."""
    device = _device_of(prompt)
    own = {} if device == "cpu" else {_ON_DEVICE: torch.get_device_module(device).get_rng_state()}
    return {"random.torch": torch.get_rng_state(), **own}


def _flat(state: Mapping[str, Any]) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """An optimizer's state as tensors by name, and the rest as JSON."""
    tensors: dict[str, Tensor] = {}
    rest: dict[str, Any] = {"param_groups": state["param_groups"], "state": {}}
    for number, entries in state["state"].items():
        rest["state"][str(number)] = {}
        for name, value in entries.items():
            if isinstance(value, Tensor):
                tensors[f"{number}.{name}"] = value.contiguous()
            else:
                rest["state"][str(number)][name] = value
    return tensors, rest


def _nested(tensors: Mapping[str, Tensor], rest: Mapping[str, Any]) -> dict[str, Any]:
    state: dict[int, dict[str, Any]] = {int(number): dict(entries) for number, entries in rest["state"].items()}
    for key, tensor in tensors.items():
        number, name = key.split(".", 1)
        state[int(number)][name] = tensor
    return {"state": state, "param_groups": rest["param_groups"]}


def _contiguous(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
