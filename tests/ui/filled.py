"""The real window with something on every page: a table, runs in all states, adapters, and what was found of one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QDialog, QTabWidget, QWidget

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.diagnosis import Diagnosis
from studio.adapters.findings import Finding
from studio.events import Failed, Paused, Started, StepDone, TrainingPlanned
from studio.store.project import Project
from studio.store.store import AdapterRow
from tests.ui.stories import choose, new_run, step, whole_run
from tests.ui.test_inspector_page import AnswersAtOnce
from ui.crash import CrashDialog
from ui.last_end import LastEndDialog, UnexpectedEnd
from ui.main_window import MainWindow
from ui.pages import adapter_child
from ui.pages import playground as playground_module
from ui.pages.data import DataPage
from ui.pages.findings_dialog import FindingsDialog
from ui.pages.log_dialog import LogDialog
from ui.pages.runs import RunsPage
from ui.pages.trust_dialog import TrustDialog
from ui.pages.vary_dialog import VaryDialog
from ui.repeating import spec_of
from ui.side_bar import PAGES
from ui.widgets import Fold

Wait = Callable[[Callable[[], object]], None]
FOLDERS = {"films": "classification", "letters": "generation"}
"""Adapters by the last part of their folder, and their tasks."""


def adapter(name: str, run: str | None = None) -> AdapterRow:
    blank: dict[str, Any] = dict.fromkeys(AdapterRow.__dataclass_fields__)
    blank |= {"name": name, "folder": Path("/adapters") / name, "source": "imported", "method": "prompt_tuning"}
    blank |= {"model": "starter", "run": run, "created": 1.0, "size_bytes": 48_000, "tags": ("short",), "notes": "good"}
    return AdapterRow(**blank | {"num_virtual_tokens": 4, "scores": {"test": {"accuracy": 0.871, "loss": 0.31}}})


def card(folder: Path) -> AdapterCard:
    """All that pages read of a card."""
    known = {"task": FOLDERS[folder.name], "template": "{text}", "max_new_tokens": 32, "quantization": "none"}
    return SimpleNamespace(  # type: ignore[return-value]
        **known, model=ModelIdentity(name="starter", revision=None), method="prompt_tuning", num_virtual_tokens=4
    )


def tell_runs(project: Project) -> list[str]:
    """Two that are finished, one that is paused, one that failed."""
    planned = TrainingPlanned(total_steps=40, steps_per_epoch=20, trainable_parameters=100, model_parameters=1000)
    begun: list[Started | TrainingPlanned | StepDone] = [Started(run="r", pid=1), planned, step(1), step(2)]
    runs = [new_run(project, *whole_run()), new_run(project, *whole_run(0.8), method="prefix_tuning")]
    runs.append(new_run(project, *begun, Paused(step=2)))
    runs.append(new_run(project, *begun, Failed(step=2, error="ModelError", message="There is not enough memory.")))
    return runs


def fill(window: MainWindow, table: Path, model: Path, wait_until: Wait, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project with all that a person has after a day's work; no process is started for it."""
    monkeypatch.setattr(adapter_child, "PlaygroundWorker", AnswersAtOnce)
    monkeypatch.setattr(playground_module, "PlaygroundWorker", AnswersAtOnce)
    for module in (adapter_child, playground_module):
        monkeypatch.setattr(module, "read_card", card)
    window.session.add_model_folder(model)
    window.actions_.tables.import_table(table)
    wait_until(lambda: window.session.table is not None)
    project = window.session.project
    assert project is not None
    runs = tell_runs(project)
    rows = [adapter("films", runs[0]), adapter("letters")]
    monkeypatch.setattr(project.store, "adapters", lambda: list(rows))
    window.session.runs_changed.emit()
    window.session.adapters_changed.emit()
    window.actions_.show_run(runs[0])
    window.show_page("runs")
    choose(cast("RunsPage", window.pages["runs"]), runs[0])


def states(window: MainWindow, wait_until: Wait) -> list[tuple[str, Callable[[], QWidget]]]:
    """What can be seen, by name, each with what shows it: every page, and every tab of one that has some."""

    def page(key: str) -> QWidget:
        window.show_page(key)
        shown = window.pages[key]
        for fold in shown.findChildren(Fold):
            fold.set_open(True)
        wait_until(lambda: QThreadPool.globalInstance().activeThreadCount() == 0)
        if isinstance(shown, DataPage) and window.session.table is not None:
            wait_until(lambda: shown.facts is not None and window.session.lengths.found is not None)
        return shown

    def tab(key: str, tabs: QTabWidget, number: int) -> QWidget:
        shown = page(key)
        tabs.setCurrentIndex(number)
        wait_until(lambda: QThreadPool.globalInstance().activeThreadCount() == 0)
        return shown

    found: list[tuple[str, Callable[[], QWidget]]] = []
    for entry in PAGES:
        shown = page(entry.key)
        found.append((entry.key, lambda key=entry.key: page(key)))
        for tabs in shown.findChildren(QTabWidget):
            for number in range(1, tabs.count()):
                name = f"{entry.key}, {tabs.tabText(number)}"
                found.append((name, lambda key=entry.key, tabs=tabs, number=number: tab(key, tabs, number)))
    return found


def dialogs(window: MainWindow) -> dict[str, QDialog]:
    """Every dialog of the studio's own, with something in it; not shown yet."""
    project = window.session.project
    assert project is not None
    run = project.store.runs()[0].run
    log = project.run_dir(run) / "log.txt"
    log.write_text("loading\nerror: none\n", encoding="utf-8")
    finding = Finding(what="The weights are missing.", remedy="Copy them.", where="adapter_model.safetensors")
    found = Diagnosis(adapter=Path("/adapters/films"), base_model="starter", findings=[finding])
    certainty, right = [0.55, 0.7, 0.8, 0.9, 0.99] * 4, [False, True, True, True, True] * 4
    return {
        "several values": VaryDialog("A run", spec_of(project, run), window),
        "trust": TrustDialog("films", "validation", certainty, right, 0.6, window),
        "log": LogDialog(log, window),
        "findings": FindingsDialog("reviews", found, window),
        "last end": LastEndDialog(UnexpectedEnd("Fatal Python error: Aborted")),
        "crash": CrashDialog("Traceback", Path("/logs/crash.txt")),
    }
