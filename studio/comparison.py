"""Methods held against each other: each trained over the same seeds on the same rows, and one table of what came out.

Every training is an ordinary run of a project, so that a comparison that was cut off goes on where it was. All numbers
come from the project's store.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import ValidationError
from rich.table import Table

from studio.architecture import read_architecture
from studio.data.columns import guess_columns
from studio.data.table import read_table
from studio.data.task import Tables, check_run, read_data
from studio.data.template import Template
from studio.errors import MethodError, ProjectError, SpecError, StudioError, TableError
from studio.headless import recommended, train_in_project
from studio.methods.registry import METHODS, method_settings
from studio.methods.settings import MethodSettings
from studio.models.catalog import find_model
from studio.paths import sample_projects_dir, user_data_dir
from studio.spec import DataSpec, RunSpec, read_run_spec, validation_sentence
from studio.store.project import Project
from studio.store.rows import RunRow
from studio.store.run_folder import RUN_FILE, with_absolute_files
from studio.terminal import Answer, score, table

_Z = 1.959963984540054  # of a normal distribution, for 95 %
_GOES_ON = ("paused", "interrupted")


@dataclass(frozen=True)
class Row:
    """One method's line. value: the mean over the runs, None where none has finished; low, high: 95 % around it

    interval: what it was reckoned over    second: macro-F1, of classes    seconds: the mean of a run
    remark: why the method was left out, or what failed
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


@dataclass(frozen=True)
class Comparison:
    """metric: of `value`    split: the rows that judge    test_rows: how many they are"""

    project: Path
    model: str
    metric: str
    split: str
    test_rows: int
    seeds: int
    rows: list[Row]


@dataclass(frozen=True)
class _Entrant:
    name: str
    method: MethodSettings | None
    remark: str = ""


# --- what is compared on -------------------------------------------------------------------------------------------


def sample_spec(name: str) -> tuple[RunSpec, Path]:
    """A bundled sample's run and its folder, "sms-spam" or "sms_spam". Raises ProjectError, naming near ones."""
    wanted = name.casefold().replace("-", "_")
    there = sorted(file.parent.name for file in sample_projects_dir().glob("*/run.toml"))
    if wanted not in there:
        near = difflib.get_close_matches(wanted, there, n=1)
        hint = f'Did you mean "{near[0]}"?' if near else f"There are: {', '.join(there)}."
        raise ProjectError(f'There is no sample "{name}". {hint} For a table of your own, give --project and --data.')
    folder = sample_projects_dir() / wanted
    return read_run_spec(folder / "run.toml"), folder


def sample_project_dir(sample: Path) -> Path:
    """Where a sample's comparison stands unless the user says otherwise: always the same, so that it can go on."""
    return user_data_dir() / "projects" / f"compare-{sample.name}"


def table_spec(project: Project, name: str) -> RunSpec:
    """A run on a project's table: as its newest run has it, or by the columns that it seems to have.

    Raises TableError where there is no such table, or no telling what is to be learned of it.
    """
    project.sync()
    versions = [row for row in project.store.data_sets() if row.name == name]
    if not versions:
        names = sorted({row.name for row in project.store.data_sets()})
        there = f"It has: {', '.join(names)}." if names else "It has none yet."
        raise TableError(f'The project {project.name} has no table "{name}". {there}')
    for row in project.store.runs(sort="created", descending=True):
        if row.data_set.startswith(f"{name}/"):
            run_dir = project.run_dir(row.run)
            return with_absolute_files(read_run_spec(run_dir / RUN_FILE), run_dir)
    guess = guess_columns(read_table(versions[-1].file))
    answer = {"label": guess.label} if guess.task == "classification" else {"target": guess.target}
    if guess.text is None or None in answer.values():
        raise TableError(
            f"{versions[-1].file.name}: it cannot be told which column is to be learned. Train one run on it, "
            "and the comparison takes its columns."
        )
    data = DataSpec.model_validate({"file": str(versions[-1].file), "text": guess.text, **answer})
    return RunSpec(data=data, method=METHODS["prompt_tuning"].model_validate({}))


def chosen_methods(given: str | None) -> list[str]:
    """Names out of "a,b,c"; all methods where nothing is given. Raises MethodError for an unknown one."""
    if given is None:
        return list(METHODS)
    names = [name.strip().replace("-", "_") for name in given.split(",") if name.strip()]
    for name in names:
        method_settings(name)
    if not names:
        raise MethodError("--methods names none. Write them with commas between, as in prompt_tuning,zero_shot.")
    return list(dict.fromkeys(names))


