"""Models come from a hub over real sockets: whole, in parts, refused, and thrown away."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pytest
from huggingface_hub import constants

from studio.errors import ModelError, StorageError
from studio.hub import transfer
from studio.hub.transfer import Transfer
from studio.models.catalog import find_description, find_model, list_models
from studio.models.download import (
    begun_downloads,
    commit_of,
    delete_model,
    discard_download,
    download_model,
)
from tests.hub_server import TOKEN, HubServer, Repository

NAME = "owner/tiny"


@pytest.fixture
def served(hub: HubServer, tiny_model: Path) -> Repository:
    return hub.put(NAME, tiny_model)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer.time, "sleep", lambda _seconds: None)


class Break(Exception):  # noqa: N818 -- what a user does
    pass


def _break_off(name: str = NAME, revision: str | None = None, at: float = 0.5) -> Transfer:
    """Download until so much has come."""
    last: list[Transfer] = []

    def say(transfer: Transfer) -> None:
        last[:] = [transfer]
        if at * transfer.total < transfer.done < transfer.total:
            raise Break

    with pytest.raises(Break):
        download_model(name, revision, say=say)
    return last[0]


def _refused(name: str = NAME, revision: str | None = None) -> str:
    with pytest.raises(ModelError) as caught:
        download_model(name, revision)
    return caught.value.message


def test_a_model_is_downloaded_whole_and_is_of_the_commit_that_the_hub_names(
    served: Repository, tiny_model: Path
) -> None:
    said: list[Transfer] = []
    folder = download_model(NAME, say=said.append)
    commit = served.refs["main"]
    assert commit_of(folder) == commit
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == served.commits[commit]
    assert (said[0].done, said[-1].done) == (0, said[-1].total)
    assert said[-1].total == sum(file.stat().st_size for file in tiny_model.iterdir())
    assert not begun_downloads()
    [model] = [one for one in list_models() if one.name == NAME]
    assert (model.source, model.revision, model.folder) == ("cache", commit, folder)


def test_transformers_finds_what_was_downloaded(served: Repository) -> None:
    from huggingface_hub import scan_cache_dir, snapshot_download

    folder = download_model(NAME)
    assert snapshot_download(NAME, local_files_only=True) == str(folder)
    scanned = scan_cache_dir(constants.HF_HUB_CACHE)
    assert not scanned.warnings
    [[kept]] = [repo.revisions for repo in scanned.repos]
    assert (kept.commit_hash, kept.refs) == (served.refs["main"], {"main"})


def test_pickles_and_what_is_no_part_of_the_model_stay_where_they_are(
    hub: HubServer, served: Repository, tiny_model: Path
) -> None:
    files = {file.name: file.read_bytes() for file in tiny_model.iterdir()}
    more = ["pytorch_model.bin", "consolidated.safetensors", "code.py", "onnx/model.onnx", "sub/config.json"]
    served.add(files | dict.fromkeys(more, b"never") | {"LICENSE": b"free"})
    folder = download_model(NAME)
    assert {file.name for file in folder.iterdir()} == {*files, "LICENSE"}
    asked = {path.rsplit("/", 1)[-1] for _, path, _ in hub.asked}
    assert not asked & {"pytorch_model.bin", "consolidated.safetensors", "code.py", "model.onnx"}


def test_what_was_broken_off_is_gone_on_with_where_it_ended(hub: HubServer, served: Repository) -> None:
    broken = _break_off()
    [plan] = begun_downloads()
    assert (plan.name, plan.commit, plan.done(), plan.total) == (NAME, served.refs["main"], broken.done, broken.total)
    assert NAME not in [model.name for model in list_models()]
    before = len(hub.asked)
    said: list[Transfer] = []
    folder = download_model(NAME, say=said.append)
    assert said[0].done == broken.done
    ranges = [begin for _, path, begin in hub.asked[before:] if path.endswith("model.safetensors")]
    assert len(ranges) == 1
    assert ranges[0].startswith("bytes=")
    assert (folder / "model.safetensors").read_bytes() == served.commits[plan.commit]["model.safetensors"]


def test_what_was_begun_stays_the_same_commit_though_the_branch_moves(served: Repository) -> None:
    began = served.refs["main"]
    _break_off()
    served.add(served.commits[began] | {"LICENSE": b"another day"})
    assert commit_of(download_model(NAME)) == began
    assert commit_of(download_model(NAME)) == served.refs["main"] != began


def test_a_connection_that_is_cut_is_taken_up_again(hub: HubServer, served: Repository) -> None:
    hub.cut_after, hub.cuts = 30_000, 3
    folder = download_model(NAME)
    assert (folder / "model.safetensors").read_bytes() == served.commits[served.refs["main"]]["model.safetensors"]
    begun = [int(begin.removeprefix("bytes=").rstrip("-") or 0) for begin in hub.files_asked(".safetensors")]
    assert begun == sorted(begun)
    assert sum(asked > 0 for asked in begun) >= 2


def test_a_connection_that_brings_nothing_any_more_is_told_and_keeps_what_came(
    hub: HubServer, served: Repository
) -> None:
    broken = _break_off()
    hub.cut_after, hub.cuts = 0, 100
    assert "Check the connection" in _refused()
    hub.cuts = 0
    assert begun_downloads()[0].done() == broken.done
    assert commit_of(download_model(NAME)) == served.refs["main"]


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json"])
def test_a_file_with_another_checksum_is_refused_and_not_kept(served: Repository, file: str) -> None:
    right = served.commits[served.refs["main"]][file]
    served.served[file] = bytes([right[0] ^ 1]) + right[1:]
    said = _refused()
    assert file in said
    assert "another checksum" in said
    assert NAME not in [model.name for model in list_models()]
    served.served.clear()
    assert (download_model(NAME) / file).read_bytes() == right


@pytest.mark.parametrize("wrong", [b"", b"x" * 10, b"x" * 1_000_000])
def test_a_file_of_another_length_is_refused(served: Repository, wrong: bytes) -> None:
    served.served["model.safetensors"] = wrong
    assert "another checksum" in _refused()


def test_a_branch_a_tag_and_a_commit_are_each_found(served: Repository) -> None:
    newest = served.refs["main"]
    older = served.add(served.commits[newest] | {"LICENSE": b"older"}, "v1.0")
    assert commit_of(download_model(NAME, "v1.0")) == older
    assert commit_of(download_model(NAME, newest)) == newest
    assert find_model(NAME, "v1.0") == download_model(NAME, older)


@pytest.mark.usefixtures("served")
def test_the_small_files_alone_leave_a_download_that_was_begun_as_it_is() -> None:
    broken = _break_off(at=0.7)
    folder = find_description(NAME)
    assert {"config.json", "tokenizer.json"} <= {file.name for file in folder.iterdir()}
    assert not (folder / "model.safetensors").exists()
    assert begun_downloads()[0].done() >= broken.done
    assert (find_model(NAME) / "model.safetensors").is_file()


def test_a_model_that_asks_for_consent_says_where_to_give_it(
    served: Repository, hub: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.gated = True
    said = _refused()
    assert f"Agree at {hub.address}/{NAME}" in said
    assert "Settings" in said
    assert "no token of yours" in said
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert "your token does not have it" in _refused()
    assert not begun_downloads()
    served.granted.add(TOKEN)
    assert commit_of(download_model(NAME)) == served.refs["main"]


@pytest.mark.usefixtures("served")
def test_a_token_that_the_hub_does_not_know_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_wrong")
    assert "does not know your token" in _refused()


@pytest.mark.usefixtures("served")
def test_what_the_hub_does_not_have_is_said() -> None:
    assert "has no model owner/other" in _refused("owner/other")
    assert f"{NAME} has no revision v9" in _refused(NAME, "v9")
    assert "owner/name" in _refused("tiny")


def test_without_a_network_the_way_on_is_said(monkeypatch: pytest.MonkeyPatch, hub: HubServer) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    assert "Check the connection" in _refused()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert "HF_HUB_OFFLINE" in _refused()
    assert not hub.asked


def test_a_disk_without_room_is_told_before_anything_is_fetched(
    served: Repository, hub: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")._replace(free=50_001_000)
    monkeypatch.setattr(transfer.shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(StorageError, match=r"needs 0.00 GB more.*Make room"):
        download_model(NAME)
    assert not hub.files_asked(".safetensors")
    assert served.commits


def test_two_programs_do_not_write_one_model(served: Repository, hub: HubServer) -> None:
    hub.held.clear()
    other = threading.Thread(target=download_model, args=(NAME,))
    other.start()
    assert hub.waiting.wait(5)
    try:
        assert "being downloaded already" in _refused()
    finally:
        hub.held.set()
        other.join()
    assert commit_of(find_model(NAME)) == served.refs["main"]


def test_a_model_is_deleted_with_all_its_bytes(served: Repository) -> None:
    commit = served.refs["main"]
    download_model(NAME)
    served.add(served.commits[commit] | {"LICENSE": b"another"})
    folder = download_model(NAME)
    _break_off_of_a_third(served)
    inside = folder.parent.parent
    blobs = sum(blob.stat().st_size for blob in (inside / "blobs").iterdir())
    assert delete_model(NAME) == blobs
    assert not inside.exists()
    with pytest.raises(ModelError, match="Only what was downloaded"):
        delete_model(NAME)


def _break_off_of_a_third(served: Repository) -> None:
    files = served.commits[served.refs["main"]]
    served.add(files | {"model.safetensors": bytes(len(files["model.safetensors"]))}, "v3")
    _break_off(NAME, "v3")


def test_a_download_that_is_given_up_leaves_what_other_revisions_have(served: Repository) -> None:
    whole = download_model(NAME)
    _break_off_of_a_third(served)
    [plan] = begun_downloads()
    waiting = plan.done() - sum(file.size for file in plan.files if file.path != "model.safetensors")
    assert discard_download(NAME) == waiting > 0
    assert not begun_downloads()
    assert find_model(NAME) == whole


def test_a_download_that_is_given_up_alone_leaves_nothing(served: Repository) -> None:
    broken = _break_off()
    assert discard_download(NAME) == broken.done
    assert not (Path(constants.HF_HUB_CACHE) / "models--owner--tiny").exists()
    assert served.refs


def test_another_revision_takes_the_place_of_what_was_begun(served: Repository) -> None:
    _break_off_of_a_third(served)
    folder = download_model(NAME)
    assert commit_of(folder) == served.refs["main"]
    assert not list((folder.parent.parent / "blobs").glob("*.part"))
    assert not begun_downloads()


def test_a_model_in_several_files_is_there_once_all_of_them_are(served: Repository, tiny_model: Path) -> None:
    files = {file.name: file.read_bytes() for file in tiny_model.iterdir()}
    weights = files.pop("model.safetensors")
    parts = {f"model-0000{part}-of-00002.safetensors": weights for part in (1, 2)}
    index = {"weight_map": {f"w{number}": name for number, name in enumerate(parts)}}
    served.add({**files, **parts, "model.safetensors.index.json": json.dumps(index).encode(), "x.safetensors": b"no"})
    folder = download_model(NAME)
    assert {file.name for file in folder.glob("*.safetensors")} == set(parts)
    assert find_model(NAME) == folder
    (folder / "model-00002-of-00002.safetensors").unlink()
    assert NAME not in [model.name for model in list_models()]
