"""What the hub says of base models before anything of them is on this disk, asked over real sockets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import constants

from studio.errors import ModelError, TableError
from studio.hub.data_sets import look_up_data_set
from studio.models.hub import look_up, search_models
from studio.models.recommended import recommended_models
from tests.hub_server import HubServer


@pytest.fixture
def files(tiny_model: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in tiny_model.iterdir()}


def _with_config(files: dict[str, bytes], **values: Any) -> dict[str, bytes]:
    config = json.loads(files["config.json"]) | values
    return files | {"config.json": json.dumps(config).encode()}


def _bert(files: dict[str, bytes]) -> dict[str, bytes]:
    return _with_config(files, architectures=["BertModel"], model_type="bert")


def test_a_search_gives_what_the_words_name_the_most_downloaded_first(hub: HubServer, files: dict[str, bytes]) -> None:
    for name, downloads in (("a/few-llama", 3), ("b/many-llama", 900), ("c/other", 5000)):
        hub.put(name, downloads=downloads, parameters=1000, tags=("license:mit",)).add(files)
    found = search_models("llama")
    assert [model.name for model in found] == ["b/many-llama", "a/few-llama"]
    assert (found[0].parameters, found[0].licence, found[0].downloads) == (1000, "mit", 900)
    assert found[0].architecture.kind == "decoder"
    assert not found[0].obstacle
    assert len(search_models("llama", limit=1)) == 1
    assert {(method, path) for method, path, _ in hub.asked} == {("GET", "/api/models")}


def test_nobody_is_told_what_is_used_here() -> None:
    code = "import studio.models.hub; from huggingface_hub import constants; print(constants.HF_HUB_DISABLE_TELEMETRY)"
    surroundings = {name: value for name, value in os.environ.items() if "TELEMETRY" not in name}
    done = subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


def test_a_search_heeds_task_method_licence_and_size(hub: HubServer, files: dict[str, bytes]) -> None:
    hub.put("a/llama", parameters=1000, tags=("license:mit",)).add(files)
    hub.put("a/bert", parameters=9000, tags=("license:apache-2.0",)).add(_bert(files))
    hub.put("a/gguf").add({"x.gguf": b"x"})

    def names(**asked: Any) -> set[str]:
        return {model.name.removeprefix("a/") for model in search_models("a/", **asked)}

    assert names() == {"llama", "bert", "gguf"}
    assert names(task="generation") == {"llama"}
    assert names(task="tagging") == {"bert"}
    assert names(method="llama_adapter") == {"llama"}
    assert names(licence="apache-2.0") == {"bert"}
    assert names(most_parameters=5000) == {"llama"}


def test_a_model_is_known_from_its_config_alone(hub: HubServer, tiny_model: Path) -> None:
    commit = hub.put("a/llama", tiny_model).refs["main"]
    model = look_up("a/llama")
    assert (model.commit, model.architecture.context, model.architecture.num_layers) == (commit, 256, 2)
    assert model.size_bytes == sum(file.stat().st_size for file in tiny_model.iterdir())
    assert not hub.files_asked(".safetensors")
    assert not Path(constants.HF_HUB_CACHE).exists()


def test_of_a_model_that_asks_for_consent_everybody_knows_its_kind(hub: HubServer, tiny_model: Path) -> None:
    hub.put("a/gated", tiny_model, gated=True)
    model = look_up("a/gated")
    assert model.gated
    assert (model.architecture.kind, model.architecture.context) == ("decoder", None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda _: {"model.Q4_K_M.gguf": b"x"}, "GGUF files only"),
        (lambda files: {**_without_weights(files), "pytorch_model.bin": b"x"}, "pickles only"),
        (lambda files: _without_weights(files), "no weights in the safetensors format"),
        (lambda files: _with_config(files, quantization_config={"quant_method": "gptq"}), "quantized weights (gptq)"),
        (lambda files: _with_config(files, quantization_config={"load_in_4bit": True}), "quantized weights (few bits)"),
        (lambda files: _with_config(files, architectures=["ViTModel"], model_type="vit"), "(ViTModel) is neither"),
    ],
)
def test_what_cannot_be_trained_on_says_why(hub: HubServer, files: dict[str, bytes], change: Any, said: str) -> None:
    hub.put("a/model").add(change(files))
    assert said in look_up("a/model").obstacle
    assert "Choose" in look_up("a/model").obstacle
    assert [said in model.obstacle for model in search_models("a/model")] == [True]


def _without_weights(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if not name.endswith(".safetensors")}


def test_what_is_no_hub_is_not_trusted(hub: HubServer, tiny_model: Path) -> None:
    served = hub.put("a/model", tiny_model)
    files = served.commits.pop(served.refs["main"])
    served.commits["../../etc"] = files
    served.refs["main"] = "../../etc"
    with pytest.raises(ModelError, match="no commit or no checksums"):
        look_up("a/model")


@pytest.mark.parametrize(
    "answer",
    [[], {}, [1], {"id": 1}, {"id": "owner/name", "sha": "a" * 40, "siblings": [{"rfilename": "a.csv", "size": "x"}]}],
)
def test_an_answer_that_is_no_hubs_is_said_to_be_none(hub: HubServer, answer: Any) -> None:
    hub.strange = answer
    with pytest.raises(ModelError, match="owner/name"):
        look_up("owner/name")
    with pytest.raises(TableError, match="owner/name"):
        look_up_data_set("owner/name")
    with suppress(ModelError):  # nothing found, or a sentence
        assert search_models("name") == []


def test_recommended_models_have_a_reason_and_fit_methods_that_train() -> None:
    from studio.methods.registry import METHODS, misfits

    found = recommended_models()
    assert len({model.name for model in found}) == len(found) >= 8
    for model in found:
        fitting = [name for name, reason in misfits(model.architecture).items() if not reason]
        assert any(METHODS[name].result == "adapter" for name in fitting), model.name
        assert model.why.endswith(".")
        assert model.architecture.context
        assert model.licence
    kinds = [model.architecture.kind for model in found]
    assert kinds == sorted(kinds, key=["encoder", "decoder", "encoder_decoder"].index)
    for kind in set(kinds):
        sizes = [model.parameters for model in found if model.architecture.kind == kind]
        assert sizes == sorted(sizes)


@pytest.mark.parametrize("model", recommended_models(), ids=lambda model: model.name)
def test_parameters_of_recommended_models_are_what_their_shapes_come_to(model: Any) -> None:
    """Counted by hand from the widths and depths that the models were published with."""
    assert model.parameters == _COUNTED[model.name]()


def _encoder(words: int, places: int, types: int, width: int, inner: int, layers: int) -> int:
    """BERT's kind, without what stands on its last layer."""
    layer = 4 * (width * width + width) + 2 * width * inner + inner + width + 4 * width
    return (words + places + types) * width + 2 * width + layers * layer


