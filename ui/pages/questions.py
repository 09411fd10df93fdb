"""Questions that several pages ask: where to, and by what name."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from ui import dialogs
from ui.language import tr

_ZIP = tr("Zip archive (*.zip)")
_FOLDER = tr("Folder (*)")
_CSV = tr("Tables (*.csv)")
_PICTURES = {tr("Picture (*.png)"): ".png", tr("Drawing (*.svg)"): ".svg", tr("Numbers as a table (*.csv)"): ".csv"}


def ask_export_target(parent: QWidget, name: str) -> Path | None:
    """A zip archive or a folder that is not there yet; None where the user changed their mind."""
    start = str(Path.home() / f"{name}.zip")
    chosen, kind = QFileDialog.getSaveFileName(
        parent, tr("Export {name}", name=name), start, f"{_ZIP};;{_FOLDER}", _ZIP
    )
    if not chosen:
        return None
    path = Path(chosen)
    if kind == _ZIP:
        return path if path.suffix.lower() == ".zip" else path.with_name(path.name + ".zip")
    return path.with_suffix("") if path.suffix.lower() == ".zip" else path


def ask_csv_target(parent: QWidget, title: str, name: str) -> Path | None:
    """A CSV file to save; None where the user changed their mind."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(Path.home() / f"{name}.csv"), _CSV)
    path = Path(chosen)
    return _unless_it_stays(parent, path if path.suffix else path.with_suffix(".csv"), chosen) if chosen else None


def ask_picture_target(parent: QWidget, title: str) -> Path | None:
    """A file for a picture or its numbers; None where the user changed their mind."""
    name = "".join(character if character.isalnum() or character in " -_" else " " for character in title)
    start = str(Path.home() / f"{' '.join(name.split())}.png")
    chosen, kind = QFileDialog.getSaveFileName(parent, tr("Save picture"), start, ";;".join(_PICTURES))
    if not chosen:
        return None
    path, ending = Path(chosen), _PICTURES.get(kind, ".png")
    known = path.suffix.lower() in _PICTURES.values()
    path = path.with_suffix(ending) if known else path.with_name(path.name + ending)
    return _unless_it_stays(parent, path, chosen)


def _unless_it_stays(parent: QWidget, path: Path, chosen: str) -> Path | None:
    """The file, unless it is there and is not to be replaced. Of the name that was chosen the dialog has asked that."""
    if path == Path(chosen) or not path.exists():
        return path
    question = tr("{file} is there already. It would be replaced.", file=path.name)
    return path if dialogs.ask_sure(parent, tr("Replace the file?"), question, tr("Replace")) else None


def ask_name(parent: QWidget, title: str, name: str) -> str | None:
    """Another name; None where the user changed their mind or left it as it was."""
    answer, agreed = QInputDialog.getText(parent, title, tr("Name:"), text=name)
    answer = answer.strip()
    return answer if agreed and answer and answer != name else None
