"""A base model's folder of a stranger: no code of it runs, and nothing of it takes memory or time without end."""

from __future__ import annotations

import json
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from studio.adapters.card import ModelIdentity
from studio.data.tokenizer import TextTokenizer
from studio.errors import ModelError
from studio.models.base_model import load_base_model
from studio.models.catalog import find_model, list_models
from studio.models.stored import all_tensors
from studio.small_json import read_small_json
from studio.spec import ModelSpec
from studio.store.notes import Notes, read_notes

_DEEP = "[" * 100_000 + "]" * 100_000


class _Payload:
    """What a pickle runs when it is opened."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return os.mkdir, (os.environ["SOFTPROMPT_TEST_MARK"],)


@pytest.fixture
def model(tiny_model: Path, tmp_path: Path) -> Path:
    return shutil.copytree(tiny_model, tmp_path / "model")


def _load(folder: Path) -> object:
    return load_base_model("stranger", folder, device=torch.device("cpu"), dtype=torch.float32)


def _config(folder: Path, **values: object) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | values))


def _index(folder: Path, *files: object) -> None:
    (folder / "model.safetensors").unlink()
    weights = {f"weight.{number}": file for number, file in enumerate(files)}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": weights}))


@pytest.mark.parametrize("index", [["evil.bin"], ["a.safetensors", "evil.bin"], ["../a.safetensors"], [["a"]], []])
def test_weights_that_an_index_leads_elsewhere_are_not_opened(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: list[object]
) -> None:
    monkeypatch.setenv("SOFTPROMPT_TEST_MARK", str(tmp_path / "it ran"))
    shutil.copy(model / "model.safetensors", model / "a.safetensors")
    (model / "evil.bin").write_bytes(pickle.dumps(_Payload()))
    _index(model, *index)
    with pytest.raises(ModelError, match="names other files than safetensors"):
        _load(model)
    with pytest.raises(ModelError, match=r"evil\.bin"):
        find_model(str(model))
    assert list_models([model.parent])  # the bundled ones
    assert not (tmp_path / "it ran").exists()


def test_a_pickle_by_the_name_of_safetensors_and_one_alone_are_refused_with_a_way_on(model: Path) -> None:
    (model / "model.safetensors").write_bytes(pickle.dumps([1]))
    with pytest.raises(ModelError, match="no whole safetensors file"):
        _load(model)
    (model / "model.safetensors").rename(model / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"can run code .*save_pretrained"):
        find_model(str(model))


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"_attn_implementation": "stranger/kernel"}, "a program from elsewhere"),
        ({"text_config": {"attn_implementation": {"": "stranger/kernel@main:run"}}}, "a program from elsewhere"),
        ({"_experts_implementation": "deepgemm"}, "a program from elsewhere"),
        ({"transformers_weights": "evil.safetensors.index.json"}, "weights of another name"),
        ({"num_hidden_layers": 10**9}, "more layers than any model has"),
        ({"num_labels": 10**9}, "more classes than any model has"),
        ({"vocab_size": 10**9, "hidden_size": 10**9}, "do not belong together"),
        ({"num_attention_heads": 0}, "cannot be used"),
        ({"hidden_size": "wide"}, "cannot be used"),
        ({"dtype": "load"}, "cannot be used"),
        ({"hidden_size": 64}, "of other sizes than its config.json says"),
    ],
)
def test_what_no_config_may_ask_for_is_refused_before_anything_is_loaded(
    model: Path, settings: dict[str, object], says: str
) -> None:
    _config(model, **settings)
    with pytest.raises(ModelError, match=says):
        _load(model)


def test_weights_that_files_lack_are_not_made_up(model: Path) -> None:
    _config(model, vocab_size=10**6, hidden_size=4096, intermediate_size=4096)
    save_file({"another": np.zeros(4, np.float32)}, model / "model.safetensors")
    with pytest.raises(ModelError, match="its files hold 4 weights"):
        _load(model)


def test_an_adapter_beside_a_model_is_not_put_into_it(model: Path) -> None:
    (model / "adapter_config.json").write_text('{"peft_type": "LORA", "base_model_name_or_path": "stranger/other"}')
    with pytest.raises(ModelError, match=r"adapter_config\.json lies beside"):
        _load(model)


@pytest.mark.parametrize(
    "config",
    [
        _DEEP,
        '{"architectures": 5}',
        '{"model_type": ["llama"], "architectures": ["LlamaForCausalLM"]}',
        '{"model_type": "roberta", "pad_token_id": "x", "max_position_embeddings": true}',
        '{"sliding_window": 4, "layer_types": 5}',
    ],
)
def test_one_strange_folder_hides_no_other(model: Path, config: str) -> None:
    strange = shutil.copytree(model, model.parent / "strange")
    (strange / "config.json").write_text(config)
    (strange / "model.safetensors.index.json").write_text(_DEEP)
    assert model in [found.folder for found in list_models([model.parent])]
    with pytest.raises(ModelError):
        _load(strange)


@pytest.mark.parametrize("content", [b"{}", pickle.dumps([1]), b"[" * 100_000])
def test_what_is_no_tokenizer_is_said(model: Path, content: bytes) -> None:
    (model / "tokenizer.json").write_bytes(content)
    with pytest.raises(ModelError, match="holds no tokenizer"):
        TextTokenizer.from_folder(model)


@pytest.mark.skipif(os.name == "nt", reason="no pipes there")
def test_a_pipe_is_not_waited_for(model: Path) -> None:
    for name in ("config.json", "README.md"):
        (model / name).unlink(missing_ok=True)
        os.mkfifo(model / name)
    os.mkfifo(model / "more.safetensors")
    list_models([model.parent])
    assert all_tensors(model / "more.safetensors") is None
    ModelIdentity.of(ModelSpec(name=str(model)), model)
    os.mkfifo(model / "notes.json")
    assert read_notes(model) == Notes()
    with pytest.raises(ValueError, match="no file"):
        read_small_json(model / "config.json")


def _tensor_file(path: Path, **tensors: tuple[str, list[int], list[int]]) -> Path:
    header = {name: {"dtype": kind, "shape": shape, "data_offsets": at} for name, (kind, shape, at) in tensors.items()}
    data = json.dumps(header).encode()
    path.write_bytes(len(data).to_bytes(8, "little") + data + bytes(16))
    return path


@pytest.mark.parametrize(
    "tensors",
    [
        {"a": ("F32", [4], [0, 16]), "b": ("F32", [4], [0, 16])},  # the same bytes
        {"a": ("F32", [2], [0, 8]), "b": ("F32", [1], [12, 16])},  # a hole
        {"a": ("NEW", [10**9, 10**9], [0, 16])},  # more numbers than bits
        {"a": ("I8", [10**9], [16, 16]), "b": ("F32", [4], [0, 16])},
        {"a": ("F32", [True, 4], [0, 16])},
    ],
)
def test_tensors_that_no_file_can_hold_are_none(tmp_path: Path, tensors: Any) -> None:
    assert all_tensors(_tensor_file(tmp_path / "a.safetensors", **tensors)) is None


def test_tensors_that_lie_one_behind_the_other_are_found(tmp_path: Path) -> None:
    file = _tensor_file(tmp_path / "a.safetensors", b=("F4", [8], [12, 16]), a=("F32", [3], [0, 12]))
    assert {name: tensor.shape for name, tensor in (all_tensors(file) or {}).items()} == {"a": (3,), "b": (8,)}
