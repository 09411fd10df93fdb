"""Data sets of a hub over real sockets: what they hold, what of them is fetched, and what is refused."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from huggingface_hub import constants

from studio.data import hub_tables
from studio.data.columns import guess_columns
from studio.data.hub_tables import FetchedTable, HubSource, fetch_table, why_no_test
from studio.data.readers import read_table
from studio.data.table import Table
from studio.errors import StudioError, TableError
from studio.hub import transfer
from studio.hub.data_sets import HubDataSet, data_set_name, look_up_data_set
from studio.hub.transfer import Transfer
from studio.store.project import Project
from tests.hub_server import TOKEN, HubServer

NAME = "owner/films"
CONVERTED = "refs/convert/parquet"
ROWS = {"text": ["a fine film", "a dull film", "a film"], "label": [1, 0, 1]}
SPLITS = {"train": ROWS, "test": {"text": ["another film"], "label": [0]}}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_tables, "user_cache_dir", lambda: tmp_path / "cache")
    monkeypatch.setattr(transfer.time, "sleep", lambda _seconds: None)


def parquet(columns: dict[str, list[object]] | dict[str, list[str]], **classes: list[str]) -> bytes:
    """As `datasets` writes it. classes: names of a column's numbers"""
    table = pa.table(columns)
    if classes:
        features = {name: {"names": names, "_type": "ClassLabel"} for name, names in classes.items()}
        table = table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    file = io.BytesIO()
    pq.write_table(table, file)
    return file.getvalue()


def card(text: str) -> bytes:
    return f"---\n{text.strip()}\n---\n# Films\n".encode()


def films(**more: bytes) -> dict[str, bytes]:
    """Two splits as most data sets have them."""
    files = {
        f"data/{split}-00000-of-00001.parquet": parquet(rows, label=["bad", "good"])  # type: ignore[arg-type]
        for split, rows in SPLITS.items()
    }
    return files | more


def fetched(found: HubDataSet, split: str | None = None, config: str | None = None) -> FetchedTable:
    return fetch_table(found.name, found.chosen(config, split))


def table_of(found: HubDataSet, split: str | None = None, config: str | None = None) -> Table:
    return read_table(fetched(found, split, config).files)


def refused(name: str = NAME, revision: str | None = None) -> str:
    with pytest.raises(StudioError) as caught:
        fetched(look_up_data_set(name, revision))
    return caught.value.message


def test_splits_are_told_by_names_and_classes_by_the_names_that_the_file_has(hub: HubServer) -> None:
    served = hub.put_data_set(NAME, films(), tags=("license:mit",))
    found = look_up_data_set(NAME)
    assert (found.name, found.commit, found.licence, found.obstacle) == (NAME, served.refs["main"], "mit", "")
    assert [(split.config, split.split) for split in found.splits] == [("default", "train"), ("default", "test")]
    assert not hub.files_asked(".parquet")

    table = table_of(found)
    assert table.column("label") == ["good", "bad", "good"]
    assert 'The numbers of "label" are read by the names' in " ".join(table.format.found)
    assert table_of(found, "test").column("text") == ["another film"]
    assert table.name == "films.parquet"


def test_what_the_card_says_of_configurations_rows_and_classes_holds(hub: HubServer) -> None:
    head = """
configs:
- config_name: english
  data_files: [{split: train, path: "en/*.csv"}, {split: test, path: ["en/**/last.csv", "no/such.csv"]}]
- config_name: german
  default: true
  data_dir: de
dataset_info:
- config_name: english
  features:
  - {name: text, dtype: string}
  - name: label
    dtype: {class_label: {names: {'0': bad, '1': good}}}
  splits: [{name: train, num_examples: 3, num_bytes: 1}]
"""
    files = {
        "README.md": card(head),
        "en/a.csv": b"text,label\na fine film,1\nso so,-1\n",
        "en/b.csv": b"text,label\na dull film,0\n",
        "en/more/last.csv": b"text,label\nlast,good\n",
        "de/train.jsonl": b'{"text": "ein Film", "label": 1}\n',
        "de/README.csv": b"never\n",
    }
    hub.put_data_set(NAME, files)
    found = look_up_data_set(NAME)
    assert found.configs == ("english", "german")
    assert found.config == "german"
    train = found.chosen("english")
    assert ([file.path for file in train.files], train.rows) == (["en/a.csv", "en/b.csv"], 3)
    assert table_of(found, config="english").column("label") == ["good", "-1", "bad"]
    assert table_of(found, "test", "english").column("label") == ["good"]
    assert fetched(found, "test", "english").source.files == ("en/more/last.csv",)


