"""One command's way of speaking: tables for people, one JSON value for programs.

With `--json` standard output carries that one value and nothing else; what libraries print there goes to standard
error. Exit status: 0 done, 1 a fault of ours, 2 something the user can mend, 130 stopped with Ctrl-C.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Literal, NoReturn, TextIO

import typer
from pydantic import BaseModel
from rich import box
from rich.console import Console, RenderableType
from rich.progress import DownloadColumn, Progress, TransferSpeedColumn
from rich.table import Table
from rich.text import Text

from studio.errors import StudioError
from studio.hub_token import without_tokens

PROGRAM = "softprompt-studio"
USER_ERROR = 2
INTERRUPTED = 130


# Letters that a terminal obeys, which a name or an error of others may hold, as pictures of them.
_OBEYED = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t\r"} | {127: 0x2421}
_OBEYED |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD)


class _Terminal(Console):
    """What is printed is text, whoever wrote it."""

    def render_str(self, text: str, **how: Any) -> Text:
        return super().render_str(text.translate(_OBEYED), **how)


class Answer:
    """What a command says at its end. Used as a context: errors inside it become a sentence and an exit status."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self.progress = _Terminal(stderr=True, highlight=False, markup=False)
        self.status = 0  # the exit status where no error was raised
        self._value: Any = None
        self._given = False
        self._out: TextIO = sys.stdout
        self._real_stdout: int | None = None

    def give(self, value: Any, *shown: RenderableType) -> None:
        """The command's result: `value` for programs, `shown` for people."""
        self._value, self._given = value, True
        if not self.as_json:
            console = _Terminal(highlight=False, markup=False)
            for renderable in shown:
                console.print(renderable, soft_wrap=isinstance(renderable, str))

    def note(self, text: str) -> None:
        """A line about what is going on, on standard error, so that it never mixes with the result."""
        self.progress.print(text, soft_wrap=True)

    @contextmanager
    def bar(self, what: str, *, in_bytes: bool = False) -> Iterator[Callable[[int, int], None]]:
        """A progress bar on standard error while inside. Gives the function (done, total) to call."""
        columns = [*Progress.get_default_columns(), *([DownloadColumn(), TransferSpeedColumn()] if in_bytes else [])]
        with Progress(*columns, console=self.progress, transient=True, disable=not self.progress.is_terminal) as drawn:
            task = drawn.add_task(what, total=None)
            yield lambda done, total: drawn.update(task, completed=done, total=total)

    def __enter__(self) -> Answer:
        if self.as_json:
            self._turn_output_aside()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.as_json:
            self._turn_output_back()
        if error is None:
            if self.as_json and self._given:
                _print_json(self._value)
            if self.status:
                raise typer.Exit(self.status)
            return
        self._leave(error)

    def _leave(self, error: BaseException) -> None:
        match error:
            case StudioError():
                message = without_tokens(error.message)
                self.note(message)
                self._fail(error.name, message, USER_ERROR)
            case KeyboardInterrupt():
                self.note("Stopped.")
                self._fail("Interrupted", "Stopped with Ctrl-C.", INTERRUPTED)
            case Exception() if not isinstance(error, typer.Exit):
                sys.stderr.write(without_tokens("".join(traceback.format_exception(error))))
                self._fail("crash", without_tokens(f"{type(error).__name__}: {error}"), 1)

    def _fail(self, name: str, message: str, status: int) -> NoReturn:
        if self.as_json:
            print_error(name, message)
        raise typer.Exit(status) from None

    def _turn_output_aside(self) -> None:
        # By file descriptor, so that children and libraries written in C are turned aside too.
        self._out = sys.stdout
        self._out.flush()
        try:
            is_real = self._out.fileno() == 1
        except (OSError, ValueError):
            is_real = False
        if is_real:
            self._real_stdout = os.dup(1)
            os.dup2(2, 1)
        sys.stdout = sys.stderr

    def _turn_output_back(self) -> None:
        sys.stdout.flush()
        sys.stdout = self._out
        if self._real_stdout is not None:
            os.dup2(self._real_stdout, 1)
            os.close(self._real_stdout)
            self._real_stdout = None


def print_error(name: str, message: str) -> None:
    """An error as programs read it, on standard output."""
    _print_json({"error": name, "message": message})


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(plain(value), indent=2) + "\n")
    sys.stdout.flush()


def plain(value: Any) -> Any:
    """The value in JSON's own terms: folders absolute, numbers that are not finite as null."""
    match value:
        case Path():
            return str(value.absolute())
        case BaseModel():
            return plain(value.model_dump())
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case set() | frozenset():
            return sorted(plain(item) for item in value)
        case None | bool() | int() | str():
            return value
        case _ if is_dataclass(value) and not isinstance(value, type):
            return plain(asdict(value))
        case _:
            return str(value)


def program() -> str:
    """What a shell calls this program: its name or, where no shell finds that, the path by which it was started."""
    began = sys.argv[0]
    return began if Path(began).stem == PROGRAM and shutil.which(PROGRAM) is None else PROGRAM


def table(*columns: str, title: str | None = None, narrow: bool = False) -> Table:
    """An empty table. narrow: without lines between its columns, for many of them

    A column whose name begins with ">" is of numbers, set to the right; one with "=" holds what is copied, and is never
    broken into lines.
    """
    drawn = Table(title=title, title_justify="left", title_style="bold")
    if narrow:
        drawn.box, drawn.padding, drawn.show_edge = box.SIMPLE_HEAD, (0, 0), False
    for column in columns:
        kind, heading = (column[0], column[1:]) if column.startswith((">", "=")) else ("", column)
        justify: Literal["right", "left"] = "right" if kind == ">" else "left"
        drawn.add_column(heading, justify=justify, overflow="fold", no_wrap=kind == "=")
    return drawn


def score(value: float | None) -> str:
    """A fraction as people write it; a dash where there is none."""
    return "–" if value is None or not math.isfinite(value) else f"{value:.3f}"


def size(count: float) -> str:
    """Bytes as people read them."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


@contextmanager
def stop_on_interrupt(ask_to_stop: Callable[[], None]) -> Iterator[Callable[[], bool]]:
    """While inside, the first Ctrl-C asks for a clean stop and the second one kills. Gives: was a stop asked for?"""
    asked = False

    def on_interrupt(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        ask_to_stop()

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
