"""Every chart is saved, read as a table and read out in one and the same way."""

from __future__ import annotations

import csv
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import ui.charts
from studio.data.reading import Budget
from studio.trust import coverage, reliability
from tests.ui.stories import choose, new_run, whole_run
from ui.actions import Actions
from ui.charts.bars import Bar, Bars
from ui.charts.budget_meter import BudgetMeter
from ui.charts.class_balance import ClassBalance
from ui.charts.confusion_matrix import ConfusionMatrix
from ui.charts.export import ChartButtons, ChartTools
from ui.charts.figures_dialog import FiguresDialog
from ui.charts.heat_map import HeatMap
from ui.charts.length_chart import LengthChart
from ui.charts.loss_chart import LossChart
from ui.charts.picture import Picture
from ui.charts.picture_view import PictureView
from ui.charts.probability_bars import ProbabilityBars
from ui.charts.prompt_map import PromptMapPicture, WordDot
from ui.charts.rate_chart import RatePicture
from ui.charts.step_lines import StepLine, StepLines
from ui.charts.sweep_chart import SweepFigure, SweepPoint
from ui.charts.token_bars import BarGroup, TokenBars
from ui.charts.trust_chart import TrustChart
from ui.pages import chart_saving
from ui.pages.data import DataPage
from ui.pages.inspector import InspectorPage
from ui.pages.method import MethodPage
from ui.pages.playground_pane import PlaygroundPane
from ui.pages.runs import RunsPage
from ui.pages.train import TrainPage
from ui.pages.trust_dialog import TrustDialog
from ui.session import Session

CERTAINTY, RIGHT = [0.6, 0.7, 0.8, 0.9, 0.95, 1.0], [False, True, False, True, True, True]
PICTURES: list[Picture] = [
    HeatMap("Likeness", "", "token", "token", ("1", "2"), ("1", "2"), [[1.0, 0.25], [0.25, 1.0]]),
    PromptMapPicture("Map", "", ((0.0, 0.0), (1.0, 1.0)), (WordDot(" good", (0.5, 0.5), near=True),)),
    StepLines("Drift", "", "Step", "Moved", (0, 5), (StepLine("mean", (0.0, 1.5), strong=True),)),
    TokenBars("Lengths", "", "Token", "Length", ("Length",), (BarGroup("1", (0.5,)), BarGroup("2", (2.5,)))),
    RatePicture("Rates", "", (0.01, 0.1, 1.0), (0.7, 0.4, 0.9), (0.7, 0.5, 0.8), ((0.02, "suggested"),)),
    SweepFigure(
        "Sweep", "", "Virtual tokens", "Accuracy", (SweepPoint("1", 0.8), SweepPoint("20", 0.9, 0.85, 0.93)), True
    ),
]


def _loss() -> LossChart:
    made = LossChart()
    made.set_runs({"a": "first"})
    points = [(1, 2.0), (2, 0.5)]
    made.add_steps(
        "a",
        [
            SimpleNamespace(step=step, loss=loss, learning_rate=0.1, gradient_norm=1.0, examples_per_second=4.0)
            for step, loss in points
        ],
    )
    made.add_evaluation(
        "a",
        SimpleNamespace(step=2, split="validation", who="adapter", metrics={"loss": 0.75, "accuracy": 0.5}, best=True),
    )
    return made


def _matrix() -> ConfusionMatrix:
    made = ConfusionMatrix()
    made.set_confusion(["no", "yes"], [[5, 1], [2, 7]])
    return made


def _trust() -> TrustChart:
    made = TrustChart()
    made.show_answers(reliability(CERTAINTY, RIGHT), coverage(CERTAINTY, RIGHT))
    return made


def _bars() -> Bars:
    made = Bars()
    made.setAccessibleName("Scores")
    made.set_bars([Bar("This soft prompt", 0.9, "90.0 %"), Bar("Always the most frequent label", 0.5, "50.0 %")])
    return made


def _balance() -> ClassBalance:
    made = ClassBalance()
    made.set_counts({f"label {number}": 40 - number for number in range(12)})
    return made


def _probabilities() -> ProbabilityBars:
    made = ProbabilityBars()
    made.set_probabilities({"no": 0.2, "yes": 0.8})
    return made


def _lengths() -> LengthChart:
    made = LengthChart()
    made.set_lengths({10: 5, 40: 2}, 30)
    return made


