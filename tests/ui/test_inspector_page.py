"""The inspector: one adapter's virtual tokens from every side, asked of one child, as it is and as it was."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from pytestqt.qtbot import QtBot

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.engine import launch
from studio.engine.protocol import (
    Ablate,
    Cancel,
    Cancelled,
    Explain,
    Explained,
    InferenceRequest,
    ModelOpened,
    OpenModel,
    TableProgress,
)
from studio.store.project import Project
from studio.store.store import AdapterRow
from tests.ui import found
from tests.ui.stories import new_run, whole_run
from tests.ui.test_playground_page import ROOT, STAND_IN
from ui.actions import Actions
from ui.charts.prompt_map import PromptMapPicture
from ui.charts.step_lines import StepLines
from ui.charts.token_bars import TokenBars
from ui.pages import adapter_child, chart_saving
from ui.pages import inspector as inspector_module
from ui.pages.inspector import InspectorPage
from ui.session import Session
from ui.workers import playground_worker
from ui.workers.playground_worker import PlaygroundWorker

WAIT_MS = 15_000
METHODS = {
    "films": "prompt_tuning",
    "prefix": "prefix_tuning",
    "gated": "llama_adapter",
    "ensemble": "prompt_ensemble",
    "foreign": "prompt_tuning",
    "damaged": "prompt_tuning",
    "headed": "head_only",
}


def adapter(name: str, run: str | None = None) -> AdapterRow:
    values: dict[str, Any] = dict.fromkeys(AdapterRow.__dataclass_fields__)
    values |= {"name": name, "folder": Path("/adapters") / name, "source": "imported", "method": METHODS[name]}
    values |= {"model": "starter", "run": run, "created": 0.0, "size_bytes": 1, "tags": (), "notes": ""}
    return AdapterRow(**values | {"num_virtual_tokens": 0 if name == "headed" else 4})


class AnswersAtOnce(PlaygroundWorker):
    """Answers in this process, when the window has time, what a child would; a measurement does not end by itself."""

    def start(self) -> None:
        self._is_ready = True

    def _send(self, message: InferenceRequest) -> None:
        QTimer.singleShot(0, self, lambda: self._answer(message))

    def _answer(self, message: InferenceRequest) -> None:
        match message:
            case OpenModel(request=number, model=model):
                self._hear(ModelOpened(request=number, model=model, parameters=1, seconds=0.0))
            case Explain(request=number, adapter=folder, step=step):
                name = Path(folder).name
                kind = {"prefix": "layers", "gated": "gates"}.get(name, "words")
                members = 3 if name == "ensemble" else 1
                told = found.explanation(kind, members=members, kept=name != "foreign", step=step)
                self._hear(Explained(request=number, step=step, found=told))
            case Ablate(request=number):
                self._hear(TableProgress(request=number, done=3, total=9))
            case Cancel(request=number) if number in self.under_way():
                self._hear(Cancelled(request=number))


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A process that speaks the protocol."""
    monkeypatch.setattr(adapter_child, "PlaygroundWorker", PlaygroundWorker)
    monkeypatch.setattr(launch, "inference_command", lambda: [sys.executable, str(STAND_IN)])
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(playground_worker.paths, "user_log_dir", lambda: tmp_path / "logs")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter_child, "PlaygroundWorker", AnswersAtOnce)
    monkeypatch.setattr(inspector_module, "_ASK_MS", 5)
    card = AdapterCard(
        name="films",
        method="prompt_tuning",
        model=ModelIdentity(name="starter"),
        task="generation",
        template="{text}",
        num_virtual_tokens=4,
    )
    monkeypatch.setattr(adapter_child, "read_card", lambda _folder: card)


