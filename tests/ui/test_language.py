"""The window's words in another language, and how that language is chosen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from studio.errors import SpecError
from studio.spec import run_spec_from
from ui import language

GERMAN = {
    "Export it as it is.": "Gib es aus, wie es ist.",
    "{file} is empty. Fill it.": "Fülle {file}, da sie leer ist.",
    "{name}, line {n}": "{name}, Zeile {n}",
    "{n} row": "{n} Zeile",
    "{n} rows": "{n} Zeilen",
    "{n} cells": "{n} Zellen",
    "a zip archive": "ein Zip-Archiv",
    "{file} holds {kind}. {remedy}": "{file} enthält {kind}. {remedy}",
    "{file} is {kind}, not a table.": "Keine Tabelle, sondern {kind}: {file}.",
    'The column "{name}" is not there.': 'Die Spalte "{name}" fehlt.',
    "Name": "Bezeichnung",
    "{one} cannot stand beside {other}, and {one} stays.": "{one} bleibt ohne {other}.",
    "Write {{soft:20}} or {slot}, as in {{text}}.": "Schreib {slot} oder {{soft:20}}, wie in {{text}}.",
    "{path}: cannot be read ({error}). Copy it again.": "{path} ist nicht zu lesen: {error}",
    "{reason} This stays.": "{reason} Das bleibt.",
    "too few.": "zu wenige。",
    "{file} lacks {what}.": "{file}缺少 {what}。",
    "its weights": "权重",
    "a new row": "eine neue Zeilé",
    "The run failed.": "Der Lauf misslang。",
}


def _forget() -> None:
    language._patterns.cache_clear()
    language._said.cache_clear()


@pytest.fixture
def in_german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A window that speaks a little German."""
    messages = "".join(f"<message><source>{source.replace('<', '&lt;')}</source></message>" for source in GERMAN)
    file = tmp_path / "de.ts"
    file.write_text(f"<TS><context><name>studio</name>{messages}</context></TS>", "utf-8")
    monkeypatch.setattr(language, "translations_file", lambda *_: file)
    monkeypatch.setattr(language, "LANGUAGE", "de")
    monkeypatch.setattr(
        language, "_translate", lambda context, text: GERMAN.get(text, "") if context == "studio" else ""
    )
    _forget()
    yield
    _forget()


@pytest.mark.usefixtures("in_german")
@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("Export it as it is.", "Gib es aus, wie es ist."),
        ("a.csv is empty. Fill it.", "Fülle a.csv, da sie leer ist."),
        ("1 row", "1 Zeile"),
        ("2,000 rows", "2,000 Zeilen"),
        ("some rows", "some rows"),  # no number
        # the one that says most
        ("b.zip is a zip archive, not a table.", "Keine Tabelle, sondern ein Zip-Archiv: b.zip."),
        # a fact that is itself a sentence, or a phrase
        ("b.zip holds a zip archive. Export it as it is.", "b.zip enthält ein Zip-Archiv. Gib es aus, wie es ist."),
        ("b.zip holds this. Nobody knows it.", "b.zip enthält this. Nobody knows it."),
        # in quotes stands what is the user's
        ('The column "Name" is not there.', 'Die Spalte "Name" fehlt.'),
        ("Name", "Bezeichnung"),
        # several in a row, known together, alone or not at all
        ("Export it as it is. a.csv is empty. Fill it.", "Gib es aus, wie es ist. Fülle a.csv, da sie leer ist."),
        ("Export it as it is. This stays.", "Gib es aus, wie es ist. Das bleibt."),
        ("Nobody knows this. Export it as it is.\nNor this", "Nobody knows this. Gib es aus, wie es ist.\nNor this"),
        ("a.csv, line 4: Export it as it is.", "a.csv, Zeile 4: Gib es aus, wie es ist."),
        ("a.csv, line four: Export it as it is.", "a.csv, line four: Gib es aus, wie es ist."),
        ("a new row: Export it as it is.", "eine neue Zeilé：Gib es aus, wie es ist."),
        # a space between Chinese and other letters, and none between Chinese
        ("a.csv lacks its weights.", "a.csv 缺少权重。"),
        ("数据 lacks b.", "数据缺少 b。"),
        ("The run failed. too few. The end", "Der Lauf misslang。zu wenige。The end"),
        # repeated facts
        ("x cannot stand beside y, and x stays.", "x bleibt ohne y."),
        ("x cannot stand beside y, and z stays.", "x cannot stand beside y, and z stays."),
        # braces
        ("Write {soft:20} or {soft}, as in {text}.", "Schreib {soft} oder {soft:20}, wie in {text}."),
        ("{a} is empty. Fill it.", "Fülle {a}, da sie leer ist."),
        (
            r"C:\a\1.csv: cannot be read ([Errno 5] a (b)). Copy it again.",
            r"C:\a\1.csv ist nicht zu lesen: [Errno 5] a (b)",
        ),
    ],
)
def test_what_studio_says_is_found_with_its_facts(english: str, german: str) -> None:
    assert language.said(english) == german


@pytest.mark.usefixtures("in_german")
@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "。",
        "你好。 再见",
        "%s {0} {} {x!r} {",
        "}{",
        "a\0b",
        "😀 \ud800",
        "Traceback:\n  File x\n",
        ". . . : : ",
    ],
)
def test_foreign_text_stays_as_it_is(text: str) -> None:
    assert language.said(text) == text


