"""Evaluate, predict and generate: which adapter, which model, which tables, and what is printed."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
import torch
from typer.testing import CliRunner

from studio.adapters.card import ModelIdentity
from studio.adapters.folder import export_adapter, read_card
from studio.adapters.peft_format import write_adapter
from studio.cli import app
from studio.methods.base import InputPrompt, Learned
from studio.models.base_model import load_base_model
from studio.spec import ModelSpec
from tests.hub_server import HubServer
from tests.verdicts import write_verdict_adapter

ROOT = Path(__file__).resolve().parent.parent
TEXTS = [("the film was good", "pos"), ("a bad story", "neg"), ("größer, and good", "pos"), ("it was bad", "neg")]
COMMANDS = {"predict": ["--data", "in.csv", "--out", "out.csv"], "evaluate": ["--data", "in.csv"], "generate": ["good"]}


def _cli(*arguments: object, status: int = 0) -> Any:
    done = CliRunner().invoke(app, [*map(str, arguments), "--json"], catch_exceptions=False)
    assert done.exit_code == status, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def adapter(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_verdict_adapter(tmp_path_factory.mktemp("adapters") / "verdict", tiny_model)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the command runs in, with a table in it."""
    monkeypatch.chdir(tmp_path)
    _write(tmp_path / "in.csv", ["review", "verdict"], TEXTS)
    return tmp_path


def test_a_table_is_not_written_over(adapter: Path, here: Path) -> None:
    before = (here / "in.csv").read_bytes()
    (here / "answers").mkdir()
    for out, why in (("in.csv", "is the table itself"), ("answers", "is a folder")):
        assert why in _cli("predict", "--adapter", adapter, "--data", "in.csv", "--out", out, status=2)["message"]
    assert (here / "in.csv").read_bytes() == before


