"""The source stage of multitask prompt tuning: a teacher for each table, then one prompt that they share.

A teacher is plain prompt tuning on its table. Its checkpoints lie in `teachers/<table>`, those of the shared prompt
where every run has them; steps are counted through all of it.
"""

from __future__ import annotations

import random
import shutil
from bisect import bisect
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import ClassVar

import torch
from torch import Tensor

from studio.data.batches import Batch, Step
from studio.data.stored_examples import StoredExamples, lengths_of
from studio.data.task import Task
from studio.data.tokenizer import TextTokenizer
from studio.data_spec import DataSpec
from studio.events import Finished, Scores, TrainingPlanned
from studio.files import writing
from studio.inference.scoring import scores_of
from studio.methods.base import InputPrompt, Learned
from studio.methods.multitask_prompt_tuning.prompt import MultitaskPrompt
from studio.methods.multitask_prompt_tuning.settings import MultitaskPromptTuningSettings, SourceTask
from studio.methods.prompt_tuning.settings import PromptTuningSettings
from studio.methods.registry import build_prompt
from studio.models.prompted import PromptedModel
from studio.spec import RunSpec
from studio.training.checkpoint import last_step, set_damaged_aside
from studio.training.evaluation import Evaluation
from studio.training.loop import Trainer
from studio.training.one_run import Run
from studio.training.start import prompt_context

TEACHERS = "teachers"
_TAUGHT = "taught"  # an empty file beside a teacher's checkpoints, once it is trained to its end


class SourceTrainer(Trainer):
    """Trains the shared prompt and every table's own part: the loss of the answers + 0.9 (logits + hidden states).

    The last two are the Kullback-Leibler divergence from what the table's teacher answers, and the squared distance to
    its last hidden states (Wang et al. 2023, section 3.2). Every batch is of one table.
    """

    prompt: MultitaskPrompt

    def __init__(
        self,
        run_dir: Path,
        spec: RunSpec,
        model: PromptedModel,
        prompt: MultitaskPrompt,
        teachers: Sequence[Trainer],
        *,
        distillation: float,
        largest_table: int,
    ) -> None:
        self.teachers, self.distillation, self.largest_table = teachers, distillation, largest_table
        self._teacher = teachers[0]
        examples = StoredExamples.joined(teacher.examples for teacher in teachers)
        self._starts = [0, *accumulate(len(teacher.examples) for teacher in teachers)]
        super().__init__(run_dir, spec, model, prompt, teachers[0].task, examples)

    def _steps_in_epoch(self) -> int:
        return len(self._order(0))

    def _order(self, epoch: int) -> list[Step]:
        """Each table gives as many steps as it has, but no more than the largest that counts; all are mixed.

        The longest of all comes first in the first epoch, as it does in each table.
        """
        steps = [
            [[start + place for place in batch] for batch in step]
            for start, teacher in zip(self._starts, self.teachers, strict=False)
            for step in _holding(teacher._order(epoch), self.largest_table)
        ]
        random.Random(f"{self.spec.training.seed}/{epoch}/tables").shuffle(steps)
        if epoch == 0:
            lengths = lengths_of(self.examples).tolist()
            longest = max(steps, key=lambda step: max(lengths[place] for batch in step for place in batch))
            steps.remove(longest)
            steps.insert(0, longest)
        return steps

    def _remaining(self) -> Iterator[Step]:
        for step in super()._remaining():
            number = bisect(self._starts, step[0][0]) - 1
            self.prompt.task, self._teacher = number, self.teachers[number]
            self.task = self._teacher.task
            yield step

    def _weights(self) -> None:
        """None of its own: the classes of each table weigh what its teacher says."""

    def _losses(self, batch: Batch) -> tuple[Tensor | float, ...]:
        learned = self.prompt.learned()
        hidden = self.model.hidden_states(learned.prompt, **batch.model_input)
        loss = self._teacher._answers_loss(learned, hidden, batch)
        if not self.distillation:
            return (loss,)
        with torch.no_grad():
            teacher = self._teacher.prompt.learned()
            taught = self.model.hidden_states(teacher.prompt, **batch.model_input)
        classes = self.task if self.task.kind == "classification" else None
        logits, states = unlike(self.model, (learned, hidden), (teacher, taught), batch, task=classes)
        return loss, self.distillation * logits, self.distillation * states

    def _counts(self, batch: Batch) -> tuple[float, ...]:
        answers = self._teacher._answers_count(batch)
        if not self.distillation:
            return (answers,)
        scored = len(batch) if self.task.kind == "classification" else answers
        return answers, scored, int(own_tokens(batch).sum())


