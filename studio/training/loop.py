"""The training loop: batches in, steps and evaluations out. Knows no files but checkpoints."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from studio.data.batches import Batch, Step, training_order
from studio.data.examples import Example
from studio.data.stored_examples import labels_of
from studio.data.task import Task
from studio.errors import RunError
from studio.inference.scoring import answer_loss, asked_positions, scores_of, tag_scores
from studio.methods.base import Learned, SoftPrompt
from studio.models.prompted import PromptedModel
from studio.spec import RunSpec
from studio.training.checkpoint import Progress, checkpoints, forget_old, load_checkpoint, save_checkpoint
from studio.training.evaluation import Evaluation
from studio.training.memory import give_back
from studio.training.optimizer import make_optimizer, make_schedule
from studio.training.watch import Watch
from studio.wording import phrase

_TIDY_STEPS = 50
_EXPLODED, _IN_A_ROW = 10.0, 20  # times the first loss, or 1 where that is less; for so many steps without a pause
_FIRST_SCALE, _LEAST_SCALE = 2.0**12, 1.0  # of a loss in float16; it is halved where the gradient grows too large


class LossExplodedError(RunError):
    """The loss is no longer a number, or far above where it began and does not come down: going on is of no use."""


@dataclass(frozen=True)
class StepResult:
    """examples: since the run's start"""

    loss: float
    learning_rate: float
    gradient_norm: float
    examples: int
    examples_per_second: float


@dataclass(frozen=True)
class Reports:
    """What the loop calls. evaluate gives None where there is no validation split. check may raise to stop."""

    step: Callable[[int, StepResult], None]
    evaluate: Callable[[int, Learned], Evaluation | None]
    evaluated: Callable[[int, Evaluation, bool], None]
    checkpoint: Callable[[int, Path, bool], None]
    check: Callable[[], None]


