"""Rows side by side, their front read once, say what they say in a rectangle, and so does every gradient."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from studio.data.batches import Batch, collate, common_front
from studio.data.examples import Example
from studio.data.verbalizer import LabelTree
from studio.methods.base import GatedPrompt, InputPrompt, KeyValuePrompt, KeyValues, Prompt
from studio.models import shared_attention
from studio.models.attention import IMPLEMENTATION
from studio.models.prompted import PromptedModel
from tests.families import DECODERS, ENCODERS, family_loader

PACKED = tuple(family for family in DECODERS if family != "bloom")
PACKED_ENCODERS = tuple(family for family in ENCODERS if family not in ("deberta-v2", "distilbert"))
FRONT = [-1, -1, 7, -1, 30, 31]
ROWS = [[5, 9, 11, 40, 33, 77, 12], [8, 3], [60, 61, -1, 62, 63], [60, 61]]
P = 4
# Words [20], [21, 22] and [21, 23, 24].
TREE = LabelTree(
    node_tokens=(21, 23),
    node_parents=(0, 1),
    edge_nodes=(0, 0, 1, 1, 2),
    edge_tokens=(20, 21, 22, 23, 24),
    paths=((0,), (1, 2), (1, 3, 4)),
)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return family_loader(tmp_path_factory.mktemp("packed"), torch.float64)


def batch_of(slots: str, members: int = 1, rows: list[list[int]] = ROWS) -> Batch:
    """slots: whether the front has virtual tokens, all of them and one within every row; or none"""
    if slots == "none":
        examples = [Example(ids=(7, 30, 31, *(max(token, 6) for token in row))) for row in rows]
    else:
        examples = [
            Example(ids=(*FRONT, *(max(token, 6) for token in row[:1]), -1, *map(abs, row[1:]))) for row in rows
        ]
    batch = collate(examples, TREE)
    return batch.for_members(members) if members > 1 else batch


def in_a_rectangle(model: PromptedModel, prompt: Prompt | None, batch: Batch) -> Tensor:
    return model.hidden_states(prompt, **{**batch.model_input, "lengths": None, "front": 0})


def both(model: PromptedModel, prompt: Prompt | None, batch: Batch, learned: list[Tensor]) -> None:
    """Hidden states of all that is not padding, and the gradients of a sum over them, by both ways."""
    is_text = torch.arange(batch.input_ids.shape[1]) < batch.lengths.unsqueeze(1)
    wanted = torch.randn(int(is_text.sum()), model.base.output_size, dtype=torch.float64)
    found = []
    for hidden in (model.hidden_states(prompt, **batch.model_input), in_a_rectangle(model, prompt, batch)):
        said = hidden[is_text]
        found.append([said, *(torch.autograd.grad((said * wanted).sum(), learned) if learned else [])])
    for packed, rectangle in zip(*found, strict=True):
        # Norms and rotations of most families are reckoned in float32, whatever the weights.
        assert bool((packed - rectangle).norm() <= 1e-5 * rectangle.norm())


def learned_like(*shape: int) -> Tensor:
    return (torch.randn(*shape, dtype=torch.float64) * 0.5).requires_grad_()


@pytest.mark.parametrize("family", PACKED)
@pytest.mark.parametrize("members", [1, 3])
def test_an_input_prompt_is_read_once_and_says_the_same(models: Any, family: str, members: int) -> None:
    model = models(family)
    vectors = learned_like(members, P, model.base.hidden_size)
    batch = batch_of("some", members)
    assert batch.front == len(FRONT)
    both(model, InputPrompt(vectors), batch, [vectors])


@pytest.mark.parametrize("family", PACKED)
@pytest.mark.parametrize("members", [1, 2])
def test_a_prefix_stands_before_the_front(models: Any, family: str, members: int) -> None:
    model = models(family)
    layers, (heads, size) = model.base.shape_of("decoder")
    keys, values = (learned_like(members, layers, heads, P, size) for _ in range(2))
    both(model, KeyValuePrompt({"decoder": KeyValues(keys, values)}), batch_of("none", members), [keys, values])


@pytest.mark.parametrize("family", PACKED_ENCODERS)
def test_rows_of_an_encoder_lie_side_by_side_behind_their_prefix(models: Any, family: str) -> None:
    model = models(family)
    layers, (heads, size) = model.base.shape_of("encoder")
    keys, values = (learned_like(1, layers, heads, P, size) for _ in range(2))
    batch = collate([Example(ids=tuple(map(abs, row))) for row in ROWS], bidirectional=True)
    both(model, KeyValuePrompt({"encoder": KeyValues(keys, values)}), batch, [keys, values])


@pytest.mark.parametrize("family", PACKED)
def test_the_front_hears_a_gated_prompt_too(models: Any, family: str) -> None:
    model = models(family)
    vectors, gates = learned_like(1, 2, P, model.base.hidden_size), learned_like(1, 2, model.base.num_heads)
    both(model, GatedPrompt(vectors, gates), batch_of("none"), [vectors, gates])


@pytest.mark.parametrize("family", PACKED)
def test_what_is_asked_for_is_the_same_where_nothing_else_is_asked(models: Any, family: str) -> None:
    """The last layer's feed-forward network reads the asked positions alone, where the family has it apart."""
    model, given = models(family), []
    vectors, batch = learned_like(1, P, model.base.hidden_size), batch_of("some")
    prompt = InputPrompt(vectors)
    asked = torch.arange(batch.input_ids.shape[1]) - batch.text_end.unsqueeze(1)
    asked = (asked >= 0) & (asked <= len(TREE.node_tokens))
    layer = model.base.sites.modules["decoder"][-1]
    feed_forward = next(
        (one.mlp for one in model.base.network.modules() if layer in one.children() and hasattr(one, "mlp")), None
    )
    found = []
    for places in (None, asked):
        hook = feed_forward and feed_forward.register_forward_pre_hook(lambda _, inputs: given.append(inputs[0].shape))
        said = model.hidden_states(prompt, **batch.model_input, asked=places)[asked]
        if hook:
            hook.remove()
        found.append((said, *torch.autograd.grad(said.square().sum(), [vectors])))
    for whole, part in zip(*found, strict=True):
        assert bool((whole - part).norm() <= 1e-6 * whole.norm())
    assert (family == "opt") == (feed_forward is None)
    if feed_forward is not None:
        assert given[1][1] == int(asked.sum()) < given[0][1]


