"""The seam between methods and models: a method produces, `studio.models.prompted` inserts.

A method knows nothing of models, batches or files. Shapes: N prompts served at once, P virtual tokens,
H hidden size, L layers, A query heads, K key-value heads, D head size, V vocabulary, C classes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from studio.methods.settings import NOTHING_SHOWN, HeadSettings, Pooling, ShownTokens

Part = Literal["encoder", "decoder", "cross"]  # where attention happens; a model of one stack has one of the first two


@dataclass(frozen=True)
class KeyValues:
    """Keys and values of one part: [..., K, P, D] each, after rotation where a model rotates."""

    keys: Tensor
    values: Tensor


@dataclass(frozen=True)
class InputPrompt:
    """Vectors that stand among the input embeddings."""

    vectors: Tensor  # [N, P, H]

    @property
    def num_virtual_tokens(self) -> int:
        return self.vectors.shape[1]

    @property
    def num_prompts(self) -> int:
        return self.vectors.shape[0]


@dataclass(frozen=True)
class KeyValuePrompt:
    """Keys and values that stand in front of every layer's own, [N, L, K, P, D] each, by part of the model."""

    parts: Mapping[Part, KeyValues]

    @property
    def num_virtual_tokens(self) -> int:
        return next(iter(self.parts.values())).keys.shape[3]

    @property
    def num_prompts(self) -> int:
        return next(iter(self.parts.values())).keys.shape[0]


@dataclass(frozen=True)
class GatedPrompt:
    """Vectors that each of the top L' layers reads by its own frozen weights, and a gate for each of its heads."""

    vectors: Tensor  # [N, L', P, H]
    gates: Tensor  # [N, L', A], as they multiply; all 0: the base model itself

    @property
    def num_virtual_tokens(self) -> int:
        return self.vectors.shape[2]

    @property
    def num_prompts(self) -> int:
        return self.vectors.shape[0]


Prompt = InputPrompt | KeyValuePrompt | GatedPrompt


class ClassificationHead(nn.Module):
    """Scores for each class from one vector a row, or for each tag from one vector a word.

    pooling: which vector; "first" is [CLS] where a model has one, never a virtual token; "last" stands behind all that
        is read, virtual tokens among it; "pooler" is the model's own; None: each word's, of its first token
    learning_rate: while training; None for that of the run
    """

    def __init__(
        self,
        hidden_size: int,
        num_labels: int,
        *,
        pooling: Pooling | None,
        dropout: float = 0.0,
        learning_rate: float | None = None,
    ) -> None:
        super().__init__()
        self.pooling: Pooling | None = pooling
        self.learning_rate = learning_rate
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Linear(hidden_size, num_labels)
        nn.init.zeros_(self.classifier.weight)  # every class alike at the start, whatever the seed
        nn.init.zeros_(self.classifier.bias)

    def forward(self, pooled: Tensor) -> Tensor:
        """pooled: [..., H]. Returns [..., C]."""
        scores: Tensor = self.classifier(self.dropout(pooled))
        return scores


def make_head(settings: HeadSettings, context: PromptContext) -> ClassificationHead | None:
    """The head that the settings ask for, reading what suits the base model unless they say; None without one."""
    if not settings.has_head:
        return None
    pooling = settings.pooling or context.pooling
    return ClassificationHead(
        context.output_size,
        context.num_labels,
        pooling=pooling,
        dropout=settings.head_dropout,
        learning_rate=settings.own_rate,
    )


@dataclass(frozen=True)
class TaskFactors:
    """What the prompts of several tasks are made of: P_k = shared o (columns_k rows_k). task: the k that is meant."""

    shared: Tensor  # [P, H]
    columns: Tensor  # [T, P, R]
    rows: Tensor  # [T, R, H]
    task: int = 0

    def vectors(self) -> Tensor:
        """Of the task that is meant: [P, H]."""
        return self.shared * (self.columns[self.task] @ self.rows[self.task])


