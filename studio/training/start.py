"""What a method may know when it makes its start: the model's words, the table's, and the label words."""

from __future__ import annotations

from collections import Counter

import torch

from studio.data.examples import VIRTUAL
from studio.data.task import TaskData
from studio.methods.base import PromptContext
from studio.models.base_model import BaseModel


def prompt_context(base: BaseModel, data: TaskData, *, seed: int) -> PromptContext:
    """Frequent tokens are those of the training rows; the vocabulary's first ones follow, which are the common ones."""
    tokenizer = data.task.tokenizer
    counts = Counter(token for example in data.splits["train"] for token in example.ids if token != VIRTUAL)
    found = [token for token, _ in counts.most_common() if token not in tokenizer.special_ids]
    rest = (token for token in range(tokenizer.vocabulary_size) if token not in counts)
    frequent = found + [token for token in rest if token not in tokenizer.special_ids]
    verbalizer = data.task.verbalizer
    return PromptContext(
        embed=base.embed,
        num_layers=base.num_layers,
        num_key_value_heads=base.num_key_value_heads,
        head_size=base.head_size,
        frequent_token_ids=frequent,
        label_token_ids=[list(ids) for ids in verbalizer.token_ids] if verbalizer else [],
        tokenize=tokenizer.encode,
        key_values_of=base.key_values_of,
        generator=torch.Generator().manual_seed(seed),
    )
