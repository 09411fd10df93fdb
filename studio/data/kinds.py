"""What kind of file a table is, by what stands in it; its name's ending speaks only where that leaves it open."""

from __future__ import annotations

import codecs
import json
import re
from pathlib import Path
from typing import Literal
from zipfile import BadZipFile, ZipFile

from studio.errors import TableError

TableKind = Literal["delimited", "json_lines", "json", "parquet", "excel"]
TABLE_ENDINGS = (".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".json", ".parquet", ".xlsx")
_HEAD = 1 << 16
_LONGEST_LINE = 1 << 26
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_LIKE_JSON = re.compile(r'\{\s*("([^"\\]|\\.)*"\s*:|\r?\n|\})|\[\s*[{\[\n]')


def kind_of(path: Path, *, is_delimited: bool) -> TableKind | Literal["several"]:
    """is_delimited: somebody said what stands between its cells, so that its text may look like anything

    What is no table at all counts as delimited text, whose reader says what is wrong with it.
    """
    if path.is_dir():
        return "several"
    if path.exists() and not path.is_file():
        raise TableError(
            f"{path.name} is no file but a device or a pipe, which may never end. Choose a file.", path=str(path)
        )
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            if b"\n" not in head:
                head += file.readline(_LONGEST_LINE)
    except OSError:
        return "delimited"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK") and _is_workbook(path):
        return "excel"
    if is_delimited:
        return "delimited"
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return "json_lines"
    return _kind_of_text(path, _decoded(head))


def _kind_of_text(path: Path, head: str) -> TableKind:
    start = head.lstrip()
    if not start.startswith(("{", "[")):
        return "delimited"
    first, _, rest = start.partition("\n")
    match _json_or_none(first):
        case dict() as row:
            holds_rows = bool(row) and any(isinstance(inner, list) for inner in row.values())
            return "json" if holds_rows and not rest.strip() else "json_lines"
        case list():
            return "json"
    if _LIKE_JSON.match(start) is None:
        return "delimited"
    if path.suffix.lower() == ".json" or start[1:2] in ("\n", "\r"):
        return "json"
    return "delimited" if _json_or_none(_decoded(path.read_bytes())) is None else "json"


def _is_workbook(path: Path) -> bool:
    try:
        with ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (BadZipFile, OSError, ValueError):
        return False


def _decoded(data: bytes) -> str:
    encoding = next((name for mark, name in _WIDE.items() if data.startswith(mark)), "utf-8-sig")
    return data.decode(encoding, "replace")


def _json_or_none(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
