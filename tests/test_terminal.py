from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from rich.console import Console

from studio.errors import TableError
from studio.events import Paused
from studio.terminal import Answer, plain, score, size, table


def _run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_with_json_nothing_but_the_value_is_on_standard_output_whoever_prints() -> None:
    done = _run(
        "import os, subprocess, sys\n"
        "from studio.terminal import Answer\n"
        "print('before')\n"
        "with Answer(as_json=True) as answer:\n"
        "    print('from python')\n"
        "    os.write(1, b'from C\\n')\n"
        "    subprocess.run([sys.executable, '-c', 'print(\"from a child\")'])\n"
        "    answer.give({'rows': 3}, 'for people')\n"
    )

    assert done.stdout.removeprefix("before\n") == '{\n  "rows": 3\n}\n'
    for text in ("from python", "from C", "from a child"):
        assert text in done.stderr
    assert "for people" not in done.stdout + done.stderr


def test_without_json_people_get_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with Answer() as answer:
        answer.note("working")
        answer.give({"rows": 3}, "3 rows")

    out, err = capsys.readouterr()
    assert (out, err) == ("3 rows\n", "working\n")


@pytest.mark.parametrize(
    ("error", "name", "status"),
    [(TableError("t.csv is empty. Fill it."), "TableError", 2), (KeyboardInterrupt(), "Interrupted", 130)],
)
def test_an_error_is_a_sentence_and_an_exit_status(
    error: BaseException, name: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended, Answer(as_json=True):
        raise error

    out, err = capsys.readouterr()
    assert ended.value.exit_code == status
    assert json.loads(out)["error"] == name
    assert len(err.splitlines()) == 1


def test_a_fault_of_ours_shows_its_traceback_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended, Answer(as_json=True):
        raise ZeroDivisionError("by zero")

    out, err = capsys.readouterr()
    assert ended.value.exit_code == 1
    assert json.loads(out) == {"error": "crash", "message": "ZeroDivisionError: by zero"}
    assert "Traceback" in err


def test_a_result_is_shown_whole_whatever_is_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    path = "/a/[bold]folder/" + "x" * 300
    drawn = table("where")
    drawn.add_row("[red]" + "y" * 200)
    with Answer() as answer:
        answer.give(None, path, drawn)

    out = capsys.readouterr().out
    assert out.splitlines()[0] == path
    assert "[red]" in out
    assert out.count("y") == 200


def test_text_with_brackets_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), Answer():
        raise TableError("[method] name: there is no method.")

    assert capsys.readouterr().err == "[method] name: there is no method.\n"


def test_values_are_told_in_jsons_own_terms(tmp_path: Path) -> None:
    value = {
        "nan": float("nan"),
        "path": Path("here"),
        "event": Paused(step=2, time=1.0),
        "set": {2, 1},
        "pair": (1, None),
    }

    assert plain(value) == {
        "nan": None,
        "path": os.path.join(os.getcwd(), "here"),
        "event": {"time": 1.0, "elapsed": None, "attempt": 0, "step": 2, "kind": "paused"},
        "set": [1, 2],
        "pair": [1, None],
    }
    assert plain(tmp_path) == str(tmp_path)


def test_numbers_are_written_for_people() -> None:
    assert (score(0.98765), score(None), score(float("nan"))) == ("0.988", "–", "–")
    assert [size(count) for count in (0, 999, 1500, 2_340_000, 5e12)] == ["0 B", "999 B", "1.5 kB", "2.3 MB", "5.0 TB"]


def test_what_is_copied_out_of_a_narrow_table_is_never_broken() -> None:
    run = "20261122-054823-multitask_prompt_tuning"
    drawn = table("=run", "state", "method", ">steps", "score", narrow=True)
    drawn.add_row(run, "finished", "Multitask prompt tuning", "1,674", "validation accuracy 0.850")
    console = Console(width=80, file=io.StringIO())
    console.print(drawn)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert all(whole in text for whole in (run, "finished", "Multitask", "1,674", "validation", "accuracy"))


def test_no_text_of_others_commands_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    evil = "\x1b]52;c;Y21k\x07a\x9b31m"
    rows = table("name", title=evil)
    rows.add_row(evil)
    with Answer() as answer:
        answer.note(evil)
        answer.give(None, evil, rows)
    with pytest.raises(typer.Exit), Answer():
        raise TableError(evil)
    printed = capsys.readouterr()
    assert "␛]52;c;Y21k␇a" in printed.out
    assert not set(printed.out + printed.err) & set("\x1b\x07\x9b")
