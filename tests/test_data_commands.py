"""`softprompt-studio data` against a hub over real sockets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from studio.cli import app
from studio.data import hub_tables
from studio.data.readers import read_table
from studio.data.run_tables import read_data
from studio.data_spec import DataSpec
from tests.hub_server import HubServer

NAME = "owner/films"
FILES = {
    "train.csv": b"text,label\na fine film,good\na dull film,bad\n",
    "test.csv": b"text,label\nanother film,good\n",
    "README.md": b"---\nlicense: mit\ndataset_info: {splits: [{name: train, num_examples: 2}]}\n---\n",
}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_tables, "user_cache_dir", lambda: tmp_path / "cache")


def _data(*arguments: object, status: int = 0) -> Any:
    done = CliRunner().invoke(app, ["data", *map(str, arguments), "--json"], catch_exceptions=False)
    assert done.exit_code == status, done.stdout + done.stderr
    return json.loads(done.stdout)


def _said(*arguments: object) -> str:
    done = CliRunner().invoke(app, ["data", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0, done.stdout + done.stderr
    return " ".join(done.stdout.split())


def test_a_data_set_is_shown_fetched_into_a_project_listed_and_learned_from(hub: HubServer, tmp_path: Path) -> None:
    commit = hub.put_data_set(NAME, FILES).refs["main"]
    shown = _data("show", NAME)
    assert [(one["split"], one["rows"]) for one in shown["splits"]] == [("train", 2), ("test", None)]
    assert "train │ 2" in _said("show", NAME)

    project = tmp_path / "project"
    train, test = _data("fetch", NAME, "--split", "train", "--split", "test", "--project", project)
    assert (train["repository"], train["split"], train["revision"]) == (NAME, "train", commit)
    assert Path(train["path"]).is_relative_to(project)
    spec = DataSpec(file=train["path"], test_file=test["path"], text="text", label="label")
    table, tested = read_data(spec, tmp_path)
    assert tested is not None
    assert (len(table), len(tested)) == (2, 1)

    listed = _data("--project", project)
    assert {one["name"]: one["hub"]["split"] for one in listed} == {"films": "train", "films-test": "test"}
    said = _said("--project", project)
    assert f"hub: {NAME}" in said
    assert commit[:7] in said
    assert "--project" in _data(status=2)["message"]
    assert not list((tmp_path / "cache").rglob("*.csv"))


def test_a_split_becomes_a_file_or_where_it_is_several_a_folder(hub: HubServer, tmp_path: Path) -> None:
    shards = {f"data/train-0000{n}-of-00002.csv": f"text,label\nfilm {n},good\n".encode() for n in range(2)}
    hub.put_data_set(NAME, FILES)
    hub.put_data_set("owner/shards", shards)
    assert f'[data] file = "{tmp_path / "films.csv"}"' in _said("fetch", NAME, "--out", tmp_path / "films.csv")
    assert (tmp_path / "films.csv").read_bytes() == FILES["train.csv"]
    (tmp_path / "films.csv").write_text("mine")
    assert "nothing is overwritten" in _data("fetch", NAME, "--out", tmp_path / "films.csv", status=2)["message"]
    assert (tmp_path / "films.csv").read_text() == "mine"
    [kept] = _data("fetch", "owner/shards", "--out", tmp_path / "shards")
    assert len(read_table(Path(kept["path"]))) == 2
    assert "Name a new folder" in _data("fetch", "owner/shards", "--out", tmp_path / "shards", status=2)["message"]
    assert ".csv file" in _data("fetch", NAME, "--out", tmp_path / "films.parquet", status=2)["message"]


def test_where_the_table_goes_is_to_be_said_before_the_hub_is_asked(hub: HubServer, tmp_path: Path) -> None:
    assert "--project" in _data("fetch", NAME, status=2)["message"]
    both = ("--project", tmp_path, "--out", tmp_path)
    assert "--project" in _data("fetch", NAME, *both, status=2)["message"]
    two = ("--split", "train", "--split", "test", "--out", tmp_path / "x.csv")
    assert "one split" in _data("fetch", NAME, *two, status=2)["message"]
    assert not hub.asked
    assert "has no data set" in _data("show", NAME, status=2)["message"]
