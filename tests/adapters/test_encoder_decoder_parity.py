"""Encoder-decoders: PEFT is the oracle for prompts in front of the encoder, the paper in float64 for prefixes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import peft
import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor
from transformers import AutoModelForSeq2SeqLM

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.folder import check_adapter
from studio.adapters.peft_format import read_learned, write_adapter
from studio.data.batches import collate
from studio.data.examples import Example
from studio.errors import AdapterError
from studio.methods.base import KeyValuePrompt, KeyValues, Learned, Part
from studio.methods.registry import build_prompt, method_settings
from studio.models.base_model import BaseModel, load_base_model
from studio.models.prompted import PromptedModel
from tests.adapters.test_peft_parity import context
from tests.families import ENCODER_DECODERS, save_family

TOKENS = 5
SOURCES = [[5, 9, 11, 40, 33, 77], [8, 3], [60, 61, 62, 63]]
ANSWERS = [[21, 22, 23], [24], [25, 26]]


@pytest.fixture(params=ENCODER_DECODERS)
def base(request: pytest.FixtureRequest, tmp_path: Path) -> BaseModel:
    return opened(request.param, tmp_path)


def opened(family: str, folder: Path) -> BaseModel:
    save_family(family, folder / "model")
    return load_base_model("tiny", folder / "model", device=torch.device("cpu"), dtype=torch.float32)


def ours(base: BaseModel, learned: Learned, *, slots: int) -> list[Tensor]:
    """Logits [T, V] of each row's answer, all rows in one batch."""
    assert base.architecture.answer_start is not None
    start, front = (base.architecture.answer_start,), (-1,) * slots
    examples = [
        Example(ids=start, source_ids=(*front, *source), answer_ids=tuple(answer))
        for source, answer in zip(SOURCES, ANSWERS, strict=True)
    ]
    with torch.no_grad():
        model = PromptedModel(base)
        logits = model.logits(model.hidden_states(learned.prompt, **collate(examples).model_input))
    return [logits[number, : 1 + len(answer)] for number, answer in enumerate(ANSWERS)]


def of_peft(base: BaseModel, adapter: Path) -> list[Tensor]:
    network = AutoModelForSeq2SeqLM.from_pretrained(base.folder, dtype=torch.float32)
    model = peft.PeftModel.from_pretrained(network, adapter)
    model.eval()
    found = []
    for source, answer in zip(SOURCES, ANSWERS, strict=True):
        ids = torch.tensor([source])
        written = torch.tensor([[base.architecture.answer_start, *answer]])
        with torch.no_grad():
            said = model(input_ids=ids, attention_mask=torch.ones_like(ids), decoder_input_ids=written)
        found.append(said.logits[0])
    return found


def same(mine: list[Tensor], theirs: list[Tensor], gap: float = 1e-4) -> bool:
    return all(float((a - b).abs().max()) < gap * float(b.abs().max()) for a, b in zip(mine, theirs, strict=True))


def trained(base: BaseModel, name: str) -> Learned:
    """A prompt as if trained: its start, moved a little."""
    settings = method_settings(name).model_validate({"name": name, "num_virtual_tokens": TOKENS})
    prompt = build_prompt(settings, context(base))
    torch.manual_seed(1)
    with torch.no_grad():
        for parameter in prompt.parameters():
            parameter += 0.3 * torch.randn_like(parameter)
        prompt.requires_grad_(False)
        return prompt.learned()


@pytest.mark.parametrize("name", ["prompt_tuning", "p_tuning"])
def test_an_adapter_written_here_gives_the_same_logits_in_peft(base: BaseModel, tmp_path: Path, name: str) -> None:
    learned = trained(base, name)
    card = AdapterCard(
        name="made",
        method=name,
        model=ModelIdentity(name="tiny"),
        kind="encoder_decoder",
        task="generation",
        template=f"{{soft:{TOKENS}}}{{text}}",
        num_virtual_tokens=TOKENS,
    )
    write_adapter(tmp_path / "adapter", learned, card, base)
    config = json.loads((tmp_path / "adapter" / "adapter_config.json").read_text())
    assert (config["task_type"], config["num_transformer_submodules"]) == ("SEQ_2_SEQ_LM", 1)
    expected = of_peft(base, tmp_path / "adapter")
    assert same(ours(base, learned, slots=TOKENS), expected)
    assert not same(ours(base, Learned(None), slots=0), expected)


@pytest.mark.parametrize("submodules", [1, 2])
@pytest.mark.parametrize("make", [peft.PromptTuningConfig, peft.PromptEncoderConfig])
def test_an_adapter_made_by_peft_gives_the_same_logits_here(
    base: BaseModel, tmp_path: Path, make: Any, submodules: int
) -> None:
    # With two, PEFT's default, the second half of its rows is never read.
    more = {"encoder_hidden_size": 16} if make is peft.PromptEncoderConfig else {}
    config = make(task_type="SEQ_2_SEQ_LM", num_virtual_tokens=TOKENS, num_transformer_submodules=submodules, **more)
    network = AutoModelForSeq2SeqLM.from_pretrained(base.folder, dtype=torch.float32)
    peft.get_peft_model(network, config).save_pretrained(tmp_path / "theirs")
    stored = load_file(tmp_path / "theirs" / "adapter_model.safetensors")["prompt_embeddings"]
    assert len(stored) == submodules * TOKENS

    card, learned = read_learned(tmp_path / "theirs", base)

    assert (card.kind, card.template) == ("encoder_decoder", f"{{soft:{TOKENS}}}{{text}}")
    assert same(ours(base, learned, slots=TOKENS), of_peft(base, tmp_path / "theirs"))


