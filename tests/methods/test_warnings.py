"""What speaks against a method on a base model that it fits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from studio.architecture import Architecture
from studio.events import EventFollower, Finished, Warned
from studio.methods.registry import method_settings
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
