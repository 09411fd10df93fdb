"""Versions of tables: `data/<name>/<version>/` holds the file byte for byte and dataset.json.

Several files that are one table stand there in a folder.

The index is not touched here.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from pydantic import BaseModel, ConfigDict

from studio.data.hub_tables import HubSource
from studio.data.readers import read_table
from studio.data.rewriting import Changes, rewritten, stays_delimited
from studio.data.several import digest_of, parts_of
from studio.data.table import ReadOptions, Table
from studio.errors import ProjectError, TableError
from studio.files import (
    aside_of,
    copy_file,
    flush_all,
    flush_folder,
    folders_in,
    free_name,
    remove_folder,
    safe_name,
    sha256_of,
    write_text,
    writing,
)
from studio.wording import counted

CARD_FILE = "dataset.json"
FORMAT = 1
_VERSION = re.compile(r"v([1-9][0-9]*)")


class DataSetCard(BaseModel):
    """dataset.json. original: where the file was imported from    hub: the same, of a data set of the hub"""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: int = FORMAT
    name: str
    version: str
    file: str
    sha256: str
    original: str
    imported: datetime
    options: ReadOptions = ReadOptions()
    rows: int
    columns: tuple[str, ...]
    bad_rows: int = 0
    notes: str = ""
    hub: HubSource | None = None


@dataclass(frozen=True, slots=True)
class DataSetVersion:
    """One version as it stands in the project."""

    folder: Path
    card: DataSetCard

    @property
    def path(self) -> Path:
        """The table's file."""
        return self.folder / self.card.file

    @property
    def name(self) -> str:
        return self.folder.parent.name

    @property
    def number(self) -> int:
        return int(self.folder.name.removeprefix("v"))

    def is_as_imported(self) -> bool:
        """Whether the table's bytes are those that were imported: somebody may have changed them on the disk."""
        try:
            digest = _sha256_of(parts_of(self.path)) if self.path.is_dir() else _sha256(self.path)
        except TableError:
            return False
        return digest == self.card.sha256

    @property
    def columns_of_index(self) -> dict[str, Any]:
        """Its row in the index."""
        card = self.card
        return {
            "name": self.name,
            "number": self.number,
            "file": card.file,
            "rows": card.rows,
            "columns": list(card.columns),
            "imported": card.imported.timestamp(),
            "sha256": card.sha256,
        }


def version_folders(data: Path) -> list[tuple[str, int]]:
    """(name, number) of each version's folder."""
    found = ((name, _VERSION.fullmatch(version)) for name in folders_in(data) for version in folders_in(data / name))
    return [(name, int(match[1])) for name, match in found if match]


def read_version(folder: Path) -> DataSetVersion:
    """Raises ProjectError where dataset.json is missing or damaged."""
    try:
        card = DataSetCard.model_validate_json((folder / CARD_FILE).read_bytes())
        if PurePosixPath(card.file).name != card.file or PureWindowsPath(card.file).name != card.file:
            raise ValueError("it names a file of another folder")
        return DataSetVersion(folder, card)
    except (OSError, ValueError) as error:
        raise ProjectError(
            f"{folder / CARD_FILE} cannot be read. Import the table that lies beside it again.", path=str(folder)
        ) from error


def is_as_imported(file: Path) -> bool:
    """Whether a table's file is what its version's card says, and not of a version that was changed on the disk."""
    try:
        return read_version(file.parent).is_as_imported()
    except ProjectError:
        return True  # of no version


def hub_source_of(file: Path) -> HubSource | None:
    """Where on the hub a table's file came from; None for one from elsewhere."""
    try:
        return read_version(file.parent).card.hub
    except ProjectError:
        return None


