"""Runs of a small table, as the training tests have them."""

from __future__ import annotations

from tests.training.conftest import held_to_one_batch, make_run, table

__all__ = ["held_to_one_batch", "make_run", "table"]
