"""The window's words in the language of the user. A language is chosen once, before anything else is imported.

`tr` is for words that are written in ui/, `counted` for those that a number stands in, and `said` for sentences that
come from studio/ or from a child process, which speak English. `make words` collects all of them.
"""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from studio import paths
from ui.kept import kept_language, user_settings

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
WINDOW, STUDIO = "window", "studio"  # where words were written
_LEAST_LETTERS = 4  # of a sentence beside its facts; fewer would be found in anything
_GAP = re.compile(r"(?<=[.!?…]) |: |\n")  # between sentences, and behind what stands in front of one
_SENTENCE_BEFORE = re.compile(r".*[.!?…] .*[^.!?…]$", re.DOTALL)  # and then a fact
_TOGETHER = 6  # pieces with gaps between that studio/ writes as one, at most
_LONGEST, _MOST_GAPS, _DEEPEST = 10_000, 60, 4  # of what studio/ says; what is more comes from elsewhere
_FULL_WIDTH = ("。", "！", "？", "：", "；", "，")  # which need no space behind them
_CHINESE_MEET = re.compile("(?<=[\u3000-\u9fff\uff00-\uffef]) ?\ue000+ ?(?=[\u3000-\u9fff\uff00-\uffef])")
_OTHERS_MEET = re.compile("(?<=[\u4e00-\u9fff])\ue000+(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])\ue000+(?=[\u4e00-\u9fff])")

_SPACE = re.compile(r"\s")

Translate = Callable[[str, str], str]


def language_of_system() -> str:
    """The first of the system's languages that the window speaks, else English."""
    is_traditional = False
    for name in QLocale.system().uiLanguages():
        tag = name.replace("_", "-")
        if tag.startswith("en"):
            return "en"
        if {"Hant", "TW", "HK", "MO"} & set(tag.split("-")):
            is_traditional = True
        elif tag.startswith("zh") and not (tag == "zh" and is_traditional):  # behind zh-Hant-TW stands a plain zh
            return "zh_CN"
    return "en"


def translations_file(language: str, ending: str = ".qm") -> Path:
    """A Qt translation: .ts as people write it, .qm as Qt reads it."""
    return paths.resources_dir() / "languages" / f"{language}{ending}"


def translations(language: str) -> dict[str, dict[str, str]]:
    """What a .ts file holds: by where words were written, English to its translation. Raises ParseError, OSError."""
    return {
        context.findtext("name", ""): {
            message.findtext("source", ""): message.findtext("translation", "") for message in context.iter("message")
        }
        for context in ElementTree.parse(translations_file(language, ".ts")).iter("context")
    }


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
    _said.cache_clear()


def tr(text: str, /, **facts: object) -> str:
    """Words of the window. text: in English, a literal, with {facts} as in str.format."""
    words = _translate(WINDOW, text) or text
    return words.format(**facts) if facts else words


def counted(number: int, one: str, many: str, /, **facts: object) -> str:
    """Words with a number, for which {n} stands: counted(2, "{n} row", "{n} rows"). Both are literals."""
    return tr(one if number == 1 else many, n=f"{number:,}", **facts)  # words: collected where this is called


def said(text: str) -> str:
    """What studio/ or a child process says, which may hold facts; as it is where no translation is known."""
    return _said(text, 0) if len(text) <= _LONGEST else text


@lru_cache(1000)
def _said(text: str, depth: int) -> str:
    """Sentences one after the other, of which some are known, and some only together. depth: of facts inside facts"""
    gaps = list(_GAP.finditer(text))
    if len(gaps) > _MOST_GAPS or depth > _DEEPEST:
        return text
    ends = [*(gap.start() for gap in gaps), len(text)]
    made, begin, piece = "", 0, 0
    while piece < len(ends):
        count, words = _most_known(text, begin, ends[piece:], depth)
        piece += count
        made += words or text[begin : ends[piece - 1]]
        if piece < len(ends):
            gap = gaps[piece - 1]
            made += _gap_behind(words, gap.group())
            begin = gap.end()
    return made


