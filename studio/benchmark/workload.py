"""What is measured: a base model of random weights, rows of token ids, examples for a context. No torch at import."""

from __future__ import annotations

import importlib.util
import random
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from studio.errors import SetupError
from studio.methods.settings import ShownTokens, TokenType
from studio.spec import Device, Precision

LENGTHS = (8, 12, 16, 20, 24, 30, 40, 64)  # of a row's text, the tokens that are scored among them
SCORED = 2  # tokens at the end of each row
WRITTEN = 24  # tokens of a text that is written behind a row
PROMPTS = (20, 100)  # virtual tokens that are trained with
ADAPTERS = 8
_FIRST_WORD = 3  # ids below are special
_SHOWN = 5  # examples in front of a row in context-aware prompt tuning, which make 100 tokens together
_SHOWN_TYPES = (
    *[TokenType.FORMAT] * 2,
    *[TokenType.INPUT] * 14,
    *[TokenType.FORMAT] * 2,
    *[TokenType.LABEL] * 2,
)

Row = tuple[int, ...]


@dataclass(frozen=True)
class Shape:
    """Of a GPT-2. weight_std: of its random weights"""

    layers: int
    hidden: int
    heads: int
    vocabulary: int
    positions: int
    weight_std: float = 0.02


GPT2_SMALL = Shape(layers=12, hidden=768, heads=12, vocabulary=50257, positions=1024)
TINY = Shape(layers=2, hidden=32, heads=4, vocabulary=96, positions=256, weight_std=0.1)


@dataclass(frozen=True)
class Plan:
    """rows, batch: of both sides    rounds: each side passes over the rows so often, in turn with the others

    threads: of torch, on both sides; None: as many as torch takes, which is every core
    precision: of our side, as a run has it
    """

    shape: Shape = GPT2_SMALL
    rows: int = 128
    batch: int = 16
    rounds: int = 5
    threads: int | None = None
    device: Device = "auto"
    precision: Precision = "auto"

    def quick(self) -> Plan:
        """The same on a tiny model and few rows: whether it works, in seconds. Its figures mean nothing."""
        return replace(self, shape=TINY, rows=8, batch=4, rounds=1)


def require_peft() -> None:
    """Raises SetupError where the other side is not installed."""
    if importlib.util.find_spec("peft") is None:
        raise SetupError(
            "bench measures against PEFT, which is not installed. Install it with: "
            f"{Path(sys.executable).name} -m pip install 'softprompt-studio[bench]'."
        )


def draw_rows(shape: Shape, count: int, *, seed: int = 0) -> list[Row]:
    """Rows of random tokens, their lengths drawn evenly from LENGTHS."""
    draw = random.Random(seed)
    return [_words(draw, shape, draw.choice(LENGTHS)) for _ in range(count)]


def shown_examples(shape: Shape) -> ShownTokens:
    """Examples that make a context of 100 tokens."""
    size = len(_SHOWN_TYPES)
    return ShownTokens(
        ids=_words(random.Random("shown"), shape, _SHOWN * size),
        types=_SHOWN_TYPES * _SHOWN,
        examples=tuple(number for number in range(_SHOWN) for _ in range(size)),
        rows=tuple(range(_SHOWN)),
    )


def write_model(shape: Shape, folder: Path) -> None:
    """Save a GPT-2 of random weights, the same each time.

    Without dropout, which would be PEFT's alone: here a frozen base model is in evaluation mode.
    """
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel
    from transformers.utils import logging

    config = GPT2Config(
        n_layer=shape.layers,
        n_embd=shape.hidden,
        n_head=shape.heads,
        vocab_size=shape.vocabulary,
        n_positions=shape.positions,
        initializer_range=shape.weight_std,
        resid_pdrop=0.0,
        embd_pdrop=0.0,
        attn_pdrop=0.0,
        bos_token_id=1,
        eos_token_id=2,
    )
    logging.disable_progress_bar()
    with torch.random.fork_rng():
        torch.manual_seed(0)
        GPT2LMHeadModel(config).save_pretrained(folder)


def _words(draw: random.Random, shape: Shape, count: int) -> Row:
    return tuple(draw.randrange(_FIRST_WORD, shape.vocabulary) for _ in range(count))
