"""What a run's events make of its row, its steps, its scores and its state."""

from __future__ import annotations

import math
import os
import threading
from pathlib import Path

import psutil
import pytest

from studio.engine.protocol import LOCK_FILE, Lock
from studio.events import (
    EVENTS_FILE,
    CheckpointSaved,
    EvalDone,
    Event,
    EventFollower,
    Failed,
    Paused,
    Resumed,
    Started,
    StepDone,
    Stopped,
    TrainingPlanned,
)
from studio.store.project import Project
from tests.store.conftest import NewRun, finished, say, step, validation, whole_run, write_adapter

STARTED = Started(run="r", pid=1, time=100.0)


def lock(run_dir: Path) -> None:
    """This process trains the run."""
    mine = Lock(pid=os.getpid(), started=psutil.Process().create_time())
    (run_dir / LOCK_FILE).write_text(mine.model_dump_json())


def test_a_run_that_said_nothing_waits(project: Project, new_run: NewRun) -> None:
    run = new_run()

    assert project.store.run(run).state == "waiting"
    assert project.sync() == set()


@pytest.mark.parametrize(
    ("last", "state"),
    [
        (finished(), "finished"),
        (Paused(), "paused"),
        (Stopped(), "stopped"),
        (Failed(error="ModelError", message="There is no memory."), "failed"),
        (step(2), "interrupted"),  # and no process lives
    ],
)
def test_the_last_word_is_the_state(project: Project, new_run: NewRun, last: StepDone, state: str) -> None:
    run = new_run(STARTED, step(1), last)

    assert project.store.run(run).state == state


def test_a_run_trains_while_its_trainer_lives_and_is_interrupted_afterwards(project: Project, new_run: NewRun) -> None:
    run = new_run()
    run_dir = project.run_dir(run)
    lock(run_dir)
    say(run_dir, STARTED, step(1))

    assert project.sync() == {run}
    assert project.store.run(run).state == "running"
    assert project.sync() == set()
    (run_dir / LOCK_FILE).unlink()
    assert project.sync() == {run}
    assert project.store.run(run).state == "interrupted"


def test_a_lock_whose_process_id_another_process_has_now_is_a_dead_one(project: Project, new_run: NewRun) -> None:
    run = new_run()
    (project.run_dir(run) / LOCK_FILE).write_text(Lock(pid=os.getpid(), started=1.0).model_dump_json())
    say(project.run_dir(run), STARTED)
    project.sync()

    assert project.store.run(run).state == "interrupted"


def test_an_interrupted_run_that_goes_on_trains_again(project: Project, new_run: NewRun) -> None:
    run = new_run(STARTED, step(1))
    lock(project.run_dir(run))
    say(project.run_dir(run), Resumed(from_step=1, attempt=1, pid=2))
    project.sync()

    assert project.store.run(run).state == "running"


def test_a_trainer_that_fell_before_its_first_word_interrupts_the_run(project: Project, new_run: NewRun) -> None:
    run = new_run()
    (project.run_dir(run) / LOCK_FILE).write_text(Lock(pid=2**22 + 1, started=1.0).model_dump_json())

    assert project.sync() == {run}
    assert project.store.run(run).state == "interrupted"


def test_a_whole_run_is_told_in_its_row(project: Project, new_run: NewRun) -> None:
    row = project.store.run(new_run(*whole_run(steps=3, accuracy=0.8), name="The first"))

    assert (row.name, row.method, row.model, row.data_set) == ("The first", "prompt_tuning", "starter", "reviews/v1")
    assert (row.step, row.total_steps, row.best_step) == (3, 3, 3)
    assert (row.trainable_parameters, row.examples_per_second, row.seconds) == (100, 33.0, 7.0)
    assert row.metrics == {"validation": {"accuracy": 0.8, "loss": 0.3}, "test": {"accuracy": 0.9, "loss": 0.2}}
    assert row.baselines == {"majority": {"test": {"accuracy": 0.5}}}
    assert row.adapter == project.run_dir(row.run) / "adapter"
    assert row.settings["method"]["num_virtual_tokens"] == 20
    assert row.error == ""


