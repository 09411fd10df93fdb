"""The one place that inserts: scores over a tree of label words, several prompts in one batch, generation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor
from transformers import AutoModelForCausalLM

from studio.data.batches import collate, training_order
from studio.data.examples import Example
from studio.data.task import Task
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer
from studio.data.verbalizer import Verbalizer
from studio.engine.protocol import Sampling
from studio.inference.fronts import FrontReader
from studio.inference.generator import choose, generate_texts, generate_tokens
from studio.inference.scoring import answer_loss, label_scores
from studio.methods.base import InputPrompt, KeyValuePrompt, KeyValues, Learned, Prompt
from studio.models.base_model import BaseModel, load_base_model
from studio.models.prompted import PromptedModel


@pytest.fixture(scope="module")
def tokenizer(tiny_model: Path) -> TextTokenizer:
    return TextTokenizer.from_folder(tiny_model)


@pytest.fixture(scope="module")
def base(tiny_model: Path) -> BaseModel:
    return load_base_model("tiny", tiny_model, device=torch.device("cpu"), dtype=torch.float32)


@pytest.fixture(scope="module")
def model(base: BaseModel) -> PromptedModel:
    return PromptedModel(base)


def writing(tokenizer: TextTokenizer) -> Task:
    return Task.make(Template.parse("{text}"), tokenizer, label_words=None, max_tokens=64, answer_room=8)


def rows(tokenizer: TextTokenizer, slots: int) -> list[Example]:
    texts = ["a row of words", "one", "two rows of many more words than that"]
    return [Example(ids=((-1,) * slots + tuple(tokenizer.encode(text))), row=n) for n, text in enumerate(texts)]


def key_values(base: BaseModel, count: int, prompts: int = 1) -> KeyValuePrompt:
    shape = (prompts, base.num_layers, base.num_key_value_heads, count, base.head_size)
    return KeyValuePrompt({"decoder": KeyValues(torch.randn(shape), torch.randn(shape))})


@pytest.mark.parametrize("kind", ["input", "key_value", "none"])
def test_a_label_word_of_several_tokens_scores_the_sum_of_their_log_probabilities(
    model: PromptedModel, tokenizer: TextTokenizer, kind: str
) -> None:
    torch.manual_seed(0)
    prompt: Prompt | None = {
        "input": InputPrompt(torch.randn(1, 3, model.base.hidden_size)),
        "key_value": key_values(model.base, 3),
        "none": None,
    }[kind]
    words = {"a": "card arrival", "b": "card delivery", "c": "other", "d": "card"}
    verbalizer = Verbalizer.make(words, tokenizer, lead=":")
    tree = verbalizer.tree()
    examples = rows(tokenizer, 3 if kind == "input" else 0)
    batch = collate(examples, tree)
    with torch.no_grad():
        scores = label_scores(model, model.hidden_states(prompt, **batch.model_input), batch, tree)
        for row, example in enumerate(examples):
            for number, tokens in enumerate(verbalizer.token_ids):
                alone = collate([Example(ids=example.ids, answer_ids=tokens)])
                loss, count = answer_loss(model, model.hidden_states(prompt, **alone.model_input), alone)
                assert count == len(tokens)
                assert float(scores[row, number]) == pytest.approx(-float(loss), abs=1e-4)


@pytest.mark.parametrize("kind", ["input", "key_value"])
def test_rows_of_one_batch_take_different_prompts(model: PromptedModel, tokenizer: TextTokenizer, kind: str) -> None:
    torch.manual_seed(1)
    prompt: Prompt
    if kind == "input":
        prompt = InputPrompt(torch.randn(2, 3, model.base.hidden_size))
        alone: list[Prompt] = [InputPrompt(prompt.vectors[n : n + 1]) for n in range(2)]
    else:
        prompt = key_values(model.base, 3, prompts=2)
        own = prompt.parts["decoder"]
        alone = [KeyValuePrompt({"decoder": KeyValues(own.keys[n : n + 1], own.values[n : n + 1])}) for n in range(2)]
    examples = rows(tokenizer, 3 if kind == "input" else 0)
    batch = collate(examples)
    with torch.no_grad():
        mixed = model.hidden_states(prompt, **batch.model_input | {"prompt_index": torch.tensor([0, 1, 0])})
        for row, which in enumerate([0, 1, 0]):
            single = collate([examples[row]])
            expected = model.hidden_states(alone[which], **single.model_input)[0]
            assert torch.allclose(mixed[row, : len(examples[row])], expected, atol=1e-5)


def test_the_gradient_reaches_the_prompt_and_nothing_else(model: PromptedModel, tokenizer: TextTokenizer) -> None:
    prompt = key_values(model.base, 4)
    keys = prompt.parts["decoder"].keys.requires_grad_()
    example = Example(ids=tuple(tokenizer.encode("a row")), answer_ids=(5, 6))
    batch = collate([example, example])
    loss, _ = answer_loss(model, model.hidden_states(prompt, **batch.model_input), batch)
    loss.backward()  # type: ignore[no-untyped-call]
    assert keys.grad is not None
    assert all(float(keys.grad[0, layer].abs().max()) > 0 for layer in range(model.base.num_layers))
    assert all(parameter.grad is None for parameter in model.base.network.parameters())


def test_greedy_text_is_that_of_transformers(model: PromptedModel, tokenizer: TextTokenizer, tiny_model: Path) -> None:
    oracle = AutoModelForCausalLM.from_pretrained(tiny_model, dtype=torch.float32)
    examples = rows(tokenizer, 0)
    written: list[list[int]] = [[] for _ in examples]
    for tokens in generate_tokens(
        FrontReader(model, Learned(None)), writing(tokenizer), examples, Sampling(max_new_tokens=12)
    ):
        for ids, token in zip(written, tokens, strict=True):
            if token is not None:
                ids.append(token)
    for example, ids in zip(examples, written, strict=True):
        given = torch.tensor([example.ids])
        expected = oracle.generate(
            given,
            attention_mask=torch.ones_like(given),
            max_new_tokens=12,
            do_sample=False,
            eos_token_id=tokenizer.eos_id,
        )
        tail: list[int] = expected[0, len(example.ids) :].tolist()
        assert ids == [token for token in tail if token != tokenizer.eos_id]


def test_text_with_a_prompt_is_the_same_alone_and_in_a_batch(model: PromptedModel, tokenizer: TextTokenizer) -> None:
    torch.manual_seed(2)
    task = writing(tokenizer)
    for prompt, slots in ((InputPrompt(torch.randn(1, 3, model.base.hidden_size)), 3), (key_values(model.base, 3), 0)):
        examples = rows(tokenizer, slots)

        def write(some: list[Example], prompt: Prompt = prompt) -> list[str]:
            return generate_texts(
                FrontReader(model, Learned(prompt)), task, some, max_new_tokens=8, progress=lambda _done, _total: None
            )

        assert write(examples) == [write([example])[0] for example in examples]


def test_a_draw_stays_within_top_p() -> None:
    logits = torch.log(torch.tensor([[0.5, 0.3, 0.15, 0.05]])).expand(400, 4)
    drawn: Tensor = choose(logits, Sampling(temperature=1.0, top_p=0.75), torch.Generator().manual_seed(0))
    assert set(drawn.tolist()) == {0, 1}
    assert choose(logits[:1], Sampling(temperature=0.0), torch.Generator()).item() == 0


def test_an_epoch_holds_every_row_once_and_a_balanced_one_every_class_alike() -> None:
    examples = [Example(ids=(1,) * (1 + n % 9), label=int(n >= 90)) for n in range(100)]
    plain = training_order(examples, batch_size=8, seed=3, epoch=0)
    assert sorted(place for step in plain for batch in step for place in batch) == list(range(100))
    assert plain == training_order(examples, batch_size=8, seed=3, epoch=0)
    assert plain != training_order(examples, batch_size=8, seed=3, epoch=1)
    balanced = training_order(examples, batch_size=8, seed=3, epoch=0, balanced=True)
    assert sum(examples[place].label == 1 for step in balanced for batch in step for place in batch) == 50
    alike = training_order(examples, batch_size=8, seed=3, epoch=0, alike=True)
    assert sorted(place for step in alike for batch in step for place in batch) == list(range(100))
    rare = [sum(examples[place].label == 1 for batch in step for place in batch) for step in alike]
    assert set(rare) == {0, 1}, "each step of 8 has its share of a class of a tenth"


def test_no_batch_exceeds_its_tokens_unless_one_row_does() -> None:
    examples = [Example(ids=(1,) * (1 + n % 40), answer_ids=(1,) * (n % 3)) for n in range(300)]
    for epoch in range(3):
        steps = training_order(examples, batch_size=8, seed=0, epoch=epoch, batches_per_step=2, max_tokens=38)
        batches = [batch for step in steps for batch in step]
        assert sorted(place for batch in batches for place in batch) == list(range(300))
        assert {len(step) for step in steps} <= {1, 2}
        assert {len(batch) for batch in batches} == set(range(1, 9))
        for batch in batches:
            assert len(batch) == 1 or sum(len(examples[place]) for place in batch) <= 38


@pytest.mark.parametrize("max_tokens", [None, 100])
def test_the_longest_rows_of_all_come_first_in_the_first_epoch(max_tokens: int | None) -> None:
    examples = [Example(ids=(1,) * (1 + n * 37 % 91)) for n in range(1000)]

    def longest(epoch: int) -> list[int]:
        """The longest row of each step."""
        steps = training_order(examples, batch_size=4, seed=1, epoch=epoch, batches_per_step=2, max_tokens=max_tokens)
        return [max(len(examples[place]) for batch in step for place in batch) for step in steps]

    first, second = longest(0), longest(1)
    assert first[0] == max(first + second) == 91
    assert second[0] < 91


def test_the_likeliest_token_is_left_whatever_top_p_is() -> None:
    logits = torch.tensor([[0.0, 2.0, 1.0]])
    assert choose(logits, Sampling(temperature=1.0, top_p=0.0), torch.Generator().manual_seed(0)).item() == 1


def test_text_ends_where_the_context_is_full(model: PromptedModel, tokenizer: TextTokenizer) -> None:
    example = Example(ids=tuple(tokenizer.encode("a row of words")))
    endless = writing(replace(tokenizer, eos_id=-1))
    written = list(
        generate_tokens(FrontReader(model, Learned(None)), endless, [example], Sampling(max_new_tokens=10_000))
    )
    assert len(written) == model.base.context - len(example.ids)
