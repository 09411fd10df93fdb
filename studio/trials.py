"""Runs of one setting over several seeds: trained where they are not yet, and gathered into one line of a table.

Every training is an ordinary run of a project, so that what was cut off goes on where it was. All numbers come from the
project's store.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rich.table import Table

from studio.data.run_tables import Tables
from studio.data_spec import DataSpec
from studio.errors import SpecError, StudioError
from studio.headless import train_in_project
from studio.methods.registry import METHODS
from studio.spec import RunSpec, read_run_spec
from studio.store.project import Project
from studio.store.rows import RunRow
from studio.store.run_folder import RUN_FILE, with_absolute_files
from studio.terminal import Answer, score, table

_Z = 1.959963984540054  # of a normal distribution, for 95 %
_GOES_ON = ("paused", "interrupted")


@dataclass(frozen=True)
class Row:
    """One line. value: the mean over the runs, None where none has finished; low, high: 95 % around it

    title: what tells it from the others    interval: what it was reckoned over    second: macro-F1, of classes
    seconds: the mean of a run    remark: why it was left out, or what failed
    """

    method: str
    title: str
    runs: tuple[str, ...] = ()
    value: float | None = None
    low: float | None = None
    high: float | None = None
    interval: Literal["seeds", "rows", ""] = ""
    second: float | None = None
    trainable_parameters: int | None = None
    seconds: float | None = None
    remark: str = ""


def judged_by(data: DataSpec) -> tuple[str, str]:
    """(metric, split) that runs on such data are judged by."""
    metric = "bleu" if data.task == "generation" else "accuracy"
    return metric, "test" if data.test_file or data.test > 0 else "validation"


# --- training ------------------------------------------------------------------------------------------------------


def trained_row(
    project: Project, specs: Sequence[RunSpec], answer: Answer, tables: Tables, *, title: str, run_name: str
) -> Row:
    """One line of runs that differ in their seed alone; what is trained already is not trained again.

    title: of the line    run_name: of each new run, before its seed    A run that fails says so in the remark.
    """
    ended = list(_trained(project, specs, answer, tables, run_name))
    return line_of(project, Row(specs[0].method.name, title), ended, specs[0].data)


def _trained(
    project: Project, specs: Sequence[RunSpec], answer: Answer, tables: Tables, run_name: str
) -> Iterator[tuple[str, str]]:
    """(run, what went wrong) for each spec, trained now where it is not yet; "" for what has no run or went well."""
    for spec in specs:
        name = f"{run_name}, seed {spec.training.seed}"
        found = _run_of(project, spec)
        if found is not None and found.state == "finished":
            answer.note(f"{name}: finished already, as run {found.run}.")
            yield found.run, ""
            continue
        if found is not None and found.state == "running":
            yield "", f"run {found.run} is being trained by another program; ask again when it has finished"
            continue
        resumed = found.run if found is not None and found.state in _GOES_ON else None
        try:
            said = train_in_project(
                project, spec, answer, tables=tables, name=name, resumed=resumed, on_interrupt="pause"
            )
        except StudioError as error:
            yield "", f"seed {spec.training.seed} failed: {error.message}"
        except Exception as error:  # the run's folder has the traceback; the others go on
            yield "", f"seed {spec.training.seed} failed: {type(error).__name__}: {error}"
        else:
            yield str(said["run"]), "" if said["state"] == "finished" else f"run {said['run']}: {said['state']}"


def _run_of(project: Project, spec: RunSpec) -> RunRow | None:
    """The run that is this one, a finished one before others, and else the newest."""
    project.sync()
    same = []
    for row in project.store.runs(method=spec.method.name, sort="created", descending=True):
        run_dir = project.run_dir(row.run)
        try:
            if with_absolute_files(read_run_spec(run_dir / RUN_FILE), run_dir) == spec:
                same.append(row)
        except SpecError:
            continue
    return next((row for row in same if row.state == "finished"), same[0] if same else None)


# --- scores --------------------------------------------------------------------------------------------------------


def line_of(project: Project, row: Row, ended: Sequence[tuple[str, str]], data: DataSpec) -> Row:
    """A line filled with what its runs came to. ended: each run, and what went wrong with it or "" """
    runs = [project.store.run(run) for run, problem in ended if run and not problem]
    remark = "; ".join(problem for _, problem in ended if problem)
    row = replace(row, runs=tuple(run.run for run in runs), remark=remark)
    if not runs:
        return row
    metric = judged_by(data)[0]
    split = next((split for split in ("test", "validation") if split in runs[0].metrics), None)
    if split is None:
        return replace(row, remark=remark or "no rows were set aside to judge by")
    judged = _shares(project, row, split, data)
    seconds = [run.metrics[split].get("macro_f1") for run in runs]
    return replace(
        _with_interval(row, [run.metrics[split][metric] for run in runs], judged),
        second=None if None in seconds else _mean([value for value in seconds if value is not None]),
        trainable_parameters=runs[0].trainable_parameters,
        seconds=_mean([run.seconds for run in runs]),
    )


def beside(project: Project, rows: Sequence[Row], data: DataSpec) -> list[Row]:
    """Baselines that the runs of these lines measured beside themselves and that have no line of their own."""
    metric, split = judged_by(data)
    found: dict[str, Row] = {}
    taken = {row.method for row in rows}
    trained = [(row, project.store.run(run)) for row in rows for run in row.runs]
    for line, run in trained:
        for who, splits in run.baselines.items():
            if who not in taken and who not in found and metric in splits.get(split, {}):
                title = METHODS[who].title if who in METHODS else who.replace("_", " ")
                one = Row(who, title, second=splits[split].get("macro_f1"), trainable_parameters=0)
                found[who] = _with_interval(one, [splits[split][metric]], _shares(project, line, split, data))
    return list(found.values())


def judging_rows(project: Project, rows: Sequence[Row], split: str) -> int:
    """How many rows of a split the runs of these lines were judged by, the most of them."""
    evaluations = [one for row in rows for run in row.runs for one in project.store.evaluations(run)]
    return max((one.rows for one in evaluations if one.who == "adapter" and one.split == split), default=0)


def _shares(project: Project, row: Row, split: str, data: DataSpec) -> int:
    """Rows of which the metric is the share that is right; 0 where it is none, as words of one row go together."""
    return judging_rows(project, [row], split) if data.task == "classification" else 0


def _with_interval(row: Row, values: Sequence[float], judged: int) -> Row:
    """The mean and its 95 % interval. judged: rows behind a share of right answers; 0 for what is no share"""
    mean = _mean(values)
    if len(values) > 1:
        low, high = t_interval(values)
        return replace(row, value=mean, low=max(0.0, low), high=min(1.0, high), interval="seeds")
    if judged:
        low, high = wilson_interval(mean, judged)
        return replace(row, value=mean, low=low, high=high, interval="rows")
    return replace(row, value=mean)


def t_interval(values: Sequence[float]) -> tuple[float, float]:
    """95 % around the mean of at least two values, by Student's t: what other seeds would give."""
    from scipy.stats import t

    count, mean = len(values), _mean(values)
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / (count - 1))
    reach = float(t.ppf(0.975, count - 1)) * spread / math.sqrt(count)
    return mean - reach, mean + reach