def test_resuming_supersedes_what_came_after_the_checkpoint(project: Project, new_run: NewRun) -> None:
    run = new_run(
        STARTED,
        *(step(number, loss=1.0) for number in range(1, 8)),
        validation(4, 0.6, best=True),
        validation(6, 0.9, best=True),
        CheckpointSaved(step=4, path="checkpoints/step-4"),
        CheckpointSaved(step=6, path="checkpoints/step-6"),
    )
    for number in (4, 6):
        (project.run_dir(run) / "checkpoints" / f"step-{number}").mkdir(parents=True)
    say(project.run_dir(run), Resumed(from_step=4, step=4, attempt=1, pid=2), step(5, attempt=1, loss=2.0))
    project.sync()

    assert [(row.step, row.loss) for row in project.store.steps(run)] == [*((n, 1.0) for n in (1, 2, 3, 4)), (5, 2.0)]
    assert [row.step for row in project.store.evaluations(run)] == [4]
    assert [row.step for row in project.store.checkpoints(run)] == [4]
    row = project.store.run(run)
    assert (row.step, row.best_step, row.metrics["validation"]["accuracy"]) == (5, 4, 0.6)


def test_a_run_that_starts_over_begins_with_nothing(project: Project, new_run: NewRun) -> None:
    run = new_run(STARTED, step(1), step(2), validation(2, 0.9), Failed(error="crash", message="It fell."))
    say(project.run_dir(run), Started(run=run, pid=2, attempt=1), step(1, attempt=1))
    project.sync()

    row = project.store.run(run)
    assert [one.step for one in project.store.steps(run)] == [1]
    assert (row.step, row.metrics, row.error) == (1, {}, "")


def test_a_resumed_run_is_no_longer_failed(project: Project, new_run: NewRun) -> None:
    run = new_run(STARTED, step(1), Failed(error="ModelError", message="There is no memory."))
    assert project.store.run(run).error == "There is no memory."
    say(project.run_dir(run), Resumed(from_step=1, attempt=1, pid=2), step(2, attempt=1), finished(2))
    project.sync()

    row = project.store.run(run)
    assert (row.state, row.error) == ("finished", "")


def test_the_time_that_a_run_took_is_not_moved_by_a_clock_that_is_set(project: Project, new_run: NewRun) -> None:
    """Who stops a run by force knows the trainer's own clock no more, and adds nothing."""

    def at(event: Event, time: float, elapsed: float | None) -> Event:
        return event.model_copy(update={"time": time, "elapsed": elapsed})

    run = new_run(at(STARTED, 1000.0, 0.0), at(step(1), 90_000.0, 3.0), at(step(2), 10.0, 4.5))
    assert project.store.run(run).seconds == pytest.approx(4.5)
    say(project.run_dir(run), at(Stopped(), 1e9, None))
    project.sync_run(run)
    assert project.store.run(run).seconds == pytest.approx(4.5)


def test_a_remark_on_a_finished_run_is_kept(project: Project, new_run: NewRun) -> None:
    run = new_run(STARTED, step(1), finished(1, remark="Step 2: the loss has exploded."))
    row = project.store.run(run)
    assert (row.state, row.error) == ("finished", "Step 2: the loss has exploded.")


def test_time_between_attempts_is_not_time_spent(project: Project, new_run: NewRun) -> None:
    run = new_run(STARTED, step(1, time=110.0), Paused(time=112.0))
    assert project.store.run(run).seconds == pytest.approx(12.0)
    say(project.run_dir(run), Resumed(from_step=1, attempt=1, pid=2, time=5000.0), step(2, attempt=1, time=5003.0))
    project.sync()
    assert project.store.run(run).seconds == pytest.approx(15.0)
    say(project.run_dir(run), finished(2, seconds=4.0))
    project.sync()
    assert project.store.run(run).seconds == pytest.approx(16.0)


def test_the_best_scores_so_far_are_those_of_a_run_that_trains(project: Project, new_run: NewRun) -> None:
    run = new_run(STARTED, validation(1, 0.6, best=True), validation(2, 0.8, best=True), validation(3, 0.7))

    row = project.store.run(run)
    assert (row.metrics["validation"]["accuracy"], row.best_step) == (0.8, 2)


