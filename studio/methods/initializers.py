"""Where virtual tokens start from. Start and learning rate decide what a prompt learns (Lester 2021, section 3.2)."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from studio.errors import MethodError
from studio.methods.base import Part, PromptContext
from studio.methods.settings import StartSettings, WordStartSettings

MOST_FREQUENT = 5000  # Lester 2021 samples its start from so many of the most frequent tokens


def start_token_ids(settings: WordStartSettings | StartSettings, context: PromptContext) -> Tensor | None:
    """Token ids [P] that the prompt starts from, None where it does not start from words.

    class_labels: the label words' tokens one after another, the rest sampled from the vocabulary
    text: the text's tokens without special tokens, repeated until P are there
    """
    count = settings.num_virtual_tokens
    match settings.start:
        case "random":
            return None
        case "sampled_vocabulary":
            return _sampled(count, context)
        case "class_labels":
            words = [token for ids in _label_ids(context) for token in ids][:count]
            return torch.cat([torch.tensor(words, dtype=torch.long), _sampled(count - len(words), context)])
        case "text":
            ids = context.tokenize(settings.start_text or "")
            if not ids:
                raise MethodError("start_text: to this base model it is no token at all. Write words to start from.")
            return torch.tensor((ids * (count // len(ids) + 1))[:count])
        case "file":
            return None


def start_vectors(settings: StartSettings, context: PromptContext) -> Tensor:
    """Vectors [P, H] in the space of word embeddings, float32.

    random: a normal distribution of the mean and spread of frequent words, not N(0, 1), which is many times larger
    class_labels: one vector a class, its sub-tokens averaged, the rest sampled from the vocabulary
    file: another adapter's vectors, or a .npy file's; the first P of them, or with words behind where there are fewer
    """
    count = settings.num_virtual_tokens
    if settings.start == "file":
        given = context.load_vectors(settings.start_file or "")[:count]
        rest = _sampled(count - len(given), context)
        return torch.cat([given, context.embed(rest)]) if len(rest) else given
    if settings.start == "class_labels":
        means = torch.stack([context.embed(torch.tensor(ids)).mean(0) for ids in _label_ids(context)])[:count]  # [C, H]
        rest = _sampled(count - len(means), context)
        return torch.cat([means, context.embed(rest)]) if len(rest) else means
    ids = start_token_ids(settings, context)
    if ids is not None:
        return context.embed(ids)
    words = context.embed(torch.tensor(context.frequent_token_ids[:MOST_FREQUENT]))  # [n, H]
    noise = torch.randn(count, words.shape[1], generator=context.generator)
    return words.mean(0) + words.std(0) * noise


def start_key_values(settings: WordStartSettings, context: PromptContext) -> dict[Part, Tensor]:
    """Keys and values [2, L, K, P, D] by part, float32: of real words in the frozen model, or random of their size."""
    ids = start_token_ids(settings, context)
    words = context.key_values_of(_sampled(settings.num_virtual_tokens, context) if ids is None else ids)
    stacked = {part: torch.stack([own.keys, own.values]) for part, own in words.items()}
    return stacked if ids is not None else {part: _like(own, context.generator) for part, own in stacked.items()}


def fit(module: Callable[[], Tensor], parameters: list[nn.Parameter], target: Tensor, *, steps: int = 500) -> float:
    """Train a network until it makes `target`: training then starts from real words (Li and Liang 2021, section 7.5).

    Returns the remaining squared error as a fraction of the target's variance.
    """
    optimizer = torch.optim.Adam(parameters, lr=3e-3)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.05, total_iters=steps)
    scale = float(target.var()) or 1.0
    error = float("inf")
    for _ in range(steps):
        optimizer.zero_grad()
        loss = (module() - target).pow(2).mean() / scale
        error = float(loss.detach())
        if error < 1e-4:
            break
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
    optimizer.zero_grad()
    return error


def _label_ids(context: PromptContext) -> list[list[int]]:
    if not context.label_token_ids:
        raise MethodError(
            'start = "class_labels" needs classes, and this table is for generation. Choose another start.'
        )
    return context.label_token_ids


def _sampled(count: int, context: PromptContext) -> Tensor:
    """`count` different tokens of the most frequent, with repeats only where there are too few."""
    pool = torch.tensor(context.frequent_token_ids[:MOST_FREQUENT])
    order = torch.randperm(len(pool), generator=context.generator)
    return pool[order.repeat(count // len(pool) + 1)[:count]]


def _like(real: Tensor, generator: torch.Generator) -> Tensor:
    """Noise with the mean and spread that `real` [2, L, K, P, D] has over its words."""
    noise = torch.randn(real.shape, generator=generator)
    return real.mean(3, keepdim=True) + real.std(3, keepdim=True, unbiased=False) * noise
