"""Saving any chart of a page or a dialog: asks where to, in one way for all."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from ui.actions import Actions
from ui.charts.export import ChartTools
from ui.pages.questions import ask_picture_target


def connect_charts(page: QWidget, actions: Actions) -> None:
    """Let every chart that is on it now be saved."""
    for tools in page.findChildren(ChartTools):
        tools.save_wanted.connect(partial(_save, tools, actions))


def _save(tools: ChartTools, actions: Actions) -> None:
    to = ask_picture_target(tools.widget.window(), tools.name())
    if to is not None:
        actions.save_chart(tools, to)
