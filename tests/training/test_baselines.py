"""Runs that train nothing: the same data, splits and scores as every method, and a hard prompt for what they ask."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studio.adapters.diagnosis import diagnose
from studio.adapters.folder import check_adapter, export_adapter, import_adapter, read_card
from studio.adapters.peft_format import read_learned
from studio.data.readers import read_table
from studio.data.template import Template
from studio.engine.protocol import Sampling, write_control
from studio.errors import AdapterError, MethodError, TableError
from studio.events import DataReady, EvalDone, Event, EventFollower, Finished, StepDone, Warned
from studio.inference.predictor import Predictor, open_base
from studio.inference.together import answers_together
from studio.methods.base import Learned
from studio.methods.registry import METHODS
from studio.spec import read_run_spec
from studio.training.run import train_run
from tests.families import save_family, write_word_tokenizer

MakeRun = Callable[..., Path]
WORDS = {"label_words": {"negative": "great", "positive": "made no sense"}}


def said(run_dir: Path) -> list[Event]:
    return [event for _, event in EventFollower(run_dir).new_events()]


def finished(run_dir: Path) -> Finished:
    ended = train_run(run_dir)
    assert isinstance(ended, Finished)
    assert not [event for event in said(run_dir) if isinstance(event, StepDone)]
    assert (ended.trainable_parameters, ended.best_step) == (0, 0)
    return ended


def measured(run_dir: Path) -> list[tuple[str, str]]:
    return [(event.who, event.split) for event in said(run_dir) if isinstance(event, EvalDone)]


def base_of(run_dir: Path) -> str:
    return read_run_spec(run_dir / "run.toml").model.name


def test_the_majority_class_has_scores_and_no_adapter(make_run: MakeRun) -> None:
    run_dir = make_run(method={"name": "majority"})
    ended = finished(run_dir)

    assert ended.adapter is None
    assert not (run_dir / "adapter").exists()
    with (run_dir / "predictions" / "test.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["predicted"] for row in rows} == {"positive"}
    share = Counter(row["label"] for row in rows)["positive"] / len(rows)
    assert ended.metrics["test"]["accuracy"] == pytest.approx(share)
    assert measured(run_dir) == [("adapter", "validation"), ("adapter", "test")]


@pytest.mark.parametrize("ending", ["\nAnswer:", "\nIt was {soft:4}", "\n{soft:2}{soft:2}"])
def test_baselines_measure_on_the_rows_that_every_method_is_judged_by(make_run: MakeRun, ending: str) -> None:
    data = WORDS | {"template": "{text}" + ending, "text": None}
    trained = train_run(make_run("trained", data=data, training={"max_steps": 1}))
    zero, majority = (finished(make_run(name, data=data, method={"name": name})) for name in ("zero_shot", "majority"))

    assert isinstance(trained, Finished)
    assert zero.metrics["test"] == pytest.approx(trained.baselines["zero_shot"]["test"])
    assert majority.metrics["test"] == pytest.approx(trained.baselines["majority"]["test"])


def test_zero_shot_is_not_measured_twice_and_leaves_a_hard_prompt(make_run: MakeRun, table: Path) -> None:
    run_dir = make_run(method={"name": "zero_shot"}, data={"template": "{soft:4}{text}\nIt was", "text": None})
    ended = finished(run_dir)

    assert measured(run_dir) == [("majority", "test"), ("adapter", "validation"), ("adapter", "test")]
    card = check_adapter(run_dir / "adapter")
    assert (card.template, card.num_virtual_tokens) == ("{text}\nIt was", 0)
    assert sorted(file.name for file in (run_dir / "adapter").iterdir()) == ["README.md", "studio.json"]
    assert "hard prompt" in (run_dir / "adapter" / "README.md").read_text(encoding="utf-8")
    predictor = Predictor.open(run_dir / "adapter", model=base_of(run_dir))
    assert predictor.learned == Learned(None)
    assert len(answers_together([predictor], [read_table(table)])[0]) == 120
    assert ended.adapter == "adapter"


@pytest.mark.parametrize(("method", "count"), [({"name": "one_shot"}, 1), ({"name": "few_shot", "num_examples": 4}, 4)])
def test_examples_of_the_training_rows_stand_in_front(make_run: MakeRun, method: dict[str, Any], count: int) -> None:
    run_dir = make_run(method=method, data=WORDS)
    ended = finished(run_dir)

    [ready] = [event for event in said(run_dir) if isinstance(event, DataReady)]
    card = read_card(run_dir / "adapter")
    assert ready.shown_examples == card.shown_examples == count
    text = Template.parse(card.template).render({"text": "this film"})
    *shown, asked = text.split("\n\n")
    assert asked == "this film\nAnswer:"
    assert len(shown) == count
    answers = Counter(one.rpartition("Answer: ")[2] for one in shown)
    assert answers == ({"great": 2, "made no sense": 2} if count == 4 else Counter([shown[0].rpartition("wer: ")[2]]))
    with (run_dir / "predictions" / "test.csv").open(encoding="utf-8", newline="") as file:
        judged = {int(row["row"]) for row in csv.DictReader(file)}
    films = read_table(read_run_spec(run_dir / "run.toml").data.file)  # type: ignore[arg-type]
    assert not {films.row(number)["text"] for number in judged} & {one.partition("\n")[0] for one in shown}
    assert set(ended.baselines) == {"majority", "zero_shot"}
    assert ended.baselines["zero_shot"]["test"]["loss"] != pytest.approx(ended.metrics["test"]["loss"])


def test_another_seed_shows_other_examples(make_run: MakeRun) -> None:
    runs = [make_run(str(seed), method={"name": "few_shot"}, training={"seed": seed}) for seed in (0, 0 + 1)]
    templates = [read_card(run_dir / "adapter").template for run_dir in runs if finished(run_dir)]
    assert templates[0] != templates[1]


def test_examples_that_do_not_fit_are_left_out_and_that_is_said(make_run: MakeRun) -> None:
    run_dir = make_run(method={"name": "few_shot", "num_examples": 100})
    finished(run_dir)

    count = read_card(run_dir / "adapter").shown_examples
    assert 1 < count < 100
    [warning] = [event.message for event in said(run_dir) if isinstance(event, Warned)]
    assert warning.startswith(f"{count} of 100 examples fit into half of 256 tokens")


def test_a_row_with_braces_can_be_an_example(make_run: MakeRun, table: Path) -> None:
    rows = [f"{{soft:{number}}} {{x}} film {number},{('good', 'bad')[number % 2]}" for number in range(40)]
    table.write_text("text,label\n" + "\n".join(rows) + "\n", encoding="utf-8")
    run_dir = make_run(method={"name": "few_shot", "num_examples": 2})
    finished(run_dir)

    card = read_card(run_dir / "adapter")
    assert Template.parse(card.template).columns == ("text",)
    assert "{soft:" in Template.parse(card.template).render({"text": ""})


def test_a_hard_prompt_is_exported_imported_and_measured(make_run: MakeRun, table: Path, tmp_path: Path) -> None:
    run_dir = make_run(method={"name": "few_shot", "num_examples": 4}, data=WORDS)
    finished(run_dir)
    zipped = export_adapter(run_dir / "adapter", tmp_path / "prompt.zip")
    folder = import_adapter(zipped, tmp_path / "in")
    assert diagnose(folder).not_checked == []

    assert json.loads((folder / "studio.json").read_text(encoding="utf-8"))["not_in_peft"].startswith("a hard prompt")
    before, after = (Predictor.open(one, model=base_of(run_dir)) for one in (run_dir / "adapter", folder))
    assert before.evaluate(read_table(table)) == after.evaluate(read_table(table))


def test_an_adapter_that_needs_weights_is_still_refused_without_them(make_run: MakeRun) -> None:
    run_dir = make_run(training={"max_steps": 1})
    train_run(run_dir)
    (run_dir / "adapter" / "adapter_model.safetensors").unlink()
    with pytest.raises(AdapterError, match="not copied whole"):
        check_adapter(run_dir / "adapter")


@pytest.mark.parametrize("name", ["zero_shot", "one_shot", "few_shot"])
def test_generation_is_asked_in_words_too(make_run: MakeRun, tmp_path: Path, name: str) -> None:
    lines = ["facts\tsentence"] + [f"film {n}\tthe film {n} was good" for n in range(40)]
    (tmp_path / "facts.tsv").write_text("\n".join(lines), encoding="utf-8")
    data = {"file": str(tmp_path / "facts.tsv"), "text": "facts", "label": None, "target": "sentence"}
    run_dir = make_run(data=data, method={"name": name}, training={"max_new_tokens": 12, "generated_rows": 3})
    ended = finished(run_dir)

    assert set(ended.metrics["test"]) == {"bleu", "chrf", "rouge_l", "exact_match", "loss"}
    predictor = Predictor.open(run_dir / "adapter", model=base_of(run_dir))
    assert isinstance(predictor.generate("film 3", sampling=Sampling(max_new_tokens=5)), str)


def test_the_majority_class_does_not_fit_generation(make_run: MakeRun, tmp_path: Path) -> None:
    (tmp_path / "facts.tsv").write_text("facts\tsentence\n" + "a\tb\n" * 9, encoding="utf-8")
    data = {"file": str(tmp_path / "facts.tsv"), "text": "facts", "label": None, "target": "sentence"}
    with pytest.raises(MethodError, match="for tables with labels"):
        train_run(make_run(data=data, method={"name": "majority"}))


@pytest.mark.parametrize("name", ["zero_shot", "few_shot"])
def test_an_encoder_is_asked_for_the_masked_word(make_run: MakeRun, masked_model: Path, name: str) -> None:
    data = {"label_words": {"negative": "bad", "positive": "good"}, "template": "{text}, so {mask}.", "text": None}
    run_dir = make_run(model={"name": str(masked_model)}, data=data, method={"name": name})
    ended = finished(run_dir)

    card = read_card(run_dir / "adapter")
    assert card.template.endswith("{text}, so {mask}.")
    assert card.template.count("{mask}") == 1
    assert ("so good.\n\n" in card.template) is (name == "few_shot")
    model, _ = open_base(str(masked_model))
    assert read_learned(run_dir / "adapter", model.base)[1] == Learned(None)
    assert 0.0 <= ended.metrics["test"]["accuracy"] <= 1.0


def test_a_table_without_a_row_that_fits_says_so(make_run: MakeRun, table: Path) -> None:
    long = " ".join(["good film"] * 200)
    rows = [f"{number} {long},{('good', 'bad')[number % 2]}" for number in range(40)]
    table.write_text("text,label\n" + "\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(TableError, match="not even one row fits"):
        train_run(make_run(method={"name": "one_shot"}))


def test_a_baseline_asked_to_keep_what_it_has_goes_on_to_its_end(make_run: MakeRun) -> None:
    run_dir = make_run(method={"name": "zero_shot"})
    write_control(run_dir, "keep")
    finished(run_dir)


def test_the_baselines_have_fixed_names() -> None:
    assert {"majority", "zero_shot", "one_shot", "few_shot"} <= METHODS.keys()


@pytest.fixture
def masked_model(tmp_path: Path) -> Path:
    """A random BERT that guesses words of its own."""
    words = "the film was good great a screen bad made no sense story , so ."
    return write_word_tokenizer(save_family("bert", tmp_path / "bert"), words)
