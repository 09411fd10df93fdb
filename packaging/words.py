"""Collect the window's words into Qt's translation files, and compile those.

    python packaging/words.py                        every language: new words are added, gone ones dropped
    python packaging/words.py --take zh_CN FILE      and take translations: JSON of {"English": "translation"}
    python packaging/words.py --missing zh_CN        print what has no translation yet, as such JSON

Two contexts. "window": what stands in ui/ as tr("…") or counted(n, "…", "…"). "studio": what studio/ says and a person
reads in the window - errors, warnings, titles and descriptions of settings -, where an f-string's facts become {names}:
what ends as a sentence does, what stands as a title, and phrase("…") and counted(n, "…") for pieces of sentences.
"""

from __future__ import annotations

import argparse
import ast
import itertools
import json
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from studio.models.catalog import list_models  # noqa: E402
from ui.language import LANGUAGES, STUDIO, WINDOW, translations, translations_file  # noqa: E402

NOT_IN_THE_WINDOW = (  # but in the terminal, or in files
    "studio/adapter_commands.py",
    "studio/adapters/model_card.py",
    "studio/benchmark/",
    "studio/cli.py",
    "studio/comparison.py",
    "studio/data_commands.py",
    "studio/demo.py",
    "studio/doctor.py",
    "studio/headless.py",
    "studio/interpretation/report.py",
    "studio/model_commands.py",
    "studio/options.py",
    "studio/qt_libraries.py",
    "studio/terminal.py",
    "studio/store/migrations/",
    "studio/trials.py",
)
_TITLES = ("title", "summary", "description", "name", "label")
_REASONS = ("not_from_adapter",)  # half sentences
_FACT = re.compile(r"\{\w*\}")
_ENDS = re.compile(r"[.!?…:](\s*\{\w+\})*$")  # a remedy may follow


def window_words() -> list[str]:
    """What ui/ says. Raises ValueError where the words are no literal, which could not be collected."""
    words: dict[str, None] = {}
    for path, tree in _trees("ui"):
        if path == "ui/language.py":
            continue
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            asked = {"tr": call.args[:1], "counted": call.args[1:3]}.get(name, [])
            for argument in asked:
                if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                    raise ValueError(f"{path}:{call.lineno}: {name}() takes its words as literals, to be collected")
                words[argument.value] = None
    return list(words)


def studio_sentences() -> list[str]:
    """What studio/ says: sentences, and titles of settings and methods."""
    words: dict[str, None] = {}
    for path, tree in _trees("studio"):
        if not path.startswith(NOT_IN_THE_WINDOW):
            words.update(dict.fromkeys(_spoken(tree)))
    for name in ("title", "description", "base_model_advice"):
        for sample in sorted((ROOT / "projects").glob("*/*.toml")):
            words.update(dict.fromkeys(_texts(tomllib.loads(sample.read_text("utf-8")), name)))
    recommended = tomllib.loads((ROOT / "resources" / "recommended_models.toml").read_text("utf-8"))
    for name in ("why", "languages"):
        words.update(dict.fromkeys(_texts(recommended, name)))
    words.update(dict.fromkeys(model.summary for model in list_models() if model.source == "bundled"))
    return list(words)


def _texts(values: object, name: str) -> Iterator[str]:
    """The texts under a key, at any depth."""
    if isinstance(values, dict):
        for key, value in values.items():
            if key == name and isinstance(value, str):
                yield value
            else:
                yield from _texts(value, name)
    elif isinstance(values, list):
        for value in values:
            yield from _texts(value, name)


