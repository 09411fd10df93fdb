"""Several adapters of one base model answer the same rows in one pass."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from studio.data.batches import evaluation_order
from studio.data.examples import Example
from studio.data.table import Table
from studio.inference.predictor import Predictor, Progress
from studio.inference.scoring import asked_positions, scores_of, together
from studio.models.packed import Rows

_ROWS_AT_ONCE = 64  # of all adapters


@torch.no_grad()
def log_probs_together(predictors: Sequence[Predictor], examples: Sequence[Sequence[Example]]) -> list[Tensor]:
    """Log-probabilities [B, C] over each one's labels. examples: the same B rows, as each of them reads them"""
    found: dict[int, Tensor] = {}
    joint, parts = [], []
    for number, (one, rows) in enumerate(zip(predictors, examples, strict=True)):
        if not one.reads_ahead:
            found[number] = one.log_probs(rows)
            continue
        batch = one.task.collate(rows).to(one.model.base.device)
        read = one.reader.of(batch)
        members = batch.for_members(one.learned.num_members)
        given = {name: value for name, value in members.model_input.items() if name != "prompt_index"}
        given["front"] = read.size if read else 0  # what was not read before is each row's own here
        joint.append((number, one, members))
        asked = asked_positions(one.learned, members, one.task)
        parts.append(Rows(one.learned.prompt, **given, read=read, asked=asked))
    if parts:
        said = predictors[joint[0][0]].model.hidden_states_together(parts)
        for hidden, (number, one, members) in zip(said, joint, strict=True):
            scores = scores_of(one.model, one.learned, hidden, members, one.task)  # [N B, C]
            by_member = scores.view(one.learned.num_members, -1, scores.shape[-1])
            found[number] = together(by_member, one.learned)
    return [found[number] for number in range(len(predictors))]


def answers_together(
    predictors: Sequence[Predictor], table: Table, progress: Progress = lambda _done, _total: None
) -> list[list[tuple[str, float | None]]]:
    """(answer, its probability for classes) of every row, in order, by each of them. progress may raise to stop."""
    choosing = [one for one in predictors if one.task.kind == "classification"]
    others = [one for one in predictors if one.task.kind != "classification"]
    total, done = len(predictors) * len(table), 0

    def further(answered: int, _rows: int) -> None:
        progress(done + answered, total)

    answers = dict(zip(map(id, choosing), _chosen(choosing, table, further), strict=True))
    done = len(choosing) * len(table)
    for one in others:
        answers[id(one)] = [(text, None) for text in one.written(table, further)]
        done += len(table)
    return [answers[id(one)] for one in predictors]


def _chosen(predictors: Sequence[Predictor], table: Table, progress: Progress) -> list[list[tuple[str, float | None]]]:
    """Of those that choose labels."""
    if not predictors:
        return []
    examples = [one.examples(table) for one in predictors]
    said: list[list[tuple[str, float | None]]] = [[("", None)] * len(table) for _ in predictors]
    done, at_once = 0, max(1, _ROWS_AT_ONCE // sum(one.learned.num_members for one in predictors))
    for places in evaluation_order(examples[0], batch_size=at_once):
        progress(done * len(predictors), len(predictors) * len(table))
        scores = log_probs_together(predictors, [[rows[place] for place in places] for rows in examples])
        for one, found, own in zip(predictors, said, scores, strict=True):
            best = own.max(-1)
            for place, number, chance in zip(places, best.indices.tolist(), best.values.exp().tolist(), strict=True):
                found[place] = (one.task.labels[number], chance)
        done += len(places)
    return said
