"""What every method promises, for context-aware and multitask prompt tuning on several families."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from studio.adapters.peft_format import read_learned
from studio.data.placing import Placing
from studio.data.run_data import TaskData, prepare
from studio.data.run_tables import read_data
from studio.data.tokenizer import TextTokenizer
from studio.engine.protocol import write_control
from studio.events import Event, Finished, Paused, StepDone
from studio.methods.base import InputPrompt
from studio.methods.registry import build_prompt
from studio.models.base_model import BaseModel, load_base_model
from studio.models.prompted import PromptedModel
from studio.spec import read_run_spec, run_toml
from studio.training.run import train_run
from studio.training.start import prompt_context
from tests.families import MAKERS, save_family

CPT = {"name": "cpt", "num_examples": 2, "epsilon_text": 3.0, "epsilon_format": 1.0}
MPT = {"name": "multitask_prompt_tuning", "num_virtual_tokens": 4}
BOTH = [(family, method) for family in ("llama", "gpt2", "qwen3") for method in (CPT, MPT)] + [("t5", MPT)]
Runs = Callable[..., Path]


@pytest.fixture(params=BOTH, ids=lambda both: f"{both[0]}-{both[1]['name']}")
def run_dir(request: pytest.FixtureRequest, make_run: Runs, tmp_path: Path, tiny_model: Path) -> Path:
    """A run of a method on a small random model of a family, which knows the small tokenizer's words."""
    family, method = request.param
    folder = _large_enough(family, tmp_path / family, tiny_model)
    return make_run("run", model={"name": str(folder)}, method=method, training={"epochs": 1, "max_steps": 6})


def _large_enough(family: str, folder: Path, tokenizer_of: Path) -> Path:
    save_family(family, folder, tokenizer_of=tokenizer_of)
    network = MAKERS[family]()
    config = network.config
    config.vocab_size = TextTokenizer.from_folder(tokenizer_of).vocabulary_size
    for name in ("max_position_embeddings", "n_positions"):
        if hasattr(config, name):
            setattr(config, name, 256)
    torch.manual_seed(0)
    made = type(network)(config)
    with torch.no_grad():
        for parameter in made.parameters():
            if parameter.ndim > 1:
                parameter *= 4
    made.save_pretrained(folder)
    return folder


def made_ready(run_dir: Path) -> tuple[BaseModel, Placing, TaskData]:
    spec = read_run_spec(run_dir / "run.toml")
    folder = Path(spec.model.name)
    base = load_base_model(str(folder), folder, device=torch.device("cpu"), dtype=torch.float32)
    tokenizer, tables = TextTokenizer.from_folder(folder), read_data(spec.data, run_dir)
    placing = Placing.of(spec, tables, tokenizer, kind=base.kind, context=base.context, model="tiny")
    from studio.data.task import ModelText

    data = prepare(
        spec.data,
        tables,
        tokenizer,
        template=placing.template,
        max_tokens=placing.max_tokens,
        answer_room=8,
        progress=lambda *_: None,
        text=ModelText.of(base.architecture, tokenizer, placing.shown),
    )
    return base, placing, data


def test_the_settings_survive_toml_as_they_were_written(run_dir: Path) -> None:
    spec = read_run_spec(run_dir / "run.toml")
    assert run_toml(spec) == (run_dir / "run.toml").read_text(encoding="utf-8")


def test_only_its_own_parameters_get_a_gradient_and_all_of_them_do(run_dir: Path) -> None:
    base, placing, data = made_ready(run_dir)
    context = prompt_context(base, data, seed=0, shown=placing.shown)
    prompt = build_prompt(placing.method, context)
    made = prompt()
    assert isinstance(made, InputPrompt)
    assert made.vectors.shape == (1, placing.method.num_virtual_tokens, base.hidden_size)
    batch = data.task.collate(data.splits["train"][:4])
    model = PromptedModel(base)
    model.hidden_states(made, **batch.model_input)[batch.text_mask].pow(3).sum().backward()
    for name, parameter in prompt.named_parameters():
        assert parameter.grad is not None, name
        assert (parameter.grad.abs().flatten(0, -2).amax(-1) > 0).all(), name
    assert all(parameter.grad is None for parameter in base.network.parameters())


def test_training_leaves_the_base_model_and_saving_the_answers_as_they_are(
    run_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}

    def kept(*args: Any, **kwargs: Any) -> BaseModel:
        base = load_base_model(*args, **kwargs)
        seen["base"], seen["before"] = base, _weights(base)
        return base

    monkeypatch.setattr("studio.training.one_run.load_base_model", kept)
    written: dict[str, Any] = {}
    from studio.adapters.peft_format import write_adapter

    def write(folder: Path, learned: Any, *rest: Any) -> None:
        written["learned"] = learned
        write_adapter(folder, learned, *rest)

    monkeypatch.setattr("studio.training.one_run.write_adapter", write)
    assert isinstance(train_run(run_dir), Finished)

    after = _weights(seen["base"])
    assert all(torch.equal(seen["before"][name], after[name]) for name in after)
    _, learned = read_learned(run_dir / "adapter", seen["base"])
    assert torch.equal(learned.prompt.vectors, written["learned"].prompt.vectors)  # type: ignore[union-attr]


def test_a_paused_run_resumes_to_the_very_same_end(run_dir: Path, make_run: Runs) -> None:
    spec = read_run_spec(run_dir / "run.toml")
    method = spec.method.model_dump(exclude_none=True)
    broken = make_run("broken", model={"name": spec.model.name}, method=method, training={"epochs": 1, "max_steps": 6})
    train_run(run_dir)

    def pause(event: Event) -> None:
        if isinstance(event, StepDone) and event.step == 3:
            write_control(broken, "pause")

    assert isinstance(train_run(broken, on_event=pause), Paused)
    assert isinstance(train_run(broken, resume=True), Finished)
    base = load_base_model("tiny", Path(spec.model.name), device=torch.device("cpu"), dtype=torch.float32)
    one, other = (read_learned(one / "adapter", base)[1].prompt for one in (run_dir, broken))
    assert torch.equal(one.vectors, other.vectors)  # type: ignore[union-attr]


def _weights(base: BaseModel) -> dict[str, Tensor]:
    return {name: parameter.detach().clone() for name, parameter in base.network.named_parameters()}
