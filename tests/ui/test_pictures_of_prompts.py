"""Drawn pictures: they fit, they say what stands under the pointer, and a hundred tokens are painted at once."""

from __future__ import annotations

import csv
import math
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from studio.errors import SpecError, StorageError
from tests.ui import found
from ui.charts.axes import round_ticks, tick_texts
from ui.charts.heat_map import HeatMap
from ui.charts.lettering import broken
from ui.charts.picture import Picture, Term, save_picture, save_table
from ui.charts.step_lines import StepLine, StepLines
from ui.charts.token_bars import Band, BarGroup, TokenBars
from ui.pages import inspector_pictures as pictures
from ui.theme import colors

BOX = QRectF(0, 0, 700, 420)
BARS = TokenBars(
    "Lengths",
    "About them.",
    "Token",
    "Length",
    ("Keys", "Values"),
    (BarGroup("1", (2.0, -1.0), (1.5, None)), BarGroup("2", (4.0, 0.5), (1.5, 0.25))),
    Band("Words", 1.0, 0.2),
    mark="words",
)
LINES = StepLines(
    "Loss",
    "",
    "Step",
    "Loss",
    (0, 10, 20),
    (StepLine("token 1", (0.0, 1.0, 2.0)), StepLine("mean", (0.5, 0.75, 1.0), strong=True)),
    ((10, "best"),),
)
MAP = HeatMap("Likeness", "", "token", "token", ("1", "2"), ("1", "2", "3"), [[1.0, 0.0, -1.0], [0.5, math.nan, 3.0]])


