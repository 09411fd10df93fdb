"""How alike virtual tokens are, against a mean of cosines taken one by one."""

from __future__ import annotations

import itertools

import pytest
import torch

from studio.interpretation.similarity import layers_of, mean_likeness, token_vectors
from studio.methods.base import GatedPrompt, InputPrompt, KeyValuePrompt
from studio.models.base_model import BaseModel
from tests.interpretation.conftest import TOKENS, prompt_of


def _cosine(one: torch.Tensor, other: torch.Tensor) -> float:
    return float(torch.nn.functional.cosine_similarity(one.double().flatten(), other.double().flatten(), dim=0))


def test_tokens_of_an_input_prompt_are_alike_by_their_cosine() -> None:
    units = token_vectors(InputPrompt(torch.tensor([[[3.0, 4.0], [4.0, 3.0], [-3.0, -4.0]]])))[0]

    assert (units @ units.T).flatten().tolist() == pytest.approx([1, 0.96, -1, 0.96, 1, -0.96, -1, -0.96, 1])
    assert mean_likeness(units) == pytest.approx((0.96 - 1 - 0.96) / 3)
    assert mean_likeness(units[:1]) is None


def test_tokens_of_a_prefix_are_alike_by_the_mean_cosine_of_their_keys_and_values(base: BaseModel) -> None:
    prompt = prompt_of("key_value", base, members=2)
    assert isinstance(prompt, KeyValuePrompt)
    own = prompt.parts["decoder"]
    products = token_vectors(prompt)[1] @ token_vectors(prompt)[1].T

    for one, other in itertools.product(range(TOKENS), repeat=2):
        cosines = [
            _cosine(vectors[1, layer, :, one], vectors[1, layer, :, other])
            for layer in range(base.num_layers)
            for vectors in (own.keys, own.values)
        ]
        assert float(products[one, other]) == pytest.approx(sum(cosines) / len(cosines), abs=1e-6)


def test_a_prefix_is_sized_layer_by_layer_beside_real_words(base: BaseModel) -> None:
    prompt = prompt_of("key_value", base)
    assert isinstance(prompt, KeyValuePrompt)
    words = torch.arange(10, 20)
    layers = layers_of(prompt, 0, base, words)
    real = base.key_values_of(words)["decoder"]

    assert [layer.layer for layer in layers] == list(range(1, base.num_layers + 1))
    last = layers[-1].sizes
    keys = prompt.parts["decoder"].keys[0, -1].transpose(0, 1).flatten(1).norm(dim=1)
    assert last["keys"].mean == pytest.approx(float(keys.mean()))
    assert last["keys"].spread == pytest.approx(float(keys.std(unbiased=False)))
    assert last["values"].words_mean == pytest.approx(
        float(real.values[-1].transpose(0, 1).flatten(1).norm(dim=1).mean())
    )


def test_a_gated_prompt_tells_its_gates_by_layer_and_head_from_the_top(base: BaseModel) -> None:
    prompt = prompt_of("gated", base)
    assert isinstance(prompt, GatedPrompt)
    layers = layers_of(prompt, 0, base, torch.arange(10, 20))

    assert [layer.layer for layer in layers] == [base.num_layers - 1, base.num_layers]
    assert [layer.gates for layer in layers] == [tuple(gate.tolist()) for gate in prompt.gates[0]]
    assert layers[0].sizes["vectors"].mean == pytest.approx(float(prompt.vectors[0, 0].norm(dim=1).mean()))
    assert layers[0].sizes["vectors"].words_mean is None
    assert layers_of(prompt_of("input", base), 0, base, torch.arange(10, 20)) == ()
