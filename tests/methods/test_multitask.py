"""Multitask prompt tuning: PEFT's of the same name, the two stages, and what a source run leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import peft
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

from studio.adapters.baking import bake_adapter
from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.folder import read_card
from studio.adapters.peft_format import read_learned, write_adapter
from studio.data.batches import collate
from studio.data.examples import Example
from studio.data.placing import check_run
from studio.data.run_tables import read_data
from studio.engine.protocol import write_control
from studio.errors import MethodError, SpecError, TableError
from studio.events import EvalDone, Event, EventFollower, Finished, Paused, PhaseChanged, Resumed, StepDone
from studio.inference.predictor import Predictor
from studio.methods.base import Learned, TaskFactors
from studio.methods.multitask_prompt_tuning.prompt import MultitaskPrompt
from studio.methods.multitask_prompt_tuning.settings import MultitaskPromptTuningSettings
from studio.methods.registry import build_prompt
from studio.models.base_model import BaseModel, load_base_model
from studio.models.prompted import PromptedModel
from studio.spec import read_run_spec
from studio.training.multitask import unlike
from studio.training.run import train_run
from studio.training.start import load_factors, load_vectors
from tests.adapters.test_peft_parity import context
from tests.families import save_family

TOKENS, TASKS, RANKS = 5, 3, 2
ROWS = [[5, 9, 11, 40, 2, 77], [8, 3], [60, 61, 62, 63]]
ANSWERS = [[21, 22, 23], [24], [25, 26]]
TOPICS = "text,topic\n" + "".join(
    f"{('a train to the city', 'a phone with a screen')[n % 2]} number {n},{('travel', 'phone')[n % 2]}\n"
    for n in range(60)
)
Runs = Callable[..., Path]


@pytest.fixture(params=["llama", "gpt2", "qwen3", "t5"])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> BaseModel:
    folder = save_family(request.param, tmp_path / "model")
    return load_base_model("tiny", folder, device=torch.device("cpu"), dtype=torch.float32)


def learned_of(base: BaseModel, task: int) -> Learned:
    random = torch.Generator().manual_seed(3)
    factors = TaskFactors(
        torch.randn(TOKENS, base.hidden_size, generator=random),
        torch.randn(TASKS, TOKENS, RANKS, generator=random),
        torch.randn(TASKS, RANKS, base.hidden_size, generator=random),
        task,
    )
    prompt = MultitaskPrompt(factors, task_learning_rate=None)
    with torch.no_grad():
        return prompt.learned()


def card(base: BaseModel, task: int) -> AdapterCard:
    return AdapterCard(
        name="made",
        method="multitask_prompt_tuning",
        model=ModelIdentity(name="tiny"),
        kind=base.kind,
        task="generation",
        template="{text}",
        num_virtual_tokens=TOKENS,
        task_number=task,
    )


def ours(base: BaseModel, learned: Learned) -> list[torch.Tensor]:
    """Logits of each row's text, or of its answer behind an encoder."""
    front, behind = (-1,) * TOKENS, base.kind == "encoder_decoder"
    both = list(zip(ROWS, ANSWERS, strict=True))
    examples = [
        Example(ids=(0,), source_ids=(*front, *row), answer_ids=tuple(answer))
        if behind
        else Example(ids=(*front, *row))
        for row, answer in both
    ]
    model = PromptedModel(base)
    with torch.no_grad():
        logits = model.logits(model.hidden_states(learned.prompt, **collate(examples).model_input))
    places = [(0, 1 + len(answer)) if behind else (TOKENS, TOKENS + len(row)) for row, answer in both]
    return [logits[number, first:last] for number, (first, last) in enumerate(places)]


def of_peft(base: BaseModel, adapter: Path, *, task: int | None) -> list[torch.Tensor]:
    behind = base.kind == "encoder_decoder"
    loader = AutoModelForSeq2SeqLM if behind else AutoModelForCausalLM
    model = peft.PeftModel.from_pretrained(loader.from_pretrained(base.folder, dtype=torch.float32), adapter).eval()
    found = []
    for row, answer in zip(ROWS, ANSWERS, strict=True):
        ids = torch.tensor([row])
        more: dict[str, Any] = {"task_ids": torch.tensor([task])} if task is not None else {}
        if behind:
            more["labels"] = torch.tensor([[*answer, 0]])  # from which T5 makes what its decoder reads
        with torch.no_grad():
            logits = model(input_ids=ids, attention_mask=torch.ones_like(ids), **more).logits[0]
        found.append(logits if behind else logits[-len(row) :])
    return found


