"""Context-aware prompt tuning: its projection, its loss, and PEFT's of the same name."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import peft
import pytest
import torch
from peft.tuners.cpt.model import CPTEmbedding
from pydantic import ValidationError
from transformers import AutoModelForCausalLM

from studio.adapters.baking import bake_adapter
from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.cpt_format import shown_config, shown_in
from studio.adapters.folder import read_card
from studio.adapters.peft_format import read_learned, write_adapter
from studio.architecture import Architecture
from studio.data.batches import collate
from studio.data.examples import Example
from studio.data.task import ModelText, Task
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer
from studio.errors import AdapterError
from studio.methods.base import Learned
from studio.methods.cpt.prompt import ContextAwarePrompt, answer_targets
from studio.methods.cpt.settings import CptSettings
from studio.methods.settings import ShownTokens, TokenType
from studio.models.base_model import BaseModel, load_base_model
from studio.models.prompted import PromptedModel
from tests.families import save_family

TEXT, FORMAT, LABEL = TokenType.INPUT, TokenType.FORMAT, TokenType.LABEL
SHOWN = ShownTokens(
    ids=(4, 20, 21, 5, 30, 6, 4, 22, 5, 31, 32, 6),
    types=(FORMAT, TEXT, TEXT, FORMAT, LABEL, FORMAT, FORMAT, TEXT, FORMAT, LABEL, LABEL, FORMAT),
    examples=(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1),
    rows=(7, 3),
)
ROWS = [[5, 9, 11, 40, 2, 77], [8, 3], [60, 61, 62, 63]]
MASK = [1, 2, 2, 3, 4, 3, 5, 6, 7, 8, 8, 7]  # as PEFT numbers the types


@pytest.fixture(params=["llama", "gpt2", "qwen3"])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> BaseModel:
    folder = save_family(request.param, tmp_path / "model")
    return load_base_model("tiny", folder, device=torch.device("cpu"), dtype=torch.float32)


def prompt_of(base: BaseModel, **settings: Any) -> ContextAwarePrompt:
    context = base.embed(torch.tensor(SHOWN.ids))
    return ContextAwarePrompt(context, SHOWN, CptSettings(**settings))


def moved(prompt: ContextAwarePrompt, size: float = 0.05) -> ContextAwarePrompt:
    with torch.no_grad():
        prompt.delta += size * torch.randn(prompt.delta.shape, generator=torch.Generator().manual_seed(1))
    prompt.after_step()
    return prompt


def card() -> AdapterCard:
    return AdapterCard(
        name="made",
        method="cpt",
        model=ModelIdentity(name="tiny"),
        task="generation",
        template="{text}",
        num_virtual_tokens=len(SHOWN),
        shown=SHOWN,
    )


def ours(base: BaseModel, learned: Learned) -> list[torch.Tensor]:
    front = (-1,) * len(SHOWN)
    batch = collate([Example(ids=(*front, *row)) for row in ROWS])
    model = PromptedModel(base)
    with torch.no_grad():
        logits = model.logits(model.hidden_states(learned.prompt, **batch.model_input))
    return [logits[number, len(front) : len(front) + len(row)] for number, row in enumerate(ROWS)]


def of_peft(model: Any) -> list[torch.Tensor]:
    found = []
    for row in ROWS:
        ids = torch.tensor([row])
        with torch.no_grad():
            logits = model(input_ids=ids, attention_mask=torch.ones_like(ids), labels=None).logits[0]
        found.append(logits[-len(row) :])
    return found


def peft_model(base: BaseModel) -> Any:
    config = peft.CPTConfig(
        task_type="CAUSAL_LM",
        cpt_token_ids=list(SHOWN.ids),
        cpt_mask=[1] * len(SHOWN),
        cpt_tokens_type_mask=MASK,
        opt_weighted_loss_type="decay",
        opt_loss_decay_factor=0.9,
        opt_projection_epsilon=0.3,
        opt_projection_format_epsilon=0.2,
    )
    return peft.get_peft_model(AutoModelForCausalLM.from_pretrained(base.folder, dtype=torch.float32), config).eval()


def same(mine: list[torch.Tensor], theirs: list[torch.Tensor]) -> bool:
    """Within 1e-4 of the largest logit."""
    return all(float((a - b).abs().max()) < 1e-4 * float(b.abs().max()) for a, b in zip(mine, theirs, strict=True))


def test_an_untrained_prompt_is_the_examples_themselves(base: BaseModel) -> None:
    prompt = prompt_of(base)
    with torch.no_grad():
        assert torch.equal(prompt().vectors[0], base.embed(torch.tensor(SHOWN.ids)))
        assert same(ours(base, prompt.learned()), of_peft(peft_model(base)))


def test_a_projected_prompt_is_pefts_and_so_are_its_logits(base: BaseModel) -> None:
    words = base.embed(torch.tensor(SHOWN.ids)).norm(dim=1).mean()
    length = float((base.hidden_size / 2048) ** 0.5 / words)  # of PEFT's unit, in words
    theirs, mine = peft_model(base), prompt_of(base, epsilon_text=0.3 * length, epsilon_format=0.2 * length)
    embedding = theirs.prompt_encoder["default"]
    step = 0.05 * torch.randn(len(SHOWN), base.hidden_size, generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        mine.delta.copy_(step[mine.movable])
        embedding.delta_embedding.weight.zero_()
        embedding.delta_embedding.weight[mine.movable] = step[mine.movable]  # its hook lets no label move either
    mine.after_step()
    with torch.no_grad():
        learned = mine.learned()
        vectors = embedding(torch.arange(len(SHOWN)))
        assert torch.allclose(learned.prompt.vectors[0], vectors, atol=1e-6)  # type: ignore[union-attr]
        assert same(ours(base, learned), of_peft(theirs))


def test_every_delta_is_projected_to_the_ball_of_its_type() -> None:
    context = torch.randn(len(SHOWN), 8, generator=torch.Generator().manual_seed(0))
    prompt = ContextAwarePrompt(context, SHOWN, CptSettings(epsilon_text=0.8, epsilon_format=0.1)).double()
    moved(prompt, size=1.0)
    with torch.no_grad():
        before = prompt.delta.clone()
        prompt.after_step()
        deltas = prompt().vectors[0] - context.double()
    assert torch.allclose(before, prompt.delta, rtol=1e-12, atol=0.0)  # what is inside stays
    random = torch.randn(len(prompt.delta), 8, generator=torch.Generator().manual_seed(1)).double()
    word = float(context.double().norm(dim=1).mean())
    wanted = {type_: epsilon * word for type_, epsilon in ((TEXT, 0.8), (FORMAT, 0.1))}
    own = iter(random)
    for delta, type_ in zip(deltas, SHOWN.types, strict=True):
        if type_ is LABEL:
            assert not delta.any()
            continue
        start = next(own)
        reference = start * min(1.0, wanted[type_] / float(start.norm()))
        assert torch.allclose(delta, reference, atol=1e-6)
        assert float(delta.norm()) <= wanted[type_] + 1e-6


def test_the_decayed_loss_of_the_examples_is_pefts(base: BaseModel) -> None:
    """PEFT takes the mean of all answers' tokens, ours is a weighted mean: they differ by a known factor."""
    model, prompt = PromptedModel(base), moved(prompt_of(base, loss_decay=0.9))
    wanted = prompt.prompt_targets()
    assert wanted is not None
    targets, weights = wanted
    batch = collate([Example(ids=((-1,) * len(SHOWN)))])
    with torch.no_grad():
        logits = model.logits(model.hidden_states(prompt(), **batch.model_input))  # [1, P, V]
        scored = targets != -100
        mine = (
            torch.nn.functional.cross_entropy(logits[0][scored], targets[scored], reduction="none") * weights[scored]
        ).sum()

        labels = torch.tensor(
            [[token if type_ is LABEL else -100 for token, type_ in zip(SHOWN.ids, SHOWN.types, strict=True)]]
        )
        config = SimpleNamespace(opt_loss_decay_factor=0.9, opt_weighted_loss_type="decay")
        output = SimpleNamespace(logits=logits.double(), loss=None)
        theirs = CPTEmbedding.calculate_loss(output, labels, torch.tensor([MASK]), config).loss
    # PEFT: (0.9 a + 1 b + 1 c) / 3; here: (0.9 a + 1 b + 1 c) / 2.9
    assert float(mine) == pytest.approx(float(theirs) * 3 / 2.9, rel=1e-5)


