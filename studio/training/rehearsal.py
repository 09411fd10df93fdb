"""A run that is rehearsed: the same from its folder to its adapter, but for what it does over and over.

Of that a few pieces are done and timed, and stand for all: ten steps at batches of all lengths, and a few batches of
each evaluation. What is longest comes first, untimed: it warms up, and where memory does not suffice it shows at once.
"""

from __future__ import annotations

import math
import time
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import ClassVar, TypeVar

import psutil
import torch

from studio.data.batches import Step, common_front, evaluation_order
from studio.data.examples import Example
from studio.data.run_data import TaskData
from studio.data.stored_examples import lengths_of
from studio.data.task import Task
from studio.events import Event, EventWriter, Finished, Phase, Scores, StepDone
from studio.fresh_process import most_memory
from studio.inference.fronts import FrontReader
from studio.inference.generator import generate_texts
from studio.methods.base import Learned
from studio.models.device import precision_of
from studio.models.quantization import weights_bytes
from studio.spec import read_run_spec
from studio.training.estimate import PARTS, Estimate, LongestBatch
from studio.training.evaluation import ROWS_AT_ONCE, Evaluation, first_of_each_input
from studio.training.extrapolation import line_through, spread_over
from studio.training.failures import in_sentences
from studio.training.loop import Trainer
from studio.training.metrics import generation_scores
from studio.training.multitask import SourceRun, SourceTrainer
from studio.training.one_run import Run
from studio.training.voice import Voice
from studio.wording import phrase

MEASURED_STEPS = 10  # the longest among them
_EVALUATED = 3  # batches, beside the longest
_WRITTEN = 8  # tokens of each text
_STARTING = "Starting the program and its libraries is not counted."
_ROWS_LOOKED_AT = 200_000  # of an epoch or of several, for the lengths of a run's batches
_Said = TypeVar("_Said")
_Event = TypeVar("_Event", bound=Event)


def rehearse(run_dir: Path) -> Estimate:
    """What the run in a folder, made for this, will take. Raises what the run raises."""
    kind = RehearsedSource if read_run_spec(run_dir / "run.toml").method.further_tables else Rehearsal
    with EventWriter(run_dir) as writer:
        run = kind(run_dir, Voice(run_dir, writer, lambda _: None), resume=False, threads=None)
        with in_sentences():
            run.whole()
    return run.estimate()


@dataclass
class Clock:
    """Seconds by phase. What was done in pieces is counted as the whole that it stands for, by `add`."""

    phase: Phase = "loading"
    _seconds: dict[Phase, float] = field(default_factory=lambda: defaultdict(float))
    _since: float = field(default_factory=lambda: time.perf_counter())

    def turn(self, phase: Phase) -> None:
        self.read()
        self.phase = phase

    def add(self, seconds: float, phase: Phase | None = None) -> None:
        self._seconds[phase or self.phase] += seconds

    def read(self) -> dict[Phase, float]:
        """Seconds by phase until now."""
        now = time.perf_counter()
        self._seconds[self.phase] += now - self._since
        self._since = now
        return dict(self._seconds)

    def total(self) -> float:
        return math.fsum(self.read().values())


@dataclass
class Found:
    """What was seen of a run's training, or of several that make one run."""

    clock: Clock = field(default_factory=Clock)
    steps: int = 0
    measured_steps: int = 0
    step_seconds: float = 0.0
    longest: LongestBatch | None = None
    not_counted: list[str] = field(default_factory=lambda: [_STARTING])


