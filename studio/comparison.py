"""Methods held against each other: each trained over the same seeds on the same rows, and set side by side."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from studio.architecture import read_architecture
from studio.data.columns import guess_columns
from studio.data.placing import check_run
from studio.data.readers import read_table
from studio.data.run_tables import Tables, read_data
from studio.data.template import Template
from studio.data_spec import DataSpec
from studio.errors import MethodError, ProjectError, SpecError, StudioError, TableError
from studio.headless import fetched, recommended
from studio.methods.registry import METHODS, method_settings
from studio.methods.settings import MethodSettings
from studio.paths import sample_projects_dir, user_data_dir
from studio.spec import RunSpec, read_run_spec, validation_sentence
from studio.store.project import Project
from studio.store.run_folder import RUN_FILE, with_absolute_files
from studio.terminal import Answer
from studio.trials import Row, beside, explanation, judged_by, judging_rows, score_lines, trained_row


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
    columns = {"text": guess.text, "text_pair": guess.text_pair, **answer}
    data = DataSpec.model_validate({"file": str(versions[-1].file), **columns})
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
    folder = fetched(answer)(like.model.name, like.model.revision)
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
        title = entrant.method.title
        rows.append(trained_row(project, specs, answer, tables, title=title, run_name=title))
    metric, split = judged_by(like.data)
    judged = judging_rows(project, rows, split)
    rows += beside(project, rows, like.data)
    return Comparison(project.folder, like.model.name, metric, split, judged, seeds, rows)


def report(found: Comparison) -> tuple[list[list[str]], str]:
    """The comparison's lines, headings first, and what its numbers are, in words."""
    said = f"On {found.model}, {found.test_rows:,} {found.split} rows. {explanation(found.rows, found.seeds)}"
    return score_lines(found.rows, "method", found.metric), said.rstrip()


def _entrant(name: str, like: RunSpec, tables: Tables, folder: Path) -> _Entrant:
    """A method as it takes part: with its defaults or, where only that fits, with a classification head."""
    settings = METHODS[name]
    try:
        variants = [settings.model_validate({})]
    except ValidationError as error:
        return _Entrant(name, None, validation_sentence(error, settings.title, settings))
    if "head" in settings.model_fields and like.data.task != "generation":
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