def test_classes_have_their_names_in_every_kind_of_file(hub: HubServer) -> None:
    head = """
dataset_info:
  features:
  - {name: label, dtype: {class_label: {names: {'0': bad, '1': good}}}}
  - {name: tags, sequence: {class_label: {names: [O, B-ORG]}}}
"""
    rows = {"text": ["EU rejects"], "label": [1], "tags": [[1, 0]]}
    line = json.dumps({name: cells[0] for name, cells in rows.items()})
    features = {"tags": {"feature": {"names": ["O", "B-ORG"], "_type": "ClassLabel"}, "_type": "Sequence"}}
    with_tags = pa.table(rows).replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    half = io.BytesIO()
    pq.write_table(with_tags, half)  # which names the tags alone
    files = {"none": parquet(rows), "all": parquet(rows, label=["bad", "good"]), "half": half.getvalue()}
    for name, data in files.items():
        hub.put_data_set(f"owner/{name}", {"train.parquet": data, "README.md": card(head)})
    hub.put_data_set("owner/lines", {"train.jsonl": f"{line}\nno JSON\n".encode(), "README.md": card(head)})
    hub.put_data_set("owner/csv", {"train.csv": b"text,label\na film,1\ntoo,many,cells\n", "README.md": card(head)})
    for name in (*files, "lines"):
        table = table_of(look_up_data_set(f"owner/{name}"))
        assert (table.column("label"), len(table.bad_rows)) == (["good"], int(name == "lines"))
        assert table.column("tags") == ['["B-ORG", "O"]']
    table = table_of(look_up_data_set("owner/csv"))
    assert (table.column("label"), len(table.bad_rows)) == (["good"], 1)


def test_classes_that_are_called_by_numbers_are_named_once(hub: HubServer) -> None:
    features = "[{name: label, dtype: {class_label: {names: ['1', '2', '3']}}}]"
    head = f"""
dataset_info:
- {{config_name: other, features: &same {features}}}
- {{config_name: default, features: *same}}
configs: [{{config_name: default, data_files: train.csv}}]
"""
    csv = f"text,label\na,0\nb,1\nc,2\nd,{'9' * 5000}\n".encode()
    hub.put_data_set(NAME, {"train.csv": csv, "README.md": card(head)})
    for _ in range(2):  # nobody took what came the first time
        assert table_of(look_up_data_set(NAME)).column("label") == ["1", "2", "3", "9" * 5000]


def test_json_lines_of_another_encoding_are_named_in_it(hub: HubServer) -> None:
    lines = '{"text": "größer", "label": 0}\n{"text": "\\ud800", "label": 1}\n'
    head = "dataset_info: {features: [{name: label, dtype: {class_label: {names: [gut, 好]}}}]}"
    for number, encoding in enumerate(("utf-8-sig", "utf-16", "cp1252")):
        hub.put_data_set(f"owner/{number}", {"train.jsonl": lines.encode(encoding), "README.md": card(head)})
        table = table_of(look_up_data_set(f"owner/{number}"))
        assert (table.column("text"), table.column("label"), len(table.bad_rows)) == (["größer"], ["gut"], 1)


def test_our_own_names_in_a_file_of_the_hub_are_texts_or_nothing(tmp_path: Path) -> None:
    for names, read in (([{"a": 1}, ["x"]], "0"), ([1, None], "0"), ("ab", "0"), (["<b>", "=x"], "<b>")):
        ours = {"softprompt_studio.class_names": json.dumps({"label": names})}
        pq.write_table(pa.table({"label": [0, 1]}).replace_schema_metadata(ours), tmp_path / "a.parquet")
        assert read_table(tmp_path / "a.parquet").column("label")[0] == read


def test_a_full_disk_is_said_and_what_came_is_kept(hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.FileIO):
        def write(self, data: bytes) -> int:  # type: ignore[override]
            came.append(super().write(data[:1000]))
            raise OSError(28, "No space left on device")

    hub.put_data_set(NAME, films())
    came: list[int] = []
    usual = Path.open
    with monkeypatch.context() as disk:
        disk.setattr(Path, "open", lambda path, *how, **more: (Full if how == ("ab",) else usual)(path, *how, **more))
        assert "the disk is full" in refused()
    assert len(table_of(look_up_data_set(NAME))) == 3
    assert hub.files_asked(".parquet")[-1] == f"bytes={came[0]}-"