@pytest.mark.parametrize("family", PACKED)
def test_without_a_prompt_nothing_changes(models: Any, family: str) -> None:
    both(models(family), None, batch_of("none"), [])


@pytest.mark.parametrize("rows", [[ROWS[1]], [ROWS[1], ROWS[3]]], ids=["one row", "rows of one length"])
def test_rows_of_one_length_need_no_padding(models: Any, rows: list[list[int]]) -> None:
    model = models("llama")
    vectors = learned_like(1, P, model.base.hidden_size)
    both(model, InputPrompt(vectors), batch_of("some", rows=rows), [vectors])


@pytest.mark.parametrize("family", ["llama", "mistral", "gpt2"])
def test_long_rows_are_read_without_writing_scores_down(
    models: Any, family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_attention, "_LONG", 3)
    model = models(family)
    vectors = learned_like(1, P, model.base.hidden_size)
    both(model, InputPrompt(vectors), batch_of("some"), [vectors])


def test_rows_without_anything_in_common_are_packed_too(models: Any) -> None:
    model = models("qwen3")
    batch = collate([Example(ids=tuple(row)) for row in ([5, 9, 11], [8], [60, 61, 62, 63])])
    assert batch.front == 0
    both(model, None, batch, [])


def test_the_front_is_what_rows_begin_with_and_never_all_of_one() -> None:
    assert common_front([(1, 2, 3, 4), (1, 2, 5)]) == 2
    assert common_front([(1, 2, 3), (1, 2)]) == 1
    assert common_front([(1, 2, 3)]) == 2
    assert common_front([(1,), (2, 3)]) == 0


def test_a_front_is_read_once_however_many_rows_follow(models: Any) -> None:
    """The network is given the front's tokens once and every row's own, and not one more."""
    model, given = models("llama"), []
    batch = batch_of("some", 3)
    hook = model.base.network.base_model.layers[0].register_forward_pre_hook(
        lambda _module, inputs: given.append(inputs[0].shape[:2])
    )
    model.hidden_states(InputPrompt(learned_like(3, P, model.base.hidden_size)), **batch.model_input)
    hook.remove()
    own = int((batch.lengths - batch.front).sum())
    assert given == [(1, 3 * len(FRONT) + own)]
    assert model.base.network.config._attn_implementation == IMPLEMENTATION