def _trees(folder: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def _spoken(tree: ast.Module) -> Iterator[str]:
    silent = {id(text) for text in _unread(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword | ast.AnnAssign) and _named(node) in (*_TITLES, *_REASONS):
            yield from _title(node)
        elif isinstance(node, ast.Call):
            yield from _piece(node)
        elif isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in silent:
            yield from (text.removesuffix(":") for text in _templates(node) if _is_sentence(text))


def _named(node: ast.keyword | ast.AnnAssign) -> str | None:
    """What a keyword argument or an annotated assignment gives a value to."""
    if isinstance(node, ast.AnnAssign):
        return node.target.id if isinstance(node.target, ast.Name) else None
    return node.arg


def _title(node: ast.keyword | ast.AnnAssign) -> Iterator[str]:
    if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        [text] = _templates(node.value)
        if text[:1].isupper() or (_named(node) in _REASONS and text):
            yield text


def _piece(call: ast.Call) -> Iterator[str]:
    """phrase("a folder"), and counted(n, "row")."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name == "phrase":
        yield from _templates(call.args[0])
    elif name == "counted" and isinstance(call.args[1], ast.Constant):
        yield from (f"{{n}} {call.args[1].value}", f"{{n}} {call.args[1].value}s")


def _is_sentence(text: str) -> bool:
    words = _FACT.sub("", text)
    return " " in text and any(map(str.isalpha, words)) and _ENDS.search(text) is not None


def _unread(tree: ast.Module) -> Iterator[ast.AST]:
    """Docstrings, parts of f-strings, and what is made for the terminal."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if isinstance(node.body[0], ast.Expr):
                yield node.body[0].value
            if isinstance(node, ast.FunctionDef) and node.returns and "RenderableType" in ast.unparse(node.returns):
                yield from ast.walk(node)
        elif isinstance(node, ast.JoinedStr):
            for part in node.values:
                yield from ast.walk(part) if isinstance(part, ast.FormattedValue) else [part]


def _templates(node: ast.expr) -> list[str]:
    """Its words; of an f-string with a name for each fact; all there are where a condition chooses between some."""
    match node:
        case ast.Constant(str(text)):
            return [_escaped(text.strip())]
        case ast.IfExp():
            return [*_templates(node.body), *_templates(node.orelse)]
        case ast.JoinedStr():
            names: dict[str, str] = {}
            parts = [_words_of(part, names) for part in node.values]
            return ["".join(chosen).strip() for chosen in itertools.product(*parts)]
    return []


def _words_of(part: ast.expr, names: dict[str, str]) -> list[str]:
    """A part of an f-string. names: of facts so far, by what they are"""
    match part:
        case ast.Constant(text):
            return [_escaped(str(text))]
        case ast.FormattedValue(ast.IfExp(_, ast.Constant(str(one)), ast.Constant(str(other)))):
            return [_escaped(one), _escaped(other)]
        case ast.FormattedValue(ast.Call(ast.Name("are"))):
            return ["is", "are"]
        case ast.FormattedValue():
            said = ast.unparse(part.value)
            if said not in names:
                names[said] = _fact_name(part.value, set(names.values()))
            return ["{" + names[said] + "}"]
    return []


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _fact_name(value: ast.expr, taken: set[str]) -> str:
    last = value.id if isinstance(value, ast.Name) else value.attr if isinstance(value, ast.Attribute) else "fact"
    last = last.strip("_") or "fact"
    return next(name for name in (last, *(f"{last}{number}" for number in range(2, 99))) if name not in taken)


# --- files ----------------------------------------------------------------------------------------------------------


def write(language: str, words: dict[str, dict[str, str]]) -> None:
    """As Qt Linguist has it. What has no translation is marked as unfinished."""
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    for name, pairs in words.items():
        context = ElementTree.SubElement(root, "context")
        ElementTree.SubElement(context, "name").text = name
        for source, translation in sorted(pairs.items()):
            message = ElementTree.SubElement(context, "message")
            ElementTree.SubElement(message, "source").text = source
            made = ElementTree.SubElement(message, "translation", {} if translation else {"type": "unfinished"})
            made.text = translation
    ElementTree.indent(root, "  ")
    file = translations_file(language, ".ts")
    file.parent.mkdir(parents=True, exist_ok=True)
    body = ElementTree.tostring(root, encoding="unicode")
    file.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', "utf-8", newline="\n")
    command = [Path(sys.executable).with_name("pyside6-lrelease"), "-silent", file, "-qm", translations_file(language)]
    subprocess.run([str(part) for part in command], check=True)


def collect(language: str, taken: dict[str, str]) -> dict[str, dict[str, str]]:
    """All words there are, with the translations that are known. taken: more of those, which come first."""
    known = translations(language) if translations_file(language, ".ts").is_file() else {}
    return {
        context: {text: taken.get(text) or known.get(context, {}).get(text, "") for text in found}
        for context, found in ((WINDOW, window_words()), (STUDIO, studio_sentences()))
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Collect the window's words, and compile their translations.")
    parser.add_argument("--take", nargs=2, metavar=("LANGUAGE", "FILE"), action="append", default=[])
    parser.add_argument("--missing", metavar="LANGUAGE")
    asked = parser.parse_args()
    if asked.missing:
        missing = {
            context: [text for text, said in pairs.items() if not said]
            for context, pairs in collect(asked.missing, {}).items()
        }
        print(json.dumps(missing, ensure_ascii=False, indent=1))
        return
    for language in LANGUAGES.keys() - {"en"}:
        taken: dict[str, str] = {}
        for name, file in asked.take:
            if name == language:
                taken |= json.loads(Path(file).read_text("utf-8"))
        words = collect(language, taken)
        write(language, words)
        missing = sum(not translation for pairs in words.values() for translation in pairs.values())
        print(f"{language}: {sum(map(len, words.values()))} words, {missing} without a translation")


if __name__ == "__main__":
    main()
