"""All that is told of one adapter's soft prompt, and of how like it is to others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from studio.adapters.folder import adapter_folder
from studio.adapters.peft_format import read_learned
from studio.data.table import Table
from studio.errors import AdapterError
from studio.inference.predictor import Predictor
from studio.interpretation.ablation import Ablation, Progress, ablate
from studio.interpretation.similarity import Layer, layers_of, mean_likeness, token_vectors
from studio.interpretation.words import NearWords, near_words, word_ids
from studio.methods.base import InputPrompt, Prompt
from studio.methods.registry import method_settings

NO_WORDS = {
    "key_value": "A prefix stands among keys and values inside the layers, where there are no words to be near.",
    "gated": "These vectors are read inside the layers, where there are no words to be near.",
}


@dataclass(frozen=True)
class MemberReport:
    """One prompt; an ensemble has several.

    words: None where nearest words do not apply    similarity: [P][P] between its tokens    likeness: their mean
    layers: of a prompt that stands in layers
    """

    words: NearWords | None
    similarity: list[list[float]]
    likeness: float | None
    layers: tuple[Layer, ...]


@dataclass(frozen=True)
class Between:
    """Two prompts beside each other.

    similarity: [tokens of one][tokens of the other]
    best: mean over tokens of one of their likeness to the nearest of the other, and the other way
    same_place: mean likeness of tokens at the same place, as far as both go
    """

    one: str
    other: str
    similarity: list[list[float]]
    best: tuple[float, float]
    same_place: float


@dataclass(frozen=True)
class Explanation:
    """why_no_words: empty where nearest words apply    ablation: None without a table"""

    adapter: str
    method: str
    product: str
    base_model: str
    num_virtual_tokens: int
    why_no_words: str
    members: tuple[MemberReport, ...]
    between: tuple[Between, ...]
    ablation: Ablation | None


def explain(
    predictor: Predictor,
    *,
    beside: Sequence[Path] = (),
    table: Table | None = None,
    nearest: int = 5,
    rows: int = 200,
    seed: int = 0,
    progress: Progress,
) -> Explanation:
    """Raises AdapterError for an adapter without a soft prompt, and for others that cannot stand beside it.

    beside: folders or zips of adapters of the same base model    table: for what each token does
    rows: of the table, at most, drawn by `seed`
    """
    prompt, card, base = predictor.learned.prompt, predictor.card, predictor.model.base
    if prompt is None:
        raise AdapterError(f"{card.name}: has no soft prompt to explain. Choose an adapter with virtual tokens.")
    product = method_settings(card.method).product
    others = [_prompt_of(path, predictor, prompt) for path in beside]
    found = word_ids(base, predictor.task.tokenizer)
    draw = torch.Generator().manual_seed(seed)
    some_words = found[torch.randperm(len(found), generator=draw)[: min(64, base.context)]]
    vectors = token_vectors(prompt)
    members = tuple(
        MemberReport(
            near_words(prompt.vectors[number], base, predictor.task.tokenizer, nearest=nearest, seed=seed)
            if isinstance(prompt, InputPrompt)
            else None,
            (units @ units.T).tolist(),
            mean_likeness(units),
            layers_of(prompt, number, base, some_words),
        )
        for number, units in enumerate(vectors)
    )
    named = [(name, units) for named, own in [(card.name, prompt), *others] for name, units in _named(named, own)]
    return Explanation(
        card.name,
        card.method,
        product,
        base.name,
        prompt.num_virtual_tokens,
        NO_WORDS.get(product, ""),
        members,
        tuple(_between(one, other) for number, one in enumerate(named) for other in named[number + 1 :]),
        ablate(predictor, table, rows=rows, seed=seed, progress=progress) if table is not None else None,
    )


def _prompt_of(path: Path, predictor: Predictor, like: Prompt) -> tuple[str, Prompt]:
    with adapter_folder(path) as folder:
        card, learned = read_learned(folder, predictor.model.base)
    if type(learned.prompt) is not type(like):
        raise AdapterError(
            f"{card.name}: is made by {method_settings(card.method).title} and {predictor.card.name} by "
            f"{method_settings(predictor.card.method).title}; what they learned stands in different places. "
            "Choose one of the same kind."
        )
    assert learned.prompt is not None
    if token_vectors(learned.prompt).shape[2] != token_vectors(like).shape[2]:
        raise AdapterError(f"{card.name}: reaches another number of layers than {predictor.card.name}. Choose another.")
    return card.name if card.name != predictor.card.name else str(path), learned.prompt


def _named(name: str, prompt: Prompt) -> list[tuple[str, torch.Tensor]]:
    """Each member of an adapter, by name: [P, F]."""
    members = token_vectors(prompt)
    return [(name if len(members) == 1 else f"{name} {number}", own) for number, own in enumerate(members, start=1)]


def _between(one: tuple[str, torch.Tensor], other: tuple[str, torch.Tensor]) -> Between:
    products = one[1] @ other[1].T  # [P, P']
    best = float(products.max(1).values.mean()), float(products.max(0).values.mean())
    return Between(one[0], other[0], products.tolist(), best, float(products.diagonal().mean()))
