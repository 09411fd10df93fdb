"""A base model in few bits says, and lets through to a prompt, what its weights made whole again would."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from studio.data.batches import Batch, collate
from studio.data.examples import Example
from studio.errors import ModelError, SetupError
from studio.methods.base import GatedPrompt, InputPrompt, KeyValuePrompt, KeyValues, Prompt
from studio.models import base_model
from studio.models.activation_checkpointing import checkpoint_activations
from studio.models.base_model import BaseModel, load_base_model
from studio.models.prompted import PromptedModel
from studio.models.quantization import check_quantization, weights_bytes
from studio.spec import Quantization
from tests.families import DECODERS, ENCODER_DECODERS, ENCODERS, save_family

ROWS = [[7, 30, 5, 9, 11, 40, 33, 77, 12], [7, 30, 8, 3], [7, 30, 60, 61, 62]]
P = 4
CPU = torch.device("cpu")
QUANTIZED = pytest.mark.parametrize("quantization", ["8bit", "4bit"])

needs_the_extra = pytest.mark.skipif(importlib.util.find_spec("bitsandbytes") is None, reason="few-bits is missing")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Any:
    root = tmp_path_factory.mktemp("quantized")

    @cache
    def save(family: str) -> Path:
        return save_family(family, root / family)

    return save


def load(folder: Path, quantization: Quantization, dtype: torch.dtype = torch.float32) -> BaseModel:
    return load_base_model(folder.name, folder, device=CPU, dtype=dtype, quantization=quantization)


def quantized_layers(network: nn.Module) -> Iterator[tuple[str, Any]]:
    import bitsandbytes

    for name, module in network.named_modules():
        if isinstance(module, bitsandbytes.nn.Linear8bitLt | bitsandbytes.nn.Linear4bit):
            yield name, module


def whole_weight(layer: Any) -> Tensor:
    """[out, in]: what the layer makes of the unit vectors."""
    said = layer(torch.eye(layer.in_features))
    weight = (said if layer.bias is None else said - layer.bias).T
    assert isinstance(weight, Tensor)
    return weight


def made_whole(base: BaseModel, folder: Path) -> BaseModel:
    """The base model with the same weights, unpacked."""
    plain = load(folder, "none")
    for name, layer in quantized_layers(base.network):
        own, weight = plain.network.get_submodule(name), whole_weight(layer)
        own.weight.data.copy_(weight if isinstance(own, nn.Linear) else weight.T)  # GPT-2 has them the other way round
    return plain


def batch_of(kind: str, slots: int = 0) -> Batch:
    front = (-1,) * slots
    if kind == "encoder_decoder":
        return collate([Example(ids=(2,), source_ids=(*front, *row), answer_ids=(21, 22)) for row in ROWS])
    return collate([Example(ids=(*front, *row)) for row in ROWS], bidirectional=kind == "encoder")


def learned_like(*shape: int) -> Tensor:
    return (torch.randn(*shape, generator=torch.Generator().manual_seed(4)) * 0.5).requires_grad_()


def prefix_of(base: BaseModel) -> tuple[Prompt, list[Tensor]]:
    parts, learned = {}, []
    for part in base.parts:
        layers, (heads, size) = base.shape_of(part)
        keys, values = (learned_like(1, layers, heads, P, size) for _ in range(2))
        parts[part] = KeyValues(keys, values)
        learned += [keys, values]
    return KeyValuePrompt(parts), learned


def said_and_gradients(base: BaseModel, prompt: Prompt, batch: Batch, learned: list[Tensor]) -> list[Tensor]:
    model = PromptedModel(base)
    with torch.no_grad():  # as an evaluation between two steps does
        model.hidden_states(prompt, **batch.model_input)
    logits = model.logits(model.hidden_states(prompt, **batch.model_input)[:, -1])
    return [logits, *torch.autograd.grad(logits.log_softmax(-1)[:, 3].sum(), learned)]


def agree(base: BaseModel, folder: Path, prompt: Prompt, batch: Batch, learned: list[Tensor]) -> None:
    whole = said_and_gradients(made_whole(base, folder), prompt, batch, learned)
    for found, expected in zip(said_and_gradients(base, prompt, batch, learned), whole, strict=True):
        assert bool(expected.any())
        assert bool((found - expected).norm() <= 1e-4 * expected.norm())


@needs_the_extra
@QUANTIZED
@pytest.mark.parametrize("family", [*DECODERS, *ENCODERS, *ENCODER_DECODERS])
def test_a_prefix_gets_the_gradient_of_the_weights_made_whole(
    folders: Any, family: str, quantization: Quantization
) -> None:
    base = load(folders(family), quantization)
    prompt, learned = prefix_of(base)
    agree(base, folders(family), prompt, batch_of(base.kind), learned)


@needs_the_extra
@QUANTIZED
@pytest.mark.parametrize("family", ["llama", "gpt2", "roberta", "t5"])
def test_so_do_vectors_in_front(folders: Any, family: str, quantization: Quantization) -> None:
    base = load(folders(family), quantization)
    vectors = learned_like(1, P, base.hidden_size)
    agree(base, folders(family), InputPrompt(vectors), batch_of(base.kind, P), [vectors])


@needs_the_extra
@QUANTIZED
def test_quantized_weights_are_near_the_real_ones(folders: Any, quantization: Quantization) -> None:
    base, plain = load(folders("llama"), quantization), load(folders("llama"), "none")
    layers = dict(quantized_layers(base.network))
    assert len(layers) == 3 * 7
    for name, layer in layers.items():
        real = plain.network.get_submodule(name).weight
        error = (whole_weight(layer) - real).norm() / real.norm()
        assert error < {"8bit": 0.01, "4bit": 0.12}[quantization]


@needs_the_extra
@QUANTIZED
def test_what_reads_and_says_words_keeps_its_precision(folders: Any, quantization: Quantization) -> None:
    base = load(folders("llama"), quantization, torch.bfloat16)
    network = base.network
    assert type(network.get_output_embeddings()) is nn.Linear
    assert network.get_output_embeddings().weight.dtype == network.get_input_embeddings().weight.dtype == torch.bfloat16
    assert base.dtype == torch.bfloat16
    assert base.num_parameters == load(folders("llama"), "none").num_parameters
    assert not any(parameter.requires_grad for parameter in network.parameters())


@needs_the_extra
def test_the_bytes_of_few_bits_are_counted_with_their_scales(folders: Any) -> None:
    plain = load(folders("llama"), "none", torch.bfloat16)
    layers = [
        plain.network.get_submodule(name).weight for name, _ in quantized_layers(load(folders("llama"), "8bit").network)
    ]
    rest = weights_bytes(plain.network) - sum(weight.nbytes for weight in layers)
    numbers = sum(weight.numel() for weight in layers)
    in_8 = weights_bytes(load(folders("llama"), "8bit", torch.bfloat16).network)
    assert in_8 == rest + numbers + 4 * sum(len(weight) for weight in layers)
    in_4 = weights_bytes(load(folders("llama"), "4bit", torch.bfloat16).network)
    scales = sum(-(-weight.numel() // 64) + 4 * -(-weight.numel() // 64 // 256) for weight in layers)
    assert in_4 == rest + numbers // 2 + scales


@needs_the_extra
@QUANTIZED
def test_so_does_a_gated_prompt(folders: Any, quantization: Quantization) -> None:
    base = load(folders("llama"), quantization)
    vectors, gates = learned_like(1, 2, P, base.hidden_size), learned_like(1, 2, base.num_heads)
    agree(base, folders("llama"), GatedPrompt(vectors, gates), batch_of("decoder"), [vectors, gates])


@needs_the_extra
@QUANTIZED
def test_activations_of_quantized_layers_can_be_checkpointed(folders: Any, quantization: Quantization) -> None:
    base = load(folders("llama"), quantization)
    prompt, learned = prefix_of(base)
    wanted = said_and_gradients(base, prompt, batch_of("decoder"), learned)
    checkpoint_activations(base)
    for found, expected in zip(said_and_gradients(base, prompt, batch_of("decoder"), learned), wanted, strict=True):
        torch.testing.assert_close(found, expected)


def nothing_is_loaded(*_: Any) -> None:
    raise AssertionError


def test_without_the_extra_it_says_what_to_install(folders: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.models.quantization.find_spec", lambda _: None)
    monkeypatch.setattr(base_model, "_loader", nothing_is_loaded)
    with pytest.raises(SetupError, match=r'"4bit" needs bitsandbytes.*pip install .softprompt-studio\[few-bits\]'):
        load(folders("llama"), "4bit")


@needs_the_extra
def test_where_it_does_not_work_nothing_is_loaded(
    folders: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(base_model, "_loader", nothing_is_loaded)
    with pytest.raises(SetupError, match='does not work on "mps"'):
        check_quantization("llama", folders("llama"), "8bit", torch.device("mps"))
    copy = Path(shutil.copytree(folders("llama"), tmp_path / "quantized"))
    config = json.loads((copy / "config.json").read_text(encoding="utf-8"))
    (copy / "config.json").write_text(json.dumps(config | {"quantization_config": {"bits": 4}}), encoding="utf-8")
    with pytest.raises(ModelError, match="quantized already"):
        load(copy, "4bit")
