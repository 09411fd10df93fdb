"""Our side: the program's own training loop and scoring, and nothing that is faster than they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models
from torch import Tensor

from studio.benchmark.workload import SCORED, WRITTEN, Plan, Row
from studio.data.batches import training_order
from studio.data.examples import VIRTUAL, Example
from studio.data.run_data import TaskData
from studio.data.task import Task
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer
from studio.inference.fronts import FrontReader
from studio.inference.generator import generate_texts
from studio.methods.base import SoftPrompt
from studio.methods.prompt_tuning.prompt import PromptTuning
from studio.methods.registry import build_prompt
from studio.methods.settings import NOTHING_SHOWN, ShownTokens
from studio.models.base_model import load_base_model
from studio.models.device import device_and_dtype
from studio.models.prompted import PromptedModel
from studio.spec import Precision, RunSpec, run_spec_from
from studio.training.evaluation import evaluate_answers
from studio.training.loop import Reports, StepResult, Trainer
from studio.training.repeatable import make_repeatable
from studio.training.start import prompt_context

Round = Callable[[], None]  # passes over its rows once


@dataclass(frozen=True)
class Seen:
    """One step: its rows, the prompt [P, H] before it, its loss, and the prompt's gradient [P, H] of it."""

    rows: list[Row]
    vectors: Tensor
    loss: float
    gradient: Tensor


