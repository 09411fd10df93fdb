"""A run on a base model in few bits: what it says of itself, and how its adapter is used."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from studio.adapters.card import AdapterCard
from studio.adapters.folder import read_card
from studio.cli import app
from studio.errors import SpecError
from studio.events import Finished
from studio.inference.predictor import Predictor
from studio.spec import Quantization
from studio.training.rehearsal import rehearse
from studio.training.run import train_run

MakeRun = Callable[..., Path]
FEW = {"max_steps": 2, "eval_every_steps": 2}


@pytest.fixture
def bitsandbytes() -> None:
    pytest.importorskip("bitsandbytes", reason="the extra few-bits is missing")


@pytest.mark.usefixtures("bitsandbytes")
@pytest.mark.parametrize("quantization", ["8bit", "4bit"])
def test_a_quantized_run_leaves_an_adapter_that_says_so(
    make_run: MakeRun, tmp_path: Path, table: Path, quantization: Quantization
) -> None:
    run_dir = make_run(training=FEW | {"quantization": quantization, "checkpoint_activations": True})
    assert isinstance(train_run(run_dir), Finished)
    adapter = run_dir / "adapter"
    card = read_card(adapter)
    assert card.quantization == quantization
    assert f"trained on its weights in {quantization[0]} bits" in (adapter / "README.md").read_text(encoding="utf-8")
    plain = make_run("plain", training=FEW)
    train_run(plain)
    assert read_card(plain / "adapter").model == card.model  # the base model is its files, whatever it is read in
    assert read_card(plain / "adapter").quantization == "none"

    as_trained, in_full = (Predictor.open(adapter, quantization=bits) for bits in (None, "none"))
    assert as_trained.model.base.quantization == quantization
    assert in_full.model.base.quantization == "none"

    asked = ["predict", "--adapter", str(adapter), "--data", str(table), "--out", str(tmp_path / "said.csv")]
    said = CliRunner().invoke(app, asked)
    assert (said.exit_code, said.stderr) == (0, "")
    in_full_words = CliRunner().invoke(app, [*asked, "--quantization", "none"])
    assert in_full_words.exit_code == 0
    assert f'adapter was trained with quantization "{quantization}" and is used with "none".' in in_full_words.stderr


@pytest.mark.usefixtures("bitsandbytes")
def test_a_rehearsal_counts_the_weights_as_they_lie(make_run: MakeRun) -> None:
    whole, packed = (
        rehearse(make_run(bits, training={"quantization": bits, "epochs": 1, "precision": "fp32"}))
        for bits in ("none", "4bit")
    )
    assert (whole.quantization, packed.quantization) == ("none", "4bit")
    numbers, matrices = 2 * (2 * 32 * 32 + 2 * 16 * 32 + 3 * 64 * 32), 2 * 7
    scales = numbers // 64 + 4 * matrices  # a byte a block, and a float for up to 256 of them
    assert whole.weights_bytes - packed.weights_bytes == 4 * numbers - (numbers // 2 + scales)


def test_weights_that_are_trained_lie_in_no_few_bits(make_run: MakeRun) -> None:
    with pytest.raises(SpecError, match="Full fine-tuning trains the weights, and those in few bits are frozen"):
        make_run(method={"name": "full_finetune"}, training={"quantization": "4bit"})


def test_settings_of_a_card_that_are_none_of_ours_count_for_nothing() -> None:
    card = AdapterCard.model_validate_json(
        json.dumps(
            {
                "name": "another's",
                "method": "prompt_tuning",
                "model": {"name": "starter"},
                "task": "generation",
                "template": "{text}",
                "num_virtual_tokens": 1,
                "settings": {"training": {"quantization": "2bit"}},
            }
        )
    )
    assert card.quantization == "none"