def own_tokens(batch: Batch) -> Tensor:
    """[B, T]: whose hidden states are to be the teacher's: those of the row's own text and answer."""
    return batch.text_mask | (batch.targets != -100)


def unlike(
    model: PromptedModel,
    student: tuple[Learned, Tensor],
    teacher: tuple[Learned, Tensor],
    batch: Batch,
    *,
    task: Task | None,
) -> tuple[Tensor, Tensor]:
    """How far a student is from its teacher, in what they answer and in their last hidden states, each in the mean.

    student, teacher: what was learned, and its hidden states [B, T, H] of the batch
    task: of classification, where the classes are compared; None: the words at each of an answer's places
    """

    def answers(learned: Learned, hidden: Tensor) -> Tensor:
        """Log-probabilities [n, C] or [n, V]."""
        if task is not None:
            return scores_of(model, learned, hidden, batch, task).log_softmax(-1)
        return model.logits(hidden[batch.targets != -100]).log_softmax(-1)

    with torch.no_grad():
        wanted = answers(*teacher)
    logits = torch.nn.functional.kl_div(answers(*student), wanted, reduction="batchmean", log_target=True)
    own = own_tokens(batch)
    return logits, torch.nn.functional.mse_loss(student[1][own].float(), teacher[1][own].float())


