"""Base models: a pretrained decoder, frozen, with what others need to know of its shape."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import AutoConfig, AutoModelForCausalLM, DynamicCache
from transformers.utils import logging

from studio.errors import ModelError


@dataclass(frozen=True)
class BaseModel:
    """network: a causal language model of transformers, frozen and in evaluation mode.

    name: as the user gave it    folder: where its files lie
    """

    name: str
    folder: Path
    network: Any

    @property
    def config(self) -> Any:
        """The settings of the text part."""
        return self.network.config.get_text_config()

    @property
    def device(self) -> torch.device:
        return torch.device(self.network.device)

    @property
    def dtype(self) -> torch.dtype:
        dtype: torch.dtype = self.network.dtype
        return dtype

    @property
    def num_layers(self) -> int:
        return int(self.config.num_hidden_layers)

    @property
    def num_key_value_heads(self) -> int:
        return int(getattr(self.config, "num_key_value_heads", None) or self.config.num_attention_heads)

    @property
    def head_size(self) -> int:
        size = getattr(self.config, "head_dim", None)
        return int(size or self.config.hidden_size // self.config.num_attention_heads)

    @property
    def hidden_size(self) -> int:
        """Of the vectors that go in."""
        return int(self.network.get_input_embeddings().embedding_dim)

    @property
    def context(self) -> int:
        """The most positions that the model was made for."""
        return int(getattr(self.config, "max_position_embeddings", 0) or 2048)

    @property
    def num_parameters(self) -> int:
        return sum(parameter.numel() for parameter in self.network.parameters())

    @torch.no_grad()
    def embed(self, ids: Tensor) -> Tensor:
        """Vectors [n, H] of token ids [n], float32 on the CPU, as the model feeds them to its first layer."""
        embedded: Tensor = self.network.get_input_embeddings()(ids.to(self.device))
        return embedded.float().cpu()

    @torch.no_grad()
    def key_values_of(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Keys (after rotation) and values that the model makes of token ids [P].

        Returns [L, K, P, D] each, float32 on the CPU.
        """
        cache = DynamicCache()
        ids = ids.to(self.device).unsqueeze(0)
        positions = torch.arange(ids.shape[1], device=self.device).unsqueeze(0)
        self.network.base_model(input_ids=ids, position_ids=positions, past_key_values=cache, use_cache=True)
        keys = torch.cat([layer.keys for layer in cache.layers])
        values = torch.cat([layer.values for layer in cache.layers])
        return keys.float().cpu(), values.float().cpu()


def load_base_model(name: str, folder: Path, *, device: torch.device, dtype: torch.dtype) -> BaseModel:
    """Load a causal language model from a folder with safetensors, frozen.

    Raises ModelError for a folder that holds none, or one of another kind.
    """
    try:
        config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{name}: its config.json cannot be used ({_first_line(error)}).") from None
    if getattr(config, "is_encoder_decoder", False):
        raise ModelError(f"{name}: an encoder-decoder model. Choose a decoder model, such as GPT-2, Llama or Qwen.")
    logging.disable_progress_bar()  # here, so that one of a download before is still drawn
    try:
        network = AutoModelForCausalLM.from_pretrained(
            folder,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            dtype=dtype,
            attn_implementation="sdpa",
        )
    except (OSError, ValueError, KeyError, json.JSONDecodeError) as error:
        raise ModelError(f"{name}: cannot be loaded as a decoder model ({_first_line(error)}).") from None
    network.requires_grad_(False)
    network.eval()
    network.to(device)
    return BaseModel(name, folder, network)


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).strip().splitlines()[0].rstrip(".")
