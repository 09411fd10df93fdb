"""Lengths in steps, and a context divided among what it holds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from studio.data.reading import Budget
from ui.charts.budget_meter import BudgetMeter
from ui.charts.class_balance import ClassBalance
from ui.charts.length_chart import Bin, LengthChart, bins_of
from ui.charts.style import series_color
from ui.theme import colors

SPREADS = st.dictionaries(st.integers(1, 5000), st.integers(1, 50), min_size=1, max_size=60)


@settings(deadline=None)
@given(spread=SPREADS, limit=st.none() | st.integers(1, 6000))
def test_every_row_stands_in_one_step_and_no_step_lies_across_the_limit(
    spread: dict[int, int], limit: int | None
) -> None:
    bins = bins_of(spread, limit)
    assert 1 <= len(bins) <= 34
    assert [one.high for one in bins[:-1]] == [one.low for one in bins[1:]]
    for one in bins:
        inside = [n for n in spread if one.low <= n and (n < one.high or one.is_open)]
        assert one.rows == sum(spread[n] for n in inside)
    assert sum(one.rows for one in bins) == sum(spread.values())
    if limit is not None and min(spread) <= limit < bins[-1].low:
        assert limit + 1 in {one.low for one in bins}


def test_a_few_rows_far_longer_than_all_others_share_the_last_step() -> None:
    bins = bins_of(Counter({20: 5000, 30: 5000, 90_000: 3}), 512)
    assert bins[-1].is_open
    assert bins[-1].high < 1000
    assert bins[-1].rows == 3
    assert "or more" in bins[-1].words()


def test_no_rows_are_an_empty_chart(qtbot: QtBot) -> None:
    chart = LengthChart()
    qtbot.addWidget(chart)
    chart.set_lengths({}, 512)
    chart.grab()
    assert chart.figures() == [("tokens_from", "tokens_below", "rows")]


def test_bars_beyond_the_limit_have_the_warnings_colour(qtbot: QtBot) -> None:
    chart = LengthChart()
    qtbot.addWidget(chart)
    chart.set_lengths({10: 5, 40: 5}, 30)
    chart.resize(400, chart.sizeHint().height())
    drawn = chart.grab().toImage()
    filled = [number for number, one in enumerate(chart.bins()) if one.rows]
    seen = [drawn.pixelColor(chart.center(number).toPoint()).name() for number in filled]
    assert seen == [series_color(0).name(), QColor(colors().warning).name()]


def test_a_bar_of_lengths_is_chosen_by_mouse_and_keys(qtbot: QtBot) -> None:
    chart = LengthChart()
    qtbot.addWidget(chart)
    chart.set_lengths({1: 1, 2: 4, 3: 2}, None)
    chart.resize(300, chart.sizeHint().height())
    chart.show()
    chosen: list[Bin] = []
    chart.chosen.connect(chosen.append)
    assert chart.mark_at(QPointF(-5, 5)) is None
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.center(1).toPoint())
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert [(one.low, one.rows) for one in chosen] == [(2, 4), (3, 2)]
    assert "2 tokens: 4 rows" in chart.accessibleDescription()


@pytest.mark.parametrize(
    ("budget", "longest", "words"),
    [
        (
            Budget(20, 5, 30, 1, 512),
            315,
            "20 virtual, 5 template, 30 text, 1 answer, 456 of 512 free, longest row: 315",
        ),
        (Budget(20, 5, 90, 1, 100), None, "20 virtual, 5 template, 90 text, 1 answer, 16 tokens too many for 100"),
        (Budget(0, 5, 90, 0, None), None, "0 virtual, 5 template, 90 text, 0 answer, the model does not say how much"),
    ],
)
def test_the_meter_says_what_it_draws(qtbot: QtBot, budget: Budget, longest: int | None, words: str) -> None:
    meter = BudgetMeter()
    qtbot.addWidget(meter)
    meter.set_budget(budget, longest)
    assert meter.summary().startswith(words)
    assert meter.heightForWidth(160) > meter.heightForWidth(900)
    assert dict(meter.figures()[1:])["text"] == budget.text


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_chart_in_a_closed_fold_is_saved_whole(qtbot: QtBot, tmp_path: Path, ending: str) -> None:
    chart = ClassBalance()
    qtbot.addWidget(chart)
    chart.set_counts({f"label {number}": 100 - number for number in range(40)})
    chart.tools.write(tmp_path / f"chart.{ending}")
    if ending == "png":
        picture = QImage(str(tmp_path / "chart.png"))
        assert (picture.width(), picture.height()) == (2 * 480, 2 * chart.sizeHint().height())
    else:
        assert "label 39" in (tmp_path / "chart.svg").read_text()


def test_a_context_is_drawn_to_scale(qtbot: QtBot) -> None:
    meter = BudgetMeter()
    qtbot.addWidget(meter)
    meter.set_budget(Budget(25, 0, 25, 0, 100))
    meter.resize(400, meter.heightForWidth(400))
    drawn = meter.grab().toImage()
    shown = [drawn.pixelColor(x, 10).name() for x in (50, 150, 250)]
    look = colors()
    assert shown == [series_color(0).name(), QColor(look.muted).name(), QColor(look.hairline).name()]
