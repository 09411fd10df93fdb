"""Adapters that come into the project as a folder or a zip."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path, PurePosixPath

from studio.errors import AdapterError
from studio.store.adapter_facts import CARD_FILE, PEFT_FILE
from studio.store.files import aside_of, flush_folder, folders_in, free_name, remove_folder, safe_name, writing


def put_adapter(adapters: Path, source: Path, name: str) -> Path:
    """Copy an adapter into `adapters`, under `name` or `name-2` where that is taken. Returns its folder.

    Raises AdapterError where `source` holds none, StorageError where it cannot be written.
    """
    aside = aside_of(adapters / "adapter")
    with writing(adapters):
        adapters.mkdir(exist_ok=True)
        remove_folder(aside)
    try:
        root = _unpack(source, aside) if source.is_file() else _copy(source, aside)
        target = adapters / free_name(safe_name(name, "adapter"), {there.casefold() for there in folders_in(adapters)})
        with writing(target):
            root.rename(target)
    finally:
        remove_folder(aside)
    flush_folder(adapters)
    return target


def _copy(source: Path, aside: Path) -> Path:
    if not _is_adapter(source):
        raise _no_adapter(source)
    with writing(aside):
        try:
            shutil.copytree(source, aside)
        except shutil.Error as error:  # a list of (source, target, sentence)
            raise AdapterError(
                f"{source} cannot be copied: {error.args[0][0][2]}. Check its files.", path=str(source)
            ) from error
    return aside


def _unpack(source: Path, aside: Path) -> Path:
    """Returns the folder inside that holds the adapter: archives often have one folder around everything."""
    try:
        with zipfile.ZipFile(source) as archive:
            for entry in archive.infolist():
                path = PurePosixPath(entry.filename.replace("\\", "/"))
                if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
                    raise AdapterError(f"{source} wants to write outside its folder ({entry.filename}). Do not use it.")
            with writing(aside):
                archive.extractall(aside)
    except zipfile.BadZipFile as error:
        raise AdapterError(
            f"{source} is no zip archive that can be read ({error}). Get it again.", path=str(source)
        ) from error
    inside = (folder for folder in (aside, *(aside / name for name in folders_in(aside))) if _is_adapter(folder))
    root = next(inside, None)
    if root is None:
        raise _no_adapter(source)
    return root


def _is_adapter(folder: Path) -> bool:
    return any((folder / file).is_file() for file in (CARD_FILE, PEFT_FILE))


def _no_adapter(source: Path) -> AdapterError:
    return AdapterError(f"{source} holds no adapter: there is no {PEFT_FILE} in it. Choose another.", path=str(source))
