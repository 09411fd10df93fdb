"""Several adapters of one base model answer the same rows in one pass."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from studio.data.batches import evaluation_order
from studio.data.examples import Example
from studio.data.table import Table, unheard
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
    predictors: Sequence[Predictor], tables: Sequence[Table], progress: Progress = unheard
) -> list[list[tuple[str, float | None]]]:
    """(answer, its probability for classes) of every row, in order, by each of them. progress may raise to stop.

    tables: the same rows, as each of them reads them
    """
    both = list(zip(predictors, tables, strict=True))
    choosing = [(one, table) for one, table in both if one.task.kind == "classification"]
    others = [(one, table) for one, table in both if one.task.kind != "classification"]
    total, done = sum(map(len, tables)), 0

    def further(answered: int, _rows: int) -> None:
        progress(done + answered, total)

    answers = dict(zip((id(one) for one, _ in choosing), _chosen(choosing, further), strict=True))
    done = sum(len(table) for _, table in choosing)
    for one, table in others:
        answers[id(one)] = [(text, None) for text in one.written(table, further)]
        done += len(table)
    return [answers[id(one)] for one in predictors]


def _chosen(both: Sequence[tuple[Predictor, Table]], progress: Progress) -> list[list[tuple[str, float | None]]]:
    """Of those that choose labels, with their tables."""
    if not both:
        return []
    predictors, rows_of_each = [one for one, _ in both], len(both[0][1])
    examples = [one.examples(table) for one, table in both]
    said: list[list[tuple[str, float | None]]] = [[("", None)] * rows_of_each for _ in both]
    done, at_once = 0, max(1, _ROWS_AT_ONCE // sum(one.learned.num_members for one in predictors))
    for places in evaluation_order(examples[0], batch_size=at_once):
        progress(done * len(both), len(both) * rows_of_each)
        scores = log_probs_together(predictors, [[rows[place] for place in places] for rows in examples])
        for one, found, own in zip(predictors, said, scores, strict=True):
            best = own.max(-1)
            for place, number, chance in zip(places, best.indices.tolist(), best.values.exp().tolist(), strict=True):
                found[place] = (one.task.labels[number], chance)
        done += len(places)
    return said
