"""A sweep's picture: every value's point, its interval and the baselines, with no word cut off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QColor, QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication

from studio.sweep import Point, Sweep
from studio.terminal import plain
from studio.trials import Row
from ui.charts.lettering import broken
from ui.charts.style import series_color
from ui.charts.sweep_chart import ticks
from ui.sweep_picture import main, read_sweep
from ui.theme import LIGHT, figures_font, theme


@pytest.fixture(autouse=True)
def _look_of_the_system_afterwards(qapp: QApplication) -> Iterator[None]:  # noqa: ARG001 -- its fonts measure text
    yield
    theme().use("system")


def written(folder: Path, scores: dict[Any, float | None], zero_shot: list[float], **facts: Any) -> Path:
    """What `sweep --json` prints of values and their scores, from the command's own classes."""
    points = []
    for (value, score), zero in zip(scores.items(), zero_shot, strict=True):
        if score is None:
            points.append(Point(value, Row("prompt_tuning", str(value), remark="left out: too many"), []))
            continue
        row = Row("prompt_tuning", str(value), ("run",), score, score - 0.02, score + 0.01, "seeds")
        points.append(
            Point(value, row, [Row("majority", "Majority class", value=0.5), Row("zero_shot", "Zero-shot", value=zero)])
        )
    said = {
        "setting": "method.num_virtual_tokens",
        "title": "Virtual tokens",
        "project": folder,
        "method": "Prompt tuning",
        "model": "starter",
        "metric": "accuracy",
        "split": "test",
        "test_rows": 557,
        "seeds": 3,
    }
    file = folder / "found.json"
    file.write_text(json.dumps(plain(Sweep(**said | facts, points=points))), encoding="utf-8")
    return file


def pixels(image: QImage, color: QColor) -> int:
    wanted = color.rgb()
    return sum(image.pixel(x, y) == wanted for y in range(image.height()) for x in range(0, image.width(), 2))


def test_numbers_stand_in_their_order_and_what_has_no_result_is_named(tmp_path: Path) -> None:
    file = written(tmp_path, {20: 0.9, 5: 0.8, 900: None}, [0.5, 0.5, 0.5])
    figure = read_sweep(file)
    assert [point.name for point in figure.points] == ["5", "20"]
    assert figure.joined
    assert (figure.title, figure.across, figure.up) == ("Virtual tokens: accuracy", "Virtual tokens", "Accuracy")
    assert figure.about == "Prompt tuning on starter, 557 test rows; bars: 95 % over 3 seeds; no result: 900"
    assert figure.baselines == {(0.5, 0.5): ["Majority class", "Zero-shot"]}
    words = read_sweep(written(tmp_path, {"random": 0.9, "class_labels": 0.8}, [0.6, 0.7], metric="bleu", model=""))
    assert [point.name for point in words.points] == ["random", "class_labels"]
    assert not words.joined
    assert (words.up, words.about[:26]) == ("BLEU", "Prompt tuning, 557 test ro")
    assert words.baselines == {(0.5, 0.5): ["Majority class"], (0.6, 0.7): ["Zero-shot"]}


def test_an_svg_has_a_dot_a_value_and_a_dashed_line_a_baseline(tmp_path: Path) -> None:
    file = written(tmp_path, {"random": 0.9, "sampled_vocabulary": 0.8, "class_labels": 0.95}, [0.6, 0.6, 0.6])
    assert main([str(file), "--out", str(tmp_path / "found.svg")]) == 0
    drawn = (tmp_path / "found.svg").read_text(encoding="utf-8")
    assert drawn.count("<circle") == 3
    assert drawn.count("stroke-dasharray") == 2
    assert "<text" not in drawn  # it would look otherwise where the font is missing
    assert "<desc>random: 0.900 (0.880 to 0.910); sampled_vocabulary: 0.800 (0.780 to 0.810); class" in drawn


@pytest.mark.parametrize("count", [1, 4, 25])
def test_no_word_of_a_png_is_cut_off_at_its_edges(tmp_path: Path, count: int) -> None:
    names = {f"{number}/a-model-with_a_very_long_name" + "x" * 40: 1.0 - number / 100 for number in range(count)}
    file = written(tmp_path, names, [0.3] * count, title="Base model", model="a model whose name is long " * 6)
    assert main([str(file), "--out", str(tmp_path / "found.png")]) == 0
    image = QImage(str(tmp_path / "found.png"))
    wide, high, margin = image.width(), image.height(), 16
    rows = [*range(margin), *range(high - margin, high)]
    columns = [*range(margin), *range(wide - margin, wide)]
    around = {image.pixel(x, y) for y in rows for x in range(wide)}
    around |= {image.pixel(x, y) for y in range(high) for x in columns}
    assert around == {QColor(LIGHT.ground).rgb()}
    assert pixels(image, series_color(0)) > 100 * count
    assert pixels(image, series_color(1)) > 100


@pytest.mark.parametrize(
    ("lowest", "highest", "expected"),
    [
        (0.867, 0.992, [0.85, 0.90, 0.95, 1.0]),
        (0.3, 1.0, [0.2, 0.4, 0.6, 0.8, 1.0]),
        (0.0, 0.0, [0.0, 0.02, 0.04]),
        (1.0, 1.0, [0.96, 0.98, 1.0]),
    ],
)
def test_the_axis_has_round_numbers_around_all_scores(lowest: float, highest: float, expected: list[float]) -> None:
    assert ticks(lowest, highest) == pytest.approx(expected)


def test_a_long_name_is_broken_where_it_may_be() -> None:
    metrics = QFontMetricsF(figures_font())
    width = metrics.horizontalAdvance("google/flan-t5-")
    assert broken("google/flan-t5-base", width + 1, metrics) == ["google/flan-t5-", "base"]
    assert broken("starter", width, metrics) == ["starter"]
    long = broken("x" * 99 + " and more" * 20, width, metrics)
    assert len(long) == 4
    assert all(metrics.horizontalAdvance(line) <= width for line in long)


@pytest.mark.parametrize(
    ("text", "out", "says"),
    [
        ("[]", "a.svg", "found.json: this is not what a sweep found."),
        ("no json", "a.svg", "found.json: this is not what a sweep found."),
        ('{"points": []}', "a.svg", "so there is nothing to draw"),
        (None, "a.gif", "a picture's name ends in .svg or .png"),
        (None, "none/a.svg", "cannot be written"),
    ],
)
def test_what_cannot_be_drawn_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, out: str, says: str
) -> None:
    file = written(tmp_path, {1: 0.9}, [0.5])
    if text is not None:
        file.write_text(text, encoding="utf-8")
    assert main([str(file), "--out", str(tmp_path / out)]) == 2
    assert says in capsys.readouterr().err
