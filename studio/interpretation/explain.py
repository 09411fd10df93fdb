"""All that is told of one adapter's soft prompt, and of how like it is to others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import torch

from studio.adapters.folder import adapter_folder
from studio.adapters.peft_format import read_learned
from studio.data.table import Table
from studio.errors import AdapterError
from studio.inference.predictor import Predictor
from studio.interpretation.ablation import Progress, ablate
from studio.interpretation.drift import drift_of, fitting
from studio.interpretation.findings import Between, Explanation, MemberReport
from studio.interpretation.prompt_map import maps_of
from studio.interpretation.similarity import layers_of, mean_likeness, token_vectors
from studio.interpretation.words import near_words, word_ids
from studio.methods.base import InputPrompt, Prompt
from studio.methods.registry import method_settings

NO_WORDS = {
    "key_value": "A prefix stands among keys and values inside the layers, where there are no words to be near.",
    "gated": "These vectors are read inside the layers, where there are no words to be near.",
}


def explain(
    predictor: Predictor,
    *,
    beside: Sequence[Path] = (),
    table: Table | None = None,
    nearest: int = 5,
    rows: int = 200,
    seed: int = 0,
    snapshots: Mapping[int, Prompt] | None = None,
    check: Callable[[], object] = lambda: None,
    progress: Progress,
) -> Explanation:
    """Raises AdapterError for an adapter without a soft prompt, and for others that cannot stand beside it.

    beside: folders or zips of adapters of the same base model    table: for what each token does
    rows: of the table, at most, drawn by `seed`    snapshots: the prompt by step of its training
    check: called now and then, may raise to stop    progress: of what each token does
    """
    prompt, card, base = predictor.learned.prompt, predictor.card, predictor.model.base
    if prompt is None:
        raise AdapterError(f"{card.name}: has no soft prompt to explain. Choose an adapter with virtual tokens.")
    product = method_settings(card.method).product
    others = [_prompt_of(path, predictor, prompt) for path in beside]
    trail = fitting(snapshots or {}, prompt)
    members = tuple(
        _member(predictor, prompt, trail, number, nearest=nearest, seed=seed, check=check)
        for number in range(prompt.num_prompts)
    )
    named = [(name, units) for named, own in [(card.name, prompt), *others] for name, units in _named(named, own)]
    return Explanation(
        card.name,
        card.method,
        product,
        base.name,
        prompt.num_virtual_tokens,
        NO_WORDS.get(product, ""),
        tuple(trail),
        members,
        tuple(_between(one, other) for number, one in enumerate(named) for other in named[number + 1 :]),
        ablate(predictor, table, rows=rows, seed=seed, progress=progress) if table is not None else None,
    )


def _member(
    predictor: Predictor,
    prompt: Prompt,
    trail: Mapping[int, Prompt],
    number: int,
    *,
    nearest: int,
    seed: int,
    check: Callable[[], object],
) -> MemberReport:
    base, tokenizer = predictor.model.base, predictor.task.tokenizer
    check()
    near = None
    if isinstance(prompt, InputPrompt):
        near = near_words(prompt.vectors[number], base, tokenizer, nearest=nearest, seed=seed, check=check)
    found = word_ids(base, tokenizer)
    draw = torch.Generator().manual_seed(seed)
    some_words = found[torch.randperm(len(found), generator=draw)[: min(64, base.context)]]
    units = token_vectors(prompt)[number]  # [P, F]
    return MemberReport(
        near,
        (units @ units.T).tolist(),
        mean_likeness(units),
        layers_of(prompt, number, base, some_words),
        maps_of(prompt, trail, number, near, base, tokenizer, seed=seed),
        drift_of(prompt, trail, number),
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
