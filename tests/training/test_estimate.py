"""A rehearsal of a run says what the run takes, and leaves nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
import torch
from typer.testing import CliRunner

from studio.cli import app
from studio.data.batches import Step, evaluation_order
from studio.data.examples import Example
from studio.errors import RunError
from studio.events import EventFollower, TrainingPlanned
from studio.fresh_process import in_child
from studio.spec import read_run_spec, run_spec_from, write_run_spec
from studio.store.run_folder import with_absolute_files
from studio.training import one_run, rehearsal, run
from studio.training.estimate import Estimate, LongestBatch, duration
from studio.training.evaluation import ROWS_AT_ONCE
from studio.training.extrapolation import line_through, spread_over
from studio.training.loop import Trainer
from studio.training.rehearsal import planned_steps, rehearse, tokens_to_compute
from tests.families import save_family, write_word_tokenizer

Runs = Callable[..., Path]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def threads() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)
    torch.use_deterministic_algorithms(False)


@pytest.fixture
def many_rows(tmp_path: Path) -> dict[str, Any]:
    """460 rows of 1 to 12 words, one of them far longer."""
    lines = ["text,label"]
    for number in range(460):
        words = " and ".join([("good", "bad")[number % 2]] * (60 if number == 301 else 1 + number % 12))
        lines.append(f"film {number} was {words},{('positive', 'negative')[number % 2]}")
    path = tmp_path / "many.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {"file": str(path), "validation": 0.3, "test": 0.3}


def _tokens(trainer: Trainer, examples: Sequence[Example]) -> int:
    return tokens_to_compute(examples, trainer.task, packed=trainer.model.packable)


# --- a few pieces stand for all --------------------------------------------------------------------------------------


def test_a_line_is_recovered_exactly_and_says_what_all_batches_take() -> None:
    tokens = [40, 55, 90, 200, 610]
    line = line_through(tokens, [0.25 + 0.003 * count for count in tokens])

    assert line.always == pytest.approx(0.25)
    assert line.a_token == pytest.approx(0.003)
    assert line.of_all([10, 20, 1000]) == pytest.approx(3 * 0.25 + 0.003 * 1030)


@pytest.mark.parametrize("tokens", [[70], [70, 70, 70]])
def test_batches_of_one_length_take_their_mean(tokens: list[int]) -> None:
    assert line_through(tokens, [0.5] * len(tokens)).of_all([70, 70]) == pytest.approx(1.0)


def test_more_tokens_are_never_said_to_take_less_time() -> None:
    line = line_through([10, 20], [0.4, 0.2])

    assert (line.a_token, line.of_all([10, 20, 30])) == (0.0, pytest.approx(0.9))


def test_where_time_grows_with_the_square_a_few_spread_batches_and_the_longest_still_tell_the_sum() -> None:
    tokens = [20 + (place * 37) % 400 for place in range(500)] + [1500]

    def took(count: int) -> float:
        return 0.1 + 0.002 * count + 1e-6 * count**2

    chosen = [500, *spread_over(tokens[:500], 9)]
    line = line_through([tokens[place] for place in chosen], [took(tokens[place]) for place in chosen])

    assert line.of_all(tokens) == pytest.approx(sum(map(took, tokens)), rel=0.05)


def test_pieces_are_spread_over_all_lengths() -> None:
    assert spread_over([5, 1, 4, 2, 3, 0], 3) == [1, 4, 0]
    assert spread_over([7, 8], 9) == [0, 1]
    assert spread_over([], 9) == []


def _batches(trainer: Trainer, step: Step) -> list[list[Example]]:
    return [[trainer.examples[place] for place in batch] for batch in step]


# --- a run and its rehearsal -----------------------------------------------------------------------------------------


class TokenTime:
    """Time that passes with the tokens that are computed, and not otherwise."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        step, measure = Trainer._step, one_run.measure

        def timed_step(trainer: Trainer, places: Step, began: float) -> Any:
            self.now += 0.5 + 0.01 * sum(_tokens(trainer, batch) for batch in _batches(trainer, places))
            return step(trainer, places, began)

        def timed_measure(model: Any, learned: Any, task: Any, examples: Sequence[Example], *, progress: Any) -> Any:
            for places in evaluation_order(examples, batch_size=ROWS_AT_ONCE[task.kind]):
                batch = [examples[place] for place in places]
                self.now += 0.002 * tokens_to_compute(batch, task, packed=model.packable)
            return measure(model, learned, task, examples, progress=progress)

        patch.setattr(Trainer, "_step", timed_step)
        patch.setattr(one_run, "measure", timed_measure)
        patch.setattr(rehearsal, "time", SimpleNamespace(perf_counter=lambda: self.now))


