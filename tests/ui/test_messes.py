"""Every mess that a table comes in is shown as it was read, and a wrong guess is overruled where it is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from studio.store.project import Project
from ui.actions import Actions
from ui.pages.data import DataPage
from ui.session import Session
from ui.widgets import ComboBox

MESSES = Path(__file__).parents[1] / "data" / "messes"
Wait = Callable[[Callable[[], object]], None]


@pytest.fixture
def page(session: Session, actions: Actions, project: Project, qtbot: QtBot) -> DataPage:
    assert session.project is project
    made = DataPage(session, actions)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def choose(box: ComboBox, value: object) -> None:
    """As a person does, who opens the box and takes an entry."""
    box.set_value(value)
    box.activated.emit(box.currentIndex())


@pytest.mark.parametrize("file", sorted(MESSES.glob("*.?sv")), ids=lambda file: file.stem)
def test_a_mess_is_shown_and_its_header_can_be_overruled(
    page: DataPage, session: Session, actions: Actions, wait_until: Wait, file: Path
) -> None:
    actions.tables.import_table(file)
    wait_until(lambda: session.table is not None)
    table = session.table
    assert table is not None
    model = page.rows.model
    shown = [[model.index(row, place).data() for place in range(len(table.columns))] for row in range(len(table))]
    assert shown == [[" ".join(cell.split()) for cell in table.row(row).values()] for row in range(len(table))]
    assert page.rows.bad.model.rowCount() == len(table.bad_rows)
    assert all(said in page.read.found.text() for said in table.format.found)
    page.read_fold.head.click()
    assert page.read.delimiter.currentText().startswith("As found: ")
    assert "'" not in page.read.delimiter.currentText()  # every delimiter has a name
    choose(page.read.header, not table.format.header)
    wait_until(lambda: session.table is not None and session.table is not table)
    assert session.table is not None
    assert len(session.table) == len(table) + (1 if table.format.header else -1)
    choose(page.read.header, None)
    wait_until(lambda: session.table is not None and len(session.table) == len(table))
