"""Collect the window's words into Qt's translation files, and compile those.

    python packaging/words.py                        every language: new words are added, gone ones dropped
    python packaging/words.py --take zh_CN FILE      and take translations: JSON of {"English": "translation"}
    python packaging/words.py --missing zh_CN        print what has no translation yet, as such JSON

Two contexts. "window": what stands in ui/ as tr("…") or counted(n, "…", "…"). "studio": what studio/ says and a person
reads in the window - errors, warnings, titles and descriptions of settings -, where an f-string's facts become {names}.
"""

from __future__ import annotations

import argparse
import ast
import json
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from ui.language import LANGUAGES, STUDIO, WINDOW, translations_file  # noqa: E402

TERMINAL_ONLY = (
    "studio/adapter_commands.py",
    "studio/benchmark/",
    "studio/cli.py",
    "studio/comparison.py",
    "studio/demo.py",
    "studio/doctor.py",
    "studio/model_commands.py",
    "studio/options.py",
    "studio/qt_libraries.py",
    "studio/sweep.py",
    "studio/terminal.py",
    "studio/store/migrations/",
)
_TITLES = ("title", "summary", "description", "name", "label")
_ENDS = (".", "!", "?", "…", ":")


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
        if not path.startswith(TERMINAL_ONLY):
            words.update(dict.fromkeys(_spoken(tree)))
    for name in ("title", "description", "base_model_advice"):
        for sample in sorted((ROOT / "projects").glob("*/*.toml")):
            words.update(dict.fromkeys(_texts(tomllib.loads(sample.read_text("utf-8")), name)))
    recommended = tomllib.loads((ROOT / "resources" / "recommended_models.toml").read_text("utf-8"))
    for name in ("why", "languages"):
        words.update(dict.fromkeys(_texts(recommended, name)))
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
    silent = {id(text) for text in _docstrings(tree)} | {id(part) for part in _inside_f_strings(tree)}
    for node in ast.walk(tree):
        if _named(node) in _TITLES and isinstance(node, ast.keyword | ast.AnnAssign):
            yield from _title(node.value)
        elif isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in silent:
            text = _template(node)
            if _is_sentence(text):
                yield text


def _named(node: ast.AST) -> str | None:
    """What a keyword argument or an annotated assignment gives a value to."""
    if isinstance(node, ast.AnnAssign):
        return node.target.id if isinstance(node.target, ast.Name) else None
    return node.arg if isinstance(node, ast.keyword) else None


def _title(value: ast.expr | None) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value[:1].isupper():
        yield _template(value)


def _is_sentence(text: str) -> bool:
    first = text.lstrip("{")[:1]
    starts = first.isupper() or text.startswith("{")
    return " " in text.strip() and starts and text.rstrip().endswith(_ENDS) and any(map(str.isalpha, text))


def _docstrings(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            if isinstance(first, ast.Expr):
                yield first.value


def _inside_f_strings(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            for part in node.values:
                if isinstance(part, ast.Constant):
                    yield part
                elif isinstance(part, ast.FormattedValue) and part.format_spec is not None:
                    yield from ast.walk(part.format_spec)


def _template(node: ast.Constant | ast.JoinedStr) -> str:
    """Its words; of an f-string with a name for each fact."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    made, names = "", dict[str, str]()
    for part in node.values:
        if isinstance(part, ast.Constant):
            made += str(part.value).replace("{", "{{").replace("}", "}}")
        elif isinstance(part, ast.FormattedValue):
            expression = ast.unparse(part.value)
            if expression not in names:
                names[expression] = _fact_name(part.value, set(names.values()))
            made += "{" + names[expression] + "}"
    return made


def _fact_name(value: ast.expr, taken: set[str]) -> str:
    last = value.id if isinstance(value, ast.Name) else value.attr if isinstance(value, ast.Attribute) else "fact"
    last = last.strip("_") or "fact"
    return next(name for name in (last, *(f"{last}{number}" for number in range(2, 99))) if name not in taken)


# --- files ----------------------------------------------------------------------------------------------------------


def read(language: str) -> dict[str, dict[str, str]]:
    """What is translated: by context, English to translation."""
    file = translations_file(language, ".ts")
    if not file.is_file():
        return {}
    return {
        context.findtext("name", ""): {
            message.findtext("source", ""): message.findtext("translation", "") for message in context.iter("message")
        }
        for context in ElementTree.parse(file).iter("context")
    }


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
    known = read(language)
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
