"""The text of a file: what its bytes are encoded in, and what is no text at all."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from studio.errors import TableError
from studio.wording import are, counted, phrase

_SAMPLE_BYTES = 200_000
_BEGINNING = 300_000
_SIGNATURES = (
    (b"ARROW1", phrase("an Arrow file")),
    (b"SQLite format 3", phrase("an SQLite database")),
    (b"\x1f\x8b", phrase("a gzip archive")),
    (b"BZh", phrase("a bzip2 archive")),
    (b"\xfd7zXZ", phrase("an xz archive")),
    (b"7z\xbc\xaf", phrase("a 7-Zip archive")),
    (b"\x28\xb5\x2f\xfd", phrase("a zstd archive")),
    (b"\xd0\xcf\x11\xe0", phrase("an old Excel or Word file")),
    (b"%PDF-", phrase("a PDF")),
    (b"\x89PNG", phrase("a picture")),
    (b"\xff\xd8\xff", phrase("a picture")),
    (b"GIF8", phrase("a picture")),
)
_SAVE_AS = "Save or unpack it as CSV or TSV text, then open that."


def beginning_of(path: Path) -> tuple[bytes, bool]:
    """The first bytes of a file, up to the end of a line where one ends there, and whether they are all of it."""
    with path.open("rb") as file:
        data = file.read(_BEGINNING)
        is_all = not file.read(1)
    if not is_all:
        data = data[: max(data.rfind(b"\n"), data.rfind(b"\r"), 0) // 4 * 4] or data  # 4: a sign of UTF-32
    return data, is_all


def bytes_of(path: Path) -> bytes:
    """The file's bytes, once it is sure that they are text of some kind."""
    if path.is_dir():
        raise TableError(f"{path.name} is a folder, not a table. Choose a file inside it.", path=str(path))
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise TableError(f"There is no file {path}. Check the name and the folder.", path=str(path)) from None
    except OSError as error:
        why = error.strerror or str(error)
        raise TableError(f"{path.name} cannot be read: {why}. Check that you may open it.", path=str(path)) from error
    if not data.strip():
        raise TableError(f"{path.name} is empty. Choose a file with rows in it.", path=str(path))
    kind = next((kind for start, kind in _SIGNATURES if data.startswith(start)), None)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        kind = phrase("an Excel workbook" if b"xl/workbook" in data else "a zip archive")
    if kind is not None:
        raise TableError(f"{path.name} is {kind}, not a text table. {_SAVE_AS}", path=str(path), kind=kind)
    return data


_BOMS = (  # UTF-32 before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_NOT_TEXT = frozenset(range(0x20)) - set(b"\t\n\v\f\r\x1a\x1b") - {0}
UNDECODED = re.compile("[\udc80-\udcff]")
NO_TEXT = re.compile("[\ud800-\udfff]")  # halves of a character, which JSON may name alone


def decoded(path: Path, data: bytes, chosen: str | None) -> tuple[str, str, tuple[str, ...]]:
    """Text, encoding, sentences. Bytes that the encoding lacks stay in the text as U+DC80..U+DCFF."""
    if chosen is not None:
        return _decoded_as(path, data, chosen)
    for mark, encoding, name in _BOMS:
        if data.startswith(mark):
            text, _, found = _decoded_as(path, data, encoding)
            return text, encoding, (f"{name} with a byte order mark.", *found[1:])
    wide = _utf16_without_mark(data)
    if wide is not None:
        text, _, found = _decoded_as(path, data, wide)
        return text, wide, ("UTF-16 without a byte order mark: every other byte is empty.", *found[1:])
    sample = data[:_SAMPLE_BYTES]
    odd = sum(sample.count(byte) for byte in _NOT_TEXT)
    many_nuls = sample.count(0) > len(sample) * 0.05
    try:
        if not many_nuls:
            return data.decode("utf-8"), "utf-8", ("Plain ASCII text." if data.isascii() else "UTF-8 text.",)
    except UnicodeDecodeError:
        pass
    if many_nuls or odd > len(sample) * 0.02:
        raise TableError(f"{path.name} is a binary file, not a text table. {_SAVE_AS}", path=str(path), kind="binary")
    text = data.decode("utf-8", "surrogateescape")
    broken = len(UNDECODED.findall(text))
    whole = sum(1 for character in text if character > "\x7f") - broken
    if whole >= 10 * broken:  # one damaged spot in UTF-8 is no reason to misread all the rest
        return text, "utf-8", (f"UTF-8 text, but {counted(broken, 'byte')} in it {are(broken)} not.",)
    return _legacy(path, data)


def _decoded_as(path: Path, data: bytes, encoding: str) -> tuple[str, str, tuple[str, ...]]:
    try:
        codecs.lookup(encoding)
        found: tuple[str, ...] = (f"Read as {encoding}, as you chose.",)
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            text = data.decode(encoding, "surrogateescape")
            broken = len(UNDECODED.findall(text))
            n = f"{broken:,}"
            found += (f"{n} byte is not {encoding}." if broken == 1 else f"{n} bytes are not {encoding}.",)
    except LookupError:
        raise TableError(
            f"There is no encoding named {encoding!r}. Try utf-8, utf-16, cp1252 or latin-1.", encoding=encoding
        ) from None
    except (UnicodeError, TypeError):
        raise TableError(
            f"{path.name} cannot be read as {encoding}. Leave the encoding open, or choose another.",
            path=str(path),
            encoding=encoding,
        ) from None
    return text.lstrip("\ufeff"), encoding, found


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:_SAMPLE_BYTES]
    half = len(sample) // 2
    if len(data) % 2 or half == 0:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return None