def test_a_position_is_to_predict_the_answer_behind_it_and_older_answers_weigh_less() -> None:
    targets, weights = answer_targets(SHOWN, decay=0.5)
    assert targets.tolist() == [-100, -100, -100, 30, -100, -100, -100, -100, 31, 32, -100, -100]
    assert weights[targets != -100].tolist() == pytest.approx([0.5 / 2.5, 1 / 2.5, 1 / 2.5])
    assert float(weights.sum()) == pytest.approx(1.0)


def test_an_adapter_is_written_as_pefts_cpt_and_read_by_it(base: BaseModel, tmp_path: Path) -> None:
    with torch.no_grad():
        learned = moved(prompt_of(base)).learned()
    write_adapter(tmp_path / "adapter", learned, card(), base)

    config = json.loads((tmp_path / "adapter" / "adapter_config.json").read_text(encoding="utf-8"))
    assert (config["peft_type"], config["cpt_tokens_type_mask"]) == ("CPT", MASK)
    network = AutoModelForCausalLM.from_pretrained(base.folder, dtype=torch.float32)
    theirs = peft.PeftModel.from_pretrained(network, tmp_path / "adapter").eval()
    found, again = read_learned(tmp_path / "adapter", base)
    assert found == card()
    assert all(torch.equal(a, b) for a, b in zip(ours(base, learned), ours(base, again), strict=True))
    assert same(ours(base, again), of_peft(theirs))


