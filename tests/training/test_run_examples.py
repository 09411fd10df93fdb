"""The examples of a run: in files of its folder while it works or is paused, and gone when it has ended."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from studio.data.examples import Example, ExampleMaker
from studio.data.stored_examples import StoredExamples
from studio.data.task import Task
from studio.data.tokenizer import TextTokenizer
from studio.engine.protocol import write_control
from studio.errors import RunError, StorageError, StudioError
from studio.events import DataReady, Event, EventFollower, Finished, Paused, PhaseChanged, StepDone, Stopped
from studio.spec import run_spec_from
from studio.training.loop import Trainer
from studio.training.repeatable import uncollected
from studio.training.run import train_run

MakeRun = Callable[..., Path]
FILES = ["test.arrow", "train.arrow", "validation.arrow"]


def at_step(run_dir: Path, step: int, what: str) -> Callable[[Event], None]:
    def ask(event: Event) -> None:
        if isinstance(event, StepDone) and event.step == step:
            write_control(run_dir, what)  # type: ignore[arg-type]

    return ask


def files(run_dir: Path) -> list[str]:
    return sorted(path.name for path in (run_dir / "examples").rglob("*") if path.is_file())


def test_the_files_are_there_while_a_run_works_and_gone_when_it_has_ended(make_run: MakeRun) -> None:
    seen: list[list[str]] = []

    for what, kind in (("run", Finished), ("stop", Stopped)):
        run_dir = make_run(what)
        ask = at_step(run_dir, 5, what)

        def watch(event: Event, run_dir: Path = run_dir, ask: Callable[[Event], None] = ask) -> None:
            ask(event)
            if isinstance(event, StepDone):
                seen.append(files(run_dir))

        assert isinstance(train_run(run_dir, on_event=watch), kind)
        assert not (run_dir / "examples").exists()
    assert seen
    assert all(there == FILES for there in seen)


def test_a_run_that_fails_leaves_no_examples(make_run: MakeRun) -> None:
    run_dir = make_run(training={"learning_rate": 100.0, "gradient_clip": 0.0})

    def fail(event: Event) -> None:
        if isinstance(event, StepDone):
            raise RunError("Something is wrong. Mend it.")

    with pytest.raises(RunError, match="Mend it"):
        train_run(run_dir, on_event=fail)
    assert not (run_dir / "examples").exists()


def test_a_paused_run_finds_its_examples_again_and_tokenizes_nothing(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir = make_run()
    assert isinstance(train_run(run_dir, on_event=at_step(run_dir, 5, "pause")), Paused)
    assert files(run_dir) == FILES

    def written(*_: object) -> StoredExamples:
        raise AssertionError("examples were made again")

    with monkeypatch.context() as patched:
        patched.setattr(StoredExamples, "written", written)
        assert isinstance(train_run(run_dir, resume=True, on_event=at_step(run_dir, 9, "pause")), Paused)
    assert isinstance(train_run(run_dir, resume=True), Finished)
    assert not (run_dir / "examples").exists()


@pytest.mark.parametrize("change", ["table", "settings", "damage"])
def test_examples_of_something_else_are_made_anew(
    make_run: MakeRun, table: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    run_dir = make_run()
    train_run(run_dir, on_event=at_step(run_dir, 5, "pause"))
    if change == "table":
        table.write_text(table.read_text().replace("the film 7 was", "the story 7 was"), encoding="utf-8")
    elif change == "settings":
        spec = (run_dir / "run.toml").read_text().replace("num_virtual_tokens = 4", "num_virtual_tokens = 3")
        (run_dir / "run.toml").write_text(spec)
    else:
        file = run_dir / "examples" / "data" / "train.arrow"
        file.write_bytes(file.read_bytes()[:-1])
        (file.parent / "test.arrow.new").write_bytes(b"of a trainer that was killed")
    made: list[str] = []
    whole = StoredExamples.written

    def written(examples: Iterable[Example], path: Path, fingerprint: str) -> StoredExamples:
        made.append(path.name)
        return whole(examples, path, fingerprint)

    monkeypatch.setattr(StoredExamples, "written", written)
    ended = train_run(run_dir, resume=change == "damage")

    assert isinstance(ended, Finished)
    assert sorted(made) == (["train.arrow"] if change == "damage" else FILES)
    assert not (run_dir / "examples").exists()


def test_a_disk_that_is_full_while_examples_are_written_is_a_sentence(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    run_dir = make_run()
    monkeypatch.setattr("studio.data.stored_examples.os.replace", full)
    with pytest.raises(StorageError, match="the disk is full"):
        train_run(run_dir)
    assert not (run_dir / "examples").exists()


def test_rows_are_tokenized_once_for_all_epochs(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    tokenized: list[str] = []
    whole = TextTokenizer.encode_many

    def encode_many(self: TextTokenizer, texts: Any) -> list[list[int]]:
        tokenized.extend(texts)
        return whole(self, texts)

    monkeypatch.setattr(TextTokenizer, "encode_many", encode_many)
    monkeypatch.setattr(ExampleMaker, "ids", None)
    run_dir = make_run(training={"epochs": 3})
    train_run(run_dir)
    rows = [text for text in tokenized if text.startswith("the film")]
    events = (event for _, event in EventFollower(run_dir).new_events())
    zero_shot = next(event for event in events if isinstance(event, DataReady)).test
    assert len(rows) == 120 + zero_shot


@pytest.mark.alone
def test_the_loader_is_not_the_bottleneck(make_run: MakeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ordering an epoch of 20,000 rows, taking rows out of the file and collating them, beside whole steps."""
    words = ["free", "prize", "call", "now", "see", "you", "at", "home", "tonight", "bring", "some", "tea"]
    lines = [f"{number} {' '.join(words[number % 3 : 8 + number % 5])},{number % 2}" for number in range(20_000)]
    table = tmp_path / "many.csv"
    table.write_text("text,label\n" + "\n".join(lines) + "\n", encoding="utf-8")
    run_dir = make_run(
        model={"name": "starter"},
        data={"file": str(table), "validation": 0.001, "test": 0.001, "label_words": {"0": "ham", "1": "spam"}},
        training={"epochs": 1, "batch_size": 16, "max_steps": 20, "threads": 1},
        method={"num_virtual_tokens": 20},
    )
    spent: dict[str, list[float]] = {"ordering": [], "loading": []}

    def timed(what: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def inner(*given: Any) -> Any:
            began = time.thread_time()
            done = work(*given)
            spent[what].append(time.thread_time() - began)
            return done

        return inner

    monkeypatch.setattr(Trainer, "_order", timed("ordering", Trainer._order))
    monkeypatch.setattr(StoredExamples, "__getitem__", timed("loading", StoredExamples.__getitem__))
    monkeypatch.setattr(Task, "collate", timed("loading", Task.collate))
    marks: list[tuple[float, float]] = []

    def mark(event: Event) -> None:
        if isinstance(event, StepDone):
            marks.append((time.thread_time(), sum(spent["loading"])))

    train_run(run_dir, on_event=mark)
    steps = len(marks) - 1
    a_step, loading = ((last - first) / steps for first, last in zip(marks[0], marks[-1], strict=True))
    share = (loading + spent["ordering"][-1] / (20_000 / 16)) / a_step
    assert 0 < share < 0.05, f"{share:.1%} of a step is loading"


@pytest.mark.parametrize("max_batch_tokens", [None, 30])
def test_the_steps_of_an_epoch_are_counted_as_they_are_ordered(max_batch_tokens: int | None) -> None:
    training = {"batch_size": 4, "batches_per_step": 3, "max_batch_tokens": max_batch_tokens}
    data = {"file": "rows.csv", "text": "text", "label": "label"}
    trainer = object.__new__(Trainer)
    trainer.spec = run_spec_from({"data": data, "method": {"name": "prompt_tuning"}, "training": training})
    for rows in (1, 11, 12, 13, 4 * 3 * 50, 4 * 3 * 50 + 1, 4 * 3 * 51, 4 * 3 * 51 + 1):
        trainer.examples = [Example(ids=(1,) * (1 + row % 13)) for row in range(rows)]
        assert trainer._steps_in_epoch() == len(trainer._order(0))


def test_garbage_is_collected_again_once_a_table_is_read_and_tokenized(make_run: MakeRun, table: Path) -> None:
    collecting: list[tuple[str, bool]] = []

    def look(event: Event) -> None:
        if isinstance(event, PhaseChanged) and not event.total:  # a phase begins
            collecting.append((event.phase, gc.isenabled()))

    run_dir = make_run(training={"epochs": 1})
    train_run(run_dir, on_event=look)
    assert {phase for phase, _ in collecting} >= {"reading", "tokenizing", "training"}
    assert all(is_enabled for _, is_enabled in collecting)
    table.write_text("text,label\nfilm,\n", encoding="utf-8")
    with pytest.raises(StudioError):
        train_run(make_run("wrong"))
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