def _legacy(path: Path, data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """Not UTF-8: cp1252 unless the letters speak clearly for another script."""
    from charset_normalizer import from_bytes

    # Lines with letters beyond ASCII say the most, and a sample of them is quick.
    telling = b"\n".join(line for line in data[: 50 * _SAMPLE_BYTES].split(b"\n") if not line.isascii())
    telling = telling[:_SAMPLE_BYTES].rpartition(b"\n")[0] if len(telling) > _SAMPLE_BYTES else telling
    encoding = _japanese(telling)
    if encoding is None:
        best = from_bytes(telling).best()
        encoding = "cp1252" if best is None or _is_western(str(best), telling) else best.encoding
    if encoding == "cp1252":
        # Western guesses (mac_roman, cp437, cp1250 ...) differ in a few letters only: take what people really use.
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            encoding = "latin-1"
    text, _, found = _decoded_as(path, data, encoding)
    return (
        text,
        encoding,
        (f"Not UTF-8; read as {encoding}. If letters look wrong, choose another encoding.", *found[1:]),
    )


def _japanese(data: bytes) -> str | None:
    """Short Japanese text passes for Korean; its kana give it away."""
    for encoding in ("cp932", "euc_jp"):
        try:
            beyond = [character for character in data.decode(encoding) if character > "\x7f"]
        except UnicodeDecodeError:
            continue
        if sum(1 for character in beyond if "\u3040" <= character <= "\u30ff") > len(beyond) * 0.3:
            return encoding
    return None


def _is_western(guessed: str, data: bytes) -> bool:
    """Whether cp1252 is the likelier reading. guessed: the text as charset-normalizer reads it."""
    letters = [character for character in guessed if character > "\x7f" and character.isalpha()]
    if sum(1 for character in letters if character > "\u024f") > len(letters) * 0.5:
        return False  # another script
    if not any(
        "\u0100" <= character <= "\u024f" and character not in "\u0152\u0153\u0160\u0161\u0178\u017d\u017e"
        for character in letters
    ):
        return True
    # Polish read as cp1252 has signs within words; Czech and Hungarian have letters that no western language joins.
    western = data.decode("cp1252", "replace")
    signs = len(
        re.findall(
            r"(?<=[^\W\d_])[\u00a5\u00b3\u00b9\u00bf\u0178\ufffd]|[\u00a5\u00b3\u00b9\u00bf\ufffd](?=[^\W\d_])", western
        )
    )
    joined = any(
        pair <= set(western) for pair in ({"\u00f8", "\u00ec"}, {"\u00f5", "\u00fb"}, {"\u00f0", "\u00fe", "\u00fd"})
    )
    return signs < max(2, len(letters) * 0.1) and not joined


def refuse_other_text(path: Path, text: str, *, is_delimited: bool) -> None:
    """Raises TableError for text that is no table of cells: nothing, or a web page.

    is_delimited: somebody said what stands between its cells, so that it may look like anything
    """
    start = text[:1000].lstrip()
    if not start:
        start = text.lstrip()[:1000]
        if not start:
            raise TableError(f"{path.name} holds only white space. Choose a file with rows in it.", path=str(path))
    if is_delimited:
        return
    if re.match(r"<(!doctype html|html)\b", start, re.IGNORECASE):
        raise TableError(
            f"{path.name} is a web page, not a table. Download the file itself, not the page that shows it.",
            path=str(path),
            kind="html",
        )
