"""Tables whose words have a tag each: from the table to what an adapter answers."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from sklearn.metrics import f1_score
from typer.testing import CliRunner

from studio.adapters.diagnosis import diagnose
from studio.adapters.folder import read_card
from studio.cli import app
from studio.data.examples import ExampleMaker
from studio.data.readers import read_table
from studio.engine.protocol import Sampling, write_control
from studio.errors import AdapterError, MethodError, TableError
from studio.events import DataReady, Event, EventFollower, Finished, Paused, StepDone, Warned
from studio.inference.predictor import Predictor
from studio.interpretation.explain import explain
from studio.methods.base import Learned
from studio.spec import read_run_spec, run_spec_from, write_run_spec
from studio.store.project import Project
from studio.store.run_folder import with_absolute_files
from studio.training.metrics import entities, tagging_scores
from studio.training.run import train_run
from tests.families import save_family, write_word_tokenizer

Method = dict[str, Any]
MakeRun = Callable[..., Path]
V2: Method = {"name": "p_tuning_v2", "num_virtual_tokens": 5}
HEAD_ONLY: Method = {"name": "head_only"}
PROMPT: Method = {"name": "prompt_tuning", "num_virtual_tokens": 5, "head": True}
P_TUNING: Method = {"name": "p_tuning", "num_virtual_tokens": 5, "head": True, "encoder_size": 16}
FULL: Method = {"name": "full_finetune", "head": True}
CASES = [
    ("bert", V2),
    ("deberta-v2", V2),
    ("modernbert", V2),
    ("bert", HEAD_ONLY),
    ("bert", PROMPT),
    ("roberta", P_TUNING),
    ("bert", FULL),
]
IDS = [f"{family}-{method['name']}" for family, method in CASES]
NAMES = {"mary": "B-PER", "john": "B-PER", "paris": "B-LOC", "rome": "B-LOC"}
LINES = ["{} smith saw {}", "{} is in {} with {} today", "{} came late", "nobody saw it"]


def write_table(path: Path, rows: range) -> Path:
    """Rows in which a name begins an entity, which "smith" goes on with."""
    lines = ["text,ner"]
    for number in rows:
        names = random.Random(number).choices(list(NAMES), k=3)
        words = LINES[number % len(LINES)].format(*names).split()
        tags = ["I-PER" if word == "smith" else NAMES.get(word, "O") for word in words]
        if words[1:2] == ["smith"]:
            tags[0] = "B-PER"
        lines.append(f"{' '.join(words)},{' '.join(tags)}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    root = tmp_path_factory.mktemp("taggers")

    @cache
    def folder(family: str) -> Path:
        words = "mary john paris rome smith saw is in with today came late nobody it"
        return write_word_tokenizer(save_family(family, root / family), words)

    return folder


@pytest.fixture
def make_run(tmp_path: Path, folders: Callable[[str], Path]) -> MakeRun:
    def make(family: str, method: Method, name: str = "run", data: dict[str, Any] = {}, **training: Any) -> Path:  # noqa: B006
        values = {
            "model": {"name": str(folders(family))},
            "data": {
                "file": str(write_table(tmp_path / "train.csv", range(60))),
                "test_file": str(write_table(tmp_path / "test.csv", range(90, 110))),
                "text": "text",
                "tags": "ner",
                "test": 0.0,
                **data,
            },
            "method": method,
            "training": {"epochs": 4, "batch_size": 8, "threads": 1, "learning_rate": 0.02, **training},
        }
        (tmp_path / name).mkdir()
        write_run_spec(run_spec_from(values), tmp_path / name / "run.toml")
        return tmp_path / name

    return make


@pytest.fixture
def trained(make_run: MakeRun) -> Path:
    """The adapter of a run of P-tuning v2 on BERT."""
    run_dir = make_run("bert", V2)
    train_run(run_dir)
    return run_dir / "adapter"


def events(run_dir: Path, kind: type[Any]) -> list[Any]:
    return [event for _, event in EventFollower(run_dir).new_events() if isinstance(event, kind)]


# --- training ------------------------------------------------------------------------------------------------------


def test_tags_of_several_batches_weigh_by_their_words(make_run: MakeRun, held_to_one_batch: list[int]) -> None:
    run_dir = make_run(
        "bert", {**V2, "dropout": 0.0, "head_dropout": 0.0}, batch_size=4, batches_per_step=3, max_steps=5
    )
    assert isinstance(train_run(run_dir), Finished)
    assert held_to_one_batch == [3, 3, 3, 3, 2]


@pytest.mark.parametrize(("family", "method"), CASES, ids=IDS)
def test_a_run_learns_tags_and_its_adapter_answers_as_the_run_did(
    make_run: MakeRun, tmp_path: Path, family: str, method: Method
) -> None:
    run_dir = make_run(family, method, learning_rate=2e-3 if method is FULL else 0.02)
    ended = train_run(run_dir)

    assert isinstance(ended, Finished)
    said = [event.loss for event in events(run_dir, StepDone)]
    assert sum(said[-7:]) < 0.8 * sum(said[:7])
    assert set(ended.metrics["test"]) == {"accuracy", "macro_f1", "entity_f1", "loss"}
    assert ended.metrics["test"]["accuracy"] > ended.baselines["majority"]["test"]["accuracy"]
    assert ended.baselines["majority"]["test"]["entity_f1"] == 0.0
    assert set(ended.baselines) == {"majority"}
    card = read_card(run_dir / "adapter")
    assert (card.task, card.pooling, card.has_head, card.labels[0]) == ("tagging", None, True, "O")
    assert set(card.labels) == {"O", "B-PER", "I-PER", "B-LOC"}
    scored = Predictor.open(run_dir / "adapter").evaluate(read_table(tmp_path / "test.csv"))
    assert scored["metrics"] == pytest.approx(ended.metrics["test"], abs=1e-6)
    with (run_dir / "predictions" / "test.csv").open(encoding="utf-8") as file:
        kept = list(csv.DictReader(file))
    words = [tag for row in kept for tag in row["answer"].split()]
    truth = [tag for row in kept for tag in row["target"].split()]
    share = sum(one == other for one, other in zip(words, truth, strict=True)) / len(truth)
    assert share == pytest.approx(scored["metrics"]["accuracy"])


@pytest.mark.parametrize("method", [V2, PROMPT], ids=lambda method: method["name"])
def test_a_paused_run_ends_as_one_that_was_not(make_run: MakeRun, method: Method) -> None:
    straight, broken = (make_run("bert", method, name) for name in ("straight", "broken"))
    train_run(straight)

    def pause(event: Event) -> None:
        if isinstance(event, StepDone) and event.step == 15:
            write_control(broken, "pause")

    assert isinstance(train_run(broken, on_event=pause), Paused)
    assert isinstance(train_run(broken, resume=True), Finished)
    assert [event.loss for event in events(broken, StepDone)] == [event.loss for event in events(straight, StepDone)]
    one, other = (load_file(run_dir / "adapter" / "adapter_model.safetensors") for run_dir in (straight, broken))
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_a_baseline_alone_says_the_commonest_tag(make_run: MakeRun) -> None:
    ended = train_run(make_run("bert", {"name": "majority"}))
    assert isinstance(ended, Finished)
    assert ended.metrics["test"]["accuracy"] == pytest.approx(50 / 85)  # each line comes 5 times: 17 words, 10 outside
    assert ended.metrics["test"]["entity_f1"] == 0.0


def test_words_that_are_cut_off_are_counted_and_count_as_the_commonest_tag(make_run: MakeRun, tmp_path: Path) -> None:
    run_dir = make_run("bert", V2, data={"max_tokens": 8}, epochs=1)  # two of them special: the longest row has 7 words
    ended = train_run(run_dir)
    assert isinstance(ended, Finished)
    [ready] = events(run_dir, DataReady)
    assert ready.cut_texts == 20  # each fourth of 80 rows
    [warned] = [event for event in events(run_dir, Warned) if "rows were" in event.message]
    assert warned.message.startswith("20 rows were longer than 8 tokens")
    assert "20 words, which count as of the commonest tag" in warned.message
    predictor = Predictor.open(run_dir / "adapter")
    table = read_table(tmp_path / "test.csv")
    for number, tags in enumerate(predictor.written(table, lambda *_: None)):
        words = table.row(number)["text"].split()
        assert len(tags.split()) == len(words)
        if len(words) == 7:
            assert tags.split()[-1] == "O"
    assert predictor.evaluate(table)["metrics"] == pytest.approx(ended.metrics["test"], abs=1e-6)


@pytest.mark.parametrize(
    ("family", "method", "says"),
    [
        ("llama", V2, "reads both sides of a word"),
        ("t5", {"name": "prompt_tuning"}, "reads both sides of a word"),
        ("bert", {"name": "prompt_tuning"}, "tags are told apart by a head"),
        ("bert", {"name": "prefix_tuning"}, "tags are told apart by a head"),
        ("bert", {"name": "few_shot"}, "tags are told apart by a head"),
        ("bert", {"name": "prompt_ensemble"}, "tags are told apart by a head"),
        ("bert", V2 | {"pooling": "first"}, "Leave pooling empty"),
    ],
)
def test_what_does_not_fit_tags_says_why(make_run: MakeRun, family: str, method: Method, says: str) -> None:
    with pytest.raises(MethodError, match=says):
        train_run(make_run(family, method))


# --- answers -------------------------------------------------------------------------------------------------------


def test_a_table_gets_a_tag_for_each_word(trained: Path, tmp_path: Path) -> None:
    rows = ["mary smith saw rome", '["john", "is in", "late"]', ""]
    with (tmp_path / "new.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["text", "line"], *([text, number] for number, text in enumerate(rows))])
    out = tmp_path / "out.csv"
    done = CliRunner().invoke(
        app, ["predict", "--adapter", str(trained), "--data", str(tmp_path / "new.csv"), "--out", str(out)]
    )
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    assert set(written[0]) == {"text", "line", "prediction"}
    assert [len(row["prediction"].split()) for row in written] == [4, 3, 0]
    predictor = Predictor.open(trained)
    said = predictor.generate("mary smith saw rome", sampling=Sampling())
    assert said == " ".join(
        f"{word}/{tag}" for word, tag in zip(rows[0].split(), written[0]["prediction"].split(), strict=True)
    )
    assert list(predictor.stream({"text": "mary smith saw rome"}, Sampling())) == [said]


def test_a_labelled_table_is_judged_and_what_is_wrong_with_it_is_told_by_line(trained: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        app, ["evaluate", "--adapter", str(trained), "--data", str(tmp_path / "test.csv"), "--json"]
    )
    assert done.exit_code == 0, done.output
    assert "entity_f1" in done.stdout
    json.loads(done.stdout)
    predictor, path = Predictor.open(trained), tmp_path / "wrong.csv"
    path.write_text("text,ner\nmary saw,B-PER O\nmary saw it,B-PER O\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"line 3: 3 words and 2 tags"):
        predictor.evaluate(read_table(path))
    path.write_text("text,ner\nmary saw,B-PER X\n", encoding="utf-8")
    with pytest.raises(TableError, match=r'line 2: the adapter does not know the tag "X"'):
        predictor.evaluate(read_table(path))


def test_an_adapter_of_tags_is_checked_and_explained_as_others_are(trained: Path, tmp_path: Path) -> None:
    assert not diagnose(trained).findings
    found = explain(Predictor.open(trained), table=read_table(tmp_path / "test.csv"), rows=8, progress=lambda *_: None)
    assert found.ablation is not None
    assert "entity_f1" in found.ablation.whole
    assert found.ablation.first[-1].answers_changed == 0


def test_without_a_virtual_token_among_the_input_words_are_found_where_they_stand_then(
    make_run: MakeRun, tmp_path: Path
) -> None:
    run_dir = make_run("bert", PROMPT)
    train_run(run_dir)
    predictor, table = Predictor.open(run_dir / "adapter"), read_table(tmp_path / "test.csv")
    found = explain(predictor, table=table, rows=20, progress=lambda *_: None)
    assert found.ablation is not None
    bare = predictor.task.maker.template.without_slots()
    maker = ExampleMaker(bare, predictor.task.tokenizer, max_tokens=64, answer_room=0, kind="encoder")
    task = replace(predictor.task, maker=maker)
    alone = replace(predictor, learned=Learned(None, predictor.learned.head), task=task)
    expected = alone.measured(alone.labelled(table)[0]).metrics
    assert found.ablation.first[0].metrics == pytest.approx(expected, abs=1e-6)


def test_the_base_model_alone_tells_no_tags(trained: Path) -> None:
    predictor = Predictor.open(trained)
    with pytest.raises(AdapterError, match="The base model alone tells no tags"):
        Predictor.base_alone(predictor.model, predictor.task.tokenizer, predictor.card)
    with pytest.raises(AdapterError, match="tells tags of words and has no labels"):
        predictor.probabilities({"text": "mary"})


def test_methods_are_compared_on_tags_and_those_that_tell_none_are_left_out(make_run: MakeRun, tmp_path: Path) -> None:
    run_dir = make_run("bert", V2)
    made = Project.create(tmp_path / "project")
    made.create_run(with_absolute_files(read_run_spec(run_dir / "run.toml"), run_dir))
    made.close()
    names = "p_tuning_v2,prompt_tuning,prefix_tuning"
    asked = ["compare", "--project", str(tmp_path / "project"), "--data", "train", "--methods", names, "--seeds", "1"]
    done = CliRunner().invoke(app, [*asked, "--max-steps", "2", "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    rows = {row["method"]: row for row in said["rows"]}
    assert list(rows) == ["p_tuning_v2", "prompt_tuning", "prefix_tuning", "majority"]
    assert said["metric"] == "accuracy"
    assert all(len(rows[name]["runs"]) == 1 for name in ("p_tuning_v2", "prompt_tuning"))
    assert "tags are told apart by a head" in rows["prefix_tuning"]["remark"]
    assert rows["majority"]["value"] == pytest.approx(50 / 85)
    assert not any(row["interval"] for row in rows.values())  # words of one row are no draws of their own


# --- scores --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ("O B-PER I-PER O", {("PER", 1, 3)}),
        ("B-PER B-PER", {("PER", 0, 1), ("PER", 1, 2)}),
        ("B-PER I-LOC", {("PER", 0, 1), ("LOC", 1, 2)}),  # goes on with nothing of its kind, so it begins one
        ("I-PER I-PER O I-PER", {("PER", 0, 2), ("PER", 3, 4)}),
        ("B-a-b I-a-b", {("a-b", 0, 2)}),
        ("O X", set()),
        ("", set()),
    ],
)
def test_entities_are_those_of_conlleval(tags: str, found: set[tuple[str, int, int]]) -> None:
    assert entities(tags.split()) == found


def test_scores_of_tags_are_those_worked_out_by_hand() -> None:
    labels = ["O", "B-PER", "I-PER", "B-LOC"]
    truth = [[1, 2, 0, 3], [1, 0], [3]]
    said = [[1, 2, 0, 0], [1, 2], [1]]
    scores, confusion = tagging_scores(truth, said, labels)
    # Entities: PER 0-2, LOC 3-4; PER 0-1; LOC 0-1. Found: PER 0-2; PER 0-2; PER 0-1. One of 4 is right, of 3 found.
    assert scores["entity_f1"] == pytest.approx(2 * 1 / (4 + 3))
    assert scores["accuracy"] == pytest.approx(4 / 7)
    flat = [tag for row in truth for tag in row], [tag for row in said for tag in row]
    assert scores["macro_f1"] == pytest.approx(f1_score(*flat, average="macro"))
    assert confusion == [[1, 0, 1, 0], [0, 2, 0, 0], [0, 0, 1, 0], [1, 1, 0, 0]]
    parts_of_speech, _ = tagging_scores([[0, 1]], [[0, 0]], ["NOUN", "VERB"])
    assert set(parts_of_speech) == {"accuracy", "macro_f1"}