def _head(words: int, width: int) -> int:
    """RoBERTa's, which guesses words; the matrix is that of the embeddings."""
    return width * width + width + 2 * width + words


def _decoder(words: int, width: int, inner: int, layers: int, query: int, key: int, *, norms: int = 0) -> int:
    """Llama's kind with tied words. query, key: width of all heads    norms: of a head's size each, Qwen3's two"""
    layer = 2 * width * query + 2 * width * key + 3 * width * inner + 2 * width + norms
    return words * width + layers * layer + width


def _modernbert(words: int, width: int, inner: int, layers: int) -> int:
    layer = 3 * width * width + width * width + 2 * width * inner + inner * width + 2 * width
    return words * width + width + layers * layer - width + width + width * width + width + words


def _t5(words: int, width: int, inner: int, layers: int, heads: int) -> int:
    """T5 1.1: a gated feed-forward, and two matrices of words."""
    attention, feed, places = 4 * width * width, 3 * width * inner, 32 * heads
    encoder = layers * (attention + feed + 2 * width) + places + width
    decoder = layers * (2 * attention + feed + 3 * width) + places + width
    return 2 * words * width + encoder + decoder


_COUNTED = {
    "sentence-transformers/all-MiniLM-L6-v2": lambda: _encoder(30522, 512, 2, 384, 1536, 6) + 384 * 384 + 384,
    "FacebookAI/roberta-base": lambda: _encoder(50265, 514, 1, 768, 3072, 12) + _head(50265, 768),
    "FacebookAI/roberta-large": lambda: _encoder(50265, 514, 1, 1024, 4096, 24) + _head(50265, 1024),
    "FacebookAI/xlm-roberta-base": lambda: _encoder(250002, 514, 1, 768, 3072, 12) + _head(250002, 768),
    "answerdotai/ModernBERT-base": lambda: _modernbert(50368, 768, 1152, 22),
    "HuggingFaceTB/SmolLM2-135M": lambda: _decoder(49152, 576, 1536, 30, 576, 192),
    "Qwen/Qwen3-0.6B-Base": lambda: _decoder(151936, 1024, 3072, 28, 2048, 1024, norms=256),
    "Qwen/Qwen3-1.7B-Base": lambda: _decoder(151936, 2048, 6144, 28, 2048, 1024, norms=256),
    "meta-llama/Llama-3.2-3B": lambda: _decoder(128256, 3072, 8192, 28, 3072, 1024),
    "google/flan-t5-base": lambda: _t5(32128, 768, 2048, 12, 12),
}
