"""A run whose base model is on the hub fetches it, says how far that is, and is steered meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.engine.protocol import write_control
from studio.errors import ModelError
from studio.events import Event, EventFollower, Failed, Finished, Paused, PhaseChanged
from studio.models.download import begun_downloads
from studio.spec import run_spec_from, write_run_spec
from studio.training.run import train_run
from tests.hub_server import HubServer

NAME = "owner/tiny"


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    table = tmp_path / "films.csv"
    table.write_text("text,label\n" + "\n".join(f"film {n},{'good' if n % 2 else 'bad'}" for n in range(20)))
    values = {
        "model": {"name": NAME},
        "data": {"file": str(table), "text": "text", "label": "label"},
        "method": {"name": "prompt_tuning", "num_virtual_tokens": 2},
        "training": {"max_steps": 1, "threads": 1},
    }
    folder = tmp_path / "run"
    folder.mkdir()
    write_run_spec(run_spec_from(values), folder / "run.toml")
    return folder


def fetching(events: list[Event]) -> list[PhaseChanged]:
    return [event for event in events if isinstance(event, PhaseChanged) and event.phase == "fetching"]


def test_a_run_says_how_much_of_its_model_is_here_before_it_loads_it(
    hub: HubServer, run_dir: Path, tiny_model: Path
) -> None:
    hub.put(NAME, tiny_model)
    hub.seconds = 1.0
    events: list[Event] = []

    ended = train_run(run_dir, on_event=events.append)

    assert isinstance(ended, Finished)
    first, known, *rest = fetching(events)
    assert (first.done, first.total) == (0, 0)
    assert known.total == sum(file.stat().st_size for file in tiny_model.iterdir())
    done = [event.done for event in (known, *rest)]
    assert done == sorted(done)
    assert 0 < done[-1] <= known.total
    phases = [event.phase for event in events if isinstance(event, PhaseChanged)]
    assert phases.index("loading") == len(fetching(events))


def test_a_run_that_is_paused_while_its_model_comes_goes_on_with_what_is_here(
    hub: HubServer, run_dir: Path, tiny_model: Path
) -> None:
    hub.put(NAME, tiny_model)
    hub.seconds = 4.0

    def pause(event: Event) -> None:
        if any(one.done > one.total / 3 for one in fetching([event])):
            write_control(run_dir, "pause")

    assert isinstance(train_run(run_dir, on_event=pause), Paused)
    [plan] = begun_downloads()
    assert 0 < plan.done() < plan.total

    hub.seconds = 0.0
    assert isinstance(train_run(run_dir, resume=True), Finished)
    assert hub.files_asked(".safetensors")[-1].startswith("bytes=")
    assert not begun_downloads()


def test_a_model_that_the_hub_does_not_have_fails_the_run_with_a_sentence(hub: HubServer, run_dir: Path) -> None:
    with pytest.raises(ModelError, match=NAME):
        train_run(run_dir)

    assert hub.asked
    *_, (_, last) = EventFollower(run_dir).new_events()
    assert isinstance(last, Failed)
    assert NAME in last.message
