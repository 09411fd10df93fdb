"""What speaks against a method on a base model that it fits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studio.architecture import Architecture
from studio.events import EventFollower, Finished, Warned
from studio.methods.registry import method_settings
from studio.spec import run_spec_from
from studio.training.run import train_run
from tests.families import save_family, write_word_tokenizer

MISTRAL = Architecture.of({"model_type": "mistral", "architectures": ["MistralForCausalLM"], "sliding_window": 4096})
T5 = {"model_type": "t5", "is_encoder_decoder": True}
OLD_T5 = Architecture.of(T5 | {"feed_forward_proj": "relu"})
NEW_T5 = Architecture.of(T5 | {"feed_forward_proj": "gated-gelu"})
MT5 = Architecture.of(T5 | {"model_type": "mt5", "feed_forward_proj": "gated-gelu"})


@pytest.mark.parametrize(
    ("method", "architecture", "model", "says"),
    [
        ("prefix_tuning", MISTRAL, "mistralai/Mistral-7B-v0.1", "no further than 4,096 tokens"),
        ("prompt_tuning", MISTRAL, "mistralai/Mistral-7B-v0.1", ""),
        ("prompt_tuning", NEW_T5, "google/t5-v1_1-base", "google/t5-base-lm-adapt"),
        ("p_tuning", MT5, "google/mt5-small", "fill gaps"),
        ("prompt_ensemble", MT5, "models/mine", "fill gaps"),
        ("prefix_tuning", NEW_T5, "google/t5-v1_1-base", ""),
        ("prompt_tuning", OLD_T5, "google-t5/t5-base", ""),
        ("prompt_tuning", NEW_T5, "google/t5-base-lm-adapt", ""),
        ("prompt_tuning", NEW_T5, "google/flan-t5-base", ""),
        ("prompt_tuning", NEW_T5, "bigscience/T0_3B", ""),
        ("prompt_tuning", MT5, "bigscience/mt0-small", ""),
        ("prompt_tuning", NEW_T5, "runs/test0_model", "fill gaps"),
    ],
)
def test_a_method_warns_of_base_models_that_it_works_badly_on(
    method: str, architecture: Architecture, model: str, says: str
) -> None:
    found = method_settings(method).model_validate({}).warnings(architecture, model)
    assert len(found) == bool(says)
    assert says in " ".join(found)


@pytest.mark.parametrize(
    ("method", "says"),
    [
        ({"name": "prompt_tuning", "head_dropout": 0.3, "pooling": "mean"}, "pooling, head_dropout: without effect"),
        ({"name": "prompt_tuning", "head_dropout": 0.3, "head": True}, ""),
        ({"name": "p_tuning", "head_learning_rate": 1.0, "encoder": "mlp"}, "head_learning_rate: without effect"),
        ({"name": "p_tuning", "encoder_layers": 1, "encoder_dropout": 0.1}, "encoder_dropout: without effect"),
        ({"name": "p_tuning", "encoder_layers": 1, "encoder_dropout": 0.1, "encoder": "mlp"}, ""),
        ({"name": "p_tuning", "encoder_dropout": 0.1}, ""),
        ({"name": "full_finetune", "pooling": "last"}, "Set head to true"),
        ({"name": "prefix_tuning", "reparameterization_size": 64}, "Set reparameterization to true"),
        ({"name": "prefix_tuning", "reparameterization_size": 64, "reparameterization": True}, ""),
        ({"name": "cpt", "examples": (3, 4), "examples_seed": 1}, "examples_seed: without effect"),
        ({"name": "cpt", "examples_seed": 1}, ""),
        ({"name": "multitask_prompt_tuning", "distillation": 0.5}, "distillation: without effect"),
    ],
)
def test_a_setting_of_a_method_that_changes_nothing_is_said(method: dict[str, Any], says: str) -> None:
    found = method_settings(method["name"]).model_validate(method).idle()
    assert len(found) == bool(says)
    assert says in " ".join(found)


@pytest.mark.parametrize(
    ("data", "training", "method", "says"),
    [
        ({"label": "l"}, {}, "prompt_tuning", ""),
        ({"label": "l"}, {"loss": "vocabulary"}, "prompt_tuning", ""),
        ({"label": "l"}, {"loss": "vocabulary"}, "p_tuning_v2", "loss: without effect"),
        ({"target": "t"}, {"loss": "vocabulary"}, "prompt_tuning", "loss: without effect"),
        ({"target": "t"}, {"generated_rows": 5}, "prompt_tuning", ""),
        ({"label": "l"}, {"generated_rows": 5}, "prompt_tuning", "generated_rows: without effect"),
        ({"label": "l", "label_words": {"a": "b"}}, {}, "p_tuning_v2", "label_words: without effect"),
        ({"label": "l", "test_file": "t.csv"}, {}, "prompt_tuning", ""),
        ({"label": "l", "test_file": "t.csv", "test": 0.3}, {}, "prompt_tuning", "test: without effect"),
    ],
)
def test_a_setting_of_a_run_that_changes_nothing_is_said(
    data: dict[str, Any], training: dict[str, Any], method: str, says: str
) -> None:
    values = {"data": {"file": "f.csv", "text": "text", **data}, "training": training, "method": {"name": method}}
    found = run_spec_from(values).idle()
    assert len(found) == bool(says)
    assert says in " ".join(found)


def test_what_changes_nothing_is_said_at_the_start_of_a_run(make_run: Callable[..., Path]) -> None:
    run_dir = make_run(method={"head_dropout": 0.5}, training={"max_steps": 1})
    assert isinstance(train_run(run_dir), Finished)
    warned = [event.message for _, event in EventFollower(run_dir).new_events() if isinstance(event, Warned)]
    assert any("head_dropout: without effect" in message for message in warned)


@pytest.mark.parametrize(
    ("family", "method", "says"), [("mistral", "prefix_tuning", "6 tokens"), ("mt5", "prompt_tuning", "fill gaps")]
)
def test_a_run_says_so_at_its_start_and_goes_on(
    make_run: Callable[..., Path], tmp_path: Path, family: str, method: str, says: str
) -> None:
    model = write_word_tokenizer(
        save_family(family, tmp_path / family), "the film was good great bad positive negative"
    )
    name = {"name": method, "num_virtual_tokens": 4}
    run_dir = make_run(model={"name": str(model)}, method=name, training={"max_steps": 1})
    assert isinstance(train_run(run_dir), Finished)
    warned = [event.message for _, event in EventFollower(run_dir).new_events() if isinstance(event, Warned)]
    assert len(warned) == 1
    assert says in warned[0]
