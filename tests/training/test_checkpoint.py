"""Checkpoints hold all that resuming needs, on every device."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
import torch

from studio.errors import RunError, StorageError
from studio.methods.prefix_tuning.prompt import PrefixTuning
from studio.training import checkpoint
from studio.training.checkpoint import (
    Progress,
    checkpoints,
    load_best,
    load_checkpoint,
    save_checkpoint,
)

DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]


class Module:
    """A device's own random numbers, as torch.cuda has them."""

    def __init__(self) -> None:
        self.generator = torch.Generator().manual_seed(5)

    def get_rng_state(self) -> torch.Tensor:
        return self.generator.get_state()

    def set_rng_state(self, state: torch.Tensor) -> None:
        self.generator.set_state(state)

    def draw(self) -> float:
        return float(torch.rand((), generator=self.generator))


def parts() -> tuple[PrefixTuning, torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    prompt = PrefixTuning({"decoder": torch.ones(2, 1, 1, 3, 4)}, dropout=0.5)
    optimizer = torch.optim.AdamW(prompt.parameters())
    return prompt, optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, lambda _: 1.0)


def test_the_random_numbers_of_a_device_are_put_back_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = Module()
    monkeypatch.setattr(checkpoint, "_device_of", lambda _: "cuda")
    monkeypatch.setattr(torch, "get_device_module", {"cuda": module}.__getitem__)
    folder = save_checkpoint(tmp_path, Progress(), *parts())
    drawn = (module.draw(), float(torch.rand(())))
    load_checkpoint(folder, *parts())
    assert (module.draw(), float(torch.rand(()))) == drawn


@pytest.mark.parametrize("device", DEVICES)
def test_what_dropout_drops_after_resuming_is_what_it_would_have_dropped(tmp_path: Path, device: str) -> None:
    def dropped(prompt: PrefixTuning) -> torch.Tensor:
        return prompt().parts["decoder"].keys.detach()

    prompt, optimizer, schedule = parts()
    prompt.to(device)
    folder = save_checkpoint(tmp_path, Progress(step=3), prompt, optimizer, schedule)
    expected = dropped(prompt)
    again, optimizer, schedule = parts()
    again.to(device)
    assert load_checkpoint(folder, again, optimizer, schedule).step == 3
    assert dropped(again).equal(expected)


def test_a_checkpoint_that_is_cut_off_is_said_with_what_to_do(tmp_path: Path) -> None:
    folder = save_checkpoint(tmp_path, Progress(step=3, best_step=3), *parts())
    for name in ("optimizer.safetensors", "prompt.safetensors"):
        file = folder / name
        file.write_bytes(file.read_bytes()[:40])
        with pytest.raises(RunError, match="Delete it to go on from the one before"):
            load_checkpoint(folder, *parts())
    with pytest.raises(RunError, match=r"cannot be read.*Delete it"):
        load_best(tmp_path, parts()[0])


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="limits the size of a file")
def test_a_checkpoint_that_does_not_fit_is_a_message_and_no_crash(tmp_path: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(StorageError, match="File too large"):
            save_checkpoint(tmp_path, Progress(step=3), *parts())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert checkpoints(tmp_path) == []
