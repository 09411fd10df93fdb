"""One setting of a run varied: each value trained over the same seeds on the same rows, and set side by side."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from studio.data.placing import check_run
from studio.data.run_tables import Tables, read_data
from studio.data.template import SlotPart, Template
from studio.data_spec import DataSpec
from studio.errors import SpecError, StudioError
from studio.headless import recommended
from studio.models.catalog import find_model
from studio.spec import ModelSpec, RunSpec, TrainingSpec, read_run_spec, run_spec_from
from studio.store.project import Project
from studio.store.run_folder import RUN_FILE, with_absolute_files
from studio.terminal import Answer
from studio.trials import Row, beside, explanation, judged_by, judging_rows, line_of, score_lines, trained_row
from studio.wording import phrase, some_of
from studio.wrong_value import what_to_write

_SAME_ROWS = ("text", "template", "balance", "max_tokens")  # of [data]: what leaves rows and splits as they are
_HOW_TO_WRITE = phrase("as in method.num_virtual_tokens=1,5,20")


@dataclass(frozen=True)
class Varied:
    """A setting and its values, as its own type reads them. key: dotted, as in a run.toml    title: for people"""

    key: str
    title: str
    values: list[Any]


@dataclass(frozen=True)
class Variant:
    """The run with one value in it; None where that cannot be trained, and `remark` says why."""

    value: Any
    spec: RunSpec | None
    remark: str = ""


@dataclass(frozen=True)
class Plan:
    """model: as the run.toml names it"""

    model: str
    varied: Varied
    variants: list[Variant]
    tables: Tables


@dataclass(frozen=True)
class Point:
    """What one value came to, and the baselines that were measured beside it."""

    value: Any
    row: Row
    baselines: list[Row]


@dataclass(frozen=True)
class Sweep:
    """setting: dotted    title: its name for people    metric: of the rows' values    split: the rows that judge

    method: its title    model: "" where it is what is varied    test_rows: how many rows judge
    """

    setting: str
    title: str
    project: Path
    method: str
    model: str
    metric: str
    split: str
    test_rows: int
    seeds: int
    points: list[Point]


# --- what is varied ------------------------------------------------------------------------------------------------


def read_varied(text: str, like: RunSpec) -> Varied:
    """A setting and its values out of "method.num_virtual_tokens=1,5,20".

    Values that have commas in them are written as a TOML list: data.template=["{text}, then", "{text}"].
    Raises SpecError for a setting that there is not, that cannot be varied, or that takes no such value.
    """
    key, is_there, written = (part.strip() for part in text.partition("="))
    if not is_there:
        raise SpecError(f"--vary {text}: write a setting and its values, {_HOW_TO_WRITE}.")
    settings = _section_settings(key, like)
    field = settings.model_fields[key.partition(".")[2]]
    bounded: Any = Annotated[field.annotation, field]
    adapter: TypeAdapter[Any] = TypeAdapter(bounded)
    values: list[Any] = []
    for one in _split(key, written):
        try:
            value = adapter.dump_python(adapter.validate_python(one), mode="json")
        except ValidationError as error:
            detail = error.errors()[0]
            told = f"--vary {key}: {shown(one)}: {what_to_write(detail)}"
            raise SpecError(told, value=shown(one), detail=detail) from None
        if value not in values:
            values.append(value)
    return Varied(key, field.title or key.partition(".")[2], values)


def _section_settings(key: str, like: RunSpec) -> type[BaseModel]:
    """The settings that a dotted key is of. Raises SpecError for a key that cannot be varied."""
    sections: dict[str, type[BaseModel]] = {
        "model": ModelSpec,
        "data": DataSpec,
        "method": type(like.method),
        "training": TrainingSpec,
    }
    known = [f"{section}.{name}" for section, settings in sections.items() for name in settings.model_fields]
    if key == "method.name":
        raise SpecError("--vary method.name: methods are held against each other by softprompt-studio compare.")
    if key == "training.seed":
        raise SpecError("--vary training.seed: every value is trained over the same seeds. Say with --seeds how many.")
    section, _, name = key.partition(".")
    if key not in known:
        near = difflib.get_close_matches(key, known, n=1)
        hint = f'Did you mean "{near[0]}"?' if near else f"Write a key of run.toml with its section, {_HOW_TO_WRITE}."
        raise SpecError(f'--vary: {like.method.title} has no setting "{key}". {hint}')
    if section == "data" and name not in _SAME_ROWS:
        raise SpecError(
            f"--vary {key}: each value would have other rows or answers, and they could not be held against each "
            f"other. Of [data], these can be varied: {', '.join(_SAME_ROWS)}."
        )
    return sections[section]


def _split(key: str, written: str) -> list[Any]:
    if not written.startswith("["):
        values: list[Any] = [value.strip() for value in written.split(",")]
    else:
        try:
            values = tomllib.loads(f"values = {written}")["values"]
        except tomllib.TOMLDecodeError as error:
            raise SpecError(f"--vary {key}: {written} is no TOML list: {error}.") from None
    if not values or "" in values:
        raise SpecError(
            f"--vary {key}: a value is empty. Write the values with commas between, {_HOW_TO_WRITE}.", empty=True
        )
    return values


def plan(like: RunSpec, base_dir: Path, vary: str, find: Callable[[str, str | None], Path | None] = find_model) -> Plan:
    """The run with each value in it, and what is wrong with it that shows without training.

    like: the run, whose relative paths are taken from `base_dir`; those among the values from the current folder
    find: what finds a base model's folder; None for one that each run has to fetch, which is then checked no further
    Raises StudioError where no value can be trained, and what `read_varied` raises.
    """
    varied = read_varied(vary, like)
    like = with_absolute_files(like, base_dir)
    tables = read_data(like.data, Path())
    variants = []
    for value in varied.values:
        try:
            variants.append(Variant(value, _with_value(like, varied.key, value, tables, find)))
        except StudioError as error:
            variants.append(Variant(value, None, error.message))
    if all(variant.spec is None for variant in variants):
        reasons = dict.fromkeys(variant.remark for variant in variants)
        raise SpecError(f"No value of {varied.key} can be trained. {' '.join(reasons)}")
    return Plan(like.model.name, varied, variants, tables)


def _with_value(
    like: RunSpec, key: str, value: Any, tables: Tables, find: Callable[[str, str | None], Path | None]
) -> RunSpec:
    """The run with a value in it, checked, and with its own learning rate and epochs where they are open."""
    section, _, name = key.partition(".")
    values = like.model_dump(mode="json", exclude_none=True)
    values[section][name] = value
    spec = with_absolute_files(run_spec_from(values, f"{key} = {shown(value)}"), Path())
    if name == "num_virtual_tokens":
        spec = _slot_counted_anew(spec)
    check_run(spec, tables)  # first, so that no model is fetched for a run that cannot be
    folder = find(spec.model.name, spec.model.revision)
    if folder is None:
        return spec
    check_run(spec, tables, folder)
    named = Path(spec.model.name).expanduser().absolute()
    if named.resolve() == folder:  # no bundled name or hub id: absolute, so that the run is the same from any folder
        spec = spec.model_copy(update={"model": spec.model.model_copy(update={"name": str(named)})})
    return recommended(spec, tables, folder)


def _slot_counted_anew(spec: RunSpec) -> RunSpec:
    """A template's one counted slot holds as many virtual tokens as there are; of several, nobody knows which grows."""
    template = Template.parse(spec.data.template) if spec.data.template else None
    if template is None or len(template.slots) != 1 or template.slots[0].count is None:
        return spec
    slot = SlotPart(spec.method.num_virtual_tokens)
    if template.slots[0] == slot:
        return spec
    counted = Template(tuple(slot if isinstance(part, SlotPart) else part for part in template.parts))
    return spec.model_copy(update={"data": spec.data.model_copy(update={"template": counted.text})})


