"""A picture of what `softprompt-studio sweep --json` found: `python -m ui.sweep_picture SWEEP.json --out FILE.svg`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize

from studio.errors import SpecError, StudioError
from ui.app import make_application
from ui.charts.picture import Term, save_picture
from ui.charts.sweep_chart import SweepFigure, SweepPoint
from ui.language import said as translated
from ui.language import tr
from ui.pages.plan import short_model
from ui.score_words import SCORES_INSIDE, SPLITS
from ui.theme import theme

_WIDTH, _HEIGHT = 760, 460
_BESIDE, _SLOT = 240, 64  # what axes and names take; the least that a value has


def read_sweep(file: Path) -> SweepFigure:
    """Raises SpecError for a file that is no answer of `sweep --json`, or in which no value has a result."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        return figure_of(said)
    except OSError as error:
        raise SpecError(f"{file}: cannot be read ({error.strerror}). Check the path.") from None
    except (ValueError, LookupError, TypeError, AttributeError):
        raise SpecError(
            f"{file}: this is not what a sweep found. Write it with softprompt-studio sweep ... --json > {file.name}."
        ) from None


def figure_of(said: dict[str, Any]) -> SweepFigure:
    """said: a Sweep in plain values. Raises SpecError where no value has a result."""
    points = [point for point in said["points"] if point["row"]["value"] is not None]
    if not points:
        raise SpecError("No value of this sweep has a result, so there is nothing to draw. Its table says why.")
    are_numbers = all(type(point["value"]) in (int, float) for point in points)
    if are_numbers:
        points.sort(key=lambda point: point["value"])
    metric = {"bleu": "BLEU"}.get(said["metric"], said["metric"])
    seeds = any(point["row"]["interval"] == "seeds" for point in points)
    about = [_measured(said)]
    if any(point["row"]["interval"] for point in points):
        over_seeds = tr("bars: 95 % over {seeds} seeds", seeds=said["seeds"])
        about.append(over_seeds if seeds else tr("bars: 95 % over the rows"))
    failed = [point["row"]["title"] for point in said["points"] if point["row"]["value"] is None]
    if failed:
        about.append(tr("no result: {values}", values=tr(", ").join(failed)))
    title, shown = translated(said["title"]), SCORES_INSIDE.get(said["metric"], metric)
    return SweepFigure(
        title=tr("{title}: {metric}", title=title, metric=shown),
        about=tr("; ").join(about),
        across=Term(title, said["title"]),
        up=Term(shown[0].upper() + shown[1:], metric[0].upper() + metric[1:]),
        points=tuple(
            SweepPoint(
                name=point["row"]["title"],
                value=point["row"]["value"],
                low=point["row"]["low"],
                high=point["row"]["high"],
                baselines={translated(one["title"]): one["value"] for one in point["baselines"]},
            )
            for point in points
        ),
        joined=are_numbers,
    )


def _measured(said: dict[str, Any]) -> str:
    """What was trained, and on what it was measured."""
    facts = {
        "method": translated(said["method"]),
        "rows": f"{said['test_rows']:,}",
        "split": SPLITS.get(said["split"], said["split"]),
    }
    if not said["model"]:
        return tr("{method}, {rows} {split} rows", **facts)
    return tr("{method} on {model}, {rows} {split} rows", model=short_model(said["model"]), **facts)


def write_picture(figure: SweepFigure, out: Path) -> None:
    """An SVG, a PNG or its figures as CSV, by the name's ending. Raises SpecError for another ending, StorageError."""
    save_picture(figure, out, QSize(max(_WIDTH, _BESIDE + len(figure.points) * _SLOT), _HEIGHT))


def main(argv: Sequence[str]) -> int:
    """Draw one sweep into one or several files."""
    parser = argparse.ArgumentParser(prog="python -m ui.sweep_picture", description=__doc__)
    parser.add_argument("sweep", type=Path, help="what softprompt-studio sweep --json printed")
    parser.add_argument("--out", type=Path, nargs="+", required=True, help="files that end in .svg or .png")
    chosen = parser.parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = make_application(["sweep_picture"])
    theme().use("light")
    try:
        figure = read_sweep(chosen.sweep)
        for out in chosen.out:
            write_picture(figure, out)
    except StudioError as error:
        print(error.message, file=sys.stderr)
        return 2
    del app
    print("\n".join(map(str, chosen.out)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
