"""Adapters of random vectors that choose a label."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.peft_format import write_adapter
from studio.methods.base import InputPrompt, Learned
from studio.models.base_model import load_base_model


def write_verdict_adapter(
    folder: Path, base_model: Path, *, seed: int = 0, column: str = "review", **data: Any
) -> Path:
    """A prompt of three virtual tokens that tells "pos" from "neg". Returns its folder.

    column: that it reads    data: settings of the table that it learned from, beside its columns
    """
    base = load_base_model("tiny", base_model, device=torch.device("cpu"), dtype=torch.float32)
    card = AdapterCard(
        name="verdict",
        method="prompt_tuning",
        model=ModelIdentity(name=str(base_model)),
        task="classification",
        template=f"{{{column}}}\nAnswer:",
        labels=["neg", "pos"],
        label_words={"neg": "bad", "pos": "good"},
        num_virtual_tokens=3,
        columns=[column],
        settings={"data": {"text": column, "label": "verdict", **data}},
    )
    vectors = torch.randn(1, 3, base.hidden_size, generator=torch.Generator().manual_seed(seed))
    write_adapter(folder, Learned(InputPrompt(vectors)), card, base)
    return folder