def shown(value: Any) -> str:
    """A value as one writes it after --vary, in one line."""
    match value:
        case bool():
            return str(value).lower()
        case float():
            return f"{value:g}"
        case _:
            return str(value).replace("\n", "\\n")


# --- training ------------------------------------------------------------------------------------------------------


def sweep(project: Project, planned: Plan, answer: Answer, *, seeds: int) -> Sweep:
    """Train what is not trained yet, and set the values side by side.

    seeds: so many, from 0; one where chance has no say
    A value that fails says so in its row.
    """
    varied, points = planned.varied, []
    one = next(variant.spec for variant in planned.variants if variant.spec is not None)
    for variant in planned.variants:
        if variant.spec is None:
            answer.note(f"{varied.title} {shown(variant.value)} is left out: {variant.remark}")
    for variant in planned.variants:
        title = shown(variant.value)
        if variant.spec is None:
            points.append(Point(variant.value, Row(one.method.name, title, remark=f"left out: {variant.remark}"), []))
            continue
        spec = project.import_spec_data(variant.spec, Path())
        specs = [
            spec.model_copy(update={"training": spec.training.model_copy(update={"seed": seed})})
            for seed in range(seeds if spec.method.uses_seed else 1)
        ]
        row = trained_row(project, specs, answer, planned.tables, title=title, run_name=f"{varied.title} {title}")
        points.append(Point(variant.value, row, beside(project, [row], spec.data)))
    metric, split = judged_by(one.data)
    return Sweep(
        setting=varied.key,
        title=varied.title,
        project=project.folder,
        method=one.method.title,
        model="" if varied.key.startswith("model.") else planned.model,
        metric=metric,
        split=split,
        test_rows=judging_rows(project, [point.row for point in points], split),
        seeds=seeds,
        points=points,
    )