def test_scores_of_baselines_are_told_before_the_end(project: Project, new_run: NewRun) -> None:
    run = new_run(STARTED, EvalDone(split="test", who="zero_shot", metrics={"accuracy": 0.4}, rows=10))

    row = project.store.run(run)
    assert row.baselines == {"zero_shot": {"test": {"accuracy": 0.4}}}
    assert row.metrics == {}


def test_evaluations_keep_their_confusion(project: Project, new_run: NewRun) -> None:
    said = EvalDone(step=1, split="test", metrics={}, labels=["no", "yes"], confusion=[[9, 1], [2, 8]], rows=20)
    [row] = project.store.evaluations(new_run(STARTED, said))

    assert (row.labels, row.confusion, row.rows, row.who) == (("no", "yes"), ((9, 1), (2, 8)), 20, "adapter")


def test_a_loss_that_is_no_number_is_kept_as_such(project: Project, new_run: NewRun) -> None:
    run = new_run(STARTED)
    metrics = {"loss": math.nan, "accuracy": 0.5}
    project.store.file_events(run, [(10**6, step(1, loss=math.nan)), (10**6 + 1, validation(1, 0.5))])
    project.store.file_events(run, [(10**6 + 2, EvalDone(step=2, split="test", metrics=metrics))])

    assert math.isnan(project.store.steps(run)[0].loss)
    assert math.isnan(project.store.run(run).metrics["test"]["loss"])


def test_filing_is_idempotent_by_offset(project: Project, new_run: NewRun) -> None:
    run = new_run()
    say(project.run_dir(run), *whole_run())
    events = list(EventFollower(project.run_dir(run)).new_events())

    assert project.store.file_events(run, events[:4])
    once = project.store.run(run)
    assert not project.store.file_events(run, events[:4])
    assert project.store.run(run) == once
    assert project.store.file_events(run, events)  # the first four are passed over
    assert [row.step for row in project.store.steps(run)] == [1, 2, 3]
    assert project.sync() == set()


def test_what_follows_events_that_are_not_filed_yet_waits_for_them(project: Project, new_run: NewRun) -> None:
    run = new_run()
    say(project.run_dir(run), *whole_run())
    events = list(EventFollower(project.run_dir(run)).new_events())

    assert not project.store.file_events(run, events[4:], after=events[3][0])
    assert project.store.steps(run) == []
    assert project.sync() == {run}
    assert [row.step for row in project.store.steps(run)] == [1, 2, 3]


def test_events_that_others_took_the_place_of_are_filed_anew(project: Project, new_run: NewRun) -> None:
    """As after a loss of power: the end of the file was not on the disk yet, and the run went on before a look."""
    run = new_run(STARTED, step(1), step(2), step(3))
    file = project.run_dir(run) / EVENTS_FILE
    read_to = file.stat().st_size
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:2]))
    say(project.run_dir(run), Resumed(from_step=1, pid=1, step=1), *(step(n, loss=9.0) for n in range(2, 9)))
    assert file.stat().st_size > read_to

    assert project.sync() == {run}
    assert [(row.step, row.loss) for row in project.store.steps(run)][1:] == [(n, 9.0) for n in range(2, 9)]


def test_what_cannot_be_filed_whole_is_not_filed_at_all(project: Project, new_run: NewRun) -> None:
    run = new_run(STARTED)
    before = project.store.known_runs()
    unfit = step(2).model_copy(update={"loss": object()})
    with pytest.raises(Exception, match="object"):
        project.store.file_events(run, [(10**6, step(1)), (10**6 + 1, unfit)])

    assert project.store.steps(run) == []
    assert project.store.known_runs() == before


