"""Adapters of strangers: nothing of the user's goes into them, and none takes memory or the disk."""

from __future__ import annotations

import ast
import json
import os
import stat
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.folder import check_adapter, export_adapter, import_adapter, read_card, set_unsure_below
from studio.errors import AdapterError, StudioError, TemplateError
from studio.store.adapter_facts import read_adapter_facts


@pytest.fixture
def adapter(tmp_path: Path) -> Path:
    folder = tmp_path / "given" / "spam"
    folder.mkdir(parents=True)
    card = AdapterCard(
        name="spam",
        method="prompt_tuning",
        model=ModelIdentity(name="owner/tiny"),
        task="generation",
        template="{text}",
        num_virtual_tokens=3,
    )
    (folder / "studio.json").write_text(card.model_dump_json())
    (folder / "README.md").write_text("# spam\n")
    save_file({"prompt_embeddings": np.ones((3, 4), np.float32)}, folder / "adapter_model.safetensors")
    return folder


def _change(adapter: Path, **values: object) -> None:
    card = json.loads((adapter / "studio.json").read_text())
    (adapter / "studio.json").write_text(json.dumps(card | values))


def _zip(to: Path, *files: tuple[str, bytes]) -> Path:
    to.parent.mkdir(exist_ok=True, parents=True)
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return to


def _files(adapter: Path) -> list[tuple[str, bytes]]:
    return [(f"spam/{file.name}", file.read_bytes()) for file in adapter.iterdir()]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("name", ["README.md", "LICENSE"])