def import_table(
    data: Path,
    source: Path | Sequence[Path],
    options: ReadOptions,
    *,
    name: str | None = None,
    table: Table | None = None,
    hub: HubSource | None = None,
) -> DataSetVersion:
    """Copy a table into `data` as a new version, or give the version with the same bytes and options.

    source: a file, a folder of tables, or several files that are one table
    name: of the data set; None: after the file, and another one where that name belongs to another file.
    table: as it was read from there a moment ago with these options; it is not read again if nothing changed since
    hub: where the files were fetched from; another revision of the same is the next version
    Raises TableError for what is no table, StorageError where it cannot be written.
    """
    paths = [path.absolute() for path in ([source] if isinstance(source, Path) else source)]
    path = paths[0]
    parts = parts_of(path if len(paths) == 1 else paths) if len(paths) > 1 or path.is_dir() else None
    versions = list(_versions(data))
    if table is not None:
        digest: str | None = table.sha256
    else:
        digest = _sha256(path) if parts is None else _sha256_of(parts)
    if digest is None:
        read_table(paths, options)  # says what is wrong with it
        raise ProjectError(f"{path} cannot be read. Check that you may open it.", path=str(path))
    for version in versions:
        is_from_there = hub is None or version.card.original == hub.address
        is_same = (version.card.sha256, version.card.options) == (digest, options) and is_from_there
        if is_same and name in (None, version.name) and version.is_as_imported():
            return version
    called = path.stem if parts is None or path.is_dir() else _common_name(parts)
    called, original = (called, str(path)) if hub is None else (hub.table_name, hub.address)
    name = safe_name(name, "table") if name is not None else _name_for(path, original, called, data, versions)
    parent = data / name
    aside = aside_of(parent / "version")
    with writing(parent):
        aside.mkdir(parents=True)
    try:
        if parts is None:
            file = safe_name(path.stem, "table") + safe_suffix(path)
            digest = copy_file(path, aside / file)
        else:
            file = safe_name(called, "table")
            digest = _copy_parts(parts, aside / file)
        is_as_read = table is not None and table.sha256 == digest
        return _put(aside, parent, file, digest, original, options, table=table if is_as_read else None, hub=hub)
    finally:
        remove_folder(aside)
        with contextlib.suppress(OSError):  # refused while it holds a version; a table that is none leaves nothing
            parent.rmdir()


def _copy_parts(parts: Mapping[str, Path], folder: Path) -> str:
    with writing(folder):
        folder.mkdir()
    return digest_of({name: copy_file(file, folder / name) for name, file in parts.items()})


def _sha256_of(parts: Mapping[str, Path]) -> str | None:
    found = {name: _sha256(file) for name, file in parts.items()}
    known = {name: digest for name, digest in found.items() if digest is not None}
    return digest_of(known) if len(known) == len(found) else None


def _common_name(parts: Mapping[str, Path]) -> str:
    """What the names of several files have in common; the folder's name where that is little."""
    letters = takewhile(lambda at: len(set(at)) == 1, zip(*(Path(name).stem for name in parts), strict=False))
    common = "".join(at[0] for at in letters).rstrip("-_. 0")
    return common if len(common) > 1 else next(iter(parts.values())).parent.name


def changed_version(
    table: Table,
    changes: Changes,
    options: ReadOptions,
    *,
    removed: Collection[int] = (),
    added: Sequence[Mapping[str, str]] = (),
) -> tuple[DataSetVersion, Table]:
    """The next version of a table's data set, with other texts in some cells, without some rows and with new ones.

    table: as its file has it    options: those it was read with    added: every column of each
    Raises TableError for what its file cannot hold, ProjectError for a table that is no version of a data set,
    StorageError where it cannot be written.
    """
    of = read_version(table.path.parent)
    content = rewritten(table, changes, options, removed=removed, added=added)
    notes = f"{_what_changed(changes, removed, added)} from {of.card.version}"
    file = of.card.file if stays_delimited(table) else f"{Path(of.card.file).stem}.csv"
    version = _add_version(of, file, content, options, notes)
    made = read_table(version.path, options)
    if made.columns != table.columns or any(
        made.column(name) != _expected(table, name, changes, removed, added) for name in table.columns
    ):
        remove_folder(version.folder)
        raise TableError(
            f"{table.name}: with these changes its file would be read in another way. Choose its delimiter, "
            "quoting and header under How the file was read, and save again."
        )
    return version, made