def test_many_threads_file_each_event_once(project: Project, new_run: NewRun) -> None:
    run = new_run()
    say(project.run_dir(run), STARTED, *(step(number) for number in range(1, 201)))
    told: list[int] = []
    threads = [threading.Thread(target=lambda: told.append(len(project.sync_run(run)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(project.store.steps(run)) == 200
    assert sum(told) == 201


def test_sync_run_gives_what_is_new(project: Project, new_run: NewRun) -> None:
    run = new_run(STARTED, step(1))
    assert project.sync_run(run) == []
    say(project.run_dir(run), step(2), step(3))

    assert [event.step for event in project.sync_run(run)] == [2, 3]


def test_a_half_line_waits_for_its_end_and_an_unknown_one_is_passed_over(project: Project, new_run: NewRun) -> None:
    run = new_run(STARTED, step(1))
    whole = step(2).model_dump_json()
    with (project.run_dir(run) / EVENTS_FILE).open("a") as file:
        file.write('{"kind": "from_the_future", "step": 1}\n' + whole[:20])
        file.flush()
        assert project.sync_run(run) == []
        file.write(whole[20:] + "\n")
    assert [event.step for event in project.sync_run(run)] == [2]


def test_a_file_that_became_shorter_is_read_anew(project: Project, new_run: NewRun) -> None:
    run = new_run(*whole_run(steps=9))
    (project.run_dir(run) / EVENTS_FILE).unlink()
    say(project.run_dir(run), STARTED, step(1, loss=5.0))
    project.sync()

    row = project.store.run(run)
    assert [(one.step, one.loss) for one in project.store.steps(run)] == [(1, 5.0)]
    assert (row.state, row.adapter, row.metrics) == ("interrupted", None, {})


def test_a_finished_runs_adapter_is_listed(project: Project, new_run: NewRun) -> None:
    run = new_run(name="Mine")
    folder = write_adapter(project.run_dir(run) / "adapter", metrics={"test": {"accuracy": 0.9}}, run=run, created=5.0)
    assert project.store.adapters() == []  # not before the run is finished
    say(project.run_dir(run), *whole_run())
    project.sync()

    [row] = project.store.adapters()
    assert (row.folder, row.source, row.run, row.name) == (folder, "run", run, "Mine")
    assert (row.method, row.model, row.num_virtual_tokens) == ("prompt_tuning", "starter", 2)
    assert (row.scores, row.created) == ({"test": {"accuracy": 0.9}}, 5.0)
    assert row.size_bytes == sum(file.stat().st_size for file in folder.iterdir())


def test_planned_steps_are_known_before_the_first(project: Project, new_run: NewRun) -> None:
    planned = TrainingPlanned(total_steps=50, steps_per_epoch=10, trainable_parameters=64, model_parameters=9)
    row = project.store.run(new_run(STARTED, planned))

    assert (row.total_steps, row.trainable_parameters, row.step) == (50, 64, 0)


def test_runs_are_sorted_by_their_scores_and_those_without_come_last(project: Project, new_run: NewRun) -> None:
    def scored(**metrics: float) -> str:
        said = EvalDone(step=1, split="validation", metrics=metrics, rows=10, best=True)
        return new_run(STARTED, said)

    high, none, written, low = scored(accuracy=0.9, loss=0.2), new_run(), scored(rouge_l=0.5), scored(accuracy=0.1)
    nan = scored(accuracy=0.7, loss=math.nan)

    def order(sort: str, *, descending: bool) -> list[str]:
        return [run.run for run in project.store.runs(sort=sort, descending=descending)]

    assert order("validation", descending=False) == [low, written, nan, high, none]
    assert order("validation", descending=True) == [high, nan, written, low, none]
    assert order("loss", descending=False)[0] == order("loss", descending=True)[0] == high


def test_ids_of_runs_come_in_their_order_and_runs_by_their_ids(project: Project, new_run: NewRun) -> None:
    runs = [new_run(STARTED) for _ in range(5)]
    newest_first = [run.run for run in project.store.runs()]

    assert project.store.run_ids() == newest_first
    assert project.store.run_ids(search=runs[1]) == [run.run for run in project.store.runs(search=runs[1])]
    assert [run.run for run in project.store.runs(limit=2)] == newest_first[:2]
    assert project.store.runs_of([runs[3], "gone", runs[0]]) == {
        run: project.store.run(run) for run in (runs[3], runs[0])
    }
