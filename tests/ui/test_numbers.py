"""Numbers, times and dates as people read them."""

from __future__ import annotations

from datetime import datetime

import pytest

from ui import language, numbers

NOW = datetime(2026, 11, 12, 15, 30).timestamp()
CHINESE = {
    "d MMM yyyy": "yyyy年M月d日",
    "{minutes} min {seconds:02d} s": "{minutes} 分 {seconds:02d} 秒",
}


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 12, 15, 29, 30), "just now"),
        (datetime(2026, 11, 12, 15, 24), "6 min ago"),
        (datetime(2026, 11, 12, 9, 5), "today, 09:05"),
        (datetime(2026, 9, 1, 9, 5), "1 Sep 2026"),
    ],
)
def test_a_moment_is_told_as_people_tell_it(moment: datetime, words: str) -> None:
    assert numbers.when(moment.timestamp(), NOW) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "–"), (float("inf"), "–"), (8.25, "8.2 s"), (59, "59 s"), (125, "2 min 05 s"), (4800, "1 h 20 min")],
)
def test_a_duration_has_two_units_at_most(seconds: float | None, words: str) -> None:
    assert numbers.duration(seconds) == words


def test_times_and_dates_are_told_in_the_language_of_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_translate", lambda _context, text: CHINESE.get(text, ""))
    assert numbers.when(datetime(2026, 9, 1).timestamp(), NOW) == "2026年9月1日"
    assert numbers.duration(125) == "2 分 05 秒"
