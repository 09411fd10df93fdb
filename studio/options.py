"""What several commands take alike, and how an error in it is said. Imports nothing heavy."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from studio.errors import TableError
from studio.spec import Quantization
from studio.terminal import print_error

if TYPE_CHECKING:
    from studio.data.table import ReadOptions
    from studio.store.project import Project

AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON value on standard output, and nothing else there.")
]
InProject = Annotated[Path, typer.Option("--project", help="The project's folder.")]
AdapterPath = Annotated[Path, typer.Option("--adapter", help="The adapter's folder or zip.")]
BaseModelName = Annotated[
    str | None, typer.Option("--model", help="Another name or folder of the adapter's base model, where it moved.")
]
InBits = Annotated[
    Quantization | None,
    typer.Option("--quantization", help="Of the base model's weights; otherwise as the adapter was trained."),
]


class Commands(TyperGroup):
    """The program's commands. With `--json` an error of usage is a JSON value, as every other error is."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        as_json = "--json" in args
        with _usage_errors(as_json=as_json):
            context = super().make_context(info_name, args, parent, **extra)
        context.obj = as_json
        return context

    def invoke(self, ctx: Any) -> Any:
        with _usage_errors(as_json=ctx.obj):
            return super().invoke(ctx)


@contextmanager
def _usage_errors(*, as_json: bool) -> Iterator[None]:
    try:
        yield
    except typer.TyperException as error:  # which typer goes on to explain on standard error
        if as_json:
            message, context = error.format_message(), getattr(error, "ctx", None)
            message += "" if message.endswith((".", "?")) else "."
            hint = f" See {context.command_path} --help." if context is not None else ""
            print_error("UsageError", message + hint)
        raise


def open_project(folder: Path, *, create: bool = False) -> Project:
    """Raises ProjectError where there is none, unless it is to be made."""
    from studio.store.project import Project

    return Project.open(folder.absolute(), create=create)


@dataclass(frozen=True)
class Reading:
    """How a table is to be read; None: found out. In a command decorated with `takes_reading`, six options."""

    encoding: Annotated[str | None, typer.Option(help="Such as utf-8 or cp1252; otherwise found out.")] = None
    delimiter: Annotated[str | None, typer.Option(help="One character, or tab; otherwise found out.")] = None
    quoting: Annotated[str | None, typer.Option(help="minimal or none; otherwise found out.")] = None
    header: Annotated[
        bool | None, typer.Option("--header/--no-header", help="Whether the first row names the columns.")
    ] = None
    columns: Annotated[str | None, typer.Option(help="Names to use, with commas between them.")] = None
    sheet: Annotated[str | None, typer.Option(help="Of an Excel workbook; otherwise the first with rows.")] = None

    def options(self) -> ReadOptions:
        """Raises TableError for a value that there is not."""
        from pydantic import ValidationError

        from studio.data.table import ReadOptions
        from studio.spec import validation_sentence

        values = asdict(self)
        values["delimiter"] = "\t" if self.delimiter in {"tab", "\\t"} else self.delimiter
        values["columns"] = None if self.columns is None else tuple(name.strip() for name in self.columns.split(","))
        try:
            return ReadOptions.model_validate(values)
        except ValidationError as error:
            raise TableError(validation_sentence(error, "Reading the table", ReadOptions)) from None


def takes_reading(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of `Reading` in place of its parameter `reading`: typer knows no group of options."""
    fields = inspect.signature(Reading, eval_str=True).parameters

    @functools.wraps(command)
    def with_options(**given: Any) -> None:
        reading = Reading(**{name: given.pop(name) for name in fields})
        command(**given, reading=reading)

    signature = inspect.signature(command, eval_str=True)
    parameters: list[inspect.Parameter] = []
    for name, parameter in signature.parameters.items():
        parameters += fields.values() if name == "reading" else [parameter]
    vars(with_options)["__signature__"] = signature.replace(parameters=parameters)
    return with_options
