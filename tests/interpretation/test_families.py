"""Explanations on base models of every kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.peft_format import write_adapter
from studio.data.readers import read_table
from studio.data.tokenizer import TextTokenizer
from studio.inference.predictor import Predictor
from studio.interpretation.ablation import only
from studio.interpretation.explain import explain
from studio.methods.base import ClassificationHead, InputPrompt, KeyValuePrompt, KeyValues, Learned, Prompt
from studio.models.base_model import BaseModel, load_base_model
from tests.families import save_family
from tests.interpretation.conftest import TOKENS


def _prompt(base: BaseModel, kind: str) -> Prompt:
    draw = torch.Generator().manual_seed(0)
    if kind == "input":
        return InputPrompt(torch.randn(1, TOKENS, base.hidden_size, generator=draw))
    shapes = {part: base.shape_of(part) for part in base.parts}
    return KeyValuePrompt(
        {
            part: KeyValues(
                *(torch.randn(1, layers, heads, TOKENS, size, generator=draw) for _ in ("keys", "values")),
            )
            for part, (layers, (heads, size)) in shapes.items()
        }
    )


@pytest.mark.parametrize("kind", ["input", "key_value"])
@pytest.mark.parametrize("family", ["qwen3", "bloom", "roberta", "electra", "t5", "bart"])
def test_a_prompt_is_explained_on_every_kind_of_base_model(
    family: str, kind: str, tiny_model: Path, films: Path, tmp_path: Path
) -> None:
    folder = save_family(family, tmp_path / family, tokenizer_of=tiny_model)
    network = _loaded(folder).network  # the small tokenizer knows more tokens than the families' models
    network.resize_token_embeddings(TextTokenizer.from_folder(folder).vocabulary_size, mean_resizing=False)
    network.save_pretrained(folder)
    base = _loaded(folder)
    prompt = _prompt(base, kind)
    head = None
    if base.kind == "encoder":
        torch.manual_seed(0)
        head = ClassificationHead(base.output_size, 2, pooling="mean")
        torch.nn.init.normal_(head.classifier.weight)
    card = AdapterCard(
        name="films",
        method="prompt_tuning" if kind == "input" else "prefix_tuning",
        model=ModelIdentity(name=str(folder)),
        kind=base.kind,
        task="classification",
        template="{text} It was",
        labels=["bad", "good"],
        label_words={"bad": "bad", "good": "good"},
        num_virtual_tokens=TOKENS,
        columns=["text"],
        settings={"data": {"label": "label"}},
    )
    write_adapter(tmp_path / "films", Learned(prompt, head), card, base)
    opened = Predictor.open(tmp_path / "films")
    table = read_table(films)

    found = explain(opened, table=table, rows=24, progress=lambda *_: None)

    [member] = found.members
    assert (member.words is None) == (kind == "key_value")
    assert {layer.part for layer in member.layers} == (set(base.parts) if kind == "key_value" else set())
    assert found.ablation is not None
    assert found.ablation.whole == pytest.approx(opened.evaluate(table)["metrics"])
    shorter = replace(opened, learned=only(opened.learned, [0, 1, 3, 4]))
    if kind == "key_value":
        without = shorter.measured(shorter.labelled(table)[0]).metrics
        assert found.ablation.without[2].metrics == pytest.approx(without)
    assert any(abs(one.change["loss"]) > 1e-6 for one in found.ablation.without)


def _loaded(folder: Path) -> BaseModel:
    return load_base_model(str(folder), folder, device=torch.device("cpu"), dtype=torch.float32)
