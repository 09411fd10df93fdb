"""Metrics of what was learned (or of the base model alone) on a split."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor

from studio.data.batches import evaluation_order
from studio.data.examples import Example
from studio.data.tags import text_of
from studio.data.task import Task
from studio.events import Scores
from studio.inference.fronts import FrontReader
from studio.inference.generator import generate_texts
from studio.inference.scoring import answer_loss, asked_positions, member_scores, said_tags, together
from studio.methods.base import Learned
from studio.methods.settings import TaskKind
from studio.models.prompted import PromptedModel
from studio.training.metrics import classification_scores, generation_scores, tagging_scores
from studio.trust import calibration_error, tempered

Progress = Callable[[int, int], None]
ROWS_AT_ONCE: dict[TaskKind, int] = {"classification": 32, "tagging": 32, "generation": 16}


@dataclass(frozen=True)
class Evaluation:
    """confusion: [true][predicted]    predicted: class by row    probability: of the predicted class
    answers: by row, generated texts where text was generated, and tags where words have them
    log_probs: [rows, C], in the order of `predicted`    truth: their classes"""

    metrics: Scores
    labels: tuple[str, ...] = ()
    confusion: list[list[int]] = field(default_factory=list)
    rows: int = 0
    predicted: dict[int, int] = field(default_factory=dict)
    probability: dict[int, float] = field(default_factory=dict)
    answers: dict[int, str] = field(default_factory=dict)
    log_probs: Tensor | None = None
    truth: tuple[int, ...] = ()

    def calibrated(self, temperature: float) -> Evaluation:
        """The same answers, as sure as another temperature makes them, with how far that is from what is right.

        temperature: beside the one that they were measured with
        """
        if self.log_probs is None:
            return self
        found = torch.from_numpy(tempered(self.log_probs.numpy(), temperature))  # [rows, C], float64
        certain = [float(chance) for chance in found.max(-1).values.exp()]
        right = [said == true for said, true in zip(self.predicted.values(), self.truth, strict=True)]
        metrics = {
            **self.metrics,
            "loss": float(torch.nn.functional.nll_loss(found, torch.tensor(self.truth))),
            "calibration_error": calibration_error(certain, right),
        }
        return replace(self, metrics=metrics, probability=dict(zip(self.predicted, certain, strict=True)))


def measure(
    model: PromptedModel, learned: Learned, task: Task, examples: Sequence[Example], *, progress: Progress
) -> Evaluation:
    """The scores that a task has; of generation the loss alone, and no text is written. progress may raise to stop."""
    kinds = {"classification": evaluate_classification, "tagging": evaluate_tags, "generation": evaluate_answers}
    return kinds[task.kind](model, learned, task, examples, progress=progress)


@torch.no_grad()
def evaluate_classification(
    model: PromptedModel,
    learned: Learned,
    task: Task,
    examples: Sequence[Example],
    *,
    progress: Progress,
    batch_size: int = ROWS_AT_ONCE["classification"],
) -> Evaluation:
    """Accuracy, macro-F1, loss over the label words, and the confusion matrix. progress may raise to stop.

    Of an ensemble also the best and the mean accuracy that its members have alone.
    """
    truth: list[int] = []
    predicted: list[int] = []
    found: list[Tensor] = []
    rows: list[int] = []
    right = torch.zeros(learned.num_members, dtype=torch.long)  # [N]
    loss = 0.0
    reader = FrontReader(model, learned)
    for places in evaluation_order(examples, batch_size=batch_size):
        progress(len(rows), len(examples))
        batch = task.collate([examples[place] for place in places]).to(model.base.device)
        each = member_scores(model, learned, batch, task, reader.of(batch))  # [N, B, C]
        right += (each.argmax(-1) == batch.labels).sum(1).cpu()
        scores = together(each, learned)
        loss += float(torch.nn.functional.nll_loss(scores, batch.labels, reduction="sum"))
        best = scores.max(-1)
        truth += batch.labels.tolist()
        predicted += best.indices.tolist()
        found.append(scores.cpu())
        rows += list(batch.rows)
    metrics, confusion = classification_scores(truth, predicted, len(task.labels))
    metrics["loss"] = loss / len(rows)
    if learned.num_members > 1:
        metrics["best_member_accuracy"] = int(right.max()) / len(rows)
        metrics["mean_member_accuracy"] = int(right.sum()) / (len(right) * len(rows))
    log_probs = torch.cat(found)  # [rows, C]
    return Evaluation(
        metrics=metrics,
        labels=task.labels,
        confusion=confusion,
        rows=len(rows),
        predicted=dict(zip(rows, predicted, strict=True)),
        probability=dict(zip(rows, log_probs.max(-1).values.exp().tolist(), strict=True)),
        log_probs=log_probs,
        truth=tuple(truth),
    )


def evaluate_tags(
    model: PromptedModel, learned: Learned, task: Task, examples: Sequence[Example], *, progress: Progress
) -> Evaluation:
    """Accuracy and macro-F1 over words, entity-F1 where tags mark entities, and the loss a word that was read.

    Words that the model does not read count as answered with the commonest tag.
    """
    said, loss = said_tags(model, learned, task, examples, progress=progress, batch_size=ROWS_AT_ONCE["tagging"])
    return tagging_evaluation(task, examples, said, loss=loss)


def tagging_evaluation(
    task: Task, examples: Sequence[Example], said: Sequence[Sequence[int]], *, loss: float | None = None
) -> Evaluation:
    """What tags score. said: class numbers of each example's words    loss: a word, None where there is none"""
    metrics, confusion = tagging_scores([example.tags for example in examples], said, task.labels)
    if loss is not None:
        metrics["loss"] = loss
    return Evaluation(
        metrics=metrics,
        labels=task.labels,
        confusion=confusion,
        rows=len(examples),
        answers={
            example.row: text_of([task.labels[tag] for tag in tags])
            for example, tags in zip(examples, said, strict=True)
        },
    )