def drawn(picture: Picture, box: QRectF = BOX) -> QImage:
    image = QImage(round(box.width()), round(box.height()), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    picture.draw(painter, box)
    painter.end()
    return image


@pytest.mark.usefixtures("qapp")
def test_bars_stand_on_zero_and_say_their_values() -> None:
    plot = BARS._axes(BOX).plot
    image, axes = drawn(BARS), BARS._axes(BOX)
    first = QPointF(plot.left() + plot.width() * 0.25 - 10, axes.y(1.8))
    assert image.pixelColor(first.toPoint()) == QColor(colors().series[0])
    below = QPointF(plot.left() + plot.width() * 0.25 + 10, axes.y(-0.5))
    assert image.pixelColor(below.toPoint()) == QColor(colors().series[1])
    assert BARS.told(BOX, first) == "Token 1: Keys 2 (words: 1.5), Values -1"
    assert (
        BARS.told(BOX, QPointF(plot.right() - 5, plot.top() + 5))
        == "Token 2: Keys 4 (words: 1.5), Values 0.5 (words: 0.25)"
    )
    assert BARS.told(BOX, QPointF(1, 1)) == ""


@pytest.mark.usefixtures("qapp")
def test_lines_say_the_step_the_strong_values_and_the_nearest_token() -> None:
    axes = LINES._axes(BOX)
    assert LINES.told(BOX, QPointF(axes.x(11), axes.y(1.0))) == "Step 10: mean 0.75, token 1 1, best"
    drawn(LINES)


@pytest.mark.usefixtures("qapp")
def test_a_cell_of_a_heat_map_has_the_colour_of_its_value() -> None:
    image, grid = drawn(MAP), MAP._grid(BOX)
    cell = grid.width() / 3

    def color(row: int, column: int) -> QColor:
        place = QPointF(grid.left() + (column + 0.5) * cell, grid.top() + (row + 0.5) * cell)
        return image.pixelColor(place.toPoint())

    assert color(0, 0) == QColor(colors().series[0])
    assert color(0, 2) == QColor(colors().series[1])
    assert color(1, 1) == color(0, 1)  # what is no number is drawn as nothing
    assert color(1, 2) == color(0, 0)  # beyond the scale is its end


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("size", [(180, 120), (280, 240), (1600, 900)])
def test_every_picture_can_be_drawn_small_and_large(size: tuple[int, int]) -> None:
    told = found.explanation(tokens=3)
    for picture in (
        BARS,
        LINES,
        MAP,
        pictures.plane(told.members[0], "films", "distance", until=1, with_words=True, with_trail=True),
        replace(BARS, groups=()),
        replace(LINES, steps=(4,), lines=(StepLine("mean", (1.0,), strong=True),), marks=()),
        pictures.plane(
            found.explanation(tokens=1, kept=False).members[0],
            "one",
            "distance",
            until=None,
            with_words=False,
            with_trail=True,
        ),
    ):
        drawn(picture, QRectF(0, 0, *size))


@pytest.mark.usefixtures("qapp")
def test_the_title_is_in_the_file_and_the_numbers_in_the_table(tmp_path: Path) -> None:
    save_picture(BARS, tmp_path / "bars.svg")
    written = (tmp_path / "bars.svg").read_text(encoding="utf-8")
    assert "<title>Lengths</title>" in written
    assert "<text" not in written  # words are outlines
    save_picture(BARS, tmp_path / "bars.csv")
    rows = list(csv.reader((tmp_path / "bars.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["Token", "Keys", "Values", "Keys, words", "Values, words"]
    assert rows[1] == ["1", "2.0", "-1.0", "1.5", ""]
    save_picture(BARS, tmp_path / "bars.png")
    assert QImage(str(tmp_path / "bars.png")).width() == 2 * 760


@pytest.mark.usefixtures("qapp")
def test_what_cannot_be_saved_says_why(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"ends in \.svg or \.png"):
        save_picture(BARS, tmp_path / "bars.gif")
    with pytest.raises(StorageError, match="cannot be written"):
        save_table([["a"]], tmp_path / "nowhere" / "a.csv")


def test_a_file_has_english_words_whatever_the_window_speaks(tmp_path: Path) -> None:
    words = replace(BARS, noun=Term("词元", "Token"), kinds=(Term("键", "Keys"), "Values"), mark=Term("词", "words"))
    table = words.table()
    assert list(table[0]) == ["词元", "键", "Values", "键, 词", "Values, 词"]
    save_table(table, tmp_path / "bars.csv")
    written = (tmp_path / "bars.csv").read_text(encoding="utf-8").splitlines()
    assert written[0] == 'Token,Keys,Values,"Keys, words","Values, words"'


@pytest.mark.usefixtures("qapp")
def test_chinese_is_broken_between_characters_and_no_line_begins_with_a_mark() -> None:
    metrics = QFontMetricsF(QFont())
    width = metrics.horizontalAdvance("词") * 5.5
    lines = broken("每个向量的长度，色带是词的常见范围。", width, metrics)
    assert "".join(lines) == "每个向量的长度，色带是词的常见范围。"
    assert all(metrics.horizontalAdvance(line) <= width for line in lines)
    assert len(lines) == 4
    assert not any(line[0] in "，。" for line in lines)


@pytest.mark.parametrize(
    ("low", "high"), [(0.0, 1.0), (-0.03, 0.07), (7.2, 8.2), (3.0, 3.0), (0.0, 0.0), (0.0, 12345.0)]
)
def test_axes_have_round_numbers_around_what_they_measure(low: float, high: float) -> None:
    ticks = round_ticks(low, high)
    assert ticks[0] <= low + 1e-9
    assert ticks[-1] >= high - 1e-9
    assert 3 <= len(ticks) <= 8
    steps = {round(after - before, 9) for before, after in pairwise(ticks)}
    assert len(steps) == 1
    assert len(set(tick_texts(ticks))) == len(ticks)


@pytest.mark.alone
def test_a_hundred_tokens_are_painted_at_once(qapp: QApplication) -> None:  # noqa: ARG001
    member = found.explanation(tokens=100).members[0]
    for picture in (
        pictures.likeness(member.similarity, "films", "films", 0.5),
        pictures.plane(member, "films", "distance", until=None, with_words=True, with_trail=True),
        pictures.sizes(member, "films"),
    ):
        drawn(picture)
        began = time.process_time()
        drawn(picture)
        assert time.process_time() - began < 0.2, picture.title