def test_what_fetches_the_same_again_is_one_command_whatever_the_names_are() -> None:
    source = HubSource(repository=NAME, revision="main", config="a b; c", split="$(d)", files=())
    assert source.command.endswith("--config 'a b; c' --split '$(d)'")


def test_what_the_hub_made_parquet_of_is_taken_where_the_data_set_has_none(hub: HubServer) -> None:
    served = hub.put_data_set(NAME, {"films.py": b"print('never run')", "data/train.csv": b"text,label\nx,1\n"})
    assert [split.files[0].path for split in look_up_data_set(NAME).splits] == ["data/train.csv"]
    made = {
        "default/train/0000.parquet": parquet({"text": ["x"], "label": [1]}, label=["bad", "good"]),
        "small/partial-train/0000.parquet": b"never",
    }
    commit = served.add(made, CONVERTED)
    found = look_up_data_set(NAME)
    assert [(split.config, split.split, split.commit) for split in found.splits] == [("default", "train", commit)]
    assert table_of(found).column("label") == ["good"]
    again = look_up_data_set(NAME, commit)  # by the revision that was recorded
    assert again.chosen().files == found.chosen().files


def _again_and_again(form: str, key: str) -> str:
    """YAML of a few lines that says the same 8 ** 11 times."""
    lines = [f"a{n}: &a{n} {form.format(key, ', '.join([f'*a{n - 1}'] * 8))}\n" for n in range(1, 12)]
    return "a0: &a0 {x: 1}\n" + "".join(lines)


@pytest.mark.parametrize(
    "head",
    [
        "dataset_info: {features: &all [{name: label, sequence: *all}]}\n"
        "configs: [1, {data_files: [[1]]}, {data_dir: 3}]",
        "dataset_info: {features: {a: 1}, splits: [2, {num_examples: many}]}\nconfigs: {data_files: {train: "
        + "'*a' }}",
        "configs: [{data_files: '" + "*a" * 40 + "b'}]",
        "date: 2024-99-99",
        "a: " + "[" * 20_000,
        "- " * 200_000,
        _again_and_again("{{{0}: [{1}]}}", "<<"),
        _again_and_again("[{1}]", "") + "configs: [{config_name: *a11}]",
    ],
)
def test_a_card_that_says_nothing_sensible_does_no_harm(hub: HubServer, head: str) -> None:
    path = f"{'a' * 200}.csv"
    hub.put_data_set(NAME, {path: b"text,label\na film,1\n", "README.md": card(head)})
    found = look_up_data_set(NAME)
    assert [(split.config, split.split, split.rows) for split in found.splits] == [("default", "train", None)]
    assert table_of(found).column("label") == ["1"]


def test_a_name_alone_and_the_address_of_a_page_are_names(hub: HubServer) -> None:
    hub.put_data_set(NAME, films())
    hub.moved["films"] = NAME
    assert look_up_data_set("films").name == NAME
    assert data_set_name(f"https://huggingface.co/datasets/{NAME}/viewer/default?x=1") == NAME
    with pytest.raises(TableError, match="no data set of the hub"):
        data_set_name("two words")


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"films.py": b"print()", "README.md": b"# Films"}, "by a program of its own (films.py)"),
        ({"a.zip": b"x", "b/c.png": b"x", ".gitattributes": b""}, "only files that end in .png, .zip"),
        ({"README.md": b"---\na: [\n---\n"}, "no files with rows"),
    ],
)
def test_what_has_no_table_says_why_and_what_to_do(hub: HubServer, files: dict[str, bytes], reason: str) -> None:
    hub.put_data_set(NAME, files)
    assert reason in refused()
    assert not hub.files_asked(".py")


def test_what_there_is_not_is_said_with_what_there_is(hub: HubServer) -> None:
    hub.put_data_set(NAME, films())
    found = look_up_data_set(NAME)
    with pytest.raises(TableError, match=r'no configuration "small"\. It has: default'):
        found.chosen("small")
    with pytest.raises(TableError, match=r'no split "dev"\. It has: train, test'):
        found.chosen(None, "dev")
    assert "has no data set owner/none" in refused("owner/none")
    assert "has no revision v9" in refused(revision="v9")