@torch.no_grad()
def evaluate_answers(
    model: PromptedModel,
    learned: Learned,
    task: Task,
    examples: Sequence[Example],
    *,
    progress: Progress,
    batch_size: int = ROWS_AT_ONCE["generation"],
) -> Evaluation:
    """The loss a token of the right answers."""
    loss, tokens, done = 0.0, 0, 0
    reader = FrontReader(model, learned)
    for places in evaluation_order(examples, batch_size=batch_size):
        progress(done, len(examples))
        batch = task.collate([examples[place] for place in places]).to(model.base.device)
        asked = asked_positions(learned, batch, task)
        hidden = model.hidden_states(learned.prompt, **batch.model_input, read=reader.of(batch), asked=asked)
        part, count = answer_loss(model, hidden, batch)
        loss, tokens, done = loss + float(part), tokens + count, done + len(places)
    return Evaluation(metrics={"loss": loss / max(1, tokens)}, rows=len(examples))


@torch.no_grad()
def evaluate_generation(
    model: PromptedModel,
    learned: Learned,
    task: Task,
    examples: Sequence[Example],
    targets: Sequence[str],
    *,
    rows: int,
    max_new_tokens: int,
    progress: Progress,
) -> Evaluation:
    """Text written greedily for the first `rows` different inputs, and the loss of all.

    A text is scored against all targets that its input has in the split.
    """
    references: dict[tuple[int, ...], list[str]] = {}
    for example, target in zip(examples, targets, strict=True):
        references.setdefault(_input_of(example), []).append(target)
    chosen = first_of_each_input(examples)[:rows]
    texts = generate_texts(FrontReader(model, learned), task, chosen, max_new_tokens=max_new_tokens, progress=progress)
    metrics = generation_scores(texts, [references[_input_of(example)] for example in chosen])
    metrics["loss"] = evaluate_answers(model, learned, task, examples, progress=progress).metrics["loss"]
    answers = {example.row: text for example, text in zip(chosen, texts, strict=True)}
    return Evaluation(metrics=metrics, rows=len(chosen), answers=answers)


def first_of_each_input(examples: Sequence[Example]) -> list[Example]:
    """The examples, those left out that ask the same as one before them."""
    first: dict[tuple[int, ...], Example] = {}
    for example in examples:
        first.setdefault(_input_of(example), example)
    return list(first.values())


def _input_of(example: Example) -> tuple[int, ...]:
    return example.source_ids + example.ids