def same(mine: list[torch.Tensor], theirs: list[torch.Tensor]) -> bool:
    """Within 1e-4 of the largest logit."""
    return all(float((a - b).abs().max()) < 1e-4 * float(b.abs().max()) for a, b in zip(mine, theirs, strict=True))


@pytest.mark.parametrize("task", range(TASKS))
def test_every_task_of_an_adapter_gives_the_same_logits_in_peft(base: BaseModel, tmp_path: Path, task: int) -> None:
    learned = learned_of(base, task)
    write_adapter(tmp_path / "adapter", learned, card(base, task), base)

    found, again = read_learned(tmp_path / "adapter", base)
    assert found == card(base, task)
    assert all(torch.equal(a, b) for a, b in zip(ours(base, again), ours(base, learned), strict=True))
    assert same(ours(base, again), of_peft(base, tmp_path / "adapter", task=task))


def test_a_baked_task_is_a_prompt_tuning_with_the_same_logits(base: BaseModel, tmp_path: Path) -> None:
    learned = learned_of(base, 2)
    write_adapter(tmp_path / "adapter", learned, card(base, 2), base)
    bake_adapter(tmp_path / "adapter", tmp_path / "baked")

    assert read_card(tmp_path / "baked").method == "prompt_tuning"
    assert same(ours(base, read_learned(tmp_path / "baked", base)[1]), ours(base, learned))
    assert same(ours(base, learned), of_peft(base, tmp_path / "baked", task=None))


def test_an_adapter_of_pefts_multitask_prompt_tuning_is_read_as_its_first_task(tmp_path: Path) -> None:
    folder = save_family("llama", tmp_path / "model")
    base = load_base_model("tiny", folder, device=torch.device("cpu"), dtype=torch.float32)
    config = peft.MultitaskPromptTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=TOKENS, num_tasks=2)
    model = peft.get_peft_model(AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32), config)
    with torch.no_grad():
        for parameter in model.prompt_encoder.parameters():
            parameter += 0.5
    model.save_pretrained(tmp_path / "theirs")

    found, learned = read_learned(tmp_path / "theirs", base)

    assert (found.method, found.task_number) == ("multitask_prompt_tuning", 0)
    assert same(ours(base, learned), of_peft(base, tmp_path / "theirs", task=0))


@pytest.fixture
def source(make_run: Runs, tmp_path: Path) -> Runs:
    """A run of the source stage on two small tables."""
    (tmp_path / "topics.csv").write_text(TOPICS, encoding="utf-8")
    topics = {"name": "topics", "file": str(tmp_path / "topics.csv"), "text": "text", "label": "topic"}

    def make(
        name: str = "source",
        *,
        training: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        **method: Any,
    ) -> Path:
        settings = {
            "name": "multitask_prompt_tuning",
            "stage": "source",
            "num_virtual_tokens": 4,
            "teacher_epochs": 1,
            "tasks": [topics | {"validation": 0.2, "test": 0.2}],
        }
        training = {"epochs": 2, "max_steps": 6} | (training or {})
        return make_run(name, method=settings | method, training=training, data=data or {})

    return make


def said(run_dir: Path) -> list[Event]:
    return [event for _, event in EventFollower(run_dir).new_events()]


def tensors(run_dir: Path, adapter: str = "adapter") -> dict[str, torch.Tensor]:
    return load_file(run_dir / adapter / "adapter_model.safetensors")


def test_a_source_run_trains_teachers_then_what_they_share_and_leaves_an_adapter_for_each_table(source: Runs) -> None:
    run_dir = source()
    ended = train_run(run_dir)

    assert isinstance(ended, Finished)
    steps = [event.step for event in said(run_dir) if isinstance(event, StepDone)]
    assert steps == list(range(1, 6 + 5 + 6 + 1))  # 72 and 36 rows in batches of 8, and at most 6 steps a stage
    phases = [event.phase for event in said(run_dir) if isinstance(event, PhaseChanged)]
    assert phases.index("teachers") < phases.index("training")
    who = {event.who for event in said(run_dir) if isinstance(event, EvalDone)}
    assert who >= {"adapter", "task_topics", "teacher_data", "teacher_topics"}
    first, second = read_card(run_dir / "adapter"), read_card(run_dir / "adapter-topics")
    assert (first.labels, first.task_number) == (["negative", "positive"], 0)
    assert (second.labels, second.task_number) == (["phone", "travel"], 1)
    assert first.metrics == ended.metrics
    for name in ("prompt_embeddings", "prefix_task_cols", "prefix_task_rows"):
        assert tensors(run_dir)[name].equal(tensors(run_dir, "adapter-topics")[name])
    assert not tensors(run_dir)["prefix_task_rows"][0].equal(tensors(run_dir)["prefix_task_rows"][1])
    model = read_run_spec(run_dir / "run.toml").model.name
    assert set(Predictor.open(run_dir / "adapter-topics", model=model).probabilities({"text": "a train"})) == {
        "phone",
        "travel",
    }


