"""Splits of the hub's data sets as tables on this disk. No torch.

The files wait in the user's cache until their table is in a project: what is broken off is gone on with, what nobody
came back for is thrown away after a week.
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict

from studio.data.class_names import names_in_card
from studio.data.class_names_in_files import write_names
from studio.data.columns import ColumnGuess
from studio.data.table import Table
from studio.files import only_one, remove_folder, safe_name, writing
from studio.hub.client import HubFile, asking
from studio.hub.data_sets import HubSplit
from studio.hub.transfer import Repository, Transfer, check_room, fetch, part_of
from studio.paths import user_cache_dir
from studio.wording import some_of

_A_WEEK = 7 * 24 * 60 * 60  # seconds
_LOCK = "lock"
_ROOM = "Make room, then fetch it again."


class HubSource(BaseModel):
    """Where a table came from. revision: the commit    files: of the repository, at that commit"""

    model_config = ConfigDict(frozen=True, extra="ignore")

    repository: str
    revision: str
    config: str
    split: str
    files: tuple[str, ...]

    @property
    def address(self) -> str:
        """The same for every revision."""
        return f"hub:{self.repository}/{self.config}/{self.split}"

    @property
    def table_name(self) -> str:
        """What to call its table: "ag_news", or "glue-sst2-validation"."""
        parts = [self.repository.rpartition("/")[2]]
        parts += [self.config] if self.config not in ("default", parts[0]) else []
        parts += [self.split] if self.split != "train" else []
        return safe_name("-".join(parts), "table")

    @property
    def command(self) -> str:
        """What fetches the same again."""
        options = ["--revision", self.revision, "--config", self.config, "--split", self.split]
        return shlex.join(["softprompt-studio", "data", "fetch", self.repository, *options])


@dataclass(frozen=True, slots=True)
class FetchedTable:
    """Files on this disk that are one table, and where they came from. folder: what they wait in"""

    files: tuple[Path, ...]
    source: HubSource
    folder: Path

    def discard(self) -> None:
        """Once its table is elsewhere."""
        remove_folder(self.folder)
        with suppress(OSError):  # other splits wait there
            self.folder.parent.rmdir()


def source_of(name: str, split: HubSplit) -> HubSource:
    """name: of the data set"""
    files = tuple(file.path for file in split.files)
    return HubSource(repository=name, revision=split.commit, config=split.config, split=split.split, files=files)


def fetch_table(name: str, split: HubSplit, say: Callable[[Transfer], object] = lambda _: None) -> FetchedTable:
    """The files of a split, each with the checksum that the hub names. What came before is gone on with.

    name: of the data set    say: called as bytes come; what it raises breaks it off, and what has come is kept
    Classes that stand in them as numbers are written by the names that the data set's README.md has for them, unless
    the files have such names themselves.
    Raises TableError where the hub does not give it, StorageError where the disk cannot take it.
    """
    source, names = source_of(name, split), names_in_card(split.features)
    folder = _folder(source)
    _throw_old_away(folder.parent.parent)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with (
        only_one(folder / _LOCK, f"{name} is being fetched already, here or elsewhere. Wait for it."),
        asking(name, kind="dataset"),
    ):
        targets = [_target(folder, source, file) for file in split.files]
        done = sum(_have(file, target) for file, target in zip(split.files, targets, strict=True))
        check_room(name, folder, split.size_bytes - done, _ROOM)
        say(Transfer(name, done, split.size_bytes))

        def came(count: int) -> None:
            nonlocal done
            done += count
            say(Transfer(name, done, split.size_bytes))

        repository = Repository("dataset", name, split.commit)
        for file, target in zip(split.files, targets, strict=True):
            if not target.exists():
                unnamed = _unnamed(target)
                unnamed.parent.mkdir(parents=True, exist_ok=True)
                if not unnamed.exists():
                    fetch(repository, file, unnamed, came)
                write_names(unnamed, target, names)
    return FetchedTable(tuple(targets), source, folder)


def why_no_test(table: Table, test: Table, guess: ColumnGuess) -> str:
    """Why another split cannot be the test of a table, in a sentence; "" where it can. guess: of the table"""
    answers = guess.label or guess.target
    wanted = [name for name in (guess.text, guess.text_pair, answers) if name is not None]
    lacking = [name for name in wanted if name not in test.columns]
    if lacking:
        return f"{test.name} has no column {some_of(lacking)}, so it is not the test table."
    if answers is None:
        return ""
    cells = test.cells(answers)
    if not all(cell.strip() for cell in cells):
        return f'{test.name} has rows without an answer in "{answers}", so it is not the test table.'
    known = set(table.cells(answers)) if guess.label is not None else set(cells)
    strange = [label for label in dict.fromkeys(cells) if label not in known]
    if strange:
        return (
            f'{test.name} has labels in "{answers}" that the training rows do not have ({some_of(strange)}), so it is '
            "not the test table."
        )
    return ""


# --- files ----------------------------------------------------------------------------------------------------------


def _folder(source: HubSource) -> Path:
    """Where the files of a split wait."""
    owner = safe_name(source.repository.replace("/", "--"), "data")
    split = safe_name(f"{source.revision[:12]}-{source.config}-{source.split}", "split")
    return user_cache_dir() / "hub tables" / owner / split


def _target(folder: Path, source: HubSource, file: HubFile) -> Path:
    """One file alone has the table's name. Several may have the same name in folders of their own."""
    path = PurePosixPath(file.path)
    stem = source.table_name if len(source.files) == 1 else safe_name(path.stem, "part")
    return folder / file.blob[:16] / f"{stem}{path.suffix.lower()}"


def _unnamed(target: Path) -> Path:
    """Where a file comes, before its classes have names."""
    return target.parent / "as it came" / target.name


def _have(file: HubFile, target: Path) -> int:
    part = part_of(_unnamed(target))
    is_here = target.exists() or _unnamed(target).exists()
    return file.size if is_here else part.stat().st_size if part.exists() else 0


def _throw_old_away(folder: Path) -> None:
    for left in folder.glob("*/*"):
        with suppress(OSError):
            if time.time() - max(inner.stat().st_mtime for inner in (left, *left.rglob("*"))) > _A_WEEK:
                remove_folder(left)
