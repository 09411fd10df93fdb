"""Whatever is read or spoken, on every page and in every dialog, goes through the dictionary.

The words of a process are chosen once, so the walk has a process of its own, in which all words come back in brackets.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QWidget,
)

from tests.conftest import MARK_WORDS
from tests.ui.filled import dialogs, fill, states
from ui.main_window import MainWindow

Wait = Callable[[Callable[[], object]], None]
ROWS = 3  # of each table, to be looked at
DATA = re.compile(
    r"^/.*|^[\w-]+/[\w.-]+$|\b[\w-]+\.safetensors\b|</?\w[^>]*>|&nbsp;|"
    r"\b(Apache 2\.0|MIT|OpenRAIL|llama|Tiny llama|A run|Answer:)|"
    r"\b(OK|Close|Show Details\.\.\.|Scroll (Left|Right))|"  # Qt's, which has a dictionary of its own
    r"^(big5|cp\d+|gb18030|latin-1|utf-(8|8-sig|16))$|"
    r"Softprompt Studio|Softprompt|English|[\w-]+\.(csv|toml|log|txt|json|py)|/[^ ⟦⟧]*|hf_…|https?:\S*|"
    r"\b(starter|tiny-llama|films|letters|short|good|bad|text|label|reviews|my project|ModelError)\b|"
    r"the film number \d+ was (good|bad)|too,many,cells|"
    r"\b[a-z]+_[a-z_]+\b|"  # names of settings and scores
    r"\b\d[\d,.]*[ \u00a0]?(s|min|h|B|kB|KB|MB|GB|ms|k|M)\b|\d(\.\d+)?e-?\d+|"
    r"\b(Ctrl|Shift|Alt|Esc|Return|Del|F\d+)\b|\b(CSV|TSV|PNG|SVG|JSON|ROUGE-L|BLEU|chrF|CUDA|CPU|MPS|PyTorch|Qt)\b"
)


def outside_brackets(text: str) -> str:
    """What did not come from the dictionary."""
    depth, left = 0, []
    for character in text:
        depth += (character == "⟦") - (character == "⟧")
        if depth == 0 and character != "⟧":
            left.append(character)
    return "".join(left)


def is_forgotten(text: str) -> bool:
    return bool(re.search(r"[A-Za-z]{2}", DATA.sub("", outside_brackets(text))))


def words_of(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.statusTip())
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QGroupBox | QMenu):
        yield widget.title()
    elif isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QAbstractSpinBox):
        yield widget.specialValueText() if hasattr(widget, "specialValueText") else ""
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(number) for number in range(widget.count()))
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(number) + widget.tabToolTip(number) for number in range(widget.count()))
    elif isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
        yield from words_of_table(widget)


def words_of_table(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if model is None:
        return
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for column in range(columns):
        if isinstance(view, QTableView):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")
        for row in range(min(model.rowCount(), ROWS)):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                yield str(model.index(row, column).data(role) or "")


def forgotten(inside: QWidget) -> set[str]:
    found = {
        f"{type(one).__name__}: {text}"
        for one in [inside, *inside.findChildren(QWidget)]
        for text in words_of(one)
        if is_forgotten(text)
    }
    actions = [
        action for action in inside.findChildren(QAction) if action.associatedObjects()
    ]  # what is in no menu is read by nobody
    return found | {f"QAction: {text}" for one in actions for text in (one.text(), one.toolTip()) if is_forgotten(text)}


@pytest.mark.skipif(MARK_WORDS not in os.environ, reason="walked in a process of its own")
def test_in_a_process_of_its_own(
    window: MainWindow, reviews: Path, tiny_model: Path, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: dict[str, set[str]] = {}
    for filled in (False, True):
        if filled:
            fill(window, reviews, tiny_model, wait_until, monkeypatch)
        for name, show in states(window, wait_until):
            mine = forgotten(show()) - set().union(*found.values(), set())
            if mine:
                found[f"{name}, {'filled' if filled else 'empty'}"] = mine
    found["window"] = forgotten(window) - set().union(*found.values(), set())
    for name, dialog in dialogs(window).items():
        found[f"dialog {name}"] = forgotten(dialog)
        dialog.deleteLater()
    lines = [f"{where}: {words}" for where, all_words in found.items() for words in sorted(all_words)]
    assert not lines, "\n".join(lines)


@pytest.mark.long
def test_every_word_goes_through_the_dictionary() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", __file__]
    walk = subprocess.run(
        [*command, "-k", "in_a_process_of_its_own"],
        env=os.environ | {MARK_WORDS: "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert walk.returncode == 0, walk.stdout[-6000:]
