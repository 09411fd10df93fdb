"""Runs of a small table, as the training tests have them."""

from __future__ import annotations

from tests.training.conftest import make_run, table

__all__ = ["make_run", "table"]