# --- training ------------------------------------------------------------------------------------------------------


def compare(
    project: Project,
    like: RunSpec,
    base_dir: Path,
    answer: Answer,
    *,
    methods: Sequence[str],
    seeds: int,
    epochs: int | None = None,
    max_steps: int | None = None,
) -> Comparison:
    """Train what is not trained yet, and set all of it side by side.

    like: the run whose model, table and batches all take; each method has its own recommended rate and epochs, and
    virtual tokens in front    seeds: so many, from 0; one where chance has no say    epochs, max_steps: for all methods
    A method that does not fit, or fails, says so in its row.
    """
    if not (like.data.test_file or like.data.test or like.data.validation):
        raise SpecError("[data] test and validation are both 0: no rows are set aside to judge by. Set some aside.")
    folder = find_model(like.model.name, like.model.revision)
    training = like.training.model_copy(update={"learning_rate": None, "epochs": epochs, "max_steps": max_steps})
    like = project.import_spec_data(like.model_copy(update={"training": training}), base_dir)
    tables = read_data(like.data, project.folder)
    rows = []
    for name in methods:
        entrant = _entrant(name, like, tables, folder)
        if entrant.method is None:
            answer.note(f"{name} is left out: {entrant.remark}")
            rows.append(Row(name, METHODS[name].title, remark=f"left out: {entrant.remark}"))
            continue
        count = seeds if entrant.method.uses_seed else 1
        specs = [_spec_of(like, entrant.method, seed, tables, folder) for seed in range(count)]
        ended = list(_trained(project, specs, answer, tables))
        rows.append(_row(project, entrant.method, ended, like))
    split = "test" if like.data.test_file or like.data.test > 0 else "validation"
    metric = "accuracy" if like.data.task == "classification" else "bleu"
    judged = [_judging_rows(project, run, split) for row in rows for run in row.runs]
    rows += _beside(project, rows, split, metric)
    return Comparison(project.folder, like.model.name, metric, split, max(judged, default=0), seeds, rows)


def _entrant(name: str, like: RunSpec, tables: Tables, folder: Path) -> _Entrant:
    """A method as it takes part: with its defaults or, where only that fits, with a classification head."""
    settings = METHODS[name]
    try:
        variants = [settings.model_validate({})]
    except ValidationError as error:
        return _Entrant(name, None, validation_sentence(error, settings.title, settings))
    if "head" in settings.model_fields and like.data.task == "classification":
        variants.append(settings.model_validate({"head": True}))
    remark = ""
    for method in variants:
        try:
            check_run(_spec_of(like, method, 0, tables, folder), tables, folder)
        except StudioError as error:
            remark = remark or error.message
        else:
            return _Entrant(name, method)
    return _Entrant(name, None, remark)


def _spec_of(like: RunSpec, method: MethodSettings, seed: int, tables: Tables, folder: Path) -> RunSpec:
    """The run of one method and seed. Virtual tokens stand in front, for each method has another number of them."""
    data = like.data
    if data.template is not None:
        template = Template.parse(data.template).without_slots()
        guesses = read_architecture(folder).kind == "encoder" and not method.has_head
        plain = data.text is not None and guesses and not template.has_mask  # was written for a decoder
        data = data.model_copy(update={"template": None if plain else template.text})
    training = like.training.model_copy(update={"seed": seed})
    spec = like.model_copy(update={"data": data, "method": method, "training": training})
    return recommended(spec, tables, folder)


def _trained(project: Project, specs: Sequence[RunSpec], answer: Answer, tables: Tables) -> Iterator[tuple[str, str]]:
    """(run, what went wrong) for each spec, trained now where it is not yet; "" for what has no run or went well."""
    for spec in specs:
        found = _run_of(project, spec)
        if found is not None and found.state == "finished":
            answer.note(f"{spec.method.title}, seed {spec.training.seed}: finished already, as run {found.run}.")
            yield found.run, ""
            continue
        if found is not None and found.state == "running":
            yield "", f"run {found.run} is being trained by another program; compare again when it has finished"
            continue
        resumed = found.run if found is not None and found.state in _GOES_ON else None
        name = f"{spec.method.title}, seed {spec.training.seed}"
        try:
            said = train_in_project(
                project, spec, answer, tables=tables, name=name, resumed=resumed, on_interrupt="pause"
            )
        except StudioError as error:
            yield "", f"seed {spec.training.seed} failed: {error.message}"
        except Exception as error:  # the run's folder has the traceback; the other methods go on
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