def test_where_time_is_tokens_a_rehearsal_says_exactly_what_the_run_takes(
    make_run: Runs, many_rows: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    training = {"epochs": 2, "batch_size": 8, "eval_every_steps": 15}
    rehearsed, trained = (make_run(name, data=many_rows, training=training) for name in ("rehearsed", "trained"))
    clock = TokenTime(monkeypatch)

    found = rehearse(rehearsed)
    began = clock.now
    ended = run.train_run(trained)

    assert began < 0.8 * (clock.now - began)
    assert found.seconds == pytest.approx(clock.now - began)
    assert found.steps == ended.step
    assert found.seconds_a_step == pytest.approx(found.seconds_by_part["training"] / found.steps)
    assert found.seconds == pytest.approx(sum(found.seconds_by_part.values()))


def test_a_source_run_counts_its_teachers_and_every_table(
    make_run: Runs, many_rows: dict[str, Any], table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    further = {"name": "films", "file": str(table), "text": "text", "label": "label", "validation": 0.2, "test": 0.2}
    method = {
        "name": "multitask_prompt_tuning",
        "stage": "source",
        "num_virtual_tokens": 4,
        "teacher_epochs": 2,
        "tasks": [further],
    }
    training = {"epochs": 1, "batch_size": 8, "threads": 1}
    rehearsed, trained = (
        make_run(name, data=many_rows, method=method, training=training) for name in ("rehearsed", "trained")
    )
    clock = TokenTime(monkeypatch)

    found = rehearse(rehearsed)
    began = clock.now
    ended = run.train_run(trained)

    assert found.seconds == pytest.approx(clock.now - began, rel=1e-6)
    assert found.steps == ended.step
    assert found.measured_steps == 30


def test_the_longest_batch_comes_first_and_is_among_the_timed_ones(
    make_run: Runs, many_rows: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, int]] = []
    longest_rows: dict[tuple[int, int], int] = {}
    step = Trainer._step

    def watched(trainer: Trainer, places: Step, began: float) -> Any:
        [examples] = _batches(trainer, places)
        seen.append((len(examples), _tokens(trainer, examples)))
        longest_rows[seen[-1]] = max(map(len, examples))
        return step(trainer, places, began)

    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "_step", watched)
        run.train_run(make_run("trained", data=many_rows, training={"epochs": 1}))
        every = seen.copy()
        seen.clear()
        found = rehearse(make_run("rehearsed", data=many_rows, training={"epochs": 1}))

    longest = max(every, key=lambda one: one[1])
    of_the_longest_row = max(every, key=longest_rows.__getitem__)
    assert found.longest_batch == LongestBatch(*longest)
    assert found.measured_steps == 10
    untimed, timed = seen[:-10], seen[-10:]
    assert untimed[0] == longest
    assert of_the_longest_row in untimed
    assert longest in timed
    middle = sorted(tokens for _, tokens in every)[len(every) // 2]
    assert 3 <= sum(tokens < middle for _, tokens in timed) <= 6


def test_a_step_limit_is_kept_to(make_run: Runs) -> None:
    found = rehearse(make_run(training={"max_steps": 3, "early_stopping": 2}))

    assert (found.steps, found.measured_steps) == (3, 3)
    assert any("Early stopping" in sentence for sentence in found.not_counted)


METHODS: dict[str, dict[str, Any]] = {
    "majority": {"name": "majority"},
    "few_shot": {"name": "few_shot"},
    "p_tuning": {"name": "p_tuning", "num_virtual_tokens": 4},
    "prefix_tuning": {"name": "prefix_tuning", "num_virtual_tokens": 4},
    "llama_adapter": {"name": "llama_adapter", "num_virtual_tokens": 4},
    "prompt_ensemble": {"name": "prompt_ensemble", "num_virtual_tokens": 4, "members": 3},
    "cpt": {"name": "cpt", "num_examples": 2},
    "full_finetune": {"name": "full_finetune"},
}


@pytest.mark.parametrize("method", METHODS)
def test_every_kind_of_method_has_an_estimate(make_run: Runs, method: str) -> None:
    run_dir = make_run(method=METHODS[method], training={"epochs": 2})

    found = rehearse(run_dir)

    [plan] = [event for _, event in EventFollower(run_dir).new_events() if isinstance(event, TrainingPlanned)]
    assert found.steps == plan.total_steps
    assert (found.longest_batch is None) == (found.measured_steps == 0) == (plan.total_steps == 0)
    assert 0 < found.seconds < 600
    assert min(found.seconds_by_part.values()) >= 0
    assert found.peak_memory_bytes > found.weights_bytes > 1000
    assert (found.device, found.precision) == ("cpu", "fp32") or torch.cuda.is_available()


@pytest.mark.parametrize("family", ["llama", "bert", "t5"])
def test_every_kind_of_model_has_an_estimate(make_run: Runs, tmp_path: Path, family: str) -> None:
    words = "the film was good great a bad story made no sense screen positive negative It ."
    folder = write_word_tokenizer(save_family(family, tmp_path / "model"), words)
    method = {"name": "p_tuning_v2" if family == "bert" else "prompt_tuning", "num_virtual_tokens": 4}

    found = rehearse(make_run(model={"name": str(folder)}, method=method))

    assert found.steps == 18
    assert found.seconds_by_part["training"] > 0


@pytest.mark.parametrize("trains", [True, False])
def test_texts_that_are_written_at_the_end_are_counted_as_long_as_they_will_be(
    make_run: Runs, monkeypatch: pytest.MonkeyPatch, *, trains: bool
) -> None:
    """A second for the first token of a batch's texts, and one for each that follows."""
    clock = SimpleNamespace(now=0.0, calls=0)
    monkeypatch.setattr(rehearsal, "time", SimpleNamespace(perf_counter=lambda: clock.now))

    def write(_reader: Any, _task: Any, examples: Sequence[Example], *, max_new_tokens: int, progress: Any) -> Any:
        for _ in range(max_new_tokens):
            clock.now += 1.0
            progress(0, len(examples))
        return ["good"] * len(examples)

    monkeypatch.setattr(rehearsal, "generate_texts", write)
    data = {"label": None, "target": "label"}
    method = {"name": "prompt_tuning", "num_virtual_tokens": 4} if trains else {"name": "zero_shot"}
    run_dir = make_run(data=data, method=method, training={"max_new_tokens": 20})

    found = rehearse(run_dir)

    longest = max(len(example.answer_ids) for example in _test_rows(run_dir))
    batches = 2 * 2  # of validation and of test, 24 rows each
    assert found.seconds == pytest.approx(batches * (longest if trains else 20), rel=0.1)
    assert any("Texts" in sentence for sentence in found.not_counted)


def _test_rows(run_dir: Path) -> list[Example]:
    seen: list[Example] = []
    with pytest.MonkeyPatch.context() as patch:
        finish = one_run.Run._finish

        def keep(self: one_run.Run, *arguments: Any, **named: Any) -> Any:
            seen.extend(self.data.splits["test"])
            return finish(self, *arguments, **named)

        patch.setattr(one_run.Run, "_finish", keep)
        rehearse(run_dir)
    return seen


# --- what goes wrong -------------------------------------------------------------------------------------------------


def test_out_of_memory_says_what_to_lower(make_run: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_large(*_: object) -> None:
        raise torch.OutOfMemoryError("too large")

    monkeypatch.setattr(Trainer, "_losses", too_large)
    with pytest.raises(RunError, match=r"memory of the graphics card ran out\. To need less memory: lower"):
        rehearse(make_run())


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="ends by a signal")
def test_a_child_that_is_killed_says_what_to_lower() -> None:
    with pytest.raises(RunError, match=r"killed from outside \(SIGKILL\).*lower the batch size"):
        in_child(signal.raise_signal, signal.SIGKILL)


def test_a_fault_in_a_child_shows_where_it_was() -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        in_child(divmod, 1, 0)


@pytest.mark.parametrize(
    "mistake",
    [
        {"data": {"text": "texts"}},
        {"data": {"label_words": {"positive": "good", "negative": "good"}}},
        {"data": {"template": "{soft:9}{text}"}},
        {"training": {"early_stopping": 2}, "data": {"validation": 0.0}},
    ],
)
def test_a_mistake_is_told_as_train_tells_it(make_run: Runs, tmp_path: Path, mistake: dict[str, Any]) -> None:
    run_toml = str(make_run(**mistake) / "run.toml")

    said, told = (
        CliRunner().invoke(app, [*command, "--json"], catch_exceptions=False)
        for command in (["estimate", run_toml], ["train", run_toml, "--project", str(tmp_path / "project")])
    )

    assert said.exit_code == told.exit_code == 2
    assert json.loads(said.stdout) == json.loads(told.stdout)


# --- nothing is left -------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_the_command_gives_every_figure_and_leaves_nothing(
    make_run: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir = make_run(training={"max_steps": 4})
    spec = read_run_spec(run_dir / "run.toml")
    beside = spec.model_copy(update={"data": spec.data.model_copy(update={"file": "../films.csv"})})
    write_run_spec(beside, run_dir / "run.toml")
    assert with_absolute_files(beside, run_dir) == spec
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    before = sorted(tmp_path.rglob("*"))

    done = CliRunner().invoke(app, ["estimate", str(run_dir / "run.toml"), "--json"], catch_exceptions=False)

    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert said.keys() == Estimate.__dataclass_fields__.keys()
    assert said["longest_batch"].keys() == {"rows", "tokens"}
    assert (said["steps"], said["measured_steps"]) == (4, 4)
    assert said["seconds_by_part"].keys() == {"loading", "tokenizing", "training", "evaluating", "saving"}
    assert all(said[name] > 0 for name in ("seconds", "seconds_a_step", "peak_memory_bytes", "memory_bytes"))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise on Windows")
def test_ctrl_c_leaves_no_folder_and_no_child(make_run: Runs) -> None:
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from studio.spec import read_run_spec\n"
        "from studio import foresight\n"
        "in_child = foresight.in_child\n"
        "def stubborn(_, folder, told):\n"
        "    print(folder, flush=True)\n"
        "    in_child(time.sleep, 100)\n"
        "foresight.in_child = stubborn\n"
        "foresight.estimate_run(read_run_spec(Path(sys.argv[1])))\n"
    )
    command = [sys.executable, "-c", code, str(make_run() / "run.toml")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT) as parent:
        assert parent.stdout is not None
        folder = Path(parent.stdout.readline().strip())
        until = time.monotonic() + 30
        while not (children := psutil.Process(parent.pid).children()) and time.monotonic() < until:
            time.sleep(0.02)
        assert (folder / "run.toml").is_file()
        parent.send_signal(signal.SIGINT)
        parent.wait(timeout=30)

    assert children
    assert not folder.exists()
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.04, "0.0 s"), (59.0, "59.0 s"), (90.0, "1.5 min"), (3600.0, "1 h 00 min"), (9100.0, "2 h 32 min")],
)
def test_a_duration_is_said_in_its_own_unit(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_of_a_long_table_the_first_steps_stand_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = object.__new__(Trainer)
    trainer.spec = run_spec_from(
        {
            "data": {"file": "rows.csv", "text": "text", "label": "label"},
            "method": {"name": "prompt_tuning"},
            "training": {"batch_size": 4, "batches_per_step": 2},
        }
    )
    trainer.examples = [Example(ids=(1,) * (1 + row % 13)) for row in range(80)]
    trainer.steps_per_epoch, trainer.total_steps = 10, 25
    orders = [step for epoch in range(3) for step in trainer._order(epoch)]
    for rows, steps in ((1_000, 25), (120, 15), (40, 5), (3, 1)):
        monkeypatch.setattr(rehearsal, "_ROWS_LOOKED_AT", rows)
        assert planned_steps(trainer) == orders[:steps]