def _write(path: Path, header: list[str], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- the base model ------------------------------------------------------------------------------------------------


def test_an_adapter_is_not_used_on_other_weights_unless_that_is_asked_for(
    here: Path, adapter: Path, tiny_model: Path
) -> None:
    copy = Path(shutil.copytree(adapter, here / "copy"))
    card = json.loads((copy / "studio.json").read_text())
    right = ModelIdentity.of(ModelSpec(name=str(tiny_model)), tiny_model)
    assert right.differences(tiny_model) == []
    card["model"] = right.model_copy(update={"weights_sha256": "0" * 64, "revision": "a" * 40}).model_dump()
    (copy / "studio.json").write_text(json.dumps(card))
    given = ["predict", "--adapter", str(copy), "--data", "in.csv", "--out", "out.csv"]

    said = _cli(*given, status=2)

    assert said["error"] == "AdapterError"
    assert f"was trained on {tiny_model} at revision {'a' * 40}" in said["message"]
    assert not (here / "out.csv").exists()
    done = CliRunner().invoke(app, [*given, "--model", str(tiny_model)], catch_exceptions=False)
    assert done.exit_code == 0
    assert "its scores do not hold here" in " ".join(done.stderr.split())
    assert len(_read(here / "out.csv")) == len(TEXTS)


def test_a_base_model_that_is_not_here_is_fetched_and_said(
    here: Path, adapter: Path, tiny_model: Path, hub: HubServer
) -> None:
    hub.put("owner/tiny", tiny_model)
    given = ["predict", "--adapter", str(adapter), "--data", "in.csv", "--out", "out.csv", "--model", "owner/tiny"]

    done = CliRunner().invoke(app, given, catch_exceptions=False)

    assert done.exit_code == 0
    assert "owner/tiny is not on this disk. Looking for it" in " ".join(done.stderr.split())
    assert len(_read(here / "out.csv")) == len(TEXTS)


# --- the table -----------------------------------------------------------------------------------------------------


def test_predict_reads_a_table_as_it_is_told_to(here: Path, adapter: Path) -> None:
    _cli("predict", "--adapter", adapter, "--data", "in.csv", "--out", "plain.csv")
    lines = [f"{text}\t{label}" for text, label in TEXTS]
    (here / "odd.txt").write_bytes("\n".join(lines).encode("cp1250"))
    told = ["--encoding", "cp1250", "--delimiter", "tab", "--quoting", "none", "--no-header"]

    said = _cli(
        "predict", "--adapter", adapter, "--data", "odd.txt", "--out", "odd.csv", *told, "--columns", "review,verdict"
    )

    assert said["rows"] == 4
    assert _read(here / "odd.csv") == _read(here / "plain.csv")


def test_a_wrong_way_to_read_is_told_before_anything_is_loaded(here: Path) -> None:
    assert here.is_dir()
    for command in ("predict", "evaluate"):
        given = ["--adapter", "none", *COMMANDS[command], "--quoting", "some"]
        assert _cli(command, *given, status=2)["error"] == "TableError"


def test_what_is_told_holds_where_the_adapter_knows_the_columns(here: Path, adapter: Path) -> None:
    """The adapter learned from a table without a header, and this one is read as that was, but for its encoding."""
    copy = Path(shutil.copytree(adapter, here / "copy"))
    card = json.loads((copy / "studio.json").read_text())
    card["settings"]["data"] |= {"columns": ["review", "verdict"], "header": False, "delimiter": "\t"}
    (copy / "studio.json").write_text(json.dumps(card))
    (here / "odd.txt").write_bytes("\n".join(f"{text}\t{label}" for text, label in TEXTS).encode("cp437"))
    given = ["--adapter", copy, "--data", "odd.txt", "--out", "out.csv", "--encoding", "cp437"]

    _cli("predict", *given)

    assert [row["review"] for row in _read(here / "out.csv")] == [text for text, _ in TEXTS]


def test_a_prediction_of_predictions_keeps_the_earlier_ones(here: Path, adapter: Path) -> None:
    _cli("predict", "--adapter", adapter, "--data", "in.csv", "--out", "once.csv")
    _cli("predict", "--adapter", adapter, "--data", "once.csv", "--out", "twice.csv")
    _cli("predict", "--adapter", adapter, "--data", "twice.csv", "--out", "thrice.csv")

    header = (here / "thrice.csv").read_text(encoding="utf-8").splitlines()[0]
    new = ["prediction", "probability", "prediction 2", "probability 2", "prediction 3", "probability 3"]
    assert header.split(",") == ["review", "verdict", *new]
    for before, after in zip(_read(here / "once.csv"), _read(here / "thrice.csv"), strict=True):
        assert before.items() <= after.items()
        assert after["prediction 3"] == before["prediction"]


def test_several_adapters_answer_in_one_table(here: Path, adapter: Path, tiny_model: Path) -> None:
    """Each says what it says alone, in columns with its name; the second has a longer prompt."""
    torch.manual_seed(1)
    base = load_base_model("tiny", tiny_model, device=torch.device("cpu"), dtype=torch.float32)
    card = read_card(adapter).model_copy(update={"name": "second", "num_virtual_tokens": 5})
    second = here / "second"
    write_adapter(second, Learned(InputPrompt(torch.randn(1, 5, base.hidden_size))), card, base)
    _cli("predict", "--adapter", adapter, "--adapter", second, "--data", "in.csv", "--out", "both.csv")
    both = _read(here / "both.csv")

    for folder in (adapter, second):
        _cli("predict", "--adapter", folder, "--data", "in.csv", "--out", "one.csv")
        for row, alone in zip(both, _read(here / "one.csv"), strict=True):
            assert row[f"{folder.name} prediction"] == alone["prediction"]
            assert float(row[f"{folder.name} probability"]) == pytest.approx(float(alone["probability"]), abs=2e-6)


def test_a_column_of_the_users_that_is_called_prediction_is_kept(here: Path, adapter: Path) -> None:
    _write(here / "in.csv", ["review", "prediction"], TEXTS)

    _cli("predict", "--adapter", adapter, "--data", "in.csv", "--out", "out.csv")

    rows = _read(here / "out.csv")
    assert list(rows[0]) == ["review", "prediction", "prediction 2", "probability 2"]
    assert [row["prediction"] for row in rows] == [label for _, label in TEXTS]


def test_evaluate_measures_several_tables(here: Path, adapter: Path) -> None:
    _write(here / "more.csv", ["review", "verdict"], TEXTS[:3])
    one = _cli("evaluate", "--adapter", adapter, "--data", "in.csv")
    other = _cli("evaluate", "--adapter", adapter, "--data", "more.csv")

    both = _cli("evaluate", "--adapter", adapter, "--data", "in.csv", "--data", "more.csv")
    shown = CliRunner().invoke(
        app, ["evaluate", "--adapter", str(adapter), "--data", "in.csv", "--data", "more.csv"], catch_exceptions=False
    )

    assert set(one) == {"metrics", "labels", "confusion", "rows"}
    assert both == {"tables": [{"data": "in.csv"} | one, {"data": "more.csv"} | other]}
    assert [sum(name in line for line in shown.stdout.splitlines()) for name in ("in.csv", "more.csv")] == [1, 1]


def test_an_unknown_label_in_any_table_is_told_before_one_is_measured(
    here: Path, adapter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(here / "more.csv", ["review", "verdict"], [*TEXTS, ("so so", "mixed")])

    def measured(*_: object, **__: object) -> None:
        raise AssertionError("a table was measured")

    monkeypatch.setattr("studio.inference.predictor.Predictor.evaluate", measured)
    said = _cli("evaluate", "--adapter", adapter, "--data", "in.csv", "--data", "more.csv", status=2)

    assert "more.csv, line 6" in said["message"]
    assert '"mixed"' in said["message"]


def test_tables_of_one_name_in_several_folders_are_told_apart(here: Path, adapter: Path) -> None:
    for folder in ("a", "b"):
        (here / folder).mkdir()
        shutil.copy("in.csv", folder)

    said = _cli("evaluate", "--adapter", adapter, "--data", "a/in.csv", "--data", "b/in.csv")

    assert [table["data"] for table in said["tables"]] == [str(Path("a/in.csv")), str(Path("b/in.csv"))]


# --- the adapter and its model -------------------------------------------------------------------------------------


def _out(here: Path, command: str, *arguments: object) -> Any:
    """What a command answers, whatever form that has."""
    said = _cli(command, *arguments, *COMMANDS[command])
    return _read(here / "out.csv") if command == "predict" else said


@pytest.mark.parametrize("command", COMMANDS)
def test_an_adapter_can_stay_in_its_zip(
    here: Path, adapter: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = export_adapter(adapter, here / "verdict.zip")
    aside = here / "temporary"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))

    from_zip = _out(here, command, "--adapter", archive)

    assert list(aside.iterdir()) == []
    assert from_zip == _out(here, command, "--adapter", adapter)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_base_model_may_be_elsewhere(here: Path, adapter: Path, tiny_model: Path, command: str) -> None:
    copy = Path(shutil.copytree(adapter, here / "verdict"))
    card = json.loads((copy / "studio.json").read_text())
    card["model"] |= {"name": str(here / "gone"), "revision": "abc"}
    (copy / "studio.json").write_text(json.dumps(card))

    lost = _cli(command, "--adapter", copy, *COMMANDS[command], status=2)

    assert lost["error"] == "ModelError"
    assert _out(here, command, "--adapter", copy, "--model", tiny_model) == _out(here, command, "--adapter", adapter)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["none", "none.zip"])