def wilson_interval(share: float, rows: int) -> tuple[float, float]:
    """95 % around a share of so many rows (Wilson 1927): what other rows would give."""
    middle = share + _Z**2 / (2 * rows)
    reach = _Z * math.sqrt(share * (1 - share) / rows + _Z**2 / (4 * rows**2))
    whole = 1 + _Z**2 / rows
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


# --- what is shown -------------------------------------------------------------------------------------------------


def score_lines(rows: Sequence[Row], heading: str, metric: str) -> list[list[str]]:
    """Headings, then a line a row: six columns, and a seventh where there is anything to remark.

    heading: of what tells the rows apart
    """
    headings = [heading, metric_name(metric), "95 %", "macro-F1", "trainable parameters", "seconds"]
    has_remarks = any(row.remark for row in rows)
    lines = [[*headings, "remark"] if has_remarks else headings]
    for row in rows:
        within = f"{score(row.low)} to {score(row.high)}" if row.interval else "–"
        parameters = "–" if row.trainable_parameters is None else f"{row.trainable_parameters:,}"
        seconds = "–" if row.seconds is None else f"{row.seconds:,.0f}"
        line = [row.title, score(row.value), within, score(row.second), parameters, seconds]
        lines.append([*line, row.remark] if has_remarks else line)
    return lines


def terminal_table(lines: Sequence[Sequence[str]]) -> Table:
    """`score_lines` for the terminal."""
    headings, *rest = lines
    drawn = table(headings[0], *(f">{heading}" for heading in headings[1:6]), *headings[6:])
    for line in rest:
        drawn.add_row(*line)
    return drawn


def markdown(lines: Sequence[Sequence[str]]) -> str:
    """`score_lines` for a README."""
    headings, *rest = lines
    rule = ["---", *["---:"] * 5, *["---"] * (len(headings) - 6)]
    cells = [headings, rule, *([cell.replace("|", "/") for cell in line] for line in rest)]
    return "\n".join("| " + " | ".join(line) + " |" for line in cells)


def explanation(rows: Sequence[Row], seeds: int) -> str:
    """What the intervals are, in words."""
    said = []
    over_seeds, over_rows = (any(row.interval == over for row in rows) for over in ("seeds", "rows"))
    if over_seeds:
        said.append(f"Interval: 95 % by Student's t over {seeds} seeds, on the same rows.")
    if over_rows:
        said.append(f"{'Of one run' if over_seeds else 'Interval'}: 95 % by Wilson over the rows.")
    return " ".join(said)


def metric_name(metric: str) -> str:
    return "BLEU" if metric == "bleu" else metric