@pytest.mark.parametrize("at", [3, 6, 9, 11, 14])
def test_a_paused_source_run_resumes_to_the_very_same_end(source: Runs, at: int) -> None:
    """In the first teacher, at its end, in the second, at its end, and in what they share."""
    straight, broken = source("straight"), source("broken")
    train_run(straight)

    def pause(event: Event) -> None:
        if isinstance(event, StepDone) and event.step == at:
            write_control(broken, "pause")

    assert isinstance(train_run(broken, on_event=pause), Paused)
    assert isinstance(train_run(broken, resume=True), Finished)
    assert [event.from_step for event in said(broken) if isinstance(event, Resumed)] == [at]
    steps = [(event.step, event.loss) for event in said(straight) if isinstance(event, StepDone)]
    assert [(event.step, event.loss) for event in said(broken) if isinstance(event, StepDone)] == steps
    for adapter in ("adapter", "adapter-topics"):
        one, other = tensors(straight, adapter), tensors(broken, adapter)
        assert all(one[name].equal(other[name]) for name in one)


def test_several_batches_a_step_are_of_one_table_and_have_the_gradient_of_one_batch(
    source: Runs, held_to_one_batch: list[int]
) -> None:
    run_dir = source(training={"batch_size": 4, "batches_per_step": 2}, data={"balance": "class_weights"})
    assert isinstance(train_run(run_dir), Finished)
    assert (len(held_to_one_batch), set(held_to_one_batch)) == (6 + 5 + 6, {1, 2})  # 72 and 36 rows in steps of 8


def test_a_target_run_starts_from_what_the_source_shares_and_the_mean_of_its_tables(
    source: Runs, make_run: Runs
) -> None:
    source_dir = source()
    train_run(source_dir)
    start = {"start": "file", "start_file": str(source_dir / "adapter")}
    method = {"name": "multitask_prompt_tuning", "num_virtual_tokens": 4, **start}
    still = make_run("still", method=method, training={"max_steps": 1, "learning_rate": 1e-30})
    train_run(still)

    given, made = tensors(source_dir), tensors(still)
    assert torch.allclose(made["prompt_embeddings"], given["prompt_embeddings"], atol=1e-6)
    for name in ("prefix_task_cols", "prefix_task_rows"):
        assert torch.allclose(made[name], given[name].mean(0, keepdim=True), atol=1e-6)


def test_a_target_of_a_higher_rank_starts_at_the_same_prompt_and_has_more_to_learn(base: BaseModel) -> None:
    given = learned_of(base, 0).factors
    assert given is not None
    settings = MultitaskPromptTuningSettings(
        num_virtual_tokens=TOKENS + 1, num_ranks=RANKS + 2, start="file", start_file="source"
    )

    def build(rank: int) -> MultitaskPrompt:
        known = replace(context(base), load_factors=lambda _: given, load_vectors=lambda _: given.vectors())
        prompt = build_prompt(settings.model_copy(update={"num_ranks": rank}), known)
        assert isinstance(prompt, MultitaskPrompt)
        return prompt

    made, same_rank = build(RANKS + 2), build(1)
    assert made.columns.shape == (1, TOKENS + 1, RANKS + 2)
    assert made.rows.shape == (1, RANKS + 2, base.hidden_size)
    assert same_rank.columns.shape == (1, TOKENS + 1, RANKS)
    torch.testing.assert_close(made.factors().vectors(), same_rank.factors().vectors())
    assert made.rows[:, RANKS:].any(dim=-1).all()  # or it would never move


def test_a_paused_target_run_resumes_to_the_very_same_end(make_run: Runs) -> None:
    method = {"name": "multitask_prompt_tuning", "num_virtual_tokens": 4, "task_learning_rate": 0.4}
    straight, broken = (make_run(name, method=method) for name in ("straight", "broken"))
    train_run(straight)

    def pause(event: Event) -> None:
        if isinstance(event, StepDone) and event.step == 7:
            write_control(broken, "pause")

    assert isinstance(train_run(broken, on_event=pause), Paused)
    assert isinstance(train_run(broken, resume=True), Finished)
    one, other = tensors(straight), tensors(broken)
    assert all(one[name].equal(other[name]) for name in one)