class Trainer:
    """Trains one prompt. After `train`, `progress` says how far it came; the best state lies in the best checkpoint."""

    def __init__(
        self,
        run_dir: Path,
        spec: RunSpec,
        model: PromptedModel,
        prompt: SoftPrompt,
        task: Task,
        examples: Sequence[Example],
    ) -> None:
        self.run_dir, self.spec, self.model, self.prompt = run_dir, spec, model, prompt
        self.task, self.examples = task, examples
        self.progress, self.watch = Progress(), Watch()
        self.steps_per_epoch = self._steps_in_epoch()
        self.total_steps = self._steps_in_all()
        prompt.to(model.base.device)
        # float16 has few small numbers: the loss is made large, and the gradient small again.
        is_half = model.base.dtype == torch.float16
        self.scaler = torch.amp.GradScaler(model.base.device.type, init_scale=_FIRST_SCALE, enabled=is_half)
        self.optimizer = make_optimizer(prompt, spec)
        self.schedule = make_schedule(self.optimizer, spec, self.total_steps)
        self._class_weights = self._weights()

    def resume(self) -> int:
        """Go on from the newest checkpoint. Returns its step, 0 where there is none."""
        saved = checkpoints(self.run_dir)
        if saved:
            self.progress = load_checkpoint(saved[-1], self.prompt, self.optimizer, self.schedule, self.scaler)
        return self.progress.step

    def train(self, reports: Reports) -> bool:
        """Train to the end, to the step limit, or until nothing gets better. Returns whether it stopped early."""
        every = self.spec.training.eval_every_steps
        patience = self.spec.training.early_stopping
        self.prompt.train()
        for step in self._remaining():
            if patience and self.progress.evaluations_without_better >= patience:  # maybe in an earlier attempt
                return True
            reports.check()
            result = self._step(step, self.watch.read())
            reports.step(self.progress.step, result)
            self._check_loss()
            if self.progress.step % _TIDY_STEPS == 0:
                give_back()
            due = self.progress.step % every == 0 if every else self.progress.batch == self._steps_of_epoch
            if due or self.progress.step == self.total_steps:
                self._evaluate(reports)
        return False

    def keep(self) -> Path | None:
        """Where nothing was measured, the state that stands is the best: its checkpoint. None where there is a best."""
        if self.progress.best is not None:
            return None
        self.progress = replace(self.progress, best_step=self.progress.step)
        return self.save()

    def learned(self) -> Learned:
        """What the prompt gives as it stands now, as it is asked: nothing dropped, no graph."""
        training = self.prompt.training
        self.prompt.eval()
        with torch.no_grad():
            learned = self.prompt.learned()
        self.prompt.train(training)
        return learned

    def save(self) -> Path:
        """A checkpoint of where training stands."""
        return save_checkpoint(self.run_dir, self.progress, self.prompt, self.optimizer, self.schedule, self.scaler)

    def backward(self, batches: Sequence[Batch]) -> Tensor:
        """Add the gradient of the batches' loss as if they were one batch, with one at a time in memory.

        The gradient is `scaler`'s to make small again.

        Returns the loss.
        """
        counts = torch.tensor([self._counts(batch) for batch in batches], dtype=torch.float64)  # [n, terms]
        total = counts.sum(0)
        shares = (counts / total.where(total > 0, 1.0)).tolist()
        whole = torch.zeros((), device=self.model.base.device)
        for batch, share in zip(batches, shares, strict=True):
            losses = self._losses(batch.to(self.model.base.device))
            loss = sum((part * loss for part, loss in zip(share, losses, strict=True)), torch.zeros_like(whole))
            self.scaler.scale(loss).backward()
            whole += loss.detach()
        return whole

    def _remaining(self) -> Iterator[Step]:
        while self.progress.step < self.total_steps:
            order = self._order(self.progress.epoch)
            self._steps_of_epoch = len(order)
            for step in order[self.progress.batch :]:
                if self.progress.step == self.total_steps:
                    return
                yield step
            self.progress = replace(self.progress, epoch=self.progress.epoch + 1, batch=0)

    def _steps_in_all(self) -> int:
        """Without a bound on tokens every epoch has as many steps; with one, their number follows the shuffle."""
        epochs, most = self.spec.epochs, self.spec.training.max_steps or 10**12
        if self.spec.training.max_batch_tokens is None:
            return min(epochs * self.steps_per_epoch, most)
        steps = 0
        for epoch in range(epochs):
            if steps >= most:
                break
            steps += len(self._order(epoch))
        return min(steps, most)

    def _steps_in_epoch(self) -> int:
        """Of the first epoch, which is ordered for it only where its number follows the shuffle."""
        if self.spec.training.max_batch_tokens is None:
            return -(-len(self.examples) // self.spec.training.rows_per_step)
        return len(self._order(0))

    def _order(self, epoch: int) -> list[Step]:
        return training_order(
            self.examples,
            batch_size=self.spec.training.batch_size,
            seed=self.spec.training.seed,
            epoch=epoch,
            balanced=self.spec.data.balance == "balanced_sampling",
            batches_per_step=self.spec.training.batches_per_step,
            max_tokens=self.spec.training.max_batch_tokens,
        )

    def _step(self, step: Step, began: float) -> StepResult:
        """began: what the watch said"""
        loss = self.backward([self.task.collate([self.examples[place] for place in batch]) for batch in step])
        clip = self.spec.training.gradient_clip or math.inf
        self.scaler.unscale_(self.optimizer)
        norm = self.prompt.clip_gradients(clip)
        value, rate = float(loss), float(self.schedule.get_last_lr()[0])
        is_finite = math.isfinite(value) and math.isfinite(norm)
        if not is_finite and not (math.isfinite(value) and self.scaler.get_scale() > _LEAST_SCALE):
            raise LossExplodedError(self._advice(self.progress.step + 1, phrase("the loss is no longer a number")))
        self.scaler.step(self.optimizer)  # not where the gradient was too large for float16
        self.scaler.update()
        if is_finite:
            self.prompt.after_step()
            self.schedule.step()
        self.optimizer.zero_grad(set_to_none=True)
        before = self.progress
        seconds = before.seconds + self.watch.read() - began
        done = before.examples + sum(map(len, step))
        first = before.first_loss if before.step else value
        high_steps = before.high_steps + 1 if value > _EXPLODED * max(first, 1.0) else 0
        self.progress = replace(
            before,
            step=before.step + 1,
            batch=before.batch + 1,
            seconds=seconds,
            examples=done,
            first_loss=first,
            high_steps=high_steps,
        )
        return StepResult(value, rate, norm, done, done / seconds)

    def _advice(self, step: int, what: str) -> str:
        half = phrase(', or set the precision to "fp32"') if self.scaler.is_enabled() else ""
        return (
            f"Step {step}: {what}. Lower the learning rate (it is {self.spec.learning_rate:g}) or "
            f"choose another start{half}; the checkpoints so far are kept."
        )

    def _check_loss(self) -> None:
        """Raises LossExplodedError where the last steps were all far above the first."""
        if self.progress.high_steps >= _IN_A_ROW:
            raise LossExplodedError(
                self._advice(
                    self.progress.step,
                    phrase(
                        f"the loss has exploded; it began at {self.progress.first_loss:.3g} and has been more than "
                        f"{_EXPLODED:g} times as high for {_IN_A_ROW} steps"
                    ),
                )
            )

    def _losses(self, batch: Batch) -> tuple[Tensor | float, ...]:
        """What a step minimises the sum of, each the mean over what `_counts` counts.

        The mean of the members' losses, each of which is trained as if it were alone, and what the prompt says.
        """
        learned = self.prompt.learned()
        members = batch.for_members(learned.num_members) if learned.num_members > 1 else batch
        asked = asked_positions(learned, members, self.task)
        if asked is not None and self.prompt.prompt_targets() is not None:
            asked = asked | members.prompt_mask
        hidden = self.model.hidden_states(learned.prompt, **members.model_input, asked=asked)
        return self._answers_loss(learned, hidden, members), self._prompt_loss(hidden, members)

    def _counts(self, batch: Batch) -> tuple[float, ...]:
        """What each of `_losses` is the mean of: so a batch weighs in its step. The prompt says the same in all."""
        return self._answers_count(batch), 1.0

    def _answers_count(self, batch: Batch) -> float:
        """Rows by the weights of their classes, or tokens or words that are scored."""
        if self.task.kind != "classification":
            return int((batch.targets != -100).sum())
        return len(batch) if self._class_weights is None else float(self._class_weights.cpu()[batch.labels].sum())

    def _answers_loss(self, learned: Learned, hidden: Tensor, members: Batch) -> Tensor:
        match self.task.kind:
            case "generation":
                loss, tokens = answer_loss(self.model, hidden, members)
                return loss / max(1, tokens)
            case "tagging":
                tagged = members.targets != -100
                scores = tag_scores(learned, hidden[tagged])
                loss = torch.nn.functional.cross_entropy(scores, members.targets[tagged], reduction="sum")
                return loss / max(1, len(scores))
        scores = scores_of(self.model, learned, hidden, members, self.task)  # [N * B, C]
        if learned.head is not None or self.spec.training.loss == "label_words":
            scores = scores.log_softmax(-1)
        return torch.nn.functional.nll_loss(scores, members.labels, weight=self._class_weights)

    def _prompt_loss(self, hidden: Tensor, batch: Batch) -> Tensor | float:
        """Where the prompt itself holds text that is to be predicted: the weighted loss of its tokens.

        What stands in front sees no row, so it is the same in all of them and one row says it.
        """
        wanted = self.prompt.prompt_targets()
        if wanted is None:
            return 0.0
        targets, weights = (one.to(hidden.device) for one in wanted)  # [P] each
        said = hidden[0][batch.prompt_mask[0]]  # [P, H]
        scored = targets != -100
        loss = torch.nn.functional.cross_entropy(self.model.logits(said[scored]), targets[scored], reduction="none")
        return (loss * weights[scored]).sum()

    def _weights(self) -> Tensor | None:
        """[C]: the mean class weighs 1, rare ones more."""
        if self.spec.data.balance != "class_weights":
            return None
        labels = torch.from_numpy(labels_of(self.examples)).long()
        counts = torch.bincount(labels, minlength=len(self.task.labels)).clamp(min=1)
        return (len(labels) / (len(counts) * counts.float())).to(self.model.base.device)

    def _evaluate(self, reports: Reports) -> None:
        step = self.progress.step
        self.prompt.eval()
        with torch.no_grad():
            evaluation = reports.evaluate(step, self.prompt.learned())
        self.prompt.train()
        best = True
        if evaluation is not None:
            score = quality(evaluation)
            best = self.progress.best is None or score > self.progress.best
            waited = 0 if best else self.progress.evaluations_without_better + 1
            self.progress = replace(self.progress, evaluations_without_better=waited)
            if best:
                self.progress = replace(self.progress, best=score, best_step=step)
            reports.evaluated(step, evaluation, best)
        else:
            self.progress = replace(self.progress, best_step=step)
        folder = self.save()
        forget_old(self.run_dir)
        give_back()
        reports.checkpoint(step, folder, best)


def quality(evaluation: Evaluation) -> tuple[float, ...]:
    """What makes one evaluation better than another: F1, of entities or of classes, then a lower loss.

    For generation the loss alone. One that is no number is worse than all others.
    """
    metrics = evaluation.metrics
    loss = metrics["loss"] if not math.isnan(metrics["loss"]) else math.inf
    return (*(metrics[name] for name in ("entity_f1", "macro_f1") if name in metrics), -loss)
