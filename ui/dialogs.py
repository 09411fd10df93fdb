"""Questions to the user: which file, which folder, are you sure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QFileDialog, QInputDialog, QMessageBox, QWidget

from studio.data.kinds import TABLE_ENDINGS
from ui.kept import Closing
from ui.language import counted, sentences, tr
from ui.plain_text import plain
from ui.samples import free_folder, projects_dir
from ui.widgets import named, spoken

_TABLE_FILES = " ".join(f"*{ending}" for ending in (".txt", *TABLE_ENDINGS))
_TABLES = tr("Tables ({files});;All files (*)", files=_TABLE_FILES)
_ADAPTERS = tr("Adapters and soft prompts (*.zip *.npy)")


def ask_tables(parent: QWidget) -> list[Path]:
    """A table to import; several files are one table. None where the user changed their mind."""
    chosen, _filter = QFileDialog.getOpenFileNames(parent, tr("Import a table"), str(Path.home()), _TABLES)
    return [Path(file) for file in chosen]


def ask_table(parent: QWidget) -> Path | None:
    """A table."""
    return _path(QFileDialog.getOpenFileName(parent, tr("Import a table"), str(Path.home()), _TABLES)[0])


def ask_project(parent: QWidget) -> Path | None:
    """The folder of a project."""
    start = projects_dir() if projects_dir().is_dir() else Path.home()
    return _path(QFileDialog.getExistingDirectory(parent, tr("Open a project"), str(start)))


def ask_new_project(parent: QWidget) -> Path | None:
    """A name for a project that stands beside the others."""
    name, agreed = QInputDialog.getText(parent, tr("New project"), tr("Name of the project:"))
    name = name.strip().replace("/", "-").replace("\\", "-")
    return free_folder(name) if agreed and name else None


def ask_model_folder(parent: QWidget) -> Path | None:
    """A folder with a base model, or with several side by side."""
    return _path(QFileDialog.getExistingDirectory(parent, tr("Add a folder with base models"), str(Path.home())))


def ask_adapter_folder(parent: QWidget) -> Path | None:
    """An adapter's folder to import."""
    return _path(QFileDialog.getExistingDirectory(parent, tr("Import an adapter folder"), str(Path.home())))


def ask_adapter_file(parent: QWidget) -> Path | None:
    """A file to import that an adapter is in: a zip archive, or vectors of another program."""
    return _path(QFileDialog.getOpenFileName(parent, tr("Import an adapter file"), str(Path.home()), _ADAPTERS)[0])


def ask_base_model(parent: QWidget, file: str, models: Sequence[str], likely: str) -> str | None:
    """Which base model a file of vectors was made for. likely: the one to begin with."""
    question = tr("{file} does not say which base model it was made for. Of those here, it can be for:", file=file)
    first = models.index(likely) if likely in models else 0
    model, agreed = QInputDialog.getItem(parent, tr("Base model"), plain(question), models, first, False)
    return model if agreed else None


def ask_sure(parent: QWidget, title: str, question: str, action: str) -> bool:
    """Whether to do what takes something away. action: the word on the button."""
    box = QMessageBox(QMessageBox.Icon.Question, title, plain(question), QMessageBox.StandardButton.Cancel, parent)
    yes = box.addButton(action, QMessageBox.ButtonRole.DestructiveRole)
    explain_buttons(box, tr("Leave everything as it is."))
    named(yes, action, question)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is yes


def ask_closing(parent: QWidget, trainings: int) -> tuple[Closing | None, bool]:
    """What becomes of trainings when the window closes, None where it stays open; and whether it is always so."""
    question = counted(
        trainings,
        "A training is running. It can go on without the window, and is picked up when the window opens again.",
        "{n} trainings are running. They can go on without the window, and are picked up when it opens again.",
    )
    box = QMessageBox(
        QMessageBox.Icon.Question,
        tr("Close the window"),
        question,
        QMessageBox.StandardButton.Cancel,
        parent,
    )
    explain_buttons(box, tr("Leave the window open."))
    goes_on = box.addButton(tr("Go on in the background"), QMessageBox.ButtonRole.AcceptRole)
    named(goes_on, goes_on.text(), tr("Close the window; the training goes on."))
    pauses = box.addButton(tr("Pause"), QMessageBox.ButtonRole.AcceptRole)
    named(pauses, pauses.text(), tr("Save a checkpoint, end the process and give its memory back."))
    always = QCheckBox(tr("Do the same next time"))
    always.setChecked(True)
    named(always, always.text(), tr("Settings has this choice too."))
    box.setCheckBox(always)
    box.setDefaultButton(goes_on)
    box.exec()
    chosen: Closing | None = "go_on" if box.clickedButton() is goes_on else None
    return "pause" if box.clickedButton() is pauses else chosen, always.isChecked()


def ask_closing_unpaused(parent: QWidget, problems: Sequence[str]) -> bool:
    """Whether to close the window though trainings could not be asked to pause. problems: why not, in sentences"""
    told = counted(
        len(problems), "The training could not be asked to pause.", "{n} trainings could not be asked to pause."
    )
    box = QMessageBox(
        QMessageBox.Icon.Warning,
        tr("Close the window"),
        plain(sentences(told, *problems)),
        QMessageBox.StandardButton.Cancel,
        parent,
    )
    box.setInformativeText(tr("If you close the window all the same, it goes on, and is picked up when you come back."))
    explain_buttons(box, tr("Leave the window open."))
    closes = box.addButton(tr("Close all the same"), QMessageBox.ButtonRole.DestructiveRole)
    named(closes, closes.text(), tr("Close the window; the training goes on."))
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is closes


def explain_buttons(box: QMessageBox, tip: str) -> None:
    """Give the buttons of a message names and tips. tip: what the button does that closes it."""
    for made in box.buttons():
        is_details = box.buttonRole(made) == QMessageBox.ButtonRole.ActionRole
        told = tr("Show the whole report, or hide it.") if is_details else tip
        named(made, spoken(made.text()), told)


def _path(chosen: str) -> Path | None:
    return Path(chosen) if chosen else None
