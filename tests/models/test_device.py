"""Where a model computes, and how precisely."""

from __future__ import annotations

import pytest
import torch

from studio.errors import SetupError
from studio.models import device
from studio.models.device import PRECISION, device_and_dtype


@pytest.mark.parametrize("able", [True, False])
def test_weights_are_bf16_where_the_hardware_computes_in_it(able: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PRECISION)
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": able, "cpu_name": "bf16"})
    assert device_and_dtype("cpu")[1] == (torch.bfloat16 if able else torch.float32)
    assert device_and_dtype("cpu", "fp32")[1] == torch.float32
    assert device_and_dtype("cpu", "bf16")[1] == torch.bfloat16


def test_the_environment_says_what_automatic_means_and_a_setting_outweighs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "computes_in_bf16", lambda _: True)
    monkeypatch.setenv(PRECISION, "fp32")
    assert device_and_dtype("cpu")[1] == torch.float32
    assert device_and_dtype("cpu", "bf16")[1] == torch.bfloat16
    monkeypatch.setenv(PRECISION, "half")
    with pytest.raises(SetupError, match=r'"half" in the environment\. Set it to fp32, bf16 or fp16'):
        device_and_dtype("cpu")


@pytest.mark.parametrize(("able", "dtype"), [(True, torch.bfloat16), (False, torch.float16)])
def test_on_cuda_weights_take_half_the_bits(able: bool, dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PRECISION)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: able or including_emulation)
    assert device_and_dtype() == (torch.device("cuda"), dtype)


def test_a_device_that_is_missing_is_named() -> None:
    if not torch.cuda.is_available():
        with pytest.raises(SetupError, match='no "cuda"'):
            device_and_dtype("cuda")
