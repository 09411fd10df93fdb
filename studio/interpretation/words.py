"""Which words a virtual token is near, and how near by the measure of words themselves.

A nearest word explains little: every vector has one. So what is found stands beside two yardsticks, each of seeded
draws: how near real words are to other words, and how near random vectors of a word's mean and spread are to a word.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from studio.data.tokenizer import TextTokenizer
from studio.interpretation.findings import NearWord, NearWords, Spread, TokenWords, Yardstick
from studio.models.base_model import BaseModel

_CHUNK = 8192  # words whose vectors are in memory at once
_DRAWS = 200  # words, and random vectors, that make the yardsticks


def near_words(
    vectors: Tensor,
    base: BaseModel,
    tokenizer: TextTokenizer,
    *,
    nearest: int,
    seed: int,
    check: Callable[[], object] = lambda: None,
) -> NearWords:
    """The words near each of `vectors` [P, H], which stand among the input embeddings; special tokens are no words.

    nearest: how many words each    seed: of the yardsticks' draws    check: called now and then, may raise to stop
    """
    vectors = vectors.detach().float().cpu()
    ids = word_ids(base, tokenizer)
    norms, mean, spread = _statistics(ids, base)
    draw = torch.Generator().manual_seed(seed)
    drawn = ids[torch.randperm(len(ids), generator=draw)[:_DRAWS]]
    random = mean + spread * torch.randn(_DRAWS, vectors.shape[1], generator=draw)
    queries = torch.cat([vectors, base.embed(drawn), random])  # [Q, H]
    themselves = torch.cat([torch.full((len(vectors),), -1), drawn, torch.full((_DRAWS,), -1)])
    cosines, distances = _nearest(queries, themselves, ids, base, nearest=min(nearest, len(ids) - 1), check=check)
    count = len(vectors)
    words, chance = (
        Yardstick(_spread(cosines[0][which, 0]), _spread(distances[0][which, 0]))
        for which in (slice(count, count + len(drawn)), slice(count + len(drawn), None))
    )
    own = vectors.norm(dim=1)
    deviations = (own - norms.mean()) / norms.std().clamp(min=torch.finfo(torch.float32).tiny)
    tokens = [
        TokenWords(
            token=number + 1,
            norm=float(own[number]),
            norm_deviations=float(deviations[number]),
            by_cosine=_named(tokenizer, *(found[number] for found in cosines)),
            by_distance=_named(tokenizer, *(found[number] for found in distances)),
            nearer_than_chance=float(cosines[0][number, 0]) > chance.cosine.high,
        )
        for number in range(count)
    ]
    return NearWords(len(ids), float(norms.mean()), float(norms.std()), words, chance, tuple(tokens))


def word_ids(base: BaseModel, tokenizer: TextTokenizer) -> Tensor:
    """Ids [n] of the tokens that are text and have a vector."""
    rows = int(base.network.get_input_embeddings().num_embeddings)
    count = min(rows, tokenizer.vocabulary_size)
    return torch.tensor([number for number in range(count) if number not in tokenizer.special_ids])


def _spread(values: Tensor) -> Spread:
    """values: [n]"""
    low, median, high = torch.quantile(values.double(), torch.tensor([0.05, 0.5, 0.95], dtype=torch.double))
    return Spread(float(low), float(median), float(high))


def _statistics(ids: Tensor, base: BaseModel) -> tuple[Tensor, Tensor, Tensor]:
    """(norms [n], mean [H], standard deviation [H]) of words' vectors."""
    norms, total, squares = [], torch.zeros(base.hidden_size).double(), torch.zeros(base.hidden_size).double()
    for chunk in torch.split(ids, _CHUNK):
        embedded = base.embed(chunk)
        norms.append(embedded.norm(dim=1))
        total += embedded.sum(0)
        squares += embedded.double().pow(2).sum(0)
    mean = total / len(ids)
    return torch.cat(norms), mean.float(), (squares / len(ids) - mean.pow(2)).clamp(min=0).sqrt().float()


def _nearest(
    queries: Tensor,
    themselves: Tensor,
    ids: Tensor,
    base: BaseModel,
    *,
    nearest: int,
    check: Callable[[], object],
) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    """((cosines, ids), (distances, ids)), [Q, nearest] each, nearest first. themselves: [Q], the word a query is."""
    lengths = queries.norm(dim=1, keepdim=True).clamp(min=torch.finfo(torch.float32).tiny)
    best: list[tuple[Tensor, Tensor]] = []
    for chunk in torch.split(ids, _CHUNK):
        check()
        embedded = base.embed(chunk)  # [n, H]
        norms = embedded.norm(dim=1)
        products = queries @ embedded.T  # [Q, n]
        cosines = products / lengths / norms.clamp(min=torch.finfo(torch.float32).tiny)
        nearness = 2 * products - norms.pow(2)  # orders words as their distance does
        found = []
        for measured in (cosines, nearness):
            measured.masked_fill_(themselves.unsqueeze(1) == chunk, -torch.inf)
            top = measured.topk(min(nearest, len(chunk)))
            found.append((top.values, chunk[top.indices]))
        best = found if not best else [_better(old, new, nearest) for old, new in zip(best, found, strict=True)]
    near = best[1][1]
    # From the difference itself: a prompt that is a word is at distance 0, which products would miss by rounding.
    distances = (queries.unsqueeze(1) - base.embed(near.flatten()).view(*near.shape, -1)).norm(dim=2)
    ordered = distances.sort(dim=1)
    return best[0], (ordered.values, near.gather(1, ordered.indices))


def _better(old: tuple[Tensor, Tensor], new: tuple[Tensor, Tensor], nearest: int) -> tuple[Tensor, Tensor]:
    values, ids = torch.cat([old[0], new[0]], 1), torch.cat([old[1], new[1]], 1)
    top = values.topk(min(nearest, values.shape[1]))
    return top.values, ids.gather(1, top.indices)


def _named(tokenizer: TextTokenizer, values: Tensor, ids: Tensor) -> tuple[NearWord, ...]:
    return tuple(
        NearWord(written_word(tokenizer, number), number, value)
        for value, number in zip(values.tolist(), ids.tolist(), strict=True)
    )


def written_word(tokenizer: TextTokenizer, number: int) -> str:
    """As it is written; a piece of a character as the tokenizer calls it."""
    written = str(tokenizer.tokenizer.decode([number], skip_special_tokens=False))
    return written if written and "\ufffd" not in written else str(tokenizer.tokenizer.id_to_token(number))
