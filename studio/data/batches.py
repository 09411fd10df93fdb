"""From examples to the tensors of a batch. The one data module with torch.

Rows are padded behind: [virtual tokens and text][label tree or answer][padding]. Positions count from 0 in every row.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any

import torch
from torch import Tensor

from studio.data.examples import NOT_READ, UNKNOWN_TAG, VIRTUAL, Example
from studio.data.stored_examples import labels_of, lengths_of
from studio.data.verbalizer import LabelTree

Step = list[list[int]]  # the batches that one optimizer step learns from, as places in the examples


@dataclass(frozen=True)
class Batch:
    """What a model reads.

    input_ids: [B, T], 0 at virtual tokens and padding
    prompt_mask: [B, T], True at virtual tokens
    position_ids: [B, T]
    attends: [B, T, T], True where query attends to key; a padding row attends to itself alone
    lengths: [B], what is not padding    front: how many positions all rows have in common, the same ids, read causally
    text_end: [B], place of the last token before the answer, or of the word that a masked model guesses
    text_mask: [B, T], True at the row's own tokens: no virtual token, no label word, no padding
    prompt_index: [B], which prompt a row takes
    targets: [B, T], -100 elsewhere: the answer's tokens where they are predicted (generation), or class numbers of tags
        at the first tokens of words (tagging)
    labels: [B], class numbers, -1 where unknown (classification)
    rows: rows of the table
    source_ids, source_prompt_mask, source_readable: [B, S], what an encoder reads before; None without one
    """

    input_ids: Tensor
    prompt_mask: Tensor
    position_ids: Tensor
    attends: Tensor
    text_end: Tensor
    text_mask: Tensor
    prompt_index: Tensor
    targets: Tensor
    labels: Tensor
    rows: tuple[int, ...]
    lengths: Tensor
    front: int = 0
    source_ids: Tensor | None = None
    source_prompt_mask: Tensor | None = None
    source_readable: Tensor | None = None

    def __len__(self) -> int:
        return self.input_ids.shape[0]

    @property
    def model_input(self) -> dict[str, Any]:
        """What `PromptedModel.hidden_states` takes, by its names."""
        return {
            "input_ids": self.input_ids,
            "prompt_mask": self.prompt_mask,
            "position_ids": self.position_ids,
            "attends": self.attends,
            "prompt_index": self.prompt_index,
            "lengths": self.lengths,
            "front": self.front,
            **self.source_input,
        }

    @property
    def source_input(self) -> dict[str, Any]:
        """The part of `model_input` that an encoder reads; empty without one."""
        if self.source_ids is None or self.source_prompt_mask is None or self.source_readable is None:
            return {}
        return {
            "source_ids": self.source_ids,
            "source_prompt_mask": self.source_prompt_mask,
            "source_readable": self.source_readable,
        }

    def for_members(self, count: int) -> Batch:
        """Every row once for each of `count` prompts: first all rows with prompt 0, then all with prompt 1."""
        repeated: dict[str, Any] = {
            field.name: torch.cat([value] * count) if isinstance(value := getattr(self, field.name), Tensor) else value
            for field in fields(self)
        }
        repeated["prompt_index"] = torch.arange(count, device=self.prompt_index.device).repeat_interleave(len(self))
        return Batch(**{**repeated, "rows": self.rows * count})

    def to(self, device: torch.device) -> Batch:
        moved: dict[str, Any] = {
            field.name: value.to(device) if isinstance(value := getattr(self, field.name), Tensor) else value
            for field in fields(self)
        }
        return Batch(**moved)


def collate(
    examples: Sequence[Example],
    tree: LabelTree | None = None,
    *,
    bidirectional: bool = False,
    mask_id: int | None = None,
) -> Batch:
    """A batch of examples, with the label tree behind each row's text where there is one.

    bidirectional: an encoder reads them    mask_id: the token whose word it guesses
    """
    nodes = len(tree.node_tokens) if tree else 0
    lengths = [len(example.ids) + nodes + len(example.answer_ids) for example in examples]
    size, longest = len(examples), max(lengths)
    input_ids = torch.zeros(size, longest, dtype=torch.long)
    prompt_mask = torch.zeros(size, longest, dtype=torch.bool)
    position_ids = torch.zeros(size, longest, dtype=torch.long)
    places = torch.arange(longest)
    attends = (places == places.unsqueeze(1)).repeat(size, 1, 1)
    targets = torch.full((size, longest), -100)
    text_mask = torch.zeros(size, longest, dtype=torch.bool)
    text_end = torch.tensor([len(example.ids) - 1 for example in examples])
    causal = torch.ones(longest, longest, dtype=torch.bool)
    causal = causal if bidirectional else causal.tril()
    depths = torch.tensor(tree.depths, dtype=torch.long) if tree else None
    for b, example in enumerate(examples):
        end = len(example.ids)
        ids = torch.tensor(example.ids + example.answer_ids)
        input_ids[b, : len(ids)] = ids.clamp(min=0)
        prompt_mask[b, : len(ids)] = ids == VIRTUAL
        position_ids[b, : len(ids)] = torch.arange(len(ids))
        text_mask[b, :end] = ids[:end] != VIRTUAL
        if mask_id is not None:
            text_end[b] = example.ids.index(mask_id)
        attends[b, : len(ids), : len(ids)] = causal[: len(ids), : len(ids)]
        if example.answer_ids:
            targets[b, end - 1 : len(ids) - 1] = ids[end:]
        for place, tag in zip(example.word_places, example.tags, strict=False):
            if place != NOT_READ and tag != UNKNOWN_TAG:
                targets[b, place] = tag
        if tree and depths is not None and nodes:
            input_ids[b, end : end + nodes] = torch.tensor(tree.node_tokens)
            position_ids[b, end : end + nodes] = end - 1 + depths
            attends[b, end : end + nodes, :end] = True
            for node, parent in enumerate(tree.node_parents, start=1):
                if parent:  # a node sees all that its parent sees, and its parent
                    attends[b, end + node - 1, end : end + nodes] |= attends[b, end + parent - 1, end : end + nodes]
    return Batch(
        input_ids=input_ids,
        prompt_mask=prompt_mask,
        position_ids=position_ids,
        attends=attends,
        text_end=text_end,
        text_mask=text_mask,
        prompt_index=torch.zeros(size, dtype=torch.long),
        targets=targets,
        labels=torch.tensor([-1 if example.label is None else example.label for example in examples]),
        rows=tuple(example.row for example in examples),
        lengths=torch.tensor(lengths),
        front=0 if bidirectional else common_front([example.ids for example in examples]),
        **_sources(examples),
    )


def common_front(rows: Sequence[tuple[int, ...]]) -> int:
    """How many ids all rows begin with alike, the last id of a row left out: what follows is read from there."""
    first, last = min(rows), max(rows)  # of rows in order, these two have the least in common
    most = min(len(row) for row in rows) - 1
    return next((place for place in range(most) if first[place] != last[place]), most)


def _sources(examples: Sequence[Example]) -> dict[str, Tensor]:
    longest = max(len(example.source_ids) for example in examples)
    if not longest:
        return {}
    ids = torch.zeros(len(examples), longest, dtype=torch.long)
    prompt_mask = torch.zeros(len(examples), longest, dtype=torch.bool)
    readable = torch.zeros(len(examples), longest, dtype=torch.bool)
    for b, example in enumerate(examples):
        own = torch.tensor(example.source_ids)
        ids[b, : len(own)] = own.clamp(min=0)
        prompt_mask[b, : len(own)] = own == VIRTUAL
        readable[b, : len(own)] = True
    return {"source_ids": ids, "source_prompt_mask": prompt_mask, "source_readable": readable}


def training_order(
    examples: Sequence[Example],
    *,
    batch_size: int,
    seed: int,
    epoch: int,
    balanced: bool = False,
    batches_per_step: int = 1,
    max_tokens: int | None = None,
    alike: bool = False,
) -> list[Step]:
    """The steps of one epoch, the same for the same seed and epoch.

    Rows are shuffled, sorted by length within windows of 50 steps so that little is padded, and the steps are
    shuffled again. The first epoch begins with the longest rows of all: what does not fit into memory shows at once.
    Rows of several batches a step are those of one batch as large.
    balanced: every class is drawn equally often, with replacement; an epoch keeps its number of rows.
    max_tokens: of a batch, without padding; a longer row is a batch of its own
    alike: every step holds rows of all lengths, and each class in its share, so that their losses can be compared
    """
    order, lengths = random.Random(f"{seed}/{epoch}"), lengths_of(examples).tolist()
    if balanced:
        classes: dict[int, list[int]] = {}
        for place, label in enumerate(labels_of(examples).tolist()):
            classes.setdefault(label, []).append(place)
        groups = [classes[label] for label in sorted(classes, key=str)]
        places = [order.choice(groups[turn % len(groups)]) for turn in range(len(examples))]
    else:
        places = list(range(len(examples)))
    order.shuffle(places)

    def steps_of(places: Iterable[int]) -> Iterator[Step]:
        batches = _batches(lengths, places, batch_size, max_tokens)
        while step := list(islice(batches, batches_per_step)):
            yield step

    if alike:
        return list(steps_of(_dealt(places, labels_of(examples).tolist())))
    first: list[Step] = []
    if epoch == 0:
        places.sort(key=lengths.__getitem__, reverse=True)
        first = list(islice(steps_of(places), 1))
        places = places[sum(len(batch) for step in first for batch in step) :]
        order.shuffle(places)
    window = batch_size * batches_per_step * 50
    steps: list[Step] = []
    for start in range(0, len(places), window):
        steps += steps_of(sorted(places[start : start + window], key=lengths.__getitem__))
    order.shuffle(steps)
    return first + steps


def _dealt(places: Iterable[int], labels: Sequence[int]) -> list[int]:
    """The same places, those of each class spread evenly over all."""
    classes: dict[int, list[int]] = {}
    for place in places:
        classes.setdefault(labels[place], []).append(place)
    spread = [((number + 0.5) / len(one), place) for one in classes.values() for number, place in enumerate(one)]
    return [place for _, place in sorted(spread)]


def _batches(
    lengths: Sequence[int], places: Iterable[int], batch_size: int, max_tokens: int | None
) -> Iterator[list[int]]:
    """The places in their order, cut where a batch is full. lengths: of the examples"""
    batch: list[int] = []
    tokens = 0
    for place in places:
        size = lengths[place]
        if batch and (len(batch) == batch_size or (max_tokens is not None and tokens + size > max_tokens)):
            yield batch
            batch, tokens = [], 0
        batch.append(place)
        tokens += size
    if batch:
        yield batch


def evaluation_order(examples: Sequence[Example], *, batch_size: int) -> Iterator[list[int]]:
    """Batches of places in `examples`, longest first: what does not fit into memory shows at once."""
    order = sorted(range(len(examples)), key=lengths_of(examples).tolist().__getitem__, reverse=True)
    for start in range(0, len(order), batch_size):
        yield order[start : start + batch_size]
