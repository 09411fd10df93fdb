"""What stands in front of every row, read once and kept for all that follow."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor

from studio.data.batches import Batch
from studio.methods.base import Learned, Prompt
from studio.models.packed import Front
from studio.models.prompted import PromptedModel


@dataclass
class FrontReader:
    """Reads the first batch's front, and gives every batch what it has in common with it.

    It serves what was learned as it stands now: while a prompt is trained, each evaluation takes a new one.
    """

    model: PromptedModel
    learned: Learned
    _tokens: Tensor | None = field(default=None, init=False)  # [F], -1 at virtual tokens
    _front: Front | None = field(default=None, init=False)

    @property
    def prompt(self) -> Prompt | None:
        return self.learned.prompt

    @property
    def reads_ahead(self) -> bool:
        """Whether what is in front of the rows need not be read with them: a head may look at it there."""
        head = self.learned.head
        return (head is None or head.pooling == "last") and self.model.can_read_ahead(self.prompt)

    def of(self, batch: Batch) -> Front | None:
        """What of the batch's front has been read; None where it has to be read with the rows."""
        if not batch.front or not self.reads_ahead:
            return None
        ids, mask = batch.input_ids[0, : batch.front], batch.prompt_mask[0, : batch.front]
        tokens = torch.where(mask, -1, ids)
        common = self._in_common(tokens)
        if not common:
            self._front, self._tokens = self.model.read_front(self.prompt, ids, mask), tokens
            common = batch.front
        assert self._front is not None
        return self._front.first(common)

    def _in_common(self, tokens: Tensor) -> int:
        if self._tokens is None:
            return 0
        size = min(len(tokens), len(self._tokens))
        return int((tokens[:size] == self._tokens[:size]).cumprod(0).sum())
