"""Where virtual tokens stand among words, in two dimensions: the plane of most variance (PCA).

Virtual tokens, those of the first step that was kept, and words count alike in finding the plane, however many there
are of each; later steps are projected into the same plane. A plane shows little of hundreds of dimensions, so each map
says its share of the variance. The same numbers come out each time: an axis points to where its farthest point stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import torch
from torch import Tensor

from studio.data.tokenizer import TextTokenizer
from studio.interpretation.findings import MapKind, MapWord, NearWords, Place, PromptMap
from studio.interpretation.similarity import token_vectors
from studio.interpretation.words import word_ids, written_word
from studio.methods.base import InputPrompt, Prompt
from studio.models.base_model import BaseModel

_NEAR = 2  # words of each virtual token
_COMMON = 120  # words, drawn from as many more of the vocabulary's first, which are its commonest
_COMMONEST = 2000


def maps_of(
    prompt: Prompt,
    trail: Mapping[int, Prompt],
    member: int,
    near: NearWords | None,
    base: BaseModel,
    tokenizer: TextTokenizer,
    *,
    seed: int,
) -> tuple[PromptMap, ...]:
    """By distance and by direction; a prompt that stands in layers by direction alone, without words.

    trail: the prompt by step    seed: of which common words are drawn
    """
    if not isinstance(prompt, InputPrompt) or near is None:
        ways = [token_vectors(one)[member] for one in trail.values()]
        return (_in_plane("direction", token_vectors(prompt)[member], ways, [], torch.empty(0)),)
    tokens = prompt.vectors[member].detach().float().cpu()
    ways = [one.vectors[member] for one in trail.values() if isinstance(one, InputPrompt)]
    near_ids = dict.fromkeys(word.id for token in near.tokens for word in token.by_cosine[:_NEAR])
    common = [number for number in _common(word_ids(base, tokenizer), tokenizer, seed) if number not in near_ids]
    named = [(written_word(tokenizer, number), number in near_ids) for number in [*near_ids, *common]]
    words = base.embed(torch.tensor([*near_ids, *common]))  # [W, H]
    kinds: tuple[tuple[MapKind, Callable[[Tensor], Tensor]], ...] = (
        ("distance", lambda vectors: vectors),
        ("direction", lambda vectors: torch.nn.functional.normalize(vectors, dim=1)),
    )
    return tuple(_in_plane(kind, turn(tokens), [turn(way) for way in ways], named, turn(words)) for kind, turn in kinds)


def _common(ids: Tensor, tokenizer: TextTokenizer, seed: int) -> list[int]:
    """Words of letters from the front of the vocabulary, where tokenizers put what is common."""
    words = []
    for number in ids.tolist():
        if written_word(tokenizer, number).strip().isalpha():
            words.append(number)
            if len(words) == _COMMONEST:
                break
    drawn = torch.randperm(len(words), generator=torch.Generator().manual_seed(seed))[:_COMMON]
    return [words[place] for place in sorted(drawn.tolist())]


def _in_plane(
    kind: MapKind, tokens: Tensor, ways: Sequence[Tensor], named: Sequence[tuple[str, bool]], words: Tensor
) -> PromptMap:
    """tokens: [P, F]    ways: [P, F] each    named: word and whether it is near, for each of words [W, F]"""
    tokens, words = tokens.double(), words.double()
    groups = [tokens, *(way.double() for way in ways[:1]), *([words] if len(words) else [])]
    middle, axes = _plane(groups)

    def places(vectors: Tensor) -> tuple[Place, ...]:
        return tuple((float(x), float(y)) for x, y in ((vectors.double() - middle) @ axes).tolist())

    at = places(words) if named else ()
    return PromptMap(
        kind,
        tokens=places(tokens),
        words=tuple(MapWord(word, place, near) for (word, near), place in zip(named, at, strict=True)),
        trail=tuple(places(way) for way in ways),
        tokens_shown=_shown(tokens, axes),
        words_shown=_shown(words, axes),
    )


def _plane(groups: Iterable[Tensor]) -> tuple[Tensor, Tensor]:
    """(middle [F], axes [F, 2]) of groups [n, F] that weigh alike. An axis along which nothing differs is 0."""
    groups = list(groups)
    points = torch.cat(groups)  # [M, F]
    weights = torch.cat([torch.full((len(group),), 1 / len(group), dtype=torch.double) for group in groups])
    weights /= weights.sum()
    middle = weights @ points
    apart = (points - middle) * weights.sqrt().unsqueeze(1)
    values, directions = torch.linalg.eigh(apart @ apart.T)  # of M points, not of F dimensions, which are more
    axes = []
    for number in (-1, -2):
        if len(values) < -number or float(values[number]) <= 1e-12 * float(values[-1].clamp(min=1e-30)):
            axes.append(torch.zeros_like(middle))
            continue
        axis = torch.nn.functional.normalize(directions[:, number] @ apart, dim=0)
        along = (points - middle) @ axis
        axes.append(axis if float(along[along.abs().argmax()]) >= 0 else -axis)
    return middle, torch.stack(axes, dim=1)


def _shown(points: Tensor, axes: Tensor) -> float | None:
    """The share of the variance among points [n, F] that axes [F, 2] show; None where they do not differ."""
    if len(points) < 2:
        return None
    apart = points - points.mean(0)
    whole = float(apart.pow(2).sum())
    return float((apart @ axes).pow(2).sum()) / whole if whole > 0 else None
