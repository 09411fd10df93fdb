"""Words that change often leave the page around them where it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.steady import Steady
from ui.widgets import label


class _Layouts(QObject):
    """How often a page was laid out anew."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.seen = 0
        page.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.seen += event.type() == QEvent.Type.LayoutRequest
        return False


def page_with(qtbot: QtBot, inside: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.addWidget(inside)
    column.addStretch(1)
    page.resize(300, 200)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    qtbot.wait(20)
    words = inside.findChild(QLabel)
    words.setText(f"{words.text()} ")  # the first height that a label tells may be that of another font
    qtbot.wait(20)
    return page


def test_words_of_the_same_height_do_not_move_the_page(qtbot: QtBot) -> None:
    words = label("step 1", wrap=True)
    held = Steady(words)
    page = page_with(qtbot, held)
    layouts = _Layouts(page)
    before = held.geometry()
    words.setText("step 200")
    qtbot.wait(20)
    assert layouts.seen == 0
    words.setText("a sentence that is far too long for a single line of a page as narrow as this one is")
    qtbot.waitUntil(lambda: held.height() >= 2 * before.height())
    assert layouts.seen > 0
    assert words.geometry() == held.rect()


def test_a_number_keeps_the_room_that_a_longer_one_took(qtbot: QtBot) -> None:
    words = label("1.0")
    held = Steady(words)
    page = page_with(qtbot, held)
    layouts = _Layouts(page)
    words.setText("123,456.789")
    qtbot.waitUntil(lambda: layouts.seen > 0)
    widest = held.sizeHint().width()
    assert widest >= words.sizeHint().width()
    qtbot.wait(20)
    layouts.seen = 0
    words.setText("2.0")
    qtbot.wait(20)
    assert layouts.seen == 0
    assert held.sizeHint().width() == widest


def test_a_long_number_that_comes_again_is_whole_in_a_narrow_window(qtbot: QtBot) -> None:
    number, beside = label("123,456.789 a second"), QLineEdit()
    held = Steady(number)
    page, row = QWidget(), QHBoxLayout()
    page.setLayout(row)
    row.addWidget(held)
    row.addWidget(beside)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    number.setText("1.0")
    qtbot.wait(20)
    held.updateGeometry()  # as another look of the window does
    qtbot.wait(20)
    number.setText("123,456.789 a second")
    qtbot.wait(20)
    page.resize(10, 60)
    qtbot.wait(20)
    assert number.width() >= number.sizeHint().width()
