"""Whole runs on a small random model: what they say, what they leave, how they are steered."""

from __future__ import annotations

import csv
import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from openpyxl import Workbook
from safetensors.torch import load_file
from torch import Tensor

from studio.adapters.folder import read_card
from studio.data.readers import read_table
from studio.engine.launch import trainer_of
from studio.engine.protocol import Sampling, read_control, write_control
from studio.errors import LabelError, MethodError, RunError, StorageError, StudioError, TableError
from studio.events import (
    CheckpointSaved,
    DataReady,
    EvalDone,
    Event,
    EventFollower,
    Failed,
    Finished,
    Paused,
    Resumed,
    StepDone,
    Stopped,
    TrainingPlanned,
)
from studio.inference.answer_file import predict_table
from studio.inference.predictor import Predictor
from studio.training.run import train_run

MakeRun = Callable[..., Path]


def said(run_dir: Path) -> list[Event]:
    return [event for _, event in EventFollower(run_dir).new_events()]


def stored(run_dir: Path) -> Tensor:
    return load_file(run_dir / "adapter" / "adapter_model.safetensors")["prompt_embeddings"]


@pytest.mark.parametrize(
    "method",
    [
        {"name": "prompt_tuning", "num_virtual_tokens": 4},
        {"name": "prefix_tuning", "num_virtual_tokens": 4},
        {"name": "prefix_tuning", "num_virtual_tokens": 4, "reparameterization": True, "reparameterization_size": 16},
        {"name": "p_tuning", "num_virtual_tokens": 4, "encoder": "lstm"},
        {"name": "p_tuning", "num_virtual_tokens": 4, "encoder": "mlp", "start": "class_labels"},
    ],
    ids=lambda method: "-".join(str(value) for value in method.values()),
)
def test_every_method_makes_even_a_random_model_less_wrong(make_run: MakeRun, method: dict[str, Any]) -> None:
    rate = 0.01 if "encoder" in method or "reparameterization" in method else 0.3
    data = {"label_words": {"negative": "great", "positive": "made no sense"}}
    run_dir = make_run(data=data, method=method, training={"epochs": 10, "learning_rate": rate})
    ended = train_run(run_dir)

    assert isinstance(ended, Finished)
    # A random model can hardly be steered; what its prompts learn is to make it less wrong than it was.
    assert ended.metrics["test"]["loss"] < 0.9 * ended.baselines["zero_shot"]["test"]["loss"]


def test_a_run_says_what_it_does_and_leaves_an_adapter(make_run: MakeRun) -> None:
    run_dir = make_run()
    heard: list[Event] = []
    ended = train_run(run_dir, on_event=heard.append)

    assert isinstance(ended, Finished)
    assert [event.model_dump() for event in heard] == [event.model_dump() for event in said(run_dir)]
    (ready,) = [event for event in heard if isinstance(event, DataReady)]
    assert (ready.rows, ready.train, ready.validation, ready.test) == (120, 72, 24, 24)
    (planned,) = [event for event in heard if isinstance(event, TrainingPlanned)]
    assert planned.total_steps == 18
    assert planned.trainable_parameters == 4 * 32
    assert [event.step for event in heard if isinstance(event, StepDone)] == list(range(1, 19))
    who = {(event.who, event.split) for event in heard if isinstance(event, EvalDone)}
    assert who == {("majority", "test"), ("zero_shot", "test"), ("adapter", "validation"), ("adapter", "test")}
    assert trainer_of(run_dir) is None

    card = read_card(run_dir / ended.adapter)
    assert (card.task, card.labels, card.num_virtual_tokens) == ("classification", ["negative", "positive"], 4)
    assert card.metrics == ended.metrics
    with (run_dir / "predictions" / "test.csv").open(encoding="utf-8", newline="") as file:
        predictions = list(csv.DictReader(file))
    right = sum(row["label"] == row["predicted"] for row in predictions) / len(predictions)
    assert right == pytest.approx(ended.metrics["test"]["accuracy"])


def test_an_adapter_names_no_folder_of_the_machine_that_trained_it(
    make_run: MakeRun, table: Path, tmp_path: Path
) -> None:
    np.save(tmp_path / "start.npy", np.ones((4, 32), np.float32))
    start = {"start": "file", "start_file": str(tmp_path / "start.npy")}
    method = {"name": "prompt_tuning", "num_virtual_tokens": 4} | start
    run_dir = make_run(method=method, data={"test_file": str(table), "test": None}, training={"max_steps": 1})
    train_run(run_dir)
    settings = read_card(run_dir / "adapter").settings
    assert settings["data"] | {"file": "films.csv", "test_file": "films.csv"} == settings["data"]
    assert settings["method"]["start_file"] == "start.npy"
    assert str(tmp_path) not in json.dumps({key: settings[key] for key in ("data", "method", "training")})