def _meter() -> BudgetMeter:
    made = BudgetMeter()
    made.set_budget(Budget(20, 5, 30, 1, 512), 100)
    return made


def _view(picture: Picture) -> PictureView:
    made = PictureView(picture.title)
    made.set_picture(picture)
    return made


CHARTS: dict[str, Callable[[], QWidget]] = {
    "loss": _loss,
    "confusion": _matrix,
    "trust": _trust,
    "scores": _bars,
    "balance": _balance,
    "probabilities": _probabilities,
    "lengths": _lengths,
    "context": _meter,
    **{picture.title: lambda picture=picture: _view(picture) for picture in PICTURES},  # type: ignore[misc]
}
FACTS = {
    "loss": "first: the loss goes from 2 to 0.5 at step 2; best at step 2, with a validation loss of 0.75",
    "confusion": '12 of 15 rows are right (80.0 %); taken for another most often: 2 of 9 rows that are "yes"',
    "trust": "82% sure: 67% right of 6",
    "scores": "This soft prompt: 90.0 %",
    "balance": "12 in all. The largest: label 0: 40  9.7 %",
    "probabilities": "yes: 80.0 %",
    "lengths": "over the limit of 30: 2 rows",
    "context": "456 of 512 free",
    "Likeness": "Least likeness: 0.250 (token 1, token 2)",
    "Map": "near them: good",
    "Drift": "mean: from 0 to 1.5",
    "Lengths": "most at Token 2, 2.5",
    "Rates": "suggested: 0.02",
    "Sweep": "1: 0.800; 20: 0.900 (0.850 to 0.930)",
}


@pytest.fixture(params=CHARTS)
def chart(request: pytest.FixtureRequest, qtbot: QtBot) -> QWidget:
    made = CHARTS[request.param]()
    qtbot.addWidget(made)
    made.setObjectName(request.param)
    made.resize(made.sizeHint().expandedTo(made.minimumSizeHint()))
    return made


def _tools(chart: QWidget) -> ChartTools:
    (found,) = chart.findChildren(ChartTools)
    return found


def test_no_chart_and_no_picture_is_left_out_here() -> None:
    for module in pkgutil.iter_modules(ui.charts.__path__):
        importlib.import_module(f"ui.charts.{module.name}")
    assert {type(picture) for picture in PICTURES} == set(Picture.__subclasses__())
    modules = [importlib.import_module(f"ui.charts.{one.name}") for one in pkgutil.iter_modules(ui.charts.__path__)]
    kinds = {kind for module in modules for kind in vars(module).values() if isinstance(kind, type)}
    charts = {kind for kind in kinds if issubclass(kind, QWidget) and hasattr(kind, "figures")}
    assert {kind.__name__ for kind in charts} == {
        "LossChart",
        "ConfusionMatrix",
        "TrustChart",
        "Bars",
        "ClassBalance",
        "ProbabilityBars",
        "LengthChart",
        "BudgetMeter",
        "PictureView",
    }


def test_it_is_saved_as_picture_drawing_and_figures(chart: QWidget, tmp_path: Path) -> None:
    tools = _tools(chart)
    for ending in ("png", "svg", "csv"):
        tools.write(tmp_path / f"chart.{ending}")
    image = QImage(str(tmp_path / "chart.png"))
    assert len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}) > 2
    assert ElementTree.parse(tmp_path / "chart.svg").getroot().tag.endswith("svg")
    with (tmp_path / "chart.csv").open(encoding="utf-8", newline="") as read:
        heading, *lines = csv.reader(read)
    assert lines
    assert all(len(line) <= len(heading) for line in lines)


def test_a_loss_chart_that_cannot_be_seen_is_saved_with_its_curves(qtbot: QtBot, tmp_path: Path) -> None:
    chart = _loss()
    qtbot.addWidget(chart)
    chart.resize(600, 400)
    chart.tools.write(tmp_path / "loss.png")
    image = QImage(str(tmp_path / "loss.png"))
    colors = {x: [image.pixelColor(x, y) for y in range(image.height())] for x in range(150, image.width() - 100)}
    drawn = [x for x, column in colors.items() if any(one.blue() > one.red() + 80 for one in column)]
    assert len(drawn) > 0.9 * len(colors)


