"""What runs answered to the rows of a split, beside the texts of those rows. Knows no widgets.

A run that has finished keeps `predictions/<split>.csv` in its folder: row (of the table, from 0), what is true, and
what was predicted, or written.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.data.run_tables import read_data
from studio.data.spreadsheet import Cell, csv_text
from studio.data.tags import tags_of
from studio.data.template import Template
from studio.errors import RunError
from studio.files import write_text
from studio.spec import read_run_spec
from studio.store.project import Project
from studio.store.run_folder import RUN_FILE
from ui.language import tr

FOLDER = "predictions"
_SPLITS = ("test", "validation")  # the one that two runs are compared on first


@dataclass(frozen=True, slots=True)
class Answer:
    """One row. row: of the table, from 0; line: of its file, from 1. probability: None for texts and tags."""

    row: int
    line: int
    texts: tuple[str, ...]
    true: str
    said: str
    probability: float | None

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """(what is true, what was said): of the row where it has a label, of each word where words have tags."""
        if self.probability is not None:
            return ((self.true, self.said),)
        return tuple(zip(tags_of(self.true), tags_of(self.said), strict=True))


@dataclass(frozen=True)
class Answers:
    """columns: those that the template shows the model, as `texts` has them."""

    table: Path
    columns: tuple[str, ...]
    rows: tuple[Answer, ...]

    def of_cell(self, true: str, said: str) -> list[Answer]:
        """The rows of a cell of the confusion matrix, the surest answer first."""
        found = [answer for answer in self.rows if (true, said) in answer.pairs]
        return sorted(found, key=lambda answer: -(answer.probability or 0.0))


@dataclass(frozen=True)
class Disagreements:
    """rows: where two runs answered differently, as (the first's, the second's). compared: rows that both answered."""

    split: str
    compared: int
    columns: tuple[str, ...]
    rows: tuple[tuple[Answer, Answer], ...]


def read_answers(project: Project, run_id: str, split: str) -> Answers:
    """Raises RunError where the run has kept none, TableError where its table cannot be read any more."""
    run_dir = project.run_dir(run_id)
    path = _file(run_dir, split)
    if not path.is_file():
        raise RunError(_none_kept(split, run_id), run=run_id)
    data = read_run_spec(run_dir / RUN_FILE).data
    own, test = read_data(data, run_dir)
    table = test if split == "test" and test is not None else own
    columns = Template.parse(data.template_text).columns
    cells, lines = [table.column(name) for name in columns], table.line_numbers
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [_answer(read, cells, lines) for read in csv.DictReader(file)]
    except (OSError, ValueError, KeyError, IndexError, csv.Error) as error:
        sentence = tr("{file} does not fit the run's table. Train the run again.", file=path)
        raise RunError(sentence, path=str(path)) from error
    return Answers(table.path.resolve(), columns, tuple(rows))


def _answer(read: dict[str, str], cells: Sequence[Sequence[str]], lines: Sequence[int]) -> Answer:
    row = int(read["row"])
    texts = tuple(column[row] for column in cells)
    if "answer" in read:
        return Answer(row, lines[row], texts, read["target"], read["answer"], None)
    return Answer(row, lines[row], texts, read["label"], read["predicted"], float(read["probability"]))


@dataclass(frozen=True)
class Certainty:
    """How sure the answers to a split's rows were, and whether they were right, [n] each."""

    split: str
    certainty: tuple[float, ...]
    right: tuple[bool, ...]


def read_certainty(project: Project, run_id: str) -> Certainty:
    """Of the test rows, or of the validation rows where there are none.

    Raises RunError where the run has kept none, or answers without a probability.
    """
    run_dir = project.run_dir(run_id)
    split = next((it for it in _SPLITS if _has(project, run_id, it)), None)
    if split is None:
        raise RunError(
            tr("Run {run} has kept no answers: an older version trained it. Train it again to see them.", run=run_id)
        )
    path = _file(run_dir, split)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if not rows or "probability" not in rows[0]:
            raise RunError(
                tr("Run {run} learned to write, or tags; only answers that are chosen have a certainty.", run=run_id)
            )
        return Certainty(
            split,
            tuple(float(row["probability"]) for row in rows),
            tuple(row["label"] == row["predicted"] for row in rows),
        )
    except (OSError, ValueError, KeyError, csv.Error) as error:
        raise RunError(tr("{file} cannot be read. Train the run again.", file=path), path=str(path)) from error


def read_disagreements(project: Project, first: str, second: str) -> Disagreements:
    """Where two runs answered the same rows differently. Raises RunError where they cannot be compared."""
    split = next((it for it in _SPLITS if all(_has(project, run, it) for run in (first, second))), _SPLITS[0])
    ours, theirs = read_answers(project, first, split), read_answers(project, second, split)
    by_row = {answer.row: answer for answer in theirs.rows}
    is_same_table = ours.table == theirs.table
    if not is_same_table or {one.row: one.true for one in ours.rows} != {row: it.true for row, it in by_row.items()}:
        raise RunError(_not_the_same(split))
    pairs = tuple((one, by_row[one.row]) for one in ours.rows if one.said != by_row[one.row].said)
    return Disagreements(split, len(ours.rows), ours.columns, pairs)


def write_disagreements(found: Disagreements, names: tuple[str, str], to: Path) -> Path:
    """Save them as a CSV file: line, texts, truth, both answers. names: of the runs. Raises StorageError."""
    rows: list[list[Cell]] = [[one.line, *one.texts, one.true, one.said, other.said] for one, other in found.rows]
    write_text(to, csv_text([["line", *found.columns, "truth", *names], *rows], line_end="\n"))
    return to


def _none_kept(split: str, run_id: str) -> str:
    if split == "test":
        return tr(
            "Run {run} has kept no answers to its test rows: it has not finished, or an older version trained it. "
            "Train it again to see them.",
            run=run_id,
        )
    return tr(
        "Run {run} has kept no answers to its validation rows: it has not finished, or an older version trained it. "
        "Train it again to see them.",
        run=run_id,
    )


def _not_the_same(split: str) -> str:
    if split == "test":
        return tr(
            "These runs were not measured on the same test rows. Choose two with the same table, label and split."
        )
    return tr(
        "These runs were not measured on the same validation rows. Choose two with the same table, label and split."
    )


def _file(run_dir: Path, split: str) -> Path:
    return run_dir / FOLDER / f"{split}.csv"


def _has(project: Project, run_id: str, split: str) -> bool:
    return _file(project.run_dir(run_id), split).is_file()