@dataclass
class Rehearsal(Run):
    """found: of all tables of a run together    after_steps: the clock at each step that was made"""

    found: Found = field(default_factory=Found)
    after_steps: list[dict[Phase, float]] = field(default_factory=list)

    def estimate(self) -> Estimate:
        found, base, spec = self.found, self.model.base, self.spec
        parts = dict.fromkeys(PARTS.values(), 0.0)
        for phase, seconds in found.clock.read().items():
            parts[PARTS[phase]] += seconds
        if spec.training.early_stopping and spec.method.trains:
            found.not_counted.append("Early stopping may end the run sooner; it is counted to its last step.")
        on_cuda = base.device.type == "cuda"
        return Estimate(
            seconds=math.fsum(parts.values()),
            seconds_by_part=parts,
            seconds_a_step=found.step_seconds / found.steps if found.steps else 0.0,
            steps=found.steps,
            measured_steps=found.measured_steps,
            peak_memory_bytes=most_memory(),
            memory_bytes=torch.cuda.mem_get_info(base.device)[1] if on_cuda else psutil.virtual_memory().total,
            weights_bytes=weights_bytes(base.network),
            longest_batch=found.longest,
            device=str(base.device),
            precision=precision_of(base.dtype),
            quantization=base.quantization,
            not_counted=found.not_counted,
        )

    def _trained(self, first_step: int) -> Finished:
        self.found.clock.turn("training")  # making the prompt's start belongs to it
        return super()._trained(first_step)

    def _phase(self, phase: Phase) -> None:
        self.found.clock.turn(phase)
        super()._phase(phase)

    def _say(self, kind: type[_Event], **fields: object) -> _Event:
        said = super()._say(kind, **fields)
        if kind is StepDone:
            self.after_steps.append(self.found.clock.read())
        return said

    def _train(
        self, trainer: Trainer, *, phase: Phase = "training", steps_before: int = 0, who: str = "adapter"
    ) -> bool:
        clock = self.found.clock
        clock.turn(phase)
        began, total = clock.total(), trainer.total_steps
        every = self.spec.training.eval_every_steps or trainer.steps_per_epoch
        planned = planned_steps(trainer)
        heaviest, *longest = heaviest_steps(trainer, planned, self._tokens)
        tokens = [sum(self._tokens(trainer, batch) for batch in step) for step in planned]
        others = [place for place in range(len(planned)) if place != heaviest]
        spread = spread_over([tokens[place] for place in others], MEASURED_STEPS - 1)
        timed = [heaviest, *(others[number] for number in spread)]
        self.after_steps = []
        with only(trainer, [planned[place] for place in [heaviest, *longest, *timed]]):
            super()._train(trainer, phase=phase, steps_before=steps_before, who=who)
        ended = clock.read()
        marks = [math.fsum(seconds.values()) for seconds in self.after_steps]
        took = [after - before for before, after in pairwise(marks)][len(longest) :]
        seconds = line_through([tokens[place] for place in timed], took).of_all(tokens) * total / len(planned)
        clock.add(seconds - (marks[-1] - began), phase)
        for of, until in ended.items():  # an evaluation and a checkpoint, as they followed the last step
            clock.add((-(-total // every) - 1) * (until - self.after_steps[-1].get(of, 0.0)), of)
        found = self.found
        found.steps += total
        found.measured_steps += len(timed)
        found.step_seconds += seconds
        batch = max(planned[heaviest], key=partial(self._tokens, trainer))
        seen = LongestBatch(len(batch), self._tokens(trainer, batch))
        if found.longest is None or seen.tokens > found.longest.tokens:
            found.longest = seen
        return False

    def _tokens(self, trainer: Trainer, batch: Sequence[int]) -> int:
        task = trainer.task
        if isinstance(trainer, SourceTrainer):
            task = trainer.teachers[bisect(trainer._starts, batch[0]) - 1].task
        return tokens_to_compute([trainer.examples[place] for place in batch], task, packed=self.model.packable)

    def _baselines(self) -> dict[str, dict[str, Scores]]:
        return self._in_pieces("test" if self.data.splits["test"] else "validation", super()._baselines)

    def _evaluate(self, learned: Learned, split: str) -> Evaluation:
        return self._in_pieces(split, lambda: super(Rehearsal, self)._evaluate(learned, split))

    def _evaluate_whole(self, learned: Learned, split: str) -> Evaluation:
        if self.data.task.kind != "generation":
            return super()._evaluate_whole(learned, split)
        loss = self._evaluate(learned, split)
        return replace(self._written(learned, split), metrics=loss.metrics)

    def _in_pieces(self, split: str, work: Callable[[], _Said]) -> _Said:
        """Work on a few batches of a split, counted as if it were all of them."""
        whole, clock = self.data, self.found.clock
        examples, task = whole.splits[split], whole.task
        batches = list(evaluation_order(examples, batch_size=ROWS_AT_ONCE[task.kind]))
        if len(batches) <= _EVALUATED + 1:
            return work()
        packed = self.model.packable
        tokens = [tokens_to_compute([examples[place] for place in one], task, packed=packed) for one in batches]
        chosen = sorted(spread_over(tokens, _EVALUATED))
        began = clock.total()
        try:
            self.data = _with(whole, split, batches[0])
            work()
            before = clock.total()
            self.data = _with(whole, split, [place for number in chosen for place in batches[number]])
            said = work()
        finally:
            self.data = whole
        now = clock.total()
        whole_seconds = (now - before) * sum(tokens) / sum(tokens[number] for number in chosen)
        clock.add(whole_seconds - (now - began))
        return said

    def _written(self, learned: Learned, split: str) -> Evaluation:
        """Texts of a few rows. All that the run will write are counted, each batch as long as its longest answer."""
        self._phase("evaluating")
        clock, began, task = self.found.clock, self.found.clock.total(), self.data.task
        examples = first_of_each_input(self.data.splits[split])[: self.spec.training.generated_rows]
        examples.sort(key=len)
        rows = ROWS_AT_ONCE["generation"]
        batches = [examples[at : at + rows] for at in range(0, len(examples), rows)]
        middle = batches[len(batches) // 2]
        self._write(learned, batches[-1], 1)
        texts, marks = self._write(learned, middle, _WRITTEN)
        read = marks[1] - marks[0]
        a_token = (marks[-1] - marks[1]) / (len(marks) - 2) if len(marks) > 2 else read
        trains = self.spec.method.trains
        tokens = [
            max(len(example.answer_ids) for example in batch) if trains else task.maker.answer_room for batch in batches
        ]
        counted = read * sum(map(len, examples)) / sum(map(len, middle)) + a_token * (sum(tokens) - len(tokens))
        clock.add(counted - (clock.total() - began))
        said = phrase("as long as the table's own answers" if trains else "at their longest")
        sentence = f"Texts that the run writes at its end are counted {said}; shorter ones take less time, others more."
        if sentence not in self.found.not_counted:
            self.found.not_counted.append(sentence)
        targets = dict(zip((one.row for one in self.data.splits[split]), self.data.targets[split], strict=True))
        metrics = generation_scores(texts, [[targets[example.row]] for example in middle])
        answers = {example.row: text for example, text in zip(middle, texts, strict=True)}
        return Evaluation(metrics=metrics, rows=len(middle), answers=answers)

    def _write(self, learned: Learned, examples: Sequence[Example], most: int) -> tuple[list[str], list[float]]:
        """Texts, and when writing began, when the first token of each was there, the second, and so on."""
        marks = [time.perf_counter()]
        texts = generate_texts(
            FrontReader(self.model, learned),
            self.data.task,
            examples,
            max_new_tokens=most,
            progress=lambda *_: marks.append(time.perf_counter()),
        )
        return texts, marks if len(marks) > 1 else [*marks, time.perf_counter()]


class RehearsedSource(Rehearsal, SourceRun):
    """The source stage of multitask prompt tuning: a rehearsal for each teacher and one for what they share."""

    of_one_table: ClassVar[type[Run]] = Rehearsal


@contextmanager
def only(trainer: Trainer, steps: list[Step]) -> Iterator[None]:
    """While inside, these steps are the whole training, with one evaluation at its end."""
    before = {key: getattr(trainer, key) for key in ("spec", "total_steps", "steps_per_epoch")}
    training = trainer.spec.training.model_copy(update={"eval_every_steps": None, "early_stopping": None})
    trainer.spec = trainer.spec.model_copy(update={"training": training})
    trainer.total_steps = trainer.steps_per_epoch = len(steps)
    trainer._order = lambda epoch: steps  # type: ignore[method-assign]  # noqa: ARG005 -- of every epoch
    try:
        yield
    finally:
        del trainer._order
        for key, value in before.items():
            setattr(trainer, key, value)


def planned_steps(trainer: Trainer) -> list[Step]:
    """The steps of a training, or its first ones where these are many rows."""
    most = min(trainer.total_steps, max(1, _ROWS_LOOKED_AT // trainer.spec.training.rows_per_step))
    epochs = -(-most // trainer.steps_per_epoch)
    return [step for epoch in range(epochs) for step in trainer._order(epoch)][:most]


def heaviest_steps(
    trainer: Trainer, steps: Sequence[Step], tokens: Callable[[Trainer, Sequence[int]], int]
) -> list[int]:
    """Places of the step with the batch that has most tokens, and of that with the longest row where it is another."""
    heaviest = max(range(len(steps)), key=lambda place: max(tokens(trainer, one) for one in steps[place]))

    lengths: list[int] = lengths_of(trainer.examples).tolist()

    def longest_row(place: int) -> int:
        return max(lengths[row] for one in steps[place] for row in one)

    longest = max(range(len(steps)), key=longest_row)
    return [heaviest] if longest_row(longest) == longest_row(heaviest) else [heaviest, longest]


def _with(data: TaskData, split: str, places: Sequence[int]) -> TaskData:
    """The data with a few examples of a split alone."""
    return replace(data, splits={**data.splits, split: [data.splits[split][place] for place in places]})


def tokens_to_compute(examples: Sequence[Example], task: Task, *, packed: bool) -> int:
    """Of a batch: what its rows have in common at their front is read once where rows lie side by side, without
    padding; elsewhere every row is padded to the longest.
    """
    nodes = len(task.tree.node_tokens) if task.tree else 0
    lengths = [len(example) + nodes for example in examples]
    if not packed:
        return len(lengths) * max(lengths)
    front = 0 if task.text.kind == "encoder" else common_front([example.ids for example in examples])
    return sum(lengths) - front * (len(lengths) - 1)
