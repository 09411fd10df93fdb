"""What was deleted and can be brought back: `.trash/` in the project. The index is not touched here."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from studio.errors import StorageError
from studio.files import flush_folder, folder_size, free_name, write_text, writing

_ORIGIN = ".json"


class Trash:
    """Folders of one project that were taken away, each under a key: the name it has in the trash."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self.folder = project / ".trash"

    def keys(self) -> list[str]:
        with suppress(OSError):
            return sorted(file.name.removesuffix(_ORIGIN) for file in self.folder.glob(f"*{_ORIGIN}"))
        return []

    def take(self, folder: Path, wanted_key: str) -> str:
        """Move a folder of the project here. Returns its key. Raises StorageError."""
        with writing(self.folder):
            self.folder.mkdir(exist_ok=True)
        # A program that was killed may have left where a folder stood and no folder: that key is free.
        key = free_name(wanted_key, {path.name.casefold() for path in self.folder.iterdir() if path.is_dir()})
        origin = self.folder / (key + _ORIGIN)
        write_text(origin, json.dumps({"from": folder.relative_to(self._project).as_posix()}) + "\n")
        try:
            with _moving(folder):
                os.rename(folder, self.folder / key)
                flush_folder(self.folder)
                flush_folder(folder.parent)
        except StorageError:
            _forget(origin)
            raise
        return key

    def origin(self, key: str) -> Path | None:
        """Where a folder stood, None where it is not in the trash."""
        try:
            said = json.loads((self.folder / (key + _ORIGIN)).read_text(encoding="utf-8"))["from"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        if not isinstance(said, str) or not (self.folder / key).is_dir():
            return None
        at = Path(os.path.normpath(self._project / said))
        return at if at.is_relative_to(self._project) else None

    def bring_back(self, key: str, to: Path) -> None:
        """Move a folder back. Raises StorageError."""
        with _moving(to):
            to.parent.mkdir(parents=True, exist_ok=True)
            os.rename(self.folder / key, to)
            flush_folder(to.parent)
            flush_folder(self.folder)
        _forget(self.folder / (key + _ORIGIN))

    def empty(self) -> int:
        """Delete everything for good. Returns the bytes that are free now."""
        freed = folder_size(self.folder)
        if self.folder.exists():
            with _moving(self.folder):
                shutil.rmtree(self.folder)
        return freed


def _forget(origin: Path) -> None:
    """Where a folder stood that is not here. A drive may refuse it: without the folder it says nothing."""
    with suppress(OSError):
        origin.unlink(missing_ok=True)


@contextmanager
def _moving(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise StorageError(
            f"{folder} cannot be moved: {why}. Close what has it open, and check that you may write to the project.",
            path=str(folder),
        ) from error
