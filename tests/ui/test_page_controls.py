"""Whatever can be pressed, ticked, chosen or written in says what it is."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QTabBar,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from studio.store.project import Project
from ui.actions import Actions
from ui.pages.adapters import AdaptersPage
from ui.pages.data import DataPage
from ui.pages.inspector import InspectorPage
from ui.pages.method import MethodPage
from ui.pages.playground import PlaygroundPage
from ui.pages.runs import RunsPage
from ui.pages.teach import TeachPage
from ui.pages.train import TrainPage

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QTabWidget,
)
COMPOUND = (QAbstractSpinBox, QComboBox, QLineEdit, QTabBar, QAbstractItemView)


def is_part_of_another(widget: QWidget) -> bool:
    """The field inside a spin box, the list inside a combo box, the corner of a table."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, COMPOUND):
            return True
        parent = parent.parentWidget()
    return isinstance(widget, QHeaderView)


@pytest.mark.parametrize(
    "kind", [DataPage, MethodPage, TrainPage, RunsPage, PlaygroundPage, InspectorPage, TeachPage, AdaptersPage]
)
def test_every_control_has_a_name_and_a_tip(
    kind: type[QWidget],
    qtbot: QtBot,
    actions: Actions,
    project: Project,  # noqa: ARG001  (it is open)
) -> None:
    page = kind(actions.session, actions)
    qtbot.addWidget(page)
    controls = [one for one in page.findChildren(QWidget) if isinstance(one, CONTROLS) and not is_part_of_another(one)]
    assert len(controls) > 5
    # A strip's or an empty page's button is named with its words, and hidden while it has none.
    wordless = [one for one in controls if isinstance(one, QAbstractButton) and not one.text() and one.isHidden()]
    nameless = [one for one in controls if not (one.accessibleName() and one.toolTip()) and one not in wordless]
    assert nameless == []
