"""Every word has its translation, and every translation says what was asked for."""

from __future__ import annotations

import importlib.util
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
from PySide6.QtCore import QTranslator

from ui.language import LANGUAGES, STUDIO, WINDOW, pattern_of, translations_file

ROOT = Path(__file__).resolve().parent.parent.parent
TRANSLATED = sorted(LANGUAGES.keys() - {"en"})


@pytest.fixture(scope="module")
def words() -> ModuleType:
    """packaging/words.py, whose folder is no package."""
    spec = importlib.util.spec_from_file_location("words", ROOT / "packaging" / "words.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def in_the_code(words: ModuleType) -> dict[str, set[str]]:
    return {WINDOW: set(words.window_words()), STUDIO: set(words.studio_sentences())}


def messages(language: str) -> Iterator[tuple[str, str, ElementTree.Element]]:
    """(context, English, its translation) of a language's file."""
    for context in ElementTree.parse(translations_file(language, ".ts")).iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            yield context.findtext("name", ""), message.findtext("source", ""), translation


def facts(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name is not None})


@pytest.mark.parametrize("language", TRANSLATED)
def test_all_words_in_the_code_are_translated_and_no_others(language: str, in_the_code: dict[str, set[str]]) -> None:
    found: dict[str, set[str]] = {WINDOW: set(), STUDIO: set()}
    for context, source, _ in messages(language):
        found[context].add(source)
    for context, wanted in in_the_code.items():
        assert found[context] == wanted, f"{context}: run `make words`, and translate what is new"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_is_finished(language: str) -> None:
    unfinished = [source for _, source, made in messages(language) if made.get("type") or not (made.text or "").strip()]
    assert unfinished == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_has_the_facts_of_its_source(language: str) -> None:
    """Words of the window that take no facts are shown as they are, braces and all."""
    for context, source, made in messages(language):
        try:
            wanted = facts(source)
        except ValueError:
            assert context == WINDOW, source
            continue
        assert facts(made.text or "") == wanted, source


def test_every_sentence_of_studio_can_be_found_with_its_facts(in_the_code: dict[str, set[str]]) -> None:
    for template in in_the_code[STUDIO]:
        names = facts(template)
        said = template.format(**dict.fromkeys(names, "7"))
        found = pattern_of(template).fullmatch(said)
        assert found is not None, template
        assert set(found.groupdict()) == set(names)


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_qt_reads_says_what_is_written(language: str) -> None:
    translator = QTranslator()
    assert translator.load(str(translations_file(language)))
    for context, source, made in messages(language):
        assert translator.translate(context, source) == (made.text or ""), f"{source}: run `make words`"
