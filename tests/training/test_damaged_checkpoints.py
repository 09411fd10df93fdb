"""A checkpoint that the disk has changed costs the steps since the one before, and nothing else."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from studio.engine.protocol import write_control
from studio.errors import RunError, StorageError
from studio.events import EvalDone, Event, EventFollower, Finished, Resumed, StepDone, Warned
from studio.training import checkpoint, loop
from studio.training import one_run as running
from studio.training.checkpoint import checkpoints
from studio.training.run import train_run

MakeRun = Callable[..., Path]
TRAINING = {"eval_every_steps": 3, "learning_rate": 0.1, "max_steps": 10}


def said(run_dir: Path) -> list[Event]:
    return [event for _, event in EventFollower(run_dir).new_events()]


def stored(run_dir: Path) -> Tensor:
    return load_file(run_dir / "adapter" / "adapter_model.safetensors")["prompt_embeddings"]


def pause_at(run_dir: Path, step: int) -> None:
    def pause(event: Event) -> None:
        if isinstance(event, StepDone) and event.step == step:
            write_control(run_dir, "pause")

    train_run(run_dir, on_event=pause)


def cut_off(folder: Path) -> None:
    file = folder / "optimizer.safetensors"
    file.write_bytes(file.read_bytes()[:-7])


def flip_a_bit(folder: Path) -> None:
    file = folder / "prompt.safetensors"
    whole = bytearray(file.read_bytes())
    whole[-3] ^= 4  # of a number: the file is as good as ever
    file.write_bytes(whole)


def change_a_figure(folder: Path) -> None:
    state = json.loads((folder / "state.json").read_text())
    state["progress"]["batch"] += 1
    (folder / "state.json").write_text(json.dumps(state))


def take_a_file_away(folder: Path) -> None:
    (folder / "prompt.safetensors").unlink()


def take_the_state_away(folder: Path) -> None:
    (folder / "state.json").unlink()


def empty_the_sums(folder: Path) -> None:
    (folder / "SHA256SUMS").write_bytes(b"")


DAMAGES = [cut_off, flip_a_bit, change_a_figure, take_a_file_away, take_the_state_away, empty_the_sums]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_newest_checkpoint_is_set_aside_and_the_one_before_is_gone_on_from(
    make_run: MakeRun, damage: Callable[[Path], None]
) -> None:
    straight, broken = (make_run(name, training=TRAINING) for name in ("straight", "broken"))
    train_run(straight)
    pause_at(broken, 8)
    newest = checkpoints(broken)[-1]
    assert newest.name == "step-00000008"
    damage(newest)

    ended = train_run(broken, resume=True)

    assert isinstance(ended, Finished)
    assert [event.from_step for event in said(broken) if isinstance(event, Resumed)] == [6]
    [warned] = [event.message for event in said(broken) if isinstance(event, Warned)]
    assert warned == (
        "The checkpoint of step 8 is damaged; it was set aside as step-00000008.damaged. Training goes on from step 6, "
        "the one before."
    )
    assert stored(straight).equal(stored(broken))


def test_where_every_checkpoint_is_damaged_training_begins_anew_and_says_so(make_run: MakeRun) -> None:
    straight, broken = (make_run(name, training=TRAINING) for name in ("straight", "broken"))
    train_run(straight)
    pause_at(broken, 8)
    for folder in checkpoints(broken):
        cut_off(folder)

    assert isinstance(train_run(broken, resume=True), Finished)

    warned = [event.message for event in said(broken) if isinstance(event, Warned)]
    assert "from the beginning" in warned[-1]
    assert stored(straight).equal(stored(broken))


def test_a_checkpoint_of_a_newer_program_is_refused_and_one_of_an_older_read(make_run: MakeRun) -> None:
    straight, broken = (make_run(name, training=TRAINING) for name in ("straight", "broken"))
    train_run(straight)
    pause_at(broken, 8)
    newest = checkpoints(broken)[-1]
    (newest / "SHA256SUMS").unlink()
    state = json.loads((newest / "state.json").read_text())

    def write(said: dict[str, Any]) -> None:
        (newest / "state.json").write_text(json.dumps(said))

    write(state | {"format": checkpoint.FORMAT + 1})
    with pytest.raises(RunError, match=r"saved by a newer Softprompt Studio\. Update the program"):
        train_run(broken, resume=True)
    assert checkpoints(broken)[-1] == newest

    del state["format"]  # as the first format had it
    for name in ("first_loss", "high_steps"):
        del state["progress"][name]
    write(state)
    assert isinstance(train_run(broken, resume=True), Finished)
    assert [event.from_step for event in said(broken) if isinstance(event, Resumed)] == [8]
    assert stored(straight).equal(stored(broken))


def test_a_drive_that_does_not_answer_is_no_damage(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    run_dir = make_run(training=TRAINING)
    pause_at(run_dir, 8)
    before = checkpoints(run_dir)

    def deaf(path: Path) -> str:
        raise OSError(errno.ESTALE, "Stale file handle", str(path))

    monkeypatch.setattr(checkpoint, "sha256_of", deaf)
    with pytest.raises(StorageError, match="its drive does not answer"):
        train_run(run_dir, resume=True)
    assert checkpoints(run_dir) == before


# --- the best -------------------------------------------------------------------------------------------------------


def _second_is_best(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all evaluations, whatever they say."""
    scores = iter([1.0, 2.0, *[0.0] * 20])
    monkeypatch.setattr(loop, "quality", lambda _: (next(scores),))


