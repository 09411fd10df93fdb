"""Chosen runs that differ in one setting, as one chart."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from studio.errors import SpecError
from studio.store.project import Project
from studio.sweep import gathered
from tests.ui.stories import choose, new_run, whole_run
from ui.actions import Actions
from ui.charts.sweep_chart import SweepFigure
from ui.pages.runs import RunsPage
from ui.repeating import spec_of

WAIT_MS = 20_000  # scipy is imported for the first interval


@pytest.fixture
def runs(project: Project) -> list[str]:
    """Runs of 1 and of 20 virtual tokens."""
    return [new_run(project, *whole_run(accuracy=score), tokens=tokens) for tokens, score in ((20, 0.9), (1, 0.6))]


@pytest.fixture
def page(qtbot: QtBot, actions: Actions, runs: list[str]) -> RunsPage:  # noqa: ARG001 -- they are there
    made = RunsPage(actions.session, actions)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.comparison.tabs.setCurrentWidget(made.comparison.sweep)
    return made


def _another_seed(project: Project, run: str, seed: int, accuracy: float) -> str:
    """The same run with another seed, and its own score."""
    spec = spec_of(project, run)
    training = spec.training.model_copy(update={"seed": seed})
    run_dir = project.create_run(spec.model_copy(update={"training": training}))
    from studio.events import EventWriter

    with EventWriter(run_dir) as writer:
        for event in whole_run(accuracy=accuracy):
            writer.write(event)
    project.sync_run(run_dir.name)
    return run_dir.name


def test_values_stand_in_their_order_with_intervals_over_rows_or_seeds(
    qtbot: QtBot, project: Project, page: RunsPage, runs: list[str]
) -> None:
    panel = page.comparison.sweep.panel
    assert "differ in one setting" in panel.missing.text()
    choose(page, *runs)
    qtbot.waitUntil(lambda: panel.view.picture() is not None, timeout=WAIT_MS)
    figure = panel.view.picture()
    assert isinstance(figure, SweepFigure)
    assert [(point.name, point.value) for point in figure.points] == [("1", 0.6), ("20", 0.9)]
    assert figure.joined
    assert figure.about == "Prompt tuning on starter, 20 test rows; bars: 95 % over the rows"
    assert figure.points[0].baselines == {"Majority class": 0.5}

    again = _another_seed(project, runs[0], 1, 0.8)
    page.refresh()
    choose(page, *runs, again)
    qtbot.waitUntil(lambda: panel.view.picture() not in (None, figure), timeout=WAIT_MS)
    seeds = panel.view.picture()
    assert isinstance(seeds, SweepFigure)
    point = seeds.points[1]
    assert point.value == pytest.approx(0.85)
    # Student's t of one degree of freedom: 12.706 times the spread over the root of two.
    assert point.low == pytest.approx(0.85 - 12.7062 * 0.05, abs=1e-4)
    assert panel.view.summary().startswith("Virtual tokens: accuracy. 1: 0.600 (")


def test_runs_that_differ_in_nothing_or_in_several_settings_say_so(
    qtbot: QtBot, project: Project, page: RunsPage, runs: list[str]
) -> None:
    panel = page.comparison.sweep.panel
    same = _another_seed(project, runs[0], 1, 0.8)
    page.refresh()
    choose(page, runs[0], same)
    qtbot.waitUntil(lambda: "but for their seeds" in panel.missing.text(), timeout=WAIT_MS)
    other = new_run(project, *whole_run(), tokens=5, method="prefix_tuning")
    with pytest.raises(SpecError, match=r"one setting: these differ in \d+: method\."):
        gathered(project, [runs[0], other])


def test_a_value_whose_runs_have_no_result_yet_is_named(project: Project, runs: list[str]) -> None:
    waits = new_run(project, tokens=5)
    found = gathered(project, [*runs, waits])
    assert {point.row.title: point.row.value for point in found.points} == {"20": 0.9, "1": 0.6, "5": None}
    with pytest.raises(SpecError, match="no two values have a result"):
        gathered(project, [runs[0], waits])