def test_the_same_seed_gives_the_same_adapter_and_another_seed_another(make_run: MakeRun) -> None:
    runs = [make_run(name, training={"seed": seed}) for name, seed in (("one", 0), ("again", 0), ("other", 1))]
    for run in runs:
        train_run(run)
    one, again, other = (stored(run) for run in runs)
    assert one.equal(again)
    assert not one.equal(other)


@pytest.mark.parametrize("method", [{"name": "prompt_tuning"}, {"name": "p_tuning", "encoder_dropout": 0.1}], ids=str)
def test_a_paused_run_resumes_to_the_very_same_end(make_run: MakeRun, method: dict[str, Any]) -> None:
    straight, broken = (make_run(name, method={"num_virtual_tokens": 4, **method}) for name in ("straight", "broken"))
    train_run(straight)

    def pause(event: Event) -> None:
        if isinstance(event, StepDone) and event.step == 7:
            write_control(broken, "pause")

    assert isinstance(train_run(broken, on_event=pause), Paused)
    ended = train_run(broken, resume=True)

    assert isinstance(ended, Finished)
    assert [event.from_step for event in said(broken) if isinstance(event, Resumed)] == [7]
    steps = [(event.step, event.loss) for event in said(straight) if isinstance(event, StepDone)]
    assert [(event.step, event.loss) for event in said(broken) if isinstance(event, StepDone)] == steps
    assert stored(straight).equal(stored(broken))