class SourceRun(Run):
    """A run of several tables. Each of them ends with an adapter: the first's is the run's, others lie beside it."""

    of_one_table: ClassVar[type[Run]] = Run

    def _first_step(self) -> int:
        if not self.resume:
            shutil.rmtree(self.run_dir / TEACHERS, ignore_errors=True)
            self.set_aside = []
            return 0
        self.set_aside = set_damaged_aside(self.run_dir)
        teachers = list((self.run_dir / TEACHERS).glob("*"))
        for teacher in teachers:
            damaged = set_damaged_aside(teacher)
            if damaged:
                (teacher / _TAUGHT).unlink(missing_ok=True)  # it learns the rest again
                self.set_aside += damaged
        return sum(last_step(folder) for folder in (self.run_dir, *teachers))

    def _trained(self, first_step: int) -> Finished:
        method = self.placing.method
        assert isinstance(method, MultitaskPromptTuningSettings)
        self.tables_ = [self._part(None), *(self._part(task) for task in method.tasks)]
        context = prompt_context(self.model.base, self.data, seed=self.spec.training.seed)
        prompt = build_prompt(method, context)
        assert isinstance(prompt, MultitaskPrompt)
        teachers = [self._teacher(one, method) for one in self.tables_]
        source = SourceTrainer(
            self.run_dir,
            self.spec,
            self.model,
            prompt,
            teachers,
            distillation=method.distillation,
            largest_table=method.largest_table,
        )
        self._say(
            TrainingPlanned,
            total_steps=source.total_steps + sum(teacher.total_steps for teacher in teachers),
            steps_per_epoch=source.steps_per_epoch,
            trainable_parameters=prompt.num_trainable_parameters(),
            model_parameters=self.model.base.num_parameters,
            learned_from=self._learned_from(self.tables_, first_step),
        )
        self.voice.step = first_step
        baselines = self.tables_[0]._baselines()
        before = 0
        for one, teacher in zip(self.tables_, teachers, strict=True):
            before += self._teach(one, teacher, before)
        self._seed()
        if self.resume:
            source.resume()
        stopped_early = self._train(source, steps_before=before)
        self._restore_best(source)
        return self._end(source, prompt, baselines, before, stopped_early=stopped_early)

    def _part(self, task: SourceTask | None) -> Run:
        """One table, as a run of it alone would have it."""
        one = self.of_one_table(self.run_dir, self.voice, self.resume, self.threads)
        one.__dict__.update(copy(self.__dict__))
        if task is not None:
            data = DataSpec.model_validate(task.model_dump(exclude={"name"}))
            one.task, one.spec = task.name, self.spec.model_copy(update={"data": data})
            one.data = one._data(TextTokenizer.from_folder(self.model.base.folder), self.model.base)
        return one

    def _teacher(self, one: Run, method: MultitaskPromptTuningSettings) -> Trainer:
        """The training of plain prompt tuning on one table, as long and from the same start."""
        settings = PromptTuningSettings.model_validate(
            {key: getattr(method, key) for key in ("num_virtual_tokens", "start", "start_text", "start_file")}
        )
        rates = {"epochs": method.teacher_epochs, "learning_rate": method.teacher_learning_rate}
        spec = one.spec.model_copy(update={"method": settings, "training": one.spec.training.model_copy(update=rates)})
        context = prompt_context(self.model.base, one.data, seed=spec.training.seed)
        folder = self.run_dir / TEACHERS / (one.task or "data")
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
        return Trainer(
            folder, spec, self.model, build_prompt(settings, context), one.data.task, one.data.splits["train"]
        )

    def _teach(self, one: Run, teacher: Trainer, before: int) -> int:
        """Train a teacher to its end, where it is not yet, and leave it at its best. Returns how many steps it took."""
        self._seed()
        steps = teacher.resume() if self.resume else 0
        if not (teacher.run_dir / _TAUGHT).exists():
            one._train(teacher, phase="teachers", steps_before=before, who=f"teacher_{teacher.run_dir.name}")
            (teacher.run_dir / _TAUGHT).touch()
            steps = teacher.progress.step
        one._restore_best(teacher)
        return steps

    def _validated(self, learned: Learned) -> Evaluation | None:
        """The mean of all tables' scores, by which the best state is found."""
        prompt = learned.factors
        assert prompt is not None
        self._said: list[tuple[Run, Evaluation]] = []
        for number, one in enumerate(self.tables_):
            own = replace(prompt, task=number)
            evaluation = one._validated(Learned(InputPrompt(own.vectors().unsqueeze(0)), factors=own))
            if evaluation is not None:
                self._said.append((one, evaluation))
        if not self._said:
            return None
        every = [evaluation.metrics for _, evaluation in self._said]
        shared = [name for name in every[0] if all(name in metrics for metrics in every)]
        return Evaluation({name: sum(metrics[name] for metrics in every) / len(every) for name in shared})

    def _say_validated(self, evaluation: Evaluation, *, who: str, best: bool) -> None:  # noqa: ARG002 -- said by table
        for one, own in self._said:
            one._say_validated(own, who="adapter" if one.task is None else f"task_{one.task}", best=best)

    def _end(
        self,
        source: SourceTrainer,
        prompt: MultitaskPrompt,
        baselines: dict[str, dict[str, Scores]],
        before: int,
        *,
        stopped_early: bool,
    ) -> Finished:
        """An adapter for each table, the first's last, since it ends the run."""
        progress = replace(source.progress, best_step=source.progress.best_step + before)
        finished = None
        self.tables_[0].remark = " ".join(one.remark for one in (*self.tables_, self) if one.remark)
        for number, one in reversed(list(enumerate(self.tables_))):
            prompt.task = number
            with torch.no_grad():
                learned = prompt.learned()
            if one.task is not None:
                one._conclude(learned, progress.best_step, {})
                continue
            finished = one._finish(
                learned,
                progress,
                baselines,
                trainable_parameters=prompt.num_trainable_parameters(),
                stopped_early=stopped_early,
            )
        assert finished is not None
        return finished


def _holding(steps: Sequence[Step], rows: int) -> Iterator[Step]:
    """As many of them as it takes to hold so many rows."""
    for step in steps:
        if rows <= 0:
            return
        yield step
        rows -= sum(map(len, step))
