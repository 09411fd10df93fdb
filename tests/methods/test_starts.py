"""Where virtual tokens start from: what the user names is what stands there at step 0, or a sentence says why not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from studio.errors import MethodError
from studio.methods.base import InputPrompt
from studio.methods.registry import METHODS, build_prompt
from studio.models.base_model import BaseModel, load_base_model
from studio.training.start import load_vectors
from tests.adapters.test_peft_parity import context


@pytest.fixture(scope="module")
def base(tiny_model: Path) -> BaseModel:
    return load_base_model("tiny", tiny_model, device=torch.device("cpu"), dtype=torch.float32)


@pytest.mark.parametrize("encoder", ["lstm", "mlp"])
def test_a_prompt_encoder_with_dropout_starts_at_its_words_too(base: BaseModel, encoder: str) -> None:
    torch.manual_seed(0)
    start = torch.randn(4, base.hidden_size) * 0.2
    settings = METHODS["p_tuning"].model_validate(
        {"num_virtual_tokens": 4, "encoder": encoder, "encoder_dropout": 0.5, "start": "file", "start_file": "x.npy"}
    )
    prompt = build_prompt(settings, replace(context(base), load_vectors=lambda _: start))
    assert prompt.training
    assert all(module.training for module in prompt.modules())
    made = prompt.eval()()
    assert isinstance(made, InputPrompt)
    torch.testing.assert_close(made.vectors[0], start)


@pytest.mark.parametrize("value", [0.0, 0.25])
def test_vectors_that_are_all_alike_can_be_started_from(base: BaseModel, value: float) -> None:
    start = torch.full((4, base.hidden_size), value)
    settings = METHODS["p_tuning"].model_validate({"num_virtual_tokens": 4, "start": "file", "start_file": "x.npy"})
    made = build_prompt(settings, replace(context(base), load_vectors=lambda _: start))()
    assert isinstance(made, InputPrompt)
    torch.testing.assert_close(made.vectors[0], start)


@pytest.mark.parametrize("name", ["prompt_tuning", "prefix_tuning"])
def test_a_text_that_is_no_token_is_refused(base: BaseModel, name: str) -> None:
    settings = METHODS[name].model_validate({"start": "text", "start_text": "\u200b"})
    with pytest.raises(MethodError, match=r"start_text.*no token"):
        build_prompt(settings, replace(context(base), tokenize=lambda _: []))


def test_a_file_without_vectors_is_refused(tmp_path: Path) -> None:
    torn, empty = tmp_path / "torn.npy", tmp_path / "empty.npy"
    torn.write_bytes(b"")
    np.save(empty, np.zeros((0, 32), np.float32))
    for file, says in ((torn, "cannot be read"), (empty, "no vectors")):
        with pytest.raises(MethodError, match=says):
            load_vectors(str(file), hidden_size=32)


@pytest.mark.parametrize("name", sorted(METHODS))
def test_a_run_begins_at_an_adapter_or_it_is_said_why_not(name: str, tmp_path: Path) -> None:
    settings = METHODS[name].model_validate({})
    if name not in ("prompt_tuning", "p_tuning", "multitask_prompt_tuning"):
        with pytest.raises(MethodError, match=f"{settings.title} cannot begin at an adapter: ") as caught:
            settings.begun_at(tmp_path)
        assert settings.not_from_adapter in caught.value.message
        return
    begun = settings.model_copy(update={"start": "text", "start_text": "words"}).begun_at(tmp_path)
    assert type(settings).model_validate(begun.model_dump()) == begun
    assert (begun.start, begun.start_file, begun.start_text) == ("file", str(tmp_path), None)  # type: ignore[attr-defined]


def test_a_multitask_source_goes_on_with_one_table(tmp_path: Path) -> None:
    task = {"name": "other", "file": "o.csv", "text": "text", "label": "label"}
    source = METHODS["multitask_prompt_tuning"].model_validate({"stage": "source", "tasks": [task]})
    begun = source.begun_at(tmp_path)
    assert (begun.stage, begun.tasks, begun.start) == ("target", (), "file")  # type: ignore[attr-defined]