def test_a_resumed_run_takes_the_baselines_that_it_has_measured(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir = make_run()

    def pause(event: Event) -> None:
        if isinstance(event, StepDone) and event.step == 7:
            write_control(run_dir, "pause")

    def measured(*_: object, **__: object) -> None:
        raise AssertionError("a baseline was measured again")

    train_run(run_dir, on_event=pause)
    first = [event for event in said(run_dir) if isinstance(event, EvalDone) and event.who != "adapter"]
    monkeypatch.setattr("studio.training.baselines.evaluate_majority", measured)
    monkeypatch.setattr("studio.training.baselines.evaluate_classification", measured)
    ended = train_run(run_dir, resume=True)

    assert isinstance(ended, Finished)
    assert ended.baselines == {event.who: {"test": event.metrics} for event in first}
    assert set(ended.baselines) == {"majority", "zero_shot"}
    with pytest.raises(AssertionError, match="again"):
        train_run(run_dir)  # from its beginning: the table may be another now


def test_what_validation_said_of_the_best_state_is_not_measured_again(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio.training import one_run as running

    whole, calls = running.measure, []
    monkeypatch.setattr(running, "measure", lambda *given, **named: calls.append(1) or whole(*given, **named))
    run_dir = make_run()
    ended = train_run(run_dir)

    assert isinstance(ended, Finished)
    assert len(calls) == 3  # validation after each of two epochs, and test at the end
    own = [event for event in said(run_dir) if isinstance(event, EvalDone) and event.who == "adapter"]
    first = next(event for event in own if event.split == "validation" and event.step == ended.best_step)
    assert {name: ended.metrics["validation"][name] for name in ("accuracy", "macro_f1")} == {
        name: first.metrics[name] for name in ("accuracy", "macro_f1")
    }
    assert (run_dir / "predictions" / "validation.csv").is_file()


def test_stop_ends_without_an_adapter_and_keep_ends_with_one(make_run: MakeRun) -> None:
    for what, kind, there in (("stop", Stopped, False), ("keep", Finished, True)):
        run_dir = make_run(what, training={"epochs": 50})

        def ask(event: Event, what: str = what, run_dir: Path = run_dir) -> None:
            if isinstance(event, StepDone) and event.step == 12:
                write_control(run_dir, what)  # type: ignore[arg-type]

        ended = train_run(run_dir, on_event=ask)
        assert isinstance(ended, kind)
        assert ended.step == 12
        assert (run_dir / "adapter").exists() is there


@pytest.mark.parametrize("validation", [0.2, 0.0])
def test_what_is_kept_is_the_newest_state_where_none_was_measured(make_run: MakeRun, validation: float) -> None:
    """Before the first evaluation, and without validation rows."""
    training = {"epochs": 3, "eval_every_steps": 5 if validation == 0.0 else 50}
    kept, straight = (make_run(name, data={"validation": validation}, training=training) for name in ("kept", "whole"))

    def keep(event: Event) -> None:
        if isinstance(event, StepDone) and event.step == 7:
            write_control(kept, "keep")

    def pause(event: Event) -> None:
        if isinstance(event, StepDone) and event.step == 7:
            write_control(straight, "pause")

    ended = train_run(kept, on_event=keep)
    train_run(straight, on_event=pause)
    assert isinstance(ended, Finished)
    assert ended.best_step == 7
    assert stored(kept).equal(load_file(straight / "checkpoints" / "step-00000007" / "prompt.safetensors")["vectors"])


def test_what_is_asked_while_the_trainer_still_begins_is_done(make_run: MakeRun) -> None:
    run_dir = make_run()
    write_control(run_dir, "pause")
    assert isinstance(train_run(run_dir), Paused)
    assert read_control(run_dir) == "run"
    assert isinstance(train_run(run_dir, resume=True), Finished)


def test_training_stops_early_where_nothing_gets_better_and_keeps_the_best(make_run: MakeRun) -> None:
    run_dir = make_run(training={"epochs": 40, "early_stopping": 2, "learning_rate": 3.0, "schedule": "constant"})
    ended = train_run(run_dir)
    assert isinstance(ended, Finished)
    assert ended.stopped_early
    own = [event for event in said(run_dir) if isinstance(event, EvalDone) and event.who == "adapter"]
    scores = {event.step: event.metrics for event in own if event.split == "validation"}
    for name in ("accuracy", "macro_f1"):  # the loss is that of calibrated probabilities at the end
        assert ended.metrics["validation"][name] == pytest.approx(scores[ended.best_step][name])


def test_a_run_that_stopped_early_and_is_paused_while_it_is_judged_trains_no_further(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.training.loop.quality", lambda _: (0.0,))
    run_dir = make_run(training={"eval_every_steps": 2, "early_stopping": 1})

    def pause(event: Event) -> None:
        if isinstance(event, CheckpointSaved) and event.step == 4:
            write_control(run_dir, "pause")

    assert isinstance(train_run(run_dir, on_event=pause), Paused)
    ended = train_run(run_dir, resume=True)

    assert isinstance(ended, Finished)
    assert (ended.step, ended.best_step, ended.stopped_early) == (4, 2, True)
    assert [event.step for event in said(run_dir) if isinstance(event, StepDone)] == [1, 2, 3, 4]


@pytest.mark.parametrize("balance", ["class_weights", "balanced_sampling"])
def test_a_lopsided_table_can_be_balanced(make_run: MakeRun, balance: str) -> None:
    plain, balanced = make_run("plain"), make_run("balanced", data={"balance": balance})
    first = []
    for run_dir in (plain, balanced):
        assert isinstance(train_run(run_dir), Finished)
        first.append([event.loss for event in said(run_dir) if isinstance(event, StepDone)][:3])
    assert first[0] != first[1]


def test_generation_is_trained_and_scored(make_run: MakeRun, tmp_path: Path) -> None:
    lines = ["facts\tsentence"] + [f"film {n}\tthe film {n} was good" for n in range(40)]
    (tmp_path / "facts.tsv").write_text("\n".join(lines), encoding="utf-8")
    data = {"file": str(tmp_path / "facts.tsv"), "text": "facts", "label": None, "target": "sentence"}
    run_dir = make_run(data=data, training={"max_new_tokens": 12, "generated_rows": 3, "loss": "vocabulary"})

    ended = train_run(run_dir)

    assert isinstance(ended, Finished)
    assert set(ended.metrics["test"]) == {"bleu", "chrf", "rouge_l", "exact_match", "loss"}
    assert all(0.0 <= value <= 1.0 for name, value in ended.metrics["test"].items() if name != "loss")
    predictor = Predictor.open(run_dir / "adapter", model=read_spec_model(run_dir))
    sampling = Sampling(max_new_tokens=5)
    parts: list[str] = []
    assert predictor.generate("film 3", sampling=sampling, on_text=parts.append) == "".join(parts).strip()


def read_spec_model(run_dir: Path) -> str:
    from studio.spec import read_run_spec

    return read_run_spec(run_dir / "run.toml").model.name


def test_an_adapter_answers_a_table_and_scores_as_its_run_did(make_run: MakeRun, table: Path, tmp_path: Path) -> None:
    run_dir = make_run()
    ended = train_run(run_dir)
    assert isinstance(ended, Finished)
    predictor = Predictor.open(run_dir / "adapter", model=read_spec_model(run_dir))

    rows = predictor.fitting(read_table(table))
    predict_table({"": predictor}, rows, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        answers = list(csv.DictReader(file))
    with table.open(encoding="utf-8", newline="") as file:
        assert [row["text"] for row in csv.DictReader(file)] == [row["text"] for row in answers]
    assert len(answers) == 120
    scored = predictor.evaluate(read_table(table))
    right = sum(row["label"] == row["prediction"] for row in answers) / len(answers)
    assert scored["metrics"]["accuracy"] == pytest.approx(right)
    probabilities = predictor.probabilities({"text": "a good film"})
    assert sum(probabilities.values()) == pytest.approx(1.0, abs=1e-5)
    with (run_dir / "predictions" / "test.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert answers[int(row["row"])]["prediction"] == row["predicted"]


@pytest.mark.parametrize(
    ("content", "kind", "says"),
    [
        ("text,label\na,x\nb,x\nc,x\nd,x\n", LabelError, "only one label"),
        ("text,label\na,x\nb,\nc,y\nd,x\n", TableError, "line 3: the label is empty"),
        ("texts,label\na,x\nb,y\nc,y\nd,x\n", StudioError, '"text"'),
    ],
)
def test_a_table_that_cannot_be_learned_says_why(
    make_run: MakeRun, table: Path, content: str, kind: type[StudioError], says: str
) -> None:
    table.write_text(content, encoding="utf-8")
    run_dir = make_run()
    with pytest.raises(kind, match=says):
        train_run(run_dir)
    (failed,) = [event for event in said(run_dir) if isinstance(event, Failed)]
    assert failed.error == kind.__name__ or kind is StudioError
    assert not (run_dir / "adapter").exists()


def test_a_loss_that_is_no_number_stops_and_says_what_to_try(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio.training.loop import Trainer

    whole = Trainer._losses
    nan = float("nan")
    monkeypatch.setattr(Trainer, "_losses", lambda self, batch: tuple(loss * nan for loss in whole(self, batch)))
    with pytest.raises(RunError, match="Lower the learning rate"):
        train_run(make_run())


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "its folder is read-only"),
        (errno.EIO, "its drive does not answer"),
        (errno.ENOENT, "its folder is gone, or its drive"),
    ],
)
def test_a_disk_that_takes_nothing_is_a_sentence(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(number, os.strerror(number), "step-1")

    monkeypatch.setattr("studio.training.loop.save_checkpoint", full)
    with pytest.raises(StorageError, match=f"step-1 cannot be written.*{said}"):
        train_run(make_run())


def test_more_virtual_tokens_than_positions_are_refused(make_run: MakeRun) -> None:
    with pytest.raises((MethodError, StudioError), match="no room"):
        train_run(make_run(method={"name": "prompt_tuning", "num_virtual_tokens": 300}))


def test_a_decoders_head_hears_virtual_tokens_behind_the_text(make_run: MakeRun, tmp_path: Path) -> None:
    start = np.random.default_rng(0).normal(size=(5, 32), scale=0.2).astype(np.float32)
    np.save(tmp_path / "start.npy", start)
    method = {"name": "prompt_tuning", "num_virtual_tokens": 5, "head": True}
    method |= {"start": "file", "start_file": str(tmp_path / "start.npy")}
    run_dir = make_run(method=method, data={"template": "{soft:2}{text}{soft:3}", "text": None})
    assert isinstance(train_run(run_dir), Finished)
    moved = (stored(run_dir) - torch.from_numpy(start)).abs().amax(1)
    assert (moved > 0).all(), moved


def test_virtual_tokens_in_the_middle_are_trained_and_peft_is_told_no(make_run: MakeRun) -> None:
    run_dir = make_run(data={"template": "Review: {text}{soft:4}\nAnswer:", "text": None})
    ended = train_run(run_dir)
    assert isinstance(ended, Finished)
    assert not (run_dir / "adapter" / "adapter_config.json").exists()
    assert "in front" in json.loads((run_dir / "adapter" / "studio.json").read_text())["not_in_peft"]
    Predictor.open(run_dir / "adapter", model=read_spec_model(run_dir)).probabilities({"text": "good"})


@pytest.mark.parametrize("cut", ["end", "start", "middle"])
def test_a_pair_of_texts_with_merged_labels_is_learned_from_a_workbook(
    make_run: MakeRun, tmp_path: Path, cut: str
) -> None:
    book = Workbook()
    book.active.append(["premise", "hypothesis", "label"])
    for number in range(60):
        label = ("yes", "No", "no ", "Yes")[number % 4]
        book.active.append([f"the film {number} was good " * (30 if number % 5 == 0 else 1), "a good film", label])
    book.save(tmp_path / "pairs.xlsx")
    file = str(tmp_path / "pairs.xlsx")
    asked = {"text": "premise", "text_pair": "hypothesis", "merge_labels": True, "cut": cut, "max_tokens": 64}
    run_dir = make_run(data={"file": file, "test_file": file, "test": None, **asked})
    ended = train_run(run_dir)
    assert isinstance(ended, Finished)
    [ready] = [event for event in said(run_dir) if isinstance(event, DataReady)]
    assert ready.cut_texts == 24  # every fifth of both tables
    predictor = Predictor.open(run_dir / "adapter", threads=1)
    assert sorted(predictor.task.labels) == ["No", "yes"]
    assert predictor.task.maker.cut == cut
    assert predictor.evaluate(read_table(file))["metrics"] == pytest.approx(ended.metrics["test"], abs=1e-5)
