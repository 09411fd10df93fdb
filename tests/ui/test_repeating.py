"""A run once more: another seed, other values of a setting, or on the command line."""

from __future__ import annotations

import shlex
import tomllib
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from studio.events import EventWriter
from studio.spec import read_run_spec, run_spec_from
from studio.store.project import Project
from tests.hub_server import HubServer
from tests.ui.stories import choose, new_run, whole_run
from ui.actions import Actions
from ui.pages.runs import RunsPage
from ui.pages.vary_dialog import VaryDialog
from ui.repeating import command_of, spec_of, with_next_seed


@pytest.fixture
def run(project: Project) -> str:
    return new_run(project, *whole_run())


@pytest.fixture
def started(actions: Actions, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Runs that would be trained, in their order."""
    runs: list[str] = []
    monkeypatch.setattr(actions.training, "start", lambda _project, run_id: runs.append(run_id))
    return runs


@pytest.fixture
def page(qtbot: QtBot, actions: Actions, run: str) -> RunsPage:
    made = RunsPage(actions.session, actions)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    choose(made, run)
    return made


def test_the_same_is_trained_with_the_next_seed_and_then_with_the_one_after(
    project: Project, page: RunsPage, run: str, started: list[str]
) -> None:
    before = spec_of(project, run)
    for _ in range(2):
        choose(page, run)
        page.other_seed.trigger()
    specs = [spec_of(project, one) for one in started]
    assert [spec.training.seed for spec in specs] == [before.training.seed + 1, before.training.seed + 2]
    unseeded = [spec.model_copy(update={"training": before.training}) for spec in specs]
    assert unseeded == [before, before]
    assert project.store.run(started[0]).name.endswith("seed 1")
    assert with_next_seed(project, before).training.seed == 3


def test_a_run_whose_settings_are_damaged_does_not_keep_another_from_being_repeated(project: Project, run: str) -> None:
    before = spec_of(project, run)
    damaged = new_run(project, *whole_run())
    (project.run_dir(damaged) / "run.toml").write_text("[method", encoding="utf-8")
    assert with_next_seed(project, before).training.seed == before.training.seed + 1


def test_base_models_that_are_not_here_are_left_to_their_runs_to_fetch(
    project: Project, actions: Actions, run: str, started: list[str], hub: HubServer
) -> None:
    actions.vary_run(run, "model.name", "starter, owner/one, owner/two")
    assert [spec_of(project, one).model.name for one in started] == ["starter", "owner/one", "owner/two"]
    assert not hub.asked


def test_one_run_for_each_value_is_trained_one_after_the_other(
    project: Project, actions: Actions, run: str, started: list[str], tiny_model: Path
) -> None:
    like = spec_of(project, run)
    model = like.model.model_copy(update={"name": str(tiny_model)})
    own = project.create_run(project.import_spec_data(like.model_copy(update={"model": model}), Path())).name
    said: list[str] = []
    actions.session.message.connect(lambda text, _level: said.append(text))
    actions.vary_run(own, "method.num_virtual_tokens", "1, 5, 300")
    assert [spec_of(project, one).method.num_virtual_tokens for one in started] == [1, 5], said
    assert project.store.run(started[1]).name == "Virtual tokens 5"
    assert any(text.startswith("Left out: 300: ") for text in said)


def test_each_value_is_trained_with_each_seed_but_for_what_is_trained_already(
    project: Project, actions: Actions, run: str, started: list[str], tiny_model: Path
) -> None:
    like = spec_of(project, run)
    values = like.model_dump(mode="json", exclude_none=True) | {"model": {"name": str(tiny_model)}}
    values["training"] |= {"learning_rate": 0.1, "epochs": 1}
    own = project.create_run(project.import_spec_data(run_spec_from(values), Path())).name
    with EventWriter(project.run_dir(own)) as writer:
        for event in whole_run():
            writer.write(event)
    project.sync_run(own)
    said: list[str] = []
    actions.session.message.connect(lambda text, _level: said.append(text))
    actions.vary_run(own, "method.num_virtual_tokens", "5, 20", 2)
    specs = [spec_of(project, one) for one in started]
    assert [(one.method.num_virtual_tokens, one.training.seed) for one in specs] == [(5, 0), (5, 1), (20, 1)], said
    assert project.store.run(started[1]).name == "Virtual tokens 5, seed 1"
    assert said[-1] == "Left out: 20, seed 0: it is trained already"


def test_the_dialog_proposes_values_and_says_what_none_can_be(qtbot: QtBot, project: Project, run: str) -> None:
    dialog = VaryDialog("mine", spec_of(project, run))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.setting.set_value("method.num_virtual_tokens")
    assert dialog.values.text() == "1, 5, 20, 100"
    assert dialog.start.isEnabled()
    dialog.values.setText("1, many")
    assert not dialog.start.isEnabled()
    assert dialog.says.text().startswith("many: ")
    dialog.setting.set_value("training.learning_rate")
    assert "e" not in dialog.values.text().replace(", ", "")
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.start.click()
    assert chosen.args[0] == "training.learning_rate"


def test_a_run_is_copied_as_settings_and_as_a_command(
    project: Project, page: RunsPage, run: str, tmp_path: Path
) -> None:
    page.copy_toml.trigger()
    text = QGuiApplication.clipboard().text()
    assert tomllib.loads(text)["method"]["name"] == "prompt_tuning"
    (tmp_path / "run.toml").write_text(text)
    assert read_run_spec(tmp_path / "run.toml") == spec_of(project, run)
    page.copy_command.trigger()
    words = shlex.split(QGuiApplication.clipboard().text())
    assert words[:2] == ["softprompt-studio", "train"]
    assert Path(words[2]).is_file()
    assert words[3:] == ["--project", str(project.folder)]
    assert QGuiApplication.clipboard().text() == command_of(project, run)
