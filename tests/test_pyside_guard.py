from __future__ import annotations

import sys
from importlib.metadata import version

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

_CALLS = 200


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on: its count stands still")
def test_calls_that_return_nothing_keep_the_references_to_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    texts = [str(number) for number in range(_CALLS)]
    label.setText("warm")

    before = sys.getrefcount(None)
    for text in texts:
        label.setText(text)
    lost = before - sys.getrefcount(None)

    # A faulty PySide6 loses one a call; anything else that runs here changes the count by a few.
    assert lost < _CALLS // 10


def test_the_installed_pyside_is_none_of_those_that_must_not_be_used() -> None:
    assert version("PySide6-Essentials") not in {"6.11.0", "6.11.1"}
    assert tuple(map(int, version("PySide6-Essentials").split(".")[:2])) < (6, 12)