@pytest.mark.usefixtures("in_german")
@pytest.mark.parametrize(
    "text",
    [
        " cannot stand beside " * 5_000 + " stays",
        ": cannot be read (" * 500 + "). Copy it again",
        "x is empty. " * 8_000,
        " is " * 2_400 + ", not a table",
        "a: b. " * 60,
        " rows" * 2_000,
        "a zip archive is a zip archive, " * 300 + "not a table.",
        "x" * 100_000,
        "\n" * 100_000,
    ],
    ids=range(9),
)
def test_a_long_text_that_almost_fits_takes_no_time(text: str) -> None:
    began = time.thread_time()
    language.said(text)
    assert time.thread_time() - began < 0.3


@pytest.mark.parametrize(
    ("section", "wrong", "chinese"),
    [
        ("training", {"batch_size": 0}, "training.batch_size: 请输入不小于 1 的数。"),
        ("training", {"epochs": 10**6}, "training.epochs: 请输入不大于 10,000 的数。"),
        ("training", {"learning_rate": 0}, "training.learning_rate: 请输入大于 0 的数。"),
        ("training", {"schedule": "quick"}, 'training.schedule: 请填写其中之一："linear", "cosine", "constant"。'),
        ("data", {"merge_labels": "perhaps"}, "data.merge_labels: 请填写 true 或 false。"),
        ("data", {"label_words": ["yes"]}, "data.label_words: 请填写花括号中的名称和值：{name = value}。"),
        ("data", {"exclude": [1, "two"]}, "data.exclude.1: 请输入整数。"),
    ],
)
def test_what_is_wrong_in_a_run_toml_is_said_in_chinese(
    section: str, wrong: dict[str, object], chinese: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"data": {"file": "a.csv", "text": "text", "label": "label"}, "method": {"name": "prompt_tuning"}}
    with pytest.raises(SpecError) as error:
        run_spec_from({**values, section: {**values.get(section, {}), **wrong}})
    monkeypatch.setattr(language, "LANGUAGE", "zh_CN")
    monkeypatch.setattr(language, "_translate", language._dictionary("zh_CN"))
    _forget()
    try:
        assert language.said(error.value.message) == f"run.toml: {chinese}"
    finally:
        _forget()


def test_what_is_known_in_no_language_but_english_stays_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "LANGUAGE", "en")
    _forget()
    assert (
        language.said("a.csv is empty. Choose a file with rows in it.")
        == "a.csv is empty. Choose a file with rows in it."
    )


def test_words_of_the_window_take_their_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"Open {folder}.": "Öffne {folder}.", "{n} row of {file}": "{n} Zeile von {file}", "100 %{": "100 %{"}
    monkeypatch.setattr(language, "_translate", lambda _context, text: words.get(text, ""))
    assert language.tr("Open {folder}.", folder="{a}") == "Öffne {a}."
    assert language.tr("100 %{") == "100 %{"
    assert language.tr("Close {folder}.", folder="b") == "Close b."
    assert language.counted(1, "{n} row of {file}", "{n} rows of {file}", file="a") == "1 Zeile von a"
    assert language.counted(2000, "{n} row of {file}", "{n} rows of {file}", file="a") == "2,000 rows of a"


# --- choosing -------------------------------------------------------------------------------------------------------


@pytest.fixture
def system_speaks(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    class System:
        def __init__(self, names: tuple[str, ...]) -> None:
            self.names = names

        def uiLanguages(self) -> list[str]:
            return list(self.names)

    def speaks(*names: str) -> None:
        monkeypatch.setattr(QLocale, "system", lambda: System(names))

    return speaks


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (("zh-Hans-CN", "zh-CN", "zh"), "zh_CN"),
        (("zh_CN",), "zh_CN"),
        (("zh-SG",), "zh_CN"),
        (("zh",), "zh_CN"),
        (("zh-TW",), "en"),
        (("zh-Hant-TW", "zh-TW", "zh-Hant", "zh"), "en"),  # as Qt has it
        (("zh-Hant-HK", "zh-Hant"), "en"),
        (("zh-TW", "zh-Hans-CN"), "zh_CN"),
        (("en-GB", "zh-CN"), "en"),
        (("de-DE", "zh-CN"), "zh_CN"),
        (("de-DE", "fr"), "en"),
        ((), "en"),
    ],
)
def test_the_first_language_of_the_system_that_the_window_speaks_is_taken(
    system_speaks: Callable[..., None], names: tuple[str, ...], chosen: str
) -> None:
    system_speaks(*names)
    assert language.language_of_system() == chosen


def test_the_environment_goes_before_the_setting_and_the_setting_before_the_system(
    monkeypatch: pytest.MonkeyPatch, system_speaks: Callable[..., None]
) -> None:
    system_speaks("zh-CN")
    monkeypatch.delenv("SOFTPROMPT_LANGUAGE", raising=False)
    assert language.next_language("system") == "zh_CN"
    assert language.next_language("en") == "en"
    monkeypatch.setenv("SOFTPROMPT_LANGUAGE", "zh_CN")
    assert language.next_language("en") == "zh_CN"
    monkeypatch.setenv("SOFTPROMPT_LANGUAGE", "tlh")  # which the window does not speak
    assert language.next_language("en") == "zh_CN"
    system_speaks("de")
    assert language.next_language("en") == "en"


@pytest.mark.usefixtures("in_german")
def test_a_word_alone_in_a_sentence_is_somebodys_name_and_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GERMAN, "test", "Prüfung")
    assert language.said("test") == "Prüfung"
    assert language.said("test is empty. Fill it.") == "Fülle test, da sie leer ist."
