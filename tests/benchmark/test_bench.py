"""The benchmark measures the program itself, and both sides compute the same. Its figures here mean nothing."""

from __future__ import annotations

import csv
import importlib.util
import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import torch
from typer.testing import CliRunner

from studio.benchmark import measure as measuring
from studio.benchmark.findings import RATIOS, SIDES, Curve
from studio.benchmark.ours import Ours
from studio.benchmark.plots import draw_curves
from studio.benchmark.theirs import Theirs
from studio.benchmark.workload import LENGTHS, TINY, WRITTEN, Plan, draw_rows, shown_examples, write_model
from studio.cli import app
from studio.errors import StorageError
from studio.fresh_process import in_child, most_resident

PLAN = Plan(threads=1, device="cpu").quick()
SOME = draw_rows(TINY, 6)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench")
    write_model(TINY, path)
    return path


@pytest.fixture(autouse=True)
def threads() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is measured here, and products are small: a child imports for seconds."""

    def here(function: Callable[..., int], *arguments: Any) -> int:
        return function(*arguments)

    monkeypatch.setattr(measuring, "in_child", here)
    monkeypatch.setattr(measuring, "_PRODUCTS", (64,))
    monkeypatch.setattr(measuring, "_PRODUCT_SECONDS", 0.01)


def _numbers(value: Any) -> Iterator[float]:
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _numbers(item)
    if isinstance(value, float | int) and not isinstance(value, bool):
        yield value


@pytest.mark.usefixtures("one_process")
def test_bench_says_everything_in_json_and_draws_it(tmp_path: Path) -> None:
    arguments = ["bench", "--quick", "--threads", "1", "--device", "cpu", "--plots", str(tmp_path), "--json"]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)

    assert said["ratios"].keys() == said["spread"].keys() == RATIOS.keys()
    assert {"train_p20", "train_p100", "predict_p100", "adapters8", "write_p20", "cpt"} == said["seconds"].keys()
    assert SIDES.keys() == said["memory"].keys()
    assert (said["rows"], said["batch"], said["rounds"]) == (8, 4, 1)
    assert (said["machine"]["threads"], said["machine"]["our_precision"]) == (1, "float32")
    assert 0 <= said.pop("loss_gap") < 1e-5
    assert 0 <= said.pop("gradient_gap") < 1e-4
    numbers = list(_numbers(said))
    assert len(numbers) > 50
    assert all(math.isfinite(number) and number > 0 for number in numbers)
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["curves.csv", "rows_a_step.svg", "virtual_tokens.svg"]


@pytest.mark.usefixtures("one_process")
def test_bench_is_a_table_for_people() -> None:
    done = CliRunner().invoke(app, ["bench", "--quick", "--threads", "1", "--device", "cpu"], catch_exceptions=False)

    assert done.exit_code == 0, done.stderr
    for words in ("Softprompt Studio beside PEFT", "Scoring, 8 adapters", "Memory at most", "GFLOP/s", "in turn: 1."):
        assert words in done.stdout


def test_without_peft_bench_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    done = CliRunner().invoke(app, ["bench", "--json"])

    assert done.exit_code == 2
    said = json.loads(done.stdout)
    assert said["error"] == "SetupError"
    assert "pip install 'softprompt-studio[bench]'" in said["message"]


def test_a_gap_is_seen_where_the_prompts_are_not_the_same(folder: Path) -> None:
    ours, theirs = Ours(folder, PLAN, precision="fp32"), Theirs(folder, PLAN)
    at = theirs.gradient(20)
    steps = ours.watched_epoch(SOME, tokens=20, batch=4)

    assert sorted(row for step in steps for row in step.rows) == sorted(SOME)
    for step in steps:
        loss, gradient = at(step.rows, step.vectors)
        assert step.loss == pytest.approx(loss, rel=1e-5)
        assert float((step.gradient - gradient).norm() / gradient.norm()) < 1e-4
        other_loss, other = at(step.rows, step.vectors.flip(0))
        assert step.loss != pytest.approx(other_loss, rel=1e-4)
        assert float((step.gradient - other).norm() / other.norm()) > 1e-2
    assert not torch.equal(steps[0].vectors, steps[1].vectors)


def test_a_round_of_either_side_passes_over_every_row_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs, shown = Ours(folder, PLAN), Theirs(folder, PLAN), shown_examples(TINY)
    read: list[int] = []

    def count(_module: Any, _args: Any, inputs: dict[str, Any], _output: Any) -> None:
        labels = inputs["labels"]
        read.append(int((labels[:, -labels.shape[1] :] != -100).any(1).sum()))

    theirs._network.register_forward_hook(count, with_kwargs=True)
    for work in (
        theirs.training(SOME, tokens=20, batch=4),
        theirs.training(SOME, tokens=20, batch=4, best=True),
        theirs.context_training(SOME, shown=shown, batch=4),
    ):
        read.clear()
        work()
        assert sorted(read) == [2, 4]
    read.clear()
    theirs.scoring(SOME, tokens=20, batch=4, adapters=3)()
    assert sorted(read) == [2, 2, 2, 4, 4, 4]

    from studio.data.task import Task

    sizes: list[int] = []
    collate = Task.collate
    monkeypatch.setattr(Task, "collate", lambda task, rows: sizes.append(len(rows)) or collate(task, rows))
    for work, rows in (
        (ours.training(SOME, tokens=20, batch=4), 6),
        (ours.context_training(SOME, shown=shown, batch=4), 6),
        (ours.scoring(SOME, tokens=20, batch=4, adapters=3), 18),
    ):
        for _ in range(2):
            sizes.clear()
            work()
            assert sum(sizes) == rows


def test_both_sides_write_as_many_tokens_behind_every_row(folder: Path) -> None:
    ours, theirs = Ours(folder, PLAN), Theirs(folder, PLAN)
    passes = [0, 0]

    def count(side: int) -> Callable[..., None]:
        def hook(*_: Any) -> None:
            passes[side] += 1

        return hook

    ours.model.base.network.transformer.h[0].register_forward_hook(count(0))
    theirs._network.transformer.h[0].register_forward_hook(count(1))
    for side, work in enumerate(
        (ours.writing(SOME, tokens=20, batch=4), theirs.writing(SOME, tokens=20, batch=4, best=True))
    ):
        passes[side] = 0
        work()
    in_front = 1
    assert passes == [2 * WRITTEN + in_front, 2 * WRITTEN]


def test_what_this_process_holds_is_not_counted_as_memory_of_a_child() -> None:
    held = torch.ones(400_000_000, dtype=torch.int8)

    assert in_child(most_resident) < held.numel() < most_resident()


def test_lengths_are_drawn_evenly_and_rows_are_the_same_each_time() -> None:
    rows = draw_rows(TINY, 4000)
    shares = [sum(len(row) == length for row in rows) / len(rows) for length in LENGTHS]

    assert rows == draw_rows(TINY, 4000)
    assert sum(shares) == 1
    assert all(0.1 < share < 0.15 for share in shares)
    assert len(shown_examples(TINY)) == 100


def test_a_picture_shows_a_line_for_each_side_and_the_table_its_numbers(tmp_path: Path) -> None:
    curve = Curve("A title", "virtual tokens", (1, 20), {"ours": [0.1, 0.2], "recipe": [0.3, 0.45]})
    table, picture = draw_curves({"virtual_tokens": curve}, tmp_path / "new")

    lines = [line.get("points") for line in ElementTree.parse(picture).iter("{http://www.w3.org/2000/svg}polyline")]
    assert lines == ["103.2,309.6 696.0,255.2", "103.2,200.8 696.0,119.2"]
    assert all(words in picture.read_text(encoding="utf-8") for words in ("A title", "PEFT, recipe", "0.5 s"))
    with table.open(encoding="utf-8") as file:
        assert list(csv.reader(file))[1:] == [
            ["virtual_tokens", "1", "ours", "0.1"],
            ["virtual_tokens", "20", "ours", "0.2"],
            ["virtual_tokens", "1", "recipe", "0.3"],
            ["virtual_tokens", "20", "recipe", "0.45"],
        ]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="Choose another folder"):
        draw_curves({}, tmp_path / "file")
