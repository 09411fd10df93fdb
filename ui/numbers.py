"""Numbers as people read them."""

from __future__ import annotations

import time
from datetime import datetime

from PySide6.QtCore import QDate

from ui.language import local, tr


def count(value: int) -> str:
    """1,234. With a noun: `counted` of ui.language."""
    return f"{value:,}"


def short_count(value: float) -> str:
    """950, 12.3 k, 4.1 M, 1.1 B."""
    for size, unit in ((1e9, "B"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            scaled = value / (1e3 if unit == "k" else size)
            return f"{scaled:.0f} {unit}" if scaled >= 100 else f"{scaled:.1f} {unit}"
    return f"{value:,.0f}"


def size(number_of_bytes: float) -> str:
    """12 KB, 3.4 MB, 1.2 GB."""
    for unit in ("B", "KB", "MB", "GB"):
        if number_of_bytes < 1000 or unit == "GB":
            break
        number_of_bytes /= 1000
    return f"{number_of_bytes:.0f} {unit}" if number_of_bytes >= 10 or unit == "B" else f"{number_of_bytes:.1f} {unit}"


def percent(fraction: float | None, decimals: int = 1) -> str:
    """0.934 is 93.4 %; a dash where there is none."""
    return "–" if fraction is None else f"{fraction * 100:.{decimals}f} %"


def duration(seconds: float | None) -> str:
    """8 s, 2 min 05 s, 1 h 20 min; a dash where there is none."""
    if seconds is None or seconds != seconds or seconds < 0 or seconds == float("inf"):
        return "–"
    if seconds < 10:
        return tr("{seconds:.1f} s", seconds=seconds)
    if seconds < 60:
        return tr("{seconds:.0f} s", seconds=seconds)
    whole = round(seconds)
    if whole < 3600:
        return tr("{minutes} min {seconds:02d} s", minutes=whole // 60, seconds=whole % 60)
    return tr("{hours} h {minutes:02d} min", hours=whole // 3600, minutes=whole % 3600 // 60)


def rate(value: float) -> str:
    """A learning rate or another small number: 0.1, 0.003, 2.5e-05."""
    return f"{value:.3g}"


def when(moment: float, now: float | None = None) -> str:
    """A time in words: "just now", "5 min ago", "today, 14:02", "12 Nov 2026"."""
    now = time.time() if now is None else now
    passed = now - moment
    if 0 <= passed < 60:
        return tr("just now")
    if 0 <= passed < 3600:
        return tr("{minutes} min ago", minutes=int(passed // 60))
    then, today = datetime.fromtimestamp(moment), datetime.fromtimestamp(now)
    if then.date() == today.date():
        return tr("today, {time}", time=f"{then:%H:%M}")
    return local().toString(QDate(then.year, then.month, then.day), tr("d MMM yyyy"))


def short_revision(revision: str) -> str:
    """A commit by its first eight characters; a branch or a tag as it is."""
    is_commit = len(revision) == 40 and not revision.strip("0123456789abcdef")
    return revision[:8] if is_commit else revision
