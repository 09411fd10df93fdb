"""PEFT is the oracle for heads over words: its token classification and ours say the same of every word."""

from __future__ import annotations

from pathlib import Path

import peft
import pytest
import torch
from torch import Tensor
from transformers import AutoModelForTokenClassification

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.peft_format import read_learned, write_adapter
from studio.data.batches import collate
from studio.data.examples import Example
from studio.methods.base import ClassificationHead, Learned
from studio.methods.registry import method_settings
from studio.models.base_model import BaseModel, load_base_model
from studio.models.prompted import PromptedModel
from tests.adapters.test_peft_parity import ROWS, TOKENS, trained
from tests.families import save_family, write_word_tokenizer

TAGS = ["O", "B-PER", "I-PER"]
PREFIXES = [("p_tuning_v2", family) for family in ("bert", "electra", "roberta", "xlm-roberta")]
VECTORS = [
    (name, family)
    for name in ("prompt_tuning", "p_tuning")
    for family in ("bert", "electra", "roberta", "distilbert", "deberta-v2")
]


def base_of(family: str, folder: Path) -> BaseModel:
    return load_base_model(family, save_family(family, folder), device=torch.device("cpu"), dtype=torch.float32)


def learned_on(base: BaseModel, name: str) -> Learned:
    prompt = trained(base, name, head=True).prompt if name != "p_tuning_v2" else trained(base, name).prompt
    head = ClassificationHead(base.output_size, len(TAGS), pooling=None)
    torch.nn.init.normal_(head.classifier.weight)
    torch.nn.init.normal_(head.classifier.bias)
    return Learned(prompt, head.eval())


def card_of(base: BaseModel, name: str) -> AdapterCard:
    slots = f"{{soft:{TOKENS}}}" if method_settings(name).product == "input" else ""
    return AdapterCard(
        name="made",
        method=name,
        kind="encoder",
        task="tagging",
        model=ModelIdentity(name=str(base.folder)),
        template=slots + "{text}",
        labels=TAGS,
        num_virtual_tokens=TOKENS,
        columns=["text"],
    )


def scores_here(base: BaseModel, learned: Learned, name: str) -> list[Tensor]:
    """[T, C] of each row's tokens"""
    front = (-1,) * TOKENS if method_settings(name).product == "input" else ()
    batch = collate([Example(ids=(*front, *row)) for row in ROWS], bidirectional=True)
    assert learned.head is not None
    with torch.no_grad():
        hidden = PromptedModel(base).hidden_states(learned.prompt, **batch.model_input)
        return [learned.head(hidden[number, len(front) :][: len(row)].float()) for number, row in enumerate(ROWS)]


def scores_of_peft(base: BaseModel, adapter: Path) -> list[Tensor]:
    network = AutoModelForTokenClassification.from_pretrained(base.folder, num_labels=len(TAGS), dtype=torch.float32)
    model = peft.PeftModel.from_pretrained(network, adapter).eval()
    found = []
    for row in ROWS:
        ids = torch.tensor([row])
        with torch.no_grad():
            found.append(model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[0][-len(row) :])
    return found


def same(mine: list[Tensor], theirs: list[Tensor]) -> bool:
    return all(torch.allclose(a, b, atol=1e-4, rtol=1e-4) for a, b in zip(mine, theirs, strict=True))


@pytest.mark.parametrize(("name", "family"), [*PREFIXES, *VECTORS])
def test_a_head_over_words_gives_the_same_scores_in_peft(tmp_path: Path, name: str, family: str) -> None:
    base = base_of(family, tmp_path / "model")
    learned = learned_on(base, name)
    write_adapter(tmp_path / "adapter", learned, card_of(base, name), base)

    expected = scores_of_peft(base, tmp_path / "adapter")
    assert float((expected[0][0] - expected[0][1]).abs().max()) > 1e-2
    assert same(scores_here(base, learned, name), expected)
    found, read = read_learned(tmp_path / "adapter", base)
    assert (found.pooling, found.not_in_peft, found.task) == (None, "", "tagging")
    assert same(scores_here(base, read, name), expected)


def test_a_head_over_words_made_by_peft_gives_the_same_scores_here(tmp_path: Path) -> None:
    base = base_of("bert", tmp_path / "model")
    network = AutoModelForTokenClassification.from_pretrained(base.folder, num_labels=len(TAGS))
    model = peft.get_peft_model(network, peft.PrefixTuningConfig(task_type="TOKEN_CLS", num_virtual_tokens=TOKENS))
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter += 0.3 * torch.randn_like(parameter)
    model.save_pretrained(tmp_path / "theirs")

    found, learned = read_learned(tmp_path / "theirs", base)

    assert (found.method, found.kind, found.task, found.template) == ("p_tuning_v2", "encoder", "tagging", "{text}")
    assert found.labels == ["0", "1", "2"]
    assert same(scores_here(base, learned, "p_tuning_v2"), scores_of_peft(base, tmp_path / "theirs"))


@pytest.mark.parametrize(("name", "family"), [("p_tuning_v2", "distilbert"), ("prompt_tuning", "modernbert")])
def test_a_head_over_words_that_peft_cannot_hold_says_why(tmp_path: Path, name: str, family: str) -> None:
    base = base_of(family, tmp_path / "model")
    learned = learned_on(base, name)
    write_adapter(tmp_path / "adapter", learned, card_of(base, name), base)
    found, read = read_learned(tmp_path / "adapter", base)
    assert "PEFT's head over words works otherwise" in found.not_in_peft
    assert not (tmp_path / "adapter" / "adapter_config.json").exists()
    assert same(scores_here(base, read, name), scores_here(base, learned, name))


@pytest.mark.parametrize("name", ["p_tuning_v2", "prompt_tuning"])
def test_the_readme_says_how_peft_tags_with_it(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    base = base_of("bert", tmp_path / "model")
    write_word_tokenizer(base.folder, "a text")
    write_adapter(tmp_path / "adapter", learned_on(base, name), card_of(base, name), base)
    monkeypatch.chdir(tmp_path / "adapter")
    written = (tmp_path / "adapter" / "README.md").read_text(encoding="utf-8")
    exec(written.split("```")[1].removeprefix("python"), {})
    said = capsys.readouterr().out.strip()
    assert said.count(",") == 4  # "<text>" is three tokens, between two special ones
    assert set(said.strip("[]").replace("'", "").split(", ")) <= set(TAGS)
    assert "O, B-PER, I-PER" in written