def test_the_best_checkpoint_gives_the_very_logits_that_were_measured(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing that was measured is taken from memory."""
    _second_is_best(monkeypatch)
    run_dir = make_run(training={"eval_every_steps": 2, "learning_rate": 0.3, "max_steps": 8})
    whole, measured = running.measure, []
    monkeypatch.setattr(
        running, "measure", lambda *given, **named: measured.append(whole(*given, **named)) or measured[-1]
    )
    monkeypatch.setattr(running.Run, "_known", lambda *_: None)

    ended = train_run(run_dir)

    assert isinstance(ended, Finished)
    assert (ended.best_step, ended.step) == (4, 8)
    evaluations = [event for event in said(run_dir) if isinstance(event, EvalDone) and event.who == "adapter"]
    steps = [event.step for event in evaluations if event.split == "validation"]
    place = steps.index(ended.best_step)
    assert len(measured) == len(steps) + 1  # and test
    at_best, restored = measured[place].log_probs, measured[len(steps) - 1].log_probs
    assert torch.equal(at_best, restored)
    assert not torch.equal(measured[len(steps) - 2].log_probs, restored)  # the last state answers otherwise


@pytest.mark.parametrize("damage", [flip_a_bit, take_a_file_away], ids=lambda damage: damage.__name__)
def test_where_the_best_is_damaged_the_last_state_is_taken_and_said(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], None]
) -> None:
    _second_is_best(monkeypatch)
    broken = make_run(training={"eval_every_steps": 2, "max_steps": 8})

    def spoil(event: Event) -> None:
        if isinstance(event, StepDone) and event.step == 8:
            damage(broken / "checkpoints" / "step-00000004")

    ended = train_run(broken, on_event=spoil)

    assert isinstance(ended, Finished)
    assert (ended.best_step, ended.step) == (8, 8)
    [warned] = [event.message for event in said(broken) if isinstance(event, Warned)]
    assert "The checkpoint of step 4, the best, is damaged" in warned
    last = load_file(checkpoints(broken)[-1] / "prompt.safetensors")["vectors"]
    assert stored(broken).equal(last)
    tested = [event for event in said(broken) if isinstance(event, EvalDone) and event.who == "adapter"]
    assert {event.step for event in tested[-2:]} == {ended.step}