class Ours:
    """The program on a base model. precision: as a run's setting; None: the plan's"""

    def __init__(self, folder: Path, plan: Plan, *, precision: Precision | None = None) -> None:
        self.plan, self.precision = plan, precision or plan.precision
        device, dtype = device_and_dtype(plan.device, self.precision)
        self.model = PromptedModel(load_base_model("benchmark", folder, device=device, dtype=dtype))
        self._folder = folder
        self._tokenizer = _number_words(plan.shape.vocabulary)

    @property
    def parameters(self) -> int:
        """Of the base model, embeddings apart."""
        network = self.model.base.network
        embeddings = {id(one.weight) for one in network.modules() if isinstance(one, torch.nn.Embedding)}
        return sum(one.numel() for one in network.parameters() if id(one) not in embeddings)

    def training(self, rows: Sequence[Row], *, tokens: int, batch: int) -> Round:
        """Prompt tuning with so many virtual tokens: one epoch a round, each from where the last one ended."""
        data, spec = self._data(rows, tokens), self._spec(_prompt_tuning(tokens), batch)
        return self._epochs(spec, self._start(spec, data), data)

    def context_training(self, rows: Sequence[Row], *, shown: ShownTokens, batch: int) -> Round:
        """Context-aware prompt tuning behind these examples, likewise."""
        data, spec = self._data(rows, len(shown)), self._spec({"name": "cpt"}, batch)
        return self._epochs(spec, self._start(spec, data, shown=shown), data)

    def scoring(self, rows: Sequence[Row], *, tokens: int, batch: int, adapters: int = 1) -> Round:
        """The loss of every row's answer with each adapter, one adapter after the other as the program asks them."""
        data, spec = self._data(rows, tokens), self._spec(_prompt_tuning(tokens), batch)
        prompts = [self._start(spec, data, seed=number).to(self.model.base.device) for number in range(adapters)]
        with torch.no_grad():
            learned = [prompt.eval().learned() for prompt in prompts]

        def score() -> None:
            for one in learned:
                evaluate_answers(
                    self.model, one, data.task, data.splits["train"], progress=lambda *_: None, batch_size=batch
                )

        return score

    def writing(self, rows: Sequence[Row], *, tokens: int, batch: int) -> Round:
        """The likeliest text behind every row, as long as theirs."""
        data, spec = self._data(rows, tokens), self._spec(_prompt_tuning(tokens), batch)
        with torch.no_grad():
            learned = self._start(spec, data).to(self.model.base.device).eval().learned()

        def write() -> None:
            reader, examples = FrontReader(self.model, learned), data.splits["train"]
            generate_texts(
                reader,
                data.task,
                examples,
                max_new_tokens=WRITTEN,
                progress=lambda *_: None,
                batch_size=batch,
            )

        return write

    def watched_epoch(self, rows: Sequence[Row], *, tokens: int, batch: int) -> list[Seen]:
        """One epoch of prompt tuning, with what each step saw and learned."""
        data, spec = self._data(rows, tokens), self._spec(_prompt_tuning(tokens), batch)
        start = self._start(spec, data)
        assert isinstance(start, PromptTuning)
        watched, losses = _Watched(start.vectors.detach()), []
        self._epochs(spec, watched, data, step=lambda _, result: losses.append(result.loss))()
        order = training_order(data.splits["train"], batch_size=batch, seed=spec.training.seed, epoch=0)
        return [
            Seen([rows[place] for batch_places in step for place in batch_places], vectors, loss, gradient)
            for step, (vectors, gradient), loss in zip(order, watched.steps, losses, strict=True)
        ]

    def _epochs(
        self,
        spec: RunSpec,
        prompt: SoftPrompt,
        data: TaskData,
        *,
        step: Callable[[int, StepResult], None] = lambda *_: None,
    ) -> Round:
        """The training loop, stopped where an epoch ends, before it evaluates and saves, and taken up there again."""
        trainer = Trainer(self._folder, spec, self.model, prompt, data.task, data.splits["train"])

        def epoch() -> None:
            end = trainer.progress.examples + data.rows

            def check() -> None:
                if trainer.progress.examples >= end:
                    raise _RoundOver

            make_repeatable(spec.training.seed)  # as a run is
            try:
                with suppress(_RoundOver):
                    trainer.train(
                        Reports(
                            step=step,
                            evaluate=lambda *_: None,
                            evaluated=lambda *_: None,
                            checkpoint=lambda *_: None,
                            check=check,
                        )
                    )
            finally:
                torch.use_deterministic_algorithms(False)

        return epoch

    def _start(self, spec: RunSpec, data: TaskData, *, seed: int = 0, shown: ShownTokens = NOTHING_SHOWN) -> SoftPrompt:
        return build_prompt(spec.method, prompt_context(self.model.base, data, seed=seed, shown=shown))

    def _spec(self, method: dict[str, Any], batch: int) -> RunSpec:
        training = {
            "batch_size": batch,
            "epochs": 10_000,  # far away, as is an evaluation
            "eval_every_steps": 1_000_000_000,
            "schedule": "constant",
            "warmup": 0.0,
            "learning_rate": 0.01,
            "device": self.plan.device,
            "precision": self.precision,
        }
        data = {"file": "rows.csv", "text": "text", "target": "answer"}
        return run_spec_from({"data": data, "method": method, "training": training})

    def _data(self, rows: Sequence[Row], tokens: int) -> TaskData:
        """The rows behind so many virtual tokens, with the answer to be written."""
        task = Task.make(
            Template.parse("{text}").with_slots(tokens),
            self._tokenizer,
            label_words=None,
            max_tokens=self.model.base.context,
            answer_room=SCORED,
        )
        examples = [
            Example(ids=(VIRTUAL,) * tokens + row[:-SCORED], answer_ids=row[-SCORED:], row=number)
            for number, row in enumerate(rows)
        ]
        return TaskData(
            task,
            splits={"train": examples},
            targets={},
            rows=len(rows),
            bad_rows=0,
            excluded_rows=0,
            empty_texts=0,
        )


class _RoundOver(Exception):  # noqa: N818  (nothing is wrong)
    pass


class _Watched(PromptTuning):
    """steps: the prompt and its gradient, before each step"""

    def __init__(self, vectors: Tensor) -> None:
        super().__init__(vectors)
        self.steps: list[tuple[Tensor, Tensor]] = []

    def clip_gradients(self, largest: float) -> float:
        assert self.vectors.grad is not None
        self.steps.append((self.vectors.detach().clone(), self.vectors.grad.clone()))
        return super().clip_gradients(largest)


def _prompt_tuning(tokens: int) -> dict[str, Any]:
    return {"name": "prompt_tuning", "num_virtual_tokens": tokens}


def _number_words(vocabulary: int) -> TextTokenizer:
    """A tokenizer whose words are numbers: "17" is token 17."""
    words = models.WordLevel({str(number): number for number in range(vocabulary)}, unk_token="0")
    return TextTokenizer(Tokenizer(words), (), (), eos_id=2, mask_id=None, special_ids=frozenset({0, 1, 2}))
