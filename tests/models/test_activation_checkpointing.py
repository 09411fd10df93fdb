"""Layers that are read again in the backward pass give the same gradients, and keep less until then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch import Tensor

from studio.data.batches import Batch, collate
from studio.data.examples import Example
from studio.errors import ModelError
from studio.methods.base import GatedPrompt, InputPrompt, KeyValuePrompt, KeyValues, Prompt
from studio.models import shared_attention
from studio.models.activation_checkpointing import checkpoint_activations, layers_of
from studio.models.prompted import PromptedModel
from tests.families import DECODERS, ENCODER_DECODERS, ENCODERS, family_loader

WITH_SITES = tuple(one for one in (*DECODERS, *ENCODERS, *ENCODER_DECODERS) if one != "bloom")
ROWS = [[7, 30, 5, 9, 11, 40, 33, 77, 12], [7, 30, 8, 3], [7, 30, 60, 61, 62]]  # two tokens in front of all
P = 4


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return family_loader(tmp_path_factory.mktemp("checkpointed"))


@pytest.fixture
def lent(models: Any) -> Iterator[Any]:
    """A family's model, whose layers are as they were afterwards."""
    given: list[PromptedModel] = []

    def lend(family: str) -> PromptedModel:
        given.append(models(family))
        return given[-1]

    yield lend
    for model in given:
        for layer in layers_of(model.base):
            layer.__dict__.pop("forward", None)


def batch_of(kind: str, slots: int) -> Batch:
    front = (-1,) * slots
    if kind == "encoder_decoder":
        return collate([Example(ids=(2,), source_ids=(*front, *row), answer_ids=(21, 22)) for row in ROWS])
    return collate([Example(ids=(*front, *row)) for row in ROWS], bidirectional=kind == "encoder")


def learned_like(*shape: int) -> Tensor:
    return (torch.randn(*shape, generator=torch.Generator().manual_seed(4)) * 0.5).requires_grad_()


def prefix_of(model: PromptedModel, members: int = 1) -> tuple[Prompt, list[Tensor]]:
    parts, learned = {}, []
    for part in model.base.parts:
        layers, (heads, size) = model.base.shape_of(part)
        keys, values = (learned_like(members, layers, heads, P, size) for _ in range(2))
        parts[part] = KeyValues(keys, values)
        learned += [keys, values]
    return KeyValuePrompt(parts), learned


def gradients(model: PromptedModel, prompt: Prompt, batch: Batch, learned: list[Tensor]) -> list[Tensor]:
    hidden = model.hidden_states(prompt, **batch.model_input)
    model.logits(hidden[:, -1]).log_softmax(-1)[:, 3].sum().backward()
    found = [one.grad for one in learned if one.grad is not None]
    for one in learned:
        one.grad = None
    assert len(found) == len(learned)
    return found


def agree(model: PromptedModel, prompt: Prompt, batch: Batch, learned: list[Tensor]) -> None:
    assert len(layers_of(model.base)) == 3 * (2 if model.base.kind == "encoder_decoder" else 1)
    wanted = gradients(model, prompt, batch, learned)
    checkpoint_activations(model.base)
    for found, expected in zip(gradients(model, prompt, batch, learned), wanted, strict=True):
        assert bool(expected.any())
        torch.testing.assert_close(found, expected, rtol=1e-6, atol=1e-6 * float(expected.abs().max()))


@pytest.mark.parametrize("family", ["llama", "gemma2", "electra", "deberta-v2", "bart"])
def test_an_input_prompt_gets_the_same_gradient(lent: Any, family: str) -> None:
    model = lent(family)
    vectors = learned_like(1, P, model.base.hidden_size)
    agree(model, InputPrompt(vectors), batch_of(model.base.kind, P), [vectors])


@pytest.mark.parametrize("family", WITH_SITES)
def test_a_prefix_is_not_lost(lent: Any, family: str) -> None:
    model = lent(family)
    prompt, learned = prefix_of(model)
    agree(model, prompt, batch_of(model.base.kind, 0), learned)


@pytest.mark.parametrize("family", ["llama", "gpt2", "gemma3"])
def test_a_gated_prompt_is_heard_again(lent: Any, family: str) -> None:
    model = lent(family)
    vectors, gates = learned_like(1, 2, P, model.base.hidden_size), learned_like(1, 2, model.base.num_heads)
    agree(model, GatedPrompt(vectors, gates), batch_of("decoder", 0), [vectors, gates])


@pytest.mark.parametrize("long", [False, True], ids=["short rows", "long rows"])
def test_members_of_an_ensemble_keep_their_own_prefixes(lent: Any, long: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    model = lent("mistral")
    prompt, learned = prefix_of(model, members=3)
    if long:
        monkeypatch.setattr(shared_attention, "_LONG", 1)
    agree(model, prompt, batch_of("decoder", 0).for_members(3), learned)


@pytest.mark.parametrize("family", ["llama", "roberta", "t5"])
def test_what_is_kept_for_the_gradient_is_that_of_one_layer(lent: Any, family: str) -> None:
    model = lent(family)
    prompt, _ = prefix_of(model)
    batch, frozen = batch_of(model.base.kind, 0), {one.data_ptr() for one in model.base.network.parameters()}

    def kept() -> int:
        sizes: dict[int, int] = {}

        def pack(tensor: Tensor) -> Tensor:
            if tensor.data_ptr() not in frozen:
                sizes[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
            return tensor

        entered: list[Tensor] = []
        hooks = [
            layer.register_forward_pre_hook(
                lambda _, args, kwargs: entered.extend(
                    one for one in (*args, *kwargs.values()) if torch.is_tensor(one)
                ),
                with_kwargs=True,
            )
            for layer in layers_of(model.base)
        ]
        with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
            hidden = model.hidden_states(prompt, **batch.model_input)
        for hook in hooks:
            hook.remove()
        sizes |= {one.untyped_storage().data_ptr(): one.untyped_storage().nbytes() for one in entered}
        del hidden
        return sum(sizes.values())

    before = kept()
    checkpoint_activations(model.base)
    assert kept() < before / 2


def test_a_family_whose_prefix_lies_in_a_cache_says_so(models: Any) -> None:
    with pytest.raises(ModelError, match="bloom, whose prefixes"):
        checkpoint_activations(models("bloom").base)
