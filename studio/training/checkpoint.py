"""Checkpoints: all that resuming needs, as safetensors and JSON. Written aside, flushed, then renamed.

A checkpoint carries the sums of its files, so that one which the disk has changed is told from a whole one.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file
from torch import Tensor

from studio.errors import RunError
from studio.files import flush_folder, remove_folder, replacing_folder, sha256_of, writing
from studio.methods.base import SoftPrompt
from studio.models.tensor_file import save_tensors

CHECKPOINTS = "checkpoints"
_ON_DEVICE = "random.device"
KEPT = 2  # the newest so many stay, and the best one
FORMAT = 2  # 1 had no sums
_STATE, _PROMPT, _OPTIMIZER, _SUMS = "state.json", "prompt.safetensors", "optimizer.safetensors", "SHA256SUMS"


@dataclass(frozen=True)
class Progress:
    """Where training stands. batch: batches of this epoch that are done. best: the score to beat, as evaluated.

    high_steps: how many of the newest steps, without a pause, had a loss far above the first
    """

    step: int = 0
    epoch: int = 0
    batch: int = 0
    best_step: int = 0
    best: tuple[float, ...] | None = None
    evaluations_without_better: int = 0
    seconds: float = 0.0
    examples: int = 0
    first_loss: float = 0.0
    high_steps: int = 0


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
        "format": FORMAT,
        "progress": asdict(progress),
        "optimizer": rest,
        "schedule": schedule.state_dict(),
        "random": random.getstate(),
        "scaler": scaler.state_dict() if scaler else {},
    }
    with writing(folder):
        folder.parent.mkdir(exist_ok=True)  # not the run's folder, which may have been taken away
    with replacing_folder(folder) as aside:
        save_tensors(_contiguous(prompt.state_dict()), aside / _PROMPT)
        save_tensors({**tensors, **_random_states(prompt)}, aside / _OPTIMIZER)
        (aside / _STATE).write_text(json.dumps(state, default=str), encoding="utf-8")
        sums = [f"{sha256_of(aside / name)}  {name}\n" for name in (_OPTIMIZER, _PROMPT, _STATE)]
        (aside / _SUMS).write_text("".join(sums), encoding="ascii", newline="\n")
    return folder


def load_checkpoint(
    folder: Path,
    prompt: SoftPrompt,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
    scaler: torch.amp.GradScaler | None = None,
) -> Progress:
    """Put everything back as it was. Raises RunError for a damaged checkpoint, and for one of a newer program."""
    state = _state(folder)
    try:
        tensors = load_file(folder / _OPTIMIZER)
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
    except _DAMAGE as error:
        raise _damaged(folder, error) from None
    progress = state["progress"]
    progress["best"] = tuple(progress["best"]) if progress["best"] is not None else None
    return Progress(**progress)


def _folder(run_dir: Path, step: int) -> Path:
    return run_dir / CHECKPOINTS / f"step-{step:08d}"


def _state(folder: Path) -> dict[str, Any]:
    try:
        state: dict[str, Any] = json.loads((folder / _STATE).read_text(encoding="utf-8"))
        if int(state.get("format", 1)) > FORMAT:
            raise RunError(
                f"{folder} was saved by a newer Softprompt Studio. Update the program to go on with this run.",
                path=str(folder),
            )
        return state | {"progress": asdict(Progress(**state["progress"]))}
    except _DAMAGE as error:
        raise _damaged(folder, error) from None


# Not every OSError: a drive that is gone has damaged nothing.
_DAMAGE = (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError)


def _damaged(folder: Path, error: object) -> RunError:
    return RunError(
        f"{folder}: the checkpoint cannot be read ({error}). Delete it to go on from the one before.",
        path=str(folder),
        damaged=True,
    )


def check_checkpoint(folder: Path) -> None:
    """Raises RunError where it is not as it was saved, its field `damaged` set, or where a newer program saved it."""
    state = _state(folder)
    try:
        if state.get("format", 1) == 1:
            for name in (_PROMPT, _OPTIMIZER):
                with safe_open(folder / name, framework="pt"):
                    pass  # it holds the header to the file's length
            return
        lines = (folder / _SUMS).read_text(encoding="ascii").splitlines()
        for name in (_OPTIMIZER, _PROMPT, _STATE):
            if f"{sha256_of(folder / name)}  {name}" not in lines:
                raise ValueError(f"{name} is not as it was saved")
    except _DAMAGE as error:
        raise _damaged(folder, error) from None


def set_damaged_aside(run_dir: Path) -> list[str]:
    """Take the newest checkpoints that are damaged out of the way. Returns a sentence for each.

    Raises RunError for one of a newer program.
    """
    said: list[str] = []
    whole = _folders(run_dir)
    while whole:
        try:
            check_checkpoint(whole[-1])
            break
        except RunError as error:
            if not error.fields.get("damaged"):
                raise
        folder = whole.pop()
        aside = folder.with_name(f"{folder.name}.damaged")
        remove_folder(aside)
        with writing(folder):
            os.replace(folder, aside)
        flush_folder(folder.parent)
        step = _step(folder)
        if whole:
            sentence = (
                f"The checkpoint of step {step} is damaged; it was set aside as {aside.name}. Training goes on from "
                f"step {_step(whole[-1])}, the one before."
            )
        else:
            sentence = (
                f"The checkpoint of step {step} is damaged; it was set aside as {aside.name}. Training goes on from "
                "the beginning: there is none before it."
            )
        said.append(sentence)
    return said


def load_prompt(folder: Path, prompt: SoftPrompt) -> None:
    """The trained state alone, for the best checkpoint's adapter."""
    prompt.load_state_dict(load_file(folder / _PROMPT))


def best_checkpoint(run_dir: Path) -> Path | None:
    """That of the best step, which the newest one tells. Raises RunError where that is damaged."""
    saved = checkpoints(run_dir)
    if not saved:
        return None
    best = _folder(run_dir, _state(saved[-1])["progress"]["best_step"])
    return best if best in saved else None


def load_best(run_dir: Path, prompt: SoftPrompt) -> None:
    """Leave a prompt at its best, where a step was the best, and ready to be asked.

    Raises RunError where that is damaged or gone; the prompt is ready then as it stands.
    """
    prompt.eval()
    saved = checkpoints(run_dir)
    step = _state(saved[-1])["progress"]["best_step"] if saved else 0
    if not step:
        return
    best = _folder(run_dir, step)
    check_checkpoint(best)
    try:
        load_prompt(best, prompt)
    except _DAMAGE as error:
        raise _damaged(best, error) from None


def last_step(run_dir: Path) -> int:
    """The step of the newest checkpoint, 0 where there is none."""
    saved = checkpoints(run_dir)
    return _step(saved[-1]) if saved else 0


def _step(folder: Path) -> int:
    return int(folder.name.removeprefix("step-"))


def checkpoints(run_dir: Path) -> list[Path]:
    """Whole checkpoints, oldest first."""
    return [folder for folder in _folders(run_dir) if (folder / _STATE).is_file()]


def _folders(run_dir: Path) -> list[Path]:
    """Those of checkpoints, whole or not, oldest first."""
    return sorted((run_dir / CHECKPOINTS).glob(f"step-{'[0-9]' * 8}"))


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
