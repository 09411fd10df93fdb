"""Families that would answer wrongly, since tokens hear of each other in more than attention, are not opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers as hf
from transformers.models.auto.configuration_auto import model_type_to_module_name
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

from studio.architecture import CLOSED_FAMILIES, read_architecture
from studio.errors import ModelError
from studio.methods.registry import misfits
from studio.models.base_model import load_base_model

_SMALL = {
    "vocab_size": 96,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 64,
}
MORE: dict[str, Callable[[], Any]] = {
    "lfm2": lambda: hf.Lfm2ForCausalLM(hf.Lfm2Config(**_SMALL, layer_types=["conv", "full_attention"])),
    "falcon_h1": lambda: hf.FalconH1ForCausalLM(  # attention in every layer, and a state beside it
        hf.FalconH1Config(**_SMALL, mamba_d_ssm=32, mamba_n_heads=4, mamba_d_head=8, mamba_d_state=8)
    ),
    "minimax": lambda: hf.MiniMaxForCausalLM(hf.MiniMaxConfig(**_SMALL, head_dim=8, num_local_experts=2)),
    "gpt_oss": lambda: hf.GptOssForCausalLM(
        hf.GptOssConfig(**_SMALL, head_dim=8, num_local_experts=2, num_experts_per_tok=1)
    ),
}
OUT_OF_REACH: dict[str, Callable[[], Any]] = {
    "gptj": lambda: hf.GPTJForCausalLM(
        hf.GPTJConfig(vocab_size=96, n_embd=32, n_layer=2, n_head=4, n_positions=64, rotary_dim=4)
    ),
    "llama4_text": lambda: hf.Llama4ForCausalLM(
        hf.Llama4TextConfig(**_SMALL, head_dim=8, num_local_experts=2, intermediate_size_mlp=48)
    ),
    "mpnet": lambda: hf.MPNetForMaskedLM(hf.MPNetConfig(**_SMALL)),
    "mpt": lambda: hf.MptForCausalLM(hf.MptConfig(vocab_size=96, d_model=32, n_heads=4, n_layers=2, max_seq_len=64)),
}
# A prefix goes into BLOOM's cache, and the others are made of other families.
WITH_ANOTHER_WAY_IN = {"bloom", "fuyu", "gemma4_assistant", "gemma4_unified_assistant"}


def _decoders_out_of_reach() -> set[str]:
    """Decoders of transformers whose source does not know its interface for attention."""
    models = Path(hf.__file__).parent / "models"
    found = set()
    for family, network in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES.items():
        files = list((models / model_type_to_module_name(family)).glob("modeling_*.py"))
        is_decoder = network.endswith(("ForCausalLM", "LMHeadModel"))  # as studio/architecture.py has it
        if files and is_decoder and not any("ALL_ATTENTION_FUNCTIONS" in file.read_text("utf-8") for file in files):
            found.add(family)
    return found


def test_decoders_out_of_reach_are_known_by_name_before_they_are_fetched() -> None:
    assert _decoders_out_of_reach() - CLOSED_FAMILIES == WITH_ANOTHER_WAY_IN


@pytest.mark.parametrize("family", [*MORE, *OUT_OF_REACH])
def test_no_method_fits_a_family_that_is_not_opened(tmp_path: Path, family: str) -> None:
    network = (MORE | OUT_OF_REACH)[family]()
    network.config.architectures = [type(network).__name__]
    network.config.save_pretrained(tmp_path)
    reasons = misfits(read_architecture(tmp_path))
    assert all(f"the attention of {family}" in reason for reason in reasons.values()), reasons


def _opened(make: Callable[[], Any], folder: Path) -> None:
    make().save_pretrained(folder)
    load_base_model("mine", folder, device=torch.device("cpu"), dtype=torch.float32)


@pytest.mark.parametrize("family", MORE)
def test_layers_that_are_more_than_attention_are_refused(tmp_path: Path, family: str) -> None:
    with pytest.raises(ModelError, match=f"mine: {family} reads text by more than plain attention.* Choose a model"):
        _opened(MORE[family], tmp_path)


@pytest.mark.parametrize("family", OUT_OF_REACH)
def test_an_attention_that_is_out_of_reach_is_said(tmp_path: Path, family: str) -> None:
    with pytest.raises(ModelError, match=f"mine: {family} has an attention that cannot be reached.* Choose a model"):
        _opened(OUT_OF_REACH[family], tmp_path)
