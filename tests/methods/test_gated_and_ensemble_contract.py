"""What LLaMA-Adapter and prompt ensembles promise on every family that they fit."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.peft_format import read_learned, write_adapter
from studio.data.batches import Batch, collate
from studio.data.examples import Example
from studio.engine.protocol import write_control
from studio.events import EventFollower, Finished, Paused, StepDone
from studio.inference.scoring import answer_loss
from studio.methods.base import GatedPrompt, InputPrompt, Learned, SoftPrompt
from studio.methods.registry import METHODS, build_prompt, method_settings
from studio.methods.settings import MethodSettings
from studio.models.base_model import BaseModel, load_base_model
from studio.models.prompted import PromptedModel
from studio.spec import read_run_spec, run_spec_from, write_run_spec
from studio.training.optimizer import make_optimizer
from studio.training.run import train_run
from tests.adapters.test_peft_parity import context
from tests.families import DECODERS, ENCODER_DECODERS, ENCODERS, save_family

Models = Callable[..., PromptedModel]  # family, dtype
TOKENS = 4
SETTINGS: dict[str, dict[str, Any]] = {
    "llama_adapter": {"num_virtual_tokens": TOKENS, "layers": 2},
    "prompt_ensemble": {"num_virtual_tokens": TOKENS, "members": 3},
}
FITTING = [
    *(("llama_adapter", family) for family in DECODERS if family != "bloom"),
    *(("prompt_ensemble", family) for family in (*DECODERS, *ENCODERS, *ENCODER_DECODERS)),
]


@pytest.fixture(scope="module")
def learned_of(models: Models) -> Callable[[str, str], Learned]:
    """What a method learned on a family in a few steps."""

    @cache
    def learned(name: str, family: str) -> Learned:
        prompt = trained(models(family), name)
        return prompt.requires_grad_(False).learned()

    return learned


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    root = tmp_path_factory.mktemp("families")

    @cache
    def load(family: str, dtype: torch.dtype = torch.float32) -> PromptedModel:
        folder = root / family
        if not folder.exists():
            save_family(family, folder)
        return PromptedModel(load_base_model(family, folder, device=torch.device("cpu"), dtype=dtype))

    return load


def settings_of(name: str) -> MethodSettings:
    return method_settings(name).model_validate(SETTINGS[name])


def batch_of(base: BaseModel, name: str, rows: slice = slice(None)) -> Batch:
    """Three rows of different lengths, each with an answer."""
    front = (-1,) * (TOKENS if METHODS[name].product == "input" else 0)
    texts = [(5, 9, 11, 40, 33, 77, 12, 13, 14), (8, 3), (60, 61, 62, 63)][rows]
    answers = [(21, 22, 23), (24,), (25, 26)][rows]
    if base.kind == "encoder_decoder":
        pairs = zip(texts, answers, strict=True)
        return collate([Example(ids=(2,), source_ids=(*front, *text), answer_ids=answer) for text, answer in pairs])
    examples = [Example(ids=(*front, *text), answer_ids=answer) for text, answer in zip(texts, answers, strict=True)]
    return collate(examples, bidirectional=base.kind == "encoder")


def logits_of(model: PromptedModel, learned: Learned, batch: Batch) -> Tensor:
    """[N * B, T, V], one member's rows after another's."""
    members = batch.for_members(learned.num_members)
    return model.logits(model.hidden_states(learned.prompt, **members.model_input))


def loss_of(model: PromptedModel, learned: Learned, batch: Batch) -> Tensor:
    """The mean over members of each answer token's loss."""
    members = batch.for_members(learned.num_members)
    loss, tokens = answer_loss(model, model.hidden_states(learned.prompt, **members.model_input), members)
    return loss / tokens


def trained(model: PromptedModel, name: str, *, steps: int = 3) -> SoftPrompt:
    """A prompt in float32 after a few steps on one batch, so that gates are open."""
    settings = settings_of(name)
    prompt = build_prompt(settings, context(model.base))
    data = {"file": "t.csv", "text": "text", "target": "answer"}
    optimizer = make_optimizer(prompt, run_spec_from({"data": data, "method": settings.model_dump()}))
    for _ in range(steps):
        loss_of(model, prompt.learned(), batch_of(model.base, name)).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        optimizer.zero_grad()
    return prompt


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_survive_run_toml(name: str, tmp_path: Path) -> None:
    data = {"file": str(tmp_path / "t.csv"), "text": "text", "label": "label"}
    for given in ({}, SETTINGS[name]):
        spec = run_spec_from({"data": data, "method": {"name": name, **given}})
        write_run_spec(spec, tmp_path / "run.toml")
        assert read_run_spec(tmp_path / "run.toml") == spec


