"""What every test stands on: no display, no network, no folder of the user's, and a small random base model."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub_server import HubServer

_HOME = Path(tempfile.mkdtemp(prefix="softprompt-tests-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

# Set before anything is imported that reads them once, and for child processes too.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HOME"] = str(_HOME / "huggingface")
os.environ["XDG_DATA_HOME"] = str(_HOME / "data")
os.environ["XDG_CONFIG_HOME"] = str(_HOME / "config")
os.environ["XDG_CACHE_HOME"] = str(_HOME / "cache")
os.environ["XDG_STATE_HOME"] = str(_HOME / "state")
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["SOFTPROMPT_PRECISION"] = "fp32"  # figures of all processors alike
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["OMP_NUM_THREADS"] = "1"  # two torches with two threads each wait for one another
for _display in ("DISPLAY", "WAYLAND_DISPLAY", "HF_TOKEN"):
    os.environ.pop(_display, None)

_SENTENCES = (
    "the film was good and the actors were great",
    "the film was bad and the story made no sense",
    "a good phone with a great screen and a bad battery",
    "win a free prize now, call this number today",
    "see you at home tonight, bring the book and some tea",
    "The train to the city leaves at nine.\nAnswer: positive",
    "Is this message spam? No, it is ham.\nAnswer: negative",
)
_HIDDEN, _LAYERS, _HEADS, _KEY_VALUE_HEADS, _INNER, _CONTEXT = 32, 2, 4, 2, 64, 256


@pytest.fixture
def preferences_end_with_the_test() -> Iterator[None]:
    """What `studio.preferences.use` puts into the environment goes with the test."""
    from studio import preferences

    before = {name: os.environ.get(name) for name in preferences.environment(preferences.Preferences())}
    preferences._found.clear()
    yield
    for name, value in before.items():
        os.environ.pop(name, None) if value is None else os.environ.update({name: value})
    preferences._found.clear()
    preferences.use(preferences.Preferences())
    preferences._found.clear()


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a random Llama: 2 layers, hidden size 32, 2 key-value heads for 4 heads, its own BPE tokenizer.

    Made from numpy alone, so that a test that must not import torch can use it. The same weights each time.
    """
    folder = tmp_path_factory.mktemp("models") / "tiny-llama"
    folder.mkdir()
    vocabulary = _write_tokenizer(folder)
    _write_weights(folder, vocabulary)
    return folder


def _write_tokenizer(folder: Path) -> int:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<pad>", "<s>", "</s>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_SENTENCES, trainer)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "pad_token": "<pad>",
        "bos_token": "<s>",
        "eos_token": "</s>",
        "model_max_length": _CONTEXT,
        "clean_up_tokenization_spaces": False,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    return int(tokenizer.get_vocab_size())


def _write_weights(folder: Path, vocabulary: int) -> None:
    import numpy as np
    from safetensors.numpy import save_file

    head = _HIDDEN // _HEADS
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": vocabulary,
        "hidden_size": _HIDDEN,
        "intermediate_size": _INNER,
        "num_hidden_layers": _LAYERS,
        "num_attention_heads": _HEADS,
        "num_key_value_heads": _KEY_VALUE_HEADS,
        "head_dim": head,
        "max_position_embeddings": _CONTEXT,
        "pad_token_id": 0,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "tie_word_embeddings": False,
        "dtype": "float32",
    }
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    shapes: dict[str, tuple[int, ...]] = {
        "model.embed_tokens.weight": (vocabulary, _HIDDEN),
        "model.norm.weight": (_HIDDEN,),
        "lm_head.weight": (vocabulary, _HIDDEN),
    }
    for layer in range(_LAYERS):
        shapes |= {
            f"model.layers.{layer}.self_attn.q_proj.weight": (_HEADS * head, _HIDDEN),
            f"model.layers.{layer}.self_attn.k_proj.weight": (_KEY_VALUE_HEADS * head, _HIDDEN),
            f"model.layers.{layer}.self_attn.v_proj.weight": (_KEY_VALUE_HEADS * head, _HIDDEN),
            f"model.layers.{layer}.self_attn.o_proj.weight": (_HIDDEN, _HEADS * head),
            f"model.layers.{layer}.mlp.gate_proj.weight": (_INNER, _HIDDEN),
            f"model.layers.{layer}.mlp.up_proj.weight": (_INNER, _HIDDEN),
            f"model.layers.{layer}.mlp.down_proj.weight": (_HIDDEN, _INNER),
            f"model.layers.{layer}.input_layernorm.weight": (_HIDDEN,),
            f"model.layers.{layer}.post_attention_layernorm.weight": (_HIDDEN,),
        }
    draw = np.random.default_rng(0)
    weights = {
        name: np.ones(shape, np.float32)
        if len(shape) == 1
        else draw.normal(scale=0.2 if "embed" in name else 0.1, size=shape).astype(np.float32)
        for name, shape in shapes.items()
    }
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """A hub of the test's own, which the program takes for the hub, and an empty cache."""
    from huggingface_hub import close_session, constants

    with HubServer().serving() as server:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")  # asked for anew, since the last session is closed
        close_session()
        monkeypatch.setattr(constants, "ENDPOINT", server.address)
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub cache"))
        yield server
        close_session()


@pytest.fixture(autouse=True)
def _no_child_is_left_behind() -> Iterator[None]:
    """A process that a test started and that lives on after it fails the test."""
    import psutil

    this = psutil.Process()
    before = {child.pid for child in this.children()}
    yield
    # Python's own resource tracker serves the whole session.
    started = [
        child for child in this.children() if child.pid not in before and "resource_tracker" not in _command(child)
    ]
    _, alive = psutil.wait_procs(started, timeout=2)
    left = [f"{child.pid}: {_command(child)}" for child in alive]
    for child in alive:
        child.kill()
    assert not left, f"left behind: {left}"


def _command(process: object) -> str:
    import psutil

    assert isinstance(process, psutil.Process)
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
