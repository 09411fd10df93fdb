"""The words over a chart: which colour is what, and its value."""

from __future__ import annotations

import html


def key(color: str, text: str) -> str:
    """A square of a series' colour with what it is."""
    return f'<span style="color:{color}">■</span>&nbsp;{whole(text)}'


def whole(text: str) -> str:
    """Text that is not broken between two lines."""
    return html.escape(text).replace(" ", "&nbsp;")


def figure(value: float) -> str:
    """Four figures that count."""
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"
