from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import get_args

import pytest

from studio.errors import StorageError
from studio.events import (
    EVENTS_FILE,
    CheckpointSaved,
    DataReady,
    EvalDone,
    Event,
    EventFollower,
    EventWriter,
    Failed,
    Finished,
    Paused,
    PhaseChanged,
    Resumed,
    Started,
    StepDone,
    Stopped,
    TrainingPlanned,
    Warned,
    parse_event,
)

ONE_OF_EACH: list[Event] = [
    Started(run="r1", pid=7, device="cpu"),
    Resumed(from_step=20, pid=8, attempt=1, step=20),
    PhaseChanged(phase="tokenizing", done=3, total=9),
    DataReady(rows=10, train=8, validation=1, test=1, labels=["ham", "späm\n"]),
    TrainingPlanned(total_steps=100, steps_per_epoch=50, trainable_parameters=640, model_parameters=10_000),
    StepDone(step=1, loss=2.5, learning_rate=0.1, gradient_norm=1.0, examples_per_second=12.5),
    EvalDone(step=1, split="test", metrics={"accuracy": 0.5}, labels=["a", "b"], confusion=[[1, 0], [1, 0]], best=True),
    CheckpointSaved(step=1, path="checkpoints/1", best=True),
    Warned(message="Two texts were cut."),
    Finished(
        step=100,
        adapter="adapter",
        metrics={},
        best_step=90,
        trainable_parameters=640,
        examples_per_second=9.0,
        seconds=3.0,
    ),
    Paused(step=50),
    Stopped(step=60),
    Failed(error="TableError", message="The table is gone."),
]


def _step(number: int) -> StepDone:
    return StepDone(step=number, loss=1.0, learning_rate=0.1, gradient_norm=1.0, examples_per_second=1.0)


def test_the_list_of_examples_has_one_of_every_kind() -> None:
    union = get_args(get_args(Event)[0])

    assert {type(event) for event in ONE_OF_EACH} == set(union)


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda event: event.kind)
def test_every_event_is_read_back_as_it_was_written(event: Event, tmp_path: Path) -> None:
    with EventWriter(tmp_path) as writer:
        writer.write(event)

    [(_, read)] = EventFollower(tmp_path).new_events()

    assert read == event
    assert type(read) is type(event)


def test_an_event_is_one_line_whatever_its_texts(tmp_path: Path) -> None:
    with EventWriter(tmp_path) as writer:
        writer.write(Failed(error="crash", message="a\nb\u2028c", detail="Traceback:\r\n  line"))

    assert (tmp_path / EVENTS_FILE).read_bytes().count(b"\n") == 1


def test_a_written_event_is_there_for_a_follower_at_once(tmp_path: Path) -> None:
    with EventWriter(tmp_path) as writer:
        writer.write(_step(1))

        assert [event.step for _, event in EventFollower(tmp_path).new_events()] == [1]


def test_a_follower_gives_each_event_once_and_goes_on_where_it_left_off(tmp_path: Path) -> None:
    follower = EventFollower(tmp_path)
    assert list(follower.new_events()) == []

    with EventWriter(tmp_path) as writer:
        writer.write(_step(1))
        writer.write(_step(2))
        first = [event.step for _, event in follower.new_events()]
        writer.write(_step(3))
        second = [event.step for _, event in follower.new_events()]

    assert (first, second) == ([1, 2], [3])
    assert list(follower.new_events()) == []


def test_a_follower_made_from_an_offset_sees_only_what_came_after_it(tmp_path: Path) -> None:
    with EventWriter(tmp_path) as writer:
        for number in (1, 2, 3):
            writer.write(_step(number))
    offsets = [offset for offset, _ in EventFollower(tmp_path).new_events()]

    assert [event.step for _, event in EventFollower(tmp_path, offsets[0]).new_events()] == [2, 3]
    assert offsets[-1] == (tmp_path / EVENTS_FILE).stat().st_size


def test_a_half_line_waits_until_it_is_whole(tmp_path: Path) -> None:
    line = _step(1).model_dump_json().encode() + b"\n"
    path = tmp_path / EVENTS_FILE
    follower = EventFollower(tmp_path)

    path.write_bytes(line[:20])
    assert list(follower.new_events()) == []
    assert follower.offset == 0
    path.write_bytes(line)
    assert [event.step for _, event in follower.new_events()] == [1]


def test_a_killed_writers_half_line_spoils_nothing_after_it(tmp_path: Path) -> None:
    with EventWriter(tmp_path) as writer:
        writer.write(_step(1))
    with (tmp_path / EVENTS_FILE).open("ab") as file:
        file.write(b'{"kind": "step", "step": 2, "lo')

    with EventWriter(tmp_path) as writer:
        writer.write(Resumed(from_step=1, pid=1, step=1, attempt=1))

    assert [event.kind for _, event in EventFollower(tmp_path).new_events()] == ["step", "resumed"]


def test_a_line_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    lines = [b"", b"no json", b'{"kind": "from a newer program", "step": 3}', _step(4).model_dump_json().encode()]
    (tmp_path / EVENTS_FILE).write_bytes(b"\n".join(lines) + b"\n")

    assert [event.step for _, event in EventFollower(tmp_path).new_events()] == [4]


@pytest.mark.parametrize("number", [-1, 2**63])
def test_a_number_that_no_index_can_hold_is_passed_over(number: int) -> None:
    values = json.loads(_step(5).model_dump_json())

    assert parse_event(json.dumps(values | {"step": number})) is None


def test_an_event_with_a_field_from_a_newer_program_is_still_read() -> None:
    values = {**json.loads(_step(5).model_dump_json()), "tokens": 12}

    event = parse_event(json.dumps(values))

    assert event is not None
    assert event.step == 5


def test_a_loss_that_is_not_a_number_does_not_lose_the_event(tmp_path: Path) -> None:
    with EventWriter(tmp_path) as writer:
        writer.write(
            StepDone(step=9, loss=math.nan, learning_rate=0.1, gradient_norm=math.inf, examples_per_second=1.0)
        )

    events = [event for _, event in EventFollower(tmp_path).new_events()]

    assert [event.step for event in events] == [9]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_events_are_not_written_behind_a_file_of_the_users(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / EVENTS_FILE).symlink_to(tmp_path / "mine")
    with pytest.raises(StorageError, match="is a link"):
        EventWriter(tmp_path)
    assert (tmp_path / "mine").read_text() == "mine"
