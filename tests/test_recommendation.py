"""What is recommended follows the table and the base model, and what the user gave stays."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from studio.methods.registry import METHODS
from studio.models.word_spread import word_spread
from studio.recommendation import recommendation, recommended_on, with_recommended
from studio.spec import run_spec_from

PROMPT = METHODS["prompt_tuning"].model_validate({})
VALUES = {"data": {"file": "t.csv", "text": "text", "label": "label"}, "method": {"name": "prompt_tuning"}}


def test_few_rows_are_read_more_often_up_to_a_bound() -> None:
    assert recommendation(PROMPT, rows=5_000).epochs == PROMPT.recommended_epochs
    few, fewest = recommendation(PROMPT, rows=1_000), recommendation(PROMPT, rows=10)
    assert few.epochs == 12
    assert "1,000 rows" in few.epochs_reason
    assert fewest.epochs == 30


def test_the_rate_of_virtual_tokens_follows_the_size_of_words() -> None:
    assert recommendation(PROMPT, spread=0.105).learning_rate == 0.1
    assert recommendation(PROMPT, spread=0.021).learning_rate == 0.02
    prefix = METHODS["prefix_tuning"].model_validate({})
    assert recommendation(prefix, spread=0.021).learning_rate == prefix.recommended_learning_rate


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_the_size_of_words_is_read_from_the_file(tmp_path: Path, dtype: torch.dtype) -> None:
    words = (0.03 * torch.randn(500, 64)).to(dtype)
    save_file({"model.embed_tokens.weight": words}, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text('{"model_type": "llama", "hidden_size": 64}')
    assert word_spread(tmp_path) == pytest.approx(float(words.float().std(correction=0)), rel=1e-3)
    (tmp_path / "config.json").write_text('{"model_type": "gemma", "hidden_size": 64}')
    assert word_spread(tmp_path) == pytest.approx(8 * float(words.float().std(correction=0)), rel=1e-3)


def test_what_is_given_stays_and_what_is_open_is_written_out() -> None:
    spec = run_spec_from(VALUES | {"training": {"learning_rate": 0.3}})
    planned = with_recommended(spec, rows=10_000, spread=0.021, weights=1_000_000)
    assert planned.training.learning_rate == 0.3
    assert planned.training.epochs == PROMPT.recommended_epochs
    assert with_recommended(planned, rows=10, spread=None, weights=None) == planned


def test_words_are_read_only_where_the_rate_is_open_and_follows_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    monkeypatch.setattr("studio.recommendation.word_spread", lambda folder: read.append(folder) or 0.021)
    rate_is_given = run_spec_from(VALUES | {"training": {"learning_rate": 0.3}})
    prefix = run_spec_from(VALUES | {"method": {"name": "prefix_tuning"}})
    for spec in (rate_is_given, prefix):
        recommended_on(spec, tmp_path, rows=100, weights=None)
    assert read == []
    assert recommended_on(run_spec_from(VALUES), tmp_path, rows=100, weights=None).learning_rate == 0.02
    assert read == [tmp_path]