def test_the_shared_prompt_and_the_tables_own_parts_have_rates_of_their_own() -> None:
    factors = TaskFactors(torch.ones(2, 3), torch.ones(1, 2, 1), torch.ones(1, 1, 3))
    prompt = MultitaskPrompt(factors, task_learning_rate=0.4)
    shared, own = prompt.parameter_groups(0.3, 0.01)
    assert (shared["lr"], shared["weight_decay"], own["lr"]) == (0.3, 0.01, 0.4)
    named = [*shared["params"], *own["params"]]  # type: ignore[misc]
    assert {id(one) for one in named} == {id(one) for one in prompt.parameters()}


def test_another_methods_start_may_be_one_tables_prompt(base: BaseModel, tmp_path: Path) -> None:
    learned = learned_of(base, 1)
    write_adapter(tmp_path / "adapter", learned, card(base, 1), base)
    vectors = load_vectors(str(tmp_path / "adapter"), hidden_size=base.hidden_size)
    assert torch.equal(vectors, learned.prompt.vectors[0])  # type: ignore[union-attr]
    factors = load_factors(str(tmp_path / "adapter"), hidden_size=base.hidden_size)
    assert factors is not None
    assert factors.task == 1
    with pytest.raises(MethodError, match="reads vectors"):
        load_factors(str(tmp_path / "adapter"), hidden_size=7)


def test_a_source_needs_further_tables_and_a_target_has_none(source: Runs) -> None:
    with pytest.raises(SpecError, match="at least one further table"):
        source("without", tasks=[])
    with pytest.raises(SpecError, match="learns from one table"):
        source("target", stage="target")
    with pytest.raises(SpecError, match="the first table"):
        source("named", tasks=[{"name": "Data", "file": "topics.csv", "text": "text", "label": "topic"}])
    run_dir = source("whole")
    assert read_run_spec(run_dir / "run.toml").method.further_tables[0].file.endswith("topics.csv")  # type: ignore[attr-defined]


def test_a_further_table_cannot_take_the_name_under_which_the_first_ones_teacher_lies(source: Runs) -> None:
    tasks = read_run_spec(source() / "run.toml").method.further_tables
    with pytest.raises(SpecError, match='"data" is the name of the first'):
        source("second", tasks=[tasks[0].model_dump(exclude_none=True) | {"name": "data"}])


def test_an_adapter_names_its_further_tables_without_their_folders(source: Runs) -> None:
    run_dir = source(training={"max_steps": 1})
    train_run(run_dir)
    (task,) = read_card(run_dir / "adapter-topics").settings["method"]["tasks"]
    assert task["file"] == "topics.csv"


def test_rare_classes_weigh_more_beside_a_table_of_texts(source: Runs, tmp_path: Path) -> None:
    (tmp_path / "says.csv").write_text("text,target\n" + "".join(f"say {n},the word {n}\n" for n in range(30)))
    says = {"name": "says", "file": str(tmp_path / "says.csv"), "text": "text", "target": "target"}
    run_dir = source(data={"balance": "class_weights"}, tasks=[says])
    assert isinstance(train_run(run_dir), Finished)


def test_a_mistake_in_a_further_table_needs_no_model_to_be_found(source: Runs, tmp_path: Path) -> None:
    spec = read_run_spec(source() / "run.toml")
    (tmp_path / "topics.csv").write_text("text,topic\na,x\nb,\nc,y\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"topics\.csv, line 3: the label is empty"):
        check_run(spec, read_data(spec.data, tmp_path))


def test_a_student_that_is_its_teacher_is_told_nothing_and_another_is_told_the_divergence(base: BaseModel) -> None:
    """The two terms of distillation, against float64."""
    own, taught = learned_of(base, 0), learned_of(base, 1)
    model, behind = PromptedModel(base), base.kind == "encoder_decoder"
    front = (-1,) * TOKENS
    examples = [
        Example(ids=(0,), source_ids=(*front, *row), answer_ids=tuple(answer))
        if behind
        else Example(ids=(*front, *row), answer_ids=tuple(answer))
        for row, answer in zip(ROWS, ANSWERS, strict=True)
    ]
    batch = collate(examples)
    with torch.no_grad():
        states = [model.hidden_states(one.prompt, **batch.model_input) for one in (own, taught)]
        found = unlike(model, (own, states[0]), (taught, states[1]), batch, task=None)
        alike = unlike(model, (taught, states[1]), (taught, states[1]), batch, task=None)
        scored, read = batch.targets != -100, batch.text_mask | (batch.targets != -100)
        mine, theirs = (model.logits(one[scored]).double().softmax(-1) for one in states)
        divergence = (theirs * (theirs / mine).log()).sum(-1).mean()
        distance = (states[0][read].double() - states[1][read].double()).pow(2).mean()
    assert float(sum(alike)) == pytest.approx(0.0, abs=1e-6)
    assert float(sum(found)) == pytest.approx(float(divergence + distance), rel=1e-4)