def _row(project: Project, method: MethodSettings, ended: Sequence[tuple[str, str]], like: RunSpec) -> Row:
    runs = [project.store.run(run) for run, problem in ended if run and not problem]
    remark = "; ".join(problem for _, problem in ended if problem)
    row = Row(method.name, method.title, tuple(run.run for run in runs), remark=remark)
    if not runs:
        return row
    split = next((split for split in ("test", "validation") if split in runs[0].metrics), None)
    if split is None:
        return replace(row, remark=remark or "no rows were set aside to judge by")
    metric = "accuracy" if like.data.task == "classification" else "bleu"
    judged = _judging_rows(project, runs[0].run, split) if metric == "accuracy" else 0
    seconds = [run.metrics[split].get("macro_f1") for run in runs]
    return replace(
        _with_interval(row, [run.metrics[split][metric] for run in runs], judged),
        second=None if None in seconds else _mean([value for value in seconds if value is not None]),
        trainable_parameters=runs[0].trainable_parameters,
        seconds=_mean([run.seconds for run in runs]),
    )


def _beside(project: Project, rows: Sequence[Row], split: str, metric: str) -> list[Row]:
    """Baselines that the runs measured beside themselves and that take no part as methods."""
    found: dict[str, Row] = {}
    taken = {row.method for row in rows}
    for run in (project.store.run(run) for row in rows for run in row.runs):
        for who, splits in run.baselines.items():
            if who not in taken and who not in found and metric in splits.get(split, {}):
                title = METHODS[who].title if who in METHODS else who.replace("_", " ")
                judged = _judging_rows(project, run.run, split)
                row = _with_interval(Row(who, title), [splits[split][metric]], judged)
                found[who] = replace(row, second=splits[split].get("macro_f1"), trainable_parameters=0)
    return list(found.values())


def _judging_rows(project: Project, run: str, split: str) -> int:
    evaluations = project.store.evaluations(run)
    return max((one.rows for one in evaluations if one.who == "adapter" and one.split == split), default=0)


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


def comparison_table(found: Comparison) -> Table:
    """The comparison as a table for the terminal."""
    headings, *lines = _lines(found)
    drawn = table(headings[0], *(f">{heading}" for heading in headings[1:6]), *headings[6:])
    for line in lines:
        drawn.add_row(*line)
    return drawn


def markdown(found: Comparison) -> str:
    """The comparison as a table for a README."""
    headings, *lines = _lines(found)
    rule = ["---", *["---:"] * 5, *["---"] * (len(headings) - 6)]
    return "\n".join("| " + " | ".join(line) + " |" for line in (headings, rule, *lines))


def explanation(found: Comparison) -> str:
    """What the numbers are, in words."""
    said = [f"On {found.model}, {found.test_rows:,} {found.split} rows."]
    over_seeds, over_rows = (any(row.interval == over for row in found.rows) for over in ("seeds", "rows"))
    if over_seeds:
        said.append(f"Interval: 95 % by Student's t over {found.seeds} seeds, on the same rows.")
    if over_rows:
        said.append(f"{'Of one run' if over_seeds else 'Interval'}: 95 % by Wilson over the rows.")
    return " ".join(said)


def _lines(found: Comparison) -> list[list[str]]:
    """Headings, then a line a method: six columns, and a seventh where there is anything to remark."""
    metric = "BLEU" if found.metric == "bleu" else found.metric
    headings = ["method", metric, "95 %", "macro-F1", "trainable parameters", "seconds"]
    has_remarks = any(row.remark for row in found.rows)
    lines = [[*headings, "remark"] if has_remarks else headings]
    for row in found.rows:
        within = f"{score(row.low)} to {score(row.high)}" if row.interval else "–"
        parameters = "–" if row.trainable_parameters is None else f"{row.trainable_parameters:,}"
        seconds = "–" if row.seconds is None else f"{row.seconds:,.0f}"
        line = [row.title, score(row.value), within, score(row.second), parameters, seconds]
        lines.append([*line, row.remark.replace("|", "/")] if has_remarks else line)
    return lines
