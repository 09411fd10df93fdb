"""The window's words in the language of the user. A language is chosen once, before anything else is imported.

`tr` is for words that are written in ui/, `counted` for those that a number stands in, and `said` for sentences that
come from studio/ or from a child process, which speak English. `make words` collects all of them.
"""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from functools import cache
from pathlib import Path
from string import Formatter

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from studio import paths
from ui.kept import kept_language, user_settings

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
WINDOW, STUDIO = "window", "studio"  # where words were written
_LEAST_LETTERS = 6  # of a sentence beside its facts; fewer would be found in anything
_SENTENCES = re.compile(r"(?<=[.!?…]) |\n")

Translate = Callable[[str, str], str]


def language_of_system() -> str:
    """The first of the system's languages that the window speaks, else English."""
    for name in QLocale.system().uiLanguages():
        tag = name.replace("_", "-")
        if tag.startswith("en"):
            return "en"
        if tag.startswith("zh") and not {"Hant", "TW", "HK", "MO"} & set(tag.split("-")):
            return "zh_CN"
    return "en"


def translations_file(language: str, ending: str = ".qm") -> Path:
    """A Qt translation: .ts as people write it, .qm as Qt reads it."""
    return paths.resources_dir() / "languages" / f"{language}{ending}"


def next_language(chosen: str) -> str:
    """What a window speaks that starts with this choice of the user's. The environment comes first."""
    asked = os.environ.get("SOFTPROMPT_LANGUAGE") or chosen
    return asked if asked in LANGUAGES else language_of_system()


def _dictionary(language: str) -> Translate:
    """(context, English) to what stands for it; "" where nothing does."""
    if language == "en":
        return lambda _context, _text: ""
    translator = QTranslator()
    translator.load(str(translations_file(language)))
    return lambda context, text: translator.translate(context, text) or ""


LANGUAGE = next_language(kept_language(user_settings()))
_translate = _dictionary(LANGUAGE)


def speak(translate: Translate) -> None:
    """Take another dictionary, before the modules are imported that are to speak it."""
    global _translate
    _translate = translate


def tr(text: str, /, **facts: object) -> str:
    """Words of the window. text: in English, a literal, with {facts} as in str.format."""
    words = _translate(WINDOW, text) or text
    return words.format(**facts) if facts else words


def counted(number: int, one: str, many: str, /, **facts: object) -> str:
    """Words with a number, for which {n} stands: counted(2, "{n} row", "{n} rows"). Both are literals."""
    return tr(one if number == 1 else many, n=f"{number:,}", **facts)  # words: collected where this is called


def said(sentence: str) -> str:
    """What studio/ or a child process says, which may hold facts; as it is where no translation is known."""
    return _translate(STUDIO, sentence) or _by_pattern(sentence) or _piece_by_piece(sentence)


def _piece_by_piece(text: str) -> str:
    """Several sentences, one after another."""
    pieces = _SENTENCES.split(text)
    if len(pieces) == 1:
        return text
    between = [*_SENTENCES.findall(text), ""]
    return "".join(said(piece) + gap for piece, gap in zip(pieces, between, strict=True))


def _by_pattern(sentence: str) -> str:
    for pattern, template in _patterns():
        found = pattern.fullmatch(sentence)
        if found:
            words = _translate(STUDIO, template)
            return words.format(**{name: said(fact) for name, fact in found.groupdict().items()}) if words else ""
    return ""


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """The sentences of studio/ with facts in them, those first that say most themselves."""
    file = translations_file(LANGUAGE, ".ts")
    if LANGUAGE == "en" or not file.is_file():
        return []
    sources = [
        message.findtext("source", "")
        for context in ElementTree.parse(file).iter("context")
        if context.findtext("name") == STUDIO
        for message in context.iter("message")
    ]
    templates = [source for source in sources if len(_letters(source)) >= _LEAST_LETTERS and "{" in source]
    templates.sort(key=lambda template: -len(_letters(template)))
    return [(pattern_of(template), template) for template in templates]


def _letters(template: str) -> str:
    return "".join(filter(str.isalpha, "".join(words for words, *_ in Formatter().parse(template))))


def pattern_of(template: str) -> re.Pattern[str]:
    """What finds a sentence with its facts: "{file} is empty." finds "a.csv is empty."."""
    pattern, known = "", set[str]()
    for words, fact, *_ in Formatter().parse(template):
        pattern += re.escape(words)
        if fact:
            pattern += f"(?P={fact})" if fact in known else f"(?P<{fact}>.*?)"
            known.add(fact)
    return re.compile(pattern, re.DOTALL)


def local() -> QLocale:
    """For dates."""
    return QLocale(LANGUAGE)


def install_words_of_qt(app: QCoreApplication) -> None:
    """Qt's own words: of its file dialogs, and of Cancel and Yes."""
    translator = QTranslator(app)
    if LANGUAGE != "en" and translator.load(
        f"qtbase_{LANGUAGE}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ):
        app.installTranslator(translator)