@pytest.fixture
def page(qtbot: QtBot, actions: Actions, project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[InspectorPage]:
    run = new_run(project, *whole_run())
    rows = [adapter("films", run), *(adapter(name) for name in METHODS if name != "films")]
    monkeypatch.setattr(project.store, "adapters", lambda: rows)
    made = InspectorPage(actions.session, actions)
    qtbot.addWidget(made)
    made.resize(1000, 760)
    made.show()
    yield made
    made.close()
    assert not made.questions.worker.is_running()


@pytest.fixture
def show(qtbot: QtBot, page: InspectorPage) -> Callable[..., None]:
    """Choose an adapter and a tab, and wait until it has been looked at."""

    def choose(name: str, tab: str = "Words") -> None:
        page.adapter.set_value(str(Path("/adapters") / name))
        page.tabs.setCurrentIndex([page.tabs.tabText(n) for n in range(page.tabs.count())].index(tab))
        qtbot.waitUntil(lambda: None in page.questions.found, timeout=WAIT_MS)

    return choose


def shown(panel: Any) -> Any:
    assert panel.view.isVisible()
    return panel.view.picture()


# --- the words -----------------------------------------------------------------------------------------------------


def test_the_first_adapter_is_looked_at_with_the_first_visit(qtbot: QtBot, page: InspectorPage) -> None:
    qtbot.waitUntil(lambda: page.words_tab.model.rowCount() == 4, timeout=WAIT_MS)
    cells = [page.words_tab.model.index(0, column).data() for column in range(6)]
    assert cells == ["1", "yes", "now0 (0.90), other", "other (0.40), now0", "1", "+0.0"]
    assert page.words_tab.model.index(1, 1).data() == "by chance"
    assert page.words_tab.about.text().startswith("1 of 4 tokens are nearer to a word than random vectors are.")
    qtbot.waitUntil(lambda: page.words.text() == "")
    assert not page.bar.isVisible()


def test_a_prefix_has_no_near_words_and_says_why(page: InspectorPage, show: Callable[..., None]) -> None:
    show("prefix")
    assert not page.words_tab.table.isVisible()
    assert page.words_tab.about.text() == f"Nearest words do not apply. {found.NO_WORDS}"


def test_words_are_sorted_by_their_headings(page: InspectorPage, show: Callable[..., None]) -> None:
    show("films")
    page.words_tab.table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    assert [row.token for row in page.words_tab.model.rows()] == [4, 3, 2, 1]


def test_an_adapter_without_virtual_tokens_says_so_and_asks_nothing(
    page: InspectorPage, show: Callable[..., None]
) -> None:
    show("films")
    page.adapter.set_value("/adapters/headed")
    assert page.words_tab.about.text().startswith("headed has no virtual tokens: its method is")
    page._ask()
    assert not page.questions.is_looking()
    page.tabs.setCurrentWidget(page.ablation)
    assert not page.ablation.ask.isEnabled()


# --- the pictures --------------------------------------------------------------------------------------------------


def test_lengths_stand_beside_those_of_words(page: InspectorPage, show: Callable[..., None]) -> None:
    show("films", "Lengths")
    picture = shown(page.sizes)
    assert [group.values for group in picture.groups] == [(1.0,), (2.0,), (3.0,), (4.0,)]
    assert (picture.band.mean, picture.band.spread) == (1.0, 0.2)
    show("prefix", "Lengths")
    picture = shown(page.sizes)
    assert picture.kinds == ("Keys", "Values")
    assert [group.marks for group in picture.groups] == [(1.5, 1.5), (1.5, 1.5)]
    assert not page.sizes.what.isVisible()


def test_gates_are_shown_by_layer_and_head(page: InspectorPage, show: Callable[..., None]) -> None:
    show("gated", "Lengths")
    assert isinstance(shown(page.sizes), TokenBars)
    page.sizes.what.set_value("gates")
    assert shown(page.sizes).values == [[0.5, -0.25], [0.5, -0.25]]


def test_likeness_is_read_under_the_pointer(qtbot: QtBot, page: InspectorPage, show: Callable[..., None]) -> None:
    show("films", "Likeness")
    view = page.likeness.view

    def is_read() -> bool:
        grid = replace(shown(page.likeness), title="")._grid(view.box())  # which the layout may still give more room
        cell = grid.width() / 4
        qtbot.mouseMove(view, QPoint(round(grid.left() + 2.5 * cell), round(grid.top() + 0.5 * cell)))
        return page.likeness.readout.whole_text() == "token 1, token 3: likeness 0.500"

    qtbot.waitUntil(is_read)


def test_each_prompt_of_an_ensemble_can_be_chosen_and_held_beside_another(
    page: InspectorPage, show: Callable[..., None]
) -> None:
    show("ensemble")
    assert page.member.isVisible()
    page.member.set_value(2)
    assert page.words_tab.model.index(0, 2).data().startswith("now2")
    page.tabs.setCurrentWidget(page.likeness)
    assert shown(page.likeness).values[0][1] == 0.5
    page.likeness.beside.set_value(0)
    assert shown(page.likeness).values[0][1] == 0.25
    assert shown(page.likeness).title == "Likeness of films 3 to films 1"
    show("films")
    assert not page.member.isVisible()


def test_the_map_says_how_much_it_shows_and_leaves_out_what_is_not_wanted(
    page: InspectorPage, show: Callable[..., None]
) -> None:
    show("films", "Map")
    picture = shown(page.map)
    assert isinstance(picture, PromptMapPicture)
    assert "It shows 42 % of how virtual tokens differ and 7 % of how words do" in picture.about
    assert [dot.word for dot in picture.words] == [" good", " the"]
    assert len(picture.trail) == 3
    page.map.with_words.click()
    page.map.with_way.click()
    assert (shown(page.map).words, shown(page.map).trail) == ((), ())
    show("prefix", "Map")
    assert not page.map.with_words.isVisible()
    assert not page.map.kind.isVisible()


def test_what_stands_under_the_pointer_on_the_map_is_named(page: InspectorPage, show: Callable[..., None]) -> None:
    show("films", "Map")
    picture, box = replace(shown(page.map), title=""), page.map.view.box()
    plane = picture._plane(box)
    assert picture.told(box, plane.at((2.0, 0.0))) == "token 3"
    assert picture.told(box, plane.at((0.5, 0.5))) == '"good"'
    assert picture.told(box, box.bottomRight()) == ""


# --- how it came there ---------------------------------------------------------------------------------------------


def test_the_slider_shows_every_tab_as_it_was(qtbot: QtBot, page: InspectorPage, show: Callable[..., None]) -> None:
    show("films")
    assert page.step_row.isVisible()
    assert page.step_words.text() == "As it is"
    page.step.setValue(1)
    assert page.step_words.text() == "At step 5"
    qtbot.waitUntil(lambda: 5 in page.questions.found, timeout=WAIT_MS)
    assert page.words_tab.model.index(0, 2).data().startswith("step50")
    page.tabs.setCurrentWidget(page.map)
    picture = shown(page.map)
    assert len(picture.trail) == 1
    assert picture.tokens[0] == (-2.0, -2.0)
    page.step.setValue(3)
    page.tabs.setCurrentWidget(page.words_tab)
    assert page.words_tab.model.index(0, 2).data().startswith("now0")


def test_a_slider_that_moves_fast_asks_for_where_it_stops(
    qtbot: QtBot, page: InspectorPage, show: Callable[..., None]
) -> None:
    show("films")
    for place in (2, 1, 0):
        page.step.setValue(place)
    qtbot.waitUntil(lambda: 0 in page.questions.found, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not page.questions.worker.is_busy(), timeout=WAIT_MS)
    assert set(page.questions.found) == {None, 0}


def test_drift_is_drawn_with_the_step_of_the_adapter(page: InspectorPage, show: Callable[..., None]) -> None:
    page._best_step = None
    show("films", "Drift")
    page._best_step = 10
    page.step.setValue(1)
    picture = shown(page.drift)
    assert isinstance(picture, StepLines)
    assert picture.steps == found.STEPS
    assert picture.lines[-1].name == "mean of all tokens"
    assert picture.lines[-1].values == (0.0, 12.5, 25.0)
    assert picture.marks == ((10, "the adapter"), (5, "shown"))
    page.drift.what.set_value("like_end")
    assert shown(page.drift).title.startswith("Likeness to the adapter over training")


def test_an_adapter_from_elsewhere_says_why_its_drift_is_not_known(
    page: InspectorPage, show: Callable[..., None]
) -> None:
    show("foreign", "Drift")
    assert not page.step_row.isVisible()
    assert not page.drift.view.isVisible()
    assert "its steps were not kept" in page.drift.missing.text()


# --- leaving tokens out --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("child")
def test_tokens_are_left_out_on_the_rows_chosen(qtbot: QtBot, page: InspectorPage, show: Callable[..., None]) -> None:
    show("films", "Leave one out")
    names = [page.ablation.rows.itemText(n) for n in range(page.ablation.rows.count())]
    assert names == ["Test rows of its run", "Validation rows of its run", "reviews v1"]
    page.ablation.count.setValue(30)
    qtbot.mouseClick(page.ablation.ask, Qt.MouseButton.LeftButton)
    assert page.ablation.is_running()
    qtbot.waitUntil(lambda: page.ablation.found is not None, timeout=WAIT_MS)
    assert not page.ablation.is_running()
    picture = shown(page.ablation.change)
    assert [group.values for group in picture.groups] == [(0.0,), (0.1,), (0.2,), (0.3,)]
    assert "on 30 of 60 rows of films.csv, test rows" in picture.about
    page.ablation.score.set_value("accuracy")
    assert shown(page.ablation.first).up == "Accuracy"


@pytest.mark.usefixtures("child")
def test_leaving_out_can_be_cancelled_and_asked_again(
    qtbot: QtBot, page: InspectorPage, show: Callable[..., None]
) -> None:
    show("films", "Leave one out")
    page.ablation.count.setValue(5000)
    page.ablation.ask.click()
    qtbot.waitUntil(lambda: "of 9 measurements" in page.ablation.words.text(), timeout=WAIT_MS)
    qtbot.mouseClick(page.ablation.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.ablation.is_running(), timeout=WAIT_MS)
    assert page.ablation.words.text() == "Cancelled."
    assert page.ablation.found is None
    page.ablation.count.setValue(10)
    page.ablation.ask.click()
    qtbot.waitUntil(lambda: page.ablation.found is not None, timeout=WAIT_MS)


def test_another_adapter_ends_what_is_measured_of_the_one_before(
    qtbot: QtBot, page: InspectorPage, show: Callable[..., None]
) -> None:
    show("films", "Leave one out")
    page.ablation.count.setValue(5000)
    page.ablation.ask.click()
    qtbot.waitUntil(lambda: "of 9 measurements" in page.ablation.words.text(), timeout=WAIT_MS)
    show("prefix", "Leave one out")
    assert not page.ablation.is_running()
    qtbot.waitUntil(lambda: not page.questions.worker.is_busy(), timeout=WAIT_MS)


def test_a_table_of_the_users_can_be_asked_for_an_adapter_of_no_run(
    page: InspectorPage, show: Callable[..., None], tmp_path: Path
) -> None:
    show("foreign", "Leave one out")
    assert page.ablation.rows.itemText(0) == "reviews v1"
    page.ablation.add_table(tmp_path / "own.csv")
    assert page.ablation.rows.currentText() == "own.csv"
    asked: list[Any] = []
    page.ablation.asked.connect(lambda *what: asked.append(what))
    page.ablation.asked.disconnect(page.leave_out)
    page.ablation.ask.click()
    assert asked == [(tmp_path / "own.csv", "test", 200, 0)]


# --- what goes wrong, and what is saved ----------------------------------------------------------------------------


@pytest.mark.parametrize("tab", ["Lengths", "Likeness", "Map", "Drift"])
def test_every_picture_is_saved_with_its_numbers(
    page: InspectorPage, show: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tab: str
) -> None:
    show("films", tab)
    for ending, begins in ((".png", b"\x89PNG"), (".svg", b"<?xml"), (".csv", b"")):
        out = tmp_path / f"picture{ending}"
        monkeypatch.setattr(chart_saving, "ask_picture_target", lambda *_, out=out: out)
        page.tabs.currentWidget().buttons.save.click()  # type: ignore[attr-defined]
        assert out.read_bytes().startswith(begins)
    heading, *rows = csv.reader(out.read_text(encoding="utf-8").splitlines())
    assert len(heading) > 1
    assert len(rows) >= 3


def test_words_are_saved_as_a_table(
    page: InspectorPage, show: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    show("films")
    out = tmp_path / "words.csv"
    monkeypatch.setattr(inspector_module, "ask_csv_target", lambda *_: out)
    page.words_tab.save.click()
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 4 * 2 * 2
    assert rows[0] == {
        "token": "1",
        "by": "cosine",
        "place": "1",
        "word": " now0",
        "value": "0.9",
        "norm": "1.0",
        "nearer than chance": "True",
    }


def test_an_adapter_sent_here_is_shown(page: InspectorPage, actions: Actions) -> None:
    wanted: list[str] = []
    actions.page_wanted.connect(wanted.append)
    actions.open_in_inspector(Path("/adapters/prefix"))
    assert wanted == ["inspector"]
    assert page.adapter.value() == "/adapters/prefix"


@pytest.mark.usefixtures("child")
def test_what_fails_is_said_once_and_a_page_that_is_left_gives_its_memory_back(
    qtbot: QtBot, page: InspectorPage, show: Callable[..., None]
) -> None:
    page.adapter.set_value("/adapters/damaged")
    qtbot.waitUntil(lambda: page.notice.isVisible(), timeout=WAIT_MS)
    assert page.notice.words.text() == "The adapter is damaged. Import it again."
    page.notice.action.click()
    assert not page.notice.isVisible()
    qtbot.waitUntil(lambda: page.notice.isVisible(), timeout=WAIT_MS)
    show("films")
    assert not page.notice.isVisible()
    qtbot.waitUntil(lambda: not page.questions.worker.is_busy(), timeout=WAIT_MS)
    page.questions._idle_timer.setInterval(10)
    page.hide()
    qtbot.waitUntil(lambda: not page.questions.worker.is_running(), timeout=WAIT_MS)
    page.show()
    page.step.setValue(0)
    qtbot.waitUntil(lambda: 0 in page.questions.found, timeout=WAIT_MS)  # with its base model, which is opened again


def test_an_empty_project_says_what_belongs_here(qtbot: QtBot, actions: Actions, session: Session) -> None:
    made = InspectorPage(session, actions)
    qtbot.addWidget(made)
    made.show()
    wanted: list[str] = []
    actions.page_wanted.connect(wanted.append)
    assert made.empty.isVisible()
    assert made.bar.isHidden()
    assert not made.stop.isEnabled()
    made.empty.action.click()
    assert wanted == ["train"]
    made.close()
