"""Rows of a batch side by side as one long row, without padding, what stands in front of all of them once.

In a causal model the front does not see the rows, so it is read once a prompt, whatever the number of rows; they read
its keys and values. Everything else in a model (norms, projections, rotations by position) looks at one token alone.

Shapes: N prompts, B rows of each, F tokens of the front, T own tokens of a row (the longest), n = N F + all own tokens,
P virtual tokens of a prefix, A query heads, K key-value heads, D head size.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Literal

import torch
from torch import Tensor

from studio.methods.base import KeyValues
from studio.models.shared_attention import Layout, Masks, attend_with_shared


@dataclass(frozen=True)
class Pack:
    """Where the tokens lie, what they may read, and where they stand.

    front: F    before: how many positions a prefix takes before the front
    rows: of the own tokens    attends: [N B, T, T] among the own tokens of a row
    positions: [N B, T] of own tokens, those of the front count from `before`
    """

    front: int
    rows: Layout
    attends: Tensor
    positions: Tensor
    before: int = 0
    _masks: dict[tuple[str, int | None], Masks] = field(default_factory=dict)

    @property
    def fronts(self) -> Layout:
        """Each prompt's front, as one row of its own."""
        return Layout(self.rows.prompts, 1, self.front)

    @property
    def front_tokens(self) -> int:
        return self.rows.prompts * self.front

    def split(self, batch: Tensor) -> Tensor:
        """[N B, F + T, ...] to [n, ...], the fronts first."""
        fronts = batch[:: self.rows.rows, : self.front].flatten(0, 1)
        own = batch[:, self.front :].flatten(0, 1)
        return torch.cat([fronts, own if self.rows.places is None else own.index_select(0, self.rows.places)])

    def joined(self, tokens: Tensor) -> Tensor:
        """[n, H] to [N B, F + T, H], the front in every row, 0 at padding."""
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
                places, attends, before = self.positions, self.attends, torch.cat([before, front])
            own, shared = _near(places, places, window), _near(places, before.expand(len(places), -1), window)
            own = attends if own is None else attends & own
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


def _near(queries: Tensor, keys: Tensor, window: int | None) -> Tensor | None:
    """[R, T, S]: whether a key is in the window of a query; None without one. queries: [R, T]    keys: [R, S]"""
    return None if window is None else (queries.unsqueeze(2) - keys.unsqueeze(1)).abs() < window