def _gap_behind(words: str, gap: str) -> str:
    """words: a translation, or "" """
    if gap == ": " and words and not words[-1].isascii():
        return "："
    return "" if gap == " " and words.endswith(_FULL_WIDTH) else gap


def _most_known(text: str, begin: int, ends: Sequence[int], depth: int) -> tuple[int, str]:
    """How many of the pieces that begin here are known together, and their words; (1, "") where not even the first."""
    for count in (len(ends), *range(min(_TOGETHER, len(ends) - 1), 0, -1)):
        words = _known(text[begin : ends[count - 1]], depth)
        if words:
            return count, words
    return 1, ""


def _known(text: str, depth: int) -> str:
    bare = text.strip()
    words = (_translate(STUDIO, bare) or _by_pattern(bare, depth)) if bare else ""
    return text.replace(bare, words, 1) if words else ""


def _by_pattern(sentence: str, depth: int) -> str:
    for begin, end, pattern, template in _patterns():
        if not sentence.startswith(begin) or not sentence.endswith(end):
            continue
        found = pattern.fullmatch(sentence)
        if found and (begin or not _SENTENCE_BEFORE.match(found[1])):
            words = _translate(STUDIO, template)
            return _with_facts(words, {name: _fact(found, name, depth) for name in found.groupdict()})
    return ""


def _with_facts(words: str, facts: dict[str, str]) -> str:
    """Between Chinese and other letters stands a space, also where a fact begins or ends, and between Chinese none."""
    marked = words.format(**{name: f"\ue000{fact}\ue000" for name, fact in facts.items()})
    return _OTHERS_MEET.sub(" ", _CHINESE_MEET.sub("", marked)).replace("\ue000", "")


def _fact(found: re.Match[str], name: str, depth: int) -> str:
    """As it is where it stands in quotes, or is a word alone: a name, or the user's own word."""
    fact, before = found[name], found.string[: found.start(name)]
    is_name = before.endswith(('"', "'", "`")) or not _SPACE.search(fact)
    return fact if is_name else _said(fact, depth + 1)


@cache
def _patterns() -> list[tuple[str, str, re.Pattern[str], str]]:
    """The sentences of studio/ with facts in them, those first that say most themselves: (how it begins, how it ends,
    what finds it, the sentence)."""
    if LANGUAGE == "en":
        return []
    try:
        templates = [source for source in translations(LANGUAGE).get(STUDIO, {}) if "{" in source]
    except (ElementTree.ParseError, OSError):  # a damaged installation speaks English where it must
        return []
    found = []
    for template in templates:
        words, facts = parts_of(template)
        letters = sum(map(str.isalpha, "".join(words)))
        if letters >= _LEAST_LETTERS or "n" in facts:
            found.append((letters, (words[0], words[-1], pattern_of(template), template)))
    return [one for _, one in sorted(found, key=lambda pair: -pair[0])]


def parts_of(template: str) -> tuple[list[str], list[str]]:
    """The words around the facts, one more than there are facts; and the facts."""
    words, facts = [""], []
    for text, fact, *_ in Formatter().parse(template):
        words[-1] += text
        if fact is not None:
            facts.append(fact)
            words.append("")
    return words, facts


def pattern_of(template: str) -> re.Pattern[str]:
    """What finds a sentence with its facts: "{file} is empty." finds "a.csv is empty."; {n} is a number.

    A fact ends where the words behind it come first, and no other end is tried, so that a long text takes no longer.
    """
    words, facts = parts_of(template)
    pattern = re.escape(words[0])
    for place, (fact, behind) in enumerate(zip(facts, words[1:], strict=True)):
        is_last = place == len(facts) - 1
        held = r"[\d.,]+" if fact == "n" else ".*" if is_last else ".*?"
        held = f"(?P={fact})" if fact in facts[:place] else f"(?P<{fact}>{held})"
        pattern += held + re.escape(behind) if is_last else f"(?>{held}{re.escape(behind)})"
    return re.compile(pattern, re.DOTALL)


def sentences(*several: str) -> str:
    """Whole sentences, one after another as the language sets them; empty ones are left out."""
    return ("" if LANGUAGE == "zh_CN" else " ").join(filter(None, several))


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
