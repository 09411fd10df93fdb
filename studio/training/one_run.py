"""One table, from the run's folder to the adapter: read, train, evaluate, save. Writes events, never the database."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import torch

from studio.adapters.card import OWN_FOLDER, AdapterCard, ModelIdentity
from studio.adapters.peft_format import write_adapter
from studio.adapters.snapshots import forget_after, save_snapshot
from studio.data.hard_prompt import with_examples
from studio.data.placing import Placing, check_method
from studio.data.run_data import TaskData, prepare
from studio.data.run_tables import read_data
from studio.data.task import ModelText
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer, limit_threads
from studio.errors import RunError
from studio.events import (
    CheckpointSaved,
    DataReady,
    EvalDone,
    Event,
    Finished,
    Phase,
    PhaseChanged,
    Resumed,
    Scores,
    Started,
    StepDone,
    TrainingPlanned,
    Warned,
)
from studio.methods.base import Learned
from studio.methods.registry import build_prompt
from studio.models.activation_checkpointing import checkpoint_activations
from studio.models.base_model import BaseModel, load_base_model
from studio.models.catalog import find_model, find_on_disk
from studio.models.device import device_and_dtype, precision_of
from studio.models.prompted import PromptedModel
from studio.recommendation import recommended_on
from studio.spec import read_run_spec
from studio.training.baselines import MEASURED, evaluate_majority, measured_baselines
from studio.training.checkpoint import Progress, forget_all, last_step, load_best, set_damaged_aside
from studio.training.evaluation import Evaluation, evaluate_generation, measure
from studio.training.loop import LossExplodedError, Reports, StepResult, Trainer
from studio.training.predictions import write_predictions
from studio.training.repeatable import make_repeatable, uncollected
from studio.training.start import prompt_context
from studio.training.steering import KeepAsked, PauseAsked, Steering
from studio.training.voice import Voice
from studio.trust import fit_temperature
from studio.wording import phrase

ADAPTER = "adapter"
EXAMPLES = "examples"  # of a run that works or is paused: its rows in token ids
_SNAPSHOTS = 24  # of the prompt over a run, beside those at evaluations
_Event = TypeVar("_Event", bound=Event)


@dataclass
class Run:
    """task: of a run that learns several tables, the name of the one that this is; None for the first and only.

    best: of the newest best state on the validation rows, who it is, its step and its scores
    """

    run_dir: Path
    voice: Voice
    resume: bool
    threads: int | None
    task: str | None = None
    best: tuple[str, int, Evaluation] | None = None
    remark: str = ""  # what ended the training before its time, with what to try

    def whole(self) -> Finished:
        """Everything in order. Raises Interruption where the user asks for one."""
        self.prepared: list[TaskData] = []  # of all tables
        paused = False
        try:
            return self._in_order()
        except PauseAsked:
            paused = True
            raise
        finally:
            for data in self.prepared:
                data.close()
            if not paused:  # a paused run, and one that was killed, finds its examples again
                shutil.rmtree(self.run_dir / EXAMPLES, ignore_errors=True)

    def _in_order(self) -> Finished:
        self.steering = Steering(self.run_dir)
        self.spec = read_run_spec(self.run_dir / "run.toml")
        device, dtype = device_and_dtype(self.spec.training.device, self.spec.precision)
        first_step = self._first_step()
        if first_step:
            self._say(Resumed, from_step=first_step, pid=os.getpid(), step=first_step)
        else:
            self._say(
                Started, run=self.run_dir.name, pid=os.getpid(), device=str(device), precision=precision_of(dtype)
            )
        for message in self.set_aside:
            self._say(Warned, message=message)
        if first_step:
            self._say_where_it_goes_on(str(device), precision_of(dtype))
        self._seed()
        folder = self._base_folder()
        self._phase("loading")
        base = load_base_model(
            self.spec.model.name, folder, device=device, dtype=dtype, quantization=self.spec.training.quantization
        )
        check_method(self.spec.method, base.architecture, self.spec.data.task)
        if self.spec.training.checkpoint_activations:
            checkpoint_activations(base)
        warnings = self.spec.method.warnings(base.architecture, self.spec.model.name)
        for message in (*warnings, *self.spec.idle()):
            self._say(Warned, message=message)
        self.model = PromptedModel(base)
        self.steering.check()
        self.data = self._data(TextTokenizer.from_folder(folder), base)
        if not self.spec.method.trains:
            return self._untrained()
        return self._trained(first_step)

    def _trained(self, first_step: int) -> Finished:
        base = self.model.base
        context = prompt_context(base, self.data, seed=self.spec.training.seed, shown=self.placing.shown)
        prompt = build_prompt(self.placing.method, context)
        trainer = Trainer(self.run_dir, self.spec, self.model, prompt, self.data.task, self.data.splits["train"])
        self._say(
            TrainingPlanned,
            total_steps=trainer.total_steps,
            steps_per_epoch=trainer.steps_per_epoch,
            trainable_parameters=prompt.num_trainable_parameters(),
            model_parameters=base.num_parameters,
            learned_from=self._learned_from([self], first_step),
        )
        self.voice.step = first_step
        baselines = self._baselines()  # before anything is put back: a checkpoint may be of the base model itself
        if first_step:
            trainer.resume()
        stopped_early = self._train(trainer)
        self._restore_best(trainer)
        with torch.no_grad():
            learned = prompt.learned()
        ended = self._finish(
            learned,
            trainer.progress,
            baselines,
            trainable_parameters=prompt.num_trainable_parameters(),
            stopped_early=stopped_early,
        )
        if self.spec.method.result == "base_model":
            forget_all(self.run_dir)  # each holds the model three times over, and the run has it now
        return ended

    def _untrained(self) -> Finished:
        """A baseline: the same from the data to the scores, but for the training."""
        parameters = self.model.base.num_parameters
        self._say(
            TrainingPlanned,
            total_steps=0,
            steps_per_epoch=0,
            trainable_parameters=0,
            model_parameters=parameters,
            learned_from=self._learned_from([self], first_step=0),
        )
        baselines = self._baselines()
        return self._finish(Learned(None), Progress(), baselines, trainable_parameters=0, stopped_early=False)

    def _first_step(self) -> int:
        """That of the newest checkpoint that is whole."""
        self.set_aside = set_damaged_aside(self.run_dir) if self.resume else []
        return last_step(self.run_dir) if self.resume else 0

    def _say_where_it_goes_on(self, device: str, precision: str) -> None:
        """Where that is not where the run began: what is automatic follows the machine and the program's settings."""
        began = self.voice.began
        if began is not None and (began.device, began.precision) not in (("", ""), (device, precision)):
            self._say(
                Warned,
                message=f"The run began on {began.device} in {began.precision} and goes on on {device} in {precision}. "
                "It ends a little otherwise than it would have.",
            )

    def _learned_from(self, tables: Sequence[Run], first_step: int) -> dict[str, str]:
        """The sums of the tables and of the base model.

        tables: runs of one table each
        Raises RunError where a run that goes on has learned from others until now.
        """
        model = ModelIdentity.of(self.spec.model, self.model.base.folder)
        sums = {part: digest for part, digest in model.parts().items() if digest is not None}
        for one in tables:
            files = (one.spec.data.file, one.spec.data.test_file)
            sums |= {str(file): table.sha256 for file, table in zip(files, one.tables, strict=True) if table}
        before = self.voice.learned_from
        if before and first_step:
            for what, digest in sums.items():
                if digest != before.get(what):
                    raise RunError(self._is_another(what, is_model=what in model.parts()))
        elif before and before != sums:
            self.voice.baselines.clear()  # they are of other rows, or of another model
        return sums

    def _is_another(self, what: str, *, is_model: bool) -> str:
        """The sentence for a table, or a part of the base model, that is not the one that the run has learned from."""
        if is_model:
            return (
                f"{self.run_dir.name}: the base model {self.spec.model.name} is not the one that this run has learned "
                f"on so far (its {what} changed). Bring that one back, or start a new run on this one."
            )
        return (
            f"{self.run_dir.name}: the table {Path(what).name} is not the one that this run has learned from so far "
            "(its file changed). Bring that one back, or start a new run with this one."
        )

    def _restore_best(self, trainer: Trainer) -> None:
        """Leave the prompt at its best, or, said so, as it stands at the end where the best can no longer be read."""
        try:
            load_best(trainer.run_dir, trainer.prompt)
        except RunError as error:
            if not error.fields.get("damaged"):
                raise
            best, last = trainer.progress.best_step, trainer.progress.step
            trainer.progress = replace(trainer.progress, best_step=last)
            self._say(
                Warned,
                message=f"The checkpoint of step {best}, the best, is damaged. The state of step {last}, the last, is "
                "taken in its place.",
            )

    def _seed(self) -> None:
        threads = self.threads or self.spec.training.threads
        if threads:
            torch.set_num_threads(threads)
            limit_threads(threads)
        make_repeatable(self.spec.training.seed)

    def _base_folder(self) -> Path:
        """The base model's, which is fetched where it is not on this disk."""
        name, revision = self.spec.model.name, self.spec.model.revision
        folder = find_on_disk(name, revision)
        if folder is not None:
            return folder
        self._phase("fetching")
        self._said_progress = 0.0  # how much there is to come is said as soon as it is known
        progress = self._progress("fetching")
        return find_model(name, revision, say=lambda transfer: progress(transfer.done, transfer.total))

    def _say(self, kind: type[_Event], **fields: object) -> _Event:
        fields.setdefault("step", self.voice.step)
        event: _Event = kind.model_validate({"attempt": self.voice.attempt, **fields})  # type: ignore[assignment]
        return self.voice.say(event)

    def _phase(self, phase: Phase) -> None:
        self._said_progress = time.monotonic()
        self._say(PhaseChanged, phase=phase)

    def _progress(self, phase: Phase) -> Callable[[int, int], None]:
        """Looks at what the user asks for each time, and says how far the phase is a few times a second."""

        def progress(done: int, total: int) -> None:
            self.steering.check()
            if time.monotonic() - self._said_progress > 0.3:
                self._said_progress = time.monotonic()
                self._say(PhaseChanged, phase=phase, done=done, total=total)

        return progress

    def _data(self, tokenizer: TextTokenizer, base: BaseModel) -> TaskData:
        self._phase("reading")
        with uncollected():
            self.tables = read_data(self.spec.data, self.run_dir)
        # Written out already where the program made the run; not in a folder made by hand.
        self.spec = recommended_on(self.spec, base.folder, rows=len(self.tables[0]), weights=base.num_parameters)
        self.steering.check()
        self._phase("tokenizing")
        method = self.spec.method
        self.placing = placing = Placing.of(
            self.spec, self.tables, tokenizer, kind=base.kind, context=base.context, model=base.name
        )
        self.shown_examples = len(placing.shown.rows)
        if method.shown_examples:
            template, self.shown_examples = with_examples(
                self.spec, self.tables, tokenizer, placing.template, max_tokens=placing.max_tokens
            )
            self.placing = placing = replace(placing, template=template)
        with uncollected():
            data = prepare(
                self.spec.data,
                self.tables,
                tokenizer,
                template=placing.template,
                max_tokens=placing.max_tokens,
                answer_room=min(self.spec.training.max_new_tokens, placing.max_tokens // 2),
                progress=self._progress("tokenizing"),
                text=ModelText.of(base.architecture, tokenizer, placing.shown),
                head=method.has_head,
                folder=self.run_dir / EXAMPLES / (self.task or "data"),
            )
        self.prepared.append(data)
        self._say_data(data)
        return data

    def _say_data(self, data: TaskData) -> None:
        """How many rows there are of what, and what became of those that do not fit."""
        if self.task is None:
            self._say(
                DataReady,
                rows=data.rows,
                **{name: len(examples) for name, examples in data.splits.items()},
                bad_rows=data.bad_rows,
                excluded_rows=data.excluded_rows,
                cut_texts=data.cut_texts,
                labels=list(data.task.labels),
                longest_tokens=data.longest_tokens,
                shown_examples=self.shown_examples,
            )
        longest, method = self.placing.max_tokens, self.spec.method
        words = phrase(f": {data.cut_words:,} words, which count as of the commonest tag") if data.cut_words else ""
        for count, message in (
            (data.bad_rows, f"{data.bad_rows:,} rows could not be read and were left out; see the Data page."),
            (
                data.cut_texts,
                f"{data.cut_texts:,} rows were longer than {longest} tokens with their template and were cut{words}.",
            ),
            (data.empty_texts, f"{data.empty_texts:,} rows have an empty text."),
        ):
            if count:
                self._say(Warned, message=message)
        asked = method.size[0] if method.examples_wanted else method.shown_examples
        if self.shown_examples < asked:
            self._say(
                Warned,
                message=f"{self.shown_examples} of {asked} examples fit into half of {longest} tokens; the other half "
                "is the row's own.",
            )

    def _evaluate(self, learned: Learned, split: str) -> Evaluation:
        """The loss and, for classes, all scores; text is generated only at the end."""
        examples, task = self.data.splits[split], self.data.task
        progress = self._progress("evaluating")
        return measure(self.model, learned, task, examples, progress=progress)

    def _evaluate_whole(self, learned: Learned, split: str) -> Evaluation:
        if self.spec.method.name == "majority":
            return evaluate_majority(self.data.task, self.data.splits["train"], self.data.splits[split])
        if self.data.task.kind != "generation":
            return self._evaluate(learned, split)
        return evaluate_generation(
            self.model,
            learned,
            self.data.task,
            self.data.splits[split],
            self.data.targets[split],
            rows=self.spec.training.generated_rows,
            max_new_tokens=self.data.task.maker.answer_room,
            progress=self._progress("evaluating"),
        )

    def _baselines(self) -> dict[str, dict[str, Scores]]:
        """What needs no training, on the split that judges the adapter; measured once in all attempts."""
        split = "test" if self.data.splits["test"] else "validation"
        if self.data.task.kind == "generation":
            return {}
        found: dict[str, dict[str, Scores]] = {}
        for who in MEASURED if self.resume else ():
            known = self.voice.baselines.get((who, split))
            if known is not None and known.rows == len(self.data.splits[split]):
                again = known.model_dump(include={"split", "who", "metrics", "rows", "labels", "confusion"})
                found[who] = {split: self._say(EvalDone, **again).metrics}
        self._phase("baselines")
        written = self.spec.data.template_for(self.model.base.kind, head=self.spec.method.has_head)
        for who, evaluation in measured_baselines(
            self.model,
            self.data,
            self.tables,
            template=Template.parse(written).without_slots(),
            split=split,
            but={self.spec.method.name, *found},
            progress=self._progress("baselines"),
        ):
            self._say_evaluation(evaluation, split, who=who)
            found[who] = {split: evaluation.metrics}
        return found

    def _say_evaluation(
        self, evaluation: Evaluation, split: str, *, who: str = "adapter", best: bool = False, step: int | None = None
    ) -> None:
        """step: that of the prompt that was measured; None: this one"""
        self._say(
            EvalDone,
            step=self.voice.step if step is None else step,
            split=split,
            who=who,
            metrics=evaluation.metrics,
            rows=evaluation.rows,
            labels=list(evaluation.labels),
            confusion=evaluation.confusion,
            best=best,
        )

    def _train(
        self, trainer: Trainer, *, phase: Phase = "training", steps_before: int = 0, who: str = "adapter"
    ) -> bool:
        """Whether it stopped early. steps_before: of what the run trained before this"""
        self._phase(phase)
        self.steering.training = phase == "training"
        snapshot = self._snapshots(trainer, steps_before) if phase == "training" else None
        every = max(1, trainer.total_steps // _SNAPSHOTS)

        def step(number: int, result: StepResult) -> None:
            self.voice.step = steps_before + number
            if snapshot and number % every == 0:
                snapshot(trainer.learned())
            self._say(
                StepDone,
                loss=result.loss,
                learning_rate=result.learning_rate,
                gradient_norm=result.gradient_norm,
                examples=result.examples,
                examples_per_second=result.examples_per_second,
            )

        def evaluate(_: int, learned: Learned) -> Evaluation | None:
            if snapshot:
                snapshot(learned)
            return self._validated(learned)

        def evaluated(_: int, evaluation: Evaluation, best: bool) -> None:
            self._say_validated(evaluation, who=who, best=best)
            self._phase(phase)

        def checkpoint(_: int, folder: Path, best: bool) -> None:
            self._say(CheckpointSaved, path=folder.relative_to(self.run_dir).as_posix(), best=best)

        try:
            return trainer.train(Reports(step, evaluate, evaluated, checkpoint, self.steering.check))
        except PauseAsked:
            checkpoint(trainer.progress.step, trainer.save(), False)
            raise
        except KeepAsked:
            self.steering.finishing = True
            kept = trainer.keep()
            if kept:
                checkpoint(trainer.progress.step, kept, True)
            return True
        except LossExplodedError as error:
            best = trainer.progress.best_step
            if not best:
                raise
            self.remark = f"{error.message} The adapter is that of step {steps_before + best}, the best before."
            self._say(Warned, message=self.remark)
            return True

    def _snapshots(self, trainer: Trainer, steps_before: int) -> Callable[[Learned], None]:
        """What keeps the prompt as it stands; its start is kept, and what came after the step to go on from is not."""
        begun = trainer.progress.step
        forget_after(self.run_dir, steps_before + begun if begun else -1)
        if not begun:
            save_snapshot(self.run_dir, steps_before, trainer.learned())
        return lambda learned: save_snapshot(self.run_dir, self.voice.step, learned)

    def _validated(self, learned: Learned) -> Evaluation | None:
        """What tells one state of the prompt from a better one; None where no rows are set aside for it."""
        if not self.data.splits["validation"]:
            return None
        self._phase("evaluating")
        return self._evaluate(learned, "validation")

    def _say_validated(self, evaluation: Evaluation, *, who: str, best: bool) -> None:
        if best:
            self.best = who, self.voice.step, evaluation
        self._say_evaluation(evaluation, "validation", who=who, best=best)

    def _finish(
        self,
        learned: Learned,
        progress: Progress,
        baselines: dict[str, dict[str, Scores]],
        *,
        trainable_parameters: int,
        stopped_early: bool,
    ) -> Finished:
        """Scores of what was learned on validation and test, and the adapter folder."""
        metrics = self._conclude(learned, progress.best_step, baselines)
        return self._say(
            Finished,
            adapter=ADAPTER if self.spec.method.result != "scores" else None,
            metrics=metrics,
            baselines=baselines,
            best_step=progress.best_step,
            stopped_early=stopped_early,
            trainable_parameters=trainable_parameters,
            examples_per_second=progress.examples / progress.seconds if progress.seconds else 0.0,
            seconds=self.voice.elapsed(),
            remark=self.remark,
        )

    def _conclude(self, learned: Learned, step: int, baselines: dict[str, dict[str, Scores]]) -> dict[str, Scores]:
        """Scores by split, and the adapter folder of what has one. step: that of the prompt"""
        self._phase("evaluating")
        who = "adapter" if self.task is None else f"task_{self.task}"
        metrics: dict[str, Scores] = {}
        for split in ("validation", "test"):
            if self.data.splits[split]:
                evaluation = self._known(split, who, step) or self._evaluate_whole(learned, split)
                self._say_evaluation(evaluation, split, who=who, best=True, step=step)
                if self.spec.method.trains:  # baselines stay as they are, so that their losses are alike
                    temperature = 1.0  # beside what it was measured with
                    if split == "validation" and evaluation.log_probs is not None:
                        temperature = fit_temperature(evaluation.log_probs.numpy(), evaluation.truth)
                        learned = replace(learned, temperature=temperature)
                    evaluation = evaluation.calibrated(temperature)
                if self.task is None:
                    write_predictions(self.run_dir, split, evaluation, self.data)
                metrics[split] = evaluation.metrics
        self._phase("saving")
        if self.spec.method.result != "scores":
            self._write_adapter(learned, metrics, baselines)
        return metrics

    def _known(self, split: str, who: str, step: int) -> Evaluation | None:
        """What was measured when this state became the best; None for generation, which writes text only at the end."""
        is_it = self.best is not None and split == "validation" and self.best[:2] == (who, step)
        return self.best[2] if self.best and is_it and self.data.task.kind != "generation" else None

    def _write_adapter(
        self, learned: Learned, metrics: dict[str, Scores], baselines: dict[str, dict[str, Scores]]
    ) -> None:
        task = self.data.task
        card = AdapterCard.of_run(
            self.spec,
            run=self.run_dir.name if self.task is None else f"{self.run_dir.name}-{self.task}",
            model=ModelIdentity.of(self.spec.model, self.model.base.folder),
            kind=self.model.base.kind,
            labels=task.labels,
            label_words=dict(zip(task.labels, task.verbalizer.words, strict=True)) if task.verbalizer else None,
            metrics=metrics,
            baselines=baselines,
            placing=self.placing,
        )
        if self.spec.method.result == "base_model":
            card = card.model_copy(update={"model": ModelIdentity(name=OWN_FOLDER)})
        if self.spec.method.result == "hard_prompt":
            card = card.model_copy(update={"template": task.maker.template.text, "shown_examples": self.shown_examples})
        card = card.model_copy(update={"temperature": learned.temperature})
        folder = ADAPTER if self.task is None else f"{ADAPTER}-{self.task}"
        write_adapter(self.run_dir / folder, learned, card, self.model.base)
