"""The runs on a small table that the tests of training have."""

from __future__ import annotations

from tests.training.conftest import make_run, table

__all__ = ["make_run", "table"]
