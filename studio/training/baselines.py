"""What needs no training, measured on the rows that judge what was trained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from studio.data.examples import Example
from studio.data.run_data import TaskData
from studio.data.run_tables import Tables
from studio.data.stored_examples import labels_of, most_frequent
from studio.data.task import Task
from studio.data.template import Template
from studio.methods.base import Learned
from studio.models.prompted import PromptedModel
from studio.training.evaluation import Evaluation, Progress, evaluate_classification, tagging_evaluation
from studio.training.metrics import classification_scores

MEASURED = ("majority", "zero_shot")


def measured_baselines(
    model: PromptedModel,
    data: TaskData,
    tables: Tables,
    *,
    template: Template,
    split: str,
    but: Container[str],
    progress: Progress,
) -> Iterator[tuple[str, Evaluation]]:
    """The majority class and, where label words can be asked for, zero-shot, each with its name; of classes alone.

    template: what zero-shot asks, without virtual tokens    but: those not to measure
    """
    examples, task = data.splits[split], data.task
    if task.kind == "generation" or not examples:
        return
    if "majority" not in but:
        yield "majority", evaluate_majority(task, data.splits["train"], examples)
    if "zero_shot" not in but and task.verbalizer is not None:
        asked = task.asked_by(template)
        table, test_table = tables
        source = test_table if split == "test" and test_table else table
        columns = {name: source.column(name) for name in template.columns}
        again = asked.examples(columns, [example.row for example in examples])
        bare = [replace(one, label=example.label) for one, example in zip(again, examples, strict=True)]
        yield "zero_shot", evaluate_classification(model, Learned(None), asked, bare, progress=progress)


def evaluate_majority(task: Task, train: Sequence[Example], examples: Sequence[Example]) -> Evaluation:
    """What always saying the training rows' most frequent class, or tag, would score.

    A class is as probable as it is frequent there.
    """
    if task.has_tags:
        commonest = most_frequent(train, "tags")[0]
        return tagging_evaluation(task, examples, [[commonest] * len(example.tags) for example in examples])
    known: list[int] = labels_of(train).tolist()
    [(majority, count)] = Counter(known).most_common(1)
    truth = [example.label or 0 for example in examples]
    metrics, confusion = classification_scores(truth, [majority] * len(truth), len(task.labels))
    rows = [example.row for example in examples]
    return Evaluation(
        metrics=metrics,
        labels=task.labels,
        confusion=confusion,
        rows=len(rows),
        predicted=dict.fromkeys(rows, majority),
        probability=dict.fromkeys(rows, count / len(train)),
    )
