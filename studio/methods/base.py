"""The seam between methods and models: a method produces, `studio.models.prompted` inserts.

A method knows nothing of models, batches or files. Shapes: N prompts served at once, P virtual tokens,
H hidden size, L layers, K key-value heads, D head size, V vocabulary.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class InputPrompt:
    """Vectors that stand among the input embeddings."""

    vectors: Tensor  # [N, P, H]

    @property
    def num_virtual_tokens(self) -> int:
        return self.vectors.shape[1]


@dataclass(frozen=True)
class KeyValuePrompt:
    """Keys and values that stand in front of every layer's own. Keys are stored after rotation."""

    keys: Tensor  # [N, L, K, P, D]
    values: Tensor  # [N, L, K, P, D]

    @property
    def num_virtual_tokens(self) -> int:
        return self.keys.shape[3]


Prompt = InputPrompt | KeyValuePrompt


@dataclass(frozen=True)
class PromptContext:
    """What a method may know of the base model and the data when it makes its start.

    embed: token ids [n] to vectors [n, H], float32, as the model feeds them to its first layer
    frequent_token_ids: most frequent first, no special tokens
    label_token_ids: one list of token ids for each class, empty for generation
    tokenize: text to token ids, no special tokens
    key_values_of: token ids [P] to (keys, values) of the frozen model, [L, K, P, D] each
    """

    embed: Callable[[Tensor], Tensor]
    num_layers: int
    num_key_value_heads: int
    head_size: int
    frequent_token_ids: list[int]
    label_token_ids: list[list[int]]
    tokenize: Callable[[str], list[int]]
    key_values_of: Callable[[Tensor], tuple[Tensor, Tensor]]
    generator: torch.Generator


class SoftPrompt(nn.Module, ABC):
    """What a method trains. Calling it gives the prompt to insert, with a graph for the gradient."""

    @abstractmethod
    def forward(self) -> Prompt:
        """The prompt as it stands now."""

    def parameter_groups(self, learning_rate: float, weight_decay: float) -> list[dict[str, object]]:
        """Groups for the optimizer; one group of everything unless a method needs several rates."""
        return [{"params": list(self.parameters()), "lr": learning_rate, "weight_decay": weight_decay}]

    def num_trainable_parameters(self) -> int:
        return sum(parameter.numel() for parameter in self.parameters() if parameter.requires_grad)