@pytest.mark.parametrize(("name", "family"), FITTING)
def test_only_the_prompt_learns_and_all_of_it_does(models: Models, name: str, family: str) -> None:
    model = models(family)
    before = {key: tensor.clone() for key, tensor in model.base.network.state_dict().items()}
    prompt = trained(model, name)
    match prompt.learned().prompt:
        case InputPrompt(vectors):
            assert vectors.shape == (3, TOKENS, model.base.hidden_size)
        case GatedPrompt(vectors, gates):
            assert vectors.shape == (1, 2, TOKENS, model.base.output_size)
            assert gates.shape == (1, 2, model.base.num_heads)
        case _:
            pytest.fail("another kind of prompt")
    loss_of(model, prompt.learned(), batch_of(model.base, name)).backward()  # type: ignore[no-untyped-call]
    for parameter in prompt.parameters():
        assert parameter.grad is not None
        assert (parameter.grad.abs().sum(-1) > 0).all()
    assert all(parameter.grad is None for parameter in model.base.network.parameters())
    after = model.base.network.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(before[key], after[key]) for key in before)


@pytest.mark.parametrize(("name", "family"), FITTING)
def test_what_was_saved_says_what_was_learned(
    models: Models, learned_of: Callable[[str, str], Learned], name: str, family: str, tmp_path: Path
) -> None:
    model, learned = models(family), learned_of(name, family)
    slots = f"{{soft:{TOKENS}}}" if METHODS[name].product == "input" else ""
    card = AdapterCard(
        name="made",
        method=name,
        model=ModelIdentity(name=family),
        kind=model.base.kind,
        task="classification",
        template=slots + "{text}",
        num_virtual_tokens=TOKENS,
    )
    with torch.no_grad():
        write_adapter(tmp_path / "adapter", learned, card, model.base)
        read, again = read_learned(tmp_path / "adapter", model.base)
        batch = batch_of(model.base, name)
        assert torch.equal(logits_of(model, learned, batch), logits_of(model, again, batch))
    assert (again.num_members, again.combine, read.combine) == (learned.num_members, learned.combine, learned.combine)


@pytest.mark.parametrize(("name", "family"), FITTING)
def test_padding_and_the_size_of_a_batch_change_no_row(
    models: Models, learned_of: Callable[[str, str], Learned], name: str, family: str
) -> None:
    model, learned = models(family, torch.float64), learned_of(name, family)  # so that what is left is no rounding
    with torch.no_grad():
        batch = batch_of(model.base, name)
        together = logits_of(model, learned, batch).unflatten(0, (learned.num_members, len(batch)))
        for row in range(len(batch)):
            alone = batch_of(model.base, name, slice(row, row + 1))
            expected = logits_of(model, learned, alone)  # [N, T, V]
            found = together[:, row, : expected.shape[1]]
            assert float((found - expected).abs().max()) < 1e-5 * float(expected.abs().max())


@pytest.mark.parametrize("family", [family for name, family in FITTING if name == "llama_adapter"])
def test_a_llama_adapter_starts_as_the_base_model_to_the_bit(models: Models, family: str) -> None:
    model = models(family)
    prompt = build_prompt(settings_of("llama_adapter"), context(model.base))
    batch = batch_of(model.base, "llama_adapter")
    with torch.no_grad():
        assert torch.equal(logits_of(model, prompt.learned(), batch), logits_of(model, Learned(None), batch))


@pytest.mark.parametrize("name", SETTINGS)
def test_going_on_after_a_pause_is_the_same_as_never_pausing(make_run: Callable[..., Path], name: str) -> None:
    stored = {}
    for which in ("whole", "paused"):
        run_dir = make_run(which, method={"name": name, **SETTINGS[name]})

        def ask(event: Any, which: str = which, run_dir: Path = run_dir) -> None:
            if which == "paused" and isinstance(event, StepDone) and event.step == 7:
                write_control(run_dir, "pause")

        ended = train_run(run_dir, on_event=ask)
        if which == "paused":
            assert isinstance(ended, Paused)
            ended = train_run(run_dir, resume=True)
        assert isinstance(ended, Finished)
        losses = [event.loss for _, event in EventFollower(run_dir).new_events() if isinstance(event, StepDone)]
        stored[which] = losses, load_file(run_dir / "adapter" / "adapter_model.safetensors")
    assert stored["whole"][0] == stored["paused"][0]
    assert all(torch.equal(stored["whole"][1][key], stored["paused"][1][key]) for key in stored["whole"][1])
