"""PEFT's side, in two ways: the recipe of its documentation, and the best that can be made of it from outside.

recipe: rows in random order, padded to the longest of their batch, fp32
best: rows sorted by length, so that batches hardly pad, and bf16 autocast where the hardware computes in it

Padding stands behind the text: PEFT drops position ids, and with padding in front would read [prompt][padding][text].
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from transformers import AutoModelForCausalLM
from transformers.utils import logging

from studio.benchmark.ours import Round
from studio.benchmark.workload import SCORED, WRITTEN, Plan, Row
from studio.methods.settings import ShownTokens, TokenType
from studio.models.device import computes_in_bf16, device_and_dtype

_TYPE_NUMBERS = {TokenType.FORMAT: 1, TokenType.INPUT: 2, TokenType.LABEL: 4}  # of CPT, modulo 4
_UNSCORED = -100


class Theirs:
    """PEFT on the same base model in fp32, with transformers' own attention."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.device, _ = device_and_dtype(plan.device, "fp32")
        self._bf16 = computes_in_bf16(self.device)
        logging.disable_progress_bar()
        logging.set_verbosity_error()  # it finds no loss named in GPT-2's config, and takes the right one
        self._network = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).to(self.device)

    def training(self, rows: Sequence[Row], *, tokens: int, batch: int, best: bool = False) -> Round:
        """Prompt tuning: one epoch a round."""
        return self._epochs(self._prompt_tuning(tokens), rows, batch, self._inputs, best=best)

    def context_training(self, rows: Sequence[Row], *, shown: ShownTokens, batch: int) -> Round:
        """Context-aware prompt tuning by the recipe."""
        import peft

        config = peft.CPTConfig(
            task_type="CAUSAL_LM",
            cpt_token_ids=list(shown.ids),
            cpt_mask=[1] * len(shown),
            cpt_tokens_type_mask=[
                4 * example + _TYPE_NUMBERS[kind] for example, kind in zip(shown.examples, shown.types, strict=True)
            ],
            opt_weighted_loss_type="decay",
            opt_loss_decay_factor=0.95,
        )

        def inputs(some: Sequence[Row]) -> dict[str, Tensor]:
            batch = self._inputs(some)
            types = batch["attention_mask"] * _TYPE_NUMBERS[TokenType.INPUT]
            types[batch["labels"] != _UNSCORED] = _TYPE_NUMBERS[TokenType.LABEL]
            return {**batch, "input_type_mask": types}

        return self._epochs(self._with(config), rows, batch, inputs, best=False)

    def scoring(self, rows: Sequence[Row], *, tokens: int, batch: int, adapters: int = 1) -> Round:
        """The loss of every row's answer without a gradient, at its best, with each adapter in turn."""
        model = self._prompt_tuning(tokens)
        names = ["default", *map(str, range(1, adapters))]
        for name in names[1:]:
            model.add_adapter(name, model.peft_config["default"])
        model.eval()
        order = random.Random(0)

        def score() -> None:
            for name in names:
                model.set_adapter(name)
                loss = 0.0
                for some in _batches(rows, batch, order, by_length=True):
                    with torch.no_grad(), self._autocast(best=True):
                        loss += float(model(**self._inputs(some)).loss)

        return score

    def writing(self, rows: Sequence[Row], *, tokens: int, batch: int, best: bool = False) -> Round:
        """The likeliest text behind every row, padded in front as transformers' generation wants it."""
        model = self._prompt_tuning(tokens).eval()
        order = random.Random(0)

        def write() -> None:
            for some in _batches(rows, batch, order, by_length=best):
                texts = [torch.tensor(row[:-SCORED]) for row in some]
                ids, mask = (
                    pad_sequence(one, batch_first=True, padding_side="left").to(self.device)
                    for one in (texts, [*map(torch.ones_like, texts)])
                )
                with (
                    torch.no_grad(),
                    self._autocast(best=best),
                    _silent("Position ids are not supported.*", UserWarning),
                ):
                    model.generate(
                        input_ids=ids, attention_mask=mask, max_new_tokens=WRITTEN, do_sample=False, pad_token_id=0
                    )

        return write

    def gradient(self, tokens: int) -> Callable[[Sequence[Row], Tensor], tuple[float, Tensor]]:
        """What gives the loss of some rows, and the gradient [P, H] of it, at a prompt [P, H]; in fp32."""
        model = self._prompt_tuning(tokens)
        model.train()
        [weight] = [one for one in model.parameters() if one.requires_grad]

        def at(rows: Sequence[Row], vectors: Tensor) -> tuple[float, Tensor]:
            with torch.no_grad():
                weight.copy_(vectors)
            weight.grad = None
            loss = model(**self._inputs(rows)).loss
            loss.backward()
            return float(loss.detach()), weight.grad

        return at

    def _prompt_tuning(self, tokens: int) -> Any:
        import peft

        return self._with(peft.PromptTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=tokens))

    def _with(self, config: Any) -> Any:
        import peft

        with _silent(".*is_gradient_checkpointing.*", FutureWarning):  # it asks transformers by an old name
            return peft.get_peft_model(self._network, config)

    def _epochs(
        self,
        model: Any,
        rows: Sequence[Row],
        batch: int,
        inputs: Callable[[Sequence[Row]], dict[str, Tensor]],
        *,
        best: bool,
    ) -> Round:
        model.train()
        optimizer = torch.optim.AdamW((one for one in model.parameters() if one.requires_grad), lr=0.01)
        order = random.Random(0)

        def epoch() -> None:
            for some in _batches(rows, batch, order, by_length=best):
                with self._autocast(best=best):
                    loss = model(**inputs(some)).loss
                loss.backward()
                optimizer.step()
                optimizer.zero_grad()

        return epoch

    def _autocast(self, *, best: bool) -> torch.autocast:
        return torch.autocast(self.device.type, torch.bfloat16, enabled=best and self._bf16)

    def _inputs(self, rows: Sequence[Row]) -> dict[str, Tensor]:
        """The rows, padded behind; labels are the tokens that are scored."""
        texts = [torch.tensor(row) for row in rows]
        labels = [text.clone() for text in texts]
        for one in labels:
            one[:-SCORED] = _UNSCORED
        return {
            "input_ids": pad_sequence(texts, batch_first=True).to(self.device),
            "attention_mask": pad_sequence([torch.ones_like(text) for text in texts], batch_first=True).to(self.device),
            "labels": pad_sequence(labels, batch_first=True, padding_value=_UNSCORED).to(self.device),
        }


@contextmanager
def _silent(message: str, kind: type[Warning]) -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message, kind)
        yield


def _batches(rows: Sequence[Row], size: int, order: random.Random, *, by_length: bool) -> Iterator[list[Row]]:
    shuffled = order.sample(rows, len(rows))
    if by_length:
        shuffled.sort(key=len)
    batches = [shuffled[at : at + size] for at in range(0, len(rows), size)]
    yield from order.sample(batches, len(batches))