def newest_version(data: Path, name: str) -> DataSetVersion:
    """Of a data set. Raises ProjectError where there is none."""
    numbers = [number for known, number in version_folders(data) if known == name]
    if not numbers:
        raise ProjectError(f"There is no data set {name} in this project. Import its table again.", name=name)
    return read_version(data / name / f"v{max(numbers)}")


def _expected(
    table: Table, name: str, changes: Changes, removed: Collection[int], added: Sequence[Mapping[str, str]]
) -> list[str]:
    """A column as it is to be read."""
    cells, gone = table.column(name), set(removed)
    for row, texts in changes.items():
        cells[row] = texts.get(name, cells[row])
    return [cell for row, cell in enumerate(cells) if row not in gone] + [row[name] for row in added]


def _what_changed(changes: Changes, removed: Collection[int], added: Sequence[Mapping[str, str]]) -> str:
    """For notes, which a file keeps: "2 cells changed, 1 row taken out, 12 rows added"."""
    counts = (
        (sum(map(len, changes.values())), "cell", "changed"),
        (len(removed), "row", "taken out"),
        (len(added), "row", "added"),
    )
    return ", ".join(f"{counted(count, noun)} {done}" for count, noun, done in counts if count)


def _add_version(of: DataSetVersion, file: str, content: bytes, options: ReadOptions, notes: str) -> DataSetVersion:
    """The next version of a data set, with these bytes in its file. options: to read them with    notes: what is new

    Raises TableError for what is no table, StorageError where it cannot be written.
    """
    parent = of.folder.parent
    aside = aside_of(parent / "version")
    with writing(aside):
        aside.mkdir()
        (aside / file).write_bytes(content)
    try:
        digest = hashlib.sha256(content).hexdigest()
        return _put(aside, parent, file, digest, of.card.original, options, notes, hub=of.card.hub)
    finally:
        remove_folder(aside)


def _put(
    aside: Path,
    parent: Path,
    file: str,
    digest: str,
    original: str,
    options: ReadOptions,
    notes: str = "",
    *,
    table: Table | None = None,
    hub: HubSource | None = None,
) -> DataSetVersion:
    """Give a folder with the table's file in it the next version's name. table: what it is, where that is known"""
    table = read_table(aside / file, options) if table is None else table
    number = max([0, *(number for name, number in version_folders(parent.parent) if name == parent.name)])
    while True:
        number += 1
        folder = parent / f"v{number}"
        card = _card(parent.name, folder.name, file, digest, original, options, table, notes, hub)
        write_text(aside / CARD_FILE, card.model_dump_json(indent=1) + "\n")
        with writing(folder):
            if folder.exists():  # another program was quicker
                continue
            flush_all(aside)
            os.rename(aside, folder)
        flush_folder(parent)
        return DataSetVersion(folder, card)


def _card(
    name: str,
    version: str,
    file: str,
    digest: str,
    original: str,
    options: ReadOptions,
    table: Table,
    notes: str,
    hub: HubSource | None,
) -> DataSetCard:
    return DataSetCard(
        name=name,
        version=version,
        file=file,
        sha256=digest,
        original=original,
        imported=datetime.now(UTC),
        options=options,
        rows=len(table),
        columns=table.columns,
        bad_rows=len(table.bad_rows),
        notes=notes,
        hub=hub,
    )


def safe_suffix(path: Path) -> str:
    """The ending of a file's name, where it is a plain one."""
    return path.suffix if re.fullmatch(r"\.\w{1,10}", path.suffix) else ""


def _versions(data: Path) -> Iterator[DataSetVersion]:
    for name, number in version_folders(data):
        try:
            yield read_version(data / name / f"v{number}")
        except ProjectError:
            continue  # reindex tells of it


def _name_for(path: Path, original: str, called: str, data: Path, versions: list[DataSetVersion]) -> str:
    """A file that was imported before gets its next version; another one of the same name is another data set."""
    if path.is_relative_to(data):
        return path.relative_to(data).parts[0]
    for version in versions:
        if version.card.original == original:
            return version.name
    return free_name(safe_name(called, "table"), {name.casefold() for name in folders_in(data)})


def _sha256(path: Path) -> str | None:
    try:
        return sha256_of(path) if path.is_file() else None
    except OSError:
        return None
