"""PEFT is the oracle: our adapters give its logits, and its adapters give its logits here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import peft
import pytest
import torch
from tokenizers import Tokenizer
from torch import Tensor
from transformers import (
    AutoModelForCausalLM,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

from studio.adapters.folder import AdapterCard, ModelIdentity
from studio.adapters.peft_format import read_learned, write_adapter
from studio.data.batches import collate
from studio.data.examples import Example
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer
from studio.methods.base import Learned, PromptContext
from studio.methods.registry import build_prompt, method_settings
from studio.models.base_model import BaseModel, load_base_model
from studio.models.prompted import PromptedModel

TOKENS = 6
ROWS = [[5, 9, 11, 40, 2, 77], [8, 3], [60, 61, 62, 63]]


def llama() -> torch.nn.Module:
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=96,
            hidden_size=32,
            intermediate_size=48,
            num_hidden_layers=3,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=64,
        )
    )


def gpt2() -> torch.nn.Module:
    return GPT2LMHeadModel(GPT2Config(vocab_size=96, n_embd=32, n_layer=3, n_head=4, n_positions=64))


def qwen3() -> torch.nn.Module:
    return Qwen3ForCausalLM(
        Qwen3Config(
            vocab_size=96,
            hidden_size=32,
            intermediate_size=48,
            num_hidden_layers=3,
            num_attention_heads=4,
            num_key_value_heads=2,
            head_dim=12,
            max_position_embeddings=64,
        )
    )


@pytest.fixture(params=[llama, gpt2, qwen3], ids=lambda make: make.__name__)
def base(request: pytest.FixtureRequest, tmp_path: Path) -> BaseModel:
    torch.manual_seed(0)
    make: Callable[[], torch.nn.Module] = request.param
    folder = tmp_path / "model"
    make().save_pretrained(folder)  # type: ignore[operator]
    return load_base_model("tiny", folder, device=torch.device("cpu"), dtype=torch.float32)


def context(base: BaseModel, *, seed: int = 0) -> PromptContext:
    return PromptContext(
        embed=base.embed,
        num_layers=base.num_layers,
        num_heads=base.num_heads,
        output_size=base.output_size,
        pooling="last",
        frequent_token_ids=list(range(3, 90)),
        label_token_ids=[[7, 8], [9]],
        num_labels=2,
        tokenize=lambda text: [ord(letter) % 90 for letter in text],
        key_values_of=base.key_values_of,
        load_vectors=lambda path: torch.from_numpy(np.load(path)),
        load_factors=lambda _: None,
        generator=torch.Generator().manual_seed(seed),
    )


def trained(base: BaseModel, name: str, **settings: object) -> Learned:
    """A prompt as if trained: its start, moved a little."""
    values = {"name": name, "num_virtual_tokens": TOKENS, **settings}
    prompt = build_prompt(method_settings(name).model_validate(values), context(base))
    with torch.no_grad():
        for parameter in prompt.parameters():
            parameter += 0.1 * torch.randn_like(parameter)
        prompt.eval()
        return prompt.learned()


def ours(base: BaseModel, learned: Learned, *, slots: bool) -> list[Tensor]:
    """Logits [T, V] of each row's text."""
    front = (-1,) * TOKENS if slots else ()
    batch = collate([Example(ids=(*front, *row)) for row in ROWS])
    with torch.no_grad():
        model = PromptedModel(base)
        logits = model.logits(model.hidden_states(learned.prompt, **batch.model_input))
    return [logits[number, len(front) : len(front) + len(row)] for number, row in enumerate(ROWS)]


def of_peft(base: BaseModel, adapter: Path) -> list[Tensor]:
    model = peft.PeftModel.from_pretrained(
        AutoModelForCausalLM.from_pretrained(base.folder, dtype=torch.float32), adapter
    )
    model.eval()
    found = []
    for row in ROWS:
        ids = torch.tensor([row])
        with torch.no_grad():
            logits = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[0]
        found.append(logits[-len(row) :])
    return found


def card(name: str) -> AdapterCard:
    slots = "" if method_settings(name).product == "key_value" else f"{{soft:{TOKENS}}}"
    return AdapterCard(
        name="made",
        method=name,
        model=ModelIdentity(name="tiny"),
        task="generation",
        template=slots + "{text}",
        num_virtual_tokens=TOKENS,
    )


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("prompt_tuning", {}),
        ("prompt_tuning", {"start": "random"}),
        ("prompt_tuning", {"start": "class_labels"}),
        ("prompt_tuning", {"start": "text", "start_text": "is it so"}),
        ("prefix_tuning", {}),
        ("prefix_tuning", {"start": "random"}),
        ("prefix_tuning", {"reparameterization": True, "reparameterization_size": 16}),
        ("p_tuning", {"encoder": "lstm"}),
        ("p_tuning", {"encoder": "mlp", "start": "random"}),
    ],
    ids=str,
)
def test_an_adapter_written_here_gives_the_same_logits_in_peft(
    base: BaseModel, tmp_path: Path, name: str, settings: dict[str, object]
) -> None:
    prompt = trained(base, name, **settings)
    write_adapter(tmp_path / "adapter", prompt, card(name), base)

    expected = of_peft(base, tmp_path / "adapter")
    for mine, its in zip(ours(base, prompt, slots=name != "prefix_tuning"), expected, strict=True):
        assert torch.allclose(mine, its, atol=1e-4, rtol=1e-4)
    read_card, read = read_learned(tmp_path / "adapter", base)
    assert read_card == card(name)
    for mine, its in zip(ours(base, read, slots=name != "prefix_tuning"), expected, strict=True):
        assert torch.allclose(mine, its, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize(
    "config",
    [
        peft.PromptTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=TOKENS),
        peft.PrefixTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=TOKENS),
        peft.PrefixTuningConfig(
            task_type="CAUSAL_LM", num_virtual_tokens=TOKENS, prefix_projection=True, encoder_hidden_size=16
        ),
        peft.PromptEncoderConfig(task_type="CAUSAL_LM", num_virtual_tokens=TOKENS, encoder_hidden_size=16),
    ],
    ids=["prompt_tuning", "prefix_tuning", "prefix_tuning_projected", "p_tuning"],
)
def test_an_adapter_made_by_peft_gives_the_same_logits_here(
    base: BaseModel, tmp_path: Path, config: peft.PromptLearningConfig
) -> None:
    config = type(config)(**config.to_dict() | {"peft_type": config.peft_type})
    model = peft.get_peft_model(AutoModelForCausalLM.from_pretrained(base.folder, dtype=torch.float32), config)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter += 0.05 * torch.randn_like(parameter)
    model.save_pretrained(tmp_path / "theirs")

    found, prompt = read_learned(tmp_path / "theirs", base)

    slots = found.method != "prefix_tuning"
    assert found.template == (f"{{soft:{TOKENS}}}" if slots else "") + "{text}"
    for mine, its in zip(ours(base, prompt, slots=slots), of_peft(base, tmp_path / "theirs"), strict=True):
        assert torch.allclose(mine, its, atol=1e-4, rtol=1e-4)


def test_the_tokens_of_a_row_are_those_of_transformers(tiny_model: Path) -> None:
    from transformers import AutoTokenizer

    tokenizer = TextTokenizer.from_folder(tiny_model)
    text = "A row, as it stands."
    assert [*tokenizer.front_ids, *tokenizer.encode(text)] == AutoTokenizer.from_pretrained(tiny_model)(text).input_ids
    assert isinstance(tokenizer.tokenizer, Tokenizer)
    assert Template.parse("{text}").render({"text": text}) == text
