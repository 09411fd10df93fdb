"""Adapters of every kind on the small random model, not trained but not nothing either."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.peft_format import write_adapter
from studio.data.tokenizer import TextTokenizer
from studio.methods.base import GatedPrompt, InputPrompt, KeyValuePrompt, KeyValues, Learned, Prompt
from studio.models.base_model import BaseModel, load_base_model

TOKENS = 5
METHODS = {"input": "prompt_tuning", "key_value": "prefix_tuning"}


@pytest.fixture(scope="session")
def base(tiny_model: Path) -> BaseModel:
    return load_base_model(str(tiny_model), tiny_model, device=torch.device("cpu"), dtype=torch.float32)


@pytest.fixture(scope="session")
def tokenizer(tiny_model: Path) -> TextTokenizer:
    return TextTokenizer.from_folder(tiny_model)


def prompt_of(kind: str, base: BaseModel, *, members: int = 1, tokens: int = TOKENS, seed: int = 0) -> Prompt:
    """Random numbers large enough to matter."""
    draw = torch.Generator().manual_seed(seed)

    def random(*shape: int) -> torch.Tensor:
        return torch.randn(members, *shape, generator=draw)

    match kind:
        case "input":
            return InputPrompt(random(tokens, base.hidden_size))
        case "key_value":
            layers, (heads, size) = base.shape_of("decoder")
            shape = (layers, heads, tokens, size)
            return KeyValuePrompt({"decoder": KeyValues(random(*shape), random(*shape))})
        case _:
            return GatedPrompt(random(2, tokens, base.hidden_size), random(2, base.num_heads))


@pytest.fixture
def make_adapter(base: BaseModel, tmp_path: Path) -> Callable[..., Path]:
    """Write an adapter that tells good films from bad ones, or would if it had learned anything."""

    def make(prompt: Prompt, *, template: str = "{text} It was", name: str = "films") -> Path:
        card = AdapterCard(
            name=name,
            method="prefix_tuning" if isinstance(prompt, KeyValuePrompt) else "prompt_tuning",
            model=ModelIdentity(name=base.name),
            task="classification",
            template=template,
            labels=["bad", "good"],
            label_words={"bad": "bad", "good": "good"},
            num_virtual_tokens=prompt.num_virtual_tokens,
            columns=["text"],
            settings={"data": {"label": "label"}},
        )
        write_adapter(tmp_path / name, Learned(prompt), card, base)
        return tmp_path / name

    return make


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """24 rows, half of them good."""
    words = [("a good film with great actors", "good"), ("the story made no sense", "bad")]
    lines = [f"{words[n % 2][0]} number {n},{words[n % 2][1]}" for n in range(24)]
    path = tmp_path / "films.csv"
    path.write_text("text,label\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path
