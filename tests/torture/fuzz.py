"""Whatever comes from outside, in any state: it is read, or refused in a sentence. Nothing else, and not for long.

Inputs are real ones that are bent at random: cut, flipped, spliced, and with values in them that nobody expects.
"""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
import struct
import tomllib
import traceback
import warnings
import zipfile
from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from studio.adapters.diagnosis import diagnose
from studio.adapters.folder import import_adapter
from studio.adapters.vector_files import read_vectors
from studio.data.cells import lines_of
from studio.data.columns import guess_columns
from studio.data.encoding import bytes_of, decoded
from studio.data.readers import read_table
from studio.data.rewriting import rewritten
from studio.data.table import ReadOptions, Table, inspected
from studio.engine.protocol import INFERENCE_REQUEST, StartRun
from studio.errors import StudioError
from studio.events import EVENTS_FILE, EventFollower, parse_event
from studio.methods.registry import METHODS
from studio.spec import read_run_spec, run_spec_from, run_toml

Check = Callable[[random.Random, Path], None]
TABLES = Path(__file__).resolve().parents[1] / "data" / "files"
_LONGEST = 20_000  # bytes of a real table that are bent
_PIECES = (
    b'"',
    b'""',
    b"\n",
    b"\r\n",
    b"\r",
    b"\t",
    b",",
    b";",
    b"|",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\x85",
    b"'",
)
_CELLS = ("other", 'say "so"', "two\nlines", "a,b;c\td", "=1")
_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 10**9, 10**400, 1e308, float("nan"), float("inf"), "", " ", "\0", "../../outside", "/etc/passwd",
    "C:\\con", "a" * 5000, "\ud800", [], {}, [[[[]]]], {"a": {"a": {}}}, ["x"] * 1000, "=1+1", "<b>bold</b>",
)  # fmt: skip


def bent(data: bytes, draw: random.Random, pieces: Sequence[bytes] = _PIECES) -> bytes:
    """A few changes at random places."""
    found = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 4, 16))):
        at = draw.randrange(len(found) + 1)
        match draw.randrange(6):
            case 0:
                del found[at : at + draw.choice((1, 2, 30, 10**6))]
            case 1:
                found[at:at] = draw.choice(pieces)
            case 2:
                found[at:at] = found[draw.randrange(len(found) + 1) :][: draw.randrange(200)]
            case 3:
                found[at : at + 1] = bytes([draw.randrange(256)])
            case 4:
                found[at:at] = draw.randbytes(draw.randrange(20))
            case 5:
                found[at:at] = draw.choice(pieces) * draw.choice((2, 100))
    return bytes(found)


def bent_json(values: Any, draw: random.Random) -> str:
    """The same with hostile values in some places, keys that are gone, or nesting without end."""
    values = json.loads(json.dumps(values))
    for _ in range(draw.choice((1, 1, 2, 5))):
        place, key = _somewhere(values, draw)
        if place is None:
            return json.dumps(draw.choice(_VALUES))
        if draw.random() < 0.2 and isinstance(place, dict):
            del place[key]
        else:
            place[key] = deepcopy(draw.choice(_VALUES))
    text = json.dumps(values)
    return text if draw.random() < 0.95 else text.replace("{", '{"deep": ' + "[" * 50_000 + "]" * 50_000 + ", ", 1)


def _somewhere(values: Any, draw: random.Random) -> tuple[Any, Any]:
    place, key = None, None
    while isinstance(values, dict | list) and values:
        place, key = values, draw.choice(list(values) if isinstance(values, dict) else range(len(values)))
        values = values[key]
        if draw.random() < 0.4:
            break
    return place, key


# --- tables -----------------------------------------------------------------------------------------------------------


def any_table(draw: random.Random, folder: Path) -> None:
    """Bytes give a table or a sentence, no line twice and none for nothing; what is written back reads equal."""
    real = draw.choice(sorted(file for file in TABLES.iterdir() if file.is_file()))
    data = real.read_bytes()
    start = draw.randrange(max(1, len(data) - _LONGEST)) if draw.random() < 0.5 else 0
    path = folder / f"table{draw.choice((real.suffix, '.csv', '.tsv', '.txt', ''))}"
    path.write_bytes(bent(data[start : start + draw.randrange(_LONGEST)], draw))
    check_table(path, draw)


