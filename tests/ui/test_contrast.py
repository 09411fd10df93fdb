"""Words can be read and marks be seen on every ground that they stand on, light and dark (WCAG 2: 4.5 and 3 to 1)."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from PySide6.QtGui import QColor

from studio.paths import resources_dir
from ui.charts.style import READ, SEEN, contrast
from ui.theme import DARK, LIGHT, Colors

PLAIN = ("ground", "surface", "field")
SOFT = ("accent_soft", "warning_soft", "danger_soft")
WORDS = {
    "text": (*PLAIN, *SOFT, "hover", "hairline"),
    "muted": (*PLAIN, *SOFT, "hover", "hairline"),
    "accent": (*PLAIN, *SOFT, "hover"),
    "good": (*PLAIN, "accent_soft"),
    "warning": (*PLAIN, *SOFT),
    "danger": (*PLAIN, *SOFT, "hover", "hairline"),
    "on_accent": ("accent", "accent_hover"),
}
"""The grounds that words of each colour stand on: cards, notices, chosen rows, and buttons as they are pointed at."""
MARKS = {
    "accent": (*PLAIN, *SOFT, "hover", "hairline"),  # the focus, what is ticked, progress on its track
    "on_accent": ("accent",),  # the tick, and the focus of a primary button
    "edge": PLAIN,
    "faint": ("ground",),  # common words on the map
    "muted": (*PLAIN, "accent_soft"),  # icons
    "warning": ("ground",),
    "danger": ("ground", "hairline"),
}
UNREAD = {"faint", "transparent"}
"""What cannot be used now need not be read; the words of a progress bar are not shown."""

both = pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])


def poor(look: Colors, pairs: dict[str, tuple[str, ...]], least: float) -> list[str]:
    return [
        f"{ink} on {ground}: {found:.2f}"
        for ink, grounds in pairs.items()
        for ground in grounds
        if (found := contrast(QColor(getattr(look, ink)), QColor(getattr(look, ground)))) < least
    ]


@both
def test_words_can_be_read(look: Colors) -> None:
    assert poor(look, WORDS, READ) == []


@both
def test_marks_can_be_seen(look: Colors) -> None:
    assert poor(look, MARKS, SEEN) == []


@both
def test_series_of_charts_can_be_seen(look: Colors) -> None:
    dim = {color: contrast(QColor(color), QColor(look.ground)) for color in look.series}
    assert {color: found for color, found in dim.items() if found < SEEN} == {}
    assert len(set(look.series)) == len(look.series)


def test_every_pair_of_the_style_sheet_is_looked_at() -> None:
    sheet = (resources_dir() / "styles" / "studio.qss").read_text(encoding="utf-8")
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    unknown = []
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        said = dict(
            re.findall(r"(?:^|;)\s*(color|background|selection-color|selection-background-color):\s*\$?(\w+)", body)
        )
        for ink, ground in (("color", "background"), ("selection-color", "selection-background-color")):
            pair = said.get(ink), said.get(ground)
            if pair[0] in UNREAD or pair[0] is None:
                continue
            known = WORDS.get(pair[0])
            if known is None or (pair[1] not in (None, "transparent") and pair[1] not in known):
                unknown.append((selector.strip(), *pair))
    assert unknown == []


def test_what_an_empty_field_says_is_read_as_other_quiet_words_are() -> None:
    sheet = (resources_dir() / "styles" / "studio.qss").read_text(encoding="utf-8")
    rule = re.search(r"QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox[^{]*\{([^}]*)\}", sheet)
    assert rule is not None
    assert "placeholder-text-color: $muted" in rule[1]  # else Qt shows half of the field's own colour


def test_every_colour_of_the_look_is_looked_at() -> None:
    grounds = {ground for pairs in (WORDS, MARKS) for some in pairs.values() for ground in some}
    decoration = {"border", "series"}  # lines around buttons, which have words; series have a test of their own
    assert {field.name for field in fields(Colors)} <= {*WORDS, *MARKS, *grounds, *decoration}
