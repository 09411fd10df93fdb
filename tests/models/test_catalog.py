from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import constants

from studio.errors import ModelError
from studio.models import catalog
from studio.models.catalog import find_model, list_models, model_on_disk, parameter_count

CARD = """---
license: "apache-2.0"
language: en
---

# A tiny model

It knows nothing, and says so
in two lines.

## Use
"""


@pytest.fixture
def bundled(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A resources folder with one bundled model, `starter`."""
    folder = tmp_path / "resources" / "models" / "starter"
    shutil.copytree(tiny_model, folder)
    monkeypatch.setattr(catalog, "resources_dir", lambda: tmp_path / "resources")
    return folder


@pytest.fixture
def cached(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Puts a model into a hub cache of this test's own, as the hub's own client lays it out."""
    cache = tmp_path / "hub"
    cache.mkdir()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))

    def put(name: str, commit: str = "a" * 40, ref: str | None = "main", source: Path = tiny_model) -> Path:
        repo = cache / f"models--{name.replace('/', '--')}"
        snapshot = repo / "snapshots" / commit
        (repo / "blobs").mkdir(parents=True, exist_ok=True)
        snapshot.mkdir(parents=True)
        for number, file in enumerate(sorted(source.iterdir())):
            blob = repo / "blobs" / f"{commit[:8]}{number}"
            shutil.copy(file, blob)
            (snapshot / file.name).symlink_to(blob)
        if ref:
            (repo / "refs").mkdir(exist_ok=True)
            (repo / "refs" / ref).write_text(commit)
        return snapshot

    return put


def _refused(name: str, revision: str | None = None) -> str:
    with pytest.raises(ModelError) as caught:
        find_model(name, revision)
    return caught.value.message


def test_a_bundled_model_is_found_by_its_name(bundled: Path) -> None:
    assert find_model("starter") == bundled


def test_a_model_is_described_from_its_files_alone(bundled: Path) -> None:
    (bundled / "README.md").write_text(CARD)

    [model] = list_models()

    assert (model.name, model.source, model.folder) == ("starter", "bundled", bundled)
    assert (model.title, model.licence) == ("A tiny model", "apache-2.0")
    assert model.summary == "It knows nothing, and says so in two lines."
    assert (model.family, model.context) == ("llama", 256)
    assert model.size_bytes == sum(file.stat().st_size for file in bundled.iterdir())


@pytest.mark.usefixtures("bundled")
def test_a_model_without_a_card_has_its_folders_name_and_no_licence() -> None:
    [model] = list_models()

    assert (model.title, model.licence, model.summary) == ("Starter", "", "")


def test_parameters_are_counted_as_torch_counts_them(tiny_model: Path) -> None:
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(tiny_model)

    assert parameter_count(tiny_model) == sum(weight.numel() for weight in model.parameters())


def test_parameters_that_cannot_be_read_are_unknown(bundled: Path) -> None:
    (bundled / "model.safetensors").write_bytes(b"\xff" * 64)

    assert parameter_count(bundled) is None
    assert [model.parameters for model in list_models()] == [None]


@pytest.mark.usefixtures("bundled")
def test_an_unknown_name_names_the_nearest_and_says_what_to_do() -> None:
    said = _refused("startr")

    assert 'Did you mean "starter"?' in said
    assert "owner/name" in said


@pytest.mark.usefixtures("bundled")
def test_an_unknown_name_near_to_nothing_lists_what_there_is() -> None:
    assert "There are: starter." in _refused("llama")


def test_a_folder_is_found_by_its_path(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_model(str(tiny_model)) == tiny_model
    monkeypatch.chdir(tiny_model.parent)
    assert find_model(tiny_model.name) == tiny_model


@pytest.mark.usefixtures("bundled")
def test_folders_of_models_are_listed_with_those_inside(tiny_model: Path) -> None:
    listed = list_models([tiny_model.parent, tiny_model])

    assert [(model.name, model.source) for model in listed[1:]] == [(str(tiny_model), "folder")] * 2


def test_a_folder_above_models_names_them(tiny_model: Path) -> None:
    assert f"Inside it there are models: {tiny_model.name}." in _refused(str(tiny_model.parent))


def test_a_folder_that_lacks_a_part_says_which(tiny_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(tiny_model, folder)

    (folder / "tokenizer.json").unlink()
    assert "lacks its tokenizer" in _refused(str(folder))
    shutil.copy(tiny_model / "tokenizer.json", folder)
    (folder / "model.safetensors").unlink()
    assert "lacks its weights" in _refused(str(folder))
    (folder / "config.json").write_text("{")
    assert "has no config.json that can be read" in _refused(str(folder))


def test_a_model_that_does_not_write_text_is_refused_and_not_listed(tiny_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bert"
    shutil.copytree(tiny_model, folder)
    config: dict[str, Any] = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "architectures": ["BertForMaskedLM"]}))

    assert "BertForMaskedLM" in _refused(str(folder))
    assert folder not in [model.folder for model in list_models([folder])]


@pytest.mark.parametrize("path", ["./nothing", "~/nothing-here", "/nothing/at/all"])
def test_a_path_to_nothing_is_taken_for_a_path(path: str) -> None:
    assert "There is no folder" in _refused(path)


@pytest.mark.parametrize("name", ["a" * 5000, "/" + "a" * 5000, "['x']" * 1000, "a\0b", "~nobody-here/model"])
def test_a_name_that_no_folder_can_have_is_refused_in_a_sentence(name: str) -> None:
    assert _refused(name).endswith((".", "?"))
    assert model_on_disk(name) is None


def test_a_model_in_the_hubs_cache_is_listed_and_found(cached: Callable[..., Path]) -> None:
    snapshot = cached("owner/small-model")

    assert ("owner/small-model", "cache", snapshot) in [(it.name, it.source, it.folder) for it in list_models()]
    assert find_model("owner/small-model") == snapshot


def test_the_revision_that_was_asked_for_is_found(cached: Callable[..., Path]) -> None:
    older = cached("owner/model", "b" * 40, "v1")
    newer = cached("owner/model", "c" * 40, "main")

    assert find_model("owner/model") == newer
    assert find_model("owner/model", "v1") == older
    assert find_model("owner/model", "b" * 12) == older


def test_a_half_download_counts_as_not_there(cached: Callable[..., Path]) -> None:
    snapshot = cached("owner/model")
    (snapshot / "model.safetensors").unlink()

    assert "is not on this disk" in _refused("owner/model")


@pytest.mark.usefixtures("cached")
def test_offline_a_hub_model_says_that_the_network_is_off() -> None:
    said = _refused("owner/absent")

    assert "HF_HUB_OFFLINE" in said
