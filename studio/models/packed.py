"""Rows of a batch side by side as one long row, without padding, what stands in front of all of them once.

In a causal model the front does not see the rows, so it is read once a prompt, whatever the number of rows; they read
its keys and values. Everything else in a model (norms, projections, rotations by position) looks at one token alone.

Shapes: N prompts, B rows of each, F tokens of the front, T own tokens of a row (the longest), n = N F + all own tokens,
P virtual tokens of a prefix, A query heads, K key-value heads, D head size.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

import torch
from torch import Tensor
from torch.nn.functional import pad

from studio.methods.base import InputPrompt, KeyValues, Prompt
from studio.models.shared_attention import Layout, Masks, attend_with_shared


@dataclass(frozen=True)
class Front:
    """What a decoder has read of a front and need not read again: serves any rows that begin with it.

    key_values: [N, L, K, P + F, D], a prefix's first    prefix: P    size: F
    """

    key_values: KeyValues
    prefix: int
    size: int

    def first(self, size: int) -> Front:
        """Its first tokens alone, which have not seen the rest."""
        end = self.prefix + size
        own = self.key_values
        return Front(KeyValues(own.keys[..., :end, :], own.values[..., :end, :]), self.prefix, size)


@dataclass(frozen=True)
class Rows:
    """Rows that take one prompt, or first all rows of prompt 0, then all of prompt 1: as `hidden_states` has them."""

    prompt: Prompt | None
    input_ids: Tensor
    prompt_mask: Tensor
    position_ids: Tensor
    attends: Tensor
    lengths: Tensor
    front: int = 0
    read: Front | None = None
    asked: Tensor | None = None

    @property
    def prompts(self) -> int:
        return self.prompt.num_prompts if self.prompt is not None else 1

    @property
    def already(self) -> int:
        """How many of the first positions have been read."""
        return self.read.size if self.read else 0

    def unread(self, positions: Tensor) -> Tensor:
        """[B, F + T, ...] without what has been read."""
        return positions[:, self.already :]


@dataclass(frozen=True)
class Pack:
    """Where the tokens lie, what they may read, and where they stand.

    front: F    before: how many positions a prefix takes before the front
    rows: of the own tokens    attends: [N B, T, T] among the own tokens of a row
    positions: [N B, F + T], counted with the prefix    places: [n], the same
    in_prefix: [N], how much of the prefix is each prompt's own; None where it is all of it
    """

    front: int
    rows: Layout
    attends: Tensor
    positions: Tensor
    before: int = 0
    in_prefix: Tensor | None = None
    _masks: dict[tuple[str, int | None], Masks] = field(default_factory=dict)

    @property
    def fronts(self) -> Layout:
        """Each prompt's front, as one row of its own."""
        return Layout(self.rows.prompts, 1, self.front)

    @property
    def front_tokens(self) -> int:
        return self.rows.prompts * self.front

    @property
    def places(self) -> Tensor:
        return self._split(self.positions)

    def beside(self, batches: Iterable[Tensor]) -> Tensor:
        """[B, F + T] of each part, at most that long, to [n], the fronts first."""
        return self._split(torch.cat([_padded(one, self.positions.shape[1]) for one in batches]))

    def apart(self, tokens: Tensor, parts: Sequence[Rows]) -> list[Tensor]:
        """[n, H] to [B, F + T, H] of each part, the front in every row; 0 at padding and at what was read before."""
        sizes = [len(one.lengths) for one in parts]
        found = torch.split(self._joined(tokens), sizes)
        return [
            pad(said, (0, 0, one.already, 0)) if one.already else said  # pad copies also where it adds nothing
            for one, said in zip(parts, found, strict=True)
        ]

    def _split(self, batch: Tensor) -> Tensor:
        fronts = batch[:: self.rows.rows, : self.front].flatten(0, 1)
        own = batch[:, self.front :].flatten(0, 1)
        return torch.cat([fronts, own if self.rows.places is None else own.index_select(0, self.rows.places)])

    def _joined(self, tokens: Tensor) -> Tensor:
        own = self.rows.spread(tokens[self.front_tokens :].unsqueeze(1)).squeeze(3).flatten(0, 1)  # [N B, T, H]
        if not self.front:
            return own
        fronts = tokens[: self.front_tokens].view(self.rows.prompts, 1, self.front, -1)
        return torch.cat([fronts.expand(-1, self.rows.rows, -1, -1).flatten(0, 1), own], dim=1)

    def attend(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        prefix: KeyValues | None,
        *,
        scaling: float,
        softcap: float | None,
        window: int | None,
    ) -> Tensor:
        """query: [1, A, n, D]    key, value: [1, K, n, D]    prefix: keys and values [N, K, P, D]

        window: of a sliding window. Returns [1, n, A, D].
        """
        q, k, v = (one[0].transpose(0, 1) for one in (query, key, value))  # [n, heads, D]
        size, shared, said = self.front_tokens, prefix, []
        attend = partial(attend_with_shared, scaling=scaling, softcap=softcap)
        if size:
            masks = self._masks_of("front", window, q.dtype)
            said.append(attend(q[:size], k[:size], v[:size], prefix, self.fronts, masks))
            keys, values = (
                one[:size].reshape(self.rows.prompts, self.front, *one.shape[1:]).transpose(1, 2) for one in (k, v)
            )
            if prefix is not None:
                keys, values = torch.cat([prefix.keys, keys], dim=2), torch.cat([prefix.values, values], dim=2)
            shared = KeyValues(keys, values)  # [N, K, P + F, D]
        masks = self._masks_of("rows", window, q.dtype)
        said.append(attend(q[size:], k[size:], v[size:], shared, self.rows, masks))
        return torch.cat(said).unsqueeze(0)

    def _masks_of(self, which: Literal["front", "rows"], window: int | None, dtype: torch.dtype) -> Masks:
        """The same for all layers with the same window."""
        if (which, window) not in self._masks:
            front = torch.arange(self.before, self.before + self.front, device=self.positions.device)  # [F]
            before = torch.arange(self.before, device=front.device)
            if which == "front":
                places, attends = front.expand(self.rows.prompts, -1), (front.unsqueeze(1) >= front).unsqueeze(0)
            else:
                places, attends = self.positions[:, self.front :], self.attends
                before = torch.cat([before, front])
            own, shared = _near(places, places, window), _near(places, before.expand(len(places), -1), window)
            own = attends if own is None else attends & own
            if self.in_prefix is not None:
                ends = self.in_prefix.repeat_interleave(len(places) // self.rows.prompts).view(-1, 1, 1)
                there = (before < ends).expand(-1, places.shape[1], -1)  # [R, T, S]
                shared = there if shared is None else shared & there
            masks = [None if one is None else self._added(one, dtype) for one in (own, shared)]
            assert masks[0] is not None
            self._masks[which, window] = masks[0], masks[1]
        return self._masks[which, window]

    def _added(self, readable: Tensor, dtype: torch.dtype) -> Tensor:
        """[..., T, keys] to [N, B, T, keys]: 0 where a key is read, the smallest number elsewhere."""
        mask = torch.zeros(readable.shape, dtype=dtype, device=readable.device)
        mask = mask.masked_fill(~readable, torch.finfo(dtype).min)
        count = max(len(mask), self.rows.prompts)
        mask = mask.expand(count, -1, -1)
        return mask.reshape(self.rows.prompts, count // self.rows.prompts, *mask.shape[1:])


def laid_out(
    parts: Sequence[Rows], shifts: Sequence[int], before: Sequence[KeyValues | None]
) -> tuple[Pack, KeyValues | None]:
    """How the rows of all parts lie side by side, and the prefix that they read.

    shifts: how far each part's positions move    before: what stands before each part, [N, L, K, P, D]
    """
    (front,) = {max(0, one.front - one.already) for one in parts}
    lengths = torch.cat([one.lengths - one.already for one in parts]) - front
    length = max(one.input_ids.shape[1] - one.already for one in parts) - front
    is_text = torch.arange(length, device=lengths.device) < lengths.unsqueeze(1)  # [N B, T]
    prompts = sum(one.prompts for one in parts)
    prefix, in_prefix = _one_prefix(parts, before)
    attends = [one.unread(one.attends)[:, front:, one.already + front :] for one in parts]
    pack = Pack(
        front=front,
        rows=Layout(
            prompts=prompts,
            rows=len(lengths) // prompts,
            length=length,
            places=None if bool(is_text.all()) else is_text.flatten().nonzero().squeeze(1),
        ),
        attends=torch.cat([_padded(_padded(one, length), length, dim=2) for one in attends]),
        positions=torch.cat(
            [_padded(one.unread(one.position_ids) + by, front + length) for one, by in zip(parts, shifts, strict=True)]
        ),
        before=0 if prefix is None else prefix.keys.shape[3],
        in_prefix=in_prefix,
    )
    return pack, prefix


def _one_prefix(parts: Sequence[Rows], before: Sequence[KeyValues | None]) -> tuple[KeyValues | None, Tensor | None]:
    """All parts' prefixes in one, [N, L, K, P, D], and how long each prompt's is where they differ."""
    there = next((one for one in before if one is not None), None)
    if there is None:
        return None, None
    if len(parts) == 1:
        return there, None
    none = KeyValues(there.keys[:1, ..., :0, :], there.values[:1, ..., :0, :])
    given = [one or none for one in before]
    sizes = [one.keys.shape[3] for one in given]
    keys, values = (
        torch.cat([_padded(getattr(one, name), max(sizes), dim=3) for one in given]) for name in ("keys", "values")
    )
    counts = [size for size, one in zip(sizes, parts, strict=True) for _ in range(one.prompts)]
    in_prefix = torch.tensor(counts, device=keys.device) if len(set(sizes)) > 1 else None
    return KeyValues(keys, values), in_prefix


def virtual_tokens(parts: Sequence[Rows], pack: Pack, virtual: Tensor) -> Tensor:
    """The vectors of the long row's virtual tokens, in order: [v, H]. virtual: [n], True at v of them"""
    tables: list[Tensor] = []
    numbers, size = [], 0
    for one in parts:
        count = one.prompt_mask.cumsum(1) - 1 + size  # [B, F + T]
        if isinstance(one.prompt, InputPrompt):
            which = torch.arange(one.prompts, device=count.device).repeat_interleave(len(count) // one.prompts)
            count = count + which.unsqueeze(1) * one.prompt.num_virtual_tokens
            tables.append(one.prompt.vectors.flatten(0, 1))
            size += len(tables[-1])
        numbers.append(one.unread(count))
    return torch.cat(tables)[pack.beside(numbers)[virtual]]


def _padded(tensor: Tensor, size: int, dim: int = 1) -> Tensor:
    """With 0 behind, to that size."""
    missing = size - tensor.shape[dim]
    if not missing:
        return tensor
    shape = [*tensor.shape[:dim], missing, *tensor.shape[dim + 1 :]]
    return torch.cat([tensor, tensor.new_zeros(shape)], dim=dim)


def _near(queries: Tensor, keys: Tensor, window: int | None) -> Tensor | None:
    """[R, T, S]: whether a key is in the window of a query; None without one. queries: [R, T]    keys: [R, S]"""
    return None if window is None else (queries.unsqueeze(2) - keys.unsqueeze(1)).abs() < window
