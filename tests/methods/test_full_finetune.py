"""Full fine-tuning: the base model's own weights are trained, and what comes out is a base model of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoModelForMaskedLM, AutoModelForSeq2SeqLM

from studio.adapters.diagnosis import diagnose
from studio.adapters.folder import check_adapter, export_adapter, import_adapter
from studio.data.readers import read_table
from studio.engine.protocol import Sampling, write_control
from studio.errors import AdapterError, MethodError, SpecError
from studio.events import Event, EventFollower, Finished, Paused, StepDone, TrainingPlanned
from studio.inference.predictor import Predictor, open_base
from studio.methods.full_finetune.settings import FullFinetuneSettings
from studio.recommendation import recommendation
from studio.spec import RunSpec, read_run_spec, run_spec_from, write_run_spec
from studio.store.project import Project
from studio.training.checkpoint import checkpoints
from studio.training.run import train_run
from tests.families import save_family, write_word_tokenizer

MakeRun = Callable[..., Path]
VOCABULARY = "the film was good great a screen bad made no sense story positive negative so It was . ,"
METHOD = {"name": "full_finetune"}


def hashes(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def steps(run_dir: Path) -> list[StepDone]:
    return [event for _, event in EventFollower(run_dir).new_events() if isinstance(event, StepDone)]


@pytest.fixture
def make_run(tmp_path: Path, tiny_model: Path) -> MakeRun:
    """A small run on the random Llama, or on a model of another family."""
    lines = ["text,label"]
    for number in range(60):
        words, label = [("a bad story", "negative"), ("good", "positive"), ("great", "positive")][number % 3]
        lines.append(f"the film {number} was {words},{label}")
    (tmp_path / "films.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def make(name: str = "run", *, family: str = "", method: dict[str, Any] = METHOD, **training: Any) -> Path:
        folder = tiny_model
        if family:
            folder = write_word_tokenizer(save_family(family, tmp_path / family), VOCABULARY)
        values = {
            "model": {"name": str(folder)},
            "data": {"file": str(tmp_path / "films.csv"), "text": "text", "label": "label", "test": 0.2},
            "method": method,
            "training": {"epochs": 3, "batch_size": 8, "threads": 1, "learning_rate": 3e-3, **training},
        }
        (tmp_path / name).mkdir()
        write_run_spec(run_spec_from(values), tmp_path / name / "run.toml")
        return tmp_path / name

    return make


def finished(run_dir: Path) -> Finished:
    ended = train_run(run_dir)
    assert isinstance(ended, Finished)
    return ended


@pytest.mark.parametrize(
    ("family", "method"),
    [
        ("", METHOD),
        ("gpt2", METHOD),
        ("bert", METHOD),
        ("bert", {**METHOD, "head": True}),
        ("deberta-v2", {**METHOD, "head": True}),
        ("t5", METHOD),
        ("bloom", METHOD),
    ],
    ids=["llama", "gpt2-tied", "bert-cloze", "bert-head", "deberta-v2-head", "t5", "bloom"],
)
def test_every_kind_of_base_model_is_trained_whole(
    make_run: MakeRun, tmp_path: Path, family: str, method: dict[str, Any]
) -> None:
    run_dir = make_run(family=family, method=method, epochs=8)
    base = Path(read_run_spec(run_dir / "run.toml").model.name)
    before = hashes(base)
    ended = finished(run_dir)

    assert hashes(base) == before
    [planned] = [event for _, event in EventFollower(run_dir).new_events() if isinstance(event, TrainingPlanned)]
    assert planned.trainable_parameters >= planned.model_parameters
    assert ended.metrics["test"]["accuracy"] > ended.baselines["majority"]["test"]["accuracy"]
    predictor = Predictor.open(run_dir / "adapter")
    scores = predictor.evaluate(read_table(tmp_path / "films.csv"))["metrics"]
    assert scores["accuracy"] > 0.9
    assert "PEFT cannot load" in (run_dir / "adapter" / "README.md").read_text(encoding="utf-8")


def test_resuming_ends_where_not_stopping_does(make_run: MakeRun) -> None:
    straight, broken = make_run("straight"), make_run("broken")
    whole = finished(straight)

    def pause(event: Event) -> None:
        if isinstance(event, StepDone) and event.step == 8:
            write_control(broken, "pause")

    assert isinstance(train_run(broken, on_event=pause), Paused)
    assert checkpoints(broken)
    ended = train_run(broken, resume=True)

    assert isinstance(ended, Finished)
    assert ended.metrics == whole.metrics
    assert ended.baselines == whole.baselines  # of the base model as it was, and not as the checkpoint has it
    assert [event.loss for event in steps(broken)] == [event.loss for event in steps(straight)]
    one, other = (load_file(run_dir / "adapter" / "model.safetensors") for run_dir in (straight, broken))
    assert one.keys() == other.keys()
    assert all(one[name].equal(other[name]) for name in one)
    assert not checkpoints(broken)


@pytest.mark.parametrize(
    ("family", "loader"),
    [("", AutoModelForCausalLM), ("gpt2", AutoModelForCausalLM), ("bert", AutoModelForMaskedLM)],
    ids=["llama", "gpt2", "bert"],
)
def test_what_is_exported_loads_in_transformers_with_equal_logits(
    make_run: MakeRun, tmp_path: Path, family: str, loader: Any
) -> None:
    run_dir = make_run(family=family)
    finished(run_dir)
    folder = export_adapter(run_dir / "adapter", tmp_path / "exported")
    theirs = loader.from_pretrained(folder, attn_implementation="eager").eval()
    untrained = loader.from_pretrained(read_run_spec(run_dir / "run.toml").model.name).eval()
    predictor = Predictor.open(folder)

    example = predictor.task.example({"text": "the film 3 was good"})
    batch = predictor.task.collate([example])
    ids = torch.tensor([example.ids])
    with torch.no_grad():
        ours = predictor.model.logits(predictor.model.hidden_states(None, **batch.model_input))[0, : ids.shape[1]]
        said = theirs(input_ids=ids).logits[0]
        assert not torch.allclose(said, untrained(input_ids=ids).logits[0], atol=1e-3)
    torch.testing.assert_close(ours, said, atol=1e-4, rtol=1e-4)


def test_an_encoder_decoder_loads_in_transformers_with_the_trained_weights(make_run: MakeRun) -> None:
    run_dir = make_run(family="t5")
    finished(run_dir)
    theirs = AutoModelForSeq2SeqLM.from_pretrained(run_dir / "adapter")
    ours, _ = open_base(str(run_dir / "adapter"))
    own = dict(ours.base.network.named_parameters())
    assert all(tensor.equal(own[name]) for name, tensor in theirs.named_parameters())


def test_what_was_trained_whole_is_a_base_model_for_further_runs(make_run: MakeRun) -> None:
    run_dir = make_run()
    whole = finished(run_dir)
    asked = make_run("asked", method={"name": "zero_shot"})
    spec = read_run_spec(asked / "run.toml")
    spec = RunSpec.model_validate({**spec.model_dump(), "model": {"name": str(run_dir / "adapter")}})
    write_run_spec(spec, asked / "run.toml")

    again = finished(asked).metrics["test"]
    for name in ("accuracy", "macro_f1"):  # its probabilities were calibrated, and those of a hard prompt are not
        assert again[name] == pytest.approx(whole.metrics["test"][name], abs=1e-6)


def test_it_goes_through_a_zip_and_cannot_stand_on_another_model(
    make_run: MakeRun, tmp_path: Path, tiny_model: Path
) -> None:
    run_dir = make_run(max_steps=2)
    finished(run_dir)
    folder = import_adapter(export_adapter(run_dir / "adapter", tmp_path / "whole.zip"), tmp_path / "in")
    films = read_table(tmp_path / "films.csv")
    assert (diagnose(folder).findings, diagnose(folder).not_checked) == ([], [])

    assert Predictor.open(folder).evaluate(films) == Predictor.open(run_dir / "adapter").evaluate(films)
    with pytest.raises(AdapterError, match="a base model of its own"):
        Predictor.open(folder, model=str(tiny_model))
    (folder / "model.safetensors").unlink()
    with pytest.raises(AdapterError, match=r"model\.safetensors is missing"):
        check_adapter(folder)


def test_a_project_says_which_folder_to_open_even_when_it_has_moved(make_run: MakeRun, tmp_path: Path) -> None:
    spec = read_run_spec(make_run(max_steps=2) / "run.toml")
    project = Project.create(tmp_path / "project")
    run_dir = project.create_run(spec)
    finished(run_dir)
    project.sync()
    [row] = project.store.adapters()
    assert row.model == str(run_dir / "adapter")
    project.close()

    (tmp_path / "project").rename(tmp_path / "moved")
    moved = Project.open(tmp_path / "moved")
    [row] = moved.store.adapters()
    moved.close()
    assert row.model == str(row.folder) == str(tmp_path / "moved" / "runs" / run_dir.name / "adapter")
    assert Predictor.open(row.folder).probabilities({"text": "good"})


def test_text_is_learned_too(make_run: MakeRun, tmp_path: Path) -> None:
    lines = ["facts\tsentence"] + [f"film {n}\tthe film {n} was good" for n in range(40)]
    (tmp_path / "facts.tsv").write_text("\n".join(lines), encoding="utf-8")
    run_dir = make_run(epochs=20, max_new_tokens=24, generated_rows=3)
    values = read_run_spec(run_dir / "run.toml").model_dump(exclude_none=True)
    values["data"] = {"file": str(tmp_path / "facts.tsv"), "text": "facts", "target": "sentence"}
    write_run_spec(RunSpec.model_validate(values), run_dir / "run.toml")
    finished(run_dir)

    answer = Predictor.open(run_dir / "adapter").generate("film 3", sampling=Sampling(max_new_tokens=24))
    assert "the film" in answer


def test_larger_models_are_trained_at_smaller_rates_unless_one_is_given() -> None:
    rates = [FullFinetuneSettings().learning_rate_for(weights) for weights in (1_000_000, 110_000_000, 7_000_000_000)]
    assert rates == [5e-4, 8e-5, 5e-6]
    assert FullFinetuneSettings(smaller_rate_for_larger_models=False).learning_rate_for(7_000_000_000) == 5e-4
    assert recommendation(FullFinetuneSettings(), weights=110_000_000).learning_rate == 8e-5


def test_weights_in_bf16_and_encoders_without_words_are_refused(make_run: MakeRun) -> None:
    with pytest.raises(SpecError, match="needs fp32"):
        make_run("coarse", precision="bf16")
    with pytest.raises(MethodError, match="Choose a classification head"):
        train_run(make_run(family="bert-with-pooler"))