def test_its_main_facts_are_read_out(chart: QWidget, qtbot: QtBot) -> None:
    if isinstance(chart, LossChart):
        with qtbot.waitSignal(chart.repainted, timeout=5000):
            chart.show()
    said = [one.accessibleDescription() for one in (chart, *chart.findChildren(pg.GraphicsLayoutWidget))]
    assert any(FACTS[chart.objectName()] in one for one in said), said
    assert chart.accessibleName()


def test_its_figures_are_a_table_by_keyboard_and_the_table_is_copied(chart: QWidget, qtbot: QtBot) -> None:
    chart.show()
    reached = next(iter(chart.findChildren(pg.GraphicsLayoutWidget)), chart)
    assert reached.focusPolicy() & Qt.FocusPolicy.TabFocus
    chart.activateWindow()
    reached.setFocus()
    qtbot.waitUntil(reached.hasFocus)
    qtbot.keyClick(reached, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    (dialog,) = chart.window().findChildren(FiguresDialog)
    figures = _tools(chart).chart.figures()
    assert dialog.model.rowCount() == len(figures) - 1
    assert dialog.model.columnCount() == len(figures[0])
    dialog.copy.click()
    assert QGuiApplication.clipboard().text().splitlines()[0].split("\t") == [str(cell) for cell in figures[0]]
    dialog.close_button.click()


def test_its_context_menu_has_both(chart: QWidget) -> None:
    assert chart.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu
    assert [action.text() for action in chart.actions()] == ["Save chart …", "Show as table"]


# --- on the pages ----------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What pages ask a file for; they are given one."""
    names: list[str] = []

    def ask(_parent: QWidget, name: str) -> Path:
        names.append(name)
        return tmp_path / f"{len(names)}.csv"

    monkeypatch.setattr(chart_saving, "ask_picture_target", ask)
    return names


def _charts(page: QWidget) -> Iterator[QWidget]:
    yield from (one for one in page.findChildren(QWidget) if hasattr(one, "figures") and hasattr(one, "summary"))


@pytest.mark.parametrize("kind", [DataPage, MethodPage, TrainPage, RunsPage, InspectorPage])
def test_every_chart_of_a_page_asks_where_to_and_has_buttons(
    kind: type[QWidget], qtbot: QtBot, actions: Actions, with_table: Session, asked: list[str]
) -> None:
    assert with_table.project is not None
    run = new_run(with_table.project, *whole_run())
    page = kind(actions.session, actions)
    qtbot.addWidget(page)
    if isinstance(page, RunsPage):
        page.show()
        choose(page, run)
    charts = list(_charts(page))
    assert charts
    for plots in page.findChildren(pg.GraphicsLayoutWidget):
        assert any(one.isAncestorOf(plots) for one in charts), "a plot that nobody can save"
    for one in charts:
        before = len(asked)
        _tools(one).save.trigger()
        assert len(asked) == before + 1, one
    assert len(page.findChildren(ChartButtons)) >= len([one for one in charts if type(one) is not Bars]) - 1


def test_a_file_that_was_asked_for_is_written_and_said(
    qtbot: QtBot,
    actions: Actions,
    with_table: Session,
    asked: list[str],
    tmp_path: Path,
    messages: list[tuple[str, str]],
) -> None:
    assert with_table.project is not None
    run = new_run(with_table.project, *whole_run())
    page = RunsPage(actions.session, actions)
    qtbot.addWidget(page)
    page.show()
    choose(page, run)
    page.comparison.tabs.setCurrentIndex(1)
    page.comparison.matrix_buttons.save.click()
    assert asked == ["Confusion matrix"]
    assert (tmp_path / "1.csv").read_text(encoding="utf-8").splitlines() == [
        '"true, answered",no,yes',
        "no,9,1",
        "yes,1,9",
    ]
    assert messages[-1] == (f"Saved as {tmp_path / '1.csv'}.", "info")
    page.comparison.matrix_buttons.table.click()
    (dialog,) = page.window().findChildren(FiguresDialog)
    assert dialog.summary.text().startswith("18 of 20 rows are right")
    dialog.close_button.click()


def test_charts_that_come_later_are_saved_too(qtbot: QtBot, actions: Actions, asked: list[str]) -> None:
    pane = PlaygroundPane("key", "films", "about", "classification", None)
    dialog = TrustDialog("films", "test", CERTAINTY, RIGHT, None)
    for made in (pane, dialog):
        qtbot.addWidget(made)
        chart_saving.connect_charts(made, actions)
        made.findChildren(ChartButtons)[0].save.click()
    assert asked == ["Probabilities of films", "Charts of certainty"]
