"""What is wrong with adapters: those that PEFT makes, those that are put together wrongly, and those that are whole."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import peft
import pytest
import torch
from safetensors.numpy import save_file
from safetensors.torch import save_file as save_torch
from transformers import AutoModelForSeq2SeqLM, AutoModelForSequenceClassification
from typer.testing import CliRunner

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.diagnosis import Diagnosis, diagnose
from studio.adapters.peft_format import write_adapter
from studio.cli import app
from studio.errors import AdapterError
from studio.methods.base import InputPrompt, Learned
from studio.models.base_model import load_base_model
from studio.models.stored import stored_tensors, word_matrix
from studio.spec import ModelSpec
from tests.families import save_family

TOKENS = 6


def _said(found: Diagnosis) -> str:
    return "\n".join(f"{it.what} | {it.where} | {it.remedy}" for it in found.findings)


def _moved_words(model: Path, count: int = TOKENS) -> np.ndarray[Any, Any]:
    """A prompt as training leaves it: words, each moved a little its own way."""
    matrix = word_matrix(model)
    assert matrix is not None
    words = next(matrix.chunks())[10 : 10 + count]
    return (words + 0.3 * words.std() * np.random.default_rng(0).normal(size=words.shape)).astype(np.float32)


@pytest.fixture
def foreign(tiny_model: Path, tmp_path: Path) -> Callable[..., Path]:
    """Write a folder as PEFT would, with these vectors and settings."""

    def write(vectors: Any = None, *, name: str = "given", **config: object) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        values = {
            "peft_type": "PROMPT_TUNING",
            "task_type": "CAUSAL_LM",
            "base_model_name_or_path": str(tiny_model),
            "num_virtual_tokens": TOKENS,
        }
        (folder / "adapter_config.json").write_text(json.dumps(values | config))
        vectors = _moved_words(tiny_model) if vectors is None else vectors
        save_file({"prompt_embeddings": np.ascontiguousarray(vectors)}, folder / "adapter_model.safetensors")
        return folder

    return write


@pytest.fixture
def ours(tiny_model: Path, tmp_path: Path) -> Callable[..., Path]:
    base = load_base_model(str(tiny_model), tiny_model, device=torch.device("cpu"), dtype=torch.float32)

    def write(vectors: Any = None, **values: Any) -> Path:
        vectors = torch.from_numpy(_moved_words(tiny_model)) if vectors is None else vectors
        card = AdapterCard(
            name="own",
            method="prompt_tuning",
            model=ModelIdentity.of(ModelSpec(name=str(tiny_model)), tiny_model),
            task="generation",
            template="{text}",
            num_virtual_tokens=len(vectors),
        ).model_copy(update=values)
        write_adapter(tmp_path / "own", Learned(InputPrompt(vectors.unsqueeze(0))), card, base)
        return tmp_path / "own"

    return write


def test_nothing_is_wrong_with_an_adapter_that_learned(
    foreign: Callable[..., Path], ours: Callable[..., Path], tmp_path: Path
) -> None:
    own = ours()
    archive = tmp_path / "own.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        for file in own.iterdir():
            opened.write(file, f"own/{file.name}")
    for path in (foreign(), own, archive):
        found = diagnose(path)
        assert (found.findings, found.not_checked) == ([], []), path


def test_the_second_prompt_that_peft_makes_for_an_encoder_decoder_is_found(tiny_model: Path, tmp_path: Path) -> None:
    model = save_family("t5", tmp_path / "t5", tokenizer_of=tiny_model)
    wrapped = peft.get_peft_model(
        AutoModelForSeq2SeqLM.from_pretrained(model),
        peft.PromptTuningConfig(task_type="SEQ_2_SEQ_LM", num_virtual_tokens=TOKENS),
    )
    wrapped.save_pretrained(tmp_path / "adapter")

    said = _said(diagnose(tmp_path / "adapter", model=str(model)))

    assert "Rows 7 to 12 of its prompt were never trained and are never read" in said


def test_a_prefix_of_pefts_for_an_encoder_decoder_is_half_dead(tiny_model: Path, tmp_path: Path) -> None:
    model = save_family("t5", tmp_path / "t5", tokenizer_of=tiny_model)
    wrapped = peft.get_peft_model(
        AutoModelForSeq2SeqLM.from_pretrained(model),
        peft.PrefixTuningConfig(task_type="SEQ_2_SEQ_LM", num_virtual_tokens=TOKENS),
    )
    wrapped.save_pretrained(tmp_path / "adapter")

    assert "Half of this prefix cannot have been trained" in _said(diagnose(tmp_path / "adapter", model=str(model)))


def test_a_head_of_pefts_that_reads_a_virtual_token_is_found(tiny_model: Path, tmp_path: Path) -> None:
    model = save_family("bert", tmp_path / "bert", tokenizer_of=tiny_model)
    wrapped = peft.get_peft_model(
        AutoModelForSequenceClassification.from_pretrained(model),
        peft.PromptTuningConfig(task_type="SEQ_CLS", num_virtual_tokens=TOKENS),
    )
    wrapped.save_pretrained(tmp_path / "adapter")

    said = _said(diagnose(tmp_path / "adapter", model=str(model)))

    assert "virtual token 0 and not the text's first token" in said
    assert "padding" not in said  # an encoder pools the first position


def test_a_head_on_a_decoder_reads_padding(foreign: Callable[..., Path]) -> None:
    said = _said(diagnose(foreign(task_type="SEQ_CLS")))

    assert "reads padding where rows are padded on the right" in said
    assert "virtual token 0" not in said


def test_dead_rows_copies_and_what_is_no_number_are_named(foreign: Callable[..., Path], tiny_model: Path) -> None:
    vectors = _moved_words(tiny_model)
    vectors[1] = 0
    vectors[[2, 5]] = vectors[0]
    vectors[4, 3] = np.nan

    said = _said(diagnose(foreign(vectors)))

    assert "All zeros: row 2." in said
    assert "Exact copies of one another: rows 1, 3 and 6." in said
    assert "Not numbers (NaN or infinite): in row 5." in said


def test_rows_that_never_moved_are_told_from_those_that_did(foreign: Callable[..., Path], tiny_model: Path) -> None:
    matrix = word_matrix(tiny_model)
    assert matrix is not None
    words = next(matrix.chunks())[20 : 20 + TOKENS]
    vectors = _moved_words(tiny_model)
    vectors[[0, 3]] = words[[0, 3]]

    assert "as at the start: rows 1 and 4." in _said(diagnose(foreign(vectors)))
    assert "the whole prompt. Nothing was learned." in _said(diagnose(foreign(words, name="all")))


def test_a_random_start_is_many_times_the_size_of_words(foreign: Callable[..., Path], tiny_model: Path) -> None:
    matrix = word_matrix(tiny_model)
    assert matrix is not None
    usual = float(np.median(np.linalg.norm(next(matrix.chunks()), axis=1)))
    vectors = _moved_words(tiny_model)
    vectors *= 50 * usual / np.median(np.linalg.norm(vectors, axis=1))

    assert "50 times the size of the base model's words" in _said(diagnose(foreign(vectors)))


def test_without_the_base_model_a_random_start_is_known_by_its_numbers(foreign: Callable[..., Path]) -> None:
    vectors = np.random.default_rng(0).normal(size=(TOKENS, 400)).astype(np.float32)

    found = diagnose(foreign(vectors, base_model_name_or_path="owner/is-not-here"))

    assert "Its base model owner/is-not-here is not on this disk." in _said(found)
    assert "random start, N(0, 1)" in _said(found)
    assert "they need the base model" in found.not_checked[0]
    assert "does not say which base model" in _said(diagnose(foreign(name="b", base_model_name_or_path=None)))


def test_layers_of_a_prefix_that_are_nothing_or_shared_are_found(foreign: Callable[..., Path]) -> None:
    layers = np.random.default_rng(0).normal(size=(TOKENS, 4, 32)).astype(np.float32)
    layers[:, 1] = 0
    layers[:, 3] = layers[:, 0]

    said = _said(diagnose(foreign(layers.reshape(TOKENS, -1), peft_type="PREFIX_TUNING", num_layers=4)))

    assert "All zeros: layer 2 of the prefix." in said
    assert "The same keys and values in layers 1 and 4 of the prefix." in said


def test_gates_that_never_opened_change_nothing(foreign: Callable[..., Path]) -> None:
    folder = foreign(peft_type="ADAPTION_PROMPT", adapter_len=TOKENS)
    name = "base_model.model.model.layers.1.self_attn.adaption_"
    tensors = {name + "prompt": np.ones((1, TOKENS, 32), np.float32), name + "gate": np.zeros(1, np.float32)}
    save_file(tensors, folder / "adapter_model.safetensors")
    assert "All gates are 0" in _said(diagnose(folder))
    save_file(tensors | {name + "gate": np.ones(1, np.float32)}, folder / "adapter_model.safetensors")
    assert "All gates are 0" not in _said(diagnose(folder))


def test_a_prompt_that_fills_the_context_or_is_of_another_width_is_found(
    foreign: Callable[..., Path], tiny_model: Path
) -> None:
    long = _moved_words(tiny_model, 300)

    assert "300 virtual tokens leave no room for text: the base model reads 256" in _said(
        diagnose(foreign(long, num_virtual_tokens=300))
    )
    assert "150 virtual tokens take more than half of the 256" in _said(
        diagnose(foreign(long[:150], name="half", num_virtual_tokens=150))
    )
    wide = np.random.default_rng(0).normal(scale=0.2, size=(TOKENS, 48)).astype(np.float32)
    assert "48 numbers wide" in _said(diagnose(foreign(wide, name="wide")))


@pytest.mark.parametrize(
    ("hash_of", "says"),
    [
        ("config_sha256", "The base model's configuration is not what"),
        ("tokenizer_sha256", "The base model's tokenizer is not what"),
        ("weights_sha256", "The base model's weights are not what"),
    ],
)
def test_another_base_model_is_known_by_its_hashes(
    ours: Callable[..., Path], tiny_model: Path, hash_of: str, says: str
) -> None:
    identity = ModelIdentity.of(ModelSpec(name=str(tiny_model)), tiny_model).model_copy(update={hash_of: "0" * 64})

    assert says in _said(diagnose(ours(model=identity)))


def test_a_pickle_is_named_and_not_opened(foreign: Callable[..., Path]) -> None:
    folder = foreign()
    (folder / "adapter_model.safetensors").rename(folder / "adapter_model.bin")

    found = diagnose(folder)

    assert "adapter_model.bin is a pickle" in _said(found)
    assert len(found.findings) == 1
    assert "missing or not whole" in found.not_checked[0]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff" * 16,
        (2**40).to_bytes(8, "little") + b"{}",
        b"\x02\0\0\0\0\0\0\0[]",
        *(
            len(header).to_bytes(8, "little") + header
            for header in (
                b'{"prompt_embeddings": {"dtype": "F32", "shape": [6, 32], "data_offsets": [0, 768]}}',
                b'{"prompt_embeddings": {"dtype": "F32", "shape": [-1, 2], "data_offsets": [0, -8]}}',
                b'{"prompt_embeddings": {"dtype": "F32", "shape": [1000000, 1000000], "data_offsets": [0, 8]}}',
                b'{"prompt_embeddings": {"dtype": "F32", "shape": ["x"], "data_offsets": [0, 8]}}',
                b"[" * 50_000,
            )
        ),
    ],
)
def test_weights_that_make_no_sense_are_damage_and_nothing_worse(foreign: Callable[..., Path], raw: bytes) -> None:
    folder = foreign()
    (folder / "adapter_model.safetensors").write_bytes(raw)

    found = diagnose(folder)

    assert stored_tensors(folder / "adapter_model.safetensors") == {}
    assert "no whole safetensors file" in _said(found)


@pytest.mark.parametrize("text", ["{", "[]", '{"peft_type": 5, "num_virtual_tokens": "x"}'])
def test_a_torn_config_is_a_finding(foreign: Callable[..., Path], text: str) -> None:
    folder = foreign()
    (folder / "adapter_config.json").write_text(text)

    assert diagnose(folder).findings


def test_what_is_no_adapter_at_all_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(AdapterError):
            diagnose(path)


def test_the_numbers_of_every_type_are_read_as_torch_reads_them(tmp_path: Path) -> None:
    given = {
        str(kind): torch.randn(3, 4).to(kind) for kind in (torch.float64, torch.float32, torch.float16, torch.bfloat16)
    }
    save_torch(
        given | {"none": torch.zeros(0, 4), "whole": torch.ones(2, dtype=torch.long)}, tmp_path / "x.safetensors"
    )

    read = stored_tensors(tmp_path / "x.safetensors")

    assert read.keys() == {*given, "none"}  # whole numbers are nobody's vectors
    for name, tensor in given.items():
        assert np.array_equal(read[name].numbers(), tensor.float().numpy())
        assert np.array_equal(read[name].numbers(slice(1, 3)), tensor[1:3].float().numpy())
    assert read["none"].numbers().shape == (0, 4)


@pytest.mark.parametrize(
    "family", ["llama", "gpt2", "gemma", "opt", "bloom", "bert", "roberta", "modernbert", "t5", "bart"]
)
def test_the_words_of_a_family_are_found_as_the_model_reads_them(tmp_path: Path, family: str) -> None:
    folder = save_family(family, tmp_path / family)
    base = load_base_model(family, folder, device=torch.device("cpu"), dtype=torch.float32)

    matrix = word_matrix(folder)

    assert matrix is not None
    words = np.concatenate(list(matrix.chunks()))
    assert np.allclose(words, base.embed(torch.arange(len(words))).numpy(), rtol=1e-5)


def test_the_command_tells_and_its_status_says_whether_something_is_wrong(
    foreign: Callable[..., Path], tiny_model: Path
) -> None:
    good, bad = foreign(), foreign(np.zeros((TOKENS, 32), np.float32), name="bad")

    whole = CliRunner().invoke(app, ["doctor", "--adapter", str(good)])
    broken = CliRunner().invoke(app, ["doctor", "--adapter", str(bad), "--json"])

    assert whole.exit_code == 0
    assert "Nothing is wrong with it." in whole.stdout
    assert broken.exit_code == 2
    said = json.loads(broken.stdout)
    assert said["base_model"] == str(tiny_model)
    assert "All zeros" in said["findings"][0]["what"]