def check_table(path: Path, draw: random.Random) -> None:
    """Rows in are rows out and rows reported; what is written back reads equal."""
    said = inspected(read_table(path))
    json.dumps(said).encode()
    table = read_table(path)
    guess_columns(table)
    assert table.line_numbers == sorted(set(table.line_numbers))
    assert not {bad.line for bad in table.bad_rows} & set(table.line_numbers)
    assert all(bad.reason and bad.line >= 1 for bad in table.bad_rows)
    assert all(len(table.column(name)) == len(table) for name in table.columns)
    _check_count(path, table)
    if said["kind"] == "delimited":
        options = ReadOptions.model_validate({key: said[key] for key in ("encoding", "delimiter", "quoting", "header")})
        changes = {draw.randrange(len(table)): {draw.choice(list(table.columns)): draw.choice(_CELLS)}}
        expected = read_table(path, options).with_cells(changes)
        path.write_bytes(rewritten(read_table(path, options), changes, options))
        again = read_table(path, options)
        if b"\r" in path.read_bytes().replace(b"\r\n", b""):  # whether lines end there is told by their number:
            return  # a project reads again what it has written, and refuses what has become another table
        assert [again.column(name) for name in again.columns] == [expected.column(name) for name in expected.columns]


def _check_count(path: Path, table: Table) -> None:
    """Where no cell can hold a line's end, each line with anything in it is the header, a row, or reported."""
    text, *_ = decoded(path, bytes_of(path), None)
    delimiter = table.format.delimiter
    if table.format.quoting == "none" or '"' not in text:
        full = sum(bool(line.strip()) or (delimiter != "" and delimiter in line) for line in lines_of(text))
        assert full == len(table) + len(table.bad_rows) + table.format.header


def any_cells(draw: random.Random, folder: Path) -> None:
    """What is written as CSV, in any dialect, reads back equal when that is said."""
    alphabet = "ab ,;|\t\"'\n=+@\\äß你🙂\u0085\u2028"
    width = draw.randrange(1, 5)
    cells = [
        ["".join(draw.choices(alphabet, k=draw.randrange(1, 12))).strip() or "x" for _ in range(width)]
        for _ in range(draw.randrange(1, 30))
    ]
    delimiter, encoding = draw.choice(",;\t|"), draw.choice(("utf-8", "utf-8-sig", "utf-16"))
    quoting, ending = draw.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)), draw.choice(("\n", "\r\n"))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=ending)
    writer.writerows([[f"c{number}" for number in range(width)], *cells])
    path = folder / "table.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    options = ReadOptions(encoding=encoding, delimiter=delimiter, quoting="minimal", header=True)
    table = read_table(path, options)
    assert [list(table.row(number).values()) for number in range(len(table))] == cells
    assert not table.bad_rows


# --- adapters ---------------------------------------------------------------------------------------------------------


def any_adapter(draw: random.Random, folder: Path, *, adapter: Path) -> None:
    """A folder or an archive is imported or refused; nothing is written beside where it was asked for."""
    mine = folder / "adapter"
    shutil.copytree(adapter, mine)
    file = draw.choice(sorted(mine.iterdir()))
    match draw.randrange(4):
        case 0:
            file.write_bytes(bent(file.read_bytes(), draw, (b"\0", b"{", b'"', b"[", b"\xff" * 8)))
        case 1:
            config = mine / draw.choice(("adapter_config.json", "studio.json"))
            if config.exists():
                config.write_text(bent_json(json.loads(config.read_text()), draw), encoding="utf-8", errors="replace")
            if draw.random() < 0.5:
                (mine / "studio.json").unlink(missing_ok=True)
        case 2:
            weights = mine / "adapter_model.safetensors"
            weights.write_bytes(_bent_weights(weights.read_bytes(), draw))
        case 3:
            file.unlink()
    source = _archive(mine, folder / "adapter.zip", draw) if draw.random() < 0.4 else mine
    before = set(folder.iterdir())
    into = folder / "into"
    into.mkdir()
    try:
        imported = import_adapter(source, into)
        diagnose(imported)
        read_vectors(source) if source.suffix == ".zip" else None
    finally:
        assert set(folder.iterdir()) == {*before, into}, "something was written outside"
        assert all(path.is_relative_to(into) and not path.is_symlink() for path in into.rglob("*"))


def _bent_weights(data: bytes, draw: random.Random) -> bytes:
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + size])
    match draw.randrange(4):
        case 0:
            return struct.pack("<Q", draw.choice((0, 1, 2**63, 2**40, size - 1, size + 1))) + data[8:]
        case 1:
            tensor = header[draw.choice([name for name in header if name != "__metadata__"])]
            tensor["shape"] = draw.choice(([10**9, 10**9], [0, 0], [-1], [], [2**62, 4], [1] * 100, ["a"], None))
        case 2:
            tensor = header[draw.choice([name for name in header if name != "__metadata__"])]
            tensor["data_offsets"] = draw.choice(([0, 2**60], [-5, 5], [8, 4], [0], None, [0, 0]))
        case 3:
            return (
                data[: 8 + size]
                + struct.pack("<f", draw.choice((float("nan"), float("inf"), 1e38))) * 16
                + data[72 + size :]
            )
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data[8 + size :]


