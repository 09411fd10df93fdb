"""What a method may know when it makes its start: the model's words, the table's, and the label words."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from studio.adapters.card import WEIGHTS_FILE
from studio.adapters.folder import read_card
from studio.data.run_data import TaskData
from studio.data.stored_examples import most_frequent
from studio.errors import MethodError
from studio.methods.base import PromptContext, TaskFactors
from studio.methods.settings import NOTHING_SHOWN, ShownTokens
from studio.models.base_model import BaseModel
from studio.wording import phrase


def prompt_context(base: BaseModel, data: TaskData, *, seed: int, shown: ShownTokens = NOTHING_SHOWN) -> PromptContext:
    """Frequent tokens are those of the training rows; the vocabulary's first ones follow, which are the common ones."""
    tokenizer = data.task.tokenizer
    found = most_frequent(data.splits["train"], "ids")
    rest = sorted(set(range(tokenizer.vocabulary_size)).difference(found))
    frequent = [token for token in (*found, *rest) if token not in tokenizer.special_ids]
    task = data.task
    return PromptContext(
        embed=base.embed,
        num_layers=base.num_layers,
        num_heads=base.num_heads,
        output_size=base.output_size,
        pooling=None if task.has_tags else "last" if base.kind == "decoder" else "mean",
        frequent_token_ids=frequent,
        label_token_ids=[list(ids) for ids in task.verbalizer.token_ids]
        if task.verbalizer
        else [tokenizer.encode(label) for label in task.labels],
        num_labels=len(task.labels),
        tokenize=tokenizer.encode,
        key_values_of=base.key_values_of,
        shown=shown,
        load_vectors=partial(load_vectors, hidden_size=base.hidden_size),
        load_factors=partial(load_factors, hidden_size=base.hidden_size),
        generator=torch.Generator().manual_seed(seed),
        network=base.network,
    )


def load_vectors(path: str, *, hidden_size: int) -> Tensor:
    """Vectors [n, H] of another adapter's input prompt, or of a .npy file. Raises MethodError where there are none."""
    factors = load_factors(path, hidden_size=hidden_size)
    return factors.vectors() if factors else _checked(_stored(path).get("prompt_embeddings"), path, hidden_size)


def load_factors(path: str, *, hidden_size: int) -> TaskFactors | None:
    """What the prompts of a source run's adapter are made of, None for a file of vectors. Raises MethodError."""
    stored = _stored(path)
    if "prefix_task_cols" not in stored or "prefix_task_rows" not in stored:
        return None
    shared = _checked(stored.get("prompt_embeddings"), path, hidden_size)
    task = read_card(Path(path)).task_number
    return TaskFactors(shared, stored["prefix_task_cols"].float(), stored["prefix_task_rows"].float(), task)


def _stored(path: str) -> dict[str, Tensor]:
    given = Path(path)
    try:
        if given.is_dir():
            stored: dict[str, Tensor] = load_file(given / WEIGHTS_FILE)
            return stored
        return {"prompt_embeddings": torch.from_numpy(np.load(given, allow_pickle=False)).float()}
    except (OSError, EOFError, ValueError, SafetensorError, TypeError) as error:
        raise MethodError(f"start_file: {given} cannot be read ({error}). Name an adapter or a .npy file.") from None


def _checked(stored: Tensor | None, path: str, hidden_size: int) -> Tensor:
    if stored is None or not stored.numel():
        holds = phrase("no vectors")
    elif stored.ndim != 2 or stored.shape[1] != hidden_size:
        holds = phrase(f"numbers of shape {list(stored.shape)}")
    elif not torch.isfinite(stored).all():
        holds = phrase("values that are no numbers")
    else:
        return stored.float()
    raise MethodError(
        f"start_file: {path} holds {holds}, and this base model reads vectors of [tokens, {hidden_size}]. "
        "Choose an adapter of prompt tuning or P-tuning that was trained on it."
    )
