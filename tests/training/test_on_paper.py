"""What is reckoned on paper is what a real step takes, and a model of 7 billion weights needs no weights for it."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from typer.testing import CliRunner

from studio.architecture import read_architecture
from studio.cli import app
from studio.data.batches import collate
from studio.data.examples import Example
from studio.errors import MethodError
from studio.methods.base import InputPrompt
from studio.models.activation_checkpointing import checkpoint_activations
from studio.models.base_model import BaseModel, frozen_model, load_base_model, network_without_weights
from studio.models.on_paper import Ledger, base_on_paper, quantize_on_paper
from studio.models.prompted import PromptedModel
from studio.models.quantization import weights_bytes
from studio.spec import Quantization
from studio.training.loop import Trainer
from studio.training.on_paper import CUDA_CONTEXT_BYTES, on_paper
from studio.training.one_run import Run
from studio.training.run import train_run
from tests.families import save_family

MakeRun = Callable[..., Path]
MISTRAL_7B = {
    "architectures": ["MistralForCausalLM"],
    "model_type": "mistral",
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "max_position_embeddings": 32768,
    "sliding_window": 4096,
    "vocab_size": 32000,
    "bos_token_id": 1,
    "eos_token_id": 2,
}


def loss_of(base: BaseModel, vectors: Tensor) -> Tensor:
    front = (-1,) * vectors.shape[1]
    rows = [tuple(random.Random(row).choices(range(5, 90), k=30 + 9 * row)) for row in range(3)]
    if base.kind == "encoder_decoder":
        batch = collate([Example(ids=(2,), source_ids=(*front, *row), answer_ids=(21, 22)) for row in rows])
    else:
        batch = collate([Example(ids=(*front, *row)) for row in rows], bidirectional=base.kind == "encoder")
    model = PromptedModel(base)
    hidden = model.hidden_states(InputPrompt(vectors), **batch.model_input)
    return model.logits(hidden[:, -1]).log_softmax(-1)[:, 3].sum()


def most_bytes(base: BaseModel) -> int:
    """Of a step, beside the weights."""
    ledger = Ledger()
    with ledger.open():
        loss_of(base, torch.zeros(1, 4, base.hidden_size, device=base.device, requires_grad=True)).backward()
    return ledger.most


# Not DeBERTa-v2: a CPU writes its scores down, since a gradient goes through its bias, and a GPU does not.
@pytest.mark.parametrize("family", ["llama", "gemma2", "gpt2", "opt", "bloom", "electra", "modernbert", "t5", "bart"])
def test_a_step_on_paper_takes_what_a_real_one_does(tmp_path: Path, family: str) -> None:
    folder = save_family(family, tmp_path / family)
    real = load_base_model(family, folder, device=torch.device("cpu"), dtype=torch.float32)
    paper = base_on_paper(family, folder, torch.float32)
    assert weights_bytes(paper.network) == weights_bytes(real.network)
    assert (paper.num_parameters, paper.sites.shapes) == (real.num_parameters, real.sites.shapes)
    assert most_bytes(paper) == pytest.approx(most_bytes(real), rel=0.1)
    if family != "bloom":
        checkpoint_activations(real)
        checkpoint_activations(paper)
        assert most_bytes(paper) == pytest.approx(most_bytes(real), rel=0.1)


@pytest.mark.parametrize("family", ["llama", "gpt2", "roberta", "bart"])
def test_of_a_deep_model_it_is_about_what_autograd_says_it_keeps(tmp_path: Path, family: str) -> None:
    folder = save_family(family, tmp_path / family)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    deep = dict.fromkeys(("num_hidden_layers", "n_layer", "encoder_layers", "decoder_layers"), 12)
    (folder / "config.json").write_text(json.dumps(config | {key: deep[key] for key in deep.keys() & config}))
    network = network_without_weights(family, folder, torch.float32)
    real = frozen_model(family, folder, network, read_architecture(folder))
    weights = {one.untyped_storage().data_ptr() for one in real.network.parameters()}
    kept: dict[int, int] = {}

    def pack(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in weights:
            kept[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        loss = loss_of(real, torch.zeros(1, 4, real.hidden_size, requires_grad=True))
    said = sum(kept.values()) + sum(one.nbytes for one in real.network.parameters())
    del loss
    paper = base_on_paper(family, folder, torch.float32)
    assert weights_bytes(paper.network) + most_bytes(paper) == pytest.approx(said, rel=0.2)


@pytest.mark.parametrize("quantization", ["8bit", "4bit"])
@pytest.mark.parametrize("family", ["llama", "gpt2", "electra", "t5", "bart"])
def test_quantized_weights_take_on_paper_what_they_take(
    tmp_path: Path, family: str, quantization: Quantization
) -> None:
    pytest.importorskip("bitsandbytes", reason="the extra few-bits is missing")
    folder = save_family(family, tmp_path / family)
    for dtype in (torch.float32, torch.float16):
        real = load_base_model(family, folder, device=torch.device("cpu"), dtype=dtype, quantization=quantization)
        paper = base_on_paper(family, folder, dtype)
        quantize_on_paper(paper.network, quantization)
        assert weights_bytes(paper.network) == weights_bytes(real.network)


@pytest.mark.parametrize(
    "method",
    [
        {"name": "prompt_tuning", "num_virtual_tokens": 4},
        {"name": "prefix_tuning", "num_virtual_tokens": 4},
        {"name": "p_tuning", "num_virtual_tokens": 4},
        {"name": "cpt", "num_examples": 2},
        {"name": "llama_adapter", "num_virtual_tokens": 4},
        {"name": "prompt_ensemble", "members": 2, "num_virtual_tokens": 3},
        {"name": "head_only"},
        {"name": "full_finetune"},
    ],
    ids=lambda method: method["name"],
)
def test_a_run_on_paper_is_the_run(make_run: MakeRun, method: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The real one's bytes are counted from the loop's own longest step on."""
    device = {"device": "cpu", "precision": "fp32", "max_steps": 3}
    reckoned = on_paper(make_run("paper", method=method, training=device), None)
    counted: list[tuple[int, int]] = []
    step, build = Trainer._step, Run._trained

    def one(trainer: Trainer, *given: Any) -> Any:
        ledger.most = ledger.alive
        said = step(trainer, *given)
        counted.append((ledger.most, ledger.alive))
        return said

    def within(run: Run, *given: Any) -> Any:
        with ledger.open():
            return build(run, *given)

    ledger = Ledger()
    monkeypatch.setattr(Trainer, "_step", one)
    monkeypatch.setattr(Run, "_trained", within)
    run_dir = make_run("real", method=method, training=device)
    train_run(run_dir)
    assert reckoned.fits is None
    assert reckoned.context_bytes == 0
    weights = reckoned.weights_bytes
    assert reckoned.total_bytes == weights + reckoned.prompt_bytes + reckoned.activations_bytes
    most = max(most for most, _ in counted[1:])  # the optimizer has its state from the second step on
    assert weights + most == pytest.approx(reckoned.total_bytes, rel=0.2)