def _archive(adapter: Path, to: Path, draw: random.Random) -> Path:
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(adapter.iterdir()):
            lead = draw.choice(("a/", "a/", "a/", "", "../", "/", "..\\", "a/../../", "C:/"))
            archive.write(file, lead + file.name)
        match draw.randrange(5):
            case 0:
                link = zipfile.ZipInfo("a/link")
                link.external_attr = 0o120777 << 16
                archive.writestr(link, "/etc/passwd")
            case 1:
                archive.writestr(
                    "a/adapter_model.safetensors", bytes(50_000_000)
                )  # of zeros: nearly nothing in the file
            case 2:
                for number in range(2000):
                    archive.writestr(f"a/{number}", "")
    if draw.random() < 0.3:
        to.write_bytes(bent(to.read_bytes(), draw, (b"PK\3\4", b"\0" * 4, b"\xff" * 4)))
    return to


# --- settings and lines -----------------------------------------------------------------------------------------------


def any_run_toml(draw: random.Random, folder: Path) -> None:
    """A run.toml is a run or a sentence; what is a run is written and read back the same."""
    name = draw.choice(sorted(METHODS))
    values = {
        "model": {"name": "starter"},
        "data": {"file": "a.csv", "text": "text", "label": "label"},
        "method": {"name": name},
        "training": {"epochs": 2, "learning_rate": 0.1},
    }
    method = METHODS[name]
    for key, field in draw.sample(sorted(method.model_fields.items()), min(3, len(method.model_fields))):
        if key != "name" and isinstance(field.default, str | int | float | bool):
            values["method"][key] = draw.choice((field.default, draw.choice(_VALUES)))
    text = "\n".join(
        f"[{section}]\n" + "\n".join(f"{key} = {_toml(value)}" for key, value in pairs.items())
        for section, pairs in values.items()
    )
    data = text.encode(errors="replace")
    path = folder / "run.toml"
    pieces = (b"[", b"]", b"=", b'"', b"\n", b"{", b"1e999", b"#")
    path.write_bytes(bent(data, draw, pieces) if draw.random() < 0.6 else data)
    spec = read_run_spec(path)
    assert run_spec_from(tomllib.loads(run_toml(spec))) == spec


def _toml(value: Any) -> str:
    return {None: '""', True: "true", False: "false"}.get(value) if value is None or isinstance(value, bool) else (
        json.dumps(value, ensure_ascii=False) if not isinstance(value, float) else repr(value)
    )  # fmt: skip


_LINES = (
    {"do": "classify", "id": 1, "text": {"text": "a"}, "panes": []},
    {"do": "cancel", "id": 1},
    {"run_dir": "/tmp/x", "resume": False, "threads": 1},
    {"kind": "step", "step": 1, "loss": 0.5, "learning_rate": 0.1, "gradient_norm": 1.0, "examples": 8},
    {"kind": "finished", "step": 3, "metrics": {"test": {"accuracy": 1.0}}, "baselines": {}, "adapter": "adapter"},
)


def any_line(draw: random.Random, folder: Path) -> None:
    """A line between the window and its children is understood or refused; a bent one spoils none beside it."""
    line = bent_json(draw.choice(_LINES), draw).encode(errors="replace")
    line = bent(line, draw, (b"{", b"}", b'"', b"\0", b"\xff")) if draw.random() < 0.5 else line
    for read in (INFERENCE_REQUEST.validate_json, StartRun.model_validate_json):
        try:
            read(line)
        except ValidationError:
            continue
    parse_event(line)
    whole = b'{"kind":"paused","step":7,"attempt":1,"time":1.0}'
    (folder / EVENTS_FILE).write_bytes(whole + b"\n" + line.replace(b"\n", b" ") + b"\n" + whole + b"\n" + whole[:20])
    steps = [event.step for _, event in EventFollower(folder).new_events()]
    assert (steps[0], steps[-1]) == (7, 7)
    assert len(steps) >= 2


SUBJECTS: dict[str, Check] = {
    "tables": any_table,
    "cells": any_cells,
    "run.toml": any_run_toml,
    "lines": any_line,
}


def problem_of(check: Check, seed: str, folder: Path) -> str:
    """What went wrong in one round, "" for nothing: a sentence that refuses is what is wanted."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        check(random.Random(seed), folder)
    except StudioError as error:
        return "" if error.message.strip().endswith((".", "?")) else f"no sentence: {error.message!r}"
    except Exception:
        return traceback.format_exc()[-1500:]
    return ""
