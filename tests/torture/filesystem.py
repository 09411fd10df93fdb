"""What a program does with files below a folder, counted; one of it fails, or is the last thing that the program does.

Seen are Python's own operations, and safetensors' writing, which is none of Python's. SQLite writes by itself and has
tests of its own for this (https://sqlite.org/testing.html), after which these are made.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Literal
from unittest.mock import patch

Fault = Literal["error", "full", "half", "kill"]
FAULTS: tuple[Fault, ...] = ("error", "full", "half", "kill")
KILLED = 137

_PATHS = {"replace": 1, "rename": 1, "mkdir": 0, "unlink": 0, "remove": 0, "rmdir": 0}  # which argument is the name
_TAKES_NO_ROOM = ("unlink", "remove", "rmdir")


class Filesystem:
    """Operations below a folder, in their order: `operations` as (what, path).

    at: the number of the operation that fails, from 0; None: none does
    fault: "error" the disk reports an error, once; "full" from then on there is no room for anything; "half" half of
        what is written arrives, then the program is killed; "kill" it is killed before
    """

    def __init__(self, root: Path, at: int | None = None, fault: Fault = "error") -> None:
        self.root, self.at, self.fault = os.path.realpath(root), at, fault
        self.operations: list[tuple[str, str]] = []
        self.unflushed: set[str] = set()  # files that were written to after they were flushed last
        self.early: list[str] = []  # files that took their name while not flushed
        self._names: dict[int, str] = {}

    def does(self, what: str, path: object, write_half: Callable[[], None] = lambda: None) -> None:
        """Called before each operation."""
        name = os.path.abspath(os.fsdecode(path)) if isinstance(path, str | bytes | os.PathLike) else ""
        if not name.startswith(self.root):
            return
        number = len(self.operations)
        self.operations.append((what, name))
        if self.at is None or number < self.at:
            return
        if number > self.at:
            if self.fault == "full" and what not in _TAKES_NO_ROOM:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)
            return
        if self.fault == "error":
            raise OSError(errno.EIO, os.strerror(errno.EIO), name)
        if self.fault == "full":
            if what in _TAKES_NO_ROOM:
                return
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)
        if self.fault == "half":
            write_half()
        os._exit(KILLED)

    def takes_name(self, source: str, target: str) -> None:
        """A file or folder was renamed: what is in it must have been flushed."""
        inside = {name for name in self.unflushed if name == source or name.startswith(source + os.sep)}
        self.early += [target + name.removeprefix(source) for name in inside]
        self.unflushed -= inside

    @contextmanager
    def watched(self) -> Iterator[Filesystem]:
        with ExitStack() as patches:
            opener = self._opening(io.open)
            patches.enter_context(patch.object(builtins, "open", opener))
            patches.enter_context(patch.object(io, "open", opener))
            for name, place in _PATHS.items():
                patches.enter_context(patch.object(os, name, self._operation(name, getattr(os, name), place)))
            patches.enter_context(patch.object(os, "open", self._handing(os.open)))
            patches.enter_context(patch.object(os, "fsync", self._flushing(os.fsync)))
            for module in [one for name, one in sys.modules.items() if name.startswith("studio.")]:
                if hasattr(module, "save_file"):
                    patches.enter_context(patch.object(module, "save_file", self._saving(module.save_file)))
            yield self

    def _operation(self, what: str, original: Callable[..., Any], place: int) -> Callable[..., Any]:
        def operation(*given: Any, **named: Any) -> Any:
            self.does(what, given[place])
            done = original(*given, **named)
            if place == 1:
                self.takes_name(os.path.abspath(os.fsdecode(given[0])), os.path.abspath(os.fsdecode(given[1])))
            elif what in _TAKES_NO_ROOM:
                self.unflushed.discard(os.path.abspath(os.fsdecode(given[place])))
            return done

        return operation

    def _handing(self, original: Callable[..., int]) -> Callable[..., int]:
        """Only what a handle is of: nothing is written through it."""

        def opened(path: Any, *rest: Any, **named: Any) -> int:
            handle = original(path, *rest, **named)
            self._names[handle] = os.path.abspath(os.fsdecode(path))
            return handle

        return opened

    def _flushing(self, original: Callable[[int], None]) -> Callable[[int], None]:
        def flush(handle: int) -> None:
            name = self._names.get(handle, "")
            self.does("fsync", name)
            original(handle)
            self.unflushed.discard(name)

        return flush

    def _saving(self, original: Callable[..., None]) -> Callable[..., None]:
        def save(tensors: Any, path: Any, *rest: Any, **named: Any) -> None:
            def half() -> None:
                original(tensors, path, *rest, **named)
                os.truncate(path, os.path.getsize(path) // 2)

            self.does("save", path, half)
            original(tensors, path, *rest, **named)
            self.unflushed.add(os.path.abspath(os.fsdecode(path)))

        return save

    def _opening(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def opened(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
            is_written = set(mode) & set("wax+") and not isinstance(file, int)
            name = os.path.abspath(os.fsdecode(file)) if is_written else ""
            if not is_written or not name.startswith(self.root):
                return original(file, mode, *rest, **named)
            self.does("open", name)
            found = original(file, mode, *rest, **named)
            self._names[found.fileno()] = name
            if set(mode) & set("wx"):
                self.unflushed.add(name)
            return _Written(found, name, self)

        return opened


class _Written:
    """A file that is open for writing."""

    def __init__(self, file: Any, name: str, system: Filesystem) -> None:
        self._file, self._name, self._system = file, name, system

    def write(self, data: Any) -> int:
        def half() -> None:
            self._file.write(data[: len(data) // 2])
            self._file.flush()

        self._system.does("write", self._name, half)
        self._system.unflushed.add(self._name)
        return int(self._file.write(data))

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __enter__(self) -> _Written:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