@dataclass(frozen=True)
class Learned:
    """What a method gives the frozen model: a prompt, a head, or both.

    combine: how the N members of an ensemble answer together    factors: what a prompt of several tasks is made of
    temperature: what log-probabilities of classes are divided by, so that they can be trusted
    """

    prompt: Prompt | None
    head: ClassificationHead | None = None
    combine: Literal["mean", "vote"] = "mean"
    factors: TaskFactors | None = None
    temperature: float = 1.0

    @property
    def num_members(self) -> int:
        """How many prompts answer each row."""
        return self.prompt.num_prompts if self.prompt is not None else 1


@dataclass(frozen=True)
class PromptContext:
    """What a method may know of the base model and the data when it makes its start.

    embed: token ids [n] to vectors [n, H], float32, as the model feeds them to its first layer
    num_layers: L, of the decoder where a model has two stacks    num_heads: A, query heads of a layer
    output_size: H of the last layer's vectors, which may differ from that of the embeddings
    pooling: which of the last layer's vectors suits a head on this model; None where it reads every word
    frequent_token_ids: most frequent first, no special tokens
    label_token_ids: one list of token ids for each class, empty for generation    num_labels: 0 for generation
    tokenize: text to token ids, no special tokens
    key_values_of: token ids [P] to keys and values of the frozen model, [L, K, P, D] each, by part
    load_factors: a source run's adapter, to what its prompts are made of; None where it holds one prompt alone
    shown: the examples that the prompt is made of, for a method that wants some
    load_vectors: a file or an adapter's folder, as the user wrote it, to vectors [n, H]
    network: the base model itself, for the one method that trains it
    """

    embed: Callable[[Tensor], Tensor]
    num_layers: int
    num_heads: int
    output_size: int
    pooling: Pooling | None
    frequent_token_ids: list[int]
    label_token_ids: list[list[int]]
    num_labels: int
    tokenize: Callable[[str], list[int]]
    key_values_of: Callable[[Tensor], dict[Part, KeyValues]]
    load_vectors: Callable[[str], Tensor]
    load_factors: Callable[[str], TaskFactors | None]
    generator: torch.Generator
    shown: ShownTokens = NOTHING_SHOWN
    network: nn.Module | None = None


class SoftPrompt(nn.Module, ABC):
    """What a method trains. Calling it gives the prompt to insert, with a graph for the gradient."""

    combine: Literal["mean", "vote"] = "mean"

    def __init__(self) -> None:
        super().__init__()
        self.head: ClassificationHead | None = None  # not of the class: that would hide the module

    @abstractmethod
    def forward(self) -> Prompt | None:
        """The prompt as it stands now; None for a head alone."""

    def learned(self) -> Learned:
        """The prompt and the head as they stand now."""
        return Learned(self(), self.head, self.combine)

    def parameter_groups(self, learning_rate: float, weight_decay: float) -> list[dict[str, object]]:
        """Groups for the optimizer: everything, and a head with a rate of its own, unless a method needs more."""
        rate = self.head.learning_rate if self.head is not None else None
        if self.head is None or rate is None:
            return [{"params": list(self.parameters()), "lr": learning_rate, "weight_decay": weight_decay}]
        own = list(self.head.parameters())
        rest = [one for one in self.parameters() if all(one is not other for other in own)]
        return [
            {"params": rest, "lr": learning_rate, "weight_decay": weight_decay},
            {"params": own, "lr": rate, "weight_decay": weight_decay},
        ]

    def clip_gradients(self, largest: float) -> float:
        """Shorten the gradient to a norm of at most `largest`. Returns the norm it had."""
        return float(nn.utils.clip_grad_norm_(self.parameters(), largest))

    def after_step(self) -> None:
        """What a method does once the optimizer has stepped, such as a projection."""

    def prompt_targets(self) -> tuple[Tensor, Tensor] | None:
        """Tokens that the prompt's own positions are to predict, and what each weighs in the loss.

        [P] and [P]; position p is to predict what stands at p + 1, -100 for nothing
        """
        return None

    def num_trainable_parameters(self) -> int:
        return sum(parameter.numel() for parameter in self.parameters() if parameter.requires_grad)
