"""Whole runs on small random encoder-decoders: text to text, for classes and for written answers."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from studio.adapters.folder import read_card
from studio.data.readers import read_table
from studio.engine.protocol import Sampling
from studio.events import EventFollower, Finished, StepDone
from studio.inference.answer_file import predict_table
from studio.inference.predictor import Predictor
from studio.training.run import train_run
from tests.families import ENCODER_DECODERS, save_family, write_word_tokenizer

MakeRun = Callable[..., Path]
WORDS = "the film was good great a bad story made no sense screen positive negative facts and review"
METHODS: dict[str, dict[str, Any]] = {
    "prompt_tuning": {"name": "prompt_tuning", "num_virtual_tokens": 4},
    "p_tuning": {"name": "p_tuning", "num_virtual_tokens": 4},
    "prefix_tuning": {"name": "prefix_tuning", "num_virtual_tokens": 4},
}
RATES = {"prompt_tuning": 0.03, "p_tuning": 0.001, "prefix_tuning": 0.03}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("encoder-decoders")
    return {family: write_word_tokenizer(save_family(family, root / family), WORDS) for family in ENCODER_DECODERS}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("family", ENCODER_DECODERS)
def test_classes_are_told_by_the_word_that_the_decoder_answers(
    make_run: MakeRun, table: Path, folders: dict[str, Path], family: str, method: str
) -> None:
    training = {"epochs": 8, "learning_rate": RATES[method], "batch_size": 128}  # every step sees every row
    run_dir = make_run(model={"name": str(folders[family])}, method=METHODS[method], training=training)
    before = load_file(folders[family] / "model.safetensors")

    ended = train_run(run_dir)

    assert isinstance(ended, Finished)
    losses = [event.loss for _, event in EventFollower(run_dir).new_events() if isinstance(event, StepDone)]
    assert len(losses) == 8
    assert losses[-1] < losses[0] - 0.01
    after = load_file(folders[family] / "model.safetensors")
    assert all(torch.equal(before[name], after[name]) for name in before)
    card = read_card(run_dir / "adapter")
    assert (card.kind, card.template) == ("encoder_decoder", "{text}")
    predictor = Predictor.open(run_dir / "adapter", model=str(folders[family]))
    rows = predictor.fitting(read_table(table))
    predict_table({"": predictor}, rows, run_dir / "out.csv")
    with (run_dir / "out.csv").open(encoding="utf-8", newline="") as file:
        answers = [row["prediction"] for row in csv.DictReader(file)]
    with (run_dir / "predictions" / "test.csv").open(encoding="utf-8", newline="") as file:
        assert all(answers[int(row["row"])] == row["predicted"] for row in csv.DictReader(file))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("family", ENCODER_DECODERS)
def test_answers_are_written_by_the_decoder(
    make_run: MakeRun, tmp_path: Path, folders: dict[str, Path], family: str, method: str
) -> None:
    lines = ["facts\tsentence"] + [f"film {n}\tthe film {n} was good" for n in range(40)]
    (tmp_path / "facts.tsv").write_text("\n".join(lines), encoding="utf-8")
    data = {"file": str(tmp_path / "facts.tsv"), "text": "facts", "label": None, "target": "sentence"}
    training = {"max_new_tokens": 8, "generated_rows": 3}
    training |= {"epochs": 8, "learning_rate": RATES[method], "batch_size": 128}
    model = {"name": str(folders[family])}
    run_dir = make_run(model=model, data=data, method=METHODS[method], training=training)

    ended = train_run(run_dir)

    assert isinstance(ended, Finished)
    assert set(ended.metrics["test"]) == {"bleu", "chrf", "rouge_l", "exact_match", "loss"}
    losses = [event.loss for _, event in EventFollower(run_dir).new_events() if isinstance(event, StepDone)]
    assert losses[-1] < losses[0] - 0.01
    predictor = Predictor.open(run_dir / "adapter", model=str(folders[family]))
    parts: list[str] = []
    assert predictor.generate("film 3", sampling=Sampling(max_new_tokens=5), on_text=parts.append) == (
        "".join(parts).strip()
    )


@pytest.mark.parametrize("family", ENCODER_DECODERS)
def test_a_prefix_has_numbers_of_its_own_for_encoder_decoder_and_cross_attention_and_stays_out_of_peft(
    make_run: MakeRun, folders: dict[str, Path], family: str
) -> None:
    run_dir = make_run(model={"name": str(folders[family])}, method=METHODS["prefix_tuning"])
    ended = train_run(run_dir)
    assert isinstance(ended, Finished)
    stored = load_file(run_dir / "adapter" / "adapter_model.safetensors")
    assert set(stored) == {f"{part}.prompt_embeddings" for part in ("encoder", "decoder", "cross")}
    assert ended.trainable_parameters == sum(tensor.numel() for tensor in stored.values())
    reason = json.loads((run_dir / "adapter" / "studio.json").read_text())["not_in_peft"]
    assert reason == "PEFT has no prefix for an encoder, nor for a decoder's attention to it."
    assert not (run_dir / "adapter" / "adapter_config.json").exists()