@pytest.fixture
def seven_billion(tmp_path: Path, tiny_model: Path) -> dict[str, Any]:
    """Sections of a run on Mistral 7B's shape without weights, whose rows have 512 tokens and begin differently."""
    folder = tmp_path / "mistral-7b"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(MISTRAL_7B), encoding="utf-8")
    for file in tiny_model.glob("tokenizer*"):
        shutil.copy(file, folder)
    words = random.Random(0)
    lines = ["text,label"]
    for row in range(8):
        text = " ".join(words.choice(("good", "bad", "film", "great", "screen")) for _ in range(900))
        lines.append(f"{text},{('positive', 'negative')[row % 2]}")
    (tmp_path / "long.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {
        "model": {"name": str(folder)},
        "data": {"file": str(tmp_path / "long.csv"), "validation": 0.0, "test": 0.0, "max_tokens": 532},
        "method": {"num_virtual_tokens": 20},
    }


@pytest.mark.long
def test_seven_billion_weights_fit_into_8_gb_in_few_bits_and_checkpointed(
    make_run: MakeRun, seven_billion: dict[str, Any]
) -> None:
    training = {"batch_size": 4, "quantization": "4bit", "checkpoint_activations": True}
    run_dir = make_run(**seven_billion, training=training)
    found = on_paper(run_dir, 8_000_000_000)
    assert (found.parameters, found.trainable_parameters) == (7_241_732_096, 20 * 4096)
    assert (found.device, found.precision, found.longest_batch.rows) == ("cuda", "bf16", 4)
    assert found.longest_batch.tokens > 4 * 500
    assert found.context_bytes == CUDA_CONTEXT_BYTES
    numbers = found.parameters - 2 * 32000 * 4096 - 65 * 4096  # all but words and norms
    assert found.weights_bytes == pytest.approx(numbers * (0.5 + 1 / 64) + 2 * (2 * 32000 * 4096), rel=0.01)
    assert found.fits
    assert found.total_bytes < 6_500_000_000


@pytest.mark.long
def test_the_command_says_what_to_do_where_it_does_not_fit(make_run: MakeRun, tiny_model: Path, tmp_path: Path) -> None:
    without_weights = tmp_path / "small-files"
    without_weights.mkdir()
    for file in tiny_model.iterdir():
        if file.suffix != ".safetensors":
            shutil.copy(file, without_weights)
    run_toml = make_run(model={"name": str(without_weights)}) / "run.toml"
    command = ["estimate", str(run_toml), "--on-paper", "--device-memory"]
    small = CliRunner().invoke(app, [*command, "0.1"])
    assert small.exit_code == 0, small.stderr
    assert "It does not fit into 100.0 MB" in small.stdout
    assert 'quantization = "4bit"' in " ".join(small.stdout.split())
    large = CliRunner().invoke(app, [*command, "8", "--json"])
    said = json.loads(large.stdout)
    assert said["fits"] is True
    assert said["total_bytes"] == sum(
        said[key] for key in ("weights_bytes", "prompt_bytes", "activations_bytes", "context_bytes")
    )
    alone = CliRunner().invoke(app, ["estimate", str(run_toml), "--device-memory", "8"])
    assert alone.exit_code == 2
    assert "Add --on-paper" in alone.stderr


def test_a_run_that_trains_nothing_is_not_reckoned(make_run: MakeRun) -> None:
    with pytest.raises(MethodError, match="without --on-paper"):
        on_paper(make_run(method={"name": "majority"}), None)