def test_an_adapter_of_pefts_cpt_is_read_with_its_examples(base: BaseModel, tmp_path: Path) -> None:
    theirs = peft_model(base)
    with torch.no_grad():
        theirs.prompt_encoder["default"].delta_embedding.weight += 0.01
    expected = of_peft(theirs)
    theirs.save_pretrained(tmp_path / "theirs")

    found, learned = read_learned(tmp_path / "theirs", base)

    assert (found.method, found.template, found.num_virtual_tokens) == ("cpt", "{text}", len(SHOWN))
    assert found.shown == SHOWN.model_copy(update={"rows": ()})
    assert same(ours(base, learned), expected)


def test_a_baked_adapter_is_a_prompt_tuning_with_the_same_logits(base: BaseModel, tmp_path: Path) -> None:
    with torch.no_grad():
        learned = moved(prompt_of(base)).learned()
    write_adapter(tmp_path / "adapter", learned, card(), base)
    bake_adapter(tmp_path / "adapter", tmp_path / "baked")

    config = json.loads((tmp_path / "baked" / "adapter_config.json").read_text(encoding="utf-8"))
    assert config["peft_type"] == "PROMPT_TUNING"
    assert not [key for key in config if key.startswith(("cpt_", "opt_"))]
    assert read_card(tmp_path / "baked").method == "prompt_tuning"
    network = AutoModelForCausalLM.from_pretrained(base.folder, dtype=torch.float32)
    assert same(ours(base, learned), of_peft(peft.PeftModel.from_pretrained(network, tmp_path / "baked").eval()))
    assert same(ours(base, read_learned(tmp_path / "baked", base)[1]), ours(base, learned))


def test_examples_go_into_pefts_config_and_back() -> None:
    config = shown_config(SHOWN)
    assert config["cpt_tokens_type_mask"] == MASK
    assert shown_in(config, Path()) == SHOWN.model_copy(update={"rows": ()})
    with pytest.raises(AdapterError, match="does not say which tokens"):
        shown_in(config | {"cpt_mask": [1]}, Path())


@pytest.mark.parametrize("front", [(), (1,)], ids=["no BOS", "BOS"])
def test_what_stands_before_every_text_stands_in_front_once(tiny_model: Path, front: tuple[int, ...]) -> None:
    tokenizer = replace(TextTokenizer.from_folder(tiny_model), front_ids=front)
    shown = SHOWN.model_copy(update={"ids": (*front, *SHOWN.ids[len(front) :])})
    text = ModelText.of(Architecture(kind="decoder", family="llama"), tokenizer, shown)
    template = Template.parse("{text}").with_slots(len(shown))
    task = Task.make(template, tokenizer, label_words=None, max_tokens=64, answer_room=8, text=text)

    words = tuple(tokenizer.encode("a good film"))
    assert task.example({"text": "a good film"}).ids == (*(-1,) * len(shown), *words)


def test_a_row_is_shown_once() -> None:
    with pytest.raises(ValidationError, match="row 5 stands there twice"):
        CptSettings(examples=(3, 5, 5))