def test_consent_a_wrong_token_and_a_missing_network_are_said(hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    served = hub.put_data_set(NAME, films(**{"README.md": card("license: mit")}), gated=True, card={"license": "mit"})
    assert "there is no token of yours" in refused()
    assert f"/datasets/{NAME}" in refused()
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert "your token does not have it" in refused()
    served.granted.add(TOKEN)
    assert len(table_of(look_up_data_set(NAME))) == 3
    monkeypatch.setenv("HF_TOKEN", "hf_wrong")
    assert "does not know your token" in refused()
    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    assert "Check the connection" in refused()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert "stays offline" in refused()


def test_a_transfer_that_broke_off_is_gone_on_with_and_another_checksum_is_refused(hub: HubServer) -> None:
    rows = {"text": [f"film number {number} {number * 7919}" for number in range(5000)]}
    served = hub.put_data_set(NAME, {"train.parquet": parquet(rows)})
    found = look_up_data_set(NAME)
    last: list[Transfer] = []

    def stop(moved: Transfer) -> None:
        last.append(moved)
        if 0 < moved.done < moved.total:
            raise KeyboardInterrupt

    hub.cut_after, hub.cuts = 10_000, 1
    with pytest.raises(KeyboardInterrupt):
        fetch_table(NAME, found.chosen(), stop)
    before = len(hub.asked)
    assert len(table_of(found)) == 5000
    [begin] = [begin for _, path, begin in hub.asked[before:] if path.endswith(".parquet")]
    assert begin == f"bytes={last[-1].done}-"

    served.add({"train.parquet": b"PAR1 is what the hub describes"})
    served.served["train.parquet"] = b"PAR1 is what comes in its place"
    assert "another checksum" in refused()
    del served.served["train.parquet"]
    assert "cannot be read as Parquet" in _reading(look_up_data_set(NAME))


def _reading(found: HubDataSet) -> str:
    with pytest.raises(TableError) as caught:
        table_of(found)
    return caught.value.message


def test_a_project_knows_the_revision_and_a_newer_one_is_the_next_version(hub: HubServer, tmp_path: Path) -> None:
    served = hub.put_data_set(NAME, films())
    project = Project.create(tmp_path / "project")
    for rows in (3, 4):
        got = fetched(look_up_data_set(NAME))
        version = project.import_table(got.files, hub=got.source)
        again = project.import_table(got.files, hub=got.source)
        got.discard()
        assert (again.folder, version.card.rows) == (version.folder, rows)
        assert version.card.hub is not None
        assert (version.card.hub.revision, version.card.hub.split) == (served.refs["main"], "train")
        more = {"text": [*ROWS["text"], "more"], "label": [*ROWS["label"], 0]}
        served.add({"data/train-00000-of-00001.parquet": parquet(more, label=["bad", "good"])})
    assert {(row.name, row.version) for row in project.store.data_sets()} == {("films", "v2"), ("films", "v1")}
    assert not list((tmp_path / "cache").rglob("*.parquet"))
    table = read_table(version.path)
    changed, _ = project.change_table(table, {0: {"text": "changed"}})
    assert changed.card.hub == version.card.hub
    assert read_table(changed.path).column("label")[0] == "good"
    other = hub.put_data_set("another/films", films())
    got = fetched(look_up_data_set(other.name))
    assert project.import_table(got.files, hub=got.source).name == "films-2"
    project.close()


def test_a_split_whose_answers_are_kept_back_is_no_test_table(hub: HubServer) -> None:
    kept_back = parquet({"text": ["x", "y"], "label": [-1, -1]}, label=["bad", "good"])
    hub.put_data_set(NAME, films(**{"data/validation.parquet": kept_back}))
    found = look_up_data_set(NAME)
    table = table_of(found)
    guess = guess_columns(table)
    assert why_no_test(table, table_of(found, "test"), guess) == ""
    strange = why_no_test(table, table_of(found, "validation"), guess)
    assert 'labels in "label" that the training rows do not have (-1)' in strange
    hub.put_data_set("owner/texts", {"test.csv": b"text\na film\n"})
    hub.put_data_set("owner/half", {"test.csv": b"text,label\na film,good\nanother one,\n"})
    assert "has no column label" in why_no_test(table, table_of(look_up_data_set("owner/texts")), guess)
    assert "rows without an answer" in why_no_test(table, table_of(look_up_data_set("owner/half")), guess)
