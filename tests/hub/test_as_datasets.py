"""The `datasets` library as the oracle: what it writes is read by its names, and splits are told as it tells them."""

from __future__ import annotations

from pathlib import Path

import datasets
import pytest
from datasets.data_files import DataFilesDict, get_data_patterns

from studio.data import hub_tables
from studio.data.hub_tables import fetch_table
from studio.data.readers import read_table
from studio.hub.data_sets import look_up_data_set
from tests.hub_server import HubServer

NAME = "owner/films"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_tables, "user_cache_dir", lambda: tmp_path / "cache")


@pytest.fixture
def films() -> datasets.Dataset:
    labels = datasets.ClassLabel(names=["bad", "good"])
    tags = datasets.List(datasets.ClassLabel(names=["O", "B-ORG"]))
    rows = {"text": ["a film", "EU films"], "label": [1, 0], "tags": [[0, 0], [1, 0]]}
    features = {"text": datasets.Value("string"), "label": labels, "tags": tags}
    return datasets.Dataset.from_dict(rows, features=datasets.Features(features))


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_classes_that_datasets_writes_are_read_by_their_names(
    hub: HubServer, films: datasets.Dataset, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / f"train.{kind}"
    films.to_parquet(file) if kind == "parquet" else films.to_json(file)
    films.info.write_to_directory(str(tmp_path))
    (tmp_path / "README.md").write_text("# Films\n")
    datasets.info.DatasetInfosDict({"default": films.info}).write_to_directory(str(tmp_path))
    hub.put_data_set(NAME, {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()})
    table = read_table(fetch_table(NAME, look_up_data_set(NAME).chosen()).files)
    assert table.column("label") == ["good", "bad"]
    assert table.column("tags") == ['["O", "O"]', '["B-ORG", "O"]']


@pytest.mark.parametrize(
    "paths",
    [
        ["data/train-00000-of-00002.csv", "data/train-00001-of-00002.csv", "data/test-00000-of-00001.csv"],
        ["data/validation_matched-00000-of-00001.csv", "data/train-00000-of-00001.csv"],
        ["train.csv", "valid.csv", "test.csv"],
        ["my_train_file.csv", "my-dev-file.csv", "other.csv"],
        ["train/0.csv", "train/1.csv", "testing/0.csv"],
        ["a.csv", "folder/b.csv"],
        ["evaluation.csv", "training.csv"],
        ["developers.csv", "latest.csv"],
    ],
)
def test_splits_are_told_by_names_as_datasets_tells_them(hub: HubServer, tmp_path: Path, paths: list[str]) -> None:
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("text,label\na,b\n")
    patterns = get_data_patterns(str(tmp_path))
    theirs = DataFilesDict.from_patterns(patterns, base_path=str(tmp_path))
    wanted = {
        str(split): {Path(file).relative_to(tmp_path).as_posix() for file in files} for split, files in theirs.items()
    }
    hub.put_data_set(NAME, dict.fromkeys(paths, b"text,label\na,b\n"))
    ours = {split.split: {file.path for file in split.files} for split in look_up_data_set(NAME).splits}
    assert ours == wanted
