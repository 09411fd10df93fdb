"""What stands in front of every row, read once and kept for all that follow."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor

from studio.data.batches import Batch
from studio.methods.base import Prompt
from studio.models.packed import Front
from studio.models.prompted import PromptedModel


@dataclass
class FrontReader:
    """Reads the first batch's front, and gives every batch what it has in common with it.

    It serves one prompt as it stands now: while a prompt is trained, each evaluation takes a new one.
    """

    model: PromptedModel
    prompt: Prompt | None
    _tokens: Tensor | None = field(default=None, init=False)  # [F], -1 at virtual tokens
    _front: Front | None = field(default=None, init=False)

    def of(self, batch: Batch) -> Front | None:
        """What of the batch's front has been read; None where this model or prompt has to read it with the rows."""
        if not batch.front or not self.model.can_read_ahead(self.prompt):
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
