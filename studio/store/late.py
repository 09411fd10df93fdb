"""Modules that are imported when they are first used: SQLAlchemy would take a tenth of the window's start."""

from __future__ import annotations

import importlib
from typing import Any


class Late:
    """Stands for a module, and imports it when something of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(importlib.import_module(self._name), attribute)