def test_a_prefix_made_by_peft_for_an_encoder_decoder_says_why_it_cannot_be_read(tmp_path: Path) -> None:
    base = opened("bart", tmp_path)
    config = peft.PrefixTuningConfig(task_type="SEQ_2_SEQ_LM", num_virtual_tokens=TOKENS)
    network = AutoModelForSeq2SeqLM.from_pretrained(base.folder, dtype=torch.float32)
    peft.get_peft_model(network, config).save_pretrained(tmp_path / "theirs")
    with pytest.raises(AdapterError, match=r"before its decoder alone.*Train one here"):
        check_adapter(tmp_path / "theirs")


def of_the_paper(base: BaseModel, parts: dict[Part, KeyValues], source: list[int], answer: list[int]) -> Tensor:
    """Logits [T, V] of BART with K = [P_K; K] and V = [P_V; V] in each of its three attentions, in float64.

    parts: keys and values [1, L, A, P, D]
    """
    weights = {name: tensor.double() for name, tensor in load_file(base.folder / "model.safetensors").items()}
    heads, hidden = base.num_heads, base.hidden_size
    size = hidden // heads

    def linear(x: Tensor, name: str) -> Tensor:
        return x @ weights[name + ".weight"].T + weights[name + ".bias"]

    def norm(x: Tensor, name: str) -> Tensor:
        spread = (x.var(-1, unbiased=False, keepdim=True) + 1e-5).sqrt()
        return (x - x.mean(-1, keepdim=True)) / spread * weights[name + ".weight"] + weights[name + ".bias"]

    def attention(x: Tensor, read: Tensor, name: str, part: Part, layer: int, *, causal: bool = False) -> Tensor:
        query, key, value = (
            linear(given, f"{name}.{which}_proj").view(len(given), heads, size).transpose(0, 1)
            for given, which in ((x, "q"), (read, "k"), (read, "v"))
        )
        key = torch.cat([parts[part].keys[0, layer].double(), key], dim=1)  # [A, P + S, D]
        value = torch.cat([parts[part].values[0, layer].double(), value], dim=1)
        scores = query @ key.transpose(1, 2) / size**0.5
        if causal:  # a prefix is always read
            hidden_ahead = torch.ones(len(x), len(read), dtype=torch.bool).triu(1)
            before = torch.zeros(len(x), TOKENS, dtype=torch.bool)
            scores = scores.masked_fill(torch.cat([before, hidden_ahead], dim=1), -torch.inf)
        out = (scores.softmax(-1) @ value).transpose(0, 1).reshape(len(x), hidden)
        return linear(out, f"{name}.out_proj")

    def inner(x: Tensor, name: str) -> Tensor:
        return linear(torch.nn.functional.gelu(linear(x, f"{name}.fc1")), f"{name}.fc2")

    def embedded(ids: list[int], stack: str) -> Tensor:
        places = weights[f"model.{stack}.embed_positions.weight"][torch.arange(len(ids)) + 2]
        return norm(weights["model.shared.weight"][ids] + places, f"model.{stack}.layernorm_embedding")

    states = embedded(source, "encoder")
    for layer in range(3):
        own = f"model.encoder.layers.{layer}"
        read = attention(states, states, f"{own}.self_attn", "encoder", layer)
        states = norm(states + read, f"{own}.self_attn_layer_norm")
        states = norm(states + inner(states, own), f"{own}.final_layer_norm")
    x = embedded(answer, "decoder")
    for layer in range(3):
        own = f"model.decoder.layers.{layer}"
        read = attention(x, x, f"{own}.self_attn", "decoder", layer, causal=True)
        x = norm(x + read, f"{own}.self_attn_layer_norm")
        read = attention(x, states, f"{own}.encoder_attn", "cross", layer)
        x = norm(x + read, f"{own}.encoder_attn_layer_norm")
        x = norm(x + inner(x, own), f"{own}.final_layer_norm")
    return x @ weights["model.shared.weight"].T + weights["final_logits_bias"][0]


def test_prefixes_of_an_encoder_its_decoder_and_between_them_are_those_of_the_paper(tmp_path: Path) -> None:
    base = opened("bart", tmp_path)
    learned = trained(base, "prefix_tuning")
    assert isinstance(learned.prompt, KeyValuePrompt)
    parts = dict(learned.prompt.parts)
    assert set(parts) == {"encoder", "decoder", "cross"}

    def expected(given: dict[Part, KeyValues]) -> list[Tensor]:
        start = base.architecture.answer_start
        assert start is not None
        return [
            of_the_paper(base, given, source, [start, *answer]) for source, answer in zip(SOURCES, ANSWERS, strict=True)
        ]

    whole = expected(parts)
    assert same(ours(base, learned, slots=0), whole, gap=1e-5)
    for part, own in parts.items():  # each of the three counts
        other = parts | {part: KeyValues(own.keys, own.values + 0.5)}
        assert not same(expected(other), whole, gap=1e-3)
