"""An adapter whose tensors are not those of its method is refused at the door, by every way in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from studio.adapters.baking import bake_adapter
from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.diagnosis import diagnose
from studio.adapters.folder import check_adapter
from studio.adapters.peft_format import read_learned, write_adapter
from studio.errors import AdapterError
from studio.methods.registry import METHODS
from studio.models.base_model import BaseModel, load_base_model
from tests.adapters.test_peft_parity import TOKENS, trained

SETTINGS: Mapping[str, Mapping[str, object]] = {
    "prompt_tuning": {"head": True},
    "prefix_tuning": {},
    "p_tuning_v2": {},
    "multitask_prompt_tuning": {},
    "llama_adapter": {},
    "prompt_ensemble": {"members": 2},
}
CHANGES: Mapping[str, Callable[[Tensor], Tensor | None]] = {
    "is gone": lambda _: None,
    "is one number": lambda own: own.flatten()[0].clone(),
    "is flat": lambda own: own.flatten() if own.ndim > 1 else own.unsqueeze(0),
    "has one dimension more": lambda own: own.unsqueeze(0),
    "is cut": lambda own: own[: len(own) // 2],
    "is empty": lambda own: own[:0],
    "is twice as long": lambda own: torch.cat([own, own]),
}


@pytest.fixture(scope="module")
def base(tiny_model: Path) -> BaseModel:
    return load_base_model(str(tiny_model), tiny_model, device=torch.device("cpu"), dtype=torch.float32)


@pytest.fixture
def written(base: BaseModel, tmp_path: Path) -> Callable[..., Path]:
    def write(name: str) -> Path:
        has_head = METHODS[name].model_validate(SETTINGS.get(name, {})).has_head
        card = AdapterCard(
            name=name,
            method=name,
            model=ModelIdentity(name=base.name),
            task="classification",
            template="{text}",
            labels=["a", "b"],
            num_virtual_tokens=TOKENS,
            columns=["text"],
        )
        learned = trained(base, name, **SETTINGS.get(name, {}))
        assert (learned.head is not None) == has_head
        write_adapter(tmp_path / name, learned, card, base)
        return tmp_path / name

    return write


@pytest.mark.parametrize("name", SETTINGS)
def test_tensors_that_are_missing_or_of_another_shape_are_refused(
    base: BaseModel, written: Callable[..., Path], name: str
) -> None:
    folder = written(name)
    assert read_learned(folder, base)[0].method == name
    weights = folder / "adapter_model.safetensors"
    whole = load_file(weights)
    for tensor, own in whole.items():
        for kind, change in CHANGES.items():
            if tensor == "prompts" and kind in ("is cut", "is twice as long"):
                continue  # an ensemble of another number of members
            changed = change(own)
            rest = {key: value for key, value in whole.items() if key != tensor}
            save_file(rest if changed is None else rest | {tensor: changed.contiguous()}, weights)
            with pytest.raises(AdapterError):
                check_adapter(folder)
            assert diagnose(folder).findings


def test_a_task_that_is_not_among_them_is_refused(written: Callable[..., Path]) -> None:
    folder = written("multitask_prompt_tuning")
    card = json.loads((folder / "studio.json").read_text(encoding="utf-8"))
    (folder / "studio.json").write_text(json.dumps(card | {"task_number": 7}), encoding="utf-8")
    with pytest.raises(AdapterError, match="number 7"):
        check_adapter(folder)


def test_a_name_that_is_a_path_leads_nowhere_when_baked(written: Callable[..., Path], tmp_path: Path) -> None:
    folder = written("multitask_prompt_tuning")
    card = json.loads((folder / "studio.json").read_text(encoding="utf-8"))
    for name in ("", "../outside", str(tmp_path / "outside")):
        (folder / "studio.json").write_text(json.dumps(card | {"name": name}), encoding="utf-8")
        before = set(tmp_path.iterdir())
        baked = bake_adapter(folder, tmp_path / f"baked-{len(name)}")
        assert set(tmp_path.iterdir()) - before == {baked}


def test_numbers_of_half_the_width_are_baked_too(written: Callable[..., Path]) -> None:
    folder = written("multitask_prompt_tuning")
    weights = folder / "adapter_model.safetensors"
    whole = load_file(weights)
    save_file({name: own.bfloat16() for name, own in whole.items()}, weights)
    baked = load_file(bake_adapter(folder, folder.parent / "baked") / "adapter_model.safetensors")["prompt_embeddings"]
    exact = whole["prompt_embeddings"] * (whole["prefix_task_cols"] @ whole["prefix_task_rows"])[0]
    torch.testing.assert_close(baked, exact, rtol=2e-2, atol=2e-2)
    for name, own in whole.items():
        save_file(whole | {name: own.long()}, weights)
        with pytest.raises(AdapterError, match=f"its {name} are missing or whole numbers"):
            bake_adapter(folder, folder.parent / "other")


@pytest.mark.parametrize("change", [{"task_type": []}, {"revision": 3}, {"num_layers": True}], ids=str)
def test_a_config_of_odd_values_is_no_fault_of_the_program(
    written: Callable[..., Path], change: dict[str, object]
) -> None:
    folder = written("prefix_tuning")
    config = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    (folder / "adapter_config.json").write_text(json.dumps(config | change), encoding="utf-8")
    diagnose(folder)
    (folder / "studio.json").unlink()
    diagnose(folder)
