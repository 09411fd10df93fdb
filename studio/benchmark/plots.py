"""The curves of a measurement as pictures (SVG) and as a table. No torch, and no Qt, so that it works on any server."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from studio.benchmark.findings import SIDES, Curve
from studio.errors import StorageError

_COLORS = {"ours": "#0072b2", "recipe": "#d55e00", "best": "#009e73"}  # told apart by the colour-blind, too
_WIDTH, _HEIGHT = 720, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 72, 24, 92, 56
_TICKS = 5  # at most


def draw_curves(curves: Mapping[str, Curve], folder: Path) -> list[Path]:
    """Write `curves.csv` and one SVG a curve. Returns them. Raises StorageError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        numbers = folder / "curves.csv"
        with numbers.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["curve", "x", "side", "seconds_a_step"])
            for name, curve in curves.items():
                for side, seconds in curve.seconds.items():
                    writer.writerows([name, x, side, took] for x, took in zip(curve.x, seconds, strict=True))
        written = [numbers]
        for name, curve in curves.items():
            written.append(folder / f"{name}.svg")
            written[-1].write_text(picture(curve), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{folder}: cannot be written ({error.strerror}). Choose another folder.") from None
    return written


def picture(curve: Curve) -> str:
    """A curve as SVG: a line a side, both axes from 0."""
    most = max(max(seconds) for seconds in curve.seconds.values())
    tick = _round_up(most / _TICKS)
    ticks = math.ceil(most / tick)

    def place(x: float, seconds: float) -> tuple[float, float]:
        across = _LEFT + (_WIDTH - _LEFT - _RIGHT) * x / max(curve.x)
        return across, _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * seconds / (ticks * tick)

    parts = [
        _text(_LEFT, 28, curve.title, size=16, weight="bold"),
        _text(_WIDTH / 2, _HEIGHT - 14, curve.grows, anchor="middle"),
    ]
    for number in range(ticks + 1):
        left, height = place(0, number * tick)
        parts.append(f'<path d="M{left} {height:.1f}H{_WIDTH - _RIGHT}" stroke="#d8d8d8"/>')
        parts.append(_text(left - 8, height + 4, f"{number * tick:g} s", anchor="end"))
    parts += [_text(place(x, 0)[0], _HEIGHT - _BOTTOM + 20, f"{x:g}", anchor="middle") for x in curve.x]
    for number, (side, seconds) in enumerate(curve.seconds.items()):
        parts += _line([place(x, took) for x, took in zip(curve.x, seconds, strict=True)], _COLORS[side])
        at = _LEFT + number * 180
        parts.append(f'<path d="M{at} 56h20" stroke="{_COLORS[side]}" stroke-width="3"/>')
        parts.append(_text(at + 26, 60, SIDES[side]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        f'font-size="12" fill="#222">\n<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _line(points: Sequence[tuple[float, float]], color: str) -> list[str]:
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}"/>' for x, y in points]
    return [f'<polyline points="{joined}" fill="none" stroke="{color}" stroke-width="2.5"/>', *dots]


def _text(x: float, y: float, text: str, *, size: int = 12, anchor: str = "start", weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}">'
        f"{escape(text)}</text>"
    )


def _round_up(value: float) -> float:
    """The least of 1, 2, 2.5 and 5 times a power of ten that is not below a value above 0."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= value)
