"""What a run keeps of its prompt's way: few, small, of the steps that count, and read as prompts again."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from studio.adapters import snapshots
from studio.adapters.folder import read_card
from studio.adapters.snapshots import forget_after, read_snapshots, save_snapshot
from studio.engine.protocol import write_control
from studio.errors import AdapterError
from studio.events import Event, Finished, StepDone, TrainingPlanned
from studio.methods.base import GatedPrompt, InputPrompt, KeyValuePrompt, KeyValues, Learned, Prompt, TaskFactors
from studio.training.run import train_run

MakeRun = Callable[..., Path]


def vectors(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0))


def keep(run_dir: Path, *steps: int, prompt: Prompt | None = None) -> None:
    for step in steps:
        save_snapshot(run_dir, step, Learned(prompt or InputPrompt(vectors(1, 2, 8))))


def kept(run_dir: Path) -> list[int]:
    return list(read_snapshots(run_dir / "adapter"))


@pytest.mark.parametrize(
    "prompt",
    [
        InputPrompt(vectors(3, 2, 8)),
        KeyValuePrompt(
            {part: KeyValues(vectors(1, 2, 2, 3, 4), vectors(1, 2, 2, 3, 4)) for part in ("encoder", "cross")}
        ),
        GatedPrompt(vectors(1, 2, 3, 8), vectors(1, 2, 4)),
    ],
    ids=lambda prompt: type(prompt).__name__,
)
def test_every_kind_of_prompt_comes_back_in_half_precision(prompt: Prompt, tmp_path: Path) -> None:
    keep(tmp_path, 7, prompt=prompt)
    found = read_snapshots(tmp_path / "adapter")[7]
    assert type(found) is type(prompt)
    assert (found.num_prompts, found.num_virtual_tokens) == (prompt.num_prompts, prompt.num_virtual_tokens)
    pairs: list[tuple[torch.Tensor, torch.Tensor]] = []
    match prompt, found:
        case InputPrompt(one), InputPrompt(other):
            pairs = [(one, other)]
        case GatedPrompt(one, gates), GatedPrompt(other, others):
            pairs = [(one, other), (gates, others)]
        case KeyValuePrompt(parts), KeyValuePrompt(own):
            pairs = [(parts[part].keys, own[part].keys) for part in parts]
            pairs += [(parts[part].values, own[part].values) for part in parts]
    assert pairs
    for one, other in pairs:
        torch.testing.assert_close(one, other, atol=0, rtol=1e-3)


def test_numbers_beyond_half_precision_are_kept_whole(tmp_path: Path) -> None:
    keep(tmp_path, 1, prompt=InputPrompt(torch.full((1, 1, 4), 1e6)))
    found = read_snapshots(tmp_path / "adapter")[1]
    assert isinstance(found, InputPrompt)
    assert found.vectors.tolist() == [[[1e6] * 4]]


def test_of_several_tasks_each_adapter_gets_its_own(tmp_path: Path) -> None:
    factors = TaskFactors(vectors(2, 8), vectors(3, 2, 1), vectors(3, 1, 8))
    save_snapshot(tmp_path, 4, Learned(InputPrompt(factors.vectors().unsqueeze(0)), factors=factors))
    found = read_snapshots(tmp_path / "adapter-phones", task=2)[4]
    assert isinstance(found, InputPrompt)
    wanted = factors.shared * (factors.columns[2] @ factors.rows[2])
    torch.testing.assert_close(found.vectors, wanted.unsqueeze(0), atol=1e-4, rtol=1e-3)


def test_a_long_run_keeps_its_ends_and_an_even_choice_between(tmp_path: Path) -> None:
    keep(tmp_path, *range(0, 4001, 10))
    steps = kept(tmp_path)
    assert len(steps) == snapshots.KEPT
    assert (steps[0], steps[-1]) == (0, 4000)
    gaps = [after - before for before, after in pairwise(steps)]
    assert max(gaps) <= 4 * 4000 / snapshots.KEPT


def test_large_prompts_are_kept_fewer_times_and_too_large_ones_never(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "LARGEST", 4000)
    keep(tmp_path, *range(10), prompt=InputPrompt(vectors(1, 4, 100)))  # 800 bytes and a header each
    assert len(kept(tmp_path)) == 4
    keep(tmp_path / "larger", 0, prompt=InputPrompt(vectors(1, 4, 300)))
    assert kept(tmp_path / "larger") == []


def test_a_run_that_goes_on_from_a_step_forgets_what_came_later(tmp_path: Path) -> None:
    keep(tmp_path, 0, 5, 10, 15)
    forget_after(tmp_path, 5)
    assert kept(tmp_path) == [0, 5]
    forget_after(tmp_path, -1)
    assert kept(tmp_path) == []


def test_a_damaged_one_is_named(tmp_path: Path) -> None:
    keep(tmp_path, 3)
    (tmp_path / "snapshots" / "step-00000003.safetensors").write_bytes(b"half")
    with pytest.raises(AdapterError, match=r"step-00000003\.safetensors: cannot be read"):
        read_snapshots(tmp_path / "adapter")


@pytest.mark.parametrize(
    "method",
    [
        {"name": "prompt_tuning", "num_virtual_tokens": 4},
        {"name": "p_tuning", "num_virtual_tokens": 4, "encoder": "lstm"},
    ],
    ids=lambda method: str(method["name"]),
)
def test_a_run_keeps_its_prompt_from_the_start_to_the_end(make_run: MakeRun, method: dict[str, Any]) -> None:
    run_dir = make_run(method=method)
    planned: list[int] = []
    ended = train_run(
        run_dir,
        on_event=lambda event: planned.append(event.total_steps) if isinstance(event, TrainingPlanned) else None,
    )
    assert isinstance(ended, Finished)
    found = read_snapshots(run_dir / "adapter")
    [total] = planned
    assert list(found) == list(range(total + 1))  # fewer steps than places: every one
    best = found[ended.best_step]
    assert isinstance(best, InputPrompt)
    written = load_file(run_dir / "adapter" / "adapter_model.safetensors")["prompt_embeddings"]
    torch.testing.assert_close(best.vectors[0], written, atol=1e-4, rtol=1e-3)
    assert read_card(run_dir / "adapter").num_virtual_tokens == 4


def test_a_resumed_run_keeps_what_an_unbroken_one_does(make_run: MakeRun) -> None:
    whole, broken = make_run("whole"), make_run("broken")

    def pause(event: Event) -> None:
        if isinstance(event, StepDone) and event.step == 12:
            write_control(broken, "pause")

    train_run(whole)
    train_run(broken, on_event=pause)
    save_snapshot(broken, 13, Learned(InputPrompt(vectors(1, 4, 32))))  # of a step that is done again
    train_run(broken, resume=True)
    one, other = (read_snapshots(run_dir / "adapter") for run_dir in (whole, broken))
    assert list(one) == list(other)
    for mine, theirs in zip(one.values(), other.values(), strict=True):
        assert isinstance(mine, InputPrompt)
        assert isinstance(theirs, InputPrompt)
        assert mine.vectors.equal(theirs.vectors)


def test_a_run_that_begins_anew_keeps_nothing_of_the_one_before(make_run: MakeRun) -> None:
    run_dir = make_run(training={"max_steps": 3})
    save_snapshot(run_dir, 99, Learned(InputPrompt(vectors(1, 4, 32))))
    train_run(run_dir)
    assert kept(run_dir) == [0, 1, 2, 3]
