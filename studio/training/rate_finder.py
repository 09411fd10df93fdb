"""The range test of a learning rate: a run from its start, but for its end, with a rate that grows at every step.

Nothing of it is kept: no evaluation, no checkpoint, no adapter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from torch.optim.lr_scheduler import LambdaLR

from studio.data.batches import Step, training_order
from studio.errors import RunError
from studio.events import EventWriter, Phase, Scores
from studio.rate_curve import Divergence, RatePoint
from studio.training.failures import in_sentences
from studio.training.loop import Trainer
from studio.training.one_run import Run
from studio.training.voice import Voice


def measure_rates(
    run_dir: Path, *, growth: float, steps: int, say: Callable[[RatePoint], None] = lambda _: None
) -> list[RatePoint]:
    """Steps of the run in a folder, made for this, from its own learning rate on, each `growth` times the last.

    Ends after `steps`, or where the loss diverges. Raises what the run raises.
    """
    with EventWriter(run_dir) as writer:
        run = RangeTest(
            run_dir,
            Voice(run_dir, writer, lambda _: None),
            resume=False,
            threads=None,
            growth=growth,
            steps=steps,
            say=say,
        )
        try:
            with in_sentences():
                run.whole()
        except _Enough:
            return run.points
    raise AssertionError("a range test ends before its run does")


class _Enough(Exception):  # noqa: N818 -- what was wanted is there
    """The run need not go on."""


@dataclass
class RangeTest(Run):
    """growth: of the rate, at each step    steps: at most    points: what was measured"""

    growth: float = 1.0
    steps: int = 0
    say: Callable[[RatePoint], None] = lambda _: None
    points: list[RatePoint] = field(default_factory=list)

    def _baselines(self) -> dict[str, dict[str, Scores]]:
        return {}

    def _train(
        self,
        trainer: Trainer,
        *,
        phase: Phase = "training",
        steps_before: int = 0,  # noqa: ARG002 -- nothing is before
        who: str = "adapter",  # noqa: ARG002
    ) -> bool:
        self._phase(phase)
        _let_grow(trainer, self.growth, self.spec.learning_rate)
        trainer.total_steps = self.steps
        trainer._order = lambda epoch: _order(trainer, epoch)  # type: ignore[method-assign]
        trainer.prompt.train()
        divergence = Divergence()
        for step in trainer._remaining():
            try:
                result = trainer._step(step, trainer.watch.read())
            except RunError:
                if not self.points:
                    raise
                raise _Enough from None  # the loss is no longer a number
            self.points.append(RatePoint(trainer.progress.step, result.learning_rate, result.loss))
            self.say(self.points[-1])
            if divergence.is_there(result.loss):
                break
        raise _Enough


def _let_grow(trainer: Trainer, growth: float, rate: float) -> None:
    """From the next step on. What has a rate of its own, such as a head, keeps it."""
    for group in trainer.optimizer.param_groups:
        group["lr"] = group.pop("initial_lr")  # what the schedule made of it goes
    trainer.schedule = LambdaLR(
        trainer.optimizer,
        [
            (lambda step: growth**step) if group["lr"] == rate else (lambda _: 1.0)
            for group in trainer.optimizer.param_groups
        ],
    )


def _order(trainer: Trainer, epoch: int) -> list[Step]:
    training = trainer.spec.training
    return training_order(
        trainer.examples,
        batch_size=training.batch_size,
        seed=training.seed,
        epoch=epoch,
        balanced=trainer.spec.data.balance == "balanced_sampling",
        batches_per_step=training.batches_per_step,
        max_tokens=training.max_batch_tokens,
        alike=True,
    )
