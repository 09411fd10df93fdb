"""A learning rate is looked for from the window, in a child of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.errors import TableError
from studio.rate_curve import RateCurve, RatePoint, curve_of
from studio.spec import RunSpec
from studio.store.project import Project
from tests.ui.stories import choose, new_run, whole_run
from ui import rate_search
from ui.actions import Actions
from ui.pages.method import MethodPage
from ui.pages.rate_dialog import RateDialog, open_rate_dialog
from ui.pages.runs import RunsPage
from ui.session import Session

WAIT_MS = 10_000
CHILD_MS = 120_000


def _valley(flat: bool = False) -> list[RatePoint]:
    losses = [1.0 if flat else 1.0 - 0.5 * min(max(step - 20, 0), 60) / 60 for step in range(100)]
    return [RatePoint(step + 1, 10 ** (-4 + step / 20), loss) for step, loss in enumerate(losses)]


@pytest.fixture
def finds(monkeypatch: pytest.MonkeyPatch) -> list[RunSpec]:
    """A curve without a child. The runs that were asked about."""
    asked: list[RunSpec] = []

    def find(spec: RunSpec, *, steps: int, told: Callable[[RatePoint | None], None]) -> RateCurve:
        asked.append(spec)
        for point in _valley():
            told(point)
        return curve_of(_valley(), recommended=0.1, steps=steps)

    monkeypatch.setattr(rate_search, "find_rate", find)
    return asked


def _dialog(page: QWidget) -> RateDialog:
    (found,) = page.findChildren(RateDialog)
    return found


def test_the_rate_that_is_found_goes_into_the_training_form(
    qtbot: QtBot, actions: Actions, with_table: Session, finds: list[RunSpec], messages: list[tuple[str, str]]
) -> None:
    page = MethodPage(actions.session, actions)
    qtbot.addWidget(page)
    page.show()
    page.find_rate.click()
    dialog = _dialog(page)
    assert not dialog.use.isEnabled()
    qtbot.waitUntil(dialog.use.isEnabled, timeout=WAIT_MS)
    assert dialog.curve is not None
    suggested = dialog.curve.suggested
    assert dialog.use.text() == f"Use {suggested:g}"
    assert "suggested" in dialog.says.text()
    assert dialog.chart.view.summary().startswith("Loss against learning rate. suggested: ")
    dialog.use.click()
    assert with_table.training.learning_rate == suggested
    assert page.training.values()["learning_rate"] == suggested
    assert messages[-1] == (f"The learning rate is {suggested:g}.", "info")
    assert finds[0].data.file == with_table.data["file"]


def test_a_curve_that_shows_nothing_offers_no_rate(
    qtbot: QtBot, actions: Actions, with_table: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    flat = curve_of(_valley(flat=True), recommended=0.1, steps=100)
    monkeypatch.setattr(rate_search, "find_rate", lambda *_, **__: flat)
    before = with_table.training
    page = MethodPage(actions.session, actions)
    qtbot.addWidget(page)
    dialog = open_rate_dialog(page, actions)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.curve is not None, timeout=WAIT_MS)
    assert dialog.says.text().startswith("The curve shows nothing")
    assert not dialog.use.isEnabled()
    dialog.close_button.click()
    assert with_table.training == before


def test_what_goes_wrong_is_said_in_the_dialog(
    qtbot: QtBot,
    actions: Actions,
    with_table: Session,  # noqa: ARG001 -- there is something to train
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> RateCurve:
        raise TableError("films.csv, line 2: the label is empty.")

    monkeypatch.setattr(rate_search, "find_rate", fail)
    page = MethodPage(actions.session, actions)
    qtbot.addWidget(page)
    page.show()
    dialog = open_rate_dialog(page, actions)
    assert dialog is not None
    qtbot.waitUntil(dialog.problem.isVisible, timeout=WAIT_MS)
    assert dialog.problem.words.text() == "films.csv, line 2: the label is empty."
    dialog.close_button.click()


def test_where_nothing_is_trained_there_is_no_button_to_press(
    qtbot: QtBot, actions: Actions, with_table: Session
) -> None:
    page = MethodPage(actions.session, actions)
    qtbot.addWidget(page)
    assert page.find_rate.isEnabled()
    with_table.choose_method("zero_shot")
    assert not page.find_rate.isEnabled()


def test_a_run_of_the_list_lends_its_settings_and_the_rate_goes_with_them(
    qtbot: QtBot, actions: Actions, project: Project, finds: list[RunSpec]
) -> None:
    run = new_run(project, *whole_run(), tokens=7)
    page = RunsPage(actions.session, actions)
    qtbot.addWidget(page)
    page.show()
    choose(page, run)
    page.find_rate.trigger()
    dialog = _dialog(page)
    qtbot.waitUntil(dialog.use.isEnabled, timeout=WAIT_MS)
    assert finds[0].method.num_virtual_tokens == 7
    with qtbot.waitSignal(actions.page_wanted, timeout=WAIT_MS) as wanted:
        dialog.use.click()
    assert wanted.args == ["method"]
    assert actions.session.method.num_virtual_tokens == 7
    assert dialog.curve is not None
    assert actions.session.training.learning_rate == dialog.curve.suggested


@pytest.mark.long
def test_a_real_child_draws_the_curve_step_by_step_and_ends_where_it_is_cancelled(
    qtbot: QtBot, actions: Actions, with_table: Session, tiny_model: Path
) -> None:
    with_table.set_model(str(tiny_model))
    actions.rates.steps = 20
    page = MethodPage(actions.session, actions)
    qtbot.addWidget(page)
    page.show()
    dialog = open_rate_dialog(page, actions)
    assert dialog is not None
    drawn: list[int] = []
    actions.rates.moved.connect(lambda point: drawn.append(point.step))
    qtbot.waitUntil(lambda: dialog.curve is not None or dialog.problem.isVisible(), timeout=CHILD_MS)
    assert dialog.curve is not None, dialog.problem.words.text()
    assert drawn == list(range(1, len(dialog.curve.rates) + 1))
    dialog.close_button.click()
    again = open_rate_dialog(page, actions)
    assert again is not None
    assert open_rate_dialog(page, actions) is None, "one at a time"
    with qtbot.waitSignal(actions.rates.ended, timeout=CHILD_MS):
        again.close_button.click()
    assert not actions.rates.is_running()
