"""Every family, through the one attention function, against its own forward pass."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from transformers import AutoModelForCausalLM, AutoModelForMaskedLM, AutoModelForSeq2SeqLM, DynamicCache

from studio.data.batches import Batch, collate
from studio.data.examples import Example
from studio.methods.base import GatedPrompt, InputPrompt, KeyValuePrompt, KeyValues, Prompt
from studio.models.base_model import BaseModel
from studio.models.prompted import PromptedModel
from tests.families import DECODERS, ENCODER_DECODERS, ENCODERS, family_loader

ROWS = [[5, 9, 11, 40, 33, 77, 12, 13, 14, 15, 16], [8, 3], [60, 61, 62, 63]]
ANSWERS = [[21, 22, 23], [24], [25, 26]]
START = 2
GATED = tuple(family for family in DECODERS if family != "bloom")


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return family_loader(tmp_path_factory.mktemp("families"))


def own(folder: Path, kind: str) -> Any:
    """The network as transformers runs it."""
    loader = {"decoder": AutoModelForCausalLM, "encoder": AutoModelForMaskedLM}.get(kind, AutoModelForSeq2SeqLM)
    return loader.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()


def batch_of(base: BaseModel, slots: int = 0) -> Batch:
    front = (-1,) * slots
    if base.kind == "encoder_decoder":
        examples = [
            Example(ids=(START,), source_ids=(*front, *row), answer_ids=tuple(answer))
            for row, answer in zip(ROWS, ANSWERS, strict=True)
        ]
        return collate(examples)
    return collate([Example(ids=(*front, *row)) for row in ROWS], bidirectional=base.kind == "encoder")


def logits_here(model: PromptedModel, prompt: Prompt | None, slots: int = 0) -> list[Tensor]:
    """[T, V] of each row: of its text, or of its answer behind an encoder."""
    batch = batch_of(model.base, slots)
    with torch.no_grad():
        logits = model.logits(model.hidden_states(prompt, **batch.model_input))
    if model.base.kind == "encoder_decoder":
        return [logits[number, : 1 + len(answer)] for number, answer in enumerate(ANSWERS)]
    return [logits[number, slots : slots + len(row)] for number, row in enumerate(ROWS)]


def logits_there(model: PromptedModel, vectors: Tensor | None = None, **inputs: Any) -> list[Tensor]:
    """The same by transformers alone, each row on its own. vectors: [P, H], put in front of what is read first."""
    network = own(model.base.folder, model.base.kind)
    embed, found = network.get_input_embeddings(), []
    for row, answer in zip(ROWS, ANSWERS, strict=True):
        read = embed(torch.tensor([row]))
        if vectors is not None:
            read = torch.cat([vectors.unsqueeze(0), read], dim=1)
        more = dict(inputs)
        if model.base.kind == "encoder_decoder":
            more["decoder_input_ids"] = torch.tensor([[START, *answer]])
        elif inputs.get("past_key_values") is not None:
            more["past_key_values"] = inputs["past_key_values"]()
        with torch.no_grad():
            logits = network(inputs_embeds=read, **more).logits[0]
        found.append(logits if model.base.kind == "encoder_decoder" else logits[-len(row) :])
    return found


def same(mine: list[Tensor], theirs: list[Tensor]) -> bool:
    """Within 1e-4 of the largest logit."""
    return all(float((a - b).abs().max()) < 1e-4 * float(b.abs().max()) for a, b in zip(mine, theirs, strict=True))


@pytest.mark.parametrize("family", [*DECODERS, *ENCODERS, *ENCODER_DECODERS])
def test_without_a_prompt_a_padded_batch_says_what_transformers_says(models: Any, family: str) -> None:
    model = models(family)
    assert same(logits_here(model, None), logits_there(model))


@pytest.mark.parametrize("family", [*DECODERS, *ENCODERS, *ENCODER_DECODERS])
def test_vectors_in_front_are_read_as_words_would_be(models: Any, family: str) -> None:
    model = models(family)
    vectors = torch.randn(1, 4, model.base.hidden_size, generator=torch.Generator().manual_seed(1))
    assert same(logits_here(model, InputPrompt(vectors), slots=4), logits_there(model, vectors[0]))


@pytest.mark.parametrize("family", DECODERS)
def test_the_keys_and_values_of_words_stand_for_the_words(models: Any, family: str) -> None:
    model = models(family)
    words = torch.tensor([50, 51, 52, 53])
    parts = {
        part: KeyValues(one.keys.unsqueeze(0), one.values.unsqueeze(0))
        for part, one in model.base.key_values_of(words).items()
    }
    assert same(logits_here(model, KeyValuePrompt(parts)), logits_there(model, model.base.embed(words)))


@pytest.mark.parametrize("family", DECODERS)
def test_a_prefix_is_what_a_cache_would_hold(models: Any, family: str) -> None:
    model = models(family)
    layers, (heads, size) = model.base.shape_of("decoder")
    random = torch.Generator().manual_seed(2)
    keys, values = (torch.randn(1, layers, heads, 4, size, generator=random) for _ in range(2))

    def held() -> DynamicCache:
        past = DynamicCache()
        for layer in range(layers):
            past.update(keys[:, layer], values[:, layer], layer)
        return past

    mine = logits_here(model, KeyValuePrompt({"decoder": KeyValues(keys, values)}))
    assert same(mine, logits_there(model, past_key_values=held))


@pytest.mark.parametrize("family", [*ENCODERS, *ENCODER_DECODERS])
def test_a_prefix_is_heard_in_every_part_and_the_gradient_reaches_all_of_it(models: Any, family: str) -> None:
    model = models(family)
    random = torch.Generator().manual_seed(3)
    parts = {}
    for part in model.base.parts:
        layers, (heads, size) = model.base.shape_of(part)
        keys, values = (torch.randn(1, layers, heads, 4, size, generator=random).requires_grad_() for _ in range(2))
        parts[part] = KeyValues(keys, values)
    batch = batch_of(model.base)
    hidden = model.hidden_states(KeyValuePrompt(parts), **batch.model_input)
    model.logits(hidden).log_softmax(-1)[..., 3].sum().backward()
    assert set(parts) == set(model.base.parts)
    for given in parts.values():
        for tensor in (given.keys, given.values):
            assert tensor.grad is not None
            assert (tensor.grad.abs().amax(dim=(0, 2, 3, 4)) > 0).all()
    assert all(parameter.grad is None for parameter in model.base.network.parameters())


@pytest.mark.parametrize("family", GATED)
def test_a_closed_gate_leaves_the_base_model_as_it_is_and_an_open_one_adds_the_prompt(models: Any, family: str) -> None:
    model = models(family)
    base = model.base
    vectors = torch.randn(1, 2, 3, base.hidden_size, generator=torch.Generator().manual_seed(4))
    closed = GatedPrompt(vectors, torch.zeros(1, 2, base.num_heads))
    alone = logits_here(model, None)
    assert all(torch.equal(a, b) for a, b in zip(logits_here(model, closed), alone, strict=True))
    opened = GatedPrompt(vectors, torch.full((1, 2, base.num_heads), 0.5))
    assert not same(logits_here(model, opened), alone)


@pytest.mark.parametrize("family", [*DECODERS, *ENCODERS, *ENCODER_DECODERS])
def test_a_row_alone_says_what_it_says_in_a_batch(models: Any, family: str) -> None:
    model = models(family)
    whole = logits_here(model, None)
    batch = batch_of(model.base)
    fields = {name: one[1:2] if isinstance(one, Tensor) else one for name, one in batch.model_input.items()}
    with torch.no_grad():
        alone = model.logits(model.hidden_states(None, **fields))[0]
    assert torch.allclose(alone[: len(whole[1])], whole[1], rtol=1e-5, atol=1e-5)
