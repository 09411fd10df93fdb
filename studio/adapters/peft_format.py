"""PEFT's files: prompts to tensors and back.

Layout (PEFT 0.21): `prompt_embeddings` is [P, H] for vectors, and [P, 2 * L * K * D] for a prefix, which
`view(P, 2L, K, D)` takes apart with layer l's keys at 2l and its values at 2l + 1; keys are stored after rotation.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from studio.adapters.folder import CARD_FILE, CONFIG_FILE, WEIGHTS_FILE, AdapterCard, check_adapter
from studio.adapters.model_card import readme
from studio.errors import AdapterError
from studio.methods.base import InputPrompt, KeyValuePrompt, Prompt
from studio.methods.registry import method_settings
from studio.models.base_model import BaseModel


def write_adapter(folder: Path, prompt: Prompt, card: AdapterCard, base: BaseModel) -> None:
    """Write an adapter's folder, aside first. Where PEFT cannot represent it, no adapter_config.json is written."""
    aside = folder.with_name(folder.name + ".new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    save_file({"prompt_embeddings": to_peft(prompt)}, aside / WEIGHTS_FILE, metadata={"format": "pt"})
    if not card.not_in_peft:
        config = peft_config(card, base)
        (aside / CONFIG_FILE).write_text(json.dumps(config, indent=2), encoding="utf-8")
    (aside / CARD_FILE).write_text(card.model_dump_json(indent=2), encoding="utf-8")
    (aside / "README.md").write_text(readme(card), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(aside, folder)


def peft_config(card: AdapterCard, base: BaseModel) -> dict[str, Any]:
    """adapter_config.json of a decoder's adapter."""
    settings = method_settings(card.method)
    grouped = settings.product == "key_value"
    return {
        "peft_type": settings.peft_type,
        "task_type": "CAUSAL_LM",
        "inference_mode": True,
        "base_model_name_or_path": card.model.name,
        "revision": card.model.revision,
        "num_virtual_tokens": card.num_virtual_tokens,
        # With grouped-query attention a prefix has the keys' width, not the model's.
        "token_dim": base.num_key_value_heads * base.head_size if grouped else base.hidden_size,
        "num_transformer_submodules": 1,
        "num_attention_heads": base.num_key_value_heads,
        "num_layers": base.num_layers,
    }


def read_prompt(folder: Path, base: BaseModel) -> tuple[AdapterCard, Prompt]:
    """An adapter's card and its prompt (N = 1), float32 on the model's device.

    Raises AdapterError for damaged files and for an adapter of a model of another shape.
    """
    card = check_adapter(folder)
    try:
        # A copy, since what is loaded is the file itself in memory, and that may go: with an unpacked zip, or deleted.
        stored = load_file(folder / WEIGHTS_FILE)["prompt_embeddings"].float().clone()
    except (SafetensorError, OSError) as error:
        raise AdapterError(f"{folder / WEIGHTS_FILE}: cannot be read ({error}). Copy the adapter again.") from None
    if not torch.isfinite(stored).all():
        raise AdapterError(f"{folder / WEIGHTS_FILE}: holds values that are no numbers. The adapter is damaged.")
    product = method_settings(card.method).product
    width = (
        2 * base.num_layers * base.num_key_value_heads * base.head_size if product == "key_value" else base.hidden_size
    )
    if stored.shape[1] != width:
        raise AdapterError(
            f"{folder.name}: its prompt is {stored.shape[1]} numbers wide and {base.name} takes {width}. It was made "
            f"for {card.model.name or 'another model'}; open it with that base model."
        )
    return card, from_peft(stored.to(base.device), base, product)


def to_peft(prompt: Prompt) -> Tensor:
    """[P, H], or [P, 2LKD] for keys and values. The prompt's N must be 1."""
    match prompt:
        case InputPrompt(vectors):
            stored = vectors[0]
        case KeyValuePrompt(keys, values):
            pairs = torch.stack([keys[0], values[0]], dim=1)  # [L, 2, K, P, D]
            stored = pairs.permute(3, 0, 1, 2, 4).flatten(1)  # [P, 2LKD]
    return stored.detach().float().cpu().contiguous()


def from_peft(stored: Tensor, base: BaseModel, product: str) -> Prompt:
    """The inverse of `to_peft`."""
    if product == "input":
        return InputPrompt(stored.unsqueeze(0))
    parts = stored.view(len(stored), base.num_layers, 2, base.num_key_value_heads, base.head_size)
    pairs = parts.permute(2, 1, 3, 0, 4)  # [2, L, K, P, D]
    return KeyValuePrompt(pairs[0].unsqueeze(0).contiguous(), pairs[1].unsqueeze(0).contiguous())
