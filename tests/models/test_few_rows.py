"""Products of few rows are those of torch, from weights that were laid out once."""

from __future__ import annotations

import copy
import platform
from pathlib import Path

import psutil
import pytest
import torch
from torch import Tensor, nn
from transformers.pytorch_utils import Conv1D

from studio.models import few_rows
from studio.models.base_model import load_base_model
from studio.models.device import computes_in_bf16
from studio.models.few_rows import MOST_ROWS, quicken_few_rows
from tests.families import save_family

pytestmark = pytest.mark.skipif(platform.machine().lower() not in ("x86_64", "amd64"), reason="for x86 processors")
TYPES = [torch.float32, *([torch.bfloat16] if computes_in_bf16(torch.device("cpu")) else [])]
INPUTS = 96


def layers(dtype: torch.dtype) -> nn.ModuleDict:
    torch.manual_seed(0)
    made = {"linear": nn.Linear(INPUTS, 50), "bare": nn.Linear(INPUTS, 33, bias=False), "of GPT-2": Conv1D(70, INPUTS)}
    return nn.ModuleDict(made).to(dtype).requires_grad_(False)


def is_laid_out(layer: nn.Module) -> bool:
    return layer.blocks._laid_out is not None


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("shape", [(0,), (2,), (1, 1), (16, 1), (3, 7), (MOST_ROWS,), (MOST_ROWS + 1,)])
def test_they_are_the_products_of_torch(dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    own, quick = layers(dtype), layers(dtype)
    quicken_few_rows(quick)
    rows = torch.randn(*shape, 2, INPUTS, dtype=dtype)[..., -1, :]  # of a longer text, the last position each

    least = 2 if dtype == torch.float32 else 1
    for name, layer in quick.items():
        tolerance = {"atol": 1e-5, "rtol": 1e-5} if dtype == torch.float32 else {"atol": 0.02, "rtol": 0.02}
        torch.testing.assert_close(layer(rows), own[name](rows), **tolerance)
        assert is_laid_out(layer) == (least <= rows.numel() // INPUTS <= MOST_ROWS)


def test_what_gradients_go_through_is_torch_s_own() -> None:
    quick = layers(torch.float32)
    quicken_few_rows(quick)
    rows = torch.randn(4, INPUTS, requires_grad=True)

    for layer in quick.values():
        layer(rows).sum().backward()
        assert not is_laid_out(layer)
    assert rows.grad is not None
    assert rows.grad.abs().min() > 0


def test_a_weight_that_was_changed_is_laid_out_again_and_a_copy_has_its_own() -> None:
    quick, rows = layers(torch.float32), torch.randn(4, INPUTS)
    quicken_few_rows(quick)
    before: dict[str, Tensor] = {name: layer(rows) for name, layer in quick.items()}
    copied = copy.deepcopy(quick)
    for layer in quick.values():
        layer.requires_grad_(True)  # as full fine-tuning trains it
        with torch.no_grad():
            layer.weight.mul_(2.0)
            if layer.bias is not None:
                layer.bias.mul_(2.0)

    with torch.no_grad():
        for name, layer in quick.items():
            torch.testing.assert_close(layer(rows), before[name] * 2.0)
            torch.testing.assert_close(copied[name](rows), before[name])


def test_a_network_that_takes_much_of_the_machine_s_memory_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Memory:
        total = 100_000

    monkeypatch.setattr(psutil, "virtual_memory", Memory)
    network = layers(torch.float32)
    quicken_few_rows(network)
    assert {type(layer) for layer in network.values()} == {nn.Linear, Conv1D}


@pytest.mark.parametrize("family", ["gpt2", "llama", "t5"])
def test_a_base_model_that_is_loaded_has_them(tmp_path: Path, family: str) -> None:
    folder = save_family(family, tmp_path / family)
    base = load_base_model(family, folder, device=torch.device("cpu"), dtype=torch.float32)
    kinds = {type(layer) for layer in base.network.modules() if isinstance(layer, nn.Linear | Conv1D)}
    assert kinds
    assert kinds <= {few_rows._Linear, few_rows._Conv1D}
    head = base.network.get_output_embeddings()
    with torch.no_grad():
        head(torch.randn(2, 1, head.in_features))
    assert is_laid_out(head)
    assert set(base.network.state_dict()) == set(type(base.network)(base.network.config).state_dict())
