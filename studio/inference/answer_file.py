"""A table with its answers, as a file that grows window by window and is gone on with where it was broken off.

`out.csv.part` holds whole windows; `out.csv.part.json` says how much of it that is, and what was asked.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import BaseModel, ConfigDict, ValidationError
from torch import Tensor, nn

from studio import __version__
from studio.adapters.card import ModelIdentity
from studio.data.spreadsheet import csv_text
from studio.data.table import Table, unheard
from studio.errors import StorageError, TableError
from studio.files import flush_folder, only_one, write_text
from studio.inference.predictor import Predictor, Progress, unused_names
from studio.inference.together import answers_together
from studio.spec import ModelSpec
from studio.wording import phrase

WINDOW_ROWS = 20_000  # answered together, longest first, before any of them is written


class Asked(BaseModel):
    """All that answers depend on. Hashes are SHA-256."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    program: str
    table: str
    options: str
    adapters: dict[str, str]

    @classmethod
    def of(cls, predictors: Mapping[str, Predictor], table: Table, *, window_rows: int) -> Asked:
        return cls(
            program=__version__,
            table=table.sha256,
            options=_sha256(table.format, table.columns, window_rows),
            adapters={name: _identity(one) for name, one in predictors.items()},
        )

    def unlike(self, other: Asked) -> str:
        """What differs, in words."""
        words = {
            "adapters": phrase("other adapters"),
            "table": phrase("another table"),
            "options": phrase("another reading of the table"),
        }
        return next(
            (said for name, said in words.items() if getattr(self, name) != getattr(other, name)), phrase("a version")
        )


class _Part(BaseModel):
    """How much of a file is whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    asked: Asked
    rows: int
    bytes: int


def predict_table(
    predictors: Mapping[str, Predictor],
    table: Table,
    out: Path,
    *,
    progress: Progress = unheard,
    say: Callable[[str], None] = lambda _: None,
    window_rows: int = WINDOW_ROWS,
) -> None:
    """Write a table with a `prediction` (and, for classes, `probability`) column of each adapter, in the table's order.

    An adapter that has a threshold for it says in a column `unsure` which answers are not to be relied on.
    Broken off, it is gone on with behind the last whole window, if all that was asked is the same.
    Texts that a spreadsheet would compute have an apostrophe in front.
    A table that has such columns keeps them, and the new ones are called `prediction 2` and `probability 2`.
    predictors: by the name that goes before the column's; "" for a single one
    progress(done, total) may raise to stop    say: hears what becomes of an earlier part
    Raises StorageError, also where another program writes the same file, and TableError where the adapters do not read
    the same rows.
    """
    _check_place(out, table)
    with _writing(out):
        out.parent.mkdir(parents=True, exist_ok=True)
    busy = f"{out} is being written by another program. Wait for it, or choose another name."
    with only_one(out.with_name(f"{out.name}.part.lock"), busy):
        _write_answers(predictors, table, out, progress, say, window_rows=window_rows)


def _write_answers(
    predictors: Mapping[str, Predictor],
    table: Table,
    out: Path,
    progress: Progress,
    say: Callable[[str], None],
    *,
    window_rows: int,
) -> None:
    tables = _as_each_reads(list(predictors.values()), table)
    part = out.with_name(out.name + ".part")
    aside = part.with_name(part.name + ".json")
    asked = Asked.of(predictors, table, window_rows=window_rows)
    rows, size = _whole(part, aside, asked, say)
    try:
        with _writing(out):
            file = part.open("r+b" if rows else "wb")
        with file:
            with _writing(out):
                file.truncate(size)
                file.seek(size)
                if not rows:
                    file.write(_lines([headers(table.columns, _columns(predictors))]))
            for start in range(rows, len(table), window_rows):
                some = table.part(start, start + window_rows)

                def further(done: int, _: int, before: int = start * len(predictors)) -> None:
                    progress(before + done, len(table) * len(predictors))

                own = [one.part(start, start + window_rows) for one in tables]
                answers = answers_together(list(predictors.values()), own, further)
                with _writing(out):
                    file.write(_lines(_rows(some, answers, list(predictors.values()))))
                    _flush(file)
                    rows = start + len(some)
                    write_text(aside, _Part(asked=asked, rows=rows, bytes=file.tell()).model_dump_json())
            with _writing(out):
                _flush(file)
        with _writing(out):
            os.replace(part, out)
            flush_folder(out.parent)
        with suppress(OSError):
            aside.unlink()
    finally:
        if not rows:
            part.unlink(missing_ok=True)
            aside.unlink(missing_ok=True)


def _check_place(out: Path, table: Table) -> None:
    """Raises StorageError for what would be known only after the last answer."""
    if out.is_dir():
        raise StorageError(f"{out}: is a folder. Name the file to write in it.")
    if out.exists() and table.path.exists() and out.samefile(table.path):
        raise StorageError(f"{out}: is the table itself, which would be gone. Choose another name.")


def _as_each_reads(predictors: Sequence[Predictor], table: Table) -> list[Table]:
    """The table with the columns that each of them knows, before it is taken in parts: a part is not read again."""
    tables = [one.fitting(table) for one in predictors]
    for one, own in zip(predictors, tables, strict=True):
        if own.line_numbers != table.line_numbers:
            raise TableError(
                f"{table.name}: {one.card.name} reads other rows of it than the adapters beside it. Let each of them "
                "answer alone."
            )
    return tables


def headers(columns: Sequence[str], new: Mapping[str, Sequence[str]]) -> list[str]:
    """A table's columns and those that are new. new: what each adapter says, by its name"""
    named = list(columns)
    for name, said in new.items():
        lead = f"{name} " if name else ""
        named += unused_names([lead + one for one in said], named)
    return named


