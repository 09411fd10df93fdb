"""A prompt ensemble: every member learns as if alone, and all answer together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from studio.adapters.folder import read_card
from studio.architecture import Architecture
from studio.data.batches import collate
from studio.data.examples import Example
from studio.data.readers import read_table
from studio.errors import MethodError
from studio.events import Finished
from studio.inference.predictor import Predictor
from studio.inference.scoring import answer_loss, together
from studio.methods.base import InputPrompt, Learned
from studio.methods.prompt_ensemble.prompt import PromptEnsemble
from studio.methods.prompt_ensemble.settings import PromptEnsembleSettings
from studio.methods.prompt_tuning.prompt import PromptTuning
from studio.methods.prompt_tuning.settings import PromptTuningSettings
from studio.methods.registry import build_prompt
from studio.models.base_model import BaseModel, load_base_model
from studio.models.prompted import PromptedModel
from studio.spec import read_run_spec
from studio.training.run import train_run
from tests.adapters.test_peft_parity import context

MakeRun = Callable[..., Path]


@pytest.fixture(scope="module")
def base(tiny_model: Path) -> BaseModel:
    return load_base_model("tiny", tiny_model, device=torch.device("cpu"), dtype=torch.float32)


def ensemble(base: BaseModel, **settings: object) -> PromptEnsemble:
    values = {"num_virtual_tokens": 6, "members": 3, **settings}
    prompt = build_prompt(PromptEnsembleSettings.model_validate(values), context(base))
    assert isinstance(prompt, PromptEnsemble)
    return prompt


def test_the_gradient_of_a_member_is_the_one_it_would_have_alone(base: BaseModel) -> None:
    model, prompt = PromptedModel(base), ensemble(base)
    batch = collate([Example(ids=((-1,) * 6 + (9, 8, 7)), answer_ids=(5, 6)), Example(ids=(-1,) * 6, answer_ids=(4,))])
    members = batch.for_members(3)
    loss, tokens = answer_loss(model, model.hidden_states(prompt(), **members.model_input), members)
    (loss / tokens).backward()  # type: ignore[no-untyped-call]
    for member in prompt.members:
        alone = PromptTuning(member.detach())
        own, count = answer_loss(model, model.hidden_states(alone(), **batch.model_input), batch)
        (own / count).backward()  # type: ignore[no-untyped-call]
        assert alone.vectors.grad is not None
        gap = (member.grad - alone.vectors.grad).abs().max()
        assert float(gap) < 1e-5 * float(alone.vectors.grad.abs().max())


def test_a_whole_run_trains_each_member_as_prompt_tuning_from_its_start_would(make_run: MakeRun) -> None:
    # A gradient of one member that is cut short leaves the others as they are.
    training = {"epochs": 1, "learning_rate": 0.3, "gradient_clip": 0.05}
    method = {"name": "prompt_ensemble", "num_virtual_tokens": 4, "members": 3}
    together_dir = make_run("together", training=training, method=method)
    alone_dir = make_run("alone", training=training, method={"name": "prompt_tuning", "num_virtual_tokens": 4})
    for run_dir in (together_dir, alone_dir):
        assert isinstance(train_run(run_dir), Finished)
    prompts = load_file(together_dir / "adapter" / "adapter_model.safetensors")["prompts"]
    alone = load_file(alone_dir / "adapter" / "adapter_model.safetensors")["prompt_embeddings"]
    assert prompts.shape == (3, 4, 32)
    torch.testing.assert_close(prompts[0], alone, rtol=1e-4, atol=1e-4)
    assert not torch.allclose(prompts[1], alone, atol=1e-2)


def test_every_member_is_clipped_on_its_own() -> None:
    prompt = PromptEnsemble([torch.zeros(2, 3), torch.zeros(2, 3)], "vote")
    large, small = prompt.members
    large.grad, small.grad = torch.full((2, 3), 10.0), torch.full((2, 3), 0.01)
    assert prompt.clip_gradients(1.0) == pytest.approx(10.0 * 6**0.5)
    assert float(large.grad.norm()) == pytest.approx(1.0, abs=1e-4)
    assert torch.equal(small.grad, torch.full((2, 3), 0.01))
    large.grad = torch.full((2, 3), float("nan"))
    assert prompt.clip_gradients(1.0) != prompt.clip_gradients(1.0)


@pytest.mark.parametrize("start", ["random", "sampled_vocabulary", "class_labels"])
def test_members_start_apart_and_the_first_as_prompt_tuning_does(base: BaseModel, start: str) -> None:
    prompt = ensemble(base, start=start)
    alone = build_prompt(
        PromptTuningSettings.model_validate({"num_virtual_tokens": 6, "start": start}), context(base)
    ).learned()
    assert isinstance(alone.prompt, InputPrompt)
    assert torch.equal(prompt.members[0], alone.prompt.vectors[0])
    again = ensemble(base, start=start)
    assert all(torch.equal(one, same) for one, same in zip(prompt.members, again.members, strict=True))
    assert not any(torch.equal(prompt.members[0], other) for other in prompt.members[1:])


def test_members_that_would_start_alike_are_refused(base: BaseModel) -> None:
    with pytest.raises(MethodError, match="would be the same"):
        ensemble(base, start="class_labels", num_virtual_tokens=2)


def test_a_vote_counts_members_and_a_mean_counts_their_certainty() -> None:
    # Two members lean to class 0 a little, one is sure of class 1.
    each = torch.tensor([[[0.6, 0.4]], [[0.6, 0.4]], [[0.01, 0.99]]]).log()
    prompt = InputPrompt(torch.zeros(3, 1, 1))
    vote = together(each, Learned(prompt, combine="vote")).exp()
    mean = together(each, Learned(prompt, combine="mean")).exp()
    assert vote[0].tolist() == pytest.approx([2 / 3, 1 / 3], abs=1e-3)
    assert mean[0].tolist() == pytest.approx([1.21 / 3, 1.79 / 3], abs=1e-6)
    # One vote each: the mean decides.
    tied = together(each[1:], Learned(InputPrompt(torch.zeros(2, 1, 1)), combine="vote"))
    assert int(tied[0].argmax()) == 1


@pytest.mark.parametrize("combine", ["vote", "mean"])
def test_a_run_scores_its_members_beside_the_whole_and_its_adapter_answers_as_it_did(
    make_run: MakeRun, combine: str
) -> None:
    method = {"name": "prompt_ensemble", "num_virtual_tokens": 4, "members": 3, "combine": combine}
    run_dir = make_run(method=method)
    ended = train_run(run_dir)
    assert isinstance(ended, Finished)
    scores = ended.metrics["test"]
    assert 0.0 <= scores["mean_member_accuracy"] <= scores["best_member_accuracy"] <= 1.0
    assert ended.trainable_parameters == 3 * 4 * 32

    folder = run_dir / "adapter"
    card = read_card(folder)
    assert (card.combine, card.not_in_peft) == (combine, "PEFT has no ensembles of prompts.")
    assert not (folder / "adapter_config.json").exists()
    spec = read_run_spec(run_dir / "run.toml")
    predictor = Predictor.open(folder, model=spec.model.name)
    assert predictor.learned.num_members == 3
    found = predictor.evaluate(read_table(Path(spec.data.file)))["metrics"]
    assert {"best_member_accuracy", "mean_member_accuracy"} < set(found)
    assert sum(predictor.probabilities({"text": "a good film"}).values()) == pytest.approx(1.0, abs=1e-5)


def test_an_ensemble_does_not_write_text() -> None:
    llama = Architecture.of({"model_type": "llama", "architectures": ["LlamaForCausalLM"]})
    assert "members vote on classes" in PromptEnsembleSettings().misfit(llama, "generation")
    assert PromptEnsembleSettings().misfit(llama, "classification") == ""
