"""Texts of others, in the places of Qt that would take them for HTML: tool tips and messages have no other way.

A cell, a name or an error may look like HTML, and HTML can name a picture on another computer.
"""

from __future__ import annotations

import html

from PySide6.QtGui import Qt


def plain(text: str) -> str:
    """What a tool tip or a message shows as this very text."""
    if not Qt.mightBeRichText(text):
        return text
    lines = html.escape(text).replace("\n", "<br>")
    return f'<span style="white-space: pre-wrap">{lines}</span>'
