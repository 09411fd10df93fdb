"""A front that was read before says what one says that is read with its rows."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from studio.data.batches import Batch, collate
from studio.data.examples import Example
from studio.inference.fronts import FrontReader
from studio.methods.base import GatedPrompt, InputPrompt, KeyValuePrompt, KeyValues, Learned, Prompt
from studio.models.packed import Rows
from studio.models.prompted import PromptedModel
from tests.families import DECODERS, family_loader

FAMILIES = tuple(family for family in DECODERS if family != "bloom")
P = 4


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return family_loader(tmp_path_factory.mktemp("fronts"))


def input_batch(*rows: list[int]) -> Batch:
    return collate([Example(ids=(-1, -1, 7, -1, 30, 31, *row[:1], -1, *row[1:])) for row in rows])


def text_batch(*rows: list[int]) -> Batch:
    return collate([Example(ids=(7, 30, 31, *row)) for row in rows])


def prefix_of(model: PromptedModel, prompts: int = 1, length: int = P) -> Prompt:
    layers, (heads, size) = model.base.shape_of("decoder")
    return KeyValuePrompt({"decoder": KeyValues(*(torch.randn(prompts, layers, heads, length, size) for _ in "kv"))})


def text_of(hidden: Tensor, batch: Batch) -> Tensor:
    """The states of the rows' own tokens, one after another."""
    places = torch.arange(hidden.shape[1])
    return hidden[(places >= batch.front) & (places < batch.lengths.unsqueeze(1))]


def same(one: Tensor, other: Tensor) -> bool:
    return bool((one - other).norm() <= 1e-5 * other.norm())


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("kind", ["input", "prefix", "none"])
@torch.no_grad()
def test_what_was_read_before_is_not_read_again(models: Any, family: str, kind: str) -> None:
    model = models(family)
    prompt = {
        "input": lambda: InputPrompt(torch.randn(1, P, model.base.hidden_size)),
        "prefix": lambda: prefix_of(model),
        "none": lambda: None,
    }[kind]()
    batches = input_batch if kind == "input" else text_batch
    reader = FrontReader(model, Learned(prompt))
    for batch in (batches([5, 9, 11], [8, 3]), batches([60, 61, 62, 63, 64], [9, 9]), batches([5, 9])):
        read = reader.of(batch)
        assert read is not None
        assert read.size <= batch.front
        said = model.hidden_states(prompt, **batch.model_input, read=read)
        assert same(text_of(said, batch), text_of(model.hidden_states(prompt, **batch.model_input), batch))


@torch.no_grad()
def test_rows_that_begin_otherwise_have_their_front_read_anew(models: Any) -> None:
    model = models("llama")
    reader = FrontReader(model, Learned(None))
    for ids in ((7, 30, 31, 5), (8, 30, 31, 5), (8, 30, 40, 5)):
        batch = collate([Example(ids=ids), Example(ids=(*ids, 9))])
        said = model.hidden_states(None, **batch.model_input, read=reader.of(batch))
        assert same(text_of(said, batch), text_of(model.hidden_states(None, **batch.model_input), batch))


def test_a_gated_prompt_and_rows_with_nothing_in_common_are_read_together(models: Any) -> None:
    model = models("llama")
    gated = GatedPrompt(torch.randn(1, 2, P, model.base.hidden_size), torch.zeros(1, 2, model.base.num_heads))
    assert FrontReader(model, Learned(gated)).of(text_batch([5, 9], [8])) is None
    assert FrontReader(model, Learned(None)).of(collate([Example(ids=(5, 9)), Example(ids=(8, 9))])) is None


@pytest.mark.parametrize("family", FAMILIES)
@torch.no_grad()
def test_adapters_of_any_length_answer_in_one_pass(models: Any, family: str) -> None:
    """Prompts of different kinds and lengths, other templates, rows of other lengths: each says what it says alone."""
    model = models(family)
    pairs: list[tuple[Prompt | None, Batch]] = [
        (InputPrompt(torch.randn(1, P, model.base.hidden_size)), input_batch([5, 9, 11], [8, 3])),
        (prefix_of(model, length=7), text_batch([5, 9, 11, 40, 33, 77, 12, 13], [8])),
        (None, text_batch([60, 61], [8, 3, 4])),
    ]
    parts = []
    for prompt, batch in pairs:
        given = batch.model_input
        del given["prompt_index"]
        parts.append(Rows(prompt, **given, read=FrontReader(model, Learned(prompt)).of(batch)))
    for (prompt, batch), said in zip(pairs, model.hidden_states_together(parts), strict=True):
        assert same(
            text_of(said[:, : batch.input_ids.shape[1]], batch),
            text_of(model.hidden_states(prompt, **batch.model_input), batch),
        )
