"""What an adapter doubts: rows of a table without labels, and labels of the rows that it learned from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from studio.data.batches import evaluation_order
from studio.data.examples import Example
from studio.data.run_tables import Tables, kept_rows, training_rows
from studio.data.table import Table
from studio.data_spec import DataSpec
from studio.errors import AdapterError, TableError
from studio.inference.predictor import Predictor, Progress
from studio.inference.together import log_probs_together
from studio.interpretation.findings import LabelErrors, Suspect, Unsure, UnsureRow
from studio.interpretation.label_errors import Floats, least_certain, suspects
from studio.wording import phrase

MOST_SUSPECTS = 500  # that are told of, the likeliest first
_ROWS_AT_ONCE = 64


def unsure_rows(predictor: Predictor, table: Table, *, count: int, progress: Progress) -> Unsure:
    """The rows that an adapter is least certain of; labels of the table are not looked at.

    progress(done, total) may raise to stop
    Raises AdapterError for an adapter that does not choose labels, TableError or TemplateError for a missing column.
    """
    _check_choosing(predictor)
    table = predictor.fitting(table)
    said = _probabilities(predictor, predictor.examples(table), progress)
    texts = list(zip(*(table.column(name) for name in predictor.columns), strict=True))
    rows = [
        UnsureRow(row, table.line_number(row), table.row(row), _by_label(predictor, said[row]))
        for row in least_certain(said, texts, count)
    ]
    return Unsure(table.name, len(table), tuple(rows))


def label_errors(predictor: Predictor, data: DataSpec, tables: Tables, progress: Progress) -> LabelErrors:
    """The likely label errors among the rows of the table that an adapter learned from, those set aside included.

    data, tables: of its run; of the tables the first is looked at
    progress(done, total) may raise to stop
    Raises AdapterError for an adapter that does not choose labels, TableError where it does not fit the table.
    """
    _check_choosing(predictor)
    table = tables[0]
    rows = kept_rows(data, table)
    if not rows:
        raise TableError(f"{table.name}: every row is excluded, and none is left to look at. Take some back in.")
    examples, answers = predictor.labelled(table, rows)
    said = _probabilities(predictor, examples, progress)
    labels = {label: number for number, label in enumerate(predictor.task.labels)}
    given = np.array([labels[answer] for answer in answers])
    learned = set(training_rows(data, tables, predictor.task.maker.template))
    was_learned = np.array([row in learned for row in rows])
    found = suspects(said, given, was_learned)
    texts = {name: table.column(name) for name in predictor.columns}
    told = [
        Suspect(
            row=rows[place],
            line=table.line_number(rows[place]),
            texts={name: column[rows[place]] for name, column in texts.items()},
            given=answers[place],
            likely=predictor.task.labels[likely],
            given_probability=float(said[place, given[place]]),
            likely_probability=float(said[place, likely]),
            was_learned=bool(was_learned[place]),
        )
        for place, likely in found[:MOST_SUSPECTS]
    ]
    return LabelErrors(table.name, len(rows), len(learned), len(found), tuple(told))


def _check_choosing(predictor: Predictor) -> None:
    if predictor.task.kind != "classification":
        what = phrase("tells tags of words" if predictor.task.has_tags else "writes text")
        raise AdapterError(f"{predictor.card.name}: {what} and has no labels to choose from. Choose another adapter.")


@torch.no_grad()
def _probabilities(predictor: Predictor, examples: Sequence[Example], progress: Progress) -> Floats:
    """Of each label, [n, C]."""
    said = np.zeros((len(examples), len(predictor.task.labels)))
    done, at_once = 0, max(1, _ROWS_AT_ONCE // predictor.learned.num_members)
    for places in evaluation_order(examples, batch_size=at_once):
        progress(done, len(examples))
        [scores] = log_probs_together([predictor], [[examples[place] for place in places]])
        said[places] = scores.exp().cpu().numpy()
        done += len(places)
    progress(done, len(examples))
    return said


def _by_label(predictor: Predictor, said: Floats) -> dict[str, float]:
    return dict(zip(predictor.task.labels, said.tolist(), strict=True))
