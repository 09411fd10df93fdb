"""Help is one key away on every page, and goes along from page to page."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt, QUrl
from pytestqt.qtbot import QtBot

from studio.paths import resources_dir
from ui.help_panel import help_file
from ui.language import LANGUAGES
from ui.main_window import MainWindow
from ui.side_bar import PAGES, PageEntry


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_every_page_has_its_help(page: PageEntry) -> None:
    assert help_file(page.key).read_text(encoding="utf-8").startswith(f"# {page.title}\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_links_of_every_page_of_help_lead_somewhere(language: str) -> None:
    pages = {page.key for page in PAGES}
    for key in pages:
        text = help_file(key, language).read_text(encoding="utf-8")
        assert text.startswith("# ")
        assert set(re.findall(r"\(page:(\w+)\)", text)) <= pages


def test_no_help_is_written_for_a_page_that_is_not_there() -> None:
    for folder in (resources_dir() / "help").iterdir():
        assert {file.stem for file in folder.glob("*.md")} <= {page.key for page in PAGES}


def test_a_page_whose_help_is_not_translated_is_explained_in_english() -> None:
    assert help_file("home", "xx") == help_file("home", "en")


@pytest.mark.parametrize("language", LANGUAGES.keys() - {"en"})
def test_help_says_the_same_in_every_language(language: str) -> None:
    english = sorted(help_file("home", "en").parent.glob("*.md"))
    assert {file.name for file in english} == {file.name for file in help_file("home", language).parent.glob("*.md")}
    for file in english:
        said, meant = help_file(file.stem, language).read_text("utf-8"), file.read_text("utf-8")
        for marks in (
            r"^#+ ",
            r"^- ",
            r"\]\([^)]*\)",
            r"`[^`]*`",
            r"\*\*",
            r"\b(?:Ctrl|Alt)\+[\w+]+|\bF\d\b|\bDel\b",
        ):
            found, wanted = (sorted(re.findall(marks, text, re.MULTILINE | re.ASCII)) for text in (said, meant))
            assert found == wanted, f"{file.name}: {marks}"


def test_f1_opens_the_help_of_the_page_and_a_link_leads_on(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page("data")
    window.menus.actions["help"].trigger()
    assert window.help.isVisible()
    assert window.help.text.toPlainText().startswith("Data")
    window.help.text.anchorClicked.emit(QUrl("page:model"))
    assert window.page_key == "model"
    assert window.help.text.toPlainText().startswith("Model")
    qtbot.keyClick(window.help, Qt.Key.Key_Escape)
    assert not window.help.isVisible()


@pytest.mark.parametrize(("width", "is_beside"), [(1400, True), (1024, False)])
def test_the_page_keeps_its_room(qtbot: QtBot, window: MainWindow, width: int, is_beside: bool) -> None:
    window.resize(width, 700)
    window.toggle_help()
    qtbot.waitUntil(lambda: window.help.height() > 400)
    assert (window.row.indexOf(window.help) >= 0) == is_beside
    assert window.width() == width
    right = window.help.mapTo(window, window.help.rect().topRight()).x()
    assert abs(right - width) <= 1
    window.resize(1400 if width == 1024 else 1024, 700)
    qtbot.waitUntil(lambda: (window.row.indexOf(window.help) >= 0) != is_beside)
    assert window.help.isVisible()
