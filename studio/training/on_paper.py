"""What a run needs in memory on a machine that is not at hand, from its table and the base model's small files.

Its heaviest steps run as they are written, on shapes (`studio/models/on_paper.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from studio.data.placing import check_method
from studio.data.tokenizer import TextTokenizer
from studio.errors import MethodError
from studio.events import EventWriter
from studio.methods.registry import build_prompt
from studio.models.activation_checkpointing import checkpoint_activations
from studio.models.catalog import find_description
from studio.models.device import TYPES
from studio.models.on_paper import Ledger, base_on_paper, quantize_on_paper
from studio.models.prompted import PromptedModel
from studio.models.quantization import weights_bytes
from studio.spec import read_run_spec
from studio.training.estimate import LongestBatch, PaperEstimate
from studio.training.loop import Trainer
from studio.training.one_run import Run
from studio.training.rehearsal import heaviest_steps, planned_steps, tokens_to_compute
from studio.training.start import prompt_context
from studio.training.steering import Steering
from studio.training.voice import Voice

# What a process has on a GPU before its first tensor, CUDA 11.7 and later: https://github.com/pytorch/pytorch/issues/109888
CUDA_CONTEXT_BYTES = 400 * 2**20
_NOT_COUNTED = (
    "Not counted: memory between blocks that the allocator cannot use, main memory, and what a run for generation "
    "takes while it writes texts at its end."
)


def on_paper(run_dir: Path, device_memory_bytes: int | None) -> PaperEstimate:
    """Of the run in a folder, made for this. Raises what the run raises, but for what the machine lacks."""
    spec = read_run_spec(run_dir / "run.toml")
    if not spec.method.trains or spec.method.further_tables:
        raise MethodError(
            f"{spec.method.title}: the memory of a run that trains nothing, or on several tables, is not reckoned on "
            "paper. Estimate it by a rehearsal, without --on-paper."
        )
    with EventWriter(run_dir) as writer:
        run = OnPaper(run_dir, Voice(run_dir, writer, lambda _: None), resume=False, threads=None)
        return run.reckoned(device_memory_bytes)


@dataclass
class OnPaper(Run):
    """A run that makes no step that counts."""

    def reckoned(self, device_memory_bytes: int | None) -> PaperEstimate:
        self.prepared = []
        try:
            return self._reckoned(device_memory_bytes)
        finally:
            for data in self.prepared:
                data.close()

    def _reckoned(self, device_memory_bytes: int | None) -> PaperEstimate:
        self.steering, self.spec = Steering(self.run_dir), read_run_spec(self.run_dir / "run.toml")
        training, name = self.spec.training, self.spec.model.name
        device = "cuda" if training.device == "auto" else training.device
        asked = self.spec.precision
        precision = asked if asked != "auto" else "bf16" if device == "cuda" else "fp32"
        self._seed()
        folder = find_description(name, self.spec.model.revision)
        base = base_on_paper(name, folder, TYPES[precision])
        check_method(self.spec.method, base.architecture, self.spec.data.task)
        if training.checkpoint_activations:
            checkpoint_activations(base)
        self.model = PromptedModel(base)
        self.data = self._data(TextTokenizer.from_folder(folder), base)
        ledger, parameters = Ledger(), base.num_parameters
        with ledger.open(), torch.device("meta"):
            context = prompt_context(base, self.data, seed=training.seed, shown=self.placing.shown)
            prompt = build_prompt(self.placing.method, context)
            trainer = Trainer(self.run_dir, self.spec, self.model, prompt, self.data.task, self.data.splits["train"])
            del context
        quantize_on_paper(base.network, training.quantization)
        weights = weights_bytes(base.network) + sum(buffer.nbytes for buffer in base.network.buffers())
        planned = planned_steps(trainer)
        heaviest = [planned[place] for place in heaviest_steps(trainer, planned, self._tokens)]
        with ledger.open():
            for parameter in prompt.parameters():
                parameter.grad = torch.zeros_like(parameter)
            trainer.optimizer.step()  # from now on it has its state
            trainer.optimizer.zero_grad()
            kept, ledger.most = ledger.alive, 0
            for step in heaviest:
                trainer._step(step, 0.0)
        longest = max((batch for step in heaviest for batch in step), key=lambda batch: self._tokens(trainer, batch))
        reserve = CUDA_CONTEXT_BYTES if device == "cuda" else 0
        total = weights + ledger.most + reserve
        return PaperEstimate(
            total_bytes=total,
            weights_bytes=weights,
            prompt_bytes=kept,
            activations_bytes=ledger.most - kept,
            context_bytes=reserve,
            device_memory_bytes=device_memory_bytes,
            fits=None if device_memory_bytes is None else total <= device_memory_bytes,
            parameters=parameters,
            trainable_parameters=prompt.num_trainable_parameters(),
            longest_batch=LongestBatch(len(longest), self._tokens(trainer, longest)),
            device=device,
            precision=precision,
            quantization=training.quantization,
            checkpoint_activations=training.checkpoint_activations,
            not_counted=[_NOT_COUNTED],
        )

    def _tokens(self, trainer: Trainer, batch: Sequence[int]) -> int:
        examples = [trainer.examples[place] for place in batch]
        return tokens_to_compute(examples, trainer.task, packed=self.model.packable)
