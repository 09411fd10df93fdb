"""LLaMA-Adapter: the paper's formula in float64, PEFT where the definitions agree, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import peft
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import AutoModelForCausalLM

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.folder import read_card
from studio.adapters.peft_format import read_learned, write_adapter
from studio.architecture import Architecture
from studio.errors import AdapterError, MethodError
from studio.methods.base import GatedPrompt, Learned
from studio.methods.llama_adapter.settings import LlamaAdapterSettings
from studio.methods.registry import build_prompt
from studio.models.base_model import BaseModel, load_base_model
from tests.adapters.test_peft_parity import ROWS, TOKENS, context, of_peft, ours
from tests.families import save_family


def open_family(family: str, folder: Path) -> BaseModel:
    return load_base_model(
        family, save_family(family, folder / family), device=torch.device("cpu"), dtype=torch.float32
    )


def moved(base: BaseModel, *, equal_gates: bool = False, layers: int = 2) -> Learned:
    """An adapter as if trained: its gates open, each by another width unless all are to be equal."""
    prompt = build_prompt(LlamaAdapterSettings(num_virtual_tokens=TOKENS, layers=layers), context(base))
    with torch.no_grad():
        gates = torch.randn(layers, 1 if equal_gates else base.num_heads, generator=torch.Generator().manual_seed(5))
        prompt.get_parameter("gates").copy_(gates.expand(layers, base.num_heads))
        return prompt.learned()


def card() -> AdapterCard:
    return AdapterCard(
        name="made",
        method="llama_adapter",
        model=ModelIdentity(name="tiny"),
        task="generation",
        template="{text}",
        num_virtual_tokens=TOKENS,
    )


def of_the_paper(base: BaseModel, vectors: Tensor, gates: Tensor, ids: list[int]) -> Tensor:
    """Logits [T, V] of one forward pass of Llama or Qwen3 with the adapter, written out in float64.

    vectors: [L', P, H]    gates: [L', A], before tanh
    """
    weights = {name: tensor.double() for name, tensor in load_file(base.folder / "model.safetensors").items()}
    config = base.config
    heads, groups, size = base.num_heads, base.num_heads // base.num_key_value_heads, base.head_size
    vectors, gates = vectors.double(), gates.double()
    length = len(ids)
    places = torch.arange(length, dtype=torch.float64)
    frequencies = 10_000.0 ** (-torch.arange(0, size, 2, dtype=torch.float64) / size)
    angles = places[:, None] * frequencies  # [T, D / 2]
    future = torch.ones(length, length, dtype=torch.bool).triu(1)

    def norm(x: Tensor, name: str) -> Tensor:
        return x / (x.pow(2).mean(-1, keepdim=True) + config.rms_norm_eps).sqrt() * weights[name]

    def split(x: Tensor, normed_by: str = "") -> Tensor:  # [T, n * D] to [n, T, D]
        heads = x.view(len(x), -1, size).transpose(0, 1)
        return norm(heads, normed_by) if normed_by in weights else heads

    def turn(x: Tensor) -> Tensor:
        one, other = x[..., : size // 2], x[..., size // 2 :]
        return torch.cat([one * angles.cos() - other * angles.sin(), other * angles.cos() + one * angles.sin()], dim=-1)

    x = weights["model.embed_tokens.weight"][ids]  # [T, H]
    for layer in range(config.num_hidden_layers):
        own = f"model.layers.{layer}."
        query, key, value = (weights[own + f"self_attn.{name}_proj.weight"].T for name in ("q", "k", "v"))
        normed = norm(x, own + "input_layernorm.weight")
        query_norm, key_norm = (own + f"self_attn.{name}_norm.weight" for name in ("q", "k"))  # of Qwen3
        queries = turn(split(normed @ query, query_norm))
        keys = turn(split(normed @ key, key_norm)).repeat_interleave(groups, 0)
        values = split(normed @ value).repeat_interleave(groups, 0)
        scores = (queries @ keys.transpose(1, 2) / size**0.5).masked_fill(future, -torch.inf)
        out = scores.softmax(-1) @ values  # [A, T, D]
        number = layer - (config.num_hidden_layers - len(vectors))
        if number >= 0:
            prompt_keys = split(vectors[number] @ key, key_norm).repeat_interleave(groups, 0)
            prompt_values = split(vectors[number] @ value).repeat_interleave(groups, 0)
            heard = (queries @ prompt_keys.transpose(1, 2) / size**0.5).softmax(-1) @ prompt_values
            out = out + gates[number].tanh().view(heads, 1, 1) * heard
        x = x + out.transpose(0, 1).reshape(length, -1) @ weights[own + "self_attn.o_proj.weight"].T
        normed = norm(x, own + "post_attention_layernorm.weight")
        gate, up, down = (weights[own + f"mlp.{name}_proj.weight"].T for name in ("gate", "up", "down"))
        x = x + (torch.nn.functional.silu(normed @ gate) * (normed @ up)) @ down
    return norm(x, "model.norm.weight") @ weights["lm_head.weight"].T


@pytest.mark.parametrize("family", ["llama", "qwen3"])
def test_the_logits_are_those_of_the_paper(tmp_path: Path, family: str) -> None:
    base = open_family(family, tmp_path)
    prompt = build_prompt(LlamaAdapterSettings(num_virtual_tokens=TOKENS, layers=2), context(base))
    with torch.no_grad():
        prompt.get_parameter("gates").normal_(generator=torch.Generator().manual_seed(3))
        mine = ours(base, prompt.learned(), slots=False)
    vectors, gates = (prompt.get_parameter(name).detach() for name in ("vectors", "gates"))
    for row, logits in zip(ROWS, mine, strict=True):
        expected = of_the_paper(base, vectors, gates, row)
        assert float((logits - expected).abs().max()) < 1e-5 * float(expected.abs().max())
        shut = of_the_paper(base, vectors, torch.zeros_like(gates), row)
        assert float((shut - expected).abs().max()) > 1e-2 * float(expected.abs().max())


def test_what_gpt2_hears_goes_through_its_fused_projections(tmp_path: Path) -> None:
    base = open_family("gpt2", tmp_path)
    learned = moved(base)
    assert isinstance(learned.prompt, GatedPrompt)
    network = AutoModelForCausalLM.from_pretrained(base.folder, dtype=torch.float32, attn_implementation="eager")
    heads, hidden = base.num_heads, base.hidden_size

    def split(x: Tensor) -> Tensor:  # [T, H] to [A, T, D]
        return x.view(len(x), heads, -1).transpose(0, 1)

    for number, block in enumerate(network.transformer.h[-2:]):
        vectors, gates = learned.prompt.vectors[0, number], learned.prompt.gates[0, number]
        queries: list[Tensor] = []
        block.attn.c_attn.register_forward_hook(
            lambda _module, _given, out, queries=queries: queries.append(out[0, :, :hidden])
        )

        def hear(
            _projection: torch.nn.Module,
            given: tuple[Tensor],
            fused: torch.nn.Module = block.attn.c_attn,
            vectors: Tensor = vectors,
            gates: Tensor = gates,
            queries: list[Tensor] = queries,
        ) -> tuple[Tensor]:
            made = vectors @ fused.get_parameter("weight") + fused.get_parameter("bias")  # [P, 3H]
            query, key, value = split(queries.pop()), split(made[:, hidden : 2 * hidden]), split(made[:, 2 * hidden :])
            heard = (query @ key.transpose(1, 2) / (hidden // heads) ** 0.5).softmax(-1) @ value  # [A, T, D]
            heard = gates.view(heads, 1, 1) * heard
            return (given[0] + heard.transpose(0, 1).reshape(1, -1, hidden),)

        block.attn.c_proj.register_forward_pre_hook(hear)
    for row, mine in zip(ROWS, ours(base, learned, slots=False), strict=True):
        with torch.no_grad():
            expected = network(input_ids=torch.tensor([row])).logits[0]
        assert float((mine - expected).abs().max()) < 1e-5 * float(expected.abs().max())


def test_all_but_the_lowest_two_of_32_layers_and_every_layer_of_a_small_model_read_it(tmp_path: Path) -> None:
    base = open_family("llama", tmp_path)
    for there, expected in ((32, 30), (16, 15), (6, 6), (80, 78)):
        prompt = build_prompt(LlamaAdapterSettings(), replace(context(base), num_layers=there))
        learned = prompt.learned().prompt
        assert isinstance(learned, GatedPrompt)
        assert learned.vectors.shape == (1, expected, 10, 32)
        assert torch.equal(learned.gates, torch.zeros(1, expected, base.num_heads))


@pytest.mark.parametrize("family", ["llama", "mistral"])
def test_an_adapter_of_peft_gives_its_logits_here_and_goes_back_as_it_was(tmp_path: Path, family: str) -> None:
    base = open_family(family, tmp_path)
    config = peft.AdaptionPromptConfig(task_type="CAUSAL_LM", adapter_len=TOKENS, adapter_layers=2)
    model = peft.get_peft_model(AutoModelForCausalLM.from_pretrained(base.folder, dtype=torch.float32), config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "adaption_gate" in name:
                parameter.copy_(torch.rand(1) + 0.5)
    model.save_pretrained(tmp_path / "theirs")

    found, learned = read_learned(tmp_path / "theirs", base)

    assert (found.method, found.template, found.num_virtual_tokens) == ("llama_adapter", "{text}", TOKENS)
    expected = of_peft(base, tmp_path / "theirs")
    for mine, its in zip(ours(base, learned, slots=False), expected, strict=True):
        assert float((mine - its).abs().max()) < 1e-4 * float(its.abs().max())
    write_adapter(tmp_path / "back", learned, found, base)
    stored, again = (load_file(tmp_path / name / "adapter_model.safetensors") for name in ("theirs", "back"))
    assert stored.keys() == again.keys()
    assert all(torch.equal(stored[name], again[name]) for name in stored)


@pytest.mark.parametrize("family", ["llama", "mistral"])
def test_an_adapter_whose_gates_are_equal_in_each_layer_gives_the_same_logits_in_peft(
    tmp_path: Path, family: str
) -> None:
    base = open_family(family, tmp_path)
    learned = moved(base, equal_gates=True)
    write_adapter(tmp_path / "adapter", learned, card(), base)
    config = json.loads((tmp_path / "adapter" / "adapter_config.json").read_text())
    assert (config["adapter_len"], config["adapter_layers"]) == (TOKENS, 2)
    expected = of_peft(base, tmp_path / "adapter")
    for mine, its in zip(ours(base, learned, slots=False), expected, strict=True):
        assert float((mine - its).abs().max()) < 1e-4 * float(its.abs().max())


@pytest.mark.parametrize(
    ("family", "equal_gates", "reason"),
    [
        ("llama", False, "one gate a layer, and this adapter has one for each head"),
        ("gpt2", True, "behind GPT-2's output projection"),
        ("qwen3", True, "this base model is qwen3"),
        ("gemma", True, "this base model is gemma"),
    ],
)
def test_what_peft_cannot_represent_is_kept_whole_and_says_why(
    tmp_path: Path, family: str, equal_gates: bool, reason: str
) -> None:
    base = open_family(family, tmp_path)
    learned = moved(base, equal_gates=equal_gates)
    write_adapter(tmp_path / "adapter", learned, card(), base)
    assert not (tmp_path / "adapter" / "adapter_config.json").exists()
    assert reason in read_card(tmp_path / "adapter").not_in_peft
    _, read = read_learned(tmp_path / "adapter", base)
    for mine, again in zip(ours(base, learned, slots=False), ours(base, read, slots=False), strict=True):
        assert torch.equal(mine, again)


def test_an_adapter_of_peft_for_other_layers_or_another_family_is_refused(tmp_path: Path) -> None:
    llama, gpt2 = open_family("llama", tmp_path), open_family("gpt2", tmp_path)
    write_adapter(tmp_path / "adapter", moved(llama, equal_gates=True), card(), llama)
    (tmp_path / "adapter" / "studio.json").unlink()
    with pytest.raises(AdapterError, match="GPT-2's output projection"):
        read_learned(tmp_path / "adapter", gpt2)
    folder = tmp_path / "adapter"
    stored = load_file(folder / "adapter_model.safetensors")
    higher = {name.replace("layers.2.", "layers.7."): tensor for name, tensor in stored.items()}
    save_file(higher, folder / "adapter_model.safetensors")
    with pytest.raises(AdapterError, match="in other layers"):
        read_learned(folder, llama)


def test_what_it_does_not_fit_is_said_before_anything_is_loaded(tmp_path: Path) -> None:
    settings = LlamaAdapterSettings()
    bloom = Architecture.of({"model_type": "bloom", "architectures": ["BloomForCausalLM"], "n_layer": 3})
    assert "cannot reach the attention of bloom" in settings.misfit(bloom, "classification")
    t5 = Architecture.of({"model_type": "t5", "is_encoder_decoder": True})
    assert "needs a decoder" in settings.misfit(t5, "classification")
    llama = Architecture.of({"model_type": "llama", "architectures": ["LlamaForCausalLM"], "num_hidden_layers": 3})
    assert settings.misfit(llama, "generation") == ""
    assert "4 layers, and this base model has 3" in LlamaAdapterSettings(layers=4).misfit(llama, "classification")
    with pytest.raises(MethodError, match="has 3"):
        build_prompt(LlamaAdapterSettings(layers=4), context(open_family("llama", tmp_path)))