# --- runs that are there already ------------------------------------------------------------------------------------


def gathered(project: Project, run_ids: Sequence[str]) -> Sweep:
    """Runs that differ in one setting, and else in their seeds alone, set side by side as `sweep` does.

    Raises SpecError where they differ in no setting or in several, and where no two values have a result.
    """
    specs = {run: _spec_of(project, run) for run in run_ids}
    key = _varied_key(list(specs.values()))
    section, _, name = key.partition(".")
    one = next(iter(specs.values()))
    field = type(getattr(one, section)).model_fields[name]
    title = field.title or name.replace("_", " ").capitalize()
    values: list[tuple[Any, list[str]]] = []
    for run, spec in specs.items():
        value = spec.model_dump(mode="json")[section][name]
        same = next((runs for known, runs in values if known == value), None)
        if same is None:
            values.append((value, [run]))
        else:
            same.append(run)
    points = []
    for value, runs in values:
        ended = [(run, _no_result(project, run)) for run in runs]
        data = specs[runs[0]].data
        row = line_of(project, Row(one.method.name, shown(value)), ended, data)
        points.append(Point(value, row, beside(project, [row], data)))
    if sum(point.row.value is not None for point in points) < 2:
        raise SpecError(f"They differ in {title.lower()}, but no two values have a result yet. Wait until they have.")
    metric, split = judged_by(one.data)
    return Sweep(
        setting=key,
        title=title,
        project=project.folder,
        method=one.method.title,
        model="" if section == "model" else one.model.name,
        metric=metric,
        split=split,
        test_rows=judging_rows(project, [point.row for point in points], split),
        seeds=max(len(point.row.runs) for point in points),
        points=points,
    )


def _spec_of(project: Project, run: str) -> RunSpec:
    run_dir = project.run_dir(run)
    return with_absolute_files(read_run_spec(run_dir / RUN_FILE), run_dir)


def _no_result(project: Project, run: str) -> str:
    state = project.store.run(run).state
    return "" if state == "finished" else f"run {run}: {state}"


def _varied_key(specs: Sequence[RunSpec]) -> str:
    """The one setting, dotted, in which runs differ beside their seeds. Raises SpecError."""
    flat = [_flat(spec) for spec in specs]
    keys = list(dict.fromkeys(key for one in flat for key in one))
    differ = [key for key in keys if any(one.get(key) != flat[0].get(key) for one in flat)]
    if not differ:
        raise SpecError("Choose runs that differ in a setting: these have the same, but for their seeds.")
    if len(differ) > 1:
        shown = some_of(differ)
        raise SpecError(f"Choose runs that differ in one setting: these differ in {len(differ)}: {shown}.")
    return differ[0]


def _flat(spec: RunSpec) -> dict[str, Any]:
    """Every setting by its dotted key, but the seed; a template's one slot that follows the virtual tokens is open."""
    template = Template.parse(spec.data.template) if spec.data.template else None
    if template is not None and [slot.count for slot in template.slots] == [spec.method.num_virtual_tokens]:
        parts = tuple(SlotPart(None) if isinstance(part, SlotPart) else part for part in template.parts)
        data = spec.data.model_copy(update={"template": Template(parts).text})
        spec = spec.model_copy(update={"data": data})
    sections = spec.model_dump(mode="json")
    del sections["training"]["seed"]
    return {f"{section}.{name}": value for section, values in sections.items() for name, value in values.items()}


# --- what is shown -------------------------------------------------------------------------------------------------


def report(found: Sweep) -> tuple[list[list[str]], str]:
    """The sweep's lines, headings first, and what its numbers are, in words."""
    rows = [point.row for point in found.points] + _baselines(found.points)
    on = f" on {found.model}" if found.model else ""
    said = f"{found.method}{on}, {found.test_rows:,} {found.split} rows. {explanation(rows, found.seeds)}"
    return score_lines(rows, found.title, found.metric), said.rstrip()


def _baselines(points: Sequence[Point]) -> list[Row]:
    """Each once where it is the same beside all values; otherwise each with its value."""
    found = [(point, row) for point in points for row in point.baselines]
    once: list[Row] = []
    for who in dict.fromkeys(row.method for _, row in found):
        ours = [(point, row) for point, row in found if row.method == who]
        if len({row.value for _, row in ours}) == 1:
            once.append(ours[0][1])
        else:
            once += [replace(row, title=f"{row.title}, {point.row.title}") for point, row in ours]
    return once