def _columns(predictors: Mapping[str, Predictor]) -> dict[str, list[str]]:
    """What each adapter says of a row."""
    said = {name: ["prediction"] for name in predictors}
    for name, one in predictors.items():
        if one.task.kind == "classification":
            said[name] += ["probability"] if one.card.unsure_below is None else ["probability", "unsure"]
    return said


def _rows(
    table: Table, answers: Sequence[Sequence[tuple[str, float | None]]], predictors: Sequence[Predictor]
) -> Iterator[list[str]]:
    for number in range(len(table)):
        line = list(table.row(number).values())
        for found, one in zip(answers, predictors, strict=True):
            answer, chance = found[number]
            line.append(answer)
            if chance is not None:
                line.append(f"{chance:.6f}")
                if one.card.unsure_below is not None:
                    line.append("yes" if chance < one.card.unsure_below else "no")
        yield line


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    return csv_text(rows).encode()


def _whole(part: Path, aside: Path, asked: Asked, say: Callable[[str], None]) -> tuple[int, int]:
    """(rows, bytes) of an earlier part that can be gone on with; a line that was being written is behind them."""
    if not part.exists():
        return 0, 0
    try:
        known = _Part.model_validate_json(aside.read_bytes())
        there = part.stat().st_size
    except (OSError, ValidationError):
        say(f"{part}: nothing says what it holds, so every row is answered anew.")
        return 0, 0
    if known.asked != asked:
        say(f"{part}: belongs to {known.asked.unlike(asked)}, so every row is answered anew.")
    elif there < known.bytes:
        say(f"{part}: is shorter than it was, so every row is answered anew.")
    else:
        say(f"{part}: {known.rows:,} rows are answered already; going on behind them.")
        return known.rows, known.bytes
    return 0, 0


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(f"{out}: cannot be written ({error.strerror}). Choose another place.") from None


def _identity(predictor: Predictor) -> str:
    """Of the adapter, what it is asked and how, and its base model."""
    base, task = predictor.model.base, predictor.task
    model = ModelIdentity.of(ModelSpec(name=base.name), base.folder).model_copy(update={"name": ""})
    asked = (task.maker.template.text, task.labels, task.verbalizer, task.maker.max_tokens, task.maker.answer_room)
    weights = next(base.network.parameters())
    threshold = predictor.card.unsure_below
    computed = weights.dtype, weights.device.type, base.quantization
    return _sha256(model.model_dump_json(), computed, asked, predictor.learned, threshold)


def _sha256(*values: Any) -> str:
    digest = hashlib.sha256()
    for value in values:
        for piece in _pieces(value):
            digest.update(piece + b"\0")
    return digest.hexdigest()


def _pieces(value: Any) -> Iterator[bytes]:
    """What a value is made of, tensors by their numbers."""
    match value:
        case Tensor():
            yield f"{value.dtype} {tuple(value.shape)}".encode()
            yield value.detach().float().cpu().numpy().tobytes()
        case nn.Module():
            yield from _pieces([repr(value), value.state_dict()])
        case Mapping():
            yield from (piece for key, one in value.items() for piece in _pieces([key, one]))
        case list() | tuple():
            yield from (piece for one in value for piece in _pieces(one))
        case _ if is_dataclass(value):
            yield from (piece for field in fields(value) for piece in _pieces([field.name, getattr(value, field.name)]))
        case _:
            yield repr(value).encode()