def test_a_file_of_the_users_does_not_travel_through_a_link(adapter: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("secret")
    (adapter / name).unlink(missing_ok=True)
    (adapter / name).symlink_to(tmp_path / "secret")
    for copy in (
        lambda: import_adapter(adapter, tmp_path / "in"),
        lambda: export_adapter(adapter, tmp_path / "out"),
        lambda: export_adapter(adapter, tmp_path / "out.zip"),
    ):
        with pytest.raises(AdapterError, match="is a link to a file elsewhere"):
            copy()
    assert not any(tmp_path.glob("out*"))


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_an_adapter_in_the_hubs_cache_whose_files_are_all_links_is_imported(adapter: Path, tmp_path: Path) -> None:
    blobs, snapshot = tmp_path / "models--a--b" / "blobs", tmp_path / "models--a--b" / "snapshots" / ("a" * 40)
    blobs.mkdir(parents=True)
    snapshot.mkdir(parents=True)
    for file in adapter.iterdir():
        file.rename(blobs / f"of {file.name}")
        (snapshot / file.name).symlink_to(blobs / f"of {file.name}")
    taken = import_adapter(snapshot, tmp_path / "in")
    assert (taken / "README.md").read_text() == "# spam\n"
    assert not (taken / "README.md").is_symlink()


@pytest.mark.skipif(os.name == "nt", reason="permissions are others there")
def test_what_is_imported_has_the_users_permissions_and_its_own_times(adapter: Path, tmp_path: Path) -> None:
    for file in adapter.iterdir():
        file.chmod(0o4777)
        os.utime(file, (1e9, 1e9))
    before = os.umask(0o077)
    try:
        taken = import_adapter(adapter, tmp_path / "in")
    finally:
        os.umask(before)
    assert {stat.S_IMODE(file.stat().st_mode) for file in taken.iterdir()} == {0o600}
    assert {file.stat().st_mtime for file in taken.iterdir()} == {1e9}


def test_a_head_of_a_billion_classes_takes_no_memory(adapter: Path) -> None:
    (adapter / "studio.json").unlink()
    config = {"peft_type": "PREFIX_TUNING", "task_type": "SEQ_CLS", "num_virtual_tokens": 3}
    (adapter / "adapter_config.json").write_text(json.dumps(config))
    shapes = {"weight": [10**9, 4], "bias": [10**9]}
    header = {
        f"base_model.classifier.{name}": {"dtype": "I8", "shape": shape, "data_offsets": [0, 0]}
        for name, shape in shapes.items()
    }
    data = json.dumps(header).encode()
    (adapter / "adapter_model.safetensors").write_bytes(len(data).to_bytes(8, "little") + data)
    with pytest.raises(AdapterError, match="no whole safetensors file"):
        check_adapter(adapter)
    save_file({"base_model.classifier.weight": np.array(1.0, np.float32)}, adapter / "adapter_model.safetensors")
    with pytest.raises(AdapterError, match="its classification head is not one layer"):
        check_adapter(adapter)


@pytest.mark.parametrize(
    "values",
    [
        {"num_virtual_tokens": 10**9},
        {"method": "zero_shot", "num_virtual_tokens": 10**9},
        {"max_new_tokens": 10**12},
        {"max_tokens": -1},
        {"task_number": -1},
        {"template": "{soft:" + "9" * 5000 + "}{text}"},
    ],
)
def test_numbers_beyond_all_measure_are_refused(adapter: Path, values: dict[str, object]) -> None:
    _change(adapter, **values)
    with pytest.raises((AdapterError, TemplateError)):
        check_adapter(adapter)


def test_no_name_writes_code_into_a_readme(adapter: Path, tmp_path: Path) -> None:
    name = 'owner/tiny")\nimport os  # '
    _change(adapter, model={"name": name})
    (adapter / "README.md").unlink()
    text = (export_adapter(adapter, tmp_path / "out") / "README.md").read_text()
    snippet = text.partition("```python\n")[2].partition("```")[0]
    assert name in [node.value for node in ast.walk(ast.parse(snippet)) if isinstance(node, ast.Constant)]
    assert not [
        node for node in ast.walk(ast.parse(snippet)) if isinstance(node, ast.Import) if node.names[0].name == "os"
    ]


def test_settings_of_any_kind_are_read_as_none(adapter: Path) -> None:
    _change(adapter, settings={"training": 5, "data": [1], "model": "x"})
    card = read_card(adapter)
    assert (card.quantization, card.cut, card.merges_labels, card.answers_column) == ("none", "end", False, None)
    _change(adapter, settings={"data": {"columns": 5, "header": "perhaps"}})
    assert read_card(adapter).read_options.header is None
    _change(adapter, method="full_finetune", settings={})
    (adapter / "model.safetensors.index.json").write_text('{"weight_map": {"a": ["x"]}}')
    with pytest.raises(AdapterError, match="names other files"):
        check_adapter(adapter)


def test_an_adapter_of_a_newer_program_is_refused_in_a_sentence(adapter: Path) -> None:
    _change(adapter, format=2)
    with pytest.raises(AdapterError, match="made by a newer Softprompt Studio"):
        check_adapter(adapter)


def test_a_score_that_is_no_number_keeps_no_adapter_from_being_read(adapter: Path, tmp_path: Path) -> None:
    text = (adapter / "studio.json").read_text()
    (adapter / "studio.json").write_text(text.replace('"metrics":{}', '"metrics":{"test":{"perplexity":Infinity}}'))
    set_unsure_below(adapter, 0.5)
    assert read_card(import_adapter(adapter, tmp_path / "in")).metrics == {"test": {"perplexity": float("inf")}}
    assert read_adapter_facts(adapter) is not None


@pytest.mark.parametrize("text", ["[" * 100_000, '{"created": 1' + "0" * 400 + ', "method": "\\ud800"}'])
def test_the_index_files_any_studio_json(adapter: Path, text: str) -> None:
    (adapter / "studio.json").write_text(text)
    facts = read_adapter_facts(adapter)
    assert facts is None or (facts.created > 0 and facts.method.encode())


def _two_of_a_name(adapter: Path, to: Path) -> Path:
    return _zip(to, *_files(adapter), ("spam/studio.JSON", b"{}"), ("spam/Studio.json", b"{}"))


def _a_bomb(adapter: Path, to: Path) -> Path:
    return _zip(to, *_files(adapter), ("spam/vocab.json", bytes(20_000_000)))


def _many(adapter: Path, to: Path) -> Path:
    return _zip(to, *_files(adapter), *((f"spam/{number}.txt", b"") for number in range(1001)))


@pytest.mark.parametrize(
    ("make", "says"), [(_two_of_a_name, "two files of the name"), (_a_bomb, "fill a disk"), (_many, "fill a disk")]
)
def test_an_archive_that_is_made_to_harm_is_refused(
    adapter: Path, tmp_path: Path, make: Callable[[Path, Path], Path], says: str
) -> None:
    with pytest.raises(AdapterError, match=says):
        import_adapter(make(adapter, tmp_path / "x.zip"), tmp_path / "in")
    assert not (tmp_path / "in").exists()


def test_of_an_archive_only_an_adapters_own_files_are_unpacked(adapter: Path, tmp_path: Path) -> None:
    more = [(f"spam/{name}", b"x") for name in ("run.exe", "C:x.json", "CON.json", "x.json.", "deep/x.json", "a.bin")]
    names: list[str] = []
    archive = _zip(tmp_path / "...zip", *_files(adapter), *more)
    taken = import_adapter(archive, tmp_path / "in")
    names += [str(file.relative_to(tmp_path / "in")) for file in (tmp_path / "in").rglob("*") if file.is_file()]
    assert taken == tmp_path / "in" / "adapter"
    assert sorted(names) == ["adapter/README.md", "adapter/adapter_model.safetensors", "adapter/studio.json"]


def test_an_archive_by_any_name_ends_in_a_folder_or_a_sentence(adapter: Path, tmp_path: Path) -> None:
    for name in ("..zip", ".zip", "a b.zip"):
        try:
            taken = import_adapter(_zip(tmp_path / "zips" / name, *_files(adapter)), tmp_path / "in")
        except StudioError:
            continue
        assert taken.parent == tmp_path / "in"