def test_an_adapter_that_is_not_there_is_told_so(here: Path, command: str, name: str) -> None:
    assert here.is_dir()
    said = _cli(command, "--adapter", name, *COMMANDS[command], status=2)

    assert said["error"] == "AdapterError"
    assert said["message"].startswith(f"{name}: there is no such file or folder.")


def test_a_mistake_in_the_adapter_or_the_table_is_told_before_torch_is_imported(here: Path) -> None:
    (here / "torn.zip").write_bytes(b"PK\x03\x04 and nothing more")
    code = (
        "import sys\n"
        "from studio.cli import app\n"
        "for command in sys.argv[1:]:\n"
        "    try:\n"
        "        app(command.split())\n"
        "    except SystemExit as ended:\n"
        "        assert ended.code == 2, (command, ended.code)\n"
        "assert 'torch' not in sys.modules\n"
    )
    commands = [f"{name} --adapter torn.zip {' '.join(given)}" for name, given in COMMANDS.items()]
    commands.append("predict --adapter torn.zip --data none.csv --out out.csv")
    done = subprocess.run(
        [sys.executable, "-c", code, *commands], capture_output=True, text=True, cwd=here, check=False
    )

    assert done.returncode == 0, done.stderr
    assert len(done.stderr.splitlines()) == len(commands)


@pytest.mark.long
def test_nothing_but_the_answer_is_printed_while_a_model_loads(here: Path, adapter: Path) -> None:
    command = [sys.executable, "-m", "studio.cli", "generate", "--adapter", str(adapter), "good"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=here, check=False)

    assert done.returncode == 0
    assert done.stdout.strip() in {"pos", "neg"}
    assert done.stderr == ""


def test_answers_that_are_not_to_be_relied_on_are_marked(here: Path, adapter: Path) -> None:
    _cli("predict", "--adapter", adapter, "--data", "in.csv", "--out", "all.csv", "--unsure-below", 1)
    assert {row["unsure"] for row in _read(here / "all.csv")} == {"yes"}
    _cli("predict", "--adapter", adapter, "--data", "in.csv", "--out", "none.csv", "--unsure-below", 0)
    assert {row["unsure"] for row in _read(here / "none.csv")} == {"no"}
